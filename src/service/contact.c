/* contact: the people known here, as they are asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/cursor.h"
#include "store/contact.h"
#include "store/contact_twin.h"
#include "store/field.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { TWINS_OF_ONE = 1000 };

/* "kota=Bandung", spelled as the field holds it. */
static bool take_field(struct call *c, const char *typed, struct contact_query *q, char name[FIELD_NAME_CAP],
	char value[FIELD_VALUE_CAP], struct err *e)
{
	struct field f;
	const char *sign = strchr(typed, '=');
	char *word = sign ? xstrndup(typed, (size_t)(sign - typed)) : xstrdup(typed);
	bool ok = field_name(word, name, e) && field_get(c->s->db, name, &f, e)
		&& (!sign || field_value(&f, sign + 1, value, e));
	q->field = name;
	q->value = sign ? value : NULL;
	free(word);
	return ok;
}

bool contact_list_run(struct call *c, struct err *e)
{
	struct contact_rows rows = { 0 };
	const char *state = json_str_or(c->args, "state", ""), *sort = json_str_or(c->args, "sort", "name");
	struct contact_query q = { .text = json_str(c->args, "filter"), .after = json_str_or(c->args, "after", ""),
		.limit = call_limit(c), .blocked = strcmp(state, "blocked") == 0,
		.opted_out = strcmp(state, "opted-out") == 0,
		.sort = strcmp(sort, "last") == 0 ? CONTACT_SORT_LAST
			: strcmp(sort, "new") == 0 ? CONTACT_SORT_NEW : CONTACT_SORT_NAME };
	char next[CONTACT_CURSOR] = "", name[FIELD_NAME_CAP], value[FIELD_VALUE_CAP], tag[TAG_CAP];
	if (json_str(c->args, "tag")) {
		if (!tag_name(json_str(c->args, "tag"), tag, e))
			return false;
		q.tag = tag;
	}
	if (json_str(c->args, "field") && !take_field(c, json_str(c->args, "field"), &q, name, value, e))
		return false;
	bool ok = contact_list(c->s->db, &q, &rows, next, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_contact(c->s, &rows.v[i]));
		reply_list(c->reply, items, next);
	}
	contact_rows_fini(&rows);
	return ok;
}

bool contact_show(struct call *c, struct err *e)
{
	struct contact_row row = { 0 };
	json_t *o = contact_get(c->s->db, c->target.contact_id, &row, e) ? shape_contact_whole(c->s, &row, e) : NULL;
	if (o)
		reply_set(c->reply, o);
	contact_row_fini(&row);
	return o != NULL;
}

json_t *shape_contact_note(struct service *s, const struct contact_note *n)
{
	json_t *o = json_object();
	json_put_i64(o, "id", n->id);
	put_time(o, "at", shape_zone(s, NULL), n->at);
	json_put_str(o, "author", n->author);
	json_put_str(o, "text", n->text);
	json_put_bool(o, "edited", n->edited_at != 0);
	json_put_i64(o, "version", n->version);
	put_time(o, "edited_at", shape_zone(s, NULL), n->edited_at);
	put_text(o, "edited_by", n->editor);
	return o;
}

bool contact_notes_run(struct call *c, struct err *e)
{
	struct contact_notes rows = { 0 };
	int64_t before = 0;
	bool ok = call_cursor(c, &before, e)
		&& contact_note_list(c->s->db, c->target.contact_id, before, call_limit(c) + 1, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_contact_note(c->s, &rows.v[i]));
		call_page(c, items);
	}
	contact_notes_fini(&rows);
	return ok;
}

static json_t *twin_side(struct call *c, int64_t id, struct err *e)
{
	struct contact_row row = { 0 };
	json_t *o = NULL;
	if (contact_get(c->s->db, id, &row, e)) {
		o = json_object();
		json_put_i64(o, "id", row.id);
		json_put_str(o, "name", row.name);
		put_phone(o, "phone", row.phone);
		put_time(o, "last_message_at", shape_zone(c->s, NULL), row.last_message_at);
	}
	contact_row_fini(&row);
	return o;
}

bool contact_duplicates_run(struct call *c, struct err *e)
{
	const char *after = json_str_or(c->args, "after", "");
	struct twins twins = { 0 };
	int64_t at[2] = { 0, 0 };
	size_t limit = call_limit(c);
	char next[48] = "";
	if (*after && (!cursor_read(after, ':', at, 2) || !at[0] || !at[1]))
		return err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"), "path=%s", "after");
	size_t from = 0;
	bool ok = c->target.contact_id ? twins_of(c->s->db, c->target.contact_id, TWINS_OF_ONE, &twins, e)
		: twins_all(c->s->db, at[0], at[1], limit + 1, &twins, e);
	/* Of one person all are there, by the other's id: the sum grows with it. */
	while (c->target.contact_id && from < twins.n && twins.v[from].a + twins.v[from].b <= at[0] + at[1])
		from++;
	json_t *items = json_array();
	for (size_t i = from; ok && i < twins.n && i - from < limit; i++) {
		json_t *o = json_object(), *one = twin_side(c, twins.v[i].a, e), *two = twin_side(c, twins.v[i].b, e);
		ok = one && two;
		json_put_str(o, "reason", twin_reason_name(twins.v[i].reason));
		json_put(o, "a", one ? one : json_null());
		json_put(o, "b", two ? two : json_null());
		json_array_append_new(items, o);
	}
	if (ok && twins.n - from > limit)
		snprintf(next, sizeof next, "%lld:%lld", (long long)twins.v[from + limit - 1].a,
			(long long)twins.v[from + limit - 1].b);
	if (ok)
		reply_list(c->reply, items, next);
	else
		json_decref(items);
	twins_fini(&twins);
	return ok;
}
