/* conversation: cases and what they sum up of their thread: the last message,
 * whether the customer waits and since when. Reading stands in
 * conversation_list.c. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "store/conversation.h"
#include "store/inside.h"
#include "store/setting.h"

#include "base/banned.h"

enum {
	FIND_CAP = 400,	  /* bytes of a text that the list's filter looks in */
	SUM_ROWS = 2000	  /* as far back as summing up again looks */
};

static char *folded(const char *text)
{
	struct buf b;

	buf_init(&b, 16 * FIND_CAP);
	text_fold(&b, text, strnlen(text, FIND_CAP));
	return buf_take(&b);
}

bool conversation_make(struct db *d, int64_t session_id, int64_t chat_id, int64_t now, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO conversations (chat_id, session_id, status, latest, last_at, opened_at)"
		" VALUES (:chat, :session, 'open', 1, :now, :now)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	*id = db_last_id(d);
	return true;
}

bool conversation_begin(struct db *d, struct thread *t, int64_t now, struct changes *c, struct err *e)
{
	int64_t old = t->ref.conversation_id;
	struct stmt *s = SQL(d,
		"UPDATE conversations SET latest = 0, needs_reply = 0, waiting_since = 0,"
		" promise_due = 0, promise_kind = '', promise_tell_at = 0 WHERE id = :old", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":old", old);
	if (!stmt_run(s, e))
		return false;
	s = SQL(d,
		"INSERT INTO conversations (chat_id, session_id, status, latest, last_message_id, last_at, "
		"first_at, last_in_at,"
		" last_out_at, inbound_count, messages_in, messages_out, find_who, find_text, opened_at)"
		" SELECT chat_id, session_id, 'open', 1, last_message_id, last_at, first_at, last_in_at, last_out_at,"
		" inbound_count, messages_in, messages_out, find_who, find_text, :now FROM conversations "
		"WHERE id = :old", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":old", old);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	t->ref.conversation_id = db_last_id(d);
	t->status = CASE_OPEN;
	t->needs_reply = false;
	t->waiting_since = t->woke_at = t->closed_at = 0;
	changes_add(c, CHANGE_CONVERSATION, old);
	return draft_move(d, t->ref.conversation_id, old, e);
}

bool conversation_groups(struct db *d, bool need_reply, int64_t now, struct changes *c, struct err *e)
{
	int64_t was, chat = 0, next = 0;

	db_must_write(d, "conversation_groups");
	if (!setting_i64(d, SETTING_GROUPS, 0, &was, e))
		return false;
	if ((was != 0) == need_reply)
		return true;
	if (!setting_set_i64(d, SETTING_GROUPS, need_reply, e))
		return false;
	do {
		struct stmt *s = SQL(d,
			"SELECT h.id FROM chats h JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"
			" WHERE h.kind = 'group' AND h.id > :after AND h.merged_into IS NULL ORDER BY h.id LIMIT 1", e);

		next = 0;
		if (s == NULL)
			return false;
		stmt_i64(s, ":after", chat);
		if (!stmt_one(s, &next, e) || (next != 0 && !conversation_sum(d, next, now, c, e)))
			return false;
		chat = next;
	} while (next != 0);
	return true;
}

bool conversation_of_chat(struct db *d, int64_t chat_id, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id FROM conversations WHERE chat_id = :chat AND latest = 1", e);

	*id = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	return stmt_one(s, id, e);
}

bool conversation_heard(struct db *d, int64_t chat_id, bool *heard, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT messages_in FROM conversations WHERE chat_id = :chat AND latest = 1", e);
	int64_t n = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	if (!stmt_one(s, &n, e))
		return false;
	*heard = n > 0;
	return true;
}

bool conversation_set_who(struct db *d, int64_t chat_id, const char *title, const char *phone, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE conversations SET find_who = :who WHERE chat_id = :chat AND latest = 1", e);
	char *title_folded, *who;
	bool ok;

	if (s == NULL)
		return false;
	title_folded = folded(title);
	who = xasprintf("%s %s", title_folded, phone);
	stmt_i64(s, ":chat", chat_id);
	stmt_str(s, ":who", who);
	ok = stmt_run(s, e);
	free(title_folded);
	free(who);
	return ok;
}

/* The first inbound message at or after a time: since when a customer waits. */
static bool first_inbound(struct db *d, int64_t chat_id, int64_t since, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT at FROM messages WHERE chat_id = :chat AND at >= :since AND from_me = 0 ORDER BY at, id LIMIT 1", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":since", since);
	return stmt_one(s, at, e);
}

static bool rests(enum case_status s)
{
	return s == CASE_CLOSED || s == CASE_ARCHIVED || s == CASE_SNOOZED;
}

static void note_inbound(struct thread *t, const struct note *n, int64_t now, bool *reopened)
{
	bool young = n->live || n->said_at >= now - NEEDS_REPLY_BACKFILL_S;

	if (t->counts && n->live && rests(t->status)) {
		t->status = CASE_OPEN;
		*reopened = true;
	}
	if (t->counts && young && !rests(t->status) && n->said_at >= t->last_out_at) {
		if (!t->needs_reply || n->said_at < t->waiting_since)
			t->waiting_since = n->said_at;
		t->needs_reply = true;
		t->status = CASE_OPEN;
	}
	if (n->said_at > t->last_in_at)
		t->last_in_at = n->said_at;
}

static bool note_answer(struct db *d, struct thread *t, const struct note *n, struct err *e)
{
	if (n->said_at > t->last_out_at)
		t->last_out_at = n->said_at;
	t->woke_at = 0;
	if (!t->counts || t->last_out_at > t->last_in_at) {
		t->needs_reply = false;
		t->waiting_since = 0;
		if (t->counts && t->status == CASE_OPEN)
			t->status = CASE_WAITING;
	} else if (t->needs_reply && t->waiting_since < t->last_out_at) {
		return first_inbound(d, t->ref.chat_id, t->last_out_at, &t->waiting_since, e);
	}
	return true;
}

/* OR FAIL: the caller rolls all of it back, so SQLite needs no savepoint for the trigger of
 * conversation_sums; one at each message would make the full text write out what it holds. */
#define PUT(turn)                                                                                     \
	"UPDATE OR FAIL conversations SET " turn "waiting_since = :waiting,"                         \
	" closed_at = CASE WHEN :status IN ('closed','archived') THEN closed_at ELSE 0 END,"         \
	" snoozed_until = CASE WHEN :status = 'snoozed' THEN snoozed_until ELSE 0 END, woke_at = :woke," \
	" last_message_id = :last, last_at = :last_at, last_in_at = :in_at, last_out_at = :out_at,"  \
	" find_text = coalesce(:find, find_text), inbound_count = inbound_count + :live_in,"         \
	" messages_in = messages_in + :in, messages_out = messages_out + :out,"                      \
	" first_at = CASE WHEN :at = 0 OR (first_at <> 0 AND first_at < :at) THEN first_at ELSE :at END" \
	" WHERE id = :id"

/* The whole summary. find: the last message's folded text, NULL to leave it. turned: the
 * status or who is to answer may be another one; the sums are not looked at otherwise. */
static bool put(struct db *d, const struct thread *t, const struct note *n, const char *find, bool turned, struct err *e)
{
	struct stmt *s = turned ? SQL(d, PUT("status = :status, needs_reply = :needs, "), e) : SQL(d, PUT(""), e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", t->ref.conversation_id);
	stmt_str(s, ":status", case_status_name(t->status));
	if (turned)
		stmt_i64(s, ":needs", t->needs_reply);
	stmt_i64(s, ":waiting", t->needs_reply ? t->waiting_since : 0);
	stmt_i64(s, ":woke", t->woke_at);
	stmt_i64(s, ":last", t->last_message_id);
	stmt_i64(s, ":last_at", t->last_at);
	stmt_i64(s, ":in_at", t->last_in_at);
	stmt_i64(s, ":out_at", t->last_out_at);
	if (find != NULL)
		stmt_str(s, ":find", find);
	else
		stmt_opt(s, ":find", NULL);
	stmt_i64(s, ":at", n != NULL ? n->at : 0);
	stmt_i64(s, ":in", n != NULL && !n->from_me);
	stmt_i64(s, ":out", n != NULL && n->from_me);
	stmt_i64(s, ":live_in", n != NULL && !n->from_me && n->live);
	return stmt_run(s, e) && promise_note(d, t->ref.conversation_id, e);
}

bool conversation_note(struct db *d, struct thread *t, const struct note *n, int64_t now, bool *reopened,
	struct changes *c, struct err *e)
{
	enum case_status was = t->status;
	bool needed = t->needs_reply, ok;
	char *find = NULL;

	*reopened = false;
	if (!n->from_me)
		note_inbound(t, n, now, reopened);
	else if (n->counts && !note_answer(d, t, n, e))
		return false;
	if (!n->automatic && (t->last_message_id == 0 || n->at > t->last_at ||
		(n->at == t->last_at && n->message_id > t->last_message_id))) {
		t->last_message_id = n->message_id;
		t->last_at = n->at;
		find = folded(n->text);
	}
	ok = put(d, t, n, find, t->status != was || t->needs_reply != needed, e);
	free(find);
	changes_add(c, CHANGE_CONVERSATION, t->ref.conversation_id);
	return ok;
}

bool conversation_forget(struct db *d, int64_t chat_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE conversations SET messages_out = max(messages_out - 1, 0) WHERE chat_id = :chat AND latest = 1", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	return stmt_run(s, e);
}

/* Walks back from the end until our last answer: who spoke last. What was deleted for
 * everyone asks nothing and answers nothing; what no person said answers nothing. */
static bool who_spoke(struct db *d, struct thread *t, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.from_me, m.at, coalesce(o.born_ms / 1000, m.at), m.state = 'rejected' OR m.origin = 'auto', m.live"
		" FROM messages m LEFT JOIN outbox o ON o.message_id = m.id"
		" WHERE m.chat_id = :chat AND m.state <> 'cancelled' AND m.deleted_at = 0"
		" ORDER BY m.at DESC, m.id DESC LIMIT :rows", e);
	int64_t in = 0, out = 0;
	int got;

	t->waiting_since = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", t->ref.chat_id);
	stmt_i64(s, ":rows", SUM_ROWS);
	while ((got = stmt_row(s, e)) > 0) {
		bool from_me = take_i64(s) != 0;
		int64_t at = take_i64(s), said = take_i64(s);
		bool no_answer = take_i64(s) != 0, live = take_i64(s) != 0;

		if (from_me && !no_answer && said > out)
			out = said;
		if (!from_me && said > in)
			in = said;
		if (!from_me && said >= out && (live || said >= now - NEEDS_REPLY_BACKFILL_S))
			t->waiting_since = said;
		if (out != 0 && in != 0 && at <= out) {
			stmt_done(s);
			break;
		}
	}
	if (got < 0)
		return false;
	if (in != 0)
		t->last_in_at = in;
	t->last_out_at = out;
	return true;
}

bool conversation_sum(struct db *d, int64_t chat_id, int64_t now, struct changes *c, struct err *e)
{
	struct thread t;
	struct stmt *s;
	char *find = NULL;
	bool ok;
	int got;

	if (!chat_thread_get(d, chat_id, &t, e) || !who_spoke(d, &t, now, e))
		return false;
	if (!t.counts)
		t.waiting_since = 0;
	if (t.waiting_since == 0)
		t.waiting_since = t.woke_at;
	t.needs_reply = t.waiting_since != 0 && t.status != CASE_CLOSED && t.status != CASE_ARCHIVED;
	if (t.needs_reply && t.status == CASE_WAITING)
		t.status = CASE_OPEN;
	if (t.counts && !t.needs_reply && t.status == CASE_OPEN && t.last_out_at > t.last_in_at)
		t.status = CASE_WAITING;
	s = SQL(d,
		"SELECT id, at, text FROM messages WHERE chat_id = :chat AND state <> 'cancelled' AND origin <> 'auto'"
		" ORDER BY at DESC, id DESC LIMIT 1", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", t.ref.chat_id);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	t.last_message_id = 0;
	if (got > 0) {
		t.last_message_id = take_i64(s);
		t.last_at = take_i64(s);
		find = folded(take_ref(s));
		stmt_done(s);
	}
	ok = put(d, &t, NULL, find != NULL ? find : "", true, e);
	free(find);
	changes_add(c, CHANGE_CONVERSATION, t.ref.conversation_id);
	return ok;
}

bool conversation_merge(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	if (!steps_pair(d, keep, gone, e,
		"UPDATE conversations SET assignee_id = coalesce(conversations.assignee_id, g.assignee_id),"
		" status = CASE WHEN conversations.status IN ('closed','archived')"
		" AND g.status NOT IN ('closed','archived') THEN g.status ELSE conversations.status END,"
		" snoozed_until = max(conversations.snoozed_until, g.snoozed_until),"
		" opened_at = min(conversations.opened_at, g.opened_at),"
		" last_in_at = max(conversations.last_in_at, g.last_in_at),"
		" last_out_at = max(conversations.last_out_at, g.last_out_at),"
		" inbound_count = conversations.inbound_count + g.inbound_count,"
		" messages_in = conversations.messages_in + g.messages_in,"
		" messages_out = conversations.messages_out + g.messages_out,"
		" first_at = CASE WHEN conversations.first_at = 0 THEN g.first_at"
		" WHEN g.first_at = 0 THEN conversations.first_at ELSE min(conversations.first_at, g.first_at) END"
		" FROM conversations g WHERE conversations.id = :keep AND g.id = :gone",
		"UPDATE conversations SET latest = 0, needs_reply = 0, waiting_since = 0, promise_due = 0,"
		" promise_kind = '', promise_tell_at = 0, merged_into = :keep"
		" WHERE id = :gone OR merged_into = :gone",
		("UPDATE conversations SET chat_id = (SELECT k.chat_id FROM conversations k WHERE k.id = :keep)"
		" WHERE latest = 0 AND chat_id = (SELECT g.chat_id FROM conversations g WHERE g.id = :gone)")))
		return false;
	return draft_move(d, keep, gone, e) && label_move(d, keep, gone, e);
}

bool conversation_resolve(struct db *d, int64_t *id, int64_t *chat, bool now_only, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT k.id, k.chat_id, coalesce((SELECT n.id FROM conversations n WHERE n.chat_id = "
		"k.chat_id AND n.latest = 1),"
		" k.id) FROM conversations g JOIN conversations k ON k.id = coalesce(g.merged_into, g.id) "
		"WHERE g.id = :id", e);
	int64_t asked = *id, latest = 0;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", asked);
	got = stmt_row(s, e);
	if (got > 0) {
		*id = take_i64(s);
		*chat = take_i64(s);
		latest = take_i64(s);
		stmt_done(s);
		return !now_only || latest == *id ||
			err_set(e, ERR_CONFLICT, "conversation.over",
				N_("case {id} is over: the present one of this customer is {latest}"),
					"id=%lld\nlatest=%lld",
				(long long)asked, (long long)latest);
	}
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "conversation.none", N_("there is no conversation {id}"), "id=%lld",
			(long long)asked);
	return false;
}
