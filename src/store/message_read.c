/* message_read: messages as faces want them, one and by the page. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"
#include "store/message.h"

#include "base/banned.h"

static void media_fini(struct media_row *m)
{
	free(m->mimetype);
	free(m->filename);
	free(m->url);
}

void message_row_fini(struct message_row *r)
{
	free(r->session);
	free(r->author);
	free(r->text);
	free(r->place);
	free(r->detail);
	media_fini(&r->media);
	free(r->reply_author);
	free(r->reply_text);
	free(r->reactions.v);
	for (size_t i = 0; i < r->votes.n; i++)
		free(r->votes.v[i].choice);
	free(r->votes.v);
	free(r->chat_title);
	*r = (struct message_row){ 0 };
}

void message_rows_fini(struct message_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		message_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct message_rows){ 0 };
}

void message_take(struct stmt *s, struct message_row *r)
{
	*r = (struct message_row){ 0 };
	r->id = take_i64(s);
	r->chat_id = take_i64(s);
	r->conversation_id = take_i64(s);
	r->session_id = take_i64(s);
	r->session = take_dup(s);
	r->from_me = take_i64(s) != 0;
	take_into(s, r->wa_id, sizeof r->wa_id);
	r->contact_id = take_i64(s);
	r->agent_id = take_i64(s);
	r->author = take_dup(s);
	take_named(s, message_kind, &r->kind);
	take_named(s, message_state, &r->state);
	take_named(s, message_origin, &r->origin);
	r->text = take_opt(s);
	r->place = take_opt(s);
	r->at = take_i64(s);
	r->sent_at = take_i64(s);
	r->delivered_at = take_i64(s);
	r->read_at = take_i64(s);
	r->played_at = take_i64(s);
	r->failed_at = take_i64(s);
	r->queued_at = take_i64(s);
	r->detail = take_opt(s);
	r->edited_at = take_i64(s);
	r->deleted_at = take_i64(s);
	r->starred = take_i64(s) != 0;
	r->live = take_i64(s) != 0;
	r->has_media = take_i64(s) != 0;
	r->media.mimetype = take_opt(s);
	r->media.filename = take_opt(s);
	r->media.url = take_opt(s);
	r->media.size = take_i64(s);
	r->media.width = (int)take_i64(s);
	r->media.height = (int)take_i64(s);
	r->media.seconds = (int)take_i64(s);
	r->media.file_id = take_i64(s);
	take_named(s, media_state, &r->media.state);
	take_into(s, r->reply_wa_id, sizeof r->reply_wa_id);
	r->reply_id = take_i64(s);
	r->reply_author = take_opt(s);
	r->reply_text = take_opt(s);
	r->in_outbox = take_i64(s) != 0;
	take_sentence(s, &r->reason);
	r->chat_title = take_dup(s);
}

bool message_get(struct db *d, int64_t id, struct message_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " MESSAGE_COLUMNS " FROM messages m" MESSAGE_JOINS " WHERE m.id = :id"
		" AND coalesce(c.erased_at, 0) = 0", e);
	int got;

	*r = (struct message_row){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "message.none", N_("there is no message {id}"), "id=%lld", (long long)id);
	if (got <= 0)
		return false;
	message_take(s, r);
	stmt_done(s);
	if (reaction_fill(d, r, e) && vote_fill(d, r, e))
		return true;
	message_row_fini(r);
	return false;
}

bool message_find(struct db *d, int64_t session_id, bool from_me, const char *bare, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id FROM messages WHERE wa_id = :wa AND session_id = :session AND from_me = :from_me", e);

	*id = 0;
	if (s == NULL)
		return false;
	stmt_opt(s, ":wa", bare);
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":from_me", from_me);
	return stmt_one(s, id, e);
}

bool message_whole_id(struct db *d, int64_t id, struct wa_id *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(m.wa_id, ''), m.from_me, h.address, h.kind, coalesce((SELECT p.address"
		" FROM contact_addresses p WHERE h.kind <> 'person' AND p.contact_id = coalesce(c.merged_into, c.id)"
		" ORDER BY p.address NOT LIKE '%@c.us', p.added_at LIMIT 1), '')"
		" FROM messages m JOIN chats h ON h.id = m.chat_id LEFT JOIN contacts c ON c.id = m.contact_id"
		" WHERE m.id = :id", e);
	int got;

	*out = (struct wa_id){ .whole = true };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "message.none", N_("there is no message {id}"), "id=%lld", (long long)id);
	if (got <= 0)
		return false;
	take_into(s, out->bare, sizeof out->bare);
	out->from_me = take_i64(s) != 0;
	address_parse(take_ref(s), &out->chat, NULL);
	take_ref(s);
	address_parse(take_ref(s), &out->participant, NULL);
	stmt_done(s);
	return out->bare[0] != '\0' || err_set(e, ERR_CONFLICT, "message.no-id",
		N_("WhatsApp does not know message {id} yet: wait until it has left"), "id=%lld", (long long)id);
}

bool message_oldest(struct db *d, int64_t chat_id, int64_t *at, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(min(at), 0) FROM messages INDEXED BY messages_thread WHERE chat_id ="
		" (SELECT coalesce(g.merged_into, g.id) FROM chats g WHERE g.id = :chat)", e);

	*at = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	return stmt_one(s, at, e);
}

static void reverse(struct message_rows *l)
{
	for (size_t i = 0; i < l->n / 2; i++) {
		struct message_row r = l->v[i];

		l->v[i] = l->v[l->n - 1 - i];
		l->v[l->n - 1 - i] = r;
	}
}

bool message_list(struct db *d, int64_t chat_id, int64_t before, size_t limit, struct message_rows *out, bool *more,
	struct err *e)
{
	struct stmt *s;
	int64_t at = INT64_MAX;
	int got;

	*more = false;
	if (before != 0) {
		s = SQL(d, "SELECT at FROM messages WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", before);
		if (!stmt_one(s, &at, e))
			return false;
	}
	s = SQL(d,
		"SELECT " MESSAGE_COLUMNS " FROM messages m INDEXED BY messages_thread" MESSAGE_JOINS
		" WHERE m.chat_id = (SELECT coalesce(g.merged_into, g.id) FROM chats g WHERE g.id = :chat)"
		" AND m.state <> 'cancelled' AND (m.at, m.id) < (:at, :id)"
		" ORDER BY m.at DESC, m.id DESC LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":at", at);
	stmt_i64(s, ":id", before != 0 ? before : INT64_MAX);
	stmt_i64(s, ":limit", (int64_t)limit + 1);
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == limit) {
			*more = true;
			stmt_done(s);
			got = 0;
			break;
		}
		LIST_GROW(out);
		message_take(s, &out->v[out->n++]);
	}
	if (got < 0)
		return false;
	reverse(out);
	for (size_t i = 0; i < out->n; i++)
		if (!reaction_fill(d, &out->v[i], e) || !vote_fill(d, &out->v[i], e))
			return false;
	return true;
}

bool message_find_echo(struct db *d, int64_t chat_id, enum message_kind kind, const char *text, const char *detail,
	int64_t since, int64_t *id, char bare[WA_ID_CAP], size_t *n, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.wa_id FROM messages m LEFT JOIN outbox o ON o.message_id = m.id"
		" WHERE m.chat_id = (SELECT coalesce(g.merged_into, g.id) FROM chats g WHERE g.id = :chat)"
		" AND m.at >= :since AND m.from_me = 1 AND m.wa_id IS NOT NULL AND o.message_id IS NULL"
		" AND (m.kind = :kind OR (:kind = 'audio' AND m.kind IN ('voice', 'document'))"
		"  OR (:kind = 'voice' AND m.kind = 'audio')) AND m.text = :text AND m.detail = :detail LIMIT 10", e);
	int got;

	*id = 0;
	*n = 0;
	bare[0] = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":since", since);
	stmt_str(s, ":kind", message_kind_name(kind));
	stmt_str(s, ":text", text);
	stmt_str(s, ":detail", detail);
	while ((got = stmt_row(s, e)) > 0) {
		*id = take_i64(s);
		take_into(s, bare, WA_ID_CAP);
		++*n;
	}
	if (*n != 1) {
		*id = 0;
		bare[0] = '\0';
	}
	return got == 0;
}

void own_sends_fini(struct own_sends *l)
{
	free(l->v);
	*l = (struct own_sends){ 0 };
}

bool message_unread_sends(struct db *d, int64_t session_id, int64_t since, size_t limit, struct own_sends *out,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.chat_id, m.at, m.state, m.wa_id, o.recipient"
		" FROM outbox o INDEXED BY outbox_left CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.session_id = :session AND o.left_ms >= :since AND o.left_ms > 0 AND m.wa_id IS NOT NULL"
		/* of the erased: their ticks are told, nobody asks */
		" AND NOT EXISTS (SELECT 1 FROM chats h JOIN contacts c ON c.id = h.contact_id"
		" WHERE h.id = m.chat_id AND c.erased_at > 0)"
		" AND m.state IN ('accepted','sent','delivered') ORDER BY o.left_ms DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":since", since * 1000);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct own_send *o;

		LIST_GROW(out);
		o = &out->v[out->n++];
		*o = (struct own_send){ 0 };
		o->message_id = take_i64(s);
		o->chat_id = take_i64(s);
		o->at = take_i64(s);
		take_named(s, message_state, &o->state);
		take_into(s, o->wa_id, sizeof o->wa_id);
		address_parse(take_ref(s), &o->recipient, NULL);
	}
	return got == 0;
}
