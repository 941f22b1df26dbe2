/* arrive: the road in. What an event means for rows, whatever way it came, as
 * often as it comes. All tables are changed through their own writers. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"

#include "store/erased.h"
#include "store/inside.h"
#include "store/message.h"
#include "store/window.h"

#include "base/banned.h"

enum { WINDOW_S = 24 * 3600, FUTURE_S = 24 * 3600, EMOJI_CAP = 32 };

/* A row that is there already. */
struct known {
	int64_t id, contact_id; /* of the chat */
	struct chat_ref chat;
	enum message_state state;
	enum message_kind kind;
	char *text;
	int64_t edited_at, deleted_at;
	bool from_me, in_outbox;
	bool erased; /* only that it left is known: ticks count, nothing else does */
};

/* side: 1 ours, 0 theirs, -1 not told: then ours is as good as theirs. */
static bool look(struct db *d, int64_t session_id, int side, const char *bare, struct known *k, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.chat_id, m.conversation_id, coalesce(h.contact_id, 0), h.kind, h.address, m.state, m.kind,"
		" m.text, m.edited_at, m.deleted_at, m.from_me, o.message_id IS NOT NULL, coalesce(c.erased_at, 0) > 0"
		" FROM messages m JOIN chats h ON h.id = m.chat_id LEFT JOIN outbox o ON o.message_id = m.id"
		" LEFT JOIN contacts c ON c.id = h.contact_id"
		" WHERE m.wa_id = :wa AND m.session_id = :session AND (:side < 0 OR m.from_me = :side) LIMIT 1", e);
	int got;

	*k = (struct known){ 0 };
	if (s == NULL)
		return false;
	stmt_opt(s, ":wa", bare);
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":side", side);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	k->id = take_i64(s);
	k->chat.chat_id = take_i64(s);
	k->chat.conversation_id = take_i64(s);
	k->chat.contact_id = take_i64(s);
	take_named(s, chat_kind, &k->chat.kind);
	address_parse(take_ref(s), &k->chat.address, NULL);
	take_named(s, message_state, &k->state);
	take_named(s, message_kind, &k->kind);
	k->text = take_dup(s);
	k->edited_at = take_i64(s);
	k->deleted_at = take_i64(s);
	k->from_me = take_i64(s) != 0;
	k->in_outbox = take_i64(s) != 0;
	k->erased = take_i64(s) != 0;
	stmt_done(s);
	return true;
}

static void known_to(const struct known *k, struct arrived *out)
{
	*out = (struct arrived){
		.message_id = k->id,
		.chat_id = k->chat.chat_id,
		.conversation_id = k->chat.conversation_id,
		.contact_id = k->chat.contact_id,
		.ours = k->in_outbox,
		.was = k->state,
		.is = k->state,
	};
}

/* WhatsApp's own time; what was not told or lies beyond reason is now. */
static int64_t time_of(const struct arrival *a, int64_t at)
{
	return at > 0 && at <= a->now + FUTURE_S ? at : a->now;
}

/* An empty chat field is a note to oneself. */
static bool address_of_chat(struct db *d, const struct arrival *a, const struct event *ev, struct address *out,
	struct err *e)
{
	struct stmt *s;
	int got;

	*out = ev->chat;
	if (ev->chat.kind != ADDRESS_NONE)
		return true;
	s = SQL(d, "SELECT me_phone FROM whatsapp_sessions WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", a->session_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	address_parse(take_ref(s), out, NULL);
	stmt_done(s);
	return true;
}

/* In a group. What somebody wrote before he was erased is nobody's: 0. */
static bool open_writer(struct db *d, const struct arrival *a, const struct address *who, const struct address *alt,
	int64_t at, int64_t *contact_id, struct changes *c, struct err *e)
{
	bool erased;

	*contact_id = 0;
	return erased_covers(d, who, alt, at, &erased, e) &&
		(erased || contact_open(d, who, alt, a->now, contact_id, c, e));
}

/* The contact who wrote it; 0 for ours and for channels. */
static bool writer_of(struct db *d, const struct arrival *a, const struct event *ev, const struct thread *t,
	int64_t *contact_id, struct changes *c, struct err *e)
{
	*contact_id = 0;
	if (ev->id.from_me)
		return true;
	if (t->ref.kind == CHAT_PERSON)
		*contact_id = t->ref.contact_id;
	else if (address_is_person(&ev->sender) &&
		!open_writer(d, a, &ev->sender, &ev->sender_alt, time_of(a, ev->at), contact_id, c, e))
		return false;
	/* An old row of history may carry a name of then. */
	if (*contact_id == 0 || ev->push_name == NULL || (!a->live && *t->push_name != '\0') ||
		(t->ref.kind == CHAT_PERSON && strcmp(ev->push_name, t->push_name) == 0))
		return true;
	return contact_set_name(d, *contact_id, CONTACT_PUSH, ev->push_name, c, e);
}

/* Somebody with several phones is answered where he last wrote from. */
static bool note_phone(struct db *d, const struct arrival *a, const struct event *ev, const struct address *chat,
	const struct thread *t, struct changes *c, struct err *e)
{
	const struct address *phone = chat->kind == ADDRESS_PHONE ? chat : &ev->chat_alt;

	if (t->ref.kind != CHAT_PERSON || ev->id.from_me || !a->live || phone->kind != ADDRESS_PHONE ||
		address_same(phone, &t->ref.address))
		return true;
	return contact_spoke(d, t->ref.contact_id, phone, time_of(a, ev->at), c, e);
}

static bool put_reactions(struct db *d, const struct arrival *a, const struct event *ev, int64_t message_id,
	bool *changed, struct changes *c, struct err *e)
{
	for (size_t i = 0; i < ev->reactions.n; i++) {
		const struct event_reaction *r = &ev->reactions.v[i];
		int64_t contact_id = 0;

		if (!r->from_me && !address_is_person(&r->sender))
			continue;
		if (!r->from_me && !open_writer(d, a, &r->sender, NULL, r->at, &contact_id, c, e))
			return false;
		if (!r->from_me && contact_id == 0)
			continue;
		if (!reaction_put(d, message_id, contact_id, r->emoji, r->at, changed, e))
			return false;
	}
	return true;
}

/* The owner's own phone (or another program on this number) wrote to somebody:
 * that counts as any other send. */
static bool count_day(struct db *d, const struct arrival *a, int64_t contact_id, int64_t at, struct err *e)
{
	int64_t inbound;

	if (!window_last_inbound(d, a->session_id, contact_id, &inbound, e))
		return false;
	return day_note(d, a->session_id, zone_day(a->zone, at), contact_id, at, inbound == 0 || at - inbound >= WINDOW_S,
		e);
}

/* Ours without a told ack: WhatsApp's server had it when it comes back from
 * there; what a program sent may be no further than WAHA. */
static enum message_state first_state(const struct event *ev)
{
	if (!ev->id.from_me)
		return MSG_RECEIVED;
	if (ev->has_ack && ev->ack >= 0 && ev->ack <= 4)
		return message_state_of_ack(ev->ack);
	if (ev->has_ack && ev->ack == -1)
		return MSG_REJECTED;
	return ev->by_api ? MSG_ACCEPTED : MSG_SENT;
}

/* Their first word in a chat, or in one whose case was closed long ago, is a new case's. */
static bool open_case(struct db *d, const struct arrival *a, const struct message_new *n, struct thread *t,
	struct arrived *out, struct changes *c, struct err *e)
{
	if (!t->counts || !n->live || n->from_me)
		return true;
	out->opened = t->last_message_id == 0;
	if (a->case_new_after_s == 0 || t->closed_at == 0 || a->now - t->closed_at < a->case_new_after_s)
		return true;
	out->opened = true;
	return conversation_begin(d, t, a->now, c, e);
}

static bool store_new(struct db *d, const struct arrival *a, const struct event *ev, const struct address *chat,
	struct arrived *out, struct changes *c, struct err *e)
{
	struct thread t;
	struct message_new n = {
		.session_id = a->session_id,
		.from_me = ev->id.from_me,
		.live = a->live,
		.wa_id = ev->id.bare,
		.at = time_of(a, ev->at),
		.state = first_state(ev),
		.kind = ev->message_kind,
		.origin = ev->id.from_me ? ORIGIN_PHONE : ORIGIN_CUSTOMER,
		.text = ev->text,
		.place = ev->place,
		.detail = ev->detail,
		.reply_wa_id = ev->reply_to,
	};
	struct note note = { .at = n.at, .said_at = n.at, .from_me = n.from_me, .live = n.live };
	bool changed = false;

	/* With somebody who was erased since. */
	if (!erased_covers(d, chat, &ev->chat_alt, n.at, &out->dropped, e) || out->dropped)
		return out->dropped;
	if (!chat_thread(d, a->session_id, chat, &ev->chat_alt, a->now, &t, c, e) ||
		!writer_of(d, a, ev, &t, &n.contact_id, c, e) || !note_phone(d, a, ev, chat, &t, c, e))
		return false;
	if (!open_case(d, a, &n, &t, out, c, e))
		return false;
	n.chat_id = t.ref.chat_id;
	n.conversation_id = t.ref.conversation_id;
	if (!message_insert(d, &n, &out->message_id, e))
		return false;
	if (ev->has_media && !attachment_put(d, out->message_id, &ev->media, &changed, e))
		return false;
	if (!put_reactions(d, a, ev, out->message_id, &changed, c, e))
		return false;
	if (t.ref.kind == CHAT_PERSON && !n.from_me &&
		(!window_note(d, a->session_id, t.ref.contact_id, n.at < a->now ? n.at : a->now, e) ||
			!window_extend(d, t.ref.chat_id, n.at < a->now ? n.at : a->now, a->live, e)))
		return false;
	if (t.ref.kind == CHAT_PERSON && !n.from_me &&
		!consent_wrote(d, &t, n.at < a->now ? n.at : a->now, c, e))
		return false;
	if (t.ref.kind == CHAT_PERSON && n.from_me && n.live && !count_day(d, a, t.ref.contact_id, n.at, e))
		return false;
	if (n.from_me && n.live && !outbox_person_speaks(d, t.ref.chat_id, a->now * 1000, c, e))
		return false;
	note.message_id = out->message_id;
	note.counts = n.from_me && n.state != MSG_REJECTED;
	note.text = n.text != NULL ? n.text : "";
	if (!conversation_note(d, &t, &note, a->now, &out->reopened, c, e))
		return false;
	out->chat_id = t.ref.chat_id;
	out->conversation_id = t.ref.conversation_id;
	out->contact_id = t.ref.contact_id;
	out->fresh = true;
	out->was = out->is = n.state;
	changes_add(c, CHANGE_MESSAGE, out->message_id);
	return true;
}

/* Whether WAHA took it (its answer said so, or it was found there), and it was doubted
 * since for want of a tick: that WAHA has it is nothing new then. */
static bool was_handed_over(struct db *d, int64_t id, bool *yes, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT a.outcome = 'accepted' OR o.why_key = 'unknown.no-tick' FROM outbox_attempts a"
		" JOIN outbox o ON o.message_id = a.message_id WHERE a.message_id = :id ORDER BY a.n DESC LIMIT 1", e);
	int64_t accepted = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!stmt_one(s, &accepted, e))
		return false;
	*yes = accepted != 0;
	return true;
}

/* The ack that an event tells, as a state; and what follows for the outbox. */
static bool raise_state(struct db *d, const struct arrival *a, const struct event *ev, const struct known *k,
	struct arrived *out, struct changes *c, struct err *e)
{
	enum message_state to = k->state;
	struct sentence why = { 0 };
	bool handed_over = false;

	if (!k->from_me)
		return true;
	if (k->in_outbox && to == MSG_UNKNOWN && !was_handed_over(d, k->id, &handed_over, e))
		return false;
	/* It is in the chat: it left, whatever was believed. A row that is being
	 * sent waits for its answer. */
	if (ev->kind == EVENT_MESSAGE && k->in_outbox && !handed_over &&
		(to == MSG_QUEUED || to == MSG_HELD || to == MSG_UNKNOWN))
		to = MSG_ACCEPTED;
	if (ev->has_ack && !(handed_over && ev->ack == 0))
		to = message_state_raised(to, ev->ack);
	out->is = to;
	if (to == k->state)
		return true;
	if (!message_set_state(d, k->id, to, a->live ? a->now : 0, a->now, c, e))
		return false;
	if (to == MSG_REJECTED && ev->ack_error_code != NULL)
		sentence_set(&why, "ack.rejected.code", N_("WhatsApp refused it after it was handed over (code {code})"),
			"code=%s", ev->ack_error_code);
	else if (to == MSG_REJECTED)
		sentence_set(&why, "ack.rejected", N_("WhatsApp refused it after it was handed over"), " ");
	return !k->in_outbox || outbox_closed(d, k->id, to == MSG_REJECTED ? &why : NULL, c, e);
}

/* The same message under another address of the same person. For ours only
 * where it is proven: the owner's broadcast lists give many chats one id. */
static bool learn_twin(struct db *d, const struct arrival *a, const struct event *ev, const struct known *k,
	const struct address *chat, struct changes *c, struct err *e)
{
	const struct address *alt = &ev->chat_alt;
	int64_t contact_id;

	if (k->chat.kind != CHAT_PERSON || !address_is_person(chat))
		return true;
	if (address_is_person(alt) && !contact_open(d, chat, alt, a->now, &contact_id, c, e))
		return false;
	if (chat->kind == k->chat.address.kind || (k->from_me && !k->in_outbox))
		return true;
	return contact_open(d, &k->chat.address, chat, a->now, &contact_id, c, e);
}

static bool store_again(struct db *d, const struct arrival *a, const struct event *ev, const struct known *k,
	const struct address *chat, struct arrived *out, struct changes *c, struct err *e)
{
	bool changed = false, words = false;

	known_to(k, out);
	if ((!k->erased && !learn_twin(d, a, ev, k, chat, c, e)) || !raise_state(d, a, ev, k, out, c, e))
		return false;
	if (k->deleted_at != 0 || k->erased)
		return true;
	if (k->kind == KIND_UNSUPPORTED && ev->message_kind != KIND_UNSUPPORTED) {
		struct stmt *s = SQL(d,
			"UPDATE messages SET kind = :kind, place = :place, detail = :detail WHERE id = :id", e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":id", k->id);
		stmt_str(s, ":kind", message_kind_name(ev->message_kind));
		stmt_str(s, ":place", ev->place);
		stmt_str(s, ":detail", ev->detail);
		if (!stmt_run(s, e) || !message_found_anew(d, k->id, e))
			return false;
		changed = true;
	}
	/* What was empty is completed; another text is an edit that no event told
	 * of. What we sent stays as it was frozen. */
	if (ev->text != NULL && *ev->text != '\0' && !k->in_outbox && strcmp(ev->text, k->text) != 0) {
		bool edit = *k->text != '\0';

		if (!message_set_text(d, k->id, ev->text, edit ? a->now : k->edited_at, e))
			return false;
		changed = words = true;
		out->completed = !edit;
	}
	if (ev->has_media && !attachment_put(d, k->id, &ev->media, &changed, e))
		return false;
	if (!put_reactions(d, a, ev, k->id, &changed, c, e))
		return false;
	if (changed)
		changes_add(c, CHANGE_MESSAGE, k->id);
	return !words || conversation_sum(d, k->chat.chat_id, a->now, c, e);
}

bool message_store(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct address chat;
	struct known k;
	bool ok;

	db_must_write(d, "message_store");
	*out = (struct arrived){ 0 };
	if (!address_of_chat(d, a, ev, &chat, e))
		return false;
	if (chat.kind == ADDRESS_NONE || chat.kind == ADDRESS_BROADCAST || ev->id.bare[0] == '\0')
		return true;
	if (!look(d, a->session_id, ev->id.from_me, ev->id.bare, &k, e))
		return false;
	ok = k.id != 0 ? store_again(d, a, ev, &k, &chat, out, c, e) : store_new(d, a, ev, &chat, out, c, e);
	free(k.text);
	return ok;
}

bool message_ack(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct known k;
	bool ok;

	db_must_write(d, "message_ack");
	*out = (struct arrived){ 0 };
	if (!look(d, a->session_id, 1, ev->id.bare, &k, e))
		return false;
	if (k.id == 0)
		return true;
	known_to(&k, out);
	ok = raise_state(d, a, ev, &k, out, c, e);
	free(k.text);
	return ok;
}

/* The message that an edit, a revoke or a reaction is about; none of the erased. */
static bool look_target(struct db *d, const struct arrival *a, const struct event *ev, struct known *k,
	struct arrived *out, struct err *e)
{
	*out = (struct arrived){ 0 };
	if (!look(d, a->session_id, ev->target_known_side ? ev->target_from_me : -1, ev->target, k, e))
		return false;
	if (k->id != 0)
		known_to(k, out);
	if (k->erased)
		k->id = 0;
	return true;
}

bool message_edit(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct known k;
	int64_t at = time_of(a, ev->at);
	bool ok = true;

	db_must_write(d, "message_edit");
	if (!look_target(d, a, ev, &k, out, e))
		return false;
	if (k.id != 0 && k.deleted_at == 0 && at >= k.edited_at && ev->text != NULL && strcmp(ev->text, k.text) != 0) {
		ok = message_set_text(d, k.id, ev->text, at, e) && conversation_sum(d, k.chat.chat_id, a->now, c, e);
		changes_add(c, CHANGE_MESSAGE, k.id);
	}
	free(k.text);
	return ok;
}

bool message_revoke(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct known k;
	bool ok = true;

	db_must_write(d, "message_revoke");
	if (!look_target(d, a, ev, &k, out, e))
		return false;
	if (k.id != 0 && k.deleted_at == 0) {
		ok = message_set_deleted(d, k.id, time_of(a, ev->at), e) && attachment_drop(d, k.id, e) &&
			conversation_sum(d, k.chat.chat_id, a->now, c, e);
		changes_add(c, CHANGE_MESSAGE, k.id);
	}
	free(k.text);
	return ok;
}

bool message_react(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct known k;
	char emoji[EMOJI_CAP];
	int64_t contact_id = 0;
	bool changed = false, ok = true;

	db_must_write(d, "message_react");
	if (!look_target(d, a, ev, &k, out, e))
		return false;
	free(k.text);
	if (k.id == 0 || (!ev->id.from_me && !address_is_person(&ev->sender)))
		return true;
	str_copy(emoji, sizeof emoji, ev->text != NULL ? ev->text : "");
	if (!ev->id.from_me &&
		!open_writer(d, a, &ev->sender, &ev->sender_alt, time_of(a, ev->at), &contact_id, c, e))
		return false;
	if (!ev->id.from_me && contact_id == 0)
		return true;
	ok = reaction_put(d, k.id, contact_id, emoji, time_of(a, ev->at), &changed, e);
	if (changed)
		changes_add(c, CHANGE_MESSAGE, k.id);
	return ok;
}

bool message_vote(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	struct known k;
	int64_t contact_id = 0;
	bool changed = false, ok = true;

	db_must_write(d, "message_vote");
	if (!look_target(d, a, ev, &k, out, e))
		return false;
	free(k.text);
	if (k.id == 0 || k.kind != KIND_POLL || (!ev->id.from_me && !address_is_person(&ev->sender)))
		return true;
	if (!ev->id.from_me &&
		!open_writer(d, a, &ev->sender, &ev->sender_alt, time_of(a, ev->at), &contact_id, c, e))
		return false;
	if (!ev->id.from_me && contact_id == 0)
		return true;
	ok = vote_put(d, k.id, contact_id, ev, time_of(a, ev->at), &changed, e);
	if (changed)
		changes_add(c, CHANGE_MESSAGE, k.id);
	return ok;
}

bool message_arrive(struct db *d, const struct arrival *a, const struct event *ev, struct arrived *out,
	struct changes *c, struct err *e)
{
	*out = (struct arrived){ 0 };
	switch (ev->kind) {
	case EVENT_MESSAGE:
		return message_store(d, a, ev, out, c, e);
	case EVENT_ACK:
		return message_ack(d, a, ev, out, c, e);
	case EVENT_EDITED:
		return message_edit(d, a, ev, out, c, e);
	case EVENT_REVOKED:
		return message_revoke(d, a, ev, out, c, e);
	case EVENT_REACTION:
		return message_react(d, a, ev, out, c, e);
	case EVENT_VOTE:
		return message_vote(d, a, ev, out, c, e);
	case EVENT_NONE:
	case EVENT_SESSION:
	case EVENT_LABEL:
	case EVENT_LABEL_GONE:
	case EVENT_LABEL_ON:
	case EVENT_LABEL_OFF:
		break;
	}
	return true;
}
