/* zone_file: reading TZif and POSIX TZ rules, and finding what holds when. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone_file.h"

#include "base/banned.h"

enum { HEADER = 44, DAY = 86400, OFFSET_MAX = 26 * 3600, TRANSITIONS_MAX = 20000 };

struct counts {
	char version;
	uint32_t utc, std, leap, time, type, chars;
};

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* What calendars are made of: see Howard Hinnant, "chrono-compatible low-level
 * date algorithms". Years begin in March, so that leap days come last. */
int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void date_of(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool read_counts(struct counts *c, const unsigned char *p, size_t n)
{
	if (n < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	*c = (struct counts){(char)p[4], be32(p + 20), be32(p + 24), be32(p + 28),
			     be32(p + 32), be32(p + 36), be32(p + 40)};
	/* Leap seconds make another count of seconds than ours ("right" zones). */
	return c->time <= TRANSITIONS_MAX && c->type >= 1 && c->type <= 256 && c->chars >= 1 &&
	       c->chars <= 2048 && c->leap == 0 && (c->std == 0 || c->std == c->type) &&
	       (c->utc == 0 || c->utc == c->type);
}

/* Bytes of a block whose times have `size` bytes. The counts are small by now. */
static size_t block_size(const struct counts *c, size_t size)
{
	return c->time * (size + 1) + c->type * 6 + c->chars + c->leap * (size + 4) + c->std + c->utc;
}

static bool read_block(struct zone_data *z, const struct counts *c, const unsigned char *p, size_t size)
{
	const unsigned char *which = p + c->time * size, *types = which + c->time;
	const char *chars = (const char *)types + c->type * 6;

	z->at = xcalloc(c->time, sizeof *z->at);
	z->which = xcalloc(c->time, sizeof *z->which);
	z->types = xcalloc(c->type, sizeof *z->types);
	z->n = c->time;
	z->n_types = c->type;
	for (size_t i = 0; i < c->time; i++) {
		z->at[i] = size == 8 ? be64(p + i * 8) : (int32_t)be32(p + i * 4);
		z->which[i] = which[i];
		if (which[i] >= c->type || (i > 0 && z->at[i] <= z->at[i - 1]))
			return false;
	}
	for (size_t i = 0; i < c->type; i++) {
		const unsigned char *t = types + i * 6;
		z->types[i].offset = (int32_t)be32(t);
		if (z->types[i].offset < -OFFSET_MAX || z->types[i].offset > OFFSET_MAX || t[4] > 1 ||
		    t[5] >= c->chars || !memchr(chars + t[5], '\0', c->chars - t[5]))
			return false;
		str_copy(z->types[i].abbr, ABBR_CAP, chars + t[5]);
	}
	return true;
}

/* The parts of a POSIX TZ string. Each returns what is behind it, or NULL. */

static const char *read_name(const char *s, char out[ABBR_CAP])
{
	const char *end;
	size_t n;

	if (*s == '<') {
		s++;
		end = strchr(s, '>');
	} else {
		end = s;
		while ((*end >= 'A' && *end <= 'Z') || (*end >= 'a' && *end <= 'z'))
			end++;
	}
	if (!end || end - s < 3)
		return NULL;
	n = (size_t)(end - s) < ABBR_CAP ? (size_t)(end - s) : ABBR_CAP - 1;
	memcpy(out, s, n);
	out[n] = '\0';
	return *end == '>' ? end + 1 : end;
}

static const char *read_number(const char *s, int max, int *out)
{
	int n = 0;

	if (*s < '0' || *s > '9')
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++) {
		n = n * 10 + (*s - '0');
		if (n > max)
			return NULL;
	}
	*out = n;
	return s;
}

/* [+-]hh[:mm[:ss]] */
static const char *read_time(const char *s, int hours_max, int32_t *out)
{
	int sign = 1, part[3] = {0};

	if (*s == '+' || *s == '-')
		sign = *s++ == '-' ? -1 : 1;
	s = read_number(s, hours_max, &part[0]);
	for (int i = 1; i < 3 && s && *s == ':'; i++)
		s = read_number(s + 1, 59, &part[i]);
	*out = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	return s;
}

static const char *read_change(const char *s, struct zone_change *c)
{
	*c = (struct zone_change){.second = 2 * 3600};
	if (*s == 'M') {
		c->kind = DAY_OF_MONTH;
		s = read_number(s + 1, 12, &c->month);
		s = s && *s == '.' ? read_number(s + 1, 5, &c->week) : NULL;
		s = s && *s == '.' ? read_number(s + 1, 6, &c->day) : NULL;
		if (!s || c->month < 1 || c->week < 1)
			return NULL;
	} else if (*s == 'J') {
		c->kind = DAY_JULIAN;
		s = read_number(s + 1, 365, &c->day);
		if (!s || c->day < 1)
			return NULL;
	} else {
		c->kind = DAY_OF_YEAR;
		s = read_number(s, 365, &c->day);
		if (!s)
			return NULL;
	}
	return *s == '/' ? read_time(s + 1, 167, &c->second) : s;
}

/* std offset [dst [offset] ,start ,end]; offsets count west of UTC. */
static bool read_rule(struct zone_data *z, const char *s)
{
	int32_t west;

	s = read_name(s, z->standard.abbr);
	s = s ? read_time(s, 24, &west) : NULL;
	if (!s)
		return false;
	z->standard.offset = -west;
	z->has_rule = true;
	if (*s == '\0')
		return true;
	s = read_name(s, z->summer.abbr);
	if (!s)
		return false;
	z->summer.offset = z->standard.offset + 3600;
	if (*s != ',') {
		s = read_time(s, 24, &west);
		if (!s)
			return false;
		z->summer.offset = -west;
	}
	s = *s == ',' ? read_change(s + 1, &z->begin) : NULL;
	s = s && *s == ',' ? read_change(s + 1, &z->end) : NULL;
	z->has_summer = true;
	return s && *s == '\0';
}

bool zone_data_read(struct zone_data *z, const void *bytes, size_t n)
{
	const unsigned char *p = bytes, *footer, *end;
	struct counts c;
	char rule[128];
	size_t size = 4;

	*z = (struct zone_data){0};
	if (!read_counts(&c, p, n))
		goto bad;
	if (c.version >= '2') {
		/* The first block is for readers of 1970's seconds: skipped. */
		size_t skip = HEADER + block_size(&c, 4);
		if (skip > n || !read_counts(&c, p + skip, n - skip))
			goto bad;
		p += skip;
		n -= skip;
		size = 8;
	}
	if (n - HEADER < block_size(&c, size) || !read_block(z, &c, p + HEADER, size))
		goto bad;
	if (size == 8) {
		footer = p + HEADER + block_size(&c, size);
		n -= HEADER + block_size(&c, size);
		if (n < 2 || footer[0] != '\n' || !(end = memchr(footer + 1, '\n', n - 1)))
			goto bad;
		n = (size_t)(end - footer - 1);
		if (n >= sizeof rule || memchr(footer + 1, '\0', n))
			goto bad;
		memcpy(rule, footer + 1, n);
		rule[n] = '\0';
		if (n > 0 && !read_rule(z, rule))
			goto bad;
	}
	return true;
bad:
	zone_data_fini(z);
	return false;
}

void zone_data_fini(struct zone_data *z)
{
	free(z->at);
	free(z->which);
	free(z->types);
	*z = (struct zone_data){0};
}

/* Local seconds since 1970 at which a change happens in a year, by the clock that
 * runs until then. */
static int64_t change_of(const struct zone_change *c, int64_t year)
{
	int64_t day = days_of(year, 1, 1);

	switch (c->kind) {
	case DAY_OF_MONTH: {
		int64_t first = days_of(year, c->month, 1);
		int64_t next = c->month == 12 ? days_of(year + 1, 1, 1) : days_of(year, c->month + 1, 1);
		/* 1970-01-01 was a Thursday. */
		int weekday = (int)(((first + 4) % 7 + 7) % 7);
		day = first + (c->day - weekday + 7) % 7 + 7 * (c->week - 1);
		if (day >= next)
			day -= 7;
		break;
	}
	case DAY_JULIAN:
		day += c->day - 1 + (is_leap(year) && c->day >= 60);
		break;
	case DAY_OF_YEAR:
		day += c->day;
		break;
	}
	return day * DAY + c->second;
}

static int64_t floor_days(int64_t s)
{
	return s >= 0 ? s / DAY : -((-s + DAY - 1) / DAY);
}

static const struct zone_type *rule_at(const struct zone_data *z, int64_t t)
{
	int64_t year, begin, end;
	int month, day;
	bool summer;

	if (!z->has_summer)
		return &z->standard;
	date_of(floor_days(t + z->standard.offset), &year, &month, &day);
	begin = change_of(&z->begin, year) - z->standard.offset;
	end = change_of(&z->end, year) - z->summer.offset;
	/* In the south it lasts over the new year. */
	summer = begin < end ? t >= begin && t < end : t >= begin || t < end;
	return summer ? &z->summer : &z->standard;
}

const struct zone_type *zone_data_at(const struct zone_data *z, int64_t t)
{
	size_t lo = 0, hi = z->n;

	if (z->has_rule && (z->n == 0 || t >= z->at[z->n - 1]))
		return rule_at(z, t);
	/* The last transition that is not after t. */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (z->at[mid] <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &z->types[lo == 0 ? 0 : z->which[lo - 1]];
}
