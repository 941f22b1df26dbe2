/* The small parts: base64, sample files, timers, dice, the journal, the shop that
 * comes with the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/bytes.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "stage.h"

static void base64_goes_there_and_back(void **state)
{
	/* RFC 4648, section 10; and what Node lets pass. */
	static const struct { const char *plain, *coded; } cases[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	size_t n;
	bool strict;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *coded = bytes_base64(cases[i].plain, strlen(cases[i].plain));
		char *plain = bytes_unbase64(coded, strlen(coded), &n, &strict);
		assert_string_equal(coded, cases[i].coded);
		assert_int_equal(n, strlen(cases[i].plain));
		assert_memory_equal(plain, cases[i].plain, n);
		assert_true(strict);
		free(coded);
		free(plain);
	}
	char *lax = bytes_unbase64("Zm 9v\nYg", 8, &n, &strict);
	assert_int_equal(n, 4);
	assert_memory_equal(lax, "foob", 4);
	assert_false(strict);
	free(lax);
}

static uint32_t be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static void a_picture_is_a_picture(void **state)
{
	enum { W = 120, H = 90 };
	size_t n, at = 8;
	unsigned char raw[H * (1 + 3 * W)];
	uLongf raw_n = sizeof raw;
	bool data = false, end = false;
	(void)state;
	char *png = bytes_png(W, H, 12345, &n);
	assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
	while (at < n) {
		uint32_t len = be32(png + at);
		const char *type = png + at + 4;
		assert_true(at + 12 + len <= n);
		assert_int_equal(crc32(0, (const Bytef *)type, 4 + len), be32(type + 4 + len));
		if (!memcmp(type, "IDAT", 4)) {
			assert_int_equal(uncompress(raw, &raw_n, (const Bytef *)type + 4, len), Z_OK);
			assert_int_equal(raw_n, sizeof raw);
			data = true;
		}
		end = !memcmp(type, "IEND", 4);
		at += 12 + len;
	}
	assert_true(data && end && at == n);
	free(png);
}

static void a_document_points_at_its_table(void **state)
{
	size_t n;
	(void)state;
	char *pdf = bytes_sample("application/pdf", "nota (1).pdf", 1, &n), *copy = xstrndup(pdf, n);
	const char *tail = strstr(copy, "startxref\n");
	assert_non_null(tail);
	long at = strtol(tail + 10, NULL, 10);
	assert_memory_equal(copy + at, "xref\n", 5);
	assert_non_null(strstr(copy, "(nota \\(1\\).pdf) Tj"));
	free(pdf);
	free(copy);
}

static char fired[16];

static void fire(struct sim *sim, const struct timer *t)
{
	(void)sim;
	fired[strlen(fired)] = (char)t->n;
}

static void timers_fire_in_order(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	static const struct { int at; char name; } set[] = {
		{ 30, 'd' }, { 10, 'a' }, { 20, 'b' }, { 20, 'c' }, { 40, 'e' },
	};
	memset(fired, 0, sizeof fired);
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		timer_set(st.sim,
			  &(struct timer){ .at = st.now + set[i].at, .fire = fire, .n = set[i].name });
	assert_int_equal(sim_next(st.sim), st.now + 10);
	sim_tick(st.sim, st.now + 30);
	assert_string_equal(fired, "abcd");
	sim_tick(st.sim, st.now + 1000);
	assert_string_equal(fired, "abcde");
	assert_true(sim_next(st.sim) == INT64_MAX);
	stage_close(&st);
}

static void a_timer_of_an_older_run_does_nothing(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	struct session *s = st.sim->sessions.v[0];
	memset(fired, 0, sizeof fired);
	timer_set(st.sim,
		  &(struct timer){ .at = st.now + 1, .fire = fire, .session = s, .run = s->run, .n = 'x' });
	timer_set(st.sim, &(struct timer){ .at = st.now + 1, .fire = fire, .session = s, .n = 'y' });
	s->run++;
	sim_tick(st.sim, st.now + 5);
	assert_string_equal(fired, "y");
	stage_close(&st);
}

static void the_journal_counts_what_arrived(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	char *id = stage_send(&st, "6281234567890@c.us", "halo");
	assert_int_equal(stage_lines(&st, "delivered", id), 1);
	assert_int_equal(stage_lines(&st, "request", id), 1);
	json_t *sent = stage_do(&st, "POST /api/sendImage", "{s:s,s:s,s:{s:s,s:s}}", "session", "default",
				"chatId", "6281234567890@c.us", "file", "mimetype", "image/png", "data",
				"iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEs"
				"AROxCnMTAAAAAElFTkSuQmCC");
	/* No bytes of files in it, their sum and size. */
	assert_int_equal(stage_lines(&st, "request", "iVBORw0KGgo"), 0);
	assert_int_equal(stage_lines(&st, "request", "\"data\":{\"sha256\":"), 1);
	assert_int_equal(stage_lines(&st, "delivered", "\"size\":75"), 1);
	json_t *log = stage_do(&st, "GET /sim/log?what=delivered", NULL);
	assert_int_equal(json_array_size(json_at(log, "lines")), 2);
	int64_t next = json_i64_or(log, "next", 0);
	json_decref(log);
	char *request = xasprintf("GET /sim/log?since=%lld", (long long)next);
	log = stage_do(&st, request, NULL);
	assert_int_equal(json_array_size(json_at(log, "lines")), 1); /* that of the question before */
	json_decref(log);
	/* Every line stands alone. */
	for (const char *line = buf_str(&st.journal); *line;) {
		size_t n = strcspn(line, "\n");
		json_t *v = json_loadb(line, n, 0, NULL);
		assert_true(json_is_integer(json_object_get(v, "t")) &&
			    json_is_string(json_object_get(v, "what")));
		json_decref(v);
		line += n + 1;
	}
	free(request);
	free(id);
	json_decref(sent);
	stage_close(&st);
}

static void a_key_in_the_query_is_not_written_down(void **state)
{
	struct stage st;
	struct sim_options o = { .key = "rahasia" };
	(void)state;
	stage_open(&st, &o);
	struct reply r = stage_ask(&st, "GET /api/sessions?x-api-key=rahasia", NULL);
	assert_int_equal(r.status, 200);
	assert_null(strstr(buf_str(&st.journal), "rahasia"));
	reply_fini(&r);
	stage_close(&st);
}

static void what_has_not_changed_is_not_sent_again(void **state)
{
	struct stage st;
	char tag[64];
	(void)state;
	stage_open(&st, NULL);
	struct sim_request rq = { .method = "GET", .target = "/api/default/chats?limit=5" };
	struct sim_answer a = {0};
	sim_request(st.sim, &rq, st.now, &a);
	assert_int_equal(a.status, 200);
	str_copy(tag, sizeof tag, a.etag);
	assert_memory_equal(tag, "W/\"", 3);
	sim_answer_fini(&a);
	rq.if_none_match = tag;
	sim_request(st.sim, &rq, st.now, &a);
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body.n, 0);
	sim_answer_fini(&a);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s}", "from", "6281234567890"));
	sim_request(st.sim, &rq, st.now, &a);
	assert_int_equal(a.status, 200);
	sim_answer_fini(&a);
	stage_close(&st);
}

static void the_control_channel_can_have_a_key(void **state)
{
	static const struct {
		const char *key, *sim_key;
		int status;
	} cases[] = { { "K", NULL, 401 }, { "K", "K", 401 }, { NULL, "S", 200 } };
	struct stage st;
	struct sim_options o = { .key = "K", .sim_key = "S" };
	(void)state;
	stage_open(&st, &o);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sim_request rq = { .method = "GET", .target = "/sim/state", .key = cases[i].key,
					  .sim_key = cases[i].sim_key };
		struct reply r = stage_request(&st, &rq);
		assert_int_equal(r.status, cases[i].status);
		reply_fini(&r);
	}
	stage_close(&st);
}

static void the_demo_shop_lives(void **state)
{
	struct stage st;
	struct sim_options o = { .shop = "demo" };
	(void)state;
	stage_open(&st, &o);
	json_t *chats = stage_do(&st, "GET /api/default/chats?limit=500", NULL);
	assert_in_range(json_array_size(chats), 55, 80);
	for (size_t i = 0; i < json_array_size(chats); i++)
		assert_true(json_i64_or(json_array_get(chats, i), "conversationTimestamp", 0) <=
			    st.now / 1000);
	json_decref(chats);
	json_t *unread =
		stage_do(&st,
			 "GET "
			 "/api/default/chats/all/"
			 "messages?limit=500&downloadMedia=false&filter.ack=DEVICE&filter.fromMe=false",
			 NULL);
	assert_in_range(json_array_size(unread), 20, 60);
	json_decref(unread);
	stage_wait(&st, 5 * 60000);
	/* Somebody writes every 10 to 40 seconds at first. */
	assert_in_range(stage_lines(&st, "inbound", NULL), 6, 30);
	stage_close(&st);
}

static void a_broken_shop_says_where(void **state)
{
	struct sim_options o = { .shop = "/nonexistent/shop.json", .now_ms = 1 };
	struct err e = {0};
	(void)state;
	assert_null(sim_new(&o, &e));
	assert_non_null(strstr(err_text(&e), "/nonexistent/shop.json"));
}

static void wrong_options_are_told(void **state)
{
	static const char *const toko[] = { "toko" };
	static const struct { struct sim_options o; const char *key; } cases[] = {
		{ { .engine = "wwebjs" }, "sim.engine" }, { { .engine = "" }, "sim.engine" },
		{ { .version = "2026" }, "sim.version" }, { { .state = "asleep" }, "sim.state" },
		{ { .version = "2026.4.1", .sessions = toko, .n_sessions = 1 }, "sim.session" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		assert_null(sim_new(&cases[i].o, &e));
		assert_int_equal(e.kind, ERR_USAGE);
		assert_string_equal(e.say.key, cases[i].key);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_goes_there_and_back),
		cmocka_unit_test(a_picture_is_a_picture),
		cmocka_unit_test(a_document_points_at_its_table),
		cmocka_unit_test(timers_fire_in_order),
		cmocka_unit_test(a_timer_of_an_older_run_does_nothing),
		cmocka_unit_test(the_journal_counts_what_arrived),
		cmocka_unit_test(a_key_in_the_query_is_not_written_down),
		cmocka_unit_test(what_has_not_changed_is_not_sent_again),
		cmocka_unit_test(the_control_channel_can_have_a_key),
		cmocka_unit_test(the_demo_shop_lives),
		cmocka_unit_test(a_broken_shop_says_where),
		cmocka_unit_test(wrong_options_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
