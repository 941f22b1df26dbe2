/* outbox: rows from being written until they leave. What happens from the moment
 * of leaving stands in outbox_leave.c, what people see in outbox_read.c. */
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/facts.h"
#include "model/likeness.h"

#include "store/audit.h"
#include "store/away.h"
#include "store/inside.h"
#include "store/outbox.h"

#include "base/banned.h"

_Static_assert(OUTBOX_HASH_CAP == 2 * SHA256_DIGEST_SIZE + 1, "a hash in hex");

void outbox_hash(const char *text, char out[OUTBOX_HASH_CAP])
{
	static const char hex[] = "0123456789abcdef";
	struct sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	sha256_digest(&ctx, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[OUTBOX_HASH_CAP - 1] = '\0';
}

void outbox_hash_with(const char *beside, const char *text, char out[OUTBOX_HASH_CAP])
{
	char *both = xasprintf("%s\n%s", beside, text);

	outbox_hash(both, out);
	free(both);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The quoted message's WhatsApp id. */
static bool quoted(struct db *d, int64_t id, int64_t chat_id, char out[WA_ID_CAP], struct err *e)
{
	struct stmt *s;

	out[0] = '\0';
	if (id == 0)
		return true;
	s = SQL(d, "SELECT wa_id FROM messages WHERE id = :id AND chat_id = :chat", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":chat", chat_id);
	switch (stmt_row(s, e)) {
	case 1:
		take_into(s, out, WA_ID_CAP);
		stmt_done(s);
		break;
	case -1:
		return false;
	}
	return out[0] != '\0' || err_set(e, ERR_CONFLICT, "outbox.quote",
		N_("message {id} cannot be quoted: it is not in this chat, or WhatsApp does not know it yet"), "id=%lld",
		(long long)id);
}

/* What two messages that are the same to whom they reach have in common: with a file or a
 * place that too, of a picture that is passed on its id; a text is the same however it came. */
static void sum_of(const struct outbox_new *n, char sum[OUTBOX_HASH_CAP])
{
	const char *text = n->text != NULL ? n->text : "";

	if (n->file != NULL)
		outbox_hash_with(n->file->hash, text, sum);
	else if (n->detail != NULL)
		outbox_hash_with(n->detail, text, sum);
	else if (n->forward != NULL && n->kind != KIND_TEXT)
		outbox_hash_with(n->forward, text, sum);
	else
		outbox_hash(text, sum);
}

static bool insert(struct db *d, const struct outbox_new *n, const struct chat_ref *ref, int64_t id, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO outbox (message_id, session_id, chat_id, contact_id, recipient, body_hash, likeness, forward,"
		" by_person, born_ms,"
		" first_due_ms, dwell_until_ms, due_ms, life_until, template_id, template_version) VALUES "
		"(:id, :session, :chat,"
		" :contact, :recipient, :hash, :likeness, :forward, :by_person, :born, :first_due, :dwell, :due, :life,"
		" :template, :version)", e);
	int64_t first_due = n->first_due_ms != 0 ? n->first_due_ms : n->born_ms;
	char text[ADDRESS_CAP], sum[OUTBOX_HASH_CAP], words[LIKENESS_CAP];

	if (s == NULL)
		return false;
	sum_of(n, sum);
	likeness_of(n->text != NULL ? n->text : "", words);
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":session", n->session_id);
	stmt_i64(s, ":chat", ref->chat_id);
	stmt_id(s, ":contact", ref->contact_id);
	stmt_str(s, ":recipient", address_text(&n->recipient, text));
	stmt_str(s, ":hash", sum);
	stmt_str(s, ":likeness", words);
	stmt_str(s, ":forward", n->forward);
	stmt_i64(s, ":by_person", n->origin == ORIGIN_AGENT);
	stmt_i64(s, ":born", n->born_ms);
	stmt_i64(s, ":first_due", first_due);
	stmt_i64(s, ":dwell", n->dwell_until_ms);
	stmt_i64(s, ":due", later(first_due, n->dwell_until_ms));
	stmt_i64(s, ":life", n->life_until);
	stmt_id(s, ":template", n->template_id);
	stmt_i64(s, ":version", n->template_version);
	return stmt_run(s, e);
}

bool outbox_add(struct db *d, const struct outbox_new *n, int64_t *message_id, struct changes *c, struct err *e)
{
	struct thread t;
	char reply[WA_ID_CAP];
	struct message_new m = {
		.session_id = n->session_id,
		.agent_id = n->agent_id,
		.at = n->born_ms / 1000,
		.from_me = true,
		.live = true,
		.state = MSG_QUEUED,
		.kind = n->kind,
		.origin = n->origin,
		.text = n->text,
		.place = n->place,
		.detail = n->detail,
		.reply_wa_id = reply,
	};
	bool automatic = n->origin == ORIGIN_AUTO, reopened;
	struct note note = { .at = m.at, .said_at = m.at, .from_me = true, .live = true, .counts = !automatic,
		.automatic = automatic, .text = n->text };

	db_must_write(d, "outbox_add");
	if (!chat_thread_get(d, n->chat_id, &t, e) || !quoted(d, n->reply_to, t.ref.chat_id, reply, e))
		return false;
	m.chat_id = t.ref.chat_id;
	m.conversation_id = t.ref.conversation_id;
	if (!message_insert(d, &m, message_id, e) || !insert(d, n, &t.ref, *message_id, e))
		return false;
	if (n->file != NULL && !attachment_put_file(d, *message_id, n->file, e))
		return false;
	if (n->forward_of != 0 && !attachment_copy(d, *message_id, n->forward_of, e))
		return false;
	note.message_id = *message_id;
	if (note.text == NULL)
		note.text = "";
	changes_add(c, CHANGE_MESSAGE, *message_id);
	changes_add(c, CHANGE_QUEUE, 0);
	/* A person answers: nothing has to say that nobody is there. */
	if (n->origin == ORIGIN_AGENT && n->first_due_ms <= n->born_ms &&
		!outbox_person_speaks(d, t.ref.chat_id, n->born_ms, c, e))
		return false;
	return conversation_note(d, &t, &note, m.at, &reopened, c, e);
}

bool outbox_person_speaks(struct db *d, int64_t chat_id, int64_t now_ms, struct changes *c, struct err *e)
{
	struct sentence why;
	size_t n;

	sentence_set(&why, "away.answered", N_("somebody answered before it left"), NULL);
	return away_drop(d, &(struct away_drop){ .chat_id = chat_id, .why = &why }, now_ms, &n, c, e);
}

bool outbox_must_be(struct db *d, int64_t id, unsigned mask, struct outbox_now *now, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.state, o.chat_id, o.session_id, coalesce(o.contact_id, 0), o.open"
		" FROM outbox o JOIN messages m ON m.id = o.message_id WHERE o.message_id = :id", e);
	int got;

	*now = (struct outbox_now){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "outbox.none", N_("message {id} was never in the queue"), "id=%lld",
			(long long)id);
	if (got <= 0)
		return false;
	take_named(s, message_state, &now->state);
	now->chat_id = take_i64(s);
	now->session_id = take_i64(s);
	now->contact_id = take_i64(s);
	now->open = take_i64(s) != 0;
	stmt_done(s);
	return (mask >> now->state & 1) != 0 || err_set(e, ERR_CONFLICT, "outbox.state",
		N_("message {id} is {state} now: that can no longer be done"), "id=%lld\nstate=%s", (long long)id,
		message_state_name(now->state));
}

bool outbox_closed(struct db *d, int64_t id, const struct sentence *why, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET open = 0, look_ms = 0, why_key = :why_key, why_text = :why_text, why_args = :why_args"
		" WHERE message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_sentence(s, why);
	if (!stmt_run(s, e))
		return false;
	changes_add(c, CHANGE_QUEUE, 0);
	return true;
}

bool outbox_moved(struct db *d, int64_t keep_chat, int64_t gone_chat, int64_t contact_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET chat_id = :keep, contact_id = :contact WHERE chat_id = :gone AND open = 1", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep_chat);
	stmt_i64(s, ":gone", gone_chat);
	stmt_id(s, ":contact", contact_id);
	return stmt_run(s, e);
}

static bool wake(struct db *d, int64_t session_id, int64_t now_ms, int64_t *wake_ms, struct err *e)
{
	struct stmt *s;
	int64_t due = 0;

	*wake_ms = 0;
	s = SQL(d,
		"SELECT coalesce(min(CASE WHEN m.state = 'queued' AND o.due_ms > :now THEN o.due_ms"
		" WHEN m.state = 'unknown' AND o.look_ms > 0 AND o.look_until_ms > :now THEN o.look_until_ms END), 0)"
		" FROM outbox o INDEXED BY outbox_due CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.session_id = :session AND o.open = 1 AND EXISTS (SELECT 1 FROM outbox p INDEXED BY outbox_due"
		" CROSS JOIN messages q ON q.id = p.message_id WHERE p.session_id = :session AND p.open = 1"
		" AND q.state = 'queued')", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":now", now_ms);
	if (!stmt_one(s, &due, e))
		return false;
	*wake_ms = due;
	return true;
}

bool outbox_next(struct db *d, int64_t session_id, int64_t now_ms, struct outbox_item *item, int64_t *wake_ms,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " ITEM_COLUMNS " FROM outbox o INDEXED BY outbox_due" ITEM_JOINS
		" WHERE o.session_id = :session AND o.open = 1 AND o.due_ms <= :now AND m.state = 'queued' AND NOT" HELD_UP
		" ORDER BY " IS_INITIATION ", o.due_ms, o.message_id LIMIT 1", e);
	int64_t unused;
	int got;

	*item = (struct outbox_item){ 0 };
	if (wake_ms == NULL)
		wake_ms = &unused;
	*wake_ms = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":now", now_ms);
	stmt_i64(s, ":now_s", now_ms / 1000);
	got = stmt_row(s, e);
	if (got > 0) {
		outbox_item_take(s, item);
		stmt_done(s);
		return true;
	}
	if (got == 0 && wake(d, session_id, now_ms, wake_ms, e))
		err_set(e, ERR_NOT_FOUND, "outbox.empty", N_("nothing is due"), " ");
	return false;
}

bool outbox_recipients(struct db *d, int64_t session_id, struct addresses *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT DISTINCT o.recipient FROM outbox o INDEXED BY outbox_due JOIN messages m ON m.id = o.message_id"
		" WHERE o.session_id = :session AND o.open = 1 AND m.state = 'queued' ORDER BY o.recipient", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	while ((got = stmt_row(s, e)) > 0) {
		struct address a;

		if (!address_parse(take_ref(s), &a, NULL))
			continue;
		LIST_GROW(out);
		out->v[out->n++] = a;
	}
	return got == 0;
}

/* Waiting. */

bool outbox_defer(struct db *d, int64_t id, int64_t until_ms, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE outbox SET due_ms = :until WHERE message_id = :id AND open = 1", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":until", until_ms);
	return stmt_run(s, e);
}

bool outbox_recheck(struct db *d, int64_t session_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET due_ms = max(first_due_ms, dwell_until_ms, not_before_ms)"
		" WHERE open = 1 AND (:session IS NULL OR session_id = :session)", e);

	if (s == NULL)
		return false;
	stmt_id(s, ":session", session_id);
	return stmt_run(s, e);
}

bool outbox_set_life(struct db *d, int64_t id, int64_t life_until, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE outbox SET life_until = :until WHERE message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":until", life_until);
	return stmt_run(s, e);
}

bool outbox_hold(struct db *d, int64_t id, const struct sentence *why, struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_hold");
	if (!outbox_must_be(d, id, 1u << MSG_QUEUED, &now, e) || !message_set_state(d, id, MSG_HELD, 0, 0, c, e))
		return false;
	s = SQL(d,
		"UPDATE outbox SET why_key = :why_key, why_text = :why_text, why_args = :why_args"
		" WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_sentence(s, why);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e);
}

bool outbox_refuse(struct db *d, int64_t id, const struct sentence *why, int64_t now_ms, struct changes *c,
	struct err *e)
{
	struct outbox_now now;

	db_must_write(d, "outbox_refuse");
	return outbox_must_be(d, id, 1u << MSG_QUEUED | 1u << MSG_HELD, &now, e) &&
		message_set_state(d, id, MSG_REJECTED, 0, now_ms / 1000, c, e) && outbox_closed(d, id, why, c, e);
}

bool outbox_cancel(struct db *d, int64_t id, int64_t now_ms, struct changes *c, struct err *e)
{
	struct outbox_now now;

	db_must_write(d, "outbox_cancel");
	return outbox_must_be(d, id, 1u << MSG_QUEUED | 1u << MSG_HELD, &now, e) &&
		message_set_state(d, id, MSG_CANCELLED, 0, now_ms / 1000, c, e) && outbox_closed(d, id, NULL, c, e) &&
		conversation_forget(d, now.chat_id, e);
}

bool outbox_drop(struct db *d, int64_t id, const struct sentence *why, int64_t now_ms, struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct chat_ref ref;
	char said[SENTENCE_SAID];
	struct audit_row trail = { .at = now_ms / 1000, .who = "engine", .action = "cancel", .message_id = id,
		.detail = sentence_fill(why, why->text, said, sizeof said) };

	db_must_write(d, "outbox_drop");
	if (!outbox_must_be(d, id, 1u << MSG_QUEUED | 1u << MSG_HELD, &now, e) ||
		!message_set_state(d, id, MSG_CANCELLED, 0, now_ms / 1000, c, e) || !outbox_closed(d, id, why, c, e) ||
		!conversation_forget(d, now.chat_id, e) || !chat_get(d, now.chat_id, &ref, e))
		return false;
	trail.session_id = now.session_id;
	trail.contact_id = now.contact_id;
	trail.conversation_id = ref.conversation_id;
	return audit_add(d, &trail, e);
}

bool outbox_confirm(struct db *d, int64_t id, unsigned confirmed, int64_t agent_id, const char *reason, int64_t now_ms,
	struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_confirm");
	if (!outbox_must_be(d, id, 1u << MSG_HELD | 1u << MSG_QUEUED, &now, e) ||
		(now.state == MSG_HELD && !message_set_state(d, id, MSG_QUEUED, 0, 0, c, e)))
		return false;
	s = SQL(d,
		"UPDATE outbox SET confirmed = confirmed | :confirmed, confirmed_at = :now, confirmed_by = :agent,"
		" confirm_reason = :reason, restored = 0,"
		" life_until = 0, due_ms = max(first_due_ms, dwell_until_ms, not_before_ms),"
		" why_key = '', why_text = '', why_args = '' WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	/* These two are answered by what is set back here: what comes after is asked again. */
	stmt_i64(s, ":confirmed", confirmed & ~(unsigned)(CONFIRMED_EXPIRED | CONFIRMED_RESTORED));
	stmt_i64(s, ":now", now_ms / 1000);
	stmt_id(s, ":agent", agent_id);
	stmt_str(s, ":reason", reason);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e);
}

bool outbox_explain(struct db *d, int64_t id, const struct sentence *why, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE outbox SET why_key = :why_key, why_text = :why_text, why_args = :why_args WHERE message_id = :id"
		" AND (why_key, why_args) <> (:why_key, :why_args)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_sentence(s, why);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_MESSAGE, id);
	return true;
}

bool outbox_release(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	struct outbox_now now;
	struct stmt *s;

	db_must_write(d, "outbox_release");
	if (!outbox_must_be(d, id, 1u << MSG_HELD, &now, e) || !message_set_state(d, id, MSG_QUEUED, 0, 0, c, e))
		return false;
	s = SQL(d,
		"UPDATE outbox SET due_ms = max(first_due_ms, dwell_until_ms, not_before_ms),"
		" why_key = '', why_text = '', why_args = '' WHERE message_id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	changes_add(c, CHANGE_QUEUE, 0);
	return stmt_run(s, e);
}

struct ids {
	int64_t *v;
	size_t n, cap;
};

bool outbox_of_contact(struct db *d, int64_t contact_id, unsigned mask, struct outbox_ids *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.state FROM chats h CROSS JOIN outbox o INDEXED BY outbox_chat"
		" ON o.chat_id = h.id AND o.open = 1"
		" CROSS JOIN messages m ON m.id = o.message_id WHERE h.contact_id = :contact ORDER BY m.id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	while ((got = stmt_row(s, e)) > 0) {
		int64_t id = take_i64(s);
		enum message_state state = MSG_QUEUED;

		take_named(s, message_state, &state);
		if ((mask >> state & 1) == 0)
			continue;
		LIST_GROW(out);
		out->v[out->n++] = id;
	}
	return got == 0;
}

bool outbox_cancel_contact(struct db *d, int64_t contact_id, int64_t now_ms, size_t *n, struct changes *c, struct err *e)
{
	struct outbox_ids ids = { 0 };
	bool ok;

	db_must_write(d, "outbox_cancel_contact");
	ok = outbox_of_contact(d, contact_id, 1u << MSG_QUEUED | 1u << MSG_HELD, &ids, e);
	for (size_t i = 0; ok && i < ids.n; i++)
		ok = outbox_cancel(d, ids.v[i], now_ms, c, e);
	*n = ids.n;
	free(ids.v);
	return ok;
}

bool outbox_hold_restored(struct db *d, const struct sentence *why, struct changes *c, struct err *e)
{
	struct stmt *s;
	struct ids ids = { 0 };
	bool ok = false;
	int got;

	db_must_write(d, "outbox_hold_restored");
	s = SQL(d, "SELECT o.message_id FROM outbox o INDEXED BY outbox_due JOIN messages m ON m.id = o.message_id"
		" WHERE o.open = 1 AND m.state = 'queued' ORDER BY o.message_id", e);
	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&ids);
		ids.v[ids.n++] = take_i64(s);
	}
	if (got < 0)
		goto out;
	for (size_t i = 0; i < ids.n; i++) {
		if (!outbox_hold(d, ids.v[i], why, c, e))
			goto out;
		s = SQL(d, "UPDATE outbox SET restored = 1 WHERE message_id = :id", e);
		if (s == NULL)
			goto out;
		stmt_i64(s, ":id", ids.v[i]);
		if (!stmt_run(s, e))
			goto out;
	}
	ok = true;
out:
	free(ids.v);
	return ok;
}
