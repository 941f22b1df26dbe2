/* reply_health: what people read of how all is. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void limit(const json_t *s, const char *path, const char *what, struct buf *out)
{
	char used[64], most[64];
	snprintf(used, sizeof used, "%s.used", path);
	snprintf(most, sizeof most, "%s.limit", path);
	buf_addf(out, "%s %lld/%lld · ", say_of(what), (long long)json_i64_or(s, used, 0),
		(long long)json_i64_or(s, most, 0));
}

const char *reply_absence(const json_t *a, const struct reply_options *o, char *out, size_t cap)
{
	char since[REPLY_TIME_CAP], until[REPLY_TIME_CAP] = "";
	const char *by = json_str_or(a, "by", ""), *ends = json_str(a, "until");
	bool hand = strcmp(part_str(a, "how"), "hand") == 0;
	reply_time(json_str(a, "since"), o, since);
	if (ends)
		reply_time(ends, o, until);
	return say_with(out, cap, !hand ? N_("outside the service hours since {since}, until {until}")
		: ends ? N_("out of office since {since}, until {until}, says {by}")
		: N_("out of office since {since}, says {by}: it ends with `wartel away off`"),
		"since=%s\nuntil=%s\nby=%s", since, until, by);
}

void reply_away(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	const json_t *all = json_at(answer, "numbers");
	json_t *n;
	size_t i;
	json_array_foreach(all, i, n) {
		const json_t *a = json_at(n, "away");
		const char *closed = json_str(n, "closed"), *text = json_str(n, "text");
		if (json_is_object(a))
			reply_absence(a, o, said, sizeof said);
		else if (closed)
			say_with(said, sizeof said,
				N_("somebody is there; outside the service hours the template {name} answers"),
				"name=%s", closed);
		else
			snprintf(said, sizeof said, "%s", _("somebody is there"));
		part_clean(out, part_str(n, "session"), o);
		buf_adds(out, ": ");
		part_clean(out, said, o);
		if (json_is_object(a))
			buf_addf(out, "\n  %s", say_with(said, sizeof said, N_("told: {told}, waiting: {waiting}"),
				"told=%lld\nwaiting=%lld", (long long)json_i64_or(a, "told", 0),
				(long long)json_i64_or(a, "waiting", 0)));
		buf_addc(out, '\n');
		part_sentence(n, "why", said, sizeof said);
		if (*said) {
			part_clean(out, said, o);
			buf_addc(out, '\n');
		}
		if (text && (json_is_object(a) || closed)) {
			buf_adds(out, "  ");
			part_clean(out, text, o);
			buf_addc(out, '\n');
		}
	}
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
	if (json_is_object(json_at(s, "quota")))
		buf_addf(&line, " · %s %lld/%lld", _("WhatsApp's month"), (long long)json_i64_or(s, "quota.used", 0),
			(long long)json_i64_or(s, "quota.limit", 0));
	if (json_at(s, "warmup"))
		buf_addf(&line, " · %s %lld/%lld", _("warm-up"), (long long)json_i64_or(s, "warmup.day", 0),
			(long long)json_i64_or(s, "warmup.of", 0));
	buf_addf(&line, " · %s%s", part_str(s, "hours"), json_flag(s, "open_now") ? "" : _(" (closed now)"));
	grid_row(g, strcmp(part_str(s, "status"), "WORKING") == 0 ? 0 : GRID_BAD);
	grid_set(g, 0, json_str(s, "name"));
	grid_set(g, 1, json_str(s, "status"));
	grid_set(g, 2, buf_str(&line));
	if (json_is_object(json_at(s, "away"))) {
		grid_row(g, 0);
		grid_set(g, 2, reply_absence(json_at(s, "away"), o, said, sizeof said));
	}
	part_sentence(s, "why", said, sizeof said);
	if (*said) {
		grid_row(g, 0);
		grid_set(g, 2, said);
	}
	buf_fini(&line);
}

void reply_health(const json_t *h, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
	char said[SENTENCE_SAID], why[SENTENCE_SAID], when[REPLY_TIME_CAP];
	struct grid g;
	json_t *v;
	size_t i;
	const char *key;
	part_sentence(h, "sentence", said, sizeof said);
	bool bad = strcmp(part_str(h, "status"), "ok") != 0;
	buf_adds(out, bad && o->colour ? "\033[31m" : "");
	buf_addf(out, "%s: ", part_word(part_str(h, "status")));
	part_clean(out, said, o);
	buf_adds(out, bad && o->colour ? "\033[0m\n" : "\n");
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(h, "sessions"), i, v)
		health_session(v, o, &g);
	grid_write(&g, o, out);
	grid_fini(&g);
	json_array_foreach(json_at(h, "pauses"), i, v) {
		part_sentence(v, "reason", why, sizeof why);
		part_clean(out,
			say_with(said, sizeof said,
				N_("pause {kind} of {number} by {by} since {time}: {reason} "
				   "(lifted by: {lifted})"),
				"kind=%s\nnumber=%s\nby=%s\ntime=%s\nreason=%s\nlifted=%s",
				part_word(part_str(v, "kind")), json_str_or(v, "session", _("all numbers")),
				part_str(v, "by"), reply_time(json_str(v, "at"), o, when),
				why,
				part_word(part_str(v, "lifted_by"))),
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
	if (json_i64_or(h, "breaches", 0))
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("answers that are late: {n}"), "n=%lld",
			(long long)json_i64_or(h, "breaches", 0)));
	json_object_foreach((json_t *)json_at(h, "errors"), key, v)
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("errors in 24 h: {kind} {n}"),
			"kind=%s\nn=%lld", key, (long long)json_integer_value(v)));
	buf_addf(out, "%s\n", say_with(said, sizeof said, N_("engine {version}, pid {pid}, since {time}"),
		"version=%s\npid=%lld\ntime=%s", part_str(h, "engine.version"),
		(long long)json_i64_or(h, "engine.pid", 0),
		reply_time(json_str(h, "engine.since"), o, when)));
	if (json_flag(h, "demo"))
		buf_addf(out, "%s\n", _("DEMO: nothing leaves this machine"));
}

void reply_doctor(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
	char said[SENTENCE_SAID], action[SENTENCE_SAID];
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), true);
	json_array_foreach(json_at(answer, "items"), i, v) {
		struct buf text = { 0 };
		const char *state = part_str(v, "state");
		grid_row(&g, part_style(state, "bad", "warn"));
		grid_set(&g, 0, part_word(state));
		grid_set(&g, 1, part_word(part_str(v, "check")));
		part_sentence(v, "say", said, sizeof said);
		part_sentence(v, "do", action, sizeof action);
		buf_addf(&text, "%s%s%s", said, *action ? ": " : "", action);
		grid_set(&g, 2, buf_str(&text));
		buf_fini(&text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}
