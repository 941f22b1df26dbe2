/* thread_draw: the messages as lines: rules for days and unread, quotes, text,
 * media, reactions, reasons. Lines are counted anew for each frame; the wrapped
 * rows of a text are kept until the width changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { PART_CAP = 256, PART_ROWS = 5, PART_INDENT = 3, GUTTER_SLIM = 6 };

enum line_kind {
	LINE_DAY, LINE_UNREAD, LINE_QUOTE, LINE_MEDIA, LINE_PART, LINE_TEXT, LINE_EDITED, LINE_REACTIONS, LINE_REASON,
	LINE_SHOT, /* sub: row of the picture */
	LINE_NOTE, LINE_NOTE_DAY, /* item: of the notes */
	LINE_TOP		  /* above all: whether there is more */
};

struct line {
	enum line_kind kind;
	size_t item, sub;
	bool head; /* first of its message: time and author stand here */
};
struct lines {
	struct line *v;
	size_t n, cap;
	size_t notes;	 /* laid so far */
	char day[12];	 /* of the last line */
};

static void put(struct lines *l, enum line_kind kind, size_t item, size_t sub, bool *head)
{
	LIST_GROW(l);
	l->v[l->n++] = (struct line){kind, item, sub, *head};
	*head = false;
}

/* The rule of a day, when it is another than that of what stands above. */
static void put_day(struct lines *l, enum line_kind kind, size_t item, const char *at)
{
	bool head = false;
	if (!strncmp(at, l->day, 10))
		return;
	str_copy(l->day, sizeof l->day, at);
	put(l, kind, item, 0, &head);
}

/* The notes written before a time; NULL: all that are left. */
static void lay_notes(struct thread *th, struct lines *l, const char *before, int cols)
{
	for (; l->notes < th->notes.n; l->notes++) {
		struct thread_note *n = &th->notes.v[l->notes];
		const char *at = json_str_or(n->json, "at", "");
		bool head = true;
		if (before && time_of(at) >= time_of(before))
			return;
		put_day(l, LINE_NOTE_DAY, l->notes, at);
		if (n->width != cols) {
			free(n->text);
			n->text = xasprintf("%s: %s%s%s", _("note"), json_str_or(n->json, "text", ""),
				json_flag(n->json, "edited") ? _(" (edited)") : "",
				n->cut ? _(" (older notes: :notes)") : "");
			text_rows_fini(&n->rows);
			n->rows = (struct text_rows){0};
			text_wrap(&n->rows, n->text, strlen(n->text), cols, 400);
			n->width = cols;
		}
		for (size_t k = 0; k < n->rows.n; k++)
			put(l, LINE_NOTE, l->notes, k, &head);
	}
}

static bool reason_of(const json_t *m, struct sentence *s)
{
	if (json_to_sentence(json_object_get(m, "reason"), s))
		return true;
	const char *state = json_str_or(m, "state", "");
	if (strcmp(state, "queued") && strcmp(state, "held"))
		return false;
	const json_t *gate = json_array_get(json_at(m, "verdict.gates"), 0);
	const char *name = json_str_or(gate, "gate", "");
	/* The dwell and the gap are the countdown's business. */
	if (!strcmp(name, "pace") || !strcmp(name, "dwell"))
		return false;
	return json_to_sentence(json_object_get(gate, "say"), s);
}

/* Whether "(edited)" has room behind the last row, or takes a line of its own. */
static bool edited_fits(const struct thread_row *r, int cols)
{
	const char *word = _(" (edited)");
	return r->rows.n > 0 && r->rows.v[r->rows.n - 1].width + text_width(word, strlen(word)) <= cols;
}

/* What follows the first row stands a little to the right. */
static void wrap_part(struct text_rows *rows, const char *text, int cols)
{
	size_t n = strlen(text);
	text_wrap(rows, text, n, text_width(text, n) <= cols ? cols : cols - PART_INDENT, PART_ROWS);
}

/* Whole, as a telephone number is worth nothing in part; sub: which part, times PART_ROWS,
 * and which row of it. */
static void lay_part(struct lines *l, size_t item, size_t part, const char *text, int cols, bool *head)
{
	struct text_rows rows = {0};
	wrap_part(&rows, text, cols);
	for (size_t k = 0; k < rows.n; k++)
		put(l, LINE_PART, item, part * PART_ROWS + k, head);
	text_rows_fini(&rows);
}

static void draw_part(int y, int x, int cols, const json_t *m, size_t sub)
{
	struct text_rows rows = {0};
	char text[PART_CAP];
	size_t k = sub % PART_ROWS;
	int in = k > 0 ? PART_INDENT : 0;
	if (thread_part(m, sub / PART_ROWS, text, sizeof text))
		wrap_part(&rows, text, cols);
	if (k < rows.n)
		draw_textn(y, x + in, cols - in, STYLE_OURS, text + rows.v[k].at, rows.v[k].len);
	text_rows_fini(&rows);
}

static void lay_item(const struct tui *t, struct thread *th, struct lines *l, size_t i, int cols)
{
	const json_t *m = th->v[i].json;
	bool head = false;
	lay_notes(th, l, json_str_or(m, "at", ""), cols);
	put_day(l, LINE_DAY, i, json_str_or(m, "at", ""));
	if (i == th->unread)
		put(l, LINE_UNREAD, i, 0, &head);
	head = true;
	if (json_is_object(json_object_get(m, "reply_to")))
		put(l, LINE_QUOTE, i, 0, &head);
	if (json_is_object(json_object_get(m, "media")))
		put(l, LINE_MEDIA, i, 0, &head);
	const struct cells *shot = shots_cells(t, m, cols);
	for (int k = 0; shot && k < shot->rows; k++)
		put(l, LINE_SHOT, i, (size_t)k, &head);
	char part[PART_CAP];
	for (size_t k = 0; thread_part(m, k, part, sizeof part); k++)
		lay_part(l, i, k, part, cols, &head);
	const char *text = json_flag(m, "deleted") ? NULL : json_str(m, "text");
	if (text && *text) {
		struct thread_row *r = &th->v[i];
		if (r->width != cols) {
			text_rows_fini(&r->rows);
			r->rows = (struct text_rows){0};
			text_wrap(&r->rows, text, strlen(text), cols, 400);
			r->width = cols;
		}
		for (size_t k = 0; k < r->rows.n; k++)
			put(l, LINE_TEXT, i, k, &head);
		if (json_flag(m, "edited") && !edited_fits(r, cols))
			put(l, LINE_EDITED, i, 0, &head);
	}
	if (head) /* nothing to show: deleted, or of a kind without words */
		put(l, LINE_TEXT, i, (size_t)-1, &head);
	if (json_array_size(json_object_get(m, "reactions")) > 0)
		put(l, LINE_REACTIONS, i, 0, &head);
	struct sentence s;
	if (reason_of(m, &s))
		put(l, LINE_REASON, i, 0, &head);
}

static void draw_day(struct tui *t, int y, const char *at)
{
	static const char *const days[] = {N_("Sunday"), N_("Monday"), N_("Tuesday"), N_("Wednesday"),
		N_("Thursday"), N_("Friday"), N_("Saturday")};
	static const char *const months[] = {N_("January"), N_("February"), N_("March"), N_("April"), N_("May"),
		N_("June"), N_("July"), N_("August"), N_("September"), N_("October"), N_("November"),
		N_("December")};
	int year = 0, month = 0, day = 0;
	char title[96] = "";
	if (sscanf(at, "%d-%d-%d", &year, &month, &day) == 3 && month >= 1 && month <= 12) {
		struct civil c = {.year = year, .month = month, .day = day, .hour = 12};
		c = zone_civil(zone_utc(), zone_unix(zone_utc(), &c));
		struct civil now = zone_civil(t->zone, clock_now());
		if (now.year == year)
			snprintf(title, sizeof title, "%s %d %s", _(days[c.weekday]), day, _(months[month - 1]));
		else
			snprintf(title, sizeof title, "%s %d %s %d", _(days[c.weekday]), day, _(months[month - 1]),
				year);
	}
	draw_rule(y, t->pane.x + 1, t->pane.cols - 2, STYLE_FRAME, title);
}

/* No person said it: an out-of-office answer. */
static bool by_itself(const json_t *m)
{
	return !strcmp(json_str_or(m, "origin", ""), message_origin_name(ORIGIN_AUTO));
}

/* Where there is little room: the mark of ours, the first letters of theirs. */
static void draw_slim_head(struct tui *t, int y, const json_t *m, const char *mark, enum style style)
{
	int x = t->pane.x + 1;
	if (json_flag(m, "from_me")) {
		draw_right(y, x, 3, style, mark);
		return;
	}
	const char *author = json_str_or(m, "author", "?");
	int used = 0;
	for (size_t n = strlen(author); *author && used < 3;) {
		struct cluster c;
		size_t len = text_cluster(author, n, &c);
		if (used + c.width > 3)
			return;
		used += draw_textn(y, x + used, 3 - used, STYLE_STRONG, author, len);
		author += len;
		n -= len;
	}
}

/* Author and mark in the gutter: "rina   ✓✓R", or what is left until it goes. */
static void draw_head(struct tui *t, int y, const json_t *m, int gutter)
{
	int x = t->pane.x + 1;
	char text[16];
	if (gutter > GUTTER_SLIM)
		draw_text(y, x, 5, STYLE_DIM, clock_of(json_str(m, "at"), text));
	x += 6;
	if (!json_flag(m, "from_me") && gutter > GUTTER_SLIM) {
		/* A long name is told by its first word, as people do. */
		const char *author = json_str_or(m, "author", "?");
		size_t n = strlen(author), word = strcspn(author, " ");
		if (text_width(author, n) > gutter - 9 && word >= 2)
			n = word;
		draw_textn(y, x, gutter - 9, STYLE_STRONG, author, n);
		return;
	}
	enum message_state state = MSG_ACCEPTED;
	message_state_named(json_str_or(m, "state", ""), &state);
	const char *mark = message_mark(state, term_is_ascii());
	enum style style = state == MSG_REJECTED || state == MSG_UNKNOWN ? STYLE_BAD :
		state == MSG_HELD ? STYLE_WARN : STYLE_MARK;
	if (state == MSG_QUEUED) {
		int64_t left = time_of(json_str(m, "leaves_at")) - clock_now();
		if (json_str(m, "leaves_at") && left >= 0 && left < 100) {
			snprintf(text, sizeof text, "%ds", (int)left);
			mark = text;
			style = STYLE_WARN;
		}
	}
	if (gutter == GUTTER_SLIM) {
		draw_slim_head(t, y, m, mark, style);
		return;
	}
	if (by_itself(m))
		draw_text(y, x, gutter - 13, STYLE_DIM, _("auto"));
	else
		draw_text(y, x, gutter - 13, STYLE_OURS, json_str_or(m, "author", ""));
	draw_right(y, t->pane.x + gutter - 5, 3, style, mark);
}

static void draw_reactions(int y, int x, int cols, const json_t *list)
{
	size_t i;
	json_t *r;
	int used = 0;
	json_array_foreach(list, i, r) {
		used += draw_text(y, x + used, cols - used, STYLE_WARN, json_str(r, "emoji"));
		int64_t n = json_i64_or(r, "count", 1);
		if (n > 1)
			used += draw_f(y, x + used, cols - used, STYLE_DIM, "%lld", (long long)n);
		used++;
	}
}

static void draw_text_line(struct tui *t, int y, int x, int cols, const struct line *l)
{
	const struct thread_row *r = &t->thread.v[l->item];
	const json_t *m = r->json;
	if (l->sub == (size_t)-1) {
		char words[64];
		snprintf(words, sizeof words, "[%s]", _(json_str_or(m, "kind", "")));
		draw_text(y, x, cols, STYLE_DIM, json_flag(m, "deleted") ? _("(deleted)") : words);
		return;
	}
	const struct text_row *row = &r->rows.v[l->sub];
	int used = 0;
	if (l->head && json_flag(m, "starred")) {
		draw_text(y, x - 2, 1, STYLE_WARN, glyph(GLYPH_STAR));
	}
	const char *looked_for = t->place == PLACE_FOUND ? t->places.found.words : t->thread.look;
	used = lit_textn(y, x, cols, by_itself(m) ? STYLE_DIM : STYLE_PLAIN, json_str(m, "text") + row->at,
		row->len, looked_for);
	if (l->sub + 1 == r->rows.n) {
		if (json_flag(m, "edited") && edited_fits(r, cols))
			used += draw_text(y, x + used, cols - used, STYLE_DIM, _(" (edited)"));
		bool mine = !strcmp(json_str_or(m, "author", ""), json_str_or(t->whoami, "agent", ""));
		if (mine && !strcmp(json_str_or(m, "state", ""), "queued"))
			draw_text(y, x + used, cols - used, STYLE_DIM, _("  u undo"));
	}
}

/* A house before the author and a word before the text: nobody takes it for what
 * was said to the customer. */
static void draw_note(struct tui *t, int y, const struct line *l, int gutter)
{
	const struct area *a = &t->pane;
	const struct thread_note *n = &t->thread.notes.v[l->item];
	const struct text_row *row = &n->rows.v[l->sub];
	size_t i;
	json_t *who;
	bool for_me = false;
	char at[8];
	json_array_foreach(json_object_get(n->json, "mentions"), i, who)
		for_me |= !strcmp(json_string_value(who), json_str_or(t->whoami, "agent", ""));
	if (l->head && gutter == GUTTER_SLIM) {
		draw_text(y, a->x + 1, 1, STYLE_WARN, glyph(GLYPH_NOTE));
	} else if (l->head) {
		draw_text(y, a->x + 1, 5, STYLE_DIM, clock_of(json_str(n->json, "at"), at));
		draw_text(y, a->x + 7, 1, STYLE_WARN, glyph(GLYPH_NOTE));
		draw_text(y, a->x + 9, gutter - 11, STYLE_WARN, json_str_or(n->json, "author", "?"));
	}
	draw_textn(y, a->x + gutter, a->cols - gutter - 1, for_me ? STYLE_WARN : STYLE_DIM, n->text + row->at, row->len);
}

static void draw_shot(struct tui *t, int y, int x, int cols, const json_t *m, int row)
{
	const struct cells *shot = shots_cells(t, m, cols);
	for (int i = 0; shot && row < shot->rows && i < shot->cols; i++) {
		const struct cell *c = &shot->v[row * shot->cols + i];
		if (*c->text)
			term_cell(y, x + i, c->look, c->text, strlen(c->text));
	}
}

static void draw_line(struct tui *t, int y, const struct line *l, int gutter)
{
	const struct area *a = &t->pane;
	if (l->kind == LINE_NOTE) {
		draw_note(t, y, l, gutter);
		return;
	}
	if (l->kind == LINE_TOP) {
		draw_rule(y, a->x + 1, a->cols - 2, STYLE_FRAME,
			t->thread.fetching ? _("asking WhatsApp for older messages…") : _("here it began"));
		return;
	}
	if (l->kind == LINE_NOTE_DAY) {
		draw_day(t, y, json_str_or(t->thread.notes.v[l->item].json, "at", ""));
		return;
	}
	const json_t *m = t->thread.v[l->item].json;
	int x = a->x + gutter, cols = a->cols - gutter - 1;
	if (l->kind == LINE_DAY) {
		draw_day(t, y, json_str_or(m, "at", ""));
		return;
	}
	if (l->kind == LINE_UNREAD) {
		draw_rule(y, a->x + 1, a->cols - 2, STYLE_WARN, _("unread"));
		return;
	}
	if (l->head)
		draw_head(t, y, m, gutter);
	if (l->item == t->thread.sel && thread_has_keys(t))
		draw_text(y, a->x, 1, STYLE_KEY, glyph(GLYPH_BAR));
	char words[PART_CAP];
	struct sentence s;
	switch (l->kind) {
	case LINE_QUOTE:
		snprintf(words, sizeof words, "%s %.60s: %.160s", glyph(GLYPH_QUOTE), json_str_or(m, "reply_to.author", ""),
			json_str_or(m, "reply_to.text", "…"));
		draw_text(y, x, cols, STYLE_DIM, words);
		break;
	case LINE_MEDIA:
		thread_media_words(m, words, sizeof words);
		draw_text(y, x, cols, STYLE_OURS, words);
		shots_want(t, m, cols);
		break;
	case LINE_SHOT:
		draw_shot(t, y, x, cols, m, (int)l->sub);
		break;
	case LINE_PART:
		draw_part(y, x, cols, m, l->sub);
		break;
	case LINE_EDITED:
		draw_text(y, x - 1, cols, STYLE_DIM, _(" (edited)"));
		break;
	case LINE_REACTIONS:
		draw_reactions(y, x, cols, json_object_get(m, "reactions"));
		break;
	case LINE_REASON:
		if (reason_of(m, &s)) {
			char said[SENTENCE_SAID];
			draw_text(y, x, cols, STYLE_WARN, say(&s, said, sizeof said));
		}
		break;
	default:
		draw_text_line(t, y, x, cols, l);
	}
}

/* The first line to draw so that the selected message (or the newest) shows. */
static int choose_top(struct thread *th, const struct lines *l, int rows, bool selecting)
{
	int bottom = (int)l->n > rows ? (int)l->n - rows : 0;
	if (th->wheeled && th->top < bottom) {
		th->top = th->top < 0 ? 0 : th->top;
		return th->top;
	}
	th->wheeled = false;
	if (th->follow || !selecting || th->sel >= th->n) {
		th->top = bottom;
		return bottom;
	}
	int first = -1, last = -1;
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].item == th->sel && l->v[i].kind < LINE_NOTE) {
			if (first < 0)
				first = (int)i;
			last = (int)i;
		}
	if (last >= th->top + rows)
		th->top = last - rows + 1;
	if (first < th->top) /* with the rules above the first one */
		th->top = th->sel == 0 ? 0 : first;
	if (th->top > bottom)
		th->top = bottom;
	return th->top;
}

void thread_draw(struct tui *t)
{
	struct thread *th = &t->thread;
	const struct area *a = &t->pane;
	if (a->rows <= 0)
		return;
	if (!th->conversation || !th->loaded) {
		if (th->conversation)
			draw_text(a->y, a->x + 1, a->cols - 2, STYLE_DIM, "…");
		return;
	}
	/* Time, author, mark, star: " 14:03 rina ✓✓R★ ". */
	int gutter = a->cols >= 50 ? 21 : a->cols >= 36 ? 18 : a->cols >= 30 ? 15 : GUTTER_SLIM;
	int cols = a->cols - gutter - 1;
	if (cols < 4)
		return;
	struct lines l = {0};
	bool head = false;
	if (th->fetching || th->all)
		put(&l, LINE_TOP, 0, 0, &head);
	for (size_t i = 0; i < th->n; i++)
		lay_item(t, th, &l, i, cols);
	if (!th->newer)
		lay_notes(th, &l, NULL, cols);
	int top = choose_top(th, &l, a->rows, thread_has_keys(t));
	int shown = (int)l.n - top < a->rows ? (int)l.n - top : a->rows;
	for (int i = 0; i < SHOWN_ROWS; i++)
		th->shown[i] = i < shown && l.v[top + i].kind < LINE_NOTE ? l.v[top + i].item : th->n;
	for (int i = 0; i < shown; i++)
		draw_line(t, a->y + i, &l.v[top + i], gutter);
	if (th->n == 0)
		draw_text(a->y, a->x + 1, a->cols - 2, STYLE_DIM, _("no messages yet"));
	int below = (int)l.n - top - a->rows;
	if (below > 0) {
		char more[32];
		snprintf(more, sizeof more, "%s%d", glyph(GLYPH_DOWN), below);
		draw_right(a->y + a->rows - 1, a->x + a->cols - 6, 5, STYLE_WARN, more);
	}
	free(l.v);
}
