/* listen: what comes in: every message once, however often and under whichever
 * address WAHA shows it, nothing lost while the engine or the session was away,
 * and the history behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "sim/transport.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/number.h"
#include "waha/session.h"

#include "engine/syncing.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

static void test_it_arrives_once(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_for(&r, 5 * SECOND);
		for (int k = 0; k < 30; k++) {
			run_says(&r, k % 2 ? BUDI : SRI, "halo");
			run_for(&r, 3 * SECOND);
		}
		run_for(&r, 10 * MINUTE);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 30);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM chats"), 2);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations"), 2);
		run_end(&r);
	}
}

static void test_it_is_quick_then_slow(void **state)
{
	struct run r;
	size_t quick, idle;
	int64_t said, seen;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 10 * MINUTE);
	idle = run_lines(&r, "request", NULL, NULL, NULL);
	run_for(&r, 10 * MINUTE);
	idle = run_lines(&r, "request", NULL, NULL, NULL) - idle;
	/* A poll each 15 s, and a look at the session each 10 s. */
	assert_in_range(idle, 60, 130);
	run_says(&r, BUDI, "halo");
	said = clock_now_ms();
	while (!run_texts(&r, "halo"))
		run_for(&r, 500);
	seen = clock_now_ms();
	assert_true(seen - said <= 16 * SECOND);
	quick = run_lines(&r, "request", NULL, NULL, NULL);
	run_says(&r, BUDI, "lagi");
	said = clock_now_ms();
	while (!run_texts(&r, "lagi"))
		run_for(&r, 500);
	assert_true(clock_now_ms() - said <= 4 * SECOND);
	assert_true(run_lines(&r, "request", NULL, NULL, NULL) > quick);
	run_end(&r);
}

/* History in WAHA before the engine first starts. */
static void past(struct run *r, int messages)
{
	for (int i = 0; i < messages; i += 20) {
		struct buf b;

		buf_init(&b, 1 << 16);
		buf_addf(&b, "{\"with\":\"62812000%05d@c.us\",\"talk\":[", i / 20);
		for (int k = i; k < i + 20 && k < messages; k++)
			buf_addf(&b, "%s\"-%dm %c pesan %d\"", k > i ? "," : "", messages - k, k % 3 ? '>' : '<', k);
		buf_adds(&b, "]}");
		run_tell(r, "/sim/history", "%s", buf_str(&b));
		buf_fini(&b);
	}
}

static void test_history(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		int64_t early;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		past(&r, 950);
		/* The newest page stands within seconds … */
		for (int k = 0; k < 100 && run_count(&r, "SELECT count(*) FROM messages") < 50; k++)
			run_for(&r, 100);
		early = run_count(&r, "SELECT max(at) FROM messages");
		assert_true(early >= RUN_NOON / 1000 - 120);
		assert_true(run_count(&r, "SELECT count(*) FROM messages") <= 200);
		/* … and all of it soon. */
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 950);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 1"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM contact_days"), 0);
		/* A restart asks for little. */
		early = (int64_t)run_lines(&r, "request", NULL, NULL, NULL);
		run_restart(&r);
		run_for(&r, 10 * SECOND);
		assert_true((int64_t)run_lines(&r, "request", NULL, NULL, NULL) - early < 30);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 950);
		run_end(&r);
	}
}

/* The engine slept, the session slept: both times nothing is missing after. */
static void test_gaps_are_filled(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_for(&r, 10 * SECOND);
		run_says(&r, BUDI, "sebelum");
		run_for(&r, 20 * SECOND);
		/* No engine for two hours, with 250 messages. */
		for (int k = 0; k < 250; k++) {
			run_says(&r, k % 5 ? BUDI : SRI, "jauh");
			clock_move(28 * SECOND);
		}
		run_restart(&r);
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "jauh"), 250);
		/* The session away for an hour: what came meanwhile arrives late, and
		 * after something newer. */
		run_tell(&r, "/sim/network", "{\"up\":false}");
		run_for(&r, 30 * SECOND);
		for (int k = 0; k < 20; k++) {
			run_says(&r, SRI, "putus");
			run_for(&r, 4 * SECOND);
		}
		run_tell(&r, "/sim/network", "{\"up\":true}");
		run_for(&r, 2 * SECOND);
		run_says(&r, BUDI, "baru");
		run_for(&r, 12 * MINUTE);
		assert_int_equal(run_texts(&r, "putus"), 20);
		assert_int_equal(run_texts(&r, "baru"), 1);
		run_end(&r);
	}
}

/* Two in one second, with a poll between them; and more in a minute than a page and
 * its overlap hold. */
static void test_the_edge_of_a_poll(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_for(&r, 10 * SECOND);
		run_says(&r, BUDI, "satu");
		engine_poke_sync(r.engine, 0);
		run_for(&r, 100);
		assert_int_equal(run_texts(&r, "satu"), 1);
		run_says(&r, BUDI, "dua");
		run_for(&r, 20 * SECOND);
		assert_int_equal(run_texts(&r, "dua"), 1);
		for (int k = 0; k < 350; k++) {
			run_says(&r, k % 5 ? BUDI : SRI, "banyak");
			clock_move(150);
		}
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "banyak"), 350);
		run_end(&r);
	}
}

/* After the session was away, WhatsApp hands over old messages behind new ones. */
static void test_late_under_an_older_time(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 10 * SECOND);
	run_tell(&r, "/sim/network", "{\"up\":false}");
	run_for(&r, 3 * HOUR);
	run_tell(&r, "/sim/network", "{\"up\":true}");
	run_tell(&r, "/sim/work", "{}");
	run_for(&r, 30 * SECOND);
	run_says(&r, BUDI, "baru");
	run_for(&r, 20 * SECOND);
	assert_int_equal(run_texts(&r, "baru"), 1);
	run_tell(&r, "/sim/history", "{\"with\":\"%s@c.us\",\"talk\":[\"-100m > telat\"]}", SRI);
	run_for(&r, MINUTE);
	assert_int_equal(run_texts(&r, "telat"), 1);
	/* It is news: somebody has to answer it. */
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 1"), 2);
	run_end(&r);
}

/* A page of nothing but hidden rows is not the end of the history. */
static void test_hidden_rows(void **state)
{
	struct run r;
	json_t *said;
	char id[64];

	(void)state;
	run_begin(&r, &(struct run_options){ .engine = "gows" });
	said = run_control(&r, "/sim/inbound", "{\"from\":\"%s\",\"text\":\"lama\"}", BUDI);
	snprintf(id, sizeof id, "%s", json_str_or(said, "id", ""));
	json_decref(said);
	/* Further back than any poll looks. */
	for (int i = 0; i < 260; i++) {
		clock_move(20 * SECOND);
		run_tell(&r, "/sim/inbound", "{\"from\":\"%s\",\"kind\":\"reaction\",\"target\":\"%s\"}", BUDI, id);
	}
	clock_move(SECOND);
	for (int i = 0; i < 20; i++)
		run_says(&r, SRI, "baru");
	run_for(&r, MINUTE);
	assert_int_equal(run_texts(&r, "baru"), 20);
	assert_int_equal(run_texts(&r, "lama"), 1);
	run_end(&r);
}

/* The later passes over the history meet what no poll has brought yet: it is news. */
static void test_history_meets_news(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i], .config = "poll_interval = 50-60s" });
		run_tell(&r, "/sim/history", "{\"with\":\"" SRI "@c.us\",\"talk\":[\"-1d > kemarin\"]}");
		/* Paired just now: the passes begin 3 and 20 minutes after that. */
		run_for(&r, MINUTE);
		for (int k = 0; k < 25 * 6; k++) {
			run_says(&r, BUDI, "baru");
			run_for(&r, 10 * SECOND);
		}
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_texts(&r, "baru"), 150);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'baru' AND live = 0"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'kemarin' AND live = 1"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM stream_positions WHERE stream = 'history'"
			" AND cursor = '3' AND done = 1"), 1);
		run_end(&r);
	}
}

/* Another phone is paired: what was said there before is its history, read as that. */
static void test_another_phone(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		struct err e = { 0 };
		struct http *http = http_new();
		struct waha w;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_tell(&r, "/sim/history", "{\"with\":\"" BUDI "@c.us\",\"talk\":[\"-1d > kemarin\"]}");
		run_for(&r, 40 * MINUTE);
		assert_int_equal(run_texts(&r, "kemarin"), 1);
		waha_init(&w, http, "http://sim", "default", "");
		assert_true(waha_session_logout(&w, &e));
		run_for(&r, 30 * SECOND);
		run_tell(&r, "/sim/account", "{\"pn\":\"6281199999999\"}");
		run_tell(&r, "/sim/history", "{\"with\":\"" SRI "@c.us\",\"talk\":[\"-3d > di hp baru\",\"-20m > STOP\"]}");
		run_tell(&r, "/sim/scan", "{}");
		run_for(&r, 10 * MINUTE);
		assert_int_equal(run_texts(&r, "di hp baru"), 1);
		assert_int_equal(run_texts(&r, "STOP"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 1"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 0);
		run_says(&r, SRI, "halo");
		run_for(&r, MINUTE);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'halo' AND live = 1"), 1);
		http_free(http);
		run_end(&r);
	}
}

/* A message from the future does not make all that comes before it history. */
static void test_present(void **state)
{
	struct run r;
	struct stream_position p = { 0 };
	struct err e = { 0 };
	int64_t now;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	now = clock_now();
	assert_true(history_begin_present(r.engine->numbers[0].sync, now + 86400, now, &e));
	assert_true(stream_get(r.keep, run_session(&r, 0), STREAM_POLL, &p, &e));
	assert_true(p.at == now && p.n == now + 1);
	run_end(&r);
}

/* A tick that comes late is found however much was written since. */
static void test_late_tick(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		int64_t id;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_for(&r, 5 * SECOND);
		run_says(&r, BUDI, "halo");
		run_for(&r, 20 * SECOND);
		id = run_send(&r, 0, BUDI, "ya kak");
		assert_true(run_until(&r, id, MSG_READ, 5 * MINUTE));
		for (int k = 0; k < 130; k++)
			run_tell(&r, "/sim/own", "{\"to\":\"628120000000%d\",\"text\":\"dari hp\"}", 1 + k % 5);
		run_for(&r, 5 * MINUTE);
		run_says(&r, SRI, "masih buka?");
		run_for(&r, 70 * MINUTE);
		run_says(&r, SRI, "sudah tutup?");
		run_for(&r, MINUTE);
		/* As if that had only just come to WAHA. */
		run_exec(&r, "UPDATE messages SET state = 'sent' WHERE state = 'read'");
		assert_int_equal(run_state(&r, id), MSG_SENT);
		if (!run_until(&r, id, MSG_READ, 12 * MINUTE))
			fail_msg("%s: %s", engines[i], message_state_name(run_state(&r, id)));
		run_end(&r);
	}
}

/* A message that the database refuses does not stand before all others. */
static void test_a_poisoned_row(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 10 * SECOND);
	run_exec(&r, "CREATE TRIGGER poison BEFORE INSERT ON messages WHEN new.text = 'racun'"
		" BEGIN SELECT RAISE(ABORT, 'poison'); END");
	run_says(&r, BUDI, "sebelum");
	run_says(&r, BUDI, "racun");
	run_says(&r, SRI, "sesudah");
	run_for(&r, MINUTE);
	assert_int_equal(run_texts(&r, "sebelum"), 1);
	assert_int_equal(run_texts(&r, "racun"), 0);
	assert_int_equal(run_texts(&r, "sesudah"), 1);
	run_says(&r, SRI, "lagi");
	run_for(&r, 20 * SECOND);
	assert_int_equal(run_texts(&r, "lagi"), 1);
	run_end(&r);
}

/* One person under two addresses is one chat, and one message is one row. */
static void test_hidden_ids(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_tell(&r, "/sim/contact",
			"{\"pn\":\"%s\",\"lid\":\"290000000000001\",\"name\":\"Budi Santoso\",\"by_lid\":true}", BUDI);
		run_tell(&r, "/sim/rules", "{\"do\":\"twins\",\"count\":0}");
		run_for(&r, 5 * SECOND);
		run_says(&r, BUDI, "dari lid");
		run_for(&r, 30 * SECOND);
		run_tell(&r, "/sim/contact", "{\"pn\":\"%s\",\"by_lid\":false}", BUDI);
		run_says(&r, BUDI, "dari nomor");
		run_for(&r, 10 * MINUTE);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 2);
		assert_int_equal(run_count(&r, "SELECT count(DISTINCT chat_id) FROM messages"), 1);
		assert_int_equal(run_count(&r, "SELECT count(DISTINCT contact_id) FROM messages"), 1);
		run_end(&r);
	}
}

static void test_names(void **state)
{
	struct run r;
	struct address a;
	struct err e = { 0 };
	struct contact_row c = { 0 };
	int64_t id = 0;

	(void)state;
	run_begin(&r, &(struct run_options){ .shop = "/sim/contact",
				.shop_body = "{\"pn\":\"" BUDI "\",\"name\":\"Budi Santoso\",\"push\":\"budi\"}" });
	run_tell(&r, "/sim/group", "{\"jid\":\"120363000000000001@g.us\",\"subject\":\"Toko Kita\",\"members\":[\"%s\"]}",
		BUDI);
	run_tell(&r, "/sim/history", "{\"with\":\"120363000000000001@g.us\",\"talk\":[{\"at\":\"-5m\",\"from\":\"%s\","
		"\"text\":\"di grup\"}]}", BUDI);
	run_tell(&r, "/sim/history", "{\"with\":\"%s@c.us\",\"talk\":[\"-9m > halo\"]}", BUDI);
	run_for(&r, MINUTE);
	assert_true(address_parse(BUDI "@c.us", &a, &e) && contact_find(r.keep, &a, &id, &e) && id);
	assert_true(contact_get(r.keep, id, &c, &e));
	assert_string_equal(c.name, "Budi Santoso");
	contact_row_fini(&c);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM chats WHERE kind = 'group' AND name = 'Toko Kita'"), 1);
	run_end(&r);
}

/* What is needed to answer: whose turn it is. */
static void test_needs_reply(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 5 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, 20 * SECOND);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE needs_reply = 1"), 1);
	id = run_send(&r, 0, BUDI, "ya kak");
	assert_true(run_until(&r, id, MSG_DELIVERED, 5 * MINUTE) || run_state(&r, id) == MSG_READ);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE needs_reply = 1"), 0);
	run_end(&r);
}

static enum session_status status(struct run *r)
{
	struct number_row n = { 0 };
	struct err e = { 0 };
	enum session_status s;

	assert_true(number_get(r->keep, run_session(r, 0), &n, &e));
	s = n.status;
	number_row_fini(&n);
	return s;
}

static void test_the_session_tells(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	assert_int_equal(status(&r), SESSION_UNREACHABLE);
	run_for(&r, 5 * SECOND);
	assert_int_equal(status(&r), SESSION_WORKING);
	r.refused = true;
	run_for(&r, 30 * SECOND);
	assert_int_equal(status(&r), SESSION_UNREACHABLE);
	r.refused = false;
	run_for(&r, MINUTE);
	assert_int_equal(status(&r), SESSION_WORKING);
	/* FAILED is restarted once by itself. */
	run_tell(&r, "/sim/fail", "{}");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/restart", NULL), 1);
	/* Unlinked on the phone: nobody pairs it again but an admin. */
	run_tell(&r, "/sim/unlink", "{}");
	run_for(&r, 5 * MINUTE);
	assert_true(status(&r) != SESSION_WORKING);
	assert_true(run_lines(&r, "request", "path", "/api/sessions/default/restart", NULL) <= 2);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/logout", NULL), 0);
	run_end(&r);
}

/* CORE forgets at a restart of its server that NOWEB shall keep messages. */
static void test_the_store_is_turned_on_again(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .version = "2026.4.1" });
	run_for(&r, 10 * SECOND);
	run_tell(&r, "/sim/process-restart", "{}");
	run_tell(&r, "/sim/work", "{}");
	run_for(&r, 3 * MINUTE);
	run_says(&r, BUDI, "masih dengar?");
	run_for(&r, MINUTE);
	assert_int_equal(run_texts(&r, "masih dengar?"), 1);
	run_end(&r);
}

/* A WAHA that takes what it is told and keeps nothing of it. */
static int puts_told;

static bool forgetful(void *ctx, const struct http_request *q, struct http_answer *a)
{
	struct run *r = ctx;

	if (strcmp(q->method, "PUT") || !strstr(q->url, "/api/sessions/default"))
		return sim_transport(r->sim, q, a);
	puts_told++;
	a->stage = HTTP_ANSWERED;
	a->status = 200;
	buf_init(&a->body, 16);
	buf_adds(&a->body, "{}");
	return true;
}

/* Turning it on restarts a session that works: not every ten minutes for ever. */
static void test_the_store_stays_off(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .version = "2026.4.1", .config = "poll_interval = 30-60s" });
	run_for(&r, 10 * SECOND);
	run_tell(&r, "/sim/process-restart", "{}");
	run_tell(&r, "/sim/work", "{}");
	http_set_transport(forgetful, &r);
	puts_told = 0;
	run_for(&r, 20 * HOUR);
	assert_in_range(puts_told, 4, 9);
	run_end(&r);
}

static void test_the_wrong_phone(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = "expect_phone = +62 811 1111 1111" });
	run_for(&r, 5 * SECOND);
	run_says(&r, BUDI, "halo");
	id = run_send(&r, 0, BUDI, "ya");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(status(&r), SESSION_OTHER);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	run_end(&r);
}

/* Set back by a day, the clock does not make the engine deaf for a day. */
static void test_a_clock_set_back(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, MINUTE);
	clock_jump(-26 * HOUR);
	r.sync_next[0] = 0; /* the thread sleeps for so long, not until then */
	run_says(&r, BUDI, "masih buka?");
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_texts(&r, "masih buka?"), 1);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_clock_set_back),
		cmocka_unit_test(test_it_arrives_once),
		cmocka_unit_test(test_it_is_quick_then_slow),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_gaps_are_filled),
		cmocka_unit_test(test_the_edge_of_a_poll),
		cmocka_unit_test(test_late_under_an_older_time),
		cmocka_unit_test(test_hidden_rows), cmocka_unit_test(test_history_meets_news),
		cmocka_unit_test(test_another_phone), cmocka_unit_test(test_late_tick), cmocka_unit_test(test_present),
		cmocka_unit_test(test_a_poisoned_row),
		cmocka_unit_test(test_hidden_ids),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_needs_reply),
		cmocka_unit_test(test_the_session_tells),
		cmocka_unit_test(test_the_store_is_turned_on_again),
		cmocka_unit_test(test_the_store_stays_off),
		cmocka_unit_test(test_the_wrong_phone),
	};

	return cmocka_run_group_tests_name("listen", tests, NULL, NULL);
}
