/* jobs: the queues of them, the workers, and what each kind does. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/queue.h"

#include "store/chat.h"
#include "store/message.h"
#include "store/number.h"
#include "store/outbox.h"
#include "waha/send.h"
#include "waha/session.h"
#include "waha/webhook.h"

#include "engine/act.h"
#include "engine/anomaly.h"
#include "engine/contact_import.h"
#include "engine/contact_job.h"
#include "engine/contact_picture.h"
#include "engine/doctor.h"
#include "engine/fetch.h"
#include "engine/history.h"
#include "engine/hook.h"
#include "engine/inside.h"
#include "engine/jobs.h"
#include "engine/labels.h"
#include "engine/settle.h"
#include "engine/verdict.h"

#include "base/banned.h"

/* Short calls never stand behind long ones: each kind has its lane, each lane its
 * workers. No number waits for another one's WAHA: each has lanes of its own, beside
 * those of the house for what is about no number or about all; labels and contacts'
 * pictures, whose number is found only then, have theirs there too. Of one message's file and
 * of one chat's history only one is under way: the second finds what the first brought.
 * Reactions and such go one by one. */
enum lane { LANE_SHORT, LANE_LONG, LANE_LONG_TOO, LANE_ACTS, LANE_LABELS, LANE_PICTURES, LANES };
static const enum lane house_desks[] = { LANE_SHORT, LANE_SHORT, LANE_LABELS, LANE_PICTURES, LANE_PICTURES };
static const enum lane number_desks[] = { LANE_SHORT, LANE_SHORT, LANE_LONG, LANE_LONG_TOO, LANE_ACTS };
enum { HOUSE_DESKS = sizeof house_desks / sizeof *house_desks,
	NUMBER_DESKS = sizeof number_desks / sizeof *number_desks,
	QUEUED_CAP = 64, RESULTS_CAP = 256, QR_SECONDS = 20, REST_MS = 200 };

struct job {
	int64_t ticket;
	enum job_kind kind;
	json_t *args;
};

struct desk {
	struct jobs *jobs;
	struct queue *queued; /* its lane's */
	pthread_t thread;
	bool running;
	struct http *http;
	struct db *d; /* open since its first job */
};

struct jobs {
	struct engine *engine;
	struct queue **queued; /* LANES of the house, then of each number; NULL where nobody works */
	struct queue *results;
	struct desk *desks;
	size_t lanes_n, desks_n;
	atomic_llong ticket;
	atomic_int open; /* posted and not taken yet */
	atomic_bool stopping;
};

static void job_drop(void *p)
{
	struct job *j = p;

	json_decref(j->args);
	free(j);
}

static void result_drop(void *p)
{
	struct job_result *r = p;

	json_decref(r->json);
	free(r);
}

/* The number that a job is about. */
static struct number *number_of(struct desk *desk, int64_t session_id, struct waha *w, struct err *e)
{
	struct number *n = engine_number(desk->jobs->engine, session_id);

	if (!n) {
		err_set(e, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
		return NULL;
	}
	waha_init(w, desk->http, n->config->waha_url, n->config->waha_session, n->config->key);
	return n;
}

/* The row tells everybody else what was just seen. */
static bool keep_status(struct desk *desk, struct number *n, const struct waha_session *ws, struct err *e)
{
	struct changes c = { 0 };
	struct number_row row = { 0 };
	bool ok = false;

	if (!db_begin_write(desk->d, e))
		return false;
	if (!number_get(desk->d, n->id, &row, e))
		goto out;
	/* Whether a session that works may be used is the sync thread's to say. */
	if (ws->status != SESSION_WORKING && row.status != ws->status &&
	    !number_set_status(desk->d, n->id, ws->status, NULL, clock_now(), &c, e))
		goto out;
	ok = db_commit(desk->d, e);
out:
	if (ok)
		engine_changed(desk->jobs->engine, &c);
	else
		db_rollback(desk->d);
	number_row_fini(&row);
	changes_fini(&c);
	engine_poke_sync(desk->jobs->engine, n->id);
	return ok;
}

static json_t *status_json(const struct waha_session *ws)
{
	json_t *o = json_object();

	json_put_str(o, "status", session_status_name(ws->status));
	return o;
}

static bool session_job(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	struct waha w;
	struct waha_session ws = { 0 };
	struct number *n = number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e);
	struct err none = { 0 };
	bool ok, changed;

	if (!n)
		return false;
	/* Before it starts: one that runs is restarted for it. A new one has none yet. */
	if (j->kind == JOB_SESSION_START && !hook_restore(n, desk->d, &w, &changed, &none) && none.kind != ERR_NOT_FOUND)
		log_warn("jobs", "%s: webhook: %s", n->config->name, err_text(&none));
	ok = waha_identify(&w, e) &&
	     (j->kind == JOB_SESSION_START ? waha_session_start(&w, &ws, e) : waha_session_get(&w, &ws, e));
	ok = ok && keep_status(desk, n, &ws, e);
	if (ok)
		*out = status_json(&ws);
	else
		engine_poke_sync(desk->jobs->engine, n->id);
	waha_session_fini(&ws);
	return ok;
}

static bool remember_hook(struct desk *desk, const struct number *n, const char *url, struct err *e)
{
	bool ok = db_begin_write(desk->d, e) && hook_keep(desk->d, n->id, url, e) && db_commit(desk->d, e);

	if (!ok)
		db_rollback(desk->d);
	return ok;
}

/* What is asked of a session, and how it is afterwards. */
static bool control_job(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	struct waha w;
	struct waha_session ws = { 0 };
	struct number *n = number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e);
	char secret[WEBHOOK_SECRET_CAP] = "";
	bool ok, on = json_flag(j->args, "on"), changed;

	if (!n || !waha_identify(&w, e))
		return false;
	if (j->kind == JOB_SESSION_STOP)
		ok = waha_session_stop(&w, e);
	else if (j->kind == JOB_SESSION_RESTART)
		ok = waha_session_restart(&w, e);
	else if (j->kind == JOB_SESSION_LOGOUT)
		ok = waha_session_logout(&w, e);
	else
		ok = (!on || engine_webhook_secret(desk->jobs->engine, true, secret, e)) &&
		     waha_webhook_set(&w, json_str_or(j->args, "url", ""), on ? secret : NULL, &changed, e) &&
		     remember_hook(desk, n, on ? json_str_or(j->args, "url", "") : NULL, e);
	ok = ok && waha_session_get(&w, &ws, e) && keep_status(desk, n, &ws, e);
	if (ok)
		*out = status_json(&ws);
	waha_session_fini(&ws);
	return ok;
}

static bool qr_job(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	struct waha w;
	struct waha_session ws = { 0 };
	struct number *n = number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e);
	char *value = NULL;
	bool ok;

	if (!n)
		return false;
	/* Asked first: for a session that waits for no code WAHA takes ten seconds to
	 * say so. */
	ok = waha_session_get(&w, &ws, e);
	if (ok && ws.status == SESSION_SCAN_QR_CODE && !waha_qr(&w, &value, e)) {
		/* The phone may have been quicker: then it is no failure. */
		struct waha_session now = { 0 };

		ok = waha_session_get(&w, &now, NULL) && now.status != SESSION_SCAN_QR_CODE;
		if (ok) {
			*e = (struct err){ 0 };
			waha_session_fini(&ws);
			ws = now;
		} else {
			waha_session_fini(&now);
		}
	}
	if (ok && j->kind == JOB_SESSION_QR)
		ok = keep_status(desk, n, &ws, e);
	if (ok) {
		*out = status_json(&ws);
		json_put(*out, "value", value ? json_string(value) : json_null());
		json_put(*out, "expires_in", value ? json_integer(QR_SECONDS) : json_null());
	}
	free(value);
	waha_session_fini(&ws);
	return ok;
}

static bool code_job(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	struct waha w;
	char code[WAHA_CODE_CAP];

	if (!number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e) ||
	    !waha_code(&w, json_str_or(j->args, "phone", ""), code, e))
		return false;
	*out = json_object();
	json_put_str(*out, "code", code);
	return true;
}

bool jobs_may_leave(struct number *n, struct db *d, struct err *e)
{
	struct facts f;

	if (!verdict_facts(n, d, NULL, clock_now_ms(), &f, e))
		return false;
	if (f.number.stopped)
		return err_set(e, ERR_POLICY, "gate.stop.all", N_("Sending is stopped for every number"), NULL);
	if (f.number.full_pause)
		return err_set(e, ERR_POLICY, "gate.stop.number", N_("This number is paused: {reason}"), "reason=%s",
			f.number.pause_reason);
	return true;
}

bool jobs_may_ask(struct number *n, struct db *d, struct err *e)
{
	int64_t until, now = clock_now();

	if (!jobs_may_leave(n, d, e) || !anomaly_quiet(d, n->id, now, &until, e))
		return false;
	return now >= until || err_set(e, ERR_BUSY, "query.rest",
		N_("WhatsApp asks for fewer requests: ask again in {minutes} minutes"), "minutes=%lld",
		(long long)(until - now + 59) / 60);
}

void jobs_failed(struct number *n, struct db *d, const struct err *why)
{
	struct err e = { 0 };
	int64_t until;

	if (strcmp(why->say.key, "waha.overlimit"))
		return;
	if (db_begin_write(d, &e) && anomaly_overlimit(d, n->id, clock_now(), &until, &e) && db_commit(d, &e)) {
		/* It reads until when. */
		engine_poke_sync(n->engine, n->id);
		return;
	}
	db_rollback(d);
	log_bad("jobs", "%s: %s", n->config->name, err_text(&e));
}

static bool star_job(struct desk *desk, const struct job *j, struct err *e)
{
	struct message_row m = { 0 };
	struct chat_ref chat = { 0 };
	struct wa_id id;
	char text[WA_ID_TEXT_CAP];
	struct waha w;
	struct number *n;
	bool ok = false;

	if (!message_get(desk->d, json_i64_or(j->args, "message_id", 0), &m, e) ||
	    !chat_get(desk->d, m.chat_id, &chat, e) || !(n = number_of(desk, m.session_id, &w, e)))
		goto out;
	/* WhatsApp does not know it yet. */
	if (!*m.wa_id) {
		ok = true;
		goto out;
	}
	if (!jobs_may_leave(n, desk->d, e) || !waha_identify(&w, e))
		goto out;
	ok = message_whole_id(desk->d, m.id, &id, e) &&
	     waha_star(&w, &chat.address, wa_id_text(&id, text), json_flag(j->args, "starred"), e);
out:
	message_row_fini(&m);
	return ok;
}

static bool seen_job(struct desk *desk, const struct job *j, struct err *e)
{
	struct chat_ref chat = { 0 };
	struct waha w;
	struct number *n = number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e);

	return n && chat_get(desk->d, json_i64_or(j->args, "chat_id", 0), &chat, e) && jobs_may_leave(n, desk->d, e) &&
	       waha_seen(&w, &chat.address, e);
}

static bool look_job(struct desk *desk, const struct job *j, struct err *e)
{
	struct changes c = { 0 };
	int64_t now_ms = clock_now_ms();
	bool ok = db_begin_write(desk->d, e) &&
		  outbox_look_again(desk->d, json_i64_or(j->args, "message_id", 0), now_ms, now_ms + SETTLE_MS, &c, e) &&
		  db_commit(desk->d, e);

	if (ok)
		engine_changed(desk->jobs->engine, &c);
	else
		db_rollback(desk->d);
	changes_fini(&c);
	engine_poke_sync(desk->jobs->engine, 0);
	return ok;
}

static enum lane lane_of(enum job_kind kind, const json_t *args)
{
	switch (kind) {
	case JOB_MEDIA:
		return json_i64_or(args, "message_id", 0) % 2 ? LANE_LONG : LANE_LONG_TOO;
	case JOB_HISTORY:
		return json_i64_or(args, "chat_id", 0) % 2 ? LANE_LONG : LANE_LONG_TOO;
	case JOB_REACT:
	case JOB_EDIT:
	case JOB_DELETE:
		return LANE_ACTS;
	case JOB_LABEL:
		return LANE_LABELS;
	case JOB_PICTURE:
		return LANE_PICTURES;
	default:
		return LANE_SHORT;
	}
}

/* About no number, or about all of them. */
static bool is_of_house(enum job_kind kind)
{
	return kind == JOB_DOCTOR || kind == JOB_LOOK || kind == JOB_BLOCK || kind == JOB_IMPORT || kind == JOB_PICTURE ||
	       kind == JOB_LABEL;
}

static struct queue *queue_for(struct jobs *jobs, enum job_kind kind, const json_t *args)
{
	enum lane lane = lane_of(kind, args);
	const struct number *n = is_of_house(kind) ? NULL :
		engine_number(jobs->engine, json_i64_or(args, "session_id", 0));

	if (n)
		return jobs->queued[LANES * (size_t)(n - jobs->engine->numbers + 1) + lane];
	/* Of a number that is not ours (any more): it is over at once. */
	return jobs->queued[is_of_house(kind) ? lane : LANE_SHORT];
}

static bool rest(void *ctx, int64_t ms)
{
	struct desk *desk = ctx;
	int64_t until = clock_mono_ms() + ms, left;

	while ((left = until - clock_mono_ms()) > 0 && !atomic_load(&desk->jobs->stopping))
		poll(NULL, 0, clock_wait_ms(left < REST_MS ? left : REST_MS));
	return !atomic_load(&desk->jobs->stopping);
}

static bool act_job(struct desk *desk, const struct job *j, struct err *e)
{
	struct act act = { .kind = j->kind, .message_id = json_i64_or(j->args, "message_id", 0),
		.text = json_str_or(j->args, "text", ""), .rest = rest, .ctx = desk };

	return act_do(desk->jobs->engine, desk->d, desk->http, &act, e);
}

static bool history_job(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	struct waha w;
	struct number *n = number_of(desk, json_i64_or(j->args, "session_id", 0), &w, e);

	return n && history_older(n, desk->d, desk->http, json_i64_or(j->args, "chat_id", 0), out, e);
}

static bool work(struct desk *desk, const struct job *j, json_t **out, struct err *e)
{
	switch (j->kind) {
	case JOB_SESSION_START:
	case JOB_SESSION_STATUS:
		return session_job(desk, j, out, e);
	case JOB_SESSION_STOP:
	case JOB_SESSION_RESTART:
	case JOB_SESSION_LOGOUT:
	case JOB_SESSION_WEBHOOK:
		return control_job(desk, j, out, e);
	case JOB_SESSION_QR:
		return qr_job(desk, j, out, e);
	case JOB_SESSION_CODE:
		return code_job(desk, j, out, e);
	case JOB_STAR:
		return star_job(desk, j, e);
	case JOB_SEEN:
		return seen_job(desk, j, e);
	case JOB_DOCTOR:
		*out = doctor_look(desk->jobs->engine, desk->d, desk->http);
		return true;
	case JOB_LOOK:
		return look_job(desk, j, e);
	case JOB_MEDIA:
		return fetch_file(desk->jobs->engine, desk->d, desk->http, json_i64_or(j->args, "message_id", 0), out, e);
	case JOB_HISTORY:
		return history_job(desk, j, out, e);
	case JOB_REACT:
	case JOB_EDIT:
	case JOB_DELETE:
		return act_job(desk, j, e);
	case JOB_BLOCK:
		return contact_job_block(desk->jobs->engine, desk->d, desk->http, j->args, e);
	case JOB_PICTURE:
		return contact_picture(desk->jobs->engine, desk->d, desk->http, j->args, out, e);
	case JOB_IMPORT:
		return contact_import(desk->jobs->engine, desk->d, j->args, out, e);
	case JOB_CHECK:
		return contact_job_check(desk->jobs->engine, desk->d, desk->http, j->args, out, e);
	case JOB_LABEL:
		return labels_job(desk->jobs->engine, desk->d, desk->http, j->args, e);
	case JOB_COUNT:
		break;
	}
	BUG("job %d has no function", (int)j->kind);
}

static void note_failure(struct desk *desk, const struct job *j, const struct err *why)
{
	struct number *n = engine_number(desk->jobs->engine, json_i64_or(j->args, "session_id", 0));

	log_info("jobs", "%lld: %s", (long long)j->ticket, err_text(why));
	if (n && desk->d)
		jobs_failed(n, desk->d, why);
}

static void *run(void *arg)
{
	struct desk *desk = arg;
	struct job *j;

	while ((j = queue_wait(desk->queued, -1))) {
		struct job_result *r = xcalloc(1, sizeof *r);

		r->ticket = j->ticket;
		if (!desk->d)
			desk->d = db_open(config_database(desk->jobs->engine->config), false, &r->err);
		r->ok = desk->d && work(desk, j, &r->json, &r->err);
		if (!r->ok)
			note_failure(desk, j, &r->err);
		job_drop(j);
		/* Nobody takes any more: the request that waits has given up. */
		if (!queue_put(desk->jobs->results, r)) {
			result_drop(r);
			atomic_fetch_sub(&desk->jobs->open, 1);
		}
	}
	return NULL;
}

static void add_desks(struct jobs *jobs, struct queue **queued, const enum lane *lanes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!queued[lanes[i]])
			queued[lanes[i]] = queue_new(QUEUED_CAP, job_drop);
		jobs->desks[jobs->desks_n++] = (struct desk){ .jobs = jobs, .queued = queued[lanes[i]] };
	}
}

struct jobs *jobs_new(struct engine *e)
{
	struct jobs *jobs = xcalloc(1, sizeof *jobs);

	jobs->engine = e;
	jobs->lanes_n = LANES * (e->n + 1);
	jobs->queued = xcalloc(jobs->lanes_n, sizeof *jobs->queued);
	jobs->desks = xcalloc(HOUSE_DESKS + NUMBER_DESKS * e->n, sizeof *jobs->desks);
	add_desks(jobs, jobs->queued, house_desks, HOUSE_DESKS);
	for (size_t i = 0; i < e->n; i++)
		add_desks(jobs, jobs->queued + LANES * (i + 1), number_desks, NUMBER_DESKS);
	jobs->results = queue_new(RESULTS_CAP, result_drop);
	return jobs;
}

bool jobs_start(struct jobs *jobs, struct err *e)
{
	for (size_t i = 0; i < jobs->desks_n; i++)
		jobs->desks[i].http = http_new();
	for (size_t i = 0; i < jobs->desks_n; i++) {
		struct desk *desk = &jobs->desks[i];
		int bad = pthread_create(&desk->thread, NULL, run, desk);

		if (bad)
			return err_set(e, ERR_ENGINE, "engine.thread", N_("No thread could be started for {name}: {why}"),
				"name=jobs\nwhy=%s", strerror(bad));
		desk->running = true;
	}
	return true;
}

void jobs_stop(struct jobs *jobs)
{
	struct job *j;

	atomic_store(&jobs->stopping, true);
	/* What waits is not begun. */
	for (size_t i = 0; i < jobs->lanes_n; i++) {
		while (jobs->queued[i] && (j = queue_get(jobs->queued[i])))
			job_drop(j);
		if (jobs->queued[i])
			queue_close(jobs->queued[i]);
	}
	for (size_t i = 0; i < jobs->desks_n; i++)
		if (jobs->desks[i].http)
			http_stop(jobs->desks[i].http);
	for (size_t i = 0; i < jobs->desks_n; i++) {
		struct desk *desk = &jobs->desks[i];

		if (desk->running)
			pthread_join(desk->thread, NULL);
		desk->running = false;
		http_free(desk->http);
		desk->http = NULL;
		db_close(desk->d);
		desk->d = NULL;
	}
}

void jobs_free(struct jobs *jobs)
{
	if (!jobs)
		return;
	for (size_t i = 0; i < jobs->lanes_n; i++)
		queue_free(jobs->queued[i]);
	queue_free(jobs->results);
	free(jobs->queued);
	free(jobs->desks);
	free(jobs);
}

bool jobs_idle(const struct jobs *jobs)
{
	return atomic_load(&jobs->open) == 0;
}

int64_t job_post(struct engine *e, enum job_kind kind, const json_t *args, struct err *err)
{
	struct jobs *jobs = e->jobs;
	struct job *j = xcalloc(1, sizeof *j);
	int64_t ticket = atomic_fetch_add(&jobs->ticket, 1) + 1;

	j->ticket = ticket;
	j->kind = kind;
	/* A copy: the values of the caller stay on the caller's thread. */
	j->args = json_deep_copy(args);
	atomic_fetch_add(&jobs->open, 1);
	if (queue_put(queue_for(jobs, kind, args), j))
		return ticket;
	atomic_fetch_sub(&jobs->open, 1);
	job_drop(j);
	err_set(err, ERR_BUSY, "job.full", N_("The engine is busy with other questions to WAHA: try again in a moment"),
		NULL);
	return 0;
}

int engine_jobs_fd(const struct engine *e)
{
	return queue_fd(e->jobs->results);
}

bool job_take(struct engine *e, struct job_result *out)
{
	struct job_result *r = queue_get(e->jobs->results);

	if (!r)
		return false;
	*out = *r;
	free(r);
	atomic_fetch_sub(&e->jobs->open, 1);
	return true;
}
