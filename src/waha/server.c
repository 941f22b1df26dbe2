/* server: is there a WAHA, and which. */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/engine.h"
#include "waha/error.h"
#include "waha/waha.h"

#include "base/banned.h"

bool waha_ping(struct waha *w, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = waha_call(w, &(struct waha_ask){ "GET", "/ping", NULL, false, WAHA_QUICK_MS }, &told, e);

	if (ok && strcmp(json_str_or(told.json, "message", ""), "pong") != 0)
		ok = err_set(e, ERR_REMOTE, "waha.not-waha",
			N_("something answers at {url}, but it is not WAHA; correct the option waha_url"),
			"url=%s", w->url);
	waha_told_fini(&told);
	return ok;
}

static bool ask_version(struct waha *w, const char *path, struct waha_told *told, struct err *e)
{
	return waha_get(w, xstrdup(path), WAHA_QUICK_MS, JSON_OBJECT, told, e);
}

bool waha_identify(struct waha *w, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = ask_version(w, "/api/server/version", &told, e);

	if (!ok && told.status == 404) {
		waha_told_fini(&told);
		ok = ask_version(w, "/api/version", &told, e);
	}
	if (!ok)
		goto out;
	const char *version = json_str_or(told.json, "version", ""),
		   *engine = json_str_or(told.json, "engine", "");
	if (!waha_version_parse(version, &w->version)) {
		ok = err_set(e, ERR_REMOTE, "waha.version",
			N_("WAHA at {url} does not say which version it is"), "url=%s", w->url);
		goto out;
	}
	str_copy(w->version_text, sizeof w->version_text, version);
	str_copy(w->tier, sizeof w->tier, json_str_or(told.json, "tier", ""));
	if (!*engine || !waha_engine_named(engine, &w->engine)) {
		w->engine = WAHA_UNSURE;
		ok = err_set(e, ERR_REMOTE, "waha.engine",
			N_("WAHA runs with the engine {engine}, which wartel does not know; "
			   "set WHATSAPP_DEFAULT_ENGINE to GOWS, NOWEB, WEBJS or WPP"),
			"engine=%s", *engine ? engine : "?");
	}
out:
	waha_told_fini(&told);
	return ok;
}

bool waha_started_at(struct waha *w, int64_t *at, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = waha_get(w, xstrdup("/api/server/status"), WAHA_QUICK_MS, JSON_OBJECT, &told, e);

	*at = ok ? json_i64_or(told.json, "startTimestamp", 0) / 1000 : 0;
	waha_told_fini(&told);
	return ok;
}
