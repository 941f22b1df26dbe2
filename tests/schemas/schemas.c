/* The validator finds what is wrong, and every shape of the table is written
 * down. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/schemas/validate.h"

static const struct {
	const char *schema, *json;
	const char *why; /* NULL: fits */
} rows[] = {
	{ "empty", "{}", NULL },
	{ "empty", "{\"a\":1}", "a does not belong here" },
	{ "empty", "[]", "is no object" },
	{ "draft", "{\"text\":\"x\"}", NULL },
	{ "draft", "{}", "text is missing" },
	{ "draft", "{\"text\":1}", "text: is no string" },
	{ "draft", "{\"text\":null}", "text: is no string" },
	{ "sentence", "{\"key\":\"a\",\"template\":\"b\",\"args\":{\"n\":\"1\"},\"message\":\"c\"}", NULL },
	{ "sentence", "{\"key\":\"a\",\"template\":\"b\",\"args\":{\"n\":1},\"message\":\"c\"}", "args.n: is no string" },
	{ "verdict", "{\"kind\":\"allow\",\"until\":null,\"gates\":[]}", NULL },
	{ "verdict", "{\"kind\":\"maybe\",\"until\":null,\"gates\":[]}", "kind: \"maybe\" is not one of the list" },
	{ "verdict", "{\"kind\":\"wait\",\"until\":\"tomorrow\",\"gates\":[]}", "until: “tomorrow” is no time" },
	{ "verdict", "{\"kind\":\"wait\",\"until\":\"2026-11-22T14:31:05\",\"gates\":[]}", "has no zone" },
	{ "verdict", "{\"kind\":\"wait\",\"until\":\"2026-11-22T14:31:05+07:00\",\"gates\":[]}", NULL },
	{ "verdict", "{\"kind\":\"wait\",\"until\":null,\"gates\":[{}]}", "gates[0]: gate is missing" },
	{ "preview", "{\"verdict\":{\"kind\":\"allow\",\"until\":null,\"gates\":[]},\"leaves_at\":null}", NULL },
	{ "preview", "{\"verdict\":{\"kind\":\"allow\",\"gates\":[]},\"leaves_at\":null}", "verdict: until is missing" },
	{ "qr", "{\"session\":\"a\",\"status\":\"WORKING\",\"value\":null,\"expires_in\":1.5,\"sentence\":null}",
	  "expires_in: is of none of the types" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char why[512] = "";
		json_t *v = json_loads(rows[i].json, 0, NULL);
		bool ok = shape_check(rows[i].schema, v, why, sizeof why);
		if (ok != !rows[i].why || (rows[i].why && !strstr(why, rows[i].why)))
			fail_msg("%s as %s: %s", rows[i].json, rows[i].schema, ok ? "fits" : why);
		json_decref(v);
	}
}

static void test_shapes(void **state)
{
	char why[512];
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		/* A file that is not there ends the test. */
		if (c->shape)
			assert_false(shape_check(c->shape, NULL, why, sizeof why)
				|| shape_check(c->shape, json_null(), why, sizeof why));
	}
}

static void test_lists(void **state)
{
	char why[512];
	const struct command *c = command_get(CMD_SESSION_LIST);
	json_t *v = json_loads("{\"items\":[],\"next\":null}", 0, NULL);
	(void)state;
	assert_true(shape_reply(c, v, why, sizeof why));
	json_array_append_new(json_object_get(v, "items"), json_object());
	assert_false(shape_reply(c, v, why, sizeof why));
	assert_non_null(strstr(why, "items[0]"));
	json_array_clear(json_object_get(v, "items"));
	json_object_set_new(v, "next", json_integer(3));
	assert_false(shape_reply(c, v, why, sizeof why));
	json_decref(v);
}

static int teardown(void **state)
{
	(void)state;
	shape_forget();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_lists),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
