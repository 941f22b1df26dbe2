/* reply_text: answers as people read them in a terminal or a pipe: one function
 * a shape, from the JSON that every face gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "model/message.h"

#include "command/grid.h"
#include "command/reply.h"
#include "command/reply_rules.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int64_t day_number(int year, int month, int day)
{
	return zone_day(zone_utc(),
		zone_unix(zone_utc(), &(struct civil){ .year = year, .month = month, .day = day }));
}

char *reply_time(const char *rfc3339, const struct reply_options *o, char out[REPLY_TIME_CAP])
{
	static const char *const weekdays[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
		N_("Fri"), N_("Sat") };
	int y, m, d, hour, minute;
	out[0] = '\0';
	if (!rfc3339 || sscanf(rfc3339, "%4d-%2d-%2dT%2d:%2d", &y, &m, &d, &hour, &minute) != 5)
		return out;
	int64_t then = day_number(y, m, d), today = zone_day(o->zone ? o->zone : zone_utc(), o->now);
	if (then == today)
		snprintf(out, REPLY_TIME_CAP, "%02d:%02d", hour, minute);
	else if (then > today - 7 && then < today + 7)
		snprintf(out, REPLY_TIME_CAP, "%s %02d:%02d", say_of(weekdays[((then + 4) % 7 + 7) % 7]),
			hour, minute);
	else
		snprintf(out, REPLY_TIME_CAP, "%04d-%02d-%02d %02d:%02d", y, m, d, hour, minute);
	return out;
}

static const char *str(const json_t *v, const char *path)
{
	return json_str_or(v, path, "");
}

static void sentence(const json_t *v, const char *path, char *out, size_t cap)
{
	struct sentence s;
	out[0] = '\0';
	if (json_to_sentence(json_at(v, path), &s))
		say(&s, out, cap);
}

/* From outside: control characters and such are not for the terminal. */
static void clean(struct buf *out, const char *s, const struct reply_options *o)
{
	text_line(out, s, strlen(s), 1 << 20, o->ascii);
}

static const char *mark(const json_t *message, const struct reply_options *o)
{
	enum message_state s;
	return message_state_named(str(message, "state"), &s) ? message_mark(s, o->ascii) : "";
}

/* Words of the wire that are shown as they are: what is not among them is a name
 * and is not translated. */
static const char *const words[] = {
	/* states */
	N_("received"), N_("queued"), N_("held"), N_("sending"), N_("accepted"), N_("sent"), N_("delivered"),
	N_("read"), N_("played"), N_("rejected"), N_("unknown"), N_("cancelled"),
	/* kinds of messages */
	N_("image"), N_("video"), N_("audio"), N_("voice"), N_("document"), N_("sticker"), N_("location"),
	N_("contact"), N_("poll"), N_("unsupported"),
	/* cases and priorities */
	N_("open"), N_("waiting"), N_("snoozed"), N_("closed"), N_("archived"),
	N_("low"), N_("normal"), N_("high"), N_("urgent"),
	/* gates, health, pauses, doctor, rights */
	N_("wait"), N_("hold"), N_("refuse"), N_("ok"), N_("warning"), N_("stopped"), N_("stop"), N_("full"),
	N_("initiations"), N_("itself"), N_("warn"), N_("bad"),
	N_("reader"), N_("agent"), N_("lead"), N_("admin"),
};

static const char *word(const char *s)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i], s) == 0)
			return say_of(s);
	return s;
}

/* How a row is drawn, by its state: the worse one, the one to look at, neither. */
static unsigned style_of(const char *state, const char *bad, const char *bold)
{
	return strcmp(state, bad) == 0 ? GRID_BAD : strcmp(state, bold) == 0 ? GRID_BOLD : 0;
}

/* What a message says in one cell: its text, or what it is. */
static void body(const json_t *m, struct buf *out)
{
	const char *kind = str(m, "kind"), *text = json_str(m, "text");
	if (json_flag(m, "deleted"))
		buf_addf(out, "[%s]", _("deleted"));
	else if (strcmp(kind, "text") != 0 && strcmp(kind, "") != 0)
		buf_addf(out, "[%s%s%s]%s", word(kind), json_str(m, "media.filename") ? " " : "",
			str(m, "media.filename"), text && *text ? " " : "");
	if (text && !json_flag(m, "deleted"))
		buf_adds(out, text);
	else if (json_str(m, "place"))
		buf_addf(out, " %s", json_str(m, "place"));
	if (json_flag(m, "edited"))
		buf_addf(out, " (%s)", _("edited"));
	if (json_flag(m, "starred"))
		buf_adds(out, " *");
}

/* The first gate's sentence, or the reason kept with the message. */
static void why_not(const json_t *m, char *out, size_t cap)
{
	const json_t *gate = json_array_get(json_at(m, "verdict.gates"), 0);
	sentence(m, "reason", out, cap);
	if (!out[0] && gate)
		sentence(gate, "say", out, cap);
}

static void next_line(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	if (json_str(answer, "next") && o->columns)
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("more: --after {cursor}"), "cursor=%s",
			json_str(answer, "next")));
}

static void messages(const json_t *answer, const struct reply_options *o, struct buf *out)
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
		bool bad = strcmp(str(m, "status"), "failed") == 0
			|| strcmp(str(m, "status"), "unknown") == 0;
		grid_row(&g, bad ? GRID_BAD : 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(m, "id", 0));
		grid_set(&g, 1, reply_time(json_str(m, "at"), o, when));
		grid_set(&g, 2, json_str(m, "author"));
		grid_set(&g, 3, mark(m, o));
		body(m, &text);
		grid_set(&g, 4, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void found(const json_t *answer, const struct reply_options *o, struct buf *out)
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
		body(m, &text);
		grid_set(&g, 4, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void queue(const json_t *answer, const struct reply_options *o, struct buf *out)
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
		const char *state = str(m, "state");
		grid_row(&g, style_of(state, "unknown", "held"));
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(m, "id", 0));
		grid_set(&g, 1, json_str(m, "conversation_title"));
		grid_set(&g, 2, json_str(m, "author"));
		grid_set(&g, 3, word(state));
		grid_set(&g, 4, reply_time(json_str(m, "leaves_at"), o, when));
		why_not(m, why, sizeof why);
		grid_set(&g, 5, why);
		body(m, &text);
		grid_set(&g, 6, buf_str(&text));
		buf_fini(&text);
	}
	if (g.rows)
		grid_write(&g, o, out);
	else if (o->columns)
		buf_addf(out, "%s\n", _("nothing is queued"));
	grid_fini(&g);
	next_line(answer, o, out);
}

static void conversations(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("who"), 24, false }, { N_("phone"), 0, false },
		{ N_("time"), 0, false }, { N_("new"), 0, true }, { N_("case"), 0, false },
		{ NULL, 0, false }, { N_("last message"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *c;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, c) {
		int64_t unseen = json_i64_or(c, "unseen", 0);
		bool needs = json_flag(c, "needs_reply");
		grid_row(&g, needs ? GRID_BOLD : 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(c, "id", 0));
		grid_set(&g, 1, json_str(c, "title"));
		grid_set(&g, 2, json_str(c, "phone"));
		grid_set(&g, 3, reply_time(json_str(c, "last.at"), o, when));
		if (unseen)
			grid_setf(&g, 4, "%lld", (long long)unseen);
		grid_set(&g, 5, needs ? _("needs reply") : word(str(c, "status")));
		grid_set(&g, 6, json_flag(c, "last.from_me") ? mark(json_at(c, "last"), o) : "");
		struct buf text = { 0 };
		if (json_at(c, "last"))
			body(json_at(c, "last"), &text);
		grid_set(&g, 7, buf_str(&text));
		buf_fini(&text);
	}
	if (!g.rows && o->columns)
		buf_addf(out, "%s\n", _("no conversations here"));
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void sessions(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("number"), 0, false }, { N_("status"), 0, false }, { N_("phone"), 0, false },
		{ N_("engine"), 0, false }, { N_("hours"), 0, false }, { N_("zone"), 0, false },
		{ NULL, 0, false } };
	struct grid g;
	char why[SENTENCE_SAID];
	const json_t *items = json_at(answer, "items");
	size_t n = items ? json_array_size(items) : 1;
	grid_init(&g, columns, COUNT(columns), false);
	for (size_t i = 0; i < n; i++) {
		const json_t *s = items ? json_array_get(items, i) : answer;
		grid_row(&g, strcmp(str(s, "status"), "WORKING") == 0 ? 0 : GRID_BAD);
		grid_set(&g, 0, json_str(s, "name"));
		grid_set(&g, 1, json_str(s, "status"));
		grid_set(&g, 2, json_str(s, "me.phone"));
		grid_setf(&g, 3, "%s %s", str(s, "engine"), str(s, "version"));
		grid_set(&g, 4, json_str(s, "hours"));
		grid_set(&g, 5, json_str(s, "zone"));
		sentence(s, "why", why, sizeof why);
		grid_set(&g, 6, why);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

static void contacts(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("name"), 32, false }, { N_("phone"), 0, false },
		{ N_("in"), 0, true },
		{ N_("out"), 0, true }, { N_("last"), 0, false }, { NULL, 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *c;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, c) {
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(c, "id", 0));
		grid_set(&g, 1, json_str(c, "name"));
		grid_set(&g, 2, json_str(c, "phone"));
		grid_setf(&g, 3, "%lld", (long long)json_i64_or(c, "messages_in", 0));
		grid_setf(&g, 4, "%lld", (long long)json_i64_or(c, "messages_out", 0));
		grid_set(&g, 5, reply_time(json_str(c, "last_message_at"), o, when));
		if (json_flag(c, "blocked") || json_flag(c, "opted_out"))
			grid_set(&g, 6, json_flag(c, "blocked") ? _("blocked") : _("opted out"));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

/* "label  value" lines. */
static const struct grid_column card_columns[] = { { NULL, 0, false }, { NULL, 0, false } };

static void card_line(struct grid *g, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	grid_row(g, 0);
	grid_set(g, 0, say_of(label));
	grid_set(g, 1, value);
}

static void card_time(struct grid *g, const char *label, const json_t *v, const char *path,
	const struct reply_options *o)
{
	char when[REPLY_TIME_CAP];
	card_line(g, label, reply_time(json_str(v, path), o, when));
}

static void card_number(struct grid *g, const char *label, const json_t *v, const char *path)
{
	char n[32];
	snprintf(n, sizeof n, "%lld", (long long)json_i64_or(v, path, 0));
	card_line(g, label, n);
}

static void card_write(struct grid *g, const struct reply_options *o, struct buf *out)
{
	grid_write(g, o, out);
	grid_fini(g);
}

static void joined(const json_t *array, struct buf *out)
{
	json_t *v;
	size_t i;
	json_array_foreach(array, i, v)
		buf_addf(out, "%s%s", i ? ", " : "", json_is_string(v) ? json_string_value(v) : "");
}

static void conversation(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf labels = { 0 };
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID];
	grid_init(&g, card_columns, COUNT(card_columns), true);
	card_number(&g, N_("conversation"), c, "id");
	card_line(&g, N_("with"), json_str(c, "title"));
	card_line(&g, N_("phone"), json_str(c, "phone"));
	card_line(&g, N_("number"), json_str(c, "session"));
	card_line(&g, N_("case"), json_flag(c, "needs_reply") ? _("needs reply") : word(str(c, "status")));
	card_time(&g, N_("waiting since"), c, "waiting_since", o);
	card_line(&g, N_("assigned to"), json_str(c, "assignee"));
	card_line(&g, N_("priority"), word(str(c, "priority")));
	joined(json_at(c, "labels"), &labels);
	card_line(&g, N_("labels"), buf_str(&labels));
	if (json_flag(c, "window.open"))
		card_line(&g, N_("window"), say_with(said, sizeof said, N_("open until {time}"), "time=%s",
			reply_time(json_str(c, "window.until"), o, when)));
	else if (strcmp(str(c, "kind"), "person") == 0)
		card_line(&g, N_("window"), _("closed: writing now starts a conversation"));
	if (json_i64_or(c, "unseen", 0))
		card_number(&g, N_("unseen"), c, "unseen");
	if (json_i64_or(c, "queued", 0))
		card_number(&g, N_("queued"), c, "queued");
	if (json_i64_or(c, "unknown", 0))
		card_number(&g, N_("unknown"), c, "unknown");
	card_line(&g, N_("draft"), json_str(c, "draft"));
	if (json_flag(c, "opted_out"))
		card_line(&g, N_("opted out"), _("yes"));
	if (json_flag(c, "blocked"))
		card_line(&g, N_("blocked"), _("yes"));
	card_write(&g, o, out);
	buf_fini(&labels);
}

static void contact(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf addresses = { 0 };
	grid_init(&g, card_columns, COUNT(card_columns), true);
	card_number(&g, N_("contact"), c, "id");
	card_line(&g, N_("name"), json_str(c, "name"));
	card_line(&g, N_("own name"), json_str(c, "names.push"));
	card_line(&g, N_("phone book"), json_str(c, "names.book"));
	card_line(&g, N_("phone"), json_str(c, "phone"));
	joined(json_at(c, "addresses"), &addresses);
	card_line(&g, N_("addresses"), buf_str(&addresses));
	card_time(&g, N_("first message"), c, "first_message_at", o);
	card_time(&g, N_("last message"), c, "last_message_at", o);
	card_number(&g, N_("they wrote"), c, "messages_in");
	card_number(&g, N_("we wrote"), c, "messages_out");
	if (json_flag(c, "opted_out"))
		card_line(&g, N_("opted out"), _("yes"));
	if (json_flag(c, "blocked"))
		card_line(&g, N_("blocked"), _("yes"));
	card_write(&g, o, out);
	buf_fini(&addresses);
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
		grid_row(&g, strcmp(str(v, "kind"), "wait") == 0 ? 0 : GRID_BOLD);
		grid_set(&g, 0, json_str(v, "gate"));
		grid_set(&g, 1, word(str(v, "kind")));
		grid_set(&g, 2, reply_time(json_str(v, "until"), o, when));
		sentence(v, "say", said, sizeof said);
		sentence(v, "change", change, sizeof change);
		buf_addf(&text, "%s%s%s", said, *change ? "; " : "", change);
		grid_set(&g, 3, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

static void message(const json_t *m, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID], why[SENTENCE_SAID];
	const char *leaves = reply_time(json_str(m, "leaves_at"), o, when);
	long long id = json_i64_or(m, "id", 0);
	const char *state = word(str(m, "state"));
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
	clean(out, said, o);
	buf_addc(out, '\n');
	gates(json_at(m, "verdict"), o, out);
}

/* Of a message whose fate is unknown: since when, what was done, who decides. */
static void not_known(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	const json_t *all = json_at(answer, "attempts");
	const char *at = json_str(json_array_get(all, json_array_size(all) - 1), "at");
	char said[SENTENCE_SAID];
	if (strcmp(json_str_or(answer, "message.status", ""), "unknown") != 0 || !at || strlen(at) < 19)
		return;
	clean(out, say_with(said, sizeof said,
		N_("handed to WAHA {time}, no answer that proves it; looked for {looks} times since. "
		   "Decide: settle {id} look, settle {id} sent, or settle {id} again"),
		"time=%.8s\nlooks=%lld\nid=%lld", at + 11, (long long)json_i64_or(answer, "looks", 0),
		(long long)json_i64_or(answer, "message.id", 0)), o);
	buf_addc(out, '\n');
}

static void why(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID];
	json_t *a;
	size_t i;
	json_t *m = json_copy((json_t *)json_at(answer, "message"));
	/* The verdict of this moment, not the one kept with the row. */
	json_object_set(m, "verdict", json_object_get(answer, "verdict"));
	message(m, o, out);
	json_decref(m);
	not_known(answer, o, out);
	json_array_foreach(json_at(answer, "attempts"), i, a) {
		clean(out, say_with(said, sizeof said, N_("attempt {n} at {time}: {outcome} {detail}"),
			"n=%lld\ntime=%s\noutcome=%s\ndetail=%s", (long long)json_i64_or(a, "n", 0),
			reply_time(json_str(a, "at"), o, when), json_str_or(a, "outcome", _("no answer yet")),
			str(a, "detail")), o);
		buf_addc(out, '\n');
	}
}

static void limit(const json_t *s, const char *path, const char *what, struct buf *out)
{
	char used[64], most[64];
	snprintf(used, sizeof used, "%s.used", path);
	snprintf(most, sizeof most, "%s.limit", path);
	buf_addf(out, "%s %lld/%lld · ", say_of(what), (long long)json_i64_or(s, used, 0),
		(long long)json_i64_or(s, most, 0));
}

static void health_session(const json_t *s, const struct reply_options *o, struct grid *g)
{
	struct buf line = { 0 };
	char said[SENTENCE_SAID], when[REPLY_TIME_CAP];
	const char *until = json_str(s, "lock.until");
	limit(s, "today", N_("today"), &line);
	limit(s, "new", N_("new"), &line);
	if (json_at(s, "answered_percent"))
		buf_addf(&line, "%s %lld%% · ", _("answered"),
			(long long)json_i64_or(s, "answered_percent", 0));
	buf_addf(&line, "%s %lld · %s %lld", _("unanswered"), (long long)json_i64_or(s, "unanswered", 0),
		_("opt-outs"), (long long)json_i64_or(s, "opt_outs", 0));
	buf_addf(&line, " · %s", !json_is_object(json_at(s, "lock")) ? _("lock none")
		: !until ? _("locked")
		: say_with(said, sizeof said, N_("lock until {time}"), "time=%s", reply_time(until, o, when)));
	if (json_at(s, "warmup"))
		buf_addf(&line, " · %s %lld/%lld", _("warm-up"), (long long)json_i64_or(s, "warmup.day", 0),
			(long long)json_i64_or(s, "warmup.of", 0));
	buf_addf(&line, " · %s%s", str(s, "hours"), json_flag(s, "open_now") ? "" : _(" (closed now)"));
	grid_row(g, strcmp(str(s, "status"), "WORKING") == 0 ? 0 : GRID_BAD);
	grid_set(g, 0, json_str(s, "name"));
	grid_set(g, 1, json_str(s, "status"));
	grid_set(g, 2, buf_str(&line));
	sentence(s, "why", said, sizeof said);
	if (*said) {
		grid_row(g, 0);
		grid_set(g, 2, said);
	}
	buf_fini(&line);
}

static void health(const json_t *h, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
	char said[SENTENCE_SAID], when[REPLY_TIME_CAP];
	struct grid g;
	json_t *v;
	size_t i;
	const char *key;
	sentence(h, "sentence", said, sizeof said);
	bool bad = strcmp(str(h, "status"), "ok") != 0;
	buf_adds(out, bad && o->colour ? "\033[31m" : "");
	buf_addf(out, "%s: ", word(str(h, "status")));
	clean(out, said, o);
	buf_adds(out, bad && o->colour ? "\033[0m\n" : "\n");
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(h, "sessions"), i, v)
		health_session(v, o, &g);
	grid_write(&g, o, out);
	grid_fini(&g);
	json_array_foreach(json_at(h, "pauses"), i, v) {
		clean(out,
			say_with(said, sizeof said,
				N_("pause {kind} of {number} by {by} since {time}: {reason} "
				   "(lifted by: {lifted})"),
				"kind=%s\nnumber=%s\nby=%s\ntime=%s\nreason=%s\nlifted=%s",
				word(str(v, "kind")), json_str_or(v, "session", _("all numbers")),
				str(v, "by"), reply_time(json_str(v, "at"), o, when), str(v, "reason"),
				word(str(v, "lifted_by"))),
			o);
		buf_addc(out, '\n');
	}
	say_with(said, sizeof said,
		N_("queue: {queued} queued, {held} held, {sending} leaving, {unknown} unknown"),
		"queued=%lld\nheld=%lld\nsending=%lld\nunknown=%lld",
		(long long)json_i64_or(h, "queue.queued", 0), (long long)json_i64_or(h, "queue.held", 0),
		(long long)json_i64_or(h, "queue.sending", 0), (long long)json_i64_or(h, "queue.unknown", 0));
	buf_adds(out, said);
	if (json_str(h, "queue.next_at"))
		buf_addf(out, ", %s", say_with(said, sizeof said, N_("next at {time}"), "time=%s",
			reply_time(json_str(h, "queue.next_at"), o, when)));
	buf_addc(out, '\n');
	json_object_foreach((json_t *)json_at(h, "errors"), key, v)
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("errors in 24 h: {kind} {n}"),
			"kind=%s\nn=%lld", key, (long long)json_integer_value(v)));
	buf_addf(out, "%s\n", say_with(said, sizeof said, N_("engine {version}, pid {pid}, since {time}"),
		"version=%s\npid=%lld\ntime=%s", str(h, "engine.version"),
		(long long)json_i64_or(h, "engine.pid", 0),
		reply_time(json_str(h, "engine.since"), o, when)));
	if (json_flag(h, "demo"))
		buf_addf(out, "%s\n", _("DEMO: nothing leaves this machine"));
}

static void doctor(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
	char said[SENTENCE_SAID], action[SENTENCE_SAID];
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(answer, "items"), i, v) {
		struct buf text = { 0 };
		const char *state = str(v, "state");
		grid_row(&g, style_of(state, "bad", "warn"));
		grid_set(&g, 0, word(state));
		grid_set(&g, 1, word(str(v, "check")));
		sentence(v, "say", said, sizeof said);
		sentence(v, "do", action, sizeof action);
		buf_addf(&text, "%s%s%s", said, *action ? ": " : "", action);
		grid_set(&g, 2, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

static void whoami(const json_t *w, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, card_columns, COUNT(card_columns), true);
	card_line(&g, N_("agent"), json_str(w, "agent"));
	card_line(&g, N_("rights"), word(str(w, "rights")));
	card_number(&g, N_("uid"), w, "uid");
	card_line(&g, N_("engine"), json_str(w, "version"));
	json_array_foreach(json_at(w, "views"), i, v)
		card_number(&g, str(v, "title"), v, "count");
	card_write(&g, o, out);
}

static void qr(const json_t *q, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	sentence(q, "sentence", said, sizeof said);
	clean(out, *said ? said : str(q, "status"), o);
	buf_addc(out, '\n');
	if (json_str(q, "value")) {
		clean(out, json_str(q, "value"), o);
		buf_addc(out, '\n');
	}
}

static void code(const json_t *c, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	clean(out, say_with(said, sizeof said,
		N_("{code} — type it on the phone: Linked devices, Link a device, "
		   "Link with phone number instead"),
		"code=%s", str(c, "code")), o);
	buf_addc(out, '\n');
}

static void agents(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("name"), 32, false },
		{ N_("rights"), 0, false }, { N_("uid"), 0, true } };
	struct grid g;
	const json_t *items = json_at(answer, "items");
	size_t n = items ? json_array_size(items) : 1;
	grid_init(&g, columns, COUNT(columns), false);
	for (size_t i = 0; i < n; i++) {
		const json_t *a = items ? json_array_get(items, i) : answer;
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(a, "id", 0));
		grid_set(&g, 1, json_str(a, "name"));
		grid_set(&g, 2, json_str(a, "rights") ? word(str(a, "rights")) : "");
		if (json_at(a, "uid"))
			grid_setf(&g, 3, "%lld", (long long)json_i64_or(a, "uid", 0));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void tokens(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("name"), 32, false }, { N_("rights"), 0, false },
		{ N_("made"), 0, false }, { N_("used"), 0, false }, { N_("revoked"), 0, false } };
	static const char *const times[] = { "created_at", "used_at", "revoked_at" };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *t;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, t) {
		grid_row(&g, 0);
		grid_set(&g, 0, json_str(t, "name"));
		grid_set(&g, 1, word(str(t, "rights")));
		for (int k = 0; k < 3; k++)
			grid_set(&g, 2 + k, reply_time(json_str(t, times[k]), o, when));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void token(const json_t *t, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID], when[REPLY_TIME_CAP];
	if (json_str(t, "revoked_at")) {
		say_with(said, sizeof said, N_("{name} was revoked at {time}"), "name=%s\ntime=%s",
			str(t, "name"), reply_time(json_str(t, "revoked_at"), o, when));
		clean(out, said, o);
		buf_addc(out, '\n');
		return;
	}
	/* For scripts the token alone. */
	if (o->columns) {
		say_with(said, sizeof said, N_("{name} has the rights {rights}; its token, shown this once:"),
			"name=%s\nrights=%s", str(t, "name"), word(str(t, "rights")));
		clean(out, said, o);
		buf_addc(out, '\n');
	}
	clean(out, str(t, "token"), o);
	buf_addc(out, '\n');
}

static void audit(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("time"), 0, false },
		{ N_("who"), 18, false }, { N_("what"), 0, false }, { N_("about"), 0, false },
		{ NULL, 0, false } };
	static const struct {
		const char *key, *word;
	} about[] = { { "session_id", N_("number") }, { "conversation_id", N_("conversation") },
		{ "contact_id", N_("contact") }, { "message_id", N_("message") } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *a;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, a) {
		struct buf what = { 0 };
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(a, "id", 0));
		grid_set(&g, 1, reply_time(json_str(a, "at"), o, when));
		grid_set(&g, 2, json_str(a, "who"));
		grid_set(&g, 3, json_str(a, "action"));
		for (size_t k = 0; k < COUNT(about); k++)
			if (json_at(a, about[k].key))
				buf_addf(&what, "%s%s %lld", what.n ? ", " : "", say_of(about[k].word),
					(long long)json_i64_or(a, about[k].key, 0));
		grid_set(&g, 4, buf_str(&what));
		grid_set(&g, 5, json_str(a, "detail"));
		buf_fini(&what);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	next_line(answer, o, out);
}

static void lines(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP];
	json_t *l;
	size_t i;
	json_array_foreach(json_at(answer, "items"), i, l) {
		if (json_str(l, "at"))
			buf_addf(out, "%s %s %s: ", reply_time(json_str(l, "at"), o, when), str(l, "level"),
				str(l, "area"));
		clean(out, str(l, "text"), o);
		buf_addc(out, '\n');
	}
	next_line(answer, o, out);
}

static const struct shape {
	const char *name;
	void (*one)(const json_t *, const struct reply_options *, struct buf *);
	void (*list)(const json_t *, const struct reply_options *, struct buf *);
} shapes[] = {
	{ "session", sessions, sessions }, { "qr", qr, NULL }, { "code", code, NULL },
	{ "conversation", conversation, conversations }, { "message", message, messages },
	{ "queued", NULL, queue }, { "found", NULL, found }, { "why", why, NULL },
	{ "contact", contact, contacts }, { "health", health, NULL }, { "whoami", whoami, NULL },
	{ "doctor", doctor, NULL }, { "agent", agents, agents }, { "token", token, tokens },
	{ "consent", NULL, reply_consents }, { "rules", NULL, reply_rules }, { "judged", reply_judged, NULL },
	{ "plan", reply_plan, NULL }, { "audit", NULL, audit }, { "line", NULL, lines },
};

void reply_text(const struct command *cmd, const json_t *answer, const struct reply_options *o,
	struct buf *out)
{
	for (size_t i = 0; cmd->shape && i < COUNT(shapes); i++) {
		if (strcmp(shapes[i].name, cmd->shape) != 0)
			continue;
		if (cmd->flags & CMD_LIST ? !!shapes[i].list : !!shapes[i].one) {
			(cmd->flags & CMD_LIST ? shapes[i].list : shapes[i].one)(answer, o, out);
			return;
		}
	}
	/* What only faces ask for has no text of its own. */
	json_write(out, answer);
	buf_addc(out, '\n');
}
