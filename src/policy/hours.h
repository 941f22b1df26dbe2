/* hours: when a number may write, by the wall clock of its zone. A span that
 * passes midnight belongs to the day on which it began. Pure. */
#ifndef POLICY_HOURS_H
#define POLICY_HOURS_H

#include "model/facts.h"

/* Whether the number may write at this second; initiations may have hours of
 * their own inside the active ones. */
bool hours_open(const struct limits *, bool initiation, int64_t unix_s);
/* The first second at or after `from` when it may; 0 when there is none within a
 * year and a bit. */
int64_t hours_next(const struct limits *, bool initiation, int64_t from);
/* The first second of the next local day when it may; 0 as above. */
int64_t hours_tomorrow(const struct limits *, bool initiation, int64_t unix_s);
/* Whether the active hours hold at this second by the clock of another zone,
 * whatever the day: the days that work are the number's. */
bool hours_open_there(const struct limits *, const struct zone *there, int64_t unix_s);
/* The first second at or after `from` when the number may write and it is within
 * the hours there; 0 when there is none in the week after the number's opening. */
int64_t hours_next_both(const struct limits *, bool initiation, const struct zone *there, int64_t from);

#endif
