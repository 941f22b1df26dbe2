/* promise: see promise.h. One walk over the spans as real seconds answers all. */
#include "base/zone.h"

#include "model/promise.h"

#include "base/banned.h"

enum { SEARCH_DAYS = 400, DAY_MINUTES = 24 * 60, DAY_S = DAY_MINUTES * 60 };

NAMES_DEFINE(promise_kind, promise_kind, PROMISES)

static bool day_works(const struct week *s, int32_t day)
{
	for (size_t i = 0; i < s->n_closed; i++)
		if (s->closed[i] == day)
			return false;
	return true;
}

/* What the wall clock shows so many minutes after the day's midnight. A minute that is
 * left out is where the clock goes on, one that is doubled its first passage. */
static int64_t day_minute(const struct week *s, int32_t day, int minute)
{
	struct civil c;

	if (minute >= DAY_MINUTES)
		return day_minute(s, day + 1, minute - DAY_MINUTES);
	if (minute == 0)
		return zone_day_start(s->zone, day);
	c = zone_civil(s->zone, zone_day_start(s->zone, day));
	c.hour = minute / 60;
	c.minute = minute % 60;
	c.second = 0;
	return zone_unix(s->zone, &c);
}

/* The spans from one second on, one after the other. */
struct walk {
	const struct week *s;
	int32_t day, last_day;
	int i;
	int64_t at; /* what lies before is passed */
};

static struct walk walk_from(const struct week *s, int64_t from)
{
	int32_t today = zone_day(s->zone, from);

	/* Yesterday's may pass midnight. */
	return (struct walk){ .s = s, .day = today - 1, .last_day = today + SEARCH_DAYS, .at = from };
}

static bool walk_next(struct walk *w, int64_t *begin, int64_t *end)
{
	for (; w->day <= w->last_day; w->day++, w->i = 0) {
		/* 1970-01-01 was a Thursday. */
		int weekday = (int)(((w->day + 4) % 7 + 7) % 7);

		while (w->i < w->s->spans[weekday] && day_works(w->s, w->day)) {
			struct span p = w->s->span[weekday][w->i++];

			*begin = day_minute(w->s, w->day, p.open);
			*end = day_minute(w->s, w->day, p.close > p.open ? p.close : p.close + DAY_MINUTES);
			if (*begin < w->at)
				*begin = w->at;
			if (*end > *begin) {
				w->at = *end;
				return true;
			}
		}
	}
	return false;
}

int64_t week_next(const struct week *s, int64_t from)
{
	struct walk w = walk_from(s, from);
	int64_t begin, end;

	return walk_next(&w, &begin, &end) ? begin : 0;
}

bool week_open(const struct week *s, int64_t unix_s)
{
	return week_next(s, unix_s) == unix_s;
}

int64_t week_shut_since(const struct week *s, int64_t at)
{
	/* A week holds the end of most; holidays may be longer. */
	static const int back_days[] = { 8, SEARCH_DAYS };
	int64_t begin, end, last = 0;

	for (size_t i = 0; last == 0 && i < sizeof back_days / sizeof *back_days; i++) {
		struct walk w = walk_from(s, at - back_days[i] * (int64_t)DAY_S);

		while (walk_next(&w, &begin, &end) && begin <= at) {
			if (end > at)
				return 0;
			last = end;
		}
	}
	return last != 0 ? last : at - SEARCH_DAYS * (int64_t)DAY_S;
}

int64_t week_after(const struct week *s, int64_t from, int64_t seconds)
{
	struct walk w = walk_from(s, from);
	int64_t begin, end;

	while (walk_next(&w, &begin, &end)) {
		if (seconds <= end - begin)
			return begin + seconds;
		seconds -= end - begin;
	}
	return 0;
}

int64_t promise_due(const struct promise *p, enum promise_kind kind, enum case_priority priority, int64_t from)
{
	int64_t seconds = kind == PROMISE_FIRST ? p->first[priority] : kind == PROMISE_NEXT ? p->next[priority] : 0;

	return seconds > 0 ? week_after(&p->week, from, seconds) : 0;
}
