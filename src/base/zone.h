/* zone: civil time in named time zones, many in one process, read from the
 * system's TZif files (RFC 8536) without touching TZ. A loaded zone never
 * changes and is kept for the life of the process, so a pointer may be held and
 * used from any thread. WIB, WITA and WIT, which the C library silently takes
 * for UTC, are translated. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

#include "base/err.h"

struct zone;

struct civil {
	int year, month, day;	  /* month 1..12, day 1..31 */
	int hour, minute, second; /* 0..23, 0..59, 0..59 */
	int weekday;		  /* 0 Sunday .. 6 */
	int offset;		  /* seconds east of UTC */
	char abbr[8];		  /* "WIB" */
};

/* NULL with ERR_USAGE naming the nearest zone names when there is no such zone. */
const struct zone *zone_load(const char *name, struct err *);
const struct zone *zone_utc(void);
/* The name it was loaded as, aliases resolved: "Asia/Jakarta". */
const char *zone_name(const struct zone *);
struct civil zone_civil(const struct zone *, int64_t unix_s);
/* Seconds of the year..second in c (weekday, offset ignored, fields normalised).
 * In a gap the time after it is taken, in a doubled hour the first. */
int64_t zone_unix(const struct zone *, const struct civil *c);
/* The local calendar day as days since 1970-01-01. */
int32_t zone_day(const struct zone *, int64_t unix_s);
/* When local day `day` begins. */
int64_t zone_day_start(const struct zone *, int32_t day);
/* RFC 3339 with the zone's offset: "2026-11-22T14:31:05+07:00". Returns out. */
enum { RFC3339_CAP = 32 };
char *zone_rfc3339(const struct zone *, int64_t unix_s, char out[RFC3339_CAP]);
/* Reads RFC 3339, "HH:MM", "tomorrow HH:MM" (besok), "mon HH:MM" (senin), "YYYY-MM-DD[ HH:MM]", "+90m",
 * "+2h", "+1d" as a time at or after now in this zone. */
bool zone_parse(const struct zone *, const char *s, int64_t now, int64_t *out, struct err *);
/* The same of a time that was: RFC 3339, "YYYY-MM-DD[ HH:MM]", "HH:MM" of today, "today",
 * "yesterday" (kemarin), "90m", "2h", "7d" ago. A day without a time is its beginning, or
 * with end the beginning of the next. */
bool zone_parse_past(const struct zone *, const char *s, int64_t now, bool end, int64_t *out, struct err *);

#endif
