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

#endif
