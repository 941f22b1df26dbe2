/* harness: what every program of these tests stands on: one shop at a time, opened
 * before a test and closed behind it, and commands that have to succeed in it. */
#ifndef TESTS_SERVICE_HARNESS_H
#define TESTS_SERVICE_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"

#include "shop.h"

extern struct shop shop;

/* Set-ups and the teardown: a shop of one number, or of two, with nothing configured. */
int one_number(void **state);
int two_numbers(void **state);
int shop_end(void **state);
#define IN_SHOP(test) cmocka_unit_test_setup_teardown(test, one_number, shop_end)
#define IN_TWO(test) cmocka_unit_test_setup_teardown(test, two_numbers, shop_end)
/* A set-up of that name with these lines of configuration. */
#define SHOP_WITH(name, lines)               \
	static int name(void **state)        \
	{                                    \
		(void)state;                 \
		shop_open(&shop, 1, lines);  \
		return 0;                    \
	}

/* The answer; fails the test where it is refused. */
const json_t *must(enum command_id, const char *args);
/* The same, with one number in its arguments. */
const json_t *must_of(enum command_id, const char *format, int64_t) __attribute__((format(printf, 2, 0)));
/* From now on it is this agent who asks, with these rights. */
void become(const char *name, int64_t uid, enum rights);

/* The ids of a list, in its order: "1 3". */
void ids(const json_t *list, char *out, size_t cap);
/* What the inbox lists by a filter. */
void lists(const char *filter, const char *want);
/* A note beside the first conversation; its id. */
int64_t note(const char *text);
/* A message that waits is on its way; which attempt it is. */
int leaves(int64_t id);

#endif
