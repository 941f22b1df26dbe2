/* place_found: what a search found, beside the conversation of the selected one:
 * people and notes first, then messages.
 * The engine answers in parts of a bounded time each; while a part brought less
 * than fills the list the next is asked for by itself, the rest as one comes to
 * the end of the list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "tui/state.h"

#include "base/banned.h"

enum { PART_ROWS = 50, LINES_EACH = 2 };

static struct rows *rows(struct tui *t)
{
	return &t->places.found.rows;
}

static void show(struct tui *t)
{
	const json_t *m = rows_selected(rows(t));
	int64_t conversation = m ? json_i64_or(m, "conversation_id", 0) : 0;
	if (conversation && json_str(m, "what"))
		thread_open(t, conversation);
	else if (conversation)
		thread_open_at(t, json_i64_or(m, "conversation_id", 0), json_i64_or(m, "id", 0));
	t->dirty = true;
}

static void ask(struct tui *t);

/* People and notes as rows of the list. What they are known by is no message's id. */
static void add_beside(json_t *all, const json_t *list, const char *what)
{
	json_t *v;
	size_t i;
	json_array_foreach((json_t *)list, i, v) {
		json_t *row = json_deep_copy(v);
		char name[ROW_KEY];
		snprintf(name, sizeof name, "%s %lld", what, (long long)json_i64_or(v, "id", 0));
		json_object_del(row, "id");
		json_put_str(row, "what", what);
		if (strcmp(what, "contact") == 0) {
			json_put_i64(row, "contact_id", json_i64_or(v, "id", 0));
			json_put_str(row, "conversation_title", json_str_or(v, "name", ""));
			json_put_str(row, "text", json_str_or(v, "phone", ""));
		} else {
			json_put_str(row, "conversation_title", json_str_or(v, "title", ""));
		}
		json_put_str(row, "name", name);
		json_array_append_new(all, row);
	}
}

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct found_place *f = &t->places.found;
	(void)about;
	f->rows.ticket = 0;
	t->dirty = true;
	if (!json) {
		f->rows.loaded = true;
		tui_notice_err(t, e);
		return;
	}
	bool first = rows_count(&f->rows) == 0;
	json_t *all = f->rows.items ? json_incref(f->rows.items) : json_array();
	if (first) {
		add_beside(all, json_object_get(json, "contacts"), "contact");
		add_beside(all, json_object_get(json, "notes"), "note");
	}
	json_array_extend(all, json_object_get(json, "items"));
	rows_set(&f->rows, all);
	const char *next = json_str(json, "next");
	free(f->next);
	f->next = next ? xstrdup(next) : NULL;
	if (first && t->place == PLACE_FOUND)
		show(t);
	if (f->next && rows_count(&f->rows) < f->want)
		ask(t);
}

static void ask(struct tui *t)
{
	struct found_place *f = &t->places.found;
	if (f->rows.ticket)
		return;
	json_t *args = json_deep_copy(f->args);
	json_put_i64(args, "limit", PART_ROWS);
	if (f->next)
		json_put_str(args, "after", f->next);
	f->rows.ticket = tui_ask(t, CMD_SEARCH, args, came, 0);
}

void found_open(struct tui *t, json_t *args)
{
	struct found_place *f = &t->places.found;
	tui_drop(t, f->rows.ticket);
	rows_fini(&f->rows);
	json_decref(f->args);
	free(f->next);
	f->next = NULL;
	f->args = args;
	f->want = PART_ROWS;
	lit_words(json_str_or(args, "q", ""), f->words, sizeof f->words);
	t->place = PLACE_FOUND;
	t->places.back = PLACE_INBOX;
	t->focus = FOCUS_LIST;
	ask(t);
	t->dirty = true;
}

void found_leave(struct tui *t)
{
	tui_drop(t, rows(t)->ticket);
	rows(t)->ticket = 0;
}

static void more_if_near_the_end(struct tui *t)
{
	struct found_place *f = &t->places.found;
	if (!f->next || f->rows.sel + 10 < rows_count(&f->rows))
		return;
	f->want = rows_count(&f->rows) + PART_ROWS;
	ask(t);
}

void found_step(struct tui *t, const char *how)
{
	if (t->place != PLACE_FOUND)
		return;
	size_t was = rows(t)->sel;
	rows_move(rows(t), how, (size_t)(t->list.rows / LINES_EACH));
	if (rows(t)->sel != was)
		show(t);
	more_if_near_the_end(t);
	t->dirty = true;
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	if (!strcmp(word, "move")) {
		found_step(t, arg);
		return true;
	}
	if (strcmp(word, "open"))
		return false;
	const json_t *m = rows_selected(rows(t));
	if (m && !json_i64_or(m, "conversation_id", 0)) {
		char line[48];
		snprintf(line, sizeof line, "contact show %lld", (long long)json_i64_or(m, "contact_id", 0));
		page_run(t, line);
	} else if (m) {
		t->focus = FOCUS_THREAD;
		show(t);
	}
	return true;
}

static void changed(struct tui *t, const char *event)
{
	if (strcmp(event, "resync"))
		return;
	free(t->places.found.next);
	t->places.found.next = NULL;
	json_decref(t->places.found.rows.items);
	t->places.found.rows.items = NULL;
	t->places.found.rows.ticket = 0;
	ask(t);
}

/* The text from a little before the first hit, so that it is seen. */
static void draw_hit(struct tui *t, int y, int x, int cols, enum style style, const json_t *m)
{
	const char *words = t->places.found.words, *s = json_str(m, "text");
	char kind[48];
	if (!s || !*s) {
		snprintf(kind, sizeof kind, "[%s]", _(json_str_or(m, "kind", "")));
		draw_text(y, x, cols, style, kind);
		return;
	}
	size_t n = strlen(s), hit = lit_find(s, n, words), from = 0;
	if (hit < n && text_width(s, hit) > cols * 2 / 3) {
		while (text_width(s + from, hit - from) > cols / 3) {
			struct cluster c;
			from += text_cluster(s + from, n - from, &c);
		}
	}
	int used = from ? draw_text(y, x, 1, style, term_is_ascii() ? "~" : "…") : 0;
	lit_textn(y, x + used, cols - used, style, s + from, n - from, style == STYLE_SELECTED ? "" : words);
}

static void draw_row(struct tui *t, int y, const json_t *m, bool selected)
{
	const struct area *a = &t->list;
	bool here = selected && t->focus != FOCUS_THREAD;
	enum style plain = here ? STYLE_SELECTED : STYLE_STRONG, rest = here ? STYLE_SELECTED : STYLE_PLAIN;
	struct reply_options look = page_look(t);
	char when[REPLY_TIME_CAP];
	bool two = y + 1 < a->y + a->rows;
	for (int i = 0; i <= (int)two; i++) {
		term_fill(y + i, a->x, a->cols, here ? STYLE_SELECTED : STYLE_PLAIN);
		if (selected)
			draw_text(y + i, a->x + 1, 1, here ? STYLE_SELECTED : STYLE_KEY, glyph(GLYPH_BAR));
	}
	reply_time(json_str(m, "at"), &look, when);
	/* Where there is little room the day is enough. */
	if (a->cols < 40 && strlen(when) > 10)
		when[10] = 0;
	int width = text_width(when, strlen(when));
	draw_right(y, a->x + a->cols - width - 1, width, here ? STYLE_SELECTED : STYLE_DIM, when);
	draw_text(y, a->x + 3, a->cols - width - 5, plain, json_str_or(m, "conversation_title", "?"));
	if (!two)
		return;
	int used = 0;
	const char *author = json_str(m, "author"), *what = json_str_or(m, "what", "");
	if (strcmp(what, "note") == 0)
		used = draw_f(y + 1, a->x + 3, 24, here ? STYLE_SELECTED : STYLE_WARN, "%s %s: ", glyph(GLYPH_NOTE),
			author ? author : "");
	else if (strcmp(what, "contact") == 0)
		used = draw_f(y + 1, a->x + 3, 16, here ? STYLE_SELECTED : STYLE_DIM, "%s ", _("contact"));
	else if (json_flag(m, "from_me") && author)
		used = draw_f(y + 1, a->x + 3, 12, here ? STYLE_SELECTED : STYLE_OURS, "%s: ", author);
	draw_hit(t, y + 1, a->x + 3 + used, a->cols - 4 - used, rest, m);
}

void found_draw(struct tui *t)
{
	struct found_place *f = &t->places.found;
	struct area *a = &t->list;
	char said[SENTENCE_SAID];
	if (a->rows <= 0)
		return;
	size_t n = rows_count(&f->rows);
	int y = a->y, end = a->y + a->rows;
	say_with(said, sizeof said, N_("{n} found: {query}"), "n=%zu%s\nquery=%s", n, f->next || f->rows.ticket ? "+" : "",
		json_str_or(f->args, "q", ""));
	draw_cell(y++, a->x + 1, a->cols - 1, STYLE_TAB_ON, said);
	rows_sight(&f->rows, end - y, LINES_EACH, LINES_EACH);
	for (size_t i = f->rows.top; i < n && y < end; i++, y += LINES_EACH) {
		place_row(t, y, LINES_EACH, i);
		draw_row(t, y, json_array_get(f->rows.items, i), i == f->rows.sel);
	}
	if (n == 0 && f->rows.loaded)
		draw_text(y + 1, a->x + 2, a->cols - 3, STYLE_DIM,
			f->rows.ticket ? _("searching…") : _("nothing found: fewer words, or S again"));
}

const struct view found_view = {.mode = MODE_FOUND, .draw = found_draw, .act = act, .changed = changed, .rows = rows};
