/* pause: see pause.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/pause.h"
#include "store/stmt.h"

#include "base/banned.h"

NAMES_DEFINE(pause_kind, pause_kind, PAUSE_KINDS)
NAMES_DEFINE(pause_lifter, pause_lifter, PAUSE_LIFTERS)

void pause_rows_fini(struct pause_rows *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].session);
		free(l->v[i].reason);
		free(l->v[i].by);
	}
	free(l->v);
	*l = (struct pause_rows){ 0 };
}

bool pause_list(struct db *d, int64_t session_id, int64_t now, struct pause_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT p.id, coalesce(p.session_id, 0), n.name, p.kind, p.reason, p.made_by, p.at, p.until, p.lifter,"
		" p.why_key, p.why_text, p.why_args"
		" FROM pauses p INDEXED BY pauses_in_force LEFT JOIN whatsapp_sessions n ON n.id = p.session_id"
		" WHERE p.lifted_at = 0 AND (p.until = 0 OR p.until > :now)"
		" AND (:session IS NULL OR p.session_id IS NULL OR p.session_id = :session) ORDER BY p.id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_id(s, ":session", session_id);
	stmt_i64(s, ":now", now);
	while ((got = stmt_row(s, e)) > 0) {
		struct pause_row *p;

		LIST_GROW(out);
		p = &out->v[out->n++];
		*p = (struct pause_row){ 0 };
		p->id = take_i64(s);
		p->session_id = take_i64(s);
		p->session = take_dup(s);
		take_named(s, pause_kind, &p->kind);
		p->reason = take_dup(s);
		p->by = take_dup(s);
		p->at = take_i64(s);
		p->until = take_i64(s);
		take_named(s, pause_lifter, &p->lifter);
		take_sentence(s, &p->why);
	}
	return got == 0;
}

static void changed(int64_t session_id, struct changes *c)
{
	changes_add(c, CHANGE_HEALTH, 0);
	changes_add(c, CHANGE_QUEUE, 0);
	if (session_id != 0)
		changes_add(c, CHANGE_SESSION, session_id);
}

bool pause_add(struct db *d, struct pause_row *p, struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "pause_add");
	s = SQL(d,
		"UPDATE pauses INDEXED BY pauses_in_force"
		" SET until = CASE WHEN until = 0 OR :until = 0 THEN 0 ELSE max(until, :until) END"
		" WHERE lifted_at = 0 AND session_id IS :session AND kind = :kind AND reason = :reason"
		" AND (until = 0 OR until > :at) RETURNING id", e);
	if (s == NULL)
		return false;
	stmt_id(s, ":session", p->session_id);
	stmt_str(s, ":kind", pause_kind_name(p->kind));
	stmt_str(s, ":reason", p->reason);
	stmt_i64(s, ":until", p->until);
	stmt_i64(s, ":at", p->at);
	p->id = 0;
	if (!stmt_one(s, &p->id, e))
		return false;
	changed(p->session_id, c);
	if (p->id != 0)
		return true;
	s = SQL(d,
		"INSERT INTO pauses (session_id, kind, lifter, reason, made_by, at, until, why_key, why_text, why_args)"
		" VALUES (:session, :kind, :lifter, :reason, :by, :at, :until, :why_key, :why_text, :why_args)", e);
	if (s == NULL)
		return false;
	stmt_id(s, ":session", p->session_id);
	stmt_str(s, ":kind", pause_kind_name(p->kind));
	stmt_str(s, ":lifter", pause_lifter_name(p->lifter));
	stmt_str(s, ":reason", p->reason);
	stmt_str(s, ":by", p->by);
	stmt_i64(s, ":at", p->at);
	stmt_i64(s, ":until", p->until);
	stmt_sentence(s, &p->why);
	if (!stmt_run(s, e))
		return false;
	p->id = db_last_id(d);
	return true;
}

bool pause_lift(struct db *d, int64_t id, int64_t session_id, enum pause_lifter lifter, const char *by,
	const char *reason, int64_t now, size_t *n, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE pauses INDEXED BY pauses_in_force SET lifted_at = :now, lifted_by = :by, lift_reason = :reason"
		" WHERE lifted_at = 0 AND (until = 0 OR until > :now) AND (:id IS NULL OR id = :id)"
		" AND (:session IS NULL OR session_id = :session)"
		" AND (lifter = 'itself' OR lifter = :lifter OR :lifter = 'admin')", e);

	*n = 0;
	if (s == NULL)
		return false;
	stmt_id(s, ":id", id);
	stmt_id(s, ":session", session_id);
	stmt_str(s, ":lifter", pause_lifter_name(lifter));
	stmt_str(s, ":by", by);
	stmt_str(s, ":reason", reason);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	*n = (size_t)db_changed(d);
	if (*n > 0)
		changed(session_id, c);
	return true;
}
