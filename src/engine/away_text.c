/* away_text: see away_text.h. */
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/mem.h"

#include "store/contact.h"
#include "store/number.h"

#include "engine/away_text.h"

#include "base/banned.h"

/* Known of every number, whoever it goes to. */
static bool of_shop(const char *name)
{
	return !strcmp(name, "shop") || !strcmp(name, "date");
}

bool away_text_check(const char *text, const char *variables, struct err *e)
{
	struct template_variables declared = { 0 };
	struct template_names names = { 0 };
	bool ok = template_variables_read(variables, &declared, e) && template_names(text, &names, e);

	for (size_t i = 0; ok && i < names.n; i++) {
		const struct template_variable *v = template_variable(&declared, names.v[i]);

		if (!of_shop(names.v[i]) && (!v || v->required))
			ok = err_set(e, ERR_USAGE, "away.place",
				N_("what stands for “{name}” is not known of everybody, and nobody is there to say it: give "
				   "it a default in a template (--var {name}=…), or leave it out"), "name=%s", names.v[i]);
	}
	template_variables_fini(&declared);
	template_names_fini(&names);
	return ok;
}

struct filling {
	struct template_variables declared;
	enum template_language language;
	struct contact_row contact; /* {0}: nobody in particular */
	char shop[256];
	const struct zone *zone;
	int64_t now;
};

static void of_contact(const struct filling *f, const char *name, struct buf *out)
{
	const char *called = "";
	char phone[ADDRESS_CAP];

	for (int i = 0; f->contact.id && !*called && i < CONTACT_NAMES; i++)
		called = f->contact.names[i];
	if (!strcmp(name, "name"))
		template_clean(called, out);
	else if (!strcmp(name, "first_name"))
		template_first_name(called, out);
	else if (!strcmp(name, "phone") && f->contact.id && *f->contact.phone)
		buf_adds(out, phone_show(f->contact.phone, phone));
	for (size_t i = 0; i < f->contact.fields.n; i++)
		if (!strcmp(f->contact.fields.v[i].name, name))
			template_clean(f->contact.fields.v[i].value, out);
}

static bool put_value(void *ctx, const char *name, struct buf *out)
{
	const struct filling *f = ctx;
	const struct template_variable *v = template_variable(&f->declared, name);
	size_t before = out->n;
	char date[FIELD_VALUE_CAP];

	of_contact(f, name, out);
	if (out->n > before)
		return true;
	if (!strcmp(name, "shop"))
		template_clean(f->shop, out);
	else if (!strcmp(name, "date"))
		template_date(f->language, template_day(f->zone, f->now, "+0d", date), out);
	else if (!v || v->required)
		return false;
	else if (v->field.type == FIELD_DATE)
		template_date(f->language, template_day(f->zone, f->now, v->value, date), out);
	else
		template_clean(v->value, out);
	return true;
}

bool away_text_fill(struct number *n, struct db *d, const char *text, const char *variables,
	enum template_language language, int64_t contact_id, int64_t now, char **out, struct err *e)
{
	struct filling f = { .language = language, .zone = n->config->limits.zone, .now = now };
	struct number_row row = { 0 };
	struct buf b;
	bool ok = template_variables_read(variables, &f.declared, e) && number_get(d, n->id, &row, e) &&
		  (!contact_id || contact_get(d, contact_id, &f.contact, e));

	buf_init(&b, CEIL_TEXT);
	str_copy(f.shop, sizeof f.shop, *n->config->shop_name ? n->config->shop_name
		: row.me_name && *row.me_name ? row.me_name : n->config->name);
	if (ok) {
		template_fill(text, put_value, &f, &b);
		ok = !b.over || err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=%s\nmax=%d", "text", CEIL_TEXT);
	}
	if (ok)
		*out = buf_take(&b);
	buf_fini(&b);
	number_row_fini(&row);
	contact_row_fini(&f.contact);
	template_variables_fini(&f.declared);
	return ok;
}
