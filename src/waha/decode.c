/* decode: rows and envelopes to events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "model/conversation.h"

#include "waha/content.h"
#include "waha/decode.h"
#include "waha/engine.h"

#include "base/banned.h"

enum { CHOICES_MAX = 32 };

/* Seconds beyond this are milliseconds: the year 2603. */
static const int64_t last_second = INT64_C(20000000000);

int64_t decode_seconds(const json_t *v, const char *path)
{
	int64_t n = json_i64_or(v, path, 0);

	if (n > last_second)
		n /= 1000;
	return n > 0 && n <= last_second ? n : 0;
}

static void address_of(const char *s, struct address *out)
{
	if (!s || !address_parse(s, out, NULL))
		*out = (struct address){ 0 };
}

static char *dup_text(const char *s)
{
	return s && *s ? xstrndup(s, CEIL_TEXT) : NULL;
}

const char *decode_id_text(const json_t *v)
{
	const char *s = json_string_value(v);

	if (!s)
		s = json_str(v, "_serialized");
	return s ? s : json_str(v, "$1");
}

static bool id_of(const json_t *v, struct wa_id *out)
{
	return wa_id_parse(decode_id_text(v), out, NULL);
}

static bool bare_of(const json_t *v, char out[WA_ID_CAP])
{
	struct wa_id id;

	if (!id_of(v, &id))
		return false;
	str_copy(out, WA_ID_CAP, id.bare);
	return true;
}

/* Text or a number: "463". */
static char *code_of(const json_t *v, const char *path)
{
	int64_t n;

	if (json_is_integer(json_at(v, path)) && json_i64(v, path, &n))
		return xasprintf("%lld", (long long)n);
	return dup_text(json_str(v, path));
}

/* The other address of the same person: phone for a lid, lid for a phone. */
static void other_of(const char *s, const struct address *a, struct address *out)
{
	address_of(s, out);
	if (!address_is_person(out) || !address_is_person(a) || out->kind == a->kind)
		*out = (struct address){ 0 };
}

/* Chat and people of a row. Field 2 of the id is the chat; from and to mean
 * another thing on every engine. */
static void read_people(const json_t *row, const struct engine_traits *t, const json_t *data,
	struct event *e)
{
	const char *participant = json_str(row, "participant");
	bool direct;

	e->chat = e->id.chat;
	if (e->chat.kind == ADDRESS_NONE)
		address_of(json_str(row, "from"), &e->chat);
	direct = e->chat.kind == ADDRESS_NONE || address_is_person(&e->chat);
	if (direct) {
		if (data)
			other_of(e->id.from_me ? t->recipient_alt(data) : t->sender_alt(data, false),
				&e->chat, &e->chat_alt);
		if (!e->id.from_me) {
			e->sender = e->chat;
			e->sender_alt = e->chat_alt;
		}
	} else {
		e->sender = e->id.participant;
		if (e->sender.kind == ADDRESS_NONE)
			address_of(participant, &e->sender);
		if (e->sender.kind == ADDRESS_NONE && data)
			address_of(t->participant(data), &e->sender);
		if (data)
			other_of(t->sender_alt(data, true), &e->sender, &e->sender_alt);
	}
	if (data && !e->id.from_me)
		e->push_name = dup_text(t->push_name(data));
}

/* Only our own messages have acks that mean anything; and in a row −1 stands for
 * "not known", unless the engine itself says it failed. */
static void read_ack(const json_t *row, const struct engine_traits *t, const json_t *data, struct event *e)
{
	int64_t ack;

	if (!e->id.from_me || !json_i64(row, "ack", &ack) || ack < -1 || ack > 4)
		return;
	if (ack == -1 && !(data && t->failed(data)))
		return;
	e->has_ack = true;
	e->ack = (int)ack;
}

static void read_reactions(const struct engine_traits *t, const json_t *data, struct event *e)
{
	size_t i;
	json_t *one;

	json_array_foreach((json_t *)t->reactions(data), i, one) {
		struct event_reaction r = { .from_me = json_flag(one, "key.fromMe"),
			.at = decode_seconds(one, "senderTimestampMs") };
		const char *who = json_str(one, "key.participant");
		const char *emoji = json_str(one, "text");
		if (!emoji)
			continue;
		if (!r.from_me)
			address_of(who && *who ? who : json_str(one, "key.remoteJid"), &r.sender);
		str_copy(r.emoji, sizeof r.emoji, emoji);
		LIST_GROW(&e->reactions);
		e->reactions.v[e->reactions.n++] = r;
	}
}

/* While WhatsApp Web had renamed the key of ids, rows had none of their own. */
static bool row_id(const json_t *row, const json_t *data, struct wa_id *out)
{
	return id_of(json_at(row, "id"), out) || id_of(json_at(data, "id"), out);
}

/* What is left of a message that was taken back: its place in the list. */
static bool revoked_row(const json_t *row, const struct engine_traits *t, const json_t *data, struct event *out)
{
	struct event e = { .kind = EVENT_REVOKED, .id = out->id, .at = decode_seconds(row, "timestamp") };

	event_fini(out);
	*out = e;
	read_people(row, t, data, out);
	str_copy(out->target, sizeof out->target, e.id.bare);
	out->target_known_side = true;
	out->target_from_me = e.id.from_me;
	return true;
}

bool decode_row(const json_t *row, enum waha_engine engine, struct event *out)
{
	const json_t *data = json_at(row, "_data");
	const struct engine_traits *t = engine_traits_of(engine, data);
	enum engine_sort sort;
	bool shown;

	if (!row_id(row, data, &out->id) || !out->id.whole)
		goto none;
	shown = content_read(row, data ? t->content(data) : NULL, out);
	sort = data && t->refine ? t->refine(data, out) : ENGINE_UNSORTED;
	if (sort == ENGINE_HIDDEN || (sort == ENGINE_UNSORTED && !shown))
		goto none;
	if (sort == ENGINE_REVOKED)
		return revoked_row(row, t, data, out);
	out->kind = EVENT_MESSAGE;
	out->at = decode_seconds(row, "timestamp");
	out->by_api = out->id.from_me && !strcmp(json_str_or(row, "source", ""), "api");
	read_people(row, t, data, out);
	read_ack(row, t, data, out);
	if (data)
		read_reactions(t, data, out);
	return true;
none:
	event_fini(out);
	return false;
}

void decode_rows(const json_t *array, enum waha_engine engine, struct events *out)
{
	size_t i;
	json_t *row;

	json_array_foreach((json_t *)array, i, row) {
		struct event e = { 0 };
		if (!decode_row(row, engine, &e))
			continue;
		LIST_GROW(out);
		out->v[out->n++] = e;
	}
}

/* Id, people and time of an action: what an edit, a reaction, an ack hangs on. */
static bool read_action(const json_t *payload, enum waha_engine engine, struct event *e)
{
	const json_t *data = json_at(payload, "_data");
	const struct engine_traits *t = engine_traits_of(engine, data);

	if (!id_of(json_at(payload, "id"), &e->id))
		return false;
	e->at = decode_seconds(payload, "timestamp");
	read_people(payload, t, data, e);
	return true;
}

static bool decode_ack(const json_t *payload, enum waha_engine engine, struct event *e)
{
	int64_t ack;

	(void)engine;
	/* GOWS also tells what was read on another of our own devices. */
	if (!id_of(json_at(payload, "id"), &e->id) || !e->id.from_me || !json_i64(payload, "ack", &ack) ||
		ack < -1 || ack > 4)
		return false;
	e->kind = EVENT_ACK;
	e->chat = e->id.chat;
	/* In a group: who read it. NOWEB says it in _data alone. */
	address_of(json_str(payload, "participant"), &e->sender);
	if (e->sender.kind == ADDRESS_NONE)
		address_of(json_str(payload, "_data.receipt.userJid"), &e->sender);
	if (e->chat.kind != ADDRESS_GROUP)
		e->sender = (struct address){ 0 };
	e->has_ack = true;
	e->ack = (int)ack;
	if (ack == -1) {
		e->ack_error_code = code_of(payload, "error.code");
		e->ack_error_until = decode_time(json_str(payload, "error.until"));
	}
	return true;
}

static bool decode_reaction(const json_t *payload, enum waha_engine engine, struct event *e)
{
	struct wa_id target;
	const char *emoji = json_str(payload, "reaction.text");

	if (!emoji || !id_of(json_at(payload, "reaction.messageId"), &target) ||
		!read_action(payload, engine, e))
		return false;
	e->kind = EVENT_REACTION;
	str_copy(e->target, sizeof e->target, target.bare);
	e->target_known_side = target.whole;
	e->target_from_me = target.from_me;
	e->text = xstrndup(emoji, 64);
	return true;
}

/* The bare id that a protocol message is about, as each engine spells it. */
static bool protocol_target(const json_t *data, char out[WA_ID_CAP])
{
	static const char *const places[] = { "message.protocolMessage.key.id",
		"Message.protocolMessage.key.ID", "Message.protocolMessage.key.id" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (bare_of(json_at(data, places[i]), out))
			return true;
	return false;
}

static bool decode_edited(const json_t *payload, enum waha_engine engine, struct event *e)
{
	const char *body = json_str(payload, "body");

	if (!body || !read_action(payload, engine, e))
		return false;
	if (!bare_of(json_at(payload, "editedMessageId"), e->target) &&
		!protocol_target(json_at(payload, "_data"), e->target))
		return false;
	e->kind = EVENT_EDITED;
	/* Nobody edits another's message. */
	e->target_known_side = true;
	e->target_from_me = e->id.from_me;
	e->text = xstrndup(body, CEIL_TEXT);
	return true;
}

static bool decode_revoked(const json_t *payload, enum waha_engine engine, struct event *e)
{
	const json_t *after = json_at(payload, "after");

	if (!bare_of(json_at(payload, "revokedMessageId"), e->target) &&
		!bare_of(json_at(payload, "before.id"), e->target) &&
		!protocol_target(json_at(payload, "_data"), e->target))
		return false;
	e->kind = EVENT_REVOKED;
	if (!read_action(after, engine, e))
		return true;
	/* In a group an administrator removes what others wrote. */
	e->target_known_side = address_is_person(&e->chat);
	e->target_from_me = e->id.from_me;
	return true;
}

static bool decode_vote(const json_t *payload, enum waha_engine engine, struct event *e)
{
	const json_t *vote = json_at(payload, "vote");
	struct wa_id poll;
	size_t i;
	json_t *one;

	(void)engine;
	if (!id_of(json_at(payload, "poll.id"), &poll) || !json_is_array(json_at(vote, "selectedOptions")))
		return false;
	id_of(json_at(vote, "id"), &e->id);
	e->id.from_me = json_flag(vote, "fromMe");
	e->chat = e->id.chat.kind != ADDRESS_NONE ? e->id.chat : poll.chat;
	/* Who: in a group beside the vote, else the other one of the two. */
	address_of(json_str(vote, "participant"), &e->sender);
	if (e->sender.kind == ADDRESS_NONE)
		e->sender = e->id.participant;
	if (e->sender.kind == ADDRESS_NONE)
		address_of(json_str(vote, "from"), &e->sender);
	if (!e->id.from_me && !address_is_person(&e->sender))
		return false;
	json_array_foreach((json_t *)json_at(vote, "selectedOptions"), i, one) {
		const char *choice = json_is_string(one) ? json_string_value(one) : json_str(one, "name");

		if (!choice || !*choice || e->choices.n == CHOICES_MAX)
			continue;
		LIST_GROW(&e->choices);
		e->choices.v[e->choices.n++] = xstrndup(choice, 1024);
	}
	e->kind = EVENT_VOTE;
	e->at = decode_seconds(vote, "timestamp");
	str_copy(e->target, sizeof e->target, poll.bare);
	e->target_known_side = poll.whole;
	e->target_from_me = poll.from_me;
	return true;
}

static bool decode_status(const json_t *payload, enum waha_engine engine, struct event *e)
{
	const char *status = json_str(payload, "status");

	(void)engine;
	if (!status)
		return false;
	e->kind = EVENT_SESSION;
	if (!session_status_named(status, &e->status))
		e->status = SESSION_OTHER;
	return true;
}

bool decode_label(const json_t *v, struct told_label *out)
{
	const char *id = json_str_or(v, "id", ""), *name = json_str(v, "name");
	int64_t colour = json_i64_or(v, "color", 0);

	*out = (struct told_label){ 0 };
	if (!*id || strlen(id) >= sizeof out->id || !name || !*name)
		return false;
	str_copy(out->id, sizeof out->id, id);
	str_copy(out->name, sizeof out->name, name);
	out->colour = colour >= 0 && colour < PHONE_COLOURS ? (int)colour : 0;
	return true;
}

static bool decode_label_made(const json_t *payload, enum waha_engine engine, struct event *e)
{
	(void)engine;
	e->kind = EVENT_LABEL;
	return decode_label(payload, &e->label);
}

static bool decode_label_gone(const json_t *payload, enum waha_engine engine, struct event *e)
{
	(void)engine;
	e->kind = EVENT_LABEL_GONE;
	return decode_label(payload, &e->label);
}

/* The label itself may not be told: its id is. */
static bool decode_label_chat(const json_t *payload, enum event_kind kind, struct event *e)
{
	const char *id = json_str_or(payload, "labelId", "");

	if (!*id || strlen(id) >= sizeof e->label.id)
		return false;
	address_of(decode_id_text(json_at(payload, "chatId")), &e->chat);
	if (!decode_label(json_at(payload, "label"), &e->label))
		str_copy(e->label.id, sizeof e->label.id, id);
	e->kind = kind;
	return e->chat.kind != ADDRESS_NONE && !strcmp(e->label.id, id);
}

static bool decode_label_on(const json_t *payload, enum waha_engine engine, struct event *e)
{
	(void)engine;
	return decode_label_chat(payload, EVENT_LABEL_ON, e);
}

static bool decode_label_off(const json_t *payload, enum waha_engine engine, struct event *e)
{
	(void)engine;
	return decode_label_chat(payload, EVENT_LABEL_OFF, e);
}

static bool decode_message(const json_t *payload, enum waha_engine engine, struct event *e)
{
	return decode_row(payload, engine, e);
}

static const struct {
	const char *name;
	bool (*decode)(const json_t *payload, enum waha_engine, struct event *);
} kept[] = {
	{ "message", decode_message },
	{ "message.any", decode_message },
	{ "message.waiting", decode_message },
	{ "message.ack", decode_ack },
	{ "message.ack.group", decode_ack },
	{ "message.reaction", decode_reaction },
	{ "message.edited", decode_edited },
	{ "message.revoked", decode_revoked },
	{ "poll.vote", decode_vote },
	{ "session.status", decode_status },
	{ "label.upsert", decode_label_made },
	{ "label.deleted", decode_label_gone },
	{ "label.chat.added", decode_label_on },
	{ "label.chat.deleted", decode_label_off },
};

/* Who we are, as the envelope says it beside the event. */
static void read_me(const json_t *me, struct event *e)
{
	struct address a;

	address_of(json_str(me, "id"), &a);
	if (a.kind == ADDRESS_PHONE)
		e->me_phone = xstrdup(a.user);
	address_of(json_str(me, "lid"), &a);
	if (a.kind == ADDRESS_LID)
		e->me_lid = xstrdup(a.user);
	e->me_name = dup_text(json_str(me, "pushName"));
}

bool decode_envelope(const json_t *envelope, struct event *out)
{
	const char *name = json_str_or(envelope, "event", "");
	const json_t *payload = json_at(envelope, "payload");
	enum waha_engine engine = WAHA_UNSURE;
	const char *spoken = json_str(envelope, "engine");

	if (spoken && !waha_engine_named(spoken, &engine))
		return false;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (strcmp(kept[i].name, name) != 0)
			continue;
		if (!kept[i].decode(payload, engine, out))
			break;
		out->session = dup_text(json_str(envelope, "session"));
		if (!out->at)
			out->at = decode_seconds(envelope, "timestamp");
		if (out->kind == EVENT_SESSION)
			read_me(json_at(envelope, "me"), out);
		return true;
	}
	event_fini(out);
	return false;
}

/* The third field of "true_chat_ID…", or all of it when there are fewer. */
static bool third_field(const char *s, char out[WA_ID_CAP])
{
	const char *chat = s ? strchr(s, '_') : NULL, *id = chat ? strchr(chat + 1, '_') : NULL;
	size_t n;

	if (!s)
		return false;
	if (id)
		s = id + 1;
	n = id ? strcspn(s, "_") : strlen(s);
	if (!n || n >= WA_ID_CAP)
		return false;
	memcpy(out, s, n);
	out[n] = '\0';
	return true;
}

bool decode_sent_id(const json_t *answer, char out[WA_ID_CAP])
{
	static const char *const places[] = { "key.id", "id", "id.id", "id._serialized", "id.$1" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (third_field(json_str(answer, places[i]), out))
			return true;
	out[0] = '\0';
	return false;
}

int64_t decode_time(const char *iso)
{
	struct civil c = { 0 };
	int n = 0;

	if (!iso ||
		sscanf(iso, "%4d-%2d-%2dT%2d:%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute,
			&c.second, &n) != 6)
		return 0;
	/* JavaScript's dates end in a fraction and Z. */
	iso += n;
	if (*iso == '.')
		iso += 1 + strspn(iso + 1, "0123456789");
	if (strcmp(iso, "Z") != 0 || c.year < 1970 || c.month < 1 || c.month > 12 || c.day < 1 ||
		c.day > 31 || c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 ||
		c.second > 60)
		return 0;
	return zone_unix(zone_utc(), &c);
}
