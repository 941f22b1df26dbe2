/* frame: where the panes stand at this size, and what is around them: the
 * weather line on top, the views, the lines between, the hint line below. The
 * thread in the middle gives way first, then the contact on the right goes, then
 * one pane stands at a time. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "model/conversation.h"
#include "model/message.h"
#include "model/promise.h"
#include "model/session.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum {
	ONE_PANE = 66,	 /* below: one pane at a time */
	THREE_PANES = 104,
	ROOMY = 160,	 /* from here on the list and the card are wide */
	LIST_ROOMY = 48, LIST_WIDE = 35, LIST_NARROW = 30, CARD_ROOMY = 35, CARD_COLS = 26, PART_CAP = 256,
	TABS_ROWS = 12,	 /* below: no line of views */
	TAB_CAP = 80, SAVED_COLS = 24,
	PROMPT_MAX = 6,
	HOLD_MS = 150, QUICK_MS = 80
};

const char *clock_of(const char *rfc3339, char out[8])
{
	size_t n = rfc3339 ? strlen(rfc3339) : 0;
	snprintf(out, 8, "%.5s", n >= 16 ? rfc3339 + 11 : "");
	return out;
}

int64_t time_of(const char *rfc3339)
{
	int64_t t = 0;
	return rfc3339 && zone_parse(zone_utc(), rfc3339, 0, &t, NULL) ? t : 0;
}

const char *age_of(const char *rfc3339, int64_t now, char out[8])
{
	int64_t then = time_of(rfc3339), s = now - then;
	if (!then || s < 0)
		out[0] = 0;
	else if (s < 3600)
		snprintf(out, 8, "%dm", (int)(s / 60));
	else if (s < 48 * 3600)
		snprintf(out, 8, "%dh", (int)(s / 3600));
	else
		snprintf(out, 8, "%dd", (int)(s / 86400 > 999 ? 999 : s / 86400));
	return out;
}

const char *owed_of(const json_t *conversation, int64_t now, char out[8], enum style *style)
{
	int64_t due = time_of(json_str(conversation, "sla.due")), left = due - now;
	uint64_t s = (uint64_t)(left > 0 ? left : -left + (left == 0));
	const char *minus = left > 0 ? "" : "-";
	out[0] = 0;
	*style = left <= 0 ? STYLE_BAD : left <= PROMISE_SOON_S ? STYLE_WARN : STYLE_DIM;
	if (!due)
		return out;
	if (s <= 59 * 60)
		snprintf(out, 8, "%s%um", minus, (unsigned)((s + 59) / 60));
	else if (s <= 47 * 3600)
		snprintf(out, 8, "%s%uh", minus, (unsigned)((s + 3599) / 3600));
	else
		snprintf(out, 8, "%s%ud", minus, (unsigned)(s / 86400 > 98 ? 99 : (s + 86399) / 86400));
	return out;
}

/* How many rows the text being written takes. */
static int prompt_rows(const struct tui *t, int cols)
{
	if (t->focus != FOCUS_COMPOSE || cols < 8)
		return 1;
	struct text_rows rows = {0};
	const char *text = prompt_text();
	text_wrap(&rows, text, strlen(text), cols, PROMPT_MAX);
	size_t len = strlen(text);
	/* After a line feed at the end there is one more line to write on. */
	int n = (int)rows.n + (len > 0 && text[len - 1] == '\n');
	text_rows_fini(&rows);
	return n < 1 ? 1 : n > PROMPT_MAX ? PROMPT_MAX : n;
}

/* "to NAME [FILE] ▸": where it would take more than two thirds of the line, what the file is in
 * a word, then less of the name. Its columns, with the blank behind it. */
static int prompt_label(const struct tui *t, int cols, char *out, size_t cap)
{
	const char *words = t->attach.words;
	int width = 0;
	for (int step = 0; step < 3; step++) {
		char name[64];
		str_copy(name, step == 2 ? 13 : sizeof name, t->compose_name);
		if (attach_is(&t->attach))
			snprintf(out, cap, "%s %s [%.*s] %s", _("to"), name, step ? (int)strcspn(words, " ") : 60, words,
				glyph(GLYPH_PROMPT));
		else
			snprintf(out, cap, "%s %s %s", _("to"), name, glyph(GLYPH_PROMPT));
		width = text_width(out, strlen(out));
		if (width <= cols * 2 / 3)
			break;
	}
	return width + 2;
}

void frame_layout(struct tui *t)
{
	term_size(&t->rows, &t->cols);
	int top = t->rows >= TABS_ROWS ? 2 : 1;
	int bottom = t->rows - (t->options.demo && t->rows >= TABS_ROWS ? 2 : 1);
	int height = bottom > top ? bottom - top : 0;
	struct area none = {0};
	t->list = t->pane = t->card = t->prompt = none;
	bool compose = t->focus == FOCUS_COMPOSE;
	bool inside = compose || thread_has_keys(t);
	if (t->cols < ONE_PANE) {
		if (inside)
			t->pane = (struct area){top, 0, height, t->cols};
		else
			t->list = (struct area){top, 0, height, t->cols};
	} else {
		int list = t->cols >= ROOMY ? LIST_ROOMY : t->cols >= 90 ? LIST_WIDE : LIST_NARROW;
		int card = t->cols >= ROOMY ? CARD_ROOMY : CARD_COLS;
		t->list = (struct area){top, 0, height, list};
		int left = t->cols - list - 1;
		if (t->cols >= THREE_PANES) {
			t->card = (struct area){top, t->cols - card, height, card};
			left -= card + 1;
		}
		t->pane = (struct area){top, list + 1, height, left};
	}
	if (t->pane.rows < 4)
		return;
	char label[192];
	int rows = prompt_rows(t, t->pane.cols - prompt_label(t, t->pane.cols, label, sizeof label) - 1);
	if (rows > t->pane.rows / 2)
		rows = t->pane.rows / 2;
	/* What is being written stays in sight above a notice. */
	int over = compose ? notice_rows(t) - (t->rows - bottom) : 0;
	if (over > 0 && t->pane.rows - rows - 1 - over > 0)
		t->pane.rows -= over;
	t->pane.rows -= rows + 1;
	t->prompt = (struct area){t->pane.y + t->pane.rows + 1, t->pane.x, rows, t->pane.cols};
}

static const json_t *session_shown(const struct tui *t)
{
	const json_t *list = json_object_get(t->health, "sessions");
	const char *wanted = json_str(t->thread.about, "session");
	size_t i;
	json_t *s;
	json_array_foreach((json_t *)list, i, s)
		if (wanted && !strcmp(json_str_or(s, "name", ""), wanted))
			return s;
	return json_array_get(list, 0);
}

/* Parts of the weather line, the least needed last: they go first when the
 * terminal is narrow. */
static void weather(const struct tui *t, const json_t *s, struct buf *out, int cols)
{
	char part[9][64] = {{0}};
	int n = 0;
	snprintf(part[n++], 64, _("today %d/%d"), (int)json_i64_or(s, "today.used", 0),
		(int)json_i64_or(s, "today.limit", 0));
	int queued = (int)json_i64_or(t->queue, "queued", json_i64_or(t->health, "queue.queued", 0));
	int64_t next = time_of(json_str(t->queue ? t->queue : json_object_get(t->health, "queue"), "next_at"));
	int64_t in = next - clock_now();
	if (queued && next && in >= 0 && in < 100)
		snprintf(part[n++], 64, _("queue %d, next in %ds"), queued, (int)in);
	else
		snprintf(part[n++], 64, _("queue %d"), queued);
	snprintf(part[n++], 64, _("new %d/%d"), (int)json_i64_or(s, "new.used", 0),
		(int)json_i64_or(s, "new.limit", 0));
	snprintf(part[n++], 64, "%.60s", json_flag(s, "demo") ? _("hours always open") : json_str_or(s, "hours", ""));
	if (json_is_object(json_object_get(s, "warmup")))
		snprintf(part[n++], 64, _("warm-up %d/%d"), (int)json_i64_or(s, "warmup.day", 0),
			(int)json_i64_or(s, "warmup.of", 0));
	int64_t answered;
	if (json_i64(s, "answered_percent", &answered))
		snprintf(part[n++], 64, _("answered %d%%"), (int)answered);
	snprintf(part[n++], 64, _("unanswered %d"), (int)json_i64_or(s, "unanswered", 0));
	snprintf(part[n++], 64, _("opt-outs %d"), (int)json_i64_or(s, "opt_outs", 0));
	snprintf(part[n++], 64, "%s", json_is_object(json_object_get(s, "lock")) ? _("locked") : _("lock none"));
	for (int i = 0; i < n; i++) {
		struct buf longer;
		buf_init(&longer, 512);
		buf_addf(&longer, "%s%s%s%s%s", buf_str(out), out->n ? " " : "", out->n ? glyph(GLYPH_DOT) : "",
			out->n ? " " : "", part[i]);
		if (text_width(longer.v, longer.n) <= cols) {
			buf_clear(out);
			buf_adds(out, longer.v);
		}
		buf_fini(&longer);
	}
}

static void draw_top(struct tui *t)
{
	term_fill(0, 0, t->cols, STYLE_TOP);
	int x = draw_text(0, 1, t->cols - 2, STYLE_TOP, t->options.demo ? "wartel DEMO" : "wartel") + 2;
	char right[96];
	struct civil now = zone_civil(t->zone, clock_now());
	snprintf(right, sizeof right, "%.24s %02d:%02d", json_str_or(t->whoami, "agent", ""), now.hour, now.minute);
	int right_cols = text_width(right, strlen(right));
	draw_right(0, t->cols - right_cols - 1, right_cols, STYLE_TOP, right);
	int room = t->cols - right_cols - 3 - x;
	if (t->lost) {
		draw_text(0, x + 1, room, STYLE_BAD, t->silent
			? _(" the engine is slow to answer: what you type is kept ")
			: _(" the engine is gone: what you type is kept, reconnecting "));
		return;
	}
	const json_t *s = session_shown(t);
	if (!s || room < 10)
		return;
	const char *status = json_str_or(s, "status", "");
	bool working = !strcmp(status, session_status_name(SESSION_WORKING));
	x += 1 + draw_f(0, x + 1, room, working ? STYLE_TOP : STYLE_BAD, "%.20s %s %s", json_str_or(s, "name", ""),
		glyph(working ? GLYPH_ON : GLYPH_OFF), status);
	if (json_flag(t->health, "stopped"))
		x += 2 + draw_text(0, x + 2, 40, STYLE_BAD, _(" STOPPED "));
	else if (json_array_size(json_object_get(t->health, "pauses")) > 0)
		x += 2 + draw_text(0, x + 2, 40, STYLE_BAD, _(" PAUSED "));
	const char *away = _(" AWAY ");
	if (json_is_object(json_object_get(s, "away")) &&
		x + 4 + text_width(away, strlen(away)) <= t->cols - right_cols)
		x += 2 + draw_text(0, x + 2, 40, STYLE_WARN, away);
	room = t->cols - right_cols - 3 - x - 3;
	if (room < 8)
		return;
	struct buf line;
	buf_init(&line, 512);
	weather(t, s, &line, room);
	draw_text(0, x + 3, room, STYLE_TOP, buf_str(&line));
	buf_fini(&line);
}

static int view_count(const struct tui *t, const char *name)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_object_get(t->whoami, "views"), i, v)
		if (!strcmp(json_str_or(v, "name", ""), name))
			return (int)json_i64_or(v, "count", 0);
	return 0;
}

/* "1 Needs reply 31 ↑5"; its width. */
static int view_tab(const struct tui *t, enum inbox_view v, bool on, char label[TAB_CAP])
{
	const char *title = _(inbox_view_title(v));
	int n = view_count(t, inbox_view_name(v));
	int used = snprintf(label, TAB_CAP, "%c %.40s", inbox_view_key(v), title);
	if (n > 0)
		used += snprintf(label + used, TAB_CAP - (size_t)used, " %d", n);
	if (on && t->inbox.above > 0 && t->inbox.top > 0)
		snprintf(label + used, TAB_CAP - (size_t)used, " %s%zu", glyph(GLYPH_UP), t->inbox.above);
	return text_width(label, strlen(label));
}

static void draw_views(struct tui *t)
{
	int x = 1, end = t->cols - 1;
	enum inbox_view named = VIEW_ALL;
	int open = -1; /* which of them */
	char label[TAB_CAP];
	memset(t->tabs, 0, sizeof t->tabs);
	/* A saved view has no place of its own among them: it stands at the end. So does one
	 * for which there is no room. */
	if (t->place == PLACE_INBOX) {
		int before = 1, width;
		if (inbox_view_named(t->inbox.view, &named)) {
			open = (int)named;
			for (int v = 0; v < open; v++)
				before += view_tab(t, (enum inbox_view)v, false, label) + 2;
			width = view_tab(t, named, true, label);
		} else {
			str_copy(label, sizeof label, t->inbox.view);
			width = text_width(label, strlen(label));
			width = width > SAVED_COLS ? SAVED_COLS : width;
		}
		if (open < 0 || before + width > end) {
			width = width > end - 2 ? end - 2 : width;
			end -= width + 2;
			draw_text(1, end + 1, width, STYLE_TAB_ON, label);
		}
	}
	for (int v = 0; v < INBOX_VIEW_COUNT && x < end - 3; v++) {
		bool on = v == open;
		int width = view_tab(t, (enum inbox_view)v, on, label);
		if (x + width > end)
			break;
		t->tabs[v].from = x;
		x += draw_text(1, x, width, on ? STYLE_TAB_ON : STYLE_TAB, label);
		t->tabs[v].to = x;
		x += 2;
	}
	if (*t->inbox.filter && t->focus != FOCUS_FILTER && x < end - 11)
		draw_f(1, x, end - x, STYLE_WARN, "/%s", t->inbox.filter);
}

/* The text being written, its cursor, and where it goes. */
static void draw_edit(struct area a, const char *label, enum style style)
{
	int left = draw_text(a.y, a.x + 1, a.cols * 2 / 3, style, label) + 2;
	int cols = a.cols - left - 1;
	if (cols < 2)
		return;
	const char *text = prompt_text();
	size_t n = strlen(text), point = prompt_point();
	struct text_rows rows = {0};
	text_wrap(&rows, text, n, cols, 0);
	int cy = 0, cx = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].at <= point) {
			cy = (int)i;
			size_t in = point - rows.v[i].at;
			cx = text_width(text + rows.v[i].at, in);
		}
	if (n > 0 && point == n && text[n - 1] == '\n') {
		cy = (int)rows.n;
		cx = 0;
	}
	int top = cy >= a.rows ? cy - a.rows + 1 : 0;
	for (int i = 0; i < a.rows && top + i < (int)rows.n; i++)
		draw_textn(a.y + i, a.x + left, cols, STYLE_PLAIN, text + rows.v[top + i].at, rows.v[top + i].len);
	term_cursor(a.y + cy - top, a.x + left + (cx < cols ? cx : cols - 1));
	text_rows_fini(&rows);
}

/* On the line above the prompt: what is quoted, and what the rules say. */
static void draw_above(struct tui *t)
{
	const struct area *a = &t->prompt;
	char text[320] = "";
	enum style style = STYLE_DIM;
	if (*t->preview.text) {
		str_copy(text, sizeof text, t->preview.text);
		style = t->preview.bad ? STYLE_WARN : STYLE_DIM;
	} else if (t->quote) {
		const json_t *m = thread_find(t, t->quote);
		snprintf(text, sizeof text, _("quoting %.60s: %.160s"), json_str_or(m, "author", "?"),
			json_str_or(m, "text", json_str_or(m, "kind", "")));
	}
	if (!*text)
		return;
	int width = text_width(text, strlen(text)) + 2;
	if (width > a->cols - 4)
		width = a->cols - 4;
	if (*t->heard && width > a->cols / 2 - 2)
		width = a->cols / 2 - 2;
	term_fill(a->y - 1, a->x + a->cols - width - 2, width, STYLE_PLAIN);
	draw_text(a->y - 1, a->x + a->cols - width - 1, width - 1, style, text);
}

/* The same line, from its left: what came in while one writes, and a colleague who
 * writes here too. */
static void draw_beside(struct tui *t)
{
	const struct area *a = &t->prompt;
	const json_t *viewer = viewer_of(t->thread.about);
	char text[320] = "";
	if (t->focus == FOCUS_COMPOSE && *t->heard)
		str_copy(text, sizeof text, t->heard);
	else if (json_flag(viewer, "typing"))
		snprintf(text, sizeof text, _("%.40s %s writes here"), json_str_or(viewer, "agent", "?"),
			glyph(GLYPH_TYPES));
	if (!*text)
		return;
	int width = text_width(text, strlen(text)) + 2, most = a->cols - 4;
	if (t->focus == FOCUS_COMPOSE && (*t->preview.text || t->quote))
		most = a->cols / 2;
	if (width > most)
		width = most;
	term_fill(a->y - 1, a->x + 1, width, STYLE_PLAIN);
	draw_text(a->y - 1, a->x + 2, width - 2, STYLE_WARN, text);
}

static void draw_prompt(struct tui *t)
{
	struct area *a = &t->prompt;
	if (a->rows <= 0)
		return;
	draw_hline(a->y - 1, a->x, a->cols, STYLE_FRAME);
	draw_beside(t);
	if (t->focus == FOCUS_COMPOSE) {
		draw_above(t);
		char label[192];
		prompt_label(t, a->cols, label, sizeof label);
		draw_edit(*a, label, t->quote ? STYLE_WARN : STYLE_KEY);
		return;
	}
	if (t->focus == FOCUS_ATTACH || t->focus == FOCUS_FIELD) {
		char line[256];
		const char *answer = t->focus == FOCUS_FIELD ? t->fill.answer : t->attach.text;
		snprintf(line, sizeof line, "%s %.64s %s %.160s", _("to"), t->compose_name, glyph(GLYPH_PROMPT),
			answer ? answer : "");
		draw_text(a->y, a->x + 1, a->cols - 2, STYLE_DIM, line);
		return;
	}
	if (!t->thread.conversation)
		return;
	const char *draft = draft_of(t, t->thread.about), *file = draft_file(t, t->thread.conversation);
	if (*draft || file) {
		int used = draw_text(a->y, a->x + 1, a->cols - 2, STYLE_WARN, _("draft: "));
		if (file)
			used += draw_f(a->y, a->x + 1 + used, a->cols - 2 - used, STYLE_KEY, "[%s] ", file);
		draw_text(a->y, a->x + 1 + used, a->cols - 2 - used, STYLE_DIM, draft);
	} else if (json_flag(t->thread.about, "opted_out")) {
		draw_text(a->y, a->x + 1, a->cols - 2, STYLE_WARN, _("they said stop"));
	} else if (json_flag(t->thread.about, "blocked")) {
		draw_text(a->y, a->x + 1, a->cols - 2, STYLE_WARN, _("blocked"));
	} else if (thread_has_keys(t) && thread_selected(t)) {
		char line[PART_CAP];
		thread_detail(t, thread_selected(t), line, sizeof line);
		draw_text(a->y, a->x + 1, a->cols - 2, STYLE_DIM, line);
	} else {
		char line[192], owed[8];
		enum style style;
		int left = a->cols - 2;
		if (*owed_of(t->thread.about, clock_now(), owed, &style)) {
			snprintf(line, sizeof line, "%s %s%s", _("answer due"), owed, glyph(GLYPH_DOWN));
			left -= text_width(line, strlen(line)) + 2;
			if (left > 0)
				draw_text(a->y, a->x + 1 + left + 2, a->cols - 4 - left, style, line);
		}
		char name[81];
		str_copy(name, sizeof name, json_str_or(t->thread.about, "title", "?"));
		snprintf(line, sizeof line, _("r writes to %.80s"), name);
		if (left > 0)
			draw_text(a->y, a->x + 1, left, STYLE_DIM, line);
	}
}

/* The prompt on the bottom line; above it what Tab found, or what there is to say. */
static void draw_question(struct tui *t, int y)
{
	struct area line = {y, -1, 1, t->cols + 1};
	char label[192];
	if (t->focus == FOCUS_ATTACH)
		snprintf(label, sizeof label, "%s%s%.60s%s %s", _("file"), *t->attach.words ? " [" : "", t->attach.words,
			*t->attach.words ? "]" : "", glyph(GLYPH_PROMPT));
	else if (t->focus == FOCUS_FIELD)
		fill_label(t, label, sizeof label);
	else
		str_copy(label, sizeof label, t->focus == FOCUS_LINE ? ":" :
			t->focus == FOCUS_ASK ? t->places.question.label : "/");
	if (!completion_draw(t, y) && *t->notice)
		notice_draw(t, y - 1);
	draw_edit(line, label, STYLE_KEY);
}

static void draw_bottom(struct tui *t)
{
	int y = t->rows - 1;
	if (t->options.demo && t->rows >= TABS_ROWS)
		draw_cell(y - 1, 0, t->cols, STYLE_WARN,
			_(" DEMO, nothing leaves this machine: r answers, ? helps. Own number: q, wartel"));
	if (t->focus > FOCUS_COMPOSE) {
		draw_question(t, y);
		return;
	}
	if (t->offer) {
		deed_draw_offer(t, y);
		return;
	}
	if (t->views.choosing) {
		views_draw(t, y);
		return;
	}
	if (*t->notice) {
		notice_draw(t, y);
		return;
	}
	if (*t->sequence) {
		hint_sequence(t, y);
		return;
	}
	hint_draw(t, y);
}

bool frame_holds(const struct tui *t)
{
	int64_t now = clock_mono_ms();
	if (t->place != PLACE_INBOX || t->focus != FOCUS_LIST || !t->moved_at || t->lost)
		return false;
	bool coming = thread_coming(t);
	return (coming && now < t->moved_at + HOLD_MS) || (t->moved_quickly && now < t->moved_at + QUICK_MS);
}

void frame_moved(struct tui *t)
{
	int64_t now = clock_mono_ms();
	t->moved_quickly = t->moved_at && now < t->moved_at + QUICK_MS;
	t->moved_at = now;
	t->hold_at = now + (t->moved_quickly ? QUICK_MS : HOLD_MS);
}

/* Right of the list: the conversation, who it is with, the prompt. */
static void draw_conversation(struct tui *t)
{
	if (t->list.rows && t->pane.rows)
		draw_vline(t->list.y, t->list.x + t->list.cols, t->list.rows, STYLE_FRAME);
	thread_draw(t);
	draw_prompt(t);
	if (t->card.rows) {
		draw_vline(t->card.y, t->card.x - 1, t->card.rows, STYLE_FRAME);
		card_draw(t);
		if (t->prompt.rows) {
			draw_text(t->prompt.y - 1, t->prompt.x - 1, 1, STYLE_FRAME, glyph(GLYPH_LEFT_T));
			draw_text(t->prompt.y - 1, t->card.x - 1, 1, STYLE_FRAME, glyph(GLYPH_RIGHT_T));
		}
	} else if (t->prompt.rows && t->list.rows) {
		draw_text(t->prompt.y - 1, t->prompt.x - 1, 1, STYLE_FRAME, glyph(GLYPH_LEFT_T));
	}
}

void frame_draw(struct tui *t)
{
	frame_layout(t);
	memset(t->places.shown, 0, sizeof t->places.shown);
	term_erase();
	term_cursor(-1, 0);
	overlay_begin(t);
	draw_top(t);
	if (t->rows >= TABS_ROWS)
		draw_views(t);
	if (place_is_whole(t)) {
		place_draw(t);
	} else {
		if (t->place == PLACE_FOUND)
			found_draw(t);
		else
			inbox_draw(t);
		int beside = t->list.x + t->list.cols;
		if (t->list.rows && t->pane.rows && frame_holds(t))
			term_keep(t->list.y, beside, t->list.rows, t->cols - beside);
		else
			draw_conversation(t);
	}
	if (t->rows > 1)
		draw_bottom(t);
	overlay_clear(t);
	term_flush();
	overlay_put(t);
}
