/* route: the road of a request: key, route, rule, session, waiting, answer,
 * journal. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/bytes.h"
#include "sim/call.h"
#include "sim/journal.h"
#include "sim/refuse.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { BODY_LIMIT = 50 << 20, LOOK_AGAIN_MS = 250, JOURNAL_TEXT = 2048 };

static void clear_args(struct call *c)
{
	for (int i = 0; i < CALL_ARGS; i++) {
		free(c->arg[i]);
		c->arg[i] = NULL;
	}
}

/* Fills c->arg from the places of the pattern. */
static bool matches(struct call *c, const char *pattern)
{
	const char *path = c->path;
	int n = 0;
	clear_args(c);
	while (*pattern) {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t len = strcspn(path, "/");
		if (!len || n == CALL_ARGS)
			return false;
		c->arg[n++] = url_decode(path, len);
		path += len;
		pattern += strcspn(pattern, "}") + 1;
	}
	return !*path;
}

static const struct route *find(struct call *c)
{
	static const struct route *const tables[] = {
		server_routes, session_routes, send_routes, act_routes,	    history_routes, contact_routes,
		label_routes,  group_routes,   file_routes, control_routes, rule_routes,
	};
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct route *r = tables[t]; r->path; r++)
			if (!strcmp(r->method, c->rq->method) &&
			    sim_since(c->sim, r->since[0], r->since[1], r->since[2]) && matches(c, r->path))
				return r;
	clear_args(c);
	return NULL;
}

static bool authorised(const struct call *c, bool control)
{
	const char *wanted = control ? c->sim->sim_key : c->sim->key;
	const char *given = control ? c->rq->sim_key : c->rq->key;
	if (!given && !control && sim_since(c->sim, 2026, 4, 3))
		given = query_get(&c->query, "x-api-key");
	return !wanted || (given && !strcmp(given, wanted));
}

/* False: answered. */
static bool read_body(struct call *c)
{
	const struct sim_request *rq = c->rq;
	if (rq->body_len > BODY_LIMIT) {
		json_t *more = json_object();
		json_put_i64(more, "expected", (int64_t)rq->body_len);
		json_put_i64(more, "length", (int64_t)rq->body_len);
		json_put_i64(more, "limit", BODY_LIMIT);
		json_put_str(more, "type", "entity.too.large");
		answer_thrown(c, "PayloadTooLargeError", more, "request entity too large");
		return false;
	}
	if (!rq->body_len || !strcmp(rq->method, "GET"))
		return true;
	json_error_t where;
	c->body = json_loadb(rq->body, rq->body_len, JSON_DECODE_ANY, &where);
	if (c->body)
		return true;
	if (json_error_code(&where) == json_error_premature_end_of_input)
		answer_fail(c, 400, "Unexpected end of JSON input");
	else
		answer_fail(c, 400, "Unexpected token in JSON at position %d", where.position);
	return false;
}

bool route_core_only(struct call *c, const char *session)
{
	if (sim_since(c->sim, 2026, 6, 1) || !strcmp(session, "default"))
		return false;
	char *base64 = bytes_base64(session, strlen(session));
	answer_fail(c, 422,
		    "WAHA Core support only 'default' session. You tried to access '%s' session (base64: "
		    "%s). If you want "
		    "to run more then one WhatsApp account - please get WAHA PLUS version. Check this out: "
		    "https://waha.devlike.pro/",
		    session, base64);
	free(base64);
	return true;
}

static const char *session_name(const struct call *c)
{
	unsigned flags = c->route->flags;
	return flags & R_PATH ? c->arg[0]
	     : flags & R_BODY ? json_str(c->body, "session")
			      : query_get(&c->query, "session");
}

/* False: answered. */
static bool find_session(struct call *c)
{
	if (!(c->route->flags & (R_PATH | R_BODY | R_QUERY)))
		return true;
	const char *name = session_name(c);
	if (!name || !*name) {
		answer_fail(c, 400, "Session name is required");
		return false;
	}
	if (route_core_only(c, name))
		return false;
	c->session = session_named(c->sim, name);
	return true;
}

static bool there(const struct call *c)
{
	const struct session *s = c->session;
	if (!s || !session_runs(s))
		return false;
	if (c->route->flags & R_WORKING)
		return s->status == ST_WORKING;
	return !(c->route->flags & R_SCANNING) || s->status == ST_SCAN;
}

/* WAHA waits a while for the session to become what the call needs. False: not
 * now, and the answer says what. */
static bool wait_for_session(struct call *c)
{
	if (!(c->route->flags & (R_WORKING | R_SCANNING | R_RUNNING)) || there(c))
		return true;
	bool runs = c->session && session_runs(c->session);
	int64_t left = (runs ? SLOW_WORKING : SLOW_RUNNING) - (c->sim->now - c->rq->arrived_ms);
	if (left > 0)
		answer_again(c, left < LOOK_AGAIN_MS ? left : LOOK_AGAIN_MS);
	else if (!c->session || !c->session->exists)
		answer_no_session(c, session_name(c));
	else
		answer_not_expected(c, c->route->flags & R_SCANNING ? "SCAN_QR_CODE" : "WORKING");
	return false;
}

/* What this engine, version or configuration has not. False: answered. */
static bool supported(struct call *c)
{
	unsigned flags = c->route->flags;
	if (flags & c->sim->engine->lacks) {
		answer_unimplemented(c);
		return false;
	}
	if (flags & R_PLUS && !c->sim->media && !sim_since(c->sim, 2026, 6, 1)) {
		answer_plus(c);
		return false;
	}
	if (flags & R_STORE && c->session && !c->session->store) {
		answer_fail(c, 400,
			    "Enable NOWEB store \"config.noweb.store.enabled=True\" and "
			    "\"config.noweb.store.full_sync=True\" when starting a new session. Read more: "
			    "https://waha.devlike.pro/docs/engines/noweb#store");
		return false;
	}
	return true;
}

static void guarded(struct call *c)
{
	bool control = !strncmp(c->path, "/sim/", 5);
	c->route = find(c);
	if (!(c->route && c->route->flags & R_OPEN) && !authorised(c, control)) {
		json_t *o = json_object();
		json_put_str(o, "message", "Unauthorized");
		json_put_i64(o, "statusCode", 401);
		answer_json(c, 401, o);
		return;
	}
	if (!c->route) {
		answer_fail(c, 404, "Cannot %s %s", c->rq->method, c->rq->target);
		return;
	}
	if (!read_body(c))
		return;
	if (control) {
		c->route->answer(c);
		return;
	}
	if (rule_before(c))
		return;
	if (find_session(c) && !refuse(c) && wait_for_session(c) && supported(c))
		c->route->answer(c);
	if (c->an->end != SIM_AGAIN)
		rule_after(c);
}

/* Weak, as Express makes it: the length and a sum. */
static void tag(struct call *c)
{
	struct sim_answer *a = c->an;
	if (strcmp(c->rq->method, "GET") != 0 || a->status != 200 || !a->body.n || a->end != SIM_SEND)
		return;
	char *sum = bytes_sha256_base64(a->body.v, a->body.n);
	char *text = xasprintf("W/\"%zx-%.20s\"", a->body.n, sum);
	str_copy(a->etag, sizeof a->etag, text);
	if (c->rq->if_none_match && !strcmp(c->rq->if_none_match, text)) {
		buf_clear(&a->body);
		a->status = 304;
		a->content_type[0] = '\0';
	}
	free(text);
	free(sum);
}

static void write_down(struct call *c)
{
	static const char *const ends[] = { "answered", "closed", "truncated", "hung", "endless", "waiting" };
	const struct sim_request *rq = c->rq;
	json_t *line = json_object();
	json_put_i64(line, "arrived", rq->arrived_ms);
	json_put_str(line, "method", rq->method);
	json_put_str(line, "path", c->path);
	if (c->query.n) {
		json_t *query = json_object();
		for (size_t i = 0; i < c->query.n; i++)
			json_put_str(query, c->query.v[i].name,
				     strcmp(c->query.v[i].name, "x-api-key") ? c->query.v[i].value : "***");
		json_put(line, "query", query);
	}
	if (c->body) {
		json_put(line, "body", journal_body(c->body));
	} else if (rq->body_len) {
		json_put_i64(line, "body_size", (int64_t)rq->body_len);
		if (rq->body)
			json_put(line, "body_text",
				 json_stringn(rq->body,
					      rq->body_len < JOURNAL_TEXT ? rq->body_len : JOURNAL_TEXT));
	}
	json_put_i64(line, "connection", rq->connection);
	json_put_i64(line, "nth", rq->nth);
	json_put_i64(line, "status", c->an->status);
	json_put_str(line, "outcome", ends[c->an->end]);
	if (c->an->delay_ms)
		json_put_i64(line, "delay_ms", c->an->delay_ms);
	if (c->rule) {
		json_put_str(line, "rule", rule_way_names[c->rule->way]);
		json_put_i64(line, "rule_id", c->rule->id);
	}
	if (c->sent)
		json_put_str(line, "wa_id", c->sent->id);
	journal_add(c->sim, "request", line);
}

void route_run(struct call *c)
{
	const char *question = strchr(c->rq->target, '?');
	size_t n = question ? (size_t)(question - c->rq->target) : strlen(c->rq->target);
	while (n > 1 && c->rq->target[n - 1] == '/')
		n--;
	c->path = xstrndup(c->rq->target, n);
	query_read(&c->query, question ? question + 1 : NULL);
	guarded(c);
	if (c->an->end == SIM_AGAIN) {
		c->rq->turn++;
	} else {
		tag(c);
		write_down(c);
	}
	clear_args(c);
	query_fini(&c->query);
	json_decref(c->body);
	free(c->path);
}
