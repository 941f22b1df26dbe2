/* What is refused that WAHA would swallow, and the manual page that tells of it:
 * each refusal happens, its good neighbour does not, and page and tables name the
 * same things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "sim/refuse.h"
#include "sim/route.h"
#include "sim/rule.h"

#include "stage.h"

#define SEND "POST /api/sendText"
#define IMAGE "POST /api/sendImage"
#define TO "\"session\":\"default\",\"chatId\":\"6281234567890@c.us\""
#define HELLO "\"session\":\"default\",\"text\":\"halo\",\"chatId\":"

/* name NULL: not refused. */
static const struct {
	const char *name, *request, *body; int nth;
} cases[] = {
	{ "raw-jid", SEND, "{" HELLO "\"6281234567890@s.whatsapp.net\"}", 0 },
	{ "chat-id", SEND, "{" HELLO "\"+55 11 99999-0001\"}", 0 },
	{ "chat-id", SEND, "{" HELLO "\"6281 234567890@c.us\"}", 0 },
	{ "chat-id", SEND, "{" HELLO "\"\"}", 0 },
	{ "chat-id", SEND, "{" HELLO "\"@c.us\"}", 0 },
	{ "chat-id", SEND, "{" HELLO "\"6281234567890:12@c.us\"}", 0 },
	{ NULL, SEND, "{" HELLO "\"6281234567890@c.us\"}", 0 },
	{ NULL, SEND, "{" HELLO "\"6281234567890\"}", 0 },
	{ NULL, SEND, "{" HELLO "\"290000000000001@lid\"}", 0 },
	{ NULL, SEND, "{" HELLO "\"120363000000000001@g.us\"}", 0 },
	{ NULL, SEND, "{" HELLO "\"6281234567890-1600000000@g.us\"}", 0 },
	{ "path-id", "GET /api/default/chats/%2B62812/messages?limit=1", NULL, 0 },
	{ NULL, "GET /api/default/chats/62812%40c.us/messages?limit=1", NULL, 0 },
	{ NULL, "GET /api/default/chats/all/messages?limit=1", NULL, 0 },
	{ "empty-text", SEND, "{" TO ",\"text\":\"\"}", 0 },
	{ "empty-text", SEND, "{" TO ",\"text\":\" \\n\"}", 0 },
	{ NULL, SEND, "{" TO ",\"text\":\".\"}", 0 },
	{ "file-both", IMAGE,
	  "{" TO ",\"file\":{\"mimetype\":\"image/png\",\"data\":\"aGFsbw==\",\"url\":null}}", 0 },
	{ "file-prefix", IMAGE,
	  "{" TO ",\"file\":{\"mimetype\":\"image/png\",\"data\":\"data:image/png;base64,aGFsbw==\"}}", 0 },
	{ "file-broken", IMAGE, "{" TO ",\"file\":{\"mimetype\":\"image/png\",\"data\":\"@@@\"}}", 0 },
	{ "file-broken", IMAGE, "{" TO ",\"file\":{\"mimetype\":\"image/png\",\"data\":\"\"}}", 0 },
	{ "file-untyped", IMAGE, "{" TO ",\"file\":{\"data\":\"aGFsbw==\"}}", 0 },
	{ NULL, IMAGE, "{" TO ",\"file\":{\"mimetype\":\"image/png\",\"data\":\"aGFsbw==\"}}", 0 },
	{ "reply-unknown", SEND, "{" TO ",\"text\":\"re\",\"reply_to\":\"false_6281234567890@c.us_NOPE\"}",
	  0 },
	{ NULL, SEND, "{" TO ",\"text\":\"re\",\"reply_to\":null}", 0 },
	{ NULL, SEND, "{" TO ",\"text\":\"re\",\"reply_to\":\"false_6281234567890@c.us_3A01\"}", 0 },
	{ "offset-alone", "GET /api/default/chats?offset=5", NULL, 0 },
	{ NULL, "GET /api/default/chats?offset=5&limit=5", NULL, 0 },
	{ "get-sends", "GET /api/sendText?session=default&phone=6281234567890&text=x", NULL, 0 },
	{ "kept-connection", SEND, "{" TO ",\"text\":\"halo\"}", 2 },
	{ "kept-connection", "POST /api/startTyping", "{" TO "}", 7 },
	{ NULL, SEND, "{" TO ",\"text\":\"halo\"}", 1 },
	{ NULL, "GET /api/default/chats", NULL, 5 },
};

static bool refused(const struct reply *r, const char *name)
{
	return r->status == 422 && json_str(r->json, "sim") &&
	       !strcmp(json_str_or(r->json, "rule", ""), name);
}

static void bad_requests_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		stage_open(&st, NULL);
		json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "6281234567890",
				     "text", "halo", "id", "3A01"));
		st.nth = cases[i].nth;
		struct reply r = stage_ask(&st, cases[i].request, cases[i].body);
		if (cases[i].name ? !refused(&r, cases[i].name) : r.status > 299)
			fail_msg("%s %s: %d %s", cases[i].request, cases[i].body ? cases[i].body : "",
				 r.status, r.text);
		assert_int_equal(stage_lines(&st, "delivered", NULL) > 0 && cases[i].name, 0);
		reply_fini(&r);
		stage_close(&st);
	}
}

static void a_lenient_one_swallows_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		struct sim_options o = { .media = true, .lenient = true };
		stage_open(&st, &o);
		st.nth = cases[i].nth;
		struct reply r = stage_ask(&st, cases[i].request, cases[i].body);
		if (json_str(r.json, "sim"))
			fail_msg("%s: %s", cases[i].request, r.text);
		reply_fini(&r);
		stage_close(&st);
	}
}

static void a_text_beyond_whatsapps_limit_is_refused(void **state)
{
	enum { LONG = 65537 };
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	char *text = xmalloc(LONG + 1);
	for (size_t n = LONG - 1; n <= LONG; n++) {
		memset(text, 'a', n);
		text[n] = '\0';
		char *body = xasprintf("{" TO ",\"text\":\"%s\"}", text);
		struct reply r = stage_ask(&st, SEND, body);
		assert_int_equal(refused(&r, "long-text"), n == LONG);
		reply_fini(&r);
		free(body);
	}
	free(text);
	stage_close(&st);
}

static void every_refusal_is_tried(void **state)
{
	(void)state;
	for (const struct refusal *r = refusals; r->name; r++) {
		bool tried = !strcmp(r->name, "long-text");
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
			tried = tried || (cases[i].name && !strcmp(cases[i].name, r->name));
		if (!tried)
			fail_msg("nothing tries %s", r->name);
	}
}

static char *page(void)
{
	const char *top = getenv("top_srcdir");
	char *path = path_join(top ? top : ".", "man/wartel-sim.1");
	struct buf text;
	struct err e = {0};
	buf_init(&text, 1 << 20);
	if (!file_read(path, &text, &e))
		fail_msg("%s", err_text(&e));
	free(path);
	return buf_take(&text);
}

/* The part of the page from ".Sh title" to the next. */
static char *section(const char *whole, const char *title)
{
	char *head = xasprintf(".Sh %s\n", title);
	const char *at = strstr(whole, head);
	assert_non_null(at);
	at += strlen(head);
	const char *end = strstr(at, "\n.Sh ");
	free(head);
	return xstrndup(at, end ? (size_t)(end - at) + 1 : strlen(at));
}

static bool has_item(const char *text, const char *item)
{
	char *line = xasprintf(".It %s\n", item);
	bool found = strstr(text, line) != NULL;
	free(line);
	return found;
}

static size_t items(const char *text)
{
	size_t n = 0;
	for (const char *at = text; (at = strstr(at, ".It ")); at++)
		n++;
	return n;
}

static void assert_items(const char *title, const char *mark, const char *const *names, size_t n)
{
	char *whole = page(), *text = section(whole, title);
	for (size_t i = 0; i < n; i++) {
		char *item = xasprintf("%s %s", mark, names[i]);
		if (!has_item(text, item))
			fail_msg("%s of the manual page does not tell of %s", title, names[i]);
		free(item);
	}
	if (items(text) != n)
		fail_msg("%s of the manual page tells of %zu things, there are %zu", title, items(text), n);
	free(text);
	free(whole);
}

static void the_page_tells_of_every_refusal(void **state)
{
	const char *names[64] = { NULL };
	size_t n = 0;
	(void)state;
	for (const struct refusal *r = refusals; r->name; r++)
		names[n++] = r->name;
	assert_items("REFUSALS", "Cm", names, n);
}

static void the_page_tells_of_every_way(void **state)
{
	(void)state;
	assert_items("MISBEHAVING", "Cm", rule_way_names, RULE_WAYS_N);
}

static void the_page_tells_of_every_control(void **state)
{
	static const struct route *const tables[] = { control_routes, rule_routes };
	char *names[64] = { NULL };
	size_t n = 0;
	(void)state;
	for (size_t t = 0; t < 2; t++)
		for (const struct route *r = tables[t]; r->path; r++)
			names[n++] = xasprintf("%s %s", r->method, r->path);
	assert_items("CONTROL CHANNEL", "Ic", (const char *const *)names, n);
	while (n)
		free(names[--n]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_requests_are_refused),
		cmocka_unit_test(a_lenient_one_swallows_them),
		cmocka_unit_test(a_text_beyond_whatsapps_limit_is_refused),
		cmocka_unit_test(every_refusal_is_tried),
		cmocka_unit_test(the_page_tells_of_every_refusal),
		cmocka_unit_test(the_page_tells_of_every_way),
		cmocka_unit_test(the_page_tells_of_every_control),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
