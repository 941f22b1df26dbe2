/* search_notes: notes that have these words, about cases and about contacts. One
 * index for both: row id is a case's note, row -id a contact's. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#include "store/inside.h"
#include "store/search.h"
#include "store/terms.h"

#include "base/banned.h"

enum { MATCH_MAX = 8192 };

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

static int64_t row_of(bool of_contact, int64_t id)
{
	return of_contact ? -id : id;
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
	return change(d, "INSERT INTO search_notes (rowid, body) VALUES (:row, :text)", row_of(of_contact, id), text, e);
}

bool search_note_drop(struct db *d, bool of_contact, int64_t id, const char *text, struct err *e)
{
	return change(d, "INSERT INTO search_notes (search_notes, rowid, body) VALUES ('delete', :row, :text)",
		row_of(of_contact, id), text, e);
}

#define OF_CASE                                                                                       \
	"SELECT n.id, n.at AS at, n.conversation_id, 0, coalesce(p.name, c.name, ''), coalesce(a.name, ''), n.text"
#define OF_CONTACT "SELECT n.id, n.at, 0, p.id, coalesce(p.name, ''), n.author, n.text"
#define JOINS_OF_CASE                                                                                 \
	" JOIN chats c ON c.id = n.chat_id LEFT JOIN contacts p ON p.id = c.contact_id"              \
	" LEFT JOIN agents a ON a.id = n.agent_id"
#define JOINS_OF_CONTACT                                                                              \
	" JOIN contacts g ON g.id = n.contact_id JOIN contacts p ON p.id = coalesce(g.merged_into, g.id)"
#define NEWEST " ORDER BY at DESC LIMIT :limit"

/* The index leads: of each kind its newest. */
static const char everywhere[] =
	OF_CASE " FROM (SELECT rowid AS k FROM search_notes WHERE search_notes MATCH :match AND rowid > 0"
	" ORDER BY rowid DESC LIMIT :limit) f JOIN notes n ON n.id = f.k" JOINS_OF_CASE
	" UNION ALL " OF_CONTACT " FROM (SELECT rowid AS k FROM search_notes WHERE search_notes MATCH :match"
	" AND rowid < 0 ORDER BY rowid LIMIT :limit) f JOIN contact_notes n ON n.id = -f.k" JOINS_OF_CONTACT NEWEST;

/* The chat's few notes lead, its contact's too, and the index is asked about each. */
static const char in_chat[] =
	"WITH h AS MATERIALIZED (SELECT k.id, k.contact_id FROM chats o JOIN chats k ON k.id = coalesce(o.merged_into, o.id)"
	" WHERE o.id = :chat) "
	OF_CASE " FROM h CROSS JOIN notes n ON n.chat_id = h.id CROSS JOIN search_notes w ON w.rowid = n.id" JOINS_OF_CASE
	" WHERE search_notes MATCH :match"
	" UNION ALL " OF_CONTACT " FROM h CROSS JOIN contacts m ON m.id = h.contact_id OR m.merged_into = h.contact_id"
	" CROSS JOIN contact_notes n ON n.contact_id = m.id CROSS JOIN search_notes w ON w.rowid = -n.id" JOINS_OF_CONTACT
	" WHERE search_notes MATCH :match" NEWEST;

static bool find(struct db *d, const char *match, int64_t chat_id, size_t limit, struct found_notes *out, struct err *e)
{
	struct stmt *s = SQL(d, chat_id != 0 ? in_chat : everywhere, e);
	int got;

	if (s == NULL)
		return false;
	stmt_str(s, ":match", match);
	if (chat_id != 0)
		stmt_i64(s, ":chat", chat_id);
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
