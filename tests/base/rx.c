/* Patterns: flags, places, limits, many threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rx.h"

static void patterns_match(void **state)
{
	static const struct {
		const char *pattern, *flags, *text;
		size_t from;
		enum rx_result result;
		size_t at, len;
	} cases[] = {
		{"b+", "", "abbbc", 0, RX_YES, 1, 3},
		{"b+", NULL, "abbbc", 2, RX_YES, 2, 2},
		{"b", "", "abc", 2, RX_NO, 0, 0},
		{"b", "", "abc", 9, RX_NO, 0, 0},
		{"SLOT", "", "slot", 0, RX_NO, 0, 0},
		{"SLOT", "i", "slot", 0, RX_YES, 0, 4},
		{"ÉTÉ", "i", "un été", 0, RX_YES, 3, 5},
		{"s l o t # a comment", "x", "slot", 0, RX_YES, 0, 4},
		{"slot", "w", "slots and slot", 0, RX_YES, 10, 4},
		{"slot", "w", "slots", 0, RX_NO, 0, 0},
		{"a|b", "w", "ab b", 0, RX_YES, 3, 1},
		{"obat", "w", "obaté", 0, RX_NO, 0, 0},
		{"^x", "", "ax", 1, RX_NO, 0, 0},
		{"(?<=a)x", "", "ax", 1, RX_YES, 1, 1},
		{"", "", "abc", 3, RX_YES, 3, 0},
		{"\\w+", "", "日本 go", 0, RX_YES, 0, 6},
		{"a\\Kb", "", "ab", 0, RX_YES, 1, 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		struct rx *rx = rx_new(cases[i].pattern, cases[i].flags, &e);
		size_t at = 0, len = 0;
		assert_non_null(rx);
		assert_int_equal(rx_match(rx, cases[i].text, strlen(cases[i].text), cases[i].from, &at, &len),
				 cases[i].result);
		assert_int_equal(at, cases[i].at);
		assert_int_equal(len, cases[i].len);
		rx_free(rx);
	}
	rx_free(NULL);
}

static void wrong_ones_say_where(void **state)
{
	struct err e = {0};
	char at[16];

	(void)state;
	assert_null(rx_new("ab(c", "", &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.say.key, "rx.bad");
	assert_true(sentence_arg(&e.say, "at", at, sizeof at));
	assert_string_equal(at, "4");
	assert_null(rx_new("a\\Cb", "", &e));
	assert_null(rx_new("\xff", "", &e));
	assert_null(rx_new("a", "g", &e));
	assert_string_equal(e.say.key, "rx.flag");
}

/* Exponential by nature: without the limit this would not end. */
static void wild_patterns_hit_a_limit(void **state)
{
	struct rx *rx = rx_new("(a|aa|a?a)+$", "", NULL);
	char text[5001];
	size_t at, len;

	(void)state;
	memset(text, 'a', 5000);
	text[60] = 'b';
	assert_int_equal(rx_match(rx, text, 61, 0, &at, &len), RX_LIMIT);
	assert_int_equal(rx_match(rx, "aaa", 3, 0, &at, &len), RX_YES);
	rx_free(rx);
}

static void matches_begin_in_between(void **state)
{
	static const struct {
		size_t from, last;
		enum rx_result result;
		size_t at;
	} cases[] = {
		{0, 0, RX_NO, 0},   {0, 1, RX_NO, 0},  {0, 2, RX_YES, 2}, {2, 2, RX_YES, 2},
		{3, 5, RX_NO, 0},   {3, 6, RX_YES, 6}, {3, 99, RX_YES, 6}, {7, 99, RX_NO, 0},
	};
	struct rx *rx = rx_new("ab", "", NULL), *wild = rx_new("(a|aa|a?a)+$", "", NULL);
	size_t at, len;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		at = 0;
		enum rx_result got =
			rx_match_between(rx, "..ab..ab", 8, cases[i].from, cases[i].last, 0, &at, &len);
		assert_int_equal(got, cases[i].result);
		assert_int_equal(at, cases[i].at);
	}
	/* Few steps are soon over; the next match has its own again. */
	assert_int_equal(rx_match_between(wild, "aaaaaaaaab", 10, 0, 10, 5, &at, &len), RX_LIMIT);
	assert_int_equal(rx_match(wild, "aaaaaaaaab", 10, 0, &at, &len), RX_NO);
	rx_free(rx);
	rx_free(wild);
}

/* Wants more of the matching stack than PCRE2 gives by itself. */
static void long_texts_have_the_stack_they_need(void **state)
{
	struct rx *rx = rx_new("(?:(a)|b)+c", "", NULL);
	char text[4001];
	size_t at, len;

	(void)state;
	memset(text, 'a', 4000);
	text[4000] = 'c';
	assert_int_equal(rx_match(rx, text, sizeof text, 0, &at, &len), RX_YES);
	assert_int_equal(len, sizeof text);
	rx_free(rx);
}

static void *match_often(void *ctx)
{
	uintptr_t found = 0;
	size_t at, len;

	for (int i = 0; i < 2000; i++)
		found += rx_match(ctx, "order 12345 ok", 14, 0, &at, &len) == RX_YES && at == 6 && len == 5;
	return (void *)found;
}

static void threads_share_one(void **state)
{
	struct rx *rx = rx_new("\\d{5}", "w", NULL);
	pthread_t t[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, match_often, rx);
	for (int i = 0; i < 4; i++) {
		void *found;
		pthread_join(t[i], &found);
		assert_int_equal((uintptr_t)found, 2000);
	}
	rx_free(rx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match),	    cmocka_unit_test(wrong_ones_say_where),
		cmocka_unit_test(wild_patterns_hit_a_limit), cmocka_unit_test(matches_begin_in_between),
		cmocka_unit_test(long_texts_have_the_stack_they_need),
		cmocka_unit_test(threads_share_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
