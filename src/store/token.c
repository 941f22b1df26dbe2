/* token: see token.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/agent.h"
#include "store/stmt.h"
#include "store/token.h"

#include "base/banned.h"

#define COLUMNS "id, agent_id, name, rights, handle, hash, created_at, used_at, revoked_at"

void token_rows_fini(struct token_rows *l)
{
	free(l->v);
	*l = (struct token_rows){ 0 };
}

static void take(struct stmt *s, struct token_row *r)
{
	*r = (struct token_row){ 0 };
	r->id = take_i64(s);
	r->agent_id = take_i64(s);
	take_into(s, r->name, sizeof r->name);
	take_into(s, r->rights, sizeof r->rights);
	take_into(s, r->handle, sizeof r->handle);
	take_into(s, r->hash, sizeof r->hash);
	r->created_at = take_i64(s);
	r->used_at = take_i64(s);
	r->revoked_at = take_i64(s);
}

static bool take_one(struct stmt *s, struct token_row *r, const char *asked, struct err *e)
{
	int got = stmt_row(s, e);

	if (got > 0) {
		take(s, r);
		stmt_done(s);
		return true;
	}
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "token.none",
			N_("there is no token {name} in force; `wartel token list` shows them"), "name=%s",
			asked);
	return false;
}

static bool in_force(struct db *d, const char *name, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id FROM tokens WHERE name = :name AND revoked_at = 0", e);

	*id = 0;
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	return stmt_one(s, id, e);
}

bool token_add(struct db *d, struct token_row *r, struct err *e)
{
	struct agent_row agent;
	struct stmt *s;
	int64_t other;

	db_must_write(d, "token_add");
	if (!in_force(d, r->name, &other, e))
		return false;
	if (other != 0)
		return err_set(e, ERR_CONFLICT, "token.taken",
			N_("there is a token {name} already: revoke it first, or choose another name"),
			"name=%s", r->name);
	if (!agent_program(d, r->name, r->created_at, &agent, e))
		return false;
	if (agent.uid >= 0)
		return err_set(e, ERR_CONFLICT, "token.person",
			N_("{name} is a person who works here: choose another name for the token"), "name=%s",
			r->name);
	r->agent_id = agent.id;
	s = SQL(d, "INSERT INTO tokens (agent_id, name, rights, handle, hash, created_at)"
		" VALUES (:agent, :name, :rights, :handle, :hash, :now)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", r->agent_id);
	stmt_str(s, ":name", r->name);
	stmt_str(s, ":rights", r->rights);
	stmt_str(s, ":handle", r->handle);
	stmt_str(s, ":hash", r->hash);
	stmt_i64(s, ":now", r->created_at);
	if (!stmt_run(s, e))
		return false;
	r->id = db_last_id(d);
	return true;
}

bool token_by_handle(struct db *d, const char *handle, struct token_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM tokens WHERE handle = :handle AND revoked_at = 0", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":handle", handle);
	return take_one(s, r, handle, e);
}

bool token_list(struct db *d, int64_t after, size_t limit, struct token_rows *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM tokens WHERE id > :after ORDER BY id LIMIT :limit", e);
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

bool token_revoke(struct db *d, const char *name, int64_t now, struct token_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE tokens SET revoked_at = :now WHERE name = :name AND revoked_at = 0"
		" RETURNING " COLUMNS, e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":now", now);
	stmt_str(s, ":name", name);
	return take_one(s, r, name, e);
}

bool token_used(struct db *d, int64_t id, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE tokens SET used_at = :now WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":id", id);
	return stmt_run(s, e);
}
