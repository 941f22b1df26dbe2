/* reply_message: what people read of messages, what was found, the queue and why something waits. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The first gate's sentence, or the reason kept with the message. */
static void why_not(const json_t *m, char *out, size_t cap)
{
	const json_t *gate = json_array_get(json_at(m, "verdict.gates"), 0);
	part_sentence(m, "reason", out, cap);
	if (!out[0] && gate)
		part_sentence(gate, "say", out, cap);
}

/* At the begin of what is here there may be more. */
static void hint_older(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	const json_t *first = json_array_get(json_at(answer, "items"), 0);
	if (first && !json_str(answer, "next") && o->columns)
		buf_addf(out, "%s\n", say_with(said, sizeof said,
			N_("older ones may be at WhatsApp: history {conversation}"),
			"conversation=%lld", (long long)json_i64_or(first, "conversation_id", 0)));
}

void reply_messages(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("time"), 0, false }, { N_("who"), 18, false }, { NULL, 0, false },
		{ N_("message"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *m;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(answer, "items"), i, m) {
		struct buf text;
		buf_init(&text, 1 << 17);
		bool bad = strcmp(part_str(m, "status"), "failed") == 0
			|| strcmp(part_str(m, "status"), "unknown") == 0;
		grid_row(&g, bad ? GRID_BAD : 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(m, "id", 0));
		grid_set(&g, 1, reply_time(json_str(m, "at"), o, when));
		grid_set(&g, 2, json_str(m, "author"));
		grid_set(&g, 3, part_mark(m, o));
		part_body(m, &text);
		grid_set(&g, 4, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
	hint_older(answer, o, out);
}

/* Beside the messages: for people only; a pipe gets messages alone. */
static void found_beside(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP];
	json_t *v;
	size_t i;
	json_array_foreach(json_at(answer, "contacts"), i, v) {
		buf_addf(out, "%s %lld: ", _("contact"), (long long)json_i64_or(v, "id", 0));
		part_clean(out, part_str(v, "name"), o);
		buf_addf(out, "  %s\n", part_str(v, "phone"));
	}
	json_array_foreach(json_at(answer, "labels"), i, v) {
		buf_addf(out, "%s: ", _("label"));
		part_clean(out, part_str(v, "name"), o);
		buf_addf(out, "  %lld\n", (long long)json_i64_or(v, "conversations", 0));
	}
	json_array_foreach(json_at(answer, "notes"), i, v) {
		buf_addf(out, "%s %s ", _("note"), reply_time(json_str(v, "at"), o, when));
		part_clean(out, part_str(v, "title"), o);
		buf_adds(out, ", ");
		part_clean(out, part_str(v, "author"), o);
		buf_adds(out, ": ");
		part_clean(out, part_str(v, "text"), o);
		buf_addc(out, '\n');
	}
}

void reply_found(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("time"), 0, false }, { N_("conversation"), 20, false },
		{ N_("who"), 14, false }, { N_("message"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *m;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, m) {
		struct buf text;
		buf_init(&text, 1 << 17);
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(m, "id", 0));
		grid_set(&g, 1, reply_time(json_str(m, "at"), o, when));
		grid_set(&g, 2, json_str(m, "conversation_title"));
		grid_set(&g, 3, json_str(m, "author"));
		part_body(m, &text);
		grid_set(&g, 4, buf_str(&text));
		buf_fini(&text);
	}
	if (o->columns)
		found_beside(answer, o, out);
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
}

void reply_queue(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("to"), 20, false }, { N_("by"), 12, false },
		{ N_("state"), 0, false },
		{ N_("leaves"), 0, false }, { N_("why"), 48, false }, { N_("message"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP], why[SENTENCE_SAID];
	json_t *m;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, m) {
		struct buf text;
		buf_init(&text, 1 << 17);
		const char *state = part_str(m, "state");
		grid_row(&g, part_style(state, "unknown", "held"));
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(m, "id", 0));
		grid_set(&g, 1, json_str(m, "conversation_title"));
		grid_set(&g, 2, json_str(m, "author"));
		grid_set(&g, 3, part_word(state));
		grid_set(&g, 4, reply_time(json_str(m, "leaves_at"), o, when));
		why_not(m, why, sizeof why);
		grid_set(&g, 5, why);
		part_body(m, &text);
		grid_set(&g, 6, buf_str(&text));
		buf_fini(&text);
	}
	if (g.rows)
		grid_write(&g, o, out);
	else if (o->columns)
		buf_addf(out, "%s\n", _("nothing is queued"));
	grid_fini(&g);
	part_next(answer, o, out);
}

static void gates(const json_t *verdict, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ NULL, 0, false }, { NULL, 0, false }, { NULL, 0, false }, { NULL, 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID], change[SENTENCE_SAID];
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(verdict, "gates"), i, v) {
		struct buf text = { 0 };
		grid_row(&g, strcmp(part_str(v, "kind"), "wait") == 0 ? 0 : GRID_BOLD);
		grid_set(&g, 0, json_str(v, "gate"));
		grid_set(&g, 1, part_word(part_str(v, "kind")));
		grid_set(&g, 2, reply_time(json_str(v, "until"), o, when));
		part_sentence(v, "say", said, sizeof said);
		part_sentence(v, "change", change, sizeof change);
		buf_addf(&text, "%s%s%s", said, *change ? "; " : "", change);
		grid_set(&g, 3, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

/* "sent 14:31, delivered 14:31, read 14:40": of ours that left. */
static void times(const json_t *m, const struct reply_options *o, struct buf *out)
{
	static const char *const all[] = { "sent", "delivered", "read", "played", "failed" };
	char when[REPLY_TIME_CAP], path[32];
	struct buf line = { 0 };
	for (size_t i = 0; i < COUNT(all); i++) {
		snprintf(path, sizeof path, "times.%s", all[i]);
		const char *at = reply_time(json_str(m, path), o, when);
		if (*at)
			buf_addf(&line, "%s%s %s", line.n ? ", " : "", part_word(all[i]), at);
	}
	if (line.n)
		buf_addf(out, "%s\n", buf_str(&line));
	buf_fini(&line);
}

void reply_message(const json_t *m, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID], why[SENTENCE_SAID];
	const char *leaves = reply_time(json_str(m, "leaves_at"), o, when);
	long long id = json_i64_or(m, "id", 0);
	const char *state = part_word(part_str(m, "state"));
	why_not(m, why, sizeof why);
	if (*leaves)
		say_with(said, sizeof said, N_("message {id}: {state}, leaves at {time}"),
			"id=%lld\nstate=%s\ntime=%s", id, state, leaves);
	else if (*why)
		say_with(said, sizeof said, N_("message {id}: {state}: {why}"), "id=%lld\nstate=%s\nwhy=%s",
			id, state, why);
	else if (json_flag(m, "starred"))
		say_with(said, sizeof said, N_("message {id}: {state}, starred"), "id=%lld\nstate=%s", id,
			state);
	else
		say_with(said, sizeof said, N_("message {id}: {state}"), "id=%lld\nstate=%s", id, state);
	part_clean(out, said, o);
	buf_addc(out, '\n');
	times(m, o, out);
	gates(json_at(m, "verdict"), o, out);
}

void reply_older(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	long long n = json_i64_or(answer, "added", 0);
	(void)o;
	if (n)
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("older messages that are here now: {n}"), "n=%lld", n));
	if (json_flag(answer, "done"))
		buf_addf(out, "%s\n", _("WhatsApp has no older ones"));
	else if (!n)
		buf_addf(out, "%s\n", _("nothing older yet: ask again"));
}

void reply_saved(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	part_clean(out, say_with(said, sizeof said, N_("saved as {file} ({type}, {size} bytes)"),
		"file=%s\ntype=%s\nsize=%lld", part_str(answer, "file"), part_str(answer, "mimetype"),
		(long long)json_i64_or(answer, "size", 0)), o);
	buf_addc(out, '\n');
}

/* Of a message whose fate is unknown: since when, what was done, who decides. */
static void not_known(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	const json_t *all = json_at(answer, "attempts");
	const char *at = json_str(json_array_get(all, json_array_size(all) - 1), "at");
	char said[SENTENCE_SAID];
	if (strcmp(json_str_or(answer, "message.status", ""), "unknown") != 0 || !at || strlen(at) < 19)
		return;
	part_clean(out, say_with(said, sizeof said,
		N_("handed to WAHA {time}, no answer that proves it; looked for {looks} times since. "
		   "Decide: settle {id} look, settle {id} sent, or settle {id} again"),
		"time=%.8s\nlooks=%lld\nid=%lld", at + 11, (long long)json_i64_or(answer, "looks", 0),
		(long long)json_i64_or(answer, "message.id", 0)), o);
	buf_addc(out, '\n');
}

void reply_why(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID];
	json_t *a;
	size_t i;
	json_t *m = json_copy((json_t *)json_at(answer, "message"));
	/* The verdict of this moment, not the one kept with the row. */
	json_object_set(m, "verdict", json_object_get(answer, "verdict"));
	reply_message(m, o, out);
	json_decref(m);
	not_known(answer, o, out);
	json_array_foreach(json_at(answer, "attempts"), i, a) {
		part_clean(out, say_with(said, sizeof said, N_("attempt {n} at {time}: {outcome} {detail}"),
			"n=%lld\ntime=%s\noutcome=%s\ndetail=%s", (long long)json_i64_or(a, "n", 0),
			reply_time(json_str(a, "at"), o, when), json_str_or(a, "outcome", _("no answer yet")),
			part_str(a, "detail")), o);
		buf_addc(out, '\n');
	}
}
