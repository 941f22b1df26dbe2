/* line: from nobody to an engine that has said hello, and back. */
#include "config.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "client/inside.h"

#include "base/banned.h"

enum {
	RETRY_LAST_MS = 2000,
	SILENT_MS = 1500, /* of an engine that is asked from rows: it hangs */
	BEATS_MS = 45000  /* of one that nobody asks: it says something every 15 s */
};

static bool stream_bytes(void *ctx, const char *bytes, size_t n)
{
	struct client *c = ctx;

	c->heard_ms = clock_mono_ms();
	return sse_push(&c->sse, bytes, n);
}

static void greet(struct client *c)
{
	c->stream = http_multi_start(c->http, &(struct http_request){
		.method = "GET",
		.url = "http://wartel/api/events",
		.unix_socket = c->place.path,
		.timeout_ms = INT_MAX,
		.write = stream_bytes,
		.write_ctx = c,
	});
	sse_fini(&c->sse);
	sse_init(&c->sse);
	c->line = GREETING;
}

static void look_later(struct client *c)
{
	c->retry_ms = c->retry_ms ? c->retry_ms * 2 : LINE_RETRY_MS;
	if (c->retry_ms > RETRY_LAST_MS) {
		c->retry_ms = RETRY_LAST_MS;
	}
	c->retry_at_ms = clock_mono_ms() + c->retry_ms;
	c->line = LOOKING;
	if (c->was_up && !c->told_lost) {
		news_add(c, CLIENT_LOST)->err = c->why;
		c->told_lost = true;
	}
}

void line_look(struct client *c)
{
	int64_t now = clock_mono_ms();

	if (engine_listens(c->place.path)) {
		greet(c);
		return;
	}
	if (c->place.own && c->may_start && (!c->spawned_ms || now - c->spawned_ms >= client_real_ms(LINE_RACE_MS))) {
		c->spawned_ms = now;
		if (engine_spawn(c->config, &c->ready_fd, &c->why)) {
			c->line = STARTING;
			return;
		}
	} else if (c->place.own && c->may_start) {
		err_set(&c->why, ERR_ENGINE, "client.starting", N_("the engine is starting"), NULL);
	} else if (c->place.own) {
		err_set(&c->why, ERR_ENGINE, "client.not_running",
			N_("no engine is running at {path}; wartel or wartel engine starts one"), "path=%s",
			c->place.path);
	} else {
		err_set(&c->why, ERR_ENGINE, "client.nobody",
			N_("no engine listens at {path}; it is not this user's to start: ask who runs it"),
			"path=%s", c->place.path);
	}
	look_later(c);
}

void line_started(struct client *c)
{
	struct err e = { 0 };
	enum engine_ready ready = engine_ready_read(c->ready_fd, &e);

	close(c->ready_fd);
	c->ready_fd = -1;
	switch (ready) {
	case ENGINE_LISTENS:
		greet(c);
		return;
	case ENGINE_LOST_RACE:
		err_set(&c->why, ERR_ENGINE, "client.starting", N_("the engine is starting"), NULL);
		c->retry_ms = 0;
		break;
	case ENGINE_FAILED:
		c->why = e;
		break;
	}
	look_later(c);
}

void line_ended(struct client *c, const struct http_answer *a)
{
	if (a->stage == HTTP_ANSWERED && a->status >= 400) {
		json_t *v = json_read(a->body.v, a->body.n, NULL);
		const json_t *error = v ? json_at(v, "error") : NULL;
		if (!error || !json_to_err(error, &c->why)) {
			c->why = (struct err){ 0 };
		}
		json_decref(v);
	}
	c->stream = 0;
	if (c->line == UP || !c->why.kind) {
		err_set(&c->why, ERR_ENGINE, "client.lost", N_("the engine is gone; looking for it again"),
			NULL);
	}
	if (c->line == UP) {
		c->retry_ms = 0;
	}
	look_later(c);
}

int64_t line_silent_at(const struct client *c)
{
	if (c->line != UP || !c->stream) {
		return INT64_MAX;
	}
	int64_t at = c->heard_ms + client_real_ms(BEATS_MS);
	for (size_t i = 0; i < c->questions.n; i++) {
		int64_t asked = c->questions.v[i].asked_ms;
		int64_t since = asked > c->heard_ms ? asked : c->heard_ms;
		if (asked && since + client_real_ms(SILENT_MS) < at) {
			at = since + client_real_ms(SILENT_MS);
		}
	}
	return at;
}

void line_hangs(struct client *c)
{
	err_set(&c->why, ERR_ENGINE, "client.slow",
		N_("the engine at {path} does not answer; error.log in the log directory may say why"), "path=%s",
		c->place.path);
	http_multi_cancel(c->http, c->stream);
	c->stream = 0;
	c->retry_ms = 0;
	look_later(c);
}

static void hello(struct client *c, const json_t *v)
{
	const char *version = json_str_or(v, "version", "?");

	if (strcmp(version, PACKAGE_VERSION)) {
		err_set(&c->why, ERR_ENGINE, "client.version",
			N_("the engine is wartel {engine}, this is wartel {face}: restart it "
			   "(wartel engine stop)"),
			"engine=%s\nface=%s", version, PACKAGE_VERSION);
		c->was_up = true; /* so that it is told */
		http_multi_cancel(c->http, c->stream);
		c->stream = 0;
		look_later(c);
		return;
	}
	c->line = UP;
	c->retry_ms = 0;
	c->why = (struct err){ 0 };
	if (!c->events) {
		/* One question, one answer: the greeting was all that was wanted. */
		http_multi_cancel(c->http, c->stream);
		c->stream = 0;
	}
	if (c->told_lost) {
		news_add(c, CLIENT_BACK);
	}
	c->was_up = true;
	c->told_lost = false;
}

void line_take_events(struct client *c)
{
	struct sse_event event;

	while (sse_next(&c->sse, &event)) {
		json_t *v = json_read(event.data.v, event.data.n, NULL);
		if (!strcmp(event.name, "hello") && c->line == GREETING) {
			hello(c, v);
		}
		if (c->line == UP && c->events && !strcmp(event.name, "resync")) {
			news_add(c, CLIENT_BACK); /* some were dropped: read again */
		} else if (c->line == UP && c->events && v) {
			struct client_news *n = news_add(c, CLIENT_EVENT);
			str_copy(n->name, sizeof n->name, event.name);
			n->json = json_incref(v);
		}
		json_decref(v);
		buf_fini(&event.data);
		if (c->line != UP) {
			break;
		}
	}
}
