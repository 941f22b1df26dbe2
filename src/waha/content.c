/* content: WhatsApp's kinds of messages and ours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/detail.h"

#include "waha/content.h"

#include "base/banned.h"

/* How a member of WhatsApp's message counts. */
enum part {
	PART_SHOWN,   /* it is the message, of this kind */
	PART_WRAPPER, /* the message is inside, under "message" */
	PART_SIDE,    /* stands beside a message; alone it is nothing to show */
	PART_SYSTEM   /* something is done to another message, or between devices */
};

static const struct {
	const char *name;
	enum part part;
	enum message_kind kind;
} parts[] = {
	{ "conversation", PART_SHOWN, KIND_TEXT },
	{ "extendedTextMessage", PART_SHOWN, KIND_TEXT },
	{ "imageMessage", PART_SHOWN, KIND_IMAGE },
	{ "videoMessage", PART_SHOWN, KIND_VIDEO },
	{ "ptvMessage", PART_SHOWN, KIND_VIDEO },
	{ "audioMessage", PART_SHOWN, KIND_AUDIO },
	{ "documentMessage", PART_SHOWN, KIND_DOCUMENT },
	{ "stickerMessage", PART_SHOWN, KIND_STICKER },
	{ "locationMessage", PART_SHOWN, KIND_LOCATION },
	{ "liveLocationMessage", PART_SHOWN, KIND_LOCATION },
	{ "contactMessage", PART_SHOWN, KIND_CONTACT },
	{ "contactsArrayMessage", PART_SHOWN, KIND_CONTACT },
	{ "pollCreationMessage", PART_SHOWN, KIND_POLL },
	{ "pollCreationMessageV2", PART_SHOWN, KIND_POLL },
	{ "pollCreationMessageV3", PART_SHOWN, KIND_POLL },
	{ "pollCreationMessageV5", PART_SHOWN, KIND_POLL },
	{ "ephemeralMessage", PART_WRAPPER, 0 },
	{ "viewOnceMessage", PART_WRAPPER, 0 },
	{ "viewOnceMessageV2", PART_WRAPPER, 0 },
	{ "viewOnceMessageV2Extension", PART_WRAPPER, 0 },
	{ "documentWithCaptionMessage", PART_WRAPPER, 0 },
	{ "editedMessage", PART_WRAPPER, 0 },
	{ "deviceSentMessage", PART_WRAPPER, 0 },
	{ "lottieStickerMessage", PART_WRAPPER, 0 },
	{ "associatedChildMessage", PART_WRAPPER, 0 },
	{ "groupMentionedMessage", PART_WRAPPER, 0 },
	{ "botInvokeMessage", PART_WRAPPER, 0 },
	{ "messageContextInfo", PART_SIDE, 0 },
	{ "senderKeyDistributionMessage", PART_SIDE, 0 },
	{ "fastRatchetKeySenderKeyDistributionMessage", PART_SIDE, 0 },
	{ "protocolMessage", PART_SYSTEM, 0 },
	{ "pinInChatMessage", PART_SYSTEM, 0 },
	{ "keepInChatMessage", PART_SYSTEM, 0 },
	{ "reactionMessage", PART_SYSTEM, 0 },
	{ "encReactionMessage", PART_SYSTEM, 0 },
	{ "pollUpdateMessage", PART_SYSTEM, 0 },
	{ "encEventResponseMessage", PART_SYSTEM, 0 },
	{ "encCommentMessage", PART_SYSTEM, 0 },
	{ "secretEncryptedMessage", PART_SYSTEM, 0 },
	{ "stickerSyncRmrMessage", PART_SYSTEM, 0 },
	{ "messageHistoryBundle", PART_SYSTEM, 0 },
	{ "messageHistoryNotice", PART_SYSTEM, 0 },
	{ "placeholderMessage", PART_SYSTEM, 0 },
	{ "albumMessage", PART_SYSTEM, 0 }, /* announces the pictures that follow */
};

struct found {
	bool any;    /* WhatsApp's message was there and said something */
	bool hidden; /* and it is not for people */
	enum message_kind kind;
	const json_t *body; /* the member itself */
};

static int part_named(const char *name)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!strcmp(parts[i].name, name))
			return (int)i;
	return -1;
}

/* Wrappers stand in one another; more than eight are somebody's joke. */
static struct found find(const json_t *message)
{
	struct found f = { .kind = KIND_UNSUPPORTED };

	for (int depth = 0; depth < 8; depth++) {
		const json_t *inside = NULL;
		const char *name;
		json_t *member;
		bool unknown = false;

		json_object_foreach((json_t *)message, name, member) {
			int i = part_named(name);
			if (json_is_null(member))
				continue;
			f.any = true;
			if (i < 0) {
				unknown = true;
			} else if (parts[i].part == PART_SHOWN) {
				f.kind = parts[i].kind;
				f.body = member;
				f.hidden = false;
				return f;
			} else if (parts[i].part == PART_WRAPPER) {
				inside = json_at(member, "message");
			} else if (parts[i].part == PART_SYSTEM) {
				f.hidden = true;
			}
		}
		if (!inside) {
			/* Nothing but keys beside it is nothing either. */
			f.hidden = f.hidden || (f.any && !unknown);
			return f;
		}
		message = inside;
	}
	return f;
}

static void set(char **field, const char *value)
{
	if (value && *value) {
		free(*field);
		*field = xstrndup(value, CEIL_TEXT);
	}
}

static enum message_kind kind_of_mimetype(const char *type)
{
	if (!strncmp(type, "image/webp", 10))
		return KIND_STICKER;
	if (!strncmp(type, "image/", 6))
		return KIND_IMAGE;
	if (!strncmp(type, "video/", 6))
		return KIND_VIDEO;
	if (!strncmp(type, "audio/", 6))
		return strstr(type, "opus") ? KIND_VOICE : KIND_AUDIO;
	return KIND_DOCUMENT;
}

/* Lengths are numbers, digits, or halves {"low","high"}. */
static int64_t length_of(const json_t *body, const char *name)
{
	const json_t *v = json_at(body, name);
	int64_t n, low, high;

	if (json_i64(body, name, &n))
		return n >= 0 ? n : -1;
	if (json_i64(v, "low", &low) && json_i64(v, "high", &high) && high >= 0 && high < INT32_MAX)
		return high * (INT64_C(1) << 32) + (int64_t)(uint32_t)low;
	return -1;
}

static int small(const json_t *body, const char *name)
{
	int64_t n = json_i64_or(body, name, 0);

	return n > 0 && n <= INT32_MAX ? (int)n : 0;
}

static void read_media(const json_t *row, const struct found *f, struct event *e)
{
	const json_t *media = json_at(row, "media");

	e->media.size = -1;
	e->has_media = json_flag(row, "hasMedia");
	if (!e->has_media)
		return;
	e->media.size = length_of(f->body, "fileLength");
	e->media.width = small(f->body, "width");
	e->media.height = small(f->body, "height");
	e->media.seconds = small(f->body, "seconds");
	set(&e->media.mimetype, json_str(f->body, "mimetype"));
	set(&e->media.filename, json_str(f->body, "fileName"));
	set(&e->media.mimetype, json_str(media, "mimetype"));
	set(&e->media.filename, json_str(media, "filename"));
	set(&e->media.url, json_str(media, "url"));
	if (!f->body && e->media.mimetype)
		e->message_kind = kind_of_mimetype(e->media.mimetype);
}

/* A coordinate is a number, or the digits of one. */
static void add_degrees(struct buf *out, const json_t *v)
{
	if (json_is_string(v))
		buf_adds(out, json_string_value(v));
	else
		buf_addf(out, "%.10g", json_number_value(v));
}

static double degrees(const json_t *v)
{
	return json_is_string(v) ? strtod(json_string_value(v), NULL) : json_number_value(v);
}

static void set_detail(struct event *e, json_t *detail)
{
	free(e->detail);
	e->detail = detail ? detail_write(detail) : NULL;
}

static void add_word(struct buf *out, const char *s)
{
	if (s && *s)
		buf_addf(out, " %s", s);
}

static bool read_location(const json_t *row, const struct found *f, struct event *e)
{
	const json_t *at = json_at(row, "location");
	const json_t *lat = json_at(at, "latitude"), *lon = json_at(at, "longitude");
	struct buf b = { 0 };

	if (!lat && f->kind == KIND_LOCATION) {
		at = f->body;
		lat = json_at(at, "degreesLatitude");
		lon = json_at(at, "degreesLongitude");
	}
	if (!lat || !lon)
		return false;
	add_degrees(&b, lat);
	buf_addc(&b, ',');
	add_degrees(&b, lon);
	add_word(&b, json_str(at, "name"));
	add_word(&b, json_str(at, "address"));
	free(e->place);
	e->place = buf_take(&b);
	set_detail(e, detail_location(degrees(lat), degrees(lon), json_str(at, "name"), json_str(at, "address")));
	return true;
}

static void add_card(struct buf *out, json_t *cards, const char *card)
{
	if (!card || !*card)
		return;
	buf_addf(out, "%s%s", out->n ? "\n" : "", card);
	detail_add_vcard(cards, card);
}

static bool read_cards(const json_t *row, const struct found *f, struct event *e)
{
	struct buf b = { 0 };
	json_t *cards = json_array(), *card;
	size_t i;

	json_array_foreach((json_t *)json_at(row, "vCards"), i, card)
		add_card(&b, cards, json_string_value(card));
	if (!b.n && f->kind == KIND_CONTACT) {
		add_card(&b, cards, json_str(f->body, "vcard"));
		json_array_foreach((json_t *)json_at(f->body, "contacts"), i, card)
			add_card(&b, cards, json_str(card, "vcard"));
	}
	if (!b.n) {
		buf_fini(&b);
		json_decref(cards);
		return false;
	}
	free(e->place);
	e->place = buf_take(&b);
	set_detail(e, cards);
	return true;
}

/* WhatsApp counts how many may be chosen; 0: any number of them. */
static void read_poll(const struct found *f, struct event *e)
{
	json_t *options = json_array(), *one;
	size_t i;

	set(&e->place, json_str(f->body, "name"));
	json_array_foreach((json_t *)json_at(f->body, "options"), i, one) {
		const char *name = json_str(one, "optionName");

		if (name)
			json_array_append_new(options, json_string(name));
	}
	set_detail(e, detail_poll(json_str(f->body, "name"), options,
		json_i64_or(f->body, "selectableOptionsCount", 0) != 1));
	json_decref(options);
}

static void read_reply(const json_t *row, struct event *e)
{
	struct wa_id id;

	if (wa_id_parse(json_str(row, "replyTo.id"), &id, NULL))
		str_copy(e->reply_to, sizeof e->reply_to, id.bare);
}

bool content_read(const json_t *row, const json_t *message, struct event *e)
{
	struct found f = find(message);
	const char *body = json_str(row, "body");

	if (f.hidden)
		return false;
	e->message_kind = f.kind;
	if (f.kind == KIND_AUDIO && (json_flag(f.body, "ptt") || json_flag(f.body, "PTT")))
		e->message_kind = KIND_VOICE;
	read_media(row, &f, e);
	if (read_location(row, &f, e))
		e->message_kind = KIND_LOCATION;
	else if (read_cards(row, &f, e))
		e->message_kind = KIND_CONTACT;
	else if (f.kind == KIND_POLL)
		read_poll(&f, e);
	set(&e->text, body);
	/* The card itself, said twice. */
	if (e->message_kind == KIND_CONTACT && e->text && !strncmp(e->text, "BEGIN:VCARD", 11)) {
		free(e->text);
		e->text = NULL;
	}
	if (e->message_kind == KIND_UNSUPPORTED && body && !e->has_media)
		e->message_kind = KIND_TEXT;
	if (e->message_kind == KIND_TEXT && !e->text)
		e->text = xstrdup("");
	read_reply(row, e);
	return f.any || body || e->has_media || e->place;
}
