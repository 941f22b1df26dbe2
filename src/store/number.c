/* number: see number.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/number.h"
#include "store/stmt.h"

#include "base/banned.h"

#define COLUMNS                                                                            \
	"id, name, waha_url, waha_session, status, status_at, why_key, why_text, why_args," \
	" engine, version, me_phone, me_lid, me_name, paired_at, last_left_ms, gap_ms, ramp_day, ramp_on"

void number_row_fini(struct number_row *r)
{
	free(r->name);
	free(r->waha_url);
	free(r->waha_session);
	free(r->version);
	free(r->me_phone);
	free(r->me_lid);
	free(r->me_name);
	*r = (struct number_row){ 0 };
}

void number_rows_fini(struct number_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		number_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct number_rows){ 0 };
}

static void take(struct stmt *s, struct number_row *r)
{
	*r = (struct number_row){ 0 };
	r->id = take_i64(s);
	r->name = take_dup(s);
	r->waha_url = take_dup(s);
	r->waha_session = take_dup(s);
	take_named(s, session_status, &r->status);
	r->status_at = take_i64(s);
	take_sentence(s, &r->why);
	take_named(s, waha_engine, &r->engine);
	r->version = take_dup(s);
	r->me_phone = take_dup(s);
	r->me_lid = take_dup(s);
	r->me_name = take_dup(s);
	r->paired_at = take_i64(s);
	r->last_left_ms = take_i64(s);
	r->gap_ms = (int)take_i64(s);
	r->ramp_day = (int)take_i64(s);
	r->ramp_on = (int32_t)take_i64(s);
}

static bool take_one(struct stmt *s, struct number_row *r, const char *asked, struct err *e)
{
	int got = stmt_row(s, e);

	if (got > 0) {
		take(s, r);
		stmt_done(s);
		return true;
	}
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "number.none", N_("there is no number {name}"), "name=%s", asked);
	return false;
}

bool number_ensure(struct db *d, const char *name, const char *waha_url, const char *waha_session, int64_t *id,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO whatsapp_sessions (name, waha_url, waha_session, status)"
		" VALUES (:name, :url, :session, 'UNREACHABLE')"
		" ON CONFLICT (name) DO UPDATE SET waha_url = excluded.waha_url, waha_session = excluded.waha_session"
		" RETURNING id", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	stmt_str(s, ":url", waha_url);
	stmt_str(s, ":session", waha_session);
	return stmt_one(s, id, e);
}

bool number_get(struct db *d, int64_t id, struct number_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM whatsapp_sessions WHERE id = :id", e);
	char asked[24];

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	snprintf(asked, sizeof asked, "%lld", (long long)id);
	return take_one(s, r, asked, e);
}

bool number_named(struct db *d, const char *name, struct number_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM whatsapp_sessions WHERE name = :name", e);

	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	return take_one(s, r, name, e);
}

bool number_list(struct db *d, struct number_rows *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM whatsapp_sessions ORDER BY id", e);
	int got;

	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

static void changed(struct db *d, int64_t id, struct changes *c)
{
	if (db_changed(d) == 0)
		return;
	changes_add(c, CHANGE_SESSION, id);
	changes_add(c, CHANGE_HEALTH, 0);
}

bool number_set_status(struct db *d, int64_t id, enum session_status status, const struct sentence *why, int64_t now,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE whatsapp_sessions SET"
		" status_at = CASE WHEN status = :status AND status_at > 0 THEN status_at ELSE :now END,"
		" status = :status, why_key = :why_key, why_text = :why_text, why_args = :why_args"
		" WHERE id = :id AND (status <> :status OR status_at = 0 OR why_key <> :why_key"
		" OR why_text <> :why_text OR why_args <> :why_args)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":status", session_status_name(status));
	stmt_i64(s, ":now", now);
	stmt_sentence(s, why);
	if (!stmt_run(s, e))
		return false;
	changed(d, id, c);
	return true;
}

bool number_set_engine(struct db *d, int64_t id, enum waha_engine engine, const char *version, struct changes *c,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE whatsapp_sessions SET engine = :engine, version = :version"
		" WHERE id = :id AND (engine <> :engine OR version <> :version)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":engine", waha_engine_name(engine));
	stmt_str(s, ":version", version);
	if (!stmt_run(s, e))
		return false;
	changed(d, id, c);
	return true;
}

bool number_set_me(struct db *d, int64_t id, const char *phone, const char *lid, const char *name, int64_t now,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE whatsapp_sessions SET"
		" paired_at = CASE WHEN :phone IS NULL OR me_phone = :phone THEN paired_at ELSE :now END,"
		" me_phone = coalesce(:phone, me_phone), me_lid = coalesce(:lid, me_lid),"
		" me_name = coalesce(:name, me_name)"
		" WHERE id = :id AND (me_phone <> coalesce(:phone, me_phone) OR me_lid <> coalesce(:lid, me_lid)"
		" OR me_name <> coalesce(:name, me_name))", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_opt(s, ":phone", phone);
	stmt_opt(s, ":lid", lid);
	stmt_opt(s, ":name", name);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	changed(d, id, c);
	return true;
}

bool number_set_ramp(struct db *d, int64_t id, int ramp_day, int32_t on, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE whatsapp_sessions SET ramp_day = :day, ramp_on = :on"
		" WHERE id = :id AND (ramp_day <> :day OR ramp_on <> :on)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":day", ramp_day);
	stmt_i64(s, ":on", on);
	if (!stmt_run(s, e))
		return false;
	changed(d, id, c);
	return true;
}

bool number_set_halved(struct db *d, int64_t id, int64_t until, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE whatsapp_sessions SET halved_until = :until WHERE id = :id AND halved_until <> :until", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":until", until);
	if (!stmt_run(s, e))
		return false;
	changed(d, id, c);
	return true;
}
