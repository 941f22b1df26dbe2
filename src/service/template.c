/* template: texts for many: list, versions, approval, preview, and the examples that
 * come with the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "store/field.h"
#include "store/template.h"

#include "service/call.h"
#include "service/rendering.h"
#include "service/shapes.h"

#include "base/banned.h"

static json_t *shape_variables(const char *kept)
{
	struct template_variables all = { 0 };
	json_t *out = json_array();
	template_variables_read(kept, &all, NULL);
	for (size_t i = 0; i < all.n; i++) {
		const struct template_variable *v = &all.v[i];
		json_t *o = json_object();
		json_put_str(o, "name", v->field.name);
		json_put_str(o, "type", field_type_name(v->field.type));
		json_put(o, "choices", shape_lines(v->field.choices));
		json_put_bool(o, "required", v->required);
		if (v->required)
			json_put_null(o, "default");
		else
			json_put_str(o, "default", v->value);
		json_array_append_new(out, o);
	}
	template_variables_fini(&all);
	return out;
}

static json_t *shape(struct call *c, const struct template_row *r)
{
	const struct zone *z = shape_zone(c->s, NULL);
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "name", r->name);
	json_put_str(o, "language", template_language_name(r->language));
	json_put_str(o, "status", template_status_name(r->status));
	json_put_i64(o, "version", r->version);
	json_put_str(o, "text", r->text);
	json_put(o, "variables", shape_variables(r->variables));
	json_put_str(o, "by", r->by);
	put_time(o, "at", z, r->at);
	put_time(o, "created_at", z, r->created_at);
	put_text(o, "approved_by", r->approved_by);
	put_time(o, "approved_at", z, r->approved_at);
	json_put_i64(o, "uses", r->uses);
	put_time(o, "used_at", z, r->used_at);
	json_put_null(o, "versions");
	return o;
}

static bool whole(struct call *c, const struct template_row *r, struct err *e)
{
	const struct zone *z = shape_zone(c->s, NULL);
	struct template_rows all = { 0 };
	json_t *o = shape(c, r), *versions = json_array();
	bool ok = template_versions(c->s->db, r->id, &all, e);
	for (size_t i = 0; i < all.n; i++) {
		json_t *v = json_object();
		json_put_i64(v, "version", all.v[i].version);
		json_put_str(v, "text", all.v[i].text);
		json_put(v, "variables", shape_variables(all.v[i].variables));
		json_put_str(v, "by", all.v[i].by);
		put_time(v, "at", z, all.v[i].at);
		json_array_append_new(versions, v);
	}
	json_put(o, "versions", versions);
	reply_set(c->reply, o);
	template_rows_fini(&all);
	return ok;
}

static bool named(struct call *c, struct template_row *r, struct err *e)
{
	char name[TEMPLATE_NAME_CAP];
	return template_name(json_str_or(c->args, "name", ""), name, e)
		&& template_get(c->s->db, name, json_str(c->args, "language"), r, e);
}

/* There are few; the cursor is how many went before. */
bool template_list_run(struct call *c, struct err *e)
{
	const char *language = json_str(c->args, "language"), *status = json_str(c->args, "status");
	struct template_rows all = { 0 };
	int64_t from = 0, n = 0, limit = (int64_t)call_limit(c);
	json_t *page = json_array();
	char next[24] = "";
	bool ok = call_cursor(c, &from, e) && template_list(c->s->db, &all, e);
	for (size_t i = 0; ok && i < all.n; i++) {
		const struct template_row *r = &all.v[i];
		if ((language && strcmp(language, template_language_name(r->language)) != 0)
			|| (status && strcmp(status, template_status_name(r->status)) != 0) || n++ < from)
			continue;
		if (n > from + limit) {
			snprintf(next, sizeof next, "%lld", (long long)(from + limit));
			break;
		}
		json_array_append_new(page, shape(c, r));
	}
	if (ok)
		reply_list(c->reply, page, next);
	else
		json_decref(page);
	template_rows_fini(&all);
	return ok;
}

bool template_show_run(struct call *c, struct err *e)
{
	struct template_row r = { 0 };
	bool ok = named(c, &r, e) && whole(c, &r, e);
	template_row_fini(&r);
	return ok;
}

/* What is declared for it now goes before what was declared for the version before. */
static bool declare(const json_t *typed, struct template_variables *all, struct err *e)
{
	json_t *one;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)typed, i, one) {
		struct template_variable v;
		if (!template_variable_read(json_string_value(one), &v, e))
			return false;
		struct template_variable *was = template_variable(all, v.field.name);
		if (was) {
			*was = v;
		} else {
			LIST_GROW(all);
			all->v[all->n++] = v;
		}
	}
	return true;
}

/* Those that stand in the text, in its order; what nobody declared and nothing knows is a
 * text that has to be given. */
static bool settle_variables(struct db *d, const char *text, const json_t *typed, struct template_variables *all,
	struct err *e)
{
	struct template_names names = { 0 };
	struct template_variables used = { 0 };
	json_t *one;
	size_t k;
	bool ok = template_names(text, &names, e) && declare(typed, all, e);
	for (size_t i = 0; ok && i < names.n; i++) {
		const struct template_variable *v = template_variable(all, names.v[i]);
		struct template_variable plain = { .field.type = FIELD_TEXT, .required = true };
		struct field field;
		struct err none = { 0 };
		if (!v && (template_knows(names.v[i]) || field_get(d, names.v[i], &field, &none)))
			continue;
		str_copy(plain.field.name, sizeof plain.field.name, names.v[i]);
		LIST_GROW(&used);
		used.v[used.n++] = v ? *v : plain;
	}
	if (ok)
		json_array_foreach((json_t *)(uintptr_t)typed, k, one) {
			struct template_variable v;
			template_variable_read(json_string_value(one), &v, NULL);
			if (ok && !template_variable(&used, v.field.name))
				ok = err_set(e, ERR_USAGE, "template.unused",
					N_("the variable {name} does not stand in the text: "
					   "write {{{name}}} where its value belongs"),
					"name=%s", v.field.name);
		}
	template_names_fini(&names);
	template_variables_fini(all);
	*all = used;
	return ok;
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

/* Keeps it as a version of its own. */
static bool put(struct call *c, const char *name, enum template_language language, const char *text,
	const json_t *typed, const char *variables, struct template_row *r, struct err *e)
{
	struct template_variables all = { 0 };
	char *kept = NULL;
	bool ok = (!variables || template_variables_read(variables, &all, e))
		&& settle_variables(c->s->db, text, typed, &all, e);
	if (ok && is_blank(text))
		ok = err_set(e, ERR_USAGE, "template.blank", N_("a template needs a text"), NULL);
	if (ok)
		kept = template_variables_write(&all);
	template_row_fini(r);
	ok = ok && template_set(c->s->db, name, language, text, kept, c->s->caller.agent, c->s->now_ms / 1000, r, e);
	free(kept);
	template_variables_fini(&all);
	return ok;
}

/* What a lead has approved is a lead's to change. */
static bool may_change(const struct call *c, const struct template_row *r, struct err *e)
{
	if (r->status == TEMPLATE_DRAFT || c->s->caller.rights >= RIGHTS_LEAD)
		return true;
	if (r->status == TEMPLATE_APPROVED)
		return err_set(e, ERR_FORBIDDEN, "template.lead",
			N_("{who} approved the template {name}: a lead changes or deletes it"), "who=%s\nname=%s",
			r->approved_by, r->name);
	return err_set(e, ERR_FORBIDDEN, "template.lead",
		N_("the template {name} was retired: a lead changes or deletes it"), "name=%s", r->name);
}

static bool version_of(struct call *c, const struct template_row *was, int64_t version, char **text, char **variables,
	struct err *e)
{
	struct template_rows all = { 0 };
	bool ok = template_versions(c->s->db, was->id, &all, e), found = false;
	for (size_t i = 0; i < all.n; i++) {
		if (all.v[i].version != version)
			continue;
		found = true;
		*text = xstrdup(all.v[i].text);
		*variables = xstrdup(all.v[i].variables);
	}
	template_rows_fini(&all);
	if (ok && !found)
		return err_set(e, ERR_NOT_FOUND, "template.version", N_("the template {name} has no version {version}"),
			"name=%s\nversion=%lld", was->name, (long long)version);
	return ok;
}

/* Named as its trail, and how it stood before, for undo. */
static bool changed(struct call *c, int64_t id, const char *name, const char *before, const char *action, struct err *e)
{
	char after[TEMPLATE_STATE];
	return template_state(c->s->db, id, after, e)
		&& (strcmp(before, after) == 0 || (call_audit(c, action, name, e)
			&& call_undo(c, UNDO_TEMPLATE, id, name, before, after, e)));
}

bool template_set_run(struct call *c, struct err *e)
{
	const char *text = json_str(c->args, "text"), *language = json_str(c->args, "language");
	int64_t version = json_i64_or(c->args, "version", 0);
	struct template_row r = { 0 };
	enum template_language which = TEMPLATE_INDONESIAN;
	char name[TEMPLATE_NAME_CAP], before[TEMPLATE_STATE] = "", *kept = NULL, *variables = NULL;
	bool found = false;
	bool ok = template_name(json_str_or(c->args, "name", ""), name, e)
		&& template_find(c->s->db, name, language, &r, &found, e) && (!found || may_change(c, &r, e));
	if (ok && found)
		which = r.language;
	else if (language)
		template_language_named(language, &which);
	if (ok && text && version)
		ok = err_set(e, ERR_USAGE, "template.both", N_("either a text, or the version that has it"), NULL);
	else if (ok && !text && !found)
		ok = err_set(e, ERR_USAGE, "template.textless",
			N_("there is no template {name} yet: a new one needs a text"),
			"name=%s", name);
	if (ok && found)
		ok = template_state(c->s->db, r.id, before, e);
	if (ok && version)
		ok = version_of(c, &r, version, &kept, &variables, e);
	if (ok && !version) {
		kept = xstrdup(text ? text : r.text);
		variables = found ? xstrdup(r.variables) : NULL;
	}
	ok = ok && put(c, name, which, kept, json_at(c->args, "var"), variables, &r, e)
		&& changed(c, r.id, name, before, "template set", e) && whole(c, &r, e);
	free(kept);
	free(variables);
	template_row_fini(&r);
	return ok;
}

static bool set_status(struct call *c, struct template_row *r, enum template_status status, const char *action,
	struct err *e)
{
	char before[TEMPLATE_STATE], name[TEMPLATE_NAME_CAP];
	int64_t id = r->id;
	bool found;
	str_copy(name, sizeof name, r->name);
	if (!template_state(c->s->db, id, before, e)
		|| !template_set_status(c->s->db, id, status, c->s->caller.agent, c->s->now_ms / 1000, e)
		|| !changed(c, id, name, before, action, e))
		return false;
	template_row_fini(r);
	return template_by_id(c->s->db, id, r, &found, e) && whole(c, r, e);
}

/* Nobody else wrote this text: a version that only gives other variables has an earlier one's. */
static bool is_own(const struct call *c, const struct template_row *r, bool *own, struct err *e)
{
	struct template_rows all = { 0 };
	bool ok = template_versions(c->s->db, r->id, &all, e);
	*own = ok;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.v[i].text, r->text) == 0 && strcmp(all.v[i].by, c->s->caller.agent) != 0)
			*own = false;
	template_rows_fini(&all);
	return ok;
}

/* Whether the caller has read the text that he approves: by the version he names; without
 * one, when the text is his own. */
static bool as_read(const struct call *c, const struct template_row *r, struct err *e)
{
	int64_t version = json_i64_or(c->args, "version", 0);
	bool own = false;
	if (version ? version == r->version : json_flag(c->args, "retire"))
		return true;
	if (!version && !is_own(c, r, &own, e))
		return false;
	return own || err_set(e, ERR_CONFLICT, "template.unread",
		N_("the template {name} is at version {version}, by {who}: read it (`wartel template show {name}`), then "
		   "approve it with --version {version}"),
		"name=%s\nversion=%d\nwho=%s", r->name, r->version, r->by);
}

bool template_approve_run(struct call *c, struct err *e)
{
	struct template_row r = { 0 };
	bool retire = json_flag(c->args, "retire");
	bool ok = named(c, &r, e) && as_read(c, &r, e)
		&& set_status(c, &r, retire ? TEMPLATE_RETIRED : TEMPLATE_APPROVED,
			retire ? "template retire" : "template approve",
			e);
	/* What was held for want of it may go. */
	c->poke_sender = ok;
	template_row_fini(&r);
	return ok;
}

bool template_delete_run(struct call *c, struct err *e)
{
	struct template_row r = { 0 };
	char before[TEMPLATE_STATE];
	bool ok = named(c, &r, e) && may_change(c, &r, e) && whole(c, &r, e)
		&& template_state(c->s->db, r.id, before, e) && template_restore(c->s->db, r.id, "", e)
		&& changed(c, r.id, r.name, before, "template delete", e);
	template_row_fini(&r);
	return ok;
}

bool template_preview_run(struct call *c, struct err *e)
{
	struct rendered r = { 0 };
	bool ok = render(c, json_str_or(c->args, "name", ""), json_str(c->args, "language"),
		json_str_or(c->args, "values", ""), !json_flag(c->args, "partial"), &r, e);
	if (ok)
		reply_set(c->reply, shape_rendered(c, &r));
	rendered_fini(&r);
	return ok;
}

/* The examples of one language: "[name]", "@ variable" lines, the text. */

struct adding {
	struct call *c;
	enum template_language language;
	json_t *added;
	int64_t there;
};

static bool add_one(struct adding *a, const char *name, json_t *typed, struct buf *text, struct err *e)
{
	struct template_row r = { 0 };
	bool found = false, ok = template_find(a->c->s->db, name, template_language_name(a->language), &r, &found, e);
	while (text->n && text->v[text->n - 1] == '\n')
		text->v[--text->n] = '\0';
	if (ok && found)
		a->there++;
	else if (ok)
		ok = put(a->c, name, a->language, buf_str(text), typed, NULL, &r, e)
			&& changed(a->c, r.id, name, "", "template set", e)
			&& json_array_append_new(a->added, json_string(name)) == 0;
	template_row_fini(&r);
	return ok;
}

static bool add_all(struct adding *a, const char *lines, struct err *e)
{
	char name[TEMPLATE_NAME_CAP] = "";
	struct buf text = { 0 };
	json_t *typed = json_array();
	bool ok = true;
	for (const char *p = lines; ok && *p;) {
		size_t n = strcspn(p, "\n");
		if (*p == '[' || (*p == '#' && !*name)) {
			if (*name)
				ok = add_one(a, name, typed, &text, e);
			buf_clear(&text);
			json_array_clear(typed);
			if (*p == '[')
				snprintf(name, sizeof name, "%.*s", (int)strcspn(p + 1, "]\n"), p + 1);
		} else if (*p == '@' && p[1] == ' ') {
			json_array_append_new(typed, json_stringn(p + 2, n - 2));
		} else if (*name && (n || text.n)) {
			buf_add(&text, p, n);
			buf_addc(&text, '\n');
		}
		p += n;
		p += *p == '\n';
	}
	if (ok && *name)
		ok = add_one(a, name, typed, &text, e);
	json_decref(typed);
	buf_fini(&text);
	return ok;
}

bool template_examples_run(struct call *c, struct err *e)
{
	static const enum template_language languages[] = { TEMPLATE_INDONESIAN, TEMPLATE_ENGLISH };
	const char *only = json_str(c->args, "language");
	json_t *o = json_object(), *added = json_array();
	int64_t there = 0;
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof languages / sizeof *languages; i++) {
		struct adding a = { .c = c, .language = languages[i], .added = added };
		char in[64];
		struct buf lines = { 0 };
		if (only && strcmp(only, template_language_name(languages[i])) != 0)
			continue;
		snprintf(in, sizeof in, "templates/%s", template_language_name(languages[i]));
		char *path = config_datafile(in);
		ok = file_read(path, &lines, e) && add_all(&a, buf_str(&lines), e);
		there += a.there;
		buf_fini(&lines);
		free(path);
	}
	json_put(o, "added", added);
	json_put_i64(o, "there", there);
	reply_set(c->reply, o);
	return ok;
}
