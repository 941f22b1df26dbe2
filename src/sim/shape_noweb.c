/* shape_noweb: WAHA over Baileys. Sends answer Baileys' own message, lists show it
 * under "_data"; stored numbers are numbers, fresh ones strings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/content_noweb.h"
#include "sim/route.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* proto.WebMessageInfo.Status as Baileys prints it. */
static const char *status_word(int status)
{
	static const char *const words[] = { "ERROR",	     "PENDING", "SERVER_ACK",
					     "DELIVERY_ACK", "READ",	"PLAYED" };
	return words[status < 0 ? 0 : status];
}

static json_t *web_message(const struct session *s, const struct message *m, enum form form)
{
	bool wire = !m->api && !m->history;
	json_t *o = json_object();
	json_put(o, "key", noweb_key(m));
	json_put(o, "message", noweb_content(s, m, form));
	json_put(o, "messageTimestamp", m->api ? noweb_number(m->time, form) : json_integer(m->time));
	if (m->status == STATUS_NULL)
		json_put_null(o, "status");
	else if (m->api && form == FORM_FRESH)
		json_put_str(o, "status", status_word(m->status));
	else
		json_put_i64(o, "status", m->status);
	if (!m->from_me && m->author)
		json_put_str(o, "pushName", m->author->push);
	else if (wire)
		json_put_str(o, "pushName", s->account->push);
	if (wire)
		json_put_bool(o, "broadcast", false);
	if (m->kind == KIND_PROTOCOL)
		json_put_str(o, "category", "peer");
	if (m->api && m->chat->group) {
		char *who = xasprintf("%s:1@s.whatsapp.net", s->account->pn);
		json_put_str(o, "participant", who);
		free(who);
	}
	if (m->reactions)
		json_object_set(o, "reactions", m->reactions);
	if (m->receipts)
		json_object_set(o, "userReceipt", m->receipts);
	if (m->starred)
		json_put_bool(o, "starred", true);
	return o;
}

static json_t *location_of(const struct message *m)
{
	if (m->kind != KIND_LOCATION)
		return json_null();
	static const char *const names[] = { "latitude", "longitude" };
	json_t *o = json_object();
	json_put_bool(o, "live", false);
	for (int i = 0; i < 2; i++) {
		char text[40];
		snprintf(text, sizeof text, "%.10g", json_number_value(json_object_get(m->extra, names[i])));
		json_put_str(o, names[i], text);
	}
	static const char *const rest[] = { "name", "address", "url", "description", "thumbnail" };
	for (int i = 0; i < 5; i++) {
		const char *value = i < 2 ? json_str(m->extra, rest[i]) : NULL;
		if (value)
			json_put_str(o, rest[i], value);
		else
			json_put_null(o, rest[i]);
	}
	return o;
}

static json_t *reply_of(const struct session *s, const struct message *m)
{
	if (!m->quoted)
		return json_null();
	char *raw = noweb_author(s, m->quoted), *who = cus_of(raw);
	json_t *o = shape_reply(m->quoted, who, shape_body(m->quoted), noweb_quoted(m->quoted, FORM_FRESH));
	free(raw);
	free(who);
	return o;
}

static bool says_app(const struct message *m)
{
	return !m->api || m->kind == KIND_PIN || m->kind == KIND_REACTION;
}

static json_t *row(struct session *s, const struct message *m, enum form form, json_t *media)
{
	json_t *o = json_object();
	char *serial = message_serial(s, m, NULL), *from = cus_of(m->addr);
	json_put_str(o, "id", serial);
	json_put_i64(o, "timestamp", m->time);
	json_put_str(o, "from", from);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_str(o, "source", says_app(m) ? "app" : "api");
	shape_put_or_null(o, "body", shape_body(m));
	if (m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		json_put_str(o, "to", from);
		json_put_str(o, "participant", who);
		free(who);
	}
	json_put_bool(o, "hasMedia", m->media != NULL);
	json_put(o, "media", media ? media : json_null());
	int ack = m->status == STATUS_NULL ? -1 : m->status - 1;
	json_put_i64(o, "ack", ack);
	json_put_str(o, "ackName", ack_name(ack));
	json_put(o, "location", location_of(m));
	json_put(o, "vCards", m->kind == KIND_VCARD ? json_deep_copy(m->extra) : json_null());
	json_put(o, "replyTo", reply_of(s, m));
	json_put(o, "_data", web_message(s, m, form));
	free(serial);
	free(from);
	return o;
}

/* The raw message; polls and forwards come mapped. */
static json_t *sent(struct session *s, const struct message *m)
{
	struct message fresh = *m;
	fresh.status = STATUS_PENDING;
	fresh.time = m->first;
	if (m->kind == KIND_POLL || m->forwarded)
		return row(s, &fresh, FORM_FRESH, NULL);
	return web_message(s, &fresh, FORM_FRESH);
}

static json_t *reaction_shape(const struct message *m)
{
	json_t *o = json_object();
	json_put(o, "key", noweb_key(m));
	json_put_str(o, "text", m->text);
	json_put_i64(o, "senderTimestampMs", m->ms);
	return o;
}

static json_t *media_shape(struct session *s, const struct message *m)
{
	(void)s;
	json_t *o = json_object();
	shape_put_or_null(o, "filename", m->kind == KIND_DOCUMENT ? m->media->filename : NULL);
	json_put_str(o, "mimetype", m->api && m->kind == KIND_IMAGE ? "image/jpeg" : m->media->mimetype);
	return o;
}

static json_t *chat_shape(struct session *s, const struct chat *c, const char *jid)
{
	(void)s;
	json_t *o = json_object();
	bool lid = raw_is_lid(jid);
	json_put_str(o, "id", jid);
	json_put_i64(o, "conversationTimestamp", chat_merged(c) ? chat_time(c) : c->time[lid]);
	json_put_str(o, "name", c->group ? c->group->subject : c->name);
	if (c->recv)
		json_put_i64(o, "lastMessageRecvTimestamp", c->recv);
	if (c->archived >= 0)
		json_put_bool(o, "archived", c->archived == 1);
	return o;
}

static json_t *contact_shape(struct session *s, const struct person *p, const char *id)
{
	(void)s;
	json_t *o = json_object();
	json_put_str(o, "id", id);
	json_put_str(o, "name", p->name);
	json_put_str(o, "pushname", p->push);
	if (p->renamed) {
		char *pn = p->pn ? xasprintf("%s@s.whatsapp.net", p->pn) : NULL;
		json_put_str(o, "imgUrl", p->picture);
		json_put_str(o, "phoneNumber", pn);
		free(pn);
	}
	return o;
}

static json_t *group_shape(struct session *s, const struct group *g)
{
	(void)s;
	json_t *o = json_object(), *members = json_array();
	json_put_str(o, "id", g->jid);
	json_put_str(o, "subject", g->subject ? g->subject : "");
	json_put_i64(o, "size", (int64_t)g->n);
	json_put_i64(o, "creation", 1767225600);
	json_put_bool(o, "restrict", false);
	json_put_bool(o, "announce", false);
	json_put_str(o, "addressingMode", "pn");
	for (size_t i = 0; i < g->n; i++) {
		json_t *row_of = json_object();
		char *raw = person_raw(g->members[i]);
		json_put_str(row_of, "id", raw);
		if (i)
			json_put_null(row_of, "admin");
		else
			json_put_str(row_of, "admin", "superadmin");
		json_array_append_new(members, row_of);
		free(raw);
	}
	json_put(o, "participants", members);
	return o;
}

static json_t *groups_shape(struct session *s)
{
	/* An object by id, not a list: so the engine has it. */
	json_t *all = json_object();
	for (size_t i = 0; i < s->account->groups.n; i++)
		if (s->account->groups.v[i]->listed)
			json_put(all, s->account->groups.v[i]->jid, group_shape(s, s->account->groups.v[i]));
	return all;
}

static json_t *ack_shape(struct session *s, const struct message *m, const char *chat, int ack,
			 const char *code)
{
	json_t *o = json_object();
	char *from = cus_of(chat);
	char *serial = xasprintf("true_%s_%s", from, m->id);
	json_put_str(o, "id", serial);
	if (*chat)
		json_put_str(o, "from", from);
	json_put_bool(o, "fromMe", true);
	json_put_i64(o, "ack", ack);
	json_put_str(o, "ackName", ack_name(ack));
	if (m->chat->group && m->receipts) {
		json_t *data = json_object();
		json_put(data, "key", noweb_plain_key(m));
		json_object_set(data, "receipt",
				json_array_get(m->receipts, json_array_size(m->receipts) - 1));
		json_put(o, "_data", data);
	}
	if (ack == -1 && sim_since(s->sim, 2026, 7, 2)) {
		json_t *error = json_object();
		bool locked = code && !strcmp(code, "463");
		shape_put_or_null(error, "code", code);
		json_put_bool(error, "blocked", locked);
		if (locked) {
			char until[ISO_CAP];
			json_put_str(error, "reason", "account_restricted");
			shape_put_or_null(error, "until", s->account->timelock_until
				    ? iso_time(s->account->timelock_until * 1000, until) : NULL);
			json_put_str(error, "enforcementType", s->account->timelock_kind);
		}
		json_put(o, "error", error);
	}
	free(serial);
	free(from);
	return o;
}

static json_t *running(struct session *s)
{
	json_t *o = json_object();
	json_put_str(o, "engine", s->sim->engine->name);
	return o;
}

const struct engine engine_noweb = {
	.name = "NOWEB",
	.lacks = R_NOT_NOWEB,
	.sent = sent,
	.row = row,
	.reaction = reaction_shape,
	.media = media_shape,
	.chat = chat_shape,
	.contact = contact_shape,
	.groups = groups_shape,
	.group = group_shape,
	.ack = ack_shape,
	.running = running,
	.needs_store = true,
	.ack_needs_phone = true,
	.time_moves = true,
	.lists_keys = true,
};
