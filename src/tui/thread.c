/* thread: the messages of the conversation on the screen: loading, older ones,
 * events. What is selected in it is thread_move.c's, drawing thread_draw.c's. */
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

static void note_fini(struct thread_note *n)
{
	json_decref(n->json);
	text_rows_fini(&n->rows);
	free(n->text);
}

static void drop_notes(struct thread_notes *l, int64_t from)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++)
		if (time_of(json_str(l->v[i].json, "at")) < from)
			l->v[kept++] = l->v[i];
		else
			note_fini(&l->v[i]);
	l->n = kept;
}

void thread_fini(struct thread *th)
{
	for (size_t i = 0; i < th->n; i++)
		row_fini(&th->v[i]);
	free(th->v);
	drop_notes(&th->notes, INT64_MIN);
	free(th->notes.v);
	free(th->older);
	free(th->newer);
	json_decref(th->about);
	json_decref(th->contact);
	json_decref(th->consents);
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

/* The notes of a page of messages, each once and in the order of their time. */
static void take_notes(struct thread *th, const json_t *page)
{
	struct thread_notes *l = &th->notes;
	size_t i;
	json_t *note;
	json_array_foreach(json_object_get(page, "notes"), i, note) {
		int64_t id = json_i64_or(note, "id", 0), at = time_of(json_str(note, "at"));
		size_t to = l->n;
		bool there = false;
		for (size_t k = 0; k < l->n; k++)
			there |= json_i64_or(l->v[k].json, "id", 0) == id;
		if (there)
			continue;
		while (to > 0 && time_of(json_str(l->v[to - 1].json, "at")) > at)
			to--;
		LIST_GROW(l);
		memmove(l->v + to + 1, l->v + to, (l->n - to) * sizeof *l->v);
		l->v[to] = (struct thread_note){.json = json_incref(note),
			.cut = i == 0 && json_str(page, "notes_next")};
		l->n++;
	}
}

static void set_older(struct thread *th, const json_t *json)
{
	const char *next = json_str(json, "next");
	free(th->older);
	th->older = next ? xstrdup(next) : NULL;
}

static void set_newer(struct thread *th, const json_t *json)
{
	const char *newer = json_str(json, "newer");
	free(th->newer);
	th->newer = newer ? xstrdup(newer) : NULL;
}

/* The first of the last `unseen` messages of theirs. */
static void find_unread(struct thread *th)
{
	/* Where an old place is shown what is unseen comes later. */
	int64_t unseen = th->newer ? 0 : json_i64_or(th->about, "unseen", 0);
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
	set_newer(th, json);
	drop_notes(&th->notes, INT64_MIN);
	take_notes(th, json);
	if (!selected && th->at)
		selected = th->at;
	th->sel = th->n;
	for (i = 0; i < th->n; i++)
		if (selected && row_id(&th->v[i]) == selected)
			th->sel = i;
	if (!th->loaded) {
		find_unread(th);
		th->follow = !th->at;
	}
	th->loaded = true;
	if (t->focus == FOCUS_THREAD || t->focus == FOCUS_COMPOSE)
		thread_seen(t);
}

static void consents_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	(void)e; /* the card does without */
	if (about != th->conversation)
		return;
	th->consents_ticket = 0;
	json_decref(th->consents);
	th->consents = json_incref(json_object_get(json, "items"));
	t->dirty = true;
}

void thread_card(struct tui *t)
{
	struct thread *th = &t->thread;
	int64_t contact = json_i64_or(th->about, "contact_id", 0);
	if (!contact || th->consents_asked || t->card.rows <= 0)
		return;
	json_t *args = json_object();
	json_put_i64(args, "contact", contact);
	json_put_i64(args, "limit", 1);
	th->consents_asked = true;
	th->consents_ticket = tui_ask(t, CMD_CONTACT_CONSENTS, args, consents_loaded, th->conversation);
}

bool thread_coming(const struct tui *t)
{
	const struct thread *th = &t->thread;
	return (th->ticket && !th->loaded) || th->about_ticket || th->contact_ticket || th->consents_ticket;
}

static void contact_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	(void)e;
	if (about != th->conversation)
		return;
	th->contact_ticket = 0;
	json_decref(th->contact);
	th->contact = json_incref((json_t *)json);
	t->dirty = true;
}

static void ask_contact(struct tui *t)
{
	struct thread *th = &t->thread;
	int64_t contact = json_i64_or(th->about, "contact_id", 0);
	if (!contact || th->contact_ticket)
		return;
	json_t *args = json_object();
	json_put_i64(args, "contact", contact);
	th->contact_ticket = tui_ask(t, CMD_CONTACT_SHOW, args, contact_loaded, th->conversation);
}

static void about_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->about_ticket = 0;
	if (!json) {
		tui_notice_err(t, e);
		/* They were erased: what was read of them goes too. */
		if (e->kind == ERR_NOT_FOUND) {
			thread_open(t, 0);
			inbox_forget(t, about);
		}
		return;
	}
	/* Who it is with was asked for along with the first answer. */
	bool known = !th->about_loaded && json_i64_or(th->about, "contact_id", 0) == json_i64_or(json, "contact_id", 0);
	th->about_loaded = true;
	json_decref(th->about);
	th->about = json_incref((json_t *)json);
	if (th->loaded && th->unread >= th->n)
		find_unread(th);
	if (!known)
		ask_contact(t);
	thread_card(t);
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
	if (t->thread.at)
		json_put_i64(args, "around", t->thread.at);
	t->thread.ticket = tui_ask(t, CMD_MESSAGES, args, messages_loaded, t->thread.conversation);
}

/* at: 0 for the newest messages, else the one around which to read. */
static void open_at(struct tui *t, int64_t conversation, int64_t at)
{
	struct thread *th = &t->thread;
	if (th->conversation == conversation && conversation && th->at == at) {
		/* Asked again after a lost engine: what is shown stays until it comes. */
		ask_messages(t);
		ask_about(t);
		return;
	}
	tui_drop(t, th->ticket);
	tui_drop(t, th->about_ticket);
	tui_drop(t, th->contact_ticket);
	tui_drop(t, th->consents_ticket);
	tui_drop(t, th->older_ticket);
	tui_drop(t, th->newer_ticket);
	thread_fini(th);
	th->conversation = conversation;
	th->at = at;
	th->follow = !at;
	t->dirty = true;
	if (!conversation)
		return;
	/* The list's row serves until the whole conversation comes. */
	const json_t *row = inbox_row(t);
	if (json_i64_or(row, "id", 0) == conversation)
		th->about = json_incref((json_t *)row);
	/* All of it at once: a frame waits for one answer's time, not for that of four. */
	ask_messages(t);
	ask_about(t);
	ask_contact(t);
	thread_card(t);
}

void thread_open(struct tui *t, int64_t conversation)
{
	bool again = conversation && conversation == t->thread.conversation;
	open_at(t, conversation, again ? t->thread.at : 0);
}

void thread_open_at(struct tui *t, int64_t conversation, int64_t message)
{
	struct thread *th = &t->thread;
	if (conversation == th->conversation && th->loaded)
		for (size_t i = 0; i < th->n; i++)
			if (row_id(&th->v[i]) == message) {
				th->sel = i;
				th->follow = false;
				t->dirty = true;
				return;
			}
	open_at(t, conversation, message);
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
	take_notes(th, json);
	/* What was selected and what was unread moved down by as many. */
	th->sel += n;
	th->unread += n;
}

void thread_older(struct tui *t)
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

static void newer_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->newer_ticket = 0;
	t->dirty = true;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	json_t *item;
	size_t i;
	bool no_unread = th->unread >= th->n;
	json_array_foreach(json_object_get(json, "items"), i, item)
		add(th, th->n, item);
	if (no_unread)
		th->unread = th->n;
	set_newer(th, json);
}

void thread_newer(struct tui *t)
{
	struct thread *th = &t->thread;
	if (!th->newer || th->newer_ticket || th->n >= THREAD_MAX)
		return;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "limit", THREAD_PAGE);
	json_put_i64(args, "since", strtoll(th->newer, NULL, 10));
	th->newer_ticket = tui_ask(t, CMD_MESSAGES, args, newer_loaded, th->conversation);
}

/* What is older than the first row here, as the engine has it by now. */
static void ask_before_first(struct tui *t)
{
	struct thread *th = &t->thread;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "limit", THREAD_PAGE);
	if (th->n > 0)
		json_put_i64(args, "before", row_id(&th->v[0]));
	th->older_ticket = tui_ask(t, CMD_MESSAGES, args, older_loaded, th->conversation);
}

static void history_read(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	if (about != th->conversation)
		return;
	th->fetching = false;
	t->dirty = true;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	th->all = json_flag(json, "done");
	if (json_i64_or(json, "added", 0) > 0 && !th->older_ticket)
		ask_before_first(t);
}

/* The engine has no older ones: WhatsApp is asked, once at a time. */
void thread_history(struct tui *t)
{
	struct thread *th = &t->thread;
	if (th->older || th->older_ticket || th->fetching || th->all || !th->loaded || th->n >= THREAD_MAX)
		return;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	th->fetching = true;
	t->dirty = true;
	tui_ask(t, CMD_HISTORY, args, history_read, th->conversation);
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
	if (at == th->n && th->newer)
		return; /* later than what is loaded: it will come with its page */
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
	/* Theirs, or a colleague's who was quicker. */
	bool other = theirs || strcmp(json_str_or(message, "author", ""), json_str_or(t->whoami, "agent", ""));
	if (other && t->focus == FOCUS_COMPOSE && t->compose_to == th->conversation)
		snprintf(t->heard, sizeof t->heard, "%.60s: %.180s", json_str_or(message, "author", "?"),
			json_str_or(message, "text", json_str_or(message, "kind", "")));
}

/* The newest page again, for its notes alone: what is shown of the messages stays. */
static void notes_loaded(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct thread *th = &t->thread;
	(void)e; /* they come with the next reading */
	if (about != th->conversation)
		return;
	th->notes_ticket = 0;
	if (!json)
		return;
	const json_t *first = json_array_get(json_object_get(json, "items"), 0);
	drop_notes(&th->notes, json_str(json, "next") ? time_of(json_str(first, "at")) : INT64_MIN);
	take_notes(th, json);
	t->dirty = true;
}

static void ask_notes(struct tui *t)
{
	struct thread *th = &t->thread;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "limit", THREAD_PAGE);
	th->notes_ticket = tui_ask(t, CMD_MESSAGES, args, notes_loaded, th->conversation);
}

void thread_about_event(struct tui *t, const json_t *conversation)
{
	struct thread *th = &t->thread;
	if (!th->conversation || json_i64_or(conversation, "id", 0) != th->conversation)
		return;
	bool noted = json_i64_or(conversation, "notes", 0) != json_i64_or(th->about, "notes", 0);
	json_decref(th->about);
	th->about = json_incref((json_t *)conversation);
	if (noted && th->loaded && !th->notes_ticket)
		ask_notes(t);
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

bool thread_has_keys(const struct tui *t)
{
	return t->focus == FOCUS_THREAD || (t->focus > FOCUS_COMPOSE && t->focus_before == FOCUS_THREAD);
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
	if (th->n == 0 || th->newer || json_i64_or(th->about, "unseen", 0) == 0)
		return;
	json_t *args = json_object();
	json_put_i64(args, "conversation", th->conversation);
	json_put_i64(args, "message_id", row_id(&th->v[th->n - 1]));
	tui_ask(t, CMD_SEEN, args, seen_done, 0);
}
