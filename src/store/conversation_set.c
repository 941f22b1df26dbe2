/* conversation_set: what people decide about a case (how it stands, whose it is,
 * how urgent), and what follows when its time has come: a snooze that is over. */
#include "store/agent.h"
#include "store/audit.h"
#include "store/conversation.h"
#include "store/inside.h"

#include "base/banned.h"

enum { DUE_AT_ONCE = 200 /* a transaction's share: the next step goes on */ };

bool conversation_set_status(struct db *d, int64_t id, enum case_status status, int64_t snoozed_until, int64_t now,
	struct changes *c, struct err *e)
{
	struct stmt *s;
	int64_t chat;

	db_must_write(d, "conversation_set_status");
	if (!conversation_resolve(d, &id, &chat, true, e))
		return false;
	s = SQL(d,
		"UPDATE conversations SET status = :status, woke_at = 0,"
		" closed_at = CASE WHEN :status IN ('closed','archived') THEN :now ELSE 0 END,"
		" snoozed_until = CASE WHEN :status = 'snoozed' THEN :until ELSE 0 END,"
		" needs_reply = CASE WHEN :status IN ('closed','archived') THEN 0 ELSE needs_reply END,"
		" waiting_since = CASE WHEN :status IN ('closed','archived') THEN 0 ELSE waiting_since END"
		" WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":status", case_status_name(status));
	stmt_i64(s, ":until", snoozed_until);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	changes_add(c, CHANGE_CONVERSATION, id);
	return status == CASE_CLOSED || status == CASE_ARCHIVED ? promise_note(d, id, e)
		: conversation_sum(d, chat, now, c, e);
}

bool conversation_assign(struct db *d, int64_t id, int64_t agent_id, struct changes *c, struct err *e)
{
	struct stmt *s;
	int64_t chat;

	db_must_write(d, "conversation_assign");
	if (!conversation_resolve(d, &id, &chat, true, e))
		return false;
	s = SQL(d, "UPDATE conversations SET assignee_id = :agent WHERE id = :id AND assignee_id IS NOT :agent", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_id(s, ":agent", agent_id);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_CONVERSATION, id);
	return true;
}

/* How much an agent has to do, and when he was last given something. */
static bool load_of(struct db *d, int64_t agent, int64_t *load, int64_t *given, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT (SELECT count(*) FROM conversations k INDEXED BY conversations_assignee WHERE k.latest = 1"
		" AND k.assignee_id = a.id AND k.status IN ('open','waiting')), a.assigned_at FROM agents a "
		"WHERE a.id = :agent", e);
	int got;

	*load = -1;
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent);
	got = stmt_row(s, e);
	if (got > 0) {
		*load = take_i64(s);
		*given = take_i64(s);
		stmt_done(s);
	}
	return got >= 0;
}

bool conversation_assign_next(struct db *d, int64_t id, const int64_t *agents, size_t n, int64_t now, int64_t *chosen,
	struct changes *c, struct err *e)
{
	int64_t least = 0, longest = 0;

	*chosen = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t load, given = 0;

		if (!load_of(d, agents[i], &load, &given, e))
			return false;
		if (load < 0 || (*chosen != 0 && (load > least || (load == least && given >= longest))))
			continue;
		*chosen = agents[i];
		least = load;
		longest = given;
	}
	return *chosen == 0 || (conversation_assign(d, id, *chosen, c, e) && agent_note_assigned(d, *chosen, now, e));
}

bool conversation_set_priority(struct db *d, int64_t id, enum case_priority priority, struct changes *c, struct err *e)
{
	struct stmt *s;
	int64_t chat;

	db_must_write(d, "conversation_set_priority");
	if (!conversation_resolve(d, &id, &chat, true, e))
		return false;
	s = SQL(d, "UPDATE conversations SET priority = :priority WHERE id = :id AND priority <> :priority", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":priority", case_priority_name(priority));
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return true;
	changes_add(c, CHANGE_CONVERSATION, id);
	return promise_note(d, id, e);
}

bool conversation_next_wake(struct db *d, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT snoozed_until FROM conversations INDEXED BY conversations_snoozed"
		" WHERE latest = 1 AND status = 'snoozed' AND snoozed_until > 0 ORDER BY snoozed_until LIMIT 1", e);

	*at = 0;
	return s != NULL && stmt_one(s, at, e);
}

/* The next one whose time has come; 0 none. */
static bool due(struct db *d, int64_t now, int64_t *id, int64_t *session, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, session_id FROM conversations INDEXED BY conversations_snoozed"
		" WHERE latest = 1 AND status = 'snoozed' AND snoozed_until > 0 AND snoozed_until <= :now"
		" ORDER BY snoozed_until LIMIT 1", e);
	int got;

	*id = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":now", now);
	got = stmt_row(s, e);
	if (got > 0) {
		*id = take_i64(s);
		*session = take_i64(s);
		stmt_done(s);
	}
	return got >= 0;
}

bool conversation_wake(struct db *d, int64_t now, struct changes *c, struct err *e)
{
	db_must_write(d, "conversation_wake");
	for (int i = 0; i < DUE_AT_ONCE; i++) {
		struct audit_row trail = { .at = now, .who = "engine", .action = "wake", .detail = "" };
		struct stmt *s;
		int64_t id;

		if (!due(d, now, &id, &trail.session_id, e))
			return false;
		if (id == 0)
			break;
		s = SQL(d,
			"UPDATE conversations SET status = 'open', snoozed_until = 0, woke_at = :now, needs_reply = 1,"
			" waiting_since = CASE WHEN waiting_since > 0 THEN waiting_since ELSE :now END WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		stmt_i64(s, ":now", now);
		trail.conversation_id = id;
		if (!stmt_run(s, e) || !promise_note(d, id, e) || !audit_add(d, &trail, e))
			return false;
		changes_add(c, CHANGE_CONVERSATION, id);
	}
	return true;
}
