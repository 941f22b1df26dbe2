/* field: see field.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "store/field.h"
#include "store/stmt.h"

#include "base/banned.h"

void field_list_fini(struct field_list *l)
{
	free(l->v);
	*l = (struct field_list){ 0 };
}

bool field_all(struct db *d, struct field_list *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT name, type, choices FROM fields ORDER BY name", e);
	int got;

	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		struct field *f;

		LIST_GROW(out);
		f = &out->v[out->n++];
		*f = (struct field){ 0 };
		take_into(s, f->name, sizeof f->name);
		take_named(s, field_type, &f->type);
		take_into(s, f->choices, sizeof f->choices);
	}
	return got == 0;
}

bool field_get(struct db *d, const char *name, struct field *f, struct err *e)
{
	struct field_list all = { 0 };
	struct buf names = { 0 };
	bool ok = field_all(d, &all, e), found = false;

	for (size_t i = 0; i < all.n && !found; i++) {
		found = strcmp(all.v[i].name, name) == 0;
		if (found)
			*f = all.v[i];
		buf_addf(&names, "%s%s", i > 0 ? ", " : "", all.v[i].name);
	}
	if (ok && !found)
		err_set(e, ERR_NOT_FOUND, "field.none",
			N_("there is no field {name}; there are: name {others}. `wartel field set {name} text` makes it"),
			"name=%s\nothers=%s", name, buf_str(&names));
	buf_fini(&names);
	field_list_fini(&all);
	return ok && found;
}

bool field_used(struct db *d, const char *name, int64_t *n, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT count(*) FROM contact_fields v JOIN contacts c ON c.id = v.contact_id"
		" WHERE v.name = :name AND c.merged_into IS NULL", e);

	*n = 0;
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	return stmt_one(s, n, e);
}

/* How many values that there are now the field would not take. */
static bool misfits(struct db *d, const struct field *f, int64_t *n, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT value, count(*) FROM contact_fields WHERE name = :name GROUP BY value", e);
	int got;

	*n = 0;
	if (s == NULL)
		return false;
	stmt_str(s, ":name", f->name);
	while ((got = stmt_row(s, e)) > 0) {
		char value[FIELD_VALUE_CAP];
		const char *now = take_ref(s);
		bool fits = field_value(f, now, value, NULL) && strcmp(value, now) == 0;

		*n += fits ? 0 : take_i64(s);
	}
	return got == 0;
}

bool field_put(struct db *d, const struct field *f, struct err *e)
{
	struct field_list all = { 0 };
	struct stmt *s;
	int64_t bad = 0;
	bool there = false, ok = field_all(d, &all, e);

	db_must_write(d, "field_put");
	for (size_t i = 0; i < all.n; i++)
		there = there || strcmp(all.v[i].name, f->name) == 0;
	if (ok && !there && all.n >= FIELDS_MOST)
		ok = err_set(e, ERR_CONFLICT, "field.many", N_("there are {n} fields already: delete one first"), "n=%d",
			FIELDS_MOST);
	field_list_fini(&all);
	if (!ok || !misfits(d, f, &bad, e))
		return false;
	if (bad > 0)
		return err_set(e, ERR_CONFLICT, "field.used",
			N_("{n} contacts have something in {name} that would not fit: change those first"),
			"n=%lld\nname=%s", (long long)bad, f->name);
	s = SQL(d, "INSERT INTO fields (name, type, choices) VALUES (:name, :type, :choices)"
		" ON CONFLICT (name) DO UPDATE SET type = excluded.type, choices = excluded.choices", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", f->name);
	stmt_str(s, ":type", field_type_name(f->type));
	stmt_str(s, ":choices", f->choices);
	return stmt_run(s, e);
}

bool field_drop(struct db *d, const char *name, size_t *values, struct err *e)
{
	struct field f;
	struct stmt *s;

	db_must_write(d, "field_drop");
	*values = 0;
	if (!field_get(d, name, &f, e))
		return false;
	s = SQL(d, "DELETE FROM contact_fields WHERE name = :name", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	if (!stmt_run(s, e))
		return false;
	*values = (size_t)db_changed(d);
	s = SQL(d, "DELETE FROM fields WHERE name = :name", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":name", name);
	return stmt_run(s, e);
}
