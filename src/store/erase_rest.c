/* erase_rest: what is left of somebody after erase_begin, piece by piece, and the full text
 * and the journal after it. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/erase.h"
#include "store/inside.h"
#include "store/setting.h"

#include "base/banned.h"

enum { MESSAGES_A_PIECE = 100, PAGES_A_PIECE = 200 };

#define WHO "SELECT id FROM contacts WHERE id = :id UNION ALL SELECT id FROM contacts WHERE merged_into = :id"
/* Their chats of before, which lead to the empty ones. */
#define OLD_CHATS                                                                                 \
	"SELECT g.id FROM chats n JOIN chats g ON g.merged_into = n.id WHERE n.contact_id = :id"   \
	" AND n.merged_into IS NULL"

/* What is still to be written anew: 1 and on the full text, table by table, then the journal. */
#define SETTING_TIDY "erase.tidy"

void erase_files_fini(struct erase_files *l)
{
	free(l->v);
	*l = (struct erase_files){ 0 };
}

static void files_add(struct erase_files *l, const char *hash)
{
	if (*hash == '\0')
		return;
	LIST_GROW(l);
	str_copy(l->v[l->n++], DEPOT_HASH_CAP, hash);
}

struct doomed {
	int64_t id, at, media_id;
	bool left;
	char *text;
};
struct doomed_list {
	struct doomed *v;
	size_t n, cap;
};

static void doomed_fini(struct doomed_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].text);
	free(l->v);
}

static bool next_of(struct db *d, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT contact_id FROM erasing ORDER BY contact_id LIMIT 1", e);

	*id = 0;
	return s != NULL && stmt_one(s, id, e);
}

bool erase_pending(struct db *d, bool *yes, struct err *e)
{
	int64_t id, tidy;

	if (!next_of(d, &id, e) || !setting_i64(d, SETTING_TIDY, 0, &tidy, e))
		return false;
	*yes = id != 0 || tidy != 0;
	return true;
}

static bool some_messages(struct db *d, int64_t id, struct doomed_list *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.id, m.at, m.text, coalesce(o.left_ms, 0) > 0, coalesce(x.media_id, 0)"
		" FROM messages m INDEXED BY messages_thread LEFT JOIN outbox o ON o.message_id = m.id"
		" LEFT JOIN message_media x ON x.message_id = m.id WHERE m.chat_id IN (" OLD_CHATS ") LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":limit", MESSAGES_A_PIECE);
	while ((got = stmt_row(s, e)) > 0) {
		struct doomed *m;

		LIST_GROW(out);
		m = &out->v[out->n++];
		m->id = take_i64(s);
		m->at = take_i64(s);
		m->text = take_dup(s);
		m->left = take_i64(s) != 0;
		m->media_id = take_i64(s);
	}
	return got == 0;
}

/* Of one that left stays what the limits count: when, and what became of it; and its id, by
 * which its ticks are known, and itself when WhatsApp tells it again. */
static bool blank(struct db *d, int64_t message_id, struct err *e)
{
	return steps_of(d, message_id, e,
		"DELETE FROM message_media WHERE message_id = :id",
		"DELETE FROM reactions WHERE message_id = :id",
		"DELETE FROM poll_votes WHERE message_id = :id",
		"UPDATE messages SET chat_id = g.merged_into, conversation_id = (SELECT max(k.id) FROM conversations k"
		" WHERE k.chat_id = g.merged_into), kind = 'text', text = '',"
		" place = '', detail = '', reply_wa_id = '', starred = 0 FROM chats g WHERE g.id = messages.chat_id"
		" AND messages.id = :id",
		"UPDATE outbox SET chat_id = h.id, contact_id = h.contact_id, recipient = '', body_hash = '', forward = '',"
		" confirm_reason = '', why_text = '', why_args = '' FROM messages m JOIN chats h ON h.id = m.chat_id"
		" WHERE m.id = :id AND outbox.message_id = :id",
		"UPDATE outbox_attempts SET wa_id = '', detail = '' WHERE message_id = :id");
}

static bool delete(struct db *d, int64_t message_id, struct err *e)
{
	return steps_of(d, message_id, e, "DELETE FROM outbox_attempts WHERE message_id = :id") &&
		steps_of(d, message_id, e, "DELETE FROM outbox WHERE message_id = :id") &&
		steps_of(d, message_id, e, "DELETE FROM messages WHERE id = :id");
}

static bool wipe_message(struct db *d, const struct doomed *m, struct erase_files *files, struct err *e)
{
	char hash[DEPOT_HASH_CAP] = "";

	if (!search_drop(d, m->id, m->at, m->text, e) || !(m->left ? blank(d, m->id, e) : delete(d, m->id, e)))
		return false;
	if (m->media_id != 0 && !media_release(d, m->media_id, hash, e))
		return false;
	files_add(files, hash);
	return true;
}

static bool wipe_notes(struct db *d, int64_t id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id, deleted_at, text FROM notes WHERE chat_id IN (" OLD_CHATS ")", e);
	struct doomed_list notes = { 0 };
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&notes);
		notes.v[notes.n].id = take_i64(s);
		notes.v[notes.n].at = take_i64(s);
		notes.v[notes.n++].text = take_dup(s);
	}
	ok = got == 0;
	/* A deleted one is not in the index any more. */
	for (size_t i = 0; ok && i < notes.n; i++)
		ok = (notes.v[i].at != 0 || search_note_drop(d, false, notes.v[i].id, notes.v[i].text, e)) &&
			steps_of(d, notes.v[i].id, e, "DELETE FROM mentions WHERE note_id = :id") &&
			steps_of(d, notes.v[i].id, e, "DELETE FROM notes WHERE id = :id");
	doomed_fini(&notes);
	return ok;
}

static bool wipe_pictures(struct db *d, int64_t id, struct erase_files *files, struct err *e)
{
	struct stmt *s = SQL(d, WHO, e);
	struct outbox_ids who = { 0 };
	char hash[DEPOT_HASH_CAP];
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&who);
		who.v[who.n++] = take_i64(s);
	}
	ok = got == 0;
	for (size_t i = 0; ok && i < who.n; i++) {
		ok = picture_drop(d, who.v[i], hash, e);
		if (ok)
			files_add(files, hash);
	}
	free(who.v);
	return ok;
}

/* The old chats have no message any more. */
static bool wipe_chats(struct db *d, int64_t id, struct err *e)
{
	if (!steps_of(d, id, e,
		"DELETE FROM conversation_windows WHERE chat_id IN (" OLD_CHATS ")",
		"DELETE FROM label_chats WHERE chat_id IN (" OLD_CHATS ")",
		"DELETE FROM seen WHERE chat_id IN (" OLD_CHATS ")",
		"DELETE FROM contact_merge_messages WHERE merge_id IN (SELECT id FROM contact_merges"
		" WHERE keep_id IN (" WHO ") OR gone_id IN (" WHO "))",
		"DELETE FROM contact_merges WHERE keep_id IN (" WHO ") OR gone_id IN (" WHO ")",
		"UPDATE conversations SET chat_id = g.merged_into FROM chats g WHERE g.id = conversations.chat_id"
		" AND g.id IN (" OLD_CHATS ")",
		"DELETE FROM chats WHERE id IN (" OLD_CHATS ")",
		"DELETE FROM erasing WHERE contact_id = :id"))
		return false;
	return setting_set_i64(d, SETTING_TIDY, 1, e);
}

bool erase_piece(struct db *d, struct erase_files *files, bool *more, struct err *e)
{
	struct doomed_list some = { 0 };
	int64_t id;
	bool ok;

	db_must_write(d, "erase_piece");
	*more = false;
	if (!next_of(d, &id, e))
		return false;
	if (id == 0)
		return true;
	ok = some_messages(d, id, &some, e);
	for (size_t i = 0; ok && i < some.n; i++)
		ok = wipe_message(d, &some.v[i], files, e);
	if (ok && some.n == 0)
		ok = wipe_notes(d, id, e) && wipe_pictures(d, id, files, e) && wipe_chats(d, id, e);
	if (ok && some.n == 0)
		ok = next_of(d, &id, e);
	doomed_fini(&some);
	*more = ok && id != 0;
	return ok;
}

/* The journal holds pages as they were until it is begun anew. */
static bool end_journal(struct db *d, bool *busy, struct err *e)
{
	struct stmt *s = SQL(d, "PRAGMA wal_checkpoint(TRUNCATE)", e);
	int64_t blocked = 0;
	bool ok;

	if (s == NULL)
		return false;
	/* It would wait for readers with the lock that all who write need. */
	sqlite3_busy_timeout(db_handle(d), 0);
	ok = stmt_one(s, &blocked, e);
	sqlite3_busy_timeout(db_handle(d), DB_WAIT_MS);
	if (!ok)
		return false;
	*busy = blocked != 0;
	return *busy || setting_set_i64(d, SETTING_TIDY, 0, e);
}

/* Steps of FTS5's own: the first of a table takes all its segments together, the following
 * go on until nothing is left to do. */
static bool merge(struct db *d, int64_t step, bool *done, struct err *e)
{
	static const char *const sql[] = {
		"INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)",
		"INSERT INTO search_parts (search_parts, rank) VALUES ('merge', :pages)",
		"INSERT INTO search_notes (search_notes, rank) VALUES ('merge', :pages)",
	};
	size_t table = (size_t)(step - 1) / 2;
	bool first = step % 2 != 0;
	int before = sqlite3_total_changes(db_handle(d));
	struct stmt *s = SQL(d, sql[table], e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":pages", first ? -PAGES_A_PIECE : PAGES_A_PIECE);
	if (!stmt_run(s, e))
		return false;
	/* One change is that of the statement itself. */
	*done = first || sqlite3_total_changes(db_handle(d)) - before < 2;
	return true;
}

enum { MERGED = 7 };

bool erase_tidy(struct db *d, bool *more, bool *busy, struct err *e)
{
	int64_t step, left;
	bool done = false, ok;

	*more = *busy = false;
	if (!next_of(d, &left, e) || !setting_i64(d, SETTING_TIDY, 0, &step, e))
		return false;
	if (step == 0 || left != 0)
		return true;
	if (step >= MERGED) {
		ok = end_journal(d, busy, e);
		*more = ok && *busy;
		return ok;
	}
	ok = db_begin_write(d, e) && merge(d, step, &done, e) && (!done || setting_set_i64(d, SETTING_TIDY, step + 1, e)) &&
		db_commit(d, e);
	if (!ok)
		db_rollback(d);
	*more = ok;
	return ok;
}
