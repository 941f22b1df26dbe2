/* steps: see stmt.h. Changes that are the same whatever the table: of two rows that become
 * one, and of all that hangs on one. */
#include <string.h>

#include "store/stmt.h"

#include "base/banned.h"

static void bind_where(struct stmt *s, const char *sql, const char *name, int64_t v)
{
	if (strstr(sql, name) != NULL)
		stmt_i64(s, name, v);
}

bool steps_pair_at(struct db *d, const char *const *sql, int64_t keep, int64_t gone, const char *file, int line,
	struct err *e)
{
	for (; *sql != NULL; sql++) {
		struct stmt *s = stmt_at(d, *sql, file, line, e);

		if (s == NULL)
			return false;
		bind_where(s, *sql, ":keep", keep);
		bind_where(s, *sql, ":gone", gone);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}

bool steps_of_at(struct db *d, const char *const *sql, int64_t id, const char *file, int line, struct err *e)
{
	for (; *sql != NULL; sql++) {
		struct stmt *s = stmt_at(d, *sql, file, line, e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}
