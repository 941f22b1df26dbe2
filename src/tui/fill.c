/* fill: a template into the answer. It is chosen from the list or by /name and Tab; what
 * nobody knows is asked, a value at a time, its default standing there; then the text
 * stands in the prompt to be read. Unchanged it is sent as the template, else as what it
 * became: a text of one's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

void fill_fini(struct fill *f)
{
	json_decref(f->fields);
	free(f->answer);
	free(f->text);
	*f = (struct fill){0};
}

static const char *field(const struct fill *f, size_t i, const char *key)
{
	return json_str_or(json_array_get(f->fields, i), key, "");
}

/* A line each, as the engine reads them. A default that was left alone is the template's:
 * here it stands as it reads, a date in words. */
static void values(const struct fill *f, struct buf *out)
{
	for (size_t i = 0; i < json_array_size(f->fields); i++)
		if (*field(f, i, "value") && strcmp(field(f, i, "value"), field(f, i, "default")))
			buf_addf(out, "%s=%s\n", field(f, i, "name"), field(f, i, "value"));
}

/* The answer as it was, and what is left of it where the text goes. */
static void back(struct tui *t)
{
	struct fill *f = &t->fill;
	if (t->focus != FOCUS_FIELD)
		return;
	t->focus = FOCUS_COMPOSE;
	prompt_begin(f->answer ? f->answer : "");
	free(f->answer);
	f->answer = NULL;
	t->dirty = true;
}

static void put(struct tui *t, const json_t *json)
{
	struct fill *f = &t->fill;
	size_t i, n = json_array_size(json_object_get(json, "missing"));
	struct buf names;
	back(t);
	free(f->text);
	f->text = xstrdup(json_str_or(json, "text", ""));
	size_t at = prompt_point();
	if (at > 0 && !strchr(" \t\n", prompt_text()[at - 1]))
		prompt_insert("\n", 1);
	prompt_insert(f->text, strlen(f->text));
	compose_changed(t);
	buf_init(&names, NOTICE_CAP);
	for (i = 0; i < n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "",
			json_string_value(json_array_get(json_object_get(json, "missing"), i)));
	char said[SENTENCE_SAID];
	if (n)
		tui_notice(t, STYLE_WARN, "%s", say_with(said, sizeof said, N_("write in what is missing: {names}"),
			"names=%s", buf_str(&names)));
	buf_fini(&names);
}

static void ask_field(struct tui *t)
{
	struct fill *f = &t->fill;
	if (t->focus == FOCUS_COMPOSE) {
		compose_save(t);
		free(f->answer);
		f->answer = xstrdup(prompt_text());
	}
	t->focus = FOCUS_FIELD;
	prompt_begin(field(f, f->at, "value"));
	t->dirty = true;
}

/* What is neither of the contact nor of the shop. */
static json_t *open_fields(const json_t *json)
{
	json_t *all = json_array(), *v;
	size_t i;
	json_array_foreach(json_object_get(json, "values"), i, v) {
		const char *from = json_str_or(v, "from", "");
		if (strcmp(from, "none") && strcmp(from, "default"))
			continue;
		json_t *o = json_object();
		json_put_str(o, "name", json_str(v, "name"));
		json_put_str(o, "value", json_str_or(v, "value", ""));
		json_put_str(o, "default", json_str_or(v, "value", ""));
		json_array_append_new(all, o);
	}
	return all;
}

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct fill *f = &t->fill;
	if ((t->focus != FOCUS_COMPOSE && t->focus != FOCUS_FIELD) || t->compose_to != about || !*f->name)
		return;
	if (!json) {
		tui_notice_err(t, e);
		/* A value was not of its kind: from the first one again. */
		f->at = 0;
		if (json_array_size(f->fields) > 0)
			ask_field(t);
		else
			fill_fini(f);
		return;
	}
	f->version = json_i64_or(json, "version", 0);
	str_copy(f->language, sizeof f->language, json_str_or(json, "language", ""));
	if (!f->fields) {
		f->fields = open_fields(json);
		f->at = 0;
		if (json_array_size(f->fields) > 0) {
			ask_field(t);
			return;
		}
	}
	put(t, json);
}

static void ask(struct tui *t)
{
	struct fill *f = &t->fill;
	json_t *args = json_object();
	struct buf given;
	char id[24];
	buf_init(&given, 16384);
	values(f, &given);
	snprintf(id, sizeof id, "%lld", (long long)t->compose_to);
	json_put_str(args, "name", f->name);
	if (*f->language)
		json_put_str(args, "language", f->language);
	json_put_str(args, "conversation", id);
	json_put_bool(args, "partial", true);
	if (given.n)
		json_put_str(args, "values", buf_str(&given));
	buf_fini(&given);
	tui_ask(t, CMD_TEMPLATE_PREVIEW, args, came, t->compose_to);
}

void fill_begin(struct tui *t, const char *name, const char *language)
{
	if (t->focus != FOCUS_COMPOSE)
		compose_open(t, false);
	if (t->focus != FOCUS_COMPOSE)
		return;
	fill_fini(&t->fill);
	str_copy(t->fill.name, sizeof t->fill.name, name);
	str_copy(t->fill.language, sizeof t->fill.language, language);
	ask(t);
}

void fill_take(struct tui *t)
{
	struct fill *f = &t->fill;
	if (f->at >= json_array_size(f->fields))
		return; /* all are told; the text is on its way */
	json_put_str(json_array_get(f->fields, f->at), "value", prompt_text());
	if (++f->at < json_array_size(f->fields))
		ask_field(t);
	else
		ask(t);
}

void fill_leave(struct tui *t)
{
	back(t);
	fill_fini(&t->fill);
}

const char *fill_label(const struct tui *t, char *out, size_t cap)
{
	const struct fill *f = &t->fill;
	snprintf(out, cap, "%s: %s (%zu/%zu) %s", f->name, field(f, f->at, "name"), f->at + 1, json_array_size(f->fields),
		glyph(GLYPH_PROMPT));
	return out;
}

bool fill_is_whole(const struct tui *t)
{
	return t->fill.text && !strcmp(t->fill.text, prompt_text());
}

bool fill_is_open(const struct tui *t)
{
	char hole[FIELD_NAME_CAP + 8];
	for (size_t i = 0; t->fill.text && i < json_array_size(t->fill.fields); i++) {
		snprintf(hole, sizeof hole, "{{%s}}", field(&t->fill, i, "name"));
		if (strstr(prompt_text(), hole))
			return true;
	}
	return false;
}

void fill_put(const struct tui *t, json_t *args, bool send)
{
	const struct fill *f = &t->fill;
	struct buf given;
	json_put_str(args, "template", f->name);
	json_put_str(args, "language", f->language);
	if (!send)
		return;
	buf_init(&given, 16384);
	values(f, &given);
	json_put_str(args, "text", buf_str(&given));
	json_put_i64(args, "template_version", f->version);
	buf_fini(&given);
}

/* "resi", or "resi:en" where the name stands in both languages and this is the second. */
static void word_of(const json_t *items, size_t i, char *out, size_t cap)
{
	const json_t *v = json_array_get(items, i);
	bool second = i > 0 && !strcmp(json_str_or(json_array_get(items, i - 1), "name", ""), json_str_or(v, "name", ""));
	snprintf(out, cap, "%s%s%s", json_str_or(v, "name", ""), second ? ":" : "",
		second ? json_str_or(v, "language", "") : "");
}

/* Bytes of the /word before the cursor, the slash with it; 0: there is none. */
static size_t typed(void)
{
	const char *text = prompt_text();
	size_t at = prompt_point(), from = at;
	while (from > 0 && (strchr("-_:", text[from - 1]) || (text[from - 1] >= '0' && text[from - 1] <= '9') ||
		(text[from - 1] >= 'a' && text[from - 1] <= 'z') || (text[from - 1] >= 'A' && text[from - 1] <= 'Z')))
		from--;
	if (from == 0 || text[from - 1] != '/')
		return 0;
	from--;
	return from == 0 || strchr(" \t\n", text[from - 1]) ? at - from : 0;
}

static void listed(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	size_t n = typed(), common = 0, found = 0, exact = (size_t)-1, i;
	const json_t *items = json_object_get(json, "items");
	char word[96], first[96] = "", want[96];
	struct buf shown;
	json_t *v;
	if (!json)
		tui_notice_err(t, e);
	if (!json || t->focus != FOCUS_COMPOSE || t->compose_to != about || !n || n > sizeof want)
		return;
	snprintf(want, sizeof want, "%.*s", (int)n - 1, prompt_text() + prompt_point() - n + 1);
	buf_init(&shown, NOTICE_CAP);
	json_array_foreach(items, i, v) {
		word_of(items, i, word, sizeof word);
		if (strncmp(word, want, n - 1) || !strcmp(json_str_or(v, "status", ""), "retired"))
			continue;
		size_t k = 0;
		while (word[k] && word[k] == first[k])
			k++;
		common = found++ ? k < common ? k : common : strlen(word);
		if (!strcmp(word, want) || found == 1)
			exact = i;
		if (found == 1) {
			str_copy(first, sizeof first, word);
			buf_addf(&shown, "[/%s %.60s]", word, json_str_or(v, "text", ""));
		} else {
			buf_addf(&shown, "  /%s", word);
		}
	}
	word_of(items, exact == (size_t)-1 ? 0 : exact, word, sizeof word);
	if (found == 0) {
		tui_notice(t, STYLE_WARN, _("no template's name begins with %s"), want);
	} else if (found == 1 || !strcmp(word, want)) {
		v = json_array_get(items, exact);
		prompt_rub_out(n);
		fill_begin(t, json_str_or(v, "name", ""), json_str_or(v, "language", ""));
	} else {
		if (common > n - 1)
			prompt_insert(first + n - 1, common - (n - 1));
		tui_notice(t, STYLE_DIM, "%s", buf_str(&shown));
	}
	buf_fini(&shown);
	t->dirty = true;
}

bool fill_tab(struct tui *t)
{
	json_t *args;
	if (!typed())
		return false;
	args = json_object();
	json_put_i64(args, "limit", 500);
	tui_ask(t, CMD_TEMPLATE_LIST, args, listed, t->compose_to);
	return true;
}
