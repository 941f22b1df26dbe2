/* rulebook: loading, and what this thread knows already of texts. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "config/value.h"
#include "store/outbox.h"

#include "engine/rulebook.h"

#include "base/banned.h"

/* So many texts a thread remembers: a queue is longer seldom. */
enum { KNOWN = 512 };

struct rulebook {
	struct content *content;
	struct stopwords *stopwords;
	unsigned long serial; /* no two books of a process have the same */
	struct rulebook *before;
};

static atomic_ulong serials;

static void book_free(struct rulebook *b)
{
	if (!b)
		return;
	content_free(b->content);
	stopwords_free(b->stopwords);
	free(b);
}

/* The option content: other actions than the files'. */
static bool set_actions(struct content *c, const char *option, struct err *e)
{
	char category[VALUE_CATEGORY], name[VALUE_ACTION];
	enum content_action action;
	size_t at = 0;

	while (value_action(option, &at, category, name) > 0) {
		if (!content_action_named(name, &action))
			BUG("the option content allows %s", name);
		if (!content_set_action(c, category, action))
			return err_set(e, ERR_USAGE, "rulebook.category",
				N_("the option content names {category}, and there are no rules of that name"),
				"category=%s", category);
	}
	return true;
}

static struct rulebook *hold(struct engine *engine)
{
	/* In this order: who counts himself before the new book is there keeps the old ones,
	 * who comes later finds the new one. */
	atomic_fetch_add(&engine->rule_readers, 1);
	return atomic_load(&engine->rulebook);
}

static void drop(struct engine *engine)
{
	atomic_fetch_sub(&engine->rule_readers, 1);
}

/* Old books, when nobody reads any; else the next reading in finds them. */
static void clear_old(struct engine *engine)
{
	struct rulebook *newest, *old;

	if (atomic_flag_test_and_set(&engine->rules_clearing))
		return;
	newest = atomic_load(&engine->rulebook);
	if (atomic_load(&engine->rule_readers) == 0) {
		old = newest->before;
		newest->before = NULL;
		while (old) {
			struct rulebook *before = old->before;

			book_free(old);
			old = before;
		}
	}
	atomic_flag_clear(&engine->rules_clearing);
}

size_t rulebook_kept(const struct engine *engine)
{
	size_t n = 0;

	for (const struct rulebook *b = atomic_load(&engine->rulebook); b; b = b->before)
		n++;
	return n;
}

bool rulebook_read(struct engine *engine, struct err *e)
{
	struct rulebook *b = xcalloc(1, sizeof *b);
	char *shipped = config_datafile("content"), *words = config_datafile("stopwords");
	char *own = config_content_dir(engine->config);
	bool ok = false;

	b->content = content_load(shipped, own, e);
	if (!b->content || !set_actions(b->content, config_str(engine->config, "content"), e))
		goto out;
	b->stopwords = stopwords_load(words, e);
	if (!b->stopwords)
		goto out;
	b->serial = atomic_fetch_add(&serials, 1) + 1;
	log_info("engine", "rules of content: %zu categories", content_categories(b->content));
	/* From its exchange on the book is everybody's. */
	b->before = atomic_load(&engine->rulebook);
	while (!atomic_compare_exchange_weak(&engine->rulebook, &b->before, b))
		;
	clear_old(engine);
	ok = true;
out:
	if (!ok)
		book_free(b);
	free(shipped);
	free(words);
	free(own);
	return ok;
}

void rulebook_free(struct engine *engine)
{
	struct rulebook *b = atomic_exchange(&engine->rulebook, NULL);

	while (b) {
		struct rulebook *before = b->before;

		book_free(b);
		b = before;
	}
}

const struct content *engine_content_hold(struct engine *engine)
{
	return hold(engine)->content;
}

void engine_content_drop(struct engine *engine)
{
	drop(engine);
}

enum stopword engine_stopword(struct engine *engine, const char *text)
{
	enum stopword word = STOPWORD_NONE;

	if (text)
		word = stopword_judge(hold(engine)->stopwords, text, strlen(text));
	if (text)
		drop(engine);
	return word;
}

bool engine_read_rules(struct engine *engine, struct err *e)
{
	return rulebook_read(engine, e);
}

/* Texts that this thread has asked about and that the book of that serial says
 * nothing of. */
static _Thread_local struct {
	unsigned long serial;
	char hash[OUTBOX_HASH_CAP];
} known[KNOWN];

void rulebook_judge(struct engine *engine, const char *text, struct content_facts *f)
{
	static const enum content_said of_action[] = {
		[CONTENT_NOTE] = CONTENT_SAID_NOTE,
		[CONTENT_CONFIRM] = CONTENT_SAID_CONFIRM,
		[CONTENT_BLOCK] = CONTENT_SAID_BLOCK,
	};
	const struct rulebook *b;
	struct content_match m = { 0 };
	enum content_result result;
	char hash[OUTBOX_HASH_CAP];
	size_t at;

	*f = (struct content_facts){ 0 };
	if (!text || !*text)
		return;
	outbox_hash(text, hash);
	at = (size_t)strtoul((char[]){ hash[0], hash[1], hash[2], '\0' }, NULL, 16) % KNOWN;
	b = hold(engine);
	if (known[at].serial == b->serial && !strcmp(known[at].hash, hash))
		goto out;
	result = content_judge(b->content, text, strlen(text), &m);
	if (result == CONTENT_CLEAR) {
		known[at].serial = b->serial;
		memcpy(known[at].hash, hash, sizeof hash);
		goto out;
	}
	f->said = result == CONTENT_LIMIT ? CONTENT_SAID_LIMIT : of_action[m.action];
	content_say(result, &m, text, &f->say, &f->change);
out:
	drop(engine);
}
