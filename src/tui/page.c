/* page: a page of text over the whole middle: help, what a command answered, the
 * queue, pairing. A page that came from a reading command is asked again when
 * events say that it changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "client/qr.h"
#include "command/parse.h"
#include "command/reply.h"

#include "model/session.h"

#include "tui/state.h"

#include "base/banned.h"

void page_fini(struct page *p)
{
	free(p->text);
	memset(p, 0, sizeof *p);
}

void page_text(struct tui *t, const char *title, char *text)
{
	struct page *p = &t->page;
	bool same = t->place == PLACE_PAGE && !strcmp(p->title, title);
	int top = same ? p->top : 0;
	client_drop(t->client, p->ticket);
	page_fini(p);
	str_copy(p->title, sizeof p->title, title);
	p->text = text;
	p->top = top;
	t->place = PLACE_PAGE;
	t->dirty = true;
}

static struct reply_options reply_look(const struct tui *t)
{
	return (struct reply_options){.columns = t->cols - 2, .ascii = term_is_ascii(), .now = clock_now(),
		.zone = t->zone};
}

/* The answer to a : line or a key: readings become a page, the rest a notice. */
static void answered(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	const struct command *c = command_get((enum command_id)about);
	t->page.ticket = 0;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	struct buf out;
	buf_init(&out, 1 << 20);
	struct reply_options look = reply_look(t);
	reply_text(c, json, &look, &out);
	bool reading = c->method && !strcmp(c->method, "GET");
	if (reading) {
		char line[sizeof t->page.line];
		str_copy(line, sizeof line, t->page.line);
		page_text(t, c->name, buf_take(&out));
		str_copy(t->page.line, sizeof t->page.line, line);
	} else {
		out.n = strcspn(buf_str(&out), "\n");
		if (out.v)
			out.v[out.n] = 0;
		tui_notice(t, STYLE_GOOD, "%s", out.n ? out.v : _("done"));
	}
	buf_fini(&out);
	t->dirty = true;
}

/* Puts the selected conversation or message where the line leaves it out: as the
 * first positional argument. */
static bool parse_with_default(struct tui *t, const struct command *c, const struct words *w, size_t took,
	json_t **args, struct err *e)
{
	struct err first = {0};
	if (command_parse(c, (const char *const *)w->v + took, w->n - took, args, &first))
		return true;
	const struct arg *a = c->args;
	int64_t id = 0;
	if (a && a->name && (a->kind == ARG_CONVERSATION || a->kind == ARG_TO))
		id = t->thread.conversation;
	else if (a && a->name && a->kind == ARG_MESSAGE)
		id = json_i64_or(thread_selected(t), "id", 0);
	else if (a && a->name && a->kind == ARG_CONTACT)
		id = json_i64_or(t->thread.about, "contact_id", 0);
	if (id) {
		char text[24];
		snprintf(text, sizeof text, "%lld", (long long)id);
		const char **v = xcalloc(w->n + 2, sizeof *v);
		size_t n = 0;
		v[n++] = text;
		for (size_t i = took; i < w->n; i++)
			v[n++] = w->v[i];
		bool ok = command_parse(c, v, n, args, e);
		free(v);
		if (ok)
			return true;
	}
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
	if (c->id == CMD_SESSION_QR) {
		page_numbers(t);
		goto out;
	}
	if (c->flags & (CMD_LOCAL | CMD_STREAM)) {
		err_set(&e, ERR_USAGE, "line.local", N_("{command} is not for the screen: run wartel {command} in a shell"),
			"command=%s", c->name);
		c = NULL;
		goto out;
	}
	str_copy(t->page.line, sizeof t->page.line, line);
	t->page.ticket = tui_ask(t, c->id, args, answered, c->id);
	args = NULL;
out:
	json_decref(args);
	words_fini(&w);
	if (!c && e.kind != ERR_NONE)
		tui_notice_err(t, &e);
}

void page_changed(struct tui *t, const char *event)
{
	struct page *p = &t->page;
	if (t->place != PLACE_PAGE || p->ticket)
		return;
	bool mine = !strcmp(p->title, "queue") ? !strcmp(event, "queue") || !strcmp(event, "message") :
		!strcmp(p->title, "health")    ? !strcmp(event, "health") || !strcmp(event, "session") :
		*p->session		       ? !strcmp(event, "session") :
						 false;
	if (!mine)
		return;
	if (*p->session) {
		page_numbers(t);
	} else if (*p->line) {
		char line[sizeof p->line];
		str_copy(line, sizeof line, p->line);
		page_run(t, line);
	}
}

static void qr_came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	t->page.ticket = 0;
	if (t->place != PLACE_PAGE || !*t->page.session)
		return;
	const char *value = json ? json_str(json, "value") : NULL;
	str_copy(t->page.value, sizeof t->page.value, value ? value : "");
	if (!json)
		tui_notice_err(t, e);
	t->dirty = true;
}

/* All numbers, and the QR code of the first that wants to be paired. */
void page_numbers(struct tui *t)
{
	struct buf out;
	buf_init(&out, 64 << 10);
	const json_t *list = json_object_get(t->health, "sessions");
	const char *pair = NULL;
	size_t i;
	json_t *s;
	json_array_foreach((json_t *)list, i, s) {
		const char *status = json_str_or(s, "status", "");
		buf_addf(&out, "%-16s %-14s %-8s %-18s %s\n", json_str_or(s, "name", ""), status,
			json_str_or(s, "engine", ""), json_str_or(s, "me.phone", ""), json_str_or(s, "hours", ""));
		struct sentence why;
		char said[SENTENCE_SAID];
		if (json_to_sentence(json_object_get(s, "why"), &why))
			buf_addf(&out, "    %s\n", say(&why, said, sizeof said));
		if (!pair && !strcmp(status, session_status_name(SESSION_SCAN_QR_CODE)))
			pair = json_str(s, "name");
		else if (!strcmp(status, session_status_name(SESSION_STOPPED)))
			buf_addf(&out, "    %s :session start %s\n", _("not started; to start it:"),
				json_str_or(s, "name", ""));
	}
	if (pair)
		buf_addf(&out, "\n%s\n",
			_("On the phone: WhatsApp, Linked devices, Link a device; then scan this. "
			  "Or :session code NAME PHONE"));
	char value[sizeof t->page.value];
	str_copy(value, sizeof value, t->page.value);
	page_text(t, "numbers", buf_take(&out));
	str_copy(t->page.session, sizeof t->page.session, pair ? pair : "-");
	if (pair) {
		str_copy(t->page.value, sizeof t->page.value, value);
		json_t *args = json_object();
		json_put_str(args, "session", pair);
		t->page.ticket = tui_ask(t, CMD_SESSION_QR, args, qr_came, 0);
	}
}

static void help_of(const struct keymap *map, struct buf *out, enum mode m)
{
	buf_addf(out, "%s%s\n", out->n ? "\n" : "", _(mode_title(m)));
	for (size_t i = 0; i < map->n; i++)
		if (map->v[i].mode == m && map->v[i].note)
			buf_addf(out, "  %-10s %s\n", map->v[i].keys, _(map->v[i].note));
}

/* What works here stands first, from the nearest to the most general. */
void page_help(struct tui *t, enum mode here)
{
	struct buf out;
	bool said[MODE_COUNT] = {false};
	buf_init(&out, 64 << 10);
	for (enum mode m = here; !said[m]; m = mode_parent(m)) {
		help_of(&t->keymap, &out, m);
		said[m] = true;
	}
	for (int m = MODE_ANY; m < MODE_COUNT; m++)
		if (!said[m])
			help_of(&t->keymap, &out, (enum mode)m);
	buf_addf(&out, "\n%s\n",
		_("In the prompt all other keys are readline's. Commands: wartel help, wartel(1)."));
	page_text(t, "help", buf_take(&out));
}

static int count_lines(const char *s)
{
	int n = 0;
	for (; s && *s; s++)
		n += *s == '\n';
	return n;
}

void page_scroll(struct tui *t, const char *how)
{
	struct page *p = &t->page;
	int rows = t->rows - 4 > 1 ? t->rows - 4 : 1, n = count_lines(p->text);
	if (!strcmp(how, "first"))
		p->top = 0;
	else if (!strcmp(how, "last"))
		p->top = n - rows;
	else if (!strcmp(how, "page"))
		p->top += rows;
	else if (!strcmp(how, "-page"))
		p->top -= rows;
	else if (!strcmp(how, "half"))
		p->top += rows / 2 + 1;
	else if (!strcmp(how, "-half"))
		p->top -= rows / 2 + 1;
	else
		p->top += (int)strtol(how, NULL, 10);
	if (p->top > n - rows)
		p->top = n - rows;
	if (p->top < 0)
		p->top = 0;
	t->dirty = true;
}

static void draw_qr(struct tui *t, int y, int rows)
{
	struct qr qr = {0};
	struct err e = {0};
	bool ascii = term_is_ascii();
	if (!qr_encode(t->page.value, &qr, &e)) {
		tui_notice_err(t, &e);
		return;
	}
	if (qr_rows(&qr, ascii) > rows || qr_columns(&qr, ascii) > t->cols - 2) {
		draw_text(y, 1, t->cols - 2, STYLE_WARN,
			_("the window is too small for the QR code: make it larger, or use :session code"));
	} else {
		bool dark_ink = term_has_colour();
		for (int i = 0; i < qr_rows(&qr, ascii); i++) {
			struct buf row;
			buf_init(&row, 4096);
			qr_row(&qr, i, dark_ink, ascii, &row);
			term_put(y + i, 2, t->cols - 3, STYLE_QR, buf_str(&row), row.n);
			buf_fini(&row);
		}
	}
	qr_fini(&qr);
}

void page_draw(struct tui *t)
{
	struct page *p = &t->page;
	int y = t->rows >= 12 ? 2 : 1, end = t->rows - 1;
	draw_rule(y++, 0, t->cols, STYLE_FRAME, _(p->title));
	const char *s = p->text ? p->text : "";
	for (int skip = p->top; skip > 0 && *s; s++)
		skip -= *s == '\n';
	for (; *s && y < end; y++) {
		size_t n = strcspn(s, "\n");
		bool heading = n > 0 && *s != ' ' && !strcmp(p->title, "help");
		draw_textn(y, 1, t->cols - 2, heading ? STYLE_STRONG : STYLE_PLAIN, s, n);
		s += n + (s[n] == '\n');
	}
	if (*p->value)
		draw_qr(t, y, end - y);
	else if (*s)
		draw_right(end - 1, t->cols - 6, 5, STYLE_WARN, glyph(GLYPH_DOWN));
}
