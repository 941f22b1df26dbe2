/* Every command goes out as a request and comes back as the same command with
 * the same arguments; names that look like parts of other routes too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#include "command/route.h"

static const struct {
	enum command_id id;
	const char *args;   /* sorted */
	const char *method, *path, *body;
	const char *back;   /* NULL: the same args; what arrives */
} requests[] = {
	{ CMD_SESSION_LIST, "{}", "GET", "/api/sessions", "", 0 },
	{ CMD_SESSION_LIST, "{\"json\":true,\"limit\":3}", "GET", "/api/sessions?limit=3", "", "{\"limit\":3}" },
	{ CMD_SESSION_START, "{\"session\":\"toko\"}", "POST", "/api/sessions/start", "{\"session\":\"toko\"}", 0 },
	{ CMD_SESSION_START, "{}", "POST", "/api/sessions/start", "", 0 },
	{ CMD_SESSION_STATUS, "{\"session\":\"toko\"}", "GET", "/api/sessions/toko/status", "", 0 },
	{ CMD_SESSION_QR, "{\"session\":\"toko satu\"}", "GET", "/api/sessions/toko%20satu/qr", "", 0 },
	{ CMD_SESSION_CODE, "{\"phone\":\"+62 812\",\"session\":\"a/b\"}", "POST", "/api/sessions/a%2Fb/code",
	  "{\"phone\":\"+62 812\"}", 0 },
	{ CMD_CONVERSATION_LIST, "{\"filter\":\"a&b=c+d\",\"view\":\"mine\"}", "GET", NULL, "", 0 },
	{ CMD_CONVERSATION_SHOW, "{\"conversation\":\"12\"}", "GET", "/api/conversations/12", "", 0 },
	{ CMD_MESSAGES, "{\"before\":9,\"conversation\":\"budi\"}", "GET", "/api/messages/budi?before=9", "", 0 },
	{ CMD_MESSAGES, "{\"conversation\":\"search\"}", "GET", "/api/messages/%73earch", "", 0 },
	{ CMD_MESSAGES, "{\"conversation\":\"Søren & Co / 100%\"}", "GET",
	  "/api/messages/S%C3%B8ren%20%26%20Co%20%2F%20100%25", "", 0 },
	{ CMD_SEND, "{\"text\":\"Halo\\nkak\",\"to\":\"budi\",\"wait\":true}", "POST", "/api/messages/send", NULL,
	  "{\"text\":\"Halo\\nkak\",\"to\":\"budi\"}" },
	{ CMD_SEND, "{\"to\":12,\"text\":\"x\"}", "POST", "/api/messages/send", NULL, "{\"text\":\"x\",\"to\":12}" },
	{ CMD_SEND, "{\"file\":\"/tmp/a.jpg\",\"media_id\":3,\"to\":12}", "POST", "/api/messages/send", NULL,
	  "{\"media_id\":3,\"to\":12}" },
	{ CMD_FILE_ADD, "{\"filename\":\"nota & co.pdf\"}", "POST", "/api/media?filename=nota%20%26%20co.pdf", "", 0 },
	{ CMD_FILE_GET, "{\"media\":3}", "GET", "/api/media/3", "", 0 },
	{ CMD_SEARCH, "{\"q\":\"ongkir \\\"ke bandung\\\"\"}", "GET", "/api/messages/search?q=ongkir%20%22ke%20bandung%22", "", 0 },
	{ CMD_STAR, "{\"message\":5}", "POST", "/api/messages/5/star", "{\"starred\":true}",
	  "{\"message\":5,\"starred\":true}" },
	{ CMD_UNSTAR, "{\"message\":5}", "POST", "/api/messages/5/star", "{\"starred\":false}",
	  "{\"message\":5,\"starred\":false}" },
	{ CMD_QUEUE, "{}", "GET", "/api/messages/queue/status", "", 0 },
	{ CMD_WHY, "{\"message\":5}", "GET", "/api/messages/5/why", "", 0 },
	{ CMD_CANCEL, "{\"message\":5}", "POST", "/api/messages/5/cancel", "", 0 },
	{ CMD_SETTLE, "{\"how\":\"sent\",\"message\":5}", "POST", "/api/messages/5/settle", "{\"how\":\"sent\"}", 0 },
	{ CMD_CONFIRM, "{\"message\":5}", "POST", "/api/messages/5/confirm", "", 0 },
	{ CMD_SEND, "{\"option\":[\"a\",\"b\"],\"poll\":\"x\",\"to\":12}", "POST", "/api/messages/send",
	  "{\"option\":[\"a\",\"b\"],\"poll\":\"x\",\"to\":12}", 0 },
	{ CMD_FORWARD, "{\"message\":5,\"to\":\"budi\"}", "POST", "/api/messages/5/forward", "{\"to\":\"budi\"}", 0 },
	{ CMD_REACT, "{\"emoji\":\"👍\",\"message\":5}", "POST", "/api/messages/5/react", "{\"emoji\":\"👍\"}", 0 },
	{ CMD_EDIT, "{\"message\":5,\"text\":\"x\"}", "POST", "/api/messages/5/edit", "{\"text\":\"x\"}", 0 },
	{ CMD_DELETE, "{\"message\":5}", "POST", "/api/messages/5/delete", "", 0 },
	{ CMD_MEDIA, "{\"message\":5,\"save\":\"a.jpg\"}", "GET", "/api/messages/5/media", "", "{\"message\":5}" },
	{ CMD_HISTORY, "{\"conversation\":\"3\"}", "POST", "/api/conversations/3/history", "", 0 },
	{ CMD_CLOSE, "{\"conversation\":\"3\"}", "POST", "/api/conversations/3/close", "", 0 },
	{ CMD_REOPEN, "{\"conversation\":\"3\"}", "POST", "/api/conversations/3/reopen", "", 0 },
	{ CMD_ARCHIVE, "{\"conversation\":\"3\"}", "POST", "/api/conversations/3/archive", "", 0 },
	{ CMD_UNARCHIVE, "{\"conversation\":\"3\"}", "POST", "/api/conversations/3/unarchive", "", 0 },
	{ CMD_ASSIGN, "{\"agent\":\"me\",\"conversation\":\"3\"}", "POST", "/api/conversations/3/assign",
	  "{\"agent\":\"me\"}", 0 },
	{ CMD_CLAIM, "{\"conversation\":\"3\",\"typing\":true}", "PUT", "/api/conversations/3/claim",
	  "{\"typing\":true}", 0 },
	{ CMD_PRIORITY, "{\"conversation\":\"3\",\"priority\":\"high\"}", "POST", "/api/conversations/3/priority",
	  "{\"priority\":\"high\"}", 0 },
	{ CMD_LABEL, "{\"conversation\":\"3\",\"labels\":\"+a -b\"}", "POST", "/api/conversations/3/labels",
	  "{\"labels\":\"+a -b\"}", 0 },
	{ CMD_LABEL_LIST, "{}", "GET", "/api/labels", "", 0 },
	{ CMD_LABEL_SET, "{\"label\":\"pesanan baru\"}", "PUT", "/api/labels/pesanan%20baru", "", 0 },
	{ CMD_LABEL_DELETE, "{\"label\":\"vip\"}", "DELETE", "/api/labels/vip", "", 0 },
	{ CMD_SNOOZE, "{\"conversation\":\"3\",\"until\":\"tom 9\"}", "POST", "/api/conversations/3/snooze",
	  "{\"until\":\"tom 9\"}", 0 },
	{ CMD_UNREAD, "{\"batch\":\"b1\",\"conversation\":\"3\"}", "POST", "/api/conversations/3/unread",
	  "{\"batch\":\"b1\"}", 0 },
	{ CMD_NOTE, "{\"conversation\":\"3\",\"text\":\"a\"}", "POST", "/api/conversations/3/notes",
	  "{\"text\":\"a\"}", 0 },
	{ CMD_NOTES, "{\"conversation\":\"3\"}", "GET", "/api/conversations/3/notes", "", 0 },
	{ CMD_NOTE_EDIT, "{\"note\":5,\"text\":\"a\",\"version\":2}", "PUT", "/api/notes/5",
	  "{\"text\":\"a\",\"version\":2}", 0 },
	{ CMD_NOTE_DELETE, "{\"note\":5,\"version\":2}", "DELETE", "/api/notes/5?version=2", "", 0 },
	{ CMD_UNDO, "{}", "POST", "/api/undo", "", 0 },
	{ CMD_TEMPLATE_LIST, "{\"language\":\"id\",\"status\":\"draft\"}", "GET",
	  "/api/templates?language=id&status=draft", "", 0 },
	{ CMD_TEMPLATE_SHOW, "{\"name\":\"resi\"}", "GET", "/api/templates/resi", "", 0 },
	{ CMD_TEMPLATE_SET, "{\"name\":\"resi\",\"text\":\"{{a}}\",\"var\":[\"a=1\"]}", "PUT",
	  "/api/templates/resi", NULL, 0 },
	{ CMD_TEMPLATE_APPROVE, "{\"name\":\"resi\",\"version\":3}", "POST",
	  "/api/templates/resi/approve", "{\"version\":3}", 0 },
	{ CMD_TEMPLATE_APPROVE, "{\"name\":\"resi\",\"retire\":true}", "POST",
	  "/api/templates/resi/approve", "{\"retire\":true}", 0 },
	{ CMD_TEMPLATE_DELETE, "{\"name\":\"resi\",\"language\":\"en\"}", "DELETE", NULL, "", 0 },
	{ CMD_TEMPLATE_PREVIEW, "{\"name\":\"resi\",\"values\":\"a=b c=d\",\"partial\":true}", "GET", NULL, "", 0 },
	{ CMD_TEMPLATE_EXAMPLES, "{}", "POST", "/api/templates/examples", NULL, 0 },
	{ CMD_VIEW_LIST, "{}", "GET", "/api/views", "", 0 },
	{ CMD_VIEW_SET, "{\"name\":\"orders\",\"query\":\"label:order\"}", "PUT", "/api/views/orders",
	  "{\"query\":\"label:order\"}", 0 },
	{ CMD_VIEW_DELETE, "{\"name\":\"orders\",\"shared\":true}", "DELETE", "/api/views/orders?shared=true",
	  "", 0 },
	{ CMD_AWAY, "{}", "GET", "/api/away", "", 0 },
	{ CMD_AWAY, "{\"session\":\"toko\"}", "GET", "/api/away?session=toko", "", 0 },
	{ CMD_AWAY_ON, "{\"text\":\"Libur\",\"until\":\"+2h\"}", "POST", "/api/away/on", "{\"text\":\"Libur\",\"until\":\"+2h\"}",
		0 },
	{ CMD_AWAY_OFF, "{\"session\":\"toko\"}", "POST", "/api/away/off", "{\"session\":\"toko\"}", 0 },
	{ CMD_PAUSE, "{\"session\":\"toko\"}", "POST", "/api/pause", "{\"session\":\"toko\"}", 0 },
	{ CMD_CONTACT_LIST, "{\"after\":\"x\"}", "GET", "/api/contacts?after=x", "", 0 },
	{ CMD_CONTACT_SHOW, "{\"contact\":\"+62 812\"}", "GET", "/api/contacts/%2B62%20812", "", 0 },
	{ CMD_CONTACT_LIST, "{\"field\":\"kota=Bandung\",\"tag\":\"vip\"}", "GET", NULL, "", 0 },
	{ CMD_CONTACT_ADD, "{\"phone\":\"+62 812\"}", "POST", "/api/contacts", "{\"phone\":\"+62 812\"}", 0 },
	{ CMD_CONTACT_SET, "{\"contact\":\"12\",\"values\":\"kota=x\"}", "PUT", "/api/contacts/12", "{\"values\":\"kota=x\"}", 0 },
	{ CMD_CONTACT_SHOW, "{\"contact\":\"duplicates\"}", "GET", "/api/contacts/%64uplicates", "", 0 },
	{ CMD_CONTACT_TAG, "{\"contact\":\"12\",\"tags\":\"+vip\"}", "POST", "/api/contacts/12/tags", "{\"tags\":\"+vip\"}", 0 },
	{ CMD_CONTACT_NOTE, "{\"contact\":\"12\",\"text\":\"a\"}", "POST", "/api/contacts/12/notes", "{\"text\":\"a\"}", 0 },
	{ CMD_CONTACT_NOTES, "{\"contact\":\"12\"}", "GET", "/api/contacts/12/notes", "", 0 },
	{ CMD_CONTACT_BLOCK, "{\"contact\":\"12\"}", "POST", "/api/contacts/12/block", "", 0 },
	{ CMD_CONTACT_UNBLOCK, "{\"contact\":\"12\"}", "POST", "/api/contacts/12/unblock", "", 0 },
	{ CMD_CONTACT_DUPLICATES, "{\"of\":\"12\"}", "GET", "/api/contacts/duplicates?of=12", "", 0 },
	{ CMD_CONTACT_CHECK, "{\"phone\":\"0812\"}", "POST", "/api/contacts/check", "{\"phone\":\"0812\"}", 0 },
	{ CMD_CONTACT_SYNC, "{}", "POST", "/api/contacts/sync", "", 0 },
	{ CMD_CONTACT_MERGE, "{\"contact\":\"12\",\"other\":\"15\"}", "POST", "/api/contacts/12/merge", "{\"other\":\"15\"}", 0 },
	{ CMD_CONTACT_UNMERGE, "{\"contact\":\"12\"}", "POST", "/api/contacts/12/unmerge", "", 0 },
	{ CMD_IMPORT_CONTACTS, "{\"media_id\":3}", "POST", "/api/contacts/import", "{\"media_id\":3}", 0 },
	{ CMD_CONTACT_PICTURE, "{\"contact\":\"12\"}", "GET", "/api/contacts/12/picture", "", 0 },
	{ CMD_CONTACT_ERASE, "{\"contact\":\"12\"}", "DELETE", "/api/contacts/12", "", 0 },
	{ CMD_CONTACT_ERASE, "{\"contact\":\"12\",\"yes\":true}", "DELETE", "/api/contacts/12?yes=true", "", 0 },
	{ CMD_CONTACT_DUMP, "{\"contact\":\"12\"}", "GET", "/api/contacts/12/dump", "", 0 },
	{ CMD_FIELD_LIST, "{}", "GET", "/api/fields", "", 0 },
	{ CMD_FIELD_SET, "{\"field\":\"kota\",\"type\":\"text\"}", "PUT", "/api/fields/kota", "{\"type\":\"text\"}", 0 },
	{ CMD_FIELD_DELETE, "{\"field\":\"kota\"}", "DELETE", "/api/fields/kota", "", 0 },
	{ CMD_HEALTH, "{}", "GET", "/api/health", "", 0 },
	{ CMD_STOP, "{}", "POST", "/api/stop", "", 0 },
	{ CMD_RESUME, "{\"clock\":true,\"reason\":\"ok\"}", "POST", "/api/resume", "{\"clock\":true,\"reason\":\"ok\"}", 0 },
	{ CMD_PREVIEW, "{\"conversation\":\"3\",\"text\":\"a\"}", "POST", "/api/conversations/3/preview",
	  "{\"text\":\"a\"}", 0 },
	{ CMD_DRAFT, "{\"conversation\":\"3\",\"text\":\"\"}", "PUT", "/api/conversations/3/draft", "{\"text\":\"\"}", 0 },
	{ CMD_SEEN, "{\"conversation\":\"3\",\"message_id\":8}", "PUT", "/api/conversations/3/seen",
	  "{\"message_id\":8}", 0 },
	{ CMD_WHOAMI, "{}", "GET", "/api/whoami", "", 0 },
	{ CMD_EVENTS, "{}", "GET", "/api/events", "", 0 },
	{ CMD_DOCTOR, "{}", "GET", "/api/doctor", "", 0 },
	{ CMD_SESSION_STOP, "{\"session\":\"toko\"}", "POST", "/api/sessions/toko/stop", "", 0 },
	{ CMD_SESSION_RESTART, "{\"reason\":\"deaf\",\"session\":\"toko\"}", "POST", "/api/sessions/toko/restart",
	  "{\"reason\":\"deaf\"}", 0 },
	{ CMD_SESSION_LOGOUT, "{\"session\":\"start\"}", "POST", "/api/sessions/start/logout", "", 0 },
	{ CMD_SESSION_WARM, "{\"reason\":\"since 2021\",\"session\":\"toko\"}", "POST", "/api/sessions/toko/warm",
	  "{\"reason\":\"since 2021\"}", 0 },
	{ CMD_SESSION_WEBHOOK, "{\"how\":\"on\",\"session\":\"toko\"}", "POST", "/api/sessions/toko/webhook",
	  "{\"how\":\"on\"}", 0 },
	{ CMD_AGENT_LIST, "{}", "GET", "/api/agents", "", 0 },
	{ CMD_AGENT_SET, "{\"agent\":\"rina\",\"rights\":\"lead\"}", "POST", "/api/agents/rina", "{\"rights\":\"lead\"}", 0 },
	{ CMD_TOKEN_NEW, "{\"name\":\"web\"}", "POST", "/api/tokens", "{\"name\":\"web\"}", 0 },
	{ CMD_TOKEN_LIST, "{}", "GET", "/api/tokens", "", 0 },
	{ CMD_TOKEN_REVOKE, "{\"name\":\"my web\"}", "DELETE", "/api/tokens/my%20web", "", 0 },
	{ CMD_AUDIT, "{\"by\":\"rina\",\"message\":7}", "GET", NULL, "", 0 },
	{ CMD_LOG, "{\"file\":\"api\",\"limit\":9}", "GET", "/api/logs/api?limit=9", "", 0 },
	{ CMD_CONTACT_CONSENT, "{\"contact\":\"12\",\"source\":\"form\",\"way\":\"in\"}", "POST",
	  "/api/contacts/12/consent", "{\"source\":\"form\",\"way\":\"in\"}", 0 },
	{ CMD_CONTACT_CONSENTS, "{\"contact\":\"budi\"}", "GET", "/api/contacts/budi/consents", "", 0 },
	{ CMD_PLAN, "{\"limit\":9}", "GET", "/api/plan?limit=9", "", 0 },
	{ CMD_RULES_LIST, "{}", "GET", "/api/rules", "", 0 },
	{ CMD_RULES_TEST, "{\"text\":\"slot\"}", "POST", "/api/rules/test", "{\"text\":\"slot\"}", 0 },
	{ CMD_MESSAGE_SHOW, "{\"message\":5}", "GET", "/api/messages/5/show", "", 0 },
};

static json_t *parsed(const char *s)
{
	struct err e = { 0 };
	json_t *v = json_read(s, strlen(s), &e);
	if (!v)
		fail_msg("%s: %s", s, err_text(&e));
	return v;
}

static void test_round(void **state)
{
	bool seen[COMMAND_COUNT] = { false };

	(void)state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		json_t *args = parsed(requests[i].args), *back;
		const struct command *cmd = command_get(requests[i].id), *want = cmd;
		struct request r = { 0 };
		struct route_match m = { 0 };
		struct err e = { 0 };

		seen[cmd->id] = true;
		if (!route_request(cmd, args, &r, &e))
			fail_msg("%s %s: %s", cmd->name, requests[i].args, err_text(&e));
		assert_string_equal(r.method, requests[i].method);
		if (requests[i].path)
			assert_string_equal(buf_str(&r.path), requests[i].path);
		if (requests[i].body)
			assert_string_equal(buf_str(&r.body), requests[i].body);
		if (route_find(r.method, buf_str(&r.path), &m, &e) != ROUTE_FOUND)
			fail_msg("%s does not come back: %s", buf_str(&r.path), err_text(&e));
		/* Both verbs of a shared route come back as the first. */
		if (cmd->id == CMD_UNSTAR)
			want = command_get(CMD_STAR);
		assert_string_equal(m.command->name, want->name);
		if (!route_body(&m, buf_str(&r.body), r.body.n, &e))
			fail_msg("%s %s: %s", buf_str(&r.path), buf_str(&r.body), err_text(&e));
		back = parsed(requests[i].back ? requests[i].back : requests[i].args);
		if (!json_equal(back, m.args)) {
			char *got = json_dumps(m.args, JSON_SORT_KEYS);
			fail_msg("%s %s came back as %s", cmd->name, requests[i].args, got);
		}
		json_decref(back);
		json_decref(args);
		route_match_fini(&m);
		request_fini(&r);
	}
	for (int id = 0; id < COMMAND_COUNT; id++)
		if (command_get((enum command_id)id)->route && !seen[id])
			fail_msg("%s has no case here", command_get((enum command_id)id)->name);
}

static const struct {
	const char *method, *uri, *body;
	enum route_found found;
	const char *key, *says;
} wrong[] = {
	{ "GET", "/api/sesions", "", ROUTE_UNKNOWN, "route.unknown", "GET /api/sessions" },
	{ "GET", "/", "", ROUTE_UNKNOWN, "route.unknown", 0 },
	{ "GET", "", "", ROUTE_UNKNOWN, "route.unknown", 0 },
	{ "GET", "/api/sessions/", "", ROUTE_UNKNOWN, "route.unknown", 0 },
	{ "GET", "/api//status", "", ROUTE_UNKNOWN, "route.unknown", 0 },
	{ "GET", "/a/b/c/d/e/f/g/h/i/j", "", ROUTE_UNKNOWN, "route.unknown", 0 },
	{ "DELETE", "/api/health", "", ROUTE_METHOD, "route.method", "answers to GET, not to DELETE" },
	{ "GET", "/api/messages/5/cancel", "", ROUTE_METHOD, "route.method", "POST" },
	{ "POST", "/api/conversations/5/draft", "", ROUTE_METHOD, "route.method", "PUT" },
	{ "GET", "/api/messages/%zz", "", ROUTE_BAD, "args.utf8", "conversation" },
	{ "GET", "/api/messages/%ff", "", ROUTE_BAD, "args.utf8", "conversation" },
	{ "GET", "/api/messages/%00", "", ROUTE_BAD, "args.utf8", "conversation" },
	{ "GET", "/api/messages/%4", "", ROUTE_BAD, "args.utf8", "conversation" },
	{ "GET", "/api/conversations?filter=%ff", "", ROUTE_BAD, "args.utf8", "filter" },
	{ "GET", "/api/conversations?limit=1&limit=2", "", ROUTE_BAD, "args.twice", "limit" },
	{ "GET", "/api/conversations?limit=ten", "", ROUTE_FOUND, "args.type", "limit: a whole number" },
	{ "GET", "/api/conversations?limit=", "", ROUTE_FOUND, "args.type", "limit" },
	{ "GET", "/api/conversations?limit=1000", "", ROUTE_FOUND, "args.range", "limit" },
	{ "GET", "/api/conversations?veiw=all", "", ROUTE_FOUND, "args.unknown", "did you mean view?" },
	{ "GET", "/api/conversations?json=true", "", ROUTE_FOUND, "args.unknown", "json" },
	{ "GET", "/api/health?x", "", ROUTE_FOUND, "args.unknown", "x" },
	{ "GET", "/api/messages/abc/why", "", ROUTE_FOUND, "args.type", "message" },
	{ "GET", "/api/messages/-1/why", "", ROUTE_FOUND, "args.id", "message" },
	{ "GET", "/api/messages/search", "", ROUTE_FOUND, "args.missing", "q" },
	{ "POST", "/api/messages/send", "", ROUTE_FOUND, "args.missing", "to" },
	{ "POST", "/api/messages/send", "{\"to\":1", ROUTE_FOUND, "json.bad", 0 },
	{ "POST", "/api/messages/send", "[]", ROUTE_FOUND, "args.object", 0 },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":2}", ROUTE_FOUND, "args.type", "text" },
	{ "POST", "/api/messages/send", "{\"to\":true,\"text\":\"\"}", ROUTE_FOUND, "args.type", "to" },
	{ "POST", "/api/messages/send", "{\"to\":1.5,\"text\":\"\"}", ROUTE_FOUND, "args.type", "to" },
	{ "POST", "/api/messages/send", "{\"to\":[],\"text\":\"\"}", ROUTE_FOUND, "args.type", "to" },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":\"a\",\"wait\":true}", ROUTE_FOUND, "args.unknown", "wait" },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":\"a\",\"confirm\":1}", ROUTE_FOUND, "args.type", "confirm" },
	{ "POST", "/api/messages/5/star", "{\"message\":6}", ROUTE_FOUND, "args.twice", "message" },
	{ "POST", "/api/messages/5/star", "{\"starred\":\"yes\"}", ROUTE_FOUND, "args.type", "starred" },
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct route_match m = { 0 };
		struct err e = { 0 };
		enum route_found found = route_find(wrong[i].method, wrong[i].uri, &m, &e);

		if (found != wrong[i].found)
			fail_msg("%s %s: found %d: %s", wrong[i].method, wrong[i].uri, (int)found, err_text(&e));
		if (found == ROUTE_FOUND && route_body(&m, wrong[i].body, strlen(wrong[i].body), &e))
			fail_msg("%s %s %s was taken", wrong[i].method, wrong[i].uri, wrong[i].body);
		if (strcmp(e.say.key, wrong[i].key) != 0 || (wrong[i].says && !strstr(err_text(&e), wrong[i].says)))
			fail_msg("%s %s %s: %s: %s", wrong[i].method, wrong[i].uri, wrong[i].body, e.say.key, err_text(&e));
		route_match_fini(&m);
	}
}

/* A star without a body toggles: nothing is put in on the engine's side. */
static void test_toggle(void **state)
{
	struct route_match m = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(route_find("POST", "/api/messages/5/star", &m, &e), ROUTE_FOUND);
	assert_true(route_body(&m, "", 0, &e));
	assert_null(json_object_get(m.args, "starred"));
	route_match_fini(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_toggle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
