/* rules: the rules of content and the stop words as they are, and what they say of
 * a text. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "policy/content.h"
#include "policy/stopword.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

/* The files are read again first: whoever changed one sees here whether it is good. */
bool rules_list(struct call *c, struct err *e)
{
	struct err why = { 0 };
	if (!engine_read_rules(c->s->engine, &why))
		return err_set(e, why.kind, "rules.bad", N_("{why}; the rules of before go on"), "why=%s",
			err_text(&why));
	const struct content *all = engine_content_hold(c->s->engine);
	json_t *items = json_array();
	for (size_t i = 0; i < content_categories(all); i++) {
		const struct rules *r = content_category(all, i);
		int64_t strong = 0;
		for (size_t k = 0; k < r->list.n; k++)
			strong += r->list.v[k].strong;
		json_t *o = json_object();
		json_put_str(o, "category", r->name);
		put_text(o, "title", r->title);
		json_put_str(o, "action", content_action_name(r->action));
		json_put_str(o, "file", r->file);
		json_put_i64(o, "strong", strong);
		json_put_i64(o, "weak", (int64_t)r->list.n - strong);
		json_array_append_new(items, o);
	}
	engine_content_drop(c->s->engine);
	c->poke_sender = true;
	reply_list(c->reply, items, NULL);
	return true;
}

static json_t *place(const struct content_place *p, const char *file, const char *text)
{
	json_t *o = json_object();
	json_put_str(o, "file", file);
	json_put_i64(o, "line", p->line);
	json_put_str(o, "why", p->why);
	json_put_i64(o, "at", (int64_t)p->at);
	json_put_i64(o, "len", (int64_t)p->len);
	json_object_set_new(o, "matched", json_stringn(text + p->at, p->len));
	return o;
}

/* A file of rules beside those that ship, in a place of its own for as long as it
 * takes to read it. */
static bool test_file(struct call *c, const char *name, const char *text, struct err *e)
{
	size_t n = strlen(name), dot = n > 6 ? n - 6 : 0;
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != dot || !dot || strcmp(name + dot, ".rules") != 0)
		return err_set(e, ERR_USAGE, "rules.name",
			N_("{name} is no name for a file of rules: small letters, digits and -, then .rules"),
			"name=%s", name);
	char *dir = path_join(config_data_dir(c->s->config), "rules-test"), *file = path_join(dir, name);
	char *shipped = config_datafile("content");
	struct content *all = NULL;
	dir_remove(dir);
	bool ok = dir_make(dir, 0700, e) && file_write(file, text, strlen(text), 0600, e)
		&& (all = content_load(shipped, dir, e)) != NULL;
	if (ok) {
		json_t *o = json_object();
		json_put_str(o, "result", "good");
		json_put_null(o, "category");
		json_put_null(o, "action");
		json_put_null(o, "say");
		json_put_null(o, "change");
		json_put(o, "places", json_array());
		json_put_str(o, "stopword", "none");
		reply_set(c->reply, o);
	}
	content_free(all);
	dir_remove(dir);
	free(shipped);
	free(file);
	free(dir);
	return ok;
}

bool rules_test(struct call *c, struct err *e)
{
	static const char *const results[] = { [CONTENT_CLEAR] = "clear", [CONTENT_FOUND] = "found",
		[CONTENT_LIMIT] = "limit" };
	const char *text = json_str_or(c->args, "text", "");
	struct content_match m = { 0 };
	struct sentence say = { 0 }, change = { 0 };
	if (!*text)
		return err_set(e, ERR_USAGE, "rules.nothing",
			N_("there is nothing to test: name a text, or a --file"), NULL);
	if (json_str(c->args, "rules"))
		return test_file(c, json_str(c->args, "rules"), text, e);
	enum content_result result = content_judge(engine_content_hold(c->s->engine), text, strlen(text), &m);
	json_t *o = json_object(), *places = json_array();
	if (result != CONTENT_CLEAR)
		content_say(result, &m, text, &say, &change);
	for (size_t i = 0; result == CONTENT_FOUND && i < m.n; i++)
		json_array_append_new(places, place(&m.v[i], m.file, text));
	json_put_str(o, "result", results[result]);
	put_text(o, "category", result == CONTENT_FOUND ? m.category : NULL);
	put_text(o, "action", result == CONTENT_FOUND ? content_action_name(m.action) : NULL);
	put_sentence(o, "say", &say);
	put_sentence(o, "change", &change);
	json_put(o, "places", places);
	engine_content_drop(c->s->engine);
	json_put_str(o, "stopword", stopword_name(engine_stopword(c->s->engine, text)));
	reply_set(c->reply, o);
	return true;
}
