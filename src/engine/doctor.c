/* doctor: the checks. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/zone.h"

#include "store/outbox.h"
#include "waha/able.h"
#include "waha/session.h"

#include "engine/clockwatch.h"
#include "engine/doctor.h"
#include "engine/syncing.h"

#include "base/banned.h"

static void item(json_t *items, const char *check, const char *state, const struct sentence *say,
	const struct sentence *what)
{
	json_t *o = json_object();

	json_put_str(o, "check", check);
	json_put_str(o, "state", state);
	json_put(o, "say", json_from_sentence(say));
	json_put(o, "do", what ? json_from_sentence(what) : json_null());
	json_array_append_new(items, o);
}

/* What an error says is wrong tells what to do, too. */
static void failed(json_t *items, const char *check, const struct err *e)
{
	item(items, check, "bad", &e->say, NULL);
}

static void look_session(json_t *items, struct number *n, const struct waha *w, const struct waha_session *ws)
{
	struct sentence say, what;

	if (ws->status == SESSION_WORKING) {
		sentence_set(&say, "doctor.session.works",
			N_("{name}: the session works, with the phone {phone}"),
			"name=%s\nphone=+%s", n->config->name, *ws->me_phone ? ws->me_phone : "?");
		item(items, "session", "ok", &say, NULL);
	} else if (ws->status == SESSION_SCAN_QR_CODE) {
		sentence_set(&say, "doctor.session.scan",
			N_("{name}: WhatsApp waits for the QR code to be scanned"),
			"name=%s", n->config->name);
		sentence_set(&what, "doctor.session.scan.do", N_("wartel session qr {name}"), "name=%s",
			n->config->name);
		item(items, "session", "warn", &say, &what);
	} else {
		sentence_set(&say, "doctor.session.other", N_("{name}: the session is {status}"),
			"name=%s\nstatus=%s",
			n->config->name, ws->status == SESSION_OTHER ? ws->status_text :
			session_status_name(ws->status));
		sentence_set(&what, "doctor.session.other.do", N_("wartel session start {name}"), "name=%s",
			n->config->name);
		item(items, "session", "bad", &say, &what);
	}
	if (w->engine != WAHA_NOWEB || ws->status == SESSION_MISSING)
		return;
	if (ws->store_on) {
		sentence_set(&say, "doctor.store.on", N_("{name}: WAHA keeps messages (NOWEB store)"),
			"name=%s",
			n->config->name);
		item(items, "store", "ok", &say, NULL);
	} else {
		sentence_set(&say, "doctor.store.off",
			N_("{name}: WAHA keeps no messages: its NOWEB store is off"),
			"name=%s", n->config->name);
		sentence_set(&what, "doctor.session.other.do", N_("wartel session start {name}"), "name=%s",
			n->config->name);
		item(items, "store", "bad", &say, &what);
	}
}

/* Nothing wrong with it, but a person would look for it in vain. */
static void look_abilities(json_t *items, const struct number *n, enum waha_engine engine)
{
	for (int a = 0; a < WAHA_ABILITY_COUNT; a++) {
		struct err e = { 0 };
		struct sentence say;

		if (waha_able(engine, (enum waha_ability)a, &e))
			continue;
		sentence_set(&say, "doctor.cannot", N_("{name}: what its engine leaves out"), "name=%s",
			n->config->name);
		item(items, "engine", "note", &say, &e.say);
	}
}

/* What is not here though it was said: people would look for it in vain. */
static void look_history(json_t *items, const struct number *n, struct db *d)
{
	struct stream_position left = { 0 };
	struct sentence say, what;
	struct err e = { 0 };

	if (!stream_get(d, n->id, STREAM_LEFT, &left, &e)) {
		failed(items, "history", &e);
		return;
	}
	if (!left.n)
		return;
	sentence_set(&say, "doctor.history.left",
		N_("{name}: WAHA did not give the older messages of {n} conversations"), "name=%s\nn=%lld",
		n->config->name, (long long)left.n);
	sentence_set(&what, "doctor.history.left.do",
		N_("see why in waha.log; wartel history CONVERSATION asks for those of one again"), NULL);
	item(items, "history", "warn", &say, &what);
}

static void look_number(json_t *items, struct number *n, struct db *d, struct http *http)
{
	struct waha w;
	struct waha_session ws = { 0 };
	struct sentence say;
	struct err e = { 0 };

	waha_init(&w, http, n->config->waha_url, n->config->waha_session, n->config->key);
	if (!waha_ping(&w, &e)) {
		failed(items, "address", &e);
		return;
	}
	sentence_set(&say, "doctor.address", N_("{name}: WAHA answers at {url}"), "name=%s\nurl=%s",
		n->config->name, n->config->waha_url);
	item(items, "address", "ok", &say, NULL);
	if (!waha_identify(&w, &e)) {
		failed(items, e.kind == ERR_AUTH || e.kind == ERR_FORBIDDEN ? "key" : "engine", &e);
		return;
	}
	sentence_set(&say, "doctor.key", N_("{name}: WAHA takes the key"), "name=%s", n->config->name);
	item(items, "key", "ok", &say, NULL);
	sentence_set(&say, "doctor.version", N_("{name}: WAHA {version} ({tier})"),
		"name=%s\nversion=%s\ntier=%s", n->config->name, w.version_text, w.tier);
	item(items, "version", "ok", &say, NULL);
	sentence_set(&say, "doctor.engine", N_("{name}: its engine is {engine}"), "name=%s\nengine=%s",
		n->config->name,
		waha_engine_name(w.engine));
	item(items, "engine", "ok", &say, NULL);
	look_abilities(items, n, w.engine);
	if (waha_session_get(&w, &ws, &e))
		look_session(items, n, &w, &ws);
	else
		failed(items, "session", &e);
	look_history(items, n, d);
	waha_session_fini(&ws);
}

json_t *doctor_look(struct engine *engine, struct db *d, struct http *http)
{
	json_t *answer = json_object(), *items = json_array();
	struct sentence say, what;
	struct outbox_counts counts = { 0 };
	struct err e = { 0 };
	int64_t now_ms = clock_now_ms();
	bool trusted = false;

	for (size_t i = 0; i < engine->n; i++)
		look_number(items, &engine->numbers[i], d, http);
	if (!clockwatch_trusted(d, now_ms, &trusted, &e)) {
		failed(items, "clock", &e);
	} else if (trusted) {
		sentence_set(&say, "doctor.clock", N_("The clock runs evenly"), NULL);
		item(items, "clock", "ok", &say, NULL);
	} else {
		sentence_set(&say, "doctor.clock.jumped",
			N_("The clock went back, or jumped: nothing is sent"), NULL);
		sentence_set(&what, "doctor.clock.do",
			N_("set it right, or an admin says: wartel resume --clock --reason …"), NULL);
		item(items, "clock", "bad", &say, &what);
	}
	for (size_t i = 0; i < engine->n; i++) {
		const struct number_config *c = engine->numbers[i].config;
		char at[RFC3339_CAP];

		sentence_set(&say, "doctor.zone", N_("{name}: it is {time} in {zone}"),
			"name=%s\ntime=%s\nzone=%s",
			c->name, zone_rfc3339(c->limits.zone, now_ms / 1000, at), zone_name(c->limits.zone));
		item(items, "zone", "ok", &say, NULL);
	}
	if (outbox_count(d, 0, now_ms, &counts, &e)) {
		sentence_set(&say, "doctor.database", N_("The database {path} answers"), "path=%s",
			config_database(engine->config));
		item(items, "database", "ok", &say, NULL);
	} else {
		failed(items, "database", &e);
	}
	json_put(answer, "items", items);
	return answer;
}
