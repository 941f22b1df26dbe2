/* template: see template.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"

#include "model/template.h"

#include "base/banned.h"

NAMES_DEFINE(template_status, template_status, TEMPLATE_STATUSES)
NAMES_DEFINE(template_language, template_language, TEMPLATE_LANGUAGES)

static bool name_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool take_name(const char *s, size_t n, char out[FIELD_NAME_CAP])
{
	if (n == 0 || n >= FIELD_NAME_CAP)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!name_byte((unsigned char)s[i]))
			return false;
		out[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 'a' - 'A' : s[i]);
	}
	out[n] = '\0';
	return true;
}

bool template_name(const char *typed, char out[TEMPLATE_NAME_CAP], struct err *e)
{
	return take_name(typed, strlen(typed), out) || err_set(e, ERR_USAGE, "template.name",
		N_("“{name}” cannot be the name of a template: up to {max} letters, digits, - and _, "
		   "as in order-received"),
		"name=%.60s\nmax=%d", typed, TEMPLATE_NAME_CAP - 1);
}

void template_variables_fini(struct template_variables *l)
{
	free(l->v);
	*l = (struct template_variables){ 0 };
}

struct template_variable *template_variable(const struct template_variables *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].field.name, name) == 0)
			return &l->v[i];
	return NULL;
}

/* The type behind the colon: "choice(S,M,L)". */
static bool take_type(const char *s, size_t n, struct field *f, struct err *e)
{
	char typed[FIELD_CHOICES_CAP + 16];
	size_t word = 0;

	if (n >= sizeof typed)
		return false;
	memcpy(typed, s, n);
	typed[n] = '\0';
	word = strcspn(typed, "(");
	if (word < n) {
		if (typed[n - 1] != ')')
			return false;
		typed[n - 1] = '\0';
		typed[word] = '\0';
	}
	if (!field_type_named(typed, &f->type) || (f->type == FIELD_CHOICE) != (word < n))
		return false;
	return f->type != FIELD_CHOICE || field_choices(typed + word + 1, f->choices, e);
}

bool template_from_day(const struct field *f, const char *value)
{
	size_t digits;

	if (f->type != FIELD_DATE || *value != '+')
		return false;
	digits = strspn(value + 1, "0123456789");
	return digits > 0 && digits < 4 && strcmp(value + 1 + digits, "d") == 0;
}

bool template_variable_read(const char *typed, struct template_variable *out, struct err *e)
{
	size_t whole = strcspn(typed, "="), name = strcspn(typed, ":=");
	struct err why = { 0 };

	*out = (struct template_variable){ .required = typed[whole] != '=' };
	if (!take_name(typed, name, out->field.name) ||
	    (typed[name] == ':' && !take_type(typed + name + 1, whole - name - 1, &out->field, &why))) {
		if (why.kind != ERR_NONE) {
			if (e)
				*e = why;
			return false;
		}
		return err_set(e, ERR_USAGE, "template.variable",
			N_("“{typed}” is no variable: write resi, ongkir:number=0, "
			   "tanggal:date or 'ukuran:choice(S,M,L)=M'"),
			"typed=%.200s", typed);
	}
	if (out->required)
		return true;
	if (template_from_day(&out->field, typed + whole + 1)) {
		str_copy(out->value, sizeof out->value, typed + whole + 1);
		return true;
	}
	return field_value(&out->field, typed + whole + 1, out->value, e);
}

char *template_variables_write(const struct template_variables *l)
{
	json_t *all = json_array();
	struct buf out = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		const struct template_variable *v = &l->v[i];
		json_t *o = json_object();

		json_put_str(o, "name", v->field.name);
		json_put_str(o, "type", field_type_name(v->field.type));
		if (*v->field.choices)
			json_put_str(o, "choices", v->field.choices);
		if (!v->required)
			json_put_str(o, "default", v->value);
		json_array_append_new(all, o);
	}
	buf_init(&out, (size_t)1 << 20);
	json_write(&out, all);
	json_decref(all);
	return buf_take(&out);
}

bool template_variables_read(const char *kept, struct template_variables *out, struct err *e)
{
	json_t *all = json_read(kept, strlen(kept), e), *o;
	size_t i;

	*out = (struct template_variables){ 0 };
	if (!all)
		return false;
	json_array_foreach(all, i, o) {
		struct template_variable v = { .required = !json_str(o, "default") };

		str_copy(v.field.name, sizeof v.field.name, json_str_or(o, "name", ""));
		field_type_named(json_str_or(o, "type", "text"), &v.field.type);
		str_copy(v.field.choices, sizeof v.field.choices, json_str_or(o, "choices", ""));
		str_copy(v.value, sizeof v.value, json_str_or(o, "default", ""));
		LIST_GROW(out);
		out->v[out->n++] = v;
	}
	json_decref(all);
	return true;
}

bool template_knows(const char *name)
{
	static const char *const known[] = { "name", "first_name", "phone", "agent", "shop", "date" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], name) == 0)
			return true;
	return false;
}

/* "{{ name }}" at s: its length, 0 none. */
static size_t take_place(const char *s, char name[FIELD_NAME_CAP])
{
	size_t from, n, end;

	if (s[0] != '{' || s[1] != '{')
		return 0;
	from = 2 + strspn(s + 2, " ");
	for (n = 0; name_byte((unsigned char)s[from + n]); n++)
		;
	end = from + n + strspn(s + from + n, " ");
	return s[end] == '}' && s[end + 1] == '}' && take_name(s + from, n, name) ? end + 2 : 0;
}

void template_names_fini(struct template_names *l)
{
	free(l->v);
	*l = (struct template_names){ 0 };
}

bool template_names(const char *text, struct template_names *out, struct err *e)
{
	char name[FIELD_NAME_CAP];

	*out = (struct template_names){ 0 };
	for (const char *p = text; (p = strstr(p, "{{"));) {
		size_t n = take_place(p, name), i = 0;

		if (!n) {
			template_names_fini(out);
			return err_set(e, ERR_USAGE, "template.brace",
				N_("“{text}”: between two braces stands the name of a variable, as in {{first_name}}"),
				"text=%.*s", (int)text_fit(p, strlen(p), 24), p);
		}
		while (i < out->n && strcmp(out->v[i], name) != 0)
			i++;
		if (i == TEMPLATE_VARIABLES_MAX) {
			template_names_fini(out);
			return err_set(e, ERR_USAGE, "template.many",
				N_("a template has at most {max} different variables"), "max=%d",
					TEMPLATE_VARIABLES_MAX);
		}
		if (i == out->n) {
			LIST_GROW(out);
			memcpy(out->v[out->n++], name, sizeof name);
		}
		p += n;
	}
	return true;
}

void template_fill(const char *text, template_value value, void *ctx, struct buf *out)
{
	char name[FIELD_NAME_CAP];
	const char *p = text, *next;

	while ((next = strstr(p, "{{"))) {
		size_t n = take_place(next, name);

		buf_add(out, p, (size_t)(next - p));
		if (!n)
			buf_add(out, next, n = 2);
		else if (!value(ctx, name, out))
			buf_add(out, next, n);
		p = next + n;
	}
	buf_adds(out, p);
}

void template_clean(const char *value, struct buf *out)
{
	size_t n = strlen(value), at = 0, took;
	bool blank = false, begun = false;

	for (; at < n; at += took) {
		uint32_t c;

		took = text_decode(value + at, n - at, &c);
		if (c <= ' ' || c == 0x7f || (c >= 0x80 && c <= 0xa0) || c == 0x2028 || c == 0x2029) {
			blank = begun;
			continue;
		}
		/* What joins two emoji belongs to them; whatever else cannot be seen does not. */
		if (c == TEXT_BROKEN || (text_invisible(c) && c != 0x200d && c != 0xfe0f))
			continue;
		if (blank)
			buf_addc(out, ' ');
		buf_add(out, value + at, took);
		blank = false;
		begun = true;
	}
}

void template_first_name(const char *name, struct buf *out)
{
	static const char *const titles[] = { "pak", "bapak", "bpk", "bu", "ibu", "kak", "kakak", "mas", "mbak", "mba",
		"bang", "abang", "koh", "cik", "ci", "mr", "mrs", "ms", "dr", "drs", "ir", "h", "hj", "prof" };
	struct buf clean = { 0 };
	size_t n, word;
	bool title = false;

	template_clean(name, &clean);
	const char *s = buf_str(&clean);
	n = word = strcspn(s, " ");
	if (word && (s[word - 1] == '.' || s[word - 1] == ','))
		word--;
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		title = title || (strlen(titles[i]) == word && strncasecmp(titles[i], s, word) == 0);
	if (title && s[n] == ' ')
		n += 1 + strcspn(s + n + 1, " ");
	while (n && s[n - 1] == ',')
		n--;
	buf_add(out, s, n);
	buf_fini(&clean);
}

const char *template_day(const struct zone *z, int64_t now, const char *value, char out[FIELD_VALUE_CAP])
{
	struct civil day;

	if (*value != '+') {
		str_copy(out, FIELD_VALUE_CAP, value);
		return out;
	}
	day = zone_civil(z, now);
	day.day += (int)strtol(value + 1, NULL, 10);
	day.hour = 12;
	day = zone_civil(z, zone_unix(z, &day));
	snprintf(out, FIELD_VALUE_CAP, "%04d-%02d-%02d", day.year, day.month, day.day);
	return out;
}

void template_date(enum template_language language, const char *date, struct buf *out)
{
	static const char *const months[][12] = {
		[TEMPLATE_INDONESIAN] = { "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
			"September", "Oktober", "November", "Desember" },
		[TEMPLATE_ENGLISH] = { "January", "February", "March", "April", "May", "June", "July", "August",
			"September", "October", "November", "December" },
	};
	struct field f = { .name = "date", .type = FIELD_DATE };
	char checked[FIELD_VALUE_CAP];

	if (!field_value(&f, date, checked, NULL) || !*checked) {
		buf_adds(out, date);
		return;
	}
	buf_addf(out, "%ld %s %.4s", strtol(checked + 8, NULL, 10), months[language][strtol(checked + 5, NULL, 10) - 1],
		checked);
}
