/* reply_rules: what people read of consent, rules of content and the plan. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#include "command/grid.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A line of what may come from outside. */
static void line(struct buf *out, const char *s, const struct reply_options *o)
{
	text_line(out, s, strlen(s), 1 << 20, o->ascii);
	buf_addc(out, '\n');
}

static const char *told(const json_t *v, const char *path, char out[SENTENCE_SAID])
{
	struct sentence s;
	out[0] = '\0';
	if (json_to_sentence(json_at(v, path), &s))
		say(&s, out, SENTENCE_SAID);
	return out;
}

static void more(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	if (json_str(answer, "next") && o->columns)
		line(out, say_with(said, sizeof said, N_("more: --after {cursor}"), "cursor=%s",
			json_str(answer, "next")), o);
}

void reply_consents(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("time"), 0, false }, { NULL, 0, false },
		{ N_("source"), 24, false }, { N_("who"), 18, false }, { N_("proof"), 24, false },
		{ N_("wording"), 0, false } };
	static const char *const kinds[] = { "in", N_("in"), "out", N_("out"), "wrote", N_("wrote to us") };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(answer, "items"), i, v) {
		const char *kind = json_str_or(v, "kind", "");
		grid_row(&g, strcmp(kind, "out") == 0 ? GRID_BAD : 0);
		grid_set(&g, 0, reply_time(json_str(v, "at"), o, when));
		for (size_t k = 0; k < COUNT(kinds); k += 2)
			if (strcmp(kinds[k], kind) == 0)
				grid_set(&g, 1, say_of(kinds[k + 1]));
		grid_set(&g, 2, json_str(v, "source"));
		grid_set(&g, 3, json_str(v, "who"));
		grid_set(&g, 4, json_str(v, "proof"));
		grid_set(&g, 5, json_str(v, "wording"));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	more(answer, o, out);
}

void reply_rules(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("category"), 0, false }, { N_("action"), 0, false },
		{ N_("strong"), 0, true }, { N_("weak"), 0, true }, { N_("file"), 0, false }, { NULL, 0, false } };
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(answer, "items"), i, v) {
		grid_row(&g, 0);
		grid_set(&g, 0, json_str(v, "category"));
		grid_set(&g, 1, json_str(v, "action"));
		grid_setf(&g, 2, "%lld", (long long)json_i64_or(v, "strong", 0));
		grid_setf(&g, 3, "%lld", (long long)json_i64_or(v, "weak", 0));
		grid_set(&g, 4, json_str(v, "file"));
		grid_set(&g, 5, json_str(v, "title"));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

void reply_judged(const json_t *j, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID], change[SENTENCE_SAID];
	const char *word = json_str_or(j, "stopword", "none");
	json_t *p;
	size_t i;
	if (strcmp(json_str_or(j, "result", ""), "good") == 0) {
		line(out, _("the file is good: it decides all its examples, and so do the others beside it"), o);
	} else if (strcmp(json_str_or(j, "result", ""), "clear") == 0) {
		line(out, _("no rule finds anything in it"), o);
	} else {
		struct buf text = { 0 };
		told(j, "say", said);
		told(j, "change", change);
		buf_addf(&text, "%s%s%s: %s", json_str_or(j, "action", ""), json_str(j, "action") ? ": " : "", said, change);
		line(out, buf_str(&text), o);
		buf_fini(&text);
	}
	json_array_foreach(json_at(j, "places"), i, p)
		line(out, say_with(said, sizeof said, N_("{file}:{line}: “{matched}”, {why}"),
			"file=%s\nline=%lld\nmatched=%.200s\nwhy=%s", json_str_or(p, "file", ""),
			(long long)json_i64_or(p, "line", 0), json_str_or(p, "matched", ""), json_str_or(p, "why", "")), o);
	if (strcmp(word, "stop") == 0)
		line(out, _("as a whole message from a customer: opts him out"), o);
	else if (strcmp(word, "ask") == 0)
		line(out, _("as a whole message from a customer: may mean stop, a person decides"), o);
	else if (strcmp(word, "start") == 0)
		line(out, _("as a whole message from a customer: ends an opt-out"), o);
}

void reply_plan(const json_t *p, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("leaves"), 0, false },
		{ N_("to"), 24, false }, { NULL, 0, false } };
	struct grid g;
	char said[SENTENCE_SAID], when[REPLY_TIME_CAP];
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(p, "items"), i, v) {
		const char *at = json_str(v, "leaves_at");
		grid_row(&g, at ? 0 : GRID_BAD);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(v, "message_id", 0));
		grid_set(&g, 1, at ? reply_time(at, o, when) : "-");
		grid_set(&g, 2, json_str(v, "title"));
		grid_set(&g, 3, at ? json_str(v, "text") : told(v, "reason", said));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	line(out, say_with(said, sizeof said,
		N_("{waiting} wait: {leave} would leave at today's limits, {excluded} would not"),
		"waiting=%lld\nleave=%lld\nexcluded=%lld", (long long)json_i64_or(p, "waiting", 0),
		(long long)json_i64_or(p, "leave", 0), (long long)json_i64_or(p, "excluded", 0)), o);
	if (json_str(p, "last_at"))
		line(out, say_with(said, sizeof said, N_("the last one at {time}"), "time=%s",
			reply_time(json_str(p, "last_at"), o, when)), o);
}
