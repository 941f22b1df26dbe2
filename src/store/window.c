/* window: see window.h. */
#include "store/inside.h"
#include "store/window.h"

#include "base/banned.h"

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
	struct stmt *s = SQL(d,
		"INSERT INTO conversation_sessions (contact_id, session_id, last_inbound_at)"
		" SELECT :keep, session_id, last_inbound_at FROM conversation_sessions WHERE contact_id = :gone"
		" ON CONFLICT (contact_id, session_id) DO UPDATE SET"
		" last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	stmt_i64(s, ":gone", gone);
	if (!stmt_run(s, e))
		return false;
	s = SQL(d, "DELETE FROM conversation_sessions WHERE contact_id = :gone", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":gone", gone);
	return stmt_run(s, e);
}
