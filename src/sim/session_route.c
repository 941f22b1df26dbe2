/* session_route: /api/sessions and the QR. Stopping and its kin take seconds: the
 * answer comes after them, about the session as it is then. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/call.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/route.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { NAME_LONGEST = 54, QR_PIXELS = 232 };

static void list(struct call *c)
{
	json_t *complaints = NULL, *all = json_array();
	bool stopped = query_bool(&c->query, "all", 0, &complaints);
	for (size_t i = 0; i < c->sim->sessions.n; i++) {
		struct session *s = c->sim->sessions.v[i];
		if (s->exists && (stopped || s->status != ST_STOPPED))
			json_array_append_new(all, session_info(s, false));
	}
	json_decref(complaints);
	answer_ok(c, all);
}

/* The session of the path, which must be there; NULL: answered 404. */
static struct session *named(struct call *c)
{
	struct session *s = session_named(c->sim, c->arg[0]);
	if (s && s->exists)
		return s;
	answer_not_found(c, "Session");
	return NULL;
}

static void get(struct call *c)
{
	struct session *s = named(c);
	if (s)
		answer_ok(c, session_info(s, true));
}

static void me(struct call *c)
{
	struct session *s = named(c);
	if (!s)
		return;
	if (!session_runs(s)) {
		answer_fail(c, 404,
			    "We didn't find a session with name '%s'.\nPlease start it first by using "
			    "POST /api/sessions/%s/start request", s->name, s->name);
		return;
	}
	json_t *o = session_me(s);
	if (json_is_null(o)) {
		json_decref(o);
		answer_empty(c);
		return;
	}
	answer_ok(c, o);
}

static bool good_url(const char *url)
{
	return url && (!strncmp(url, "http://", 7) || !strncmp(url, "https://", 8)) && !strchr(url, ' ');
}

/* WAHA's validation of a configuration, in its own words. */
static json_t *config_complaints(const json_t *body)
{
	json_t *found = json_array();
	const json_t *hooks = json_at(body, "config.webhooks");
	if (hooks && !json_is_array(hooks)) {
		json_array_append_new(found, json_string("config.webhooks must be an array"));
		json_array_append_new(found,
				      json_string("config.each value in nested property webhooks must be "
						  "either object or array"));
	}
	for (size_t i = 0; i < json_array_size(hooks); i++) {
		char *text = xasprintf("config.webhooks.%zu.url must be a URL address", i);
		if (!good_url(json_str(json_array_get(hooks, i), "url")))
			json_array_append_new(found, json_string(text));
		free(text);
	}
	const json_t *start = json_at(body, "start");
	if (start && !json_is_boolean(start))
		json_array_append_new(found, json_string("start must be a boolean value"));
	const char *name = json_str(body, "name");
	if (name &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(name))
		json_array_append_new(
			found, json_string("Session name can only contain alphanumeric characters, "
					   "hyphens, and underscores (a-z, A-Z, 0-9, -, _) or be empty"));
	if (name && strlen(name) > NAME_LONGEST)
		json_array_append_new(found,
				      json_string("name must be shorter than or equal to 54 characters"));
	if (json_array_size(found))
		return found;
	json_decref(found);
	return NULL;
}

static json_t *config_in(const struct call *c)
{
	const json_t *config = json_at(c->body, "config");
	return json_is_object(config) ? json_deep_copy(config) : json_null();
}

static struct account *fresh_account(struct sim *sim)
{
	char *pn = xasprintf("62812%08zu", sim->sessions.n + 1),
	     *lid = xasprintf("19%013zu", sim->sessions.n + 1);
	struct account *a = account_new(pn, lid, "Toko");
	free(pn);
	free(lid);
	return a;
}

static void create(struct call *c)
{
	json_t *complaints = config_complaints(c->body);
	if (complaints) {
		answer_complaints(c, complaints);
		return;
	}
	char made[40] = "session_";
	const char *name = json_str(c->body, "name");
	if (!name || !*name) {
		dice_hex(c->sim, made + 8, 26);
		name = made;
	}
	if (route_core_only(c, name))
		return;
	struct session *s = session_named(c->sim, name);
	if (s && s->exists) {
		answer_fail(c, 422, "Session '%s' already exists. Use PUT to update it.", name);
		return;
	}
	if (!s)
		s = session_add(c->sim, name, fresh_account(c->sim));
	s->exists = true;
	session_configure(s, config_in(c));
	if (json_flag(c->body, "start"))
		session_start(s);
	answer_ok(c, session_info(s, true));
}

/* First turn: do it, come back in so long. False on the second. */
static bool first_turn(struct call *c, int64_t ms)
{
	if (c->rq->turn)
		return false;
	answer_again(c, ms);
	return true;
}

static void answer_info(struct call *c, struct session *s)
{
	answer_ok(c, session_info(s, true));
}

static void put(struct call *c)
{
	struct session *s = named(c);
	json_t *complaints = config_complaints(c->body);
	if (!s || complaints) {
		if (s)
			answer_complaints(c, complaints);
		else
			json_decref(complaints);
		return;
	}
	if (!c->rq->turn)
		session_configure(s, config_in(c));
	if (!c->rq->turn && session_runs(s)) {
		session_stop(s);
		answer_again(c, SLOW_STOP);
		return;
	}
	if (c->rq->turn)
		session_start(s);
	answer_info(c, s);
}

static void start(struct call *c)
{
	struct session *s = named(c);
	if (!s)
		return;
	if (session_runs(s)) {
		answer_fail(c, 422, "Session '%s' is already started.", s->name);
		return;
	}
	session_start(s);
	answer_info(c, s);
}

static void stop(struct call *c)
{
	struct session *s = named(c);
	if (!s)
		return;
	if (!c->rq->turn && session_runs(s)) {
		session_stop(s);
		answer_again(c, SLOW_STOP);
		return;
	}
	answer_info(c, s);
}

static void restart(struct call *c)
{
	struct session *s = named(c);
	if (!s)
		return;
	if (!c->rq->turn)
		session_stop(s);
	if (first_turn(c, SLOW_STOP))
		return;
	session_start(s);
	answer_info(c, s);
}

static void logout(struct call *c)
{
	struct session *s = named(c);
	if (!s)
		return;
	if (!c->rq->turn) {
		c->rq->note = session_runs(s);
		session_logout(s);
	}
	if (first_turn(c, SLOW_LOGOUT))
		return;
	if (c->rq->note)
		session_start(s);
	answer_info(c, s);
}

static void drop(struct call *c)
{
	struct session *s = session_named(c->sim, c->arg[0]);
	if (!s || !s->exists || c->rq->turn) {
		answer_empty(c);
		return;
	}
	session_delete(s);
	answer_again(c, SLOW_DELETE);
}

/* The old way: make it, configure it, start it. */
static void start_old(struct call *c)
{
	const char *name = json_str_or(c->body, "name", "default");
	if (route_core_only(c, name))
		return;
	struct session *s = session_named(c->sim, name);
	if (!s)
		s = session_add(c->sim, name, fresh_account(c->sim));
	s->exists = true;
	if (json_at(c->body, "config"))
		session_configure(s, config_in(c));
	if (!session_runs(s))
		session_start(s);
	answer_info(c, s);
}

static void timelock(struct call *c)
{
	struct session *s = named(c);
	if (s)
		answer_ok(c, session_timelock(s));
}

static void capping(struct call *c)
{
	struct session *s = named(c);
	if (s)
		answer_ok(c, session_capping(s));
}

static void qr(struct call *c)
{
	struct session *s = c->session;
	const char *format = query_get(&c->query, "format");
	if (format && !strcmp(format, "raw")) {
		json_t *o = json_object();
		json_put_str(o, "value", s->qr);
		answer_ok(c, o);
		return;
	}
	size_t n;
	uint64_t seed = 0;
	for (const char *p = s->qr; *p; p++)
		seed = seed * 31 + (unsigned char)*p;
	char *png = bytes_png(QR_PIXELS, QR_PIXELS, seed, &n);
	if (c->rq->accept && !strcmp(c->rq->accept, "application/json")) {
		char *data = bytes_base64(png, n);
		json_t *o = json_object();
		json_put_str(o, "mimetype", "image/png");
		json_put_str(o, "data", data);
		free(data);
		answer_ok(c, o);
	} else {
		answer_text(c, 200, "image/png", png, n);
	}
	free(png);
}

static void request_code(struct call *c)
{
	struct session *s = c->session;
	if (s->status != ST_SCAN) {
		answer_fail(c, 422, "Can request code only in SCAN_QR_CODE status. The current status is %s",
			    status_names[s->status]);
		return;
	}
	json_t *o = json_object();
	char code[10];
	for (int i = 0; i < 9; i++)
		code[i] = i == 4 ? '-' : "123456789ABCDEFGHJKLMNPQRSTVWXYZ"[dice_roll(c->sim) >> 59];
	code[9] = '\0';
	json_put_str(o, "code", code);
	answer_ok(c, o);
}

static void new_id(struct call *c)
{
	json_t *o = json_object();
	char id[24] = "3EB0";
	dice_hex(c->sim, id + 4, 18);
	json_put_str(o, "id", id);
	answer_ok(c, o);
}

static void screenshot(struct call *c)
{
	size_t n;
	if (!c->sim->engine->browser) {
		answer_fail(c, 422, "Can not get screenshot for non chrome based engine.");
		return;
	}
	char *png = bytes_png(QR_PIXELS, QR_PIXELS, 1, &n);
	answer_text(c, 200, "image/png", png, n);
	free(png);
}

enum { NAMED = R_PATH };

const struct route session_routes[] = {
	{ "GET", "/api/sessions", list, 0, {0} },
	{ "POST", "/api/sessions", create, 0, {0} },
	{ "POST", "/api/sessions/start", start_old, 0, {0} },
	{ "GET", "/api/sessions/{session}", get, NAMED, {0} },
	{ "PUT", "/api/sessions/{session}", put, NAMED, {0} },
	{ "DELETE", "/api/sessions/{session}", drop, NAMED, {0} },
	{ "GET", "/api/sessions/{session}/me", me, NAMED, {0} },
	{ "POST", "/api/sessions/{session}/start", start, NAMED, {0} },
	{ "POST", "/api/sessions/{session}/stop", stop, NAMED, {0} },
	{ "POST", "/api/sessions/{session}/restart", restart, NAMED, {0} },
	{ "POST", "/api/sessions/{session}/logout", logout, NAMED, {0} },
	{ "GET", "/api/sessions/{session}/timelock", timelock, NAMED | R_NOT_WPP, { 2026, 8, 1 } },
	{ "GET", "/api/sessions/{session}/capping", capping, NAMED | R_NOT_NOWEB | R_NOT_WEBJS | R_NOT_WPP, { 2026, 8, 1 } },
	{ "GET", "/api/{session}/auth/qr", qr, R_PATH | R_SCANNING, {0} },
	{ "POST", "/api/{session}/auth/request-code", request_code, R_PATH | R_RUNNING, {0} },
	{ "GET", "/api/{session}/new-message-id", new_id, R_PATH | R_WORKING | R_NOT_WEBJS | R_NOT_WPP, { 2026, 4, 3 } },
	{ "GET", "/api/screenshot", screenshot, R_QUERY | R_WORKING, {0} },
	{ 0 },
};
