/* inbound: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/inbound.h"
#include "sim/journal.h"
#include "sim/message.h"
#include "sim/rule.h"
#include "sim/shape.h"

#include "base/banned.h"

static const struct { const char *mimetype, *filename; } usual_files[KINDS] = {
	[KIND_IMAGE] = { "image/png", NULL },
	[KIND_VIDEO] = { "video/mp4", NULL },
	[KIND_VOICE] = { "audio/ogg; codecs=opus", NULL },
	[KIND_DOCUMENT] = { "application/pdf", "dokumen.pdf" },
	[KIND_STICKER] = { "image/webp", NULL },
};

static int kind_named(const char *name)
{
	for (int i = 0; i < KINDS; i++)
		if (!strcmp(kind_names[i], name))
			return i;
	return -1;
}

/* Who writes: "from" as a number, an address or a lid, with "lid" and "push". */
static struct person *who(struct session *s, const json_t *spec, struct err *e)
{
	const char *from = json_str(spec, "from"), *lid = json_str(spec, "lid");
	if (!from && !lid) {
		err_set(e, ERR_USAGE, "sim.from", N_("Say who writes: \"from\" with a number, or \"lid\"."),
			NULL);
		return NULL;
	}
	struct person *p = from ? person_at(s->account, from, true) : person_by_lid(s->account, lid, true);
	if (!p) {
		err_set(e, ERR_USAGE, "sim.from", N_("\"{from}\" is no number of a person."), "from=%s",
			from);
		return NULL;
	}
	if (from && lid)
		p = person_make(s->account, p->pn, lid);
	if (json_object_get(spec, "by_lid"))
		p->by_lid = json_flag(spec, "by_lid");
	if (json_str(spec, "push")) {
		free(p->push);
		p->push = xstrdup(json_str(spec, "push"));
	}
	return p;
}

static void read_media(struct session *s, struct message *m, const json_t *spec)
{
	const char *mimetype = json_str_or(spec, "mimetype", usual_files[m->kind].mimetype);
	const char *filename = m->kind == KIND_DOCUMENT
				     ? json_str_or(spec, "filename", usual_files[m->kind].filename)
				     : NULL;
	const char *data = json_str(spec, "data");
	uint64_t seed = dice_roll(s->sim);
	size_t n;
	bool strict;
	char *bytes = data ? bytes_unbase64(data, strlen(data), &n, &strict)
		    : bytes_sample(mimetype, filename ? filename : m->text, seed, &n);
	message_set_media(s->sim, m, bytes, n, mimetype, filename);
	m->media->broken = json_flag(spec, "broken");
	m->media->seconds = m->kind == KIND_VOICE ? 2 + (int)(seed % 9) : m->kind == KIND_VIDEO ? 3 : 0;
	if (m->kind == KIND_IMAGE && !data) {
		m->media->width = 120;
		m->media->height = 90;
	}
}

static json_t *vcard(const char *name, const char *phone)
{
	json_t *list = json_array();
	char *card = xasprintf("BEGIN:VCARD\nVERSION:3.0\nFN:%s\nTEL;type=CELL;waid=%s:+%s\nEND:VCARD", name,
			       phone, phone);
	json_array_append_new(list, json_string(card));
	free(card);
	return list;
}

static json_t *location(const json_t *spec)
{
	json_t *o = json_object();
	const json_t *lat = json_at(spec, "latitude"), *lon = json_at(spec, "longitude");
	json_put(o, "latitude", json_real(lat ? json_number_value(lat) : -6.2));
	json_put(o, "longitude", json_real(lon ? json_number_value(lon) : 106.816));
	json_put_str(o, "name", json_str(spec, "name"));
	json_put_str(o, "address", json_str(spec, "address"));
	return o;
}

static json_t *poll(const json_t *spec)
{
	json_t *o = json_object(), *options = (json_t *)json_at(spec, "options");
	if (options)
		json_object_set(o, "options", options);
	else
		json_put(o, "options", json_pack("[ss]", "Ya", "Tidak"));
	json_put_bool(o, "multiple", json_flag(spec, "multiple"));
	return o;
}

static void read_content(struct session *s, struct message *m, const json_t *spec)
{
	const char *text = json_str(spec, "text");
	if (!text && m->kind == KIND_TEXT)
		text = "halo";
	if (!text && m->kind == KIND_POLL)
		text = "Jadi ambil yang mana?";
	if (!text && m->kind == KIND_VCARD)
		text = "Budi";
	if (!text && m->kind == KIND_REACTION)
		text = json_object_get(spec, "emoji") ? json_str_or(spec, "emoji", "") : "👍";
	message_set_text(m, text);
	if (usual_files[m->kind].mimetype)
		read_media(s, m, spec);
	if (m->kind == KIND_LOCATION)
		m->extra = location(spec);
	if (m->kind == KIND_VCARD)
		m->extra = json_str(spec, "vcard") ? json_pack("[s]", json_str(spec, "vcard"))
			 : vcard(m->text, json_str_or(spec, "phone", "6281200000099"));
	if (m->kind == KIND_POLL)
		m->extra = poll(spec);
	const char *quoted = json_str(spec, "reply_to");
	if (quoted)
		m->quoted = message_find(s->account, quoted);
}

static bool needs_target(enum kind kind)
{
	return kind == KIND_REACTION || kind == KIND_EDIT || kind == KIND_REVOKE || kind == KIND_PIN;
}

struct message *inbound_read(struct session *s, const json_t *spec, bool own, struct err *e)
{
	const char *kind_name = json_str_or(spec, "kind", "text"), *id = json_str(spec, "id");
	int kind = kind_named(kind_name);
	if (kind < 0) {
		err_set(e, ERR_USAGE, "sim.kind", N_("There is no kind of message \"{kind}\"."), "kind=%s",
			kind_name);
		return NULL;
	}
	struct message *target = NULL;
	if (needs_target((enum kind)kind)) {
		const char *of = json_str_or(spec, "target", "");
		char *bare = message_bare(of);
		target = message_any(s->account, bare);
		free(bare);
		if (!target) {
			err_set(e, ERR_NOT_FOUND, "sim.target", N_("There is no message \"{id}\"."), "id=%s",
				of);
			return NULL;
		}
	}
	const char *group = json_str(spec, "group"), *to = json_str(spec, "to");
	struct person *p = own ? NULL : who(s, spec, e);
	if (!own && !p)
		return NULL;
	if (own && !to && !group) {
		err_set(e, ERR_USAGE, "sim.to", N_("Say to whom the owner writes: \"to\" or \"group\"."),
			NULL);
		return NULL;
	}
	char *raw = group ? xstrdup(group) : own ? raw_of(to) : person_raw(p);
	struct message *m = message_any(s->account, id ? id : "");
	if (m && m->kind == (enum kind)kind) {
		/* Delivered again: one row, a second event. */
		free(raw);
		return m;
	}
	m = message_new(s->sim, s->account, raw, (enum kind)kind, id);
	free(raw);
	m->from_me = own;
	m->author = p;
	m->target = target;
	m->status = own ? STATUS_SERVER : STATUS_DEVICE;
	if (m->chat->group && p)
		group_join(m->chat->group, p);
	read_content(s, m, spec);
	return m;
}

struct message *inbound_say(struct session *s, struct person *p, const char *text)
{
	char *raw = person_raw(p);
	struct message *m = message_new(s->sim, s->account, raw, KIND_TEXT, NULL);
	free(raw);
	m->author = p;
	m->status = STATUS_DEVICE;
	message_set_text(m, text);
	return m;
}

void inbound_apply(struct session *s, struct message *m)
{
	struct message *t = m->target;
	if (m->kind == KIND_REVOKE) {
		t->revoked = s->sim->engine->keeps_revoked;
		t->gone = !t->revoked;
	} else if (m->kind == KIND_EDIT) {
		message_set_text(t, m->text);
		t->edited = true;
	} else if (m->kind == KIND_REACTION && s->sim->engine->reaction) {
		if (!t->reactions)
			t->reactions = json_array();
		/* One of each: a new one replaces the last. */
		for (size_t i = json_array_size(t->reactions); i-- > 0;)
			if (json_flag(json_array_get(t->reactions, i), "key.fromMe") == m->from_me)
				json_array_remove(t->reactions, i);
		json_array_append_new(t->reactions, s->sim->engine->reaction(m));
	}
}

static json_t *reaction_event(struct session *s, const struct message *m)
{
	json_t *o = s->sim->engine->row(s, m, FORM_FRESH, NULL), *reaction = json_object();
	char *target = message_serial(s, m->target, NULL);
	json_put_str(reaction, "text", m->text);
	json_put_str(reaction, "messageId", target);
	free(target);
	static const char *const only[] = {
		"id", "timestamp", "from", "fromMe", "source", "to", "participant"
	};
	json_t *slim = json_object();
	for (size_t i = 0; i < sizeof only / sizeof *only; i++)
		if (json_object_get(o, only[i]))
			json_object_set(slim, only[i], json_object_get(o, only[i]));
	json_decref(o);
	json_put(slim, "reaction", reaction);
	return slim;
}

void inbound_tell(struct session *s, const struct message *m)
{
	json_t *o;
	switch (m->kind) {
	case KIND_REACTION:
		event_emit(s, "message.reaction", reaction_event(s, m));
		break;
	case KIND_EDIT:
		o = s->sim->engine->row(s, m, FORM_FRESH, NULL);
		json_put_str(o, "editedMessageId", m->target->id);
		event_emit(s, "message.edited", o);
		break;
	case KIND_REVOKE:
		o = json_object();
		json_put(o, "after", s->sim->engine->row(s, m, FORM_FRESH, NULL));
		json_put_null(o, "before");
		json_put_str(o, "revokedMessageId", m->target->id);
		json_object_set(o, "_data", json_object_get(json_object_get(o, "after"), "_data"));
		event_emit(s, "message.revoked", o);
		break;
	default:
		event_message(s, m);
	}
}

/* The same message once more, under the sender's other address. */
static void twin(struct session *s, const struct message *m)
{
	char *other = person_alt(m->author);
	if (!other)
		return;
	struct message *t = message_new(s->sim, s->account, other, m->kind, m->id);
	t->author = m->author;
	t->status = m->status;
	t->twin = true;
	message_set_text(t, m->text);
	message_arrive(t);
	inbound_tell(s, t);
	free(other);
}

static bool can_come(const struct session *s)
{
	return s->exists && s->status == ST_WORKING && s->account->network;
}

static void come(struct session *s, struct message *m)
{
	message_arrive(m);
	if (m->target)
		inbound_apply(s, m);
	inbound_tell(s, m);
	if (m->author && !m->chat->group && m->kind == KIND_TEXT && !m->twin && rule_twins(s->sim))
		twin(s, m);
}

void inbound_deliver(struct session *s, struct message *m)
{
	journal_message(s->sim, s, m->from_me ? "own" : "inbound", m);
	m->delivered = true;
	if (can_come(s))
		come(s, m);
}

void inbound_keys(struct session *s)
{
	char *raw = xasprintf("%s@s.whatsapp.net", s->account->pn);
	struct message *m = message_new(s->sim, s->account, raw, KIND_PROTOCOL, NULL);
	free(raw);
	m->from_me = true;
	m->status = STATUS_SERVER;
	come(s, m);
}

void inbound_flush(struct session *s)
{
	struct account *a = s->account;
	for (size_t i = 0; can_come(s) && i < a->messages.n; i++) {
		struct message *m = a->messages.v[i];
		if (m->delivered && !m->arrived && !m->gone && !m->lost)
			come(s, m);
	}
}

void inbound_history(struct session *s)
{
	struct account *a = s->account;
	for (size_t i = 0; i < a->messages.n; i++) {
		struct message *m = a->messages.v[i];
		if (m->arrived || m->gone || m->lost)
			continue;
		m->history = true;
		if (!m->from_me)
			m->status = STATUS_NULL;
		if (m->target)
			inbound_apply(s, m);
		message_arrive(m);
	}
	for (size_t i = 0; i < a->chats.n; i++) {
		struct chat *c = a->chats.v[i];
		if (c->person && c->person->name && !c->person->by_lid && !c->name)
			c->name = xstrdup(c->person->name);
	}
}

void inbound_forget(struct session *s)
{
	struct account *a = s->account;
	for (size_t i = 0; i < a->messages.n; i++)
		a->messages.v[i]->arrived = false;
	for (size_t i = 0; i < a->chats.n; i++)
		a->chats.v[i]->time[0] = a->chats.v[i]->time[1] = 0;
}
