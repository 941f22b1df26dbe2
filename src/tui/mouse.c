/* mouse: the wheel scrolls what is under it, a click selects, a second click on what
 * is selected opens it. Where keys would type (the prompt, the : line) a click
 * elsewhere leaves first, as C-g does: a draft is kept. */
#include <stdio.h>
#include <string.h>

#include "model/conversation.h"

#include "tui/action.h"
#include "tui/state.h"

#include "base/banned.h"

enum { WHEEL_LINES = 3 };

static bool inside(const struct area *a, const struct key *k)
{
	return a->rows > 0 && k->row >= a->y && k->row < a->y + a->rows && k->col >= a->x && k->col < a->x + a->cols;
}

/* So many times what a key does in this place. */
static void as_key(struct tui *t, const char *name, int times)
{
	bool more;
	const struct binding *b = keymap_find(&t->keymap, tui_mode(t), name, &more);
	for (int i = 0; b && i < times; i++)
		action_run(t, b->line);
}

static void wheel(struct tui *t, const struct key *k, bool down)
{
	bool free = t->focus < FOCUS_COMPOSE || t->focus == FOCUS_CHOOSE;
	if (place_is_whole(t)) {
		if (free)
			as_key(t, down ? "down" : "up", WHEEL_LINES);
	} else if (inside(&t->list, k)) {
		if (free && t->place == PLACE_INBOX)
			inbox_move(t, down ? "1" : "-1");
		else if (free)
			as_key(t, down ? "down" : "up", 1);
	} else if (inside(&t->pane, k)) {
		thread_scroll(t, down ? WHEEL_LINES : -WHEEL_LINES);
	}
}

static bool on_view(struct tui *t, const struct key *k)
{
	for (int v = 0; v < INBOX_VIEW_COUNT && v < TABS_MAX; v++)
		if (k->row == 1 && k->col >= t->tabs[v].from && k->col < t->tabs[v].to) {
			inbox_view(t, inbox_view_name((enum inbox_view)v));
			return true;
		}
	return false;
}

/* A row of a place: selected by the first click, then what Enter does with it. */
static void on_row(struct tui *t, const struct key *k, bool typing)
{
	struct rows *r = place_rows(t);
	size_t at;
	if (!r || !place_row_at(t, k->row, &at))
		return;
	bool again = at == r->sel && t->focus == FOCUS_LIST && !typing;
	t->focus = FOCUS_LIST;
	if (again) {
		as_key(t, "enter", 1);
	} else {
		char by[24];
		snprintf(by, sizeof by, "%lld", (long long)at - (long long)r->sel);
		place_act(t, "move", by);
	}
	t->dirty = true;
}

/* A line of help or the palette, which are typed into all the while. */
static bool on_choice(struct tui *t, const struct key *k)
{
	struct chooser *c = &t->places.chooser;
	size_t at;
	if (t->place != PLACE_CHOOSE || !place_row_at(t, k->row, &at))
		return false;
	if (at == c->sel)
		choose_run(t);
	else
		c->sel = at;
	t->dirty = true;
	return true;
}

static void click(struct tui *t, const struct key *k)
{
	bool typing = t->focus >= FOCUS_COMPOSE;
	if (typing && (inside(&t->prompt, k) || k->row == t->rows - 1))
		return;
	if (on_choice(t, k))
		return;
	while (t->focus >= FOCUS_COMPOSE)
		edit_leave(t);
	if (on_view(t, k))
		return;
	if (t->place != PLACE_INBOX && (place_is_whole(t) || inside(&t->list, k))) {
		on_row(t, k, typing);
		return;
	}
	if (inside(&t->list, k)) {
		size_t at = inbox_at_row(t, k->row);
		if (at == (size_t)-1)
			return;
		bool again = at == t->inbox.sel && t->focus == FOCUS_LIST && !typing;
		t->focus = FOCUS_LIST;
		if (again)
			action_run(t, "open");
		else
			inbox_select(t, at);
	} else if (inside(&t->pane, k)) {
		size_t was = t->focus == FOCUS_THREAD ? t->thread.sel : t->thread.n;
		if (!thread_select_row(t, k->row))
			return;
		bool again = was == t->thread.sel && !typing;
		t->focus = FOCUS_THREAD;
		thread_seen(t);
		if (again)
			as_key(t, "o", 1);
	} else if (inside(&t->prompt, k)) {
		action_run(t, "reply");
	}
	t->dirty = true;
}

void mouse_event(struct tui *t, const struct key *k)
{
	t->sequence[0] = 0;
	if (!strcmp(k->name, "click"))
		click(t, k);
	else
		wheel(t, k, !strcmp(k->name, "wheel-down"));
}
