/* zones: a number's hours and days by its own calendar: where clocks change, where
 * the hours go on after midnight, and by the short names of Indonesia. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/zone.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

static int64_t at(const char *rfc3339)
{
	int64_t unix_s = 0;
	struct err e = { 0 };

	if (!zone_parse(zone_utc(), rfc3339, 0, &unix_s, &e))
		fail_msg("%s", err_text(&e));
	return unix_s * 1000;
}

static void begin(struct run *r, const char *zone, const char *hours, const char *more, const char *now)
{
	char config[160];

	snprintf(config, sizeof config, "timezone = %s\nactive_hours = %s\n%s", zone, hours, more);
	run_begin(r, &(struct run_options){ .config = config, .now_ms = at(now), .warm = true });
	r->options.config = NULL; /* was ours */
	run_for(r, 5 * SECOND);
}

/* A reply is written at `now`; it leaves at once, or waits until `opens`, of which the
 * last two minutes are lived through. */
static void test_hours(void **state)
{
	static const struct {
		const char *zone, *hours, *now, *opens;
	} cases[] = {
		{ "Asia/Jakarta", "08:00-21:00", "2026-11-22T20:50:00+07:00", NULL },
		{ "Asia/Jakarta", "08:00-21:00", "2026-11-22T21:10:00+07:00", "2026-11-23T08:00:00+07:00" },
		{ "Asia/Jayapura", "08:00-21:00", "2026-11-22T19:10:00+07:00", "2026-11-23T08:00:00+09:00" },
		{ "Asia/Jayapura", "08:00-21:00", "2026-11-22T06:10:00+07:00", NULL },
		{ "America/Sao_Paulo", "08:00-21:00", "2026-11-22T07:30:00-03:00", "2026-11-22T08:00:00-03:00" },
		{ "America/Sao_Paulo", "08:00-21:00", "2026-11-22T20:50:00-03:00", NULL },
		{ "America/Sao_Paulo", "08:00-21:00", "2026-11-22T21:10:00-03:00", "2026-11-23T08:00:00-03:00" },
		/* Clocks go forward in the night to the 29th, back in that to the 25th. */
		{ "Europe/Berlin", "08:00-21:00", "2026-03-28T07:30:00+01:00", "2026-03-28T08:00:00+01:00" },
		{ "Europe/Berlin", "08:00-21:00", "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00" },
		{ "Europe/Berlin", "08:00-21:00", "2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00" },
		{ "Europe/Berlin", "20:00-04:00", "2026-03-29T03:30:00+02:00", NULL },
		{ "Europe/Berlin", "20:00-04:00", "2026-03-29T04:10:00+02:00", "2026-03-29T20:00:00+02:00" },
		{ "Europe/Berlin", "20:00-04:00", "2026-10-25T03:50:00+01:00", NULL },
		{ "Europe/Berlin", "20:00-04:00", "2026-10-25T04:10:00+01:00", "2026-10-25T20:00:00+01:00" },
		/* Over midnight. */
		{ "Asia/Jakarta", "20:00-02:00", "2026-11-22T19:30:00+07:00", "2026-11-22T20:00:00+07:00" },
		{ "Asia/Jakarta", "20:00-02:00", "2026-11-23T00:10:00+07:00", NULL },
		{ "Asia/Jakarta", "20:00-02:00", "2026-11-23T02:10:00+07:00", "2026-11-23T20:00:00+07:00" },
		{ "Asia/Jayapura", "20:00-02:00", "2026-11-22T23:50:00+07:00", NULL },
		{ "Asia/Jayapura", "20:00-02:00", "2026-11-23T00:10:00+07:00", "2026-11-23T20:00:00+09:00" },
		/* Names that the C library takes for UTC. */
		{ "WIB", "08:00-21:00", "2026-11-22T06:30:00+07:00", "2026-11-22T08:00:00+07:00" },
		{ "WITA", "08:00-21:00", "2026-11-22T06:30:00+07:00", "2026-11-22T08:00:00+08:00" },
		{ "WIT", "08:00-21:00", "2026-11-22T05:30:00+07:00", "2026-11-22T08:00:00+09:00" },
		{ "wita", "08:00-21:00", "2026-11-22T19:40:00+07:00", NULL },
		{ "WITA", "08:00-21:00", "2026-11-22T20:10:00+07:00", "2026-11-23T08:00:00+08:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		int64_t id, until, opens = cases[i].opens ? at(cases[i].opens) : 0;

		begin(&r, cases[i].zone, cases[i].hours, "", cases[i].now);
		run_says(&r, BUDI, "masih buka?");
		run_for(&r, 20 * SECOND);
		id = run_send(&r, 0, BUDI, "ya kak");
		run_for(&r, 2 * MINUTE);
		if (opens) {
			if (strcmp(run_gates(&r, id, &until), "hours") || until != opens)
				fail_msg("%s %s %s: \"%s\" until %lld, not %lld", cases[i].zone, cases[i].hours,
					cases[i].now, run_gates(&r, id, NULL), (long long)until, (long long)opens);
			clock_move(opens - 2 * MINUTE - clock_now_ms());
			run_for(&r, 2 * MINUTE - SECOND);
			assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
			run_for(&r, 2 * MINUTE);
		}
		if (run_lines(&r, "delivered", NULL, NULL, NULL) != 1)
			fail_msg("%s %s %s: it did not leave: %s", cases[i].zone, cases[i].hours, cases[i].now,
				run_gates(&r, id, NULL));
		if (opens)
			assert_in_range(run_when(&r, "delivered", NULL, NULL, 1), opens, opens + MINUTE);
		run_end(&r);
	}
}

/* A day is full: the next begins at the number's own midnight, however long that day
 * is, and only inside its hours. */
static void test_days(void **state)
{
	static const struct {
		const char *zone, *hours, *now, *next;
	} cases[] = {
		{ "Asia/Jakarta", "20:00-02:00", "2026-11-22T21:00:00+07:00", "2026-11-23T00:00:00+07:00" },
		{ "Asia/Jayapura", "always", "2026-11-22T10:00:00+07:00", "2026-11-23T00:00:00+09:00" },
		{ "America/Sao_Paulo", "08:00-21:00", "2026-11-22T20:00:00-03:00", "2026-11-23T08:00:00-03:00" },
		{ "Europe/Berlin", "always", "2026-03-29T01:30:00+01:00", "2026-03-30T00:00:00+02:00" },
		{ "Europe/Berlin", "always", "2026-10-25T01:30:00+02:00", "2026-10-26T00:00:00+01:00" },
		{ "WIT", "08:00-21:00", "2026-11-22T10:00:00+09:00", "2026-11-23T08:00:00+09:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		int64_t first, second, until, next = at(cases[i].next);

		begin(&r, cases[i].zone, cases[i].hours, "daily_contacts = 1\ndaily_initiations = 1\n", cases[i].now);
		run_says(&r, BUDI, "halo");
		run_says(&r, SRI, "halo");
		run_for(&r, 20 * SECOND);
		first = run_send(&r, 0, BUDI, "ya kak");
		assert_true(run_until(&r, first, MSG_ACCEPTED, 2 * MINUTE));
		second = run_send(&r, 0, SRI, "sebentar ya");
		run_for(&r, 2 * MINUTE);
		if (strcmp(run_gates(&r, second, &until), "daily") || until != next)
			fail_msg("%s %s: \"%s\" until %lld, not %lld", cases[i].zone, cases[i].now,
				run_gates(&r, second, NULL), (long long)until, (long long)next);
		clock_move(next - 2 * MINUTE - clock_now_ms());
		run_for(&r, 2 * MINUTE - SECOND);
		assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 1);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 2);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
