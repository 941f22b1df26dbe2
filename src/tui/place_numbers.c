/* place_numbers: the numbers with all that is true of them: state, limits and what
 * is used of them, the warm-up's ramp, pauses; and for one that wants to be paired
 * its code, which is fetched anew when it ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "client/qr.h"
#include "model/session.h"

#include "tui/state.h"

#include "base/banned.h"

enum { BAR_COLS = 16, QR_AGAIN_S = 20, TEXT_AT = 4 };

static struct rows *rows(struct tui *t)
{
	return &t->places.numbers.rows;
}

static bool wants_pairing(const json_t *s)
{
	return s && !strcmp(json_str_or(s, "status", ""), session_status_name(SESSION_SCAN_QR_CODE));
}

static void ask_code(struct tui *t);

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct numbers_place *p = &t->places.numbers;
	(void)about;
	p->ticket = 0;
	t->dirty = true;
	const json_t *here = rows_selected(&p->rows);
	if (strcmp(json_str_or(here, "name", ""), p->of)) {
		ask_code(t);
		return;
	}
	struct sentence s;
	char said[SENTENCE_SAID] = "";
	if (!json)
		say(&e->say, said, sizeof said);
	else if (json_to_sentence(json_object_get(json, "sentence"), &s))
		say(&s, said, sizeof said);
	str_copy(p->said, sizeof p->said, said);
	str_copy(p->value, sizeof p->value, json ? json_str_or(json, "value", "") : "");
	/* The engine knows when WhatsApp turns the code over. */
	int64_t left = json_i64_or(json, "expires_in", QR_AGAIN_S);
	p->qr_at = clock_mono_ms() + 1000 * (left > 0 ? left : 1);
}

static void ask_code(struct tui *t)
{
	struct numbers_place *p = &t->places.numbers;
	const json_t *here = rows_selected(&p->rows);
	const char *name = json_str_or(here, "name", "");
	if (strcmp(name, p->of)) {
		str_copy(p->of, sizeof p->of, name);
		p->value[0] = p->code[0] = p->said[0] = 0;
	}
	if (!wants_pairing(here)) {
		p->value[0] = p->code[0] = p->said[0] = 0;
		return;
	}
	if (p->ticket)
		return;
	json_t *args = json_object();
	json_put_str(args, "session", name);
	p->ticket = tui_ask(t, CMD_SESSION_QR, args, came, 0);
}

static void take(struct tui *t)
{
	struct rows *r = rows(t);
	json_t *list = json_object_get(t->health, "sessions");
	bool first = !r->loaded;
	rows_set(r, list ? json_incref(list) : json_array());
	/* The first that wants to be paired is what one came for. */
	for (size_t i = 0; first && i < rows_count(r); i++)
		if (wants_pairing(json_array_get(r->items, i))) {
			r->sel = i;
			break;
		}
	ask_code(t);
}

void numbers_open(struct tui *t)
{
	rows_fini(rows(t));
	t->place = PLACE_NUMBERS;
	take(t);
	t->dirty = true;
}

void numbers_told(struct tui *t, const json_t *json)
{
	struct numbers_place *p = &t->places.numbers;
	const char *code = json_str(json, "code");
	if (t->place == PLACE_NUMBERS && code && !strcmp(json_str_or(json, "session", ""), p->of))
		str_copy(p->code, sizeof p->code, code);
}

static void changed(struct tui *t, const char *event)
{
	if (!strcmp(event, "health"))
		take(t);
	else if (!strcmp(event, "session"))
		ask_code(t);
}

static bool second(struct tui *t)
{
	struct numbers_place *p = &t->places.numbers;
	if (!wants_pairing(rows_selected(&p->rows)))
		return false;
	if (!p->ticket && clock_mono_ms() >= p->qr_at)
		ask_code(t);
	return true;
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	if (!strcmp(word, "move")) {
		rows_move(rows(t), arg, 4);
		ask_code(t);
		return true;
	}
	if (!strcmp(word, "inverse")) {
		t->places.numbers.inverse = !t->places.numbers.inverse;
		return true;
	}
	return false;
}

/* "today 23/50 ███████▎░░░" */
static int draw_used(int y, int x, int cols, const char *what, const json_t *s, const char *path)
{
	char key[32];
	snprintf(key, sizeof key, "%s.used", path);
	int64_t used = json_i64_or(s, key, 0);
	snprintf(key, sizeof key, "%s.limit", path);
	int64_t limit = json_i64_or(s, key, 0);
	int at = draw_f(y, x, cols, STYLE_PLAIN, "%s %lld/%lld ", what, (long long)used, (long long)limit);
	int full = limit > 0 ? (int)(used * BAR_COLS / limit) : 0;
	if (used > 0 && full == 0)
		full = 1;
	if (at + BAR_COLS > cols)
		return at;
	for (int i = 0; i < BAR_COLS; i++)
		draw_text(y, x + at + i, 1, i < full ? used >= limit ? STYLE_BAD : STYLE_GOOD : STYLE_DIM,
			glyph(i < full ? GLYPH_FULL : GLYPH_EMPTY));
	return at + BAR_COLS;
}

/* The ramp as it rises, the day that counts now among the days gone by and to come. */
static void draw_ramp(const json_t *s, int y, int x, int cols)
{
	const json_t *warm = json_object_get(s, "warmup"), *ramp = json_object_get(warm, "ramp");
	int64_t day = json_i64_or(warm, "day", 0), most = 1;
	char said[SENTENCE_SAID];
	size_t n = json_array_size(ramp);
	say_with(said, sizeof said, N_("warm-up: day {day} of {of}, {n} new a day"), "day=%lld\nof=%lld\nn=%lld",
		(long long)day, (long long)json_i64_or(warm, "of", 0),
		(long long)json_integer_value(json_array_get(ramp, day > 0 ? (size_t)day - 1 : 0)));
	int at = draw_text(y, x, cols, STYLE_PLAIN, said) + 2;
	for (size_t i = 0; i < n; i++)
		if (json_integer_value(json_array_get(ramp, i)) > most)
			most = json_integer_value(json_array_get(ramp, i));
	for (size_t i = 0; i < n && at + (int)i < cols; i++) {
		int64_t v = json_integer_value(json_array_get(ramp, i));
		enum style style = (int64_t)i + 1 == day ? STYLE_WARN : (int64_t)i + 1 < day ? STYLE_GOOD : STYLE_DIM;
		draw_text(y, x + at + (int)i, 1, style, glyph_step(v, most));
	}
}

static int draw_qr(struct tui *t, int y, int end)
{
	struct numbers_place *p = &t->places.numbers;
	struct qr qr = {0};
	struct err e = {0};
	bool ascii = term_is_ascii();
	if (!qr_encode(p->value, &qr, &e)) {
		char said[SENTENCE_SAID];
		draw_text(y, 1, t->cols - 2, STYLE_BAD, say(&e.say, said, sizeof said));
		return y + 1;
	}
	if (qr_rows(&qr, ascii) > end - y || qr_columns(&qr, ascii) > t->cols - 3) {
		draw_text(y++, 1, t->cols - 2, STYLE_WARN,
			_("the window is too small for the QR code: make it larger, or pair by code (c)"));
	} else {
		bool dark_ink = term_has_colour() != p->inverse;
		for (int i = 0; i < qr_rows(&qr, ascii); i++, y++) {
			struct buf row;
			buf_init(&row, 4096);
			qr_row(&qr, i, dark_ink, ascii, &row);
			term_put(y, 2, t->cols - 3, STYLE_QR, buf_str(&row), row.n);
			buf_fini(&row);
		}
	}
	qr_fini(&qr);
	return y;
}

/* How a number is paired, or why it cannot be here. */
static int draw_pairing(struct tui *t, int y, int end, const json_t *s)
{
	struct numbers_place *p = &t->places.numbers;
	const char *status = json_str_or(s, "status", "");
	bool passkey = !strcmp(status, session_status_name(SESSION_PASSKEY_REQUIRED)) ||
		!strcmp(status, session_status_name(SESSION_PASSKEY_CONFIRMATION_REQUIRED));
	if (passkey && y < end)
		draw_text(y++, TEXT_AT, t->cols - TEXT_AT - 1, STYLE_WARN,
			_("WhatsApp asks for a passkey: answer it in a browser, in WAHA's dashboard"));
	if (!wants_pairing(s) || y >= end)
		return y;
	if (*p->code) {
		draw_f(y++, TEXT_AT, t->cols - TEXT_AT - 1, STYLE_STRONG, "%s %s", _("type this on the phone:"), p->code);
		return y;
	}
	if (*p->said && y < end)
		draw_text(y++, TEXT_AT, t->cols - TEXT_AT - 1, STYLE_WARN, p->said);
	if (!*p->value || y >= end)
		return y;
	const char *how = _("On the phone: WhatsApp, Linked devices, Link a device; then scan this");
	if (strcmp(p->said, how)) /* the engine may have said it */
		draw_text(y++, TEXT_AT, t->cols - TEXT_AT - 1, STYLE_PLAIN, how);
	return draw_qr(t, y, end);
}

static int draw_number(struct tui *t, int y, int end, const json_t *s, bool selected)
{
	int cols = t->cols - TEXT_AT - 1;
	const char *status = json_str_or(s, "status", "");
	bool working = !strcmp(status, session_status_name(SESSION_WORKING));
	struct sentence why;
	char said[SENTENCE_SAID];
	enum style head = selected ? STYLE_SELECTED : STYLE_STRONG;
	term_fill(y, 1, t->cols - 1, selected ? STYLE_SELECTED : STYLE_PLAIN);
	if (selected)
		draw_text(y, 1, 1, head, glyph(GLYPH_BAR));
	if (rows_marked(rows(t), s))
		draw_text(y, 2, 1, selected ? STYLE_SELECTED : STYLE_KEY, "x");
	int x = TEXT_AT + draw_f(y, TEXT_AT, cols, head, "%-12.24s ", json_str_or(s, "name", ""));
	x += draw_f(y, x, t->cols - x - 1, selected ? head : working ? STYLE_GOOD : STYLE_BAD, "%s %s  ",
		glyph(working ? GLYPH_ON : GLYPH_OFF), status);
	draw_f(y, x, t->cols - x - 1, selected ? head : STYLE_PLAIN, "%s  %s %s", json_str_or(s, "me.phone", ""),
		json_str_or(s, "engine", ""), json_str_or(s, "version", ""));
	y++;
	if (json_to_sentence(json_object_get(s, "why"), &why) && y < end)
		draw_text(y++, TEXT_AT, cols, STYLE_WARN, say(&why, said, sizeof said));
	if (json_is_object(json_object_get(s, "away")) && y < end) {
		struct reply_options look = page_look(t);
		draw_text(y++, TEXT_AT, cols, STYLE_WARN,
			reply_absence(json_object_get(s, "away"), &look, said, sizeof said));
	}
	if (selected)
		y = draw_pairing(t, y, end, s);
	if (y >= end)
		return y;
	x = draw_used(y, TEXT_AT, cols, _("today"), s, "today");
	draw_used(y, TEXT_AT + x + 2, cols - x - 2, _("new"), s, "new");
	y++;
	if (y < end) {
		struct buf line;
		buf_init(&line, 1024);
		int64_t percent;
		if (json_i64(s, "answered_percent", &percent))
			buf_addf(&line, "%s %lld%% %s ", _("answered"), (long long)percent, glyph(GLYPH_DOT));
		buf_addf(&line, "%s %lld %s %s %lld %s %s%s", _("unanswered"), (long long)json_i64_or(s, "unanswered", 0),
			glyph(GLYPH_DOT), _("opt-outs"), (long long)json_i64_or(s, "opt_outs", 0), glyph(GLYPH_DOT),
			json_str_or(s, "hours", ""), json_flag(s, "open_now") ? "" : _(" (closed now)"));
		buf_addf(&line, " %s %s", glyph(GLYPH_DOT), json_str_or(s, "zone", ""));
		draw_text(y++, TEXT_AT, cols, STYLE_DIM, buf_str(&line));
		buf_fini(&line);
	}
	if (json_is_object(json_object_get(s, "warmup")) && y < end)
		draw_ramp(s, y++, TEXT_AT, cols);
	return y;
}

const char *pause_words(const json_t *p, char *out, size_t cap)
{
	struct sentence s;
	char reason[SENTENCE_SAID], at[8];
	if (json_to_sentence(json_object_get(p, "reason"), &s))
		say(&s, reason, sizeof reason);
	else
		str_copy(reason, sizeof reason, json_str_or(p, "reason", ""));
	return say_with(out, cap,
		N_("pause {kind} of {number} by {by} since {time}: {reason} (lifted by: {lifted})"),
		"kind=%s\nnumber=%s\nby=%s\ntime=%s\nreason=%s\nlifted=%s", _(json_str_or(p, "kind", "")),
		json_str_or(p, "session", _("all numbers")), json_str_or(p, "by", ""),
		clock_of(json_str(p, "at"), at), reason, _(json_str_or(p, "lifted_by", "")));
}

static void draw(struct tui *t)
{
	struct rows *r = rows(t);
	int y = place_top(t), end = place_end(t);
	const json_t *p;
	char said[SENTENCE_SAID];
	size_t i;
	draw_rule(y - 1, 0, t->cols, STYLE_FRAME, _("numbers"));
	json_array_foreach(json_object_get(t->health, "pauses"), i, p)
		if (y < end - 3)
			draw_text(y++, 1, t->cols - 2, STYLE_BAD, pause_words(p, said, sizeof said));
	/* A number takes some five lines: those above the selected one go first. */
	r->top = r->sel > 0 && end - y < 5 * (int)(r->sel + 1) ? r->sel : 0;
	for (i = r->top; i < rows_count(r) && y < end; i++) {
		int from = y;
		y = draw_number(t, y, end, json_array_get(r->items, i), i == r->sel);
		place_row(t, from, y - from, i);
		y++;
	}
	if (rows_count(r) == 0)
		draw_text(y, 1, t->cols - 2, STYLE_DIM, _("no number is configured: see wartel doctor"));
}

const struct view numbers_view = {.mode = MODE_NUMBERS, .draw = draw, .act = act, .changed = changed,
	.second = second, .rows = rows};
