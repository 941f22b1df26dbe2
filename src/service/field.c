/* field: what contacts can have here beside names and numbers. */
#include <string.h>

#include "base/json.h"
#include "store/field.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

static json_t *shape_field(struct call *c, const struct field *f, struct err *e)
{
	int64_t used;
	if (!field_used(c->s->db, f->name, &used, e))
		return NULL;
	json_t *o = json_object(), *choices = json_array();
	for (const char *p = f->choices; *p;) {
		size_t n = strcspn(p, "\n");
		json_array_append_new(choices, json_stringn(p, n));
		p += n;
		p += *p == '\n';
	}
	json_put_str(o, "name", f->name);
	json_put_str(o, "type", field_type_name(f->type));
	json_put(o, "choices", choices);
	json_put_i64(o, "contacts", used);
	return o;
}

bool field_list_run(struct call *c, struct err *e)
{
	const char *after = json_str_or(c->args, "after", "");
	struct field_list all = { 0 };
	size_t limit = call_limit(c), n = 0;
	json_t *items = json_array();
	const char *next = "";
	bool ok = field_all(c->s->db, &all, e);
	for (size_t i = 0; ok && i < all.n; i++) {
		if (strcmp(all.v[i].name, after) <= 0)
			continue;
		if (n++ == limit) {
			next = all.v[i - 1].name;
			break;
		}
		json_t *o = shape_field(c, &all.v[i], e);
		ok = o && json_array_append_new(items, o) == 0;
	}
	if (ok)
		reply_list(c->reply, items, next);
	else
		json_decref(items);
	field_list_fini(&all);
	return ok;
}

bool field_set_run(struct call *c, struct err *e)
{
	struct field f = { 0 };
	const char *choices = json_str(c->args, "choices");
	if (!field_name(json_str_or(c->args, "field", ""), f.name, e)
		|| !field_type_named(json_str_or(c->args, "type", ""), &f.type))
		return false;
	if (f.type == FIELD_CHOICE && !field_choices(choices ? choices : "", f.choices, e))
		return false;
	if (f.type != FIELD_CHOICE && choices)
		return err_set(e, ERR_USAGE, "field.choiceless", N_("only a choice has --choices; {name} is to be a {type}"),
			"name=%s\ntype=%s", f.name, field_type_name(f.type));
	if (!field_put(c->s->db, &f, e) || !call_audit(c, "field set", f.name, e))
		return false;
	json_t *o = shape_field(c, &f, e);
	if (o)
		reply_set(c->reply, o);
	return o != NULL;
}

bool field_delete_run(struct call *c, struct err *e)
{
	struct field f = { 0 };
	char name[FIELD_NAME_CAP];
	size_t values;
	if (!field_name(json_str_or(c->args, "field", ""), name, e) || !field_get(c->s->db, name, &f, e))
		return false;
	json_t *o = shape_field(c, &f, e);
	if (!o)
		return false;
	reply_set(c->reply, o);
	return field_drop(c->s->db, name, &values, e) && call_audit(c, "field delete", name, e);
}
