/* json_message: a message, and for one that waits, what the gates say of it now. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "model/detail.h"
#include "policy/stopword.h"
#include "store/chat.h"

#include "service/shapes.h"

#include "base/banned.h"

static json_t *reply_to(const struct message_row *m)
{
	if (!m->reply_id && !m->reply_wa_id[0])
		return json_null();
	json_t *o = json_object();
	put_id(o, "id", m->reply_id);
	put_text(o, "author", m->reply_author);
	put_text(o, "text", m->reply_text);
	return o;
}

static json_t *reactions(const struct message_row *m)
{
	json_t *all = json_array();
	for (size_t i = 0; i < m->reactions.n; i++) {
		json_t *o = json_object();
		json_put_str(o, "emoji", m->reactions.v[i].emoji);
		json_put_i64(o, "count", m->reactions.v[i].count);
		json_put_bool(o, "mine", m->reactions.v[i].mine);
		json_array_append_new(all, o);
	}
	return all;
}

static json_t *media(const struct message_row *m)
{
	if (!m->has_media)
		return json_null();
	json_t *o = json_object();
	put_id(o, "id", m->media.file_id);
	json_put_str(o, "state", media_state_name(m->media.state));
	put_text(o, "mimetype", m->media.mimetype);
	put_text(o, "filename", m->media.filename);
	if (m->media.size >= 0)
		json_put_i64(o, "size", m->media.size);
	else
		json_put_null(o, "size");
	put_id(o, "width", m->media.width);
	put_id(o, "height", m->media.height);
	put_id(o, "seconds", m->media.seconds);
	return o;
}

/* How often each answer was chosen, in the order of the answers. */
static void put_votes(json_t *poll, const struct message_row *m)
{
	json_t *votes = json_array(), *option;
	size_t i;
	json_array_foreach(json_object_get(poll, "options"), i, option) {
		json_int_t n = 0;
		for (size_t k = 0; k < m->votes.n; k++)
			if (strcmp(m->votes.v[k].choice, json_string_value(option)) == 0)
				n = m->votes.v[k].count;
		json_array_append_new(votes, json_integer(n));
	}
	json_put(poll, "votes", votes);
}

/* What it is beside text: one of the three, the others null. */
static void put_detail(json_t *o, const struct message_row *m)
{
	static const struct {
		enum message_kind kind;
		const char *key;
	} keys[] = { { KIND_LOCATION, "location" }, { KIND_CONTACT, "contacts" }, { KIND_POLL, "poll" } };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		json_t *v = m->kind == keys[i].kind && !m->deleted_at ? detail_read(m->kind, m->detail) : NULL;
		if (v && m->kind == KIND_POLL)
			put_votes(v, m);
		json_put(o, keys[i].key, v ? v : json_null());
	}
}

/* leaves_at and verdict: of a message that waits, as things stand now. */
static void put_verdict(struct service *s, json_t *o, const struct message_row *m, const struct zone *z)
{
	struct verdict v;
	struct err e = { 0 };
	struct verdict_item item = { .message_id = m->id, .session_id = m->session_id, .chat_id = m->chat_id,
		.contact_id = m->contact_id, .text = m->text };
	if (m->in_outbox && (m->state == MSG_QUEUED || m->state == MSG_HELD)) {
		if (engine_verdict(s->engine, s->db, &item, s->now_ms, &v, &e)) {
			json_put(o, "leaves_at",
				m->state == MSG_QUEUED ? shape_leaves_at(&v, z, s->now_ms) : json_null());
			json_put(o, "verdict", shape_verdict(&v, z));
			return;
		}
		log_warn("service", "no verdict on message %lld: %s", (long long)m->id, err_text(&e));
	}
	json_put_null(o, "leaves_at");
	json_put_null(o, "verdict");
}

/* Words that may mean stop and may be about an order: whoever answers decides. */
static bool may_mean_stop(struct service *s, const struct message_row *m)
{
	struct chat_ref chat;
	if (m->from_me || !m->live || m->deleted_at || engine_stopword(s->engine, m->text) != STOPWORD_ASK)
		return false;
	return chat_get(s->db, m->chat_id, &chat, NULL) && chat.kind == CHAT_PERSON;
}

static void put_reason(struct service *s, json_t *o, const struct message_row *m)
{
	struct sentence ask = { 0 };
	if (!m->reason.key[0] && may_mean_stop(s, m))
		sentence_set(&ask, "message.may-mean-stop",
			N_("This may mean: do not write to me again. If so: "
				"wartel contact consent {contact} out --source said"),
			"contact=%lld", (long long)m->contact_id);
	put_sentence(o, "reason", ask.key[0] ? &ask : &m->reason);
}

json_t *shape_message(struct service *s, const struct message_row *m)
{
	const struct zone *z = shape_zone(s, m->session);
	json_t *o = json_object(), *times = json_object();
	json_put_i64(o, "id", m->id);
	json_put_i64(o, "conversation_id", m->conversation_id);
	json_put_i64(o, "chat_id", m->chat_id);
	json_put_str(o, "session", m->session);
	json_put_bool(o, "from_me", m->from_me);
	json_put_str(o, "author", m->author ? m->author : "");
	put_id(o, "contact_id", m->contact_id);
	json_put_str(o, "kind", message_kind_name(m->kind));
	put_text(o, "text", m->text);
	put_time(o, "at", z, m->at);
	json_put_str(o, "state", message_state_name(m->state));
	json_put_str(o, "status", message_status(m->state));
	json_put_bool(o, "starred", m->starred);
	json_put_bool(o, "edited", m->edited_at != 0);
	json_put_bool(o, "deleted", m->deleted_at != 0);
	json_put_str(o, "origin", message_origin_name(m->origin));
	json_put(o, "reply_to", reply_to(m));
	json_put(o, "reactions", reactions(m));
	json_put(o, "media", media(m));
	put_text(o, "place", m->place);
	put_detail(o, m);
	put_time(times, "queued", z, m->queued_at);
	put_time(times, "sent", z, m->sent_at);
	put_time(times, "delivered", z, m->delivered_at);
	put_time(times, "read", z, m->read_at);
	put_time(times, "played", z, m->played_at);
	put_time(times, "failed", z, m->failed_at);
	json_put(o, "times", times);
	put_verdict(s, o, m, z);
	put_reason(s, o, m);
	return o;
}

json_t *shape_found(struct service *s, const struct message_row *m)
{
	json_t *o = shape_message(s, m);
	json_put_str(o, "conversation_title", m->chat_title ? m->chat_title : "");
	return o;
}
