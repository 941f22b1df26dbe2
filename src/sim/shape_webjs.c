/* shape_webjs: WAHA over whatsapp-web.js. A send answers the library's own object, whose
 * id is an object too and, in groups, lacks who sent it; an ack is the whole message.
 * Own messages turn from and to round. Ticks of groups and presences are told only with
 * config.webjs.tagsEventsOn; of labels nothing is told. */
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

/* whatsapp-web.js' Message. */
static json_t *object_of(const struct session *s, const struct message *m)
{
	json_t *o = json_object(), *data = browser_data(s, m);
	char *me = browser_me(s), *chat = cus_of(m->addr), *own = xasprintf("%s@s.whatsapp.net", s->account->pn);
	const char *body = browser_body(m);
	json_put(data, "id", browser_id(s, m, false));
	json_put(data, "from", browser_wid(m->from_me ? own : m->addr));
	json_put(data, "to", browser_wid(m->from_me ? m->addr : own));
	json_put_bool(data, "local", true);
	json_put_str(data, "self", m->from_me ? "out" : "in");
	json_put(o, "_data", data);
	json_put(o, "id", browser_id(s, m, false));
	json_put_i64(o, "ack", browser_ack(m));
	json_put_bool(o, "hasMedia", m->media != NULL);
	json_put_str(o, "body", body ? body : "");
	json_put_str(o, "type", browser_type(m));
	json_put_i64(o, "timestamp", m->first);
	json_put_str(o, "from", m->from_me ? me : chat);
	json_put_str(o, "to", m->from_me ? chat : me);
	json_put_str(o, "deviceType", "web");
	json_put_i64(o, "forwardingScore", m->forwarded);
	json_put_bool(o, "isStatus", false);
	json_put_bool(o, "isStarred", m->starred);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_bool(o, "hasQuotedMsg", m->quoted != NULL);
	json_put_bool(o, "hasReaction", m->reactions != NULL);
	static const char *const lists[] = { "vCards", "mentionedIds", "groupMentions", "links" };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		json_put(o, lists[i], json_array());
	json_put_bool(o, "isGif", false);
	free(me);
	free(chat);
	free(own);
	return o;
}

static json_t *sent(struct session *s, const struct message *m)
{
	if (m->forwarded)
		return json_pack("{s:b}", "sent", 1);
	struct message fresh = *m;
	fresh.status = STATUS_PENDING;
	return object_of(s, &fresh);
}

static json_t *row(struct session *s, const struct message *m, enum form form, json_t *media)
{
	(void)form;
	json_t *o = json_object(), *data = browser_data(s, m);
	char *serial = browser_serial(s, m);
	const char *body = browser_body(m);
	/* A key that WAHA does not find is left out. */
	if (sim_since(s->sim, 2026, 7, 1))
		json_put_str(o, "id", serial);
	browser_put_sides(o, s, m);
	if (m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		json_put_str(o, "participant", who);
		free(who);
	}
	json_put_str(o, "body", body ? body : "");
	json_put_bool(o, "hasMedia", m->media != NULL && !m->revoked);
	json_put(o, "media", media ? media : json_null());
	browser_put_ack(o, browser_ack(m));
	if (m->kind == KIND_LOCATION)
		json_put(o, "location", shape_location(m));
	json_put(o, "vCards", m->kind == KIND_VCARD ? json_deep_copy(m->extra) : json_array());
	if (m->quoted)
		json_put(o, "replyTo", browser_reply(s, m));
	json_put(data, "id", browser_id(s, m, true));
	json_put(o, "_data", data);
	free(serial);
	return o;
}

static const struct message *newest(const struct session *s, const struct chat *c)
{
	const struct message *best = NULL;
	for (size_t i = 0; i < s->account->messages.n; i++) {
		const struct message *m = s->account->messages.v[i];
		if (m->chat == c && m->arrived && !m->gone && !message_hidden(m) && (!best || m->first >= best->first))
			best = m;
	}
	return best;
}

static json_t *chat_shape(struct session *s, const struct chat *c, const char *jid)
{
	json_t *o = json_object();
	const struct message *last = newest(s, c);
	json_put(o, "id", browser_wid(jid));
	json_put_str(o, "name", browser_chat_name(c));
	json_put_bool(o, "isGroup", c->group != NULL);
	json_put_bool(o, "isReadOnly", false);
	json_put_i64(o, "unreadCount", browser_unread(s, c));
	json_put_i64(o, "timestamp", chat_merged(c) ? chat_time(c) : c->time[raw_is_lid(jid)]);
	json_put_bool(o, "archived", c->archived == 1);
	json_put_bool(o, "pinned", false);
	json_put_bool(o, "isMuted", false);
	json_put_i64(o, "muteExpiration", 0);
	if (last)
		json_put(o, "lastMessage", object_of(s, last));
	return o;
}

static json_t *contact_shape(struct session *s, const struct person *p, const char *id)
{
	(void)s;
	json_t *o = json_object();
	json_put_str(o, "id", id);
	json_put_str(o, "number", p->pn);
	json_put_str(o, "name", p->name);
	json_put_str(o, "pushname", p->push);
	json_put_str(o, "shortName", p->name ? p->name : p->push);
	json_put_bool(o, "isMe", false);
	json_put_bool(o, "isGroup", false);
	json_put_bool(o, "isWAContact", p->exists);
	json_put_bool(o, "isMyContact", p->name != NULL);
	json_put_bool(o, "isBlocked", p->blocked);
	json_put_bool(o, "isBusiness", false);
	json_put_bool(o, "isUser", true);
	json_put_str(o, "type", "in");
	return o;
}

static json_t *ack_shape(struct session *s, const struct message *m, const char *chat, int ack, const char *code)
{
	(void)chat;
	(void)code;
	json_t *o = row(s, m, FORM_FRESH, NULL);
	browser_put_ack(o, ack);
	if (m->chat->group && m->receipts)
		json_put_str(o, "participant", json_str(json_array_get(m->receipts, json_array_size(m->receipts) - 1),
							 "userJid"));
	return o;
}

static bool tells(const struct session *s, const char *event)
{
	if (!strncmp(event, "label.", 6))
		return false;
	if (!strcmp(event, "presence.update") || !strcmp(event, "message.ack.group"))
		return json_flag(s->config, "webjs.tagsEventsOn");
	return true;
}

static json_t *running(struct session *s)
{
	return json_pack("{s:s,s:s,s:s}", "engine", s->sim->engine->name, "state", "CONNECTED", "WWebVersion",
			 "2.3000.1031490220");
}

const struct engine engine_webjs = {
	.name = "WEBJS",
	.lacks = R_NOT_WEBJS,
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
	.serial_files = true,
};
