/* session: names of states and engines, and versions compared by number. */
#include "model/session.h"

#include "base/banned.h"

NAMES_DEFINE(session_status, session_status, SESSION_STATUSES)
NAMES_DEFINE(waha_engine, waha_engine, WAHA_ENGINES)
NAMES_DEFINE(capping, capping, CAPPINGS)

/* Digits at *s into out, at most six of them; moves *s past. */
static bool number(const char **s, int *out)
{
	int n = 0, v = 0;

	for (; (*s)[n] >= '0' && (*s)[n] <= '9'; n++) {
		if (n == 6)
			return false;
		v = v * 10 + (*s)[n] - '0';
	}
	*s += n;
	*out = v;
	return n > 0;
}

bool waha_version_parse(const char *s, struct waha_version *out)
{
	struct waha_version v = { 0 };

	if (!s || !number(&s, &v.year) || *s++ != '.' || !number(&s, &v.month))
		return false;
	if (*s == '.') {
		s++;
		if (!number(&s, &v.patch))
			return false;
	}
	if (*s && *s != '-' && *s != '+')
		return false;
	*out = v;
	return true;
}

bool waha_version_at_least(const struct waha_version *v, int year, int month, int patch)
{
	if (v->year != year)
		return v->year > year;
	if (v->month != month)
		return v->month > month;
	return v->patch >= patch;
}
