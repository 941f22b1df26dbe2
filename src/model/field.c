/* field: see field.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "model/field.h"

#include "base/banned.h"

NAMES_DEFINE(field_type, field_type, FIELD_TYPES)

static bool name_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static void small(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 'a' - 'A');
}

static bool take_name(const char *typed, size_t n, char out[FIELD_NAME_CAP], struct err *e)
{
	size_t good = 0;

	while (good < n && name_byte((unsigned char)typed[good]))
		good++;
	if (!n || good < n || n >= FIELD_NAME_CAP)
		return err_set(e, ERR_USAGE, "field.name",
			N_("“{name}” cannot be the name of a field: up to 32 letters, digits, - and _, as in kota"),
			"name=%.*s", (int)(n < 60 ? n : 60), typed);
	memcpy(out, typed, n);
	out[n] = '\0';
	small(out);
	return true;
}

bool field_name(const char *typed, char out[FIELD_NAME_CAP], struct err *e)
{
	static const char *const taken[] = { "id", "name", "names", "phone", "addresses", "tag", "tags", "blocked", "kind" };

	if (!take_name(typed, strlen(typed), out, e))
		return false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (!strcmp(out, taken[i]))
			return err_set(e, ERR_USAGE, "field.taken",
				N_("every contact has its {name} already: give the field another name"), "name=%s", out);
	return true;
}

/* Without the spaces around it; the length. */
static const char *trimmed(const char *s, size_t *n)
{
	while (*n && (*s == ' ' || *s == '\t')) {
		s++;
		--*n;
	}
	while (*n && (s[*n - 1] == ' ' || s[*n - 1] == '\t' || s[*n - 1] == '\r'))
		--*n;
	return s;
}

static bool has_control(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return true;
	return false;
}

static bool same_folded(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct buf x = { 0 }, y = { 0 };

	text_fold(&x, a, a_len);
	text_fold(&y, b, b_len);
	bool same = !strcmp(buf_str(&x), buf_str(&y));
	buf_fini(&x);
	buf_fini(&y);
	return same;
}

/* The choice of this spelling; NULL: none. */
static const char *choice_of(const char *choices, const char *s, size_t n, size_t *len)
{
	for (const char *p = choices; *p; p += *len, p += *p == '\n') {
		*len = strcspn(p, "\n");
		if (same_folded(p, *len, s, n))
			return p;
	}
	return NULL;
}

bool field_choices(const char *typed, char out[FIELD_CHOICES_CAP], struct err *e)
{
	size_t at = 0, n, len, count = 0;

	*out = '\0';
	for (const char *p = typed; *p; p += *p == ',') {
		const char *word = p;

		n = strcspn(p, ",");
		p += n;
		word = trimmed(word, &n);
		if (!n)
			continue;
		if (at + n + 2 > FIELD_CHOICES_CAP || n >= FIELD_VALUE_CAP || has_control(word, n) ||
			choice_of(out, word, n, &len))
			goto bad;
		if (at)
			out[at++] = '\n';
		memcpy(out + at, word, n);
		out[at += n] = '\0';
		count++;
	}
	if (count >= 2)
		return true;
bad:
	return err_set(e, ERR_USAGE, "field.choices",
		N_("a choice needs two or more different words, as in --choices 'S, M, L'; 1,000 bytes at most"), NULL);
}

static bool is_number(const char *s, size_t n)
{
	size_t i = 0, digits = 0, points = 0;

	if (n && (s[0] == '-' || s[0] == '+'))
		i++;
	for (; i < n; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digits++;
		else if (s[i] == '.' && !points && digits)
			points++;
		else
			return false;
	}
	return digits > 0 && s[n - 1] != '.' && n <= 32;
}

static bool is_date(const char *s, size_t n)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int v[3] = { 0 };

	if (n != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (size_t i = 0, part = 0; i < n; i++) {
		if (i == 4 || i == 7) {
			part++;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return false;
		v[part] = v[part] * 10 + (s[i] - '0');
	}
	if (v[0] < 1 || v[1] < 1 || v[1] > 12 || v[2] < 1)
		return false;
	bool leap = (v[0] % 4 == 0 && v[0] % 100) || v[0] % 400 == 0;
	return v[2] <= days[v[1] - 1] + (leap && v[1] == 2);
}

bool field_value(const struct field *f, const char *typed, char out[FIELD_VALUE_CAP], struct err *e)
{
	size_t n = strlen(typed), len;
	const char *s = trimmed(typed, &n), *choice;

	*out = '\0';
	if (!n)
		return true;
	if (n >= FIELD_VALUE_CAP || has_control(s, n))
		return err_set(e, ERR_USAGE, "field.long",
			N_("{name}: a value is one line of at most 500 bytes"), "name=%s", f->name);
	if (f->type == FIELD_NUMBER && !is_number(s, n))
		return err_set(e, ERR_USAGE, "field.value", N_("{name} is a number, as 12 or 3.50; not “{value}”"),
			"name=%s\nvalue=%.60s", f->name, s);
	if (f->type == FIELD_DATE && !is_date(s, n))
		return err_set(e, ERR_USAGE, "field.value", N_("{name} is a date, as 2026-12-24; not “{value}”"),
			"name=%s\nvalue=%.60s", f->name, s);
	if (f->type == FIELD_CHOICE) {
		choice = choice_of(f->choices, s, n, &len);
		if (!choice) {
			char all[FIELD_CHOICES_CAP];

			str_copy(all, sizeof all, f->choices);
			for (char *p = all; *p; p++)
				*p = *p == '\n' ? ',' : *p;
			return err_set(e, ERR_USAGE, "field.value",
				N_("{name} cannot be “{value}”; it is one of: {choices}"),
				"name=%s\nvalue=%.60s\nchoices=%s", f->name, s, all);
		}
		s = choice;
		n = len;
	}
	memcpy(out, s, n);
	out[n] = '\0';
	return true;
}

/* Where the next "name=" begins, from p on; the end of text when nowhere. */
static const char *next_pair(const char *p, bool lines)
{
	if (lines)
		return p + strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
	while (*p) {
		const char *word = p + strspn(p, " ");
		size_t n = strcspn(word, " ="), good = 0;

		while (good < n && name_byte((unsigned char)word[good]))
			good++;
		if (n && good == n && word[n] == '=' && word != p)
			return word;
		p = word + strcspn(word, " ");
	}
	return p;
}

bool field_pairs(const char *typed, struct field_pairs *out, struct err *e)
{
	bool lines = strchr(typed, '\n') != NULL;
	const char *p = typed + strspn(typed, " \n");

	*out = (struct field_pairs){ 0 };
	while (*p) {
		size_t name_len = strcspn(p, "= \n");
		const char *next = next_pair(p + name_len, lines), *value;
		struct field_pair *pair;
		size_t n;

		if (p[name_len] != '=') {
			err_set(e, ERR_USAGE, "field.pair",
				N_("“{text}” is no field=value: write it as kota=Bandung, or name='Budi Santoso'"),
				"text=%.*s", (int)(name_len < 60 ? name_len : 60), p);
			goto bad;
		}
		LIST_GROW(out);
		pair = &out->v[out->n++];
		*pair = (struct field_pair){ 0 };
		if (!take_name(p, name_len, pair->name, e))
			goto bad;
		value = p + name_len + 1;
		n = (size_t)(next - value);
		while (n && value[n - 1] == '\n')
			n--;
		value = trimmed(value, &n);
		pair->value = xasprintf("%.*s", (int)n, value);
		for (size_t i = 0; i + 1 < out->n; i++) {
			if (!strcmp(out->v[i].name, pair->name)) {
				err_set(e, ERR_USAGE, "field.twice", N_("{name} was given twice"), "name=%s", pair->name);
				goto bad;
			}
		}
		p = next + strspn(next, " \n");
	}
	if (out->n)
		return true;
	err_set(e, ERR_USAGE, "field.pair",
		N_("“{text}” is no field=value: write it as kota=Bandung, or name='Budi Santoso'"), "text=%s", "");
bad:
	field_pairs_fini(out);
	return false;
}

void field_pairs_fini(struct field_pairs *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].value);
	free(l->v);
	*l = (struct field_pairs){ 0 };
}

static bool take_tag(const char *s, size_t n, char out[TAG_CAP], struct err *e)
{
	bool good = n > 0 && n < TAG_CAP && *s != '+' && *s != '-' && text_valid(s, n);

	for (size_t i = 0; good && i < n; i++)
		good = (unsigned char)s[i] > ' ' && s[i] != ',' && s[i] != 0x7f;
	if (!good)
		return err_set(e, ERR_USAGE, "tag.bad",
			N_("“{tag}” cannot be a tag: one word of up to 48 bytes, without commas, as in vip"), "tag=%.*s",
			(int)(n < 60 ? n : 60), s);
	memcpy(out, s, n);
	out[n] = '\0';
	small(out);
	return true;
}

bool tag_name(const char *typed, char out[TAG_CAP], struct err *e)
{
	return take_tag(typed, strlen(typed), out, e);
}

bool tag_changes(const char *typed, struct tag_changes *out, struct err *e)
{
	const char *p = typed + strspn(typed, " \n");

	*out = (struct tag_changes){ 0 };
	while (*p) {
		size_t n = strcspn(p, " \n"), sign = *p == '+' || *p == '-';
		struct tag_change *t;

		LIST_GROW(out);
		t = &out->v[out->n++];
		*t = (struct tag_change){ .off = *p == '-' };
		if (!take_tag(p + sign, n - sign, t->tag, e)) {
			tag_changes_fini(out);
			return false;
		}
		p += n;
		p += strspn(p, " \n");
	}
	return out->n || err_set(e, ERR_USAGE, "tag.none", N_("say which tags: +vip puts one on, -vip takes it off"), NULL);
}

void tag_changes_fini(struct tag_changes *l)
{
	free(l->v);
	*l = (struct tag_changes){ 0 };
}
