/* completion: what Tab makes of a name that is begun at a prompt: the part that all
 * candidates share; when there is no more of that, the candidates above the prompt, page
 * by page. What has to be asked of the engine completes when it has come, unless another
 * key came first: no key waits for it. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include "command/complete.h"
#include "command/filter.h"
#include "command/parse.h"

#include "model/conversation.h"

#include "tui/path.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { GRID_ROWS = 8, GAP = 2 };

/* Where names are gathered: raw for a question, as words of a line else. */
struct gather {
	struct tui *t;
	const struct command *command;
	const struct arg *arg; /* the one that the question is about */
	struct completions *line;
};

static void forget(struct completion_box *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].put);
		free(c->v[i].shown);
	}
	c->n = 0;
}

void completion_fini(struct completion_box *c)
{
	forget(c);
	free(c->v);
	free(c->text);
	*c = (struct completion_box){0};
}

void completion_hide(struct tui *t)
{
	t->completion.visible = t->completion.wanted = false;
}

static void candidate(struct tui *t, const char *put, const char *shown)
{
	struct completion_box *c = &t->completion;
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].put, put))
			return;
	LIST_GROW(c);
	c->v[c->n].put = xstrdup(put);
	c->v[c->n++].shown = xstrdup(shown);
}

static void add(struct gather *g, const char *prefix, const char *word, const char *help)
{
	if (!*word || strncasecmp(word, prefix, strlen(prefix)))
		return;
	if (g->line)
		completions_add(g->line, prefix, word, help);
	else
		candidate(g->t, word, word);
}

/* before: what stands before each name: "+", "label:", "@". */
static void add_names(struct gather *g, const char *prefix, enum names_kind kind, const char *before, const char *behind)
{
	size_t i;
	json_t *row;
	json_array_foreach((json_t *)names_rows(g->t, kind), i, row) {
		char *word = xasprintf("%s%s%s", before, names_of(kind, row), behind);
		add(g, prefix, word, NULL);
		free(word);
	}
}

static void add_words(struct gather *g, const char *prefix, const char *before, const char *const *words)
{
	for (; *words; words++) {
		char *word = xasprintf("%s%s", before, *words);
		add(g, prefix, word, NULL);
		free(word);
	}
}

/* The rows that a question is about, else the conversation that is shown. */
static bool has_label(const struct tui *t, const char *name)
{
	const json_t *rows = t->focus == FOCUS_ASK ? t->places.question.rows : NULL;
	size_t i, k, n = rows ? json_array_size(rows) : 1;
	json_t *label;
	for (i = 0; i < n; i++)
		json_array_foreach(json_object_get(rows ? json_array_get(rows, i) : t->thread.about, "labels"), k,
			label)
			if (!strcmp(json_is_string(label) ? json_string_value(label) : json_str_or(label, "name", ""), name))
				return true;
	return false;
}

/* +name puts one on, -name takes off what is on. */
static void add_labels(struct gather *g, const char *prefix)
{
	size_t i;
	json_t *row;
	char sign = *prefix == '+' || *prefix == '-' ? *prefix : 0;
	json_array_foreach((json_t *)names_rows(g->t, NAMES_LABELS), i, row) {
		const char *name = names_of(NAMES_LABELS, row);
		bool on = has_label(g->t, name);
		if (strncasecmp(name, prefix + (sign != 0), strlen(prefix + (sign != 0))) || (sign == '-' && !on) ||
			(sign == '+' && on))
			continue;
		char *word = xasprintf("%c%s", sign ? sign : on ? '-' : '+', name);
		add(g, g->line ? prefix : "", word, NULL);
		free(word);
	}
}

static void add_conversations(struct gather *g, const char *prefix, const char *before)
{
	size_t i;
	json_t *row;
	json_array_foreach(g->t->inbox.items, i, row) {
		char *word = xasprintf("%s%s", before, json_str_or(row, "title", ""));
		add(g, prefix, word, json_str(row, "phone"));
		free(word);
	}
}

static void add_numbers(struct gather *g, const char *prefix, const char *before)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(g->t->health, "sessions"), i, row) {
		char *word = xasprintf("%s%s", before, json_str_or(row, "name", ""));
		add(g, prefix, word, NULL);
		free(word);
	}
}

/* key:value, in the words of a search and of a view. */
static void add_term(struct gather *g, const char *prefix, bool view)
{
	static const char *const of_view[] = {"status:open", "status:snoozed", "status:closed", "priority:urgent",
		"priority:high", "priority:normal", "priority:low", "kind:person", "kind:group", "kind:channel",
		"window:open", "window:closing", "window:closed", "sla:breached", "sla:soon", "unseen:yes",
		"assignee:", "label:", "session:", NULL};
	static const char *const own[] = {"me", "nobody", NULL}, *const me[] = {"me", NULL};
	if (!strncmp(prefix, "label:", 6))
		add_names(g, prefix, NAMES_LABELS, "label:", "");
	else if (!strncmp(prefix, "session:", 8))
		add_numbers(g, prefix, "session:");
	else if (view && !strncmp(prefix, "assignee:", 9)) {
		add_words(g, prefix, "assignee:", own);
		add_names(g, prefix, NAMES_AGENTS, "assignee:", "");
	} else if (view)
		add_words(g, prefix, "", of_view);
	else if (!strncmp(prefix, "agent:", 6)) {
		add_words(g, prefix, "agent:", me);
		add_names(g, prefix, NAMES_AGENTS, "agent:", "");
	} else if (!g->line)
		add_words(g, prefix, "", filter_words);
}

static void add_emoji(struct gather *g, const char *prefix)
{
	const struct emoji *found[EMOJI_FOUND_MAX];
	if (!insert_emojis(g->t) || !*prefix)
		return;
	size_t n = emoji_find(&g->t->insert.emojis, prefix, strlen(prefix), found);
	for (size_t i = 0; i < n && !g->line; i++) {
		char *shown = xasprintf("%s %s", found[i]->text, found[i]->names[0]);
		candidate(g->t, found[i]->text, shown);
		free(shown);
	}
}

static bool of_area(const struct gather *g, const char *area)
{
	return g->command && !strncmp(g->command->name, area, strlen(area)) && g->command->name[strlen(area)] == ' ';
}

static void add_views(struct gather *g, const char *prefix)
{
	for (int v = 0; v < INBOX_VIEW_COUNT && !g->command; v++)
		add(g, prefix, inbox_view_name((enum inbox_view)v), NULL);
	add_names(g, prefix, NAMES_VIEWS, "", "");
}

static void values(void *ctx, const struct arg *a, const char *prefix, struct completions *out)
{
	struct gather *g = ctx;
	const char *name = a->name;
	(void)out;
	g->arg = a;
	if (a->kind == ARG_CONVERSATION || a->kind == ARG_TO || a->kind == ARG_CONTACT)
		add_conversations(g, prefix, "");
	else if (a->kind == ARG_SESSION)
		add_numbers(g, prefix, "");
	else if (!strcmp(name, "agent") || !strcmp(name, "by") || (!strcmp(name, "from") && a->kind == ARG_WORD)) {
		static const char *const words[] = {"me", "nobody", "next", NULL};
		if (g->command && g->command->id == CMD_ASSIGN)
			add_words(g, prefix, "", words);
		add_names(g, prefix, NAMES_AGENTS, "", "");
	} else if (!strcmp(name, "labels"))
		add_labels(g, prefix);
	else if (!strcmp(name, "label"))
		add_names(g, prefix, NAMES_LABELS, "", "");
	else if (!strcmp(name, "view") || (!strcmp(name, "name") && of_area(g, "view")))
		add_names(g, prefix, NAMES_VIEWS, "", "");
	else if (!strcmp(name, "template") || (!strcmp(name, "name") && of_area(g, "template")))
		add_names(g, prefix, NAMES_TEMPLATES, "", "");
	else if (!strcmp(name, "field") || (!strcmp(name, "name") && of_area(g, "field")))
		add_names(g, prefix, NAMES_FIELDS, "", "");
	else if (!strcmp(name, "values") && of_area(g, "contact")) {
		static const char *const of_shop[] = {"name=", NULL};
		add_words(g, prefix, "", of_shop);
		add_names(g, prefix, NAMES_FIELDS, "", "=");
	} else if (!strcmp(name, "q") || !strcmp(name, "query") || !strcmp(name, "filter"))
		add_term(g, prefix, *name != 'q' || name[1] != 0);
	else if (!strcmp(name, "emoji"))
		add_emoji(g, prefix);
	else if (!strcmp(name, "text") && *prefix == '@')
		add_names(g, prefix, NAMES_AGENTS, "@", "");
}

/* Whether the argument is several words, and only the last one is being completed. */
static bool is_wordwise(const struct arg *a)
{
	return a && a->kind == ARG_TEXT && strcmp(a->name, "emoji") && strcmp(a->name, "until");
}

static size_t word_from(const char *text, size_t point)
{
	while (point > 0 && !isspace((unsigned char)text[point - 1]))
		point--;
	return point;
}

/* Which argument a question asks for: that behind the words before its %?. What is
 * chosen from a few stands in choices. */
static const struct arg *asked_for(struct tui *t, struct gather *g, struct completions *choices)
{
	struct buf line;
	struct words w = {0};
	size_t took;
	buf_init(&line, 4096);
	for (const char *s = t->places.question.line; s && *s && strncmp(s, "%?", 2); s++)
		if (*s == '%' && s[1])
			buf_addc(&line, *++s == 'l' ? 'i' : '1');
		else
			buf_addc(&line, *s);
	if (command_split(buf_str(&line), &w, &(struct err){0}))
		g->command = command_find((const char *const *)w.v, w.n, &took, NULL);
	/* Only its argument is wanted: nothing begins with this. */
	struct gather none = *g;
	none.line = choices;
	command_complete(buf_str(&line), line.n, values, &none, choices);
	words_fini(&w);
	buf_fini(&line);
	return none.arg;
}

static void complete_path(struct tui *t, const char *typed)
{
	char *names[PATHS_MAX];
	size_t n = path_find(typed, names);
	for (size_t i = 0; i < n; i++) {
		candidate(t, names[i], names[i]);
		free(names[i]);
	}
}

static size_t leaf_from(const char *text, size_t point)
{
	while (point > 0 && text[point - 1] != '/')
		point--;
	return point;
}

/* The screen's own words that one types: to a place, to a view, out. */
static void add_screen(struct gather *g, const struct words *w)
{
	static const char *const words[] = {"go", "inbox", "quit", NULL};
	const char *last = w->fresh ? "" : w->n > 0 ? w->v[w->n - 1] : "", *name;
	size_t before = w->n - (w->fresh || w->n == 0 ? 0 : 1);
	if (before == 0) {
		add_words(g, last, "", words);
	} else if (before == 1 && !strcmp(w->v[0], "view")) {
		g->command = NULL;
		add_views(g, last);
	} else if (before == 1 && !strcmp(w->v[0], "go")) {
		for (size_t i = 0; (name = place_name(i)) != NULL; i++)
			add(g, last, name, NULL);
	}
}

/* The words of a line as candidates; where the last one begins. */
static size_t complete_line(struct tui *t, const char *text, size_t point, const char *before)
{
	struct completions c = {0};
	struct gather g = {.t = t, .line = &c};
	struct words w = {0};
	size_t took, skipped = strlen(before), from;
	char *line = xasprintf("%s%s", before, text);
	char *done = xstrndup(line, skipped + point);
	command_split_open(done, strlen(done), &w);
	if (w.n > 0)
		g.command = command_find((const char *const *)w.v, w.n - !w.fresh, &took, NULL);
	command_complete(line, skipped + point, values, &g, &c);
	add_screen(&g, &w);
	from = c.from > skipped ? c.from - skipped : 0;
	for (size_t i = 0; i < c.n; i++)
		candidate(t, c.v[i].word, c.v[i].word);
	completions_fini(&c);
	words_fini(&w);
	free(done);
	free(line);
	return from;
}

static size_t complete_question(struct tui *t, const char *text, size_t point)
{
	struct completions choices = {0};
	struct gather g = {.t = t};
	const struct arg *a = t->places.question.sure ? NULL : asked_for(t, &g, &choices);
	size_t from = is_wordwise(a) ? word_from(text, point) : 0;
	if (a && a->kind == ARG_FILE) {
		char *typed = xstrndup(text, point);
		complete_path(t, typed);
		from = leaf_from(text, point);
		free(typed);
	} else if (a) {
		char *prefix = xstrndup(text + from, point - from);
		values(&g, a, prefix, NULL);
		free(prefix);
	}
	for (size_t i = 0; i < choices.n && !a && !t->places.question.sure; i++)
		if (!strncasecmp(choices.v[i].word, text, point))
			candidate(t, choices.v[i].word, choices.v[i].word);
	completions_fini(&choices);
	return from;
}

/* All that the word before the cursor can become; where that begins. */
static size_t gather(struct tui *t)
{
	const char *text = prompt_text();
	size_t point = prompt_point(), from;
	char *typed;
	switch (t->focus) {
	case FOCUS_LINE:
		return complete_line(t, text, point, "");
	case FOCUS_ASK:
		return complete_question(t, text, point);
	case FOCUS_ATTACH:
		typed = xstrndup(text, point);
		complete_path(t, typed);
		free(typed);
		return leaf_from(text, point);
	case FOCUS_FILTER:
		from = word_from(text, point);
		typed = xstrndup(text + from, point - from);
		if (t->focus_before != FOCUS_THREAD)
			add_term(&(struct gather){.t = t}, typed, true);
		free(typed);
		return from;
	default:
		return point;
	}
}

static size_t shared(const struct completion_box *c)
{
	size_t common = c->n ? strlen(c->v[0].put) : 0;
	for (size_t i = 1; i < c->n; i++) {
		size_t k = 0;
		while (k < common && c->v[i].put[k] == c->v[0].put[k])
			k++;
		common = k;
	}
	while (common > 0 && c->n > 1 && ((unsigned char)c->v[0].put[common] & 0xc0) == 0x80)
		common--;
	return common;
}

static void changed(struct tui *t)
{
	if (t->focus == FOCUS_ATTACH)
		attach_changed(t);
	else if (t->focus == FOCUS_FILTER)
		filter_changed(t);
}

/* Whether what was put in is whole: a blank may follow. */
static bool is_whole(const struct tui *t, const char *put)
{
	size_t n = strlen(put);
	return t->focus == FOCUS_LINE && n > 0 && !strchr(":=/", put[n - 1]);
}

void completion_tab(struct tui *t)
{
	struct completion_box *c = &t->completion;
	bool again = c->text && !strcmp(c->text, prompt_text()) && c->point == prompt_point() && c->n > 1;
	size_t page = c->page;
	forget(c);
	size_t from = gather(t), point = prompt_point(), typed = point - from, common = shared(c);
	t->dirty = true;
	free(c->text);
	c->text = xstrdup(prompt_text());
	c->point = point;
	c->wanted = names_pending(t);
	c->first = again ? c->first + page : 0;
	if (c->first >= c->n)
		c->first = 0;
	bool other = common != typed || strncmp(prompt_text() + from, c->n ? c->v[0].put : "", common);
	if (c->n == 1 || (c->n > 1 && common >= typed && other)) {
		char *put = xstrndup(c->v[0].put, common);
		bool whole = c->n == 1 && is_whole(t, put) && prompt_text()[point] != ' ';
		if (other) {
			prompt_rub_out(typed);
			prompt_insert(put, common);
		}
		if (whole)
			prompt_insert(" ", 1);
		free(put);
		changed(t);
	} else if (c->n > 1) {
		c->visible = true;
	} else if (!c->wanted) {
		tui_notice(t, STYLE_DIM, "%s", t->focus == FOCUS_ATTACH ? _("no file there begins so") :
			_("no name is known that begins so"));
	}
}

void completion_came(struct tui *t, bool well)
{
	struct completion_box *c = &t->completion;
	if (!c->wanted)
		return;
	c->wanted = false;
	/* Not when he went on meanwhile. */
	if (well && t->focus > FOCUS_COMPOSE && c->text && !strcmp(c->text, prompt_text()) && c->point == prompt_point())
		completion_tab(t);
}

int completion_draw(struct tui *t, int bottom)
{
	struct completion_box *c = &t->completion;
	int most = t->rows / 3 < GRID_ROWS ? t->rows / 3 : GRID_ROWS, width = 8;
	if (!c->visible || c->n == 0 || most < 1 || t->cols < 12)
		return 0;
	for (size_t i = 0; i < c->n; i++) {
		int w = text_width(c->v[i].shown, strlen(c->v[i].shown));
		width = w > width ? w : width;
	}
	width = (width > t->cols - 2 ? t->cols - 2 : width) + GAP;
	int columns = (t->cols - 2 + GAP) / width;
	columns = columns < 1 ? 1 : columns;
	size_t room = (size_t)(columns * most), left = c->n - c->first, shown = left < room ? left : room;
	int rows = ((int)shown + columns - 1) / columns, top = bottom - rows;
	c->page = room;
	for (int y = top - 1; y < bottom; y++)
		term_fill(y, 0, t->cols, STYLE_PLAIN);
	char title[64] = "";
	if (shown < c->n)
		snprintf(title, sizeof title, "%zu-%zu / %zu, tab", c->first + 1, c->first + shown, c->n);
	draw_rule(top - 1, 0, t->cols, STYLE_FRAME, title);
	for (size_t i = 0; i < shown; i++)
		draw_text(top + (int)i / columns, 1 + (int)(i % (size_t)columns) * width, width - GAP, STYLE_KEY,
			c->v[c->first + i].shown);
	return rows + 1;
}
