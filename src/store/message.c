/* message: the writer of messages: rows made, states moved, echoes joined. What an
 * event means for them stands in arrive.c. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/inside.h"
#include "store/message.h"

#include "base/banned.h"

bool message_insert(struct db *d, const struct message_new *n, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO messages (chat_id, conversation_id, session_id, from_me, wa_id, at, state, kind, origin,"
		" contact_id, agent_id, text, place, detail, reply_wa_id, live)"
		" VALUES (:chat, :case, :session, :from_me, :wa, :at,"
		" :state, :kind, :origin, :contact, :agent, :text, :place, :detail, :reply, :live)", e);
	struct search_row row = {
		.at = n->at,
		.chat_id = n->chat_id,
		.contact_id = n->contact_id,
		.from_me = n->from_me,
		.kind = n->kind,
		.text = n->text != NULL ? n->text : "",
	};

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", n->chat_id);
	stmt_i64(s, ":case", n->conversation_id);
	stmt_i64(s, ":session", n->session_id);
	stmt_i64(s, ":from_me", n->from_me);
	stmt_opt(s, ":wa", n->wa_id);
	stmt_i64(s, ":at", n->at);
	stmt_str(s, ":state", message_state_name(n->state));
	stmt_str(s, ":kind", message_kind_name(n->kind));
	stmt_str(s, ":origin", message_origin_name(n->origin));
	stmt_id(s, ":contact", n->contact_id);
	stmt_id(s, ":agent", n->agent_id);
	stmt_str(s, ":text", n->text);
	stmt_str(s, ":place", n->place);
	stmt_str(s, ":detail", n->detail);
	stmt_str(s, ":reply", n->reply_wa_id);
	stmt_i64(s, ":live", n->live);
	if (!stmt_run(s, e))
		return false;
	*id = row.message_id = db_last_id(d);
	return search_put(d, &row, e);
}

/* Full text goes by the row's time and text: both change here only. NULL sql: neither does. */
static bool reindex(struct db *d, int64_t id, const char *sql, const char *text, int64_t at, int64_t now, bool clear,
	struct err *e)
{
	struct stmt *s = SQL(d, "SELECT chat_id, coalesce(contact_id, 0), from_me, kind, at, text,"
		" deleted_at FROM messages WHERE id = :id", e);
	struct search_row row = { .message_id = id };
	char *was = NULL;
	bool ok = false, deleted;
	int64_t was_at;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (stmt_row(s, e) <= 0)
		return false;
	row.chat_id = take_i64(s);
	row.contact_id = take_i64(s);
	row.from_me = take_i64(s) != 0;
	take_named(s, message_kind, &row.kind);
	was_at = take_i64(s);
	was = take_dup(s);
	deleted = take_i64(s) != 0;
	stmt_done(s);
	row.at = text != NULL || sql == NULL ? was_at : at;
	row.text = text != NULL ? text : was;
	if (!search_drop(d, id, was_at, was, e))
		goto out;
	if (sql == NULL) {
		ok = deleted || search_put(d, &row, e);
		goto out;
	}
	s = SQL(d, sql, e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	if (text != NULL) {
		stmt_str(s, ":text", text);
		stmt_i64(s, ":now", now);
	} else {
		stmt_i64(s, ":at", at);
	}
	ok = stmt_run(s, e) && (clear || search_put(d, &row, e));
out:
	free(was);
	return ok;
}

bool message_set_at(struct db *d, int64_t id, int64_t at, struct err *e)
{
	return reindex(d, id, "UPDATE messages SET at = :at WHERE id = :id", NULL, at, 0, false, e);
}

bool message_set_text(struct db *d, int64_t id, const char *text, int64_t edited_at, struct err *e)
{
	return reindex(d, id, "UPDATE messages SET text = :text, edited_at = :now WHERE id = :id", text, 0, edited_at,
		false, e);
}

bool message_set_deleted(struct db *d, int64_t id, int64_t at, struct err *e)
{
	return reindex(d, id, "UPDATE messages SET text = :text, deleted_at = :now WHERE id = :id", "", 0, at, true, e);
}

bool message_found_anew(struct db *d, int64_t id, struct err *e)
{
	return reindex(d, id, NULL, NULL, 0, 0, false, e);
}

static bool answers(enum message_state s)
{
	return s != MSG_CANCELLED && s != MSG_REJECTED;
}

bool message_set_state(struct db *d, int64_t id, enum message_state state, int64_t tick_at, int64_t now,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT state, chat_id, conversation_id FROM messages WHERE id = :id", e);
	enum message_state was = MSG_RECEIVED;
	int64_t chat, conversation;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got < 0 ? false :
			err_set(e, ERR_NOT_FOUND, "message.none", N_("there is no message {id}"), "id=%lld",
				(long long)id);
	take_named(s, message_state, &was);
	chat = take_i64(s);
	conversation = take_i64(s);
	stmt_done(s);
	if (was == state)
		return true;
	s = SQL(d,
		"UPDATE messages SET state = :state,"
		" sent_at = CASE WHEN :state = 'sent' AND sent_at = 0 THEN :tick ELSE sent_at END,"
		" delivered_at = CASE WHEN :state = 'delivered' AND delivered_at = 0 THEN :tick ELSE delivered_at END,"
		" read_at = CASE WHEN :state IN ('read','played') AND read_at = 0 THEN :tick ELSE read_at END,"
		" played_at = CASE WHEN :state = 'played' AND played_at = 0 THEN :tick ELSE played_at END,"
		" failed_at = CASE WHEN :state = 'rejected' THEN :now ELSE 0 END WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":state", message_state_name(state));
	stmt_i64(s, ":tick", tick_at);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	changes_add(c, CHANGE_MESSAGE, id);
	changes_add(c, CHANGE_CONVERSATION, conversation);
	return answers(was) == answers(state) || conversation_sum(d, chat, now, c, e);
}

bool message_star(struct db *d, int64_t id, bool starred, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE messages SET starred = :starred WHERE id = :id AND starred <> :starred", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":starred", starred);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_MESSAGE, id);
	return true;
}

/* Echoes. */

struct echo {
	int64_t id, chat, conversation, at, sent_at, delivered_at, read_at, played_at;
	enum message_state state;
	bool starred, in_outbox;
	char *text;
};

static bool read_echo(struct db *d, int64_t id, struct echo *x, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.chat_id, m.conversation_id, m.at, m.sent_at, m.delivered_at, m.read_at, m.played_at,"
		" m.state, m.starred, o.message_id IS NOT NULL, m.text"
		" FROM messages m LEFT JOIN outbox o ON o.message_id = m.id"
		" WHERE m.id = :id", e);

	*x = (struct echo){ .id = id };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (stmt_row(s, e) <= 0)
		return false;
	x->chat = take_i64(s);
	x->conversation = take_i64(s);
	x->at = take_i64(s);
	x->sent_at = take_i64(s);
	x->delivered_at = take_i64(s);
	x->read_at = take_i64(s);
	x->played_at = take_i64(s);
	take_named(s, message_state, &x->state);
	x->starred = take_i64(s) != 0;
	x->in_outbox = take_i64(s) != 0;
	x->text = take_dup(s);
	stmt_done(s);
	return true;
}

static bool delete_row(struct db *d, const struct echo *x, struct changes *c, struct err *e)
{
	struct stmt *s;

	if (!search_drop(d, x->id, x->at, x->text, e))
		return false;
	s = SQL(d, "DELETE FROM messages WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", x->id);
	if (!stmt_run(s, e))
		return false;
	changes_add(c, CHANGE_MESSAGE, x->id);
	changes_add(c, CHANGE_CONVERSATION, x->conversation);
	return conversation_forget(d, x->chat, e);
}

/* The ack that a state stands for, -2 for none. */
static int ack_of(enum message_state s)
{
	for (int ack = 0; ack <= 4; ack++)
		if (message_state_of_ack(ack) == s)
			return ack;
	return s == MSG_REJECTED ? -1 : -2;
}

/* Ours keeps its id, its text and its place in the thread; the echo gives what
 * was learnt meanwhile. */
static bool join(struct db *d, int64_t id, const struct echo *x, const char *wa_id, int64_t now, struct changes *c,
	struct err *e)
{
	struct echo own;
	struct stmt *s;
	bool ok = false;

	if (!read_echo(d, id, &own, e))
		return false;
	if (!reaction_move(d, id, x->id, e) || !vote_move(d, id, x->id, e) ||
	    !attachment_join(d, id, x->id, e) || !delete_row(d, x, c, e))
		goto out;
	s = SQL(d,
		"UPDATE messages SET wa_id = :wa, starred = max(starred, :starred),"
		" sent_at = CASE WHEN sent_at = 0 THEN :sent ELSE sent_at END,"
		" delivered_at = CASE WHEN delivered_at = 0 THEN :delivered ELSE delivered_at END,"
		" read_at = CASE WHEN read_at = 0 THEN :read ELSE read_at END,"
		" played_at = CASE WHEN played_at = 0 THEN :played ELSE played_at END WHERE id = :id", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":wa", wa_id);
	stmt_i64(s, ":starred", x->starred);
	stmt_i64(s, ":sent", x->sent_at);
	stmt_i64(s, ":delivered", x->delivered_at);
	stmt_i64(s, ":read", x->read_at);
	stmt_i64(s, ":played", x->played_at);
	if (!stmt_run(s, e))
		goto out;
	if (ack_of(x->state) != -2 &&
		!message_set_state(d, id, message_state_raised(own.state, ack_of(x->state)), 0, now, c, e))
		goto out;
	changes_add(c, CHANGE_MESSAGE, id);
	/* An echo under the hidden id proves whose it is. */
	if (own.chat != x->chat) {
		struct chat_ref a, b;
		int64_t contact;

		if (!chat_get(d, own.chat, &a, e) || !chat_get(d, x->chat, &b, e))
			goto out;
		if (a.kind == CHAT_PERSON && b.kind == CHAT_PERSON && a.address.kind != b.address.kind &&
			!contact_open(d, &a.address, &b.address, now, &contact, c, e))
			goto out;
		if (!conversation_sum(d, x->chat, now, c, e))
			goto out;
	}
	ok = conversation_sum(d, own.chat, now, c, e);
out:
	free(own.text);
	return ok;
}

bool message_set_wa_id(struct db *d, int64_t id, const char *wa_id, int64_t now, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT x.id FROM messages m JOIN messages x ON x.wa_id = :wa AND x.session_id = m.session_id"
		" AND x.from_me = 1 WHERE m.id = :id", e);
	struct echo x = { 0 };
	int64_t other = 0;
	bool ok;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_opt(s, ":wa", wa_id);
	if (!stmt_one(s, &other, e))
		return false;
	if (other == id)
		return true;
	if (other != 0) {
		if (!read_echo(d, other, &x, e))
			return false;
		if (x.in_outbox) {
			/* Two sends answered with one id: keep both rows, tell it. */
			log_bad("store", "messages %lld and %lld have one WhatsApp id %s", (long long)id, (long long)other,
				wa_id);
			free(x.text);
			return true;
		}
		ok = join(d, id, &x, wa_id, now, c, e);
		free(x.text);
		return ok;
	}
	s = SQL(d, "UPDATE messages SET wa_id = :wa WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_opt(s, ":wa", wa_id);
	return stmt_run(s, e);
}

/* Chats that become one. */

static bool reindex_rows(struct db *d, struct stmt *s, int64_t keep_chat, struct err *e)
{
	int got;

	while ((got = stmt_row(s, e)) > 0) {
		struct search_row row = { .chat_id = keep_chat };

		row.message_id = take_i64(s);
		row.at = take_i64(s);
		row.contact_id = take_i64(s);
		row.from_me = take_i64(s) != 0;
		take_named(s, message_kind, &row.kind);
		row.text = take_ref(s);
		if (!search_drop(d, row.message_id, row.at, row.text, e) || !search_put(d, &row, e)) {
			stmt_done(s);
			return false;
		}
	}
	return got == 0;
}

static bool reindex_chat(struct db *d, int64_t keep_chat, int64_t gone_chat, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, at, coalesce(contact_id, 0), from_me, kind, text FROM messages WHERE chat_id = :chat"
		" AND deleted_at = 0 ORDER BY at, id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", gone_chat);
	return reindex_rows(d, s, keep_chat, e);
}

bool message_reindex(struct db *d, int64_t merge, int64_t chat, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.at, coalesce(m.contact_id, 0), m.from_me, m.kind, m.text FROM contact_merge_messages x"
		" JOIN messages m ON m.id = x.message_id WHERE x.merge_id = :merge AND x.chat_id = :chat"
		" AND m.deleted_at = 0 ORDER BY m.at, m.id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":merge", merge);
	stmt_i64(s, ":chat", chat);
	return reindex_rows(d, s, chat, e);
}

bool message_move(struct db *d, int64_t keep_chat, int64_t gone_chat, int64_t keep_case, int64_t gone_case,
	struct err *e)
{
	struct stmt *s;

	if (!reindex_chat(d, keep_chat, gone_chat, e))
		return false;
	s = SQL(d,
		"UPDATE messages SET chat_id = :keep, conversation_id ="
		" CASE conversation_id WHEN :gone_case THEN :keep_case ELSE conversation_id END WHERE chat_id = :gone", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep_chat);
	stmt_i64(s, ":gone", gone_chat);
	stmt_i64(s, ":keep_case", keep_case);
	stmt_i64(s, ":gone_case", gone_case);
	return stmt_run(s, e);
}
