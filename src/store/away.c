/* away: see away.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/audit.h"
#include "store/away.h"
#include "store/erased.h"
#include "store/inside.h"

#include "base/banned.h"

void away_row_fini(struct away_row *r)
{
	free(r->text);
	free(r->variables);
	*r = (struct away_row){ 0 };
}

bool away_get(struct db *d, int64_t session_id, struct away_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT a.is_on, a.since, a.until, a.text, a.variables, a.language, coalesce(a.template_id, 0),"
		" a.template_version, coalesce(t.name, ''), a.who FROM aways a"
		" LEFT JOIN message_templates t ON t.id = a.template_id WHERE a.session_id = :session", e);
	int got;

	*r = (struct away_row){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	r->on = take_i64(s) != 0;
	r->since = take_i64(s);
	r->until = take_i64(s);
	r->text = take_dup(s);
	r->variables = take_dup(s);
	take_named(s, template_language, &r->language);
	r->template_id = take_i64(s);
	r->template_version = (int)take_i64(s);
	take_into(s, r->template, sizeof r->template);
	take_into(s, r->who, sizeof r->who);
	stmt_done(s);
	return true;
}

bool away_on(struct db *d, int64_t session_id, const struct away_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO aways (session_id, is_on, since, until, text, variables, language, template_id,"
		" template_version, who) VALUES (:session, 1, :since, :until, :text, :variables, :language, :template,"
		" :version, :who) ON CONFLICT (session_id) DO UPDATE SET is_on = 1, since = excluded.since,"
		" until = excluded.until, text = excluded.text, variables = excluded.variables,"
		" language = excluded.language, template_id = excluded.template_id,"
		" template_version = excluded.template_version, who = excluded.who", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":since", r->since);
	stmt_i64(s, ":until", r->until);
	stmt_str(s, ":text", r->text);
	stmt_str(s, ":variables", r->variables);
	stmt_str(s, ":language", template_language_name(r->language));
	stmt_id(s, ":template", r->template_id);
	stmt_i64(s, ":version", r->template_version);
	stmt_str(s, ":who", r->who);
	return stmt_run(s, e);
}

bool away_off(struct db *d, int64_t session_id, bool *was, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE aways SET is_on = 0 WHERE session_id = :session AND is_on = 1", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	if (!stmt_run(s, e))
		return false;
	*was = db_changed(d) > 0;
	return true;
}

static void told_at(struct away_past *out, int64_t at)
{
	if (at > out->told_here)
		out->told_here = at;
	if (at > out->told_any)
		out->told_any = at;
}

/* The person's automatic answers by all numbers; whatever their contact is now, what this
 * number sent to this very address; and of somebody erased nobody knows: they were told. */
static bool told(struct db *d, const struct away_ask *a, struct away_past *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(max(CASE WHEN h.session_id = :session THEN o.born_ms END), 0), coalesce(max(o.born_ms), 0)"
		" FROM chats h CROSS JOIN messages m INDEXED BY messages_auto ON m.chat_id = h.id AND m.origin = 'auto'"
		" CROSS JOIN outbox o ON o.message_id = m.id WHERE h.contact_id = :contact AND h.merged_into IS NULL", e);
	struct stmt *t;
	char text[ADDRESS_CAP];
	int64_t direct = 0, erased = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", a->session_id);
	stmt_i64(s, ":contact", a->contact_id);
	if (stmt_row(s, e) <= 0)
		return false;
	out->told_here = take_i64(s) / 1000;
	out->told_any = take_i64(s) / 1000;
	stmt_done(s);
	t = SQL(d,
		"SELECT coalesce(max(o.born_ms), 0) FROM outbox o INDEXED BY outbox_auto_to CROSS JOIN messages m"
		" ON m.id = o.message_id WHERE o.recipient = :recipient AND o.by_person = 0 AND o.session_id = :session"
		" AND m.origin = 'auto'", e);
	if (t == NULL)
		return false;
	stmt_str(t, ":recipient", address_text(a->recipient, text));
	stmt_i64(t, ":session", a->session_id);
	if (!stmt_one(t, &direct, e) || !erased_until(d, a->recipient, &erased, e))
		return false;
	told_at(out, direct / 1000);
	told_at(out, erased);
	return true;
}

static bool talked(struct db *d, const struct away_ask *a, struct away_past *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(max(at), 0) FROM messages INDEXED BY messages_thread WHERE chat_id = :chat AND at >= :from"
		" AND from_me = 1 AND origin IN ('agent','phone') AND state NOT IN ('held','cancelled','rejected')", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", a->chat_id);
	stmt_i64(s, ":from", a->talk_from);
	return stmt_one(s, &out->talked_at, e);
}

static bool quick(struct db *d, const struct away_ask *a, struct away_past *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM (SELECT m.at FROM messages m INDEXED BY messages_thread WHERE m.chat_id = :chat"
		" AND m.from_me = 0 AND m.live = 1 AND m.id <> :message ORDER BY m.at DESC, m.id DESC LIMIT :last) t"
		" WHERE EXISTS (SELECT 1 FROM messages a INDEXED BY messages_auto WHERE a.chat_id = :chat"
		" AND a.origin = 'auto' AND a.state NOT IN ('queued','held','cancelled','rejected')"
		" AND a.at <= t.at AND t.at - a.at <= :quick)", e);
	int64_t n = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", a->chat_id);
	stmt_i64(s, ":message", a->message_id);
	stmt_i64(s, ":last", a->last);
	stmt_i64(s, ":quick", a->quick_s);
	if (!stmt_one(s, &n, e))
		return false;
	out->quick = (int)n;
	return true;
}

bool away_past(struct db *d, const struct away_ask *a, struct away_past *out, struct err *e)
{
	*out = (struct away_past){ 0 };
	return told(d, a, out, e) && talked(d, a, out, e) && quick(d, a, out, e);
}

bool away_told(struct db *d, int64_t session_id, int64_t since, int64_t *people, int64_t *waiting, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(sum(m.state NOT IN ('queued','held','sending','cancelled','rejected')), 0),"
		" coalesce(sum(m.state IN ('queued','held','sending')), 0) FROM outbox o INDEXED BY outbox_auto_at"
		" CROSS JOIN messages m ON m.id = o.message_id WHERE o.by_person = 0 AND o.session_id = :session"
		" AND o.born_ms >= :since * 1000 AND m.origin = 'auto'", e);
	int got;

	*people = *waiting = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":since", since);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	*people = take_i64(s);
	*waiting = take_i64(s);
	stmt_done(s);
	return true;
}

/* The next one to drop; 0 when there is none. */
static bool next(struct db *d, const struct away_drop *what, int64_t *id, struct err *e)
{
	/* A chat's are few, and all that wait are. */
	struct stmt *s = what->chat_id != 0 ? SQL(d,
		"SELECT o.message_id FROM outbox o INDEXED BY outbox_chat CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.open = 1 AND o.chat_id = :chat AND o.by_person = 0 AND m.origin = 'auto'"
		" AND m.state IN ('queued','held') AND (:session IS NULL OR o.session_id = :session)"
		" AND (:late = 0 OR o.life_until <= :late) LIMIT 1", e) : SQL(d,
		"SELECT o.message_id FROM outbox o INDEXED BY outbox_auto_open CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.open = 1 AND o.by_person = 0 AND :chat = 0 AND m.origin = 'auto'"
		" AND m.state IN ('queued','held') AND (:session IS NULL OR o.session_id = :session)"
		" AND (:late = 0 OR o.life_until <= :late) LIMIT 1", e);

	*id = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", what->chat_id);
	stmt_id(s, ":session", what->session_id);
	stmt_i64(s, ":late", what->late_at);
	return stmt_one(s, id, e);
}

bool away_drop(struct db *d, const struct away_drop *what, int64_t now_ms, size_t *n, struct changes *c, struct err *e)
{
	int64_t id;

	db_must_write(d, "away_drop");
	*n = 0;
	for (;;) {
		if (!next(d, what, &id, e))
			return false;
		if (id == 0)
			return true;
		if (!outbox_drop(d, id, what->why, now_ms, c, e))
			return false;
		++*n;
	}
}

bool away_next_late(struct db *d, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(min(o.life_until), 0) FROM outbox o INDEXED BY outbox_auto_open CROSS JOIN messages m"
		" ON m.id = o.message_id WHERE o.open = 1 AND o.by_person = 0 AND m.origin = 'auto'"
		" AND m.state IN ('queued','held')", e);

	*at = 0;
	return s != NULL && stmt_one(s, at, e);
}
