/* One call at a time: what leaves, how often, and what the end means. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/http.h"
#include "base/mem.h"

#include "loopback.h"

static struct loopback *server;
static struct http *http;

static int setup(void **state)
{
	(void)state;
	loopback_forget(server);
	http = http_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	http_free(http);
	return 0;
}

static char *url(const char *path)
{
	static char out[200];

	snprintf(out, sizeof out, "%s%s", loopback_url(server), path);
	return out;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Makes the next call find a connection that was used before. */
static void keep_a_connection(void)
{
	struct http_answer a = {0};
	struct http_request get = {.method = "GET", .url = url("/once")};

	assert_true(http_call(http, &get, &a, NULL));
	http_answer_fini(&a);
	loopback_forget(server);
}

static void requests_go_out_as_asked(void **state)
{
	static const char *const typed[] = {"X-Api-Key: k", "Content-Type: text/csv", NULL};
	static const char *const plain[] = {"X-Api-Key: k", NULL};
	static const struct {
		const char *method, *body;
		const char *const *headers;
		const char *has[3], *lacks[3];
	} cases[] = {
		{"GET", NULL, plain, {"GET /ok HTTP/1.1\r\n", "X-Api-Key: k\r\n"},
		 {"Content-Type", "Content-Length"}},
		{"POST", "{}", plain,
		 {"POST /ok HTTP/1.1\r\n", "Content-Type: application/json\r\n", "\r\n\r\n{}"}, {"Expect"}},
		{"POST", "a,b", typed, {"Content-Type: text/csv\r\n", "Content-Length: 3\r\n"},
		 {"application/json"}},
		{"POST", NULL, NULL, {"POST /ok HTTP/1.1\r\n", "Content-Length: 0\r\n"}, {"Content-Type"}},
		{"PUT", "x", NULL, {"PUT /ok HTTP/1.1\r\n", "\r\n\r\nx"}, {NULL}},
		{"DELETE", NULL, NULL, {"DELETE /ok HTTP/1.1\r\n"}, {"Content-Length"}},
		{"DELETE", "{}", NULL, {"DELETE /ok HTTP/1.1\r\n", "\r\n\r\n{}"}, {NULL}},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http_answer a = {0};
		struct http_request r = {.method = cases[i].method,
					 .url = url("/ok"),
					 .body = cases[i].body,
					 .body_len = cases[i].body ? strlen(cases[i].body) : 0,
					 .headers = cases[i].headers,
					 .changing = i % 2};
		struct err e = {0};
		assert_true(http_call(http, &r, &a, &e));
		assert_int_equal(e.kind, ERR_NONE);
		assert_int_equal(a.stage, HTTP_ANSWERED);
		assert_int_equal(a.status, 200);
		assert_string_equal(a.content_type, "text/plain");
		assert_int_equal(a.retry_after, 0);
		for (int k = 0; k < 3; k++) {
			if (cases[i].has[k])
				assert_non_null(strstr(buf_str(&a.body), cases[i].has[k]));
			if (cases[i].lacks[k])
				assert_null(strstr(buf_str(&a.body), cases[i].lacks[k]));
		}
		http_answer_fini(&a);
		http_answer_fini(&a);
	}
}

static void a_large_body_arrives_whole(void **state)
{
	size_t n = 2 << 20;
	char *body = xmalloc(n);
	struct http_answer a = {0};
	struct http_request r = {
		.method = "POST", .url = url("/ok"), .body = body, .body_len = n, .changing = true};

	(void)state;
	for (size_t i = 0; i < n; i++)
		body[i] = (char)('a' + i % 23);
	assert_true(http_call(http, &r, &a, NULL));
	assert_true(a.body.n > n);
	assert_memory_equal(a.body.v + a.body.n - n, body, n);
	http_answer_fini(&a);
	free(body);
}

/* The heart of sending: the server closes a kept connection unanswered. */
static void a_changing_call_is_never_repeated(void **state)
{
	struct http_answer a = {0};
	struct http_request post = {.method = "POST", .body = "{}", .body_len = 2, .changing = true};
	struct err e = {0};

	(void)state;
	keep_a_connection();
	post.url = url("/once");
	/* A connection of its own, not the kept one: it is answered. */
	assert_true(http_call(http, &post, &a, &e));
	assert_int_equal(loopback_requests(server), 1);
	assert_int_equal(loopback_connections(server), 1);
	http_answer_fini(&a);
	/* Nor is that one kept: the next one again has its own. */
	assert_true(http_call(http, &post, &a, &e));
	assert_int_equal(loopback_requests(server), 2);
	assert_int_equal(loopback_connections(server), 2);
	http_answer_fini(&a);

	static const char *const paths[] = {"/deaf", "/reset"};
	for (size_t i = 0; i < 2; i++) {
		keep_a_connection();
		post.url = url(paths[i]);
		assert_false(http_call(http, &post, &a, &e));
		assert_int_equal(a.stage, HTTP_NO_ANSWER);
		assert_string_equal(e.say.key, "http.no-answer");
		assert_int_equal(loopback_requests(server), 1);
		http_answer_fini(&a);
	}
}

static void a_reading_call_is_asked_once_more(void **state)
{
	struct http_answer a = {0};
	struct http_request get = {.method = "GET", .url = NULL};

	(void)state;
	keep_a_connection();
	get.url = url("/once");
	assert_true(http_call(http, &get, &a, NULL));
	assert_int_equal(a.status, 200);
	assert_int_equal(loopback_requests(server), 2);
	assert_int_equal(loopback_connections(server), 1);
	http_answer_fini(&a);
	/* Once: the fresh connection's silence is believed. */
	keep_a_connection();
	get.url = url("/deaf");
	assert_false(http_call(http, &get, &a, NULL));
	assert_int_equal(a.stage, HTTP_NO_ANSWER);
	assert_int_equal(loopback_requests(server), 2);
	http_answer_fini(&a);
	/* A first connection's silence too. */
	http_free(http);
	http = http_new();
	loopback_forget(server);
	assert_false(http_call(http, &get, &a, NULL));
	assert_int_equal(loopback_requests(server), 1);
	http_answer_fini(&a);
}

static void connections_are_kept_for_reading(void **state)
{
	struct http_request get = {.method = "GET", .url = url("/ok")};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct http_answer a = {0};
		assert_true(http_call(http, &get, &a, NULL));
		http_answer_fini(&a);
	}
	assert_int_equal(loopback_connections(server), 1);
}

/* A port that nobody listens on. */
static int closed_port(void)
{
	struct loopback *other = loopback_start(NULL);
	int port = loopback_port(other);

	loopback_stop(other);
	return port;
}

static void nothing_left_is_told_apart(void **state)
{
	char refused[64], tls[64];
	const struct {
		const char *url, *socket;
	} cases[] = {
		{refused, NULL},
		{tls, NULL},
		{"http://", NULL},
		{"http://[::1", NULL},
		{"ftp://127.0.0.1/x", NULL},
		{"file:///etc/passwd", NULL},
		{"nonsense", "/nowhere/engine.sock"},
		{"http://wartel/api/health", "/nowhere/engine.sock"},
	};
	(void)state;
	snprintf(refused, sizeof refused, "http://127.0.0.1:%d/", closed_port());
	/* It answers a TLS greeting with silence: the handshake fails. */
	snprintf(tls, sizeof tls, "https://127.0.0.1:%d/ok", loopback_port(server));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int changing = 0; changing < 2; changing++) {
			struct http_answer a = {0};
			struct http_request r = {.method = "POST",
						 .url = cases[i].url,
						 .unix_socket = cases[i].socket,
						 .body = "{}",
						 .body_len = 2,
						 .changing = changing,
						 .timeout_ms = 100};
			struct err e = {0};
			assert_false(http_call(http, &r, &a, &e));
			assert_int_equal(a.stage, HTTP_NOT_SENT);
			assert_int_equal(a.status, 0);
			assert_true(strlen(a.why) > 0);
			assert_int_equal(e.kind, ERR_REMOTE);
			assert_string_equal(e.say.key, "http.unreachable");
			http_answer_fini(&a);
		}
	}
	assert_int_equal(loopback_requests(server), 0);
}

static void what_may_have_left_is_no_answer(void **state)
{
	static const struct {
		const char *path, *why;
		size_t max;
		int timeout_ms;
	} cases[] = {
		{"/deaf", NULL, 0, 0},	 {"/reset", NULL, 0, 0},
		{"/hang", NULL, 0, 60},	 {"/cut", NULL, 0, 0},
		{"/junk", NULL, 0, 0},	 {"/big", "answer too large", 99999, 0},
		{"/headers", "answer too large", 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http_answer a = {0};
		struct http_request r = {.method = "POST",
					 .url = url(cases[i].path),
					 .body = "{}",
					 .body_len = 2,
					 .changing = true,
					 .max_answer = cases[i].max,
					 .timeout_ms = cases[i].timeout_ms};
		struct err e = {0};
		int64_t began = now_ms();
		loopback_forget(server);
		assert_false(http_call(http, &r, &a, &e));
		assert_int_equal(a.stage, HTTP_NO_ANSWER);
		assert_int_equal(a.status, 0);
		assert_int_equal(a.body.n, 0);
		assert_string_equal(e.say.key, "http.no-answer");
		if (cases[i].why)
			assert_string_equal(a.why, cases[i].why);
		assert_int_equal(loopback_requests(server), 1);
		assert_true(now_ms() - began < 2000);
		http_answer_fini(&a);
	}
	struct http_answer a = {0};
	struct http_request fits = {.method = "GET", .url = url("/big"), .max_answer = 100000};
	assert_true(http_call(http, &fits, &a, NULL));
	assert_int_equal(a.body.n, 100000);
	http_answer_fini(&a);
}

static void every_status_is_an_answer(void **state)
{
	static const int statuses[] = {201, 204, 302, 307, 400, 401, 404, 417, 422, 429, 500, 503};

	(void)state;
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		char path[32];
		struct http_answer a = {0};
		snprintf(path, sizeof path, "/status/%d", statuses[i]);
		struct http_request r = {
			.method = "POST", .url = url(path), .body = "{}", .body_len = 2, .changing = true};
		loopback_forget(server);
		assert_true(http_call(http, &r, &a, NULL));
		assert_int_equal(a.status, statuses[i]);
		assert_int_equal(a.retry_after, 7);
		/* No redirect was followed, nothing was asked again. */
		assert_int_equal(loopback_requests(server), 1);
		if (statuses[i] != 204)
			assert_string_equal(buf_str(&a.body), "said");
		http_answer_fini(&a);
	}
}

static void the_environment_has_no_say(void **state)
{
	char proxy[64];
	struct http_answer a = {0};
	struct http_request r = {.method = "GET", .url = url("/ok")};

	(void)state;
	snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", closed_port());
	setenv("http_proxy", proxy, 1);
	setenv("all_proxy", proxy, 1);
	assert_true(http_call(http, &r, &a, NULL));
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	http_answer_fini(&a);
}

static void an_error_keeps_secrets(void **state)
{
	char from[128], want[128], got[SENTENCE_ARGS];
	struct http_answer a = {0};
	struct err e = {0};
	int port = closed_port();

	(void)state;
	snprintf(from, sizeof from, "http://user:pass@127.0.0.1:%d/api?key=secret", port);
	snprintf(want, sizeof want, "http://127.0.0.1:%d/api", port);
	struct http_request r = {.method = "GET", .url = from};
	assert_false(http_call(http, &r, &a, &e));
	assert_true(sentence_arg(&e.say, "url", got, sizeof got));
	assert_string_equal(got, want);
	assert_null(strstr(e.say.args, "secret"));
	assert_null(strstr(e.say.args, "pass"));
	http_answer_fini(&a);
}

struct pieces {
	const char *from;
	size_t left, fail_at;
};

static size_t give(void *ctx, char *out, size_t cap)
{
	struct pieces *p = ctx;
	size_t n = p->left < 7 ? p->left : 7;

	if (n > cap)
		n = cap;
	if (p->fail_at && p->left <= p->fail_at)
		return (size_t)-1;
	memcpy(out, p->from, n);
	p->from += n;
	p->left -= n;
	return n;
}

static bool take(void *ctx, const char *data, size_t n)
{
	buf_add(ctx, data, n);
	return !((struct buf *)ctx)->over;
}

static void bodies_stream(void **state)
{
	static const char text[] = "a body that is fetched a few bytes at a time";
	struct pieces p = {text, sizeof text - 1, 0};
	struct buf got = {0};
	struct http_answer a = {0};
	struct http_request r = {.method = "POST",
				 .url = url("/ok"),
				 .read = give,
				 .read_ctx = &p,
				 .body_len = sizeof text - 1,
				 .write = take,
				 .write_ctx = &got,
				 .changing = true};

	(void)state;
	assert_true(http_call(http, &r, &a, NULL));
	assert_int_equal(a.body.n, 0);
	assert_non_null(strstr(buf_str(&got), text));
	assert_non_null(strstr(buf_str(&got), "Content-Length: 44\r\n"));
	http_answer_fini(&a);
	buf_clear(&got);
	/* What is no success is kept for whoever reads the reason. */
	p = (struct pieces){text, sizeof text - 1, 0};
	r.url = url("/status/404");
	assert_true(http_call(http, &r, &a, NULL));
	assert_string_equal(buf_str(&a.body), "said");
	assert_int_equal(got.n, 0);
	http_answer_fini(&a);
	/* A source that breaks off. */
	p = (struct pieces){text, sizeof text - 1, 20};
	r.url = url("/ok");
	assert_false(http_call(http, &r, &a, NULL));
	assert_int_equal(a.stage, HTTP_NO_ANSWER);
	http_answer_fini(&a);
	buf_fini(&got);
	/* A receiver that has no room. */
	buf_init(&got, 1000);
	struct http_request big = {.method = "GET", .url = url("/big"), .write = take, .write_ctx = &got};
	assert_false(http_call(http, &big, &a, NULL));
	assert_string_equal(a.why, "the receiver stopped");
	http_answer_fini(&a);
	buf_fini(&got);
}

static void *stop_soon(void *ctx)
{
	(void)ctx;
	while (loopback_requests(server) == 0)
		usleep(1000);
	http_stop(http);
	return NULL;
}

static void a_stop_ends_the_call_under_way(void **state)
{
	struct http_answer a = {0};
	struct http_request r = {.method = "POST", .url = url("/hang"), .changing = true};
	struct err e = {0};
	pthread_t t;
	int64_t began = now_ms();

	(void)state;
	pthread_create(&t, NULL, stop_soon, NULL);
	assert_false(http_call(http, &r, &a, &e));
	assert_int_equal(a.stage, HTTP_NO_ANSWER);
	assert_string_equal(a.why, "stopped");
	assert_true(now_ms() - began < 1000);
	pthread_join(t, NULL);
	http_answer_fini(&a);
	/* All later ones do not begin. */
	loopback_forget(server);
	assert_false(http_call(http, &r, &a, &e));
	assert_int_equal(a.stage, HTTP_NOT_SENT);
	assert_int_equal(loopback_connections(server), 0);
	http_answer_fini(&a);
}

static void a_unix_socket_is_a_way_too(void **state)
{
	char dir[] = "/tmp/wartel-http-XXXXXX", *path;
	struct loopback *local;
	struct http_answer a = {0};
	struct http_request r = {.method = "GET", .url = "http://wartel/ok?q=1"};

	(void)state;
	assert_non_null(mkdtemp(dir));
	path = path_join(dir, "sock");
	local = loopback_start(path);
	r.unix_socket = path;
	assert_true(http_call(http, &r, &a, NULL));
	assert_non_null(strstr(buf_str(&a.body), "GET /ok?q=1 HTTP/1.1\r\nHost: wartel\r\n"));
	http_answer_fini(&a);
	loopback_stop(local);
	dir_remove(dir);
	free(path);
}

static bool seam(void *ctx, const struct http_request *r, struct http_answer *a)
{
	++*(int *)ctx;
	if (strcmp(r->url, "core:/lost") == 0) {
		a->stage = HTTP_NO_ANSWER;
		str_copy(a->why, sizeof a->why, "lost");
		return false;
	}
	a->stage = HTTP_ANSWERED;
	a->status = 201;
	buf_adds(&a->body, "{}");
	return true;
}

static void tests_have_a_seam(void **state)
{
	int calls = 0;
	struct http_answer a = {0};
	struct http_request r = {.method = "GET", .url = "core:/x"};
	struct err e = {0};

	(void)state;
	http_set_transport(seam, &calls);
	assert_true(http_call(http, &r, &a, &e));
	assert_int_equal(a.status, 201);
	http_answer_fini(&a);
	r.url = "core:/lost";
	assert_false(http_call(http, &r, &a, &e));
	assert_string_equal(e.say.key, "http.no-answer");
	http_answer_fini(&a);
	http_set_transport(NULL, NULL);
	assert_false(http_call(http, &r, &a, &e));
	assert_string_equal(e.say.key, "http.unreachable");
	assert_int_equal(calls, 2);
	http_answer_fini(&a);
}

static void values_are_escaped(void **state)
{
	struct buf b = {0};

	(void)state;
	http_escape(&b, "aZ09-._~ /?&=+%@:é\n");
	assert_string_equal(buf_str(&b), "aZ09-._~%20%2F%3F%26%3D%2B%25%40%3A%C3%A9%0A");
	buf_fini(&b);
}

/* Twenty seconds at two hundred times are a tenth of one. In a process of its
 * own, because the clock's environment is read once. */
static int scaled(void)
{
	struct http_answer a = {0};
	struct http_request r = {.method = "GET", .timeout_ms = 20000};
	int64_t began = now_ms(), took;

	server = loopback_start(NULL);
	http = http_new();
	r.url = url("/hang");
	http_call(http, &r, &a, NULL);
	took = now_ms() - began;
	http_free(http);
	loopback_stop(server);
	return a.stage == HTTP_NO_ANSWER && took >= 90 && took < 10000 ? 0 : 1;
}

static const char *self;

static void deadlines_follow_the_clock(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		setenv("WARTEL_TEST_CLOCK", "1700000000,0,200", 1);
		execl(self, self, "scaled", (char *)NULL);
		_exit(99);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(requests_go_out_as_asked),	  CASE(a_large_body_arrives_whole),
		CASE(a_changing_call_is_never_repeated), CASE(a_reading_call_is_asked_once_more),
		CASE(connections_are_kept_for_reading),	 CASE(nothing_left_is_told_apart),
		CASE(what_may_have_left_is_no_answer),	 CASE(every_status_is_an_answer),
		CASE(the_environment_has_no_say),	 CASE(an_error_keeps_secrets),
		CASE(bodies_stream),			 CASE(a_stop_ends_the_call_under_way),
		CASE(a_unix_socket_is_a_way_too),	 CASE(tests_have_a_seam),
		CASE(values_are_escaped),		 CASE(deadlines_follow_the_clock),
	};
	int failed;

	self = argv[0];
	if (argc > 1)
		return scaled();
	server = loopback_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	loopback_stop(server);
	return failed;
}
