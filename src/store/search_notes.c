/* search_notes: notes that have these words, about cases and about contacts. One
 * index for both: row 2·id is a case's note, 2·id + 1 a contact's. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#include "store/inside.h"
#include "store/search.h"
#include "store/terms.h"

#include "base/banned.h"

enum { MATCH_MAX = 8192, CANDIDATES = 200 };

void found_notes_fini(struct found_notes *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].title);
		free(l->v[i].author);
		free(l->v[i].text);
	}
	free(l->v);
	*l = (struct found_notes){ 0 };
}

static bool change(struct db *d, const char *sql, int64_t row, const char *text, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":row", row);
	stmt_str(s, ":text", text);
	return stmt_run(s, e);
}

bool search_note_put(struct db *d, bool of_contact, int64_t id, const char *text, struct err *e)
{
	return change(d, "INSERT INTO search_notes (rowid, body) VALUES (:row, :text)", 2 * id + of_contact, text, e);
}

bool search_note_drop(struct db *d, bool of_contact, int64_t id, const char *text, struct err *e)
{
	return change(d, "INSERT INTO search_notes (search_notes, rowid, body) VALUES ('delete', :row, :text)",
		2 * id + of_contact, text, e);
}

static bool find(struct db *d, const char *match, int64_t chat_id, size_t limit, struct found_notes *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"WITH f AS MATERIALIZED (SELECT w.rowid AS k FROM search_notes w WHERE search_notes MATCH :match"
		" ORDER BY w.rowid DESC LIMIT :candidates)"
		" SELECT n.id, n.at AS at, n.conversation_id, 0, coalesce(p.name, c.name, ''), coalesce(a.name, ''), n.text"
		" FROM f JOIN notes n ON f.k % 2 = 0 AND n.id = f.k / 2 JOIN chats c ON c.id = n.chat_id"
		" LEFT JOIN contacts p ON p.id = c.contact_id LEFT JOIN agents a ON a.id = n.agent_id"
		" WHERE :chat IS NULL OR n.chat_id = :chat"
		" UNION ALL SELECT n.id, n.at, 0, n.contact_id, coalesce(p.name, ''), n.author, n.text"
		" FROM f JOIN contact_notes n ON f.k % 2 = 1 AND n.id = f.k / 2 JOIN contacts p ON p.id = n.contact_id"
		" WHERE :chat IS NULL OR EXISTS (SELECT 1 FROM chats c WHERE c.id = :chat AND c.contact_id = n.contact_id)"
		" ORDER BY at DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_str(s, ":match", match);
	stmt_i64(s, ":candidates", CANDIDATES);
	stmt_id(s, ":chat", chat_id);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct found_note *n;

		LIST_GROW(out);
		n = &out->v[out->n++];
		n->id = take_i64(s);
		n->at = take_i64(s);
		n->conversation_id = take_i64(s);
		n->contact_id = take_i64(s);
		n->title = take_dup(s);
		n->author = take_dup(s);
		n->text = take_dup(s);
	}
	return got == 0;
}

bool search_notes(struct db *d, const char *words, int64_t chat_id, size_t limit, struct found_notes *out, struct err *e)
{
	struct buf all, nots, match;
	bool ok = true;

	buf_init(&all, MATCH_MAX);
	buf_init(&nots, MATCH_MAX);
	buf_init(&match, 3 * MATCH_MAX);
	search_words(words, &all, NULL, &nots);
	buf_addf(&match, "(%s)", buf_str(&all));
	if (nots.n > 0)
		buf_addf(&match, " NOT (%s)", buf_str(&nots));
	if (all.n > 0 && !all.over && !nots.over)
		ok = find(d, buf_str(&match), chat_id, limit, out, e);
	buf_fini(&match);
	buf_fini(&nots);
	buf_fini(&all);
	return ok;
}
