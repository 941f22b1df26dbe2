/* card: who the conversation is with, on the right. What matters for the next
 * answer stands first: consent, the window, how urgent and whose it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"

#include "tui/state.h"

#include "base/banned.h"

enum { CARD_TEXT = 512, WINDOW_SOON_S = 3600 };

/* Where on the card the next line goes. */
struct card {
	struct tui *t;
	int row;
};

static void line(struct card *c, enum style style, const char *s)
{
	const struct area *a = &c->t->card;
	if (s && *s && c->row < a->rows)
		draw_text(a->y + c->row++, a->x + 1, a->cols - 1, style, s);
}

/* Words one after the other, on as many lines as they take. */
static void words(struct card *c, enum style style, const char *prefix, const json_t *list)
{
	const struct area *a = &c->t->card;
	int x = 1, width;
	size_t i;
	json_t *word;
	if (json_array_size(list) == 0)
		return;
	json_array_foreach((json_t *)list, i, word) {
		char text[96];
		snprintf(text, sizeof text, "%s%.80s", prefix, json_string_value(word));
		width = text_width(text, strlen(text));
		if (x > 1 && x + width > a->cols) {
			c->row++;
			x = 1;
		}
		if (c->row >= a->rows)
			return;
		x += draw_text(a->y + c->row, a->x + x, a->cols - x, style, text) + 1;
	}
	c->row++;
}

static void consent_line(struct card *c, const json_t *about)
{
	char text[CARD_TEXT], at[16];
	const json_t *last = json_array_get(c->t->thread.consents, 0);
	const char *kind = json_str_or(last, "kind", "");
	if (json_flag(about, "blocked"))
		line(c, STYLE_BAD, _("blocked"));
	if (json_flag(about, "opted_out")) {
		line(c, STYLE_BAD, _("said stop"));
	} else if (!strcmp(kind, "in")) {
		snprintf(text, sizeof text, _("opt-in %.40s %.16s"), json_str_or(last, "source", ""),
			when_of(c->t, json_str(last, "at"), at));
		line(c, STYLE_GOOD, text);
	}
}

static void window_line(struct card *c, const json_t *about)
{
	char text[CARD_TEXT], at[16];
	const char *until = json_str(about, "window.until");
	if (json_flag(about, "window.open") && until) {
		snprintf(text, sizeof text, _("window open to %s"), when_of(c->t, until, at));
		int64_t left = time_of(until) - clock_now();
		line(c, left < WINDOW_SOON_S ? STYLE_WARN : STYLE_GOOD, text);
	} else if (!strcmp(json_str_or(about, "kind", ""), "person")) {
		line(c, STYLE_DIM, _("window closed"));
	}
}

static void case_lines(struct card *c, const json_t *about)
{
	char text[CARD_TEXT], at[16];
	const char *dot = glyph(GLYPH_DOT), *snoozed = json_str(about, "snoozed_until");
	snprintf(text, sizeof text, "%.30s %s %.30s %s %.64s", _(json_str_or(about, "status", "open")), dot,
		_(json_str_or(about, "priority", "normal")), dot, json_str_or(about, "assignee", _("nobody")));
	line(c, STYLE_PLAIN, text);
	if (snoozed) {
		snprintf(text, sizeof text, _("snoozed to %s"), when_of(c->t, snoozed, at));
		line(c, STYLE_WARN, text);
	}
	char owed[8];
	enum style style;
	const char *due = json_str(about, "sla.due");
	if (due && *owed_of(about, clock_now(), owed, &style)) {
		snprintf(text, sizeof text, *owed == '-' ? _("was due %s %s %s") : _("due %s %s %s"),
			when_of(c->t, due, at), dot, owed);
		line(c, style, text);
	}
	words(c, STYLE_OURS, "#", json_object_get(about, "labels"));
}

static void field_lines(struct card *c, const json_t *contact)
{
	const char *key;
	json_t *value;
	char text[CARD_TEXT];
	words(c, STYLE_OURS, "+", json_object_get(contact, "tags"));
	json_object_foreach(json_object_get(contact, "fields"), key, value) {
		char *other = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
		snprintf(text, sizeof text, "%.40s: %.300s", key, other ? other : json_string_value(value));
		free(other);
		line(c, STYLE_PLAIN, text);
	}
}

/* "4m", "2h": seconds as people say them. */
static const char *span_of(int64_t s, char out[16])
{
	if (s < 60)
		snprintf(out, 16, "%ds", (int)s);
	else if (s < 3600)
		snprintf(out, 16, "%dm", (int)(s / 60));
	else if (s < 48 * 3600)
		snprintf(out, 16, "%dh", (int)(s / 3600));
	else
		snprintf(out, 16, "%dd", (int)(s / 86400));
	return out;
}

static void history_lines(struct card *c, const json_t *about, const json_t *contact)
{
	const json_t *st = json_object_get(contact, "statistics");
	char text[CARD_TEXT], span[16];
	int64_t n, in = json_i64_or(contact, "messages_in", 0), out = json_i64_or(contact, "messages_out", 0);
	const char *first = json_str(contact, "first_message_at");
	if (first && json_i64(st, "conversations", &n)) {
		snprintf(text, sizeof text, _("cases: %d since %.4s"), (int)n, first);
		line(c, STYLE_PLAIN, text);
	} else if (first) {
		snprintf(text, sizeof text, _("since %.10s"), first);
		line(c, STYLE_PLAIN, text);
	}
	snprintf(text, sizeof text, _("%d theirs, %d ours"), (int)in, (int)out);
	line(c, STYLE_PLAIN, text);
	if (json_i64(st, "answer_median_s", &n)) {
		snprintf(text, sizeof text, _("answers in %s (median)"), span_of(n, span));
		line(c, STYLE_DIM, text);
	}
	int64_t notes = json_i64_or(about, "notes", 0) + json_i64_or(contact, "notes", 0);
	int64_t media = json_i64_or(st, "media", 0);
	struct buf b;
	buf_init(&b, CARD_TEXT);
	if (notes > 0)
		buf_addf(&b, _("notes %d"), (int)notes);
	if (notes > 0 && media > 0)
		buf_addf(&b, " %s ", glyph(GLYPH_DOT));
	if (media > 0)
		buf_addf(&b, _("media %d"), (int)media);
	line(c, STYLE_DIM, buf_str(&b));
	buf_fini(&b);
	if (json_i64_or(contact, "duplicates", 0) > 0)
		line(c, STYLE_WARN, _("may be here twice: c shows"));
}

void card_draw(struct tui *t)
{
	const json_t *about = t->thread.about, *contact = t->thread.contact;
	struct card c = {.t = t};
	char text[CARD_TEXT];
	if (!about || t->card.rows <= 0)
		return;
	line(&c, STYLE_STRONG, json_str(about, "title"));
	line(&c, STYLE_PLAIN, json_str(about, "phone"));
	const char *kind = json_str_or(about, "kind", "person"), *push = json_str(contact, "names.push");
	if (strcmp(kind, "person"))
		line(&c, STYLE_DIM, _(kind));
	if (push && strcmp(push, json_str_or(about, "title", ""))) {
		snprintf(text, sizeof text, "~%.200s", push);
		line(&c, STYLE_DIM, text);
	}
	consent_line(&c, about);
	window_line(&c, about);
	case_lines(&c, about);
	field_lines(&c, contact);
	snprintf(text, sizeof text, _("number: %.40s"), json_str_or(about, "session", ""));
	line(&c, STYLE_DIM, text);
	c.row++;
	if (contact)
		history_lines(&c, about, contact);
}
