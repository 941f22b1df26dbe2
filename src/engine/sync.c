/* sync: how the session does, and whose turn it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/http.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"

#include "store/number.h"
#include "store/outbox.h"
#include "waha/session.h"

#include "engine/anomaly.h"
#include "engine/clockwatch.h"
#include "engine/hook.h"
#include "engine/points.h"
#include "engine/ramp.h"
#include "engine/signs.h"
#include "engine/sync.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum {
	/* How often a session that works is looked at: as rarely as the number is
	 * polled when idle (a poll that fails asks at once), in these bounds. */
	SESSION_LO_MS = 10 * 1000, SESSION_HI_MS = 60 * 1000,
	SESSION_WAITING_MS = 2 * 1000,	 /* one that does not */
	AWAY_LO_MS = 1000, AWAY_HI_MS = 30 * 1000, /* WAHA does not answer */
	HOOK_LOOK_MS = 10 * 60 * 1000, TRY_AGAIN_MS = 10 * 60 * 1000, TRIES_MOST = 7, /* doubled: then 21 hours */
	LIMITS_MS = 10 * 60 * 1000,
	KEEP_MS = 60 * 1000,
	JUDGE_MS = 5 * 60 * 1000, /* so long after it began to work its figures mean something */
	CLOCKS_S = 5
};

struct sync *sync_new(struct number *n, struct err *e)
{
	struct sync *s = xcalloc(1, sizeof *s);
	const struct number_config *c = n->config;

	s->number = n;
	s->timelock_until = -1;
	s->interval_ms = c->poll_lo_ms;
	s->d = db_open(config_database(n->engine->config), false, e);
	s->http = http_new();
	if (!s->d) {
		sync_free(s);
		return NULL;
	}
	if (!deaf_load(s, e)) {
		sync_free(s);
		return NULL;
	}
	waha_init(&s->waha, s->http, c->waha_url, c->waha_session, c->key);
	return s;
}

void sync_free(struct sync *s)
{
	if (!s)
		return;
	alarm_fini(&s->alarm);
	turns_free(s->turns);
	http_free(s->http);
	db_close(s->d);
	free(s);
}

void sync_interrupt(struct sync *s)
{
	http_stop(s->http);
}

/* Events [from, to) and the stream's position (NULL: none) in one transaction. */
static bool take(struct sync *s, const struct events *all, size_t from, size_t to, struct receiving *r,
	const char *stream, const struct stream_position *p, struct err *e)
{
	struct events part = { .v = to > from ? all->v + from : NULL, .n = to - from };
	struct changes c = { 0 };
	bool ok = false;

	if (!db_begin_write(s->d, e))
		goto out;
	if (!receive_events(s->d, r, &part, &c, e) ||
	    (stream && !stream_put(s->d, s->number->id, stream, p, e)))
		goto out;
	fault_crash(POINT_SYNC_BEFORE_COMMIT);
	if (!db_commit(s->d, e))
		goto out;
	fault_crash(POINT_SYNC_COMMITTED);
	engine_changed(s->number->engine, &c);
	if (r->wrote)
		engine_poke_sender(s->number->engine);
	r->wrote = false;
	ok = true;
out:
	if (!ok)
		db_rollback(s->d);
	changes_fini(&c);
	return ok;
}

bool sync_take(struct sync *s, struct waha_page *page, struct receiving *r, const char *stream,
	const struct stream_position *p, struct err *e)
{
	const struct events *all = &page->events;
	bool ok = take(s, all, 0, all->n, r, stream, p, e);

	/* One message that the database refuses must not stand before all others. */
	if (!ok && e->kind == ERR_INTERNAL) {
		for (size_t i = 0; i < all->n; i++) {
			struct err one = { 0 };

			if (take(s, all, i, i + 1, r, NULL, NULL, &one))
				continue;
			if (one.kind != ERR_INTERNAL) {
				*e = one;
				return false;
			}
			log_bad("sync", "%s: a message is left out: %s", s->number->config->name, err_text(&one));
		}
		*e = (struct err){ 0 };
		ok = take(s, all, 0, 0, r, stream, p, e);
	}
	if (ok && r->ticked)
		s->ticked_at = r->now;
	return ok;
}

/* WAHA is asked less and less often while it does not answer. */
static int64_t backoff(int failures)
{
	int64_t ms = AWAY_LO_MS;

	for (int i = 1; i < failures && ms < AWAY_HI_MS; i++)
		ms *= 2;
	ms = ms < AWAY_HI_MS ? ms : AWAY_HI_MS;
	return ms + rng_between(0, ms / 4);
}

/* WhatsApp wants to be asked less: only what has to be asked still is. */
static void overlimit(struct sync *s, const struct err *why, int64_t now_ms)
{
	struct err e = { 0 };
	bool ok;

	if (strcmp(why->say.key, "waha.overlimit"))
		return;
	ok = db_begin_write(s->d, &e) &&
	     anomaly_overlimit(s->d, s->number->id, now_ms / 1000, &s->quiet_until, &e) && db_commit(s->d, &e);
	if (!ok) {
		db_rollback(s->d);
		log_bad("sync", "%s: %s", s->number->config->name, err_text(&e));
	}
}

void sync_trouble(struct sync *s, const char *what, const struct err *e, int64_t now_ms, int64_t *part_ms)
{
	s->failures++;
	log_warn("sync", "%s: %s: %s", s->number->config->name, what, err_text(e));
	*part_ms = now_ms + backoff(s->failures);
	overlimit(s, e, now_ms);
	/* Whether the session or only this call is in trouble, the session says. */
	if (s->working && s->session_ms > now_ms)
		s->session_ms = now_ms;
}

bool sync_chat_is_bad(const struct err *e)
{
	if (e->kind == ERR_NOT_FOUND)
		return strcmp(e->say.key, "waha.no-session") != 0;
	/* These are of the whole session, or of what stands before it. */
	return e->kind == ERR_REMOTE && strcmp(e->say.key, "waha.unreachable") != 0 &&
	       strcmp(e->say.key, "waha.browser") != 0 && strcmp(e->say.key, "waha.gateway") != 0;
}

/* The state as everybody shall see it, and what follows from its change. */
static bool set_state(struct sync *s, enum session_status status, const struct sentence *why, int64_t now_ms,
	struct changes *c, struct err *e)
{
	struct number *n = s->number;
	struct number_row row = { 0 };
	int64_t now = now_ms / 1000;
	bool ok = false;

	if (!number_get(s->d, n->id, &row, e))
		goto out;
	s->paired = *row.me_phone != '\0';
	if (!number_set_status(s->d, n->id, status, why, now, c, e))
		goto out;
	if (status == SESSION_SCAN_QR_CODE && row.status != SESSION_SCAN_QR_CODE && *row.me_phone &&
	    !anomaly_unlinked(s->d, n->id, now, c, e))
		goto out;
	if (status != row.status && (status == SESSION_WORKING || row.status == SESSION_WORKING)) {
		struct stream_position worked = { .at = status == SESSION_WORKING ? now : s->worked_at };

		if (!stream_put(s->d, n->id, STREAM_WORKED, &worked, e))
			goto out;
	}
	if (status != row.status && (status == SESSION_WORKING || row.status == SESSION_WORKING) &&
	    !outbox_recheck(s->d, n->id, e))
		goto out;
	ok = true;
out:
	number_row_fini(&row);
	return ok;
}

/* How much of the month is used up, for whoever wants to see it. */
static bool keep_quota(struct sync *s, struct err *e)
{
	const struct waha_limits *l = &s->limits;
	struct stream_position now = { .at = l->cycle_end, .n = l->used, .done = l->quota >= 0 }, was = { 0 };

	if (!l->quota_told)
		return true;
	snprintf(now.cursor, sizeof now.cursor, "%lld %s", (long long)l->quota, capping_name(l->capping));
	if (!stream_get(s->d, s->number->id, STREAM_QUOTA, &was, e))
		return false;
	return (was.n == now.n && was.at == now.at && was.done == now.done && !strcmp(was.cursor, now.cursor)) ||
	       stream_put(s->d, s->number->id, STREAM_QUOTA, &now, e);
}

/* Another phone than before: what was read of the old one says nothing of its messages,
 * which are history until its present begins. */
static bool forget_phone(struct sync *s, int64_t now, struct err *e)
{
	log_warn("sync", "%s: another phone was paired, its history is read", s->number->config->name);
	s->since = 0;
	s->offset = s->empty = s->history_empty = 0;
	s->gap_from = s->worked_at = 0;
	turns_free(s->turns);
	s->turns = NULL;
	/* It is the new one that works. */
	return stream_reset(s->d, s->number->id, e) &&
	       stream_put(s->d, s->number->id, STREAM_WORKED, &(struct stream_position){ .at = now }, e);
}

/* What WhatsApp says of the account that works. */
static bool keep_account(struct sync *s, const struct waha_session *w, int64_t now, struct changes *c, struct err *e)
{
	int64_t id = s->number->id;
	struct number_row row = { 0 };
	bool got = number_get(s->d, id, &row, e),
	     another = got && *w->me_phone && *row.me_phone && strcmp(w->me_phone, row.me_phone) != 0,
	     ok = got && (!another || forget_phone(s, now, e)) && anomaly_linked(s->d, id, another, c, e) &&
		  number_set_me(s->d, id, *w->me_phone ? w->me_phone : NULL, *w->me_lid ? w->me_lid : NULL, w->me_name,
			  now, c, e);

	if (ok && w->timelock && w->timelock_until != s->timelock_until)
		ok = anomaly_locked(s->d, id, w->timelock_until, now, c, e);
	if (ok && w->capping != s->capping)
		ok = anomaly_capped(s->d, s->number, w->capping, w->capping_until, now, c, e);
	ok = ok && keep_quota(s, e);
	number_row_fini(&row);
	return ok;
}

static bool keep_state(struct sync *s, const struct waha_session *w, enum session_status status,
	const struct sentence *why, int64_t now_ms, struct err *e)
{
	struct number *n = s->number;
	struct changes c = { 0 };
	bool ok = false;

	if (!db_begin_write(s->d, e))
		return false;
	if (!set_state(s, status, why, now_ms, &c, e))
		goto out;
	if (status == SESSION_WORKING && !keep_account(s, w, now_ms / 1000, &c, e))
		goto out;
	if (s->identified &&
	    !number_set_engine(s->d, n->id, s->waha.engine, s->waha.version_text, &c, e))
		goto out;
	if (!db_commit(s->d, e))
		goto out;
	if (status == SESSION_WORKING) {
		s->timelock_until = w->timelock ? w->timelock_until : -1;
		s->capping = w->capping;
	}
	engine_changed(n->engine, &c);
	ok = true;
out:
	if (!ok)
		db_rollback(s->d);
	changes_fini(&c);
	return ok;
}

/* Another phone than the configuration names was paired: nothing may leave. */
static bool wrong_phone(struct sync *s, const struct waha_session *w, struct sentence *why)
{
	const char *expected = s->number->config->expect_phone;

	if (!*expected || !*w->me_phone || !strcmp(expected, w->me_phone))
		return false;
	sentence_set(why, "session.wrong-phone",
		N_("the phone +{phone} is paired, the configuration expects +{expected}; "
		   "pair the right one, or change expect_phone"),
		"phone=%s\nexpected=%s", w->me_phone, expected);
	return true;
}

/* When WAHA is told once more what it does not keep. */
static int64_t try_again(int *tries, int64_t now_ms)
{
	int64_t ms = (int64_t)TRY_AGAIN_MS << *tries;

	if (*tries < TRIES_MOST)
		++*tries;
	return now_ms + ms;
}

/* CORE forgets with its process that it shall tell events. A change restarts a session
 * that runs: WAHA that does not keep it is not asked over and over. */
static void restore_hook(struct sync *s, int64_t now_ms)
{
	struct err e = { 0 };
	bool changed;

	if (now_ms < s->hook_try_ms)
		return;
	s->hook_ms = now_ms + HOOK_LOOK_MS;
	if (!hook_restore(s->number, s->d, &s->waha, &changed, &e)) {
		log_warn("sync", "%s: webhook: %s", s->number->config->name, err_text(&e));
	} else if (changed) {
		s->hook_try_ms = try_again(&s->hook_tries, now_ms);
		log_warn("sync", "%s: WAHA had forgotten the webhook, it is switched on again", s->number->config->name);
	} else if (s->hook_tries) {
		s->hook_tries = 0;
		if (s->hook_try_ms > now_ms + TRY_AGAIN_MS)
			s->hook_try_ms = now_ms + TRY_AGAIN_MS;
	}
}

static void begin_working(struct sync *s, int64_t now_ms)
{
	if (s->worked_at)
		poll_begin_gap(s, s->worked_at, now_ms);
	s->poll_ms = s->history_ms = s->acks_ms = s->settle_ms = now_ms;
	s->sweep_ms = now_ms;
	deaf_begin(s, now_ms);
	s->judge_ms = now_ms + JUDGE_MS;
	s->interval_ms = s->number->config->poll_lo_ms;
	s->history_empty = 0;
	s->restarted = s->put_away = false;
	log_info("sync", "%s: the session works", s->number->config->name);
	restore_hook(s, now_ms);
	worker_call(&s->number->sender_worker);
}

/* STOPPED: whether it is so because the server of WAHA was started again since it
 * worked, which starts nothing by itself. Else somebody stopped it, who knows why. */
static bool server_came_back(struct sync *s, int64_t now)
{
	struct stream_position worked = { 0 };
	int64_t started = 0;
	struct err e = { 0 };
	bool back = false;

	if (!stream_get(s->d, s->number->id, STREAM_WORKED, &worked, &e))
		goto out;
	if (!worked.at || worked.done) {
		s->put_away = worked.done;
		goto out;
	}
	if (!waha_started_at(&s->waha, &started, &e))
		goto out;
	/* The clocks of two machines need not agree by the second. */
	back = started > worked.at - CLOCKS_S && started <= now + CLOCKS_S;
	if (!back) {
		s->put_away = worked.done = true;
		if (db_begin_write(s->d, &e) && stream_put(s->d, s->number->id, STREAM_WORKED, &worked, &e))
			db_commit(s->d, &e);
		db_rollback(s->d);
	}
out:
	if (e.kind != ERR_NONE)
		log_warn("sync", "%s: %s", s->number->config->name, err_text(&e));
	return back;
}

/* One restart by itself, then it waits and says so: of a session that FAILED, and of
 * one that stands still after WAHA itself was started again. CORE forgets then that
 * NOWEB shall keep messages: that is turned on before. It is never paired again by
 * itself: there is no logout here. */
static void mend(struct sync *s, const struct waha_session *w, int64_t now_ms)
{
	const char *name = s->number->config->name;
	struct err e = { 0 };

	if (w->store_on && s->store_tries) {
		s->store_tries = 0;
		if (s->store_try_ms > now_ms + TRY_AGAIN_MS)
			s->store_try_ms = now_ms + TRY_AGAIN_MS;
	}
	if (w->status == SESSION_STOPPED && !s->restarted && !s->put_away) {
		if (!server_came_back(s, now_ms / 1000))
			return;
		s->restarted = true;
		log_warn("sync", "%s: WAHA was started again, its session is started", name);
		restore_hook(s, now_ms);
		if (!waha_session_start(&s->waha, NULL, &e))
			log_warn("sync", "%s: start: %s", name, err_text(&e));
	} else if (w->status == SESSION_FAILED && !s->restarted && s->paired) {
		s->restarted = true;
		log_warn("sync", "%s: the session FAILED, it is restarted once", name);
		if (!waha_session_restart(&s->waha, &e))
			log_warn("sync", "%s: restart: %s", name, err_text(&e));
	} else if (w->status == SESSION_WORKING && !w->store_on && now_ms >= s->store_try_ms) {
		s->store_try_ms = try_again(&s->store_tries, now_ms);
		log_warn("sync", "%s: WAHA keeps no messages (NOWEB's store is off); it is turned on", name);
		if (!waha_session_start(&s->waha, NULL, &e))
			log_warn("sync", "%s: store: %s", name, err_text(&e));
	}
}

static int64_t look_every(const struct sync *s)
{
	int64_t ms = s->number->config->poll_hi_ms;

	return ms < SESSION_LO_MS ? SESSION_LO_MS : ms > SESSION_HI_MS ? SESSION_HI_MS : ms;
}

/* What was done about it, and what a person has to do. */
static void say_why(const struct sync *s, enum session_status status, struct sentence *why)
{
	if (status == SESSION_FAILED && s->restarted)
		sentence_set(why, "session.failed",
			N_("WAHA's session failed and did not come back after one restart; look at the phone and at "
			   "WAHA's network, then run `wartel session start`"), NULL);
	else if (status == SESSION_STOPPED && s->put_away)
		sentence_set(why, "session.put-away",
			N_("somebody stopped the session at WAHA; `wartel session start` starts it again"), NULL);
}

/* Once in a while WAHA is asked itself what WhatsApp restricts: `me` may be older than
 * that. What was told last holds until it is asked again. */
static void look_at_limits(struct sync *s, struct waha_session *w, int64_t now_ms)
{
	const struct waha_limits *l = &s->limits;
	struct waha_limits told;
	struct err e = { 0 };

	if (w->status != SESSION_WORKING)
		return;
	if (now_ms >= s->limits_ms && now_ms >= s->quiet_until * 1000) {
		s->limits_ms = now_ms + LIMITS_MS;
		if (waha_limits(&s->waha, &told, &e)) {
			s->limits = told;
		} else {
			log_warn("sync", "%s: limits: %s", s->number->config->name, err_text(&e));
			overlimit(s, &e, now_ms);
		}
	}
	if (l->timelock && !w->timelock && (!l->timelock_until || l->timelock_until > now_ms / 1000)) {
		w->timelock = true;
		w->timelock_until = l->timelock_until;
	}
	if (l->capping > w->capping && (!l->cycle_end || l->cycle_end > now_ms / 1000)) {
		w->capping = l->capping;
		w->capping_until = l->cycle_end;
	}
}

static void session_step(struct sync *s, int64_t now_ms)
{
	struct waha_session w = { 0 };
	struct sentence why = { 0 };
	struct err e = { 0 }, kept = { 0 };
	enum session_status status = SESSION_UNREACHABLE;
	bool told, wrong = false;

	if (!s->identified)
		s->identified = waha_identify(&s->waha, &e);
	told = s->identified && waha_session_get(&s->waha, &w, &e);
	if (told)
		look_at_limits(s, &w, now_ms);
	if (told) {
		status = w.status;
		say_why(s, status, &why);
		wrong = status == SESSION_WORKING && wrong_phone(s, &w, &why);
		if (wrong)
			status = SESSION_OTHER;
		s->away = 0;
	} else {
		why = e.say;
		/* After a restart the server may be another one. */
		s->identified = false;
		s->away++;
	}
	if (!keep_state(s, told ? &w : NULL, status, *why.key ? &why : NULL, now_ms, &kept))
		log_bad("sync", "%s: %s", s->number->config->name, err_text(&kept));
	if (status == SESSION_WORKING && !s->working) {
		s->working = true;
		begin_working(s, now_ms);
	} else if (status != SESSION_WORKING && s->working) {
		s->working = false;
		log_warn("sync", "%s: the session does not work: %s %s", s->number->config->name,
			session_status_name(status), told ? "" : err_text(&e));
		worker_call(&s->number->sender_worker);
	}
	if (told)
		mend(s, &w, now_ms);
	if (s->working && now_ms >= s->hook_ms)
		restore_hook(s, now_ms);
	if (s->working)
		s->worked_at = now_ms / 1000;
	s->session_ms = now_ms + (s->working ? look_every(s) : told ? SESSION_WAITING_MS : backoff(s->away));
	waha_session_fini(&w);
}

/* A job or the sender may have been told meanwhile that WhatsApp wants fewer requests. */
static void read_quiet(struct sync *s, int64_t now_ms)
{
	struct err e = { 0 };

	if (!anomaly_quiet(s->d, s->number->id, now_ms / 1000, &s->quiet_until, &e))
		log_bad("sync", "%s: %s", s->number->config->name, err_text(&e));
}

/* Things of the clock and the calendar that somebody has to look at. */
static void keep_step(struct sync *s, int64_t now_ms)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	bool ok = clockwatch_keep(s->d, now_ms, &e) && db_begin_write(s->d, &e);

	/* Slept: what came meanwhile has to be read before anything is missed. */
	if (now_ms > s->keep_ms + KEEP_MS)
		s->judge_ms = now_ms + JUDGE_MS;
	if (ok) {
		ok = ramp_judge(s->number, s->d, now_ms / 1000, &c, &e) &&
		     (!s->working || now_ms < s->judge_ms ||
			     signs_judge(s->number, s->d, now_ms / 1000, &c, &e)) &&
		     db_commit(s->d, &e);
		if (ok)
			engine_changed(s->number->engine, &c);
		else
			db_rollback(s->d);
	}
	if (!ok || !settle_doubt(s, now_ms, &e))
		log_bad("sync", "%s: %s", s->number->config->name, err_text(&e));
	changes_fini(&c);
	read_quiet(s, now_ms);
	s->keep_ms = now_ms + KEEP_MS;
}

/* The clock was set back: what was to come in a minute comes in a minute, not when
 * the clock says that time again. */
static void set_back(struct sync *s, int64_t by_ms)
{
	int64_t *const times[] = {
		&s->session_ms, &s->poll_ms, &s->sweep_ms, &s->history_ms, &s->acks_ms,
		&s->people_ms, &s->labels_ms, &s->settle_ms, &s->keep_ms, &s->deaf_ms, &s->case_ms,
		&s->store_try_ms, &s->hook_ms, &s->hook_try_ms, &s->limits_ms, &s->probe_ms,
		&s->alarm_ms, &s->judge_ms, &s->alarm.until_ms, &s->acks_deep_ms,
	};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		*times[i] -= by_ms;
}

/* The database does not take anything any more, or does again: every face shows it. */
static void tell_unwritable(struct number *n)
{
	struct engine *e = n->engine;
	struct changes c = { 0 };
	bool now = db_unwritable() != NULL;

	if (n != e->numbers || now == e->unwritable)
		return;
	e->unwritable = now;
	changes_add(&c, CHANGE_HEALTH, 0);
	engine_changed(e, &c);
	changes_fini(&c);
}

int64_t sync_step(void *ctx, int64_t now_ms)
{
	struct sync *s = ctx;
	int64_t next;
	struct {
		int64_t *at;
		void (*step)(struct sync *, int64_t now_ms);
	} parts[] = {
		{ &s->poll_ms, poll_step }, { &s->settle_ms, settle_step }, { &s->acks_ms, poll_acks_step },
		{ &s->people_ms, people_step }, { &s->labels_ms, labels_step },
		{ &s->history_ms, history_step }, { &s->deaf_ms, deaf_step },
	};

	if (now_ms < s->stepped_ms)
		set_back(s, s->stepped_ms - now_ms);
	s->stepped_ms = now_ms;
	tell_unwritable(s->number);
	if (atomic_exchange(&s->number->poll_now, false)) {
		s->poll_ms = s->settle_ms = now_ms;
		read_quiet(s, now_ms);
		if (s->people_rest)
			s->people_ms = now_ms;
		if (s->labels_rest)
			s->labels_ms = now_ms;
		turns_forget(s->turns);
		if (!s->working)
			s->session_ms = now_ms;
	}
	if (atomic_exchange(&s->number->lively, false)) {
		s->interval_ms = s->number->config->poll_lo_ms;
		if (s->poll_ms > now_ms + s->interval_ms)
			s->poll_ms = now_ms + s->interval_ms;
		if (s->settle_ms > now_ms)
			s->settle_ms = now_ms;
	}
	if (now_ms >= s->keep_ms)
		keep_step(s, now_ms);
	if (now_ms >= s->case_ms)
		s->case_ms = s->number == s->number->engine->numbers ? case_step(s, now_ms) : INT64_MAX;
	if (now_ms >= s->alarm_ms)
		s->alarm_ms = s->number == s->number->engine->numbers
			? alarm_step(&s->alarm, s->number->engine, s->d, now_ms) : INT64_MAX;
	if (now_ms >= s->session_ms) {
		session_step(s, now_ms);
		return now_ms;
	}
	next = s->session_ms < s->keep_ms ? s->session_ms : s->keep_ms;
	if (s->alarm_ms < next)
		next = s->alarm_ms;
	if (s->case_ms < next)
		next = s->case_ms;
	if (!s->working)
		return next;
	/* Messages WAHA has itself; these it may have to ask WhatsApp for. */
	if (s->people_ms < s->quiet_until * 1000)
		s->people_ms = s->quiet_until * 1000;
	if (s->labels_ms < s->quiet_until * 1000)
		s->labels_ms = s->quiet_until * 1000;
	if (s->deaf_ms < s->quiet_until * 1000)
		s->deaf_ms = s->quiet_until * 1000;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (now_ms >= *parts[i].at) {
			parts[i].step(s, now_ms);
			return now_ms;
		}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (*parts[i].at < next)
			next = *parts[i].at;
	return next;
}
