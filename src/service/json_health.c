/* json_health: is all well, and the queue's figures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#include "base/json.h"
#include "base/zone.h"
#include "policy/hours.h"
#include "store/note.h"
#include "store/facts.h"
#include "store/pause.h"
#include "store/promise.h"
#include "store/stream.h"
#include "store/summary.h"
#include "engine/anomaly.h"

#include "service/shapes.h"

#include "base/banned.h"

enum { ANSWERS_WARN = 30, ANSWERS_LEAST = 10 }; /* people written to first, before a share of answers means something */

/* The worst thing that is true, as the whole's sentence. */
struct weather {
	int worst; /* 0 ok, 1 warning, 2 stopped */
	struct sentence say;
};

static bool worse(struct weather *w, int how)
{
	if (how <= w->worst)
		return false;
	w->worst = how;
	return true;
}

static json_t *used_of(int used, int limit)
{
	json_t *o = json_object();
	json_put_i64(o, "used", used);
	json_put_i64(o, "limit", limit);
	return o;
}

static json_t *warmup(int day, const int ramp[RAMP_DAYS])
{
	if (!day)
		return json_null();
	json_t *o = json_object(), *all = json_array();
	for (int i = 0; i < RAMP_DAYS; i++)
		json_array_append_new(all, json_integer(ramp[i]));
	json_put_i64(o, "day", day);
	json_put_i64(o, "of", RAMP_DAYS);
	json_put(o, "ramp", all);
	return o;
}

/* What keeps the number from beginning conversations; null: nothing. */
static json_t *lock_of(struct service *s, const char *name, const struct number_facts *f)
{
	if (!f->initiations_paused && !f->full_pause && !f->stopped)
		return json_null();
	json_t *o = json_object();
	json_put_str(o, "reason", f->pause_reason);
	put_time(o, "until", shape_zone(s, name), f->full_pause || f->stopped ? 0 : f->initiations_until);
	return o;
}

/* WhatsApp's own for new conversations this month, where WAHA's engine tells it. */
static json_t *quota_of(struct service *s, const char *name, const struct stream_position *p)
{
	long long limit = strtoll(p->cursor, NULL, 10);
	const char *status = strchr(p->cursor, ' ');
	if (!p->done || !status)
		return json_null();
	json_t *o = json_object();
	json_put_i64(o, "used", p->n);
	json_put_i64(o, "limit", limit);
	json_put_str(o, "status", status + 1);
	put_time(o, "until", shape_zone(s, name), p->at);
	return o;
}

static json_t *session_health(struct service *s, const struct number_row *n, struct weather *w, struct err *e)
{
	const struct number_config *c = config_number_named(s->config, n->name);
	int64_t now = s->now_ms / 1000;
	const struct limits *l = &c->limits;
	int32_t day = zone_day(l->zone, now);
	struct number_facts f = { 0 };
	struct summary sum;
	struct stream_position deaf = { 0 }, quota = { 0 };
	if (!facts_number(s->db, n->id, day, now, &f, e)
		|| !summary_number(s->db, n->id, zone_day_start(l->zone, day), now, &sum, e)
		|| !stream_get(s->db, n->id, STREAM_DEAF, &deaf, e)
		|| !stream_get(s->db, n->id, STREAM_QUOTA, &quota, e))
		return NULL;
	json_t *o = shape_session(s, n);
	/* What an engine lacks is no matter of today. */
	json_object_del(o, "cannot");
	json_object_del(o, "contacts_sync");
	json_put(o, "today", used_of(f.contacts_today, facts_daily_contacts(l, &f)));
	json_put(o, "new", used_of(f.initiations_today, facts_daily_initiations(l, &f)));
	json_put(o, "warmup", warmup(f.ramp_day, l->ramp));
	if (sum.initiated >= ANSWERS_LEAST)
		json_put_i64(o, "answered_percent", sum.answered * 100 / sum.initiated);
	else
		json_put_null(o, "answered_percent");
	json_put_i64(o, "unanswered", sum.unanswered);
	json_put_i64(o, "opt_outs", sum.opt_outs);
	json_put_bool(o, "open_now", l->demo || hours_open(l, false, now));
	json_put(o, "lock", lock_of(s, n->name, &f));
	json_put(o, "quota", quota_of(s, n->name, &quota));
	if (sum.ripe >= ANSWERS_LEAST && sum.answered * 100 < sum.ripe * ANSWERS_WARN && worse(w, 1))
		sentence_set(&w->say, "health.answers",
			N_("only {answered} of {n} people that {number} wrote to first have answered: "
			   "write to fewer who do not expect it"),
			"answered=%lld\nn=%lld\nnumber=%s", (long long)sum.answered, (long long)sum.ripe, n->name);
	if (f.halved && worse(w, 1))
		sentence_set(&w->say, "health.halved",
			N_("WhatsApp has warned {number} a second time: its daily limits count half"),
			"number=%s", n->name);
	if (deaf.at && worse(w, 1))
		sentence_set(&w->say, "health.deaf",
			N_("WAHA lists messages of {number} that it did not tell; they were fetched, the next may come "
			   "late: `wartel session restart {number}`"),
			"number=%s", n->name);
	struct sentence why;
	json_decref(shape_absence(s, n->id, n->name, &why));
	if (*why.key && worse(w, 1))
		w->say = why;
	int64_t unwritten = engine_unwritten(s->engine, n->id);
	if (unwritten && worse(w, 2))
		sentence_set(&w->say, "health.unwritten",
			N_("message {id} of {number} left, and the database does not take what became of it ({why}): "
			   "nothing else leaves until it does; look at the disk"),
			"id=%lld\nnumber=%s\nwhy=%s", (long long)unwritten, n->name,
			db_unwritable() ? db_unwritable() : "?");
	if (n->status != SESSION_WORKING && worse(w, 1))
		sentence_set(&w->say, "health.session", N_("{number} is {status}: see `wartel doctor`"),
			"number=%s\nstatus=%s", n->name, session_status_name(n->status));
	return o;
}

static json_t *sessions(struct service *s, struct weather *w, struct err *e)
{
	struct number_rows rows = { 0 };
	json_t *all = json_array();
	bool ok = number_list(s->db, &rows, e);
	for (size_t i = 0; ok && i < rows.n; i++) {
		if (!config_number_named(s->config, rows.v[i].name))
			continue;
		json_t *o = session_health(s, &rows.v[i], w, e);
		ok = o != NULL;
		if (o)
			json_array_append_new(all, o);
	}
	number_rows_fini(&rows);
	if (!ok) {
		json_decref(all);
		return NULL;
	}
	return all;
}

/* What a person wrote is a sentence of his own words. */
static json_t *why_of(const struct pause_row *p)
{
	struct sentence s = p->why;
	if (!*s.key)
		sentence_set(&s, "pause.said", "{words}", "words=%s", p->reason);
	return json_from_sentence(&s);
}

static json_t *pauses(struct service *s, struct weather *w, bool *stopped, struct err *e)
{
	struct pause_rows rows = { 0 };
	if (!pause_list(s->db, 0, s->now_ms / 1000, &rows, e))
		return NULL;
	json_t *all = json_array();
	for (size_t i = 0; i < rows.n; i++) {
		const struct pause_row *p = &rows.v[i];
		const char *number = p->session && *p->session ? p->session : NULL;
		const struct zone *z = shape_zone(s, number);
		json_t *o = json_object();
		json_put_i64(o, "id", p->id);
		put_text(o, "session", number);
		json_put_str(o, "kind", pause_kind_name(p->kind));
		json_put(o, "reason", why_of(p));
		json_put_str(o, "by", p->by);
		put_time(o, "at", z, p->at);
		put_time(o, "until", z, p->until);
		json_put_str(o, "lifted_by", pause_lifter_name(p->lifter));
		json_array_append_new(all, o);
		if (p->kind == PAUSE_STOP && !number)
			*stopped = true;
		bool all_of_it = p->kind == PAUSE_STOP || p->kind == PAUSE_FULL;
		if (all_of_it && !number && worse(w, 2))
			sentence_set(&w->say, "health.stopped",
				N_("sending is stopped by {by}: {reason}; `wartel resume --reason WHY` lets it go on"),
				"by=%s\nreason=%s", p->by, p->reason);
		else if (all_of_it && worse(w, 2))
			sentence_set(&w->say, "health.paused",
				N_("{number} is paused: {reason}; `wartel resume {number} --reason WHY` lets it go on"),
				"number=%s\nreason=%s", number, p->reason);
		else if (p->kind == PAUSE_INITIATIONS && worse(w, 1))
			sentence_set(&w->say, "health.initiations",
				N_("{number} starts no conversations for now, replies go on: {reason}"),
				"number=%s\nreason=%s", number ? number : "*", p->reason);
	}
	pause_rows_fini(&rows);
	return all;
}

json_t *shape_queue(struct service *s, struct err *e)
{
	struct outbox_counts n;
	if (!outbox_count(s->db, 0, s->now_ms, &n, e))
		return NULL;
	json_t *o = json_object();
	json_put_i64(o, "queued", n.queued);
	json_put_i64(o, "held", n.held);
	json_put_i64(o, "sending", n.sending);
	json_put_i64(o, "unknown", n.unknown);
	bool stopped = access(engine_stop_file(s->engine), F_OK) == 0;
	put_time(o, "next_at", shape_zone(s, NULL), stopped ? 0 : n.next_due_ms / 1000);
	return o;
}

static json_t *errors(const struct service *s)
{
	json_t *o = json_object();
	for (int kind = ERR_NONE + 1; s->errors && kind < ERROR_KINDS; kind++) {
		int n = error_counts_of(s->errors, (enum err_kind)kind, s->now_ms / 1000);
		if (n)
			json_put_i64(o, err_kind_name((enum err_kind)kind), n);
	}
	return o;
}

static json_t *engine(const struct service *s)
{
	json_t *o = json_object();
	json_put_str(o, "version", PACKAGE_VERSION);
	json_put_i64(o, "pid", getpid());
	put_time(o, "since", shape_zone(s, NULL), s->since);
	return o;
}

json_t *shape_health(struct service *s, struct err *e)
{
	static const char *const names[] = { "ok", "warning", "stopped" };
	struct weather w = { 0 };
	bool stopped = false;
	int64_t mentions, breaches;
	json_t *o = NULL, *numbers = NULL;
	json_t *queue = shape_queue(s, e), *held_up = queue ? pauses(s, &w, &stopped, e) : NULL;
	if (held_up)
		numbers = sessions(s, &w, e);
	if (!numbers || !note_mentions(s->db, s->caller.agent_id, &mentions, e) ||
		!promise_late(s->db, s->now_ms / 1000, &breaches, e))
		goto out;
	if (access(engine_stop_file(s->engine), F_OK) == 0) {
		stopped = true;
		if (worse(&w, 2))
			sentence_set(&w.say, "health.stop-file",
				N_("sending is stopped: there is a file {path}; it goes on when that is gone"), "path=%s",
				engine_stop_file(s->engine));
	}
	if (db_unwritable() && worse(&w, 2))
		sentence_set(&w.say, "health.unwritable",
			N_("the database cannot be written ({why}): nothing is sent, and what comes is read again once it "
			   "can; look at the disk"),
			"why=%s", db_unwritable());
	if (json_i64_or(queue, "unknown", 0) && worse(&w, 1))
		sentence_set(&w.say, "health.unknown",
			N_("messages that left, and nobody knows whether they arrived: {n}; see `wartel queue`"),
			"n=%lld",
			(long long)json_i64_or(queue, "unknown", 0));
	if (json_i64_or(queue, "held", 0) && worse(&w, 1))
		sentence_set(&w.say, "health.held",
			N_("messages held until a person decides: {n}; see `wartel queue`"), "n=%lld",
			(long long)json_i64_or(queue, "held", 0));
	if (!w.worst)
		sentence_set(&w.say, "health.ok", N_("all is well"), NULL);
	o = json_object();
	json_put_str(o, "status", names[w.worst]);
	json_put(o, "sentence", json_from_sentence(&w.say));
	json_put(o, "engine", engine(s));
	json_put_bool(o, "stopped", stopped);
	json_put_bool(o, "demo", config_bool(s->config, "demo"));
	json_put(o, "pauses", json_incref(held_up));
	json_put(o, "queue", json_incref(queue));
	json_put(o, "errors", errors(s));
	json_put_i64(o, "mentions", mentions);
	json_put_i64(o, "breaches", breaches);
	json_put(o, "sessions", json_incref(numbers));
out:
	json_decref(queue);
	json_decref(held_up);
	json_decref(numbers);
	return o;
}
