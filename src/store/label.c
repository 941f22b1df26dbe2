/* label: see label.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "store/inside.h"
#include "store/label.h"

#include "base/banned.h"

enum { NAMES_SHOWN = 20 };

#define LABEL_COLUMNS                                                                                 \
	"b.id, b.name, b.colour, (SELECT count(*) FROM conversation_labels x JOIN conversations k"   \
	" ON k.id = x.conversation_id WHERE x.label_id = b.id AND k.latest = 1"                      \
	" AND k.status NOT IN ('closed','archived'))"

static void take(struct stmt *s, struct label_row *r)
{
	*r = (struct label_row){ 0 };
	r->id = take_i64(s);
	take_into(s, r->name, sizeof r->name);
	take_named(s, label_colour, &r->colour);
	r->conversations = take_i64(s);
}

void label_rows_fini(struct label_rows *l)
{
	free(l->v);
	*l = (struct label_rows){ 0 };
}

enum label_letter label_letter(uint32_t c)
{
	if (c == TEXT_BROKEN || c <= ' ' || c == ',' || (c >= 0x7f && c <= 0xa0))
		return LETTER_GAP;
	/* What holds the parts of an emoji or of a ligature together; the rest of what is not seen
	 * turns lines round or makes two labels that look like one. */
	if (text_invisible(c) && c != 0x200c && c != 0x200d && !(c >= 0xfe00 && c <= 0xfe0f) &&
		!(c >= 0xe0020 && c <= 0xe007f))
		return LETTER_NONE;
	return LETTER_PLAIN;
}

bool label_check(const char *name, struct err *e)
{
	size_t n = strlen(name);
	bool plain = true, seen = false;

	for (size_t at = 0; plain && at < n;) {
		uint32_t c;

		at += text_decode(name + at, n - at, &c);
		plain = label_letter(c) == LETTER_PLAIN;
		seen = seen || !text_invisible(c);
	}
	if (plain && seen && n < LABEL_CAP && strchr("+-@", *name) == NULL)
		return true;
	return err_set(e, ERR_USAGE, "label.name",
		N_("{name} cannot be a label: one word of at most {max} bytes, without commas and without a sign in front"),
		"name=%.80s\nmax=%d", name, LABEL_CAP - 1);
}

bool label_find(struct db *d, const char *name, struct label_row *r, bool *found, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " LABEL_COLUMNS " FROM labels b WHERE b.folded = :name", e);
	char folded[4 * LABEL_CAP];
	int got;

	*found = false;
	if (s == NULL)
		return false;
	find_fold(folded, sizeof folded, name);
	stmt_str(s, ":name", folded);
	got = stmt_row(s, e);
	if (got > 0) {
		take(s, r);
		stmt_done(s);
		*found = true;
	}
	return got >= 0;
}

bool label_by_id(struct db *d, int64_t id, struct label_row *r, bool *found, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " LABEL_COLUMNS " FROM labels b WHERE b.id = :id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	*found = got > 0;
	if (got > 0) {
		take(s, r);
		stmt_done(s);
	}
	return got >= 0;
}

static bool none(struct db *d, const char *name, struct err *e)
{
	struct label_rows rows = { 0 };
	struct buf all = { 0 };
	bool ok = label_list(d, "", NAMES_SHOWN, &rows, e);

	for (size_t i = 0; i < rows.n; i++)
		buf_addf(&all, "%s%s", i > 0 ? ", " : "", rows.v[i].name);
	if (ok && rows.n == 0)
		err_set(e, ERR_NOT_FOUND, "label.first",
			N_("there is no label {name}, nor any other yet; a lead makes one: `wartel label set {name}`"),
			"name=%.80s", name);
	else if (ok)
		err_set(e, ERR_NOT_FOUND, "label.none",
			N_("there is no label {name}; there are: {labels}. A lead makes one: `wartel label set {name}`"),
			"name=%.80s\nlabels=%.400s", name, buf_str(&all));
	buf_fini(&all);
	label_rows_fini(&rows);
	return false;
}

bool label_named(struct db *d, const char *name, struct label_row *r, struct err *e)
{
	bool found;

	return label_find(d, name, r, &found, e) && (found || none(d, name, e));
}

bool label_list(struct db *d, const char *after, size_t limit, struct label_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " LABEL_COLUMNS " FROM labels b WHERE b.folded > :after ORDER BY b.folded LIMIT :limit", e);
	char folded[4 * LABEL_CAP];
	int got;

	if (s == NULL)
		return false;
	find_fold(folded, sizeof folded, after);
	stmt_str(s, ":after", folded);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

/* Whoever shows a case that has it has to show it anew. */
static bool tell(struct db *d, int64_t label_id, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT conversation_id FROM conversation_labels WHERE label_id = :label", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":label", label_id);
	while ((got = stmt_row(s, e)) > 0)
		changes_add(c, CHANGE_CONVERSATION, take_i64(s));
	return got == 0;
}

static bool write_row(struct db *d, struct label_row *r, int64_t now, struct err *e)
{
	char folded[4 * LABEL_CAP];
	struct stmt *s;

	find_fold(folded, sizeof folded, r->name);
	if (r->id == 0)
		s = SQL(d,
			"INSERT INTO labels (name, folded, colour, created_at)"
			" VALUES (:name, :folded, :colour, :now)", e);
	else
		s = SQL(d, "UPDATE labels SET name = :name, folded = :folded, colour = :colour WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", r->name);
	stmt_str(s, ":folded", folded);
	stmt_str(s, ":colour", label_colour_name(r->colour));
	if (r->id == 0)
		stmt_i64(s, ":now", now);
	else
		stmt_i64(s, ":id", r->id);
	if (!stmt_run(s, e))
		return false;
	if (r->id == 0)
		r->id = db_last_id(d);
	return true;
}

bool label_set(struct db *d, const char *name, const char *rename, const enum label_colour *colour, int64_t now,
	struct label_row *r, struct changes *c, struct err *e)
{
	struct label_row other = { 0 };
	bool found = false, taken = false;

	db_must_write(d, "label_set");
	*r = (struct label_row){ 0 };
	if (!label_check(name, e) || (rename != NULL && !label_check(rename, e)) || !label_find(d, name, r, &found, e))
		return false;
	if (rename != NULL && !found)
		return none(d, name, e);
	if (rename != NULL && !label_find(d, rename, &other, &taken, e))
		return false;
	if (taken && other.id != r->id)
		return err_set(e, ERR_CONFLICT, "label.taken", N_("there is a label {name} already"), "name=%s", other.name);
	str_copy(r->name, sizeof r->name, rename != NULL ? rename : found ? r->name : name);
	if (colour != NULL)
		r->colour = *colour;
	return write_row(d, r, now, e) && tell(d, r->id, c, e);
}

bool label_delete(struct db *d, const char *name, struct label_row *r, struct changes *c, struct err *e)
{
	struct stmt *s;

	db_must_write(d, "label_delete");
	if (!label_named(d, name, r, e) || !tell(d, r->id, c, e))
		return false;
	s = SQL(d, "DELETE FROM labels WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->id);
	return stmt_run(s, e);
}

bool label_is_on(struct db *d, int64_t conversation_id, int64_t label_id, bool *on, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT EXISTS (SELECT 1 FROM conversation_labels x JOIN conversations g"
		" ON coalesce(g.merged_into, g.id) = x.conversation_id WHERE g.id = :id AND x.label_id = b.id)"
		" FROM labels b WHERE b.id = :label", e);
	int64_t yes = -1;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", conversation_id);
	stmt_i64(s, ":label", label_id);
	if (!stmt_one(s, &yes, e))
		return false;
	*on = yes > 0;
	return yes >= 0 || err_set(e, ERR_NOT_FOUND, "label.gone", N_("this label is gone"), NULL);
}

bool label_put(struct db *d, int64_t conversation_id, int64_t label_id, bool on, bool *was_otherwise, struct changes *c,
	struct err *e)
{
	struct stmt *s;
	int64_t chat;

	db_must_write(d, "label_put");
	if (!conversation_resolve(d, &conversation_id, &chat, true, e))
		return false;
	if (on)
		s = SQL(d, "INSERT OR IGNORE INTO conversation_labels (conversation_id, label_id) VALUES (:id, :label)", e);
	else
		s = SQL(d, "DELETE FROM conversation_labels WHERE conversation_id = :id AND label_id = :label", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", conversation_id);
	stmt_i64(s, ":label", label_id);
	if (!stmt_run(s, e))
		return false;
	*was_otherwise = db_changed(d) > 0;
	if (*was_otherwise)
		changes_add(c, CHANGE_CONVERSATION, conversation_id);
	return true;
}

bool label_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT OR IGNORE INTO conversation_labels (conversation_id, label_id)"
		" SELECT :keep, label_id FROM conversation_labels WHERE conversation_id = :gone",
		"DELETE FROM conversation_labels WHERE conversation_id = :gone");
}
