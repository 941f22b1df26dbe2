/* queue: what waits to leave, why it has not, and what people decide about it. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "policy/pace.h"
#include "store/outbox.h"
#include "store/template.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { LOOK_MS = 10 * 60 * 1000 }; /* how long a look-up may hold up its chat */

bool queue_list(struct call *c, struct err *e)
{
	struct outbox_rows rows = { 0 };
	int64_t after = 0;
	char next[24] = "";
	bool more = false;
	if (json_str(c->args, "after") && (!json_i64(c->args, "after", &after) || after <= 0))
		return err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"), "path=%s",
			"after");
	bool ok = outbox_list(c->s->db, c->target.session_id, after, call_limit(c), c->s->now_ms, &rows,
		&more, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_found(c->s, &rows.v[i].message));
		if (more && rows.n)
			snprintf(next, sizeof next, "%lld", (long long)rows.v[rows.n - 1].message.id);
		reply_list(c->reply, items, next);
	}
	outbox_rows_fini(&rows);
	return ok;
}

static json_t *attempts(const struct outbox_row *row, const struct zone *z)
{
	json_t *all = json_array();
	for (size_t i = 0; i < row->attempts.n; i++) {
		const struct outbox_attempt *a = &row->attempts.v[i];
		json_t *o = json_object();
		json_put_i64(o, "n", a->n);
		put_time(o, "at", z, a->at_ms / 1000);
		put_time(o, "ended_at", z, a->ended_ms / 1000);
		put_text(o, "outcome", a->ended ? outcome_name(a->outcome) : NULL);
		put_text(o, "detail", a->detail);
		json_array_append_new(all, o);
	}
	return all;
}

/* Of a message that is through (or failed) no gate has anything to say: the state
 * and the reason with it do. */
static bool verdict_of(struct call *c, const struct outbox_row *row, struct verdict *v, struct err *e)
{
	struct verdict_item item = { .message_id = row->message.id, .session_id = row->message.session_id,
		.chat_id = row->message.chat_id, .contact_id = row->item.contact_id,
		.text = row->message.text };
	*v = (struct verdict){ .kind = row->message.state == MSG_REJECTED ? VERDICT_REFUSE : VERDICT_ALLOW };
	if (row->message.state != MSG_QUEUED && row->message.state != MSG_HELD)
		return true;
	return engine_verdict(c->s->engine, c->s->db, &item, c->s->now_ms, v, e);
}

/* The template that its text was made from, as it stands now, or null. */
static bool put_template(struct call *c, json_t *o, const struct outbox_row *row, struct err *e)
{
	struct template_row t = { 0 };
	bool found = false;
	if (row->template_id && !template_by_id(c->s->db, row->template_id, &t, &found, e))
		return false;
	json_t *one = found ? json_object() : json_null();
	if (found) {
		json_put_str(one, "name", t.name);
		json_put_str(one, "language", template_language_name(t.language));
		json_put_i64(one, "version", row->template_version);
		json_put_str(one, "status", t.version == row->template_version ? template_status_name(t.status) : "changed");
	}
	json_put(o, "template", one);
	template_row_fini(&t);
	return true;
}

bool queue_why(struct call *c, struct err *e)
{
	struct outbox_row row = { 0 };
	struct err none = { 0 };
	struct verdict v;
	if (!outbox_get(c->s->db, c->target.message_id, c->s->now_ms, &row, &none)) {
		outbox_row_fini(&row);
		if (none.kind == ERR_NOT_FOUND)
			return err_set(e, ERR_USAGE, "why.not-ours",
				N_("message {id} was not written here: there is nothing to tell of its way"),
				"id=%lld", (long long)c->target.message_id);
		*e = none;
		return false;
	}
	bool ok = verdict_of(c, &row, &v, e);
	if (ok) {
		const struct zone *z = shape_zone(c->s, row.message.session);
		json_t *o = json_object();
		json_put(o, "message", shape_message(c->s, &row.message));
		json_put(o, "verdict", shape_verdict(&v, z));
		json_put(o, "attempts", attempts(&row, z));
		json_put_i64(o, "looks", row.looks);
		reply_set(c->reply, o);
		ok = put_template(c, o, &row, e);
	}
	outbox_row_fini(&row);
	return ok;
}

static bool answer(struct call *c, const char *action, const char *detail, struct err *e)
{
	c->poke_sender = true;
	return call_audit(c, action, detail, e) && message_show(c, e);
}

bool queue_cancel(struct call *c, struct err *e)
{
	return outbox_cancel(c->s->db, c->target.message_id, c->s->now_ms, &c->changes, e)
		&& answer(c, "cancel", NULL, e);
}

/* What nobody can say yes to: prohibited content has to be written anew, consent
 * recorded. */
static bool unconfirmable(const struct verdict *v, struct err *e)
{
	if (e) {
		e->kind = ERR_POLICY;
		e->say = v->v[0].say;
	}
	return false;
}

bool queue_confirm(struct call *c, struct err *e)
{
	const char *reason = json_str_or(c->args, "reason", "");
	struct outbox_row row = { 0 };
	struct verdict v;
	unsigned confirmed = 0;
	bool ok = outbox_get(c->s->db, c->target.message_id, c->s->now_ms, &row, e);
	if (ok && (row.message.state == MSG_HELD || row.message.state == MSG_QUEUED)) {
		struct verdict_item item = { .message_id = row.message.id, .session_id = row.message.session_id,
			.chat_id = row.message.chat_id, .contact_id = row.item.contact_id, .text = row.message.text };
		ok = engine_confirm(c->s->engine, c->s->db, &item, c->s->now_ms, &confirmed, &v, e);
		if (ok && v.kind >= VERDICT_HOLD)
			ok = unconfirmable(&v, e);
		else if (ok && !confirmed && row.message.state == MSG_QUEUED)
			ok = err_set(e, ERR_CONFLICT, "confirm.nothing",
				N_("message {id} waits for nobody's yes; `wartel why {id}` says what it waits for"),
				"id=%lld", (long long)row.message.id);
	}
	outbox_row_fini(&row);
	return ok && outbox_confirm(c->s->db, c->target.message_id, confirmed, c->s->caller.agent_id, reason,
			c->s->now_ms, &c->changes, e)
		&& answer(c, "confirm", reason, e);
}

bool queue_settle(struct call *c, struct err *e)
{
	const char *how = json_str_or(c->args, "how", "");
	struct db *d = c->s->db;
	int64_t id = c->target.message_id, now_ms = c->s->now_ms;
	struct outbox_row row = { 0 };
	bool ok = outbox_get(d, id, now_ms, &row, e);
	const struct number_config *n = ok ? config_number_named(c->s->config, row.message.session) : NULL;
	outbox_row_fini(&row);
	if (!ok)
		return false;
	if (!n)
		return err_set(e, ERR_CONFLICT, "send.number",
			N_("the number of this conversation is not in the configuration any more"), NULL);
	if (strcmp(how, "look") == 0)
		ok = outbox_look_again(d, id, now_ms, now_ms + LOOK_MS, &c->changes, e);
	else if (strcmp(how, "sent") == 0)
		ok = outbox_proven(d, id, NULL, now_ms, &c->changes, e);
	else
		ok = outbox_again(d, id, c->s->caller.agent_id, now_ms, now_ms + pace_dwell_draw(&n->limits),
			&c->changes, e);
	/* Look-ups are done beside polling. */
	c->poke_sync = true;
	return ok && answer(c, "settle", how, e);
}
