/* choose: help and the palette. Both are lines from the tables of keys and of
 * commands that narrow as one types; Enter does what the selected line says. Help
 * keeps the tables' order, under headings, what works here first; the palette puts
 * the best match on top. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include "command/help.h"
#include "command/parse.h"

#include "tui/action.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { KEY_COLS = 16, LEFT_COLS = 28, DEED_KEY = 10, DEED_NOTE = 90, DEED_LINE = 20, DEED_LINE_WIDE = 34 };

static void choice_fini(struct choice *c)
{
	free(c->left);
	free(c->key);
	free(c->note);
	free(c->line);
	free(c->folded_left);
	free(c->folded);
	free(c->text);
}

void choose_fini(struct chooser *c)
{
	for (size_t i = 0; i < c->n; i++)
		choice_fini(&c->v[i]);
	free(c->v);
	free(c->shown);
	*c = (struct chooser){0};
}

static char *folded(const char *a, const char *b, const char *c)
{
	struct buf all, out;
	buf_init(&all, 8192);
	buf_init(&out, 32768);
	buf_addf(&all, "%s %s %s", a, b, c);
	text_fold(&out, buf_str(&all), all.n);
	char *s = xstrdup(buf_str(&out));
	buf_fini(&all);
	buf_fini(&out);
	return s;
}

/* english: what is matched beside what is shown, as the manual has it. */
static struct choice *add(struct chooser *c, const char *left, const char *key, const char *note, const char *line,
	const char *english)
{
	LIST_GROW(c);
	struct choice *x = &c->v[c->n++];
	*x = (struct choice){.left = xstrdup(left), .key = xstrdup(key), .note = xstrdup(note), .line = xstrdup(line),
		.mode = MODE_COUNT};
	x->folded_left = folded(left, key, "");
	x->folded = folded(note, english, line);
	return x;
}

static bool reaches(enum mode from, enum mode to)
{
	for (; from != to; from = mode_parent(from))
		if (mode_parent(from) == from)
			return false;
	return true;
}

/* Keys of a mode; those that say the same stand in one line. */
static void add_keys(struct chooser *c, const struct keymap *map, enum mode m)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct binding *b = &map->v[i];
		if (b->mode != m || !b->note)
			continue;
		char keys[96];
		str_copy(keys, sizeof keys, b->keys);
		for (size_t k = i + 1; k < map->n && map->v[k].mode == m && !map->v[k].note; k++) {
			size_t used = strlen(keys);
			snprintf(keys + used, sizeof keys - used, ", %s", map->v[k].keys);
		}
		add(c, c->palette ? b->line : keys, keys, _(b->note), b->line, b->note)->mode = m;
	}
}

/* The key that runs a command, "" for none. */
static const char *key_of(const struct tui *t, enum mode here, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < t->keymap.n; i++) {
		const struct binding *b = &t->keymap.v[i];
		const char *s = b->line;
		if (!reaches(here, b->mode))
			continue;
		s += !strncmp(s, "page ", 5) || !strncmp(s, "each ", 5) || !strncmp(s, "line ", 5) ? 5 : 0;
		s += !strncmp(s, "go ", 3) ? 3 : 0;
		if (!strncmp(s, name, n) && (s[n] == 0 || s[n] == ' '))
			return b->keys;
	}
	return "";
}

/* Whether a command wants words that nothing selected can stand for. */
static bool wants_words(const struct command *c)
{
	for (const struct arg *a = c->args; a->name; a++) {
		bool target = a == c->args && (a->kind == ARG_CONVERSATION || a->kind == ARG_TO ||
			a->kind == ARG_MESSAGE || a->kind == ARG_CONTACT);
		if ((a->flags & ARG_REQUIRED) && !target)
			return true;
	}
	return false;
}

static void add_commands(struct tui *t, struct chooser *c)
{
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		if (cmd->flags & (CMD_HIDDEN | CMD_LOCAL | CMD_STREAM))
			continue;
		struct buf usage;
		buf_init(&usage, 4096);
		buf_addf(&usage, ":%s", cmd->name);
		struct choice *x = add(c, buf_str(&usage), key_of(t, c->mode, cmd->name), _(cmd->help), cmd->name,
			cmd->help);
		x->wants = wants_words(cmd);
		buf_fini(&usage);
	}
}

/* How well a word of the question fits: the beginning of what is shown first, the
 * beginning of a word, anywhere in it, its letters in their order; 0: not at all. */
static int fits(const struct choice *c, const char *word, size_t n)
{
	const char *name = c->folded_left + (*c->folded_left == ':');
	if (!strncmp(name, word, n))
		return 32;
	for (const char *s = name; (s = strchr(s, ' ')) != NULL;)
		if (!strncmp(++s, word, n))
			return 16;
	for (const char *s = c->folded; s; s = strchr(s, ' ')) {
		s += *s == ' ';
		if (!strncmp(s, word, n))
			return 8;
	}
	for (const char *s = name; *s; s++)
		if (!strncmp(s, word, n))
			return 4;
	for (const char *s = c->folded; *s; s++)
		if (!strncmp(s, word, n))
			return 2;
	size_t at = 0;
	for (const char *s = name; *s && at < n; s++)
		at += *s == word[at];
	return n >= 2 && at == n;
}

static int score(const struct choice *c, const char *question)
{
	int all = 1;
	for (const char *w = question; *w; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");
		int one = fits(c, w, n);
		if (!one)
			return 0;
		all += one;
		w += n;
	}
	return all;
}

void choose_typed(struct tui *t)
{
	struct chooser *c = &t->places.chooser;
	struct buf q;
	buf_init(&q, 4096);
	const char *text = prompt_text();
	text_fold(&q, text, strlen(text));
	c->n_shown = c->sel = c->top = 0;
	for (size_t i = 0; i < c->n; i++) {
		c->v[i].score = score(&c->v[i], buf_str(&q));
		if (!c->v[i].score)
			continue;
		size_t at = c->n_shown++;
		while (c->palette && at > 0 && c->v[c->shown[at - 1]].score < c->v[i].score) {
			c->shown[at] = c->shown[at - 1];
			at--;
		}
		c->shown[at] = i;
	}
	buf_fini(&q);
	t->dirty = true;
}

/* The saved views stand in the palette as well, from when they have come. */
static void views_came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct chooser *c = &t->places.chooser;
	size_t i;
	json_t *v;
	(void)about;
	(void)e; /* the rest is there */
	if (t->place != PLACE_CHOOSE || !c->palette || c->templates)
		return;
	char letters[VIEWS_MAX];
	views_letters(json_object_get(json, "items"), letters);
	json_array_foreach(json_object_get(json, "items"), i, v) {
		const char *name = json_str_or(v, "name", "");
		char *word = word_quote(name), *line = xasprintf("view %s", word), *shown = xasprintf("view %s", word);
		char note[SENTENCE_SAID], key[4] = "";
		if (i < VIEWS_MAX && letters[i])
			snprintf(key, sizeof key, "v %c", letters[i]);
		add(c, shown, key, say_with(note, sizeof note, N_("saved view: {query}"), "query=%s",
			json_str_or(v, "query", "")), line, name)->mode = MODE_ANY;
		free(word);
		free(line);
		free(shown);
	}
	c->shown = xrealloc(c->shown, c->n, sizeof *c->shown);
	choose_typed(t);
}

void choose_open(struct tui *t, bool palette)
{
	struct chooser *c = &t->places.chooser;
	enum mode here = tui_mode(t);
	if (t->place == PLACE_CHOOSE)
		return;
	choose_fini(c);
	c->palette = palette;
	c->mode = here;
	c->place = t->place;
	c->focus = t->focus;
	bool said[MODE_COUNT] = {false};
	for (enum mode m = here; !said[m]; m = mode_parent(m)) {
		add_keys(c, &t->keymap, m);
		said[m] = true;
	}
	for (int m = MODE_ANY; m < MODE_COUNT && !palette; m++)
		if (!said[m])
			add_keys(c, &t->keymap, (enum mode)m);
	add_commands(t, c);
	c->shown = xcalloc(c->n, sizeof *c->shown);
	t->place = PLACE_CHOOSE;
	t->focus = FOCUS_CHOOSE;
	prompt_begin("");
	choose_typed(t);
	if (palette)
		tui_ask(t, CMD_VIEW_LIST, json_object(), views_came, 0);
}

static void templates_came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct chooser *c = &t->places.chooser;
	size_t i;
	json_t *v;
	(void)about;
	if (t->place != PLACE_CHOOSE || !c->templates)
		return;
	if (!json) {
		choose_leave(t);
		tui_notice_err(t, e);
		return;
	}
	json_array_foreach(json_object_get(json, "items"), i, v) {
		const char *name = json_str_or(v, "name", ""), *language = json_str_or(v, "language", "");
		const char *status = json_str_or(v, "status", ""), *text = json_str_or(v, "text", "");
		if (!strcmp(status, "retired"))
			continue;
		char *line = xasprintf("fill %s %s", name, language);
		bool draft = !strcmp(status, "draft");
		char key[KEY_COLS * 4];
		snprintf(key, sizeof key, "%s%s%s", language, draft ? " " : "", draft ? _("draft") : "");
		struct choice *x = add(c, name, key, text, line, name);
		x->mode = MODE_INBOX;
		x->text = xstrdup(text);
		free(line);
	}
	c->loaded = true;
	c->shown = xrealloc(c->shown, c->n + 1, sizeof *c->shown);
	choose_typed(t);
}

void choose_templates(struct tui *t)
{
	struct chooser *c = &t->places.chooser;
	enum mode here = tui_mode(t);
	if (t->place == PLACE_CHOOSE || !t->thread.conversation)
		return;
	choose_fini(c);
	c->palette = c->templates = true;
	c->mode = here;
	c->place = t->place;
	c->focus = t->focus;
	c->shown = xcalloc(1, sizeof *c->shown);
	t->place = PLACE_CHOOSE;
	t->focus = FOCUS_CHOOSE;
	prompt_begin("");
	choose_typed(t);
	json_t *args = json_object();
	json_put_i64(args, "limit", 500);
	tui_ask(t, CMD_TEMPLATE_LIST, args, templates_came, 0);
}

void choose_leave(struct tui *t)
{
	struct chooser *c = &t->places.chooser;
	prompt_end();
	t->place = (enum place)c->place;
	t->focus = (enum focus)c->focus;
	choose_fini(c);
	t->dirty = true;
}

void choose_run(struct tui *t)
{
	struct chooser *c = &t->places.chooser;
	if (c->sel >= c->n_shown)
		return;
	const struct choice *x = &c->v[c->shown[c->sel]];
	char *line = xstrdup(x->line);
	bool wants = x->wants, command = x->mode == MODE_COUNT;
	bool here = command || reaches(c->mode, x->mode);
	enum mode of = x->mode;
	choose_leave(t);
	if (!here) {
		char said[SENTENCE_SAID];
		tui_notice(t, STYLE_WARN, "%s", say_with(said, sizeof said, N_("that key is for another place: {place}"),
			"place=%s", _(mode_title(of))));
	} else if (wants) {
		char *start = xasprintf("%s ", line);
		line_open(t, start);
		free(start);
	} else if (command) {
		page_run(t, line);
	} else {
		action_run(t, line);
	}
	free(line);
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	struct chooser *c = &t->places.chooser;
	if (strcmp(word, "move"))
		return false;
	long page = place_end(t) - place_top(t), to = (long)c->sel;
	if (!strcmp(arg, "page") || !strcmp(arg, "-page"))
		to += *arg == '-' ? -page : page;
	else
		to += strtol(arg, NULL, 10);
	if (to >= (long)c->n_shown)
		to = (long)c->n_shown - 1;
	c->sel = to < 0 ? 0 : (size_t)to;
	return true;
}

/* Whether a heading stands over a shown line: help, at the first of a mode. */
static bool headed(const struct chooser *c, size_t i)
{
	return !c->palette && (i == 0 || c->v[c->shown[i]].mode != c->v[c->shown[i - 1]].mode);
}

static int lines_of(const struct chooser *c, size_t i)
{
	return headed(c, i) ? i == c->top ? 2 : 3 : 1;
}

/* In the palette what it does stands first, then the key, then the line behind it. */
static void draw_deed(struct tui *t, int y, const struct choice *x, bool selected)
{
	int cols = t->cols - 2, line = cols >= 100 ? DEED_LINE_WIDE : cols >= 50 ? DEED_LINE : 0;
	int key = cols >= 40 ? DEED_KEY : 0, note = cols - 2 - line - key;
	if (note > DEED_NOTE)
		note = DEED_NOTE;
	if (selected) {
		term_fill(y, 1, cols, STYLE_SELECTED);
		draw_text(y, 1, 1, STYLE_SELECTED, glyph(GLYPH_BAR));
	}
	draw_text(y, 3, note - 1, selected ? STYLE_SELECTED : STYLE_PLAIN, x->note);
	if (key)
		draw_text(y, 3 + note, key - 1, selected ? STYLE_SELECTED : STYLE_KEY, x->key);
	if (line)
		draw_text(y, 3 + note + key, line - 1, selected ? STYLE_SELECTED : STYLE_DIM, x->left);
}

static void draw_choice(struct tui *t, int y, const struct choice *x, bool selected)
{
	if (t->places.chooser.palette && !t->places.chooser.templates) {
		draw_deed(t, y, x, selected);
		return;
	}
	bool two = x->mode == MODE_COUNT || x->text; /* a name, and its key */
	int cols = t->cols - 2, left = two ? LEFT_COLS : KEY_COLS;
	if (left > cols / 2)
		left = cols / 2;
	enum style key = selected ? STYLE_SELECTED : STYLE_KEY, rest = selected ? STYLE_SELECTED : STYLE_PLAIN;
	if (selected) {
		term_fill(y, 1, cols, STYLE_SELECTED);
		draw_text(y, 1, 1, STYLE_SELECTED, glyph(GLYPH_BAR));
	}
	draw_text(y, 3, left - 1, key, x->left);
	int at = 3 + left;
	if (two && t->cols >= 60) {
		draw_text(y, at, KEY_COLS - 2, selected ? STYLE_SELECTED : STYLE_DIM, x->key);
		at += KEY_COLS - 1;
	}
	draw_text(y, at, t->cols - 1 - at, rest, x->note);
}

/* The selected template's text below the list; how many lines that takes. */
static int draw_text_of(struct tui *t, const struct chooser *c)
{
	int all = place_end(t) - place_top(t), lines = all / 3, y = place_end(t) - lines;
	struct text_rows rows = {0};
	if (lines < 3 || c->sel >= c->n_shown)
		return 0;
	const char *text = c->v[c->shown[c->sel]].text;
	draw_rule(y, 0, t->cols, STYLE_FRAME, c->v[c->shown[c->sel]].left);
	text_wrap(&rows, text, strlen(text), t->cols - 4, (size_t)lines - 1);
	for (size_t i = 0; i < rows.n; i++)
		draw_textn(y + 1 + (int)i, 3, t->cols - 4, STYLE_PLAIN, text + rows.v[i].at, rows.v[i].len);
	text_rows_fini(&rows);
	return lines;
}

static void draw(struct tui *t)
{
	struct chooser *c = &t->places.chooser;
	int top = place_top(t), end = place_end(t) - (c->templates ? draw_text_of(t, c) : 0), rows = end - top;
	draw_rule(top - 1, 0, t->cols, STYLE_FRAME,
		c->templates ? _("templates") : c->palette ? _("everything") : _("help"));
	if (c->sel < c->top)
		c->top = c->sel;
	for (int used = rows + 1; used > rows;) {
		used = 0;
		for (size_t i = c->top; i <= c->sel && i < c->n_shown; i++)
			used += lines_of(c, i);
		if (used > rows && c->top < c->sel)
			c->top++;
		else
			break;
	}
	int y = top;
	size_t i = c->top;
	for (; i < c->n_shown && y < end; i++) {
		const struct choice *x = &c->v[c->shown[i]];
		if (headed(c, i) && rows > 3) {
			y += i != c->top;
			if (y >= end)
				break;
			draw_text(y++, 1, t->cols - 2, STYLE_STRONG,
				x->mode == MODE_COUNT ? _("Commands") : _(mode_title(x->mode)));
		}
		if (y < end) {
			place_row(t, y, 1, i);
			draw_choice(t, y++, x, i == c->sel);
		}
	}
	if (c->templates && !c->loaded)
		return;
	if (c->n_shown == 0)
		draw_text(top, 1, t->cols - 2, STYLE_DIM, c->templates && c->n == 0 ?
			_("no templates yet: :template examples brings some") : _("nothing matches"));
	else if (i < c->n_shown)
		draw_right(end - 1, t->cols - 6, 5, STYLE_WARN, glyph(GLYPH_DOWN));
}

const struct view choose_view = {.mode = MODE_CHOOSE, .draw = draw, .act = act};
