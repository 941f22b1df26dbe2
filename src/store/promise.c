/* promise: see promise.h. */
#include <string.h>

#include "base/zone.h"

#include "config/value.h"
#include "store/audit.h"
#include "store/inside.h"
#include "store/promise.h"

#include "base/banned.h"

enum { TELL_AT_ONCE = 200 /* a transaction's share: the next step goes on */ };

/* A case, as far as its promise goes. */
struct owed {
	int64_t id, chat_id, waiting_since, woke_at, was_due;
	enum case_priority priority;
	enum promise_kind was_kind, kind;
	bool owes; /* it waits, and its number promises something */
	struct promise promise;
};

static bool read_owed(struct db *d, int64_t id, struct owed *o, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT k.chat_id, k.waiting_since, k.woke_at, k.priority, k.promise_due, k.promise_kind,"
		" k.latest = 1 AND k.needs_reply = 1 AND k.status IN ('open','waiting') AND h.kind = 'person'"
		" AND p.session_id IS NOT NULL,"
		" CASE WHEN k.last_out_at = 0 OR (k.last_out_at < k.opened_at AND EXISTS (SELECT 1 FROM conversations g"
		" WHERE g.chat_id = k.chat_id AND g.id < k.id AND g.merged_into IS NULL)) THEN 'first' ELSE 'next' END,"
		" p.zone, p.week, p.closed, p.first, p.next FROM conversations k JOIN chats h ON h.id = k.chat_id"
		" LEFT JOIN promises p ON p.session_id = k.session_id AND (p.first <> '' OR p.next <> '')"
		" WHERE k.id = :id", e);
	int got;

	*o = (struct owed){ .id = id };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	o->chat_id = take_i64(s);
	o->waiting_since = take_i64(s);
	o->woke_at = take_i64(s);
	take_named(s, case_priority, &o->priority);
	o->was_due = take_i64(s);
	take_named(s, promise_kind, &o->was_kind);
	o->owes = take_i64(s) != 0;
	take_named(s, promise_kind, &o->kind);
	if (o->owes) {
		struct promise_words w;

		w.zone = take_ref(s);
		w.week = take_ref(s);
		w.closed = take_ref(s);
		w.first = take_ref(s);
		w.next = take_ref(s);
		/* What another version understood and this one does not promises nothing. */
		o->owes = value_promise(&w, &o->promise);
	}
	stmt_done(s);
	return true;
}

/* Since when: the first live message that nobody has answered; 0 for history alone. */
static bool asked_at(struct db *d, const struct owed *o, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT at FROM messages INDEXED BY messages_thread WHERE chat_id = :chat AND at >= :since AND from_me = 0"
		" AND live = 1 AND deleted_at = 0 ORDER BY at, id LIMIT 1", e);

	*at = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", o->chat_id);
	stmt_i64(s, ":since", o->waiting_since);
	return stmt_one(s, at, e);
}

bool promise_note(struct db *d, int64_t conversation_id, struct err *e)
{
	struct owed o;
	struct stmt *s;
	int64_t at = 0, due = 0;

	if (!read_owed(d, conversation_id, &o, e) || (o.owes && !asked_at(d, &o, &at, e)))
		return false;
	if (at != 0)
		due = promise_due(&o.promise, o.kind, o.priority, at > o.woke_at ? at : o.woke_at);
	if (due == 0)
		o.kind = PROMISE_NONE;
	if (due == o.was_due && o.kind == o.was_kind)
		return true;
	s = SQL(d, "UPDATE conversations SET promise_due = :due, promise_kind = :kind,"
		" promise_tell_at = max(:due - :soon, :due > 0) WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", conversation_id);
	stmt_i64(s, ":due", due);
	stmt_str(s, ":kind", promise_kind_name(o.kind));
	stmt_i64(s, ":soon", due > 0 ? PROMISE_SOON_S : 0);
	return stmt_run(s, e);
}

/* Each of the number's cases that waits or owes, one after the other. */
static bool note_all(struct db *d, int64_t session_id, struct changes *c, struct err *e)
{
	int64_t id = 0, next;

	do {
		struct stmt *s = SQL(d,
			"SELECT id FROM conversations WHERE id > :after AND session_id = :session AND latest = 1"
			" AND (needs_reply = 1 OR promise_due > 0) ORDER BY id LIMIT 1", e);

		next = 0;
		if (s == NULL)
			return false;
		stmt_i64(s, ":after", id);
		stmt_i64(s, ":session", session_id);
		if (!stmt_one(s, &next, e) || (next != 0 && !promise_note(d, next, e)))
			return false;
		if (next != 0)
			changes_add(c, CHANGE_CONVERSATION, next);
		id = next;
	} while (id != 0);
	return true;
}

bool promise_set(struct db *d, int64_t session_id, const struct promise_words *w, struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "promise_set");
	s = SQL(d,
		"INSERT INTO promises (session_id, zone, week, closed, first, next)"
		" VALUES (:session, :zone, :week, :closed, :first, :next) ON CONFLICT (session_id) DO UPDATE SET"
		" zone = excluded.zone, week = excluded.week, closed = excluded.closed, first = excluded.first,"
		" next = excluded.next WHERE (zone, week, closed, first, next)"
		" <> (excluded.zone, excluded.week, excluded.closed, excluded.first, excluded.next)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":zone", w->zone);
	stmt_str(s, ":week", w->week);
	stmt_str(s, ":closed", w->closed);
	stmt_str(s, ":first", w->first);
	stmt_str(s, ":next", w->next);
	if (!stmt_run(s, e))
		return false;
	return db_changed(d) == 0 || note_all(d, session_id, c, e);
}

bool promise_next(struct db *d, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT promise_tell_at FROM conversations INDEXED BY conversations_promise WHERE promise_tell_at > 0"
		" ORDER BY promise_tell_at LIMIT 1", e);

	*at = 0;
	return s != NULL && stmt_one(s, at, e);
}

bool promise_tell(struct db *d, int64_t now, struct changes *c, struct err *e)
{
	bool told = false;

	db_must_write(d, "promise_tell");
	for (int i = 0; i < TELL_AT_ONCE; i++) {
		struct audit_row trail = { .at = now, .who = "engine", .action = "late" };
		struct stmt *s = SQL(d,
			"SELECT id, session_id, promise_due, promise_kind FROM conversations"
			" INDEXED BY conversations_promise WHERE promise_tell_at > 0 AND promise_tell_at <= :now"
			" ORDER BY promise_tell_at LIMIT 1", e);
		int64_t id, due;
		enum promise_kind kind;
		int got;

		if (s == NULL)
			return false;
		stmt_i64(s, ":now", now);
		got = stmt_row(s, e);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		id = trail.conversation_id = take_i64(s);
		trail.session_id = take_i64(s);
		due = take_i64(s);
		take_named(s, promise_kind, &kind);
		trail.detail = promise_kind_name(kind);
		stmt_done(s);
		s = SQL(d, "UPDATE conversations SET promise_tell_at = :next WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		stmt_i64(s, ":next", due > now ? due : 0);
		if (!stmt_run(s, e) || (due <= now && !audit_add(d, &trail, e)))
			return false;
		changes_add(c, CHANGE_CONVERSATION, id);
		told = told || due <= now;
	}
	if (told)
		changes_add(c, CHANGE_HEALTH, 0);
	return true;
}

bool promise_late(struct db *d, int64_t now, int64_t *n, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM conversations INDEXED BY conversations_needs WHERE latest = 1 AND needs_reply = 1"
		" AND status IN ('open','waiting') AND promise_due > 0 AND promise_due <= :now", e);

	*n = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":now", now);
	return stmt_one(s, n, e);
}
