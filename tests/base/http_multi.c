/* Many calls on one poll, beside a stream and descriptors of the caller's. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/http.h"
#include "base/mem.h"

#include "loopback.h"

static struct loopback *server;
static struct http_multi *multi;

static int setup(void **state)
{
	(void)state;
	loopback_forget(server);
	multi = http_multi_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	http_multi_free(multi);
	return 0;
}

static int64_t start(const char *method, const char *path)
{
	char url[200];
	struct http_request r = {.method = method, .url = url, .changing = strcmp(method, "GET") != 0};

	snprintf(url, sizeof url, "%s%s", loopback_url(server), path);
	return http_multi_start(multi, &r);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for the next finished call. */
static int64_t next(struct http_answer *a, struct err *e)
{
	int64_t ticket;

	*a = (struct http_answer){0};
	while ((ticket = http_multi_next(multi, a, e)) == 0)
		if (!http_multi_wait(multi, NULL, 0, 2000))
			return 0;
	return ticket;
}

static void calls_end_in_their_own_time(void **state)
{
	int64_t hang = start("GET", "/hang"), ok = start("POST", "/ok"), gone = start("GET", "/deaf");
	struct http_answer a;
	struct err e = {0};

	(void)state;
	assert_true(hang > 0 && ok > 0 && gone > 0 && hang != ok && ok != gone && hang != gone);
	for (int i = 0; i < 2; i++) {
		int64_t ticket = next(&a, &e);
		if (ticket == ok) {
			assert_int_equal(a.status, 200);
			assert_non_null(strstr(buf_str(&a.body), "POST /ok"));
		} else {
			assert_int_equal(ticket, gone);
			assert_int_equal(a.stage, HTTP_NO_ANSWER);
			assert_string_equal(e.say.key, "http.no-answer");
		}
		http_answer_fini(&a);
	}
	assert_int_equal(http_multi_next(multi, &a, &e), 0);
	/* The hanging one may still be on its way. */
	for (int64_t until = now_ms() + 2000; loopback_requests(server) < 3 && now_ms() < until;)
		http_multi_wait(multi, NULL, 0, 10);
	assert_int_equal(loopback_requests(server), 3);
	http_multi_cancel(multi, hang);
	http_multi_cancel(multi, hang);
	http_multi_cancel(multi, 12345);
}

static void the_request_is_copied(void **state)
{
	char url[200], body[] = "body", header[] = "X-Mine: yes", method[] = "POST";
	const char *headers[] = {"X-First: 1", header, NULL};
	struct http_request r = {
		.method = method, .url = url, .body = body, .body_len = 4, .headers = headers};
	struct http_answer a;

	(void)state;
	snprintf(url, sizeof url, "%s/ok", loopback_url(server));
	http_multi_start(multi, &r);
	memset(url, '!', sizeof url - 1);
	memset(body, '!', 4);
	memset(header, '!', 5);
	memset(method, '!', 4);
	headers[0] = NULL;
	assert_true(next(&a, NULL) > 0);
	assert_non_null(strstr(buf_str(&a.body), "X-First: 1\r\nX-Mine: yes\r\n"));
	assert_non_null(strstr(buf_str(&a.body), "\r\n\r\nbody"));
	http_answer_fini(&a);
}

static bool take(void *ctx, const char *data, size_t n)
{
	buf_add(ctx, data, n);
	return true;
}

static void a_stream_brings_as_it_comes(void **state)
{
	char url[200];
	struct buf got = {0};
	struct http_request r = {
		.method = "GET", .url = url, .write = take, .write_ctx = &got, .timeout_ms = -1};
	struct http_answer a;
	int64_t ticket, other;

	(void)state;
	snprintf(url, sizeof url, "%s/events", loopback_url(server));
	ticket = http_multi_start(multi, &r);
	while (got.n == 0)
		assert_true(http_multi_wait(multi, NULL, 0, 2000));
	assert_memory_equal(got.v, "one;", 4);
	/* Requests run beside it. */
	other = start("GET", "/ok");
	assert_int_equal(next(&a, NULL), other);
	http_answer_fini(&a);
	while (got.n < 8)
		assert_true(http_multi_wait(multi, NULL, 0, 2000));
	assert_string_equal(got.v, "one;two;");
	assert_false(http_multi_wait(multi, NULL, 0, 20));
	http_multi_cancel(multi, ticket);
	buf_fini(&got);
}

static void the_callers_descriptors_wake_it(void **state)
{
	int fd[2], tail[2];
	struct pollfd extra[3];
	int64_t began;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(pipe(tail), 0);
	extra[0] = (struct pollfd){.fd = fd[0], .events = POLLIN};
	extra[1] = (struct pollfd){.fd = -1, .events = POLLIN};
	extra[2] = (struct pollfd){.fd = tail[1], .events = POLLOUT};
	start("GET", "/hang");
	began = now_ms();
	assert_false(http_multi_wait(multi, extra, 1, 40));
	assert_in_range(now_ms() - began, 39, 1000);
	assert_false(http_multi_wait(multi, extra, 2, 0));
	assert_int_equal(write(fd[1], "x", 1), 1);
	assert_true(http_multi_wait(multi, extra, 2, -1));
	assert_int_equal(extra[0].revents, POLLIN);
	assert_int_equal(extra[1].revents, 0);
	assert_true(http_multi_wait(multi, extra, 3, -1));
	assert_int_equal(extra[2].revents, POLLOUT);
	/* A terminal that hung up says only that. */
	char c;
	assert_int_equal(read(fd[0], &c, 1), 1);
	close(fd[1]);
	assert_true(http_multi_wait(multi, extra, 1, -1));
	assert_true(extra[0].revents & POLLHUP);
	close(fd[0]);
	close(tail[0]);
	close(tail[1]);
}

static void changing_calls_have_their_own_connection(void **state)
{
	struct http_answer a;

	(void)state;
	start("GET", "/once");
	assert_true(next(&a, NULL) > 0);
	http_answer_fini(&a);
	loopback_forget(server);
	for (int i = 0; i < 2; i++) {
		start("POST", "/once");
		assert_true(next(&a, NULL) > 0);
		assert_int_equal(a.status, 200);
		http_answer_fini(&a);
	}
	assert_int_equal(loopback_requests(server), 2);
	assert_int_equal(loopback_connections(server), 2);
}

static void what_cannot_be_reached_is_said(void **state)
{
	struct http_request r = {
		.method = "GET", .url = "http://wartel/api", .unix_socket = "/nowhere/engine.sock"};
	struct http_answer a;
	struct err e = {0};

	(void)state;
	http_multi_start(multi, &r);
	assert_true(next(&a, &e) > 0);
	assert_int_equal(a.stage, HTTP_NOT_SENT);
	assert_string_equal(e.say.key, "http.unreachable");
	assert_non_null(strstr(err_text(&e), "/nowhere/engine.sock"));
	http_answer_fini(&a);
	/* Freed with calls under way, and with one finished and not fetched. */
	start("GET", "/hang");
	http_multi_start(multi, &r);
	assert_true(http_multi_wait(multi, NULL, 0, 2000));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(calls_end_in_their_own_time),     CASE(the_request_is_copied),
		CASE(a_stream_brings_as_it_comes),     CASE(the_callers_descriptors_wake_it),
		CASE(changing_calls_have_their_own_connection), CASE(what_cannot_be_reached_is_said),
	};
	int failed;

	server = loopback_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	loopback_stop(server);
	return failed;
}
