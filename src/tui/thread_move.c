/* thread_move: which message of the conversation is selected: by steps, by the mouse, by
 * words that are looked for. Towards an end of what is loaded more is asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "tui/state.h"

#include "base/banned.h"

static size_t theirs(const struct thread *th, long from, long step)
{
	for (long i = from + step; i >= 0 && i < (long)th->n; i += step)
		if (!json_flag(th->v[i].json, "from_me"))
			return (size_t)i;
	return (size_t)from;
}

void thread_move(struct tui *t, const char *how)
{
	struct thread *th = &t->thread;
	if (th->n == 0)
		return;
	long sel = th->sel < th->n ? (long)th->sel : (long)th->n, to = sel;
	long page = t->pane.rows > 2 ? t->pane.rows - 2 : 1;
	if (!strcmp(how, "first"))
		to = 0;
	else if (!strcmp(how, "last") && th->newer) {
		thread_open_at(t, th->conversation, 0);
		return;
	} else if (!strcmp(how, "last"))
		to = (long)th->n - 1;
	else if (!strcmp(how, "theirs"))
		to = (long)theirs(th, sel < (long)th->n ? sel : (long)th->n - 1, 1);
	else if (!strcmp(how, "-theirs"))
		to = (long)theirs(th, sel, -1);
	else if (!strcmp(how, "page") || !strcmp(how, "half"))
		to = sel + (*how == 'p' ? page : page / 2 + 1) / 2;
	else if (!strcmp(how, "-page") || !strcmp(how, "-half"))
		to = sel - (how[1] == 'p' ? page : page / 2 + 1) / 2;
	else
		to = sel + strtol(how, NULL, 10);
	if (to < 0)
		to = 0;
	if (to >= (long)th->n)
		to = (long)th->n - 1;
	th->sel = (size_t)to;
	th->follow = th->sel == th->n - 1;
	th->wheeled = false;
	/* On the first one and still upwards: there may be more on the phone. */
	if (sel == 0 && to == 0 && (*how == '-' || !strcmp(how, "first")))
		thread_history(t);
	if (to < 5)
		thread_older(t);
	if (to + 5 > (long)th->n)
		thread_newer(t);
	t->dirty = true;
}

void thread_scroll(struct tui *t, int lines)
{
	struct thread *th = &t->thread;
	th->wheeled = true;
	th->top += lines;
	if (th->top <= 0)
		thread_older(t);
	t->dirty = true;
}

bool thread_select_row(struct tui *t, int row)
{
	struct thread *th = &t->thread;
	int at = row - t->pane.y;
	if (at < 0 || at >= t->pane.rows || at >= SHOWN_ROWS || th->shown[at] >= th->n)
		return false;
	/* What is clicked stays where it is. */
	th->sel = th->shown[at];
	th->wheeled = true;
	th->follow = false;
	t->dirty = true;
	return true;
}

void thread_first_unread(struct tui *t)
{
	struct thread *th = &t->thread;
	if (th->unread >= th->n) {
		tui_notice(t, STYLE_GOOD, "%s", _("nothing unread here"));
		return;
	}
	th->sel = th->unread;
	th->follow = false;
	t->focus = FOCUS_THREAD;
	t->dirty = true;
}

/* A message that has one of the words, from `from` on, in steps; n: none. */
static size_t look_from(const struct thread *th, long from, int step)
{
	for (long i = from; i >= 0 && i < (long)th->n; i += step) {
		const char *text = json_str_or(th->v[i].json, "text", "");
		if (lit_find(text, strlen(text), th->look) < strlen(text))
			return (size_t)i;
	}
	return th->n;
}

static void look_at(struct tui *t, size_t at)
{
	struct thread *th = &t->thread;
	if (at >= th->n)
		return;
	th->sel = at;
	th->follow = th->wheeled = false;
	t->dirty = true;
}

void thread_look(struct tui *t, const char *text)
{
	struct thread *th = &t->thread;
	lit_words(text, th->look, sizeof th->look);
	t->dirty = true;
	if (*th->look && th->n > 0)
		look_at(t, look_from(th, th->sel < th->n ? (long)th->sel : (long)th->n - 1, -1));
}

void thread_look_step(struct tui *t, int step)
{
	struct thread *th = &t->thread;
	if (!*th->look) {
		tui_notice(t, STYLE_WARN, "%s", _("nothing is looked for here: / first"));
		return;
	}
	size_t at = look_from(th, (long)(th->sel < th->n ? th->sel : th->n) + step, step);
	if (at < th->n) {
		look_at(t, at);
		return;
	}
	if (step < 0)
		thread_older(t);
	tui_notice(t, STYLE_WARN, "%s",
		step > 0 ? _("no later one") : th->older ? _("none among those loaded: older ones are coming, again n")
						       : _("no older one: S searches everything"));
}
