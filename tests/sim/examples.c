/* Answers and events, each beside the example payload of its kind: every key of the
 * example is there, with a value of the same type. All of GOWS, WEBJS and WPP; of NOWEB
 * what the transcript has not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "compare.h"
#include "stage.h"

static json_t *example(const char *name)
{
	char *file = xasprintf("tests/fixtures/waha/%s.json", name);
	char *path = path_join(getenv("top_srcdir") ? getenv("top_srcdir") : ".", file);
	json_t *v = json_load_file(path, 0, NULL);
	if (!v)
		fail_msg("%s is not there", path);
	free(file);
	free(path);
	return v;
}

static void assert_like(const char *name, const json_t *got)
{
	json_t *want = example(name);
	struct diff d = { .part = true, .shape = true };
	buf_init(&d.text, 1 << 16);
	compare(&d, name, "", want, got);
	if (d.text.n)
		fail_msg("%s", buf_str(&d.text));
	buf_fini(&d.text);
	json_decref(want);
}

static void open_engine(struct stage *st, const char *engine)
{
	struct sim_options o = { .engine = engine, .version = "2026.7.2" };
	stage_open(st, &o);
	struct reply r = stage_ask(st, "PUT /api/sessions/default", stage_config);
	reply_fini(&r);
	stage_wait(st, 2000);
	json_decref(stage_do(st, "POST /sim/contact", "{s:s,s:s,s:s,s:s,s:s}", "pn", "12025550123", "lid",
			     "100000000000123", "name", "Bob Smith", "push", "Bob", "picture",
			     "https://pps.whatsapp.net/v/example.jpg"));
	json_decref(stage_do(st, "POST /sim/contact", "{s:s,s:s,s:s,s:b}", "pn", "12025550145", "lid",
			     "100000000000145", "push", "Ann", "by_lid", 1));
	json_decref(stage_do(st, "POST /sim/group", "{s:s,s:s,s:[s]}", "jid", "120363000000000001@g.us",
			     "subject", "Team", "members", "100000000000145@lid"));
	stage_forget(st);
}

static void open_gows(struct stage *st)
{
	open_engine(st, "gows");
}

static void events_look_like_the_examples(void **state)
{
	static const struct {
		const char *example, *event, *path, *body;
	} cases[] = {
		{ "gows-event-message-text", "message", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"text\":\"How much is it?\"}" },
		{ "gows-event-message-text-lid", "message", "/sim/inbound",
		  "{\"lid\":\"100000000000145\",\"text\":\"How much is it?\"}" },
		{ "gows-event-message-image", "message", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"kind\":\"image\",\"text\":\"my receipt\"}" },
		{ "gows-event-message-document", "message", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"kind\":\"document\"}" },
		{ "gows-event-message-location", "message", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"kind\":\"location\",\"latitude\":38.8937255,\"longitude\":-77."
		  "0969763,\"name\":\"Our office\"}" },
		{ "gows-event-message-group", "message", "/sim/inbound",
		  "{\"lid\":\"100000000000145\",\"group\":\"120363000000000001@g.us\",\"text\":\"hello "
		  "all\"}" },
		{ "gows-event-message-any-fromme", "message.any", "/api/sendText",
		  "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"text\":\"It is 12 EUR\"}" },
		{ "gows-event-edited", "message.edited", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"kind\":\"edit\",\"target\":\"3A01\",\"text\":\"How much is it "
		  "now?\"}" },
		{ "gows-event-revoked", "message.revoked", "/sim/inbound",
		  "{\"from\":\"12025550123\",\"kind\":\"revoke\",\"target\":\"3A01\"}" },
	};
	struct stage st;
	(void)state;
	open_gows(&st);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "12025550123", "text",
			     "How much?", "id", "3A01"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		stage_forget(&st);
		char *request = xasprintf("POST %s", cases[i].path);
		struct reply r = stage_ask(&st, request, cases[i].body);
		if (r.status > 201 || !stage_event(&st, cases[i].event))
			fail_msg("%s: %d, no %s", cases[i].example, r.status, cases[i].event);
		json_t *event = stage_event(&st, cases[i].event);
		/* These were made without metadata. */
		json_put(event, "metadata", json_object());
		assert_like(cases[i].example, event);
		reply_fini(&r);
		free(request);
	}
	stage_close(&st);
}

static void answers_look_like_the_examples(void **state)
{
	static const struct {
		const char *example, *request, *body;
	} cases[] = {
		{ "gows-sendText-response", "POST /api/sendText",
		  "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"text\":\"Hi there!\"}" },
		{ "gows-chat-messages",
		  "GET /api/default/chats/12025550123@c.us/messages?limit=3&downloadMedia=false", NULL },
		{ "gows-reaction-response", "PUT /api/reaction",
		  "{\"session\":\"default\",\"messageId\":\"false_12025550123@c.us_3A01\",\"reaction\":"
		  "\"x\"}" },
		{ "gows-chats-overview", "GET /api/default/chats/overview?limit=2", NULL },
		{ "gows-contacts-all", "GET /api/contacts/all?session=default", NULL },
		{ "gows-groups-list", "GET /api/default/groups", NULL },
		{ "any-group-participants-v2",
		  "GET /api/default/groups/120363000000000001@g.us/participants/v2", NULL },
		{ "any-health-ok", "GET /health", NULL },
		{ "gows-sendText-group-response", "POST /api/sendText",
		  "{\"session\":\"default\",\"chatId\":\"120363000000000001@g.us\",\"text\":\"Hello "
		  "group\"}" },
	};
	struct stage st;
	(void)state;
	open_gows(&st);
	/* A group where the only message was taken back. */
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s,s:s}", "lid", "100000000000145", "group",
			     "120363000000000001@g.us", "text", "x", "id", "3A02"));
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s,s:s}", "lid", "100000000000145", "group",
			     "120363000000000001@g.us", "kind", "revoke", "target", "3A02"));
	stage_wait(&st, 1000);
	/* An old one from history, and one each way. */
	json_decref(stage_do(&st, "POST /sim/history", "{s:s,s:[s]}", "with", "12025550123@s.whatsapp.net",
			     "talk", "-2d > hello"));
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "12025550123", "text",
			     "How much?", "id", "3A01"));
	stage_wait(&st, 1000);
	json_decref(stage_do(&st, "POST /sim/contact", "{s:s,s:b}", "lid", "100000000000145", "contact", 1));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = stage_ask(&st, cases[i].request, cases[i].body);
		if (r.status > 201)
			fail_msg("%s: %d %s", cases[i].request, r.status, r.text);
		json_t *got = json_incref(r.json);
		stage_wait(&st, 1000);
		reply_fini(&r);
		assert_like(cases[i].example, got);
		json_decref(got);
	}
	stage_close(&st);
}

static void receipts_look_like_the_examples(void **state)
{
	struct stage st;
	(void)state;
	open_gows(&st);
	json_decref(stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default", "chatId",
			     "12025550123@c.us", "text", "x"));
	stage_wait(&st, 5000);
	json_put(stage_event(&st, "message.ack"), "metadata", json_object());
	assert_like("gows-event-ack-device", stage_event(&st, "message.ack"));
	stage_wait(&st, 60000);
	json_put(stage_event(&st, "message.ack"), "metadata", json_object());
	assert_like("gows-event-ack-read", stage_event(&st, "message.ack"));
	assert_int_equal(json_i64_or(stage_event(&st, "message.ack"), "payload.ack", 0), 3);
	json_decref(stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default", "chatId",
			     "120363000000000001@g.us", "text", "x"));
	stage_wait(&st, 90000);
	json_put(stage_event(&st, "message.ack.group"), "metadata", json_object());
	assert_like("gows-event-ack-group", stage_event(&st, "message.ack.group"));
	stage_close(&st);
}

/* The newest ack told, beside its example. */
static void assert_ack(struct stage *st, const char *event, const char *name)
{
	json_t *e = stage_event(st, event);
	if (!e)
		fail_msg("%s: no %s came", name, event);
	json_put(e, "metadata", json_object());
	assert_like(name, e);
}

static void noweb_receipts_look_like_the_examples(void **state)
{
	struct stage st;
	struct sim_options o = { .version = "2026.7.2" };
	(void)state;
	stage_open(&st, &o);
	struct reply r = stage_ask(&st, "PUT /api/sessions/default", stage_config);
	reply_fini(&r);
	stage_wait(&st, 2000);
	json_decref(stage_do(&st, "POST /sim/account", "{s:s}", "pn", "12025550100"));

	/* A note to oneself: no chat in the id, and no "from". */
	char *id = stage_send(&st, "12025550100@c.us", "catatan"), *serial = xasprintf("true__%s", id);
	stage_wait(&st, 60000);
	assert_ack(&st, "message.ack", "noweb-event-ack-empty-chat");
	assert_string_equal(json_str(stage_event(&st, "message.ack"), "payload.id"), serial);
	assert_null(json_at(stage_event(&st, "message.ack"), "payload.from"));
	free(id);
	free(serial);

	json_decref(stage_do(&st, "POST /sim/timelock", "{s:b}", "on", 1));
	free(stage_send(&st, "12025550123@c.us", "perkenalkan"));
	assert_ack(&st, "message.ack", "noweb-event-ack-error-463");
	assert_string_equal(json_str(stage_event(&st, "message.ack"), "payload.error.code"), "463");
	assert_true(json_flag(stage_event(&st, "message.ack"), "payload.error.blocked"));
	json_decref(stage_do(&st, "POST /sim/timelock", "{s:b}", "on", 0));

	json_decref(stage_do(&st, "POST /sim/rules", "{s:s}", "do", "ack-minus1"));
	free(stage_send(&st, "12025550124@c.us", "halo"));
	assert_ack(&st, "message.ack", "noweb-event-ack-error-479");

	json_decref(stage_do(&st, "POST /sim/group", "{s:s,s:[s]}", "jid", "120363000000000001@g.us", "members",
			     "100000000000145@lid"));
	free(stage_send(&st, "120363000000000001@g.us", "halo semua"));
	stage_wait(&st, 90000);
	assert_ack(&st, "message.ack.group", "noweb-event-ack-group");
	stage_close(&st);
}

static const char text_to_bob[] =
	"{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"text\":\"Hi there!\"}";

/* The event of this name that the request brings, beside its example. */
static void assert_event(struct stage *st, const char *example, const char *event, const char *path, const char *body)
{
	stage_forget(st);
	char *request = xasprintf("POST %s", path);
	struct reply r = stage_ask(st, request, body);
	json_t *e = stage_event(st, event);
	if (r.status > 201 || !e)
		fail_msg("%s: %d, no %s", example, r.status, event);
	json_put(e, "metadata", json_object());
	assert_like(example, e);
	reply_fini(&r);
	free(request);
}

static void assert_answer(struct stage *st, const char *example, const char *request, const char *body)
{
	struct reply r = stage_ask(st, request, body);
	if (r.status > 201)
		fail_msg("%s: %d %s", request, r.status, r.text);
	assert_like(example, r.json);
	reply_fini(&r);
	stage_wait(st, 1000);
}

static void webjs_looks_like_the_examples(void **state)
{
	struct stage st;
	(void)state;
	open_engine(&st, "webjs");
	assert_event(&st, "webjs-event-message-text", "message", "/sim/inbound",
		     "{\"from\":\"12025550123\",\"text\":\"How much is it?\",\"id\":\"3A01\"}");
	assert_event(&st, "webjs-event-message-image", "message", "/sim/inbound",
		     "{\"from\":\"12025550123\",\"kind\":\"image\",\"text\":\"my receipt\"}");
	assert_non_null(strstr(json_str(stage_event(&st, "message"), "payload.media.url"),
			       "/api/files/default/false_12025550123@c.us_"));
	assert_event(&st, "webjs-event-message-group", "message", "/sim/inbound",
		     "{\"lid\":\"100000000000145\",\"group\":\"120363000000000001@g.us\",\"text\":\"hello all\"}");
	assert_event(&st, "webjs-event-message-any-fromme", "message.any", "/api/sendText", text_to_bob);
	assert_event(&st, "any-event-chat-archive", "chat.archive", "/api/default/chats/12025550123@c.us/archive", "{}");
	assert_answer(&st, "webjs-sendText-response", "POST /api/sendText", text_to_bob);
	assert_answer(&st, "webjs-chat-messages",
		      "GET /api/default/chats/12025550123@c.us/messages?limit=2&downloadMedia=false", NULL);
	assert_answer(&st, "webjs-chats-overview", "GET /api/default/chats/overview?ids=120363000000000001@g.us", NULL);
	assert_answer(&st, "webjs-contacts-all", "GET /api/contacts/all?session=default", NULL);
	assert_answer(&st, "webjs-forward-response", "POST /api/forwardMessage",
		      "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"messageId\":"
		      "\"false_12025550123@c.us_3A01\"}");
	assert_answer(&st, "webjs-sendText-group-response", "POST /api/sendText",
		      "{\"session\":\"default\",\"chatId\":\"120363000000000001@g.us\",\"text\":\"x\"}");
	/* Ids of all chats are not found, and nothing is listed over all of them. */
	struct reply r = stage_ask(&st, "GET /api/default/chats/all/messages?limit=1", NULL);
	assert_int_equal(r.status, 501);
	reply_fini(&r);
	stage_close(&st);
}

/* Between WhatsApp's renaming and WAHA's answer to it. */
static void webjs_names_its_ids_otherwise(void **state)
{
	struct stage st;
	struct sim_options o = { .engine = "webjs", .version = "2026.4.1" };
	(void)state;
	stage_open(&st, &o);
	assert_answer(&st, "webjs-sendText-renamed-key-response", "POST /api/sendText", text_to_bob);
	json_t *rows = stage_do(&st, "GET /api/default/chats/12025550123@c.us/messages?limit=1", NULL);
	assert_null(json_at(rows, "0.id"));
	assert_non_null(json_str(json_at(rows, "0._data.id"), "$1"));
	json_decref(rows);
	stage_close(&st);
}

static void webjs_tells_groups_when_told_to(void **state)
{
	struct stage st;
	(void)state;
	open_engine(&st, "webjs");
	for (int on = 0; on < 2; on++) {
		json_t *config = json_loads(stage_config, 0, NULL);
		json_put(json_object_get(config, "config"), "webjs", json_pack("{s:b}", "tagsEventsOn", on));
		char *body = json_dumps(config, 0);
		struct reply r = stage_ask(&st, "PUT /api/sessions/default", body);
		reply_fini(&r);
		stage_wait(&st, 5000);
		stage_forget(&st);
		json_decref(stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default", "chatId",
				     "120363000000000001@g.us", "text", "x"));
		stage_wait(&st, 90000);
		assert_int_equal(stage_event(&st, "message.ack.group") != NULL, on);
		free(body);
		json_decref(config);
	}
	stage_close(&st);
}

static void wpp_looks_like_the_examples(void **state)
{
	struct stage st;
	(void)state;
	open_engine(&st, "wpp");
	assert_answer(&st, "wpp-sendText-response", "POST /api/sendText", text_to_bob);
	assert_answer(&st, "wpp-sendImage-noid-response", "POST /api/sendImage",
		      "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"file\":{\"mimetype\":\"image/jpeg\","
		      "\"data\":\"AAAA\"}}");
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:f,s:f}", "from", "12025550123", "kind", "location",
			     "latitude", 1.5, "longitude", 2.5));
	json_t *rows = stage_do(&st, "GET /api/default/chats/12025550123@c.us/messages?limit=1", NULL);
	assert_true(json_is_null(json_object_get(json_array_get(rows, 0), "location")));
	assert_string_equal(json_str(rows, "0._data.type"), "location");
	json_decref(rows);
	stage_close(&st);
}

static size_t rows_of(struct stage *st, const char *query)
{
	char *request = xasprintf("GET /api/default/chats/12025550123@c.us/messages?downloadMedia=false&%s", query);
	json_t *rows = stage_do(st, request, NULL);
	size_t n = json_array_size(rows);
	json_decref(rows);
	free(request);
	return n;
}

/* Of ten messages the fifth is the only one of ours: a page of four has none of it. */
static void wpp_filters_what_it_has_taken(void **state)
{
	struct stage st;
	(void)state;
	open_engine(&st, "wpp");
	for (int i = 0; i < 10; i++) {
		if (i == 5)
			free(stage_send(&st, "12025550123@c.us", "ours"));
		else
			json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "12025550123", "text", "x"));
		stage_wait(&st, 1000);
	}
	assert_int_equal(rows_of(&st, "limit=4&filter.fromMe=true"), 0);
	assert_int_equal(rows_of(&st, "limit=6&filter.fromMe=true"), 1);
	/* And cut once more: it is skipped for good. */
	assert_int_equal(rows_of(&st, "limit=4&offset=4&filter.fromMe=true"), 0);
	stage_close(&st);
}

static void what_was_taken_back_leaves_its_place(void **state)
{
	static const char *const engines[] = { "webjs", "wpp" };
	struct stage st;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		open_engine(&st, engines[i]);
		json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "12025550123", "text", "oops",
				     "id", "3A01"));
		json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "12025550123", "kind", "revoke",
				     "target", "3A01"));
		json_t *rows = stage_do(&st, "GET /api/default/chats/12025550123@c.us/messages?limit=2", NULL);
		assert_int_equal(json_array_size(rows), 1);
		assert_string_equal(json_str(rows, "0._data.type"), "revoked");
		assert_null(strstr(json_str_or(rows, "0.body", ""), "oops"));
		json_decref(rows);
		stage_close(&st);
	}
}

static void browsers_lack_what_waha_says(void **state)
{
	static const struct {
		const char *request, *body, *webjs, *wpp; /* "" 2xx, else the status */
	} cases[] = {
		{ "GET /api/default/new-message-id", NULL, "501", "501" },
		{ "GET /api/default/chats/all/messages/3A01", NULL, "501", "501" },
		{ "GET /api/default/presence", NULL, "501", "" },
		{ "PUT /api/default/contacts/12025550123@c.us", "{\"firstName\":\"B\"}", "", "501" },
		{ "GET /api/contacts/about?session=default&contactId=12025550123@c.us", NULL, "", "" },
		{ "POST /api/contacts/block", "{\"session\":\"default\",\"contactId\":\"12025550123@c.us\"}", "", "" },
		{ "POST /api/default/chats/12025550123@c.us/archive", "{}", "", "" },
		{ "DELETE /api/default/chats/12025550123@c.us/messages", NULL, "", "501" },
		{ "GET /api/default/chats/12025550123@c.us/messages/3A02", NULL, "404", "500" },
		{ "POST /api/default/chats/12025550123@c.us/messages/false_12025550123@c.us_3A01/pin", "{}", "404", "501" },
	};
	struct stage st;
	(void)state;
	for (int wpp = 0; wpp < 2; wpp++) {
		open_engine(&st, wpp ? "wpp" : "webjs");
		json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "12025550123", "text", "x", "id",
				     "3A01"));
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct reply r = stage_ask(&st, cases[i].request, cases[i].body);
			const char *want = wpp ? cases[i].wpp : cases[i].webjs;
			if (*want ? r.status != atoi(want) : r.status / 100 != 2)
				fail_msg("%s: %d %s", cases[i].request, r.status, r.text);
			reply_fini(&r);
		}
		stage_close(&st);
	}
}

static void what_it_lacks_says_so(void **state)
{
	static const char *const cases[][2] = {
		{ "POST /api/forwardMessage",
		  "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"messageId\":\"x\"}" },
		{ "PUT /api/star", "{\"session\":\"default\",\"chatId\":\"12025550123@c.us\",\"messageId\":"
				   "\"x\",\"star\":true}" },
		{ "POST /api/default/chats/12025550123@c.us/archive", "{}" },
		{ "GET /api/contacts/about?session=default&contactId=12025550123@c.us", NULL },
	};
	struct stage st;
	(void)state;
	open_gows(&st);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = stage_ask(&st, cases[i][0], cases[i][1]);
		if (r.status != 501 || !strstr(r.text, "'GOWS' engine"))
			fail_msg("%s: %d %s", cases[i][0], r.status, r.text);
		reply_fini(&r);
	}
	stage_close(&st);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_look_like_the_examples),
		cmocka_unit_test(answers_look_like_the_examples),
		cmocka_unit_test(receipts_look_like_the_examples),
		cmocka_unit_test(noweb_receipts_look_like_the_examples),
		cmocka_unit_test(webjs_looks_like_the_examples),
		cmocka_unit_test(webjs_names_its_ids_otherwise),
		cmocka_unit_test(webjs_tells_groups_when_told_to),
		cmocka_unit_test(wpp_looks_like_the_examples),
		cmocka_unit_test(wpp_filters_what_it_has_taken),
		cmocka_unit_test(what_was_taken_back_leaves_its_place),
		cmocka_unit_test(browsers_lack_what_waha_says),
		cmocka_unit_test(what_it_lacks_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
