/* draft: what is being written, kept by the engine for the agent and conversation. What
 * the engine could not take, because it was gone, is given to it again when it is back;
 * files that were chosen for an answer wait here for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "tui/state.h"

#include "base/banned.h"

enum { TRIES = 4 };

static const char *key_of(int64_t conversation, char out[24])
{
	snprintf(out, 24, "%lld", (long long)conversation);
	return out;
}

static void give(struct tui *t, const char *conversation, const char *text, int64_t number);

/* about: the number under which it was given; a later text has another one. */
static void kept(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	const char *key;
	json_t *v;
	void *next;
	if (!json && e->kind != ERR_ENGINE)
		tui_notice_err(t, e);
	json_object_foreach_safe(t->drafts.open, next, key, v)
		if (json_i64_or(v, "number", 0) == about && !json) {
			/* It may be back already, and the answer of before came late. */
			int64_t tries = json_i64_or(v, "tries", 0) + 1;
			json_put_i64(v, "tries", tries);
			if (e->kind == ERR_ENGINE && !t->lost && tries < TRIES)
				give(t, key, json_str_or(v, "text", ""), about);
		} else if (json_i64_or(v, "number", 0) == about) {
			/* What was read of the conversation meanwhile may be without it. */
			bool late = json_flag(v, "late") && strtoll(key, NULL, 10) == t->thread.conversation;
			json_object_del(t->drafts.open, key);
			if (late)
				thread_open(t, t->thread.conversation);
		}
}

static void give(struct tui *t, const char *conversation, const char *text, int64_t number)
{
	json_t *args = json_object();
	json_put_str(args, "conversation", conversation);
	json_put_str(args, "text", text);
	tui_ask(t, CMD_DRAFT, args, kept, number);
}

void draft_save(struct tui *t, int64_t conversation, const char *text)
{
	struct drafts *d = &t->drafts;
	struct retake *r = &t->retake;
	char key[24];
	json_t *v = json_object();
	json_put_str(v, "text", text);
	json_put_i64(v, "number", ++d->number);
	/* What is being taken back comes before this one by now. */
	if (r->state != RETAKE_NONE && r->state != RETAKE_OPEN && r->conversation == conversation) {
		free(r->under);
		r->under = xstrdup(text);
	}
	/* Nor is it any more what is on its way to the engine. */
	if (t->send_rest && t->send_to == conversation) {
		free(t->send_rest);
		t->send_rest = NULL;
	}
	if (!d->open)
		d->open = json_object();
	json_object_set_new(d->open, key_of(conversation, key), v);
	give(t, key, text, d->number);
	/* The row at hand knows it too, until the engine's next word. */
	if (t->thread.conversation == conversation && t->thread.about)
		json_put_str(t->thread.about, "draft", text);
}

const char *draft_of(const struct tui *t, const json_t *conversation)
{
	char key[24];
	const json_t *v = json_object_get(t->drafts.open, key_of(json_i64_or(conversation, "id", 0), key));
	return json_str_or(v ? v : conversation, v ? "text" : "draft", "");
}

void draft_again(struct tui *t)
{
	const char *key;
	json_t *v, *all = json_copy(t->drafts.open);
	json_object_foreach(all, key, v) {
		json_put_bool(v, "late", true);
		json_put_i64(v, "tries", 0);
		give(t, key, json_str_or(v, "text", ""), json_i64_or(v, "number", 0));
	}
	json_decref(all);
}

void draft_keep_file(struct tui *t, int64_t conversation, const struct attach *a)
{
	struct drafts *d = &t->drafts;
	char key[24];
	if (!attach_is(a))
		return;
	json_t *v = json_object();
	json_put_str(v, "words", a->words);
	json_put_str(v, "path", a->path);
	json_put_i64(v, "media", a->media);
	json_put_str(v, "as", a->as);
	if (!d->files)
		d->files = json_object();
	json_object_set_new(d->files, key_of(conversation, key), v);
}

void draft_take_file(struct tui *t, int64_t conversation, struct attach *a)
{
	char key[24];
	const json_t *v = json_object_get(t->drafts.files, key_of(conversation, key));
	attach_fini(a);
	if (!v)
		return;
	const char *path = json_str(v, "path");
	a->path = path ? xstrdup(path) : NULL;
	a->media = json_i64_or(v, "media", 0);
	str_copy(a->as, sizeof a->as, json_str_or(v, "as", ""));
	str_copy(a->words, sizeof a->words, json_str_or(v, "words", ""));
	json_object_del(t->drafts.files, key);
}

const char *draft_file(const struct tui *t, int64_t conversation)
{
	char key[24];
	return json_str(json_object_get(t->drafts.files, key_of(conversation, key)), "words");
}

void draft_fini(struct drafts *d)
{
	json_decref(d->open);
	json_decref(d->files);
	*d = (struct drafts){0};
}
