/* view: see view.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "model/conversation.h"

#include "store/inside.h"
#include "store/view.h"

#include "base/banned.h"

enum { FOLDED_CAP = 4 * VIEW_NAME_CAP };

void view_rows_fini(struct view_rows *l)
{
	free(l->v);
	*l = (struct view_rows){ 0 };
}

static void take(struct stmt *s, struct view_row *r)
{
	*r = (struct view_row){ 0 };
	r->id = take_i64(s);
	r->agent_id = take_i64(s);
	take_into(s, r->name, sizeof r->name);
	take_into(s, r->query, sizeof r->query);
}

bool view_list(struct db *d, int64_t agent_id, struct view_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, agent_id, name, query FROM views WHERE agent_id IN (:agent, 0) ORDER BY folded, "
		"agent_id DESC", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

bool view_of(struct db *d, int64_t owner, const char *name, struct view_row *r, bool *found, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, agent_id, name, query FROM views WHERE agent_id = :owner AND folded = :name", e);
	char folded[FOLDED_CAP];
	int got;

	*found = false;
	if (s == NULL)
		return false;
	find_fold(folded, sizeof folded, name);
	stmt_i64(s, ":owner", owner);
	stmt_str(s, ":name", folded);
	got = stmt_row(s, e);
	if (got > 0) {
		take(s, r);
		stmt_done(s);
		*found = true;
	}
	return got >= 0;
}

bool view_named(struct db *d, int64_t agent_id, const char *name, struct view_row *r, struct err *e)
{
	struct view_rows rows = { 0 };
	struct buf all = { 0 };
	bool found, ok;

	if (agent_id != 0 && !view_of(d, agent_id, name, r, &found, e))
		return false;
	if (agent_id != 0 && found)
		return true;
	if (!view_of(d, 0, name, r, &found, e) || found)
		return found;
	ok = view_list(d, agent_id, &rows, e);
	for (int i = 0; i < INBOX_VIEW_COUNT; i++)
		buf_addf(&all, "%s%s", i > 0 ? ", " : "", inbox_view_name((enum inbox_view)i));
	for (size_t i = 0; i < rows.n; i++)
		buf_addf(&all, ", %s", rows.v[i].name);
	if (ok)
		err_set(e, ERR_NOT_FOUND, "view.none", N_("there is no view {name}; there are: {views}"),
			"name=%.80s\nviews=%.500s", name, buf_str(&all));
	buf_fini(&all);
	view_rows_fini(&rows);
	return false;
}

static bool check(struct db *d, int64_t owner, const char *name, struct err *e)
{
	struct stmt *s;
	enum inbox_view builtin;
	int64_t n = 0;

	if (*name == '\0' || strlen(name) >= VIEW_NAME_CAP || inbox_view_named(name, &builtin))
		return err_set(e, ERR_USAGE, "view.name",
			N_("{name} cannot be a view's name: it is one of the program's own, or longer than {max} bytes"),
			"name=%.80s\nmax=%d", name, VIEW_NAME_CAP - 1);
	s = SQL(d, "SELECT count(*) FROM views WHERE agent_id = :owner", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":owner", owner);
	if (!stmt_one(s, &n, e))
		return false;
	return n < VIEWS_MAX || err_set(e, ERR_CONFLICT, "view.many",
		N_("there are {max} views already: delete one first"), "max=%d", VIEWS_MAX);
}

bool view_set(struct db *d, int64_t owner, const char *name, const char *query, int64_t now, struct view_row *r,
	struct err *e)
{
	char folded[FOLDED_CAP];
	struct stmt *s;
	bool found;

	db_must_write(d, "view_set");
	if (!view_of(d, owner, name, r, &found, e) || (!found && !check(d, owner, name, e)))
		return false;
	s = SQL(d,
		"INSERT INTO views (agent_id, name, folded, query, created_at) VALUES (:owner, :name, :folded, :query, :now)"
		" ON CONFLICT (agent_id, folded) DO UPDATE SET query = excluded.query", e);
	if (s == NULL)
		return false;
	find_fold(folded, sizeof folded, name);
	stmt_i64(s, ":owner", owner);
	stmt_str(s, ":name", name);
	stmt_str(s, ":folded", folded);
	stmt_str(s, ":query", query);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e) && view_of(d, owner, name, r, &found, e);
}

bool view_delete(struct db *d, int64_t owner, const char *name, struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM views WHERE agent_id = :owner AND folded = :name", e);
	char folded[FOLDED_CAP];

	if (s == NULL)
		return false;
	find_fold(folded, sizeof folded, name);
	stmt_i64(s, ":owner", owner);
	stmt_str(s, ":name", folded);
	return stmt_run(s, e);
}
