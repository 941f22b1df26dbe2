/* send: a person's message into the outbox, and what the rules say of it. The
 * recipient and the text are frozen here. */
#include <stdio.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"
#include "policy/pace.h"
#include "engine/able.h"
#include "store/conversation.h"
#include "store/draft.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/template.h"

#include "service/call.h"
#include "service/claims.h"
#include "service/parcel.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { AT_MOST_S = 366 * 24 * 3600, STATUS_CREATED = 201, STATUS_ACCEPTED = 202 };

static bool check_text(const char *text, struct err *e)
{
	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_set(e, ERR_USAGE, "send.empty", N_("there is nothing to send: the text is empty"),
			NULL);
	return true;
}

/* Which number writes: the conversation's, the one that was named, the only one. */
static bool choose_number(struct call *c, struct err *e)
{
	struct target *t = &c->target;
	struct number_row row = { 0 };
	if (!t->number && t->session_id)
		return err_set(e, ERR_CONFLICT, "send.number",
			N_("the number of this conversation is not in the configuration any more"), NULL);
	if (!t->number && config_numbers(c->s->config) > 1)
		return err_set(e, ERR_USAGE, "send.which",
			N_("nobody wrote with {to} yet and there are several numbers: add --session NAME"),
			"to=%s", t->address.user);
	if (!t->number)
		t->number = config_number(c->s->config, 0);
	bool ok = number_named(c->s->db, t->number->name, &row, e);
	t->session_id = row.id;
	if (ok && row.me_phone[0]
		&& ((t->address.kind == ADDRESS_PHONE && strcmp(t->address.user, row.me_phone) == 0)
			|| (t->chat.address.kind == ADDRESS_PHONE
				&& strcmp(t->chat.address.user, row.me_phone) == 0)))
		ok = err_set(e, ERR_USAGE, "send.self", N_("{phone} is the number {number} itself"),
			"phone=%s\nnumber=%s", row.me_phone, row.name);
	number_row_fini(&row);
	return ok;
}

/* Groups are read and answered; nobody writes to one first. */
static bool check_group(struct call *c, struct err *e)
{
	const struct target *t = &c->target;
	bool heard = true;
	if (t->chat.kind != CHAT_GROUP || !t->chat.chat_id)
		return true;
	if (!conversation_heard(c->s->db, t->chat.chat_id, &heard, e))
		return false;
	return heard || err_set(e, ERR_POLICY, "send.group-first",
		N_("nobody has written in this group yet: groups are answered, never written to first"), NULL);
}

/* Persons and groups can be written to; nobody can write to the rest. */
static bool check_kind(const struct target *t, struct err *e)
{
	enum address_kind kind = t->address.kind != ADDRESS_NONE ? t->address.kind : t->chat.address.kind;
	char text[ADDRESS_CAP];
	if (kind == ADDRESS_PHONE || kind == ADDRESS_LID || kind == ADDRESS_GROUP)
		return true;
	return err_set(e, ERR_USAGE, "send.kind",
		N_("{address} is neither a person nor a group: nobody can write to it"), "address=%s",
		address_text(t->address.kind != ADDRESS_NONE ? &t->address : &t->chat.address, text));
}

static bool when_due(struct call *c, int64_t *due_ms, struct err *e)
{
	const char *at = json_str(c->args, "at");
	int64_t now = c->s->now_ms / 1000, then;
	*due_ms = 0;
	if (!at)
		return true;
	if (!zone_parse(c->target.number->limits.zone, at, now, &then, e))
		return false;
	if (then > now + AT_MOST_S)
		return err_set(e, ERR_USAGE, "send.far", N_("{at} is more than a year from now"), "at=%s",
			at);
	*due_ms = then * 1000;
	return true;
}

static bool check_reply(struct call *c, int64_t reply_to, struct err *e)
{
	struct message_row row = { 0 };
	if (!reply_to)
		return true;
	bool ok = message_get(c->s->db, reply_to, &row, e);
	if (ok && row.chat_id != c->target.chat.chat_id)
		ok = err_set(e, ERR_USAGE, "send.reply",
			N_("message {id} is of another conversation: it cannot be quoted here"), "id=%lld",
			(long long)reply_to);
	else if (ok && !row.wa_id[0])
		ok = err_set(e, ERR_CONFLICT, "send.reply-unsent",
			N_("message {id} has not left yet: it cannot be quoted"), "id=%lld",
			(long long)reply_to);
	message_row_fini(&row);
	return ok;
}

/* A colleague began to answer first: two answers would cross. */
static bool check_claim(const struct call *c, const struct claim **over, struct err *e)
{
	const struct claim *holder = claims_holder(c->s->claims, c->target.conversation_id, c->s->now_ms);
	if (!holder || holder->agent_id == c->s->caller.agent_id)
		return true;
	*over = holder;
	if (json_flag(c->args, "over"))
		return true;
	return err_set(e, ERR_CONFLICT, "send.claimed",
		N_("{agent} is writing an answer there: leave it to them, or send over it with --over"), "agent=%s",
		holder->agent);
}

/* A text that is not queued yet was made from a template: which may change the verdict. */
static bool put_template(struct call *c, struct verdict_item *item, struct err *e)
{
	const char *typed = json_str(c->args, "template");
	struct template_row r = { 0 };
	char name[TEMPLATE_NAME_CAP];
	if (item->message_id || !typed)
		return true;
	bool ok = template_name(typed, name, e) && template_get(c->s->db, name, json_str(c->args, "language"), &r, e);
	item->templated = ok;
	item->approved = ok && r.status == TEMPLATE_APPROVED;
	template_row_fini(&r);
	return ok;
}

static bool ask(struct call *c, int64_t message_id, const char *text, struct verdict *v, struct err *e)
{
	struct verdict_item item = { .message_id = message_id, .session_id = c->target.session_id,
		.chat_id = c->target.chat.chat_id, .contact_id = c->target.contact_id,
		.text = text };
	return put_template(c, &item, e) && engine_verdict(c->s->engine, c->s->db, &item, c->s->now_ms, v, e);
}

/* The strongest gate's sentence: gates stand strongest first. */
static const struct sentence *reason(const struct verdict *v)
{
	static const struct sentence none;
	return v->n ? &v->v[0].say : &none;
}

/* A HOLD is one as soon as it is known; with confirm the person has said yes, also
 * to what would hold it by the time it can leave. */
static bool settle_hold(struct call *c, int64_t id, const char *text, struct verdict *v, struct err *e)
{
	struct verdict_item item = { .message_id = id, .session_id = c->target.session_id,
		.chat_id = c->target.chat.chat_id, .contact_id = c->target.contact_id,
		.text = text };
	unsigned confirmed = 0;
	if (v->kind == VERDICT_HOLD && json_flag(c->args, "confirm")) {
		if (!engine_confirm(c->s->engine, c->s->db, &item, c->s->now_ms, &confirmed, v, e))
			return false;
		if (confirmed && !outbox_confirm(c->s->db, id, confirmed, c->s->caller.agent_id, "", c->s->now_ms,
			&c->changes, e))
			return false;
	}
	return v->at_once != VERDICT_HOLD || outbox_hold(c->s->db, id, reason(v), &c->changes, e);
}

/* What was packed into the outbox, and the answer. */
static bool send_parcel(struct call *c, const struct parcel *p, const char *action, struct err *e)
{
	struct target *t = &c->target;
	struct db *d = c->s->db;
	int64_t id, reply_to = json_i64_or(c->args, "reply_to", 0), due_ms;
	struct verdict v;
	const struct claim *over = NULL;
	if (!check_kind(t, e) || !choose_number(c, e) || !when_due(c, &due_ms, e))
		return false;
	if (!t->chat.chat_id && !chat_open(d, t->session_id, &t->address, NULL, c->s->now_ms / 1000, &t->chat,
		&c->changes, e))
		return false;
	if (!check_group(c, e) || !check_reply(c, reply_to, e) || !check_claim(c, &over, e))
		return false;
	t->contact_id = t->chat.contact_id;
	struct outbox_new item = { .session_id = t->session_id, .chat_id = t->chat.chat_id,
		.agent_id = c->s->caller.agent_id, .origin = ORIGIN_AGENT, .kind = p->kind, .text = p->text,
		.file = p->file.id ? &p->file : NULL, .place = p->place, .detail = p->detail,
		.forward_of = p->forward_of, .forward = p->forward,
		.template_id = p->template_id, .template_version = p->template_version,
		.reply_to = reply_to, .recipient = t->chat.address, .born_ms = c->s->now_ms,
		.first_due_ms = due_ms,
		.dwell_until_ms = c->s->now_ms + pace_dwell_draw(&t->number->limits) };
	if (!outbox_add(d, &item, &id, &c->changes, e) || !ask(c, id, p->text, &v, e))
		return false;
	t->message_id = id;
	if (v.kind == VERDICT_REFUSE) {
		/* Nothing stays: the transaction is rolled back with it. */
		if (v.until_ms)
			zone_rfc3339(t->number->limits.zone, v.until_ms / 1000, c->reply->until);
		if (e) {
			e->kind = ERR_POLICY;
			e->say = *reason(&v);
		}
		return false;
	}
	struct message_row row = { 0 };
	char trail[CLAIM_AGENT + 8] = "";
	if (over)
		snprintf(trail, sizeof trail, "over %s", over->agent);
	bool ok = settle_hold(c, id, p->text, &v, e) && message_get(d, id, &row, e);
	if (ok) {
		t->conversation_id = row.conversation_id;
		/* What is passed on was not what he was writing. */
		ok = (p->forward_of || draft_put(d, c->s->caller.agent_id, row.conversation_id, NULL,
			c->s->now_ms / 1000, e)) && call_audit(c, action, trail, e)
			&& call_undo(c, UNDO_SEND, id, NULL, "", "waits", e);
	}
	if (ok && c->s->claims && !p->forward_of)
		claims_written(c->s->claims, c->s->caller.agent_id, t->conversation_id, &c->changes);
	if (ok) {
		reply_set(c->reply, shape_message(c->s, &row));
		c->reply->status = v.kind == VERDICT_ALLOW ? STATUS_CREATED : STATUS_ACCEPTED;
		c->poke_sender = true;
	}
	message_row_fini(&row);
	return ok;
}

bool send_message(struct call *c, struct err *e)
{
	struct parcel p = { 0 };
	bool ok = parcel_pack(c, &p, e) && send_parcel(c, &p, "send", e);
	parcel_fini(&p);
	return ok;
}

bool send_forward(struct call *c, struct err *e)
{
	struct parcel p = { 0 };
	struct number_row row = { 0 };
	bool ok = number_get(c->s->db, c->target.session_id, &row, e) && engine_able(row.engine, ABLE_FORWARD, e)
		&& parcel_forward(c, &p, e) && send_parcel(c, &p, "forward", e);
	number_row_fini(&row);
	parcel_fini(&p);
	return ok;
}

bool send_preview(struct call *c, struct err *e)
{
	struct verdict v;
	const struct zone *z = shape_zone(c->s, c->target.number ? c->target.number->name : NULL);
	if (!check_text(json_str_or(c->args, "text", ""), e) || !check_kind(&c->target, e)
		|| !ask(c, 0, json_str_or(c->args, "text", ""), &v, e))
		return false;
	json_t *o = json_object();
	json_put(o, "verdict", shape_verdict(&v, z));
	json_put(o, "leaves_at", shape_leaves_at(&v, z, c->s->now_ms));
	reply_set(c->reply, o);
	return true;
}
