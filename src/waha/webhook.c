/* webhook: see webhook.h. WAHA replaces the whole configuration, so what is there
 * is read first and sent back with our entry. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "waha/call.h"
#include "waha/webhook.h"

#include "base/banned.h"

#define PATH "/webhook/"

enum { TRIES = 15, TRY_EVERY_S = 2 };

static const char *const events[] = { "message.any", "message.ack", "message.reaction", "message.edited",
	"message.revoked", "poll.vote", "session.status", "label.upsert", "label.deleted", "label.chat.added",
	"label.chat.deleted" };

static json_t *entry(const char *url, const char *secret)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		json_array_append_new(list, json_string(events[i]));
	json_put_str(o, "url", url);
	json_put(o, "events", list);
	json_put(o, "hmac", json_pack("{s:s}", "key", secret));
	json_put(o, "retries", json_pack("{s:s, s:i, s:i}", "policy", "constant", "delaySeconds", TRY_EVERY_S,
		"attempts", TRIES));
	return o;
}

static bool is_ours(const json_t *hook, const char *url)
{
	const char *there = strstr(json_str_or(hook, "url", ""), PATH), *here = strstr(url, PATH);

	return there && here && !strcmp(there, here);
}

bool waha_webhook_set(struct waha *w, const char *url, const char *secret, bool *changed, struct err *e)
{
	char *path = NULL;
	struct waha_told told = { 0 }, answer = { 0 };
	json_t *body = NULL, *config, *hooks, *hook;
	size_t i;
	bool put = false;
	bool ok = waha_get(w, waha_path("/api/sessions/%s", w->session), WAHA_BOUND_MS, JSON_OBJECT, &told, e);

	*changed = false;
	if (!ok)
		goto out;
	config = json_is_object(json_at(told.json, "config")) ? json_deep_copy(json_at(told.json, "config"))
							      : json_object();
	hooks = json_array();
	/* In its place: another order would be a change, and a change a restart. */
	json_array_foreach(json_object_get(config, "webhooks"), i, hook) {
		if (!is_ours(hook, url)) {
			json_array_append(hooks, hook);
		} else if (secret && !put) {
			json_array_append_new(hooks, entry(url, secret));
			put = true;
		}
	}
	if (secret && !put)
		json_array_append_new(hooks, entry(url, secret));
	*changed = !json_equal(hooks, json_object_get(config, "webhooks")) &&
		   (json_array_size(hooks) || json_array_size(json_object_get(config, "webhooks")));
	json_put(config, "webhooks", hooks);
	body = json_object();
	json_put(body, "config", config);
	path = waha_path("/api/sessions/%s", w->session);
	ok = !*changed ||
	     waha_call(w, &(struct waha_ask){ "PUT", path, body, true, WAHA_CONTROL_MS }, &answer, e);
out:
	json_decref(body);
	waha_told_fini(&told);
	waha_told_fini(&answer);
	free(path);
	return ok;
}
