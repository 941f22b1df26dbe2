/* value: the spellings that options have. */
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"

#include "config/value.h"

#include "base/banned.h"

/* Digits at *p, at most 12 of them; moves p behind. */
static bool digits(const char **p, long *out)
{
	const char *s = *p;
	long n = 0;

	while (*s >= '0' && *s <= '9') {
		if (s - *p >= 12) {
			return false;
		}
		n = n * 10 + (*s++ - '0');
	}
	if (s == *p) {
		return false;
	}
	*p = s;
	*out = n;
	return true;
}

static const char *blanks(const char *p)
{
	return p + strspn(p, " \t,");
}

bool value_number(const char *s, long *out)
{
	return digits(&s, out) && !*s;
}

bool value_bool(const char *s, bool *out)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "yes", true }, { "no", false }, { "on", true }, { "off", false },
		{ "true", true }, { "false", false }, { "1", true }, { "0", false } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!strcmp(words[i].word, s)) {
			*out = words[i].value;
			return true;
		}
	}
	return false;
}

static bool clock_minute(const char **p, int *out)
{
	const char *s = *p;
	long h, m;

	if (!digits(&s, &h) || s - *p > 2 || *s != ':') {
		return false;
	}
	const char *from = ++s;
	if (!digits(&s, &m) || s - from != 2 || m > 59 || h * 60 + m > 24 * 60) {
		return false;
	}
	*p = s;
	*out = (int)(h * 60 + m);
	return true;
}

/* "08:00-21:00" at *p; moves p behind. */
static bool hours_at(const char **p, int *open, int *close)
{
	const char *s = *p;

	if (!clock_minute(&s, open)) {
		return false;
	}
	s = blanks(s);
	if (!strncmp(s, "–", strlen("–"))) {
		s += strlen("–");
	} else if (*s++ != '-') {
		return false;
	}
	s = blanks(s);
	if (!clock_minute(&s, close) || *open == 24 * 60) {
		return false;
	}
	if (*open == *close || (*open == 0 && *close == 24 * 60)) {
		*open = *close = 0;
	}
	*p = s;
	return true;
}

bool value_hours(const char *s, int *open, int *close)
{
	if (!strcmp(s, "always")) {
		*open = *close = 0;
		return true;
	}
	return hours_at(&s, open, close) && !*s;
}

static bool day_name(const char **p, int *out)
{
	static const char names[7][4] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	for (int i = 0; i < 7; i++) {
		if (!strncmp(*p, names[i], 3)) {
			*p += 3;
			*out = i;
			return true;
		}
	}
	return false;
}

/* "mon" or "mon-sat" at *p, added to the days; moves p behind. */
static bool days_at(const char **p, bool day[7])
{
	int from, to;

	if (!day_name(p, &from)) {
		return false;
	}
	to = from;
	if (**p == '-') {
		++*p;
		if (!day_name(p, &to)) {
			return false;
		}
	}
	if (**p && *blanks(*p) == **p) {
		return false; /* "mondays" */
	}
	for (int d = from;; d = (d + 1) % 7) {
		day[d] = true;
		if (d == to) {
			return true;
		}
	}
}

bool value_days(const char *s, bool day[7])
{
	bool any = false;

	memset(day, 0, 7 * sizeof *day);
	for (s = blanks(s); *s; s = blanks(s)) {
		if (!days_at(&s, day)) {
			return false;
		}
		any = true;
	}
	return any;
}

/* Keeps a day's spans in order; false when there are too many, or two meet. */
static bool span_put(struct week *w, int d, struct span put)
{
	int n = w->spans[d], at = n;
	bool ok = n < SPANS_MAX;

	while (ok && at > 0 && w->span[d][at - 1].open > put.open) {
		w->span[d][at] = w->span[d][at - 1];
		at--;
	}
	if (!ok) {
		return false;
	}
	w->span[d][at] = put;
	w->spans[d]++;
	for (int i = 0; i < n; i++) {
		struct span one = w->span[d][i];
		if (one.close <= one.open || one.close > w->span[d][i + 1].open) {
			return false;
		}
	}
	return true;
}

bool value_week(const char *s, struct week *out)
{
	bool any = false;

	memset(out->span, 0, sizeof out->span);
	memset(out->spans, 0, sizeof out->spans);
	for (s = blanks(s); *s;) {
		bool day[7] = { false };
		int n = 0;
		if (strchr("0123456789a", *s)) {
			return false; /* hours of no day */
		}
		for (; *s && !strchr("0123456789a", *s); s = blanks(s)) {
			if (!days_at(&s, day)) {
				return false;
			}
		}
		for (int d = 0; d < 7; d++) {
			if (day[d] && out->spans[d]) {
				return false; /* a day has its hours in one place */
			}
		}
		for (; *s && strchr("0123456789a", *s); s = blanks(s), n++) {
			struct span put = { 0, 0 };
			if (!strncmp(s, "always", strlen("always"))) {
				s += strlen("always");
			} else if (!hours_at(&s, &put.open, &put.close)) {
				return false;
			}
			if (*s && *blanks(s) == *s) {
				return false;
			}
			for (int d = 0; d < 7; d++) {
				if (day[d] && !span_put(out, d, put)) {
					return false;
				}
			}
		}
		any = n > 0;
		if (!any) {
			return false;
		}
	}
	return any;
}

bool value_dates(const char *s, int32_t *v, size_t cap, size_t *n)
{
	*n = 0;
	for (s = blanks(s); *s; s = blanks(s)) {
		const char *from = s;
		long year, month, day;
		if (!digits(&s, &year) || s - from != 4 || *s++ != '-' ||
			!digits(&s, &month) || s - from != 7 || *s++ != '-' ||
			!digits(&s, &day) || s - from != 10 || (*s && *blanks(s) == *s) || *n == cap) {
			return false;
		}
		struct civil c = { .year = (int)year, .month = (int)month, .day = (int)day, .hour = 12 };
		int64_t at = zone_unix(zone_utc(), &c);
		struct civil back = zone_civil(zone_utc(), at);
		if (year < 1970 || back.month != month || back.day != day) {
			return false; /* there is no 30 February */
		}
		v[(*n)++] = zone_day(zone_utc(), at);
	}
	return true;
}

int value_action(const char *s, size_t *at, char category[VALUE_CATEGORY], char action[VALUE_ACTION])
{
	static const char *const actions[] = { "block", "confirm", "note" };
	const char *p = blanks(s + *at);
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (!*p) {
		return 0;
	}
	if (!n || n >= VALUE_CATEGORY || p[n] != ':') {
		return -1;
	}
	memcpy(category, p, n);
	category[n] = '\0';
	p += n + 1;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		n = strlen(actions[i]);
		if (!strncmp(p, actions[i], n) && (!p[n] || p[n] == ' ' || p[n] == '\t' || p[n] == ',')) {
			memcpy(action, actions[i], n + 1);
			*at = (size_t)(p + n + (p[n] == ',') - s);
			return 1;
		}
	}
	return -1;
}

bool value_ramp(const char *s, int ramp[RAMP_DAYS])
{
	for (int i = 0; i < RAMP_DAYS; i++) {
		long step;
		s = blanks(s);
		if (!digits(&s, &step) || step > 1000) {
			return false;
		}
		ramp[i] = (int)step;
	}
	return !*blanks(s);
}

static bool unit(const char **p, long *ms)
{
	static const struct {
		const char *name;
		long ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 } };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(units[i].name);
		if (!strncmp(*p, units[i].name, n)) {
			*p += n;
			*ms = units[i].ms;
			return true;
		}
	}
	return false;
}

bool value_span(const char *s, long *ms)
{
	long n, each;

	if (!digits(&s, &n)) {
		return false;
	}
	s = blanks(s);
	if (!unit(&s, &each) || *s || n > LONG_MAX / each) {
		return false;
	}
	*ms = n * each;
	return true;
}

bool value_targets(const char *s, int64_t seconds[PRIORITY_COUNT])
{
	bool any = false;
	long n, each;

	memset(seconds, 0, PRIORITY_COUNT * sizeof *seconds);
	for (s = blanks(s); *s; s = blanks(s)) {
		size_t length = strcspn(s, " \t,");
		enum case_priority priority = PRIORITY_LOW;
		bool all = *s >= '0' && *s <= '9';
		if (!all) {
			char name[16];
			if (length >= sizeof name) {
				return false;
			}
			memcpy(name, s, length);
			name[length] = '\0';
			if (!case_priority_named(name, &priority) || seconds[priority]) {
				return false;
			}
			s = blanks(s + length);
		}
		if (!digits(&s, &n) || !unit(&s, &each) || (*s && *blanks(s) == *s) || n > TARGET_MAX_S ||
			n * each < TARGET_MIN_S * 1000L || n * each > TARGET_MAX_S * 1000L) {
			return false;
		}
		if (all && (any || *blanks(s))) {
			return false;
		}
		for (int i = all ? 0 : (int)priority; i <= (all ? PRIORITY_COUNT - 1 : (int)priority); i++) {
			seconds[i] = n * each / 1000;
		}
		any = true;
	}
	return any;
}

bool value_range(const char *s, int *lo_ms, int *hi_ms)
{
	long lo, hi, each = 0, last;

	if (!digits(&s, &lo)) {
		return false;
	}
	bool own = unit(&s, &each); /* "30s-2m" */
	s = blanks(s);
	if (!*s) {
		hi = lo;
		last = each;
	} else {
		if (!strncmp(s, "–", strlen("–"))) {
			s += strlen("–");
		} else if (*s++ != '-') {
			return false;
		}
		s = blanks(s);
		if (!digits(&s, &hi) || (s = blanks(s), !unit(&s, &last)) || *s) {
			return false;
		}
	}
	if (!own) {
		each = last;
	}
	if (!each || lo > INT_MAX / each || hi > INT_MAX / last || lo * each > hi * last) {
		return false;
	}
	*lo_ms = (int)(lo * each);
	*hi_ms = (int)(hi * last);
	return true;
}

bool value_promise(const struct promise_words *w, struct promise *out)
{
	*out = (struct promise){ .week.zone = zone_load(w->zone, NULL) };
	return out->week.zone && value_week(w->week, &out->week) &&
		value_dates(w->closed, out->week.closed, 2 * HOLIDAYS_MAX, &out->week.n_closed) &&
		(!*w->first || value_targets(w->first, out->first)) && (!*w->next || value_targets(w->next, out->next));
}
