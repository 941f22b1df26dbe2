/* seen: see seen.h. */
#include "store/inside.h"
#include "store/seen.h"

#include "base/banned.h"

/* Live inbound messages that came after a message: what stays unseen. */
static bool after(struct db *d, int64_t chat_id, int64_t message_id, int64_t *n, struct err *e)
{
	struct stmt *s;

	*n = 0;
	if (message_id == 0)
		return true;
	s = SQL(d,
		"SELECT count(*) FROM messages a JOIN messages m INDEXED BY messages_thread ON m.chat_id = a.chat_id"
		" AND (m.at, m.id) > (a.at, a.id)"
		" WHERE a.id = :id AND a.chat_id = :chat AND m.from_me = 0 AND m.live = 1", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	stmt_i64(s, ":chat", chat_id);
	return stmt_one(s, n, e);
}

bool seen_put(struct db *d, int64_t agent_id, int64_t chat_id, int64_t message_id, int64_t now, struct changes *c,
	struct err *e)
{
	struct chat_ref ref;
	struct stmt *s;
	int64_t left;

	if (!chat_get(d, chat_id, &ref, e) || !after(d, ref.chat_id, message_id, &left, e))
		return false;
	s = SQL(d,
		"INSERT INTO seen (agent_id, chat_id, message_id, inbound_count, at)"
		" SELECT :agent, chat_id, CASE WHEN :message > 0 THEN :message ELSE last_message_id END,"
		" max(inbound_count - :left, 0), :now FROM conversations WHERE chat_id = :chat AND latest = 1"
		" ON CONFLICT (agent_id, chat_id) DO UPDATE SET message_id = excluded.message_id,"
		" inbound_count = excluded.inbound_count, at = excluded.at"
		" WHERE excluded.inbound_count > seen.inbound_count OR (excluded.inbound_count = seen.inbound_count"
		" AND excluded.message_id > seen.message_id)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":chat", ref.chat_id);
	stmt_i64(s, ":message", message_id);
	stmt_i64(s, ":left", left);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0 && ref.conversation_id != 0)
		changes_add(c, CHANGE_CONVERSATION, ref.conversation_id);
	return true;
}

bool seen_get(struct db *d, int64_t agent_id, int64_t chat_id, int64_t *message_id, int64_t *unseen, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(s.message_id, 0), max(k.inbound_count - coalesce(s.inbound_count, 0), 0)"
		" FROM chats g JOIN conversations k ON k.chat_id = coalesce(g.merged_into, g.id) AND k.latest = 1"
		" LEFT JOIN seen s ON s.agent_id = :agent AND s.chat_id = k.chat_id WHERE g.id = :chat", e);
	int got;

	*message_id = *unseen = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":chat", chat_id);
	got = stmt_row(s, e);
	if (got > 0) {
		*message_id = take_i64(s);
		*unseen = take_i64(s);
		stmt_done(s);
	}
	return got >= 0;
}

bool seen_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO seen (agent_id, chat_id, message_id, inbound_count, at)"
		" SELECT agent_id, :keep, message_id, inbound_count, at FROM seen WHERE chat_id = :gone"
		" ON CONFLICT (agent_id, chat_id) DO UPDATE SET message_id = max(seen.message_id, excluded.message_id),"
		" inbound_count = seen.inbound_count + excluded.inbound_count, at = max(seen.at, excluded.at)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	stmt_i64(s, ":gone", gone);
	if (!stmt_run(s, e))
		return false;
	s = SQL(d, "DELETE FROM seen WHERE chat_id = :gone", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":gone", gone);
	return stmt_run(s, e);
}
