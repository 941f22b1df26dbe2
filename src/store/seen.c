/* seen: see seen.h. */
#include <stdio.h>
#include <stdlib.h>

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

bool seen_mark(struct db *d, int64_t agent_id, int64_t chat_id, struct seen_mark *m, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT s.message_id, s.inbound_count FROM chats g JOIN seen s ON s.agent_id = :agent"
		" AND s.chat_id = coalesce(g.merged_into, g.id) WHERE g.id = :chat", e);
	int got;

	*m = (struct seen_mark){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":chat", chat_id);
	got = stmt_row(s, e);
	if (got > 0) {
		m->message_id = take_i64(s);
		m->inbound_count = take_i64(s);
		m->there = true;
		stmt_done(s);
	}
	return got >= 0;
}

const char *seen_text(const struct seen_mark *m, char out[SEEN_TEXT])
{
	*out = '\0';
	if (m->there)
		snprintf(out, SEEN_TEXT, "%lld %lld", (long long)m->message_id, (long long)m->inbound_count);
	return out;
}

void seen_read(const char *text, struct seen_mark *m)
{
	char *end;

	*m = (struct seen_mark){ .there = *text != '\0' };
	m->message_id = strtoll(text, &end, 10);
	m->inbound_count = strtoll(end, NULL, 10);
}

bool seen_restore(struct db *d, int64_t agent_id, int64_t chat_id, const struct seen_mark *m, int64_t now,
	struct changes *c, struct err *e)
{
	struct chat_ref ref;
	struct stmt *s;

	db_must_write(d, "seen_restore");
	if (!chat_get(d, chat_id, &ref, e))
		return false;
	if (m->there)
		s = SQL(d,
			"INSERT INTO seen (agent_id, chat_id, message_id, inbound_count, at)"
			" VALUES (:agent, :chat, :message, :count, :now)"
			" ON CONFLICT (agent_id, chat_id) DO UPDATE SET message_id = excluded.message_id,"
			" inbound_count = excluded.inbound_count, at = excluded.at", e);
	else
		s = SQL(d, "DELETE FROM seen WHERE agent_id = :agent AND chat_id = :chat", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":chat", ref.chat_id);
	if (m->there) {
		stmt_i64(s, ":message", m->message_id);
		stmt_i64(s, ":count", m->inbound_count);
		stmt_i64(s, ":now", now);
	}
	if (!stmt_run(s, e))
		return false;
	changes_add(c, CHANGE_CONVERSATION, ref.conversation_id);
	return true;
}

/* Their last live message, and the one before it in the thread. */
static bool last_of_theirs(struct db *d, int64_t chat_id, int64_t *last, int64_t *before, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id FROM messages INDEXED BY messages_thread WHERE chat_id = :chat AND from_me = 0 AND live = 1"
		" ORDER BY at DESC, id DESC LIMIT 1", e);

	*last = *before = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	if (!stmt_one(s, last, e))
		return false;
	if (*last == 0)
		return true;
	s = SQL(d,
		"SELECT m.id FROM messages a JOIN messages m INDEXED BY messages_thread ON m.chat_id = a.chat_id"
		" AND (m.at, m.id) < (a.at, a.id) WHERE a.id = :id ORDER BY m.at DESC, m.id DESC LIMIT 1", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", *last);
	return stmt_one(s, before, e);
}

bool seen_unread(struct db *d, int64_t agent_id, int64_t chat_id, int64_t now, struct changes *c, struct err *e)
{
	struct seen_mark m = { .there = true };
	struct stmt *s;
	int64_t last, marker, unseen;

	db_must_write(d, "seen_unread");
	if (!seen_get(d, agent_id, chat_id, &marker, &unseen, e) || !last_of_theirs(d, chat_id, &last, &m.message_id, e))
		return false;
	if (last == 0)
		return err_set(e, ERR_CONFLICT, "conversation.nothing-unread",
			N_("they have not written here: there is nothing to mark unread"), NULL);
	if (unseen > 0)
		return true;
	s = SQL(d, "SELECT inbound_count - 1 FROM conversations WHERE chat_id = :chat AND latest = 1", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	return stmt_one(s, &m.inbound_count, e) && seen_restore(d, agent_id, chat_id, &m, now, c, e);
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
	return steps_pair(d, keep, gone, e,
		"INSERT INTO seen (agent_id, chat_id, message_id, inbound_count, at)"
		" SELECT agent_id, :keep, message_id, inbound_count, at FROM seen WHERE chat_id = :gone"
		" ON CONFLICT (agent_id, chat_id) DO UPDATE SET message_id = max(seen.message_id, excluded.message_id),"
		" inbound_count = seen.inbound_count + excluded.inbound_count, at = max(seen.at, excluded.at)",
		"DELETE FROM seen WHERE chat_id = :gone");
}
