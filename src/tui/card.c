/* card: who the conversation is with, on the right. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

#include "tui/state.h"

#include "base/banned.h"

static void line(struct tui *t, int *row, enum style style, const char *s)
{
	if (s && *row < t->card.rows)
		draw_text(t->card.y + (*row)++, t->card.x + 1, t->card.cols - 1, style, s);
}

static void window_line(struct tui *t, int *row, const json_t *about)
{
	char text[96], at[8];
	const char *until = json_str(about, "window.until");
	if (json_flag(about, "window.open") && until) {
		snprintf(text, sizeof text, _("window open to %s"), clock_of(until, at));
		int64_t left = time_of(until) - clock_now();
		line(t, row, left < 3600 ? STYLE_WARN : STYLE_GOOD, text);
	} else if (!strcmp(json_str_or(about, "kind", ""), "person")) {
		line(t, row, STYLE_DIM, _("window closed"));
	}
}

void card_draw(struct tui *t)
{
	const json_t *about = t->thread.about, *contact = t->thread.contact;
	if (!about || t->card.rows <= 0)
		return;
	int row = 0;
	char text[160];
	line(t, &row, STYLE_STRONG, json_str(about, "title"));
	line(t, &row, STYLE_PLAIN, json_str(about, "phone"));
	const char *kind = json_str_or(about, "kind", "person");
	if (strcmp(kind, "person"))
		line(t, &row, STYLE_DIM, _(kind));
	if (json_flag(about, "opted_out"))
		line(t, &row, STYLE_BAD, _("said stop"));
	if (json_flag(about, "blocked"))
		line(t, &row, STYLE_BAD, _("blocked"));
	window_line(t, &row, about);
	snprintf(text, sizeof text, "%.30s %s %.30s", _(json_str_or(about, "status", "open")), glyph(GLYPH_DOT),
		_(json_str_or(about, "priority", "normal")));
	line(t, &row, STYLE_PLAIN, text);
	const char *assignee = json_str(about, "assignee");
	snprintf(text, sizeof text, _("assigned to %.40s"), assignee ? assignee : _("nobody"));
	line(t, &row, STYLE_PLAIN, text);
	size_t i;
	json_t *label;
	json_array_foreach(json_object_get(about, "labels"), i, label) {
		snprintf(text, sizeof text, "#%.60s", json_string_value(label));
		line(t, &row, STYLE_OURS, text);
	}
	snprintf(text, sizeof text, _("number: %.40s"), json_str_or(about, "session", ""));
	line(t, &row, STYLE_DIM, text);
	if (!contact)
		return;
	row++;
	const char *push = json_str(contact, "names.push");
	if (push && strcmp(push, json_str_or(about, "title", ""))) {
		snprintf(text, sizeof text, "~%.80s", push);
		line(t, &row, STYLE_DIM, text);
	}
	snprintf(text, sizeof text, _("%d from them, %d from us"), (int)json_i64_or(contact, "messages_in", 0),
		(int)json_i64_or(contact, "messages_out", 0));
	line(t, &row, STYLE_PLAIN, text);
	const char *first = json_str(contact, "first_message_at");
	if (first) {
		snprintf(text, sizeof text, _("since %.10s"), first);
		line(t, &row, STYLE_PLAIN, text);
	}
	json_array_foreach(json_object_get(contact, "tags"), i, label) {
		snprintf(text, sizeof text, "+%.60s", json_string_value(label));
		line(t, &row, STYLE_OURS, text);
	}
	const char *key;
	json_t *value;
	json_object_foreach(json_object_get(contact, "fields"), key, value) {
		snprintf(text, sizeof text, "%.40s: %.80s", key, json_is_string(value) ? json_string_value(value) : "");
		line(t, &row, STYLE_PLAIN, text);
	}
}
