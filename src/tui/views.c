/* views: the saved views of the inbox, a letter each: v, then the letter. A view takes
 * the first letter of its name that no older one has, so that none changes its letter
 * because others come. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/state.h"

#include "base/banned.h"

enum { NAME_MOST = 24 };

static bool taken(const char *letters, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		if (letters[i] == c)
			return true;
	return false;
}

static char letter_for(const char *name, const char *letters, size_t n)
{
	static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	for (const char *s = name; *s; s++) {
		char c = (char)tolower((unsigned char)*s);
		if (c >= 'a' && c <= 'z' && !taken(letters, n, c))
			return c;
	}
	for (const char *s = others; *s; s++)
		if (!taken(letters, n, *s))
			return *s;
	return 0;
}

void views_letters(const json_t *items, char letters[VIEWS_MAX])
{
	size_t n = json_array_size(items);
	int64_t last = INT64_MIN;
	n = n < VIEWS_MAX ? n : VIEWS_MAX;
	memset(letters, 0, VIEWS_MAX);
	/* The oldest first. */
	for (size_t k = 0; k < n; k++) {
		size_t next = n;
		for (size_t i = 0; i < n; i++) {
			int64_t id = json_i64_or(json_array_get(items, i), "id", 0);
			if (id > last && (next == n || id < json_i64_or(json_array_get(items, next), "id", 0)))
				next = i;
		}
		if (next == n)
			return;
		last = json_i64_or(json_array_get(items, next), "id", 0);
		letters[next] = letter_for(json_str_or(json_array_get(items, next), "name", ""), letters, n);
	}
}

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct saved_views *v = &t->views;
	(void)about;
	v->asked = false;
	t->dirty = true;
	if (t->focus >= FOCUS_COMPOSE)
		return; /* he did not wait */
	json_decref(v->items);
	v->items = json ? json_incref(json_object_get(json, "items")) : NULL;
	views_letters(v->items, v->letters);
	v->choosing = json_array_size(v->items) > 0;
	if (v->choosing)
		return;
	line_open(t, "view ");
	if (!json)
		tui_notice_err(t, e);
	else
		tui_notice(t, STYLE_DIM, "%s", _("no view is saved yet: view set NAME QUERY saves one"));
}

void views_open(struct tui *t)
{
	struct saved_views *v = &t->views;
	json_t *args = json_object();
	if (v->asked) {
		json_decref(args);
		return;
	}
	json_put_i64(args, "limit", VIEWS_MAX);
	v->asked = true;
	tui_ask(t, CMD_VIEW_LIST, args, came, 0);
}

bool views_wait(const struct tui *t)
{
	return t->views.asked;
}

void views_chosen(struct tui *t, const char *key)
{
	struct saved_views *v = &t->views;
	v->choosing = false;
	t->dirty = true;
	static const char *const by_name[] = {"/", ":", "space", "enter", "tab"};
	for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
		if (!strcmp(key, by_name[i])) {
			line_open(t, "view ");
			return;
		}
	for (size_t i = 0; i < VIEWS_MAX && !key[1]; i++)
		if (v->letters[i] && v->letters[i] == *key) {
			inbox_view(t, json_str_or(json_array_get(v->items, i), "name", ""));
			return;
		}
}

void views_draw(struct tui *t, int y)
{
	const struct saved_views *v = &t->views;
	size_t n = json_array_size(v->items);
	int width = 0, most = t->rows / 2, x;
	for (size_t i = 0; i < n; i++) {
		const char *name = json_str_or(json_array_get(v->items, i), "name", "");
		int w = text_width(name, strlen(name));
		width = w > width ? w : width;
	}
	width = (width > NAME_MOST ? NAME_MOST : width) + 10;
	int columns = t->cols / width < 1 ? 1 : t->cols / width, rows = ((int)n + columns - 1) / columns;
	rows = rows > most ? most : rows;
	for (int i = y - rows - 1; i < y && i >= 0; i++)
		term_fill(i, 0, t->cols, STYLE_PLAIN);
	draw_rule(y - rows - 1, 0, t->cols, STYLE_FRAME, _("saved views"));
	for (size_t i = 0; i < n && (int)i / columns < rows; i++) {
		const json_t *row = json_array_get(v->items, i);
		int at = y - rows + (int)i / columns;
		char letter[2] = {v->letters[i] ? v->letters[i] : ' ', 0};
		int64_t count;
		x = 1 + (int)(i % (size_t)columns) * width;
		draw_text(at, x, 1, STYLE_KEY, letter);
		int used = draw_text(at, x + 2, width - 10, STYLE_PLAIN, json_str_or(row, "name", ""));
		if (json_i64(row, "count", &count))
			draw_f(at, x + 3 + used, 6, STYLE_DIM, "%lld", (long long)count);
	}
	x = 1 + draw_text(y, 1, t->cols - 2, STYLE_HINT, _("the letter of a view"));
	x += draw_f(y, x, t->cols - x - 1, STYLE_HINT, " %s ", glyph(GLYPH_DOT));
	x += draw_text(y, x, t->cols - x - 1, STYLE_KEY, ":");
	x += draw_f(y, x, t->cols - x - 1, STYLE_HINT, " %s %s ", _("by its name"), glyph(GLYPH_DOT));
	draw_text(y, x, t->cols - x - 1, STYLE_KEY, "esc");
}

void views_fini(struct saved_views *v)
{
	json_decref(v->items);
	*v = (struct saved_views){0};
}
