/* undo: see undo.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/stmt.h"
#include "store/undo.h"

#include "base/banned.h"

NAMES_DEFINE(undo_kind, undo_kind, UNDO_KINDS)

enum { KEPT_S = 7 * 24 * 3600 };

void undo_steps_fini(struct undo_steps *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].action);
		free(l->v[i].batch);
		free(l->v[i].object);
		free(l->v[i].before);
		free(l->v[i].after);
	}
	free(l->v);
	*l = (struct undo_steps){ 0 };
}

bool undo_add(struct db *d, int64_t agent_id, const struct undo_step *u, int64_t now, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "undo_add");
	s = SQL(d, "DELETE FROM undo_steps WHERE agent_id = :agent AND at < :old", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":old", now - KEPT_S);
	if (!stmt_run(s, e))
		return false;
	s = SQL(d,
		"INSERT INTO undo_steps (agent_id, at, kind, action, batch, conversation_id, object_id, "
		"object, before, after,"
		" trail_id) VALUES (:agent, :now, :kind, :action, :batch, :conversation, :id, :object, :before, :after,"
		" (SELECT coalesce(max(id), 0) FROM audit))", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":now", now);
	stmt_str(s, ":kind", undo_kind_name(u->kind));
	stmt_str(s, ":action", u->action);
	stmt_str(s, ":batch", u->batch);
	stmt_i64(s, ":conversation", u->conversation_id);
	stmt_i64(s, ":id", u->object_id);
	stmt_str(s, ":object", u->object);
	stmt_str(s, ":before", u->before);
	stmt_str(s, ":after", u->after);
	return stmt_run(s, e);
}

bool undo_last(struct db *d, int64_t agent_id, int64_t since, struct undo_steps *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, at, kind, action, batch, conversation_id, object_id, object, before, after, trail_id"
		" FROM undo_steps INDEXED BY undo_open WHERE agent_id = :agent AND done_at = 0 AND at >= :since"
		" AND batch = (SELECT u.batch FROM undo_steps u INDEXED BY undo_open"
		" WHERE u.agent_id = :agent AND u.done_at = 0 ORDER BY u.id DESC LIMIT 1) ORDER BY id DESC", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":since", since);
	while ((got = stmt_row(s, e)) > 0) {
		struct undo_step *u;

		LIST_GROW(out);
		u = &out->v[out->n++];
		*u = (struct undo_step){ 0 };
		u->id = take_i64(s);
		u->at = take_i64(s);
		take_named(s, undo_kind, &u->kind);
		u->action = take_dup(s);
		u->batch = take_dup(s);
		u->conversation_id = take_i64(s);
		u->object_id = take_i64(s);
		u->object = take_dup(s);
		u->before = take_dup(s);
		u->after = take_dup(s);
		u->trail_id = take_i64(s);
	}
	return got == 0;
}

bool undo_done(struct db *d, int64_t id, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE undo_steps SET done_at = :now WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool undo_drop(struct db *d, int64_t agent_id, const char *batch, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE undo_steps SET done_at = :now WHERE agent_id = :agent AND batch = :batch AND done_at = 0", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_str(s, ":batch", batch);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool undo_since(struct db *d, int64_t conversation_id, int64_t trail_id, const char *actions, char *who, size_t cap,
	int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT who, at FROM audit INDEXED BY audit_conversation WHERE conversation_id = :conversation"
		" AND conversation_id > 0 AND id > :trail AND instr(' ' || :actions || ' ',"
		" ' ' || CASE action WHEN 'undo' THEN detail ELSE action END || ' ')"
		" ORDER BY id DESC LIMIT 1", e);
	int got;

	*who = '\0';
	*at = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":conversation", conversation_id);
	stmt_i64(s, ":trail", trail_id);
	stmt_str(s, ":actions", actions);
	got = stmt_row(s, e);
	if (got > 0) {
		take_into(s, who, cap);
		*at = take_i64(s);
		stmt_done(s);
	}
	return got >= 0;
}
