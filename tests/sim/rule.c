/* Every way to misbehave, shown to fire: what the client sees, what reached the
 * pretended WhatsApp, what the lists say afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/rule.h"

#include "stage.h"

static const char send_body[] =
	"{\"session\":\"default\",\"chatId\":\"6281234567890@c.us\",\"text\":\"halo\"}";

static void set_rule(struct stage *st, const char *spec)
{
	struct reply r = stage_ask(st, "POST /sim/rules", spec);
	assert_int_equal(r.status, 201);
	reply_fini(&r);
}

static int64_t fired(struct stage *st)
{
	json_t *rules = stage_do(st, "GET /sim/rules", NULL);
	int64_t n = json_i64_or(json_array_get(rules, 0), "fired", -1);
	json_decref(rules);
	return n;
}

static size_t listed(struct stage *st)
{
	json_t *list =
		stage_do(st, "GET /api/default/chats/all/messages?limit=100&downloadMedia=false", NULL);
	size_t n = json_array_size(list);
	json_decref(list);
	return n;
}

/* One send under one rule. */
struct send_case {
	const char *rule;
	enum sim_end end;
	int status;	       /* 0: no answer */
	const char *says;      /* in the body; NULL: nothing asked */
	bool reaches, shows;   /* WhatsApp; the lists */
	int64_t ms_from, ms_to;
};

static const struct send_case sends[] = {
	{ "{\"do\":\"drop-before\"}", SIM_CLOSE, 0, NULL, false, false, 0, 0 },
	{ "{\"do\":\"accept-then-drop\"}", SIM_CLOSE, 0, NULL, true, true, 0, 0 },
	{ "{\"do\":\"accept-then-500\"}", SIM_SEND, 500, "\"message\":\"Timed Out\"", true, true, 0, 0 },
	{ "{\"do\":\"201-and-lose\"}", SIM_SEND, 201, "\"key\"", false, false, 0, 0 },
	{ "{\"do\":\"answer-late\",\"seconds\":95}", SIM_SEND, 201, "\"key\"", true, true, 95000, 95000 },
	{ "{\"do\":\"hang\"}", SIM_HANG, 0, NULL, false, false, 3600000, 3600000 },
	{ "{\"do\":\"400\",\"code\":\"no such thing\"}", SIM_SEND, 400, "{\"message\":\"no such thing\"", false, false,
	  0, 0 },
	{ "{\"do\":\"404\"}", SIM_SEND, 404, "{\"message\":\"Chat not found\"", false, false, 0, 0 },
	{ "{\"do\":\"401\"}", SIM_SEND, 401, "{\"message\":\"Unauthorized\",\"statusCode\":401}", false,
	  false, 0, 0 },
	{ "{\"do\":\"403\"}", SIM_SEND, 403, "\"message\":\"Forbidden resource\"", false, false, 0, 0 },
	{ "{\"do\":\"422-expected\"}", SIM_SEND, 422, "\"expected\":[\"WORKING\"]", false, false, 0, 0 },
	{ "{\"do\":\"422-nosession\"}", SIM_SEND, 422, "does not exist", false, false, 0, 0 },
	{ "{\"do\":\"429\"}", SIM_SEND, 429, "rate-overlimit", false, false, 0, 0 },
	{ "{\"do\":\"500-463\"}", SIM_SEND, 500, "server returned error 463", false, false, 0, 0 },
	{ "{\"do\":\"500-475\"}", SIM_SEND, 500, "server returned error 475", false, false, 0, 0 },
	{ "{\"do\":\"500-plain\"}", SIM_SEND, 500, "internal-server-error", false, false, 0, 0 },
	{ "{\"do\":\"500-plain\",\"accept\":true}", SIM_SEND, 500, "internal-server-error", true, true, 0,
	  0 },
	{ "{\"do\":\"502\"}", SIM_SEND, 502, "<html>", false, false, 0, 0 },
	{ "{\"do\":\"503\"}", SIM_SEND, 503, "<html>", false, false, 0, 0 },
	{ "{\"do\":\"504\",\"accept\":true,\"seconds\":60}", SIM_SEND, 504, "<html>", true, true, 60000,
	  60000 },
	{ "{\"do\":\"empty-body\"}", SIM_SEND, 201, "", true, true, 0, 0 },
	{ "{\"do\":\"no-id\"}", SIM_SEND, 201, "\"status\":\"PENDING\"", true, true, 0, 0 },
	{ "{\"do\":\"garbage\"}", SIM_SEND, 201, "oops", true, true, 0, 0 },
	{ "{\"do\":\"truncated\"}", SIM_TRUNCATE, 201, NULL, true, true, 0, 0 },
	{ "{\"do\":\"endless\"}", SIM_ENDLESS, 201, "\"key\"", true, true, 0, 0 },
	{ "{\"do\":\"echo-before-answer\"}", SIM_SEND, 201, "\"key\"", true, true, 2000, 2000 },
	{ "{\"do\":\"ack-minus1\"}", SIM_SEND, 201, "\"key\"", false, true, 0, 0 },
	{ "{\"do\":\"acks-missing\"}", SIM_SEND, 201, "\"key\"", true, true, 0, 0 },
};

static void sends_go_wrong_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sends / sizeof *sends; i++) {
		const struct send_case *c = &sends[i];
		struct stage st;
		stage_open(&st, NULL);
		set_rule(&st, c->rule);
		struct reply r = stage_ask(&st, "POST /api/sendText", send_body);
		if (r.end != c->end || r.status != c->status)
			fail_msg("%s: end %d, status %d", c->rule, r.end, r.status);
		if (c->says && (*c->says ? !strstr(r.text, c->says) : r.n))
			fail_msg("%s: says %s", c->rule, r.text);
		if (r.ms < c->ms_from || r.ms > c->ms_to)
			fail_msg("%s: took %lld ms", c->rule, (long long)r.ms);
		if (stage_lines(&st, "delivered", NULL) != c->reaches)
			fail_msg("%s: %zu reached WhatsApp", c->rule, stage_lines(&st, "delivered", NULL));
		if (fired(&st) != 1)
			fail_msg("%s: fired %lld times", c->rule, (long long)fired(&st));
		reply_fini(&r);
		if (listed(&st) != c->shows)
			fail_msg("%s: the list has %zu", c->rule, listed(&st));
		/* One time only. */
		r = stage_ask(&st, "POST /api/sendText", send_body);
		assert_int_equal(r.status, 201);
		assert_int_equal(fired(&st), 1);
		reply_fini(&r);
		stage_close(&st);
	}
}

static void an_answer_without_an_id_has_none(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	set_rule(&st, "{\"do\":\"no-id\"}");
	struct reply r = stage_ask(&st, "POST /api/sendText", send_body);
	assert_null(json_at(r.json, "key"));
	assert_null(json_at(r.json, "id"));
	reply_fini(&r);
	stage_close(&st);
}

static void only_a_kept_connection_is_closed(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	set_rule(&st, "{\"do\":\"close-kept\"}");
	st.nth = 1;
	struct reply r = stage_ask(&st, "GET /api/default/chats", NULL);
	assert_int_equal(r.end, SIM_SEND);
	reply_fini(&r);
	st.nth = 2;
	r = stage_ask(&st, "GET /api/default/chats", NULL);
	assert_int_equal(r.end, SIM_CLOSE);
	reply_fini(&r);
	st.nth = 0;
	assert_int_equal(fired(&st), 1);
	stage_close(&st);
}

static void a_rule_waits_for_what_it_matches(void **state)
{
	static const struct { const char *rule, *request; int status; } cases[] = {
		{ "{\"do\":\"503\",\"path\":\"/api/sendText\"}", "GET /api/default/chats", 200 },
		{ "{\"do\":\"503\",\"path\":\"/api/default\"}", "GET /api/default/chats", 503 },
		{ "{\"do\":\"503\",\"match\":{\"path\":\"/api/default\"}}", "GET /api/default/chats", 503 },
		{ "{\"do\":\"503\",\"method\":\"POST\"}", "GET /api/default/chats", 200 },
		{ "{\"do\":\"503\",\"nth\":2}", "GET /api/default/chats", 200 },
		{ "{\"do\":\"503\",\"probability\":0}", "GET /api/default/chats", 200 },
		{ "{\"do\":\"503\",\"contains\":\"nobody says this\"}", "GET /api/default/chats", 200 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		stage_open(&st, NULL);
		set_rule(&st, cases[i].rule);
		struct reply r = stage_ask(&st, cases[i].request, NULL);
		if (r.status != cases[i].status)
			fail_msg("%s: %d", cases[i].rule, r.status);
		reply_fini(&r);
		stage_close(&st);
	}
}

static void a_rule_counts(void **state)
{
	struct stage st;
	static const int wanted[] = { 200, 503, 503, 200 };
	(void)state;
	stage_open(&st, NULL);
	set_rule(&st, "{\"do\":\"503\",\"nth\":2,\"count\":2,\"path\":\"/api/default/chats\"}");
	for (int i = 0; i < 4; i++) {
		struct reply r = stage_ask(&st, "GET /api/default/chats", NULL);
		assert_int_equal(r.status, wanted[i]);
		reply_fini(&r);
	}
	json_t *rules = stage_do(&st, "GET /sim/rules", NULL);
	assert_int_equal(json_i64_or(json_array_get(rules, 0), "seen", 0), 4);
	json_decref(rules);
	assert_int_equal(fired(&st), 2);
	json_decref(stage_do(&st, "DELETE /sim/rules", NULL));
	rules = stage_do(&st, "GET /sim/rules", NULL);
	assert_int_equal(json_array_size(rules), 0);
	json_decref(rules);
	stage_close(&st);
}

static void an_unknown_way_is_refused(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	struct reply r = stage_ask(&st, "POST /sim/rules", "{\"do\":\"explode\"}");
	assert_int_equal(r.status, 400);
	reply_fini(&r);
	stage_close(&st);
}

static void tell_all(struct stage *st)
{
	struct reply r = stage_ask(st, "PUT /api/sessions/default", stage_config);
	assert_int_equal(r.status, 200);
	reply_fini(&r);
	stage_wait(st, 2000);
	stage_forget(st);
}

/* The acks of the one message sent, oldest first, as one string of digits. */
static void acks_of(const struct stage *st, char *out, size_t cap)
{
	size_t n = 0;
	for (size_t i = 0; i < json_array_size(st->events) && n + 2 < cap; i++) {
		const json_t *e = json_array_get(st->events, i);
		if (strcmp(json_str_or(e, "event", ""), "message.ack") != 0)
			continue;
		int64_t ack = json_i64_or(e, "payload.ack", 9);
		out[n++] = ack < 0 ? '-' : (char)('0' + ack);
	}
	out[n] = '\0';
}

static void receipts_come_as_told(void **state)
{
	static const struct { const char *rule, *acks; } cases[] = {
		{ NULL, "123" },
		{ "{\"do\":\"acks-doubled\"}", "112233" },
		{ "{\"do\":\"acks-reordered\"}", "312" },
		{ "{\"do\":\"acks-missing\"}", "" },
		{ "{\"do\":\"ack-minus1\"}", "-" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		char acks[32];
		stage_open(&st, NULL);
		tell_all(&st);
		if (cases[i].rule)
			set_rule(&st, cases[i].rule);
		free(stage_send(&st, "6281234567890@c.us", "halo"));
		stage_wait(&st, 120000);
		acks_of(&st, acks, sizeof acks);
		if (strcmp(acks, cases[i].acks) != 0)
			fail_msg("%s: %s", cases[i].rule ? cases[i].rule : "no rule", acks);
		stage_close(&st);
	}
}

static void a_refusal_is_told_before_the_message(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	tell_all(&st);
	set_rule(&st, "{\"do\":\"ack-minus1\",\"code\":\"479\"}");
	free(stage_send(&st, "6281234567890@c.us", "halo"));
	assert_string_equal(json_str(json_array_get(st.events, 0), "event"), "message.ack");
	assert_string_equal(json_str(json_array_get(st.events, 0), "payload.error.code"), "479");
	assert_string_equal(json_str(json_array_get(st.events, 1), "event"), "message.any");
	assert_int_equal(stage_lines(&st, "rejected", NULL), 1);
	stage_close(&st);
}

static void one_from_a_new_sender_comes_twice(void **state)
{
	struct stage st;
	struct sim_options o = { .engine = "gows" };
	(void)state;
	stage_open(&st, &o);
	tell_all(&st);
	set_rule(&st, "{\"do\":\"twins\"}");
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "6281234567890", "lid",
			     "290000000000009", "text", "halo"));
	assert_int_equal(stage_count(&st, "message"), 2);
	json_t *list =
		stage_do(&st, "GET /api/default/chats/all/messages?limit=10&downloadMedia=false", NULL);
	assert_int_equal(json_array_size(list), 2);
	const char *a = json_str(json_array_get(list, 0), "id"), *b = json_str(json_array_get(list, 1), "id");
	assert_string_not_equal(a, b);
	assert_string_equal(strrchr(a, '_'), strrchr(b, '_'));
	assert_non_null(strstr(strstr(a, "@lid") ? a : b, "@lid"));
	json_decref(list);
	stage_close(&st);
}

static void a_deaf_server_tells_nothing(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	tell_all(&st);
	set_rule(&st, "{\"do\":\"deaf\",\"count\":0}");
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "halo"));
	assert_int_equal(json_array_size(st.events), 0);
	assert_int_equal(listed(&st), 1);
	assert_true(fired(&st) > 0);
	stage_close(&st);
}

static void a_deaf_listing_misses_what_is_new(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	tell_all(&st);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "satu"));
	set_rule(&st, "{\"do\":\"deaf-listing\"}");
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "dua"));
	assert_int_equal(listed(&st), 1);
	assert_int_equal(listed(&st), 2);
	assert_int_equal(stage_count(&st, "message"), 2);
	stage_close(&st);
}

static void a_session_flaps(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	set_rule(&st, "{\"do\":\"flapping\",\"count\":3,\"seconds\":4}");
	stage_wait(&st, 30000);
	assert_int_equal(fired(&st), 3);
	/* Once at the start, then three times down and up. */
	assert_int_equal(stage_lines(&st, "status", "STARTING"), 4);
	assert_int_equal(stage_lines(&st, "status", "WORKING"), 4);
	stage_close(&st);
}

/* No way without a test here: the names above are the names there are. */
static void every_way_is_tried(void **state)
{
	static const char *const others[] = { "close-kept", "acks-doubled", "acks-reordered", "twins",
					      "deaf",	    "deaf-listing", "flapping" };
	(void)state;
	for (int w = 0; w < RULE_WAYS_N; w++) {
		char *text = xasprintf("\"%s\"", rule_way_names[w]);
		bool tried = false;
		for (size_t i = 0; i < sizeof sends / sizeof *sends; i++)
			tried = tried || strstr(sends[i].rule, text);
		for (size_t i = 0; i < sizeof others / sizeof *others; i++)
			tried = tried || !strcmp(others[i], rule_way_names[w]);
		if (!tried)
			fail_msg("nothing tries %s", text);
		free(text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_go_wrong_as_told),
		cmocka_unit_test(an_answer_without_an_id_has_none),
		cmocka_unit_test(only_a_kept_connection_is_closed),
		cmocka_unit_test(a_rule_waits_for_what_it_matches),
		cmocka_unit_test(a_rule_counts),
		cmocka_unit_test(an_unknown_way_is_refused),
		cmocka_unit_test(receipts_come_as_told),
		cmocka_unit_test(a_refusal_is_told_before_the_message),
		cmocka_unit_test(one_from_a_new_sender_comes_twice),
		cmocka_unit_test(a_deaf_server_tells_nothing),
		cmocka_unit_test(a_deaf_listing_misses_what_is_new),
		cmocka_unit_test(a_session_flaps),
		cmocka_unit_test(every_way_is_tried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
