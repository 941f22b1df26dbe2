/* The server around the core, over loopback: answers, closes, truncates, hangs and
 * takes its time; webhooks arrive signed and again after a failure. The clock runs
 * fast, so that WAHA's seconds are hundredths. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"

#include "sim/bytes.h"
#include "sim/core.h"
#include "sim/server.h"

enum { SCALE = 50, JOURNAL_MAX = 1 << 20 };

struct house {
	struct sim *sim;
	struct server *server;
	struct http *http;
	struct buf journal; /* written on the server's threads */
	pthread_mutex_t lock; /* journal */
	char base[40];
};

static void keep(void *ctx, const char *line, size_t n)
{
	struct house *h = ctx;
	pthread_mutex_lock(&h->lock);
	buf_add(&h->journal, line, n);
	pthread_mutex_unlock(&h->lock);
}

/* How often the journal says so. */
static size_t said(struct house *h, const char *text)
{
	size_t n = 0;
	pthread_mutex_lock(&h->lock);
	for (const char *at = buf_str(&h->journal); (at = strstr(at, text)); at++)
		n++;
	pthread_mutex_unlock(&h->lock);
	return n;
}

static void open_house(struct house *h, const char *state)
{
	struct err e = {0};
	struct sim_options o = {
		.state = state, .now_ms = clock_now_ms(), .journal = keep, .journal_ctx = h
	};
	*h = (struct house){0};
	buf_init(&h->journal, JOURNAL_MAX);
	pthread_mutex_init(&h->lock, NULL);
	h->sim = sim_new(&o, &e);
	assert_non_null(h->sim);
	h->server = server_new(h->sim, 0, -1, &e);
	assert_non_null(h->server);
	h->http = http_new();
	snprintf(h->base, sizeof h->base, "http://127.0.0.1:%d", server_port(h->server));
}

static void close_house(struct house *h)
{
	http_free(h->http);
	server_free(h->server);
	sim_free(h->sim);
	buf_fini(&h->journal);
	pthread_mutex_destroy(&h->lock);
}

/* The caller finishes the answer. */
static struct http_answer call(struct house *h, const char *method, const char *path, const char *body,
			       int timeout_ms)
{
	char *url = xasprintf("%s%s", h->base, path);
	struct http_answer a = {0};
	struct err e = {0};
	struct http_request r = {
		.method = method, .url = url, .body = body, .body_len = body ? strlen(body) : 0,
		.changing = strcmp(method, "GET") != 0, .timeout_ms = timeout_ms,
	};
	http_call(h->http, &r, &a, &e);
	free(url);
	return a;
}

static void ask_for(struct house *h, const char *path, const char *body)
{
	struct http_answer a = call(h, "POST", path, body, 0);
	assert_int_equal(a.stage, HTTP_ANSWERED);
	assert_in_range(a.status, 200, 201);
	http_answer_fini(&a);
}

static const char sends[] = "{\"session\":\"default\",\"chatId\":\"6281234567890@c.us\",\"text\":\"halo\"}";

static void it_answers(void **state)
{
	struct house h;
	(void)state;
	open_house(&h, "working");
	struct http_answer a = call(&h, "GET", "/ping", NULL, 0);
	assert_int_equal(a.status, 200);
	assert_string_equal(buf_str(&a.body), "{\"message\":\"pong\"}");
	http_answer_fini(&a);
	a = call(&h, "POST", "/api/sendText", sends, 0);
	assert_int_equal(a.status, 201);
	http_answer_fini(&a);
	/* Percent signs reach the core as they were sent. */
	a = call(&h, "GET", "/api/default/chats/6281234567890%40c.us/messages?limit=5&downloadMedia=false",
		 NULL, 0);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(buf_str(&a.body), "\"halo\""));
	http_answer_fini(&a);
	/* The address of media is where it listens. */
	ask_for(&h, "/sim/inbound", "{\"from\":\"6281234567890\",\"kind\":\"document\",\"id\":\"3A01\"}");
	a = call(&h, "GET", "/api/default/chats/all/messages/3A01", NULL, 0);
	char *url = xasprintf("%s/api/files/default/3A01.pdf", h.base);
	assert_non_null(strstr(buf_str(&a.body), url));
	free(url);
	http_answer_fini(&a);
	a = call(&h, "GET", "/api/files/default/3A01.pdf", NULL, 0);
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.v, "%PDF", 4);
	http_answer_fini(&a);
	close_house(&h);
}

static int connect_to(const struct house *h)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)server_port(h->server)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

/* Everything until the other side has said enough, or closes: then n is 0 at the
 * end. */
static size_t read_some(int fd, char *out, size_t cap, const char *until)
{
	size_t n = 0;
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, 3000) <= 0)
			return n;
		ssize_t got = recv(fd, out + n, cap - 1 - n, 0);
		if (got <= 0)
			return n;
		n += (size_t)got;
		out[n] = '\0';
		if (until && strstr(out, until))
			return n;
	}
}

static void a_kept_connection_closes_unanswered(void **state)
{
	static const char ping[] = "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n";
	struct house h;
	char text[2048] = "";
	(void)state;
	open_house(&h, "working");
	ask_for(&h, "/sim/rules", "{\"do\":\"close-kept\"}");
	int fd = connect_to(&h);
	assert_int_equal(send(fd, ping, sizeof ping - 1, 0), sizeof ping - 1);
	assert_true(read_some(fd, text, sizeof text, "pong\"}") > 0);
	assert_int_equal(send(fd, ping, sizeof ping - 1, 0), sizeof ping - 1);
	assert_int_equal(read_some(fd, text, sizeof text, NULL), 0);
	close(fd);
	close_house(&h);
}

static void it_misbehaves_on_the_wire(void **state)
{
	static const struct {
		const char *rule;
		enum http_stage stage;
		int status;
		size_t delivered;
	} cases[] = {
		{ "{\"do\":\"drop-before\"}", HTTP_NO_ANSWER, 0, 0 },
		{ "{\"do\":\"accept-then-drop\"}", HTTP_NO_ANSWER, 0, 1 },
		{ "{\"do\":\"truncated\"}", HTTP_NO_ANSWER, 0, 1 },
		{ "{\"do\":\"accept-then-500\"}", HTTP_ANSWERED, 500, 1 },
		{ "{\"do\":\"502\"}", HTTP_ANSWERED, 502, 0 },
		{ "{\"do\":\"empty-body\"}", HTTP_ANSWERED, 201, 1 },
		{ "{\"do\":\"hang\"}", HTTP_NO_ANSWER, 0, 0 },
		{ "{\"do\":\"answer-late\",\"seconds\":60}", HTTP_NO_ANSWER, 0, 1 },
		{ "{\"do\":\"answer-late\",\"seconds\":5}", HTTP_ANSWERED, 201, 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct house h;
		open_house(&h, "working");
		ask_for(&h, "/sim/rules", cases[i].rule);
		struct http_answer a = call(&h, "POST", "/api/sendText", sends, 10000);
		if (a.stage != cases[i].stage || a.status != cases[i].status)
			fail_msg("%s: stage %d status %d", cases[i].rule, a.stage, a.status);
		http_answer_fini(&a);
		/* Whatever happened, it arrived once. */
		assert_int_equal(said(&h, "\"path\":\"/api/sendText\""), 1);
		size_t n = said(&h, "\"what\":\"delivered\"");
		if (n != cases[i].delivered)
			fail_msg("%s: %zu delivered", cases[i].rule, n);
		close_house(&h);
	}
}

static int64_t real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void it_waits_as_waha_does(void **state)
{
	struct house h;
	(void)state;
	open_house(&h, "stopped");
	int64_t began = clock_mono_ms(), real = real_ms();
	struct http_answer a = call(&h, "GET", "/api/default/chats", NULL, 20000);
	assert_int_equal(a.status, 422);
	assert_in_range(clock_mono_ms() - began, 4900, 9000);
	assert_true(real_ms() - real < 1000);
	http_answer_fini(&a);
	close_house(&h);
}

static void others_are_served_meanwhile(void **state)
{
	static const char slow[] = "GET /api/default/chats HTTP/1.1\r\nHost: x\r\n\r\n";
	struct house h;
	(void)state;
	open_house(&h, "stopped");
	int fd = connect_to(&h);
	assert_int_equal(send(fd, slow, sizeof slow - 1, 0), sizeof slow - 1);
	struct http_answer a = call(&h, "GET", "/ping", NULL, 2000);
	assert_int_equal(a.status, 200);
	http_answer_fini(&a);
	/* And it ends while that one still waits. */
	close_house(&h);
	close(fd);
}

static int listen_at(uint32_t address, int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(address);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 4), 0);
	getsockname(fd, (struct sockaddr *)&at, &n);
	*port = ntohs(at.sin_port);
	return fd;
}

static int listen_here(int *port)
{
	return listen_at(INADDR_LOOPBACK, port);
}

/* The value of a header in a request, heap; NULL: not there. */
static char *header_of(const char *text, const char *name)
{
	for (const char *line = text; (line = strstr(line, "\r\n")); ) {
		line += 2;
		if (!strncasecmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			return xstrndup(line + strlen(name) + 2, strcspn(line + strlen(name) + 2, "\r"));
	}
	return NULL;
}

/* Takes one webhook call, checks its signature, answers with status. */
static void take_hook(int listener, const char *status, char **request_id)
{
	char text[16384] = "";
	struct pollfd p = { .fd = listener, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 3000), 1);
	int fd = accept(listener, NULL, NULL);
	size_t n = read_some(fd, text, sizeof text, "\r\n\r\n");
	char *length = header_of(text, "Content-Length"), *sum = header_of(text, "X-Webhook-Hmac");
	const char *body = strstr(text, "\r\n\r\n") + 4;
	size_t want = (size_t)strtol(length, NULL, 10);
	while (n < (size_t)(body - text) + want) {
		ssize_t got = recv(fd, text + n, sizeof text - 1 - n, 0);
		assert_true(got > 0);
		n += (size_t)got;
	}
	char *wanted = bytes_hmac_sha512("rahasia", body, want);
	assert_string_equal(sum, wanted);
	free(*request_id);
	*request_id = header_of(text, "X-Webhook-Request-Id");
	char *answer = xasprintf("HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
	assert_int_equal(send(fd, answer, strlen(answer), 0), (ssize_t)strlen(answer));
	free(answer);
	free(wanted);
	free(length);
	free(sum);
	close(fd);
}

static void webhooks_arrive_and_come_again(void **state)
{
	struct house h;
	int port, listener = listen_here(&port);
	char *first = NULL, *second = NULL;
	(void)state;
	open_house(&h, "stopped");
	char *config = xasprintf("{\"config\":{\"noweb\":{\"store\":{\"enabled\":true}},\"webhooks\":[{"
				 "\"url\":\"http://127.0.0.1:%d/hook\","
				 "\"events\":[\"message\"],\"hmac\":{\"key\":\"rahasia\"},\"retries\":{"
				 "\"policy\":\"constant\","
				 "\"delaySeconds\":2,\"attempts\":3}}]}}",
				 port);
	struct http_answer a = call(&h, "PUT", "/api/sessions/default", config, 0);
	assert_int_equal(a.status, 200);
	http_answer_fini(&a);
	free(config);
	ask_for(&h, "/sim/work", "{}");
	ask_for(&h, "/sim/inbound", "{\"from\":\"6281234567890\",\"text\":\"halo\"}");
	take_hook(listener, "500 No", &first);
	take_hook(listener, "200 OK", &second);
	assert_string_equal(first, second);
	struct pollfd p = { .fd = listener, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 4 * 2000 / SCALE), 0);
	free(first);
	free(second);
	close_house(&h);
	close(listener);
}

static void a_socket_can_be_handed_over(void **state)
{
	struct sim_options o = { .now_ms = clock_now_ms() };
	struct err e = { 0 };
	int port;
	(void)state;
	struct sim *sim = sim_new(&o, &e);
	struct server *server = server_new(sim, 0, listen_here(&port), &e);
	assert_non_null(server);
	assert_int_equal(server_port(server), port);
	server_free(server);

	/* One that others could reach is not taken. */
	int open = listen_at(INADDR_ANY, &port);
	assert_null(server_new(sim, 0, open, &e));
	assert_int_equal(e.kind, ERR_REMOTE);
	close(open);
	sim_free(sim);
}

static void a_taken_port_is_told(void **state)
{
	struct house h;
	struct err e = {0};
	(void)state;
	open_house(&h, "working");
	assert_null(server_new(h.sim, server_port(h.server), -1, &e));
	assert_int_equal(e.kind, ERR_REMOTE);
	assert_non_null(strstr(err_text(&e), "--port"));
	close_house(&h);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_answers),
		cmocka_unit_test(a_kept_connection_closes_unanswered),
		cmocka_unit_test(it_misbehaves_on_the_wire),
		cmocka_unit_test(it_waits_as_waha_does),
		cmocka_unit_test(others_are_served_meanwhile),
		cmocka_unit_test(webhooks_arrive_and_come_again),
		cmocka_unit_test(a_socket_can_be_handed_over),
		cmocka_unit_test(a_taken_port_is_told),
	};
	struct timespec boot;
	char clock[80];
	clock_gettime(CLOCK_BOOTTIME, &boot);
	snprintf(clock, sizeof clock, "1795351640,%ld,%d", (long)boot.tv_sec, SCALE);
	setenv("WARTEL_TEST_CLOCK", clock, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
