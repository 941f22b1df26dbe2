/* page: a page of text over the whole middle: what a command answered. One that
 * came from a reading command is asked again when events say that it changed; a
 * list that goes on can be continued, a log followed. The : line's commands are
 * run here as well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "command/parse.h"
#include "command/reply.h"

#include "tui/state.h"

#include "base/banned.h"

enum { PAGE_BYTES = 4 << 20, DONE_WORDS = 200 };

void page_fini(struct page *p)
{
	free(p->text);
	free(p->next);
	memset(p, 0, sizeof *p);
}

struct reply_options page_look(const struct tui *t)
{
	return (struct reply_options){.columns = t->cols - 2, .ascii = term_is_ascii(), .now = clock_now(),
		.zone = t->zone};
}

static int count_lines(const char *s)
{
	int n = 0;
	for (; s && *s; s++)
		n += *s == '\n';
	return n;
}

static int page_rows(const struct tui *t)
{
	int rows = place_end(t) - place_top(t);
	return rows > 1 ? rows : 1;
}

static void stay_inside(struct tui *t)
{
	struct page *p = &t->page;
	int last = count_lines(p->text) - page_rows(t);
	if (p->top > last)
		p->top = last;
	if (p->top < 0)
		p->top = 0;
}

/* A page with this title; where one was in it stays when it is the same. */
static void page_text(struct tui *t, const char *title, char *text)
{
	struct page *p = &t->page;
	bool same = t->place == PLACE_PAGE && !strcmp(p->title, title);
	int top = same ? p->top : 0;
	bool follow = same && p->follow;
	tui_drop(t, p->ticket);
	page_fini(p);
	str_copy(p->title, sizeof p->title, title);
	p->text = text;
	p->top = top;
	p->follow = follow;
	if (t->place != PLACE_PAGE)
		t->places.back = t->place;
	t->place = PLACE_PAGE;
	t->dirty = true;
}

void page_show(struct tui *t, const char *title, char *text)
{
	page_text(t, title, text);
}

/* Whose case it was that was changed back, where that is one that is known here. */
static const char *undone_of(const struct tui *t, const json_t *json)
{
	const json_t *ids = json_object_get(json, "conversations");
	int64_t id = json_integer_value(json_array_get(ids, 0));
	size_t i;
	json_t *row;
	if (json_array_size(ids) != 1 || json_i64_or(json, "stay", 0) > 0)
		return NULL;
	if (id == t->thread.conversation)
		return json_str(t->thread.about, "title");
	json_array_foreach(t->inbox.items, i, row)
		if (json_i64_or(row, "id", 0) == id)
			return json_str(row, "title");
	return NULL;
}

void page_done(struct tui *t, const struct command *c, const json_t *json, struct buf *out)
{
	char said[SENTENCE_SAID], cut[DONE_WORDS];
	const char *title = json_str(json, "title"), *what = NULL;
	/* In place of what was asked. */
	if (c->id == CMD_CONTACT_ERASE)
		forget_done(t, c, json);
	if (title) {
		buf_adds(out, say_with(said, sizeof said, N_("{command}: {title}; u takes it back"),
			"command=%s\ntitle=%s", c->name, title));
		return;
	}
	/* Of what has a line of its own only as a row of a table: what it is called. */
	static const char *const rows[] = {"note", "label", "view", "field", "contact"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (c->shape && !strcmp(c->shape, rows[i]))
			what = json_str_or(json, "name", json_str_or(json, "text", ""));
	if (c->id == CMD_REACT || c->id == CMD_EDIT || c->id == CMD_DELETE || c->id == CMD_STAR || c->id == CMD_UNSTAR)
		what = json_str_or(json, "text", "");
	if (what) {
		str_copy(cut, sizeof cut, what);
		cut[strcspn(cut, "\n")] = 0;
		buf_adds(out, !*cut ? _("done") : say_with(said, sizeof said, N_("{command}: {what}"),
			"command=%s\nwhat=%s", c->name, cut));
		return;
	}
	if (c->shape && !strcmp(c->shape, "session")) {
		buf_addf(out, "%s: %s, %s", c->name, json_str_or(json, "name", ""), json_str_or(json, "status", ""));
		return;
	}
	if (c->id == CMD_UNDO && (title = undone_of(t, json)) != NULL) {
		buf_adds(out, say_with(said, sizeof said, N_("taken back: {action}, {title}"), "action=%s\ntitle=%s",
			json_str_or(json, "action", ""), title));
		return;
	}
	struct reply_options look = page_look(t);
	reply_text(c, json, &look, out);
	out->n = strcspn(buf_str(out), "\n");
	if (out->v)
		out->v[out->n] = 0;
	if (!out->n)
		buf_adds(out, _("done"));
}

/* The answer to a : line or a key: readings become a page, the rest a notice. */
static void answered(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	const struct command *c = command_get((enum command_id)about);
	struct page *p = &t->page;
	bool reads = c->method && !strcmp(c->method, "GET"), more = reads && p->more;
	if (reads) {
		p->ticket = 0;
		p->more = false;
	}
	if (!json) {
		if (!forget_ask(t, e))
			tui_notice_err(t, e);
		return;
	}
	struct buf out;
	buf_init(&out, PAGE_BYTES);
	if (!reads) {
		page_done(t, c, json, &out);
		tui_notice(t, STYLE_GOOD, "%s", buf_str(&out));
		buf_fini(&out);
		t->dirty = true;
		return;
	}
	if (more)
		buf_adds(&out, p->text ? p->text : "");
	/* What follows is said below the page, with the key for it. */
	json_t *shown = json_copy((json_t *)json);
	char *next = json_str(json, "next") ? xstrdup(json_str(json, "next")) : NULL;
	if (json_object_get(shown, "items"))
		json_put_null(shown, "next");
	struct reply_options look = page_look(t);
	reply_text(c, shown, &look, &out);
	json_decref(shown);
	char line[sizeof p->line], title[sizeof p->title];
	str_copy(line, sizeof line, p->asked);
	/* A log's name is part of what it is called. */
	str_copy(title, sizeof title, c->id == CMD_LOG ? line : c->name);
	page_text(t, title, buf_take(&out));
	str_copy(p->line, sizeof p->line, line);
	p->command = c->id;
	p->next = next;
	/* The newest line of a log is its last. */
	if (p->follow || (c->id == CMD_LOG && !more && p->top == 0))
		p->top = count_lines(p->text);
	stay_inside(t);
	t->dirty = true;
}

/* What a line that names no target means: the selected row of the place, else the
 * conversation, the message or the contact that is shown. */
static int64_t selected_for(struct tui *t, const struct arg *a)
{
	struct rows *r = place_rows(t);
	const json_t *row = r ? rows_selected(r) : NULL;
	if (a->kind == ARG_CONVERSATION || a->kind == ARG_TO)
		return json_i64_or(row, "conversation_id", t->thread.conversation);
	if (a->kind == ARG_MESSAGE)
		return place_message(t);
	if (a->kind == ARG_CONTACT)
		return json_i64_or(row, "contact_id", json_i64_or(t->thread.about, "contact_id", 0));
	return 0;
}

/* The words with a target in front of the word at `at`, or instead of it. */
static bool parse_targeted(const struct command *c, const char *const *v, size_t n, size_t at, bool instead,
	int64_t id, json_t **args, struct err *e)
{
	char text[24];
	const char **all = xcalloc(n + 2, sizeof *all);
	size_t used = 0;
	snprintf(text, sizeof text, "%lld", (long long)id);
	for (size_t i = 0; i <= n; i++) {
		if (i == at)
			all[used++] = text;
		if (i < n && !(i == at && instead))
			all[used++] = v[i];
	}
	bool ok = command_parse(c, all, used, args, e);
	free(all);
	return ok;
}

/* Puts what is selected where the line leaves it out: where `.` stands for it, where
 * the first word cannot be a target, and where words would be missing. */
static bool parse_with_default(struct tui *t, const struct command *c, const struct words *w, size_t took,
	json_t **args, struct err *e)
{
	const char *const *v = (const char *const *)w->v + took;
	size_t n = w->n - took, at;
	bool dot, left_out = command_untargeted(c, v, n, &at, &dot);
	int64_t id = c->args->name ? selected_for(t, c->args) : 0;
	struct err first = {0};
	if (left_out && id)
		return parse_targeted(c, v, n, at, dot, id, args, e);
	if (left_out)
		return err_set(e, ERR_USAGE, "line.nothing",
			N_("nothing is selected for {command}: say whom or what it is about"),
			"command=%s", c->name);
	if (command_parse(c, v, n, args, &first))
		return true;
	if (id && parse_targeted(c, v, n, 0, false, id, args, e))
		return true;
	*e = first;
	return false;
}

void page_run(struct tui *t, const char *line)
{
	struct words w = {0};
	struct err e = {0};
	json_t *args = NULL;
	size_t took = 0;
	const struct command *c = NULL;
	if (!command_split(line, &w, &e) || w.n == 0)
		goto out;
	c = command_find((const char *const *)w.v, w.n, &took, &e);
	if (!c || !parse_with_default(t, c, &w, took, &args, &e)) {
		c = NULL;
		goto out;
	}
	if (c->id == CMD_SESSION_QR || (c->id == CMD_QUEUE && w.n == took)) {
		place_go(t, c->id == CMD_QUEUE ? "queue" : "numbers");
		goto out;
	}
	if (c->id == CMD_SEARCH) {
		/* Quotes are the search's own: the words as they were typed. */
		const char *typed = line + strspn(line, " ");
		typed += strcspn(typed, " ");
		if (!strstr(typed, " --"))
			json_put_str(args, "q", typed + strspn(typed, " "));
		found_open(t, args);
		args = NULL;
		goto out;
	}
	if (c->flags & (CMD_LOCAL | CMD_STREAM)) {
		err_set(&e, ERR_USAGE, "line.local", N_("{command} is not for the screen: run wartel {command} in a shell"),
			"command=%s", c->name);
		c = NULL;
		goto out;
	}
	if (c->method && strcmp(c->method, "GET") != 0) {
		/* Never what a page asks again by itself: it would be done again. */
		tui_ask(t, c->id, args, answered, c->id);
		args = NULL;
		goto out;
	}
	tui_drop(t, t->page.ticket);
	str_copy(t->page.asked, sizeof t->page.asked, line);
	t->page.more = false;
	t->page.ticket = tui_ask(t, c->id, args, answered, c->id);
	args = NULL;
out:
	json_decref(args);
	words_fini(&w);
	if (!c && e.kind != ERR_NONE)
		tui_notice_err(t, &e);
}

static void again(struct tui *t)
{
	char line[sizeof t->page.line];
	str_copy(line, sizeof line, t->page.line);
	if (*line && !t->page.ticket)
		page_run(t, line);
}

static void changed(struct tui *t, const char *event)
{
	enum command_id c = t->page.command;
	if (!strcmp(event, "resync") ||
		(c == CMD_HEALTH && (!strcmp(event, "health") || !strcmp(event, "session"))) ||
		(c == CMD_WHY && !strcmp(event, "message")))
		again(t);
}

/* The answer goes on where the last one ended. A log goes back in time: its older
 * lines are a page of their own. */
static void more(struct tui *t)
{
	struct page *p = &t->page;
	struct words w = {0};
	struct err e = {0};
	json_t *args = NULL;
	size_t took = 0;
	if (!p->next || p->ticket) {
		tui_notice(t, STYLE_GOOD, "%s", _("that is all there is"));
		return;
	}
	const struct command *c = command_split(p->line, &w, &e) ?
		command_find((const char *const *)w.v, w.n, &took, &e) : NULL;
	if (c && parse_with_default(t, c, &w, took, &args, &e)) {
		json_put_str(args, "after", p->next);
		p->more = c->id != CMD_LOG;
		p->follow = false;
		str_copy(p->asked, sizeof p->asked, p->line);
		p->ticket = tui_ask(t, c->id, args, answered, c->id);
		args = NULL;
	}
	json_decref(args);
	words_fini(&w);
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	struct page *p = &t->page;
	int rows = page_rows(t);
	if (!strcmp(word, "more")) {
		more(t);
		return true;
	}
	if (!strcmp(word, "follow") && p->command == CMD_LOG) {
		p->follow = !p->follow;
		tui_notice(t, STYLE_GOOD, "%s",
			p->follow ? _("the log is followed as it grows") : _("not followed any more"));
		if (p->follow)
			again(t);
		return true;
	}
	if (strcmp(word, "move"))
		return false;
	if (!strcmp(arg, "first"))
		p->top = 0;
	else if (!strcmp(arg, "last"))
		p->top = count_lines(p->text);
	else if (!strcmp(arg, "page") || !strcmp(arg, "-page"))
		p->top += *arg == '-' ? -rows : rows;
	else if (!strcmp(arg, "half") || !strcmp(arg, "-half"))
		p->top += *arg == '-' ? -(rows / 2 + 1) : rows / 2 + 1;
	else
		p->top += (int)strtol(arg, NULL, 10);
	stay_inside(t);
	return true;
}

static bool second(struct tui *t)
{
	if (t->page.follow)
		again(t);
	return t->page.follow;
}

static void draw(struct tui *t)
{
	struct page *p = &t->page;
	int y = place_top(t), end = place_end(t);
	stay_inside(t);
	draw_rule(y - 1, 0, t->cols, STYLE_FRAME, _(p->title));
	const char *s = p->text ? p->text : "";
	for (int skip = p->top; skip > 0 && *s; s++)
		skip -= *s == '\n';
	for (; *s && y < end; y++) {
		size_t n = strcspn(s, "\n");
		draw_textn(y, 1, t->cols - 2, STYLE_PLAIN, s, n);
		s += n + (s[n] == '\n');
	}
	if (*s)
		draw_right(end - 1, t->cols - 6, 5, STYLE_WARN, glyph(GLYPH_DOWN));
	else if (p->next && y < end)
		draw_text(y, 1, t->cols - 2, STYLE_DIM, _("there is more: m"));
}

static enum mode mode_of_page(const struct tui *t)
{
	return t->page.command == CMD_LOG ? MODE_LOG : MODE_PAGE;
}

const struct view page_view = {.mode = MODE_PAGE, .mode_of = mode_of_page, .draw = draw, .act = act, .changed = changed,
	.second = second};
