/* client: one curl_multi for everything between a face and the engine, opened, waited on
 * and closed. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#include "client/inside.h"

#include "base/banned.h"

enum { WAIT_EXTRA = 8 }; /* descriptors a caller may bring */

int client_real_ms(int ms)
{
	double scaled = ms * clock_scale();

	return scaled < INT_MAX ? (int)scaled : INT_MAX;
}

static void take_answers(struct client *c)
{
	struct http_answer a = { 0 };
	struct err e = { 0 };

	for (int64_t ticket; (ticket = http_multi_next(c->http, &a, &e)); http_answer_fini(&a)) {
		c->heard_ms = clock_mono_ms();
		if (ticket == c->stream) {
			line_ended(c, &a);
		} else {
			question_answered(c, ticket, &a);
		}
	}
}

static bool wait_once(struct client *c, struct pollfd *extra, size_t n_extra, int timeout_ms)
{
	struct pollfd fds[WAIT_EXTRA + 1];
	bool touched = false;

	if (n_extra > WAIT_EXTRA) {
		BUG("%zu descriptors", n_extra);
	}
	if (c->line == LOOKING && clock_mono_ms() >= c->retry_at_ms) {
		line_look(c);
	}
	if (c->line == LOOKING || line_silent_at(c) != INT64_MAX) {
		int64_t left = (c->line == LOOKING ? c->retry_at_ms : line_silent_at(c)) - clock_mono_ms();
		left = left < 0 ? 0 : left;
		timeout_ms = timeout_ms < 0 || left < timeout_ms ? (int)left : timeout_ms;
	}
	if (n_extra) {
		memcpy(fds, extra, n_extra * sizeof *fds);
	}
	size_t n = n_extra;
	if (c->line == STARTING) {
		fds[n++] = (struct pollfd){ .fd = c->ready_fd, .events = POLLIN };
	}
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = 0;
	}
	http_multi_wait(c->http, fds, n, timeout_ms);
	for (size_t i = 0; i < n_extra; i++) {
		extra[i].revents = fds[i].revents;
		touched |= fds[i].revents != 0;
	}
	if (n > n_extra && fds[n_extra].revents) {
		line_started(c);
	}
	line_take_events(c);
	take_answers(c);
	/* After a look at what came: this process may have been stopped itself. */
	if (clock_mono_ms() >= line_silent_at(c)) {
		line_hangs(c);
	}
	return touched;
}

bool client_wait(struct client *c, struct pollfd *extra, size_t n_extra, int timeout_ms)
{
	bool touched = wait_once(c, extra, n_extra, c->news.n ? 0 : timeout_ms);

	return touched || c->news.n;
}

struct client *client_open(const struct config *config, const struct client_options *options, struct err *e)
{
	struct client *c = xcalloc(1, sizeof *c);
	int64_t begin = clock_mono_ms();

	c->http = http_multi_new();
	c->config = config;
	c->may_start = options->start_engine;
	c->events = options->events;
	c->ready_fd = -1;
	sse_init(&c->sse);
	engine_find(config, options->socket, &c->place);
	for (line_look(c); c->line != UP; wait_once(c, NULL, 0, LINE_RETRY_MS)) {
		int64_t spent = clock_mono_ms() - begin;
		/* A failure is final, but for an engine that is only just coming. */
		bool coming = c->line != LOOKING || !strcmp(c->why.say.key, "client.starting");
		int patience = client_real_ms(c->line == STARTING || c->line == GREETING ? LINE_OPEN_MS : LINE_RACE_MS);
		if (!coming || spent > patience) {
			if (coming) {
				err_set(&c->why, ERR_ENGINE, "client.slow",
					N_("the engine at {path} does not answer; error.log in the log "
					   "directory may say why"),
					"path=%s", c->place.path);
			}
			if (e) {
				*e = c->why;
			}
			client_close(c);
			return NULL;
		}
	}
	return c;
}

void client_close(struct client *c)
{
	if (!c) {
		return;
	}
	for (size_t i = 0; i < c->news.n; i++) {
		client_news_fini(&c->news.v[i]);
	}
	http_multi_free(c->http);
	for (size_t i = 0; i < c->questions.n; i++) {
		question_fini(&c->questions.v[i]);
	}
	sse_fini(&c->sse);
	if (c->ready_fd >= 0) {
		close(c->ready_fd);
	}
	free(c->place.path);
	free(c->questions.v);
	free(c->news.v);
	free(c);
}

const char *client_socket(const struct client *c)
{
	return c->place.path;
}

/* The answer of a ticket, 0 for one that did not come to be. */
static json_t *await(struct client *c, int64_t ticket, int timeout_ms, struct err *e)
{
	int64_t until = clock_mono_ms() + client_real_ms(timeout_ms);

	if (!ticket) {
		return NULL;
	}
	for (;;) {
		struct client_news n;

		/* Events that come meanwhile stay for client_next. */
		if (news_take_reply(c, ticket, &n)) {
			if (n.ok) {
				return n.json;
			}
			if (e) {
				*e = n.err;
			}
			json_decref(n.json);
			return NULL;
		}
		int64_t left = until - clock_mono_ms();
		if (timeout_ms >= 0 && left <= 0) {
			client_drop(c, ticket);
			err_set(e, ERR_ENGINE, "client.timeout",
				N_("the engine did not answer within {seconds} s"), "seconds=%d",
				timeout_ms / 1000);
			return NULL;
		}
		wait_once(c, NULL, 0, timeout_ms < 0 ? -1 : (int)left);
	}
}

json_t *client_ask(struct client *c, const struct command *command, const json_t *args, int timeout_ms,
	struct err *e)
{
	return await(c, client_start(c, command, args, e), timeout_ms, e);
}
