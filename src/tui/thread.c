/* thread: the messages of the conversation on the screen: loading, older ones,
 * events, selection. Drawing is thread_draw.c's. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { THREAD_PAGE = 50, THREAD_MAX = 2000 };

static void row_fini(struct thread_row *r)
{
	json_decref(r->json);
	text_rows_fini(&r->rows);
}

void thread_fini(struct thread *th)
{
	for (size_t i = 0; i < th->n; i++)
		row_fini(&th->v[i]);
	free(th->v);
	free(th->older);
	json_decref(th->about);
	json_decref(th->contact);
	memset(th, 0, sizeof *th);
}

static int64_t row_id(const struct thread_row *r)
{
	return json_i64_or(r->json, "id", 0);
}

static void add(struct thread *th, size_t at, const json_t *message)
{
	LIST_GROW(th);
	memmove(th->v + at + 1, th->v + at, (th->n - at) * sizeof *th->v);
	th->v[at] = (struct thread_row){.json = json_incref((json_t *)message)};
	th->n++;
}

static void drop(struct thread *th, size_t at)
{
	row_fini(&th->v[at]);
	memmove(th->v + at, th->v + at + 1, (th->n - at - 1) * sizeof *th->v);
	th->n--;
}

static void set_older(struct thread *th, const json_t *json)
{
	const char *next = json_str(json, "next");
	free(th->older);
	th->older = next ? xstrdup(next) : NULL;
}

/* The first of the last `unseen` messages of theirs. */
static void find_unread(struct thread *th)
{
	int64_t unseen = json_i64_or(th->about, "unseen", 0);
	th->unread = th->n;
	for (size_t i = th->n; i-- > 0 && unseen > 0;)
		if (!json_flag(th->v[i].json, "from_me")) {
			th->unread = i;
			unseen--;
		}
}

static void messages_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->ticket = 0;
	t->dirty = true;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	int64_t selected = th->sel < th->n ? row_id(&th->v[th->sel]) : 0;
	while (th->n > 0)
		drop(th, th->n - 1);
	size_t i;
	json_t *item;
	json_array_foreach(json_object_get(json, "items"), i, item)
		add(th, th->n, item);
	set_older(th, json);
	th->sel = th->n;
	for (i = 0; i < th->n; i++)
		if (selected && row_id(&th->v[i]) == selected)
			th->sel = i;
	if (!th->loaded) {
		find_unread(th);
		th->follow = true;
	}
	th->loaded = true;
	if (t->focus == FOCUS_THREAD || t->focus == FOCUS_COMPOSE)
		thread_seen(t);
}

static void contact_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)e;
	if (about != t->thread.conversation)
		return;
	t->thread.contact_ticket = 0;
	json_decref(t->thread.contact);
	t->thread.contact = json_incref((json_t *)json);
	t->dirty = true;
}

static void about_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->about_ticket = 0;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	json_decref(th->about);
	th->about = json_incref((json_t *)json);
	if (th->loaded && th->unread >= th->n)
		find_unread(th);
	int64_t contact = json_i64_or(json, "contact_id", 0);
	if (contact && !th->contact_ticket) {
		json_t *args = json_object();
		json_put_i64(args, "contact", contact);
		th->contact_ticket = tui_ask(t, CMD_CONTACT_SHOW, args, contact_loaded, th->conversation);
	}
	t->dirty = true;
}

static void ask_about(struct tui *t)
{
	json_t *args = json_object();
	json_put_i64(args, "conversation", t->thread.conversation);
	t->thread.about_ticket = tui_ask(t, CMD_CONVERSATION_SHOW, args, about_loaded, t->thread.conversation);
}

static void ask_messages(struct tui *t)
{
	json_t *args = json_object();
	json_put_i64(args, "conversation", t->thread.conversation);
	json_put_i64(args, "limit", THREAD_PAGE);
	t->thread.ticket = tui_ask(t, CMD_MESSAGES, args, messages_loaded, t->thread.conversation);
}

void thread_open(struct tui *t, int64_t conversation)
{
	struct thread *th = &t->thread;
	if (th->conversation == conversation && conversation) {
		/* Asked again after a lost engine: what is shown stays until it comes. */
		ask_messages(t);
		ask_about(t);
		return;
	}
	client_drop(t->client, th->ticket);
	client_drop(t->client, th->about_ticket);
	client_drop(t->client, th->contact_ticket);
	client_drop(t->client, th->older_ticket);
	thread_fini(th);
	th->conversation = conversation;
	th->follow = true;
	t->dirty = true;
	if (!conversation)
		return;
	/* The list's row serves until the whole conversation comes. */
	const json_t *row = inbox_row(t);
	if (json_i64_or(row, "id", 0) == conversation)
		th->about = json_incref((json_t *)row);
	ask_messages(t);
	ask_about(t);
}

static void older_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->older_ticket = 0;
	t->dirty = true;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	json_t *items = json_object_get(json, "items"), *item;
	size_t i, n = json_array_size(items);
	json_array_foreach(items, i, item)
		add(th, i, item);
	set_older(th, json);
	/* What was selected and what was unread moved down by as many. */
	th->sel += n;
	th->unread += n;
}

static void ask_older(struct tui *t)
{
	struct thread *th = &t->thread;
	if (!th->older || th->older_ticket || th->n >= THREAD_MAX)
		return;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "limit", THREAD_PAGE);
	json_put_str(args, "after", th->older);
	th->older_ticket = tui_ask(t, CMD_MESSAGES, args, older_loaded, th->conversation);
}

static bool later(const json_t *a, const json_t *b)
{
	int64_t x = time_of(json_str(a, "at")), y = time_of(json_str(b, "at"));
	return x != y ? x > y : json_i64_or(a, "id", 0) > json_i64_or(b, "id", 0);
}

void thread_event(struct tui *t, const json_t *message)
{
	struct thread *th = &t->thread;
	if (!th->conversation || json_i64_or(message, "conversation_id", 0) != th->conversation || !th->loaded)
		return;
	int64_t id = json_i64_or(message, "id", 0);
	bool gone = !strcmp(json_str_or(message, "state", ""), "cancelled");
	t->dirty = true;
	for (size_t i = th->n; i-- > 0;)
		if (row_id(&th->v[i]) == id) {
			if (gone) {
				drop(th, i);
				if (th->sel > i || th->sel > th->n)
					th->sel--;
				if (th->unread > i || th->unread > th->n)
					th->unread--;
				return;
			}
			row_fini(&th->v[i]);
			th->v[i] = (struct thread_row){.json = json_incref((json_t *)message)};
			return;
		}
	if (gone)
		return;
	size_t at = th->n;
	while (at > 0 && later(th->v[at - 1].json, message))
		at--;
	if (at == 0 && th->older)
		return; /* older than what is loaded: it will come with its page */
	bool no_sel = th->sel >= th->n, no_unread = th->unread >= th->n;
	add(th, at, message);
	if (no_sel || th->sel >= at)
		th->sel++;
	if (no_unread || th->unread >= at)
		th->unread++;
	bool theirs = !json_flag(message, "from_me");
	if (theirs && (t->focus == FOCUS_THREAD || t->focus == FOCUS_COMPOSE) && t->place == PLACE_INBOX)
		thread_seen(t);
	if (theirs && t->focus == FOCUS_COMPOSE && t->compose_to == th->conversation)
		tui_notice(t, STYLE_WARN, "%s: %s", json_str_or(message, "author", "?"),
			json_str_or(message, "text", json_str_or(message, "kind", "")));
}

void thread_about_event(struct tui *t, const json_t *conversation)
{
	struct thread *th = &t->thread;
	if (!th->conversation || json_i64_or(conversation, "id", 0) != th->conversation)
		return;
	json_decref(th->about);
	th->about = json_incref((json_t *)conversation);
	t->dirty = true;
}

json_t *thread_selected(const struct tui *t)
{
	const struct thread *th = &t->thread;
	if (th->n == 0)
		return NULL;
	return th->v[th->sel < th->n ? th->sel : th->n - 1].json;
}

json_t *thread_find(const struct tui *t, int64_t id)
{
	for (size_t i = 0; i < t->thread.n; i++)
		if (row_id(&t->thread.v[i]) == id)
			return t->thread.v[i].json;
	return NULL;
}

json_t *thread_last_queued(const struct tui *t)
{
	const struct thread *th = &t->thread;
	for (size_t i = th->n; i-- > 0;) {
		const char *state = json_str_or(th->v[i].json, "state", "");
		if (!strcmp(state, "queued") || !strcmp(state, "held"))
			return th->v[i].json;
	}
	return NULL;
}

bool thread_counts_down(const struct tui *t)
{
	for (size_t i = t->thread.n; i-- > 0 && i + 20 > t->thread.n;)
		if (!strcmp(json_str_or(t->thread.v[i].json, "state", ""), "queued"))
			return true;
	return false;
}

static void seen_done(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)t;
	(void)about;
	(void)json;
	(void)e; /* the next message says it again */
}

void thread_seen(struct tui *t)
{
	struct thread *th = &t->thread;
	if (th->n == 0 || json_i64_or(th->about, "unseen", 0) == 0)
		return;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "message_id", row_id(&th->v[th->n - 1]));
	tui_ask(t, CMD_SEEN, args, seen_done, 0);
}

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
	else if (!strcmp(how, "last"))
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
	if (to < 5)
		ask_older(t);
	t->dirty = true;
}

void thread_scroll(struct tui *t, int lines)
{
	struct thread *th = &t->thread;
	th->wheeled = true;
	th->top += lines;
	if (th->top <= 0)
		ask_older(t);
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
