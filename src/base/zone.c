/* zone: named zones kept for ever, civil time in them, and times as people
 * write them. One mutex guards the list of loaded zones; a zone itself never
 * changes. */
#include <ctype.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "base/zone_file.h"

#include "base/banned.h"

enum { DAY = 86400, ZONE_FILE_CEIL = 256 << 10, NAME_MAX_LEN = 64, NEAR = 3 };

/* Years 0000 to 9999, with a day's room for offsets: what RFC 3339 can say. */
#define EARLIEST (-62167132800)
#define LATEST 253402214400

struct zone {
	char *name;
	struct zone_data data;
	struct zone *next;
};

static struct zone_type utc_type = {0, "UTC"};
static struct zone utc = {.name = (char[]){"UTC"}, .data = {.types = &utc_type, .n_types = 1}};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *loaded;

static const struct {
	const char *said, *means;
} aliases[] = {
	{"WIB", "Asia/Jakarta"},
	{"WITA", "Asia/Makassar"},
	{"WIT", "Asia/Jayapura"},
	{"UTC", "UTC"},
	{"GMT", "UTC"},
	{"Z", "UTC"},
};

static const char *const zone_dirs[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
					"/usr/share/lib/zoneinfo"};

/* A name, not a path that leaves the directory. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > NAME_MAX_LEN || *s == '/' || strstr(s, "..") || strstr(s, "//") || s[n - 1] == '/')
		return false;
	return strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

static const char *first_dir(void)
{
	const char *dir = getenv("TZDIR");

	return dir && *dir ? dir : NULL;
}

/* The i-th place to look, or NULL after the last. */
static const char *dir_at(size_t i)
{
	const char *own = first_dir();

	if (own)
		return i == 0 ? own : NULL;
	return i < sizeof zone_dirs / sizeof *zone_dirs ? zone_dirs[i] : NULL;
}

static bool read_zone(const char *name, struct zone_data *out)
{
	const char *dir;
	bool ok = false;

	for (size_t i = 0; !ok && (dir = dir_at(i)) != NULL; i++) {
		char *path = path_join(dir, name);
		struct buf b;
		buf_init(&b, ZONE_FILE_CEIL);
		ok = file_read(path, &b, NULL) && zone_data_read(out, b.v, b.n);
		buf_fini(&b);
		free(path);
	}
	return ok;
}

struct near {
	struct {
		char name[NAME_MAX_LEN + 1];
		int distance;
	} v[NEAR];
	size_t n;
	char said[NAME_MAX_LEN + 1];
};

static void lower(char *out, size_t cap, const char *s)
{
	str_copy(out, cap, s);
	for (; *out; out++)
		*out = (char)tolower((unsigned char)*out);
}

/* Cities are what people type: the last part alone counts as the name too. */
static void consider(struct near *near, const char *name)
{
	char low[NAME_MAX_LEN + 1];
	const char *city;
	int d, by_city;
	size_t i;

	lower(low, sizeof low, name);
	d = text_distance(low, near->said);
	city = strrchr(low, '/');
	by_city = city ? text_distance(city + 1, near->said) : d;
	if (by_city < d)
		d = by_city;
	if (d > 3 && d > (int)strlen(near->said) / 2)
		return;
	for (i = near->n; i > 0 && d < near->v[i - 1].distance; i--)
		if (i < NEAR)
			near->v[i] = near->v[i - 1];
	if (i == NEAR)
		return;
	str_copy(near->v[i].name, sizeof near->v[i].name, name);
	near->v[i].distance = d;
	if (near->n < NEAR)
		near->n++;
}

/* All zone files below dir/under; zone names begin with a capital letter. */
static void walk(struct near *near, const char *dir, const char *under, int depth)
{
	char *path = path_join(dir, under);
	DIR *d = opendir(path);
	struct dirent *entry;

	free(path);
	while (d && (entry = readdir(d)) != NULL) {
		char *name, *full;
		DIR *sub;
		if (!isupper((unsigned char)entry->d_name[0]) || strchr(entry->d_name, '.'))
			continue;
		name = path_join(under, entry->d_name);
		full = path_join(dir, name);
		sub = opendir(full);
		if (sub) {
			closedir(sub);
			if (depth < 3)
				walk(near, dir, name, depth + 1);
		} else if (is_name(name)) {
			consider(near, name);
		}
		free(full);
		free(name);
	}
	if (d)
		closedir(d);
}

static void unknown(const char *name, struct err *e)
{
	struct near near = {.n = 0};
	struct buf list = {0};
	const char *dir = NULL;

	lower(near.said, sizeof near.said, name);
	for (size_t i = 0; near.n == 0 && (dir = dir_at(i)) != NULL; i++)
		walk(&near, dir, "", 0);
	/* Beside a good guess a bad one only confuses. */
	while (near.n > 1 && near.v[near.n - 1].distance > near.v[0].distance + 1)
		near.n--;
	for (size_t i = 0; i < near.n; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", near.v[i].name);
	dir = dir_at(0);
	if (near.n > 0)
		err_set(e, ERR_USAGE, "zone.unknown",
			N_("there is no time zone {name}; did you mean {near}?"), "name=%s\nnear=%s", name,
			buf_str(&list));
	else if (!file_exists(dir))
		err_set(e, ERR_USAGE, "zone.none",
			N_("the time zone {name} cannot be read: there is no {dir}; "
			   "install the package tzdata"),
			"name=%s\ndir=%s", name, dir);
	else
		err_set(e, ERR_USAGE, "zone.unknown-far",
			N_("there is no time zone {name}; write one as Asia/Jakarta, WIB, WITA or WIT"),
			"name=%s", name);
	buf_fini(&list);
}

const struct zone *zone_load(const char *name, struct err *e)
{
	struct zone *z;

	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcasecmp(aliases[i].said, name) == 0)
			name = aliases[i].means;
	if (strcmp(name, "UTC") == 0)
		return &utc;
	if (!is_name(name)) {
		unknown(name, e);
		return NULL;
	}
	pthread_mutex_lock(&lock);
	for (z = loaded; z && strcmp(z->name, name) != 0; z = z->next)
		continue;
	if (!z) {
		struct zone_data data;
		if (read_zone(name, &data)) {
			z = xcalloc(1, sizeof *z);
			*z = (struct zone){.name = xstrdup(name), .data = data, .next = loaded};
			loaded = z;
		}
	}
	pthread_mutex_unlock(&lock);
	if (!z)
		unknown(name, e);
	return z;
}

const struct zone *zone_utc(void)
{
	return &utc;
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

static int64_t clamp(int64_t t)
{
	return t < EARLIEST ? EARLIEST : t > LATEST ? LATEST : t;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct civil civil_of(int64_t local, const struct zone_type *type)
{
	int64_t days = floor_div(local, DAY), rest = local - days * DAY, year;
	struct civil c = {.hour = (int)(rest / 3600),
			  .minute = (int)(rest / 60 % 60),
			  .second = (int)(rest % 60),
			  .weekday = (int)(((days + 4) % 7 + 7) % 7),
			  .offset = type->offset};

	date_of(days, &year, &c.month, &c.day);
	c.year = (int)year;
	str_copy(c.abbr, sizeof c.abbr, type->abbr);
	return c;
}

struct civil zone_civil(const struct zone *z, int64_t t)
{
	const struct zone_type *type;

	t = clamp(t);
	type = zone_data_at(&z->data, t);
	return civil_of(t + type->offset, type);
}

static int32_t offset_at(const struct zone *z, int64_t t)
{
	return zone_data_at(&z->data, t)->offset;
}

/* The first moment at which the local clock shows `local` or, in a gap, more.
 * Within a day around it the zone is taken to change at most once. */
static int64_t unix_of(const struct zone *z, int64_t local)
{
	int32_t before = offset_at(z, local - DAY), after = offset_at(z, local + DAY);
	int64_t a = local - before, b = local - after, lo, hi;

	if (before == after)
		return a;
	if (b < a) { /* forwards: the later clock's reading is the earlier moment */
		int64_t swap = a;
		a = b;
		b = swap;
	}
	if (a + offset_at(z, a) == local)
		return a;
	if (b + offset_at(z, b) == local)
		return b;
	/* A gap: the moment of the change itself lies between. */
	for (lo = local - DAY, hi = local + DAY; hi - lo > 1;) {
		int64_t mid = lo + (hi - lo) / 2;
		if (offset_at(z, mid) == before)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

int64_t zone_unix(const struct zone *z, const struct civil *c)
{
	int64_t months = (int64_t)c->month - 1, year = c->year + floor_div(months, 12);
	int month = (int)(months - floor_div(months, 12) * 12) + 1;
	int64_t days = days_of(year, month, 1) + c->day - 1;

	return unix_of(z, clamp(days * DAY + (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 + c->second));
}

int32_t zone_day(const struct zone *z, int64_t t)
{
	t = clamp(t);
	return (int32_t)floor_div(t + offset_at(z, t), DAY);
}

int64_t zone_day_start(const struct zone *z, int32_t day)
{
	return unix_of(z, clamp((int64_t)day * DAY));
}

char *zone_rfc3339(const struct zone *z, int64_t t, char out[RFC3339_CAP])
{
	struct civil c;
	struct zone_type type;
	int n, minutes;

	t = clamp(t);
	type = *zone_data_at(&z->data, t);
	/* The format knows no seconds of offset (they are from before 1900 or so):
	 * said by the whole minute, it is still the same moment. */
	type.offset -= type.offset % 60;
	c = civil_of(t + type.offset, &type);
	/* The remainders tell the compiler what clamp did: that it all fits. */
	n = snprintf(out, RFC3339_CAP, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)c.year % 10000,
		     (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
		     (unsigned)c.minute % 100, (unsigned)c.second % 100);
	minutes = abs(type.offset) / 60;
	if (z == &utc)
		str_copy(out + n, RFC3339_CAP - (size_t)n, "Z");
	else
		snprintf(out + n, RFC3339_CAP - (size_t)n, "%c%02d:%02d", type.offset < 0 ? '-' : '+',
			 minutes / 60 % 100, minutes % 60);
	return out;
}
