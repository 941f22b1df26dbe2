/* almanac: see the header. */
#include "almanac.h"

enum { DAY = 86400 };

const char *const almanac_names[ALMANAC_ZONES] = { "Asia/Jakarta", "Asia/Jayapura", "America/Sao_Paulo",
	"Europe/Berlin" };

static const int hours_east[ALMANAC_ZONES] = { 7, 9, -3, 1 };

static int is_leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

int64_t almanac_day(int year, int month, int day)
{
	int64_t n = 0;

	for (int y = 1970; y < year; y++)
		n += 365 + is_leap(y);
	for (int m = 1; m < month; m++)
		n += month_days(year, m);
	return n + day - 1;
}

void almanac_date(int64_t day, int *year, int *month, int *mday)
{
	*year = 1970;
	*month = 1;
	while (day >= 365 + is_leap(*year))
		day -= 365 + is_leap((*year)++);
	while (day >= month_days(*year, *month))
		day -= month_days(*year, (*month)++);
	*mday = (int)day + 1;
}

/* 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day)
{
	return (int)((day + 4) % 7);
}

static int64_t last_sunday(int year, int month)
{
	int64_t day = almanac_day(year, month, 31);

	return day - weekday_of(day);
}

static int64_t offset(enum almanac_zone z, int64_t t)
{
	int64_t hours = hours_east[z];
	int year, month, mday;

	if (z == ALMANAC_BERLIN) {
		almanac_date(t / DAY, &year, &month, &mday);
		if (t >= last_sunday(year, 3) * DAY + 3600 && t < last_sunday(year, 10) * DAY + 3600)
			hours++;
	}
	return hours * 3600;
}

struct almanac almanac_at(enum almanac_zone z, int64_t unix_s)
{
	int64_t local = unix_s + offset(z, unix_s);
	struct almanac a = { .day = local / DAY, .second = (int)(local % DAY) };

	a.minute = a.second / 60;
	a.weekday = weekday_of(a.day);
	return a;
}
