/* content_noweb: what Baileys says inside a message of each kind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/content_noweb.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* Long numbers and bytes look different before and after the store. */
json_t *noweb_number(int64_t v, enum form form)
{
	char text[32];
	snprintf(text, sizeof text, "%lld", (long long)v);
	return form == FORM_STORED ? json_integer(v) : json_string(text);
}

static json_t *bytes(const char *base64, enum form form)
{
	if (form == FORM_FRESH)
		return json_string(base64);
	json_t *o = json_object();
	json_put_str(o, "type", "Buffer");
	json_put_str(o, "data", base64);
	return o;
}

json_t *noweb_plain_key(const struct message *m)
{
	json_t *key = json_object();
	json_put_str(key, "remoteJid", m->addr);
	json_put_bool(key, "fromMe", m->from_me);
	json_put_str(key, "id", m->id);
	return key;
}

/* Of what came over the wire: with the other address and who wrote it. */
json_t *noweb_key(const struct message *m)
{
	json_t *key = noweb_plain_key(m);
	if (m->api || m->history)
		return key;
	const struct person *p = m->chat->person;
	if (m->chat->group && m->author) {
		char *who = person_raw(m->author), *alt = m->author->by_lid ? person_alt(m->author) : NULL;
		json_put_str(key, "participant", who);
		json_put_str(key, "participantAlt", alt);
		json_put_str(key, "addressingMode", m->author->by_lid ? "lid" : "pn");
		free(who);
		free(alt);
		return key;
	}
	char *alt = p && !m->from_me ? person_alt(p) : NULL;
	json_put_str(key, "remoteJidAlt", alt);
	json_put_str(key, "participant", "");
	json_put_str(key, "addressingMode", raw_is_lid(m->addr) ? "lid" : "pn");
	free(alt);
	return key;
}

char *noweb_author(const struct session *s, const struct message *m)
{
	if (m->author)
		return person_raw(m->author);
	return xasprintf("%s@s.whatsapp.net", s->account->pn);
}

static json_t *context(const struct session *s, const struct message *m)
{
	json_t *o = json_object();
	if (m->quoted) {
		char *who = noweb_author(s, m->quoted);
		json_put_str(o, "stanzaId", m->quoted->id);
		json_put_str(o, "participant", who);
		json_put(o, "quotedMessage", noweb_quoted(m->quoted, FORM_FRESH));
		json_object_del(json_object_get(o, "quotedMessage"), "messageContextInfo");
		free(who);
	}
	if (m->mentions)
		json_object_set(o, "mentionedJid", m->mentions);
	if (m->forwarded) {
		json_put_i64(o, "forwardingScore", 1);
		json_put_bool(o, "isForwarded", true);
	}
	if (!json_object_size(o)) {
		json_decref(o);
		return NULL;
	}
	return o;
}

static json_t *text_content(const struct session *s, const struct message *m)
{
	json_t *o = json_object(), *about = context(s, m);
	if (m->chat->group && m->author && !m->history) {
		json_t *sender = json_object();
		json_put_str(sender, "groupId", m->addr);
		json_put_str(sender, "axolotlSenderKeyDistributionMessage", m->secret);
		json_put(o, "senderKeyDistributionMessage", sender);
	}
	if (!m->api && !about) {
		json_put_str(o, "conversation", m->text);
		return o;
	}
	json_t *text = json_object();
	json_put_str(text, "text", m->text);
	if (about)
		json_put(text, "contextInfo", about);
	json_put(o, "extendedTextMessage", text);
	return o;
}

static json_t *media_content(const struct message *m, enum form form)
{
	const struct media *f = m->media;
	json_t *o = json_object();
	char *url = f->broken ? xstrdup("https://mmg.whatsapp.net/nope")
			      : xasprintf("https://mmg.whatsapp.net%s", f->path);
	/* An image sent through WAHA says JPEG, whatever it is. */
	json_put_str(o, "mimetype", m->api && m->kind == KIND_IMAGE ? "image/jpeg" : f->mimetype);
	json_put_str(o, "url", url);
	if (m->kind != KIND_VOICE && m->kind != KIND_STICKER)
		json_put_str(o, "caption", m->text);
	json_put(o, "fileSha256", bytes(f->sha256, form));
	json_put(o, "fileLength", noweb_number((int64_t)f->n, form));
	json_put(o, "mediaKey", bytes(f->key, form));
	json_put(o, "fileEncSha256", bytes(f->enc, form));
	json_put_str(o, "directPath", f->path);
	json_put(o, "mediaKeyTimestamp", noweb_number(m->first, form));
	if (m->kind == KIND_IMAGE && f->n) {
		json_put_i64(o, "height", f->height);
		json_put_i64(o, "width", f->width);
		if (m->api)
			json_put(o, "jpegThumbnail",
				 bytes("/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkz", form));
	}
	if (m->kind == KIND_STICKER) {
		json_put_i64(o, "height", f->height);
		json_put_i64(o, "width", f->width);
	}
	if (m->kind == KIND_DOCUMENT)
		json_put_str(o, "fileName", f->filename);
	if (m->kind == KIND_DOCUMENT && !m->api)
		json_put_str(o, "title", f->filename);
	if (m->kind == KIND_VOICE)
		json_put_bool(o, "ptt", true);
	if ((m->kind == KIND_VOICE || m->kind == KIND_VIDEO) && f->seconds)
		json_put_i64(o, "seconds", f->seconds);
	free(url);
	return o;
}

static json_t *poll_content(const struct message *m)
{
	json_t *o = json_object(), *options = json_array();
	json_put_str(o, "name", m->text);
	for (size_t i = 0; i < json_array_size(json_at(m->extra, "options")); i++) {
		json_t *row = json_object();
		json_object_set(row, "optionName", json_array_get(json_at(m->extra, "options"), i));
		json_array_append_new(options, row);
	}
	json_put(o, "options", options);
	json_put_i64(o, "selectableOptionsCount",
		     json_flag(m->extra, "multiple") ? (int64_t)json_array_size(options) : 1);
	return o;
}

static json_t *contact_content(const struct message *m)
{
	json_t *o = json_object();
	json_put_str(o, "vcard", json_string_value(json_array_get(m->extra, 0)));
	if (!m->api)
		json_put_str(o, "displayName", m->text);
	return o;
}

static json_t *location_content(const struct message *m)
{
	json_t *o = json_object();
	json_object_set(o, "degreesLatitude", json_object_get(m->extra, "latitude"));
	json_object_set(o, "degreesLongitude", json_object_get(m->extra, "longitude"));
	json_put_str(o, "name", json_str(m->extra, "name"));
	json_put_str(o, "address", json_str(m->extra, "address"));
	return o;
}

static json_t *pin_content(const struct message *m, enum form form)
{
	json_t *o = json_object();
	json_put(o, "key", noweb_plain_key(m->target));
	if (form == FORM_STORED)
		json_put_i64(o, "type", 1);
	else
		json_put_str(o, "type", "PIN_FOR_ALL");
	json_put(o, "senderTimestampMs", noweb_number(m->ms, form));
	return o;
}

/* Looks like the account's keys: whoever stores or logs it has a fault. */
static json_t *key_share(const struct message *m)
{
	char stamp[32];
	snprintf(stamp, sizeof stamp, "%lld", (long long)m->ms);
	return json_pack("{s:[{s:{s:s},s:{s:s,s:{s:i,s:i,s:[ii]},s:s}}]}", "keys", "keyId", "keyId",
			 "0fQEYTV3", "keyData", "keyData", m->secret, "fingerprint", "rawId", 1,
			 "currentIndex", 0, "deviceIndexes", 0, 1, "timestamp", stamp);
}

/* An edit or a revoke speaks of another message. */
static json_t *protocol_content(const struct message *m, enum form form)
{
	json_t *o = json_object();
	if (m->kind == KIND_PROTOCOL) {
		json_put_str(o, "type", "APP_STATE_SYNC_KEY_SHARE");
		json_put(o, "appStateSyncKeyShare", key_share(m));
		return o;
	}
	json_put(o, "key", noweb_plain_key(m->target));
	if (m->kind == KIND_REVOKE) {
		json_put_str(o, "type", "REVOKE");
		return o;
	}
	json_t *edited = json_object();
	if (m->api) {
		json_t *text = json_object();
		json_put_str(text, "text", m->text);
		json_put(edited, "extendedTextMessage", text);
	} else {
		json_put_str(edited, "conversation", m->text);
	}
	json_put_str(o, "type", "MESSAGE_EDIT");
	json_put(o, "editedMessage", edited);
	json_put(o, "timestampMs", noweb_number(m->ms, form));
	return o;
}

static json_t *reaction_content(const struct message *m, enum form form)
{
	json_t *o = json_object();
	json_put(o, "key", noweb_plain_key(m->target));
	json_put_str(o, "text", m->text);
	json_put(o, "senderTimestampMs", noweb_number(m->ms, form));
	return o;
}

json_t *noweb_content(const struct session *s, const struct message *m, enum form form)
{
	json_t *o;
	if (m->kind == KIND_TEXT) {
		o = text_content(s, m);
		if (m->edited && form == FORM_STORED) {
			json_t *outer = json_object(), *inner = json_object();
			json_put(inner, "message", o);
			json_put(outer, "editedMessage", inner);
			return outer;
		}
	} else {
		o = json_object();
		switch (m->kind) {
		case KIND_IMAGE: json_put(o, "imageMessage", media_content(m, form)); break;
		case KIND_VIDEO: json_put(o, "videoMessage", media_content(m, form)); break;
		case KIND_VOICE: json_put(o, "audioMessage", media_content(m, form)); break;
		case KIND_DOCUMENT: json_put(o, "documentMessage", media_content(m, form)); break;
		case KIND_STICKER: json_put(o, "stickerMessage", media_content(m, form)); break;
		case KIND_LOCATION: json_put(o, "locationMessage", location_content(m)); break;
		case KIND_VCARD: json_put(o, "contactMessage", contact_content(m)); break;
		case KIND_POLL: json_put(o, "pollCreationMessageV3", poll_content(m)); break;
		case KIND_PIN: json_put(o, "pinInChatMessage", pin_content(m, form)); break;
		case KIND_REACTION: json_put(o, "reactionMessage", reaction_content(m, form)); break;
		default: json_put(o, "protocolMessage", protocol_content(m, form)); break;
		}
	}
	if ((m->api && m->kind != KIND_REACTION) || m->kind == KIND_POLL) {
		json_t *info = json_object();
		json_put(info, "messageSecret", bytes(m->secret, form));
		if (m->kind == KIND_PIN)
			json_put_i64(info, "messageAddOnDurationInSecs",
				     json_i64_or(m->extra, "duration", 86400));
		json_put(o, "messageContextInfo", info);
	}
	return o;
}

/* A quoted message inside another has no session to ask for: only what it says. */
json_t *noweb_quoted(const struct message *m, enum form form)
{
	json_t *o = json_object();
	if (m->kind == KIND_TEXT) {
		json_put_str(o, "conversation", m->text);
		return o;
	}
	json_decref(o);
	return noweb_content(NULL, m, form);
}
