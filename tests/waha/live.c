/* The calls of waha/ against wartel-sim, over real connections, once for each
 * engine: pairing, polling, sending, looking up what was lost. Time runs faster
 * for both, so that what WAHA takes seconds for takes milliseconds. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "waha/able.h"
#include "waha/chats.h"
#include "waha/contacts.h"
#include "waha/lookup.h"
#include "waha/send.h"
#include "waha/session.h"

enum { FASTER = 50 };

struct sim {
	const char *engine, *version;
	pid_t pid;
	int until; /* closing it ends the simulator */
	char url[64];
	struct http *http;
	struct waha w;
	bool paired;
};

static struct err e;

#define OK(call)                                                \
	do {                                                    \
		if (!(call))                                    \
			fail_msg("%s: %s", #call, err_text(&e)); \
	} while (0)

static void start_sim(struct sim *s)
{
	const char *top = getenv("top_builddir");
	char *program = xasprintf("%s/wartel-sim", top ? top : "."), port[16] = "", ready_fd[16], until_fd[16];
	int ready[2], until[2];
	ssize_t n;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	assert_int_equal(pipe2(until, O_CLOEXEC), 0);
	snprintf(ready_fd, sizeof ready_fd, "%d", ready[1]);
	snprintf(until_fd, sizeof until_fd, "%d", until[0]);
	s->pid = fork();
	if (s->pid == 0) {
		fcntl(ready[1], F_SETFD, 0);
		fcntl(until[0], F_SETFD, 0);
		execl(program, "wartel-sim", "--engine", s->engine, "--version", s->version, "--state", "stopped",
			"--key", "secret", "--port", "0", "--ready-fd", ready_fd, "--until-fd", until_fd, (char *)NULL);
		_exit(127);
	}
	close(ready[1]);
	close(until[0]);
	s->until = until[1];
	n = read(ready[0], port, sizeof port - 1);
	close(ready[0]);
	free(program);
	if (n <= 0)
		fail_msg("wartel-sim does not start");
	snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", (int)strtol(port, NULL, 10));
	s->http = http_new();
	waha_init(&s->w, s->http, s->url, "default", "secret");
}

static void end_sim(struct sim *s)
{
	int status;

	if (s->until >= 0)
		close(s->until);
	s->until = -1;
	if (s->pid > 0)
		assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
	s->pid = 0;
}

/* The world behind the simulator: POST /sim/what. New reference. */
static json_t *world(struct sim *s, const char *what, const char *body)
{
	char *url = xasprintf("%s/sim/%s", s->url, what);
	const char *const headers[] = { "Content-Type: application/json", NULL };
	struct http_request r = { .method = "POST", .url = url, .body = body, .body_len = strlen(body),
		.headers = headers, .changing = true };
	struct http_answer a = { 0 };
	json_t *v;

	OK(http_call(s->http, &r, &a, &e));
	if (a.status / 100 != 2)
		fail_msg("/sim/%s %s: %d %s", what, body, a.status, buf_str(&a.body));
	v = json_read(buf_str(&a.body), a.body.n, &e);
	http_answer_fini(&a);
	free(url);
	return v;
}

static void tell_world(struct sim *s, const char *what, const char *body)
{
	json_decref(world(s, what, body));
}

static void until_status(struct sim *s, enum session_status wanted, struct waha_session *out)
{
	for (int i = 0; i < 400; i++) {
		OK(waha_session_get(&s->w, out, &e));
		if (out->status == wanted)
			return;
		clock_sleep_ms(250);
	}
	fail_msg("the session stays %s", out->status_text);
}

static struct address address(const char *text)
{
	struct address a;

	OK(address_parse(text, &a, &e));
	return a;
}

static void pair(struct sim *s)
{
	struct waha_session session = { 0 };
	char *qr = NULL, code[WAHA_CODE_CAP];

	if (s->paired)
		return;
	s->paired = true;
	OK(waha_ping(&s->w, &e));
	OK(waha_session_get(&s->w, &session, &e));
	assert_int_equal(session.status, SESSION_STOPPED);
	OK(waha_session_start(&s->w, &session, &e));
	until_status(s, SESSION_SCAN_QR_CODE, &session);
	OK(waha_qr(&s->w, &qr, &e));
	assert_true(strlen(qr) > 20);
	free(qr);
	OK(waha_code(&s->w, "6281234567890", code, &e));
	assert_int_equal(strlen(code), 9);
	tell_world(s, "scan", "{}");
	until_status(s, SESSION_WORKING, &session);
	assert_true(strlen(session.me_phone) > 8);
	assert_true(session.store_on);
	waha_session_fini(&session);
}

static void test_pairing(void **state)
{
	struct sim *s = *state;
	char *qr = NULL;

	pair(s);
	assert_int_equal(strcasecmp(waha_engine_name(s->w.engine), s->engine), 0);
	assert_string_equal(s->w.version_text, s->version);
	/* Paired: no code any more, and WAHA takes its ten seconds to say so. */
	assert_false(waha_qr(&s->w, &qr, &e));
	assert_string_equal(e.say.key, "waha.not-ready");
	assert_null(qr);
	/* What runs well is left alone. */
	OK(waha_session_start(&s->w, NULL, &e));
}

static void test_wrong_key(void **state)
{
	struct sim *s = *state;
	struct waha_session session = { 0 };
	struct address to = address("6281200000001@c.us");
	struct waha_text t = { .to = &to, .text = "x" };
	struct waha_sent sent;
	struct waha w;

	waha_init(&w, s->http, s->url, "default", "wrong");
	OK(waha_ping(&w, &e));
	assert_false(waha_session_get(&w, &session, &e));
	assert_string_equal(e.say.key, "waha.key");
	waha_send_text(&w, &t, &sent);
	assert_int_equal(sent.outcome, OUTCOME_SESSION);
}

static void test_polling(void **state)
{
	struct sim *s = *state;
	struct waha_page page = { 0 };
	struct waha_query q = { .oldest_first = true };
	struct waha_chats chats = { 0 };
	struct waha_contacts contacts = { 0 };
	struct address budi = address("6281200000001@c.us");
	struct waha_exists x;
	char text[ADDRESS_CAP];
	bool found = false, picture = false, quoted = false;

	pair(s);
	q.since = clock_now() - 120;
	json_t *first = world(s, "inbound",
		"{\"from\":\"6281200000001\",\"push\":\"Budi\",\"text\":\"ongkir ke Bandung? 🙏\"}");
	tell_world(s, "inbound", "{\"from\":\"6281200000001\",\"kind\":\"image\",\"text\":\"ini bukti transfer\"}");
	char *reply = xasprintf("{\"from\":\"6281200000001\",\"text\":\"yang itu\",\"reply_to\":\"%s\"}",
		json_str_or(first, "id", ""));
	tell_world(s, "inbound", reply);
	if (!waha_able(s->w.engine, ABLE_HISTORY_ALL, NULL)) {
		assert_false(waha_messages(&s->w, &q, &page, &e));
		assert_string_equal(e.say.key, "waha.engine-lacks");
		q.chat = &budi;
	}
	OK(waha_messages(&s->w, &q, &page, &e));
	for (size_t i = 0; i < page.events.n; i++) {
		const struct event *ev = &page.events.v[i];
		if (ev->id.from_me || strcmp(address_text(&ev->chat, text), "6281200000001@c.us") != 0)
			continue;
		if (!strcmp(ev->id.bare, json_str_or(first, "id", ""))) {
			found = true;
			assert_string_equal(ev->text, "ongkir ke Bandung? 🙏");
			assert_string_equal(ev->push_name, "Budi");
			assert_int_equal(ev->message_kind, KIND_TEXT);
			assert_true(ev->at >= q.since && ev->at <= clock_now() + 1);
		}
		if (ev->message_kind == KIND_IMAGE) {
			picture = true;
			assert_true(ev->has_media);
			assert_string_equal(ev->text, "ini bukti transfer");
			assert_null(ev->media.url); /* polls download nothing */
		}
		if (*ev->reply_to) {
			quoted = true;
			assert_string_equal(ev->reply_to, json_str_or(first, "id", ""));
		}
	}
	assert_true(found && picture && quoted);
	assert_true(page.rows >= 3 && page.oldest >= q.since);

	OK(waha_chats(&s->w, 20, 0, &chats, &e));
	assert_true(chats.n >= 1);
	assert_true(chats.v[0].at >= q.since);
	OK(waha_contacts(&s->w, 100, 0, &contacts, &e));
	OK(waha_check_exists(&s->w, "6281200000001", &x, &e));
	assert_true(x.exists);
	free(reply);
	json_decref(first);
	waha_contacts_fini(&contacts);
	waha_chats_fini(&chats);
	waha_page_fini(&page);
}

static void test_lid(void **state)
{
	struct sim *s = *state;
	struct address lid = address("290000000000077@lid"), phone;
	struct waha_lids lids = { 0 };
	struct waha_page page = { 0 };
	struct waha_query q = { .chat = &lid, .limit = 10 };
	char text[ADDRESS_CAP];
	bool listed = false;

	pair(s);
	tell_world(s, "inbound",
		"{\"from\":\"6281200000077\",\"lid\":\"290000000000077\",\"by_lid\":true,\"push\":\"Lia\","
		"\"text\":\"via lid\"}");
	OK(waha_messages(&s->w, &q, &page, &e));
	assert_int_equal(page.events.n, 1);
	assert_string_equal(address_text(&page.events.v[0].chat, text), "290000000000077@lid");
	/* A browser's page knows one address; the list of lids knows both. */
	assert_string_equal(address_text(&page.events.v[0].chat_alt, text),
		s->w.engine == WAHA_NOWEB || s->w.engine == WAHA_GOWS ? "6281200000077@c.us" : "");
	OK(waha_lid(&s->w, &lid, &phone, &e));
	assert_string_equal(address_text(&phone, text), "6281200000077@c.us");
	OK(waha_lids(&s->w, 100, 0, &lids, &e));
	for (size_t i = 0; i < lids.n; i++)
		listed = listed || address_same(&lids.v[i].lid, &lid);
	assert_true(listed);
	waha_lids_fini(&lids);
	waha_page_fini(&page);
}

static void test_sending(void **state)
{
	struct sim *s = *state;
	struct address to = address("6281200000001@c.us");
	struct waha_text t = { .to = &to, .text = "Siap, kak. Rp15.000 😊" };
	struct waha_sent sent;
	struct event ev = { 0 };
	char id[WA_ID_CAP];

	pair(s);
	OK(waha_seen(&s->w, &to, &e));
	OK(waha_typing(&s->w, &to, true, &e));
	OK(waha_typing(&s->w, &to, false, &e));
	assert_int_equal(waha_has_new_id(&s->w), waha_able(s->w.engine, ABLE_NEW_MESSAGE_ID, NULL));
	OK(waha_new_id(&s->w, id, &e));
	assert_int_equal(strlen(id) > 10, waha_has_new_id(&s->w));
	t.id = *id ? id : NULL;
	waha_send_text(&s->w, &t, &sent);
	if (sent.outcome != OUTCOME_ACCEPTED)
		fail_msg("%s: %s", outcome_name(sent.outcome), err_text(&sent.why));
	if (*id)
		assert_string_equal(sent.id, id);
	str_copy(id, sizeof id, sent.id);
	OK(waha_look_id(&s->w, &to, clock_now() - 3600, id, &ev, &e));
	assert_int_equal(ev.kind, EVENT_MESSAGE);
	assert_true(ev.id.from_me && ev.by_api && ev.has_ack);
	assert_string_equal(ev.text, t.text);
	char *whole = xasprintf("true_6281200000001@c.us_%s", id);
	if (waha_able(s->w.engine, ABLE_STAR, NULL)) {
		OK(waha_star(&s->w, &to, whole, true, &e));
	} else {
		assert_false(waha_star(&s->w, &to, whole, true, &e));
		assert_string_equal(e.say.key, "waha.engine-lacks");
	}
	free(whole);
	event_fini(&ev);
}

static const struct {
	const char *rule;
	enum outcome outcome;
	bool arrived; /* the customer has it all the same */
} broken[] = {
	{ "drop-before", OUTCOME_UNKNOWN, false },
	{ "accept-then-drop", OUTCOME_UNKNOWN, true },
	{ "accept-then-500", OUTCOME_UNKNOWN, true },
	{ "empty-body", OUTCOME_UNKNOWN, true },
	{ "no-id", OUTCOME_UNKNOWN, true },
	{ "garbage", OUTCOME_UNKNOWN, true },
	{ "truncated", OUTCOME_UNKNOWN, true },
	{ "201-and-lose", OUTCOME_ACCEPTED, false },
	{ "401", OUTCOME_SESSION, false },
	{ "403", OUTCOME_SESSION, false },
	{ "422-expected", OUTCOME_SESSION, false },
	{ "422-nosession", OUTCOME_SESSION, false },
	{ "429", OUTCOME_RETRY, false },
	{ "500-463", OUTCOME_RESTRICTED, false },
	{ "500-475", OUTCOME_RESTRICTED, false },
	{ "500-plain", OUTCOME_UNKNOWN, false },
	{ "502", OUTCOME_UNKNOWN, false },
	{ "503", OUTCOME_UNKNOWN, false },
	{ "504", OUTCOME_UNKNOWN, false },
};

static bool found_by_id(struct sim *s, const struct address *to, const char *id)
{
	struct event ev = { 0 };
	bool found;

	OK(waha_look_id(&s->w, to, clock_now() - 3600, id, &ev, &e));
	found = ev.kind == EVENT_MESSAGE;
	event_fini(&ev);
	return found;
}

static bool found_by_text(struct sim *s, const struct address *to, const char *text)
{
	struct waha_page page = { 0 };
	bool found = false;

	OK(waha_look_sent(&s->w, to, clock_now() - 3600, &page, &e));
	for (size_t i = 0; i < page.events.n; i++)
		found |= !strcmp(page.events.v[i].text, text);
	waha_page_fini(&page);
	return found;
}

/* Whatever breaks, what the call says is no more than what is known, and looking
 * it up by the id made beforehand, or where there is none by its text, tells the rest. */
static void test_broken(void **state)
{
	struct sim *s = *state;
	struct address to = address("6281200000002@c.us");
	struct waha_page page = { 0 };
	int arrived = 0;

	pair(s);
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		char *rule = xasprintf("{\"do\":\"%s\",\"match\":{\"path\":\"/api/sendText\"}}", broken[i].rule);
		char text[32], id[WA_ID_CAP];
		struct waha_text t = { .to = &to, .text = text };
		struct waha_sent sent;

		snprintf(text, sizeof text, "pesan %zu", i);
		OK(waha_new_id(&s->w, id, &e));
		t.id = *id ? id : NULL;
		tell_world(s, "rules", rule);
		waha_send_text(&s->w, &t, &sent);
		if (sent.outcome != broken[i].outcome)
			fail_msg("%s: %s (%s)", broken[i].rule, outcome_name(sent.outcome), err_text(&sent.why));
		if ((*id ? found_by_id(s, &to, id) : found_by_text(s, &to, text)) != broken[i].arrived)
			fail_msg("%s: it %s", broken[i].rule, broken[i].arrived ? "did not arrive" : "arrived");
		arrived += broken[i].arrived;
		free(rule);
	}
	OK(waha_look_sent(&s->w, &to, clock_now() - 3600, &page, &e));
	assert_int_equal(page.events.n, arrived);
	waha_page_fini(&page);
}

static void test_gone(void **state)
{
	struct sim *s = *state;
	struct address to = address("6281200000001@c.us");
	struct waha_text t = { .to = &to, .text = "x" };
	struct waha_sent sent;

	end_sim(s);
	waha_send_text(&s->w, &t, &sent);
	assert_int_equal(sent.outcome, OUTCOME_RETRY);
	assert_string_equal(sent.why.say.key, "waha.unreachable");
	assert_false(waha_ping(&s->w, &e));
}

static struct sim sims[] = {
	{ .engine = "noweb", .version = "2026.7.2", .until = -1 },
	{ .engine = "gows", .version = "2026.8.1", .until = -1 },
	{ .engine = "webjs", .version = "2026.8.1", .until = -1 },
	{ .engine = "wpp", .version = "2026.8.1", .until = -1 },
};

static int start(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sims / sizeof *sims; i++)
		start_sim(&sims[i]);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sims / sizeof *sims; i++) {
		end_sim(&sims[i]);
		http_free(sims[i].http);
	}
	return 0;
}

#define ON(i, test) { #test, test, NULL, NULL, &sims[i] }
#define ON_EACH(test) ON(0, test), ON(1, test), ON(2, test), ON(3, test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EACH(test_pairing), ON_EACH(test_wrong_key), ON_EACH(test_polling), ON_EACH(test_lid),
		ON_EACH(test_sending), ON_EACH(test_broken), ON_EACH(test_gone),
	};
	char scaled[96];
	struct timespec boot;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	snprintf(scaled, sizeof scaled, "%lld,%lld.%03ld,%d", (long long)time(NULL), (long long)boot.tv_sec,
		boot.tv_nsec / 1000000, FASTER);
	setenv("WARTEL_TEST_CLOCK", scaled, 1);
	log_quiet(true);
	return cmocka_run_group_tests_name("live", tests, start, stop);
}
