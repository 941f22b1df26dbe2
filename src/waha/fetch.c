/* fetch: see fetch.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ceiling.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "waha/able.h"
#include "waha/call.h"
#include "waha/fetch.h"

#include "base/banned.h"

void waha_found_fini(struct waha_found *f)
{
	free(f->url);
	free(f->mimetype);
	free(f->filename);
	*f = (struct waha_found){ 0 };
}

static char *told(const json_t *row, const char *path)
{
	const char *s = json_str(row, path);

	return s && *s ? xstrndup(s, CEIL_TEXT) : NULL;
}

bool waha_find_file(struct waha *w, const struct wa_id *id, struct waha_found *out, struct err *e)
{
	struct waha_told answer = { 0 };
	char chat[ADDRESS_CAP] = "all", whole[WA_ID_TEXT_CAP];
	bool all = waha_able(w->engine, ABLE_HISTORY_ALL, NULL), ok;

	*out = (struct waha_found){ 0 };
	if (!waha_able(w->engine, ABLE_MEDIA_FETCH, e))
		return false;
	if (!all)
		address_text(&id->chat, chat);
	ok = waha_get(w, waha_path("/api/%s/chats/%s/messages/%s?downloadMedia=true", w->session, chat,
		all ? id->bare : wa_id_text(id, whole)), WAHA_ASK_FILE_MS, JSON_OBJECT, &answer, e);
	if (ok) {
		out->url = told(answer.json, "media.url");
		out->mimetype = told(answer.json, "media.mimetype");
		out->filename = told(answer.json, "media.filename");
	}
	if (ok && !out->url)
		ok = err_set(e, ERR_NOT_FOUND, "media.expired",
			N_("WhatsApp does not give this file any more: ask for it to be sent again"), NULL);
	waha_told_fini(&answer);
	return ok;
}

#define FILES "/api/files/"

/* "http://host:port", the length of it; 0: no address. */
static size_t origin(const char *url)
{
	size_t scheme = !strncasecmp(url, "http://", 7) ? 7 : !strncasecmp(url, "https://", 8) ? 8 : 0;

	return scheme ? scheme + strcspn(url + scheme, "/?#") : 0;
}

/* A path that leads out of the folder of files is nobody's file. */
static bool is_plain(const char *path)
{
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '\\' || *p == '#' || !strncmp(p, "..", 2) ||
		    !strncasecmp(p, "%2e", 3) || !strncasecmp(p, "%2f", 3))
			return false;
	return true;
}

bool waha_get_file(struct waha *w, const char *url, bool (*take)(void *ctx, const char *, size_t), void *ctx, bool *gone,
	struct err *e)
{
	size_t host = origin(url);
	bool own = host && !strncmp(url + host, FILES, strlen(FILES));
	char *ask = own ? xasprintf("%s%s", w->url, url + host) : xstrdup(url);
	char *key = xasprintf("X-Api-Key: %s", w->key);
	const char *headers[] = { own && *w->key ? key : NULL, NULL };
	struct http_answer a = { 0 };
	bool ok = false;

	*gone = false;
	if (!host || memchr(url, '@', host) || (own && !is_plain(url + host))) {
		err_set(e, ERR_REMOTE, "media.address", N_("WAHA names no address that a file can be fetched from"), NULL);
		goto out;
	}
	ok = http_call(w->http, &(struct http_request){ .method = "GET", .url = ask, .headers = headers,
		.timeout_ms = WAHA_FILE_MS, .slow_ms = WAHA_FILE_SLOW_MS, .max_answer = WAHA_FILE_MAX,
		.write = take, .write_ctx = ctx }, &a, NULL);
	/* Of a foreign address not even the path: it is as good as a key. */
	log_line(LOG_WAHA, ok && a.status / 100 == 2 ? LOG_INFO : LOG_WARN, "waha", "GET %s %d %lld ms%s%s",
		own ? url + host : "a file elsewhere", a.status, (long long)a.ms, *a.why ? ": " : "", a.why);
	if (!ok) {
		err_set(e, ERR_REMOTE, "media.cut", N_("the file did not come through: {why}; try again"), "why=%s", a.why);
	} else if (a.status / 100 != 2) {
		*gone = a.status == 404 || a.status == 403 || a.status == 410;
		ok = err_set(e, *gone ? ERR_NOT_FOUND : ERR_REMOTE, "media.answer",
			N_("the file cannot be fetched: WAHA answered HTTP {status}"), "status=%d", a.status);
	}
out:
	http_answer_fini(&a);
	free(key);
	free(ask);
	return ok;
}
