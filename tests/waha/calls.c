/* Each call as it goes out (method, path, body, on which kind of connection) and
 * what it makes of the answer. A script stands where the network would be: it
 * demands the requests in order and gives the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "waha/chats.h"
#include "waha/contacts.h"
#include "waha/labels.h"
#include "waha/lookup.h"
#include "waha/send.h"
#include "waha/session.h"

#include "tests/waha/fixture.h"

struct step {
	const char *method, *path;
	const char *body; /* JSON that must be sent, NULL none */
	bool changing;
	int status;	    /* 0: not sent, -1: no answer */
	const char *answer; /* a fixture's name, or the bytes, NULL: nothing */
};

static struct http *http;
static struct waha waha;
static const struct step *script;
static size_t steps, at;

static void add_answer(struct buf *out, const char *answer)
{
	json_t *v;

	if (!strchr("{[<", *answer)) {
		v = fixture(answer);
		json_write(out, v);
		json_decref(v);
	} else {
		buf_adds(out, answer);
	}
}

static bool header(const struct http_request *r, const char *line)
{
	for (const char *const *h = r->headers; *h; h++)
		if (!strcmp(*h, line))
			return true;
	return false;
}

static bool play(void *ctx, const struct http_request *r, struct http_answer *a)
{
	static const char base[] = "http://waha:3000";

	(void)ctx;
	if (at >= steps)
		fail_msg("unexpected %s %s", r->method, r->url);
	const struct step *s = &script[at++];
	assert_string_equal(r->method, s->method);
	assert_memory_equal(r->url, base, strlen(base));
	assert_string_equal(r->url + strlen(base), s->path);
	assert_int_equal(r->changing, s->changing);
	assert_true(header(r, "X-Api-Key: secret"));
	assert_true(header(r, "Accept: application/json"));
	assert_int_equal(header(r, "Content-Type: application/json"), s->body != NULL);
	/* WAHA itself takes up to 15 s to say no. */
	assert_true(r->timeout_ms > 15000 || !strncmp(s->path, "/ping", 5) || strstr(s->path, "version"));
	if (!strcmp(s->path, "/api/sendText"))
		assert_int_equal(r->timeout_ms, 90000);
	if (s->body) {
		json_t *want = json_read(s->body, strlen(s->body), NULL), *got = json_read(r->body, r->body_len, NULL);
		assert_non_null(want);
		if (!json_equal(want, got))
			fail_msg("%s %s: sent %s", r->method, r->url, r->body);
		json_decref(want);
		json_decref(got);
	} else {
		assert_null(r->body);
	}
	a->stage = s->status == 0 ? HTTP_NOT_SENT : s->status < 0 ? HTTP_NO_ANSWER : HTTP_ANSWERED;
	if (s->status > 0)
		a->status = s->status;
	else
		strncpy(a->why, "because", sizeof a->why - 1);
	if (s->answer)
		add_answer(&a->body, s->answer);
	return s->status > 0;
}

#define SCRIPT(...)                                                    \
	do {                                                           \
		static const struct step now[] = { __VA_ARGS__ };      \
		script = now;                                          \
		steps = sizeof now / sizeof *now;                      \
		at = 0;                                                \
	} while (0)
#define PLAYED() assert_int_equal(at, steps)

static int start(void **state)
{
	(void)state;
	http = http_new();
	waha_init(&waha, http, "http://waha:3000", "toko", "secret");
	waha.engine = WAHA_NOWEB;
	waha.version = (struct waha_version){ 2026, 7, 2 };
	http_set_transport(play, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_set_transport(NULL, NULL);
	http_free(http);
	return 0;
}

static struct address address(const char *s)
{
	struct address a;

	assert_true(address_parse(s, &a, NULL));
	return a;
}

static void text_is(const struct address *a, const char *want)
{
	char text[ADDRESS_CAP];

	assert_string_equal(address_text(a, text), want);
}

static void test_server(void **state)
{
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/ping", NULL, false, 200, "any-ping" }, { "GET", "/ping", NULL, false, 200, "<html>" },
		{ "GET", "/ping", NULL, false, 0, NULL }, { "GET", "/ping", NULL, false, -1, NULL });
	assert_true(waha_ping(&waha, &e));
	assert_false(waha_ping(&waha, &e));
	assert_string_equal(e.say.key, "waha.not-waha");
	assert_false(waha_ping(&waha, &e));
	assert_string_equal(e.say.key, "waha.unreachable");
	assert_non_null(strstr(err_text(&e), "because"));
	assert_false(waha_ping(&waha, &e));
	assert_string_equal(e.say.key, "waha.no-answer");
	PLAYED();

	SCRIPT({ "GET", "/api/server/version", NULL, false, 200, "any-version" });
	waha.engine = WAHA_UNSURE;
	assert_true(waha_identify(&waha, &e));
	assert_int_equal(waha.engine, WAHA_GOWS);
	assert_string_equal(waha.version_text, "2026.7.2");
	assert_string_equal(waha.tier, "CORE");
	assert_true(waha_version_at_least(&waha.version, 2026, 7, 2));
	PLAYED();

	SCRIPT({ "GET", "/api/server/version", NULL, false, 404, "{\"message\":\"Cannot GET /api/server/version\"}" },
		{ "GET", "/api/version", NULL, false, 200, "{\"version\":\"2024.1.1\",\"engine\":\"NOWEB\"}" });
	assert_true(waha_identify(&waha, &e));
	assert_int_equal(waha.engine, WAHA_NOWEB);
	assert_string_equal(waha.tier, "");
	PLAYED();

	SCRIPT({ "GET", "/api/server/version", NULL, false, 200, "{\"version\":\"2026.7.2\",\"engine\":\"WEBJS\"}" },
		{ "GET", "/api/server/version", NULL, false, 200, "{\"version\":\"2026.7.2\",\"engine\":\"WPP\"}" });
	assert_true(waha_identify(&waha, &e));
	assert_int_equal(waha.engine, WAHA_WEBJS);
	assert_true(waha_identify(&waha, &e));
	assert_int_equal(waha.engine, WAHA_WPP);
	PLAYED();

	SCRIPT({ "GET", "/api/server/version", NULL, false, 200, "{\"version\":\"2026.7.2\",\"engine\":\"NEXT\"}" },
		{ "GET", "/api/server/version", NULL, false, 200, "{\"version\":\"new\",\"engine\":\"GOWS\"}" },
		{ "GET", "/api/server/version", NULL, false, 401, "any-error-401" },
		{ "GET", "/api/server/version", NULL, false, 200, "[]" });
	assert_false(waha_identify(&waha, &e));
	assert_string_equal(e.say.key, "waha.engine");
	assert_non_null(strstr(err_text(&e), "NEXT"));
	assert_int_equal(waha.engine, WAHA_UNSURE);
	assert_false(waha_identify(&waha, &e));
	assert_string_equal(e.say.key, "waha.version");
	assert_false(waha_identify(&waha, &e));
	assert_int_equal(e.kind, ERR_AUTH);
	assert_false(waha_identify(&waha, &e));
	assert_string_equal(e.say.key, "waha.answer");
	PLAYED();
}

static void test_session_get(void **state)
{
	static const struct {
		int status;
		const char *answer;
		enum session_status is;
		const char *phone, *lid, *name;
		bool store_on;
	} cases[] = {
		{ 200, "live-session-working", SESSION_WORKING, "5511900000001", "190000000000001", "Toko", true },
		{ 200, "any-session-get-stopped", SESSION_STOPPED, "", "", "", false },
		{ 200, "live-session-after-unlink", SESSION_FAILED, "5511900000001", "190000000000001", "Toko", true },
		{ 200, "{\"name\":\"toko\",\"status\":\"DREAMING\"}", SESSION_OTHER, "", "", "", false },
		{ 404, "{\"message\":\"Session not found\",\"error\":\"Not Found\",\"statusCode\":404}", SESSION_MISSING, "",
			"", "", false },
		{ 422, "any-error-422-nosession", SESSION_MISSING, "", "", "", false },
	};
	struct waha_session s = { 0 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct step one = { "GET", "/api/sessions/toko", NULL, false, cases[i].status, cases[i].answer };
		script = &one, steps = 1, at = 0;
		assert_true(waha_session_get(&waha, &s, &e));
		assert_int_equal(s.status, cases[i].is);
		assert_string_equal(s.me_phone, cases[i].phone);
		assert_string_equal(s.me_lid, cases[i].lid);
		assert_string_equal(s.me_name ? s.me_name : "", cases[i].name);
		assert_int_equal(s.store_on, cases[i].store_on);
		assert_false(s.timelock);
	}
	SCRIPT({ "GET", "/api/sessions/toko", NULL, false, 200,
		"{\"status\":\"WORKING\",\"me\":{\"reachoutTimelock\":{\"isActive\":true,\"timeEnforcementEnds\":1788086400}}}" },
		{ "GET", "/api/sessions/toko", NULL, false, 422, "any-error-422-core-only-default" });
	assert_true(waha_session_get(&waha, &s, &e));
	assert_true(s.timelock);
	assert_int_equal(s.timelock_until, 1788086400);
	assert_false(waha_session_get(&waha, &s, &e));
	assert_string_equal(e.say.key, "waha.only-default");
	waha_session_fini(&s);
	waha_session_fini(&s);

	/* GOWS keeps messages without being told, and says that it is GOWS. */
	waha.engine = WAHA_UNSURE;
	SCRIPT({ "GET", "/api/sessions/toko", NULL, false, 200,
		       "{\"status\":\"WORKING\",\"engine\":{\"engine\":\"GOWS\"}}" },
		{ "GET", "/api/sessions/toko", NULL, false, 200, "any-session-get-stopped" });
	assert_true(waha_session_get(&waha, &s, &e));
	assert_int_equal(s.engine, WAHA_GOWS);
	assert_true(s.store_on);
	waha.engine = WAHA_GOWS;
	assert_true(waha_session_get(&waha, &s, &e));
	assert_true(s.store_on);
	waha_session_fini(&s);
}

static void test_limits(void **state)
{
	struct waha_limits l;
	struct err e = { 0 };

	(void)state;
	waha.engine = WAHA_GOWS;
	waha.version = (struct waha_version){ 2026, 8, 1 };
	SCRIPT({ "GET", "/api/sessions/toko/timelock", NULL, false, 200,
		"{\"enforcementType\":\"BIZ_QUALITY\",\"isActive\":true,\"timeEnforcementEnds\":1788086400}" },
		{ "GET", "/api/sessions/toko/capping", NULL, false, 200, "gows-session-capping" });
	assert_true(waha_limits(&waha, &l, &e));
	assert_true(l.timelock_told && l.timelock && l.quota_told);
	assert_int_equal(l.timelock_until, 1788086400);
	assert_int_equal(l.capping, CAPPING_FIRST_WARNING);
	assert_int_equal(l.quota, 100);
	assert_int_equal(l.used, 80);
	assert_int_equal(l.cycle_end, 1789728000);
	PLAYED();
	SCRIPT({ "GET", "/api/sessions/toko/timelock", NULL, false, 200, "{\"isActive\":false,\"timeEnforcementEnds\":null}" });
	waha.engine = WAHA_WEBJS;
	assert_true(waha_limits(&waha, &l, &e));
	assert_true(l.timelock_told && !l.timelock && !l.quota_told);
	assert_int_equal(l.quota, -1);
	PLAYED();
	/* Nothing is asked of who cannot tell. */
	SCRIPT({ "GET", "/nothing", NULL, false, 200, NULL });
	waha.engine = WAHA_WPP;
	assert_true(waha_limits(&waha, &l, &e));
	waha.engine = WAHA_GOWS;
	waha.version = (struct waha_version){ 2026, 7, 2 };
	assert_true(waha_limits(&waha, &l, &e));
	assert_false(l.timelock_told || l.quota_told);
	assert_int_equal(at, 0);
}

#define TO "{\"session\":\"toko\",\"chatId\":\"12025550123@c.us\""
#define SESSION "/api/sessions/toko"
#define STORE "{\"config\":{\"noweb\":{\"store\":{\"enabled\":true}}}}"

static void test_session_start(void **state)
{
	struct waha_session s = { 0 };
	struct err e = { 0 };

	(void)state;
	/* CORE after a start of the server: the configuration is lost. */
	SCRIPT({ "GET", SESSION, NULL, false, 200, "any-session-get-stopped" },
		{ "PUT", SESSION, STORE, true, 200, "any-session-get-stopped" },
		{ "POST", SESSION "/start", NULL, true, 201, "any-session-get" },
		{ "GET", SESSION, NULL, false, 200, "live-session-working" });
	assert_true(waha_session_start(&waha, &s, &e));
	assert_int_equal(s.status, SESSION_WORKING);
	PLAYED();

	/* What is configured already stays. */
	SCRIPT({ "GET", SESSION, NULL, false, 200,
			"{\"status\":\"WORKING\",\"config\":{\"metadata\":{\"a\":\"b\"},\"webhooks\":[{\"url\":\"http://h\"}],"
			"\"noweb\":{\"markOnline\":false,\"store\":{\"enabled\":false,\"fullSync\":true}}}}" },
		{ "PUT", SESSION,
			"{\"config\":{\"metadata\":{\"a\":\"b\"},\"webhooks\":[{\"url\":\"http://h\"}],"
			"\"noweb\":{\"markOnline\":false,\"store\":{\"enabled\":true,\"fullSync\":true}}}}",
			true, 200, "any-session-get" },
		{ "POST", SESSION "/start", NULL, true, 422, "any-error-422-already-started" });
	assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	SCRIPT({ "GET", SESSION, NULL, false, 200, "live-session-working" });
	assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	SCRIPT({ "GET", SESSION, NULL, false, 200, "live-session-after-unlink" },
		{ "POST", SESSION "/restart", NULL, true, 201, "any-session-get" });
	assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	SCRIPT({ "GET", SESSION, NULL, false, 404, "{\"message\":\"Session not found\"}" },
		{ "POST", "/api/sessions",
			"{\"name\":\"toko\",\"start\":true,\"config\":{\"noweb\":{\"store\":{\"enabled\":true}}}}", true, 201,
			"any-session-created-stopped" });
	assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	/* WEBJS tells ticks in groups only when it is told to; what else there is stays, a no too. */
	waha.engine = WAHA_WEBJS;
	SCRIPT({ "GET", SESSION, NULL, false, 404, "{\"message\":\"Session not found\"}" },
		{ "POST", "/api/sessions", "{\"name\":\"toko\",\"start\":true,\"config\":{\"webjs\":{\"tagsEventsOn\":true}}}",
			true, 201, "any-session-created-stopped" },
		{ "GET", SESSION, NULL, false, 200, "{\"status\":\"STOPPED\",\"config\":{\"metadata\":{\"a\":\"b\"}}}" },
		{ "PUT", SESSION, "{\"config\":{\"metadata\":{\"a\":\"b\"},\"webjs\":{\"tagsEventsOn\":true}}}", true, 200,
			"any-session-get-stopped" },
		{ "POST", SESSION "/start", NULL, true, 201, "any-session-get" },
		{ "GET", SESSION, NULL, false, 200, "{\"status\":\"STOPPED\",\"config\":{\"webjs\":{\"tagsEventsOn\":false}}}" },
		{ "POST", SESSION "/start", NULL, true, 201, "any-session-get" },
		{ "GET", SESSION, NULL, false, 200, "{\"status\":\"WORKING\",\"config\":null}" });
	for (int i = 0; i < 4; i++)
		assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	/* WPP needs nothing. */
	waha.engine = WAHA_WPP;
	SCRIPT({ "GET", SESSION, NULL, false, 200, "any-session-get-stopped" },
		{ "POST", SESSION "/start", NULL, true, 201, "any-session-get" },
		{ "GET", SESSION, NULL, false, 404, "{\"message\":\"Session not found\"}" },
		{ "POST", "/api/sessions", "{\"name\":\"toko\",\"start\":true,\"config\":{}}", true, 201,
			"any-session-created-stopped" });
	for (int i = 0; i < 2; i++)
		assert_true(waha_session_start(&waha, NULL, &e));
	PLAYED();

	/* Stopped, with the store on: a start is enough. First it is asked who answers. */
	waha.engine = WAHA_UNSURE;
	SCRIPT({ "GET", "/api/server/version", NULL, false, 200, "any-version" },
		{ "GET", SESSION, NULL, false, 200, "any-session-get-stopped" },
		{ "POST", SESSION "/start", NULL, true, 500, "any-error-500-missing-chatid" });
	assert_false(waha_session_start(&waha, NULL, &e));
	assert_string_equal(e.say.key, "waha.failed");
	PLAYED();

	SCRIPT({ "POST", SESSION "/restart", NULL, true, 201, "any-session-get" },
		{ "POST", SESSION "/stop", NULL, true, 201, "any-session-get-stopped" },
		{ "POST", SESSION "/logout", NULL, true, 201, "any-session-get" });
	assert_true(waha_session_restart(&waha, &e));
	assert_true(waha_session_stop(&waha, &e));
	assert_true(waha_session_logout(&waha, &e));
	PLAYED();
	waha_session_fini(&s);
}

static void test_pairing(void **state)
{
	char *value = NULL, code[WAHA_CODE_CAP];
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/toko/auth/qr?format=raw", NULL, false, 200, "any-qr-raw" },
		{ "GET", "/api/toko/auth/qr?format=raw", NULL, false, 422, "any-error-422-status" },
		{ "GET", "/api/toko/auth/qr?format=raw", NULL, false, 200, "{}" });
	assert_true(waha_qr(&waha, &value, &e));
	assert_memory_equal(value, "2@AbCdEf", 8);
	free(value);
	assert_false(waha_qr(&waha, &value, &e));
	assert_string_equal(e.say.key, "waha.not-ready");
	assert_null(value);
	assert_false(waha_qr(&waha, &value, &e));
	assert_string_equal(e.say.key, "waha.no-qr");

	SCRIPT({ "POST", "/api/toko/auth/request-code", "{\"phoneNumber\":\"6281234567890\"}", true, 201,
		       "any-request-code" },
		{ "POST", "/api/toko/auth/request-code", "{\"phoneNumber\":\"6281234567890\"}", true, 201,
			"{\"code\":null}" });
	assert_true(waha_code(&waha, "6281234567890", code, &e));
	assert_string_equal(code, "ABCD-EFGH");
	assert_false(waha_code(&waha, "6281234567890", code, &e));
	assert_string_equal(e.say.key, "waha.no-code");
	assert_string_equal(code, "");
	PLAYED();
}

static void test_messages(void **state)
{
	struct address bob = address("12025550123@c.us");
	struct waha_query q = { .since = 1787999000, .limit = 50, .offset = 100, .oldest_first = true };
	struct waha_page p = { 0 };
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET",
		"/api/toko/chats/all/messages?limit=50&offset=100&downloadMedia=false&sortOrder=asc"
		"&filter.timestamp.gte=1787999000",
		NULL, false, 200, "noweb-chat-messages" });
	assert_true(waha_messages(&waha, &q, &p, &e));
	assert_int_equal(p.rows, 2);
	assert_int_equal(p.events.n, 2);
	assert_int_equal(p.oldest, 1788000005);
	PLAYED();

	/* Hidden rows count: paging goes by rows. */
	SCRIPT({ "GET",
		"/api/toko/chats/12025550123%40c.us/messages?limit=100&offset=0&downloadMedia=false&sortOrder=desc"
		"&filter.timestamp.gte=1&filter.timestamp.lte=2",
		NULL, false, 200, "made-rows" });
	q = (struct waha_query){ .chat = &bob, .since = 1, .until = 2 };
	assert_true(waha_messages(&waha, &q, &p, &e));
	assert_int_equal(p.rows, 52);
	assert_int_equal(p.events.n, 41);
	assert_int_equal(p.newest, 1788000052);
	assert_int_equal(p.oldest, 1788000001);

	SCRIPT({ "GET", "/api/toko/chats/all/messages?limit=100&offset=0&downloadMedia=false&sortOrder=desc", NULL, false,
		       400, "noweb-error-400-store-disabled" },
		{ "GET", "/api/toko/chats/all/messages?limit=100&offset=0&downloadMedia=false&sortOrder=desc", NULL, false,
			200, NULL },
		{ "GET", "/api/toko/chats/all/messages?limit=100&offset=0&downloadMedia=false&sortOrder=desc", NULL, false,
			200, "[{\"id\":\"false_62811@c.us_A1\",\"timestamp\":5,\"body\":\"\\ud83d \\u0000\",\"_data\":{}}]" },
		{ "GET", "/api/toko/chats/all/messages?limit=100&offset=0&downloadMedia=false&sortOrder=desc", NULL, false,
			200, "[]" });
	q = (struct waha_query){ 0 };
	assert_false(waha_messages(&waha, &q, &p, &e));
	assert_string_equal(e.say.key, "waha.store");
	assert_int_equal(p.rows, 0);
	assert_false(waha_messages(&waha, &q, &p, &e));
	assert_string_equal(e.say.key, "waha.answer");
	assert_true(waha_messages(&waha, &q, &p, &e));
	assert_string_equal(p.events.v[0].text, "\xef\xbf\xbd \xef\xbf\xbd");
	assert_true(waha_messages(&waha, &q, &p, &e));
	assert_int_equal(p.rows, 0);
	assert_int_equal(p.oldest, 0);
	PLAYED();
	waha_page_fini(&p);
	waha_page_fini(&p);
}

static void test_chats(void **state)
{
	struct waha_chats l = { 0 };
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/toko/chats?limit=3&offset=6&sortBy=conversationTimestamp&sortOrder=desc", NULL, false, 200,
		       "noweb-chats-list" },
		{ "GET", "/api/toko/chats?limit=3&offset=0&sortBy=conversationTimestamp&sortOrder=desc", NULL, false, 200,
			"live-lid-unknown-chats" });
	assert_true(waha_chats(&waha, 3, 6, &l, &e));
	assert_int_equal(l.rows, 3);
	assert_int_equal(l.n, 3);
	text_is(&l.v[0].address, "12025550123@c.us");
	assert_string_equal(l.v[0].name, "Bob");
	assert_int_equal(l.v[0].at, 1788000000);
	text_is(&l.v[1].address, "120363000000000001@g.us");
	assert_null(l.v[2].name);
	assert_true(waha_chats(&waha, 3, 0, &l, &e));
	text_is(&l.v[0].address, "290000000077777@lid");
	PLAYED();

	/* WhatsApp Web's ids are objects, and its times have names of their own. */
	SCRIPT({ "GET", "/api/toko/chats?limit=3&offset=0&sortBy=conversationTimestamp&sortOrder=desc", NULL, false, 200,
		       "webjs-chats-list" },
		{ "GET", "/api/toko/chats?limit=3&offset=0&sortBy=conversationTimestamp&sortOrder=desc", NULL, false, 200,
			"[{\"id\":{\"user\":\"12025550123\",\"$1\":\"12025550123@c.us\"},\"t\":1788000007}]" });
	assert_true(waha_chats(&waha, 3, 0, &l, &e));
	assert_int_equal(l.n, 2);
	text_is(&l.v[0].address, "12025550123@c.us");
	assert_string_equal(l.v[0].name, "Bob");
	assert_int_equal(l.v[0].at, 1788000000);
	text_is(&l.v[1].address, "120363000000000001@g.us");
	assert_true(waha_chats(&waha, 3, 0, &l, &e));
	text_is(&l.v[0].address, "12025550123@c.us");
	assert_int_equal(l.v[0].at, 1788000007);
	PLAYED();
	waha_chats_fini(&l);
}

static void test_contacts(void **state)
{
	struct waha_contacts l = { 0 };
	struct waha_lids lids = { 0 };
	struct address lid = address("100000000000123@lid"), phone;
	struct waha_exists x;
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/contacts/all?session=toko&limit=200&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
		       "noweb-contacts-all" },
		{ "GET", "/api/contacts/all?session=toko&limit=200&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
			"gows-contacts-all" },
		{ "GET", "/api/contacts/all?session=toko&limit=200&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
			"[{\"id\":\"1203@g.us\",\"name\":\"Team\"},{\"id\":\"100000000000123@lid\",\"name\":\"Bob\","
			"\"phoneNumber\":\"12025550123@s.whatsapp.net\"},{\"id\":null},3]" });
	assert_true(waha_contacts(&waha, 200, 0, &l, &e));
	assert_int_equal(l.n, 2);
	text_is(&l.v[0].address, "12025550123@c.us");
	text_is(&l.v[0].alt, "100000000000123@lid");
	assert_string_equal(l.v[0].book, "Bob Smith");
	assert_string_equal(l.v[0].push, "Bob");
	text_is(&l.v[1].address, "100000000000145@lid");
	text_is(&l.v[1].alt, "");
	assert_null(l.v[1].book);
	assert_true(waha_contacts(&waha, 200, 0, &l, &e));
	assert_int_equal(l.n, 2);
	assert_null(l.v[1].book); /* "" is none */
	assert_string_equal(l.v[1].push, "Ann");
	assert_true(waha_contacts(&waha, 200, 0, &l, &e));
	assert_int_equal(l.rows, 4);
	assert_int_equal(l.n, 1);
	text_is(&l.v[0].alt, "12025550123@c.us");
	PLAYED();

	SCRIPT({ "GET", "/api/contacts/all?session=toko&limit=200&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
		       "webjs-contacts-all" },
		{ "GET", "/api/contacts/all?session=toko&limit=200&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
			"[{\"id\":{\"user\":\"12025550145\",\"_serialized\":\"12025550145@c.us\"},\"pushname\":\"Ann\"}]" });
	assert_true(waha_contacts(&waha, 200, 0, &l, &e));
	assert_int_equal(l.n, 1);
	text_is(&l.v[0].address, "12025550123@c.us");
	assert_string_equal(l.v[0].book, "Bob Smith");
	assert_true(waha_contacts(&waha, 200, 0, &l, &e));
	text_is(&l.v[0].address, "12025550145@c.us");
	assert_string_equal(l.v[0].push, "Ann");
	PLAYED();
	waha_contacts_fini(&l);

	SCRIPT({ "GET", "/api/toko/lids?limit=100&offset=0", NULL, false, 200, "any-lids" },
		{ "GET", "/api/toko/lids/100000000000123%40lid", NULL, false, 200,
			"{\"lid\":\"100000000000123@lid\",\"pn\":\"12025550123@c.us\"}" },
		{ "GET", "/api/toko/lids/100000000000123%40lid", NULL, false, 200, "any-lid-notfound" });
	assert_true(waha_lids(&waha, 100, 0, &lids, &e));
	assert_int_equal(lids.n, 2);
	text_is(&lids.v[1].lid, "100000000000145@lid");
	text_is(&lids.v[1].phone, "12025550145@c.us");
	assert_true(waha_lid(&waha, &lid, &phone, &e));
	text_is(&phone, "12025550123@c.us");
	assert_true(waha_lid(&waha, &lid, &phone, &e));
	assert_int_equal(phone.kind, ADDRESS_NONE);
	PLAYED();
	waha_lids_fini(&lids);

	SCRIPT({ "GET", "/api/contacts/check-exists?session=toko&phone=12025550123", NULL, false, 200,
		       "any-check-exists-yes" },
		{ "GET", "/api/contacts/check-exists?session=toko&phone=12025550123", NULL, false, 200,
			"any-check-exists-no" },
		{ "GET", "/api/contacts/check-exists?session=toko&phone=12025550123", NULL, false, 200,
			"{\"numberExists\":true,\"chatId\":\"100000000000123@lid\",\"pn\":\"12025550123@c.us\"}" });
	assert_true(waha_check_exists(&waha, "12025550123", &x, &e));
	assert_true(x.exists);
	text_is(&x.address, "12025550123@c.us");
	assert_true(waha_check_exists(&waha, "12025550123", &x, &e));
	assert_false(x.exists);
	assert_int_equal(x.address.kind, ADDRESS_NONE);
	assert_true(waha_check_exists(&waha, "12025550123", &x, &e));
	text_is(&x.address, "100000000000123@lid");
	text_is(&x.phone, "12025550123@c.us");
	PLAYED();
}

static void test_labels(void **state)
{
	struct address bob = address("12025550123@c.us");
	struct waha_labels l = { 0 };
	struct waha_label_chats chats = { 0 };
	struct told_label made;
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/toko/labels", NULL, false, 200, "any-labels" },
		{ "GET", "/api/toko/labels/chats/12025550123%40c.us", NULL, false, 200,
			"[{\"id\":\"7\",\"name\":\"Lead\",\"color\":3},{\"id\":8,\"name\":\"x\"},{\"id\":\"9\"},null]" },
		{ "PUT", "/api/toko/labels/chats/12025550123%40c.us", "{\"labels\":[{\"id\":\"7\"}]}", true, 200, NULL },
		{ "GET", "/api/toko/labels/7/chats", NULL, false, 200, "gows-label-chats" },
		{ "GET", "/api/toko/labels/7/chats", NULL, false, 200,
			"[{\"id\":{\"_serialized\":\"12025550145@c.us\"}},{\"id\":\"5511999990001@s.whatsapp.net\"},{}]" });
	assert_true(waha_labels(&waha, &l, &e));
	assert_int_equal(l.n, 2);
	assert_string_equal(l.v[0].id, "1");
	assert_string_equal(l.v[0].name, "New Client");
	assert_int_equal(l.v[1].colour, 15);
	assert_true(waha_chat_labels(&waha, &bob, &l, &e));
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].name, "Lead");
	assert_true(waha_put_chat_labels(&waha, &bob, &l, &e));
	assert_true(waha_label_chats(&waha, "7", &chats, &e));
	assert_int_equal(chats.n, 2);
	text_is(&chats.v[1], "120363000000000001@g.us");
	assert_true(waha_label_chats(&waha, "7", &chats, &e));
	assert_int_equal(chats.n, 2);
	text_is(&chats.v[0], "12025550145@c.us");
	text_is(&chats.v[1], "5511999990001@c.us");
	PLAYED();

	SCRIPT({ "POST", "/api/toko/labels", "{\"name\":\"Lead\",\"color\":0}", true, 201,
		       "{\"id\":\"1\",\"name\":\"Lead\",\"color\":0,\"colorHex\":\"#ff9485\"}" },
		{ "PUT", "/api/toko/labels/1", "{\"name\":\"Lead 2\",\"color\":1}", true, 200, NULL },
		{ "DELETE", "/api/toko/labels/1", NULL, true, 200, "{\"result\":true}" },
		{ "DELETE", "/api/toko/labels/1", NULL, true, 404,
			"{\"message\":\"Label not found\",\"error\":\"Not Found\",\"statusCode\":404}" },
		{ "POST", "/api/toko/labels", "{\"name\":\"Lead\",\"color\":0}", true, 422,
			"{\"message\":\"Maximum 20 labels allowed\",\"error\":\"Unprocessable Entity\",\"statusCode\":422}" });
	assert_true(waha_put_label(&waha, NULL, "Lead", 0, &made, &e));
	assert_string_equal(made.id, "1");
	assert_true(waha_put_label(&waha, "1", "Lead 2", 1, &made, &e));
	assert_string_equal(made.id, "");
	assert_true(waha_drop_label(&waha, "1", &e));
	assert_false(waha_drop_label(&waha, "1", &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_false(waha_put_label(&waha, NULL, "Lead", 0, NULL, &e));
	PLAYED();
	waha_labels_fini(&l);
	waha_label_chats_fini(&chats);
}

/* Every call that reads says no when WAHA does, and leaves nothing behind. */
static void test_refused(void **state)
{
	struct address lid = address("100000000000123@lid"), phone = lid;
	struct waha_chats chats = { 0 };
	struct waha_contacts contacts = { 0 };
	struct waha_lids lids = { 0 };
	struct waha_exists x;
	struct waha_session session = { 0 };
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/toko/chats?limit=1&offset=0&sortBy=conversationTimestamp&sortOrder=desc", NULL, false,
		       422, "any-error-422-status" },
		{ "GET", "/api/contacts/all?session=toko&limit=1&offset=0&sortBy=id&sortOrder=asc", NULL, false, 422,
			"any-error-422-status" },
		{ "GET", "/api/toko/lids?limit=1&offset=0", NULL, false, 422, "any-error-422-status" },
		{ "GET", "/api/toko/lids/100000000000123%40lid", NULL, false, 422, "any-error-422-status" },
		{ "GET", "/api/contacts/check-exists?session=toko&phone=1", NULL, false, 422, "any-error-422-status" },
		{ "GET", "/api/toko/new-message-id", NULL, false, 422, "any-error-422-status" },
		{ "POST", "/api/sendSeen", "{\"session\":\"toko\",\"chatId\":\"100000000000123@lid\"}", true, 422,
			"any-error-422-status" });
	char id[WA_ID_CAP];
#define REFUSED(call)                                                 \
	do {                                                          \
		e = (struct err){ 0 };                                \
		assert_false(call);                                   \
		assert_string_equal(e.say.key, "waha.not-ready");     \
	} while (0)
	REFUSED(waha_chats(&waha, 1, 0, &chats, &e));
	REFUSED(waha_contacts(&waha, 1, 0, &contacts, &e));
	REFUSED(waha_lids(&waha, 1, 0, &lids, &e));
	REFUSED(waha_lid(&waha, &lid, &phone, &e));
	assert_int_equal(phone.kind, ADDRESS_NONE);
	REFUSED(waha_check_exists(&waha, "1", &x, &e));
	assert_false(x.exists);
	REFUSED(waha_new_id(&waha, id, &e));
	REFUSED(waha_seen(&waha, &lid, &e));
	assert_int_equal(chats.rows + contacts.rows + lids.rows + chats.n + contacts.n + lids.n, 0);
	PLAYED();

	/* So does each step of bringing a session up. */
	SCRIPT({ "GET", SESSION, NULL, false, 401, "any-error-401" },
		{ "GET", SESSION, NULL, false, 404, "{\"message\":\"Session not found\"}" },
		{ "POST", "/api/sessions",
			"{\"name\":\"toko\",\"start\":true,\"config\":{\"noweb\":{\"store\":{\"enabled\":true}}}}", true,
			401, "any-error-401" },
		{ "GET", SESSION, NULL, false, 200, "any-session-get-stopped" },
		{ "PUT", SESSION, STORE, true, 401, "any-error-401" },
		{ "GET", SESSION, NULL, false, 200, "live-session-after-unlink" },
		{ "POST", SESSION "/restart", NULL, true, 401, "any-error-401" },
		{ "GET", SESSION, NULL, false, 200, "live-session-working" },
		{ "GET", SESSION, NULL, false, 401, "any-error-401" });
	for (int i = 0; i < 5; i++) {
		e = (struct err){ 0 };
		assert_false(waha_session_start(&waha, &session, &e));
		assert_int_equal(e.kind, ERR_AUTH);
	}
	PLAYED();
	waha.engine = WAHA_UNSURE;
	SCRIPT({ "GET", "/api/server/version", NULL, false, 401, "any-error-401" });
	assert_false(waha_session_start(&waha, &session, &e));
	PLAYED();
	waha_session_fini(&session);
}

/* Rows that are none, or lack what they must have, are passed over. */
static void test_odd_rows(void **state)
{
	struct waha_chats chats = { 0 };
	struct waha_contacts contacts = { 0 };
	struct waha_lids lids = { 0 };
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", "/api/toko/chats?limit=9&offset=0&sortBy=conversationTimestamp&sortOrder=desc", NULL, false,
		       200,
		       "[{\"id\":\"somebody\"},{\"name\":\"x\"},null,{\"id\":\"62811@lid\",\"name\":\"\",\"archived\":true,"
		       "\"conversationTimestamp\":1788000000123}]" },
		{ "GET", "/api/contacts/all?session=toko&limit=9&offset=0&sortBy=id&sortOrder=asc", NULL, false, 200,
			"[{\"id\":\"62811@c.us\",\"lid\":\"62812@c.us\"},{\"id\":\"62813@c.us\",\"lid\":\"1203@g.us\"}]" },
		{ "GET", "/api/toko/lids?limit=9&offset=0", NULL, false, 200,
			"[{\"lid\":\"62811@c.us\",\"pn\":\"62811@c.us\"},{\"pn\":\"62811@c.us\"},"
			"{\"lid\":\"1@lid\",\"pn\":\"2@lid\"}]" });
	assert_true(waha_chats(&waha, 9, 0, &chats, &e));
	assert_int_equal(chats.rows, 4);
	assert_int_equal(chats.n, 1);
	assert_null(chats.v[0].name);
	assert_true(chats.v[0].archived);
	assert_int_equal(chats.v[0].at, 1788000000);
	assert_true(waha_contacts(&waha, 9, 0, &contacts, &e));
	assert_int_equal(contacts.n, 2);
	assert_int_equal(contacts.v[0].alt.kind, ADDRESS_NONE);
	assert_int_equal(contacts.v[1].alt.kind, ADDRESS_NONE);
	assert_true(waha_lids(&waha, 9, 0, &lids, &e));
	assert_int_equal(lids.rows, 3);
	assert_int_equal(lids.n, 1);
	assert_int_equal(lids.v[0].phone.kind, ADDRESS_NONE);
	PLAYED();
	waha_chats_fini(&chats);
	waha_contacts_fini(&contacts);
	waha_lids_fini(&lids);
}

/* What stands in waha.log, and what must not. */
static void test_log(void **state)
{
	char dir[] = "/tmp/wartel-waha-XXXXXX";
	struct address bob = address("12025550123@c.us");
	struct waha_text t = { .to = &bob, .text = "between us" };
	struct waha_sent s;
	struct err e = { 0 };
	struct buf b = { 0 };
	char *path;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_true(log_open(dir, 1 << 20, &e));
	SCRIPT({ "GET", "/ping", NULL, false, 200, "any-ping" },
		{ "POST", "/api/sendText", TO ",\"text\":\"between us\"}", true, 500,
			"{\"exception\":{\"message\":\"Timed Out\\nat secret\"},\"request\":{\"body\":\"between us\"}}" },
		{ "POST", "/api/sendText", TO ",\"text\":\"between us\"}", true, 0, NULL },
		{ "POST", "/api/sendText", TO ",\"text\":\"between us\"}", true, -1, NULL });
	assert_true(waha_ping(&waha, &e));
	for (int i = 0; i < 3; i++)
		waha_send_text(&waha, &t, &s);
	log_close();
	path = xasprintf("%s/waha.log", dir);
	assert_true(file_read(path, &b, &e));
	assert_non_null(strstr(buf_str(&b), " info waha: GET /ping 200 "));
	assert_non_null(strstr(buf_str(&b), " warn waha: POST /api/sendText 500 "));
	assert_non_null(strstr(buf_str(&b), ": Timed Out\n"));
	assert_non_null(strstr(buf_str(&b), "POST /api/sendText not sent after"));
	assert_non_null(strstr(buf_str(&b), "POST /api/sendText no answer after"));
	assert_null(strstr(buf_str(&b), "between us"));
	assert_null(strstr(buf_str(&b), "secret"));
	buf_fini(&b);
	free(path);
	dir_remove(dir);
}

static void test_send(void **state)
{
	struct address bob = address("12025550123:4@s.whatsapp.net");
	struct waha_text t = { .to = &bob, .text = "Hi there!" };
	struct waha_sent s;

	(void)state;
	SCRIPT({ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\"}", true, 201, "noweb-sendText-response" });
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_ACCEPTED);
	assert_string_equal(s.id, "3EB0A1B2C3D4E5F60001");
	assert_int_equal(s.status, 201);
	assert_int_equal(s.why.kind, ERR_NONE);
	PLAYED();

	SCRIPT({ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\",\"id\":\"3EB0C0FFEE0000000001\",\"reply_to\":\"3EB0\"}",
		true, 201, NULL });
	t.id = "3EB0C0FFEE0000000001";
	t.reply_to = "3EB0";
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_UNKNOWN);
	assert_string_equal(s.why.say.key, "waha.no-id");
	PLAYED();

	t.id = t.reply_to = NULL;
	SCRIPT({ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\"}", true, 0, NULL },
		{ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\"}", true, -1, NULL },
		{ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\"}", true, 201, "<html>truncated" },
		{ "POST", "/api/sendText", TO ",\"text\":\"Hi there!\"}", true, 500, "gows-error-500-463" });
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_RETRY);
	assert_string_equal(s.why.say.key, "waha.unreachable");
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_UNKNOWN);
	assert_string_equal(s.why.say.key, "waha.no-answer");
	assert_int_equal(s.status, 0);
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_UNKNOWN);
	waha_send_text(&waha, &t, &s);
	assert_int_equal(s.outcome, OUTCOME_RESTRICTED);
	assert_string_equal(s.code, "463");
	PLAYED();
}

static void test_new_id(void **state)
{
	static const struct {
		enum waha_engine engine;
		struct waha_version version;
		bool has;
	} cases[] = {
		{ WAHA_NOWEB, { 2026, 4, 3 }, true },	{ WAHA_GOWS, { 2026, 4, 3 }, true },
		{ WAHA_NOWEB, { 2026, 4, 2 }, false },	{ WAHA_GOWS, { 2025, 12, 9 }, false },
		{ WAHA_WEBJS, { 2026, 8, 2 }, false },	{ WAHA_WPP, { 2026, 8, 2 }, false },
		{ WAHA_UNSURE, { 2026, 8, 2 }, false },
	};
	char id[WA_ID_CAP];
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		SCRIPT({ "GET", "/api/toko/new-message-id", NULL, false, 200, "any-new-message-id" });
		waha.engine = cases[i].engine;
		waha.version = cases[i].version;
		assert_int_equal(waha_has_new_id(&waha), cases[i].has);
		assert_true(waha_new_id(&waha, id, &e));
		assert_string_equal(id, cases[i].has ? "3EB0C0FFEE0000000001" : "");
		assert_int_equal(at, cases[i].has);
	}
	waha.engine = WAHA_NOWEB;
	SCRIPT({ "GET", "/api/toko/new-message-id", NULL, false, 200, "{\"id\":\"true_62811@c.us_A\"}" },
		{ "GET", "/api/toko/new-message-id", NULL, false, 501, "{\"message\":\"The method is not implemented\"}" });
	assert_false(waha_new_id(&waha, id, &e));
	assert_string_equal(e.say.key, "waha.new-id");
	assert_string_equal(id, "");
	assert_false(waha_new_id(&waha, id, &e));
	assert_string_equal(e.say.key, "waha.engine-lacks");
	PLAYED();
}

static void test_around(void **state)
{
	struct address bob = address("12025550123@c.us");
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "POST", "/api/sendSeen", TO "}", true, 201, "any-sendSeen-response" },
		{ "POST", "/api/startTyping", TO "}", true, 201, "{\"result\":true}" },
		{ "POST", "/api/stopTyping", TO "}", true, 201, NULL },
		{ "PUT", "/api/star", TO ",\"messageId\":\"true_12025550123@c.us_A\",\"star\":false}", true, 200, NULL },
		{ "PUT", "/api/star", TO ",\"messageId\":\"true_12025550123@c.us_A\",\"star\":true}", true, 501,
			"{\"message\":\"The method is not implemented by 'GOWS' engine.\"}" });
	assert_true(waha_seen(&waha, &bob, &e));
	assert_true(waha_typing(&waha, &bob, true, &e));
	assert_true(waha_typing(&waha, &bob, false, &e));
	assert_true(waha_star(&waha, &bob, "true_12025550123@c.us_A", false, &e));
	assert_false(waha_star(&waha, &bob, "true_12025550123@c.us_A", true, &e));
	assert_string_equal(e.say.key, "waha.engine-lacks");
	PLAYED();
}

/* Places, cards, polls, what is passed on, and what is done to a message: bodies as
 * WAHA reads them, and what an answer means. */
static void test_things(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *detail;
	} things[] = {
		{ KIND_LOCATION, "{\"latitude\":-6175400,\"longitude\":106827200,\"name\":\"Monas\"}" },
		{ KIND_LOCATION, "{\"latitude\":0,\"longitude\":0}" },
		{ KIND_CONTACT, "[{\"name\":\"Sri\",\"phones\":[\"+62 812\"]}]" },
		{ KIND_POLL, "{\"multiple\":true,\"options\":[\"Ya\",\"Tidak\"],\"question\":\"Jadi?\"}" },
	};
	struct address bob = address("12025550123@c.us");
	struct waha_sent sent;

	(void)state;
	waha.engine = WAHA_NOWEB;
	SCRIPT({ "POST", "/api/sendLocation",
		 TO ",\"latitude\":-6.1754,\"longitude\":106.8272,\"title\":\"Monas\",\"id\":\"3EB0A1\"}", true, 201,
		 "noweb-sendPoll-response" },
		{ "POST", "/api/sendLocation", TO ",\"latitude\":0.0,\"longitude\":0.0,\"title\":\"\",\"id\":\"3EB0A1\"}", true, 201,
			"noweb-sendPoll-response" },
		{ "POST", "/api/sendContactVcard",
			TO ",\"contacts\":[{\"vcard\":\"BEGIN:VCARD\\nVERSION:3.0\\nFN:Sri\\n"
			"TEL;type=CELL;type=VOICE;waid=62812:+62 812\\nEND:VCARD\"}],\"id\":\"3EB0A1\"}", true, 201,
			"noweb-sendPoll-response" },
		{ "POST", "/api/sendPoll",
			TO ",\"poll\":{\"name\":\"Jadi?\",\"options\":[\"Ya\",\"Tidak\"],\"multipleAnswers\":true},\"id\":\"3EB0A1\"}",
			true, 201, "noweb-sendPoll-response" },
		{ "POST", "/api/forwardMessage", TO ",\"messageId\":\"false_12025550123@c.us_A\"}", true, 500, "{}" });
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		waha_send_thing(&waha, &(struct waha_thing){ .to = &bob, .kind = things[i].kind, .detail = things[i].detail,
			.id = "3EB0A1" }, &sent);
		assert_int_equal(sent.outcome, OUTCOME_ACCEPTED);
		assert_string_equal(sent.id, "3EB0A1B2C3D4E5F60004");
	}
	waha_send_forward(&waha, &(struct waha_forward){ .to = &bob, .message = "false_12025550123@c.us_A" }, &sent);
	assert_int_equal(sent.outcome, OUTCOME_UNKNOWN);
	PLAYED();
	waha.engine = WAHA_GOWS;
	waha_send_forward(&waha, &(struct waha_forward){ .to = &bob, .message = "false_12025550123@c.us_A" }, &sent);
	assert_int_equal(sent.outcome, OUTCOME_REJECTED);
	assert_string_equal(sent.why.say.key, "able.forward");
	waha.engine = WAHA_NOWEB;
}

#define MESSAGE_PATH "/api/toko/chats/12025550123%40c.us/messages/true_12025550123%40c.us_A"

static void test_acts(void **state)
{
	struct address bob = address("12025550123@c.us");
	struct waha_sent sent[7];

	(void)state;
	SCRIPT({ "PUT", "/api/reaction", "{\"session\":\"toko\",\"messageId\":\"true_12025550123@c.us_A\",\"reaction\":\"👍\"}",
		 true, 200, "noweb-reaction-response" },
		{ "PUT", "/api/reaction", "{\"session\":\"toko\",\"messageId\":\"true_12025550123@c.us_A\",\"reaction\":\"\"}", true,
			200, NULL },
		{ "PUT", MESSAGE_PATH, "{\"text\":\"baru\"}", true, 200, "noweb-edit-response" },
		{ "DELETE", MESSAGE_PATH, NULL, true, 200, "gows-delete-response" },
		{ "DELETE", MESSAGE_PATH, NULL, true, 404, "{\"message\":\"Message not found\",\"statusCode\":404}" },
		{ "DELETE", MESSAGE_PATH, NULL, true, 503, NULL },
		{ "DELETE", MESSAGE_PATH, NULL, true, 429, NULL });
	waha_react(&waha, "true_12025550123@c.us_A", "👍", &sent[0]);
	waha_react(&waha, "true_12025550123@c.us_A", "", &sent[1]);
	waha_edit(&waha, &bob, "true_12025550123@c.us_A", "baru", &sent[2]);
	for (int i = 3; i < 7; i++)
		waha_delete(&waha, &bob, "true_12025550123@c.us_A", &sent[i]);
	for (int i = 0; i < 4; i++)
		assert_int_equal(sent[i].outcome, OUTCOME_ACCEPTED);
	assert_int_equal(sent[4].outcome, OUTCOME_REJECTED);
	assert_int_equal(sent[5].outcome, OUTCOME_UNKNOWN);
	assert_int_equal(sent[6].outcome, OUTCOME_RETRY);
	PLAYED();
}

#define LOOK_CHAT \
	"/api/toko/chats/12025550123%40c.us/messages?limit=100&offset=0&downloadMedia=false&sortOrder=asc" \
	"&filter.timestamp.gte=1787999995&filter.fromMe=true"
#define LOOK "/api/toko/chats/all/messages/3EB0A1?downloadMedia=false"

static void test_lookup(void **state)
{
	struct address bob = address("12025550123@c.us");
	struct event ev = { 0 };
	struct waha_page p = { 0 };
	struct err e = { 0 };

	(void)state;
	SCRIPT({ "GET", LOOK, NULL, false, 200, "live-message-after-ack-error" },
		{ "GET", LOOK, NULL, false, 404, "{\"message\":\"Message not found\",\"statusCode\":404}" },
		{ "GET", LOOK, NULL, false, 404, "{\"message\":\"Session not found\",\"statusCode\":404}" },
		{ "GET", LOOK, NULL, false, 404, "{\"message\":\"Cannot GET /api\",\"statusCode\":404}" },
		{ "GET", LOOK, NULL, false, 500, "any-error-500-missing-chatid" },
		{ "GET", LOOK, NULL, false, 200, NULL }, { "GET", LOOK, NULL, false, -1, NULL });
	assert_true(waha_look_id(&waha, &bob, 1787999995, "3EB0A1", &ev, &e));
	assert_int_equal(ev.kind, EVENT_MESSAGE);
	assert_string_equal(ev.text, "will fail");
	assert_true(waha_look_id(&waha, &bob, 1787999995, "3EB0A1", &ev, &e));
	assert_int_equal(ev.kind, EVENT_NONE);
	/* All else says nothing about the message. */
	for (int i = 0; i < 5; i++)
		assert_false(waha_look_id(&waha, &bob, 1787999995, "3EB0A1", &ev, &e));
	PLAYED();

	SCRIPT({ "GET", LOOK_CHAT, NULL, false, 200, "noweb-chat-messages" });
	assert_true(waha_look_sent(&waha, &bob, 1787999995, &p, &e));
	assert_int_equal(p.events.n, 2);
	PLAYED();
	waha_page_fini(&p);

	/* No ids over all chats in a browser: the chat is read. */
	waha.engine = WAHA_WEBJS;
	SCRIPT({ "GET", LOOK_CHAT, NULL, false, 200, "webjs-chat-messages" },
		{ "GET", LOOK_CHAT, NULL, false, 200, "webjs-chat-messages" }, { "GET", LOOK_CHAT, NULL, false, -1, NULL });
	assert_true(waha_look_id(&waha, &bob, 1787999995, "3EB0A1B2C3D4E5F60001", &ev, &e));
	assert_string_equal(ev.text, "It is 12 EUR");
	assert_true(waha_look_id(&waha, &bob, 1787999995, "3EB0A1", &ev, &e));
	assert_int_equal(ev.kind, EVENT_NONE);
	assert_false(waha_look_id(&waha, &bob, 1787999995, "3EB0A1", &ev, &e));
	PLAYED();
	event_fini(&ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_server, start, stop),
		cmocka_unit_test_setup_teardown(test_session_get, start, stop),
		cmocka_unit_test_setup_teardown(test_limits, start, stop),
		cmocka_unit_test_setup_teardown(test_session_start, start, stop),
		cmocka_unit_test_setup_teardown(test_pairing, start, stop),
		cmocka_unit_test_setup_teardown(test_messages, start, stop),
		cmocka_unit_test_setup_teardown(test_chats, start, stop),
		cmocka_unit_test_setup_teardown(test_contacts, start, stop),
		cmocka_unit_test_setup_teardown(test_labels, start, stop),
		cmocka_unit_test_setup_teardown(test_send, start, stop),
		cmocka_unit_test_setup_teardown(test_new_id, start, stop),
		cmocka_unit_test_setup_teardown(test_around, start, stop),
		cmocka_unit_test_setup_teardown(test_things, start, stop),
		cmocka_unit_test_setup_teardown(test_acts, start, stop),
		cmocka_unit_test_setup_teardown(test_lookup, start, stop),
		cmocka_unit_test_setup_teardown(test_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_odd_rows, start, stop),
		cmocka_unit_test_setup_teardown(test_log, start, stop),
	};

	log_quiet(true);
	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
