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

/* When the gaps of the tables are drawn. */
static int64_t now_s;

static int gap(const struct facts *f, bool initiation)
{
	return pace_gap_draw(f, initiation, now_s);
}

static struct spread draw(int (*one)(const struct facts *, bool), const struct facts *f, bool initiation)
{
	struct spread s = { .lo = INT32_MAX };

	for (int i = 0; i < DRAWS; i++) {
		int v = one(f, initiation);

		s.lo = v < s.lo ? v : s.lo;
		s.hi = v > s.hi ? v : s.hi;
		s.sum += v;
	}
	return s;
}

static int dwell(const struct facts *f, bool initiation)
{
	(void)initiation;
	return pace_dwell_draw(&f->limits);
}

static void test_gaps(void **state)
{
	static const struct {
		int (*one)(const struct facts *, bool);
		bool initiation;
		int since; /* seconds since a pause ended; -1 there was none */
		int lo, hi;
	} t[] = {
		{ gap, false, -1, 5000, 8000 },
		{ gap, true, -1, 30000, 60000 },
		{ dwell, false, -1, 5000, 8000 },
		{ gap, false, 0, 50000, 80000 },
		{ gap, true, 0, 300000, 600000 },
		{ gap, false, 1800, 27500, 44000 },
		{ gap, false, 3600, 5000, 8000 },
		{ gap, true, 7200, 30000, 60000 },
		{ dwell, false, 0, 5000, 8000 },
	};
	struct facts f;

	(void)state;
	now_s = case_time("2026-11-22T12:00:00+07:00") / 1000;
	case_facts(&f, now_s * 1000, "");
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		int width = t[i].hi - t[i].lo, middle = (t[i].hi + t[i].lo) / 2;
		struct spread s;

		f.number.recovers_from = t[i].since < 0 ? 0 : now_s - t[i].since;
		s = draw(t[i].one, &f, t[i].initiation);

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
