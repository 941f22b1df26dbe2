/* core: the simulator as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/customer.h"
#include "sim/event.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/shop.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

static const char newest_version[] = "2026.8.2";

bool sim_since(const struct sim *sim, int y, int m, int p)
{
	const int want[3] = { y, m, p };
	for (int i = 0; i < 3; i++)
		if (sim->version[i] != want[i])
			return sim->version[i] > want[i];
	return true;
}

int64_t sim_seconds(const struct sim *sim)
{
	return sim->now / 1000;
}

/* The configuration a session has that was set up before we looked. */
static json_t *usual_config(const struct sim *sim)
{
	json_t *config = json_object();
	if (!sim->engine->needs_store)
		return config;
	json_t *noweb = json_object(), *store = json_object();
	json_put_bool(store, "enabled", true);
	json_put(noweb, "store", store);
	json_put(config, "noweb", noweb);
	return config;
}

static bool open_session(struct sim *sim, const struct sim_options *o, const char *name, size_t nth,
			 struct err *e)
{
	const char *state = o->state ? o->state : "working";
	bool working = !strcmp(state, "working"), scan = !strcmp(state, "scan");
	if (!working && !scan && strcmp(state, "stopped") != 0)
		return err_set(e, ERR_USAGE, "sim.state",
			       N_("A session starts \"working\", \"scan\" or \"stopped\", not \"{state}\"."),
			       "state=%s", state);
	if (strcmp(name, "default") != 0 && !sim_since(sim, 2026, 6, 1))
		return err_set(e, ERR_USAGE, "sim.session",
			       N_("WAHA before 2026.6.1 knows only the session \"default\", not \"{name}\"."),
			       "name=%s", name);
	char *pn = xasprintf("62812%08zu", nth + 1), *lid = xasprintf("19%013zu", nth + 1);
	struct session *s = session_add(sim, name, account_new(pn, lid, "Toko"));
	free(pn);
	free(lid);
	/* The shop belongs to the first number. */
	if (o->shop && !nth && !shop_load(sim, s, o->shop, working, e))
		return false;
	if (!strcmp(state, "stopped"))
		return true;
	session_configure(s, usual_config(sim));
	if (working)
		session_work_now(s);
	else
		session_start(s);
	return true;
}

struct sim *sim_new(const struct sim_options *o, struct err *e)
{
	const char *engine = o->engine ? o->engine : "noweb",
		   *version = o->version ? o->version : newest_version;
	static const char *const usual[] = { "default" };
	struct sim *sim = xcalloc(1, sizeof *sim);
	sim->lines = json_array();
	sim->now = sim->started = o->now_ms;
	sim->dice = o->seed ? o->seed : 1;
	sim->lenient = o->lenient;
	sim->media = o->media;
	sim->auto_scan_s = o->auto_scan_s;
	sim->journal = o->journal;
	sim->journal_ctx = o->journal_ctx;
	sim->key = o->key ? xstrdup(o->key) : NULL;
	sim->sim_key = o->sim_key ? xstrdup(o->sim_key) : NULL;
	sim->base_url = xstrdup(o->base_url ? o->base_url : "http://localhost:3000");
	sim->base_given = o->base_url != NULL;
	sim->version_text = xstrdup(version);
	sim->engine = engine_named(engine);
	if (!sim->engine) {
		err_set(e, ERR_USAGE, "sim.engine",
			N_("The simulator plays the engines noweb, gows, webjs and wpp, not \"{engine}\"."), "engine=%s",
			engine);
		goto fail;
	}
	if (sscanf(version, "%4d.%2d.%2d", &sim->version[0], &sim->version[1], &sim->version[2]) != 3) {
		err_set(e, ERR_USAGE, "sim.version",
			N_("A version is written as 2026.8.2, not \"{version}\"."), "version=%s", version);
		goto fail;
	}
	const char *const *names = o->n_sessions ? o->sessions : usual;
	for (size_t i = 0; i < (o->n_sessions ? o->n_sessions : 1); i++)
		if (!open_session(sim, o, names[i], i, e))
			goto fail;
	customer_switch(sim, o->customers || (o->shop && !strcmp(o->shop, "demo")));
	return sim;
fail:
	sim_free(sim);
	return NULL;
}

void sim_free(struct sim *sim)
{
	if (!sim)
		return;
	timer_clear(sim);
	rule_clear(sim);
	event_clear(sim);
	for (size_t i = 0; i < sim->sessions.n; i++)
		session_free(sim->sessions.v[i]);
	free(sim->sessions.v);
	free(sim->version_text);
	free(sim->key);
	free(sim->sim_key);
	free(sim->base_url);
	json_decref(sim->shop);
	json_decref(sim->lines);
	free(sim);
}

void sim_set_base(struct sim *sim, const char *url)
{
	if (sim->base_given)
		return;
	free(sim->base_url);
	sim->base_url = xstrdup(url);
}

void sim_tick(struct sim *sim, int64_t now_ms)
{
	timer_run(sim, now_ms);
	if (now_ms > sim->now)
		sim->now = now_ms;
}

int64_t sim_next(const struct sim *sim)
{
	int64_t timer = timer_next(sim), hook = event_next(sim);
	return timer < hook ? timer : hook;
}

void sim_request(struct sim *sim, struct sim_request *rq, int64_t now_ms, struct sim_answer *a)
{
	sim_tick(sim, now_ms);
	if (!rq->turn)
		rq->arrived_ms = sim->now;
	struct call c = { .sim = sim, .rq = rq, .an = a };
	route_run(&c);
}
