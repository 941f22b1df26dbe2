/* almanac: local days and hours for the proof, by its own arithmetic from a table
 * of offsets, so that it shares no mistake with base/zone: Jakarta and Jayapura
 * never change, Sao Paulo has not since 2019, Berlin follows the European rule
 * (last Sundays of March and October, 01:00 UTC). Good for 2020 to 2099. */
#ifndef TESTS_PROOF_ALMANAC_H
#define TESTS_PROOF_ALMANAC_H

#include <stdint.h>

enum almanac_zone { ALMANAC_JAKARTA, ALMANAC_JAYAPURA, ALMANAC_SAO_PAULO, ALMANAC_BERLIN, ALMANAC_ZONES };
extern const char *const almanac_names[ALMANAC_ZONES];

struct almanac {
	int64_t day;	/* days since 1970-01-01, local */
	int minute;	/* of the day */
	int second;	/* of the day */
	int weekday;	/* 0 Sunday */
};
struct almanac almanac_at(enum almanac_zone, int64_t unix_s);
/* Days since 1970-01-01 of a date. */
int64_t almanac_day(int year, int month, int day);
void almanac_date(int64_t day, int *year, int *month, int *mday);

#endif
