/* retake: a message of ours that waits goes back into the prompt. The engine takes it
 * back first, so that it cannot leave meanwhile; then its text, its file, what it quotes
 * and when it was meant to leave stand in the prompt. What was written there before
 * stands under it: kept with it as one draft, and alone again when it was sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { TRIES = 4 };

void retake_fini(struct retake *r)
{
	free(r->text);
	free(r->under);
	attach_fini(&r->file);
	*r = (struct retake){0};
}

/* Two texts that are one draft, a line between. Heap. */
static char *both(const char *text, const char *under)
{
	bool one = !*text || !under || !*under;
	return xasprintf("%s%s%s", text, one ? "" : "\n\n", under ? under : "");
}

char *retake_draft(const struct tui *t, const char *text)
{
	return both(text, t->retake.state == RETAKE_OPEN ? t->retake.under : NULL);
}

void retake_put(const struct tui *t, json_t *args)
{
	/* Its time may be over by now: then it leaves as soon as it can. */
	if (t->retake.state == RETAKE_OPEN && time_of(t->retake.at) > clock_now())
		json_put_str(args, "at", t->retake.at);
}

void retake_end(struct tui *t)
{
	if (t->retake.state == RETAKE_OPEN)
		retake_fini(&t->retake);
}

static void into_draft(struct tui *t)
{
	struct retake *r = &t->retake;
	char *all = both(r->text, r->under), said[SENTENCE_SAID];
	bool other = attach_is(&r->file) && draft_file(t, r->conversation);
	draft_save(t, r->conversation, all);
	if (!other) /* one that was chosen meanwhile stays */
		draft_keep_file(t, r->conversation, &r->file);
	tui_notice(t, r->aside && !other ? STYLE_GOOD : STYLE_WARN, "%s", say_with(said, sizeof said,
		other ? N_("what was taken back is in the draft to {name}, with the file chosen since instead of its own") :
			N_("what was taken back is in the draft to {name}"), "name=%s", r->name));
	free(all);
	retake_fini(r);
}

static void into_prompt(struct tui *t)
{
	struct retake *r = &t->retake;
	r->state = RETAKE_OPEN;
	free(r->under);
	r->under = xstrdup(prompt_text());
	draft_keep_file(t, r->conversation, &t->attach);
	attach_fini(&t->attach);
	t->attach = r->file;
	r->file = (struct attach){0};
	t->quote = r->quote;
	prompt_begin(r->text);
	compose_changed(t);
	if (*r->under)
		tui_notice(t, STYLE_GOOD, "%s", _("Enter sends it anew; your draft comes back then"));
}

/* Somebody writes there already: his text stays under his hands. */
static void under_prompt(struct tui *t)
{
	struct retake *r = &t->retake;
	r->state = RETAKE_OPEN;
	free(r->under);
	r->under = r->text;
	r->text = NULL;
	r->at[0] = 0;
	draft_keep_file(t, r->conversation, &r->file);
	attach_fini(&r->file);
	compose_changed(t);
	tui_notice(t, STYLE_WARN, "%s", _("what was taken back comes back as the draft after this is sent"));
}

void retake_step(struct tui *t)
{
	struct retake *r = &t->retake;
	if (r->state != RETAKE_READY || t->editor.pid)
		return;
	if (r->aside && t->focus < FOCUS_COMPOSE) {
		into_draft(t);
		return;
	}
	bool here = t->thread.conversation == r->conversation && t->thread.about && !place_is_whole(t);
	bool writes = t->focus == FOCUS_COMPOSE && t->compose_to == r->conversation && !t->send_ticket;
	bool written = writes && (*prompt_text() || attach_is(&t->attach));
	if (here && (t->focus == FOCUS_LIST || t->focus == FOCUS_THREAD)) {
		compose_open(t, false);
		writes = t->focus == FOCUS_COMPOSE;
	} else if (t->focus > FOCUS_COMPOSE || t->send_ticket) {
		return; /* after the question that is open */
	}
	if (written)
		under_prompt(t);
	else if (writes)
		into_prompt(t);
	else
		into_draft(t);
}

/* At the end of the screen. What is still awaited becomes a draft when it comes; last:
 * nothing is waited for any more. */
void retake_drop(struct tui *t, bool last)
{
	struct retake *r = &t->retake;
	r->aside = true;
	if (r->state == RETAKE_READY || (last && (r->state == RETAKE_ASKED || r->state == RETAKE_LOST)))
		into_draft(t);
}

static void ready(struct tui *t, const json_t *json)
{
	thread_event(t, json);
	t->retake.state = RETAKE_READY;
	retake_step(t);
}

static void looked(struct tui *t, int64_t about, const json_t *json, const struct err *e);

/* No answer came. The engine is asked what became of it, at once or when it is back;
 * says it nothing for long, the text is a draft, whatever became of the message. */
static void unanswered(struct tui *t)
{
	struct retake *r = &t->retake;
	r->state = RETAKE_LOST;
	if (t->lost)
		return;
	if (++r->tries >= TRIES) {
		into_draft(t);
		return;
	}
	json_t *args = json_object();
	json_put_i64(args, "message", r->message);
	r->state = RETAKE_ASKED;
	tui_ask(t, CMD_MESSAGE_SHOW, args, looked, 0);
}

static void looked(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (t->retake.state != RETAKE_ASKED)
		return;
	if (!json && e->kind == ERR_ENGINE) {
		unanswered(t);
	} else if (json && !strcmp(json_str_or(json, "state", ""), "cancelled")) {
		ready(t, json);
	} else {
		tui_notice(t, STYLE_WARN, "%s", _("the message was not taken back"));
		retake_fini(&t->retake);
	}
}

static void taken(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (t->retake.state != RETAKE_ASKED)
		return;
	if (json) {
		ready(t, json);
	} else if (e->kind == ERR_ENGINE) {
		unanswered(t);
	} else {
		tui_notice_err(t, e);
		retake_fini(&t->retake);
	}
}

void retake_again(struct tui *t)
{
	if (t->retake.state == RETAKE_LOST)
		unanswered(t);
}

/* When it is meant to leave, "" for as soon as it can. */
static const char *meant_for(const json_t *m)
{
	size_t i;
	json_t *gate;
	json_array_foreach(json_at(m, "verdict.gates"), i, gate)
		if (!strcmp(json_str_or(gate, "gate", ""), "scheduled"))
			return json_str_or(gate, "until", "");
	return "";
}

/* What else than a text and a file with its text there is cannot be written anew. */
static bool is_written(const json_t *m)
{
	static const char *const kinds[] = {"location", "contact", "poll", "unsupported"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(json_str_or(m, "kind", ""), kinds[i]))
			return false;
	return json_str(m, "text") || json_i64_or(m, "media.id", 0);
}

/* What the file is, as the prompt shows one: without its name, and the brackets are there. */
static void file_words(const json_t *m, char *out, size_t cap)
{
	json_t *nameless = json_deep_copy(m);
	json_object_del(json_object_get(nameless, "media"), "filename");
	thread_media_words(nameless, out, cap);
	json_decref(nameless);
	size_t n = strlen(out);
	if (n > 1 && out[n - 1] == ']')
		out[n - 1] = 0;
	memmove(out, out + 1, strlen(out));
}

bool retake_aside(struct tui *t, const json_t *m)
{
	if (t->retake.state != RETAKE_NONE || !is_written(m) || *draft_of(t, t->thread.about) ||
		draft_file(t, t->thread.conversation))
		return false;
	retake_begin(t, m);
	t->retake.aside = true;
	return true;
}

void retake_begin(struct tui *t, const json_t *m)
{
	struct retake *r = &t->retake;
	json_t *args = json_object();
	if (r->state != RETAKE_NONE) {
		tui_notice(t, STYLE_WARN, "%s", _("another one is being taken back"));
		json_decref(args);
		return;
	}
	if (!is_written(m)) {
		tui_notice(t, STYLE_WARN, "%s", _("it is no text: X takes it back"));
		json_decref(args);
		return;
	}
	*r = (struct retake){.state = RETAKE_ASKED, .message = json_i64_or(m, "id", 0),
		.conversation = t->thread.conversation, .quote = json_i64_or(m, "reply_to.id", 0)};
	r->text = xstrdup(json_str_or(m, "text", ""));
	r->under = xstrdup(draft_of(t, t->thread.about));
	str_copy(r->at, sizeof r->at, meant_for(m));
	str_copy(r->name, sizeof r->name, json_str_or(t->thread.about, "title", "?"));
	r->file.media = json_i64_or(m, "media.id", 0);
	if (r->file.media) {
		str_copy(r->file.as, sizeof r->file.as, json_str_or(m, "kind", ""));
		file_words(m, r->file.words, sizeof r->file.words);
	}
	json_put_i64(args, "message", r->message);
	tui_ask(t, CMD_CANCEL, args, taken, 0);
}
