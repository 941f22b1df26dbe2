/* Civil time. The expectations were printed by date(1) and zdump(8), or are told
 * by the calendar; no function of base/zone.h made them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/zone.h"
#include "base/zone_file.h"

static const struct zone *zone(const char *name)
{
	struct err e = {0};
	const struct zone *z = zone_load(name, &e);

	if (!z)
		print_error("%s\n", err_text(&e));
	assert_non_null(z);
	return z;
}

static const struct {
	const char *zone;
	int64_t t;
	const char *rfc3339;
	int weekday;
	const char *abbr;
} moments[] = {
	{"Asia/Jakarta", 1795332665, "2026-11-22T14:31:05+07:00", 0, "WIB"},
	{"Asia/Makassar", 1795332665, "2026-11-22T15:31:05+08:00", 0, "WITA"},
	{"Asia/Jayapura", 1795332665, "2026-11-22T16:31:05+09:00", 0, "WIT"},
	/* year ends, leap days, the epoch */
	{"Asia/Jakarta", 1798736399, "2026-12-31T23:59:59+07:00", 4, "WIB"},
	{"Asia/Jakarta", 1798736400, "2027-01-01T00:00:00+07:00", 5, "WIB"},
	{"Asia/Jakarta", 951782400, "2000-02-29T07:00:00+07:00", 2, "WIB"},
	{"Asia/Jakarta", 951868799, "2000-03-01T06:59:59+07:00", 3, "WIB"},
	{"UTC", 1709251199, "2024-02-29T23:59:59Z", 4, "UTC"},
	{"Asia/Jakarta", -1, "1970-01-01T06:59:59+07:00", 4, "WIB"},
	/* both changes of 2026, and years that only the rule knows */
	{"Europe/Berlin", 1774745999, "2026-03-29T01:59:59+01:00", 0, "CET"},
	{"Europe/Berlin", 1774746000, "2026-03-29T03:00:00+02:00", 0, "CEST"},
	{"Europe/Berlin", 1792889999, "2026-10-25T02:59:59+02:00", 0, "CEST"},
	{"Europe/Berlin", 1792890000, "2026-10-25T02:00:00+01:00", 0, "CET"},
	{"Europe/Berlin", 4102444800, "2100-01-01T01:00:00+01:00", 5, "CET"},
	{"Europe/Berlin", 4118000000, "2100-06-30T02:53:20+02:00", 3, "CEST"},
	/* summer time until 2019, begun and ended at midnight */
	{"America/Sao_Paulo", 1541300399, "2018-11-03T23:59:59-03:00", 6, "-03"},
	{"America/Sao_Paulo", 1541300400, "2018-11-04T01:00:00-02:00", 0, "-02"},
	{"America/Sao_Paulo", 1550368799, "2019-02-16T23:59:59-02:00", 6, "-02"},
	{"America/Sao_Paulo", 1550368800, "2019-02-16T23:00:00-03:00", 6, "-03"},
	{"America/Sao_Paulo", 1795332665, "2026-11-22T04:31:05-03:00", 0, "-03"},
	/* half hours, negative summer time, south of the equator, changes before midnight */
	{"Asia/Kathmandu", 1795332665, "2026-11-22T13:16:05+05:45", 0, "+0545"},
	{"Australia/Lord_Howe", 1775314799, "2026-04-05T01:59:59+11:00", 0, "+11"},
	{"Australia/Lord_Howe", 1775314800, "2026-04-05T01:30:00+10:30", 0, "+1030"},
	{"Australia/Lord_Howe", 4000000000, "2096-10-02T17:36:40+10:30", 2, "+1030"},
	{"Europe/Dublin", 4100000000, "2099-12-03T16:53:20+00:00", 4, "GMT"},
	{"America/Nuuk", 4090000000, "2099-08-09T22:06:40-01:00", 0, "-01"},
	/* years that the files do not list: the second before each change, and it */
	{"Europe/Berlin", 2216249999, "2040-03-25T01:59:59+01:00", 0, "CET"},
	{"Europe/Berlin", 2216250000, "2040-03-25T03:00:00+02:00", 0, "CEST"},
	{"Europe/Berlin", 2234998799, "2040-10-28T02:59:59+02:00", 0, "CEST"},
	{"Europe/Berlin", 2234998800, "2040-10-28T02:00:00+01:00", 0, "CET"},
	{"Europe/Berlin", 2248304400, "2041-03-31T03:00:00+02:00", 0, "CEST"},
	{"America/New_York", 2215061999, "2040-03-11T01:59:59-05:00", 0, "EST"},
	{"America/New_York", 2215062000, "2040-03-11T03:00:00-04:00", 0, "EDT"},
	{"America/New_York", 2235621600, "2040-11-04T01:00:00-05:00", 0, "EST"},
	{"Australia/Sydney", 2216822399, "2040-04-01T02:59:59+11:00", 0, "AEDT"},
	{"Australia/Sydney", 2216822400, "2040-04-01T02:00:00+10:00", 0, "AEST"},
	{"Australia/Sydney", 2233151999, "2040-10-07T01:59:59+10:00", 0, "AEST"},
	{"Australia/Sydney", 2233152000, "2040-10-07T03:00:00+11:00", 0, "AEDT"},
	/* centuries with and without a leap day */
	{"UTC", 4107542400, "2100-03-01T00:00:00Z", 1, "UTC"},
	{"UTC", 4107542399, "2100-02-28T23:59:59Z", 0, "UTC"},
	{"UTC", 13574563200, "2400-02-29T00:00:00Z", 2, "UTC"},
	{"UTC", -2203891200, "1900-03-01T00:00:00Z", 4, "UTC"},
	{"UTC", -2203891201, "1900-02-28T23:59:59Z", 3, "UTC"},
	{"UTC", -11670998400, "1600-02-29T00:00:00Z", 2, "UTC"},
	/* a day that was not */
	{"Pacific/Apia", 1325239199, "2011-12-29T23:59:59-10:00", 4, "-10"},
	{"Pacific/Apia", 1325239200, "2011-12-31T00:00:00+14:00", 6, "+14"},
};

static void moments_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		const struct zone *z = zone(moments[i].zone);
		struct civil c = zone_civil(z, moments[i].t);
		char out[RFC3339_CAP];
		assert_string_equal(zone_rfc3339(z, moments[i].t, out), moments[i].rfc3339);
		assert_int_equal(c.weekday, moments[i].weekday);
		assert_string_equal(c.abbr, moments[i].abbr);
	}
	/* Before 1900 offsets had seconds; the text says the same moment. */
	char out[RFC3339_CAP];
	assert_string_equal(zone_rfc3339(zone("Africa/Monrovia"), -3000000000, out),
			    "1874-12-07T17:57:00-00:43");
	assert_int_equal(zone_civil(zone("Africa/Monrovia"), -3000000000).offset, -2588);
	/* Nothing overruns, whatever the number. */
	assert_int_equal(strlen(zone_rfc3339(zone("Asia/Jakarta"), INT64_MAX, out)), 25);
	assert_int_equal(strlen(zone_rfc3339(zone("Asia/Jakarta"), INT64_MIN, out)), 25);
}

static void local_times_are_found(void **state)
{
	static const struct {
		const char *zone;
		struct civil c;
		int64_t t;
	} cases[] = {
		{"Asia/Jakarta", {2026, 11, 22, 14, 31, 5, 0, 0, ""}, 1795332665},
		{"UTC", {2024, 2, 29, 23, 59, 59, 0, 0, ""}, 1709251199},
		/* the hour that is not: the first moment after it */
		{"Europe/Berlin", {2026, 3, 29, 1, 59, 59, 0, 0, ""}, 1774745999},
		{"Europe/Berlin", {2026, 3, 29, 2, 0, 0, 0, 0, ""}, 1774746000},
		{"Europe/Berlin", {2026, 3, 29, 2, 30, 0, 0, 0, ""}, 1774746000},
		{"Europe/Berlin", {2026, 3, 29, 3, 0, 0, 0, 0, ""}, 1774746000},
		/* the hour that is twice: its first */
		{"Europe/Berlin", {2026, 10, 25, 2, 0, 0, 0, 0, ""}, 1792886400},
		{"Europe/Berlin", {2026, 10, 25, 2, 59, 59, 0, 0, ""}, 1792889999},
		{"Europe/Berlin", {2026, 10, 25, 3, 0, 0, 0, 0, ""}, 1792893600},
		{"America/Sao_Paulo", {2018, 11, 4, 0, 0, 0, 0, 0, ""}, 1541300400},
		{"America/Sao_Paulo", {2019, 2, 17, 0, 0, 0, 0, 0, ""}, 1550372400},
		{"Pacific/Apia", {2011, 12, 30, 12, 0, 0, 0, 0, ""}, 1325239200},
		/* fields that run over */
		{"Asia/Jakarta", {2026, 13, 1, 0, 0, 0, 0, 0, ""}, 1798736400},
		{"Asia/Jakarta", {2026, 12, 31, 24, 0, 0, 0, 0, ""}, 1798736400},
		{"Asia/Jakarta", {2027, 1, 0, 23, 59, 59, 0, 0, ""}, 1798736399},
		{"Asia/Jakarta", {2028, -11, 1, 0, 0, 0, 0, 0, ""}, 1798736400},
		{"Asia/Jakarta", {2026, 12, 31, 23, 59, 60, 0, 0, ""}, 1798736400},
		{"Asia/Jakarta", {2026, 12, 32, 1, -60, 0, 0, 0, ""}, 1798736400},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(zone_unix(zone(cases[i].zone), &cases[i].c), cases[i].t);
}

static void days_begin(void **state)
{
	static const struct {
		const char *zone;
		int64_t t; /* a moment, */
		int32_t day;
		int64_t start; /* its day, and when that begins */
	} cases[] = {
		{"UTC", 0, 0, 0},
		{"UTC", -1, -1, -86400},
		{"UTC", 86399, 0, 0},
		{"Asia/Jakarta", 1795332665, 20779, 1795280400},
		{"Asia/Jakarta", 1798736399, 20818, 1798650000},
		{"Asia/Jakarta", 1798736400, 20819, 1798736400},
		/* the day without a midnight begins at one */
		{"America/Sao_Paulo", 1541300399, 17838, 1541214000},
		{"America/Sao_Paulo", 1541300400, 17839, 1541300400},
		/* its last hour came twice */
		{"America/Sao_Paulo", 1550368800, 17943, 1550282400},
		{"America/Sao_Paulo", 1550372400, 17944, 1550372400},
		{"Europe/Berlin", 1774746000, 20541, 1774738800},
		{"Pacific/Apia", 1325239200, 15339, 1325239200},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct zone *z = zone(cases[i].zone);
		assert_int_equal(zone_day(z, cases[i].t), cases[i].day);
		assert_int_equal(zone_day_start(z, cases[i].day), cases[i].start);
	}
}

static void names_are_known(void **state)
{
	static const struct {
		const char *said, *means;
	} cases[] = {
		{"WIB", "Asia/Jakarta"}, {"wita", "Asia/Makassar"}, {"WIT", "Asia/Jayapura"},
		{"UTC", "UTC"},		 {"Asia/Pontianak", "Asia/Pontianak"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(zone_name(zone(cases[i].said)), cases[i].means);
	assert_ptr_equal(zone("WIB"), zone("Asia/Jakarta"));
	assert_ptr_equal(zone("UTC"), zone_utc());
}

/* A file of version 2 by hand: one type, no transition, and a rule. */
static size_t make_file(unsigned char *out, const char *rule)
{
	unsigned char block[44 + 6 + 4] = "TZif2";
	size_t n;

	memcpy(block + 32, "\0\0\0\0\0\0\0\1\0\0\0\4", 12);
	memcpy(block + 44, "\0\0\x0e\x10\0\0XYZ", 10);
	memcpy(out, block, sizeof block);
	memcpy(out + sizeof block, block, sizeof block);
	n = 2 * sizeof block;
	return n + (size_t)snprintf((char *)out + n, 150, "\n%s\n", rule);
}

static void other_names_are_refused(void **state)
{
	static const struct {
		const char *name, *near; /* NULL: nothing is near */
	} cases[] = {
		{"Asia/Jakrta", "Asia/Jakarta"},
		{"asia/jakarta", "Asia/Jakarta"},
		{"jakarta", "Asia/Jakarta"},
		{"Berlin", "Europe/Berlin"},
		{"Mars/Olympus_Mons", NULL},
		{"", NULL},
		{"/etc/passwd", NULL},
		{"../../../etc/passwd", NULL},
		{"Asia/", NULL},
		{"Asia", NULL},
		{"zone.tab", NULL},
		{"tzdata.zi", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		char near[200] = "";
		assert_null(zone_load(cases[i].name, &e));
		assert_int_equal(e.kind, ERR_USAGE);
		if (cases[i].near) {
			assert_true(sentence_arg(&e.say, "near", near, sizeof near));
			assert_memory_equal(near, cases[i].near, strlen(cases[i].near));
		}
	}
	setenv("TZDIR", "/nowhere", 1);
	struct err e = {0};
	assert_null(zone_load("Asia/Tokyo", &e));
	assert_string_equal(e.say.key, "zone.none");
	/* A directory of one's own counts alone. */
	char dir[] = "/tmp/wartel-zone-XXXXXX", *path;
	unsigned char file[300];
	assert_non_null(mkdtemp(dir));
	path = path_join(dir, "Mine");
	assert_true(file_write(path, file, make_file(file, "XYZ-1"), 0600, &e));
	setenv("TZDIR", dir, 1);
	assert_non_null(zone_load("Mine", &e));
	assert_null(zone_load("Asia/Tokyo", &e));
	unsetenv("TZDIR");
	assert_non_null(zone_load("Asia/Tokyo", &e));
	dir_remove(dir);
	free(path);
}

/* Now is 2026-11-22T14:31:05+07:00, a Sunday. */
static void times_are_read(void **state)
{
	enum { NOW = 1795332665 };
	static const struct {
		const char *said;
		int64_t t; /* 0: refused */
	} cases[] = {
		{"2026-11-22T14:31:05+07:00", NOW},
		{"2026-11-22T07:31:05Z", NOW},
		{"2026-11-22t07:31:05.75z", NOW},
		{"2026-11-22T12:01:05+04:30", NOW},
		{"2026-11-22 14:31:05", NOW},
		{"2026-11-30T14:30", 1796023800},
		{"2026-11-30 14:30", 1796023800},
		{"2026-11-30", 1795971600},
		{" 2026-11-30 ", 1795971600},
		{"2027-01-01", 1798736400},
		{"2026-11-22", NOW}, /* today has begun */
		{"23:59", 1795332665 + 34075},
		{"14:31:05", NOW},
		{"14.32", 1795332720},
		{"9:00", 1795399200}, /* over for today */
		{"tomorrow 9:00", 1795399200},
		{"Besok 09:00", 1795399200},
		{"besok 09.00", 1795399200},
		{"tom 9", 1795399200},
		{"mon 9:00", 1795399200},
		{"senin 9", 1795399200},
		{"Sunday 14:32", 1795332720},
		{"sun 14:30", 1795937400},
		{"sab 9", 1795831200},
		{"tom 9", 1795399200},
		{"+90m", NOW + 5400},
		{"+2h", NOW + 7200},
		{"2h", NOW + 7200},
		{"+100000m", NOW + 6000000},
		{"30s", NOW + 30},
		{"+1d", 1795419065},
		{"+1w", 1795937465},
		{"+0m", NOW},
		{"", 0},
		{"soon", 0},
		{"9", 0},
		{"24:00", 0},
		{"12:60", 0},
		{"9:5", 0},
		{"2026-02-29", 0},
		{"2026-13-01", 0},
		{"2026-11-31 10:00", 0},
		{"2026-1-1", 0},
		{"2026-11-30 14", 0},
		{"2026-11-30T14:30:00+7", 0},
		{"2026-11-30T14:30:00+07:00x", 0},
		{"tomorrow", 0},
		{"mon", 0},
		{"monster 9", 0},
		{"tomorrow9:00", 0},
		{"+", 0},
		{"+5", 0},
		{"+5y", 0},
		{"+1d2h", 0},
		{"+99999999d", 0},
		{"-1h", 0},
	};
	const struct zone *z = zone("WIB");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		int64_t t = -7;
		bool ok = zone_parse(z, cases[i].said, NOW, &t, &e);
		if (ok != (cases[i].t != 0))
			print_error("[%s] %s\n", cases[i].said, err_text(&e));
		assert_int_equal(ok, cases[i].t != 0);
		if (ok) {
			assert_int_equal(t, cases[i].t);
		} else {
			assert_string_equal(e.say.key, "zone.time");
			assert_int_equal(t, -7);
		}
	}
	struct err e = {0};
	int64_t t;
	assert_false(zone_parse(z, "2026-11-22 14:31:04", NOW, &t, &e));
	assert_string_equal(e.say.key, "zone.past");
	assert_false(zone_parse(z, "2026-11-21", NOW, &t, &e));
	assert_string_equal(e.say.key, "zone.past");
	/* A day is a day of the calendar: 23 hours when clocks go forward. */
	assert_true(zone_parse(zone("Europe/Berlin"), "+1d", 1774695600, &t, &e));
	assert_int_equal(t, 1774778400);
}

static void times_that_were(void **state)
{
	/* NOW is 14:31:05 in Jakarta, seven hours before the world's. */
	enum { NOW = 1795332665, MIDNIGHT = NOW - 14 * 3600 - 31 * 60 - 5, A_DAY = 86400 };
	static const struct {
		const char *said;
		bool end;
		int64_t t; /* 0: refused */
	} cases[] = {
		{"today", false, MIDNIGHT}, {"today", true, MIDNIGHT + A_DAY},
		{"yesterday", false, MIDNIGHT - A_DAY}, {"Kemarin", true, MIDNIGHT},
		{"2026-11-01", false, MIDNIGHT - 21 * A_DAY}, {"2026-11-01", true, MIDNIGHT - 20 * A_DAY},
		{"2026-11-01 08:30", false, MIDNIGHT - 21 * A_DAY + 30600},
		{"2026-11-01 08:30", true, MIDNIGHT - 21 * A_DAY + 30600},
		{"2026-11-22T07:31:05Z", false, NOW}, {"14:30", false, NOW - 65}, {"8.15", false, MIDNIGHT + 29700},
		{"2h", false, NOW - 7200}, {"-90m", true, NOW - 5400}, {"7d", false, NOW - 7 * A_DAY},
		{"1w", false, NOW - 7 * A_DAY}, {" 30s ", false, NOW - 30},
		{"", false, 0}, {"+2h", false, 0}, {"soon", false, 0}, {"tomorrow", false, 0}, {"2026-02-30", false, 0},
		{"25:00", false, 0}, {"yesterday 9", false, 0}, {"2026-11-01x", false, 0}, {"7", false, 0},
	};
	const struct zone *z = zone("Asia/Jakarta");
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = {0};
		int64_t t = 0;
		bool ok = zone_parse_past(z, cases[i].said, NOW, cases[i].end, &t, &e);
		if (ok != (cases[i].t != 0) || t != cases[i].t)
			fail_msg("[%s] %lld, not %lld: %s", cases[i].said, (long long)t, (long long)cases[i].t, err_text(&e));
		if (!ok)
			assert_string_equal(e.say.key, "zone.past-time");
	}
}

static void rules_are_read(void **state)
{
	static const struct {
		const char *rule;
		int64_t t;
		int offset; /* -1: refused */
	} cases[] = {
		{"", 0, 3600},
		{"XYZ-1", 0, 3600},
		{"<+0545>-5:45", 0, 20700},
		{"<-03>3", 0, -10800},
		{"<ABCDEFGHIJKLM>1", 0, -3600}, /* the name is cut */
		{"AAA4BBB,M3.2.0,M11.1.0", 1772949599, -14400}, /* 2026-03-08T05:59:59Z */
		{"AAA4BBB,M3.2.0,M11.1.0", 1772949600, -10800},
		/* Julian days: March 1 is J60 in every year; n counts 29 February */
		{"AAA0BBB,J60/0,J61/0", 951868799, 0},	    /* 2000-02-29T23:59:59Z */
		{"AAA0BBB,J60/0,J61/0", 951868800, 3600},
		{"AAA0BBB,59/0,60/0", 951782399, 0},	    /* 2000-02-28T23:59:59Z */
		{"AAA0BBB,59/0,60/0", 951782400, 3600},
		{"AAA0BBB,59/0,60/0", 1772323200, 3600},    /* 2026-03-01 */
		/* south: over the new year */
		{"AAA-10BBB,M10.1.0,M4.1.0/3", 1798736400, 39600},
		{"AAA-10BBB,M10.1.0,M4.1.0/3", 1782000000, 36000},
		{"AAA0BBB-2,M3.5.0/-1,M10.5.0/25:30:15", 1782000000, 7200},
		{"AAA0BBB", 0, -1},
		{"AAA0BBB,M3.5.0", 0, -1},
		{"AAA0BBB,M13.5.0,M10.5.0", 0, -1},
		{"AAA0BBB,M3.6.0,M10.5.0", 0, -1},
		{"AAA0BBB,M3.5.7,M10.5.0", 0, -1},
		{"AAA0BBB,J0,J1", 0, -1},
		{"AAA0BBB,366,1", 0, -1},
		{"AAA0BBB,M3.5.0/168,M10.5.0", 0, -1},
		{"AAA25", 0, -1},
		{"AA0", 0, -1},
		{"<AAA0", 0, -1},
		{"AAA", 0, -1},
		{"AAA0 ", 0, -1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned char file[300];
		struct zone_data z;
		size_t n = make_file(file, cases[i].rule);
		bool ok = zone_data_read(&z, file, n);
		if (ok != (cases[i].offset != -1))
			print_error("%s\n", cases[i].rule);
		assert_int_equal(ok, cases[i].offset != -1);
		if (ok)
			assert_int_equal(zone_data_at(&z, cases[i].t)->offset, cases[i].offset);
		zone_data_fini(&z);
		zone_data_fini(&z);
	}
}

/* Cut at every length it is refused, with any byte changed it is refused or
 * sound: what comes out can be asked without harm. */
static void broken_files_do_no_harm(void **state)
{
	struct buf b;
	struct zone_data z;
	size_t refused = 0;

	(void)state;
	buf_init(&b, 1 << 18);
	assert_true(file_read("/usr/share/zoneinfo/Europe/Berlin", &b, NULL));
	assert_true(zone_data_read(&z, b.v, b.n));
	zone_data_fini(&z);
	for (size_t n = 0; n < b.n; n++) {
		char *cut = malloc(n ? n : 1);
		memcpy(cut, b.v, n);
		assert_false(zone_data_read(&z, cut, n));
		free(cut);
	}
	for (size_t i = 0; i < b.n; i++) {
		static const unsigned char flips[] = {0x01, 0x80, 0xff};
		for (size_t k = 0; k < sizeof flips; k++) {
			b.v[i] = (char)(b.v[i] ^ flips[k]);
			if (zone_data_read(&z, b.v, b.n))
				for (int64_t t = -5000000000; t < 8000000000; t += 500000000)
					assert_in_range(zone_data_at(&z, t)->offset + 93600, 0, 187200);
			else
				refused++;
			zone_data_fini(&z);
			b.v[i] = (char)(b.v[i] ^ flips[k]);
		}
	}
	assert_true(refused > 100);
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_told),	   cmocka_unit_test(local_times_are_found),
		cmocka_unit_test(days_begin),		   cmocka_unit_test(names_are_known),
		cmocka_unit_test(other_names_are_refused), cmocka_unit_test(times_are_read),
		cmocka_unit_test(times_that_were),
		cmocka_unit_test(rules_are_read),	   cmocka_unit_test(broken_files_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
