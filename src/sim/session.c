/* session: see the header. Every start is a new run: timers that belong to an
 * older one do nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/inbound.h"
#include "sim/journal.h"
#include "sim/ladder.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

const char *const status_names[] = { "STOPPED", "STARTING", "SCAN_QR_CODE", "WORKING", "FAILED" };

struct session *session_named(struct sim *sim, const char *name)
{
	for (size_t i = 0; i < sim->sessions.n; i++)
		if (!strcmp(sim->sessions.v[i]->name, name))
			return sim->sessions.v[i];
	return NULL;
}

struct session *session_add(struct sim *sim, const char *name, struct account *account)
{
	struct session *s = xcalloc(1, sizeof *s);
	s->sim = sim;
	s->name = xstrdup(name);
	s->exists = true;
	s->config = json_null();
	s->account = account;
	s->run = 1;
	LIST_GROW(&sim->sessions);
	return sim->sessions.v[sim->sessions.n++] = s;
}

void session_free(struct session *s)
{
	account_free(s->account);
	json_decref(s->config);
	free(s->name);
	free(s->qr);
	free(s);
}

bool session_runs(const struct session *s)
{
	return s->exists && s->status != ST_STOPPED;
}

static json_t *past(const struct session *s)
{
	json_t *list = json_array();
	for (int i = 0; i < s->n_past; i++) {
		json_t *row = json_object();
		json_put_str(row, "status", status_names[s->past[i].status]);
		json_put_i64(row, "timestamp", s->past[i].ms);
		json_array_append_new(list, row);
	}
	return list;
}

static void tell(struct session *s, json_t *data)
{
	json_t *o = json_object();
	json_put_str(o, "name", s->name);
	json_put_str(o, "status", status_names[s->status]);
	json_put(o, "statuses", past(s));
	if (data)
		json_put(o, "data", data);
	else if (sim_since(s->sim, 2026, 7, 1))
		json_put_null(o, "data");
	event_emit(s, "session.status", o);
}

static void become(struct session *s, enum status status)
{
	if (!s->n_past || s->past[s->n_past - 1].status != status) {
		if (s->n_past == 3) {
			memmove(s->past, s->past + 1, 2 * sizeof *s->past);
			s->n_past = 2;
		}
		s->past[s->n_past].status = status;
		s->past[s->n_past++].ms = s->sim->now;
	}
	s->status = status;
	json_t *line = json_object();
	json_put_str(line, "session", s->name);
	json_put_str(line, "status", status_names[status]);
	journal_add(s->sim, "status", line);
	tell(s, NULL);
	if (status == ST_WORKING) {
		s->activity = s->sim->now;
		inbound_flush(s);
		ladder_flush(s);
	}
}

static void later(struct session *s, int64_t ms, void (*fire)(struct sim *, const struct timer *))
{
	timer_set(s->sim,
		  &(struct timer){ .at = s->sim->now + ms, .fire = fire, .session = s, .run = s->run });
}

static void work(struct sim *sim, const struct timer *t)
{
	(void)sim;
	struct session *s = t->session;
	s->me_known = true;
	become(s, ST_WORKING);
}

/* The phone hands its keys over in a message to itself, which NOWEB lists. */
static void work_first(struct sim *sim, const struct timer *t)
{
	work(sim, t);
	if (sim->engine->lists_keys)
		inbound_keys(t->session);
}

static void scanned(struct sim *sim, const struct timer *t)
{
	(void)sim;
	become(t->session, ST_STARTING);
	later(t->session, 1000, work_first);
}

bool session_scan(struct session *s)
{
	if (s->status != ST_SCAN)
		return false;
	s->run++; /* no more codes */
	s->account->paired = true;
	s->me_known = true;
	inbound_history(s);
	later(s, 300, scanned);
	return true;
}

static void scan_by_itself(struct sim *sim, const struct timer *t)
{
	(void)sim;
	session_scan(t->session);
}

static void show_code(struct sim *sim, const struct timer *t)
{
	struct session *s = t->session;
	if (s->qr_nth == QR_CODES) {
		become(s, ST_FAILED);
		return;
	}
	char *part[4];
	part[0] = dice_base64(sim, 16);
	for (int i = 1; i < 4; i++)
		part[i] = dice_base64(sim, 32);
	free(s->qr);
	s->qr = xasprintf("%.22s,%s,%s,%s", part[0], part[1], part[2], part[3]);
	for (int i = 0; i < 4; i++)
		free(part[i]);
	s->qr_nth++;
	become(s, ST_SCAN);
	if (sim->auto_scan_s > 0 && s->qr_nth == 1)
		later(s, sim->auto_scan_s * 1000, scan_by_itself);
	later(s, s->qr_nth == 1 ? QR_FIRST : QR_NEXT, show_code);
}

static void give_up(struct sim *sim, const struct timer *t)
{
	(void)sim;
	become(t->session, ST_FAILED);
}

static void retry(struct sim *sim, const struct timer *t)
{
	struct session *s = t->session;
	if (s->account->network) {
		later(s, 400, work);
		return;
	}
	if (sim->now - s->lost_ms >= (int64_t)RETRIES * RETRY_EVERY) {
		become(s, ST_FAILED);
		return;
	}
	become(s, ST_STARTING);
	later(s, RETRY_EVERY, retry);
}

static void connect_first(struct sim *sim, const struct timer *t)
{
	struct session *s = t->session;
	if (!s->account->network) {
		s->lost_ms = sim->now;
		retry(sim, t);
	} else if (s->account->unlinked) {
		s->me_known = true;
		give_up(sim, t);
	} else if (s->account->paired) {
		later(s, 350, work);
	} else {
		show_code(sim, t);
	}
}

static bool store_on(const struct session *s)
{
	return !s->sim->engine->needs_store || json_flag(s->config, "noweb.store.enabled");
}

void session_start(struct session *s)
{
	s->run++;
	s->n_past = 0;
	s->qr_nth = 0;
	s->me_known = false;
	s->store = store_on(s);
	become(s, ST_STARTING);
	later(s, 450, connect_first);
}

void session_work_now(struct session *s)
{
	s->run++;
	s->account->paired = true;
	s->me_known = true;
	s->store = store_on(s);
	s->n_past = 0;
	inbound_history(s);
	become(s, ST_STARTING);
	become(s, ST_WORKING);
}

void session_stop(struct session *s)
{
	if (s->status == ST_STOPPED)
		return;
	s->run++;
	become(s, ST_STOPPED);
	s->me_known = false;
	s->presence = NULL;
}

void session_logout(struct session *s)
{
	session_stop(s);
	s->account->paired = s->account->unlinked = false;
	inbound_forget(s);
}

void session_delete(struct session *s)
{
	session_logout(s);
	json_decref(s->config);
	s->config = json_null();
	s->exists = false;
}

void session_process_restart(struct session *s)
{
	session_stop(s);
	s->n_past = 0;
	if (!sim_since(s->sim, 2026, 6, 1)) {
		json_decref(s->config);
		s->config = json_null();
		s->exists = true;
	}
}

void session_configure(struct session *s, json_t *config)
{
	json_t *noweb = json_object_get(config, "noweb");
	if (noweb) {
		if (!json_object_get(noweb, "markOnline"))
			json_put_bool(noweb, "markOnline", true);
		json_t *store = json_object_get(noweb, "store");
		if (!store)
			json_put(noweb, "store", store = json_object());
		if (!json_object_get(store, "enabled"))
			json_put_bool(store, "enabled", false);
		if (!json_object_get(store, "fullSync"))
			json_put_bool(store, "fullSync", false);
	}
	json_decref(s->config);
	s->config = config;
}

void session_unlink(struct session *s)
{
	s->account->paired = false;
	s->account->unlinked = true;
	s->run++;
	if (session_runs(s))
		become(s, ST_FAILED);
}

void session_fail(struct session *s)
{
	s->run++;
	if (session_runs(s))
		become(s, ST_FAILED);
}

void session_network(struct session *s, bool up)
{
	if (s->account->network == up)
		return;
	s->account->network = up;
	json_t *line = json_object();
	json_put_str(line, "session", s->name);
	json_put_bool(line, "up", up);
	journal_add(s->sim, "network", line);
	if (!up && s->status == ST_WORKING) {
		s->lost_ms = s->sim->now;
		s->run++;
		later(s, LOSS_NOTICED, retry);
	} else if (up && s->status == ST_WORKING) {
		s->run++; /* back before anybody noticed */
		inbound_flush(s);
		ladder_flush(s);
	}
}

bool session_flap(struct session *s, int64_t ms)
{
	if (s->status != ST_WORKING)
		return false;
	s->run++;
	become(s, ST_STARTING);
	later(s, ms, work);
	return true;
}

void session_say_working(struct session *s, json_t *data)
{
	if (s->status == ST_WORKING && sim_since(s->sim, 2026, 7, 2))
		tell(s, data);
	else
		json_decref(data);
}

static json_t *timelock(const struct account *a)
{
	json_t *o = json_object();
	json_put_str(o, "enforcementType", a->timelock_kind);
	json_put_bool(o, "isActive", a->timelock);
	if (a->timelock_until)
		json_put_i64(o, "timeEnforcementEnds", a->timelock_until);
	else
		json_put_null(o, "timeEnforcementEnds");
	return o;
}

json_t *session_timelock(const struct session *s)
{
	return timelock(s->account);
}

json_t *session_capping(const struct session *s)
{
	const struct account *a = s->account;
	int64_t day = sim_seconds(s->sim) / 86400 * 86400;
	json_t *o = json_object();
	json_put_str(o, "cappingStatus", a->capping);
	json_put_i64(o, "totalQuota", a->quota);
	json_put_i64(o, "usedQuota", a->used);
	json_put_i64(o, "cycleStart", day - 10 * 86400);
	json_put_i64(o, "cycleEnd", day + 20 * 86400);
	json_put_null(o, "mvStatus");
	json_put_null(o, "oteStatus");
	return o;
}

json_t *session_me(const struct session *s)
{
	if (!s->me_known)
		return json_null();
	const struct account *a = s->account;
	json_t *o = json_object();
	char *id = xasprintf("%s@c.us", a->pn), *lid = xasprintf("%s@lid", a->lid);
	json_put_str(o, "id", id);
	json_put_str(o, "pushName", a->push);
	json_put_str(o, "lid", lid);
	if (sim_since(s->sim, 2026, 7, 2)) {
		char *jid = xasprintf("%s:12@s.whatsapp.net", a->pn);
		json_put_str(o, "jid", jid);
		json_put(o, "reachoutTimelock", a->timelock && !a->timelock_untold ? timelock(a) : json_null());
		free(jid);
	}
	if (sim_since(s->sim, 2026, 8, 1))
		json_put(o, "messageCapping", strcmp(a->capping, "NONE") ? session_capping(s) : json_null());
	free(id);
	free(lid);
	return o;
}

json_t *session_info(struct session *s, bool with_engine)
{
	bool runs = session_runs(s);
	json_t *o = json_object(), *timestamps = json_object();
	json_put_str(o, "name", s->name);
	json_put_str(o, "status", status_names[s->status]);
	json_put(o, "config", json_deep_copy(s->config));
	json_put(o, "me", session_me(s));
	if (s->presence)
		json_put_str(o, "presence", s->presence);
	else
		json_put_null(o, "presence");
	if (!runs)
		json_put_null(timestamps, "activity");
	else if (sim_since(s->sim, 2026, 6, 1))
		json_put_i64(timestamps, "activity", s->activity);
	json_put(o, "timestamps", timestamps);
	if (sim_since(s->sim, 2026, 6, 1))
		json_put_null(o, "assignedWorker");
	if (with_engine)
		json_put(o, "engine", runs ? s->sim->engine->running(s) : json_object());
	return o;
}
