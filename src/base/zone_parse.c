/* zone_parse: times as people and programs write them, read in a zone. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/zone.h"
#include "base/zone_file.h"

#include "base/banned.h"

enum { DAY = 86400 };

/* Exactly n digits; NULL otherwise. */
static const char *digits(const char *s, int n, int *out)
{
	*out = 0;
	for (; s && n > 0; n--, s++) {
		if (*s < '0' || *s > '9')
			return NULL;
		*out = *out * 10 + (*s - '0');
	}
	return s;
}

static const char *sign(const char *s, char c)
{
	return s && *s == c ? s + 1 : NULL;
}

static const char *blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* A word, whatever its case, before a blank or the end. */
static const char *word(const char *s, const char *w)
{
	size_t n = strlen(w);

	bool ends = strncasecmp(s, w, n) == 0 && (s[n] == '\0' || s[n] == ' ' || s[n] == '\t');

	return ends ? blanks(s + n) : NULL;
}

static const char *read_date(const char *s, struct civil *c)
{
	int64_t year;
	int month, day;

	s = digits(s, 4, &c->year);
	s = digits(sign(s, '-'), 2, &c->month);
	s = digits(sign(s, '-'), 2, &c->day);
	if (!s || c->month < 1 || c->month > 12)
		return NULL;
	/* 30 February is a day of no month. */
	date_of(days_of(c->year, c->month, c->day), &year, &month, &day);
	return year == c->year && month == c->month && day == c->day ? s : NULL;
}

/* H:MM, HH:MM or, when bare is allowed, H or HH; seconds may follow. Dots do
 * for colons, as they are written in Indonesia. */
static const char *read_clock(const char *s, struct civil *c, bool bare)
{
	int n = (int)strspn(s, "0123456789");

	if (n < 1 || n > 2)
		return NULL;
	s = digits(s, n, &c->hour);
	c->minute = c->second = 0;
	if (*s == ':' || *s == '.') {
		char between = *s;
		s = digits(s + 1, 2, &c->minute);
		if (s && *s == between)
			s = digits(s + 1, 2, &c->second);
	} else if (!bare) {
		return NULL;
	}
	return s && c->hour < 24 && c->minute < 60 && c->second < 60 ? s : NULL;
}

/* What stands behind the time of RFC 3339; a fraction of a second is dropped. */
static const char *read_offset(const char *s, int64_t *offset)
{
	int h, m, east;

	if (*s == '.') {
		size_t n = strspn(s + 1, "0123456789");
		if (n == 0)
			return NULL;
		s += 1 + n;
	}
	*offset = 0;
	if (*s == 'Z' || *s == 'z')
		return s + 1;
	if (*s != '+' && *s != '-')
		return NULL;
	east = *s == '+' ? 1 : -1;
	s = digits(s + 1, 2, &h);
	s = digits(sign(s, ':'), 2, &m);
	if (!s || h > 23 || m > 59)
		return NULL;
	*offset = east * (h * 3600 + m * 60);
	return s;
}

/* YYYY-MM-DD alone, with a local time, or with time and offset. */
static bool absolute(const struct zone *z, const char *s, int64_t now, int64_t *out)
{
	struct civil c = {0};
	int64_t offset;
	const char *rest;

	s = read_date(s, &c);
	if (!s)
		return false;
	if (*blanks(s) == '\0') {
		*out = zone_unix(z, &c);
		/* Today has begun already. */
		if (zone_day(z, now) == zone_day(z, *out) && *out < now)
			*out = now;
		return true;
	}
	if (*s != 'T' && *s != 't' && *s != ' ')
		return false;
	s = read_clock(blanks(s + 1), &c, false);
	if (!s)
		return false;
	if (*blanks(s) == '\0') {
		*out = zone_unix(z, &c);
		return true;
	}
	rest = read_offset(s, &offset);
	if (!rest || *blanks(rest) != '\0')
		return false;
	*out = zone_unix(zone_utc(), &c) - offset;
	return true;
}

/* +90m, +2h, +1d, +1w, or with way -1 so long ago; days keep the time on the clock. */
static bool relative(const struct zone *z, const char *s, int64_t now, int way, int64_t *out)
{
	struct civil c = zone_civil(z, now);
	size_t n;
	int amount;

	s += *s == (way > 0 ? '+' : '-');
	n = strspn(s, "0123456789");
	if (n < 1 || n > 6)
		return false;
	s = blanks(digits(s, (int)n, &amount));
	if (*s == '\0' || *blanks(s + 1) != '\0')
		return false;
	amount *= way;
	switch (*s) {
	case 's':
		*out = now + amount;
		return true;
	case 'm':
		*out = now + (int64_t)amount * 60;
		return true;
	case 'h':
		*out = now + (int64_t)amount * 3600;
		return true;
	case 'w':
		amount *= 7;
		/* fall through */
	case 'd':
		c.day += amount;
		*out = zone_unix(z, &c);
		return true;
	default:
		return false;
	}
}

/* A day of the week, 0 Sunday; -1 none. */
static int weekday(const char *s, const char **rest)
{
	static const char *const names[][4] = {
		{ "sun", "sunday", "minggu", "min" }, { "mon", "monday", "senin", "sen" },
		{ "tue", "tuesday", "selasa", "sel" }, { "wed", "wednesday", "rabu", "rab" },
		{ "thu", "thursday", "kamis", "kam" }, { "fri", "friday", "jumat", "jum" },
		{ "sat", "saturday", "sabtu", "sab" } };

	for (int day = 0; day < 7; day++)
		for (size_t i = 0; i < sizeof *names / sizeof **names; i++)
			if ((*rest = word(s, names[day][i])) != NULL)
				return day;
	return -1;
}

/* HH:MM: the next one. With a day's name: of that day; of the week the next such day,
 * which may be today. */
static bool of_day(const struct zone *z, const char *s, int64_t now, int64_t *out)
{
	static const char *const names[] = {"tomorrow", "besok", "tom"};
	struct civil c = zone_civil(z, now);
	const char *rest = NULL;
	int again = 1, day = weekday(s, &rest);

	if (day >= 0) {
		c.day += (day - c.weekday + 7) % 7;
		again = 7;
	}
	for (size_t i = 0; !rest && i < sizeof names / sizeof *names; i++)
		if ((rest = word(s, names[i])) != NULL)
			c.day++;
	s = read_clock(rest ? rest : s, &c, rest != NULL);
	if (!s || *blanks(s) != '\0')
		return false;
	*out = zone_unix(z, &c);
	if ((!rest || day >= 0) && *out < now) {
		c.day += again;
		*out = zone_unix(z, &c);
	}
	return true;
}

bool zone_parse(const struct zone *z, const char *s, int64_t now, int64_t *out, struct err *e)
{
	int64_t t;
	char when[RFC3339_CAP];

	s = blanks(s);
	if (!absolute(z, s, now, &t) && !of_day(z, s, now, &t) && !relative(z, s, now, 1, &t))
		return err_set(e, ERR_USAGE, "zone.time",
			       N_("{said} is no time: write 14:30, tomorrow 9:00, mon 9:00, 2026-11-30, "
				  "2026-11-30 14:30, +90m, +2h or +1d"),
			       "said=%s", s);
	if (t < now)
		return err_set(e, ERR_USAGE, "zone.past", N_("{said} ({time}) is over; write a time to come"),
			       "said=%s\ntime=%s", s, zone_rfc3339(z, t, when));
	*out = t;
	return true;
}

/* A whole day: YYYY-MM-DD, today, yesterday. */
static bool whole_day(const struct zone *z, const char *s, int64_t now, int32_t *day)
{
	static const struct {
		const char *name;
		int back;
	} names[] = { { "today", 0 }, { "yesterday", 1 }, { "kemarin", 1 } };
	struct civil c = {0};
	const char *rest = read_date(s, &c);

	*day = rest ? (int32_t)days_of(c.year, c.month, c.day) : zone_day(z, now);
	for (size_t i = 0; !rest && i < sizeof names / sizeof *names; i++)
		if ((rest = word(s, names[i].name)) != NULL)
			*day -= names[i].back;
	return rest && *blanks(rest) == '\0';
}

bool zone_parse_past(const struct zone *z, const char *s, int64_t now, bool end, int64_t *out, struct err *e)
{
	struct civil c = zone_civil(z, now);
	int64_t t = 0;
	const char *rest;
	int32_t day;

	s = blanks(s);
	if (whole_day(z, s, now, &day)) {
		*out = zone_day_start(z, end ? day + 1 : day);
		return true;
	}
	if (!absolute(z, s, 0, &t) && !relative(z, s, now, -1, &t)) {
		rest = read_clock(s, &c, false);
		if (!rest || *blanks(rest) != '\0')
			return err_set(e, ERR_USAGE, "zone.past-time",
				       N_("{said} is no time that was: write 14:30, today, yesterday, 2026-11-30, "
					  "2026-11-30 14:30, 2h or 7d"),
				       "said=%s", s);
		t = zone_unix(z, &c);
	}
	*out = t;
	return true;
}
