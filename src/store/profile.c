/* profile: what the shop itself notes of a contact: fields, tags, notes. See field.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/field.h"
#include "store/inside.h"

#include "base/banned.h"

bool profile_set_field(struct db *d, int64_t id, const struct field *f, const char *value, bool *changed,
	struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "profile_set_field");
	if (!contact_resolve(d, &id, e))
		return false;
	s = *value != '\0' ? SQL(d,
			"INSERT INTO contact_fields (contact_id, name, value) VALUES (:id, :name, :value)"
			" ON CONFLICT (contact_id, name) DO UPDATE SET value = excluded.value"
			" WHERE value <> excluded.value", e)
		: SQL(d, "DELETE FROM contact_fields WHERE contact_id = :id AND name = :name AND :value = ''", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":name", f->name);
	stmt_str(s, ":value", value);
	if (!stmt_run(s, e))
		return false;
	*changed = db_changed(d) > 0;
	if (*changed)
		changes_add(c, CHANGE_CONTACT, id);
	return true;
}

bool profile_set_tag(struct db *d, int64_t id, const char *tag, bool off, bool *changed, struct changes *c,
	struct err *e)
{
	struct stmt *s;
	int64_t n = 0;

	db_must_write(d, "profile_set_tag");
	if (!contact_resolve(d, &id, e))
		return false;
	s = SQL(d, "SELECT count(*) FROM contact_tags WHERE contact_id = :id AND tag <> :tag", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":tag", tag);
	if (!stmt_one(s, &n, e))
		return false;
	if (!off && n >= TAGS_MOST)
		return err_set(e, ERR_CONFLICT, "tag.many",
			N_("there are {n} tags on this contact already: take one off first"), "n=%d", TAGS_MOST);
	s = off ? SQL(d, "DELETE FROM contact_tags WHERE contact_id = :id AND tag = :tag", e)
		: SQL(d, "INSERT OR IGNORE INTO contact_tags (contact_id, tag) VALUES (:id, :tag)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":tag", tag);
	if (!stmt_run(s, e))
		return false;
	*changed = db_changed(d) > 0;
	if (*changed)
		changes_add(c, CHANGE_CONTACT, id);
	return true;
}

bool profile_join(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT OR IGNORE INTO contact_tags (contact_id, tag)"
		" SELECT :keep, tag FROM contact_tags WHERE contact_id = :gone",
		"INSERT OR IGNORE INTO contact_fields (contact_id, name, value)"
		" SELECT :keep, name, value FROM contact_fields WHERE contact_id = :gone",
		"INSERT OR IGNORE INTO contact_blocks (contact_id, session_id, at)"
		" SELECT :keep, session_id, at FROM contact_blocks WHERE contact_id = :gone");
}

/* Notes stay under the contact that they were written to. */

void contact_note_fini(struct contact_note *n)
{
	free(n->author);
	free(n->text);
	free(n->editor);
	*n = (struct contact_note){ 0 };
}

void contact_notes_fini(struct contact_notes *l)
{
	for (size_t i = 0; i < l->n; i++)
		contact_note_fini(&l->v[i]);
	free(l->v);
	*l = (struct contact_notes){ 0 };
}

bool contact_note_add(struct db *d, struct contact_note *n, struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "contact_note_add");
	if (!contact_resolve(d, &n->contact_id, e))
		return false;
	s = SQL(d, "INSERT INTO contact_notes (contact_id, at, agent_id, author, text)"
		" VALUES (:contact, :at, :agent, :author, :text)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", n->contact_id);
	stmt_i64(s, ":at", n->at);
	stmt_i64(s, ":agent", n->agent_id);
	stmt_str(s, ":author", n->author);
	stmt_str(s, ":text", n->text);
	if (!stmt_run(s, e))
		return false;
	n->id = db_last_id(d);
	changes_add(c, CHANGE_CONTACT, n->contact_id);
	return search_note_put(d, true, n->id, n->text, e);
}

#define OF_CONTACT " contact_id IN (SELECT :contact UNION ALL SELECT id FROM contacts WHERE merged_into = :contact)"

/* Out of the full text, as it stands; nothing when there is no such note. */
static bool drop_note(struct db *d, int64_t contact_id, int64_t id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT text FROM contact_notes WHERE id = :id AND deleted_at = 0 AND" OF_CONTACT, e);
	char *text;
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":contact", contact_id);
	if ((got = stmt_row(s, e)) <= 0)
		return got == 0;
	text = take_dup(s);
	stmt_done(s);
	ok = search_note_drop(d, true, id, text, e);
	free(text);
	return ok;
}

static bool no_note(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "note.none", N_("there is no note {id} of this contact"), "id=%lld",
		(long long)id);
}

bool contact_note_edit(struct db *d, int64_t contact_id, int64_t id, int64_t agent_id, const char *who,
	const char *text, int64_t now, struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "contact_note_edit");
	if (!contact_resolve(d, &contact_id, e) || !drop_note(d, contact_id, id, e))
		return false;
	if (text != NULL) {
		s = SQL(d, "UPDATE contact_notes SET text = :text, version = version + 1, edited_at = :now,"
			" edited_by = :agent, editor = :who WHERE id = :id AND deleted_at = 0 AND" OF_CONTACT, e);
		if (s == NULL)
			return false;
		stmt_str(s, ":text", text);
		stmt_i64(s, ":agent", agent_id);
		stmt_str(s, ":who", who);
	} else {
		s = SQL(d, "UPDATE contact_notes SET deleted_at = :now WHERE id = :id AND deleted_at = 0 AND" OF_CONTACT, e);
		if (s == NULL)
			return false;
	}
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":contact", contact_id);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return no_note(id, e);
	changes_add(c, CHANGE_CONTACT, contact_id);
	return text == NULL || search_note_put(d, true, id, text, e);
}

#define CONTACT_NOTE_COLUMNS \
	"id, contact_id, at, agent_id, version, edited_at, edited_by, deleted_at, author, text, editor"

static void take_note(struct stmt *s, struct contact_note *n)
{
	*n = (struct contact_note){ 0 };
	n->id = take_i64(s);
	n->contact_id = take_i64(s);
	n->at = take_i64(s);
	n->agent_id = take_i64(s);
	n->version = take_i64(s);
	n->edited_at = take_i64(s);
	n->edited_by = take_i64(s);
	n->deleted_at = take_i64(s);
	n->author = take_dup(s);
	n->text = take_dup(s);
	n->editor = take_dup(s);
}

bool contact_note_get(struct db *d, int64_t contact_id, int64_t id, struct contact_note *out, struct err *e)
{
	struct stmt *s;
	int got;

	*out = (struct contact_note){ 0 };
	if (!contact_resolve(d, &contact_id, e))
		return false;
	s = SQL(d, "SELECT " CONTACT_NOTE_COLUMNS " FROM contact_notes WHERE id = :id AND deleted_at = 0 AND" OF_CONTACT,
		e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":contact", contact_id);
	got = stmt_row(s, e);
	if (got == 0)
		return no_note(id, e);
	if (got > 0) {
		take_note(s, out);
		stmt_done(s);
	}
	return got > 0;
}

bool contact_note_any(struct db *d, int64_t id, struct contact_note *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " CONTACT_NOTE_COLUMNS " FROM contact_notes WHERE id = :id", e);
	int got;

	*out = (struct contact_note){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got == 0)
		return no_note(id, e);
	if (got > 0) {
		take_note(s, out);
		stmt_done(s);
	}
	return got > 0;
}

bool contact_note_restore(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE contact_notes SET deleted_at = 0 WHERE id = :id AND deleted_at <> 0", e);
	struct contact_note n;
	bool ok;

	db_must_write(d, "contact_note_restore");
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return no_note(id, e);
	if (!contact_note_any(d, id, &n, e))
		return false;
	ok = contact_resolve(d, &n.contact_id, e) && search_note_put(d, true, id, n.text, e);
	changes_add(c, CHANGE_CONTACT, n.contact_id);
	contact_note_fini(&n);
	return ok;
}

bool contact_note_list(struct db *d, int64_t contact_id, int64_t before, size_t limit, struct contact_notes *out,
	struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " CONTACT_NOTE_COLUMNS " FROM contact_notes"
		" WHERE (:before = 0 OR id < :before) AND deleted_at = 0 AND" OF_CONTACT
		" ORDER BY id DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":before", before);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take_note(s, &out->v[out->n++]);
	}
	return got == 0;
}
