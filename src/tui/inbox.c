/* inbox: the list of conversations. Rows come from the engine in its order and
 * are asked for again, whole, when one changes; the selected row keeps its line
 * on the screen meanwhile, so nothing moves under the cursor. A row that leaves
 * the view while it is selected stays until the selection moves on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/conversation.h"
#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { ROW_LINES = 2, PAGE_ROWS = 60, ROWS_MAX = 500 };

static size_t rows_shown(const struct tui *t)
{
	return t->list.rows > ROW_LINES ? (size_t)(t->list.rows / ROW_LINES) : 1;
}

static size_t count(const struct tui *t)
{
	return json_array_size(t->inbox.items);
}

const json_t *inbox_row(const struct tui *t)
{
	return json_array_get(t->inbox.items, t->inbox.sel);
}

static size_t find(const json_t *items, int64_t id)
{
	size_t n = json_array_size(items);
	for (size_t i = 0; i < n; i++)
		if (json_i64_or(json_array_get(items, i), "id", 0) == id)
			return i;
	return n;
}

static void keep_in_sight(struct tui *t)
{
	struct inbox *in = &t->inbox;
	size_t shown = rows_shown(t), n = count(t);
	if (in->sel >= n)
		in->sel = n ? n - 1 : 0;
	if (in->sel < in->top)
		in->top = in->sel;
	if (in->sel >= in->top + shown)
		in->top = in->sel - shown + 1;
}

static void loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	struct inbox *in = &t->inbox;
	in->ticket = 0;
	if (!json) {
		tui_notice_err(t, e);
	} else {
		json_t *items = json_incref(json_object_get(json, "items"));
		const json_t *old = inbox_row(t);
		int64_t id = json_i64_or(old, "id", 0);
		size_t line = in->sel - in->top;
		if (id) {
			size_t at = find(items, id);
			if (at == json_array_size(items)) {
				/* It left the view under the cursor: it stays for now. */
				at = in->sel < at ? in->sel : at;
				json_array_insert(items, at, json_incref((json_t *)old));
			}
			if (at > in->sel && in->loaded)
				in->above += at - in->sel;
			in->sel = at;
			in->top = at > line ? at - line : 0;
		}
		if (in->top == 0)
			in->above = 0;
		json_decref(in->items);
		in->items = items;
		in->more = json_str(json, "next") != NULL;
		in->loaded = true;
		keep_in_sight(t);
		const json_t *row = inbox_row(t);
		if (row && t->thread.conversation == 0)
			thread_open(t, json_i64_or(row, "id", 0));
	}
	t->dirty = true;
	if (in->stale) {
		in->stale = false;
		inbox_load(t);
	}
}

void inbox_event(struct tui *t, const json_t *conversation)
{
	size_t at = find(t->inbox.items, json_i64_or(conversation, "id", 0));
	if (at < count(t))
		json_array_set(t->inbox.items, at, (json_t *)conversation);
	inbox_load(t);
}

void inbox_load(struct tui *t)
{
	struct inbox *in = &t->inbox;
	if (in->ticket) {
		in->stale = true;
		return;
	}
	if (in->want < PAGE_ROWS)
		in->want = PAGE_ROWS;
	json_t *args = json_object();
	json_put_str(args, "view", in->view);
	json_put_i64(args, "limit", (int64_t)in->want);
	if (*in->filter)
		json_put_str(args, "filter", in->filter);
	in->ticket = tui_ask(t, CMD_CONVERSATION_LIST, args, loaded, 0);
}

void inbox_select(struct tui *t, size_t to)
{
	struct inbox *in = &t->inbox;
	if (count(t) == 0)
		return;
	if (to >= count(t))
		to = count(t) - 1;
	in->sel = to;
	keep_in_sight(t);
	if (in->top == 0)
		in->above = 0;
	const json_t *row = inbox_row(t);
	int64_t id = json_i64_or(row, "id", 0);
	if (id != t->thread.conversation)
		thread_open(t, id);
	if (in->more && in->sel + rows_shown(t) >= count(t) && in->want < ROWS_MAX) {
		in->want += PAGE_ROWS;
		inbox_load(t);
	}
	t->dirty = true;
}

size_t inbox_at_row(const struct tui *t, int row)
{
	if (row < t->list.y || row >= t->list.y + t->list.rows)
		return (size_t)-1;
	size_t at = t->inbox.top + (size_t)(row - t->list.y) / ROW_LINES;
	return at < count(t) ? at : (size_t)-1;
}

void inbox_move(struct tui *t, const char *how)
{
	size_t n = count(t), page = rows_shown(t);
	long sel = (long)t->inbox.sel, to = sel;
	if (!strcmp(how, "first"))
		to = 0;
	else if (!strcmp(how, "last"))
		to = (long)n - 1;
	else if (!strcmp(how, "page"))
		to = sel + (long)page;
	else if (!strcmp(how, "-page"))
		to = sel - (long)page;
	else if (!strcmp(how, "half"))
		to = sel + (long)(page + 1) / 2;
	else if (!strcmp(how, "-half"))
		to = sel - (long)(page + 1) / 2;
	else
		to = sel + strtol(how, NULL, 10);
	inbox_select(t, to < 0 ? 0 : (size_t)to);
}

void inbox_view(struct tui *t, const char *view)
{
	struct inbox *in = &t->inbox;
	t->place = PLACE_INBOX;
	if (t->focus == FOCUS_THREAD)
		t->focus = FOCUS_LIST;
	if (strcmp(in->view, view)) {
		str_copy(in->view, sizeof in->view, view);
		json_decref(in->items);
		in->items = NULL;
		in->sel = in->top = in->above = in->want = 0;
		in->loaded = false;
		/* The thread on the right follows the new list's first row. */
		thread_open(t, 0);
		inbox_load(t);
	}
	t->dirty = true;
}

void inbox_next_needs(struct tui *t)
{
	size_t n = count(t);
	for (size_t i = 1; i <= n; i++) {
		size_t at = (t->inbox.sel + i) % n;
		if (json_flag(json_array_get(t->inbox.items, at), "needs_reply")) {
			inbox_select(t, at);
			return;
		}
	}
	tui_notice(t, STYLE_GOOD, "%s", _("nobody here needs a reply"));
}

/* What the second line of a row says, and its mark. */
static void draw_last(struct tui *t, int y, int x, int cols, enum style style, const json_t *row)
{
	const char *draft = json_str(row, "draft");
	if (draft && *draft) {
		int used = draw_text(y, x, cols, STYLE_WARN, _("draft: "));
		draw_cell(y, x + used, cols - used, style, draft);
		return;
	}
	const json_t *last = json_object_get(row, "last");
	if (!json_is_object(last)) {
		draw_cell(y, x, cols, style, "");
		return;
	}
	int used = 0;
	enum message_state state;
	if (json_flag(last, "from_me") && message_state_named(json_str_or(last, "state", ""), &state)) {
		enum style mark = state == MSG_REJECTED || state == MSG_UNKNOWN ? STYLE_BAD :
			state == MSG_HELD ? STYLE_WARN : STYLE_MARK;
		used = draw_text(y, x, cols, style == STYLE_SELECTED ? style : mark,
			message_mark(state, term_is_ascii()));
		term_fill(y, x + used, 1, style);
		used++;
	}
	const char *text = json_str(last, "text");
	char kind[48];
	if (!text || !*text) {
		snprintf(kind, sizeof kind, "[%s]", _(json_str_or(last, "kind", "")));
		text = kind;
	}
	draw_cell(y, x + used, cols - used, style, text);
	(void)t;
}

static void draw_row(struct tui *t, int y, const json_t *row, bool selected)
{
	const struct area *a = &t->list;
	bool here = selected && t->focus == FOCUS_LIST;
	bool unseen = json_i64_or(row, "unseen", 0) > 0;
	enum style name = here ? STYLE_SELECTED : unseen ? STYLE_STRONG : STYLE_PLAIN;
	enum style rest = here ? STYLE_SELECTED : STYLE_DIM;
	bool two = y + 1 < a->y + a->rows;
	term_fill(y, a->x, a->cols, here ? STYLE_SELECTED : STYLE_PLAIN);
	if (two)
		term_fill(y + 1, a->x, a->cols, here ? STYLE_SELECTED : STYLE_PLAIN);
	if (selected) {
		draw_text(y, a->x + 1, 1, here ? STYLE_SELECTED : STYLE_KEY, glyph(GLYPH_BAR));
		if (two)
			draw_text(y + 1, a->x + 1, 1, here ? STYLE_SELECTED : STYLE_KEY, glyph(GLYPH_BAR));
	}
	/* Right: time and priority; below it what is unseen and how old. */
	int right = a->x + a->cols - 9;
	int width = right - (a->x + 3) - 1;
	char text[16];
	const char *last_at = json_str(row, "last.at");
	const char *assignee = json_str(row, "assignee");
	if (assignee && width > 20) {
		draw_right(y, right - 7, 6, rest, assignee);
		width -= 8;
	}
	draw_text(y, a->x + 3, width, name, json_str_or(row, "title", "?"));
	draw_right(y, right, 5, rest, clock_of(last_at, text));
	enum case_priority priority = PRIORITY_NORMAL;
	case_priority_named(json_str_or(row, "priority", "normal"), &priority);
	if (priority > PRIORITY_NORMAL)
		draw_text(y, right + 6, 2, here ? STYLE_SELECTED : STYLE_BAD, glyph(GLYPH_URGENT));
	if (!two)
		return;
	draw_last(t, y + 1, a->x + 3, right - a->x - 4, rest, row);
	int64_t n = json_i64_or(row, "unseen", 0);
	if (n > 0) {
		snprintf(text, sizeof text, n > 99 ? "99+" : "%d", (int)(n > 99 ? 99 : n));
		draw_right(y + 1, right - 1, 3, here ? STYLE_SELECTED : STYLE_KEY, text);
	}
	if (json_flag(row, "needs_reply"))
		draw_right(y + 1, right + 2, 4, here ? STYLE_SELECTED : STYLE_WARN,
			age_of(json_str(row, "waiting_since"), clock_now(), text));
}

void inbox_draw(struct tui *t)
{
	struct inbox *in = &t->inbox;
	const struct area *a = &t->list;
	if (a->rows <= 0)
		return;
	keep_in_sight(t);
	size_t n = count(t);
	int y = a->y;
	for (size_t i = in->top; i < n && y < a->y + a->rows; i++, y += ROW_LINES)
		draw_row(t, y, json_array_get(in->items, i), i == in->sel);
	if (n == 0 && in->loaded) {
		bool narrowed = *in->filter != 0;
		draw_text(a->y + 1, a->x + 2, a->cols - 3, STYLE_DIM,
			narrowed ? _("nothing matches; / and Enter shows all") : _("nothing here: 6 shows all"));
	}
}

void inbox_fini(struct inbox *in)
{
	json_decref(in->items);
	in->items = NULL;
}
