/* chat: see chat.h and inside.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/conversation.h"
#include "store/inside.h"
#include "store/setting.h"

#include "base/banned.h"

NAMES_DEFINE(chat_kind, chat_kind, CHAT_KINDS)

/* Of a chat h, its latest case k, its contact c. */
#define THREAD                                                                                       \
	"h.id, coalesce(h.contact_id, 0), coalesce(k.id, 0), h.kind, h.address, coalesce(c.wrote_at, 0)," \
	" coalesce(c.push_name, '')," \
	" coalesce(k.last_in_at, 0), coalesce(k.last_out_at, 0), coalesce(k.last_message_id, 0), coalesce(k.last_at, 0)," \
	" coalesce(k.status, 'open'), coalesce(k.needs_reply, 0), coalesce(k.waiting_since, 0), coalesce(k.woke_at, 0)," \
	" coalesce(k.closed_at, 0)," \
	" h.kind = 'person' OR (h.kind = 'group' AND EXISTS (SELECT 1 FROM settings WHERE name = '" SETTING_GROUPS \
	"' AND value = '1'))"
#define OF_CHAT                                                                    \
	" LEFT JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"          \
	" LEFT JOIN contacts c ON c.id = h.contact_id"

static void take(struct stmt *s, struct thread *t)
{
	*t = (struct thread){ 0 };
	t->ref.chat_id = take_i64(s);
	t->ref.contact_id = take_i64(s);
	t->ref.conversation_id = take_i64(s);
	take_named(s, chat_kind, &t->ref.kind);
	address_parse(take_ref(s), &t->ref.address, NULL); /* stored as its canonical text */
	t->wrote_at = take_i64(s);
	take_into(s, t->push_name, sizeof t->push_name);
	t->last_in_at = take_i64(s);
	t->last_out_at = take_i64(s);
	t->last_message_id = take_i64(s);
	t->last_at = take_i64(s);
	take_named(s, case_status, &t->status);
	t->needs_reply = take_i64(s) != 0;
	t->waiting_since = take_i64(s);
	t->woke_at = take_i64(s);
	t->closed_at = take_i64(s);
	t->counts = take_i64(s) != 0;
}

/* False without an error in e when there is none. */
static bool take_one(struct stmt *s, struct thread *t, bool *found, struct err *e)
{
	int got = stmt_row(s, e);

	*found = got > 0;
	if (got > 0) {
		take(s, t);
		stmt_done(s);
	}
	return got >= 0;
}

static bool find(struct db *d, int64_t session_id, const struct address *a, struct thread *t, bool *found,
	struct err *e)
{
	struct stmt *s;
	char text[ADDRESS_CAP];

	if (address_is_person(a))
		s = SQL(d,
			"SELECT " THREAD " FROM contact_addresses a JOIN chats h ON h.contact_id = a.contact_id"
			" AND h.session_id = :session AND h.merged_into IS NULL" OF_CHAT " WHERE a.address = :address", e);
	else
		s = SQL(d,
			"SELECT " THREAD " FROM chats h" OF_CHAT
			" WHERE h.address = :address AND h.session_id = :session AND h.contact_id IS NULL", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":address", address_text(a, text));
	return take_one(s, t, found, e);
}

bool chat_thread_get(struct db *d, int64_t chat_id, struct thread *t, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " THREAD " FROM chats g JOIN chats h ON h.id = coalesce(g.merged_into, g.id)"
		OF_CHAT " WHERE g.id = :id", e);
	bool found;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", chat_id);
	if (!take_one(s, t, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "chat.none", N_("there is no chat {id}"), "id=%lld",
		(long long)chat_id);
}

bool chat_get(struct db *d, int64_t chat_id, struct chat_ref *ref, struct err *e)
{
	struct thread t;

	if (!chat_thread_get(d, chat_id, &t, e))
		return false;
	*ref = t.ref;
	return true;
}

bool chat_find(struct db *d, int64_t session_id, const struct address *a, struct chat_ref *ref, struct err *e)
{
	struct thread t;
	char text[ADDRESS_CAP];
	bool found;

	if (!find(d, session_id, a, &t, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "chat.with.none", N_("there is no chat with {address}"), "address=%s",
			address_text(a, text));
	*ref = t.ref;
	return true;
}

/* What to send to: the phone where it is known, of several the one they last wrote
 * from; else the hidden id. */
static bool send_address(struct db *d, int64_t contact_id, char out[ADDRESS_CAP], struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT address FROM contact_addresses WHERE contact_id = :contact"
		" ORDER BY address NOT LIKE '%@c.us', spoke_at DESC, added_at, address LIMIT 1", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	got = stmt_row(s, e);
	if (got > 0) {
		take_into(s, out, ADDRESS_CAP);
		stmt_done(s);
	}
	return got >= 0;
}

static bool set_who(struct db *d, int64_t chat_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT CASE WHEN h.contact_id IS NULL THEN h.name ELSE c.name END, coalesce(c.phone, '')"
		" FROM chats h LEFT JOIN contacts c ON c.id = h.contact_id WHERE h.id = :id", e);
	char *title = NULL, *phone = NULL;
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", chat_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	title = take_dup(s);
	phone = take_dup(s);
	stmt_done(s);
	ok = conversation_set_who(d, chat_id, title, phone, e);
	free(title);
	free(phone);
	return ok;
}

static bool make(struct db *d, int64_t session_id, const struct address *a, int64_t contact_id, int64_t now,
	struct chat_ref *ref, struct err *e)
{
	struct stmt *s;
	char text[ADDRESS_CAP];

	address_text(a, text);
	ref->contact_id = contact_id;
	ref->kind = contact_id != 0 ? CHAT_PERSON : a->kind == ADDRESS_GROUP ? CHAT_GROUP : CHAT_CHANNEL;
	ref->address = *a;
	if (contact_id != 0) {
		if (!send_address(d, contact_id, text, e))
			return false;
		address_parse(text, &ref->address, NULL);
	}
	s = SQL(d,
		"INSERT INTO chats (session_id, kind, address, contact_id) VALUES (:session, :kind, :address, :contact)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":kind", chat_kind_name(ref->kind));
	stmt_str(s, ":address", text);
	stmt_id(s, ":contact", contact_id);
	if (!stmt_run(s, e))
		return false;
	ref->chat_id = db_last_id(d);
	return conversation_make(d, session_id, ref->chat_id, now, &ref->conversation_id, e) && set_who(d, ref->chat_id, e);
}

bool chat_thread(struct db *d, int64_t session_id, const struct address *a, const struct address *alt, int64_t now,
	struct thread *t, struct changes *c, struct err *e)
{
	int64_t contact_id = 0;
	struct chat_ref ref = { 0 };
	bool found = false, person = address_is_person(a);

	db_must_write(d, "chat_open");
	if (a->kind == ADDRESS_BROADCAST || a->kind == ADDRESS_NONE)
		return err_set(e, ERR_USAGE, "chat.broadcast",
			N_("{address} is a broadcast list, not somebody to talk with"), "address=%s", a->user);
	if (alt != NULL && (!person || alt->kind == ADDRESS_NONE || address_same(a, alt)))
		alt = NULL;
	/* What is told most: a known address, and nothing new to learn. */
	if (alt == NULL && !find(d, session_id, a, t, &found, e))
		return false;
	if (found)
		return true;
	if (person) {
		if (!contact_open(d, a, alt, now, &contact_id, c, e) || !find(d, session_id, a, t, &found, e))
			return false;
		if (found)
			return true;
	}
	if (!make(d, session_id, a, contact_id, now, &ref, e))
		return false;
	changes_add(c, CHANGE_CONVERSATION, ref.conversation_id);
	return chat_thread_get(d, ref.chat_id, t, e);
}

bool chat_open(struct db *d, int64_t session_id, const struct address *a, const struct address *alt, int64_t now,
	struct chat_ref *ref, struct changes *c, struct err *e)
{
	struct thread t;

	if (!chat_thread(d, session_id, a, alt, now, &t, c, e))
		return false;
	*ref = t.ref;
	return true;
}

bool chat_set_name(struct db *d, int64_t chat_id, const char *name, struct changes *c, struct err *e)
{
	struct stmt *s;
	int64_t conversation = 0;

	db_must_write(d, "chat_set_name");
	if (name == NULL || *name == '\0')
		return true;
	s = SQL(d, "UPDATE chats SET name = :name WHERE id = :id AND name <> :name", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", chat_id);
	stmt_str(s, ":name", name);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return true;
	if (!set_who(d, chat_id, e) || !conversation_of_chat(d, chat_id, &conversation, e))
		return false;
	if (conversation != 0)
		changes_add(c, CHANGE_CONVERSATION, conversation);
	return true;
}

/* Contacts. */

struct pair {
	int64_t chat, session;
};
struct pairs {
	struct pair *v;
	size_t n, cap;
};

static bool chats_of(struct db *d, int64_t contact_id, struct pairs *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, session_id FROM chats WHERE contact_id = :contact AND merged_into IS NULL ORDER BY id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n].chat = take_i64(s);
		out->v[out->n++].session = take_i64(s);
	}
	return got == 0;
}

bool chat_contact_changed(struct db *d, int64_t contact_id, struct changes *c, struct err *e)
{
	struct pairs chats = { 0 };
	char address[ADDRESS_CAP] = "";
	bool ok = false;

	if (!chats_of(d, contact_id, &chats, e))
		goto out;
	if (chats.n > 0 && !send_address(d, contact_id, address, e))
		goto out;
	for (size_t i = 0; i < chats.n; i++) {
		struct stmt *s = SQL(d, "UPDATE chats SET address = :address WHERE id = :id AND address <> :address", e);
		int64_t conversation = 0;

		if (s == NULL)
			goto out;
		stmt_i64(s, ":id", chats.v[i].chat);
		stmt_str(s, ":address", address);
		if (!stmt_run(s, e) || !set_who(d, chats.v[i].chat, e) ||
			!conversation_of_chat(d, chats.v[i].chat, &conversation, e))
			goto out;
		if (conversation != 0)
			changes_add(c, CHANGE_CONVERSATION, conversation);
	}
	ok = true;
out:
	free(chats.v);
	return ok;
}

/* Two threads of one number become one. */
static bool merge(struct db *d, int64_t keep, int64_t gone, int64_t contact_id, int64_t now, struct changes *c,
	struct err *e)
{
	int64_t keep_case = 0, gone_case = 0;

	if (!conversation_of_chat(d, keep, &keep_case, e) || !conversation_of_chat(d, gone, &gone_case, e))
		return false;
	if (!message_move(d, keep, gone, keep_case, gone_case, e) || !conversation_merge(d, keep_case, gone_case, e) ||
		!outbox_moved(d, keep, gone, contact_id, e) || !seen_move(d, keep, gone, e) || !note_move(d, keep, gone, e))
		return false;
	if (!steps_pair(d, keep, gone, e,
		"UPDATE chats SET merged_into = :keep WHERE id = :gone OR merged_into = :gone"))
		return false;
	changes_add(c, CHANGE_CONVERSATION, gone_case);
	return conversation_sum(d, keep, now, c, e);
}

bool chat_follow_merge(struct db *d, int64_t keep_contact, int64_t gone_contact, int64_t now, struct changes *c,
	struct err *e)
{
	struct pairs keeps = { 0 }, gones = { 0 };
	bool ok = false;

	if (!chats_of(d, keep_contact, &keeps, e) || !chats_of(d, gone_contact, &gones, e))
		goto out;
	for (size_t i = 0; i < gones.n; i++) {
		int64_t keep = 0, gone = gones.v[i].chat;

		for (size_t j = 0; j < keeps.n; j++)
			if (keeps.v[j].session == gones.v[i].session)
				keep = keeps.v[j].chat;
		if (keep > gone) { /* the older id stays */
			int64_t older = gone;

			gone = keep;
			keep = older;
		}
		if (keep != 0 && !merge(d, keep, gone, keep_contact, now, c, e))
			goto out;
		if (keep == 0)
			keep = gone;
		struct stmt *s = SQL(d, "UPDATE chats SET contact_id = :contact WHERE id = :id", e);

		if (s == NULL)
			goto out;
		stmt_i64(s, ":contact", keep_contact);
		stmt_i64(s, ":id", keep);
		if (!stmt_run(s, e) || !outbox_moved(d, keep, keep, keep_contact, e))
			goto out;
	}
	ok = true;
out:
	free(keeps.v);
	free(gones.v);
	return ok;
}
