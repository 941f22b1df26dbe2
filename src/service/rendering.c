/* rendering: see rendering.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"
#include "store/contact.h"
#include "store/number.h"

#include "service/rendering.h"
#include "service/shapes.h"

#include "base/banned.h"

NAMES_DEFINE(value_source, value_source, VALUE_SOURCES)

void rendered_fini(struct rendered *r)
{
	template_row_fini(&r->template);
	free(r->text);
	for (size_t i = 0; i < r->values.n; i++)
		free(r->values.v[i].value);
	free(r->values.v);
	template_variables_fini(&r->declared);
	*r = (struct rendered){ 0 };
}

/* What values are taken from. */
struct source {
	struct call *c;
	struct rendered *r;
	struct field_pairs given;
	struct contact_row contact;
	bool contact_known;
	char shop[256];
};

static const struct zone *zone_of(const struct call *c)
{
	return c->target.number ? c->target.number->limits.zone : shape_zone(c->s, NULL);
}

const char *rendering_date(const struct call *c, const char *value, char out[FIELD_VALUE_CAP])
{
	return template_day(zone_of(c), c->s->now_ms / 1000, value, out);
}

/* Someone's name, as far as anybody told one: not their number. */
static const char *name_of(const struct source *s)
{
	for (int i = 0; s->contact_known && i < CONTACT_NAMES; i++)
		if (*s->contact.names[i])
			return s->contact.names[i];
	return "";
}

static bool of_contact(const struct source *s, const char *name, struct buf *out)
{
	char phone[ADDRESS_CAP];
	size_t before = out->n;
	/* Of somebody who was never written to the number is all there is. */
	if (!s->contact_known && s->c->target.address.kind == ADDRESS_PHONE && strcmp(name, "phone") == 0)
		buf_adds(out, phone_show(s->c->target.address.user, phone));
	if (!s->contact_known)
		return out->n > before;
	if (strcmp(name, "name") == 0)
		template_clean(name_of(s), out);
	else if (strcmp(name, "first_name") == 0)
		template_first_name(name_of(s), out);
	else if (strcmp(name, "phone") == 0)
		buf_adds(out, *s->contact.phone ? phone_show(s->contact.phone, phone) : "");
	for (size_t i = 0; i < s->contact.fields.n; i++)
		if (strcmp(s->contact.fields.v[i].name, name) == 0)
			template_clean(s->contact.fields.v[i].value, out);
	return out->n > before;
}

static bool of_shop(const struct source *s, const char *name, struct buf *out)
{
	char date[FIELD_VALUE_CAP];
	size_t before = out->n;
	if (strcmp(name, "agent") == 0)
		template_clean(s->c->s->caller.agent, out);
	else if (strcmp(name, "shop") == 0)
		template_clean(s->shop, out);
	else if (strcmp(name, "date") == 0)
		template_date(s->r->template.language, rendering_date(s->c, "+0d", date), out);
	return out->n > before;
}

/* What was given for it; *ok false when that is not of its type. */
static bool given(struct source *s, const char *name, const struct template_variable *v, struct buf *out, bool *ok,
	struct err *e)
{
	struct field plain = { .type = FIELD_TEXT };
	char value[FIELD_VALUE_CAP] = "", date[FIELD_VALUE_CAP];
	const struct field_pair *pair = NULL;
	for (size_t i = 0; i < s->given.n; i++)
		if (strcmp(s->given.v[i].name, name) == 0)
			pair = &s->given.v[i];
	if (!pair)
		return false;
	str_copy(plain.name, sizeof plain.name, name);
	if (v && template_from_day(&v->field, pair->value))
		rendering_date(s->c, pair->value, value);
	else
		*ok = field_value(v ? &v->field : &plain, pair->value, value, e);
	if (v && v->field.type == FIELD_DATE)
		template_date(s->r->template.language, rendering_date(s->c, value, date), out);
	else
		template_clean(value, out);
	return *ok && *value;
}

static bool find(struct source *s, const char *name, struct rendered_value *into, struct err *e)
{
	const struct template_variable *v = template_variable(&s->r->declared, name);
	struct buf out = { 0 };
	char date[FIELD_VALUE_CAP];
	bool ok = true;
	into->variable = template_variable(&s->r->declared, name);
	if (given(s, name, v, &out, &ok, e))
		into->source = VALUE_GIVEN;
	else if (ok && of_contact(s, name, &out))
		into->source = VALUE_CONTACT;
	else if (ok && of_shop(s, name, &out))
		into->source = VALUE_SHOP;
	else if (ok && v && !v->required) {
		into->source = VALUE_DEFAULT;
		if (v->field.type == FIELD_DATE)
			template_date(s->r->template.language, rendering_date(s->c, v->value, date), &out);
		else
			template_clean(v->value, &out);
	}
	str_copy(into->name, sizeof into->name, name);
	into->value = buf_take(&out);
	return ok;
}

static bool find_all(struct source *s, struct err *e)
{
	struct rendered *r = s->r;
	struct template_names names = { 0 };
	bool ok = template_variables_read(r->template.variables, &r->declared, e)
		&& template_names(r->template.text, &names, e);
	for (size_t i = 0; ok && i < names.n; i++) {
		LIST_GROW(&r->values);
		struct rendered_value *value = &r->values.v[r->values.n++];
		*value = (struct rendered_value){ 0 };
		ok = find(s, names.v[i], value, e);
		if (ok && value->source == VALUE_NONE) {
			size_t at = strlen(r->missing);
			snprintf(r->missing + at, sizeof r->missing - at, "%s%s", at ? ", " : "", names.v[i]);
		}
	}
	template_names_fini(&names);
	return ok;
}

/* Nobody's slip of the pen goes unseen. */
static bool check_given(const struct source *s, struct err *e)
{
	for (size_t i = 0; i < s->given.n; i++) {
		size_t k = 0;
		while (k < s->r->values.n && strcmp(s->r->values.v[k].name, s->given.v[i].name) != 0)
			k++;
		if (k == s->r->values.n)
			return err_set(e, ERR_USAGE, "template.unknown",
				N_("the template {template} has no variable {name}: "
				   "`wartel template show {template}` lists them"),
				"template=%s\nname=%s", s->r->template.name, s->given.v[i].name);
	}
	return true;
}

static bool put_value(void *ctx, const char *name, struct buf *out)
{
	const struct rendered *r = ctx;
	for (size_t i = 0; i < r->values.n; i++) {
		if (strcmp(r->values.v[i].name, name) != 0)
			continue;
		if (r->values.v[i].source == VALUE_NONE)
			return false;
		buf_adds(out, r->values.v[i].value);
		return true;
	}
	return false;
}

static bool find_sources(struct source *s, const char *values, struct err *e)
{
	struct call *c = s->c;
	struct number_row row = { 0 };
	if (values[strspn(values, " \n")] && !field_pairs(values, &s->given, e))
		return false;
	if (c->target.contact_id) {
		s->contact_known = true;
		if (!contact_get(c->s->db, c->target.contact_id, &s->contact, e))
			return false;
	}
	const struct number_config *n = c->target.number ? c->target.number : config_number(c->s->config, 0);
	str_copy(s->shop, sizeof s->shop, n->shop_name);
	if (!*s->shop && number_named(c->s->db, n->name, &row, NULL))
		str_copy(s->shop, sizeof s->shop, row.me_name);
	if (!*s->shop)
		str_copy(s->shop, sizeof s->shop, n->name);
	number_row_fini(&row);
	return true;
}

bool render(struct call *c, const char *name, const char *language, const char *values, bool whole, struct rendered *r,
	struct err *e)
{
	struct source s = { .c = c, .r = r };
	struct buf out;
	char folded[TEMPLATE_NAME_CAP];
	bool ok = template_name(name, folded, e) && template_get(c->s->db, folded, language, &r->template, e)
		&& find_sources(&s, values, e) && find_all(&s, e) && check_given(&s, e);
	buf_init(&out, CEIL_TEXT);
	if (ok && whole && r->template.status == TEMPLATE_RETIRED)
		ok = err_set(e, ERR_CONFLICT, "template.retired",
			N_("the template {name} is not in use any more: choose another one, or a lead approves it again"),
			"name=%s", r->template.name);
	if (ok && whole && *r->missing)
		ok = err_set(e, ERR_USAGE, "template.missing",
			N_("the template {template} needs a value for: {names}; give it as {first}=…"),
			"template=%s\nnames=%s\nfirst=%.*s", r->template.name, r->missing,
			(int)strcspn(r->missing, ","), r->missing);
	if (ok) {
		template_fill(r->template.text, put_value, r, &out);
		if (out.over)
			ok = err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
				"path=%s\nmax=%d", "text", CEIL_TEXT);
		r->text = buf_take(&out);
	}
	buf_fini(&out);
	field_pairs_fini(&s.given);
	contact_row_fini(&s.contact);
	return ok;
}

json_t *shape_rendered(struct call *c, const struct rendered *r)
{
	json_t *o = json_object(), *values = json_array(), *missing = json_array();
	(void)c;
	for (size_t i = 0; i < r->values.n; i++) {
		const struct rendered_value *v = &r->values.v[i];
		json_t *one = json_object();
		json_put_str(one, "name", v->name);
		put_text(one, "value", v->source == VALUE_NONE ? NULL : v->value);
		json_put_str(one, "from", value_source_name(v->source));
		json_array_append_new(values, one);
		if (v->source == VALUE_NONE)
			json_array_append_new(missing, json_string(v->name));
	}
	json_put_str(o, "name", r->template.name);
	json_put_str(o, "language", template_language_name(r->template.language));
	json_put_i64(o, "version", r->template.version);
	json_put_str(o, "status", template_status_name(r->template.status));
	json_put_str(o, "text", r->text);
	json_put(o, "values", values);
	json_put(o, "missing", missing);
	return o;
}
