/* Every way in which WAHA says no, and what it means for a message on its way.
 * Written from the notes on WAHA's errors and from the table of what broke; the
 * bodies are captured ones, or written out here where no payload was kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#include "waha/call.h"
#include "waha/error.h"
#include "waha/outcome.h"

#include "tests/waha/fixture.h"

#define PLAIN(m, s, e) "{\"message\":\"" m "\",\"error\":\"" e "\",\"statusCode\":" s "}"

static const struct {
	int status;
	const char *body; /* a fixture's name, or JSON, or "" */
	enum err_kind kind;
	const char *key;
	enum outcome outcome;
	const char *says; /* a part of the sentence */
} errors[] = {
	{ 401, "any-error-401", ERR_AUTH, "waha.key", OUTCOME_SESSION, "key" },
	{ 401, "", ERR_AUTH, "waha.key", OUTCOME_SESSION, "http://waha:3000" },
	{ 403, PLAIN("Forbidden resource", "403", "Forbidden"), ERR_FORBIDDEN, "waha.scope", OUTCOME_SESSION, "toko" },
	{ 400, "{\"message\":[\"limit must be a number\",\"chatId must be a string\"],\"statusCode\":400}", ERR_REMOTE,
		"waha.request", OUTCOME_REJECTED, "limit must be a number; chatId must be a string" },
	{ 400, PLAIN("Session name is required", "400", "Bad Request"), ERR_REMOTE, "waha.request", OUTCOME_REJECTED,
		"Session name is required" },
	{ 400, "any-error-400-badjson", ERR_REMOTE, "waha.request", OUTCOME_REJECTED, "Unexpected end" },
	{ 400, "any-error-400-presence", ERR_REMOTE, "waha.request", OUTCOME_REJECTED, "requires 'chatId'" },
	{ 400, "noweb-error-400-store-disabled", ERR_CONFLICT, "waha.store", OUTCOME_REJECTED, "session start" },
	{ 404, PLAIN("Session not found", "404", "Not Found"), ERR_NOT_FOUND, "waha.no-session", OUTCOME_SESSION, "toko" },
	{ 404, "any-error-404-me-not-running", ERR_NOT_FOUND, "waha.no-session", OUTCOME_SESSION, "session start" },
	{ 404, PLAIN("Message not found", "404", "Not Found"), ERR_NOT_FOUND, "waha.no-message", OUTCOME_UNKNOWN,
		"message" },
	{ 404, PLAIN("Label not found", "404", "Not Found"), ERR_NOT_FOUND, "waha.not-found", OUTCOME_UNKNOWN,
		"Label not found" },
	{ 404, PLAIN("Cannot GET /api/x/new-message-id", "404", "Not Found"), ERR_REMOTE, "waha.no-route",
		OUTCOME_UNKNOWN, "newer" },
	{ 404, "", ERR_REMOTE, "waha.no-route", OUTCOME_UNKNOWN, "address" },
	{ 404, "{\"error\":{\"code\":404,\"key\":\"FILE_NOT_FOUND\",\"details\":\"x\"}}", ERR_NOT_FOUND, "waha.not-found",
		OUTCOME_UNKNOWN, "FILE_NOT_FOUND" },
	{ 422, "any-error-422-status", ERR_CONFLICT, "waha.not-ready", OUTCOME_SESSION, "SCAN_QR_CODE" },
	{ 422, "any-error-422-nosession", ERR_NOT_FOUND, "waha.no-session", OUTCOME_SESSION, "toko" },
	{ 422, PLAIN("Session 'default' already exists. Use PUT to update it.", "422", "Unprocessable Entity"),
		ERR_CONFLICT, "waha.exists", OUTCOME_UNKNOWN, "already exists" },
	{ 422, "any-error-422-core-only-default", ERR_CONFLICT, "waha.only-default", OUTCOME_SESSION, "2026.6.1" },
	{ 422, "any-error-422-plus", ERR_CONFLICT, "waha.plus", OUTCOME_REJECTED, "2026.6.1" },
	{ 422, "any-error-422-already-started", ERR_CONFLICT, "waha.started", OUTCOME_UNKNOWN, "started" },
	{ 422, PLAIN("no pending passkey", "422", "Unprocessable Entity"), ERR_REMOTE, "waha.refused", OUTCOME_UNKNOWN,
		"no pending passkey" },
	{ 422, PLAIN("the label does not exist", "422", "Unprocessable Entity"), ERR_REMOTE, "waha.refused",
		OUTCOME_UNKNOWN, "label" },
	{ 422, "{\"expected\":[\"WORKING\"]}", ERR_CONFLICT, "waha.not-ready", OUTCOME_SESSION, "422" },
	{ 422, "{\"session\":\"toko\",\"error\":\"no\"}", ERR_REMOTE, "waha.refused", OUTCOME_UNKNOWN, "no" },
	{ 502, "{\"status\":\"error\"}", ERR_REMOTE, "waha.gateway", OUTCOME_UNKNOWN, "HTTP 502" },
	{ 429, "", ERR_BUSY, "waha.rate", OUTCOME_RETRY, "later" },
	{ 501, PLAIN("The method is not implemented by 'GOWS' engine.", "501", "Not Implemented"), ERR_CONFLICT,
		"waha.engine-lacks", OUTCOME_REJECTED, "engine" },
	{ 500, "gows-error-500-463", ERR_POLICY, "waha.timelock", OUTCOME_RESTRICTED, "463" },
	{ 500, "{\"statusCode\":500,\"exception\":{\"message\":\"server returned error 475\"}}", ERR_POLICY, "waha.capped",
		OUTCOME_RESTRICTED, "475" },
	{ 500, "{\"statusCode\":500,\"exception\":{\"message\":\"rate-overlimit\"}}", ERR_BUSY, "waha.overlimit",
		OUTCOME_UNKNOWN, "wait" },
	{ 500, "noweb-error-500-no-text", ERR_REMOTE, "waha.failed", OUTCOME_UNKNOWN, "Invalid media type" },
	{ 500, "any-error-500-missing-chatid", ERR_REMOTE, "waha.failed", OUTCOME_UNKNOWN, "Cannot read properties" },
	{ 500, "webjs-error-500-no-lid", ERR_REMOTE, "waha.no-lid", OUTCOME_UNKNOWN, "2026.2.2" },
	{ 500, "{\"exception\":{\"message\":\"Lid is missing in chat table\"}}", ERR_REMOTE, "waha.no-lid",
		OUTCOME_UNKNOWN, "Lid is missing" },
	{ 500, "{\"exception\":{\"message\":\"Attempted to use detached Frame 'A1'.\"}}", ERR_REMOTE, "waha.browser",
		OUTCOME_UNKNOWN, "session restart" },
	{ 500, "", ERR_REMOTE, "waha.failed", OUTCOME_UNKNOWN, "failed" },
	/* A customer's own words are no refusal. */
	{ 500, "{\"exception\":{\"message\":\"boom\"},\"request\":{\"body\":{\"text\":\"error 463\"}}}", ERR_REMOTE,
		"waha.failed", OUTCOME_UNKNOWN, "boom" },
	{ 502, "", ERR_REMOTE, "waha.gateway", OUTCOME_UNKNOWN, "502" },
	{ 503, "", ERR_REMOTE, "waha.gateway", OUTCOME_UNKNOWN, "503" },
	{ 504, "", ERR_REMOTE, "waha.gateway", OUTCOME_UNKNOWN, "504" },
	{ 302, "", ERR_REMOTE, "waha.status", OUTCOME_UNKNOWN, "302" },
	{ 418, "[]", ERR_REMOTE, "waha.status", OUTCOME_UNKNOWN, "418" },
	{ 599, "\"text\"", ERR_REMOTE, "waha.status", OUTCOME_UNKNOWN, "599" },
};

static json_t *body_of(const char *s)
{
	if (!*s)
		return NULL;
	return *s == '{' || *s == '[' || *s == '"' ? json_read(s, strlen(s), NULL) : fixture(s);
}

static void test_errors(void **state)
{
	struct waha w;

	(void)state;
	waha_init(&w, NULL, "http://waha:3000", "toko", NULL);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		json_t *body = body_of(errors[i].body);
		struct waha_told told = { .stage = HTTP_ANSWERED, .status = errors[i].status, .json = body };
		struct waha_sent sent;
		struct err e = { 0 };

		assert_false(waha_fault_err(waha_fault_of(errors[i].status, body), &w, errors[i].status, body, &e));
		if (e.kind != errors[i].kind || strcmp(e.say.key, errors[i].key) != 0)
			fail_msg("%d %s: %s %s", errors[i].status, errors[i].body, err_kind_name(e.kind), e.say.key);
		if (!strstr(err_text(&e), errors[i].says))
			fail_msg("%d %s: %s", errors[i].status, errors[i].body, err_text(&e));
		assert_null(strchr(err_text(&e), '{'));
		outcome_of(&told, &e, &sent);
		if (sent.outcome != errors[i].outcome)
			fail_msg("%d %s: %s", errors[i].status, errors[i].body, outcome_name(sent.outcome));
		assert_string_equal(sent.why.say.key, errors[i].key);
		assert_string_equal(sent.id, "");
		assert_int_equal(sent.status, errors[i].status);
		assert_string_equal(sent.code, sent.outcome != OUTCOME_RESTRICTED ? "" :
			strstr(errors[i].says, "475") ? "475" : "463");
		json_decref(body);
	}
}

/* Every kind of fault came in the table above. */
static void test_all_faults(void **state)
{
	static const char *const keys[] = {
#define X(id, kind, key, outcome, text) key,
		WAHA_FAULTS(X)
#undef X
	};

	(void)state;
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
		size_t i = 0;
		while (i < sizeof errors / sizeof *errors && strcmp(errors[i].key, keys[k]) != 0)
			i++;
		if (i == sizeof errors / sizeof *errors)
			fail_msg("%s has no case", keys[k]);
	}
}

static const struct {
	enum http_stage stage;
	int status;
	const char *body;
	enum outcome outcome;
	const char *id, *key;
} answers[] = {
	{ HTTP_NOT_SENT, 0, "", OUTCOME_RETRY, "", "x" },
	{ HTTP_NO_ANSWER, 0, "", OUTCOME_UNKNOWN, "", "x" },
	{ HTTP_ANSWERED, 201, "noweb-sendText-response", OUTCOME_ACCEPTED, "3EB0A1B2C3D4E5F60001", "" },
	{ HTTP_ANSWERED, 200, "gows-sendText-nodata-response", OUTCOME_ACCEPTED, "3EB0A1B2C3D4E5F60001", "" },
	{ HTTP_ANSWERED, 201, "", OUTCOME_UNKNOWN, "", "waha.no-id" },
	{ HTTP_ANSWERED, 201, "any-send-empty-response", OUTCOME_UNKNOWN, "", "waha.no-id" },
	{ HTTP_ANSWERED, 201, "wpp-sendImage-noid-response", OUTCOME_UNKNOWN, "", "waha.no-id" },
	{ HTTP_ANSWERED, 201, "webjs-forward-response", OUTCOME_UNKNOWN, "", "waha.no-id" },
	{ HTTP_ANSWERED, 204, "", OUTCOME_UNKNOWN, "", "waha.no-id" },
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct waha_told told = { .stage = answers[i].stage, .status = answers[i].status,
			.json = body_of(answers[i].body), .retry_after = 7 };
		struct waha_sent sent;
		struct err e = { 0 };

		if (answers[i].stage != HTTP_ANSWERED)
			err_set(&e, ERR_REMOTE, "x", "x", NULL);
		outcome_of(&told, &e, &sent);
		assert_int_equal(sent.outcome, answers[i].outcome);
		assert_string_equal(sent.id, answers[i].id);
		assert_string_equal(sent.why.say.key, answers[i].key);
		assert_int_equal(sent.retry_after, 7);
		waha_told_fini(&told);
	}
}

/* What a customer may put into a text must not hide the page it stands on. */
static const char *const mended[][2] = {
	{ "{\"a\":\"b\"}", "{\"a\":\"b\"}" },
	{ "[\"\\u0000x\"]", "[\"\\ufffdx\"]" },
	{ "[\"\\ud83d\"]", "[\"\\ufffd\"]" },
	{ "[\"\\ude00\"]", "[\"\\ufffd\"]" },
	{ "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]" },
	{ "[\"\\ud83d\\ud83d\\ude00\"]", "[\"\\ufffd\\ud83d\\ude00\"]" },
	{ "[\"\\uD83Dx\\uDE00\"]", "[\"\\ufffdx\\ufffd\"]" },
	{ "[\"\\\\u0000\"]", "[\"\\\\u0000\"]" },
	{ "[\"\\\\\\u0000\"]", "[\"\\\\\\ufffd\"]" },
	{ "[\"\\u00e9\\u0001\\ud7ff\\ue000\"]", "[\"\\u00e9\\u0001\\ud7ff\\ue000\"]" },
	{ "[\"\\ud800\\udc00\\uDBFF\\uDFFF\"]", "[\"\\ud800\\udc00\\uDBFF\\uDFFF\"]" },
	{ "[\"\\ud800\\udbff\"]", "[\"\\ufffd\\ufffd\"]" },
	{ "[\"\\ud800\\ue000\"]", "[\"\\ufffd\\ue000\"]" },
	{ "[\"\\udbffxudfff\"]", "[\"\\ufffdxudfff\"]" },
	{ "[\"\\udbff\\ndfff\"]", "[\"\\ufffd\\ndfff\"]" },
	{ "[\"\\udc00\\udfff\"]", "[\"\\ufffd\\ufffd\"]" },
	{ "[\"\\uDABC\\uDEAF\"]", "[\"\\uDABC\\uDEAF\"]" },
	{ "[\"\\udabc\\udefa\"]", "[\"\\udabc\\udefa\"]" },
	{ "[\"\\uDA9F\"]", "[\"\\ufffd\"]" },
	{ "[\"\\uG000\\u00g0\\u@000\\u:000\\u`000\"]", "[\"\\uG000\\u00g0\\u@000\\u:000\\u`000\"]" },
	{ "[\"\\u0000", "[\"\\ufffd" },
	{ "[\"\\ud800\\udc00", "[\"\\ud800\\udc00" },
	{ "[\"a\",\"\\u0000\"]", "[\"a\",\"\\ufffd\"]" },
	{ "[\"\\u00", "[\"\\u00" },
	{ "[\"\\", "[\"\\" },
	{ "\\u0000", "\\u0000" },
	{ "]}", "]}" },
	{ "", "" },
};

static void test_mend(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mended / sizeof *mended; i++) {
		char s[64];
		strncpy(s, mended[i][0], sizeof s - 1);
		waha_mend(s, strlen(mended[i][0]));
		assert_string_equal(s, mended[i][1]);
	}
	/* Beside what nests too deep the rest stays. */
	for (int levels = 60; levels < 70; levels++) {
		char deep[400] = "{\"x\":", *p = deep + strlen(deep);
		for (int i = 0; i < levels; i++)
			*p++ = '[';
		*p++ = '1';
		for (int i = 0; i < levels; i++)
			*p++ = ']';
		memcpy(p, ",\"y\":\"]]]\"}", 12);
		waha_mend(deep, strlen(deep));
		json_t *v = json_read(deep, strlen(deep), NULL);
		assert_non_null(v);
		assert_string_equal(json_str(v, "y"), "]]]");
		json_decref(v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_all_faults),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_mend),
	};
	return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
