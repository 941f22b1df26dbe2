/* shape_gows: WAHA over whatsmeow. Sends answer the id as a string and whatsmeow's
 * event under "_data"; keys are there and null where NOWEB leaves them out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "sim/account.h"
#include "sim/route.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* "2026-08-29T16:40:05+00:00": Go's form, never a Z. */
static void put_time(json_t *o, const char *key, int64_t seconds)
{
	struct civil t = zone_civil(zone_utc(), seconds);
	char text[40];
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d+00:00", t.year, t.month, t.day, t.hour,
		 t.minute, t.second);
	json_put_str(o, key, text);
}

static char *own_raw(const struct session *s, bool device)
{
	return xasprintf(device ? "%s:12@s.whatsapp.net" : "%s@s.whatsapp.net", s->account->pn);
}

static char *sender_raw(const struct session *s, const struct message *m)
{
	if (m->from_me)
		return own_raw(s, true);
	if (m->chat->group && m->author)
		return person_raw(m->author);
	return xstrdup(m->addr);
}

/* The sender's other address; "" when not known. */
static char *sender_alt(const struct message *m)
{
	if (m->from_me || !m->author)
		return xstrdup("");
	char *raw = person_raw(m->author), *alt = person_alt(m->author);
	if (!m->chat->group && alt && !strcmp(alt, m->addr)) {
		free(alt);
		return raw;
	}
	free(raw);
	return alt ? alt : xstrdup("");
}

static json_t *media_content(const struct message *m)
{
	const struct media *f = m->media;
	json_t *o = json_object();
	char *url = xasprintf("https://mmg.whatsapp.net%s", f->path);
	json_put_str(o, "URL", url);
	json_put_str(o, "mimetype", f->mimetype);
	if (m->kind != KIND_VOICE && m->kind != KIND_STICKER)
		json_put_str(o, "caption", m->text);
	json_put_i64(o, "fileLength", (int64_t)f->n);
	json_put_str(o, "directPath", f->path);
	json_put_str(o, "mediaKey", f->key);
	json_put_str(o, "fileSHA256", f->sha256);
	if (m->kind == KIND_IMAGE || m->kind == KIND_STICKER) {
		json_put_i64(o, "height", f->height);
		json_put_i64(o, "width", f->width);
	}
	if (m->kind == KIND_DOCUMENT) {
		json_put_str(o, "title", f->filename);
		json_put_str(o, "fileName", f->filename);
	}
	if (m->kind == KIND_VOICE) {
		json_put_i64(o, "seconds", f->seconds);
		json_put_bool(o, "PTT", true);
	}
	free(url);
	return o;
}

static json_t *key_of(const struct message *m)
{
	json_t *o = json_object();
	json_put_str(o, "remoteJID", m->addr);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_str(o, "ID", m->id);
	return o;
}

static json_t *simple_text(const struct message *m, bool extended)
{
	json_t *o = json_object();
	if (!extended) {
		json_put_str(o, "conversation", m->text);
		return o;
	}
	json_t *text = json_object();
	json_put_str(text, "text", m->text);
	json_put(o, "extendedTextMessage", text);
	return o;
}

static json_t *content(const struct session *, const struct message *);

static json_t *text_content(const struct session *s, const struct message *m)
{
	if (!m->quoted)
		return simple_text(m, m->api);
	json_t *o = simple_text(m, true), *about = json_object();
	char *who = m->quoted->from_me ? own_raw(s, false) : person_raw(m->quoted->author);
	json_put_str(about, "stanzaID", m->quoted->id);
	json_put_str(about, "participant", who);
	json_put(about, "quotedMessage", content(s, m->quoted));
	json_put(json_object_get(o, "extendedTextMessage"), "contextInfo", about);
	free(who);
	return o;
}

static json_t *protocol_content(const struct message *m)
{
	json_t *o = json_object();
	if (!m->target) {
		json_put_i64(o, "type", 6);
		return o;
	}
	json_put(o, "key", key_of(m->target));
	json_put_i64(o, "type", m->kind == KIND_EDIT ? 14 : 0);
	if (m->kind == KIND_EDIT)
		json_put(o, "editedMessage", simple_text(m, m->api));
	return o;
}

static json_t *poll_content(const struct message *m)
{
	json_t *o = json_object(), *options = json_array();
	const json_t *names = json_at(m->extra, "options");
	for (size_t i = 0; i < json_array_size(names); i++) {
		json_t *row = json_object();
		json_object_set(row, "optionName", json_array_get(names, i));
		json_array_append_new(options, row);
	}
	json_put_str(o, "name", m->text);
	json_put(o, "options", options);
	json_put_i64(o, "selectableOptionsCount", json_flag(m->extra, "multiple") ? 0 : 1);
	return o;
}

static json_t *small_content(const struct message *m)
{
	json_t *o = json_object();
	if (m->kind == KIND_LOCATION) {
		json_object_set(o, "degreesLatitude", json_object_get(m->extra, "latitude"));
		json_object_set(o, "degreesLongitude", json_object_get(m->extra, "longitude"));
		json_put_str(o, "name", json_str(m->extra, "name"));
		json_put_str(o, "address", json_str(m->extra, "address"));
	} else if (m->kind == KIND_VCARD) {
		json_put_str(o, "displayName", m->text);
		json_put_str(o, "vcard", json_string_value(json_array_get(m->extra, 0)));
	} else {
		json_put(o, "key", key_of(m->target));
		json_put_str(o, "text", m->text);
		json_put_i64(o, "senderTimestampMS", m->ms);
	}
	return o;
}

static json_t *content(const struct session *s, const struct message *m)
{
	static const char *const names[KINDS] = {
		[KIND_IMAGE] = "imageMessage", [KIND_VIDEO] = "videoMessage", [KIND_VOICE] = "audioMessage",
		[KIND_DOCUMENT] = "documentMessage", [KIND_STICKER] = "stickerMessage",
		[KIND_LOCATION] = "locationMessage", [KIND_VCARD] = "contactMessage",
		[KIND_REACTION] = "reactionMessage", [KIND_PIN] = "pinInChatMessage",
	};
	if (m->kind == KIND_TEXT)
		return text_content(s, m);
	json_t *o = json_object();
	if (m->media)
		json_put(o, names[m->kind], media_content(m));
	else if (m->kind == KIND_POLL)
		json_put(o, "pollCreationMessageV3", poll_content(m));
	else if (names[m->kind])
		json_put(o, names[m->kind], small_content(m));
	else
		json_put(o, "protocolMessage", protocol_content(m));
	return o;
}

static const char *media_type(const struct message *m)
{
	switch (m->kind) {
	case KIND_IMAGE: return "image";
	case KIND_VIDEO: return "video";
	case KIND_VOICE: return "ptt";
	case KIND_DOCUMENT: return "document";
	case KIND_STICKER: return "sticker";
	default: return "";
	}
}

static json_t *info(const struct session *s, const struct message *m)
{
	json_t *o = json_object(), *bot = json_object(), *meta = json_object();
	char *sender = sender_raw(s, m), *alt = sender_alt(m);
	const struct person *p = m->author;
	json_put_str(o, "Chat", m->addr);
	json_put_str(o, "Sender", sender);
	json_put_bool(o, "IsFromMe", m->from_me);
	json_put_bool(o, "IsGroup", m->chat->group != NULL);
	json_put_str(o, "AddressingMode", m->from_me ? "" : strstr(sender, "@lid") ? "lid" : "pn");
	json_put_str(o, "SenderAlt", alt);
	json_put_str(o, "RecipientAlt", "");
	json_put_str(o, "BroadcastListOwner", "");
	json_put_null(o, "BroadcastRecipients");
	json_put_str(o, "ID", m->id);
	json_put_i64(o, "ServerID", 0);
	json_put_str(o, "Type", m->media && m->kind != KIND_DOCUMENT ? "media" : "text");
	json_put_str(o, "PushName", p && p->push ? p->push : "");
	put_time(o, "Timestamp", m->first);
	json_put_str(o, "Category", "");
	json_put_bool(o, "Multicast", false);
	json_put_str(o, "MediaType", media_type(m));
	json_put_str(o, "Edit", m->kind == KIND_EDIT ? "1" : m->kind == KIND_REVOKE ? "7" : "");
	json_put_str(bot, "EditType", "");
	json_put_str(bot, "EditTargetID", "");
	json_put_str(bot, "EditSenderTimestampMS", "0001-01-01T00:00:00Z");
	json_put(o, "MsgBotInfo", bot);
	static const char *const meta_keys[] = { "TargetID", "TargetSender", "TargetChat", "ThreadMessageID",
						 "ThreadMessageSenderJID" };
	for (size_t i = 0; i < sizeof meta_keys / sizeof *meta_keys; i++)
		json_put_str(meta, meta_keys[i], "");
	json_put_null(meta, "DeprecatedLIDSession");
	json_put(o, "MsgMetaInfo", meta);
	json_put_null(o, "VerifiedName");
	json_put_null(o, "DeviceSentMeta");
	free(sender);
	free(alt);
	return o;
}

static int status_of(const struct message *m)
{
	return m->status == STATUS_NULL ? 0 : m->status;
}

static json_t *data(const struct session *s, const struct message *m)
{
	json_t *o = json_object();
	json_put(o, "Info", info(s, m));
	json_put(o, "Message", content(s, m));
	static const char *const flags[] = { "IsEphemeral", "IsViewOnce", "IsViewOnceV2",
					     "IsDocumentWithCaption", "IsLottieSticker" };
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		json_put_bool(o, flags[i], false);
	json_put_bool(o, "IsEdit", m->edited);
	json_put_null(o, "SourceWebMsg");
	json_put_str(o, "UnavailableRequestID", "");
	json_put_i64(o, "RetryCount", 0);
	json_put_null(o, "NewsletterMeta");
	if (m->kind == KIND_TEXT)
		json_put(o, "RawMessage", content(s, m));
	else
		json_put_null(o, "RawMessage");
	json_put_i64(o, "Status", status_of(m));
	return o;
}

/* Own ones in groups name me, those of others their author. */
static char *serial_of(const struct session *s, const struct message *m)
{
	if (!m->chat->group || !m->from_me)
		return message_serial(s, m, NULL);
	return xasprintf("true_%s_%s_%s@c.us", m->addr, m->id, s->account->pn);
}

static json_t *sent(struct session *s, const struct message *m)
{
	json_t *o = json_object();
	char *serial = serial_of(s, m);
	json_put_str(o, "id", serial);
	/* With it only for a plain text to a person. */
	json_t *what = m->kind == KIND_TEXT && !m->chat->group ? data(s, m) : json_null();
	if (json_is_object(what))
		json_put_null(what, "RawMessage");
	json_put(o, "_data", what);
	free(serial);
	return o;
}

static json_t *reply_of(const struct session *s, const struct message *m)
{
	if (!m->quoted)
		return json_null();
	char *raw = m->quoted->from_me ? own_raw(s, false) : person_raw(m->quoted->author),
	     *who = cus_of(raw);
	json_t *o = shape_reply(m->quoted, who, shape_body(m->quoted), content(s, m->quoted));
	free(raw);
	free(who);
	return o;
}

static json_t *row(struct session *s, const struct message *m, enum form form, json_t *media)
{
	(void)form;
	json_t *o = json_object();
	char *serial = serial_of(s, m), *from = cus_of(m->addr);
	json_put_str(o, "id", serial);
	json_put_i64(o, "timestamp", m->first);
	json_put_str(o, "from", from);
	json_put_bool(o, "fromMe", m->from_me);
	json_put_str(o, "source", m->api ? "api" : "app");
	shape_put_or_null(o, "body", shape_body(m));
	char *raw = m->chat->group ? sender_raw(s, m) : NULL, *who = raw ? cus_of(raw) : NULL;
	shape_put_or_null(o, "to", who);
	shape_put_or_null(o, "participant", who);
	json_put_bool(o, "hasMedia", m->media != NULL);
	json_put(o, "media", media ? media : json_null());
	int status = status_of(m);
	if (status) {
		json_put_i64(o, "ack", status - 1);
		json_put_str(o, "ackName", ack_name(status - 1));
	} else {
		json_put_null(o, "ack");
		json_put_str(o, "ackName", "UNKNOWN");
	}
	json_put(o, "location", m->kind == KIND_LOCATION ? shape_location(m) : json_null());
	json_put(o, "vCards", m->kind == KIND_VCARD ? json_deep_copy(m->extra) : json_null());
	json_put(o, "replyTo", reply_of(s, m));
	json_put(o, "_data", data(s, m));
	free(serial);
	free(from);
	free(raw);
	free(who);
	return o;
}

static json_t *media_shape(struct session *s, const struct message *m)
{
	(void)s;
	json_t *o = json_object();
	shape_put_or_null(o, "filename", m->kind == KIND_DOCUMENT ? m->media->filename : NULL);
	json_put_str(o, "mimetype", m->media->mimetype);
	json_put_null(o, "s3");
	json_put_null(o, "error");
	return o;
}

static json_t *chat_shape(struct session *s, const struct chat *c, const char *jid)
{
	(void)s;
	json_t *o = json_object();
	char *id = cus_of(jid);
	const struct person *p = c->person;
	const char *name = c->group	? c->group->subject
			 : c->name	? c->name
			 : p && p->name ? p->name
			 : p		? p->push
					: NULL;
	json_put_str(o, "id", id);
	json_put_str(o, "name", name ? name : "");
	json_put_i64(o, "conversationTimestamp", chat_merged(c) ? chat_time(c) : c->time[raw_is_lid(jid)]);
	free(id);
	return o;
}

static json_t *contact_shape(struct session *s, const struct person *p, const char *id)
{
	(void)s;
	json_t *o = json_object();
	json_put_str(o, "id", id);
	json_put_str(o, "name", p->name ? p->name : "");
	json_put_str(o, "pushname", p->push ? p->push : "");
	return o;
}

static json_t *group_shape(struct session *s, const struct group *g)
{
	(void)s;
	json_t *o = json_object(), *members = json_array();
	for (size_t i = 0; i < g->n; i++) {
		const struct person *p = g->members[i];
		json_t *m = json_object();
		char *raw = person_raw(p), *pn = p->pn ? xasprintf("%s@s.whatsapp.net", p->pn) : xstrdup("");
		char *lid = p->lid ? xasprintf("%s@lid", p->lid) : xstrdup("");
		json_put_str(m, "JID", raw);
		json_put_str(m, "PhoneNumber", pn);
		json_put_str(m, "LID", lid);
		json_put_bool(m, "IsAdmin", !i);
		json_put_bool(m, "IsSuperAdmin", !i);
		json_array_append_new(members, m);
		free(raw);
		free(pn);
		free(lid);
	}
	json_put_str(o, "JID", g->jid);
	json_put(o, "OwnerJID", json_array_size(members)
		 ? json_incref(json_object_get(json_array_get(members, 0), "JID")) : json_string(""));
	json_put_str(o, "Name", g->subject ? g->subject : "");
	json_put_str(o, "Topic", "");
	json_put_bool(o, "IsAnnounce", false);
	json_put_bool(o, "IsLocked", false);
	json_put_str(o, "GroupCreated", "2026-01-01T10:00:00Z");
	json_put(o, "Participants", members);
	return o;
}

static json_t *groups_shape(struct session *s)
{
	json_t *all = json_array();
	for (size_t i = 0; i < s->account->groups.n; i++)
		if (s->account->groups.v[i]->listed)
			json_array_append_new(all, group_shape(s, s->account->groups.v[i]));
	return all;
}

static json_t *ack_data(const struct session *s, const struct message *m, const char *chat,
			const char *reader, int ack)
{
	json_t *o = json_object(), *ids = json_array();
	json_put_str(o, "Chat", *chat ? chat : m->addr);
	json_put_str(o, "Sender", reader ? reader : m->addr);
	json_put_bool(o, "IsFromMe", false);
	json_put_bool(o, "IsGroup", m->chat->group != NULL);
	static const char *const empty[] = { "AddressingMode", "SenderAlt", "RecipientAlt",
					     "BroadcastListOwner", "MessageSender" };
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
		json_put_str(o, empty[i], "");
	json_put_null(o, "BroadcastRecipients");
	json_array_append_new(ids, json_string(m->id));
	json_put(o, "MessageIDs", ids);
	put_time(o, "Timestamp", sim_seconds(s->sim));
	json_put_str(o, "Type", ack == 3 ? "read" : ack == 4 ? "played" : "");
	return o;
}

static json_t *ack_shape(struct session *s, const struct message *m, const char *chat, int ack,
			 const char *code)
{
	(void)code;
	const json_t *last = json_array_get(m->receipts, json_array_size(m->receipts) - 1);
	const char *reader = m->chat->group ? json_str(last, "userJid") : NULL;
	char *from = cus_of(*chat ? chat : m->addr), *who = reader ? cus_of(reader) : NULL;
	char *serial = m->chat->group ? serial_of(s, m) : xasprintf("true_%s_%s", from, m->id);
	json_t *o = json_object();
	json_put_str(o, "id", serial);
	json_put_str(o, "from", from);
	shape_put_or_null(o, "to", who);
	shape_put_or_null(o, "participant", who);
	json_put_bool(o, "fromMe", true);
	json_put_i64(o, "ack", ack);
	json_put_str(o, "ackName", ack_name(ack));
	json_put(o, "_data", ack_data(s, m, chat, reader, ack));
	free(serial);
	free(from);
	free(who);
	return o;
}

static json_t *running(struct session *s)
{
	json_t *o = json_object();
	bool up = s->status == ST_WORKING;
	json_put_str(o, "engine", s->sim->engine->name);
	json_put(o, "grpc", json_pack("{s:s,s:s}", "client", "READY", "stream", "READY"));
	json_put(o, "gows", json_pack("{s:b,s:b}", "found", 1, "connected", (int)up));
	return o;
}

const struct engine engine_gows = {
	.name = "GOWS",
	.lacks = R_NOT_GOWS,
	.sent = sent,
	.row = row,
	.media = media_shape,
	.chat = chat_shape,
	.contact = contact_shape,
	.groups = groups_shape,
	.group = group_shape,
	.ack = ack_shape,
	.running = running,
	.server_ack = true,
	.refuses_at_once = true,
};
