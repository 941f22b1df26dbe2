/* place_templates: texts that are written once and sent to many: which there are, how
 * they stand, how often they were used; under the selected one its text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "command/parse.h"

#include "tui/state.h"

#include "base/banned.h"

enum { ROWS_MOST = 500, NAME_AT = 4, NAME_COLS = 24, LANGUAGE_COLS = 4, STATUS_COLS = 12, USED_COLS = 6, TEXT_AT = 6,
	TEXT_LINES = 8 };

static struct rows *rows(struct tui *t)
{
	return &t->places.templates;
}

static void load(struct tui *t);

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (!json)
		tui_notice_err(t, e);
	t->dirty = true;
	if (rows_came(rows(t), json_incref(json_object_get(json, "items"))))
		load(t);
}

static void load(struct tui *t)
{
	if (!rows_ask(rows(t)))
		return;
	json_t *args = json_object();
	json_put_i64(args, "limit", ROWS_MOST);
	rows(t)->ticket = tui_ask(t, CMD_TEMPLATE_LIST, args, came, 0);
}

void templates_open(struct tui *t)
{
	t->place = PLACE_TEMPLATES;
	rows(t)->loaded = false;
	load(t);
}

static void changed(struct tui *t, const char *event)
{
	if (!strcmp(event, "resync") || !strcmp(event, "acted"))
		load(t);
}

/* A command about the selected one, in its language. Heap. */
static char *line_of(const json_t *row, const char *verb)
{
	return xasprintf("template %s %s --language %s", verb, json_str_or(row, "name", ""), json_str_or(row,
		"language", ""));
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	const json_t *row = rows_selected(rows(t));
	(void)arg;
	bool shows = !strcmp(word, "open"), previews = !strcmp(word, "filled"), edits = !strcmp(word, "edit");
	if (!shows && !previews && !edits)
		return false;
	if (!row)
		return true;
	char *line = line_of(row, shows ? "show" : previews ? "preview" : "set"), *more = NULL;
	if (previews && t->thread.conversation)
		more = xasprintf("%s --conversation %lld", line, (long long)t->thread.conversation);
	else if (edits) {
		char *text = word_quote(json_str_or(row, "text", ""));
		more = xasprintf("%s -- %s", line, text);
		free(text);
	}
	if (edits)
		line_open(t, more);
	else
		page_run(t, more ? more : line);
	free(more);
	free(line);
	return true;
}

static const char *status_word(const json_t *row)
{
	const char *status = json_str_or(row, "status", "");
	return !strcmp(status, "approved") ? _("approved") : !strcmp(status, "retired") ? _("not in use") : _("draft");
}

static void draw_row(struct tui *t, int y, const json_t *row, bool selected)
{
	const char *status = json_str_or(row, "status", "");
	enum style plain = selected ? STYLE_SELECTED : !strcmp(status, "retired") ? STYLE_DIM : STYLE_PLAIN;
	int name = t->cols < 60 ? NAME_COLS / 2 : NAME_COLS, x = NAME_AT, last = t->cols - 1;
	term_fill(y, 1, t->cols - 1, selected ? STYLE_SELECTED : STYLE_PLAIN);
	if (selected)
		draw_text(y, 1, 1, plain, glyph(GLYPH_BAR));
	if (rows_marked(rows(t), row))
		draw_text(y, 2, 1, selected ? STYLE_SELECTED : STYLE_KEY, "x");
	draw_text(y, x, name - 1, plain, json_str_or(row, "name", ""));
	x += name;
	draw_text(y, x, LANGUAGE_COLS - 1, plain, json_str_or(row, "language", ""));
	x += LANGUAGE_COLS;
	draw_text(y, x, STATUS_COLS - 1, selected ? plain : !strcmp(status, "approved") ? STYLE_GOOD : STYLE_DIM,
		status_word(row));
	x += STATUS_COLS;
	if (x + USED_COLS > last)
		return;
	draw_f(y, x, USED_COLS - 1, plain, "%4lld%s", (long long)json_i64_or(row, "uses", 0), glyph(GLYPH_TIMES));
	x += USED_COLS;
	if (x < last)
		draw_text(y, x, last - x, plain, json_str_or(row, "text", ""));
}

/* The text of the selected one; how many lines that takes. y < 0: only counts. */
static int draw_body(struct tui *t, int y, int end, const json_t *row)
{
	struct text_rows lines = {0};
	const char *text = json_str_or(row, "text", "");
	int cols = t->cols - TEXT_AT - 1;
	if (cols < 2)
		return 0;
	text_wrap(&lines, text, strlen(text), cols, TEXT_LINES);
	int n = (int)lines.n;
	for (int i = 0; i < n && y >= 0 && y + i < end; i++)
		draw_textn(y + i, TEXT_AT, cols, STYLE_DIM, text + lines.v[i].at, lines.v[i].len);
	text_rows_fini(&lines);
	return n;
}

static void draw(struct tui *t)
{
	struct rows *r = rows(t);
	int y = place_top(t), end = place_end(t);
	draw_rule(y - 1, 0, t->cols, STYLE_FRAME, _("templates"));
	const json_t *here = rows_selected(r);
	int body = here ? draw_body(t, -1, end, here) : 0;
	rows_sight(r, end - y, 1, 1 + body < end - y ? 1 + body : end - y);
	size_t i = r->top;
	for (; i < rows_count(r) && y < end; i++) {
		const json_t *row = json_array_get(r->items, i);
		int from = y;
		draw_row(t, y++, row, i == r->sel);
		if (i == r->sel)
			y += draw_body(t, y, end, row);
		place_row(t, from, y - from, i);
	}
	if (rows_count(r) == 0 && r->loaded)
		draw_text(y, 1, t->cols - 2, STYLE_DIM,
			_("no templates yet: n makes one, :template examples brings some"));
	if (i < rows_count(r))
		draw_right(end - 1, t->cols - 6, 5, STYLE_WARN, glyph(GLYPH_DOWN));
}

const struct view templates_view = {.mode = MODE_TEMPLATES, .draw = draw, .act = act, .changed = changed, .rows = rows};
