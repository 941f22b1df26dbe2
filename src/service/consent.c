/* consent: what a person records about a contact's wish to be written to, and its
 * history. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/consent.h"
#include "store/contact.h"
#include "store/outbox.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { DETAIL_CAP = 160 };

/* What waited for this consent alone may leave now; what waits for something else
 * too goes on waiting for that. */
static bool release(struct call *c, int64_t contact_id, struct err *e)
{
	struct outbox_ids held = { 0 };
	bool ok = outbox_of_contact(c->s->db, contact_id, 1u << MSG_HELD, &held, e);
	for (size_t i = 0; ok && i < held.n; i++) {
		struct outbox_row row = { 0 };
		struct verdict v;
		ok = outbox_get(c->s->db, held.v[i], c->s->now_ms, &row, e);
		if (ok) {
			struct verdict_item item = { .message_id = held.v[i], .session_id = row.message.session_id,
				.chat_id = row.message.chat_id, .contact_id = contact_id, .text = row.message.text };
			ok = engine_verdict(c->s->engine, c->s->db, &item, c->s->now_ms, &v, e)
				&& (v.at_once >= VERDICT_HOLD
					? outbox_explain(c->s->db, held.v[i], &v.v[0].say, &c->changes, e)
					: outbox_release(c->s->db, held.v[i], &c->changes, e));
		}
		outbox_row_fini(&row);
	}
	free(held.v);
	return ok;
}

bool contact_consent(struct call *c, struct err *e)
{
	char detail[DETAIL_CAP];
	const char *way = json_str_or(c->args, "way", "");
	struct consent_row row = { .contact_id = c->target.contact_id, .at = c->s->now_ms / 1000,
		.kind = strcmp(way, "in") == 0 ? CONSENT_IN : CONSENT_OUT,
		.source = json_str_or(c->args, "source", ""), .wording = json_str_or(c->args, "wording", ""),
		.proof = json_str_or(c->args, "proof", ""), .agent_id = c->s->caller.agent_id,
		.who = c->s->caller.agent };
	size_t cancelled;
	if (!consent_add(c->s->db, &row, &cancelled, &c->changes, e)
		|| (row.kind == CONSENT_IN && !release(c, row.contact_id, e)))
		return false;
	snprintf(detail, sizeof detail, "%s, %s; %zu cancelled", way, row.source, cancelled);
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	c->poke_sender = true;
	return call_audit(c, "consent", detail, e) && contact_show(c, e);
}

json_t *shape_consent(struct service *s, const struct consent_row *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	put_time(o, "at", shape_zone(s, NULL), r->at);
	json_put_str(o, "kind", consent_name(r->kind));
	json_put_str(o, "source", r->source);
	put_text(o, "wording", r->wording);
	put_text(o, "proof", r->proof);
	json_put_str(o, "who", r->who);
	return o;
}

bool contact_consents(struct call *c, struct err *e)
{
	struct consent_rows rows = { 0 };
	int64_t before = 0;
	bool ok = call_cursor(c, &before, e)
		&& consent_list(c->s->db, c->target.contact_id, before, call_limit(c) + 1, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_consent(c->s, &rows.v[i]));
		call_page(c, items);
	}
	consent_rows_fini(&rows);
	return ok;
}
