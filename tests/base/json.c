/* Reading with limits, paths, numbers in three forms, errors on the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceiling.h"
#include "base/json.h"

static json_t *read_text(const char *s, struct err *e)
{
	return json_read(s, strlen(s), e);
}

static void what_is_read_is_written(void **state)
{
	static const struct {
		const char *in, *out; /* NULL: refused */
	} cases[] = {
		{"{\"a\":[1,-2.5,true,null,\"x\"]}", "{\"a\":[1,-2.5,true,null,\"x\"]}"},
		{" {\"a\" : 1 } \n", "{\"a\":1}"},
		{"{\"a\":1,\"a\":2}", "{\"a\":2}"},
		{"\"Büro \\u00e9 😀\"", "\"Büro é 😀\""},
		{"true", "true"},
		{"[]", "[]"},
		{"", "null"},
		{" \r\n\t", "null"},
		{"{\"n\":9223372036854775807}", "{\"n\":9223372036854775807}"},
		{"{", NULL},
		{"[1] x", NULL},
		{"{'a':1}", NULL},
		{"\"\\u0000\"", NULL},
		{"\"\xff\"", NULL},
		{"\"\xed\xa0\x80\"", NULL},
		{"nul", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		json_t *v = read_text(cases[i].in, &e);
		if (!cases[i].out) {
			assert_null(v);
			assert_int_equal(e.kind, ERR_USAGE);
			assert_string_equal(e.say.key, "json.bad");
			continue;
		}
		struct buf b = {0};
		assert_non_null(v);
		assert_int_equal(e.kind, ERR_NONE);
		json_write(&b, v);
		assert_string_equal(buf_str(&b), cases[i].out);
		buf_fini(&b);
		json_decref(v);
	}
	assert_null(json_read("[1\0]", 4, NULL));
}

static void an_error_names_its_line(void **state)
{
	struct err e = {0};
	char line[16];

	(void)state;
	assert_null(read_text("{\n\"a\":1,\n!\n}", &e));
	assert_true(sentence_arg(&e.say, "line", line, sizeof line));
	assert_string_equal(line, "3");
}

static void depth_is_limited(void **state)
{
	char text[2 * CEIL_JSON_DEPTH + 8];
	struct err e = {0};
	json_t *v;

	(void)state;
	memset(text, '[', CEIL_JSON_DEPTH);
	memset(text + CEIL_JSON_DEPTH, ']', CEIL_JSON_DEPTH);
	v = json_read(text, 2 * CEIL_JSON_DEPTH, &e);
	assert_non_null(v);
	json_decref(v);
	memset(text, '[', CEIL_JSON_DEPTH + 1);
	memset(text + CEIL_JSON_DEPTH + 1, ']', CEIL_JSON_DEPTH + 1);
	assert_null(json_read(text, 2 * CEIL_JSON_DEPTH + 2, &e));
	assert_string_equal(e.say.key, "json.deep");
	/* What stands between the brackets does not hide them. */
	struct buf spaced = {0}, flat = {0};
	for (int i = 0; i < 2 * CEIL_JSON_DEPTH; i++)
		buf_adds(&spaced, " [ 1 , true , ");
	assert_null(json_read(spaced.v, spaced.n, &e));
	assert_string_equal(e.say.key, "json.deep");
	buf_fini(&spaced);
	/* Many side by side are not deep. */
	buf_addc(&flat, '[');
	for (int i = 0; i < 2 * CEIL_JSON_DEPTH; i++)
		buf_adds(&flat, "{\"a\":[]},");
	buf_adds(&flat, "1]");
	v = json_read(flat.v, flat.n, &e);
	assert_non_null(v);
	json_decref(v);
	buf_fini(&flat);
	/* Brackets in strings are no levels. */
	memset(text, '[', sizeof text);
	text[0] = text[sizeof text - 1] = '"';
	text[5] = '\\';
	text[6] = '"';
	v = json_read(text, sizeof text, &e);
	assert_non_null(v);
	json_decref(v);
}

static void paths_find(void **state)
{
	json_t *v = read_text("{\"_data\":{\"key\":{\"id\":\"3EB0\",\"fromMe\":true,\"n\":null}},"
			      "\"list\":[{\"x\":1},\"two\"],\"s\":\"\",\"no\":false}",
			      NULL);

	(void)state;
	assert_string_equal(json_str(v, "_data.key.id"), "3EB0");
	assert_string_equal(json_str(v, "s"), "");
	assert_null(json_str(v, "_data.key.fromMe"));
	assert_null(json_at(v, "_data.key.n"));
	assert_null(json_at(v, "_data.nope.id"));
	assert_null(json_at(v, "s.x"));
	assert_null(json_at(NULL, "a"));
	assert_ptr_equal(json_at(v, ""), v);
	assert_int_equal(json_i64_or(v, "list.0.x", 9), 1);
	assert_string_equal(json_str(v, "list.1"), "two");
	assert_null(json_at(v, "list.2"));
	assert_null(json_at(v, "list.x"));
	assert_string_equal(json_str_or(v, "none", "else"), "else");
	assert_true(json_flag(v, "_data.key.fromMe"));
	assert_false(json_flag(v, "no"));
	assert_false(json_flag(v, "s"));
	assert_false(json_flag(v, "none"));
	json_decref(v);
}

static void numbers_come_in_three_forms(void **state)
{
	static const struct {
		const char *json;
		bool ok;
		int64_t n;
	} cases[] = {
		{"1795332665", true, 1795332665},
		{"\"1795332665\"", true, 1795332665},
		{"1795332665.0", true, 1795332665},
		{"1795332665.9", true, 1795332665},
		{"-5", true, -5},
		{"\"-5\"", true, -5},
		{"\"\"", false, 0},
		{"\"-\"", false, 0},
		{"\"5 \"", false, 0},
		{"\"+5\"", false, 0},
		{"\"0x10\"", false, 0},
		{"\"99999999999999999999\"", false, 0},
		{"99999999999999999999", false, 0},
		{"1e30", false, 0},
		{"true", false, 0},
		{"null", false, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t n = 77;
		json_t *v = json_object();
		json_t *number = read_text(cases[i].json, NULL);
		assert_non_null(number);
		json_put(v, "n", number);
		assert_int_equal(json_i64(v, "n", &n), cases[i].ok);
		assert_int_equal(n, cases[i].ok ? cases[i].n : 77);
		json_decref(v);
	}
}

static void objects_are_put_together(void **state)
{
	json_t *o = json_object();
	struct buf b = {0};

	(void)state;
	json_put_str(o, "s", "x");
	json_put_str(o, "absent", NULL);
	json_put_str(o, "broken", "a\xff\xc3z");
	json_put_i64(o, "i", INT64_MIN);
	json_put_bool(o, "t", true);
	json_put_bool(o, "f", false);
	json_put_null(o, "n");
	json_put(o, "l", json_array());
	json_write(&b, o);
	assert_string_equal(buf_str(&b), "{\"s\":\"x\",\"broken\":\"a\xef\xbf\xbd\xef\xbf\xbdz\","
					 "\"i\":-9223372036854775808,"
					 "\"t\":true,\"f\":false,\"n\":null,\"l\":[]}");
	buf_fini(&b);
	buf_init(&b, 10);
	json_write(&b, o);
	assert_true(b.over);
	buf_fini(&b);
	json_decref(o);
}

static void errors_travel(void **state)
{
	struct err e = {0}, back;
	struct buf b = {0};
	json_t *v;

	(void)state;
	err_set(&e, ERR_POLICY, "gate.daily", N_("{used} of {limit} contacts"), "used=%d\nlimit=%d", 50, 60);
	v = json_from_err(&e);
	json_write(&b, v);
	assert_string_equal(buf_str(&b), "{\"kind\":\"policy\",\"key\":\"gate.daily\","
					 "\"template\":\"{used} of {limit} contacts\","
					 "\"args\":{\"used\":\"50\",\"limit\":\"60\"},"
					 "\"message\":\"50 of 60 contacts\"}");
	assert_true(json_to_err(v, &back));
	assert_int_equal(back.kind, ERR_POLICY);
	assert_string_equal(back.say.key, e.say.key);
	assert_string_equal(back.say.text, e.say.text);
	assert_string_equal(back.say.args, e.say.args);
	json_decref(v);
	buf_fini(&b);

	v = read_text("{\"kind\":\"busy\",\"key\":\"k\",\"message\":\"wait\","
		      "\"args\":{\"n\":3,\"b\":true}}",
		      NULL);
	assert_true(json_to_err(v, &back));
	assert_int_equal(back.kind, ERR_BUSY);
	assert_string_equal(err_text(&back), "wait");
	assert_string_equal(back.say.args, "n=3\nb=true");
	json_decref(v);

	v = read_text("{\"statusCode\":422,\"message\":\"no\"}", NULL);
	assert_false(json_to_err(v, &back));
	json_decref(v);
	v = read_text("{\"kind\":\"busy\",\"message\":\"wait\"}", NULL);
	assert_false(json_to_err(v, &back));
	json_decref(v);
	v = read_text("{\"kind\":\"busy\",\"key\":\"k\"}", NULL);
	assert_false(json_to_err(v, &back));
	json_decref(v);
	assert_false(json_to_err(NULL, &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_written),     cmocka_unit_test(an_error_names_its_line),
		cmocka_unit_test(depth_is_limited),	       cmocka_unit_test(paths_find),
		cmocka_unit_test(numbers_come_in_three_forms), cmocka_unit_test(objects_are_put_together),
		cmocka_unit_test(errors_travel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
