/* The line to an engine, against a thread that plays one on a Unix socket: says
 * hello, answers, fails, goes away and comes back. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/wake.h"

#include "client/client.h"

#include "config.h"

#include "base/banned.h"

static char root[] = "/tmp/wartel-line-XXXXXX";
static char socket_path[64];
static struct config *config;

/* The played engine: one poll over its listening socket and connections. */
struct engine {
	pthread_t thread;
	struct wake stop;
	int listening;
	const char *version;	  /* of its hello */
	const char *after_hello;  /* more of the stream, or NULL */
	bool close_after;	  /* the stream ends then */
	char seen[8][256];	  /* request lines and bodies, in order; read after the join */
	int n_seen;
};

static void say_to(int fd, const char *s)
{
	assert_int_equal(write(fd, s, strlen(s)), (ssize_t)strlen(s));
}

/* Answers one whole request; false: the connection is to be closed. */
static bool answer(struct engine *e, int fd, const char *request)
{
	char head[160], line[200];
	const char *body = strstr(request, "\r\n\r\n") + 4;

	snprintf(line, sizeof line, "%.*s", (int)strcspn(request, "\r"), request);
	if (!strncmp(line, "GET /api/events", 15)) {
		say_to(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
		snprintf(head, sizeof head, "event: hello\nid: 1\ndata: {\"version\":\"%s\",\"pid\":1,\"demo\":false}\n\n",
			e->version);
		say_to(fd, head);
		if (e->after_hello) {
			say_to(fd, e->after_hello);
		}
		return !e->close_after;
	}
	if (e->n_seen < 8) {
		snprintf(e->seen[e->n_seen++], sizeof e->seen[0], "%s %s", line, body);
	}
	const char *out = "{\"items\":[],\"next\":null}", *status = "200 OK";
	if (strstr(line, "/api/messages/404")) {
		status = "404 Not Found";
		out = "{\"error\":{\"kind\":\"not-found\",\"key\":\"message.none\",\"template\":\"no message {id}\","
		      "\"args\":{\"id\":\"404\"},\"message\":\"no message 404\",\"until\":null}}";
	} else if (strstr(line, "/api/messages/500")) {
		status = "500 Oh";
		out = "<html>";
	} else if (strstr(line, "/api/messages/999")) {
		return false; /* gone, unanswered */
	}
	snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		status, strlen(out));
	say_to(fd, head);
	say_to(fd, out);
	return true;
}

static size_t body_length(const char *request)
{
	const char *at = strcasestr(request, "content-length:");

	return at ? (size_t)strtoul(at + 15, NULL, 10) : 0;
}

static void *play(void *ctx)
{
	struct engine *e = ctx;
	struct pollfd fds[16] = { { .fd = wake_fd(&e->stop), .events = POLLIN },
		{ .fd = e->listening, .events = POLLIN } };
	char in[16][4096];
	size_t got[16] = { 0 };
	nfds_t n = 2;

	for (;;) {
		poll(fds, n, -1);
		if (fds[0].revents) {
			break;
		}
		if (fds[1].revents && n < 16) {
			got[n] = 0;
			fds[n++] = (struct pollfd){ .fd = accept(e->listening, NULL, NULL), .events = POLLIN };
			continue;
		}
		for (nfds_t i = 2; i < n; i++) {
			if (!fds[i].revents) {
				continue;
			}
			ssize_t more = read(fds[i].fd, in[i] + got[i], sizeof in[i] - got[i] - 1);
			bool keep = more > 0;
			if (keep) {
				got[i] += (size_t)more;
				in[i][got[i]] = '\0';
				const char *end = strstr(in[i], "\r\n\r\n");
				if (end && got[i] >= (size_t)(end + 4 - in[i]) + body_length(in[i])) {
					keep = answer(e, fds[i].fd, in[i]);
					got[i] = 0;
				}
			}
			if (!keep) {
				close(fds[i].fd);
				fds[i] = fds[--n];
				memcpy(in[i], in[n], sizeof in[i]);
				got[i] = got[n];
				i--;
			}
		}
	}
	for (nfds_t i = 2; i < n; i++) {
		close(fds[i].fd);
	}
	return NULL;
}

static void engine_begin(struct engine *e)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	str_copy(at.sun_path, sizeof at.sun_path, socket_path);
	unlink(socket_path);
	e->n_seen = 0;
	e->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(e->listening, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(e->listening, 8), 0);
	wake_init(&e->stop);
	pthread_create(&e->thread, NULL, play, e);
}

static void engine_end(struct engine *e)
{
	wake_call(&e->stop);
	pthread_join(e->thread, NULL);
	close(e->listening);
	unlink(socket_path);
	wake_fini(&e->stop);
}

static struct client *client_on(bool events)
{
	struct err e = { 0 };
	struct client *c = client_open(config, &(struct client_options){ .socket = socket_path, .events = events }, &e);

	if (!c) {
		fail_msg("%s", err_text(&e));
	}
	return c;
}

/* The next news of a kind, within five real seconds; others are dropped. */
static void expect(struct client *c, enum client_news_kind kind, struct client_news *out)
{
	for (int64_t until = clock_mono_ms() + 5000; clock_mono_ms() < until;) {
		while (client_next(c, out)) {
			if (out->kind == kind) {
				return;
			}
			client_news_fini(out);
		}
		client_wait(c, NULL, 0, 100);
	}
	fail_msg("news %d did not come", kind);
}

static json_t *show(struct client *c, int id, struct err *e)
{
	json_t *args = json_pack("{s:i}", "message", id);
	json_t *v = client_ask(c, command_get(CMD_WHY), args, 5000, e);

	json_decref(args);
	return v;
}

static void asking(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION };
	struct err e = { 0 };

	(void)state;
	engine_begin(&engine);
	struct client *c = client_on(false);
	json_t *v = show(c, 12, &e);
	assert_non_null(v);
	assert_true(json_is_array(json_object_get(v, "items")));
	json_decref(v);

	/* The engine's own sentence comes through. */
	assert_null(show(c, 404, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_string_equal(e.say.key, "message.none");
	assert_string_equal(err_text(&e), "no message 404");
	/* What is no answer of ours is said to be none. */
	assert_null(show(c, 500, &e));
	assert_int_equal(e.kind, ERR_INTERNAL);
	assert_string_equal(e.say.key, "client.garbled");
	assert_null(show(c, 999, &e));
	assert_int_equal(e.kind, ERR_ENGINE);

	/* A changing one that was not answered says so; arguments travel in the body. */
	json_t *args = json_pack("{s:i}", "message", 999);
	assert_null(client_ask(c, command_get(CMD_CANCEL), args, 5000, &e));
	assert_string_equal(e.say.key, "client.no_answer_changing");
	json_decref(args);
	args = json_pack("{s:s}", "reason", "because");
	v = client_ask(c, command_get(CMD_STOP), args, 5000, &e);
	assert_non_null(v);
	json_decref(v);
	json_decref(args);
	/* Arguments that do not fit the table never leave. */
	args = json_pack("{s:s}", "reasn", "x");
	assert_null(client_ask(c, command_get(CMD_STOP), args, 5000, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	json_decref(args);
	client_close(c);
	engine_end(&engine);
	int posts = 0;
	for (int i = 0; i < engine.n_seen; i++) {
		posts += !strncmp(engine.seen[i], "POST", 4);
	}
	/* The unanswered one came once, not twice. */
	assert_int_equal(posts, 2);
	assert_string_equal(engine.seen[engine.n_seen - 1], "POST /api/stop HTTP/1.1 {\"reason\":\"because\"}");
}

static void events(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION,
		.after_hello = ": still here\n\nevent: message\nid: 2\ndata: {\"id\":5,\"state\":\"sent\"}\n\n"
			       "event: resync\nid: 3\ndata: {}\n\n" };
	struct client_news n;

	(void)state;
	engine_begin(&engine);
	struct client *c = client_on(true);
	expect(c, CLIENT_EVENT, &n);
	assert_string_equal(n.name, "hello");
	client_news_fini(&n);
	expect(c, CLIENT_EVENT, &n);
	assert_string_equal(n.name, "message");
	assert_int_equal(json_i64_or(n.json, "id", 0), 5);
	client_news_fini(&n);
	/* Events were dropped on the way: the same as having been away. */
	expect(c, CLIENT_BACK, &n);
	client_news_fini(&n);
	client_close(c);
	engine_end(&engine);
}

static void gone_and_back(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION };
	struct client_news n;

	(void)state;
	engine_begin(&engine);
	struct client *c = client_on(true);
	engine_end(&engine);
	expect(c, CLIENT_LOST, &n);
	assert_int_equal(n.err.kind, ERR_ENGINE);
	client_news_fini(&n);
	/* A question meanwhile fails, it does not wait. */
	struct err e = { 0 };
	assert_null(show(c, 1, &e));
	assert_int_equal(e.kind, ERR_ENGINE);
	engine_begin(&engine);
	expect(c, CLIENT_BACK, &n);
	client_news_fini(&n);
	json_t *v = show(c, 1, &e);
	assert_non_null(v);
	json_decref(v);
	/* It comes back as another version: told, and not talked to. */
	engine_end(&engine);
	expect(c, CLIENT_LOST, &n);
	client_news_fini(&n);
	engine.version = "0.0.1";
	engine_begin(&engine);
	for (int i = 0; i < 8; i++) {
		client_wait(c, NULL, 0, 50);
	}
	assert_int_not_equal(client_next(c, &n), CLIENT_BACK);
	client_news_fini(&n);
	client_close(c);
	engine_end(&engine);
}

static void another_version(void **state)
{
	struct engine engine = { .version = "0.0.1" };
	struct err e = { 0 };

	(void)state;
	engine_begin(&engine);
	assert_null(client_open(config, &(struct client_options){ .socket = socket_path }, &e));
	assert_string_equal(e.say.key, "client.version");
	assert_non_null(strstr(err_text(&e), "0.0.1"));
	assert_non_null(strstr(err_text(&e), "restart"));
	engine_end(&engine);
}

static void nobody(void **state)
{
	struct err e = { 0 };
	int64_t begin = clock_mono_ms();

	(void)state;
	assert_null(client_open(config, &(struct client_options){ .socket = "/nonexistent/x.sock", .start_engine = true },
		&e));
	assert_int_equal(e.kind, ERR_ENGINE);
	assert_non_null(strstr(err_text(&e), "/nonexistent/x.sock"));
	assert_null(client_open(config, &(struct client_options){ .start_engine = false }, &e));
	assert_string_equal(e.say.key, "client.not_running");
	/* Said at once: nothing is waited for. */
	assert_in_range(clock_mono_ms() - begin, 0, 1000);
}

static void extra_descriptors(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION };
	int pipe_fd[2];

	(void)state;
	assert_int_equal(pipe(pipe_fd), 0);
	engine_begin(&engine);
	struct client *c = client_on(true);
	struct client_news n;
	expect(c, CLIENT_EVENT, &n);
	client_news_fini(&n);
	struct pollfd fd = { .fd = pipe_fd[0], .events = POLLIN };
	assert_false(client_wait(c, &fd, 1, 1));
	assert_int_equal(fd.revents, 0);
	say_to(pipe_fd[1], "x");
	assert_true(client_wait(c, &fd, 1, 1000));
	assert_int_equal(fd.revents, POLLIN);
	client_close(c);
	engine_end(&engine);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
}

/* A dropped ticket's answer never shows. */
static void dropped(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION };
	struct client_news n;
	struct err e = { 0 };

	(void)state;
	engine_begin(&engine);
	struct client *c = client_on(true);
	json_t *args = json_pack("{s:i}", "message", 1);
	int64_t first = client_start(c, command_get(CMD_WHY), args, &e);
	int64_t second = client_start(c, command_get(CMD_WHY), args, &e);
	json_decref(args);
	assert_true(first > 0 && second > first);
	client_drop(c, first);
	expect(c, CLIENT_REPLY, &n);
	assert_int_equal(n.ticket, second);
	assert_true(n.ok);
	client_news_fini(&n);
	client_close(c);
	engine_end(&engine);
}

/* The kind of the next news after so long of the engine's silence. */
static enum client_news_kind after(struct client *c, int64_t ms)
{
	struct client_news n;

	clock_move(ms);
	client_wait(c, NULL, 0, 0);
	enum client_news_kind kind = client_next(c, &n);
	client_news_fini(&n);
	return kind;
}

/* An engine says something every 15 s: one that is silent for three times that hangs,
 * whether anybody asks or not; one that speaks again is back. */
static void silent(void **state)
{
	struct engine engine = { .version = PACKAGE_VERSION };
	struct client_news n;

	(void)state;
	clock_hold(1795402800000);
	engine_begin(&engine);
	struct client *c = client_on(true);
	while (client_next(c, &n) != CLIENT_NOTHING) {
		client_news_fini(&n);
	}
	assert_int_equal(after(c, 44000), CLIENT_NOTHING);
	clock_move(2000);
	client_wait(c, NULL, 0, 0);
	assert_int_equal(client_next(c, &n), CLIENT_LOST);
	assert_string_equal(n.err.say.key, "client.slow");
	client_news_fini(&n);
	/* Told once; looked for again a moment later. */
	assert_int_equal(after(c, 0), CLIENT_NOTHING);
	clock_move(200);
	enum client_news_kind kind = CLIENT_NOTHING;
	for (int i = 0; i < 500 && kind != CLIENT_BACK; i++) {
		client_wait(c, NULL, 0, 0);
		kind = client_next(c, &n);
		client_news_fini(&n);
		poll(NULL, 0, 5); /* the played engine's time is real */
	}
	assert_int_equal(kind, CLIENT_BACK);
	client_close(c);
	clock_release();
	engine_end(&engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking), cmocka_unit_test(events), cmocka_unit_test(gone_and_back),
		cmocka_unit_test(another_version), cmocka_unit_test(nobody), cmocka_unit_test(extra_descriptors),
		cmocka_unit_test(dropped), cmocka_unit_test(silent),
	};
	struct err e = { 0 };

	if (!mkdtemp(root)) {
		return 1;
	}
	setenv("WARTEL_ETC", root, 1);
	setenv("XDG_CONFIG_HOME", root, 1);
	setenv("XDG_DATA_HOME", root, 1);
	unsetenv("WARTEL_SOCKET");
	snprintf(socket_path, sizeof socket_path, "%s/engine.sock", root);
	config = config_load(&(struct config_source){ .side = CONFIG_FACE, .ignore_environment = true }, &e);
	if (!config) {
		return 1;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	config_free(config);
	dir_remove(root);
	return failed;
}
