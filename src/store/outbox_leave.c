/* outbox_leave: a message on its way: marked before, its outcome after, and when
 * that is not known, the look-up. The protocol is in the design: nothing leaves
 * before outbox_begin's transaction is committed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"
#include "store/outbox.h"
#include "store/setting.h"

#include "base/banned.h"

enum { CLOCK_SLACK_S = 24 * 3600 };

#define IN(state) (1u << (state))

static bool add_attempt(struct db *d, const struct outbox_leave *l, int *attempt, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO outbox_attempts (message_id, n, at_ms, deadline_ms, wa_id)"
		" SELECT :id, coalesce(max(n), 0) + 1, :now, :deadline, :wa FROM outbox_attempts WHERE message_id = :id"
		" RETURNING n", e);
	int64_t n = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", l->message_id);
	stmt_i64(s, ":now", l->now_ms);
	stmt_i64(s, ":deadline", l->deadline_ms);
	stmt_str(s, ":wa", l->wa_id);
	if (!stmt_one(s, &n, e))
		return false;
	*attempt = (int)n;
	return true;
}

/* The number's pace and the highest time that ever left. */
bool outbox_pace(struct db *d, int64_t session_id, int64_t now_ms, int gap_ms, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE whatsapp_sessions SET last_left_ms = :now, gap_ms = :gap WHERE id = :id", e);
	char text[24];

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", session_id);
	stmt_i64(s, ":now", now_ms);
	stmt_i64(s, ":gap", gap_ms);
	if (!stmt_run(s, e))
		return false;
	s = SQL(d,
		"INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET"
		" value = excluded.value WHERE CAST(excluded.value AS INTEGER) > CAST(settings.value AS INTEGER)", e);
	if (s == NULL)
		return false;
	snprintf(text, sizeof text, "%" PRId64, now_ms);
	stmt_str(s, ":name", SETTING_HIGHEST_MS);
	stmt_str(s, ":value", text);
	return stmt_run(s, e);
}

bool outbox_begin(struct db *d, const struct outbox_leave *l, int *attempt, struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_begin");
	if (!outbox_must_be(d, l->message_id, IN(MSG_QUEUED), &now, e) || !add_attempt(d, l, attempt, e) ||
		!outbox_pace(d, now.session_id, l->now_ms, l->gap_ms, e))
		return false;
	if (now.contact_id != 0 &&
		!day_note(d, now.session_id, l->day, now.contact_id, l->now_ms / 1000, l->initiation, e))
		return false;
	s = SQL(d, "UPDATE outbox SET left_ms = :now, initiation = :initiation WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", l->message_id);
	stmt_i64(s, ":initiation", l->initiation);
	stmt_i64(s, ":now", l->now_ms);
	if (!stmt_run(s, e) || !message_set_wa_id(d, l->message_id, l->wa_id, l->now_ms / 1000, c, e) ||
		!message_set_at(d, l->message_id, l->now_ms / 1000, e) ||
		!message_set_state(d, l->message_id, MSG_SENDING, 0, 0, c, e))
		return false;
	changes_add(c, CHANGE_QUEUE, 0);
	changes_add(c, CHANGE_SESSION, now.session_id);
	return conversation_sum(d, now.chat_id, l->now_ms / 1000, c, e);
}

static bool end_attempt(struct db *d, const struct outbox_result *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox_attempts SET ended_ms = :now, outcome = :outcome, detail = :detail,"
		" wa_id = coalesce(:wa, wa_id) WHERE message_id = :id AND n = :n AND ended_ms = 0", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->message_id);
	stmt_i64(s, ":n", r->attempt);
	stmt_i64(s, ":now", r->now_ms);
	stmt_str(s, ":outcome", outcome_name(r->outcome));
	stmt_str(s, ":detail", r->detail);
	stmt_opt(s, ":wa", r->wa_id);
	if (!stmt_run(s, e))
		return false;
	return db_changed(d) > 0 || err_set(e, ERR_CONFLICT, "outbox.attempt",
		N_("attempt {n} of message {id} is over already"), "n=%d\nid=%lld", r->attempt, (long long)r->message_id);
}

static bool accepted(struct db *d, const struct outbox_result *r, const struct outbox_now *now, struct changes *c,
	struct err *e)
{
	int64_t at = r->at, now_s = r->now_ms / 1000;
	enum message_state state = now->state;

	if (r->wa_id != NULL && *r->wa_id != '\0' && !message_set_wa_id(d, r->message_id, r->wa_id, now_s, c, e))
		return false;
	if (at > now_s - CLOCK_SLACK_S && at < now_s + CLOCK_SLACK_S && !message_set_at(d, r->message_id, at, e))
		return false;
	/* Joining an echo may have raised it. */
	struct outbox_now again;
	if (!outbox_must_be(d, r->message_id, ~0u, &again, e))
		return false;
	state = again.state;
	if ((state == MSG_SENDING || state == MSG_UNKNOWN || state == MSG_QUEUED) &&
		!message_set_state(d, r->message_id, MSG_ACCEPTED, 0, now_s, c, e))
		return false;
	return outbox_closed(d, r->message_id, NULL, c, e) && conversation_sum(d, again.chat_id, now_s, c, e);
}

static bool again_later(struct db *d, const struct outbox_result *r, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET tries = tries + :tries, not_before_ms = :again,"
		" due_ms = max(first_due_ms, dwell_until_ms, :again),"
		" why_key = :why_key, why_text = :why_text, why_args = :why_args WHERE message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->message_id);
	stmt_i64(s, ":tries", r->outcome == OUTCOME_RETRY);
	stmt_i64(s, ":again", r->again_ms);
	stmt_sentence(s, r->reason);
	/* The id that was made for it was never used. */
	return stmt_run(s, e) && message_set_wa_id(d, r->message_id, NULL, r->now_ms / 1000, c, e) &&
		message_set_state(d, r->message_id, MSG_QUEUED, 0, 0, c, e);
}

static bool doubt(struct db *d, int64_t id, const struct sentence *why, int64_t look_ms, int64_t until_ms,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET open = 1, looks = 0, look_ms = :look, look_until_ms = :until,"
		" why_key = :why_key, why_text = :why_text, why_args = :why_args WHERE message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":look", look_ms);
	stmt_i64(s, ":until", until_ms);
	stmt_sentence(s, why);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e) && message_set_state(d, id, MSG_UNKNOWN, 0, 0, c, e);
}

bool outbox_end(struct db *d, const struct outbox_result *r, struct changes *c, struct err *e)
{
	struct outbox_now now;

	db_must_write(d, "outbox_end");
	if (!outbox_must_be(d, r->message_id, ~0u, &now, e) || !end_attempt(d, r, e))
		return false;
	changes_add(c, CHANGE_QUEUE, 0);
	if (r->outcome == OUTCOME_ACCEPTED)
		return accepted(d, r, &now, c, e);
	/* An echo in the chat is not yet proof against WhatsApp's refusal. */
	if ((r->outcome == OUTCOME_REJECTED || r->outcome == OUTCOME_RESTRICTED) &&
		(now.state == MSG_SENDING || now.state == MSG_ACCEPTED))
		return message_set_state(d, r->message_id, MSG_REJECTED, 0, r->now_ms / 1000, c, e) &&
			outbox_closed(d, r->message_id, r->reason, c, e);
	if (now.state != MSG_SENDING) /* an ack was quicker */
		return true;
	if (r->outcome == OUTCOME_UNKNOWN)
		return doubt(d, r->message_id, r->reason, r->look_ms, r->look_until_ms, c, e);
	return again_later(d, r, c, e);
}

struct ids {
	int64_t *v;
	size_t n, cap;
};

bool outbox_recover(struct db *d, int64_t now_ms, int64_t look_until_ms, const struct sentence *why, size_t *n,
	struct changes *c, struct err *e)
{
	struct stmt *s;
	struct ids ids = { 0 };
	bool ok = false;
	int got;

	db_must_write(d, "outbox_recover");
	*n = 0;
	s = SQL(d, "SELECT o.message_id FROM outbox o INDEXED BY outbox_due JOIN messages m ON m.id = o.message_id"
		" WHERE o.open = 1 AND m.state = 'sending' ORDER BY o.message_id", e);
	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&ids);
		ids.v[ids.n++] = take_i64(s);
	}
	if (got < 0)
		goto out;
	for (size_t i = 0; i < ids.n; i++) {
		s = SQL(d,
			"UPDATE outbox_attempts SET ended_ms = :now, outcome = 'unknown'"
			" WHERE message_id = :id AND ended_ms = 0", e);
		if (s == NULL)
			goto out;
		stmt_i64(s, ":id", ids.v[i]);
		stmt_i64(s, ":now", now_ms);
		if (!stmt_run(s, e) || !doubt(d, ids.v[i], why, now_ms, look_until_ms, c, e))
			goto out;
	}
	*n = ids.n;
	ok = true;
out:
	free(ids.v);
	return ok;
}

/* Looking. */

void outbox_look_fini(struct outbox_look *l)
{
	free(l->text);
	free(l->detail);
	*l = (struct outbox_look){ 0 };
}

bool outbox_look_next(struct db *d, int64_t session_id, int64_t now_ms, struct outbox_look *l, int64_t *wake_ms,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT o.look_ms, m.id, o.session_id, o.chat_id, o.recipient, m.kind, m.text, m.detail,"
		" coalesce(m.wa_id, ''),"
		" o.left_ms, o.look_until_ms, o.looks FROM outbox o INDEXED BY outbox_due"
		" CROSS JOIN messages m ON m.id = o.message_id WHERE o.session_id = :session AND o.open = 1"
		" AND o.look_ms > 0 AND m.state = 'unknown' ORDER BY o.look_ms, m.id LIMIT 1", e);
	int64_t look_ms = 0;
	int got;

	*l = (struct outbox_look){ 0 };
	if (wake_ms != NULL)
		*wake_ms = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	if (got > 0 && (look_ms = take_i64(s)) <= now_ms) {
		l->message_id = take_i64(s);
		l->session_id = take_i64(s);
		l->chat_id = take_i64(s);
		address_parse(take_ref(s), &l->recipient, NULL);
		take_named(s, message_kind, &l->kind);
		l->text = take_dup(s);
		l->detail = take_dup(s);
		take_into(s, l->wa_id, sizeof l->wa_id);
		l->left_ms = take_i64(s);
		l->look_until_ms = take_i64(s);
		l->looks = (int)take_i64(s);
		stmt_done(s);
		return true;
	}
	if (got > 0)
		stmt_done(s);
	if (wake_ms != NULL)
		*wake_ms = look_ms;
	return err_set(e, ERR_NOT_FOUND, "outbox.empty", N_("nothing is due"), " ");
}

bool outbox_looked(struct db *d, int64_t id, int64_t next_ms, int64_t now_ms, struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_looked");
	if (!outbox_must_be(d, id, IN(MSG_UNKNOWN), &now, e))
		return false;
	s = SQL(d,
		"UPDATE outbox SET looks = looks + 1, look_ms = :next,"
		" look_until_ms = CASE WHEN :next = 0 THEN min(look_until_ms, :now) ELSE look_until_ms END"
		" WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":next", next_ms);
	stmt_i64(s, ":now", now_ms);
	changes_add(c, CHANGE_MESSAGE, id);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e);
}

bool outbox_look_again(struct db *d, int64_t id, int64_t now_ms, int64_t look_until_ms, struct changes *c,
	struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_look_again");
	if (!outbox_must_be(d, id, IN(MSG_UNKNOWN), &now, e))
		return false;
	s = SQL(d, "UPDATE outbox SET look_ms = :now, look_until_ms = :until WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now_ms);
	stmt_i64(s, ":until", look_until_ms);
	changes_add(c, CHANGE_MESSAGE, id);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e);
}

bool outbox_proven(struct db *d, int64_t id, const char *wa_id, int64_t now_ms, struct changes *c, struct err *e)
{
	struct outbox_result r = { .message_id = id, .outcome = OUTCOME_ACCEPTED, .now_ms = now_ms, .wa_id = wa_id };
	struct outbox_now now;

	db_must_write(d, "outbox_proven");
	return outbox_must_be(d, id, IN(MSG_UNKNOWN), &now, e) && accepted(d, &r, &now, c, e);
}

bool outbox_again(struct db *d, int64_t id, int64_t agent_id, int64_t now_ms, int64_t dwell_until_ms,
	struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_again");
	if (!outbox_must_be(d, id, IN(MSG_UNKNOWN) | IN(MSG_REJECTED), &now, e))
		return false;
	s = SQL(d,
		"UPDATE outbox SET open = 1, first_due_ms = :now, dwell_until_ms = :dwell, due_ms = max(:now, :dwell),"
		" not_before_ms = 0, life_until = 0, tries = 0, looks = 0, look_ms = 0, look_until_ms = 0,"
		" again_ms = :now, again_by = :agent, why_key = '', why_text = '', why_args = '' WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now_ms);
	stmt_i64(s, ":dwell", dwell_until_ms);
	stmt_id(s, ":agent", agent_id);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e) && message_set_state(d, id, MSG_QUEUED, 0, now_ms / 1000, c, e);
}

bool outbox_doubt(struct db *d, int64_t id, const struct sentence *why, int64_t now_ms, int64_t look_until_ms,
	struct changes *c, struct err *e)
{
	struct outbox_now now;

	db_must_write(d, "outbox_doubt");
	return outbox_must_be(d, id, IN(MSG_ACCEPTED), &now, e) && doubt(d, id, why, now_ms, look_until_ms, c, e);
}
