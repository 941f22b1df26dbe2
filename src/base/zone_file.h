/* zone_file: a TZif file (RFC 8536) taken apart: the transitions it lists, and
 * the rule for all later times. Files are foreign bytes: nothing in one is
 * believed before it was measured. */
#ifndef BASE_ZONE_FILE_H
#define BASE_ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ABBR_CAP = 8 };

struct zone_type {
	int32_t offset; /* seconds east of UTC */
	char abbr[ABBR_CAP];
};

/* When daylight time begins or ends in a year, in POSIX TZ's three ways. */
enum zone_day_kind {
	DAY_OF_MONTH, /* Mm.w.d: the w-th weekday d of month m, 5: the last */
	DAY_JULIAN,   /* Jn: 1..365, 29 February never counts */
	DAY_OF_YEAR   /* n: 0..365 */
};
struct zone_change {
	enum zone_day_kind kind;
	int month, week, day; /* day alone for the last two */
	int32_t second;	      /* of that local day, may be below 0 or above 86399 */
};

struct zone_data {
	int64_t *at; /* n ascending times; from at[i] on type which[i] holds */
	uint8_t *which;
	size_t n;
	struct zone_type *types; /* the first one before at[0] */
	size_t n_types;
	bool has_rule, has_summer;
	struct zone_type standard, summer;
	struct zone_change begin, end; /* of summer */
};

/* False when the bytes are no sound TZif file; *out is then {0}. */
bool zone_data_read(struct zone_data *out, const void *bytes, size_t n);
void zone_data_fini(struct zone_data *);
/* The type that holds at a time. */
const struct zone_type *zone_data_at(const struct zone_data *, int64_t unix_s);

/* Days since 1970-01-01 of a Gregorian date, and back. */
int64_t days_of(int64_t year, int month, int day);
void date_of(int64_t days, int64_t *year, int *month, int *day);

#endif
