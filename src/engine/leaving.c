/* leaving: the three steps that a message takes out of the house. Marked as
 * leaving in one commit, with its slot, its pace and its attempt; handed over at
 * once; what became of it in one commit again. Between the two nothing is known
 * for sure, and an engine that starts there asks instead of sending. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/zone.h"

#include "store/media.h"
#include "store/number.h"
#include "policy/pace.h"
#include "policy/policy.h"

#include "engine/anomaly.h"
#include "engine/lineage.h"
#include "engine/points.h"
#include "engine/sending.h"
#include "engine/settle.h"
#include "engine/verdict.h"

#include "base/banned.h"

enum { AGAIN_LO_MS = 5 * 1000, AGAIN_HI_MS = 10 * 60 * 1000, SESSION_AGAIN_MS = 10 * 1000, FILE_AGAIN_MS = 2 * 60 * 1000,
	FIRST_LOOK_MS = 1000, DETAIL_CAP = 512 };

/* Whether its bytes are sent along. */
static bool has_file(const struct outbox_item *item)
{
	return item->kind != KIND_TEXT && !*item->forward && !*item->detail;
}

/* Step 2. False: not now (the gates changed their mind, a colleague was quicker,
 * the database said no); nothing is marked. */
static bool mark(struct sender *s, const struct outbox_item *item, int *attempt)
{
	struct number *n = s->number;
	struct verdict_item what = { .message_id = item->message_id, .session_id = n->id,
		.chat_id = item->chat_id, .contact_id = item->contact_id, .text = item->text };
	struct outbox_leave leave = { .message_id = item->message_id, .wa_id = *s->cand.id ? s->cand.id : NULL };
	struct verdict *v = xcalloc(1, sizeof *v);
	struct changes c = { 0 };
	struct facts f;
	struct err e = { 0 };
	int64_t now_ms, lineage = 0;
	bool ok = false;

	if (!db_begin_write(s->d, &e))
		goto out;
	/* The database may have kept us waiting, and the clock may have moved: what is
	 * asked about is this instant. */
	now_ms = clock_now_ms();
	leave.now_ms = now_ms;
	leave.deadline_ms = now_ms + (has_file(item) ? WAHA_FILE_DEADLINE_MS : WAHA_SEND_DEADLINE_MS);
	if (!verdict_facts(n, s->d, &what, now_ms, &f, &e))
		goto out;
	policy_judge(&f, now_ms, v);
	if (v->at_once != VERDICT_ALLOW)
		goto out;
	leave.initiation = facts_is_initiation(&f.item, now_ms / 1000);
	leave.day = zone_day(f.limits.zone, now_ms / 1000);
	leave.gap_ms = pace_gap_draw(&f, leave.initiation, now_ms / 1000);
	if (!outbox_begin(s->d, &leave, attempt, &c, &e) || !lineage_grow(s->d, &lineage, &e))
		goto out;
	fault_crash(POINT_SEND_BEFORE_MARK);
	if (!db_commit(s->d, &e))
		goto out;
	ok = true;
	lineage_keep(n->engine, lineage);
	engine_changed(n->engine, &c);
out:
	if (!ok)
		db_rollback(s->d);
	if (e.kind != ERR_NONE && e.kind != ERR_CONFLICT)
		log_bad("sender", "message %lld: %s", (long long)item->message_id, err_text(&e));
	changes_fini(&c);
	free(v);
	return ok;
}

/* Longer for every try that certainly did not send, and never sooner than WAHA
 * asks for. */
static int64_t again_after(const struct outcome_owed *o)
{
	int64_t ms = AGAIN_LO_MS;

	if (o->sent.outcome == OUTCOME_SESSION)
		return SESSION_AGAIN_MS;
	for (int i = 0; i < o->tries && ms < AGAIN_HI_MS; i++)
		ms *= 2;
	if (ms > AGAIN_HI_MS)
		ms = AGAIN_HI_MS;
	/* So that what was refused together does not come back together. */
	ms += rng_between(0, ms / 4);
	return o->sent.retry_after * 1000LL > ms ? o->sent.retry_after * 1000LL : ms;
}

/* What WAHA said about the session holds for every message of the number, until
 * the sync thread has looked again. */
static bool session_is_bad(struct sender *s, int64_t now_ms, struct changes *c, struct err *e)
{
	const struct waha_sent *sent = &s->outcome.sent;
	enum session_status status = SESSION_UNREACHABLE;
	char told[48];

	if (sentence_arg(&sent->why.say, "status", told, sizeof told) && !session_status_named(told, &status))
		status = sent->status ? SESSION_OTHER : SESSION_UNREACHABLE;
	if (status == SESSION_WORKING)
		status = SESSION_OTHER;
	return number_set_status(s->d, s->number->id, status, &sent->why.say, now_ms / 1000, c, e);
}

static bool consequences(struct sender *s, int64_t now_ms, struct changes *c, struct err *e)
{
	struct outcome_owed *o = &s->outcome;
	int64_t id = s->number->id, now = now_ms / 1000, quiet;

	if (o->stopped)
		return true;
	if (!strcmp(o->sent.why.say.key, "waha.overlimit") && !anomaly_overlimit(s->d, id, now, &quiet, e))
		return false;
	switch (o->sent.outcome) {
	case OUTCOME_SESSION:
		return session_is_bad(s, now_ms, c, e);
	case OUTCOME_RETRY:
		return o->sent.status ? true : session_is_bad(s, now_ms, c, e);
	case OUTCOME_RESTRICTED:
		return anomaly_restricted(s->d, s->number, o->contact_id, o->sent.code, 0, now, c, e) &&
		       anomaly_result(s->d, id, true, now, c, e);
	default:
		return true;
	}
}

/* Every face shows that nothing leaves, and that it goes on. */
static void note_unwritten(struct number *n, int64_t message_id)
{
	struct changes c = { 0 };

	if (atomic_exchange(&n->unwritten, message_id) == message_id)
		return;
	changes_add(&c, CHANGE_HEALTH, 0);
	engine_changed(n->engine, &c);
	changes_fini(&c);
}

bool leaving_record(struct sender *s, int64_t now_ms)
{
	struct outcome_owed *o = &s->outcome;
	struct outbox_result r = { .message_id = o->message_id, .attempt = o->attempt,
		.outcome = o->sent.outcome,
		.now_ms = now_ms };
	struct changes c = { 0 };
	struct err e = { 0 };
	char detail[DETAIL_CAP], why[SENTENCE_SAID];
	bool ok = false;

	str_copy(why, sizeof why, outcome_name(o->sent.outcome));
	if (o->sent.why.kind != ERR_NONE)
		sentence_fill(&o->sent.why.say, o->sent.why.say.text, why, sizeof why);
	if (o->sent.status)
		snprintf(detail, sizeof detail, "HTTP %d: %.400s", o->sent.status, why);
	else
		str_copy(detail, sizeof detail, why);
	r.detail = detail;
	r.reason = o->sent.why.kind == ERR_NONE ? NULL : &o->sent.why.say;
	if (*o->sent.id)
		r.wa_id = o->sent.id;
	if (r.outcome == OUTCOME_RETRY || r.outcome == OUTCOME_SESSION)
		r.again_ms = now_ms + again_after(o);
	if (r.outcome == OUTCOME_UNKNOWN) {
		r.look_ms = now_ms + FIRST_LOOK_MS;
		r.look_until_ms = now_ms + SETTLE_MS;
	}
	if (fault_hit(FAULT_SEND_RECORD)) {
		err_set(&e, ERR_ENGINE, "db.full", N_("The disk is full"), NULL);
		goto out;
	}
	if (!db_begin_write(s->d, &e))
		goto out;
	if (!outbox_end(s->d, &r, &c, &e) || !consequences(s, now_ms, &c, &e))
		goto out;
	fault_crash(POINT_SEND_ANSWERED);
	if (!db_commit(s->d, &e))
		goto out;
	fault_crash(POINT_SEND_RECORDED);
	ok = true;
	log_info("sender", "message %lld: %s (%s)", (long long)o->message_id, outcome_name(r.outcome),
		detail);
	if (r.outcome == OUTCOME_SESSION || (r.outcome == OUTCOME_RETRY && !o->sent.status && !o->stopped))
		engine_poke_sync(s->number->engine, s->number->id);
	else
		atomic_store(&s->number->lively, true);
	worker_call(&s->number->sync_worker);
	*o = (struct outcome_owed){ 0 };
	engine_changed(s->number->engine, &c);
out:
	note_unwritten(s->number, ok ? 0 : r.message_id);
	if (!ok) {
		db_rollback(s->d);
		log_bad("sender", "what became of message %lld cannot be written, nothing else leaves: %s",
			(long long)o->message_id, err_text(&e));
	}
	changes_fini(&c);
	return ok;
}

/* It can never leave: its file is gone. */
static void refuse(struct sender *s, const struct outbox_item *item, const struct sentence *why)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	bool ok = db_begin_write(s->d, &e) &&
		  outbox_refuse(s->d, item->message_id, why, clock_now_ms(), &c, &e) && db_commit(s->d, &e);

	if (ok)
		engine_changed(s->number->engine, &c);
	else
		db_rollback(s->d);
	if (e.kind != ERR_NONE && e.kind != ERR_CONFLICT)
		log_bad("sender", "message %lld: %s", (long long)item->message_id, err_text(&e));
	changes_fini(&c);
}

/* Nobody can say for now: others go before it. */
static void put_off(struct sender *s, const struct outbox_item *item)
{
	struct err e = { 0 };
	bool ok = db_begin_write(s->d, &e) &&
		  outbox_defer(s->d, item->message_id, clock_now_ms() + FILE_AGAIN_MS, &e) && db_commit(s->d, &e);

	if (!ok)
		db_rollback(s->d);
	if (e.kind != ERR_NONE && e.kind != ERR_CONFLICT)
		log_bad("sender", "message %lld: %s", (long long)item->message_id, err_text(&e));
}

/* The copy that was made when it was queued, still what it was then; -1: it leaves
 * never, or not now. */
static int open_file(struct sender *s, const struct outbox_item *item, struct media_file *f)
{
	struct err e = { 0 };
	int fd = -1;

	if (media_of_message(s->d, item->message_id, f, &e))
		fd = depot_open(config_data_dir(s->number->engine->config), f->hash, f->size, true, &e);
	if (fd >= 0)
		return fd;
	presence_drop(s);
	log_bad("sender", "message %lld: %s", (long long)item->message_id, err_text(&e));
	if (e.kind == ERR_NOT_FOUND)
		refuse(s, item, &e.say);
	else
		put_off(s, item);
	return -1;
}

static void hand_over(struct sender *s, const struct outbox_item *item, const struct media_file *f, int fd)
{
	char quoted[WA_ID_TEXT_CAP];
	const char *reply_to = item->has_reply ? wa_id_text(&item->reply_to, quoted) : NULL;
	const char *id = *s->cand.id ? s->cand.id : NULL;
	struct waha_sent *out = &s->outcome.sent;

	if (*item->forward)
		waha_send_forward(&s->waha,
			&(struct waha_forward){ .to = &item->recipient, .message = item->forward, .id = id }, out);
	else if (*item->detail)
		waha_send_thing(&s->waha,
			&(struct waha_thing){ .to = &item->recipient, .kind = item->kind, .detail = item->detail, .id = id,
				.reply_to = reply_to }, out);
	else if (fd < 0)
		waha_send_text(&s->waha,
			&(struct waha_text){ .to = &item->recipient, .text = item->text, .id = id, .reply_to = reply_to },
			out);
	else
		waha_send_file(&s->waha,
			&(struct waha_file){ .to = &item->recipient, .kind = item->kind, .fd = fd, .size = f->size,
				.mimetype = f->mimetype, .filename = f->filename, .caption = item->text,
				.reply_to = reply_to }, out);
}

void leaving_step(struct sender *s, const struct outbox_item *item)
{
	struct media_file file = { 0 };
	int attempt = 0, fd = -1;

	fault_crash(POINT_SEND_READY);
	if (has_file(item) && (fd = open_file(s, item, &file)) < 0)
		return;
	if (!mark(s, item, &attempt)) {
		/* It begins anew: the next step asks what the gates say now. */
		presence_drop(s);
		goto out;
	}
	fault_crash(POINT_SEND_MARKED);
	s->outcome = (struct outcome_owed){ .owed = true, .message_id = item->message_id,
		.contact_id = item->contact_id, .attempt = attempt, .tries = item->tries };
	if (engine_stop_file_there(s->number->engine)) {
		/* Touched since the commit: nothing has left, and nothing will. */
		s->outcome.stopped = true;
		s->outcome.sent.outcome = OUTCOME_RETRY;
		err_set(&s->outcome.sent.why, ERR_POLICY, "send.stopped",
			N_("Sending was stopped at the last moment"), NULL);
	} else {
		hand_over(s, item, &file, fd);
	}
	fault_crash(POINT_SEND_POSTED);
	s->cand = (struct candidate){ 0 };
	leaving_record(s, clock_now_ms());
out:
	if (fd >= 0)
		close(fd);
}
