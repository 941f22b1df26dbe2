/* inbox_draw: the list's rows: who, since when, how urgent, which colleague is
 * there, what was said last, when the window closes. Two lines each; what does not
 * fit gives way from the left. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/zone.h"

#include "model/conversation.h"
#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { ROW_LINES = INBOX_ROW_LINES, RIGHT_COLS = 9, ROOMY = 35, WINDOW_SOON_S = 3 * 3600, WHO_COLS = 6 };

const char *when_of(const struct tui *t, const char *rfc3339, char out[16])
{
	static const char *const days[] = {N_("Su"), N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa")};
	static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
		N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
	char at[8];
	int64_t then = time_of(rfc3339), now = clock_now();
	out[0] = 0;
	if (!then)
		return out;
	struct civil c = zone_civil(t->zone, then), today = zone_civil(t->zone, now);
	clock_of(rfc3339, at);
	if (c.year == today.year && c.month == today.month && c.day == today.day)
		snprintf(out, 16, "%s", at);
	else if (then > now - 6 * 86400 && then < now + 6 * 86400)
		snprintf(out, 16, "%.6s %s", _(days[c.weekday]), at);
	else
		snprintf(out, 16, "%d %.8s", c.day, _(months[c.month - 1]));
	return out;
}

/* The colleague to be told of: one who types before one who looks. */
const json_t *viewer_of(const json_t *row)
{
	const json_t *viewers = json_object_get(row, "viewers"), *first = NULL;
	size_t i;
	json_t *v;
	json_array_foreach((json_t *)viewers, i, v) {
		if (json_flag(v, "typing"))
			return v;
		if (!first)
			first = v;
	}
	return first;
}

/* Right-aligned before column x: a colleague there, or whose it is when it is
 * another's. Columns used. */
static int draw_who(const struct tui *t, int y, int x, bool roomy, const json_t *row)
{
	const json_t *viewer = viewer_of(row);
	const char *who = json_str(viewer, "agent"), *mark = "";
	bool typing = json_flag(viewer, "typing");
	if (!typing && !roomy)
		return 0;
	if (who)
		mark = glyph(typing ? GLYPH_TYPES : GLYPH_LOOKS);
	else if ((who = json_str(row, "assignee")) && !strcmp(who, json_str_or(t->whoami, "agent", "")))
		who = NULL;
	if (!who)
		return 0;
	int width = text_width(who, strlen(who)), used = *mark ? 2 : 0;
	if (width > WHO_COLS)
		width = WHO_COLS;
	draw_text(y, x - used - width, width, typing ? STYLE_WARN : STYLE_DIM, who);
	if (used)
		draw_text(y, x - 1, 1, typing ? STYLE_WARN : STYLE_DIM, mark);
	return width + used + 1;
}

/* Labels that fit whole behind the title. */
static void draw_labels(int y, int x, int end, const json_t *row)
{
	size_t i;
	json_t *label;
	json_array_foreach(json_object_get(row, "labels"), i, label) {
		char text[80];
		snprintf(text, sizeof text, "#%.60s", json_string_value(label));
		int width = text_width(text, strlen(text));
		if (x + 1 + width > end)
			return;
		x += 1 + draw_text(y, x + 1, width, STYLE_OURS, text);
	}
}

static void draw_first(const struct tui *t, int y, enum style name, const json_t *row)
{
	const struct area *a = &t->list;
	int right = a->x + a->cols - RIGHT_COLS, left = a->x + 3;
	bool roomy = a->cols >= ROOMY;
	char text[16];
	int end = right - 1 - draw_who(t, y, right - 1, roomy, row);
	int used = draw_text(y, left, end - left, name, json_str_or(row, "title", "?"));
	if (roomy)
		draw_labels(y, left + used, end, row);
	draw_right(y, right, 5, STYLE_DIM, clock_of(json_str(row, "last.at"), text));
	enum case_priority priority = PRIORITY_NORMAL;
	case_priority_named(json_str_or(row, "priority", "normal"), &priority);
	if (priority > PRIORITY_NORMAL)
		draw_text(y, right + 6, 2, priority > PRIORITY_HIGH ? STYLE_BAD : STYLE_WARN,
			glyph(GLYPH_URGENT));
}

/* What was said last, its mark before it; or the draft. */
static void draw_last(int y, int x, int cols, const json_t *row)
{
	const char *draft = json_str(row, "draft");
	const json_t *last = json_object_get(row, "last");
	if (draft && *draft) {
		int used = draw_text(y, x, cols, STYLE_WARN, _("draft: "));
		draw_cell(y, x + used, cols - used, STYLE_DIM, draft);
		return;
	}
	if (!json_is_object(last))
		return;
	int used = 0;
	enum message_state state;
	if (json_flag(last, "from_me") && message_state_named(json_str_or(last, "state", ""), &state)) {
		enum style mark = state == MSG_REJECTED || state == MSG_UNKNOWN ? STYLE_BAD :
			state == MSG_HELD ? STYLE_WARN : STYLE_MARK;
		used = draw_text(y, x, cols, mark, message_mark(state, term_is_ascii()));
		used++;
	}
	const char *text = json_str(last, "text");
	char kind[48];
	if (!text || !*text) {
		snprintf(kind, sizeof kind, "[%s]", _(json_str_or(last, "kind", "")));
		text = kind;
	}
	draw_cell(y, x + used, cols - used, STYLE_DIM, text);
}

/* Whether the window closes soon and an answer is owed: how long is left. */
static bool closes_soon(const json_t *row, char out[24])
{
	int64_t left = time_of(json_str(row, "window.until")) - clock_now();
	if (!json_flag(row, "needs_reply") || !json_flag(row, "window.open") || left <= 0 || left >= WINDOW_SOON_S)
		return false;
	snprintf(out, 24, "%s%dm", glyph(GLYPH_WINDOW), (int)((left + 59) / 60));
	return true;
}

static void draw_second(const struct tui *t, int y, const json_t *row)
{
	const struct area *a = &t->list;
	int right = a->x + a->cols - RIGHT_COLS, left = a->x + 3, end = right - 1;
	char text[24], at[16];
	const char *snoozed = json_str(row, "snoozed_until");
	if (snoozed) {
		snprintf(text, sizeof text, "z %s", when_of(t, snoozed, at));
		int width = text_width(text, strlen(text));
		end = right + 5 - width;
		draw_text(y, end + 1, width, STYLE_DIM, text);
		draw_last(y, left, end - left, row);
		return;
	}
	int64_t unseen = json_i64_or(row, "unseen", 0);
	if (unseen > 0) {
		snprintf(at, sizeof at, unseen > 99 ? "99+" : "%d", (int)(unseen > 99 ? 99 : unseen));
		draw_right(y, right - 1, 3, STYLE_KEY, at);
	}
	enum style owed;
	if (*owed_of(row, clock_now(), at, &owed)) {
		draw_right(y, right + 2, 4, owed, at);
		draw_text(y, right + 6, 1, owed, glyph(GLYPH_DOWN));
	} else if (json_flag(row, "needs_reply"))
		draw_right(y, right + 2, 4, STYLE_WARN,
			age_of(json_str(row, "waiting_since"), clock_now(), at));
	if (closes_soon(row, text)) {
		int width = text_width(text, strlen(text));
		end -= width + 1;
		draw_text(y, end + 1, width, STYLE_BAD, text);
	} else if (unseen <= 0) {
		end = right + 1; /* nobody else stands there */
	}
	draw_last(y, left, end - left, row);
}

static void draw_row(struct tui *t, int y, const json_t *row, bool selected)
{
	const struct area *a = &t->list;
	bool here = selected && t->focus == FOCUS_LIST, marked = inbox_marked(t, row);
	enum style name = here ? STYLE_SELECTED : json_i64_or(row, "unseen", 0) > 0 ? STYLE_STRONG : STYLE_PLAIN;
	int lines = y + 1 < a->y + a->rows ? ROW_LINES : 1;
	for (int i = 0; i < lines; i++) {
		if (marked)
			draw_text(y + i, a->x, 1, STYLE_WARN, glyph(GLYPH_MARKED));
		if (!selected)
			continue;
		/* Only its bar and its name are lit: a key that moves costs few bytes. */
		term_fill(y + i, a->x + 1, i == 0 ? 2 : 1, here ? STYLE_SELECTED : STYLE_PLAIN);
		draw_text(y + i, a->x + 1, 1, here ? STYLE_SELECTED : STYLE_KEY, glyph(GLYPH_BAR));
	}
	draw_first(t, y, name, row);
	if (lines > 1)
		draw_second(t, y + 1, row);
}

void inbox_draw(struct tui *t)
{
	struct inbox *in = &t->inbox;
	const struct area *a = &t->list;
	if (a->rows <= 0)
		return;
	inbox_resized(t);
	inbox_sight(t);
	size_t n = json_array_size(in->items);
	int y = a->y;
	for (size_t i = in->top; i < n && y < a->y + a->rows; i++, y += ROW_LINES)
		draw_row(t, y, json_array_get(in->items, i), i == in->sel);
	if (n == 0 && in->loaded)
		draw_text(a->y + 1, a->x + 2, a->cols - 3, STYLE_DIM,
			*in->filter ? _("nothing matches; / and Enter shows all") : _("nothing here: 6 shows all"));
}
