/* shape_wpp: WAHA over WPPConnect. A send answers WAHA's own message, or nothing but
 * nulls where the library names no id; places and contact cards are left out; history is
 * filtered after it was cut. What its lists of chats and people look like is WhatsApp
 * Web's model. Of labels only what is done to chats is told. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/shape_browser.h"
#include "sim/state.h"

#include "base/banned.h"

static json_t *row(struct session *s, const struct message *m, enum form form, json_t *media)
{
	(void)form;
	json_t *o = json_object(), *data = browser_data(s, m);
	char *serial = browser_serial(s, m);
	char *who = m->chat->group && m->author ? person_contact_id(m->author) : NULL;
	const char *body = m->kind == KIND_VCARD ? NULL : browser_body(m);
	json_put_str(o, "id", serial);
	browser_put_sides(o, s, m);
	shape_put_or_null(o, "participant", who);
	shape_put_or_null(o, "body", body);
	json_put_bool(o, "hasMedia", m->media != NULL && !m->revoked);
	json_put(o, "media", media ? media : json_null());
	json_put_null(o, "mediaUrl");
	browser_put_ack(o, browser_ack(m));
	json_put_null(o, "location");
	json_put_null(o, "vCards");
	json_put(o, "replyTo", m->quoted ? browser_reply(s, m) : json_null());
	json_put_str(data, "id", serial);
	json_put(o, "_data", data);
	free(serial);
	free(who);
	return o;
}

/* A file's answer: the id alone, if the library knows it. */
static json_t *sent(struct session *s, const struct message *m)
{
	struct message fresh = *m;
	fresh.status = STATUS_PENDING;
	if (!m->media)
		return row(s, &fresh, FORM_FRESH, NULL);
	json_t *o = json_object();
	bool known = m->kind != KIND_IMAGE;
	char *serial = browser_serial(s, m);
	shape_put_or_null(o, "id", known ? serial : NULL);
	json_put(o, "_data", known ? browser_data(s, &fresh) : json_null());
	free(serial);
	return o;
}

static json_t *chat_shape(struct session *s, const struct chat *c, const char *jid)
{
	json_t *o = json_object();
	json_put(o, "id", browser_wid(jid));
	json_put_str(o, "name", browser_chat_name(c));
	json_put_i64(o, "t", chat_merged(c) ? chat_time(c) : c->time[raw_is_lid(jid)]);
	json_put_i64(o, "unreadCount", browser_unread(s, c));
	json_put_bool(o, "isGroup", c->group != NULL);
	json_put_bool(o, "archive", c->archived == 1);
	return o;
}

static json_t *contact_shape(struct session *s, const struct person *p, const char *id)
{
	(void)s;
	json_t *o = json_object();
	char *raw = raw_of(id);
	json_put(o, "id", browser_wid(raw));
	json_put_str(o, "name", p->name);
	json_put_str(o, "pushname", p->push);
	json_put_bool(o, "isMyContact", p->name != NULL);
	json_put_bool(o, "isBlocked", p->blocked);
	free(raw);
	return o;
}

static json_t *ack_shape(struct session *s, const struct message *m, const char *chat, int ack, const char *code)
{
	(void)chat;
	(void)code;
	json_t *o = json_object();
	char *serial = browser_serial(s, m), *me = browser_me(s), *to = cus_of(m->addr);
	const json_t *last = json_array_get(m->receipts, json_array_size(m->receipts) - 1);
	json_put_str(o, "id", serial);
	json_put_str(o, "from", me);
	json_put_str(o, "to", to);
	shape_put_or_null(o, "participant", m->chat->group ? json_str(last, "userJid") : NULL);
	json_put_bool(o, "fromMe", true);
	browser_put_ack(o, ack);
	free(serial);
	free(me);
	free(to);
	return o;
}

static bool tells(const struct session *s, const char *event)
{
	(void)s;
	return strcmp(event, "label.upsert") != 0 && strcmp(event, "label.deleted") != 0 &&
	       strcmp(event, "chat.archive") != 0;
}

static json_t *running(struct session *s)
{
	return json_pack("{s:s}", "engine", s->sim->engine->name);
}

const struct engine engine_wpp = {
	.name = "WPP",
	.lacks = R_NOT_WPP,
	.sent = sent,
	.row = row,
	.media = browser_media,
	.chat = chat_shape,
	.contact = contact_shape,
	.groups = browser_groups,
	.group = browser_group,
	.ack = ack_shape,
	.running = running,
	.tells = tells,
	.browser = "/usr/bin/chromium",
	.server_ack = true,
	.keeps_revoked = true,
	.filters_late = true,
};
