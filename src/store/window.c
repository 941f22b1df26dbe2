/* window: see window.h. */
#include "base/mem.h"

#include "store/inside.h"
#include "store/window.h"

#include "base/banned.h"

enum { WINDOW_S = 24 * 3600, WARN_AT_ONCE = 200 };

bool window_last_inbound(struct db *d, int64_t session_id, int64_t contact_id, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT last_inbound_at FROM conversation_sessions"
		" WHERE contact_id = :contact AND session_id = :session", e);

	*at = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":session", session_id);
	return stmt_one(s, at, e);
}

bool window_note(struct db *d, int64_t session_id, int64_t contact_id, int64_t at, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO conversation_sessions (contact_id, session_id, last_inbound_at)"
		" VALUES (:contact, :session, :at)"
		" ON CONFLICT (contact_id, session_id) DO UPDATE SET"
		" last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":at", at);
	return stmt_run(s, e);
}

bool window_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT INTO conversation_sessions (contact_id, session_id, last_inbound_at)"
		" SELECT :keep, session_id, last_inbound_at FROM conversation_sessions WHERE contact_id = :gone"
		" ON CONFLICT (contact_id, session_id) DO UPDATE SET"
		" last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)",
		"DELETE FROM conversation_sessions WHERE contact_id = :gone");
}

/* Messages come in any order, history backwards: an older one may open the first window
 * earlier, never one that is between others. */
bool window_extend(struct db *d, int64_t chat_id, int64_t at, bool live, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, opened_at, last_inbound_at FROM conversation_windows WHERE chat_id = :chat"
		" ORDER BY opened_at DESC LIMIT 1", e);
	int64_t id = 0, opened = 0, last = 0;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	if (got > 0) {
		id = take_i64(s);
		opened = take_i64(s);
		last = take_i64(s);
		stmt_done(s);
	}
	if (id != 0 && at < opened && opened - at >= WINDOW_S)
		return true;
	if (id == 0 || at - last >= WINDOW_S) {
		s = SQL(d, "INSERT INTO conversation_windows (chat_id, opened_at, last_inbound_at, live)"
			" VALUES (:chat, :at, :at, :live)", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":chat", chat_id);
	} else {
		s = SQL(d,
			"UPDATE conversation_windows SET opened_at = min(opened_at, :at),"
			" warned_at = CASE WHEN :at > last_inbound_at THEN 0 ELSE warned_at END,"
			" last_inbound_at = max(last_inbound_at, :at), live = max(live, :live) WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
	}
	stmt_i64(s, ":at", at);
	stmt_i64(s, ":live", live);
	return stmt_run(s, e);
}

bool window_list(struct db *d, int64_t chat_id, size_t limit, struct window_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT w.opened_at, w.last_inbound_at, coalesce((SELECT m.at FROM messages m INDEXED BY messages_thread"
		" WHERE m.chat_id = :chat AND m.at >= w.opened_at AND m.at < w.last_inbound_at + 86400 AND m.from_me = 1"
		" AND m.origin <> 'auto'"
		" AND m.state IN ('accepted','sent','delivered','read','played') ORDER BY m.at LIMIT 1), 0)"
		" FROM conversation_windows w INDEXED BY conversation_windows_chat WHERE w.chat_id = :chat"
		" OR w.chat_id IN (SELECT g.id FROM chats g WHERE g.merged_into = :chat)"
		" ORDER BY w.opened_at DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct window_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		r->opened_at = take_i64(s);
		r->last_inbound_at = take_i64(s);
		r->first_answer_at = take_i64(s);
	}
	return got == 0;
}

#define DUE                                                                                           \
	" FROM conversation_windows w INDEXED BY conversation_windows_due"                           \
	" CROSS JOIN chats g ON g.id = w.chat_id"                                                    \
	" CROSS JOIN conversations k ON k.chat_id = coalesce(g.merged_into, g.id) AND k.latest = 1"  \
	" WHERE w.live = 1 AND w.warned_at = 0"                                                      \
	" AND w.last_inbound_at > :from AND w.last_inbound_at <= :to"                                \
	" AND k.needs_reply = 1 AND k.status IN ('open','waiting')"

bool window_due(struct db *d, int64_t now, bool *any, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT 1" DUE " LIMIT 1", e);
	int64_t found = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":from", now - WINDOW_S);
	stmt_i64(s, ":to", now - WINDOW_S + WINDOW_WARN_S);
	if (!stmt_one(s, &found, e))
		return false;
	*any = found != 0;
	return true;
}

bool window_warn(struct db *d, int64_t now, struct changes *c, struct err *e)
{
	db_must_write(d, "window_warn");
	for (int i = 0; i < WARN_AT_ONCE; i++) {
		struct stmt *s = SQL(d, "SELECT w.id, k.id" DUE " LIMIT 1", e);
		int64_t id, conversation;
		int got;

		if (s == NULL)
			return false;
		stmt_i64(s, ":from", now - WINDOW_S);
		stmt_i64(s, ":to", now - WINDOW_S + WINDOW_WARN_S);
		got = stmt_row(s, e);
		if (got <= 0)
			return got == 0;
		id = take_i64(s);
		conversation = take_i64(s);
		stmt_done(s);
		s = SQL(d, "UPDATE conversation_windows SET warned_at = :now WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		stmt_i64(s, ":now", now);
		if (!stmt_run(s, e))
			return false;
		changes_add(c, CHANGE_CONVERSATION, conversation);
	}
	return true;
}
