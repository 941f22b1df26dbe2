/* rule: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/call.h"
#include "sim/dice.h"
#include "sim/journal.h"
#include "sim/ladder.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

const char *const rule_way_names[] = {
#define X(id, name) name,
	RULE_WAYS(X)
#undef X
};

static int way_named(const char *name)
{
	for (int i = 0; i < RULE_WAYS_N; i++)
		if (!strcmp(rule_way_names[i], name))
			return i;
	return -1;
}

/* Ways that bend one message, not one answer: they wait for sends. */
static bool about_sends(enum rule_way w)
{
	return w == WAY_LOSE || w == WAY_NO_ID || w == WAY_ECHO_FIRST ||
	       (w >= WAY_ACK_ERROR && w <= WAY_ACKS_MISSING);
}

/* Ways that no request sets off. */
static bool about_events(enum rule_way w)
{
	return w == WAY_TWINS || w == WAY_FLAPPING || w == WAY_DEAF || w == WAY_DEAF_LISTING;
}

static char *dup(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static void flap(struct sim *sim, const struct timer *t)
{
	struct rule *r = t->p;
	/* The rule may have been cleared since. */
	bool alive = false;
	for (size_t i = 0; i < sim->rules.n; i++)
		alive = alive || (sim->rules.v[i] == r && r->id == t->n);
	if (!alive || (r->count && r->fired >= r->count))
		return;
	for (size_t i = 0; i < sim->sessions.n; i++)
		if (session_flap(sim->sessions.v[i], (int64_t)(r->seconds * 500)))
			r->fired++;
	timer_set(sim,
		  &(struct timer){
			  .at = sim->now + (int64_t)(r->seconds * 1000), .fire = flap, .p = r, .n = r->id });
}

static double usual_seconds(enum rule_way w)
{
	return w == WAY_LATE ? 120 : w == WAY_HANG ? 3600 : w == WAY_ECHO_FIRST || w == WAY_FLAPPING ? 2 : 0;
}

struct rule *rule_add(struct sim *sim, const json_t *spec, struct err *e)
{
	const char *name = json_str_or(spec, "do", "");
	int way = way_named(name);
	if (way < 0) {
		err_set(e, ERR_USAGE, "sim.rule", N_("There is no way to misbehave called \"{name}\"."),
			"name=%s", name);
		return NULL;
	}
	/* What it waits for may stand in an object of its own. */
	const json_t *match = json_at(spec, "match") ? json_at(spec, "match") : spec;
	struct rule *r = xcalloc(1, sizeof *r);
	const json_t *probability = json_at(match, "probability"), *seconds = json_at(spec, "seconds");
	r->id = ++sim->next_rule;
	r->way = (enum rule_way)way;
	r->path = dup(json_str_or(match, "path", about_sends(r->way) ? "/api/send" : NULL));
	r->method = dup(json_str(match, "method"));
	r->contains = dup(json_str(match, "contains"));
	r->nth = json_i64_or(match, "nth", 1);
	r->count = json_i64_or(match, "count", 1);
	r->probability = probability ? json_number_value(probability) : 1;
	r->seconds = seconds ? json_number_value(seconds) : usual_seconds(r->way);
	r->bytes = json_i64_or(spec, "bytes", 0);
	r->accept = json_flag(spec, "accept");
	r->code = dup(json_str(spec, "code"));
	r->since = sim->order + 1;
	LIST_GROW(&sim->rules);
	sim->rules.v[sim->rules.n++] = r;
	if (r->way == WAY_FLAPPING)
		timer_set(sim, &(struct timer){ .at = sim->now + 1, .fire = flap, .p = r, .n = r->id });
	return r;
}

static void rule_free(struct rule *r)
{
	free(r->path);
	free(r->method);
	free(r->contains);
	free(r->code);
	free(r);
}

void rule_clear(struct sim *sim)
{
	for (size_t i = 0; i < sim->rules.n; i++)
		rule_free(sim->rules.v[i]);
	free(sim->rules.v);
	sim->rules.v = NULL;
	sim->rules.n = sim->rules.cap = 0;
}

static json_t *rule_shape(const struct rule *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "do", rule_way_names[r->way]);
	json_put_str(o, "path", r->path);
	json_put_str(o, "method", r->method);
	json_put_str(o, "contains", r->contains);
	json_put_i64(o, "nth", r->nth);
	json_put_i64(o, "count", r->count);
	json_put(o, "probability", json_real(r->probability));
	json_put(o, "seconds", json_real(r->seconds));
	json_put_i64(o, "bytes", r->bytes);
	json_put_bool(o, "accept", r->accept);
	json_put_i64(o, "seen", r->seen);
	json_put_i64(o, "fired", r->fired);
	return o;
}

json_t *rule_list(const struct sim *sim)
{
	json_t *list = json_array();
	for (size_t i = 0; i < sim->rules.n; i++)
		json_array_append_new(list, rule_shape(sim->rules.v[i]));
	return list;
}

/* One more that it matches: is it its turn? */
static bool fires(struct sim *sim, struct rule *r)
{
	if (++r->seen < r->nth || (r->count && r->fired >= r->count) || !dice_chance(sim, r->probability))
		return false;
	r->fired++;
	return true;
}

static bool concerns(const struct call *c, const struct rule *r)
{
	if (about_events(r->way) || (r->path && strncmp(c->path, r->path, strlen(r->path)) != 0) ||
	    (r->method && strcmp(r->method, c->rq->method) != 0))
		return false;
	/* Read only, and not the first: else there is nothing kept to close. */
	if (r->way == WAY_CLOSE_KEPT && c->rq->nth < 2)
		return false;
	if (!r->contains)
		return true;
	return c->rq->body && memmem(c->rq->body, c->rq->body_len, r->contains, strlen(r->contains));
}

static void proxy_page(struct call *c, int status, const char *title)
{
	char *page = xasprintf(
		"<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n"
		"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
		status, title, status, title);
	answer_text(c, status, "text/html", page, strlen(page));
	free(page);
}

static void expected(struct call *c)
{
	json_t *o = json_object();
	json_put_str(o, "error", "Session status is not as expected. Try again later or restart the session");
	json_put_str(o, "session", json_str_or(c->body, "session", "default"));
	json_put_str(o, "status", "STARTING");
	json_put(o, "expected", json_pack("[s]", "WORKING"));
	answer_json(c, 422, o);
}

static void answer_500(struct call *c, const char *code)
{
	const char *text = code ? code : "internal-server-error";
	answer_boom(c, !strcmp(text, "internal-server-error") ? 500 : 0, true, text);
}

/* The bad answer of this way; false for ways that spoil a good one instead. */
static bool bad_answer(struct call *c, const struct rule *r)
{
	json_t *o;
	switch (r->way) {
	case WAY_401:
		o = json_pack("{s:s,s:i}", "message", "Unauthorized", "statusCode", 401);
		answer_json(c, 401, o);
		break;
	case WAY_400: answer_fail(c, 400, "%s", r->code ? r->code : "Bad Request"); break;
	case WAY_403: answer_fail(c, 403, "Forbidden resource"); break;
	case WAY_404: answer_fail(c, 404, "%s", r->code ? r->code : "Chat not found"); break;
	case WAY_422_EXPECTED: expected(c); break;
	case WAY_422_NO_SESSION: answer_no_session(c, json_str_or(c->body, "session", "default")); break;
	case WAY_429: answer_fail(c, 429, "rate-overlimit"); break;
	case WAY_500_463: answer_wall(c, "463"); break;
	case WAY_500_475: answer_wall(c, "475"); break;
	case WAY_500: answer_500(c, r->code); break;
	case WAY_502: proxy_page(c, 502, "Bad Gateway"); break;
	case WAY_503: proxy_page(c, 503, "Service Temporarily Unavailable"); break;
	case WAY_504: proxy_page(c, 504, "Gateway Time-out"); break;
	case WAY_DROP_BEFORE: case WAY_CLOSE_KEPT: case WAY_HANG:
		c->an->end = r->way == WAY_HANG ? SIM_HANG : SIM_CLOSE;
		c->an->status = 0;
		break;
	default: return false;
	}
	c->an->delay_ms = (int64_t)(r->seconds * 1000);
	return true;
}

static struct rule *rule_by_id(struct sim *sim, int64_t id)
{
	for (size_t i = 0; i < sim->rules.n; i++)
		if (sim->rules.v[i]->id == id)
			return sim->rules.v[i];
	return NULL;
}

bool rule_before(struct call *c)
{
	struct sim *sim = c->sim;
	if (c->rq->turn) {
		/* Chosen when it first came. */
		c->rule = rule_by_id(sim, c->rq->rule);
		return false;
	}
	for (size_t i = 0; i < sim->rules.n && !c->rule; i++)
		if (concerns(c, sim->rules.v[i]) && fires(sim, sim->rules.v[i]))
			c->rule = sim->rules.v[i];
	c->rq->rule = c->rule ? c->rule->id : 0;
	return c->rule && !c->rule->accept && bad_answer(c, c->rule);
}

static void without_id(struct call *c)
{
	json_t *o = json_loadb(c->an->body.v, c->an->body.n, 0, NULL);
	int status = c->an->status;
	json_object_del(o, "id");
	json_object_del(o, "key");
	answer_json(c, status, o ? o : json_object());
}

void rule_after(struct call *c)
{
	const struct rule *r = c->rule;
	if (!r)
		return;
	int status = c->an->status;
	switch (r->way) {
	case WAY_ACCEPT_DROP:
		c->an->end = SIM_CLOSE;
		c->an->status = 0;
		break;
	case WAY_ACCEPT_500: answer_500(c, r->code ? r->code : "Timed Out"); break;
	case WAY_EMPTY: answer_text(c, status, "", "", 0); break;
	case WAY_NO_ID: without_id(c); break;
	case WAY_GARBAGE:
		answer_text(c, status, "application/json; charset=utf-8", "{\"key\":{\"id\": oops", 18);
		break;
	case WAY_TRUNCATED: c->an->end = SIM_TRUNCATE; break;
	case WAY_ENDLESS:
		c->an->end = SIM_ENDLESS;
		c->an->promised = r->bytes;
		c->an->drip_ms = (int64_t)(r->seconds * 1000);
		break;
	case WAY_LATE: case WAY_ECHO_FIRST: c->an->delay_ms += (int64_t)(r->seconds * 1000); break;
	default: bad_answer(c, r); break;
	}
}

void rule_bend(const struct call *c, struct message *m)
{
	if (!c->rule)
		return;
	switch (c->rule->way) {
	case WAY_LOSE: m->lost = true; break;
	case WAY_ACK_ERROR: m->acks = ACKS_ERROR; break;
	case WAY_ACKS_DOUBLED: m->acks = ACKS_DOUBLED; break;
	case WAY_ACKS_REORDERED: m->acks = ACKS_REORDERED; break;
	case WAY_ACKS_MISSING: m->acks = ACKS_MISSING; break;
	default: break;
	}
}

static struct rule *event_rule(struct sim *sim, enum rule_way way)
{
	for (size_t i = 0; i < sim->rules.n; i++)
		if (sim->rules.v[i]->way == way && fires(sim, sim->rules.v[i]))
			return sim->rules.v[i];
	return NULL;
}

bool rule_deaf(struct sim *sim)
{
	return event_rule(sim, WAY_DEAF) != NULL;
}

bool rule_twins(struct sim *sim)
{
	return event_rule(sim, WAY_TWINS) != NULL;
}

uint64_t rule_deaf_listing(const struct call *c)
{
	for (size_t i = 0; i < c->sim->rules.n; i++) {
		struct rule *r = c->sim->rules.v[i];

		if (r->way == WAY_DEAF_LISTING && (!r->path || !strncmp(c->path, r->path, strlen(r->path))) &&
		    fires(c->sim, r))
			return r->since;
	}
	return 0;
}

static void rules_get(struct call *c)
{
	answer_json(c, 200, rule_list(c->sim));
}

static void rules_post(struct call *c)
{
	struct err e = {0};
	const struct rule *r = rule_add(c->sim, c->body, &e);
	if (r)
		answer_json(c, 201, rule_shape(r));
	else
		answer_fail(c, 400, "%s", err_text(&e));
}

static void rules_delete(struct call *c)
{
	rule_clear(c->sim);
	answer_json(c, 200, json_array());
}

const struct route rule_routes[] = {
	{ "GET", "/sim/rules", rules_get, 0, {0} },
	{ "POST", "/sim/rules", rules_post, 0, {0} },
	{ "DELETE", "/sim/rules", rules_delete, 0, {0} },
	{ 0 },
};
