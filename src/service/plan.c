/* plan: the queue played forward. */
#include "base/json.h"
#include "engine/plan.h"
#include "store/message.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

static bool item(struct call *c, const struct plan_item *i, json_t *items, struct err *e)
{
	struct message_row m = { 0 };
	if (!message_get(c->s->db, i->message_id, &m, e))
		return false;
	json_t *o = json_object();
	json_put_i64(o, "message_id", m.id);
	json_put_i64(o, "conversation_id", m.conversation_id);
	json_put_str(o, "session", m.session);
	json_put_str(o, "title", m.chat_title ? m.chat_title : "");
	put_text(o, "text", m.text);
	put_time(o, "leaves_at", shape_zone(c->s, m.session), (i->leaves_ms + 999) / 1000);
	put_sentence(o, "reason", &i->reason);
	json_array_append_new(items, o);
	message_row_fini(&m);
	return true;
}

bool plan_show(struct call *c, struct err *e)
{
	const struct zone *z = shape_zone(c->s, c->target.number ? c->target.number->name : NULL);
	size_t limit = call_limit(c);
	struct plan p;
	if (!engine_plan(c->s->engine, c->s->db, c->target.session_id, c->s->now_ms, &p, e))
		return false;
	json_t *o = json_object(), *items = json_array();
	bool ok = true;
	for (size_t i = 0; ok && i < p.n && i < limit; i++)
		ok = item(c, &p.v[i], items, e);
	json_put_i64(o, "waiting", (int64_t)p.waiting);
	json_put_i64(o, "leave", (int64_t)p.leave);
	json_put_i64(o, "excluded", (int64_t)p.excluded);
	put_time(o, "last_at", z, (p.last_ms + 999) / 1000);
	json_put(o, "items", items);
	plan_fini(&p);
	if (ok)
		reply_set(c->reply, o);
	else
		json_decref(o);
	return ok;
}
