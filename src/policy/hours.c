/* hours: the calendar that the gates ask. What counts is what the clock on the
 * shop's wall says: in the hour that is doubled when summer time ends both
 * passages are judged by their wall time, and a span that begins inside the hour
 * that is skipped begins at its end. */
#include "base/zone.h"

#include "policy/hours.h"

#include "base/banned.h"

enum { SEARCH_DAYS = 400, MEET_S = 7 * 24 * 60 * 60 };

static bool day_works(const struct limits *l, int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int weekday = (int)(((day + 4) % 7 + 7) % 7);

	if (!l->weekday[weekday])
		return false;
	for (size_t i = 0; i < l->n_holidays; i++)
		if (l->holidays[i] == day)
			return false;
	return true;
}

/* Whether a span open..close of the day contains this second, on a day that works. */
static bool span_holds(const struct limits *l, int open, int close, int64_t unix_s)
{
	struct civil c = zone_civil(l->zone, unix_s);
	int32_t day = zone_day(l->zone, unix_s);
	int minute = c.hour * 60 + c.minute;

	if (open == close)
		return day_works(l, day);
	if (open < close)
		return minute >= open && minute < close && day_works(l, day);
	if (minute >= open)
		return day_works(l, day);
	return minute < close && day_works(l, day - 1);
}

bool hours_open(const struct limits *l, bool initiation, int64_t unix_s)
{
	if (l->demo)
		return true;
	if (!span_holds(l, l->open_minute, l->close_minute, unix_s))
		return false;
	if (!initiation || l->initiation_open_minute == l->initiation_close_minute)
		return true;
	return span_holds(l, l->initiation_open_minute, l->initiation_close_minute, unix_s);
}

static int64_t day_minute(const struct limits *l, int32_t day, int minute)
{
	int64_t start = zone_day_start(l->zone, day);
	struct civil c = zone_civil(l->zone, start);

	c.hour = minute / 60;
	c.minute = minute % 60;
	c.second = 0;
	return zone_unix(l->zone, &c);
}

int64_t hours_next(const struct limits *l, bool initiation, int64_t from)
{
	int32_t today = zone_day(l->zone, from);
	int first = l->open_minute, second = l->initiation_open_minute;

	if (hours_open(l, initiation, from))
		return from;
	if (first > second) {
		int swap = first;

		first = second;
		second = swap;
	}
	/* Both spans must hold, so the moment sought is where one of them begins, or a
	 * day that continues one, or the second passage of a doubled hour. */
	for (int32_t day = today; day < today + SEARCH_DAYS; day++) {
		int64_t one = day_minute(l, day, first), other = day_minute(l, day, second);
		int64_t tries[5] = { zone_day_start(l->zone, day), one, other, one + 3600, other + 3600 };

		for (size_t i = 0; i < 5; i++)
			if (tries[i] > from && hours_open(l, initiation, tries[i]))
				return tries[i];
	}
	return 0;
}

int64_t hours_tomorrow(const struct limits *l, bool initiation, int64_t unix_s)
{
	return hours_next(l, initiation, zone_day_start(l->zone, zone_day(l->zone, unix_s) + 1));
}

/* The active hours alone, on all days, by the clock there. */
static struct limits clock_there(const struct limits *l, const struct zone *there)
{
	return (struct limits){ .zone = there, .open_minute = l->open_minute, .close_minute = l->close_minute,
		.weekday = { true, true, true, true, true, true, true }, .demo = l->demo };
}

bool hours_open_there(const struct limits *l, const struct zone *there, int64_t unix_s)
{
	struct limits theirs = clock_there(l, there);

	return hours_open(&theirs, false, unix_s);
}

int64_t hours_next_both(const struct limits *l, bool initiation, const struct zone *there, int64_t from)
{
	struct limits theirs = clock_there(l, there);
	int64_t ours = hours_next(l, initiation, from), last = ours + MEET_S;

	/* Each in turn is moved to its next opening, until theirs stays where it is. */
	while (ours && ours <= last) {
		int64_t at = hours_next(&theirs, false, ours);

		if (!at || at == ours)
			return at;
		ours = hours_next(l, initiation, at);
	}
	return 0;
}
