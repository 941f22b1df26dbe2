/* The spellings of options' values, and the table of options itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "config/option.h"
#include "config/value.h"

#include "base/banned.h"

static void hours(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int open, close;
	} cases[] = {
		{ "08:00-21:00", true, 480, 1260 },
		{ "8:00 - 21:30", true, 480, 1290 },
		{ "08:00–21:00", true, 480, 1260 },
		{ "20:00-02:00", true, 1200, 120 },
		{ "00:00-24:00", true, 0, 0 },
		{ "09:00-09:00", true, 0, 0 },
		{ "always", true, 0, 0 },
		{ "08:00-24:00", true, 480, 1440 },
		{ "24:00-08:00", false, 0, 0 },
		{ "08:00-24:01", false, 0, 0 },
		{ "08:60-21:00", false, 0, 0 },
		{ "8-21", false, 0, 0 },
		{ "08:00", false, 0, 0 },
		{ "08:00-", false, 0, 0 },
		{ "08:00-21:00 x", false, 0, 0 },
		{ "008:00-21:00", false, 0, 0 },
		{ "08:0-21:00", false, 0, 0 },
		{ "-08:00-21:00", false, 0, 0 },
		{ "", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int open = -1, close = -1;
		bool ok = value_hours(cases[i].text, &open, &close);
		if (ok != cases[i].ok || (ok && (open != cases[i].open || close != cases[i].close))) {
			fail_msg("\"%s\": %d %d-%d", cases[i].text, ok, open, close);
		}
	}
}

static void days(void **state)
{
	static const struct {
		const char *text, *want; /* from Sunday */
	} cases[] = {
		{ "mon-sun", "1111111" }, { "mon-sat", "0111111" }, { "mon tue thu", "0110100" },
		{ "fri-mon", "1100011" }, { "sun", "1000000" }, { "mon,wed, fri", "0101010" },
		{ "mondays", NULL }, { "mon-", NULL }, { "", NULL }, { "monday", NULL }, { "mon - sat", NULL },
		{ "senin", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool day[7];
		char got[8] = "";
		bool ok = value_days(cases[i].text, day);
		for (int d = 0; d < 7; d++) {
			got[d] = day[d] ? '1' : '0';
		}
		if (ok != (cases[i].want != NULL) || (ok && strcmp(got, cases[i].want))) {
			fail_msg("\"%s\": %d %s", cases[i].text, ok, got);
		}
	}
}

/* A digit a day from Sunday: how many spans; then Wednesday's, in order. */
static void weeks(void **state)
{
	static const struct {
		const char *text, *spans, *wednesday;
	} cases[] = {
		{ "mon-fri 08:00-12:00 13:00-17:00, sat 08:00-12:00", "0222221", "480-720 780-1020" },
		{ "mon-sun always", "1111111", "0-0" },
		{ "wed 13:00 - 17:00 08:00–12:00", "0002000", "480-720 780-1020" },
		{ "wed,thu 20:00-02:00", "0001100", "1200-120" },
		{ "wed 06:00-12:00 12:00-24:00", "0002000", "360-720 720-1440" },
		{ "wed 06:00-12:00 11:59-13:00", NULL, NULL },
		{ "wed 20:00-02:00 22:00-23:00", NULL, NULL },
		{ "wed always 22:00-23:00", NULL, NULL },
		{ "mon-fri 08:00-12:00 wed 13:00-14:00", NULL, NULL },
		{ "08:00-12:00", NULL, NULL }, { "wed", NULL, NULL }, { "", NULL, NULL },
		{ "mon 08:00-12:00 wed", NULL, NULL }, { "wed 08:00-12:00x", NULL, NULL },
		{ "wed 1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00 11:00-12:00 13:00-14:00", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct week w;
		char spans[8] = "", wednesday[64] = "";
		bool ok = value_week(cases[i].text, &w);
		for (int d = 0; d < 7; d++) {
			spans[d] = (char)('0' + w.spans[d]);
		}
		for (int k = 0; k < w.spans[3]; k++) {
			size_t at = strlen(wednesday);
			snprintf(wednesday + at, sizeof wednesday - at, "%s%d-%d", k ? " " : "", w.span[3][k].open,
				w.span[3][k].close);
		}
		if (ok != (cases[i].spans != NULL) ||
			(ok && (strcmp(spans, cases[i].spans) || strcmp(wednesday, cases[i].wednesday)))) {
			fail_msg("\"%s\": %d %s %s", cases[i].text, ok, spans, wednesday);
		}
	}
}

static void targets(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t low, normal, high, urgent;
	} cases[] = {
		{ "urgent 5m, high 15m, normal 1h, low 4h", true, 14400, 3600, 900, 300 },
		{ "urgent 5m", true, 0, 0, 0, 300 },
		{ "1h", true, 3600, 3600, 3600, 3600 },
		{ "normal 1m low 30d", true, 2592000, 60, 0, 0 },
		{ "normal 59s", false, 0, 0, 0, 0 }, { "normal 31d", false, 0, 0, 0, 0 },
		{ "1h 2h", false, 0, 0, 0, 0 }, { "1h normal 2h", false, 0, 0, 0, 0 },
		{ "normal 1h normal 2h", false, 0, 0, 0, 0 }, { "normal 1h 2h", false, 0, 0, 0, 0 },
		{ "soon 1h", false, 0, 0, 0, 0 }, { "normal", false, 0, 0, 0, 0 },
		{ "normal 999999999999d", false, 0, 0, 0, 0 }, { "1hour", false, 0, 0, 0, 0 }, { "", false, 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t s[PRIORITY_COUNT];
		bool ok = value_targets(cases[i].text, s);
		if (ok != cases[i].ok || (ok && (s[PRIORITY_LOW] != cases[i].low || s[PRIORITY_NORMAL] != cases[i].normal ||
			s[PRIORITY_HIGH] != cases[i].high || s[PRIORITY_URGENT] != cases[i].urgent))) {
			fail_msg("\"%s\": %d", cases[i].text, ok);
		}
	}
}

static void dates(void **state)
{
	int32_t v[4];
	size_t n;

	(void)state;
	/* 1970-01-01 is day 0; 2000-03-01 is 11017 by the well-known table. */
	assert_true(value_dates("1970-01-01 2000-03-01, 2028-02-29", v, 4, &n));
	assert_int_equal(n, 3);
	assert_int_equal(v[0], 0);
	assert_int_equal(v[1], 11017);
	assert_int_equal(v[2], 21243);
	static const char *const bad[] = { "2026-02-30", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1",
		"2026-01-01x", "tomorrow", "2026-02-29", "1969-12-31" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (value_dates(bad[i], v, 4, &n)) {
			fail_msg("\"%s\" was taken for a date", bad[i]);
		}
	}
	assert_false(value_dates("2026-01-01 2026-01-02 2026-01-03 2026-01-04 2026-01-05", v, 4, &n));
}

static void ranges(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int lo, hi;
	} cases[] = {
		{ "5-8s", true, 5000, 8000 }, { "500-900ms", true, 500, 900 }, { "30s-2m", true, 30000, 120000 },
		{ "6s", true, 6000, 6000 }, { "5 - 8 s", true, 5000, 8000 }, { "1-2h", true, 3600000, 7200000 },
		{ "5–8s", true, 5000, 8000 }, { "8-5s", false, 0, 0 }, { "5-8", false, 0, 0 },
		{ "5", false, 0, 0 }, { "s", false, 0, 0 }, { "-5s", false, 0, 0 }, { "5-8x", false, 0, 0 },
		{ "5-8s9", false, 0, 0 }, { "99999999999-99999999999h", false, 0, 0 }, { "30d-40d", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int lo = 0, hi = 0;
		bool ok = value_range(cases[i].text, &lo, &hi);
		if (ok != cases[i].ok || (ok && (lo != cases[i].lo || hi != cases[i].hi))) {
			fail_msg("\"%s\": %d %d-%d", cases[i].text, ok, lo, hi);
		}
	}
	long ms;
	assert_true(value_span("24h", &ms) && ms == 86400000);
	assert_true(value_span("30d", &ms) && ms == 2592000000);
	assert_false(value_span("24", &ms));
	assert_false(value_span("24h30m", &ms));
}

static void ramps(void **state)
{
	int ramp[RAMP_DAYS];

	(void)state;
	assert_true(value_ramp("2 3 4 5 6 8 10 12 14 16 18 20 24 28", ramp));
	assert_int_equal(ramp[0], 2);
	assert_int_equal(ramp[RAMP_DAYS - 1], 28);
	assert_false(value_ramp("2 3 4", ramp));
	assert_false(value_ramp("2 3 4 5 6 8 10 12 14 16 18 20 24 28 30", ramp));
	assert_false(value_ramp("2 3 4 5 6 8 10 12 14 16 18 20 24 x", ramp));
}

/* What each option takes and refuses. */
static void checks(void **state)
{
	static const struct {
		const char *option, *value;
		bool ok;
	} cases[] = {
		{ "waha_url", "http://localhost:3000", true }, { "waha_url", "https://waha.example.net/", true },
		{ "waha_url", "localhost:3000", false }, { "waha_url", "ftp://x", false },
		{ "waha_url", "http://", false }, { "waha_url", "http://:3000", false },
		{ "waha_url", "http://a b", false }, { "waha_url", "http://user:pw@host", false },
		{ "waha_session", "", false }, { "waha_session", "toko", true },
		{ "default_country", "62", true }, { "default_country", "0", false },
		{ "default_country", "+62", false }, { "default_country", "ID", false },
		{ "expect_phone", "+62 812-3456-7890", true }, { "expect_phone", "Budi", false },
		{ "timezone", "Asia/Jakarta", true }, { "timezone", "WIB", true }, { "timezone", "Asia/Jakrta", false },
		{ "contact_hours", "yes", true }, { "contact_hours", "no", true }, { "contact_hours", "auto", false },
		{ "daily_contacts", "50", true }, { "daily_contacts", "0", false }, { "daily_contacts", "1001", false },
		{ "daily_contacts", "fifty", false }, { "daily_contacts", "-1", false },
		{ "daily_initiations", "0", true },
		{ "tier", "tier1", true }, { "tier", "tier", false }, { "tier", "tier5", false }, { "tier", "", true },
		{ "tier", "ier1", false }, { "tier", "tier1, tier2", false },
		{ "outside_window", "confirm", true }, { "outside_window", "allow", true }, { "outside_window", "refuse", true },
		{ "mouse", "no", true }, { "mouse", "sometimes", false }, { "theme", "light", true },
		{ "outside_window", "template", true }, { "outside_window", "templates", false }, { "outside_window", "", false },
		{ "require_consent", "no", true }, { "require_consent", "maybe", false },
		{ "content", "", true }, { "content", "drugs-otc:note", true },
		{ "content", "drugs-otc:note tobacco:block,  alcohol:confirm", true },
		{ "content", "drugs-otc", false }, { "content", "drugs-otc:", false }, { "content", "drugs-otc:never", false },
		{ "content", "drugs-otc:noted", false }, { "content", "Drugs:note", false },
		{ "content", "a-category-with-a-name-that-is-too-long:note", false },
		{ "reply_gap", "5-8s", true }, { "reply_gap", "1-8s", false }, { "reply_gap", "5s", false },
		{ "initiation_gap", "5-8s", false }, { "dwell", "2-4s", true }, { "dwell", "0-1s", false },
		{ "message_life", "24h", true }, { "message_life", "1m", false }, { "message_life", "31d", false },
		{ "service_hours", "", true }, { "service_hours", "mon-fri 08:00-12:00 13:00-17:00, sat 08:00-12:00", true },
		{ "service_hours", "08:00-17:00", false }, { "service_hours", "mon-fri 08:00-12:00 11:00-17:00", false },
		{ "sla_first", "1h", true }, { "sla_first", "urgent 5m, high 15m, normal 1h, low 4h", true },
		{ "sla_next", "normal 10s", false }, { "sla_next", "normal", false }, { "sla_next", "", true },
		{ "service_holidays", "2026-12-25 2027-01-01", true }, { "service_holidays", "2026-02-30", false },
		{ "colour", "never", true }, { "colour", "always", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		bool ok = option_check(&options[option_find(cases[i].option)], cases[i].value, "here:7", &e);
		if (ok != cases[i].ok) {
			fail_msg("%s = %s: %s", cases[i].option, cases[i].value, ok ? "accepted" : err_text(&e));
		}
		if (!ok) {
			assert_int_equal(e.kind, ERR_USAGE);
			assert_non_null(strstr(err_text(&e), "here:7"));
		}
	}
}

/* The table itself: defaults are valid, names are not doubled, sentences end. */
static void table(void **state)
{
	(void)state;
	for (int i = 0; i < option_count; i++) {
		struct err e = { 0 };
		if (*options[i].standard && !option_check(&options[i], options[i].standard, "default", &e)) {
			fail_msg("%s", err_text(&e));
		}
		if (!*options[i].standard && options[i].kind != OPTION_SECRET) {
			assert_true(options[i].flags & OPTION_EMPTY);
		}
		assert_int_equal(option_find(options[i].name), i);
		assert_int_equal(options[i].help[strlen(options[i].help) - 1], '.');
	}
	assert_int_equal(option_find("colours"), -1);
	assert_string_equal(option_nearest("activ_hours"), "active_hours");
	assert_string_equal(option_nearest("wahaurl"), "waha_url");
	assert_null(option_nearest("x"));
	assert_null(option_nearest("completely_different_thing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours), cmocka_unit_test(days), cmocka_unit_test(weeks),
		cmocka_unit_test(targets), cmocka_unit_test(dates), cmocka_unit_test(ranges),
		cmocka_unit_test(ramps), cmocka_unit_test(checks), cmocka_unit_test(table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
