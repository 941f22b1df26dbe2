/* agent: see agent.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#include "store/agent.h"
#include "store/stmt.h"

#include "base/banned.h"

static void take(struct stmt *s, struct agent_row *r)
{
	*r = (struct agent_row){ 0 };
	r->id = take_i64(s);
	r->uid = take_i64(s);
	take_into(s, r->name, sizeof r->name);
	take_into(s, r->rights, sizeof r->rights);
}

static bool take_one(struct stmt *s, struct agent_row *r, const char *asked, struct err *e)
{
	int got = stmt_row(s, e);

	if (got > 0) {
		take(s, r);
		stmt_done(s);
		return true;
	}
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "agent.none", N_("there is no agent {name}"), "name=%s", asked);
	return false;
}

bool agent_by_uid(struct db *d, int64_t uid, struct agent_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id, coalesce(uid, -1), name, rights FROM agents WHERE uid = :uid", e);
	char asked[32];

	if (s == NULL)
		return false;
	stmt_i64(s, ":uid", uid);
	snprintf(asked, sizeof asked, "uid %lld", (long long)uid);
	return take_one(s, r, asked, e);
}

bool agent_named(struct db *d, const char *name, struct agent_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id, coalesce(uid, -1), name, rights FROM agents WHERE name = :name", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	return take_one(s, r, name, e);
}

bool agent_by_id(struct db *d, int64_t id, struct agent_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id, coalesce(uid, -1), name, rights FROM agents WHERE id = :id", e);
	char asked[32];

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	snprintf(asked, sizeof asked, "%lld", (long long)id);
	return take_one(s, r, asked, e);
}

bool agent_note_assigned(struct db *d, int64_t id, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE agents SET assigned_at = :now WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool agent_open(struct db *d, int64_t uid, const char *name, int64_t now, struct agent_row *r, struct err *e)
{
	struct err none = { 0 };
	struct agent_row other;
	struct stmt *s;
	char own[sizeof r->name];

	if (agent_by_uid(d, uid, r, &none))
		return true;
	if (none.kind != ERR_NOT_FOUND) {
		if (e != NULL)
			*e = none;
		return false;
	}
	if (name == NULL || *name == '\0')
		snprintf(own, sizeof own, "uid%lld", (long long)uid);
	else
		str_copy(own, sizeof own, name);
	none = (struct err){ 0 };
	if (agent_named(d, own, &other, &none)) {
		snprintf(own, sizeof own, "%.40s-%lld", other.name, (long long)uid);
	} else if (none.kind != ERR_NOT_FOUND) {
		if (e != NULL)
			*e = none;
		return false;
	}
	s = SQL(d, "INSERT INTO agents (uid, name, created_at) VALUES (:uid, :name, :now)"
		" ON CONFLICT (uid) DO NOTHING", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":uid", uid);
	stmt_str(s, ":name", own);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e) && agent_by_uid(d, uid, r, e);
}

bool agent_program(struct db *d, const char *name, int64_t now, struct agent_row *r, struct err *e)
{
	struct err none = { 0 };
	struct stmt *s;

	if (agent_named(d, name, r, &none))
		return true;
	if (none.kind != ERR_NOT_FOUND) {
		if (e != NULL)
			*e = none;
		return false;
	}
	s = SQL(d, "INSERT INTO agents (name, created_at) VALUES (:name, :now)", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e) && agent_named(d, name, r, e);
}

bool agent_set_rights(struct db *d, int64_t id, const char *rights, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE agents SET rights = :rights WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":rights", rights);
	stmt_i64(s, ":id", id);
	return stmt_run(s, e);
}

bool agent_list(struct db *d, int64_t after, size_t limit, struct agent_rows *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id, coalesce(uid, -1), name, rights FROM agents WHERE id > :after"
		" ORDER BY id LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":after", after);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

void agent_rows_fini(struct agent_rows *l)
{
	free(l->v);
	*l = (struct agent_rows){ 0 };
}
