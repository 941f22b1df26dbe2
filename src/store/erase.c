/* erase: see erase.h. Here is what happens at once; the pieces stand in erase_rest.c. The
 * old chats lead to an empty one for each number, as if they had been merged into it: what
 * has to stay (that a message left) moves there, all else goes. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/erase.h"
#include "store/inside.h"

#include "base/banned.h"

/* What is told by a server's clock may be a little ahead of or behind ours. */
enum { LATE_S = 60 };

/* Ids that lead to :id, its own too; their chats, and those that were merged into these. */
#define WHO "SELECT id FROM contacts WHERE id = :id UNION ALL SELECT id FROM contacts WHERE merged_into = :id"
#define CHATS                                                                                     \
	"SELECT h.id FROM chats h WHERE h.contact_id IN (" WHO ") AND h.merged_into IS NULL"       \
	" UNION SELECT g.id FROM chats h CROSS JOIN chats g ON g.merged_into = h.id"               \
	" WHERE h.contact_id IN (" WHO ") AND h.merged_into IS NULL"
#define CASES "SELECT id FROM conversations WHERE chat_id IN (" CHATS ")"

bool erase_sum(struct db *d, int64_t id, struct erase_sum *out, struct err *e)
{
	struct stmt *s;
	int got;

	*out = (struct erase_sum){ 0 };
	if (!contact_resolve(d, &id, e))
		return false;
	s = SQL(d,
		"SELECT (SELECT count(*) FROM messages WHERE chat_id IN (" CHATS ")),"
		" (SELECT count(*) FROM messages m CROSS JOIN message_media x ON x.message_id = m.id"
		"  WHERE m.chat_id IN (" CHATS ") AND x.media_id IS NOT NULL),"
		" (SELECT count(*) FROM notes WHERE chat_id IN (" CHATS ") AND deleted_at = 0)"
		" + (SELECT count(*) FROM contact_notes WHERE contact_id IN (" WHO ") AND deleted_at = 0),"
		" (SELECT count(*) FROM outbox o INDEXED BY outbox_chat CROSS JOIN messages m ON m.id = o.message_id"
		"  WHERE o.open = 1 AND o.chat_id IN (" CHATS ") AND m.state IN ('queued','held')),"
		" (SELECT opted_out_at > 0 OR blocked_at > 0 FROM contacts WHERE id = :id)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	out->messages = take_i64(s);
	out->files = take_i64(s);
	out->notes = take_i64(s);
	out->waiting = take_i64(s);
	out->refused = take_i64(s) != 0;
	stmt_done(s);
	return true;
}

struct words {
	struct word {
		int64_t id;
		char *text;
	} *v;
	size_t n, cap;
};

static void words_fini(struct words *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].text);
	free(l->v);
}

static bool take_words(struct stmt *s, int64_t id, struct words *out, struct err *e)
{
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n].id = take_i64(s);
		out->v[out->n++].text = take_dup(s);
	}
	return got == 0;
}

/* Addresses that are or were theirs. */
static bool addresses_of(struct db *d, int64_t id, struct words *out, struct err *e)
{
	return take_words(SQL(d,
		"SELECT 0, address FROM contact_addresses WHERE contact_id IN (" WHO ")"
		" UNION SELECT 0, address FROM chats WHERE id IN (" CHATS ") AND address <> ''", e), id, out, e);
}

static bool leaving(int64_t message, struct err *e)
{
	return message == 0 || err_set(e, ERR_CONFLICT, "erase.sending",
		N_("message {message} is leaving, or whether it arrived is not known: wait until it has, or settle it "
		   "(`wartel settle {message}`), then erase again"), "message=%lld", (long long)message);
}

/* Theirs that are passed on to somebody else go by an id that has their address in it. */
static bool stop_forwards(struct db *d, const char *address, int64_t now, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT o.message_id, m.state IN ('queued','held'), m.state IN ('sending','unknown')"
		" FROM outbox o INDEXED BY outbox_forward CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.forward <> '' AND instr(o.forward, '_' || :address) > 0", e);
	struct {
		struct one {
			int64_t id;
			bool waits, leaves;
		} *v;
		size_t n, cap;
	} found = { 0 };
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_str(s, ":address", address);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&found);
		found.v[found.n].id = take_i64(s);
		found.v[found.n].waits = take_i64(s) != 0;
		found.v[found.n++].leaves = take_i64(s) != 0;
	}
	ok = got == 0;
	for (size_t i = 0; ok && i < found.n; i++)
		ok = (!found.v[i].leaves || leaving(found.v[i].id, e)) &&
			(!found.v[i].waits || outbox_cancel(d, found.v[i].id, now * 1000, c, e)) &&
			steps_of(d, found.v[i].id, e, "UPDATE outbox SET forward = '' WHERE message_id = :id");
	free(found.v);
	return ok;
}

static bool stop_sending(struct db *d, int64_t id, int64_t now, struct changes *c, struct err *e)
{
	struct outbox_ids under_way = { 0 };
	size_t cancelled;
	bool ok = outbox_of_contact(d, id, 1u << MSG_SENDING | 1u << MSG_UNKNOWN, &under_way, e) &&
		leaving(under_way.n > 0 ? under_way.v[0] : 0, e);

	free(under_way.v);
	return ok && outbox_cancel_contact(d, id, now * 1000, &cancelled, c, e);
}

/* Until when what is told of them is old: all that is here, and what was said just before. */
static bool old_until(struct db *d, int64_t id, int64_t now, int64_t *until, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(max((SELECT max(m.at) FROM messages m WHERE m.chat_id = h.id)), 0) FROM chats h"
		" WHERE h.id IN (" CHATS ")", e);

	*until = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!stmt_one(s, until, e))
		return false;
	if (*until < now - LATE_S)
		*until = now - LATE_S;
	return true;
}

/* Hashes instead of addresses. How often WhatsApp was asked for numbers goes on counting. */
static bool mark_addresses(struct db *d, const struct words *addresses, int64_t id, int64_t until, struct err *e)
{
	char mark[ERASED_MARK], *user;

	for (size_t i = 0; i < addresses->n; i++) {
		struct stmt *s;
		bool ok;

		if (!erased_mark(d, addresses->v[i].text, id, until, mark, e))
			return false;
		s = SQL(d, "UPDATE phone_checks SET phone = lower(hex(randomblob(32))), address = ''"
			" WHERE phone = :user OR address = :address", e);
		if (s == NULL)
			return false;
		user = xstrdup(addresses->v[i].text);
		user[strcspn(user, "@")] = '\0';
		stmt_str(s, ":user", user);
		stmt_str(s, ":address", addresses->v[i].text);
		ok = stmt_run(s, e);
		free(user);
		if (!ok)
			return false;
	}
	return true;
}

static bool drop_notes(struct db *d, int64_t id, struct err *e)
{
	struct words notes = { 0 };
	bool ok = take_words(SQL(d,
		"SELECT id, text FROM contact_notes WHERE contact_id IN (" WHO ") AND deleted_at = 0", e), id, &notes, e);

	for (size_t i = 0; ok && i < notes.n; i++)
		ok = search_note_drop(d, true, notes.v[i].id, notes.v[i].text, e);
	words_fini(&notes);
	return ok && steps_of(d, id, e, "DELETE FROM contact_notes WHERE contact_id IN (" WHO ")");
}

/* One number's chat that the old ones lead to from now on, with a case that no list shows. */
static bool empty_chat(struct db *d, int64_t id, int64_t session_id, int64_t now, struct err *e)
{
	/* While the old ones stand the new one is no chat of its own: a person has one a number. */
	static const char *const steps[] = {
		"INSERT INTO chats (session_id, kind, address, contact_id, merged_into)"
		" SELECT :session, 'person', '', :id, min(id) FROM chats WHERE id IN (" CHATS ") AND session_id = :session"
		" AND merged_into IS NULL",
		"INSERT INTO conversations (chat_id, session_id, status, latest, last_at, opened_at, closed_at)"
		" SELECT max(id), :session, 'archived', 0, :now, :now, :now FROM chats WHERE contact_id = :id"
		" AND session_id = :session",
		"UPDATE chats SET address = '', merged_into = (SELECT max(n.id) FROM chats n WHERE n.contact_id = :id"
		" AND n.session_id = :session) WHERE session_id = :session AND id IN (" CHATS ")",
		"UPDATE chats SET merged_into = NULL WHERE session_id = :session AND contact_id = :id AND merged_into = id",
		"UPDATE conversations SET status = 'archived', priority = 'normal', assignee_id = NULL, latest = 0,"
		" needs_reply = 0, waiting_since = 0, last_message_id = 0, last_at = :now, first_at = 0, last_in_at = 0,"
		" last_out_at = 0, inbound_count = 0, messages_in = 0, messages_out = 0, find_who = '', find_text = '',"
		" snoozed_until = 0, woke_at = 0, promise_due = 0, promise_kind = '', promise_tell_at = 0,"
		" merged_into = (SELECT max(k.id) FROM conversations k JOIN chats n ON n.id = k.chat_id"
		"  WHERE n.contact_id = :id AND n.session_id = :session AND n.merged_into IS NULL)"
		" WHERE session_id = :session AND id IN (" CASES ")",
		"UPDATE conversations SET merged_into = NULL WHERE merged_into = id AND session_id = :session"
		" AND id IN (" CASES ")",
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct stmt *s = SQL(d, steps[i], e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		stmt_i64(s, ":session", session_id);
		if (strstr(steps[i], ":now") != NULL)
			stmt_i64(s, ":now", now);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}

static bool detach_chats(struct db *d, int64_t id, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT DISTINCT session_id FROM chats WHERE id IN (" CHATS ")", e);
	struct outbox_ids sessions = { 0 };
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&sessions);
		sessions.v[sessions.n++] = take_i64(s);
	}
	ok = got == 0;
	for (size_t i = 0; ok && i < sessions.n; i++)
		ok = empty_chat(d, id, sessions.v[i], now, e);
	free(sessions.v);
	return ok;
}

static bool blank_contact(struct db *d, int64_t id, int64_t now, struct err *e)
{
	struct stmt *s;

	if (!steps_of(d, id, e,
		"DELETE FROM undo_steps WHERE conversation_id IN (" CASES ")"
		" OR (kind IN ('tag','field','block','merge') AND object_id IN (" WHO "))",
		"DELETE FROM drafts WHERE conversation_id IN (" CASES ")",
		"DELETE FROM conversation_labels WHERE conversation_id IN (" CASES ")",
		"DELETE FROM contact_tags WHERE contact_id IN (" WHO ")",
		"DELETE FROM contact_fields WHERE contact_id IN (" WHO ")",
		"DELETE FROM consents WHERE contact_id IN (" WHO ")",
		"DELETE FROM contact_addresses WHERE contact_id IN (" WHO ")",
		"UPDATE contact_merges SET memory = '' WHERE keep_id IN (" WHO ") OR gone_id IN (" WHO ")",
		"INSERT OR IGNORE INTO erasing (contact_id) VALUES (:id)"))
		return false;
	s = SQL(d,
		"UPDATE contacts SET own_name = '', book_name = '', verified_name = '', push_name = '', phone = '',"
		" name = '', sort = '', names = '', business = 0, wrote_at = 0, consent_at = 0, opted_in_at = 0,"
		" erased_at = :now WHERE id IN (" WHO ")", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool erase_begin(struct db *d, int64_t id, int64_t now, struct changes *c, struct err *e)
{
	struct words addresses = { 0 };
	int64_t until;
	bool ok;

	db_must_write(d, "erase_begin");
	ok = contact_resolve(d, &id, e) && stop_sending(d, id, now, c, e) && addresses_of(d, id, &addresses, e);
	for (size_t i = 0; ok && i < addresses.n; i++)
		ok = stop_forwards(d, addresses.v[i].text, now, c, e);
	ok = ok && old_until(d, id, now, &until, e) && mark_addresses(d, &addresses, id, until, e) &&
		drop_notes(d, id, e) && blank_contact(d, id, now, e) && detach_chats(d, id, now, e);
	words_fini(&addresses);
	if (!ok)
		return false;
	/* Whoever shows something of theirs reads all again: of them there is nothing to be told. */
	changes_add(c, CHANGE_CONVERSATION, 0);
	changes_add(c, CHANGE_QUEUE, 0);
	changes_add(c, CHANGE_HEALTH, 0);
	return true;
}
