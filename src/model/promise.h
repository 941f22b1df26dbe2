/* promise: how soon customers are answered, counted in service hours: the hours in
 * which somebody is there, by the wall clock of the number's zone. A span that
 * passes midnight belongs to the day on which it began; hours that a change of
 * the clock leaves out or doubles count as long as they really last. Pure. */
#ifndef MODEL_PROMISE_H
#define MODEL_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/conversation.h"
#include "model/facts.h"

enum { PROMISE_SOON_S = 10 * 60 /* what is due within it is due soon */ };
enum { SPANS_MAX = 6, PRIORITY_COUNT = PRIORITY_URGENT + 1 };

/* Minutes of the day; close at or before open is on the next day, 0 and 0 the whole day. */
struct span {
	int open, close;
};
struct week {
	const struct zone *zone;
	struct span span[7][SPANS_MAX]; /* [0] Sunday; in order, apart from each other */
	int spans[7];
	int32_t closed[2 * HOLIDAYS_MAX]; /* zone days */
	size_t n_closed;
};

/* What an answer is owed as: the first of a case, or a later one. */
#define PROMISES(X)                 \
	X(PROMISE_NONE, "")         \
	X(PROMISE_FIRST, "first")   \
	X(PROMISE_NEXT, "next")
enum promise_kind { PROMISES(NAMES_ENUM) };
NAMES_DECLARE(promise_kind, promise_kind)

/* As a number's options spell it; empty targets promise nothing. Borrowed. */
struct promise_words {
	const char *zone, *week, *closed, *first, *next;
};

struct promise {
	struct week week;
	int64_t first[PRIORITY_COUNT], next[PRIORITY_COUNT]; /* seconds by priority; 0: none is promised */
};

/* Whether somebody is there at this second. */
bool week_open(const struct week *, int64_t unix_s);
/* The first second at or after `from` when somebody is; 0 when there is none within a
 * year and a bit. */
int64_t week_next(const struct week *, int64_t from);
/* At a second when nobody is there: since when; of more than a year, the beginning of that.
 * 0 when somebody is. */
int64_t week_shut_since(const struct week *, int64_t at);
/* The second by which so many seconds of service have passed since `from`; 0 when they
 * do not within a year and a bit. */
int64_t week_after(const struct week *, int64_t from, int64_t seconds);
/* By when who began to wait at `from` is answered; 0 when nothing is promised. */
int64_t promise_due(const struct promise *, enum promise_kind, enum case_priority, int64_t from);

#endif
