/* engine_browser: WEBJS and WPP drive WhatsApp Web in a browser; `_data` is the
 * page's own model of a message: what kind it is stands in `type`, beside it what that
 * kind has. Media that was not downloaded is known by that alone. WPP leaves places
 * and contact cards out of WAHA's own fields. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/detail.h"

#include "waha/decode.h"
#include "waha/engine.h"

#include "base/banned.h"

/* How a type counts. */
enum sort {
	SHOWN,
	WAITING, /* WhatsApp has not delivered what is in it yet: it comes again, whole */
	REVOKED, /* what stood there was taken back */
	HIDDEN	 /* notices of WhatsApp itself, and what is done to other messages */
};

static const struct {
	const char *type;
	enum sort sort;
	enum message_kind kind;
} types[] = {
	{ "chat", SHOWN, KIND_TEXT },
	{ "oversized", SHOWN, KIND_TEXT },
	{ "image", SHOWN, KIND_IMAGE },
	{ "video", SHOWN, KIND_VIDEO },
	{ "ptv", SHOWN, KIND_VIDEO },
	{ "audio", SHOWN, KIND_AUDIO },
	{ "ptt", SHOWN, KIND_VOICE },
	{ "document", SHOWN, KIND_DOCUMENT },
	{ "sticker", SHOWN, KIND_STICKER },
	{ "location", SHOWN, KIND_LOCATION },
	{ "vcard", SHOWN, KIND_CONTACT },
	{ "multi_vcard", SHOWN, KIND_CONTACT },
	{ "poll_creation", SHOWN, KIND_POLL },
	{ "ciphertext", WAITING, KIND_UNSUPPORTED },
	{ "revoked", REVOKED, KIND_UNSUPPORTED },
	{ "album", HIDDEN, 0 }, /* announces the pictures that follow */
	{ "broadcast_notification", HIDDEN, 0 },
	{ "call_log", HIDDEN, 0 },
	{ "debug", HIDDEN, 0 },
	{ "e2e_notification", HIDDEN, 0 },
	{ "event_response", HIDDEN, 0 },
	{ "gp2", HIDDEN, 0 },
	{ "group_notification", HIDDEN, 0 },
	{ "keep_in_chat", HIDDEN, 0 },
	{ "notification", HIDDEN, 0 },
	{ "notification_template", HIDDEN, 0 },
	{ "pinned_message", HIDDEN, 0 },
	{ "poll_update", HIDDEN, 0 },
	{ "protocol", HIDDEN, 0 },
	{ "reaction", HIDDEN, 0 },
	{ "reaction_enc", HIDDEN, 0 },
};

static const json_t *content(const json_t *data)
{
	(void)data;
	return NULL;
}

static const char *push_name(const json_t *data)
{
	const char *s = json_str(data, "notifyName");

	return s && *s ? s : NULL;
}

static const char *participant(const json_t *data)
{
	const char *s = decode_id_text(json_at(data, "author"));

	return s ? s : decode_id_text(json_at(data, "id.participant"));
}

/* The page knows one address of a person in a message. */
static const char *sender_alt(const json_t *data, bool group)
{
	(void)data;
	(void)group;
	return NULL;
}

static const char *recipient_alt(const json_t *data)
{
	(void)data;
	return NULL;
}

/* Its acks are told, never filled in: −1 is one. */
static bool failed(const json_t *data)
{
	return json_i64_or(data, "ack", 0) == -1;
}

static const json_t *reactions(const json_t *data)
{
	(void)data;
	return NULL;
}

static void set(char **field, const char *value)
{
	if (value && *value && !*field)
		*field = xstrndup(value, CEIL_TEXT);
}

static int small(const json_t *data, const char *name)
{
	int64_t n = json_i64_or(data, name, 0);

	return n > 0 && n <= INT32_MAX ? (int)n : 0;
}

static void read_media(const json_t *data, struct event *e)
{
	int64_t size = json_i64_or(data, "size", -1);

	if (!e->has_media)
		return;
	e->media.size = size >= 0 ? size : -1;
	e->media.width = small(data, "width");
	e->media.height = small(data, "height");
	e->media.seconds = small(data, "duration");
	set(&e->media.mimetype, json_str(data, "mimetype"));
	set(&e->media.filename, json_str(data, "filename"));
}

static void set_detail(struct event *e, json_t *detail)
{
	free(e->detail);
	e->detail = detail ? detail_write(detail) : NULL;
}

/* The place's name, and on the next line where that is. */
static void read_location(const json_t *data, struct event *e)
{
	const json_t *lat = json_at(data, "lat"), *lon = json_at(data, "lng");
	char *name = xstrndup(json_str_or(data, "loc", ""), CEIL_TEXT), *address = strchr(name, '\n');
	struct buf b = { 0 };

	if (address)
		*address++ = '\0';
	if (!e->place && json_is_number(lat) && json_is_number(lon)) {
		buf_addf(&b, "%.10g,%.10g", json_number_value(lat), json_number_value(lon));
		if (*name)
			buf_addf(&b, " %s", name);
		if (address && *address)
			buf_addf(&b, " %s", address);
		e->place = buf_take(&b);
		set_detail(e, detail_location(json_number_value(lat), json_number_value(lon), *name ? name : NULL,
			address && *address ? address : NULL));
	}
	free(name);
}

static void read_cards(const json_t *data, struct event *e)
{
	const char *one = json_str_or(data, "body", "");
	json_t *cards, *card;
	struct buf b = { 0 };
	size_t i;

	if (e->place)
		return;
	cards = json_array();
	json_array_foreach((json_t *)json_at(data, "vcardList"), i, card) {
		const char *text = json_str_or(card, "vcard", "");

		buf_addf(&b, "%s%s", b.n ? "\n" : "", text);
		detail_add_vcard(cards, text);
	}
	if (!b.n && !strncmp(one, "BEGIN:VCARD", 11)) {
		buf_adds(&b, one);
		detail_add_vcard(cards, one);
	}
	if (b.n) {
		e->place = buf_take(&b);
		set_detail(e, cards);
	} else {
		json_decref(cards);
	}
	buf_fini(&b);
}

static void read_poll(const json_t *data, struct event *e)
{
	json_t *options = json_array(), *one;
	size_t i;

	set(&e->place, json_str(data, "pollName"));
	json_array_foreach((json_t *)json_at(data, "pollOptions"), i, one)
		if (json_str(one, "name"))
			json_array_append_new(options, json_string(json_str(one, "name")));
	set_detail(e, detail_poll(json_str(data, "pollName"), options,
		json_i64_or(data, "pollSelectableOptionsCount", 0) != 1));
	json_decref(options);
}

/* Its body is the picture's small likeness in base64, or the card; never words. */
static void drop_text(struct event *e)
{
	free(e->text);
	e->text = NULL;
}

static enum engine_sort refine(const json_t *data, struct event *e)
{
	const char *type = json_str(data, "type");
	size_t i = 0;

	while (i < sizeof types / sizeof *types && (!type || strcmp(types[i].type, type) != 0))
		i++;
	if (i == sizeof types / sizeof *types)
		return ENGINE_UNSORTED;
	switch (types[i].sort) {
	case SHOWN:
		break;
	case REVOKED:
		return ENGINE_REVOKED;
	case HIDDEN:
		return ENGINE_HIDDEN;
	case WAITING:
		drop_text(e);
		e->message_kind = KIND_UNSUPPORTED;
		return ENGINE_SHOWN;
	}
	e->message_kind = types[i].kind;
	read_media(data, e);
	switch (e->message_kind) {
	case KIND_TEXT:
		if (!e->text)
			e->text = xstrdup("");
		break;
	case KIND_LOCATION:
		read_location(data, e);
		drop_text(e);
		break;
	case KIND_CONTACT:
		read_cards(data, e);
		drop_text(e);
		break;
	case KIND_POLL:
		read_poll(data, e);
		break;
	default:
		break;
	}
	return ENGINE_SHOWN;
}

#define BROWSER                                                                                      \
	.content = content, .push_name = push_name, .participant = participant, .sender_alt = sender_alt, \
	.recipient_alt = recipient_alt, .failed = failed, .reactions = reactions, .refine = refine

const struct engine_traits engine_webjs = { .engine = WAHA_WEBJS, .tags_option = true, BROWSER };
const struct engine_traits engine_wpp = { .engine = WAHA_WPP, BROWSER };
