/* presence: which colleagues look at a conversation and who types in it, as faces
 * say it and as they are told. */
#include "base/json.h"

#include "service/call.h"
#include "service/claims.h"
#include "service/shapes.h"

#include "base/banned.h"

void put_presence(json_t *o, const struct service *s, int64_t conversation_id, const struct zone *z)
{
	const struct claim *holder = claims_holder(s->claims, conversation_id, s->now_ms);
	json_t *viewers = json_array(), *claim = holder ? json_object() : json_null();
	for (size_t i = 0; s->claims && i < s->claims->n; i++) {
		const struct claim *c = &s->claims->v[i];
		if (c->conversation_id != conversation_id || c->agent_id == s->caller.agent_id)
			continue;
		json_t *who = json_object();
		json_put_str(who, "agent", c->agent);
		json_put_bool(who, "typing", claim_types(c, s->now_ms));
		json_array_append_new(viewers, who);
	}
	if (holder) {
		json_put_str(claim, "agent", holder->agent);
		put_time(claim, "until", z, holder->typing_until / 1000);
	}
	json_put(o, "viewers", viewers);
	json_put(o, "claim", claim);
}

json_t *shape_presence(struct service *s, int64_t conversation_id)
{
	json_t *o = json_object();
	json_put_i64(o, "conversation_id", conversation_id);
	put_presence(o, s, conversation_id, shape_zone(s, NULL));
	return o;
}

/* Who may not answer looks on: he keeps nobody else from it. */
bool conversation_claim(struct call *c, struct err *e)
{
	const struct caller *who = &c->s->caller;
	int64_t id = c->target.conversation_id;
	bool typing = json_flag(c->args, "typing") && who->rights >= RIGHTS_AGENT;
	(void)e;
	if (c->s->claims && json_object_get(c->args, "looking") && !json_flag(c->args, "looking"))
		claims_drop(c->s->claims, who->agent_id, id, &c->changes);
	else if (c->s->claims)
		claims_put(c->s->claims, who->agent_id, who->agent, id, typing, c->s->now_ms, &c->changes);
	reply_set(c->reply, shape_presence(c->s, id));
	return true;
}
