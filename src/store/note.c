/* note: see note.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/conversation.h"
#include "store/inside.h"
#include "store/note.h"

#include "base/banned.h"

enum { MENTIONS_MAX = 20, NAME_CAP = 64 };

#define NOTE_COLUMNS                                                                                  \
	"x.id, x.conversation_id, x.chat_id, x.at, x.agent_id, coalesce(a.name, ''), x.text,"        \
	" coalesce((SELECT group_concat(y.name, char(10)) FROM (SELECT g.name FROM mentions m"       \
	" JOIN agents g ON g.id = m.agent_id WHERE m.note_id = x.id ORDER BY g.name) y), ''),"       \
	" x.version, x.edited_at, x.edited_by, coalesce(b.name, '')"
#define NOTE_JOINS " LEFT JOIN agents a ON a.id = x.agent_id LEFT JOIN agents b ON b.id = x.edited_by"

void note_row_fini(struct note_row *r)
{
	free(r->author);
	free(r->text);
	free(r->mentions);
	free(r->editor);
	*r = (struct note_row){ 0 };
}

void note_rows_fini(struct note_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		note_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct note_rows){ 0 };
}

static void take(struct stmt *s, struct note_row *r)
{
	*r = (struct note_row){ 0 };
	r->id = take_i64(s);
	r->conversation_id = take_i64(s);
	r->chat_id = take_i64(s);
	r->at = take_i64(s);
	r->agent_id = take_i64(s);
	r->author = take_dup(s);
	r->text = take_dup(s);
	r->mentions = take_dup(s);
	r->version = take_i64(s);
	r->edited_at = take_i64(s);
	r->edited_by = take_i64(s);
	r->editor = take_dup(s);
}

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-", c) != NULL ||
		(unsigned char)c >= 0x80;
}

static bool put_mention(struct db *d, int64_t note_id, const char *name, int64_t author, int64_t now, struct changes *c,
	struct err *e)
{
	/* Who mentions himself need not be told. */
	struct stmt *s = SQL(d,
		"INSERT OR IGNORE INTO mentions (note_id, agent_id, seen_at)"
		" SELECT :note, id, CASE WHEN id = :author THEN :now ELSE 0 END FROM agents WHERE name = :name", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":note", note_id);
	stmt_i64(s, ":author", author);
	stmt_i64(s, ":now", now);
	stmt_str(s, ":name", name);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_HEALTH, 0);
	return true;
}

/* A name ends a sentence too: "ask @dewi." means dewi, unless somebody is called "dewi.". */
static bool mention(struct db *d, int64_t note_id, const char *text, int64_t author, int64_t now, struct changes *c,
	struct err *e)
{
	int n = 0;

	for (const char *p = text; (p = strchr(p, '@')) != NULL && n < MENTIONS_MAX;) {
		char name[NAME_CAP];
		size_t len = 0;

		if (p++ != text && in_name(p[-2])) /* an address of mail is nobody's name */
			continue;
		while (p[len] != '\0' && in_name(p[len]) && len + 1 < sizeof name) {
			name[len] = p[len];
			len++;
		}
		for (p += len; len > 0; len--) {
			name[len] = '\0';
			if (!put_mention(d, note_id, name, author, now, c, e))
				return false;
			if (strchr(".-", name[len - 1]) == NULL)
				break;
		}
		n++;
	}
	return true;
}

/* The case a note is about is told, so that whoever shows it reads it again. */
static bool changed(struct db *d, int64_t chat_id, struct changes *c, struct err *e)
{
	int64_t conversation;

	if (!conversation_of_chat(d, chat_id, &conversation, e))
		return false;
	if (conversation != 0)
		changes_add(c, CHANGE_CONVERSATION, conversation);
	return true;
}

static bool check(const char *text, struct err *e)
{
	return text[strspn(text, " \t\r\n")] != '\0' ||
		err_set(e, ERR_USAGE, "note.empty", N_("a note needs a text"), NULL);
}

bool note_add(struct db *d, int64_t conversation_id, int64_t agent_id, const char *text, int64_t now, int64_t *id,
	struct changes *c, struct err *e)
{
	struct stmt *s;
	int64_t chat;

	db_must_write(d, "note_add");
	if (!check(text, e) || !conversation_resolve(d, &conversation_id, &chat, false, e))
		return false;
	s = SQL(d, "INSERT INTO notes (conversation_id, chat_id, at, agent_id, text) VALUES (:case, :chat, "
		":now, :agent, :text)",
		e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":case", conversation_id);
	stmt_i64(s, ":chat", chat);
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":agent", agent_id);
	stmt_str(s, ":text", text);
	if (!stmt_run(s, e))
		return false;
	*id = db_last_id(d);
	return search_note_put(d, false, *id, text, e) && mention(d, *id, text, agent_id, now, c, e) &&
		changed(d, chat, c, e);
}

static bool none(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "note.none", N_("there is no note {id}"), "id=%lld", (long long)id);
}

bool note_get(struct db *d, int64_t id, struct note_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " NOTE_COLUMNS " FROM notes x" NOTE_JOINS " WHERE x.id = :id AND x.deleted_at = 0", e);
	int got;

	*r = (struct note_row){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got > 0) {
		take(s, r);
		stmt_done(s);
	}
	return got > 0 || (got == 0 && none(id, e));
}

bool note_edit(struct db *d, int64_t id, int64_t agent_id, const char *text, int64_t now, struct changes *c,
	struct err *e)
{
	struct note_row r;
	struct stmt *s;
	int64_t chat, author;

	db_must_write(d, "note_edit");
	if (!check(text, e) || !note_get(d, id, &r, e))
		return false;
	chat = r.chat_id;
	author = r.agent_id;
	bool indexed = search_note_drop(d, false, id, r.text, e) && search_note_put(d, false, id, text, e);
	note_row_fini(&r);
	if (!indexed)
		return false;
	s = SQL(d,
		"UPDATE notes SET text = :text, version = version + 1, edited_at = :now, edited_by = :agent "
		"WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":text", text);
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":agent", agent_id);
	if (!stmt_run(s, e))
		return false;
	/* Who is mentioned no more was told nevertheless; who is now, is told now. */
	return mention(d, id, text, author, now, c, e) && changed(d, chat, c, e);
}

bool note_is_deleted(struct db *d, int64_t id, bool *deleted, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT deleted_at FROM notes WHERE id = :id", e);
	int64_t at = -1;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!stmt_one(s, &at, e))
		return false;
	*deleted = at != 0;
	return at >= 0 || none(id, e);
}

bool note_set_deleted(struct db *d, int64_t id, bool deleted, int64_t now, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE notes SET deleted_at = CASE WHEN :deleted THEN :now ELSE 0 END"
		" WHERE id = :id AND (deleted_at <> 0) <> :deleted", e);
	int64_t chat = 0;

	db_must_write(d, "note_set_deleted");
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":deleted", deleted);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return none(id, e);
	s = SQL(d, "SELECT chat_id, text FROM notes WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (stmt_row(s, e) < 0)
		return false;
	chat = take_i64(s);
	char *text = take_dup(s);
	stmt_done(s);
	bool indexed = (deleted ? search_note_drop : search_note_put)(d, false, id, text, e);
	free(text);
	changes_add(c, CHANGE_HEALTH, 0);
	return indexed && changed(d, chat, c, e);
}

bool note_list(struct db *d, int64_t chat_id, int64_t from, int64_t to, int64_t before, size_t limit,
	struct note_rows *out, bool *more, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " NOTE_COLUMNS " FROM notes x INDEXED BY notes_chat" NOTE_JOINS
		" WHERE x.chat_id = (SELECT coalesce(g.merged_into, g.id) FROM chats g WHERE g.id = :chat)"
		" AND x.deleted_at = 0 AND x.at >= :from AND x.at < :to AND (:before = 0 OR x.id < :before)"
		" ORDER BY x.at DESC, x.id DESC LIMIT :limit", e);
	int got;

	*more = false;
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":from", from);
	stmt_i64(s, ":to", to);
	stmt_i64(s, ":before", before);
	stmt_i64(s, ":limit", (int64_t)limit + 1);
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == limit) {
			stmt_done(s);
			*more = true;
			got = 0;
			break;
		}
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	for (size_t i = 0; i < out->n / 2; i++) {
		struct note_row r = out->v[i];

		out->v[i] = out->v[out->n - 1 - i];
		out->v[out->n - 1 - i] = r;
	}
	return got == 0;
}

bool note_mentions(struct db *d, int64_t agent_id, int64_t *n, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM mentions m INDEXED BY mentions_unseen JOIN notes x ON x.id = m.note_id"
		" WHERE m.agent_id = :agent AND m.seen_at = 0 AND x.deleted_at = 0", e);

	*n = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	return stmt_one(s, n, e);
}

bool note_seen(struct db *d, int64_t agent_id, int64_t chat_id, int64_t now, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE mentions INDEXED BY mentions_unseen SET seen_at = :now WHERE agent_id = :agent AND seen_at = 0"
		" AND note_id IN (SELECT x.id FROM notes x WHERE x.chat_id = :chat)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return true;
	changes_add(c, CHANGE_HEALTH, 0);
	return changed(d, chat_id, c, e);
}

bool note_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"UPDATE notes SET chat_id = :keep WHERE chat_id = :gone");
}
