/* place: which places there are, how one comes to them and back, and the lines of
 * keys that act on their rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "command/parse.h"
#include "command/reply.h"

#include "tui/path.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

static const struct view *const views[] = {
	[PLACE_PAGE] = &page_view, [PLACE_CHOOSE] = &choose_view, [PLACE_QUEUE] = &queue_view,
	[PLACE_FOUND] = &found_view, [PLACE_NUMBERS] = &numbers_view, [PLACE_TEMPLATES] = &templates_view,
	[PLACE_VIEWER] = &viewer_view,
};

/* go NAME */
static const struct {
	const char *name;
	void (*open)(struct tui *);
} ways[] = {
	{"queue", queue_open},
	{"numbers", numbers_open},
	{"templates", templates_open},
};

static const struct view *view_of(const struct tui *t)
{
	return t->place == PLACE_INBOX ? NULL : views[t->place];
}

enum mode place_mode(const struct tui *t)
{
	if (t->place == PLACE_FOUND && t->focus == FOCUS_THREAD)
		return MODE_OPENED;
	return view_of(t)->mode_of ? view_of(t)->mode_of(t) : view_of(t)->mode;
}

bool place_is_whole(const struct tui *t)
{
	return t->place != PLACE_INBOX && t->place != PLACE_FOUND;
}

void place_row(struct tui *t, int y, int lines, size_t row)
{
	for (int i = 0; i < lines && y + i < place_end(t); i++)
		if (y + i >= 0 && y + i < PLACE_LINES)
			t->places.shown[y + i] = row + 1;
}

bool place_row_at(const struct tui *t, int y, size_t *row)
{
	if (y < 0 || y >= PLACE_LINES || !t->places.shown[y])
		return false;
	*row = t->places.shown[y] - 1;
	return true;
}

void place_draw(struct tui *t)
{
	view_of(t)->draw(t);
}

bool place_act(struct tui *t, const char *word, const char *arg)
{
	const struct view *v = view_of(t);
	if (!v || (t->place == PLACE_FOUND && t->focus == FOCUS_THREAD))
		return false;
	if (v->act && v->act(t, word, arg)) {
		t->dirty = true;
		return true;
	}
	struct rows *r = place_rows(t);
	if (!r)
		return false;
	t->dirty = true;
	if (!strcmp(word, "mark"))
		rows_mark(r, !strcmp(arg, "range"));
	else if (!strcmp(word, "move"))
		rows_move(r, arg, (size_t)(place_end(t) - place_top(t)));
	else
		return false;
	return true;
}

void place_changed(struct tui *t, const char *event)
{
	const struct view *v = view_of(t);
	if (v && v->changed)
		v->changed(t, event);
}

bool place_second(struct tui *t)
{
	const struct view *v = view_of(t);
	return v && v->second && v->second(t);
}

struct rows *place_rows(struct tui *t)
{
	const struct view *v = view_of(t);
	return v && v->rows ? v->rows(t) : NULL;
}

int64_t place_message(struct tui *t)
{
	struct rows *r = place_rows(t);
	const json_t *row = r ? rows_selected(r) : NULL;
	bool of_place = row && json_object_get(row, "conversation_id") && t->focus != FOCUS_THREAD;
	return json_i64_or(of_place ? row : thread_selected(t), "id", 0);
}

bool place_waits(const struct tui *t)
{
	const struct rows *r = place_rows((struct tui *)t);
	return r && r->ticket && !r->loaded;
}

void place_fini(struct tui *t)
{
	struct places *p = &t->places;
	choose_fini(&p->chooser);
	rows_fini(&p->queue.rows);
	rows_fini(&p->found.rows);
	rows_fini(&p->numbers.rows);
	rows_fini(&p->templates);
	json_decref(p->found.args);
	free(p->found.next);
	free(p->question.line);
	free(p->question.asked);
	free(p->question.answer);
	json_decref(p->question.rows);
}

const char *place_name(size_t i)
{
	return i < sizeof ways / sizeof *ways ? ways[i].name : NULL;
}

bool place_named(const char *name)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(ways[i].name, name))
			return true;
	return false;
}

bool place_go(struct tui *t, const char *name)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(ways[i].name, name)) {
			t->places.back = PLACE_INBOX;
			ways[i].open(t);
			t->dirty = true;
			return true;
		}
	return false;
}

/* The thread that belongs to the inbox's row again. */
static void inbox_thread(struct tui *t)
{
	int64_t id = json_i64_or(inbox_row(t), "id", 0);
	if (id != t->thread.conversation || t->thread.at)
		thread_open(t, id);
}

bool place_back(struct tui *t)
{
	t->dirty = true;
	if (t->place == PLACE_FOUND && t->focus == FOCUS_THREAD) {
		t->focus = FOCUS_LIST;
		return true;
	}
	if (t->place == PLACE_PAGE && t->places.back != PLACE_INBOX) {
		t->place = (enum place)t->places.back;
		t->places.back = PLACE_INBOX;
		return true;
	}
	if (t->place != PLACE_INBOX) {
		bool found = t->place == PLACE_FOUND;
		t->place = PLACE_INBOX;
		if (found) {
			found_leave(t);
			inbox_thread(t);
		}
		return true;
	}
	if (t->places.back != PLACE_INBOX && t->focus == FOCUS_THREAD) {
		t->place = (enum place)t->places.back;
		t->places.back = PLACE_INBOX;
		t->focus = FOCUS_LIST;
		inbox_thread(t);
		return true;
	}
	return false;
}

void place_open(struct tui *t, int64_t conversation, int64_t message)
{
	if (!conversation)
		return;
	t->places.back = t->place;
	t->place = PLACE_INBOX;
	t->focus = FOCUS_THREAD;
	thread_open_at(t, conversation, message);
	t->dirty = true;
}

int place_top(const struct tui *t)
{
	return t->rows >= 12 ? 3 : 2;
}

int place_end(const struct tui *t)
{
	return t->rows - (t->options.demo && t->rows >= 12 ? 2 : 1);
}

/* What a line is for one row; empty when the row lacks what it wants. */
static char *filled(const char *line, const json_t *row, const char *answer)
{
	struct buf out;
	buf_init(&out, 4096);
	bool whole = true;
	for (const char *s = line; *s && whole; s++) {
		if (s[0] != '%' || !s[1]) {
			buf_addc(&out, *s);
			continue;
		}
		s++;
		if (*s == 'm' || *s == 'v') {
			int64_t n = json_i64_or(row, *s == 'm' ? "id" : "version", 0);
			whole = n != 0;
			buf_addf(&out, "%lld", (long long)n);
		} else {
			const char *raw = *s == '?' ? answer : json_str_or(row, *s == 'l' ? "language" : "name", "");
			char *word = word_quote(raw);
			whole = *raw != 0;
			buf_adds(&out, word);
			free(word);
		}
	}
	char *made = whole ? xstrdup(buf_str(&out)) : NULL;
	buf_fini(&out);
	return made;
}

/* One word about all requests of a key. */
static void batch_said(struct tui *t)
{
	struct batch *b = &t->places.batch;
	char said[SENTENCE_SAID];
	if (b->open)
		return;
	if (b->well + b->bad == 1)
		tui_notice(t, b->bad ? STYLE_BAD : STYLE_GOOD, "%s", b->said);
	else if (!b->bad)
		tui_notice(t, STYLE_GOOD, "%s", say_with(said, sizeof said,
			place_rows(t) ? N_("{n} done") : N_("{n} done; u takes all of it back"), "n=%zu", b->well));
	else
		tui_notice(t, STYLE_BAD, "%s", say_with(said, sizeof said, N_("{n} done, {bad} not: {why}"),
			"n=%zu\nbad=%zu\nwhy=%s", b->well, b->bad, b->said));
}

static void batch_answered(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct batch *b = &t->places.batch;
	char said[SENTENCE_SAID];
	if (b->open)
		b->open--;
	enum command_id id = (enum command_id)(about & 0xffffffff);
	/* Only the question that was answered last is asked again. */
	if (!json && id == CMD_FORWARD && about >> 32 == t->places.question.serial && deed_over(t, e))
		return;
	if (!json) {
		if (!b->bad++)
			str_copy(b->said, sizeof b->said, say(&e->say, said, sizeof said));
	} else {
		struct buf text;
		buf_init(&text, 1 << 20);
		page_done(t, command_get(id), json, &text);
		if (!b->bad)
			str_copy(b->said, sizeof b->said, buf_str(&text));
		buf_fini(&text);
		b->well++;
		numbers_told(t, json);
	}
	batch_said(t);
	place_changed(t, "acted");
}

static bool ask_line(struct tui *t, const char *line, struct err *e)
{
	struct words w = {0};
	json_t *args = NULL;
	size_t took;
	bool ok = command_split(line, &w, e) && w.n > 0;
	const struct command *c = ok ? command_find((const char *const *)w.v, w.n, &took, e) : NULL;
	ok = c && command_parse(c, (const char *const *)w.v + took, w.n - took, &args, e);
	/* One undo takes back what was changed together. */
	if (ok && *t->places.batch.token && command_arg(c, "batch"))
		json_put_str(args, "batch", t->places.batch.token);
	if (ok) {
		t->places.batch.open++;
		tui_ask(t, c->id, args, batch_answered, t->places.question.serial << 32 | c->id);
	}
	words_fini(&w);
	return ok;
}

/* In the inbox: the marked conversations, or the one that is shown. */
static json_t *chosen_rows(struct tui *t)
{
	struct rows *r = place_rows(t);
	return r ? rows_chosen(r) : place_is_whole(t) ? NULL : inbox_chosen(t);
}

/* "%?" is the answer; anything else with a % is of a row. */
static bool names_row(const char *line)
{
	for (const char *p = line; (p = strchr(p, '%')) != NULL; p++)
		if (p[1] != '?')
			return true;
	return false;
}

/* Takes chosen. A line that names no row runs once. */
static void each(struct tui *t, const char *line, const char *answer, json_t *chosen)
{
	json_t *row;
	if (!names_row(line)) {
		json_decref(chosen);
		chosen = json_pack("[{}]");
	}
	struct batch *b = &t->places.batch;
	struct err e = {0};
	char said[SENTENCE_SAID];
	size_t i;
	if (json_array_size(chosen) == 0) {
		tui_notice(t, STYLE_WARN, "%s", _("nothing is selected for that"));
		json_decref(chosen);
		return;
	}
	*b = (struct batch){.open = 1}; /* until all are asked */
	if (json_array_size(chosen) > 1)
		snprintf(b->token, sizeof b->token, "%lld-%lld", (long long)getpid(), (long long)clock_mono_ms());
	json_array_foreach(chosen, i, row) {
		char *one = filled(line, row, answer);
		if (!one || !ask_line(t, one, &e)) {
			if (!b->bad++)
				str_copy(b->said, sizeof b->said,
					e.kind ? say(&e.say, said, sizeof said) : _("nothing is selected for that"));
		}
		free(one);
	}
	b->open--;
	batch_said(t);
	if (place_rows(t))
		json_object_clear(place_rows(t)->marks);
	else if (t->focus != FOCUS_THREAD)
		inbox_unmark(t);
	json_decref(chosen);
}

void place_each(struct tui *t, const char *line)
{
	struct question *q = &t->places.question;
	bool sure = !strncmp(line, "sure ", 5);
	json_t *chosen = chosen_rows(t);
	size_t n = json_array_size(chosen);
	line += sure ? 5 : 0;
	if (n == 0 || (!sure && !strstr(line, "%?"))) {
		each(t, line, "", chosen);
		return;
	}
	/* The line as far as it is known is the question. */
	const json_t *first = json_array_get(chosen, 0);
	char *shown = place_rows(t) ? filled(line, first, "…") :
		xasprintf("%.*s %s…", (int)strcspn(line, " "), line, n == 1 ? json_str_or(first, "title", "") : "");
	char *end = shown ? strstr(shown, "…") : NULL;
	if (end) {
		while (end > shown && strchr("'\" ", end[-1]))
			end--;
		*end = 0;
	}
	free(q->line);
	q->line = xstrdup(line);
	q->sure = sure;
	if (n > 1)
		snprintf(q->label, sizeof q->label, "%.120s (%s%zu)", shown ? shown : line, glyph(GLYPH_TIMES), n);
	else
		snprintf(q->label, sizeof q->label, "%.120s", shown ? shown : line);
	if (sure) {
		size_t used = strlen(q->label);
		snprintf(q->label + used, sizeof q->label - used, "? %s", _("y and Enter: yes"));
	}
	size_t used = strlen(q->label);
	snprintf(q->label + used, sizeof q->label - used, " %s", glyph(GLYPH_PROMPT));
	free(shown);
	/* A row that goes away while one reads the question is still the one it named. */
	json_decref(q->rows);
	q->rows = chosen;
	t->focus_before = t->focus == FOCUS_THREAD ? FOCUS_THREAD : FOCUS_LIST;
	t->focus = FOCUS_ASK;
	names_forget(t);
	prompt_begin("");
	t->dirty = true;
}

void place_answered(struct tui *t, const char *text)
{
	struct question *q = &t->places.question;
	char *line = q->line;
	json_t *chosen = q->rows;
	q->line = NULL;
	q->rows = NULL;
	text += strspn(text, " ");
	/* A yes that has to be a word: "typed WORD LINE". */
	if (line && !strncmp(line, "typed ", 6)) {
		const char *word = line + 6, *run = word + strcspn(word, " ");
		if (strlen(text) == (size_t)(run - word) && !strncmp(text, word, strlen(text)))
			each(t, run + 1, text, NULL);
		else
			tui_notice(t, STYLE_WARN, "%s", _("nothing was done"));
	} else if (line && q->sure && strcmp(text, "y") && strcmp(text, "yes") && strcmp(text, _("yes")))
		tui_notice(t, STYLE_WARN, "%s", _("nothing was done"));
	else if (line && !*text)
		tui_notice(t, STYLE_WARN, "%s", _("nothing was done"));
	else if (line) {
		/* A file's name may begin with ~. */
		char *answer = strstr(line, " --save %?") ? path_whole(text) : xstrdup(text);
		free(q->asked);
		free(q->answer);
		q->asked = xstrdup(line);
		q->answer = answer;
		q->serial++;
		each(t, line, answer, json_incref(chosen));
	}
	json_decref(chosen);
	free(line);
}
