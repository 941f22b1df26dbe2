/* template: see template.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "store/stmt.h"
#include "store/template.h"

#include "base/banned.h"

void template_row_fini(struct template_row *r)
{
	free(r->text);
	free(r->variables);
	*r = (struct template_row){ 0 };
}

void template_rows_fini(struct template_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		template_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct template_rows){ 0 };
}

#define LEFT "m.state NOT IN ('queued','held','sending','cancelled','rejected')"
#define SELECT_WORDS                                                                                        \
	"SELECT t.id, t.name, t.language, t.status, t.version, v.body, v.variables, v.who, v.at, t.created_at," \
	" CASE t.status WHEN 'approved' THEN t.approved_by ELSE '' END,"                                   \
	" CASE t.status WHEN 'approved' THEN t.approved_at ELSE 0 END,"
/* How often it was used, and when the last time: as many rows as there were. */
#define SELECT_USE                                                                                          \
	" (SELECT count(*) FROM outbox o INDEXED BY outbox_template JOIN messages m ON m.id = o.message_id"  \
	"  WHERE o.template_id = t.id AND o.left_ms > 0 AND " LEFT "),"                                      \
	" (SELECT coalesce(max(o.left_ms), 0) / 1000 FROM outbox o INDEXED BY outbox_template"               \
	"  JOIN messages m ON m.id = o.message_id WHERE o.template_id = t.id AND o.left_ms > 0 AND " LEFT ")"
#define FROM_TEMPLATES                                                                                      \
	" FROM message_templates t JOIN template_versions v ON v.template_id = t.id AND v.version = t.version"
#define SELECT_ROW SELECT_WORDS SELECT_USE FROM_TEMPLATES
#define NAMED                                                                                               \
	" WHERE t.deleted = 0 AND t.name = :name AND (:language = '' OR t.language = :language)"            \
	" ORDER BY t.language = 'id' DESC LIMIT 1"

static void take(struct stmt *s, struct template_row *r)
{
	*r = (struct template_row){ 0 };
	r->id = take_i64(s);
	take_into(s, r->name, sizeof r->name);
	take_named(s, template_language, &r->language);
	take_named(s, template_status, &r->status);
	r->version = (int)take_i64(s);
	r->text = take_dup(s);
	r->variables = take_dup(s);
	take_into(s, r->by, sizeof r->by);
	r->at = take_i64(s);
	r->created_at = take_i64(s);
	take_into(s, r->approved_by, sizeof r->approved_by);
	r->approved_at = take_i64(s);
	r->uses = take_i64(s);
	r->used_at = take_i64(s);
}

bool template_list(struct db *d, struct template_rows *out, struct err *e)
{
	struct stmt *s = SQL(d, SELECT_ROW " WHERE t.deleted = 0 ORDER BY t.name, t.language DESC", e);
	int got;

	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

static bool one(struct stmt *s, struct template_row *r, bool *found, struct err *e)
{
	int got = stmt_row(s, e);

	*found = got > 0;
	if (got > 0) {
		take(s, r);
		stmt_done(s);
	}
	return got >= 0;
}

static bool named(struct stmt *s, const char *name, const char *language, struct template_row *r, bool *found,
	struct err *e)
{
	*found = false;
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	stmt_str(s, ":language", language != NULL ? language : "");
	return one(s, r, found, e);
}

bool template_find(struct db *d, const char *name, const char *language, struct template_row *r, bool *found,
	struct err *e)
{
	struct stmt *s = SQL(d, SELECT_ROW NAMED, e);

	return named(s, name, language, r, found, e);
}

bool template_words(struct db *d, const char *name, struct template_row *r, bool *found, struct err *e)
{
	struct stmt *s = SQL(d, SELECT_WORDS " 0, 0" FROM_TEMPLATES NAMED, e);

	return named(s, name, NULL, r, found, e);
}

bool template_by_id(struct db *d, int64_t id, struct template_row *r, bool *found, struct err *e)
{
	struct stmt *s = SQL(d, SELECT_ROW " WHERE t.id = :id", e);

	*found = false;
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	return one(s, r, found, e);
}

bool template_get(struct db *d, const char *name, const char *language, struct template_row *r, struct err *e)
{
	struct template_rows all = { 0 };
	const char *nearest = NULL;
	int distance = 256;
	bool found, ok;

	if (!template_find(d, name, language, r, &found, e) || found)
		return found;
	ok = template_list(d, &all, e);
	for (size_t i = 0; i < all.n; i++) {
		int far = text_distance(name, all.v[i].name);

		if (far < distance) {
			distance = far;
			nearest = all.v[i].name;
		}
	}
	if (ok && nearest && distance == 0)
		err_set(e, ERR_NOT_FOUND, "template.language",
			N_("there is no template {name} in the language {language}"),
			"name=%.80s\nlanguage=%s", name, language);
	else if (ok && nearest)
		err_set(e, ERR_NOT_FOUND, "template.none",
			N_("there is no template {name}; did you mean {nearest}? `wartel template list` shows all"),
			"name=%.80s\nnearest=%s", name, nearest);
	else if (ok)
		err_set(e, ERR_NOT_FOUND, "template.empty",
			N_("there are no templates yet: "
			   "`wartel template examples` brings some, `wartel template set` makes one"),
			NULL);
	template_rows_fini(&all);
	return false;
}

bool template_versions(struct db *d, int64_t id, struct template_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT version, body, variables, who, at FROM template_versions"
		" WHERE template_id = :id ORDER BY version DESC", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		struct template_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		*r = (struct template_row){ .id = id };
		r->version = (int)take_i64(s);
		r->text = take_dup(s);
		r->variables = take_dup(s);
		take_into(s, r->by, sizeof r->by);
		r->at = take_i64(s);
	}
	return got == 0;
}

static bool add_version(struct db *d, int64_t id, const char *text, const char *variables, const char *who, int64_t now,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO template_versions (template_id, version, at, who, body, variables)"
		" SELECT :id, coalesce(max(version), 0) + 1, :now, :who, :body, :variables FROM template_versions"
		" WHERE template_id = :id RETURNING version", e);
	int64_t version = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	stmt_str(s, ":who", who);
	stmt_str(s, ":body", text);
	stmt_str(s, ":variables", variables);
	if (!stmt_one(s, &version, e))
		return false;
	s = SQL(d, "UPDATE message_templates SET version = :version, status = 'draft' WHERE id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":version", version);
	return stmt_run(s, e);
}

static bool make(struct db *d, const char *name, enum template_language language, int64_t now, int64_t *id,
	struct err *e)
{
	struct stmt *s = SQL(d, "SELECT count(*) FROM message_templates WHERE deleted = 0", e);
	int64_t n = 0;

	if (s == NULL || !stmt_one(s, &n, e))
		return false;
	if (n >= TEMPLATES_MAX)
		return err_set(e, ERR_CONFLICT, "template.full",
			N_("there are {max} templates already: delete one first"),
			"max=%d", TEMPLATES_MAX);
	s = SQL(d, "INSERT INTO message_templates (name, language, created_at) VALUES (:name, :language, :now)", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	stmt_str(s, ":language", template_language_name(language));
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	*id = db_last_id(d);
	return true;
}

bool template_set(struct db *d, const char *name, enum template_language language, const char *text,
	const char *variables, const char *who, int64_t now, struct template_row *r, struct err *e)
{
	bool found;
	int64_t id;

	db_must_write(d, "template_set");
	if (!template_find(d, name, template_language_name(language), r, &found, e))
		return false;
	if (found && strcmp(r->text, text) == 0 && strcmp(r->variables, variables) == 0)
		return true;
	id = r->id;
	if (!found && !make(d, name, language, now, &id, e))
		return false;
	template_row_fini(r);
	return add_version(d, id, text, variables, who, now, e) && template_by_id(d, id, r, &found, e);
}

bool template_set_status(struct db *d, int64_t id, enum template_status status, const char *who, int64_t now,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE message_templates SET status = :status,"
		" approved_by = CASE :status WHEN 'approved' THEN :who ELSE approved_by END,"
		" approved_at = CASE :status WHEN 'approved' THEN :now ELSE approved_at END WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":status", template_status_name(status));
	stmt_str(s, ":who", who);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool template_state(struct db *d, int64_t id, char out[TEMPLATE_STATE], struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT CASE WHEN deleted = 1 THEN '' ELSE version || ' ' || status END"
		" FROM message_templates WHERE id = :id", e);
	int got;

	*out = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got > 0) {
		take_into(s, out, TEMPLATE_STATE);
		stmt_done(s);
	}
	return got >= 0;
}

static bool put_state(struct db *d, int64_t id, const char *state, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE message_templates SET deleted = 0, version = :version, status = :status WHERE id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":version", strtoll(state, NULL, 10));
	stmt_str(s, ":status", state + strcspn(state, " ") + 1);
	return stmt_run(s, e);
}

bool template_restore(struct db *d, int64_t id, const char *state, struct err *e)
{
	struct stmt *s;
	int64_t others = 0;

	db_must_write(d, "template_restore");
	if (!*state) {
		s = SQL(d, "UPDATE message_templates SET deleted = 1 WHERE id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		return stmt_run(s, e);
	}
	s = SQL(d,
		"SELECT count(*) FROM message_templates t JOIN message_templates o"
		" ON o.name = t.name AND o.language = t.language"
		" WHERE t.id = :id AND o.id <> t.id AND o.deleted = 0", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!stmt_one(s, &others, e))
		return false;
	return others == 0 ? put_state(d, id, state, e) : err_set(e, ERR_CONFLICT, "template.taken",
		N_("another template has that name by now: delete it first"), NULL);
}
