/* sender: which message is next, and what the gates say to it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/number.h"
#include "policy/policy.h"

#include "engine/anomaly.h"
#include "engine/sender.h"
#include "engine/sending.h"
#include "engine/verdict.h"

#include "base/banned.h"

enum {
	TROUBLE_MS = 2000,	/* the database says no: so long until it is asked again */
	STOPPED_MS = 2000,	/* the STOP file may go away unannounced */
	TIMELESS_MS = 60 * 1000 /* a WAIT without a time: somebody will poke; if not, so often */
};

struct sender *sender_new(struct number *n, struct err *e)
{
	struct sender *s = xcalloc(1, sizeof *s);
	const struct number_config *c = n->config;

	s->number = n;
	s->d = db_open(config_database(n->engine->config), false, e);
	s->http = http_new();
	if (!s->d || !outbox_recipients(s->d, n->id, &s->stops, e)) {
		sender_free(s);
		return NULL;
	}
	waha_init(&s->waha, s->http, c->waha_url, c->waha_session, c->key);
	return s;
}

void sender_free(struct sender *s)
{
	if (!s)
		return;
	free(s->stops.v);
	http_free(s->http);
	db_close(s->d);
	free(s);
}

void sender_interrupt(struct sender *s)
{
	http_stop(s->http);
}

/* The server's engine and version, as the sync thread found them. */
static bool identify(struct sender *s, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_get(s->d, s->number->id, &row, e);

	if (ok) {
		s->waha.engine = row.engine;
		if (!waha_version_parse(row.version, &s->waha.version))
			s->waha.version = (struct waha_version){ 0 };
	}
	number_row_fini(&row);
	return ok;
}

/* While the STOP file is there it shows as a pause on every screen. */
static bool note_stop_file(struct sender *s, int64_t now_ms, struct err *e)
{
	struct changes c = { 0 };
	bool there = engine_stop_file_there(s->number->engine), ok = true;

	if (there && !s->file_seen) {
		ok = db_begin_write(s->d, e) &&
		     anomaly_stop_file(s->d, engine_stop_file(s->number->engine), now_ms / 1000, &c, e) &&
		     db_commit(s->d, e);
		if (ok)
			engine_changed(s->number->engine, &c);
		else
			db_rollback(s->d);
	}
	s->file_seen = there && ok;
	changes_fini(&c);
	return ok;
}

/* So long before a message may leave its seen and typing can begin. */
static int64_t lead(const struct sender *s)
{
	return s->number->config->limits.reply_gap_hi_ms + 2000;
}

/* When a WAIT may be asked again: never inside the lead, where it would be taken up
 * again at once. */
static int64_t again_at(const struct sender *s, const struct verdict *v, int64_t now_ms)
{
	int64_t latest = v->until_ms;

	for (size_t i = 0; !latest && i < v->n; i++)
		if (v->v[i].until_ms > latest)
			latest = v->v[i].until_ms;
	return latest > now_ms + lead(s) ? latest : now_ms + TIMELESS_MS;
}

/* The gates stop it: held, refused, or put off. */
static bool put_aside(struct sender *s, const struct outbox_item *item, const struct verdict *v, int64_t now_ms,
	struct err *e)
{
	struct changes c = { 0 };
	struct err late = { 0 };
	bool ok;

	presence_drop(s);
	if (!db_begin_write(s->d, e))
		return false;
	/* What nobody wrote nobody is asked about. */
	if (item->origin == ORIGIN_AUTO && v->at_once >= VERDICT_HOLD)
		ok = outbox_drop(s->d, item->message_id, &v->v[0].say, now_ms, &c, &late);
	else if (v->at_once == VERDICT_REFUSE)
		ok = outbox_refuse(s->d, item->message_id, &v->v[0].say, now_ms, &c, &late);
	else if (v->at_once == VERDICT_HOLD)
		ok = outbox_hold(s->d, item->message_id, &v->v[0].say, &c, &late);
	else
		ok = outbox_defer(s->d, item->message_id, again_at(s, v, now_ms), &late);
	if (!ok && late.kind == ERR_CONFLICT)
		ok = true;
	if (!ok)
		*e = late;
	ok = ok && db_commit(s->d, e);
	if (ok)
		engine_changed(s->number->engine, &c);
	else
		db_rollback(s->d);
	changes_fini(&c);
	return ok;
}

/* One message: the gates, then presence, then the door. *soon is set when it may
 * leave in a moment, but nothing of it may show before. */
static bool prepare(struct sender *s, const struct outbox_item *item, int64_t now_ms, int64_t *next, bool *soon,
	struct err *e)
{
	struct verdict_item what = { .message_id = item->message_id, .session_id = s->number->id,
		.chat_id = item->chat_id, .contact_id = item->contact_id, .text = item->text };
	struct verdict *v = xcalloc(1, sizeof *v);
	struct facts f;
	int64_t leave_ms;
	bool ok = verdict_facts(s->number, s->d, &what, now_ms, &f, e);

	*next = now_ms;
	if (!ok)
		goto out;
	policy_judge(&f, now_ms, v);
	if (v->kind == VERDICT_WAIT && v->until_ms > now_ms && v->until_ms <= now_ms + lead(s) &&
	    !policy_leaves_shortly(v)) {
		*soon = true;
		*next = v->until_ms;
		goto out;
	}
	if (!policy_leaves_shortly(v)) {
		ok = put_aside(s, item, v, now_ms, e);
		goto out;
	}
	leave_ms = v->until_ms > now_ms ? v->until_ms : now_ms;
	if (s->cand.message_id != item->message_id) {
		/* Typing stops where it shows before it begins elsewhere. */
		presence_drop(s);
		presence_plan(s, item, &f, leave_ms, now_ms);
		ok = identify(s, e);
		goto out;
	}
	if (v->kind == VERDICT_WAIT && s->cand.leave_ms < leave_ms)
		s->cand.leave_ms = leave_ms;
	if (presence_step(s, now_ms, next))
		leaving_step(s, item);
out:
	free(v);
	return ok;
}

/* The number itself may send nothing now. */
static bool shut(const struct number_facts *f)
{
	return f->stopped || f->full_pause || f->status != SESSION_WORKING || !f->clock_trusted;
}

/* The next message as of a time, on its way. False: there is none (none->kind says
 * so), or it failed. */
static bool take_next(struct sender *s, int64_t now_ms, int64_t as_of_ms, int64_t *next, int64_t *wake_ms, bool *soon,
	struct err *e)
{
	struct outbox_item item = { 0 };
	bool ok = outbox_next(s->d, s->number->id, as_of_ms, &item, wake_ms, e);

	*soon = false;
	if (ok)
		ok = prepare(s, &item, now_ms, next, soon, e);
	outbox_item_fini(&item);
	return ok;
}

static int64_t step(struct sender *s, int64_t now_ms, struct err *e)
{
	int64_t wake_ms = 0, next = INT64_MAX, its = now_ms, other = now_ms;
	struct err none = { 0 };
	struct facts f;
	bool soon = false;

	if (!note_stop_file(s, now_ms, e) || !verdict_facts(s->number, s->d, NULL, now_ms, &f, e))
		return -1;
	if (now_ms >= s->survey_ms) {
		survey_step(s, now_ms);
		return now_ms;
	}
	if (shut(&f.number)) {
		/* Not even a stop-typing leaves: it is owed. */
		presence_drop(s);
		return s->file_seen ? now_ms + STOPPED_MS : s->survey_ms;
	}
	if (presence_stop_owed(s, now_ms, &next))
		return next;
	/* A little ahead of its time, so that seen and typing fit before it. */
	if (take_next(s, now_ms, now_ms + lead(s), &its, &wake_ms, &soon, &none)) {
		if (!soon)
			return its < next ? its : next;
		/* Meanwhile one whose time has come may go; what shows of it goes on. */
		if (take_next(s, now_ms, now_ms, &other, &wake_ms, &soon, &none) && !soon)
			return other < next ? other : next;
		presence_drop(s);
		if (none.kind == ERR_NONE || none.kind == ERR_NOT_FOUND)
			return its < next ? its : next;
	}
	if (none.kind != ERR_NOT_FOUND) {
		*e = none;
		return -1;
	}
	if (s->cand.message_id) {
		presence_drop(s);
		return now_ms;
	}
	if (!wake_ms)
		return next;
	wake_ms -= lead(s);
	/* Queued, but behind one whose look-up ends when it ends. */
	if (wake_ms <= now_ms)
		wake_ms = now_ms + TROUBLE_MS;
	if (wake_ms > s->survey_ms)
		wake_ms = s->survey_ms;
	return wake_ms < next ? wake_ms : next;
}

int64_t sender_step(void *ctx, int64_t now_ms)
{
	struct sender *s = ctx;
	struct err e = { 0 };
	int64_t next;

	if (now_ms < s->stepped_ms) {
		/* The clock was set back: nothing waits until it says that time again. */
		presence_drop(s);
		s->stop_ms = 0;
		s->survey_ms = now_ms;
	}
	s->stepped_ms = now_ms;
	if (s->outcome.owed)
		return leaving_record(s, now_ms) ? now_ms : now_ms + TROUBLE_MS;
	if (atomic_exchange(&s->number->look_again, false))
		s->file_seen = false;
	next = step(s, now_ms, &e);
	if (next >= 0)
		return next;
	log_bad("sender", "%s: %s", s->number->config->name, err_text(&e));
	return now_ms + TROUBLE_MS;
}
