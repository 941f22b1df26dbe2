/* send: sendText and its kin. WAHA checks nothing: what is missing ends in the
 * engine's own exception. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/call.h"
#include "sim/event.h"
#include "sim/inbound.h"
#include "sim/journal.h"
#include "sim/ladder.h"
#include "sim/media.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/send.h"
#include "sim/shape.h"

#include "base/banned.h"

static const char *chat_in(const struct call *c)
{
	const char *id = json_str(c->body, "chatId");
	return id ? id : query_get(&c->query, "phone");
}

struct message *send_begin(struct call *c, enum kind kind)
{
	struct session *s = c->session;
	const char *chat = chat_in(c);
	if (!chat) {
		answer_thrown(c, "TypeError", NULL,
			      "Cannot read properties of undefined (reading 'includes')");
		return NULL;
	}
	if (!s->account->network) {
		answer_boom(c, 0, false, "Connection Closed");
		return NULL;
	}
	const char *id = sim_since(c->sim, 2026, 4, 3) ? json_str(c->body, "id") : NULL;
	char *raw = raw_of(chat);
	struct message *m = message_new(c->sim, s->account, raw, kind, id);
	free(raw);
	m->from_me = m->api = true;
	const char *quoted = json_str(c->body, "reply_to");
	if (quoted)
		m->quoted = message_find(s->account, quoted);
	const json_t *mentions = json_at(c->body, "mentions");
	for (size_t i = 0; i < json_array_size(mentions); i++) {
		char *who = raw_of(json_string_value(json_array_get(mentions, i))
					   ? json_string_value(json_array_get(mentions, i))
					   : "");
		if (!m->mentions)
			m->mentions = json_array();
		json_array_append_new(m->mentions, json_string(who));
		free(who);
	}
	return m;
}

/* Nobody of that chat has written, and nothing has been written there. */
static bool is_new_contact(const struct account *a, const struct message *m)
{
	if (m->chat->group)
		return false;
	for (size_t i = 0; i < a->messages.n; i++) {
		const struct message *other = a->messages.v[i];
		if (other != m && other->chat == m->chat && (!other->from_me || other->delivered))
			return false;
	}
	return true;
}

static const char *refusal_of(const struct session *s, const struct message *m)
{
	const struct account *a = s->account;
	if (m->acks == ACKS_ERROR || (!a->timelock && !a->capped) || !is_new_contact(a, m))
		return NULL;
	return a->timelock ? "463" : "475";
}

bool send_leave(struct call *c, struct message *m)
{
	struct session *s = c->session;
	c->sent = m;
	s->activity = c->sim->now;
	rule_bend(c, m);
	if (m->lost) {
		m->gone = true;
		journal_message(c->sim, s, "lost", m);
		return true;
	}
	struct message *before = message_same(s->account, m);
	if (before && before->from_me && before->delivered) {
		/* WhatsApp knows the id: nobody sees it twice. */
		m->gone = true;
		journal_message(c->sim, s, "repeated", m);
		return true;
	}
	const char *code =
		m->acks == ACKS_ERROR ? (c->rule && c->rule->code ? c->rule->code : "463") : refusal_of(s, m);
	if (code && s->sim->engine->refuses_at_once && m->acks != ACKS_ERROR) {
		m->gone = true;
		journal_message(c->sim, s, "rejected", m);
		answer_wall(c, code);
		return false;
	}
	message_arrive(m);
	if (code) {
		journal_message(c->sim, s, "rejected", m);
		ladder_refuse(s, m, code);
		inbound_tell(s, m);
		return true;
	}
	m->delivered = true;
	journal_message(c->sim, s, "delivered", m);
	if (m->target)
		inbound_apply(s, m);
	inbound_tell(s, m);
	if (!m->target || m->kind == KIND_PIN)
		ladder_start(s, m);
	return true;
}

void send_off(struct call *c, struct message *m)
{
	if (send_leave(c, m))
		answer_ok(c, c->sim->engine->sent(c->session, m));
}

static void text(struct call *c)
{
	const char *words = json_str(c->body, "text");
	if (!words)
		words = query_get(&c->query, "text");
	if (!words && chat_in(c)) {
		answer_boom(c, 0, false, "Invalid media type");
		return;
	}
	struct message *m = send_begin(c, KIND_TEXT);
	if (!m)
		return;
	message_set_text(m, words);
	send_off(c, m);
}

/* The old call goes past WAHA's own rewriting of addresses. */
static void reply_old(struct call *c)
{
	struct message *m = send_begin(c, KIND_TEXT);
	if (!m)
		return;
	message_set_text(m, json_str_or(c->body, "text", ""));
	if (!send_leave(c, m))
		return;
	json_t *o = c->sim->engine->sent(c->session, m);
	json_t *about = json_object_get(json_object_get(json_object_get(o, "message"), "extendedTextMessage"),
					"contextInfo");
	if (json_object_get(o, "key"))
		json_put_str(json_object_get(o, "key"), "remoteJid", chat_in(c));
	if (about)
		json_put_str(about, "remoteJid", m->addr);
	answer_ok(c, o);
}

/* The file's bytes; NULL when the answer is made. */
static char *file_bytes(struct call *c, const json_t *file, size_t *n)
{
	const char *data = json_str(file, "data"), *url = json_str(file, "url");
	bool strict;
	if (!file) {
		answer_thrown(c, "TypeError", NULL,
			      "Cannot use 'in' operator to search for 'stream' in undefined");
		return NULL;
	}
	if (url || json_object_get(file, "url")) {
		answer_thrown(c, "Error", NULL, "Failed to download media from %s: Not Found",
			      url ? url : "null");
		return NULL;
	}
	if (!data) {
		answer_fail(c, 422, "Either 'file.url' or 'file.data' must be specified");
		return NULL;
	}
	return bytes_unbase64(data, strlen(data), n, &strict);
}

static void media(struct call *c, enum kind kind, const char *usual)
{
	size_t n;
	const json_t *file = json_at(c->body, "file");
	char *bytes = chat_in(c) ? file_bytes(c, file, &n) : NULL;
	if (!bytes && chat_in(c))
		return;
	struct message *m = send_begin(c, kind);
	if (!m) {
		free(bytes);
		return;
	}
	message_set_text(m, json_str(c->body, "caption"));
	message_set_media(c->sim, m, bytes, n, json_str_or(file, "mimetype", usual),
			  json_str(file, "filename"));
	send_off(c, m);
}

static void image(struct call *c)
{
	media(c, KIND_IMAGE, "image/jpeg");
}

static void document(struct call *c)
{
	media(c, KIND_DOCUMENT, "application/octet-stream");
}

static void voice(struct call *c)
{
	media(c, KIND_VOICE, "audio/ogg; codecs=opus");
}

static void video(struct call *c)
{
	media(c, KIND_VIDEO, "video/mp4");
}

static void sticker(struct call *c)
{
	media(c, KIND_STICKER, "image/webp");
}

static void location(struct call *c)
{
	struct message *m = send_begin(c, KIND_LOCATION);
	if (!m)
		return;
	m->extra = json_object();
	static const char *const names[] = { "latitude", "longitude" };
	for (int i = 0; i < 2; i++) {
		json_t *v = json_object_get(c->body, names[i]);
		const char *s = json_string_value(v);
		json_put(m->extra, names[i], json_real(s ? strtod(s, NULL) : json_number_value(v)));
	}
	json_put_str(m->extra, "name", json_str(c->body, "title"));
	send_off(c, m);
}

static char *card_of(const json_t *contact)
{
	const char *ready = json_str(contact, "vcard"), *org = json_str(contact, "organization");
	if (ready)
		return xstrdup(ready);
	const char *phone = json_str_or(contact, "phoneNumber", ""),
		   *wa = json_str_or(contact, "whatsappId", "");
	char *org_line = org ? xasprintf("ORG:%s;\n", org) : xstrdup("");
	char *card =
		xasprintf("BEGIN:VCARD\nVERSION:3.0\nFN:%s\n%sTEL;type=CELL;type=VOICE;waid=%s:%s\nEND:VCARD",
			  json_str_or(contact, "fullName", ""), org_line, wa, phone);
	free(org_line);
	return card;
}

static void vcard(struct call *c)
{
	struct message *m = send_begin(c, KIND_VCARD);
	if (!m)
		return;
	const json_t *contacts = json_at(c->body, "contacts");
	m->extra = json_array();
	for (size_t i = 0; i < json_array_size(contacts); i++) {
		char *card = card_of(json_array_get(contacts, i));
		json_array_append_new(m->extra, json_string(card));
		free(card);
	}
	send_off(c, m);
}

static void poll(struct call *c)
{
	struct message *m = send_begin(c, KIND_POLL);
	if (!m)
		return;
	message_set_text(m, json_str(c->body, "poll.name"));
	m->extra = json_object();
	json_t *options = (json_t *)json_at(c->body, "poll.options");
	json_put(m->extra, "options", options ? json_incref(options) : json_array());
	json_put_bool(m->extra, "multiple", json_flag(c->body, "poll.multipleAnswers"));
	send_off(c, m);
}

static void forward(struct call *c)
{
	const char *id = json_str_or(c->body, "messageId", "");
	struct message *old = message_find(c->session->account, id);
	if (!old) {
		answer_fail(c, 422, "Message not found");
		return;
	}
	struct message *m = send_begin(c, old->kind);
	if (!m)
		return;
	m->forwarded = true;
	message_set_text(m, old->text);
	m->extra = old->extra ? json_deep_copy(old->extra) : NULL;
	if (old->media) {
		char *bytes = xmalloc(old->media->n + 1);
		memcpy(bytes, old->media->bytes, old->media->n);
		message_set_media(c->sim, m, bytes, old->media->n, old->media->mimetype,
				  old->media->filename);
	}
	send_off(c, m);
}

enum { SEND = R_BODY | R_WORKING };

const struct route send_routes[] = {
	{ "POST", "/api/sendText", text, SEND, {0} },
	{ "GET", "/api/sendText", text, R_QUERY | R_WORKING, {0} },
	{ "POST", "/api/reply", reply_old, SEND, {0} },
	{ "POST", "/api/sendImage", image, SEND | R_PLUS, {0} },
	{ "POST", "/api/sendFile", document, SEND | R_PLUS, {0} },
	{ "POST", "/api/sendVoice", voice, SEND | R_PLUS, {0} },
	{ "POST", "/api/sendVideo", video, SEND | R_PLUS, {0} },
	{ "POST", "/api/sendSticker", sticker, SEND, { 2026, 8, 1 } },
	{ "POST", "/api/sendLocation", location, SEND, {0} },
	{ "POST", "/api/sendContactVcard", vcard, SEND, {0} },
	{ "POST", "/api/sendPoll", poll, SEND, {0} },
	{ "POST", "/api/forwardMessage", forward, SEND | R_STORE | R_NOT_GOWS, {0} },
	{ 0 },
};
