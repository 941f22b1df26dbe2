/* setting: see setting.h. Numbers are kept as text too: one column, one type. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/setting.h"
#include "store/stmt.h"

#include "base/banned.h"

bool setting_str(struct db *d, const char *name, char **out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT value FROM settings WHERE name = :name", e);
	int got;

	*out = NULL;
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	got = stmt_row(s, e);
	if (got > 0) {
		*out = take_dup(s);
		stmt_done(s);
	}
	return got >= 0;
}

bool setting_set_str(struct db *d, const char *name, const char *value, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO settings (name, value) VALUES (:name, :value)"
		" ON CONFLICT (name) DO UPDATE SET value = excluded.value", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	stmt_str(s, ":value", value);
	return stmt_run(s, e);
}

bool setting_i64(struct db *d, const char *name, int64_t otherwise, int64_t *out, struct err *e)
{
	char *text;

	if (!setting_str(d, name, &text, e))
		return false;
	*out = text != NULL ? strtoll(text, NULL, 10) : otherwise;
	free(text);
	return true;
}

bool setting_set_i64(struct db *d, const char *name, int64_t value, struct err *e)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	return setting_set_str(d, name, text, e);
}
