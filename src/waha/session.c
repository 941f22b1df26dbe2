/* session: the state of the login, and the recipe that brings it up. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "model/address.h"

#include "waha/able.h"
#include "waha/call.h"
#include "waha/engine.h"
#include "waha/error.h"
#include "waha/session.h"

#include "base/banned.h"

void waha_session_fini(struct waha_session *s)
{
	free(s->me_name);
	*s = (struct waha_session){ 0 };
}

static void digits_of(const json_t *v, const char *path, char *out, size_t cap)
{
	struct address a;
	const char *s = json_str(v, path);

	str_copy(out, cap, s && address_parse(s, &a, NULL) ? a.user : "");
}

static const struct engine_traits *traits_of(const struct waha *w, const struct waha_session *s)
{
	return engine_traits_of(w->engine ? w->engine : s->engine, NULL);
}

static void read_session(const struct waha *w, const json_t *v, struct waha_session *out)
{
	const char *status = json_str_or(v, "status", "");
	const char *name = json_str(v, "me.pushName");

	waha_session_fini(out);
	if (!session_status_named(status, &out->status))
		out->status = SESSION_OTHER;
	str_copy(out->status_text, sizeof out->status_text, status);
	if (!waha_engine_named(json_str_or(v, "engine.engine", ""), &out->engine))
		out->engine = WAHA_UNSURE;
	digits_of(v, "me.id", out->me_phone, sizeof out->me_phone);
	digits_of(v, "me.lid", out->me_lid, sizeof out->me_lid);
	out->me_name = name && *name ? xstrdup(name) : NULL;
	out->store_on = !traits_of(w, out)->store_option || json_flag(v, "config.noweb.store.enabled");
	out->timelock = json_flag(v, "me.reachoutTimelock.isActive");
	out->timelock_until = json_i64_or(v, "me.reachoutTimelock.timeEnforcementEnds", 0);
	if (!capping_named(json_str_or(v, "me.messageCapping.cappingStatus", ""), &out->capping))
		out->capping = CAPPING_NONE;
	out->capping_until = json_i64_or(v, "me.messageCapping.cycleEnd", 0);
}

/* GET, with the whole answer in *told; a session that is not there is MISSING and
 * told->json NULL. */
static bool get(struct waha *w, struct waha_session *out, struct waha_told *told, struct err *e)
{
	char *path = waha_path("/api/sessions/%s", w->session);
	struct err why = { 0 };
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, told, &why);

	if (ok) {
		read_session(w, told->json, out);
		return true;
	}
	if (told->stage == HTTP_ANSWERED && told->status / 100 != 2 &&
		waha_fault_of(told->status, told->json) == FAULT_NO_SESSION) {
		waha_session_fini(out);
		out->status = SESSION_MISSING;
		str_copy(out->status_text, sizeof out->status_text, session_status_name(SESSION_MISSING));
		waha_told_fini(told);
		return true;
	}
	if (e)
		*e = why;
	return false;
}

bool waha_session_get(struct waha *w, struct waha_session *out, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = get(w, out, &told, e);

	waha_told_fini(&told);
	return ok;
}

/* The member of an object, made where there is none. Borrowed. */
static json_t *inside(json_t *o, const char *name)
{
	json_t *v = json_object_get(o, name);

	if (!json_is_object(v)) {
		v = json_object();
		json_put(o, name, v);
	}
	return v;
}

/* The configuration that is there, with what this engine needs to tell all it can.
 * New reference. */
static json_t *config_wanted(const struct engine_traits *t, const json_t *config)
{
	json_t *c = json_is_object(config) ? json_deep_copy(config) : json_object();

	if (t->store_option)
		json_put_bool(inside(inside(c, "noweb"), "store"), "enabled", true);
	/* Whoever has said no to it had a reason. */
	if (t->tags_option && !json_at(c, "webjs.tagsEventsOn"))
		json_put_bool(inside(c, "webjs"), "tagsEventsOn", true);
	return c;
}

static bool control(struct waha *w, const char *method, const char *what, const json_t *body, struct err *e)
{
	char *path = what ? waha_path("/api/sessions/%s/%s", w->session, what)
			  : waha_path("/api/sessions/%s", w->session);
	struct waha_told told = { 0 };
	bool ok = waha_call(w, &(struct waha_ask){ method, path, body, true, WAHA_CONTROL_MS }, &told, e);

	/* That it runs already is what was wanted. */
	if (!ok && what && !strcmp(what, "start") && told.stage == HTTP_ANSWERED &&
		waha_fault_of(told.status, told.json) == FAULT_STARTED) {
		ok = true;
		if (e)
			*e = (struct err){ 0 };
	}
	waha_told_fini(&told);
	free(path);
	return ok;
}

static bool create(struct waha *w, struct err *e)
{
	json_t *body = json_object();
	struct waha_told told = { 0 };
	bool ok;

	json_put_str(body, "name", w->session);
	json_put_bool(body, "start", true);
	json_put(body, "config", config_wanted(engine_traits_of(w->engine, NULL), NULL));
	ok = waha_call(w, &(struct waha_ask){ "POST", "/api/sessions", body, true, WAHA_CONTROL_MS }, &told,
		e);
	waha_told_fini(&told);
	json_decref(body);
	return ok;
}

static bool put_config(struct waha *w, json_t *config, struct err *e)
{
	json_t *body = json_object();
	bool ok;

	json_put(body, "config", config);
	ok = control(w, "PUT", NULL, body, e);
	json_decref(body);
	return ok;
}

/* Before it starts, what is missing is added; one that runs is only restarted for
 * what it cannot work without. *put: there was something. */
static bool configure(struct waha *w, const struct waha_session *s, const json_t *config, bool *put, struct err *e)
{
	json_t *wanted = config_wanted(traits_of(w, s), config);

	*put = !s->store_on || (s->status == SESSION_STOPPED && !json_equal(wanted, (json_t *)(uintptr_t)config) &&
		json_object_size(wanted));
	if (*put)
		return put_config(w, wanted, e);
	json_decref(wanted);
	return true;
}

bool waha_session_start(struct waha *w, struct waha_session *out, struct err *e)
{
	struct waha_session s = { 0 };
	struct waha_told told = { 0 };
	bool ok = false, put = false;

	if (w->engine == WAHA_UNSURE && !waha_identify(w, e))
		return false;
	if (!get(w, &s, &told, e))
		goto out;
	if (s.status == SESSION_MISSING) {
		if (!create(w, e))
			goto out;
	} else {
		if (!configure(w, &s, json_at(told.json, "config"), &put, e))
			goto out;
		/* A PUT has restarted what ran. */
		if (s.status == SESSION_FAILED && !put) {
			if (!control(w, "POST", "restart", NULL, e))
				goto out;
		} else if (s.status == SESSION_STOPPED || put) {
			if (!control(w, "POST", "start", NULL, e))
				goto out;
		}
	}
	ok = !out || waha_session_get(w, out, e);
out:
	waha_told_fini(&told);
	waha_session_fini(&s);
	return ok;
}

static bool has_limit(const struct waha *w, enum waha_ability a)
{
	return w->engine != WAHA_UNSURE && waha_able(w->engine, a, NULL) &&
	       waha_version_at_least(&w->version, 2026, 8, 1);
}

bool waha_limits(struct waha *w, struct waha_limits *out, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = true;

	*out = (struct waha_limits){ .quota = -1 };
	if (has_limit(w, ABLE_TIMELOCK)) {
		ok = waha_get(w, waha_path("/api/sessions/%s/timelock", w->session), WAHA_BOUND_MS, JSON_OBJECT, &told, e);
		out->timelock_told = ok;
		out->timelock = ok && json_flag(told.json, "isActive");
		out->timelock_until = ok ? json_i64_or(told.json, "timeEnforcementEnds", 0) : 0;
		waha_told_fini(&told);
	}
	if (ok && has_limit(w, ABLE_CAPPING)) {
		ok = waha_get(w, waha_path("/api/sessions/%s/capping", w->session), WAHA_BOUND_MS, JSON_OBJECT, &told, e);
		out->quota_told = ok;
		if (!ok || !capping_named(json_str_or(told.json, "cappingStatus", ""), &out->capping))
			out->capping = CAPPING_NONE;
		out->quota = ok ? json_i64_or(told.json, "totalQuota", -1) : -1;
		out->used = ok ? json_i64_or(told.json, "usedQuota", 0) : 0;
		out->cycle_end = ok ? json_i64_or(told.json, "cycleEnd", 0) : 0;
		waha_told_fini(&told);
	}
	return ok;
}

bool waha_session_restart(struct waha *w, struct err *e)
{
	return control(w, "POST", "restart", NULL, e);
}

bool waha_session_stop(struct waha *w, struct err *e)
{
	return control(w, "POST", "stop", NULL, e);
}

bool waha_session_logout(struct waha *w, struct err *e)
{
	return control(w, "POST", "logout", NULL, e);
}

bool waha_qr(struct waha *w, char **value, struct err *e)
{
	char *path = waha_path("/api/%s/auth/qr?format=raw", w->session);
	struct waha_told told = { 0 };
	const char *s = NULL;
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, &told, e);

	if (ok && !(s = json_str(told.json, "value")))
		ok = err_set(e, ERR_REMOTE, "waha.no-qr",
			N_("WAHA gives no QR code now; try again in some seconds"), NULL);
	*value = ok ? xstrdup(s) : NULL;
	waha_told_fini(&told);
	return ok;
}

bool waha_code(struct waha *w, const char *digits, char out[WAHA_CODE_CAP], struct err *e)
{
	char *path = waha_path("/api/%s/auth/request-code", w->session);
	json_t *body = json_object();
	struct waha_told told = { 0 };
	const char *s = NULL;
	bool ok;

	json_put_str(body, "phoneNumber", digits);
	ok = waha_call_json(w, &(struct waha_ask){ "POST", path, body, true, WAHA_BOUND_MS }, JSON_OBJECT,
		&told, e);
	if (ok && (!(s = json_str(told.json, "code")) || !*s))
		ok = err_set(e, ERR_REMOTE, "waha.no-code",
			N_("WAHA gives no pairing code; pair with the QR code instead: `wartel session qr`"),
			NULL);
	str_copy(out, WAHA_CODE_CAP, ok ? s : "");
	waha_told_fini(&told);
	json_decref(body);
	free(path);
	return ok;
}
