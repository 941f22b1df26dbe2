/* deed: what keys do to the case and to the selected message: done and next, mine,
 * undo, a question on the bottom line, a choice between a few ways. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "command/reply.h"
#include "model/media.h"

#include "tui/action.h"
#include "tui/path.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

static const char *me(const struct tui *t)
{
	return json_str_or(t->whoami, "agent", "");
}

bool deed_fill(struct tui *t, const char *line, struct buf *out)
{
	for (const char *s = line; *s; s++) {
		if (s[0] != '%' || !s[1] || s[1] == '?') {
			buf_addc(out, *s);
			continue;
		}
		s++;
		int64_t id = *s == 'm' ? place_message(t) :
			*s == 'c'      ? t->thread.conversation :
					 json_i64_or(t->thread.about, "contact_id", 0);
		if (!id) {
			tui_notice(t, STYLE_WARN, "%s", _("nothing is selected for that"));
			return false;
		}
		buf_addf(out, "%lld", (long long)id);
	}
	return true;
}

/* Closes what is chosen; the next row is there at once. */
void deed_done(struct tui *t)
{
	bool one = inbox_marks(t) == 0 || t->focus == FOCUS_THREAD;
	bool here = t->thread.conversation == json_i64_or(inbox_row(t), "id", 0);
	place_each(t, "close %m");
	/* Below the last one nothing waits: the one above is next. */
	size_t n = json_array_size(t->inbox.items), at = t->inbox.sel;
	if (one && here && n > 1)
		inbox_select(t, at + 1 < n ? at + 1 : at - 1);
}

/* Mine; what is mine already: whose shall it be? */
void deed_take(struct tui *t)
{
	json_t *chosen = inbox_chosen(t), *row;
	size_t i, mine = 0;
	json_array_foreach(chosen, i, row)
		mine += !strcmp(json_str_or(row, "assignee", ""), me(t));
	bool all = mine > 0 && mine == json_array_size(chosen);
	json_decref(chosen);
	place_each(t, all ? "assign %m %?" : "assign %m me");
}

void deed_undo(struct tui *t)
{
	const json_t *m = thread_last_queued(t);
	char line[48] = "undo";
	bool own = m && !strcmp(json_str_or(m, "author", ""), me(t));
	if (own && retake_aside(t, m))
		return;
	if (own)
		snprintf(line, sizeof line, "cancel %lld", (long long)json_i64_or(m, "id", 0));
	page_run(t, line);
}

/* Opens the question: line with %? is what runs with the answer. */
static void question(struct tui *t, const char *label, const char *line, const char *text, bool sure)
{
	struct question *q = &t->places.question;
	json_decref(q->rows);
	q->rows = NULL;
	free(q->line);
	q->line = xstrdup(line);
	q->sure = sure;
	snprintf(q->label, sizeof q->label, "%.120s %s", label, glyph(GLYPH_PROMPT));
	t->focus_before = t->focus == FOCUS_THREAD ? FOCUS_THREAD : FOCUS_LIST;
	t->focus = FOCUS_ASK;
	names_forget(t);
	prompt_begin(text);
	t->dirty = true;
}

bool deed_over(struct tui *t, const struct err *e)
{
	const struct question *q = &t->places.question;
	char who[64] = "", said[SENTENCE_SAID];
	if (strcmp(e->say.key, "send.claimed") || !q->asked || strstr(q->asked, " --over") || t->focus >= FOCUS_COMPOSE)
		return false;
	char *line = xasprintf("%s --over", q->asked), *answer = xstrdup(q->answer);
	sentence_arg(&e->say, "agent", who, sizeof who);
	question(t, say_with(said, sizeof said, N_("{agent} writes there: Enter again sends it"), "agent=%s", who), line,
		answer, false);
	free(line);
	free(answer);
	return true;
}

void deed_ask(struct tui *t, const char *line)
{
	struct buf filled;
	char label[128];
	bool sure = !strncmp(line, "sure ", 5);
	line += sure ? 5 : 0;
	buf_init(&filled, 1024);
	if (deed_fill(t, line, &filled)) {
		const char *text = json_str_or(thread_selected(t), "text", json_str_or(thread_selected(t), "kind", ""));
		snprintf(label, sizeof label, "%.*s%s%s%s: %.60s", (int)strcspn(line, " "), line, sure ? " (" : "",
			sure ? _("y and Enter: yes") : "", sure ? ")" : "", text);
		question(t, label, buf_str(&filled), "", sure);
	}
	buf_fini(&filled);
}

/* A message that waits goes back into the prompt; one that left is changed on
 * WhatsApp too. */
void deed_edit(struct tui *t)
{
	const json_t *m = thread_selected(t);
	const char *state = json_str_or(m, "state", "");
	char line[64];
	if (!json_flag(m, "from_me")) {
		tui_notice(t, STYLE_WARN, "%s", _("only messages of ours can be changed"));
	} else if (!strcmp(state, "queued") || !strcmp(state, "held")) {
		retake_begin(t, m);
	} else {
		snprintf(line, sizeof line, "edit %lld %%?", (long long)json_i64_or(m, "id", 0));
		question(t, _("change to"), line, json_str_or(m, "text", ""), false);
	}
}

/* Where it goes unless he says otherwise: a name that is free, in his folder for such. */
static char *save_as(const json_t *m)
{
	char name[MEDIA_NAME_CAP], own[48];
	const char *type = json_str_or(m, "media.mimetype", "application/octet-stream");
	snprintf(own, sizeof own, "%.20s-%lld", json_str_or(m, "kind", "file"), (long long)json_i64_or(m, "id", 0));
	media_name(json_str_or(m, "media.filename", own), type, name);
	char *folder = path_downloads(), *path = path_free(folder, name), *shown = path_short(path);
	free(folder);
	free(path);
	return shown;
}

/* A link is copied; a file is asked where to. Of the photo that is shown, else of the
 * selected message. */
void deed_get(struct tui *t)
{
	const json_t *m = t->place == PLACE_VIEWER ? thread_find(t, t->places.viewer.message) : thread_selected(t);
	char link[1024], line[64];
	if (json_is_object(json_object_get(m, "media"))) {
		char *at = save_as(m);
		snprintf(line, sizeof line, "media %lld --save %%?", (long long)json_i64_or(m, "id", 0));
		question(t, _("save as"), line, at, false);
		free(at);
	} else if (m && thread_link(m, link, sizeof link)) {
		term_copy(link, strlen(link));
		tui_notice(t, STYLE_GOOD, _("copied: %s"), link);
	} else {
		tui_notice(t, STYLE_WARN, "%s", _("neither a file nor a link"));
	}
}

/* A few ways, a key each. */
static const struct offer ways_unknown = {N_("did it leave?"),
	{{"l", N_("look again"), "page settle %m look"}, {"s", N_("it was sent"), "page settle %m sent"},
		{"a", N_("send it again"), "page settle %m again"}}};
static const struct offer ways_held = {N_("it waits for a yes:"),
	{{"c", N_("confirm"), "page confirm %m"}, {"e", N_("edit"), "edit"}, {"x", N_("cancel"), "page cancel %m"}}};
static const struct offer ways_queued = {N_("it waits to leave:"),
	{{"w", N_("why"), "page why %m"}, {"e", N_("edit"), "edit"}, {"x", N_("cancel"), "page cancel %m"}}};

void deed_offer(struct tui *t)
{
	const char *state = json_str_or(thread_selected(t), "state", "");
	if (!strcmp(state, "unknown"))
		t->offer = &ways_unknown;
	else if (!strcmp(state, "held"))
		t->offer = &ways_held;
	else if (!strcmp(state, "queued"))
		t->offer = &ways_queued;
	else
		compose_open(t, false);
	t->dirty = true;
}

void deed_chosen(struct tui *t, const char *key)
{
	const struct offer *o = t->offer;
	t->offer = NULL;
	t->dirty = true;
	for (size_t i = 0; i < OFFER_WAYS && o->ways[i].key; i++)
		if (!strcmp(o->ways[i].key, key)) {
			action_run(t, o->ways[i].line);
			return;
		}
}

void deed_draw_offer(const struct tui *t, int y)
{
	const struct offer *o = t->offer;
	int x = 1 + draw_text(y, 1, t->cols - 2, STYLE_WARN, _(o->title)) + 2;
	for (size_t i = 0; i < OFFER_WAYS && o->ways[i].key; i++) {
		x += draw_text(y, x, t->cols - x, STYLE_KEY, o->ways[i].key) + 1;
		x += draw_text(y, x, t->cols - x, STYLE_HINT, _(o->ways[i].word));
		x += draw_f(y, x, t->cols - x, STYLE_HINT, " %s ", glyph(GLYPH_DOT));
	}
	draw_text(y, x, t->cols - x, STYLE_KEY, "esc");
}
