/* compose: writing an answer, the : line and the narrowing of the list: what the
 * prompt is used for. The recipient is taken when writing begins and does not
 * change under it; the draft is kept by the engine as it is typed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/verdict.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { DRAFT_MS = 300, PREVIEW_MS = 300 };

void compose_open(struct tui *t, bool quote)
{
	const json_t *about = t->thread.about;
	if (!t->thread.conversation || !about) {
		tui_notice(t, STYLE_WARN, "%s", _("choose a conversation first"));
		return;
	}
	if (!strcmp(json_str_or(about, "kind", ""), "channel")) {
		tui_notice(t, STYLE_WARN, "%s", _("channels cannot be answered"));
		return;
	}
	if (t->place != PLACE_FOUND)
		t->place = PLACE_INBOX;
	t->focus_before = t->focus == FOCUS_THREAD ? FOCUS_THREAD : FOCUS_LIST;
	t->focus = FOCUS_COMPOSE;
	t->compose_to = t->thread.conversation;
	t->quote = quote ? json_i64_or(thread_selected(t), "id", 0) : 0;
	str_copy(t->compose_name, sizeof t->compose_name, json_str_or(about, "title", "?"));
	t->preview.text[0] = 0;
	t->preview.bad = t->send_confirmed = t->send_over = false;
	t->heard[0] = 0;
	draft_take_file(t, t->compose_to, &t->attach);
	fill_fini(&t->fill);
	prompt_begin(draft_of(t, about));
	thread_seen(t);
	t->dirty = true;
}

static void save(struct tui *t)
{
	char *text = retake_draft(t, prompt_text());
	draft_save(t, t->compose_to, text);
	free(text);
}

void compose_save(struct tui *t)
{
	t->draft_at = 0;
	if (t->focus == FOCUS_COMPOSE)
		save(t);
}

/* What is on its way is a draft until the engine has it: what remains of it then. */
static void leave_sending(struct tui *t)
{
	if (!t->send_ticket || t->compose_to != t->send_to || strcmp(prompt_text(), t->send_text))
		return;
	free(t->send_rest);
	t->send_rest = retake_draft(t, "");
	t->send_file = attach_is(&t->attach);
}

void compose_leave(struct tui *t)
{
	draft_keep_file(t, t->compose_to, &t->attach);
	fill_fini(&t->fill);
	if (t->draft_at || *prompt_text() || t->retake.state == RETAKE_OPEN)
		save(t);
	leave_sending(t);
	attach_fini(&t->attach);
	retake_end(t);
	t->draft_at = t->preview_at = 0;
	tui_drop(t, t->preview.ticket);
	t->preview.ticket = 0;
	prompt_end();
	t->focus = t->focus_before;
	t->quote = 0;
	t->dirty = true;
}

void compose_changed(struct tui *t)
{
	int64_t now = clock_mono_ms();
	t->draft_at = now + DRAFT_MS;
	t->preview_at = now + PREVIEW_MS;
	t->send_confirmed = t->send_over = false;
	claim_typed(t);
	t->dirty = true;
}

static void read_verdict(const json_t *json, struct verdict_line *v)
{
	const json_t *gate = json_array_get(json_at(json, "verdict.gates"), 0);
	const char *kind = json_str_or(json, "verdict.kind", "allow"), *name = json_str_or(gate, "gate", "");
	*v = (struct verdict_line){0};
	if (!strcmp(kind, "allow") || !strcmp(name, "pace") || !strcmp(name, "dwell"))
		return;
	struct sentence s;
	char said[SENTENCE_SAID] = "", at[8];
	if (json_to_sentence(json_object_get(gate, "say"), &s))
		say(&s, said, sizeof said);
	const char *leaves = json_str(json, "leaves_at");
	if (leaves)
		snprintf(v->text, sizeof v->text, _("goes at %s: %.180s"), clock_of(leaves, at), said);
	else
		str_copy(v->text, sizeof v->text, said);
	v->bad = !strcmp(kind, "hold") || !strcmp(kind, "refuse");
	if (json_to_sentence(json_object_get(gate, "change"), &s))
		str_copy(v->change, sizeof v->change, say(&s, said, sizeof said));
}

static void previewed(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct verdict_line now;
	(void)about;
	(void)e; /* sending says it */
	read_verdict(json, &now);
	/* An Enter confirms what was shown, and nothing else. */
	bool other = strcmp(now.text, t->preview.text) || strcmp(now.change, t->preview.change) || now.bad != t->preview.bad;
	if (other && t->send_confirmed) {
		t->send_confirmed = false;
		t->notice[0] = 0;
	}
	t->preview = now;
	t->dirty = true;
}

void compose_preview(struct tui *t)
{
	t->preview_at = 0;
	const char *text = prompt_text();
	if (t->focus != FOCUS_COMPOSE || !*text)
		return;
	if (t->preview.ticket) { /* what is under way is about another text by now */
		t->preview_at = clock_mono_ms() + PREVIEW_MS;
		return;
	}
	json_t *args = json_object();
	char id[24];
	snprintf(id, sizeof id, "%lld", (long long)t->compose_to);
	json_put_str(args, "conversation", id);
	json_put_str(args, "text", text);
	if (fill_is_whole(t))
		fill_put(t, args, false);
	t->preview.ticket = tui_ask(t, CMD_PREVIEW, args, previewed, 0);
}

static void not_sent(struct tui *t, int64_t about, const struct err *e)
{
	char who[64] = "", said[SENTENCE_SAID];
	if (strcmp(e->say.key, "send.claimed") != 0) {
		tui_notice_err(t, e);
		return;
	}
	sentence_arg(&e->say, "agent", who, sizeof who);
	t->send_over = t->focus == FOCUS_COMPOSE && t->compose_to == about;
	tui_notice(t, STYLE_WARN, "%s", say_with(said, sizeof said,
		N_("{agent} is writing an answer there: Enter again sends over it"), "agent=%s", who));
}

/* The text stays in the prompt until the engine has it: what fails is not lost. */
static void sent(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	char *rest = t->send_rest;
	t->send_ticket = 0;
	t->send_rest = NULL;
	if (!json) {
		free(rest);
		not_sent(t, about, e);
		return;
	}
	/* What was written since Enter stays. */
	if (t->focus == FOCUS_COMPOSE && t->compose_to == about && t->send_text
		&& !strcmp(prompt_text(), t->send_text)) {
		prompt_begin("");
		attach_fini(&t->attach); /* it went along */
		t->draft_at = 1; /* so that leaving forgets the draft */
		compose_leave(t);
	} else if (rest) {
		struct attach gone = {0};
		draft_save(t, about, rest);
		if (t->send_file)
			draft_take_file(t, about, &gone);
		attach_fini(&gone);
	}
	free(rest);
	thread_event(t, json);
	t->thread.follow = true;
	t->thread.sel = t->thread.n;
	struct sentence s;
	char said[SENTENCE_SAID];
	if (!strcmp(json_str_or(json, "state", ""), "held") && json_to_sentence(json_object_get(json, "reason"), &s))
		tui_notice(t, STYLE_WARN, "%s", say(&s, said, sizeof said));
}

void compose_send(struct tui *t)
{
	const char *text = prompt_text();
	if (!attach_is(&t->attach) && (!*text || text[strspn(text, " \t\n")] == 0)) {
		tui_notice(t, STYLE_WARN, "%s", _("nothing to send yet; C-g leaves"));
		return;
	}
	if (fill_is_open(t)) {
		tui_notice(t, STYLE_WARN, "%s", _("something is still to be written in between {{ and }}"));
		return;
	}
	if (t->send_ticket) {
		tui_notice(t, STYLE_WARN, "%s", _("it is on its way to the engine"));
		return;
	}
	if (t->preview.bad && !t->send_confirmed) {
		t->send_confirmed = true;
		tui_notice(t, STYLE_WARN, "%.200s: %.200s (%s)", t->preview.text, t->preview.change,
			_("Enter again: yes, send it"));
		return;
	}
	json_t *args = json_object();
	char id[24];
	snprintf(id, sizeof id, "%lld", (long long)t->compose_to);
	json_put_str(args, "to", id);
	if (*text && fill_is_whole(t))
		fill_put(t, args, true);
	else if (*text || !attach_is(&t->attach))
		json_put_str(args, "text", text);
	attach_put(&t->attach, args);
	if (t->quote)
		json_put_i64(args, "reply_to", t->quote);
	retake_put(t, args);
	if (t->send_confirmed)
		json_put_bool(args, "confirm", true);
	if (t->send_over)
		json_put_bool(args, "over", true);
	/* A yes is for this one alone. */
	t->send_confirmed = t->send_over = false;
	free(t->send_text);
	t->send_text = xstrdup(text);
	t->send_to = t->compose_to;
	t->send_ticket = tui_ask(t, CMD_SEND, args, sent, t->compose_to);
}

void line_open(struct tui *t, const char *text)
{
	if (t->focus == FOCUS_COMPOSE)
		compose_leave(t);
	t->focus_before = t->focus == FOCUS_THREAD ? FOCUS_THREAD : FOCUS_LIST;
	t->focus = FOCUS_LINE;
	names_forget(t);
	prompt_begin(text);
	t->dirty = true;
}

void edit_leave(struct tui *t)
{
	if (t->focus == FOCUS_ATTACH) {
		attach_leave(t);
		return;
	}
	if (t->focus == FOCUS_FIELD) {
		fill_leave(t);
		return;
	}
	if (t->focus == FOCUS_COMPOSE) {
		compose_leave(t);
		return;
	}
	if (t->focus == FOCUS_CHOOSE) {
		choose_leave(t);
		return;
	}
	prompt_end();
	t->focus = t->focus_before;
	t->dirty = true;
}

void line_run(struct tui *t)
{
	if (t->focus == FOCUS_CHOOSE) {
		choose_run(t);
		return;
	}
	char *line = xstrdup(prompt_text());
	enum focus was = t->focus;
	/* Tab leaves a blank behind what is whole. */
	for (size_t n = strlen(line); was == FOCUS_LINE && n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = 0;
	edit_leave(t);
	if (was == FOCUS_ASK)
		place_answered(t, line);
	if (was == FOCUS_LINE && line[strspn(line, " ")])
		action_run(t, line);
	free(line);
}

void filter_open(struct tui *t, bool look)
{
	if (!look)
		t->place = PLACE_INBOX;
	t->focus_before = look ? FOCUS_THREAD : FOCUS_LIST;
	t->focus = FOCUS_FILTER;
	names_forget(t);
	prompt_begin(look ? "" : t->inbox.filter);
	t->dirty = true;
}

void filter_changed(struct tui *t)
{
	const char *text = prompt_text();
	t->dirty = true;
	if (t->focus_before == FOCUS_THREAD) {
		thread_look(t, text);
		return;
	}
	if (!strcmp(text, t->inbox.filter))
		return;
	str_copy(t->inbox.filter, sizeof t->inbox.filter, text);
	t->inbox.sel = t->inbox.top = 0;
	json_decref(t->inbox.items);
	t->inbox.items = NULL;
	thread_open(t, 0);
	inbox_load(t);
}
