/* Service hours: what is open, when it opens, and by when a promise falls due, over
 * days, holidays and changes of the clock. Counted by hand on a calendar:
 * 2026-11-22 is a Sunday. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/zone.h"

#include "config/value.h"
#include "model/promise.h"

#include "base/banned.h"

static const char shop[] = "mon-fri 08:00-12:00 13:00-17:00, sat 08:00-12:00";
static const char night[] = "mon-sun 20:00-02:00";
static const char always[] = "mon-sun always";
static const char early[] = "mon-sun 01:00-04:00";

static struct week week_of(const char *zone, const char *text)
{
	struct week s = { .zone = zone_load(zone, NULL) };
	size_t n;

	assert_non_null(s.zone);
	assert_true(value_week(text, &s));
	assert_true(value_dates("2026-12-25 2026-12-26", s.closed, 2, &n));
	s.n_closed = n;
	return s;
}

static int64_t at(const char *zone, const char *text)
{
	int64_t t = 0;

	/* Of a moment with its offset; the zone only lends its clock. */
	assert_true(zone_parse(zone_load(zone, NULL), text, 0, &t, NULL));
	return t;
}

enum { M = 60, H = 3600, D = 86400 };

static void due(void **state)
{
	static const struct {
		const char *zone, *week, *from;
		int64_t seconds;
		const char *want; /* NULL: never */
	} cases[] = {
		/* inside a span */
		{ "Asia/Jakarta", shop, "2026-11-23T09:00:00+07:00", H, "2026-11-23T10:00:00+07:00" },
		/* to the last second of one */
		{ "Asia/Jakarta", shop, "2026-11-23T11:00:00+07:00", H, "2026-11-23T12:00:00+07:00" },
		/* over noon: 30 minutes before, 30 after */
		{ "Asia/Jakarta", shop, "2026-11-23T11:30:00+07:00", H, "2026-11-23T13:30:00+07:00" },
		/* in the break, and just before it opens */
		{ "Asia/Jakarta", shop, "2026-11-23T12:20:00+07:00", 5 * M, "2026-11-23T13:05:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-11-23T07:59:59+07:00", 5 * M, "2026-11-23T08:05:00+07:00" },
		/* over the night */
		{ "Asia/Jakarta", shop, "2026-11-23T16:50:00+07:00", 15 * M, "2026-11-24T08:05:00+07:00" },
		/* Saturday noon is the end of the week */
		{ "Asia/Jakarta", shop, "2026-11-21T11:50:00+07:00", H, "2026-11-23T08:50:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-11-22T15:00:00+07:00", 4 * H, "2026-11-23T12:00:00+07:00" },
		/* two holidays, then Sunday: Thursday 16:00 + 4 h is Monday 11:00 */
		{ "Asia/Jakarta", shop, "2026-12-24T16:00:00+07:00", 4 * H, "2026-12-28T11:00:00+07:00" },
		/* 44 hours are the whole week */
		{ "Asia/Jakarta", shop, "2026-11-23T08:00:00+07:00", 44 * H, "2026-11-28T12:00:00+07:00" },
		/* past midnight, from both sides of it */
		{ "Asia/Jakarta", night, "2026-11-23T23:30:00+07:00", H, "2026-11-24T00:30:00+07:00" },
		{ "Asia/Jakarta", night, "2026-11-24T01:30:00+07:00", H, "2026-11-24T20:30:00+07:00" },
		/* the span of the evening before a holiday reaches into it; the holiday's own is gone */
		{ "Asia/Jakarta", night, "2026-12-25T01:00:00+07:00", 2 * H, "2026-12-27T21:00:00+07:00" },
		{ "Asia/Jakarta", always, "2026-11-23T09:00:00+07:00", 2 * D, "2026-11-25T09:00:00+07:00" },
		{ "Asia/Jakarta", always, "2026-12-24T23:00:00+07:00", 2 * H, "2026-12-27T01:00:00+07:00" },
		/* Berlin, 29 March 2026: from 01:59:59 to 03:00:00, so 01:00-04:00 is two hours */
		{ "Europe/Berlin", early, "2026-03-29T01:00:00+01:00", 2 * H, "2026-03-29T04:00:00+02:00" },
		{ "Europe/Berlin", early, "2026-03-29T01:00:00+01:00", 3 * H, "2026-03-30T02:00:00+02:00" },
		/* 25 October 2026: 02:00 to 03:00 comes twice, so it is four */
		{ "Europe/Berlin", early, "2026-10-25T01:00:00+02:00", 4 * H, "2026-10-25T04:00:00+01:00" },
		{ "Europe/Berlin", early, "2026-10-25T02:30:00+02:00", H, "2026-10-25T02:30:00+01:00" },
		/* a day of 23 hours, one of 25 */
		{ "Europe/Berlin", always, "2026-03-29T00:00:00+01:00", D, "2026-03-30T01:00:00+02:00" },
		{ "Europe/Berlin", always, "2026-10-25T00:00:00+02:00", D, "2026-10-25T23:00:00+01:00" },
		/* the morning after the clock changed begins at the new eight */
		{ "Europe/Berlin", shop, "2026-03-28T11:59:00+01:00", 2 * M, "2026-03-30T08:01:00+02:00" },
		/* west of Greenwich the local day is another one */
		{ "America/Sao_Paulo", shop, "2026-11-23T21:00:00-03:00", M, "2026-11-24T08:01:00-03:00" },
		/* Saturdays alone never hold so much within the search */
		{ "Asia/Jakarta", "sat 08:00-08:01", "2026-11-23T09:00:00+07:00", 2 * H, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct week s = week_of(cases[i].zone, cases[i].week);
		int64_t got = week_after(&s, at(cases[i].zone, cases[i].from), cases[i].seconds);
		int64_t want = cases[i].want != NULL ? at(cases[i].zone, cases[i].want) : 0;
		char text[RFC3339_CAP];

		if (got != want)
			fail_msg("%zu: %s + %lld s: %s, not %s", i, cases[i].from, (long long)cases[i].seconds,
				zone_rfc3339(s.zone, got, text), cases[i].want);
	}
}

static void open_and_next(void **state)
{
	static const struct {
		const char *zone, *week, *now;
		bool open;
		const char *next; /* where it is shut; NULL: never again */
	} cases[] = {
		{ "Asia/Jakarta", shop, "2026-11-23T08:00:00+07:00", true, "" },
		{ "Asia/Jakarta", shop, "2026-11-23T11:59:59+07:00", true, "" },
		{ "Asia/Jakarta", shop, "2026-11-23T12:00:00+07:00", false, "2026-11-23T13:00:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-11-21T12:00:00+07:00", false, "2026-11-23T08:00:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-12-24T17:00:00+07:00", false, "2026-12-28T08:00:00+07:00" },
		{ "Asia/Jakarta", night, "2026-11-24T01:59:59+07:00", true, "" },
		{ "Asia/Jakarta", night, "2026-11-24T02:00:00+07:00", false, "2026-11-24T20:00:00+07:00" },
		{ "Asia/Jakarta", always, "2026-11-23T23:59:59+07:00", true, "" },
		{ "Asia/Jakarta", always, "2026-12-25T00:00:00+07:00", false, "2026-12-27T00:00:00+07:00" },
		{ "Europe/Berlin", early, "2026-10-25T02:30:00+01:00", true, "" },
		/* what begins within the hour that is left out begins at its end */
		{ "Europe/Berlin", "mon-sun 02:30-05:00", "2026-03-29T01:59:59+01:00", false, "2026-03-29T03:00:00+02:00" },
		{ "UTC", "fri 08:00-09:00", "2026-12-18T09:00:00Z", false, "2027-01-01T08:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct week s = week_of(cases[i].zone, cases[i].week);
		int64_t now = at(cases[i].zone, cases[i].now), got = week_next(&s, now);
		int64_t want = cases[i].open ? now : at(cases[i].zone, cases[i].next);

		if (week_open(&s, now) != cases[i].open || got != want)
			fail_msg("%zu: %s: open %d, next %lld, not %lld", i, cases[i].now, week_open(&s, now), (long long)got,
				(long long)want);
	}
}

static void shut_since(void **state)
{
	static const struct {
		const char *zone, *week, *now, *since; /* NULL: somebody is there */
	} cases[] = {
		{ "Asia/Jakarta", shop, "2026-11-23T11:59:59+07:00", NULL },
		{ "Asia/Jakarta", shop, "2026-11-23T12:00:00+07:00", "2026-11-23T12:00:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-11-23T12:59:59+07:00", "2026-11-23T12:00:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-11-23T13:00:00+07:00", NULL },
		{ "Asia/Jakarta", shop, "2026-11-23T07:00:00+07:00", "2026-11-21T12:00:00+07:00" },
		{ "Asia/Jakarta", shop, "2026-12-28T07:59:59+07:00", "2026-12-24T17:00:00+07:00" },
		{ "Asia/Jakarta", night, "2026-11-24T02:00:00+07:00", "2026-11-24T02:00:00+07:00" },
		{ "Asia/Jakarta", night, "2026-11-24T19:59:59+07:00", "2026-11-24T02:00:00+07:00" },
		{ "Asia/Jakarta", always, "2026-11-23T23:00:00+07:00", NULL },
		{ "Asia/Jakarta", always, "2026-12-26T12:00:00+07:00", "2026-12-25T00:00:00+07:00" },
		/* the one span of the week before fell on a holiday: two weeks and a half */
		{ "UTC", "fri 08:00-09:00", "2027-01-01T07:00:00Z", "2026-12-18T09:00:00Z" },
		{ "Europe/Berlin", early, "2026-03-29T12:00:00+02:00", "2026-03-29T04:00:00+02:00" },
	};
	struct week none = { .zone = zone_load("UTC", NULL) };
	int64_t now = at("UTC", "2026-11-23T12:00:00Z");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct week s = week_of(cases[i].zone, cases[i].week);
		int64_t got = week_shut_since(&s, at(cases[i].zone, cases[i].now));
		int64_t want = cases[i].since != NULL ? at(cases[i].zone, cases[i].since) : 0;

		if (got != want)
			fail_msg("%zu: %s: since %lld, not %lld", i, cases[i].now, (long long)got, (long long)want);
	}
	/* Nobody is ever there. */
	assert_int_equal(week_shut_since(&none, now), now - 400LL * D);
}

static void promises(void **state)
{
	struct promise p = { .week = week_of("Asia/Jakarta", shop) };
	struct week none = { .zone = p.week.zone };
	int64_t monday = at("Asia/Jakarta", "2026-11-23T09:00:00+07:00");

	(void)state;
	assert_true(value_targets("urgent 5m, normal 1h", p.first));
	assert_true(value_targets("2h", p.next));
	assert_int_equal(promise_due(&p, PROMISE_FIRST, PRIORITY_URGENT, monday), monday + 5 * M);
	assert_int_equal(promise_due(&p, PROMISE_FIRST, PRIORITY_NORMAL, monday), monday + H);
	assert_int_equal(promise_due(&p, PROMISE_FIRST, PRIORITY_HIGH, monday), 0);
	assert_int_equal(promise_due(&p, PROMISE_NEXT, PRIORITY_HIGH, monday), monday + 2 * H);
	assert_int_equal(promise_due(&p, PROMISE_NONE, PRIORITY_URGENT, monday), 0);
	/* Nobody is ever there. */
	assert_int_equal(week_next(&none, monday), 0);
	assert_int_equal(week_after(&none, monday, M), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(due), cmocka_unit_test(open_and_next), cmocka_unit_test(shut_since),
		cmocka_unit_test(promises) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
