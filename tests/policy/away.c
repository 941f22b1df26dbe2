/* Whether somebody who writes is told that nobody is there: each reason not to, and its
 * edge, as a row; and which stretch is one absence. 2026-11-23 is a Monday; times in
 * Jakarta. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/zone.h"

#include "config/value.h"
#include "policy/away.h"

#include "base/banned.h"

enum { NOW = 1800000000, BEGAN = NOW - 3600, M = 60, H = 3600 };

/* One that is due but for what a row says else. */
#define IS(at, began, person, live) NOW, at, began, live, person
#define DUE IS(NOW - 5, BEGAN, true, true)
#define FINE false, true /* they refused nothing, the clock is trusted */

static void answers(void **state)
{
	static const struct {
		const char *what;
		struct away_facts f;
		enum away_answer want;
	} cases[] = {
		{ "a customer writes while nobody is there", { DUE, FINE, 0, 0, 0, 0 }, AWAY_DUE },
		{ "somebody is there", { IS(NOW - 5, 0, true, true), FINE, 0, 0, 0, 0 }, AWAY_THERE },
		{ "a group", { IS(NOW - 5, BEGAN, false, true), FINE, 0, 0, 0, 0 }, AWAY_NO_PERSON },
		{ "history", { IS(NOW - 5, BEGAN, true, false), FINE, 0, 0, 0, 0 }, AWAY_HISTORY },
		{ "the second before the absence", { IS(NOW - 1, NOW, true, true), FINE, 0, 0, 0, 0 }, AWAY_OLD },
		{ "the second of its beginning", { IS(NOW - 5, NOW - 5, true, true), FINE, 0, 0, 0, 0 }, AWAY_DUE },
		{ "ten minutes old", { IS(NOW - 600, BEGAN, true, true), FINE, 0, 0, 0, 0 }, AWAY_DUE },
		{ "a second older", { IS(NOW - 601, BEGAN, true, true), FINE, 0, 0, 0, 0 }, AWAY_OLD },
		{ "a little ahead of our clock", { IS(NOW + 600, BEGAN, true, true), FINE, 0, 0, 0, 0 }, AWAY_DUE },
		{ "from the future", { IS(NOW + 601, BEGAN, true, true), FINE, 0, 0, 0, 0 }, AWAY_OLD },
		{ "said stop, or is blocked", { DUE, true, true, 0, 0, 0, 0 }, AWAY_REFUSED },
		{ "the clock jumped", { DUE, false, false, 0, 0, 0, 0 }, AWAY_CLOCK },
		{ "told in this absence", { DUE, FINE, BEGAN, BEGAN, 0, 0 }, AWAY_TOLD },
		{ "told two days ago, in the same long absence",
			{ IS(NOW - 5, NOW - 72 * H, true, true), FINE, NOW - 48 * H, NOW - 48 * H, 0, 0 }, AWAY_TOLD },
		{ "told two days ago, in another absence",
			{ DUE, FINE, NOW - 48 * H, NOW - 48 * H, 0, 0 }, AWAY_DUE },
		{ "told a second less than a day ago, in another absence",
			{ DUE, FINE, NOW - 24 * H + 1, NOW - 24 * H + 1, 0, 0 }, AWAY_DAY },
		{ "told a day ago", { DUE, FINE, NOW - 24 * H, NOW - 24 * H, 0, 0 }, AWAY_DUE },
		{ "told by the shop's other number", { DUE, FINE, 0, NOW - H, 0, 0 }, AWAY_DAY },
		{ "told at a time that is yet to come, by a clock set back since",
			{ IS(NOW - 5, NOW - 10, true, true), FINE, 0, NOW + 2 * H, 0, 0 }, AWAY_DAY },
		{ "a person of ours wrote half an hour ago, less a second",
			{ DUE, FINE, 0, 0, NOW - 30 * M + 1, 0 }, AWAY_TALK },
		{ "half an hour ago", { DUE, FINE, 0, 0, NOW - 30 * M, 0 }, AWAY_DUE },
		{ "two of their last three came at once behind such answers", { DUE, FINE, 0, 0, 0, 2 }, AWAY_DUE },
		{ "all three", { DUE, FINE, 0, 0, 0, 3 }, AWAY_MACHINE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum away_answer got = away_judge(&cases[i].f);

		if (got != cases[i].want)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].what, away_answer_name(got),
				away_answer_name(cases[i].want));
	}
}

static int64_t at(const char *text)
{
	int64_t t = 0;

	assert_true(!*text || zone_parse(zone_load("Asia/Jakarta", NULL), text, 0, &t, NULL));
	return t;
}

static void absences(void **state)
{
	static const struct {
		const char *what, *since, *until; /* by hand; since "" off */
		bool hours;
		const char *now, *began, *ends; /* began "": somebody is there; ends "": nobody knows */
		bool by_hand;
	} cases[] = {
		{ "off, and hours do not matter", "", "", false, "2026-11-23 22:00", "", "", false },
		{ "on without an end", "2026-11-20 15:00", "", false, "2026-11-23 22:00", "2026-11-20 15:00", "", true },
		{ "on, before its end", "2026-11-20 15:00", "2026-11-23 22:01", false, "2026-11-23 22:00", "2026-11-20 15:00",
			"2026-11-23 22:01", true },
		{ "on, at its end", "2026-11-20 15:00", "2026-11-23 22:00", false, "2026-11-23 22:00", "", "", false },
		{ "in the hours", "", "", true, "2026-11-23 16:59", "", "", false },
		{ "at the end of the hours", "", "", true, "2026-11-23 17:00", "2026-11-23 17:00",
			"2026-11-24 09:00", false },
		{ "past midnight it is the same night", "", "", true, "2026-11-24 03:00", "2026-11-23 17:00",
			"2026-11-24 09:00", false },
		{ "the last minute of it", "", "", true, "2026-11-24 08:59", "2026-11-23 17:00", "2026-11-24 09:00", false },
		{ "over the weekend", "", "", true, "2026-11-22 12:00", "2026-11-20 17:00", "2026-11-23 09:00", false },
		{ "by hand goes before the hours", "2026-11-23 18:00", "", true, "2026-11-23 20:00", "2026-11-23 18:00", "",
			true },
		{ "after it, the night that was there all along", "2026-11-23 18:00", "2026-11-23 20:00", true,
			"2026-11-23 20:00", "2026-11-23 17:00", "2026-11-24 09:00", false },
	};
	struct week shop = { .zone = zone_load("Asia/Jakarta", NULL) };

	(void)state;
	assert_true(value_week("mon-fri 09:00-17:00", &shop));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct absence a;
		bool away = absence_at(*cases[i].since != '\0', at(cases[i].since), at(cases[i].until),
			cases[i].hours ? &shop : NULL, at(cases[i].now), &a);

		if (away != (*cases[i].began != '\0') || a.began != at(cases[i].began) || a.until != at(cases[i].ends) ||
			a.by_hand != cases[i].by_hand)
			fail_msg("%s: away %d, by hand %d, %lld to %lld", cases[i].what, away, a.by_hand, (long long)a.began,
				(long long)a.until);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(answers), cmocka_unit_test(absences) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
