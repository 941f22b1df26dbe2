/* shape_browser: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/message.h"
#include "sim/shape.h"
#include "sim/shape_browser.h"
#include "sim/state.h"

#include "base/banned.h"

char *browser_me(const struct session *s)
{
	return xasprintf("%s@c.us", s->account->pn);
}

char *browser_serial(const struct session *s, const struct message *m)
{
	if (m->kind == KIND_EDIT)
		m = m->target;
	if (m->chat->group && m->from_me)
		return xasprintf("true_%s_%s_%s@lid", m->addr, m->id, s->account->lid);
	return message_serial(s, m, NULL);
}

const char *browser_type(const struct message *m)
{
	static const char *const names[KINDS] = {
		[KIND_TEXT] = "chat", [KIND_IMAGE] = "image", [KIND_VIDEO] = "video", [KIND_VOICE] = "ptt",
		[KIND_DOCUMENT] = "document", [KIND_STICKER] = "sticker", [KIND_LOCATION] = "location",
		[KIND_VCARD] = "vcard", [KIND_POLL] = "poll_creation", [KIND_PIN] = "pinned_message",
		[KIND_PROTOCOL] = "protocol", [KIND_REACTION] = "reaction", [KIND_EDIT] = "chat",
		[KIND_REVOKE] = "revoked",
	};
	return m->revoked ? "revoked" : names[m->kind];
}

const char *browser_body(const struct message *m)
{
	if (m->revoked)
		return NULL;
	switch (m->kind) {
	case KIND_TEXT: case KIND_EDIT: case KIND_IMAGE: case KIND_VIDEO: case KIND_DOCUMENT:
		return m->text;
	case KIND_VCARD:
		return json_string_value(json_array_get(m->extra, 0));
	default:
		return NULL;
	}
}

int browser_ack(const struct message *m)
{
	return m->from_me ? message_ack(m) : 1;
}

/* The name of the member that holds a message's id as text. */
static const char *id_key(const struct session *s)
{
	return sim_since(s->sim, 2026, 7, 1) ? "_serialized" : "$1";
}

json_t *browser_wid(const char *raw)
{
	json_t *o = json_object();
	char *id = cus_of(raw), *user = xstrndup(id, strcspn(id, "@"));
	const char *at = strchr(id, '@');
	json_put_str(o, "server", at ? at + 1 : "c.us");
	json_put_str(o, "user", user);
	json_put_str(o, "_serialized", id);
	free(user);
	free(id);
	return o;
}

json_t *browser_id(const struct session *s, const struct message *m, bool whole)
{
	json_t *o = json_object();
	char *remote = cus_of(m->addr);
	char *serial = whole ? browser_serial(s, m)
			     : xasprintf("%s_%s_%s", m->from_me ? "true" : "false", remote, m->id);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_str(o, "remote", remote);
	json_put_str(o, "id", m->kind == KIND_EDIT ? m->target->id : m->id);
	if (whole && m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		json_put_str(o, "participant", who);
		free(who);
	}
	json_put_str(o, id_key(s), serial);
	free(remote);
	free(serial);
	return o;
}

static void put_kind(json_t *o, const struct message *m)
{
	if (m->media) {
		json_put_str(o, "caption", m->text);
		json_put_str(o, "mimetype", m->media->mimetype);
		json_put_i64(o, "size", (int64_t)m->media->n);
		if (m->kind == KIND_DOCUMENT)
			json_put_str(o, "filename", m->media->filename);
		if (m->kind == KIND_VOICE)
			json_put_i64(o, "duration", m->media->seconds);
		if (m->kind == KIND_IMAGE || m->kind == KIND_STICKER) {
			json_put_i64(o, "width", m->media->width);
			json_put_i64(o, "height", m->media->height);
		}
	} else if (m->kind == KIND_LOCATION) {
		json_object_set(o, "lat", json_object_get(m->extra, "latitude"));
		json_object_set(o, "lng", json_object_get(m->extra, "longitude"));
		const char *name = json_str_or(m->extra, "name", ""), *where = json_str(m->extra, "address");
		char *loc = xasprintf("%s%s%s", name, where ? "\n" : "", where ? where : "");
		json_put_str(o, "loc", loc);
		free(loc);
	} else if (m->kind == KIND_POLL) {
		json_t *options = json_array();
		const json_t *names = json_at(m->extra, "options");
		for (size_t i = 0; i < json_array_size(names); i++)
			json_array_append_new(options, json_pack("{s:O,s:i}", "name", json_array_get(names, i),
								  "localId", (int)i));
		json_put_str(o, "pollName", m->text);
		json_put(o, "pollOptions", options);
		json_put_i64(o, "pollSelectableOptionsCount", json_flag(m->extra, "multiple") ? 0 : 1);
	}
}

json_t *browser_data(const struct session *s, const struct message *m)
{
	json_t *o = json_object();
	char *me = browser_me(s), *chat = cus_of(m->addr);
	const char *body = browser_body(m);
	json_put_bool(o, "viewed", false);
	json_put_str(o, "body", body ? body : "");
	json_put_str(o, "type", browser_type(m));
	json_put_i64(o, "t", m->first);
	if (!m->from_me && m->author && m->author->push)
		json_put_str(o, "notifyName", m->author->push);
	json_put_str(o, "from", m->from_me ? me : chat);
	json_put_str(o, "to", m->from_me ? chat : me);
	json_put_i64(o, "ack", browser_ack(m));
	json_put_bool(o, "invis", false);
	json_put_bool(o, "isNewMsg", true);
	json_put_bool(o, "star", m->starred);
	json_put(o, "mentionedJidList", json_array());
	json_put_bool(o, "isForwarded", m->forwarded);
	json_put(o, "links", json_array());
	if (m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		json_put_str(o, "author", who);
		free(who);
	}
	if (!m->revoked)
		put_kind(o, m);
	free(me);
	free(chat);
	return o;
}

json_t *browser_reply(const struct session *s, const struct message *m)
{
	const struct message *q = m->quoted;
	char *who = q->from_me || !q->author ? browser_me(s) : person_contact_id(q->author);
	json_t *o = shape_reply(q, who, browser_body(q), browser_data(s, q));
	free(who);
	return o;
}

json_t *browser_media(struct session *s, const struct message *m)
{
	(void)s;
	json_t *o = json_object();
	shape_put_or_null(o, "filename", m->kind == KIND_DOCUMENT ? m->media->filename : NULL);
	json_put_str(o, "mimetype", m->media->mimetype);
	json_put_null(o, "s3");
	json_put_null(o, "error");
	return o;
}

const char *browser_chat_name(const struct chat *c)
{
	const struct person *p = c->person;
	const char *name = c->group ? c->group->subject : c->name ? c->name : p && p->name ? p->name : p ? p->push : NULL;
	return name ? name : "";
}

int browser_unread(const struct session *s, const struct chat *c)
{
	int n = 0;
	for (size_t i = 0; i < s->account->messages.n; i++)
		n += s->account->messages.v[i]->chat == c && message_unread(s->account->messages.v[i]);
	return n;
}

json_t *browser_group(struct session *s, const struct group *g)
{
	(void)s;
	json_t *o = json_object(), *about = json_object(), *members = json_array();
	for (size_t i = 0; i < g->n; i++) {
		char *raw = person_raw(g->members[i]);
		json_array_append_new(members, json_pack("{s:o,s:b,s:b}", "id", browser_wid(raw), "isAdmin", (int)!i,
							 "isSuperAdmin", (int)!i));
		free(raw);
	}
	json_put(o, "id", browser_wid(g->jid));
	json_put_str(o, "name", g->subject ? g->subject : "");
	json_put_bool(o, "isGroup", true);
	json_put_str(about, "subject", g->subject ? g->subject : "");
	json_put(about, "participants", members);
	json_put(o, "groupMetadata", about);
	return o;
}

json_t *browser_groups(struct session *s)
{
	json_t *all = json_array();
	for (size_t i = 0; i < s->account->groups.n; i++)
		if (s->account->groups.v[i]->listed)
			json_array_append_new(all, browser_group(s, s->account->groups.v[i]));
	return all;
}

void browser_put_sides(json_t *o, const struct session *s, const struct message *m)
{
	char *me = browser_me(s), *chat = cus_of(m->addr);
	json_put_i64(o, "timestamp", m->first);
	json_put_str(o, "from", m->from_me ? me : chat);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_str(o, "source", m->api ? "api" : "app");
	json_put_str(o, "to", m->from_me ? chat : me);
	free(me);
	free(chat);
}

void browser_put_ack(json_t *o, int ack)
{
	json_put_i64(o, "ack", ack);
	json_put_str(o, "ackName", ack_name(ack));
}
