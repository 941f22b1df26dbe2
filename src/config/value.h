/* value: the spellings that options have, read. All are strict: false for
 * anything that is not wholly understood. Pure. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"
#include "model/promise.h"

bool value_number(const char *, long *);
bool value_bool(const char *, bool *); /* yes no, on off, true false, 1 0 */
/* "08:00-21:00" as minutes of the day; "always" (and equal ends) as 0, 0. 24:00 may end. */
bool value_hours(const char *, int *open, int *close);
/* "mon-sat", "mon tue thu", "fri-mon"; [0] is Sunday. At least one day. */
bool value_days(const char *, bool day[7]);
/* "mon-fri 08:00-12:00 13:00-17:00, sat 09:00-12:00" into span and spans: days, then their
 * hours or "always". A day in one place only; its spans do not meet. */
bool value_week(const char *, struct week *);
/* "urgent 5m, high 15m, normal 1h" as seconds, 0 for who is not named; "1h" for all. */
enum { TARGET_MIN_S = 60, TARGET_MAX_S = 30 * 24 * 3600 };
bool value_targets(const char *, int64_t seconds[PRIORITY_COUNT]);
/* All of it; false when any part is not understood. */
bool value_promise(const struct promise_words *, struct promise *);
/* "2026-12-25 2027-01-01" as days since 1970-01-01. */
bool value_dates(const char *, int32_t *v, size_t cap, size_t *n);
/* "drugs-otc:note tobacco:block", one after the other from *at (0 at first): 1 and the
 * next of them, 0 at the end, -1 for what is none. Whether there is such a category
 * is known where the rules are. */
enum { VALUE_CATEGORY = 32, VALUE_ACTION = 8 };
int value_action(const char *, size_t *at, char category[VALUE_CATEGORY], char action[VALUE_ACTION]);
bool value_ramp(const char *, int ramp[RAMP_DAYS]);
/* "24h", "90s", "500ms", "10m", "30d" as milliseconds. */
bool value_span(const char *, long *ms);
/* "5-8s", "30s-2m" as milliseconds; one span alone is both ends. */
bool value_range(const char *, int *lo_ms, int *hi_ms);

#endif
