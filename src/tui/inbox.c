/* inbox: the list of conversations. Rows come from the engine in its order and
 * are asked for again, whole, when one changes; the selected row keeps its line
 * on the screen meanwhile, so nothing moves under the cursor. A row that leaves
 * the view while it is selected stays until the selection moves on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "tui/state.h"

#include "base/banned.h"

enum { ROW_LINES = INBOX_ROW_LINES, PAGE_ROWS = 60, ROWS_MAX = 500 };

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

void inbox_sight(struct tui *t)
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

/* Rows above are hidden only where the list fills its place to the end. */
static void fill(struct tui *t)
{
	struct inbox *in = &t->inbox;
	size_t shown = rows_shown(t), n = count(t);
	if (t->list.rows > 0 && in->top + shown > n)
		in->top = n > shown ? n - shown : 0;
	if (in->top == 0)
		in->above = 0;
}

void inbox_resized(struct tui *t)
{
	if (t->inbox.drawn_rows == t->list.rows)
		return;
	t->inbox.drawn_rows = t->list.rows;
	fill(t);
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
		inbox_sight(t);
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

void inbox_forget(struct tui *t, int64_t id)
{
	struct inbox *in = &t->inbox;
	size_t at = find(in->items, id);
	if (at >= count(t))
		return;
	json_array_remove(in->items, at);
	if (in->sel > at)
		in->sel--;
	inbox_sight(t);
	thread_open(t, json_i64_or(inbox_row(t), "id", 0));
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
	inbox_sight(t);
	fill(t);
	const json_t *row = inbox_row(t);
	int64_t id = json_i64_or(row, "id", 0);
	if (id != t->thread.conversation) {
		frame_moved(t);
		thread_open(t, id);
	}
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
		inbox_unmark(t);
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
		const json_t *row = json_array_get(t->inbox.items, at);
		const char *whose = json_str(row, "assignee");
		/* What is a colleague's does not need me. */
		if (json_flag(row, "needs_reply") && (!whose || !strcmp(whose, json_str_or(t->whoami, "agent", "")))) {
			inbox_select(t, at);
			return;
		}
	}
	tui_notice(t, STYLE_GOOD, "%s", _("nobody here needs a reply of yours"));
}

bool inbox_marked(const struct tui *t, const json_t *row)
{
	char key[24];
	snprintf(key, sizeof key, "%lld", (long long)json_i64_or(row, "id", 0));
	return json_object_get(t->inbox.marks, key) != NULL;
}

size_t inbox_marks(const struct tui *t)
{
	return json_object_size(t->inbox.marks);
}

static void set_mark(struct inbox *in, size_t at, bool on)
{
	char key[24];
	const json_t *row = json_array_get(in->items, at);
	snprintf(key, sizeof key, "%lld", (long long)json_i64_or(row, "id", 0));
	if (!in->marks)
		in->marks = json_object();
	if (on)
		json_object_set(in->marks, key, (json_t *)row);
	else
		json_object_del(in->marks, key);
}

void inbox_mark(struct tui *t, bool range)
{
	struct inbox *in = &t->inbox;
	if (in->sel >= count(t))
		return;
	t->dirty = true;
	size_t anchor = in->anchor ? find(in->items, in->anchor) : count(t);
	in->anchor = json_i64_or(inbox_row(t), "id", 0);
	if (!range || anchor >= count(t)) {
		set_mark(in, in->sel, !inbox_marked(t, inbox_row(t)));
		inbox_select(t, in->sel + 1);
		return;
	}
	size_t from = anchor < in->sel ? anchor : in->sel, to = anchor < in->sel ? in->sel : anchor;
	for (size_t i = from; i <= to; i++)
		set_mark(in, i, true);
}

void inbox_unmark(struct tui *t)
{
	json_object_clear(t->inbox.marks);
	t->inbox.anchor = 0;
	t->dirty = true;
}

json_t *inbox_chosen(const struct tui *t)
{
	json_t *chosen = json_array(), *row;
	size_t i;
	const char *key;
	if (t->focus != FOCUS_THREAD && inbox_marks(t) > 0) {
		json_array_foreach(t->inbox.items, i, row)
			if (inbox_marked(t, row))
				json_array_append(chosen, row);
		/* Those that left the view since stand last. */
		json_object_foreach(t->inbox.marks, key, row)
			if (find(t->inbox.items, json_i64_or(row, "id", 0)) == count(t))
				json_array_append(chosen, row);
	} else if (t->thread.about) {
		json_array_append(chosen, t->thread.about);
	}
	return chosen;
}

void inbox_fini(struct inbox *in)
{
	json_decref(in->items);
	json_decref(in->marks);
	in->items = in->marks = NULL;
}
