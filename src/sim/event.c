/* event: see the header. A webhook call waits in sim->hooks until the server (or a
 * test) has made it; a failed one waits there for its next attempt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"

#include "sim/bytes.h"
#include "sim/call.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/journal.h"
#include "sim/media.h"
#include "sim/rule.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { HEADERS_CAP = 24, ATTEMPTS = 15, DELAY_MS = 2000 };

struct hook {
	int64_t id, due;
	char *url;
	struct buf body;
	char *headers[HEADERS_CAP];
	int attempt, attempts;
	int64_t delay_ms;
	char policy; /* c(onstant), l(inear), e(xponential) */
	bool out;    /* somebody is making the call */
};

static void hook_free(struct hook *h)
{
	free(h->url);
	buf_fini(&h->body);
	for (size_t i = 0; i < HEADERS_CAP; i++)
		free(h->headers[i]);
	free(h);
}

void event_clear(struct sim *sim)
{
	for (size_t i = 0; i < sim->hooks.n; i++)
		hook_free(sim->hooks.v[i]);
	free(sim->hooks.v);
	sim->hooks.v = NULL;
	sim->hooks.n = sim->hooks.cap = 0;
}

/* 26 characters as a ULID has them, lower case. */
static void ulid(struct sim *sim, char out[27])
{
	int64_t ms = sim->now;
	for (int i = 9; i >= 0; i--, ms /= 32)
		out[i] = "0123456789abcdefghjkmnpqrstvwxyz"[ms % 32];
	for (int i = 10; i < 26; i++)
		out[i] = "0123456789abcdefghjkmnpqrstvwxyz"[dice_roll(sim) >> 59];
	out[26] = '\0';
}

static bool wants(const json_t *webhook, const char *event)
{
	const json_t *events = json_at(webhook, "events");
	for (size_t i = 0; i < json_array_size(events); i++) {
		const char *name = json_string_value(json_array_get(events, i));
		if (name && (!strcmp(name, event) || !strcmp(name, "*")))
			return true;
	}
	return false;
}

static void add_header(struct hook *h, char *heap)
{
	for (size_t i = 0; i + 1 < HEADERS_CAP; i++)
		if (!h->headers[i]) {
			h->headers[i] = heap;
			return;
		}
	free(heap);
}

static void post(struct sim *sim, const json_t *webhook, const json_t *envelope)
{
	struct hook *h = xcalloc(1, sizeof *h);
	char id[27];
	h->id = ++sim->next_hook;
	h->due = sim->now;
	h->url = xstrdup(json_str_or(webhook, "url", ""));
	buf_init(&h->body, CEIL_WAHA_ANSWER);
	json_write(&h->body, envelope);
	h->attempts = (int)json_i64_or(webhook, "retries.attempts", ATTEMPTS);
	h->delay_ms = json_i64_or(webhook, "retries.delaySeconds", DELAY_MS / 1000) * 1000;
	h->policy = *json_str_or(webhook, "retries.policy", "constant");
	ulid(sim, id);
	add_header(h, xasprintf("Content-Type: application/json"));
	add_header(h, xasprintf("X-Webhook-Request-Id: %s", id));
	add_header(h, xasprintf("X-Webhook-Timestamp: %lld", (long long)sim->now));
	const char *key = json_str(webhook, "hmac.key");
	if (key && *key) {
		char *sum = bytes_hmac_sha512(key, h->body.v, h->body.n);
		add_header(h, xasprintf("X-Webhook-Hmac: %s", sum));
		add_header(h, xasprintf("X-Webhook-Hmac-Algorithm: sha512"));
		free(sum);
	}
	const json_t *custom = json_at(webhook, "customHeaders");
	for (size_t i = 0; i < json_array_size(custom); i++) {
		const json_t *row = json_array_get(custom, i);
		add_header(h,
			   xasprintf("%s: %s", json_str_or(row, "name", "X"), json_str_or(row, "value", "")));
	}
	LIST_GROW(&sim->hooks);
	sim->hooks.v[sim->hooks.n++] = h;
}

static bool anybody(const struct session *s, const char *event)
{
	const json_t *hooks = json_at(s->config, "webhooks");
	for (size_t i = 0; i < json_array_size(hooks); i++)
		if (wants(json_array_get(hooks, i), event))
			return true;
	return false;
}

static void emit(struct session *s, const char *name, const char *id, json_t *payload)
{
	struct sim *sim = s->sim;
	json_t *o = json_object();
	json_put_str(o, "id", id);
	json_put_i64(o, "timestamp", sim->now);
	json_put_str(o, "event", name);
	json_put_str(o, "session", s->name);
	const json_t *metadata = json_at(s->config, "metadata");
	if (metadata)
		json_object_set(o, "metadata", (json_t *)metadata);
	json_put(o, "me", session_me(s));
	json_put(o, "payload", payload);
	json_put_str(o, "engine", sim->engine->name);
	json_put(o, "environment", answer_version(sim));
	const json_t *hooks = json_at(s->config, "webhooks");
	for (size_t i = 0; i < json_array_size(hooks); i++)
		if (wants(json_array_get(hooks, i), name))
			post(sim, json_array_get(hooks, i), o);
	json_decref(o);
}

static void event_id(struct sim *sim, char out[32])
{
	memcpy(out, "evt_", 4);
	ulid(sim, out + 4);
}

void event_emit(struct session *s, const char *name, json_t *payload)
{
	char id[32];
	bool told = !s->sim->engine->tells || s->sim->engine->tells(s, name);
	if (!told || !anybody(s, name) || rule_deaf(s->sim)) {
		json_decref(payload);
		return;
	}
	event_id(s->sim, id);
	emit(s, name, id, payload);
}

void event_message(struct session *s, const struct message *m)
{
	bool any = anybody(s, "message.any"), others = !m->from_me && anybody(s, "message");
	char id[32];
	if ((!any && !others) || rule_deaf(s->sim))
		return;
	event_id(s->sim, id);
	for (int i = 0; i < 2; i++)
		if (i ? others : any)
			emit(s, i ? "message" : "message.any", id,
			     s->sim->engine->row(s, m, FORM_FRESH, media_answer(s, m)));
}

int64_t event_next(const struct sim *sim)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < sim->hooks.n; i++)
		if (!sim->hooks.v[i]->out && sim->hooks.v[i]->due < next)
			next = sim->hooks.v[i]->due;
	return next;
}

static struct hook *hook_by_id(struct sim *sim, int64_t id, size_t *at)
{
	for (size_t i = 0; i < sim->hooks.n; i++)
		if (sim->hooks.v[i]->id == id) {
			*at = i;
			return sim->hooks.v[i];
		}
	return NULL;
}

bool sim_hook_next(struct sim *sim, int64_t now_ms, struct sim_hook *out)
{
	sim_tick(sim, now_ms);
	for (size_t i = 0; i < sim->hooks.n; i++) {
		struct hook *h = sim->hooks.v[i];
		if (h->out || h->due > sim->now)
			continue;
		h->out = true;
		h->attempt++;
		*out = (struct sim_hook){ h->id, h->url, h->body.v, h->body.n,
					  (const char *const *)h->headers };
		return true;
	}
	return false;
}

void sim_hook_done(struct sim *sim, int64_t id, int status, int64_t now_ms)
{
	size_t at;
	sim_tick(sim, now_ms);
	struct hook *h = hook_by_id(sim, id, &at);
	if (!h)
		return;
	json_t *line = json_object();
	json_put_str(line, "url", h->url);
	json_put_i64(line, "status", status);
	json_put_i64(line, "attempt", h->attempt);
	journal_add(sim, "webhook", line);
	if ((status >= 200 && status < 300) || h->attempt >= h->attempts) {
		memmove(sim->hooks.v + at, sim->hooks.v + at + 1,
			(--sim->hooks.n - at) * sizeof *sim->hooks.v);
		hook_free(h);
		return;
	}
	int64_t delay = h->delay_ms;
	if (h->policy == 'l')
		delay *= h->attempt;
	else if (h->policy == 'e') {
		for (int i = 1; i < h->attempt && delay < 1 << 20; i++)
			delay *= 2;
		delay += dice_between(sim, 0, delay / 5);
	}
	h->due = sim->now + delay;
	h->out = false;
}
