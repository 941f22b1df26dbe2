/* Random numbers: range, fairness, and a source put in by a test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

static void every_value_comes(void **state)
{
	int count[7] = {0};

	(void)state;
	for (int i = 0; i < 7000; i++) {
		int64_t v = rng_between(-3, 3);
		assert_in_range(v + 3, 0, 6);
		count[v + 3]++;
	}
	/* A thousand each; 200 off is more than six standard deviations. */
	for (int i = 0; i < 7; i++)
		assert_in_range(count[i], 800, 1200);
	assert_int_equal(rng_between(5, 5), 5);
	assert_int_equal(rng_between(INT64_MIN, INT64_MIN), INT64_MIN);
	rng_between(INT64_MIN, INT64_MAX);
}

static uint64_t feed[4];
static size_t fed;

static void from_table(void *out, size_t n)
{
	assert_int_equal(n, sizeof *feed);
	memcpy(out, &feed[fed++], n);
}

/* 2^64 mod 5 is 1: of all raw values 0 alone would make the first result
 * likelier, so it is drawn again. */
static void no_result_is_likelier(void **state)
{
	(void)state;
	memcpy(feed, (uint64_t[]){0, 1, 5, UINT64_MAX}, sizeof feed);
	fed = 0;
	rng_set_source(from_table);
	assert_int_equal(rng_between(10, 14), 11);
	assert_int_equal(fed, 2);
	assert_int_equal(rng_between(10, 14), 10);
	assert_int_equal(rng_between(10, 14), 10);
	rng_set_source(NULL);
}

static void hex_has_its_digits(void **state)
{
	char out[80], again[80];

	(void)state;
	for (size_t n = 0; n < sizeof out; n++) {
		rng_hex(out, n);
		assert_int_equal(strlen(out), n);
		assert_int_equal(strspn(out, "0123456789ABCDEF"), n);
	}
	rng_hex(again, 79);
	assert_string_not_equal(out, again);
	/* Digits beyond one fetch are not the first ones again. */
	assert_memory_not_equal(again, again + 64, 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_comes),
		cmocka_unit_test(no_result_is_likelier),
		cmocka_unit_test(hex_has_its_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
