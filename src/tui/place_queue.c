/* place_queue: what waits to leave, is held, or left and nobody knows; under the
 * selected row its gates, each with its sentence. Times count down; rows are read
 * again when one changes. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "command/reply.h"
#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { QUEUE_ROWS = 100, QUEUE_MOST = 500, TITLE_AT = 4, TITLE_COLS = 20, WHEN_AT = 25, WHEN_COLS = 10,
	WHEN_MOST = 20, BY_COLS = 9,
	GATE_AT = 6, GATE_COLS = 13, COUNTED = 100 /* seconds */, WHY_LINES = 40 };

static struct rows *rows(struct tui *t)
{
	return &t->places.queue.rows;
}

static void load(struct tui *t);

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (json)
		t->places.queue.more = json_str(json, "next") != NULL;
	else
		tui_notice_err(t, e);
	t->dirty = true;
	if (rows_came(rows(t), json_incref(json_object_get(json, "items"))))
		load(t);
}

static void load(struct tui *t)
{
	if (!rows_ask(rows(t)))
		return;
	json_t *args = json_object();
	json_put_i64(args, "limit", t->places.queue.want);
	rows(t)->ticket = tui_ask(t, CMD_QUEUE, args, came, 0);
}

void queue_open(struct tui *t)
{
	t->place = PLACE_QUEUE;
	rows(t)->loaded = false;
	t->places.queue.want = QUEUE_ROWS;
	load(t);
}

static void changed(struct tui *t, const char *event)
{
	if (!strcmp(event, "queue") || !strcmp(event, "message") || !strcmp(event, "health") ||
		!strcmp(event, "resync") || !strcmp(event, "acted"))
		load(t);
}

static int64_t seconds_to(const json_t *m)
{
	int64_t at = time_of(json_str(m, "leaves_at"));
	return at ? at - clock_now() : -1;
}

static bool second(struct tui *t)
{
	size_t i;
	json_t *m;
	json_array_foreach(rows(t)->items, i, m)
		if (seconds_to(m) >= 0 && seconds_to(m) <= COUNTED + 1)
			return true;
	return false;
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	struct queue_place *q = &t->places.queue;
	if (!strcmp(word, "move")) {
		rows_move(&q->rows, arg, (size_t)(place_end(t) - place_top(t)));
		/* Near the end of what has come: more of it. */
		if (q->more && q->rows.sel + 20 >= rows_count(&q->rows) && q->want < QUEUE_MOST) {
			q->want = QUEUE_MOST;
			load(t);
		}
		return true;
	}
	const json_t *m = rows_selected(&q->rows);
	if (strcmp(word, "open"))
		return false;
	if (m)
		place_open(t, json_i64_or(m, "conversation_id", 0), json_i64_or(m, "id", 0));
	return true;
}

/* "· 6s", "· 14:40", "‖ held", "? unknown" */
static void when(const json_t *m, char *out, size_t cap)
{
	enum message_state state = MSG_QUEUED;
	char at[8];
	int64_t in = seconds_to(m);
	message_state_named(json_str_or(m, "state", ""), &state);
	const char *mark = message_mark(state, term_is_ascii());
	if (state == MSG_QUEUED && in >= 0 && in < COUNTED)
		snprintf(out, cap, "%s %ds", mark, (int)in);
	else if (state == MSG_QUEUED && json_str(m, "leaves_at"))
		snprintf(out, cap, "%s %s", mark, clock_of(json_str(m, "leaves_at"), at));
	else
		snprintf(out, cap, "%s %s", mark, _(json_str_or(m, "state", "")));
}

/* One gate: its name, its sentence, what would change it. Draws where y >= 0;
 * returns the lines it takes. */
static int gate_lines(const struct tui *t, int y, int end, const char *name, const struct sentence *say_it,
	const struct sentence *change, enum style style)
{
	char text[2 * SENTENCE_SAID + 4], said[SENTENCE_SAID];
	struct text_rows wrapped = {0};
	int at = GATE_AT + (t->cols >= 50 ? GATE_COLS : 0), cols = t->cols - at - 1;
	str_copy(text, sizeof text, say(say_it, said, sizeof said));
	if (change) {
		size_t used = strlen(text);
		snprintf(text + used, sizeof text - used, "; %s", say(change, said, sizeof said));
	}
	text_wrap(&wrapped, text, strlen(text), cols > 8 ? cols : 8, WHY_LINES);
	int n = (int)wrapped.n;
	if (y >= 0 && at > GATE_AT && y < end)
		draw_text(y, GATE_AT, GATE_COLS - 1, STYLE_KEY, name);
	for (int i = 0; y >= 0 && i < n && y + i < end; i++)
		draw_textn(y + i, at, cols, style, text + wrapped.v[i].at, wrapped.v[i].len);
	text_rows_fini(&wrapped);
	return n;
}

/* Why the selected one has not left. */
static int draw_why(struct tui *t, int y, int end, const json_t *m)
{
	struct sentence s, change;
	const json_t *gate;
	size_t i;
	int n = 0;
	if (json_to_sentence(json_object_get(m, "reason"), &s))
		n += gate_lines(t, y, end, _(json_str_or(m, "state", "")), &s, NULL, STYLE_WARN);
	json_array_foreach((json_t *)json_at(m, "verdict.gates"), i, gate) {
		if (!json_to_sentence(json_object_get(gate, "say"), &s))
			continue;
		bool helps = json_to_sentence(json_object_get(gate, "change"), &change);
		bool waits = !strcmp(json_str_or(gate, "kind", ""), "wait");
		n += gate_lines(t, y >= 0 ? y + n : y, end, json_str_or(gate, "gate", ""), &s, helps ? &change : NULL,
			waits ? STYLE_DIM : STYLE_WARN);
	}
	return n;
}

/* The widest of the states' words in this language, as far as there is room for it. */
static int when_cols(const struct tui *t)
{
	int most = WHEN_COLS;
	for (size_t i = 0; i < rows_count(&t->places.queue.rows); i++) {
		char text[96];
		when(json_array_get(t->places.queue.rows.items, i), text, sizeof text);
		int width = text_width(text, strlen(text));
		most = width > most ? width : most;
	}
	return most < WHEN_MOST ? most : WHEN_MOST;
}

static void draw_row(struct tui *t, int y, const json_t *m, int when_width, bool selected)
{
	char text[96];
	int text_at = WHEN_AT + when_width + 1, cols = t->cols;
	enum message_state state = MSG_QUEUED;
	message_state_named(json_str_or(m, "state", ""), &state);
	enum style plain = selected ? STYLE_SELECTED : STYLE_PLAIN, dim = selected ? STYLE_SELECTED : STYLE_DIM;
	enum style mark = selected ? STYLE_SELECTED : state == MSG_UNKNOWN ? STYLE_BAD :
		state == MSG_HELD				  ? STYLE_WARN :
								    STYLE_MARK;
	term_fill(y, 1, cols - 1, plain);
	if (selected)
		draw_text(y, 1, 1, plain, glyph(GLYPH_BAR));
	if (rows_marked(rows(t), m))
		draw_text(y, 2, 1, selected ? plain : STYLE_KEY, "x");
	when(m, text, sizeof text);
	if (cols < 50) {
		int name = cols - TITLE_AT - when_width - 1;
		draw_text(y, TITLE_AT, name, plain, json_str_or(m, "conversation_title", "?"));
		draw_text(y, TITLE_AT + name + 1, when_width, mark, text);
		return;
	}
	draw_text(y, TITLE_AT, TITLE_COLS, plain, json_str_or(m, "conversation_title", "?"));
	draw_text(y, WHEN_AT, when_width, mark, text);
	if (cols >= 100) {
		draw_text(y, text_at, BY_COLS - 1, dim, json_str(m, "author"));
		text_at += BY_COLS;
	}
	const char *said = json_str(m, "text");
	snprintf(text, sizeof text, "[%s]", _(json_str_or(m, "kind", "")));
	draw_text(y, text_at, cols - text_at - 1, plain, said && *said ? said : text);
}

/* How much there is, and what holds all of it up. */
static int draw_above(struct tui *t, int y, int end)
{
	char said[SENTENCE_SAID], line[SENTENCE_SAID + 64], at[8];
	const json_t *q = t->queue ? t->queue : json_object_get(t->health, "queue"), *p;
	size_t i;
	say_with(line, sizeof line, N_("queue: {queued} queued, {held} held, {sending} leaving, {unknown} unknown"),
		"queued=%lld\nheld=%lld\nsending=%lld\nunknown=%lld", (long long)json_i64_or(q, "queued", 0),
		(long long)json_i64_or(q, "held", 0), (long long)json_i64_or(q, "sending", 0),
		(long long)json_i64_or(q, "unknown", 0));
	if (json_str(q, "next_at")) {
		size_t used = strlen(line);
		snprintf(line + used, sizeof line - used, ", %s", say_with(said, sizeof said, N_("next at {time}"),
			"time=%s", clock_of(json_str(q, "next_at"), at)));
	}
	draw_text(y++, 1, t->cols - 2, STYLE_DIM, line);
	json_array_foreach(json_object_get(t->health, "pauses"), i, p)
		if (y < end - 2)
			draw_text(y++, 1, t->cols - 2, STYLE_BAD, pause_words(p, said, sizeof said));
	return y;
}

static void draw(struct tui *t)
{
	struct rows *r = rows(t);
	int end = place_end(t);
	draw_rule(place_top(t) - 1, 0, t->cols, STYLE_FRAME, _("queue"));
	int y = t->rows > 7 ? draw_above(t, place_top(t), end) : place_top(t);
	bool told = t->places.queue.more && end - y > 3; /* of what follows, on the last line */
	end -= told;
	const json_t *here = rows_selected(r);
	int why = here ? draw_why(t, -1, end, here) : 0;
	rows_sight(r, end - y, 1, 1 + why < end - y ? 1 + why : end - y);
	size_t i = r->top;
	int when_width = when_cols(t);
	for (; i < rows_count(r) && y < end; i++) {
		const json_t *m = json_array_get(r->items, i);
		int from = y;
		draw_row(t, y++, m, when_width, i == r->sel);
		if (i == r->sel)
			y += draw_why(t, y, end, m);
		place_row(t, from, y - from, i);
	}
	if (rows_count(r) == 0 && r->loaded)
		draw_text(y, 1, t->cols - 2, STYLE_DIM, _("nothing is queued"));
	if (i == rows_count(r) && told)
		draw_text(y, TITLE_AT, t->cols - TITLE_AT - 1, STYLE_DIM, _("and more: they stand here as these leave"));
	if (i < rows_count(r))
		draw_right(end - 1, t->cols - 6, 5, STYLE_WARN, glyph(GLYPH_DOWN));
}

const struct view queue_view = {.mode = MODE_QUEUE, .draw = draw, .act = act, .changed = changed, .second = second,
	.rows = rows};
