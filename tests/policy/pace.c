/* pace: draws stay in their ranges, spread over them, and typing grows with the
 * text but never past its room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/pace.h"

#include "case.h"
#include "base/banned.h"

enum { DRAWS = 4000 };

struct spread {
	int lo, hi;
	long long sum;
};

static struct spread draw(int (*one)(const struct limits *, bool), const struct limits *l, bool initiation)
{
	struct spread s = { .lo = INT32_MAX };

	for (int i = 0; i < DRAWS; i++) {
		int v = one(l, initiation);

		s.lo = v < s.lo ? v : s.lo;
		s.hi = v > s.hi ? v : s.hi;
		s.sum += v;
	}
	return s;
}

static int dwell(const struct limits *l, bool initiation)
{
	(void)initiation;
	return pace_dwell_draw(l);
}

static void test_gaps(void **state)
{
	static const struct {
		int (*one)(const struct limits *, bool);
		bool initiation;
		int lo, hi;
	} t[] = {
		{ pace_gap_draw, false, 5000, 8000 },
		{ pace_gap_draw, true, 30000, 60000 },
		{ dwell, false, 5000, 8000 },
	};
	struct facts f;

	(void)state;
	case_facts(&f, case_time("2026-11-22T12:00:00+07:00"), "");
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct spread s = draw(t[i].one, &f.limits, t[i].initiation);
		int width = t[i].hi - t[i].lo, middle = (t[i].hi + t[i].lo) / 2;

		assert_in_range(s.lo, t[i].lo, t[i].lo + width / 20);
		assert_in_range(s.hi, t[i].hi - width / 20, t[i].hi);
		assert_in_range(s.sum / DRAWS, middle - width / 20, middle + width / 20);
	}
}

static void test_typing(void **state)
{
	static const struct {
		size_t characters;
		int room, lo, hi;
	} t[] = {
		{ 0, 8000, 1000, 1700 },
		{ 10, 8000, 1450, 2550 },
		{ 60, 8000, 3700, 6800 },
		{ 500, 8000, 6400, 8000 },
		{ 60000, 60000, 20000, 25000 },
		{ 100, 0, 0, 0 },
		{ 100, 300, 240, 300 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		for (int k = 0; k < 500; k++) {
			assert_in_range(pace_typing_draw(t[i].characters, t[i].room), t[i].lo, t[i].hi);
			assert_in_range(pace_reading_draw(t[i].room), 0, t[i].room / 4);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_typing),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
