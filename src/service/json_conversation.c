/* json_conversation: a case as lists and cards show it, for the one who asks. */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "service/shapes.h"

#include "base/banned.h"

enum { WINDOW_S = 24 * 3600 };

/* The last message, on one line. */
static json_t *last(const struct conversation_row *c, const struct zone *z)
{
	char text[CONVERSATION_PREVIEW * 4 + 1];
	if (!c->last_id)
		return json_null();
	json_t *o = json_object();
	str_copy(text, sizeof text, c->last_text ? c->last_text : "");
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	json_put_i64(o, "id", c->last_id);
	json_put_bool(o, "from_me", c->last_from_me);
	json_put_str(o, "kind", message_kind_name(c->last_kind));
	put_text(o, "text", text);
	put_time(o, "at", z, c->last_at);
	json_put_str(o, "state", message_state_name(c->last_state));
	json_put_str(o, "status", message_status(c->last_state));
	put_text(o, "author", c->last_author);
	return o;
}

json_t *shape_lines(const char *s)
{
	json_t *all = json_array();
	for (size_t n; s && *s; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		json_array_append_new(all, json_stringn(s, n));
	}
	return all;
}

/* Exactly 24 hours is closed; groups have none. */
static json_t *window(const struct conversation_row *c, const struct zone *z, int64_t now)
{
	json_t *o = json_object();
	int64_t until = c->kind == CHAT_PERSON && c->last_inbound_at ? c->last_inbound_at + WINDOW_S : 0;
	json_put_bool(o, "open", until > now);
	put_time(o, "until", z, until);
	json_put_bool(o, "soon", until > now && c->needs_reply && c->window_warned);
	return o;
}

/* By when an answer is owed; null: none is. */
static json_t *sla(const struct conversation_row *c, const struct zone *z, int64_t now)
{
	if (!c->promise_due)
		return json_null();
	json_t *o = json_object();
	put_time(o, "due", z, c->promise_due);
	json_put_str(o, "kind", promise_kind_name(c->promise_kind));
	json_put_bool(o, "soon", c->promise_due > now && c->promise_due <= now + PROMISE_SOON_S);
	json_put_bool(o, "breached", c->promise_due <= now);
	return o;
}

json_t *shape_conversation(struct service *s, const struct conversation_row *c)
{
	const struct zone *z = shape_zone(s, c->session);
	char address[ADDRESS_CAP];
	json_t *o = json_object();
	json_put_i64(o, "id", c->id);
	json_put_i64(o, "chat_id", c->chat_id);
	json_put_str(o, "session", c->session);
	json_put_str(o, "kind", chat_kind_name(c->kind));
	json_put_str(o, "title", c->title ? c->title : "");
	put_id(o, "contact_id", c->contact_id);
	put_phone(o, "phone", c->phone);
	json_put_str(o, "address", address_text(&c->address, address));
	json_put_str(o, "status", case_status_name(c->status));
	json_put_bool(o, "needs_reply", c->needs_reply);
	put_time(o, "waiting_since", z, c->waiting_since);
	json_put_i64(o, "unseen", c->unseen);
	put_text(o, "assignee", c->assignee);
	json_put_str(o, "priority", case_priority_name(c->priority));
	json_put(o, "labels", shape_lines(c->labels));
	put_time(o, "snoozed_until", z, c->snoozed_until);
	put_time(o, "woke_at", z, c->woke_at);
	json_put(o, "last", last(c, z));
	json_put(o, "window", window(c, z, s->now_ms / 1000));
	json_put(o, "sla", sla(c, z, s->now_ms / 1000));
	json_put_i64(o, "queued", c->queued);
	json_put_i64(o, "unknown", c->unknown);
	put_text(o, "draft", c->draft);
	json_put_bool(o, "opted_out", c->opted_out);
	json_put_bool(o, "blocked", c->blocked);
	json_put_i64(o, "notes", c->notes);
	json_put_bool(o, "mentioned", c->mentioned);
	put_presence(o, s, c->id, z);
	return o;
}
