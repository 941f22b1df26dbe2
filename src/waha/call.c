/* call: request and answer, and the line about it in waha.log: method, path,
 * status, size and time; of an error WAHA's own words, never the answer itself,
 * which echoes what was sent and can hold keys. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/error.h"

#include "base/banned.h"

enum { PATH_MAX_LEN = 2048 };

void waha_init(struct waha *w, struct http *http, const char *url, const char *session, const char *key)
{
	*w = (struct waha){ .http = http, .url = url, .session = session, .key = key ? key : "" };
	log_secret(w->key);
}

void waha_told_fini(struct waha_told *t)
{
	json_decref(t->json);
	*t = (struct waha_told){ 0 };
}

char *waha_path(const char *format, ...)
{
	struct buf b;
	va_list args;

	buf_init(&b, PATH_MAX_LEN);
	va_start(args, format);
	for (const char *p = format; *p; p++) {
		if (*p != '%') {
			buf_addc(&b, *p);
			continue;
		}
		p++;
		if (*p == 's')
			http_escape(&b, va_arg(args, const char *));
		else if (*p == 'd')
			buf_addf(&b, "%d", va_arg(args, int));
		else
			BUG("%%%c in a path", *p);
	}
	va_end(args);
	return buf_take(&b);
}

/* How the line about this call ends: what WAHA said, when it said no. */
static void note(const struct waha_ask *ask, const struct http_answer *a, const json_t *json)
{
	char words[CEIL_WAHA_LOG] = "";
	bool good = a->stage == HTTP_ANSWERED && a->status / 100 == 2;

	if (good)
		log_line(LOG_WAHA, LOG_INFO, "waha", "%s %s %d %zu B %lld ms", ask->method, ask->path,
			a->status, a->body.n, (long long)a->ms);
	else if (a->stage == HTTP_ANSWERED)
		log_line(LOG_WAHA, LOG_WARN, "waha", "%s %s %d %zu B %lld ms: %s", ask->method, ask->path,
			a->status, a->body.n, (long long)a->ms,
			waha_fault_words(json, words, sizeof words));
	else
		log_line(LOG_WAHA, LOG_WARN, "waha", "%s %s %s after %lld ms: %s", ask->method, ask->path,
			a->stage == HTTP_NOT_SENT ? "not sent" : "no answer", (long long)a->ms, a->why);
}

static bool unanswered(const struct waha *w, const struct http_answer *a, struct err *e)
{
	if (a->stage == HTTP_NOT_SENT)
		return err_set(e, ERR_REMOTE, "waha.unreachable",
			N_("WAHA at {url} cannot be reached: {why}; look whether it runs and the address is right"),
			"url=%s\nwhy=%s", w->url, a->why);
	return err_set(e, ERR_REMOTE, "waha.no-answer",
		N_("WAHA at {url} does not answer: {why}; look into its log"), "url=%s\nwhy=%s", w->url,
		a->why);
}

bool waha_call(struct waha *w, const struct waha_ask *ask, struct waha_told *told, struct err *e)
{
	return waha_call_stream(w, ask, &(struct waha_stream){ 0 }, told, e);
}

bool waha_call_stream(struct waha *w, const struct waha_ask *ask, const struct waha_stream *stream,
	struct waha_told *told, struct err *e)
{
	char *url = xasprintf("%s%s", w->url, ask->path), *key = xasprintf("X-Api-Key: %s", w->key);
	const char *headers[4] = { "Accept: application/json" };
	size_t n = 1;
	struct buf body;
	struct http_answer a = { 0 };
	bool ok;

	if (*w->key)
		headers[n++] = key;
	if (ask->body || stream->read)
		headers[n] = "Content-Type: application/json";
	buf_init(&body, CEIL_WAHA_ANSWER);
	if (ask->body)
		json_write(&body, ask->body);
	struct http_request r = {
		.method = ask->method,
		.url = url,
		.body = ask->body ? buf_str(&body) : NULL,
		.body_len = stream->read ? stream->n : body.n,
		.read = stream->read,
		.read_ctx = stream->ctx,
		.headers = headers,
		.changing = ask->changing,
		.timeout_ms = ask->timeout_ms,
	};
	ok = http_call(w->http, &r, &a, NULL);
	told->stage = a.stage;
	told->status = a.status;
	told->retry_after = a.retry_after;
	str_copy(told->why, sizeof told->why, a.why);
	if (ok && a.body.n) {
		waha_mend(a.body.v, a.body.n);
		told->json = json_read(a.body.v, a.body.n, NULL);
		told->garbage = !told->json;
	}
	note(ask, &a, told->json);
	if (!ok)
		ok = unanswered(w, &a, e);
	else if (a.status / 100 != 2)
		ok = waha_fault_err(waha_fault_of(a.status, told->json), w, a.status, told->json, e);
	http_answer_fini(&a);
	buf_fini(&body);
	free(key);
	free(url);
	return ok;
}

bool waha_call_json(struct waha *w, const struct waha_ask *ask, json_type type, struct waha_told *told,
	struct err *e)
{
	if (!waha_call(w, ask, told, e))
		return false;
	if (told->json && json_typeof(told->json) == type)
		return true;
	return err_set(e, ERR_REMOTE, "waha.answer",
		N_("what answers at {url} is not what a WAHA would say; look whether the address is right"),
		"url=%s", w->url);
}

bool waha_get(struct waha *w, char *path, int timeout_ms, json_type type, struct waha_told *told,
	struct err *e)
{
	struct waha_ask ask = { .method = "GET", .path = path, .timeout_ms = timeout_ms };
	bool ok = waha_call_json(w, &ask, type, told, e);

	free(path);
	return ok;
}

bool waha_rows(struct waha *w, char *path, void (*take)(void *out, const json_t *row), void *out, size_t *rows,
	struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = waha_get(w, path, WAHA_LISTING_MS, JSON_ARRAY, &told, e);
	size_t i;
	json_t *row;

	*rows = ok ? json_array_size(told.json) : 0;
	json_array_foreach(ok ? told.json : NULL, i, row)
		take(out, row);
	waha_told_fini(&told);
	return ok;
}
