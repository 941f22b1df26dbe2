/* Growing bytes and cutting copies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/mem.h"

static void empty_is_a_string(void **state)
{
	struct buf zero = {0}, made;
	char *s;

	(void)state;
	buf_init(&made, 10);
	assert_string_equal(buf_str(&zero), "");
	assert_string_equal(made.v, "");
	s = buf_take(&zero);
	assert_string_equal(s, "");
	free(s);
	buf_clear(&made);
	buf_add(&made, "", 0);
	assert_string_equal(made.v, "");
	buf_fini(&made);
	buf_fini(&made);
	buf_fini(&zero);
}

static void it_grows_and_is_eaten(void **state)
{
	struct buf b = {0};
	char *s;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%03d,", i);
	assert_int_equal(b.n, 4000);
	assert_int_equal(strlen(b.v), 4000);
	buf_eat(&b, 3992);
	assert_string_equal(b.v, "998,999,");
	buf_addc(&b, '!');
	buf_adds(&b, "");
	buf_add(&b, "a\0b", 3);
	assert_int_equal(b.n, 12);
	assert_memory_equal(b.v, "998,999,!a\0b", 13);
	buf_clear(&b);
	assert_string_equal(b.v, "");
	buf_adds(&b, "kept");
	s = buf_take(&b);
	assert_string_equal(s, "kept");
	assert_int_equal(b.n, 0);
	buf_adds(&b, "again");
	assert_string_equal(b.v, "again");
	buf_fini(&b);
	free(s);
}

static void past_the_ceiling_nothing_is_added(void **state)
{
	struct buf b, text = {0};
	char *big = xmalloc(CEIL_TEXT);

	(void)state;
	buf_init(&b, 5);
	buf_adds(&b, "abc");
	assert_false(b.over);
	buf_adds(&b, "def");
	assert_true(b.over);
	assert_string_equal(b.v, "abc");
	/* What fits does not follow what did not: the start stays a start. */
	buf_addc(&b, 'd');
	buf_addf(&b, "%d", 1);
	assert_string_equal(b.v, "abc");
	buf_clear(&b);
	buf_adds(&b, "abcde");
	assert_false(b.over);
	assert_string_equal(b.v, "abcde");
	buf_fini(&b);
	memset(big, 'x', CEIL_TEXT);
	buf_add(&text, big, CEIL_TEXT);
	assert_false(text.over);
	buf_addc(&text, 'x');
	assert_true(text.over);
	buf_fini(&text);
	free(big);
}

static void copies_end_between_characters(void **state)
{
	static const struct {
		const char *from;
		size_t cap;
		const char *to;
		int whole;
	} cases[] = {
		{"abc", 4, "abc", 1}, {"abc", 3, "ab", 0}, {"", 1, "", 1},    {"abc", 1, "", 0},
		{"aé", 4, "aé", 1},   {"aé", 3, "a", 0},   {"日本", 6, "日", 0}, {"😀", 4, "", 0},
	};
	char out[16];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memset(out, '#', sizeof out);
		assert_int_equal(str_copy(out, cases[i].cap, cases[i].from), cases[i].whole);
		assert_string_equal(out, cases[i].to);
		assert_int_equal(out[cases[i].cap], '#');
	}
}

static void strings_are_duplicated(void **state)
{
	char *s;

	(void)state;
	s = xstrndup("abcdef", 3);
	assert_string_equal(s, "abc");
	free(s);
	s = xstrndup("ab", 3);
	assert_string_equal(s, "ab");
	free(s);
	s = xasprintf("%d-%s", 7, "x");
	assert_string_equal(s, "7-x");
	free(s);
	free(xmalloc(0));
	free(xcalloc(0, 0));
}

static void lists_grow(void **state)
{
	struct {
		int *v;
		size_t n, cap;
	} list = {0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		LIST_GROW(&list);
		list.v[list.n++] = i;
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(list.v[i], i);
	free(list.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_is_a_string),
		cmocka_unit_test(it_grows_and_is_eaten),
		cmocka_unit_test(past_the_ceiling_nothing_is_added),
		cmocka_unit_test(copies_end_between_characters),
		cmocka_unit_test(strings_are_duplicated),
		cmocka_unit_test(lists_grow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
