/* contact_merge: see contact_merge.h. Before a merge everything it is going to change is
 * written down, list by list, as rows of words; the way back reads the lists. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "store/contact_merge.h"
#include "store/inside.h"

#include "base/banned.h"

enum { COLUMNS_MOST = 12, MEMORY_MOST = 64 << 20 };

/* The chats of both that will be one: of two in one number the younger id goes. */
#define GOING                                                                                    \
	"SELECT g.id FROM chats g JOIN chats k ON k.session_id = g.session_id AND k.id < g.id"   \
	" AND k.merged_into IS NULL AND k.contact_id IN (:keep, :gone) AND k.contact_id <> g.contact_id" \
	" WHERE g.contact_id IN (:keep, :gone) AND g.merged_into IS NULL"
#define PERSON                                                                                   \
	"own_name, book_name, verified_name, push_name, phone, business, opted_out_at, wrote_at, consent_at," \
	" opted_in_at, blocked_at, created_at"

/* What is written down: the list's name, how many columns, their SQL with :keep and :gone. */
static const struct list {
	const char *name, *sql;
	int columns;
} lists[] = {
	{ "addresses", "SELECT address FROM contact_addresses WHERE contact_id = :gone AND :keep > 0", 1 },
	{ "contacts", "SELECT id FROM contacts WHERE merged_into = :gone AND :keep > 0", 1 },
	{ "before", "SELECT " PERSON " FROM contacts WHERE id = :keep AND :gone > 0", 12 },
	{ "chats", "SELECT id, contact_id, id IN (" GOING ") FROM chats WHERE contact_id IN (:keep, :gone)"
		" AND merged_into IS NULL", 3 },
	{ "chats_led", "SELECT id, merged_into FROM chats WHERE merged_into IN (" GOING ")", 2 },
	{ "cases", "SELECT id, chat_id, coalesce(merged_into, 0), latest FROM conversations"
		" WHERE chat_id IN (" GOING ")", 4 },
	{ "notes", "SELECT id, chat_id FROM notes WHERE chat_id IN (" GOING ")", 2 },
	/* the last two: the case it goes into, and what the agent has begun there */
	{ "drafts", "SELECT f.agent_id, k.id, f.text, f.at, xk.id, coalesce(x.text, '') FROM drafts f"
		" JOIN conversations k ON k.id = f.conversation_id AND k.latest = 1 JOIN chats h ON h.id = k.chat_id"
		" JOIN chats xh ON xh.session_id = h.session_id AND xh.id <> h.id AND xh.merged_into IS NULL"
		" AND xh.contact_id IN (:keep, :gone) JOIN conversations xk ON xk.chat_id = xh.id AND xk.latest = 1"
		" LEFT JOIN drafts x ON x.agent_id = f.agent_id AND x.conversation_id = xk.id"
		" WHERE h.id IN (" GOING ")", 6 },
	/* the third: the case it goes into has it already */
	{ "labels", "SELECT l.conversation_id, l.label_id, EXISTS (SELECT 1 FROM conversation_labels x"
		" JOIN conversations xk ON xk.id = x.conversation_id AND xk.latest = 1 JOIN chats xh ON xh.id = xk.chat_id"
		" AND xh.session_id = h.session_id AND xh.id <> h.id AND xh.merged_into IS NULL"
		" AND xh.contact_id IN (:keep, :gone) WHERE x.label_id = l.label_id)"
		" FROM conversation_labels l JOIN conversations k ON k.id = l.conversation_id"
		" JOIN chats h ON h.id = k.chat_id"
		" WHERE h.id IN (" GOING ")", 3 },
	{ "windows", "SELECT contact_id, session_id, last_inbound_at FROM conversation_sessions"
		" WHERE contact_id IN (:keep, :gone)", 3 },
	{ "days", "SELECT g.session_id, g.day, g.at, g.initiation, NOT EXISTS (SELECT 1 FROM contact_days k"
		" WHERE k.contact_id = :keep AND k.session_id = g.session_id AND k.day = g.day)"
		" FROM contact_days g WHERE g.contact_id = :gone", 5 },
	{ "seen", "SELECT agent_id, chat_id, message_id, inbound_count, at FROM seen WHERE chat_id IN (" GOING ")", 5 },
	{ "seen_before", "SELECT s.agent_id, s.chat_id, s.message_id, s.inbound_count, s.at FROM seen s"
		" JOIN chats h ON h.id = s.chat_id WHERE h.contact_id IN (:keep, :gone)", 5 },
	{ "tags", "SELECT tag FROM contact_tags WHERE contact_id = :gone AND tag NOT IN"
		" (SELECT tag FROM contact_tags WHERE contact_id = :keep)", 1 },
	{ "fields", "SELECT name, value FROM contact_fields WHERE contact_id = :gone AND name NOT IN"
		" (SELECT name FROM contact_fields WHERE contact_id = :keep)", 2 },
	{ "blocks", "SELECT session_id FROM contact_blocks WHERE contact_id = :gone AND session_id NOT IN"
		" (SELECT session_id FROM contact_blocks WHERE contact_id = :keep)", 1 },
};

static bool note(struct db *d, json_t *memory, const char *name, const char *sql, int columns, int64_t keep,
	int64_t gone, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);
	json_t *rows = json_array();
	int got;

	json_put(memory, name, rows);
	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	stmt_i64(s, ":gone", gone);
	while ((got = stmt_row(s, e)) > 0) {
		json_t *row = json_array();

		for (int i = 0; i < columns; i++)
			json_array_append_new(row, json_string(take_ref(s)));
		json_array_append_new(rows, row);
	}
	return got == 0;
}

static bool begin(struct db *d, int64_t keep, int64_t gone, int64_t now, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "INSERT INTO contact_merges (keep_id, gone_id, at, memory) VALUES (:keep, :gone, :now, '')",
		e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	stmt_i64(s, ":gone", gone);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	*id = db_last_id(d);
	s = SQL(d, "INSERT INTO contact_merge_messages (merge_id, message_id, chat_id, conversation_id)"
		" SELECT :merge, id, chat_id, conversation_id FROM messages WHERE chat_id IN (" GOING ")", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":merge", *id);
	stmt_i64(s, ":keep", keep);
	stmt_i64(s, ":gone", gone);
	return stmt_run(s, e);
}

static bool remember(struct db *d, int64_t id, const json_t *memory, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE contact_merges SET memory = :memory WHERE id = :id", e);
	struct buf text;
	bool ok;

	if (s == NULL)
		return false;
	buf_init(&text, MEMORY_MOST);
	json_write(&text, memory);
	if (text.over)
		BUG("the memory of a merge has more than %d bytes", MEMORY_MOST);
	stmt_i64(s, ":id", id);
	stmt_str(s, ":memory", buf_str(&text));
	ok = stmt_run(s, e);
	buf_fini(&text);
	return ok;
}

bool contact_merge(struct db *d, int64_t keep, int64_t gone, int64_t now, struct changes *c, struct err *e)
{
	json_t *memory = json_object();
	int64_t id = 0;
	bool ok = false;

	db_must_write(d, "contact_merge");
	if (!contact_resolve(d, &keep, e) || !contact_resolve(d, &gone, e))
		goto out;
	if (keep == gone) {
		err_set(e, ERR_USAGE, "merge.same", N_("both are contact {id} already: name two different ones"), "id=%lld",
			(long long)keep);
		goto out;
	}
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!note(d, memory, lists[i].name, lists[i].sql, lists[i].columns, keep, gone, e))
			goto out;
	ok = begin(d, keep, gone, now, &id, e) && contact_join(d, keep, gone, now, c, e) &&
		note(d, memory, "after", "SELECT " PERSON " FROM contacts WHERE id = :keep AND :gone > 0", 12, keep,
			gone, e) &&
		remember(d, id, memory, e);
out:
	json_decref(memory);
	return ok;
}

/* The way back. */

static const char *word(const json_t *row, size_t i)
{
	const char *s = json_string_value(json_array_get(row, i));

	return s != NULL ? s : "";
}

static int64_t number(const json_t *row, size_t i)
{
	return strtoll(word(row, i), NULL, 10);
}

/* sql once for every row of a list, whose columns are :a, :b, … as far as sql has them;
 * numbers as numbers where kinds says n. */
static bool play(struct db *d, const json_t *memory, const char *list, const char *kinds, const char *sql, int64_t keep,
	int64_t gone, struct err *e)
{
	static const char *const names[] = { ":a", ":b", ":c", ":d", ":e", ":f" };
	const json_t *rows = json_object_get(memory, list);
	json_t *row;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row) {
		struct stmt *s = SQL(d, sql, e);

		if (s == NULL)
			return false;
		for (size_t k = 0; kinds[k] != '\0'; k++) {
			if (kinds[k] == 'n')
				stmt_i64(s, names[k], number(row, k));
			else if (kinds[k] == 't')
				stmt_str(s, names[k], word(row, k));
		}
		if (strstr(sql, ":keep") != NULL)
			stmt_i64(s, ":keep", keep);
		if (strstr(sql, ":gone") != NULL)
			stmt_i64(s, ":gone", gone);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}

/* Column by column: as it was before, where nobody changed it since; what was refused
 * since counts for both. */
static bool restore_person(struct db *d, const json_t *memory, int64_t keep, int64_t gone, struct err *e)
{
#define BACK(column, before, after)                                                            \
	{ "UPDATE contacts SET " column " = " before " WHERE id = :keep AND " column " = " after }
	static const struct {
		const char *sql;
	} names[] = {
		BACK("own_name", ":before", ":after"), BACK("book_name", ":before", ":after"),
		BACK("verified_name", ":before", ":after"), BACK("push_name", ":before", ":after"),
		BACK("phone", ":before", ":after"),
		BACK("business", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("opted_out_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("wrote_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("consent_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("opted_in_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("blocked_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
		BACK("created_at", "CAST(:before AS INTEGER)", "CAST(:after AS INTEGER)"),
	};
#undef BACK
	static const char *const both[] = {
		"UPDATE contacts SET opted_out_at = k.opted_out_at, consent_at = 0, opted_in_at = 0 FROM contacts k"
		" WHERE contacts.id = :gone AND k.id = :keep AND k.opted_out_at > CAST(:after AS INTEGER)",
		"UPDATE contacts SET blocked_at = k.blocked_at FROM contacts k"
		" WHERE contacts.id = :gone AND k.id = :keep AND k.blocked_at > CAST(:after AS INTEGER)",
	};
	static const size_t refusals[] = { 6, 10 };
	const json_t *before = json_array_get(json_object_get(memory, "before"), 0);
	const json_t *after = json_array_get(json_object_get(memory, "after"), 0);

	_Static_assert(sizeof names / sizeof *names == COLUMNS_MOST, "a column of PERSON each");
	for (size_t i = 0; i < 2; i++) {
		struct stmt *s = SQL(d, both[i], e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":keep", keep);
		stmt_i64(s, ":gone", gone);
		stmt_str(s, ":after", word(after, refusals[i]));
		if (!stmt_run(s, e))
			return false;
	}
	for (size_t i = 0; i < COLUMNS_MOST; i++) {
		struct stmt *s = SQL(d, names[i].sql, e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":keep", keep);
		stmt_str(s, ":before", word(before, i));
		stmt_str(s, ":after", word(after, i));
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}

/* The messages of a chat that was merged away, back into it. */
static bool restore_messages(struct db *d, int64_t merge, int64_t chat, struct err *e)
{
	static const char *const steps[] = {
		"UPDATE messages SET chat_id = :chat, conversation_id = (SELECT x.conversation_id"
		" FROM contact_merge_messages x WHERE x.merge_id = :merge AND x.message_id = messages.id) WHERE id IN"
		" (SELECT message_id FROM contact_merge_messages WHERE merge_id = :merge AND chat_id = :chat)",
		"UPDATE outbox SET chat_id = :chat WHERE message_id IN"
		" (SELECT message_id FROM contact_merge_messages WHERE merge_id = :merge AND chat_id = :chat)",
	};

	if (!message_reindex(d, merge, chat, e))
		return false;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct stmt *s = SQL(d, steps[i], e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":merge", merge);
		stmt_i64(s, ":chat", chat);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}

/* The case that a merged one went into is without its share again. */
static bool restore_counts(struct db *d, int64_t chat, int64_t into, int64_t now, struct changes *c, struct err *e)
{
	if (!steps_pair(d, into, chat, e,
		"UPDATE conversations SET inbound_count = max(conversations.inbound_count - g.inbound_count, 0),"
		" messages_in = max(conversations.messages_in - g.messages_in, 0),"
		" messages_out = max(conversations.messages_out - g.messages_out, 0) FROM conversations g"
		" WHERE conversations.chat_id = :keep AND conversations.latest = 1 AND g.chat_id = :gone AND g.latest = 1",
		"UPDATE conversations SET first_at = coalesce((SELECT min(at) FROM messages WHERE chat_id = :keep), 0)"
		" WHERE chat_id = :keep AND latest = 1 AND :gone > 0",
		"UPDATE seen SET inbound_count = max(seen.inbound_count - g.inbound_count, 0) FROM seen g"
		" WHERE seen.chat_id = :keep AND g.chat_id = :gone AND g.agent_id = seen.agent_id",
		/* of what the merge brought and nobody moved since; what was before comes back below */
		"DELETE FROM seen WHERE chat_id = :keep AND EXISTS (SELECT 1 FROM seen g WHERE g.chat_id = :gone"
		" AND g.agent_id = seen.agent_id AND g.message_id = seen.message_id)"))
		return false;
	return conversation_sum(d, into, now, c, e) && conversation_sum(d, chat, now, c, e);
}

/* Drafts that are still as the merge left them part again; what was sent, cleared or written
 * on since stays as it is. */
static bool restore_drafts(struct db *d, const json_t *memory, int64_t keep, int64_t gone, struct err *e)
{
	return play(d, memory, "drafts", "nntnnt", "INSERT OR IGNORE INTO drafts (agent_id, conversation_id, text, at)"
			" SELECT :a, :b, :c, :d FROM drafts WHERE agent_id = :a AND conversation_id = :e"
			" AND text IN (:c, :f || char(10) || :c) AND (text = :c) = (:f = '')", keep, gone, e) &&
		play(d, memory, "drafts", "n-t-nt", "UPDATE drafts SET text = :f WHERE agent_id = :a"
			" AND conversation_id = :e AND text = :f || char(10) || :c AND :f <> ''", keep, gone, e) &&
		play(d, memory, "drafts", "n-t-nt", "DELETE FROM drafts WHERE agent_id = :a AND conversation_id = :e"
			" AND text = :c AND :f = ''", keep, gone, e);
}

static bool restore_chats(struct db *d, int64_t merge, const json_t *memory, int64_t keep, int64_t gone, int64_t now,
	struct changes *c, struct err *e)
{
	const json_t *chats = json_object_get(memory, "chats");
	json_t *row;
	size_t i;

	/* Those that stayed first: a person has one chat a number. */
	if (!play(d, memory, "chats", "nn", "UPDATE chats SET contact_id = :b WHERE id = :a AND merged_into IS NULL", keep,
		gone, e))
		return false;
	json_array_foreach((json_t *)(uintptr_t)chats, i, row) {
		struct stmt *s;
		int64_t chat = number(row, 0), into = 0;

		if (number(row, 2) == 0)
			continue;
		s = SQL(d, "SELECT merged_into FROM chats WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", chat);
		if (!stmt_one(s, &into, e) || !steps_pair(d, number(row, 1), chat, e,
			"UPDATE chats SET merged_into = NULL, contact_id = :keep WHERE id = :gone"))
			return false;
		if (!restore_messages(d, merge, chat, e))
			return false;
	}
	if (!play(d, memory, "chats_led", "nn", "UPDATE chats SET merged_into = :b WHERE id = :a", keep, gone, e) ||
		!play(d, memory, "cases", "nnnn", "UPDATE conversations SET chat_id = :b, merged_into = nullif(:c, 0),"
			" latest = :d WHERE id = :a", keep, gone, e) ||
		!play(d, memory, "notes", "nn", "UPDATE notes SET chat_id = :b WHERE id = :a", keep, gone, e) ||
		!restore_drafts(d, memory, keep, gone, e) ||
		!play(d, memory, "labels", "nn", "INSERT OR IGNORE INTO conversation_labels (conversation_id, label_id)"
			" VALUES (:a, :b)", keep, gone, e) ||
		!play(d, memory, "labels", "nnn", "DELETE FROM conversation_labels WHERE label_id = :b AND :c = 0"
			" AND conversation_id <> :a AND conversation_id IN (SELECT k.id FROM conversations k"
			" JOIN chats h ON h.id = k.chat_id WHERE k.latest = 1 AND h.contact_id IN (:keep, :gone)"
			" AND h.session_id = (SELECT g.session_id FROM conversations g WHERE g.id = :a))", keep, gone, e) ||
		!play(d, memory, "seen", "nnnnn", "INSERT OR REPLACE INTO seen (agent_id, chat_id, message_id,"
			" inbound_count, at) VALUES (:a, :b, :c, :d, :e)", keep, gone, e))
		return false;
	json_array_foreach((json_t *)(uintptr_t)chats, i, row) {
		struct stmt *s;
		int64_t chat = number(row, 0), into = 0;

		if (number(row, 2) == 0)
			continue;
		s = SQL(d, "SELECT k.id FROM chats g JOIN chats k ON k.session_id = g.session_id AND k.id <> g.id"
			" AND k.merged_into IS NULL AND k.contact_id IN (:keep, :gone) WHERE g.id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", chat);
		stmt_i64(s, ":keep", keep);
		stmt_i64(s, ":gone", gone);
		if (!stmt_one(s, &into, e) || !restore_counts(d, chat, into, now, c, e))
			return false;
	}
	/* What waits follows its chat. */
	return play(d, memory, "seen_before", "nnnnn", "INSERT OR IGNORE INTO seen (agent_id, chat_id, message_id,"
		" inbound_count, at) VALUES (:a, :b, :c, :d, :e)", keep, gone, e) &&
		steps_pair(d, keep, gone, e,
			"UPDATE outbox SET contact_id = (SELECT h.contact_id FROM chats h"
			" WHERE h.id = outbox.chat_id) WHERE open = 1"
			" AND chat_id IN (SELECT id FROM chats WHERE contact_id IN (:keep, :gone))");
}

static bool restore_windows(struct db *d, const json_t *memory, int64_t keep, int64_t gone, struct err *e)
{
	const json_t *rows = json_object_get(memory, "windows");
	json_t *row, *other;
	size_t i, k;

	/* keep's: what was his own before, where nothing came since. */
	json_array_foreach((json_t *)(uintptr_t)rows, i, row) {
		int64_t own = 0, both = number(row, 2);
		struct stmt *s;

		json_array_foreach((json_t *)(uintptr_t)rows, k, other) {
			if (number(other, 1) != number(row, 1))
				continue;
			if (number(other, 0) == keep)
				own = number(other, 2);
			both = number(other, 2) > both ? number(other, 2) : both;
		}
		s = own > 0 ? SQL(d, "UPDATE conversation_sessions SET last_inbound_at = :own WHERE contact_id = :keep"
				" AND session_id = :session AND last_inbound_at = :both", e)
			: SQL(d, "DELETE FROM conversation_sessions WHERE contact_id = :keep AND session_id = :session"
				" AND last_inbound_at = :both AND :own = 0", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":keep", keep);
		stmt_i64(s, ":session", number(row, 1));
		stmt_i64(s, ":both", both);
		stmt_i64(s, ":own", own);
		if (!stmt_run(s, e))
			return false;
	}
	return play(d, memory, "windows", "nnn", "INSERT OR IGNORE INTO conversation_sessions"
		" (contact_id, session_id, last_inbound_at) SELECT :a, :b, :c WHERE :a = :gone", keep, gone, e);
}

static bool restore_rest(struct db *d, const json_t *memory, int64_t keep, int64_t gone, struct err *e)
{
	return play(d, memory, "addresses", "t", "UPDATE contact_addresses SET contact_id = :gone"
			" WHERE address = :a AND contact_id = :keep", keep, gone, e) &&
		play(d, memory, "contacts", "n", "UPDATE contacts SET merged_into = :gone WHERE id = :a"
			" AND merged_into = :keep", keep, gone, e) &&
		play(d, memory, "days", "nnnnn", "DELETE FROM contact_days WHERE contact_id = :keep AND session_id = :a"
			" AND day = :b AND at = :c AND initiation = :d AND :e = 1", keep, gone, e) &&
		play(d, memory, "days", "nnnn", "INSERT OR IGNORE INTO contact_days (session_id, day, contact_id, at,"
			" initiation) VALUES (:a, :b, :gone, :c, :d)", keep, gone, e) &&
		play(d, memory, "tags", "t", "DELETE FROM contact_tags WHERE contact_id = :keep AND tag = :a", keep, gone,
			e) &&
		play(d, memory, "fields", "tt", "DELETE FROM contact_fields WHERE contact_id = :keep AND name = :a"
			" AND value = :b", keep, gone, e) &&
		play(d, memory, "blocks", "n", "DELETE FROM contact_blocks WHERE contact_id = :keep AND session_id = :a",
			keep, gone, e);
}

static bool last_merge(struct db *d, int64_t keep, int64_t *id, int64_t *gone, json_t **memory, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.gone_id, m.memory FROM contact_merges m JOIN contacts g ON g.id = m.gone_id"
		" WHERE m.keep_id = :keep AND m.undone_at = 0 AND g.merged_into = :keep ORDER BY m.id DESC LIMIT 1", e);
	const char *text;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	if (got == 0)
		return err_set(e, ERR_CONFLICT, "merge.none", N_("contact {id} has no merge that could be taken back"),
			"id=%lld", (long long)keep);
	*id = take_i64(s);
	*gone = take_i64(s);
	text = take_ref(s);
	*memory = json_read(text, strlen(text), e);
	stmt_done(s);
	return *memory != NULL;
}

bool contact_last_merge(struct db *d, int64_t keep, int64_t *gone, struct err *e)
{
	struct stmt *s;

	*gone = 0;
	if (!contact_resolve(d, &keep, e))
		return false;
	s = SQL(d, "SELECT m.gone_id FROM contact_merges m JOIN contacts g ON g.id = m.gone_id"
		" WHERE m.keep_id = :keep AND m.undone_at = 0 AND g.merged_into = :keep ORDER BY m.id DESC LIMIT 1", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", keep);
	return stmt_one(s, gone, e);
}

bool contact_unmerge(struct db *d, int64_t keep, int64_t now, int64_t *gone, struct changes *c, struct err *e)
{
	json_t *memory = NULL;
	struct stmt *s;
	int64_t id = 0;
	bool ok = false;

	db_must_write(d, "contact_unmerge");
	*gone = 0;
	if (!contact_resolve(d, &keep, e) || !last_merge(d, keep, &id, gone, &memory, e))
		return false;
	s = SQL(d, "UPDATE contacts SET merged_into = NULL WHERE id = :gone", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":gone", *gone);
	if (!stmt_run(s, e) || !restore_rest(d, memory, keep, *gone, e) || !restore_person(d, memory, keep, *gone, e) ||
		!restore_chats(d, id, memory, keep, *gone, now, c, e) || !restore_windows(d, memory, keep, *gone, e) ||
		!contact_refresh(d, keep, c, e) || !contact_refresh(d, *gone, c, e))
		goto out;
	s = SQL(d, "UPDATE contact_merges SET undone_at = :now, memory = '' WHERE id = :id", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		goto out;
	s = SQL(d, "DELETE FROM contact_merge_messages WHERE merge_id = :id", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	ok = stmt_run(s, e);
out:
	json_decref(memory);
	return ok;
}
