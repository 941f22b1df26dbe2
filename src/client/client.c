/* client: one curl_multi for everything between a face and the engine. The line
 * is in one of four states: LOOKING (nobody listens; the next try has its time),
 * STARTING (an engine of ours is coming up), GREETING (the stream is open, hello
 * has not come), UP. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "command/check.h"
#include "command/route.h"

#include "client/client.h"
#include "client/download.h"
#include "client/own.h"
#include "client/sse.h"
#include "client/upload.h"

#include "base/banned.h"

enum {
	RETRY_FIRST_MS = 100,
	RETRY_LAST_MS = 2000,
	OPEN_MS = 5000,	  /* for an engine that is being started */
	RACE_MS = 2000,	  /* for one that another face has started */
	QUICK_MS = 30000, /* an answer from rows */
	SLOW_MS = 60000,  /* an answer for which WAHA is asked */
	UPLOAD_MS = 300000, /* a file to a disk that may be slow */
	SILENT_MS = 1500,   /* of an engine that is asked from rows: it hangs */
	BEATS_MS = 45000,   /* of one that nobody asks: it says something every 15 s */
	WAIT_EXTRA = 8	    /* descriptors a caller may bring */
};

enum line { LOOKING, STARTING, GREETING, UP };

struct pending {
	int64_t ticket;	   /* ours */
	int64_t http;	   /* of http_multi */
	int64_t asked_ms;  /* when an answer from rows was asked for; 0: it may take its time */
	bool changing;
	struct upload *upload; /* owned; what is on its way, or NULL */
	const struct command *then; /* what it is for, asked under the same ticket; or NULL */
	json_t *args;		    /* owned: of then */
	struct download *download; /* owned; what comes, or NULL */
};

static void pending_fini(struct pending *p)
{
	upload_free(p->upload);
	download_free(p->download);
	json_decref(p->args);
	*p = (struct pending){ 0 };
}

struct client {
	struct http_multi *http;
	const struct config *config; /* borrowed */
	struct engine_place place;
	bool may_start, events;

	enum line line;
	bool was_up;		/* so that CLIENT_BACK is told only after a loss */
	bool told_lost;
	int64_t stream;		/* http ticket of GET /api/events */
	int64_t heard_ms;	/* when the engine last said anything */
	struct sse sse;
	int ready_fd;		/* of an engine being started, or -1 */
	int64_t retry_at_ms, spawned_ms;
	int retry_ms;
	struct err why;		/* why the line is not up */

	int64_t next_ticket;
	struct {
		struct pending *v;
		size_t n, cap;
	} pending;
	struct {
		struct client_news *v;
		size_t n, cap;
	} news;
};

/* Processes and their answers take real time, also where tests run the clock
 * faster: a span of it in the clock's milliseconds. */
static int real_ms(int ms)
{
	double scaled = ms * clock_scale();

	return scaled < INT_MAX ? (int)scaled : INT_MAX;
}

/* News */

static struct client_news *news_add(struct client *c, enum client_news_kind kind)
{
	LIST_GROW(&c->news);
	struct client_news *n = &c->news.v[c->news.n++];
	*n = (struct client_news){ .kind = kind };
	return n;
}

void client_news_fini(struct client_news *n)
{
	json_decref(n->json);
	*n = (struct client_news){ 0 };
}

enum client_news_kind client_next(struct client *c, struct client_news *out)
{
	if (!c->news.n) {
		*out = (struct client_news){ 0 };
		return CLIENT_NOTHING;
	}
	*out = c->news.v[0];
	memmove(c->news.v, c->news.v + 1, --c->news.n * sizeof *c->news.v);
	return out->kind;
}

/* The line */

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
	c->retry_ms = c->retry_ms ? c->retry_ms * 2 : RETRY_FIRST_MS;
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

/* Nobody listens, or somebody does; starts an engine where that is ours to do,
 * at most one every two seconds. */
static void look(struct client *c)
{
	int64_t now = clock_mono_ms();

	if (engine_listens(c->place.path)) {
		greet(c);
		return;
	}
	if (c->place.own && c->may_start && (!c->spawned_ms || now - c->spawned_ms >= real_ms(RACE_MS))) {
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

static void started(struct client *c)
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

static void stream_ended(struct client *c)
{
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

/* When the silence of the engine will be too long; INT64_MAX: who has no events
 * waits for his answer only. */
static int64_t silent_at(const struct client *c)
{
	if (c->line != UP || !c->stream) {
		return INT64_MAX;
	}
	int64_t at = c->heard_ms + real_ms(BEATS_MS);
	for (size_t i = 0; i < c->pending.n; i++) {
		int64_t asked = c->pending.v[i].asked_ms;
		int64_t since = asked > c->heard_ms ? asked : c->heard_ms;
		if (asked && since + real_ms(SILENT_MS) < at) {
			at = since + real_ms(SILENT_MS);
		}
	}
	return at;
}

/* The line is there and nobody speaks: as good as gone, until there is another
 * hello. What was asked is still waited for. */
static void hangs(struct client *c)
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

static void take_events(struct client *c)
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

/* Replies */

static void reply_read(struct client *c, const struct pending *p, const struct http_answer *a)
{
	struct client_news *n = news_add(c, CLIENT_REPLY);

	n->ticket = p->ticket;
	if (p->upload && upload_why(p->upload)->kind) {
		n->err = *upload_why(p->upload);
		return;
	}
	if (p->download && download_why(p->download)->kind) {
		n->err = *download_why(p->download);
		return;
	}
	if (a->stage == HTTP_NOT_SENT) {
		n->err = c->why;
		if (!n->err.kind) {
			err_set(&n->err, ERR_ENGINE, "client.unreachable",
				N_("the engine cannot be reached: {why}"), "why=%s", a->why);
		}
		return;
	}
	if (a->stage == HTTP_NO_ANSWER) {
		err_set(&n->err, ERR_ENGINE, p->changing ? "client.no_answer_changing" : "client.no_answer",
			p->changing ?
				N_("the engine did not answer ({why}); look whether it was done before "
				   "trying again") :
				N_("the engine did not answer: {why}"),
			"why=%s", a->why);
		return;
	}
	json_t *v = p->download && a->status / 100 == 2 ? download_end(p->download, a, &n->err) :
		json_read(a->body.v, a->body.n, NULL);
	if (n->err.kind) {
		return;
	}
	if (a->status >= 200 && a->status < 300 && v) {
		n->ok = true;
		n->json = v;
		return;
	}
	const json_t *error = v ? json_at(v, "error") : NULL;
	if (!error || !json_to_err(error, &n->err)) {
		err_set(&n->err, ERR_INTERNAL, "client.garbled",
			N_("the engine's answer makes no sense (status {status}); error.log may say more"),
			"status=%d", a->status);
	}
	n->json = v; /* "until" and whatever else stands beside the sentence */
}

static bool start_at(struct client *c, int64_t ticket, const struct command *command, const json_t *args,
	struct err *e);

/* The file is there: now for what it was given. False: that is not to be, and the
 * answer is the upload's. */
static bool go_on(struct client *c, struct pending *p, const struct http_answer *a)
{
	int64_t id;
	json_t *v = p->then && a->stage == HTTP_ANSWERED && a->status / 100 == 2 ?
		json_read(a->body.v, a->body.n, NULL) : NULL;
	bool ok = v && json_i64(v, "id", &id);

	if (ok) {
		struct err e = { 0 };
		json_put_i64(p->args, "media_id", id);
		if (!start_at(c, p->ticket, p->then, p->args, &e)) {
			struct client_news *n = news_add(c, CLIENT_REPLY);
			n->ticket = p->ticket;
			n->err = e;
		}
	}
	json_decref(v);
	return ok;
}

static void take_answers(struct client *c)
{
	struct http_answer a = { 0 };
	struct err e = { 0 };

	for (int64_t ticket; (ticket = http_multi_next(c->http, &a, &e)); http_answer_fini(&a)) {
		c->heard_ms = clock_mono_ms();
		if (ticket == c->stream) {
			if (a.stage == HTTP_ANSWERED && a.status >= 400) {
				json_t *v = json_read(a.body.v, a.body.n, NULL);
				const json_t *error = v ? json_at(v, "error") : NULL;
				if (!error || !json_to_err(error, &c->why)) {
					c->why = (struct err){ 0 };
				}
				json_decref(v);
			}
			stream_ended(c);
			continue;
		}
		for (size_t i = 0; i < c->pending.n; i++) {
			if (c->pending.v[i].http == ticket) {
				struct pending p = c->pending.v[i];
				c->pending.v[i] = c->pending.v[--c->pending.n];
				if (!go_on(c, &p, &a)) {
					reply_read(c, &p, &a);
				}
				pending_fini(&p);
				break;
			}
		}
	}
}

static bool start_at(struct client *c, int64_t ticket, const struct command *command, const json_t *args,
	struct err *e)
{
	static const char *const headers[] = { "Content-Type: application/json", NULL };
	struct request request = { 0 };
	struct buf url = { 0 };
	struct download *download = NULL;
	bool ok = false;

	if (!route_request(command, args, &request, e)) {
		goto out;
	}
	if (command->flags & CMD_DOWNLOAD && !(download = download_open(json_str(args, "save"), e))) {
		goto out;
	}
	bool reads = !strcmp(request.method, "GET");
	buf_init(&url, CEIL_API_BODY);
	buf_addf(&url, "http://wartel%s", buf_str(&request.path));
	LIST_GROW(&c->pending);
	struct pending *p = &c->pending.v[c->pending.n++];
	*p = (struct pending){ .ticket = ticket, .changing = !reads, .download = download,
		.asked_ms = command->flags & CMD_WAITS ? 0 : clock_mono_ms() };
	p->http = http_multi_start(c->http, &(struct http_request){
		.method = request.method,
		.url = buf_str(&url),
		.unix_socket = c->place.path,
		.body = request.body.n ? buf_str(&request.body) : NULL,
		.body_len = request.body.n,
		.headers = request.body.n ? headers : NULL,
		.changing = !reads,
		.timeout_ms = real_ms(download ? UPLOAD_MS : command->flags & CMD_WAITS ? SLOW_MS : QUICK_MS),
		.max_answer = download ? CEIL_MEDIA : CEIL_API_ANSWER,
		.write = download ? download_write : NULL,
		.write_ctx = download,
	});
	ok = true;
out:
	request_fini(&request);
	buf_fini(&url);
	return ok;
}

/* Gives a file to the engine. */
static int64_t upload_start(struct client *c, const char *path, struct err *e)
{
	static const char *const headers[] = { "Content-Type: application/octet-stream", NULL };
	struct upload *u = upload_open(path, e);
	struct request request = { 0 };
	struct buf url = { 0 };

	if (!u) {
		return 0;
	}
	json_t *args = json_pack("{s:s}", "filename", upload_name(u));
	if (!route_request(command_get(CMD_FILE_ADD), args, &request, e)) {
		upload_free(u);
		json_decref(args);
		return 0;
	}
	buf_addf(&url, "http://wartel%s", buf_str(&request.path));
	LIST_GROW(&c->pending);
	struct pending *p = &c->pending.v[c->pending.n++];
	*p = (struct pending){ .ticket = ++c->next_ticket, .changing = true, .upload = u };
	p->http = http_multi_start(c->http, &(struct http_request){
		.method = request.method,
		.url = buf_str(&url),
		.unix_socket = c->place.path,
		.body_len = (size_t)upload_size(u),
		.read = upload_read,
		.read_ctx = u,
		.headers = headers,
		.changing = true,
		.timeout_ms = real_ms(UPLOAD_MS),
		.max_answer = CEIL_API_ANSWER,
	});
	int64_t ticket = p->ticket;
	request_fini(&request);
	buf_fini(&url);
	json_decref(args);
	return ticket;
}

/* First the file, then what it is for. */
static int64_t start_with_file(struct client *c, const struct command *command, const json_t *args, const char *path,
	struct err *e)
{
	if (!command_check(command, args, true, e)) {
		return 0;
	}
	int64_t ticket = upload_start(c, path, e);
	if (ticket) {
		struct pending *p = &c->pending.v[c->pending.n - 1];
		p->then = command;
		p->args = json_copy((json_t *)(uintptr_t)args);
		json_object_del(p->args, "file");
	}
	return ticket;
}

int64_t client_start(struct client *c, const struct command *command, const json_t *args, struct err *e)
{
	/* What takes the id of a file that was given takes a file. */
	const char *path = command_arg(command, "media_id") ? json_str(args, "file") : NULL;

	if (path) {
		return start_with_file(c, command, args, path, e);
	}
	int64_t ticket = ++c->next_ticket;
	return start_at(c, ticket, command, args, e) ? ticket : 0;
}

void client_drop(struct client *c, int64_t ticket)
{
	for (size_t i = 0; i < c->pending.n; i++) {
		if (c->pending.v[i].ticket == ticket) {
			http_multi_cancel(c->http, c->pending.v[i].http);
			pending_fini(&c->pending.v[i]);
			c->pending.v[i] = c->pending.v[--c->pending.n];
			return;
		}
	}
	/* It may have come and not been taken yet. */
	for (size_t i = 0; i < c->news.n; i++) {
		if (c->news.v[i].kind == CLIENT_REPLY && c->news.v[i].ticket == ticket) {
			client_news_fini(&c->news.v[i]);
			memmove(c->news.v + i, c->news.v + i + 1, (--c->news.n - i) * sizeof *c->news.v);
			return;
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
		look(c);
	}
	if (c->line == LOOKING || silent_at(c) != INT64_MAX) {
		int64_t left = (c->line == LOOKING ? c->retry_at_ms : silent_at(c)) - clock_mono_ms();
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
		started(c);
	}
	take_events(c);
	take_answers(c);
	/* After a look at what came: this process may have been stopped itself. */
	if (clock_mono_ms() >= silent_at(c)) {
		hangs(c);
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
	for (look(c); c->line != UP; wait_once(c, NULL, 0, RETRY_FIRST_MS)) {
		int64_t spent = clock_mono_ms() - begin;
		/* A failure is final, but for an engine that is only just coming. */
		bool coming = c->line != LOOKING || !strcmp(c->why.say.key, "client.starting");
		int patience = real_ms(c->line == STARTING || c->line == GREETING ? OPEN_MS : RACE_MS);
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
	for (size_t i = 0; i < c->pending.n; i++) {
		pending_fini(&c->pending.v[i]);
	}
	sse_fini(&c->sse);
	if (c->ready_fd >= 0) {
		close(c->ready_fd);
	}
	free(c->place.path);
	free(c->pending.v);
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
	int64_t until = clock_mono_ms() + real_ms(timeout_ms);

	if (!ticket) {
		return NULL;
	}
	for (;;) {
		/* Events that come meanwhile stay for client_next. */
		for (size_t i = 0; i < c->news.n; i++) {
			if (c->news.v[i].kind != CLIENT_REPLY || c->news.v[i].ticket != ticket) {
				continue;
			}
			struct client_news n = c->news.v[i];
			memmove(c->news.v + i, c->news.v + i + 1, (--c->news.n - i) * sizeof *c->news.v);
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
