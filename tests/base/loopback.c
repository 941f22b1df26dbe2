/* loopback: one thread accepts, one serves each connection. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/wake.h"

#include "loopback.h"

#include "base/banned.h"

enum { THREADS_MAX = 256 };

struct loopback {
	int listener, port;
	char url[64];
	struct wake stop;
	pthread_t acceptor, threads[THREADS_MAX];
	int n_threads;
	atomic_int requests, connections, strangers;
};

struct connection {
	struct loopback *server;
	int fd, served;
	struct buf in;
};

/* False when the server stops or ms are over. */
static bool readable(struct connection *c, int ms)
{
	struct pollfd p[2] = {{.fd = c->fd, .events = POLLIN},
			      {.fd = wake_fd(&c->server->stop), .events = POLLIN}};

	return poll(p, 2, ms) > 0 && !p[1].revents;
}

static void pause_ms(struct connection *c, int ms)
{
	struct pollfd p = {.fd = wake_fd(&c->server->stop), .events = POLLIN};

	poll(&p, 1, ms);
}

static void say(struct connection *c, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = send(c->fd, s, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;
		s += k;
		n -= (size_t)k;
	}
}

static void answer(struct connection *c, int status, const char *extra, const char *body, size_t n)
{
	char head[300];
	int k = snprintf(head, sizeof head,
			 "HTTP/1.1 %d Said\r\nContent-Length: %zu\r\nContent-Type: text/plain\r\n%s\r\n",
			 status, n, extra);

	say(c, head, (size_t)k);
	say(c, body, n);
}

/* One more read; false at the end. */
static bool more(struct connection *c)
{
	char chunk[4096];
	ssize_t n;

	if (!readable(c, 5000))
		return false;
	n = recv(c->fd, chunk, sizeof chunk, 0);
	if (n <= 0)
		return false;
	buf_add(&c->in, chunk, (size_t)n);
	return true;
}

/* A whole request; its length, or 0 when the connection ended first. It counts
 * once its head is there. */
static size_t read_request(struct connection *c)
{
	const char *end, *length;
	size_t head, body = 0;

	while (!(end = strstr(buf_str(&c->in), "\r\n\r\n")))
		if (!more(c)) {
			if (c->in.n > 0)
				atomic_fetch_add(&c->server->strangers, 1);
			return 0;
		}
	head = (size_t)(end - c->in.v) + 4;
	length = strcasestr(c->in.v, "\r\nContent-Length:");
	if (length && length < end)
		body = (size_t)strtoul(length + 17, NULL, 10);
	while (c->in.n < head + body && more(c))
		continue;
	atomic_fetch_add(&c->server->requests, 1);
	return c->in.n < head + body ? 0 : head + body;
}

static bool on(const char *path, const char *what)
{
	return strncmp(path, what, strlen(what)) == 0;
}

static void serve_events(struct connection *c)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";

	say(c, head, sizeof head - 1);
	say(c, "4\r\none;\r\n", 9);
	pause_ms(c, 20);
	say(c, "4\r\ntwo;\r\n", 9);
	readable(c, -1);
}

static void reset(struct connection *c)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void serve_headers(struct connection *c)
{
	char line[1000];

	memset(line, 'h', sizeof line);
	memcpy(line, "X-More: ", 8);
	line[998] = '\r';
	line[999] = '\n';
	say(c, "HTTP/1.1 200 OK\r\n", 17);
	for (int i = 0; i < 1000; i++)
		say(c, line, sizeof line);
}

/* True while the connection stays open. */
static bool serve(struct connection *c, size_t n)
{
	const char *path = strchr(c->in.v, ' ');
	char *big;

	if (!path || on(path, " /deaf") || (on(path, " /once") && c->served > 0))
		return false;
	if (on(path, " /ok") || on(path, " /once")) {
		answer(c, 200, "", c->in.v, n);
		return true;
	}
	if (on(path, " /status/")) {
		int status = (int)strtol(path + 9, NULL, 10);
		answer(c, status, "Retry-After: 7\r\nLocation: /ok\r\n", "said", status == 204 ? 0 : 4);
		return true;
	}
	if (on(path, " /big")) {
		big = xcalloc(100000, 1);
		memset(big, 'x', 100000);
		answer(c, 200, "", big, 100000);
		free(big);
		return true;
	}
	if (on(path, " /reset"))
		reset(c);
	else if (on(path, " /hang"))
		readable(c, -1);
	else if (on(path, " /cut"))
		say(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", 50);
	else if (on(path, " /junk"))
		say(c, "no HTTP at all\r\n\r\n", 18);
	else if (on(path, " /events"))
		serve_events(c);
	else if (on(path, " /headers"))
		serve_headers(c);
	return false;
}

static void *connection(void *ctx)
{
	struct connection *c = ctx;
	size_t n;

	buf_init(&c->in, 4 << 20);
	while ((n = read_request(c)) > 0) {
		bool stays = serve(c, n);
		c->served++;
		if (!stays)
			break;
		buf_eat(&c->in, n);
	}
	close(c->fd);
	buf_fini(&c->in);
	free(c);
	return NULL;
}

static void *acceptor(void *ctx)
{
	struct loopback *l = ctx;

	while (l->n_threads < THREADS_MAX) {
		struct pollfd p[2] = {{.fd = l->listener, .events = POLLIN},
				      {.fd = wake_fd(&l->stop), .events = POLLIN}};
		struct connection *c;
		if (poll(p, 2, -1) < 0 || p[1].revents)
			break;
		c = xcalloc(1, sizeof *c);
		c->server = l;
		c->fd = accept(l->listener, NULL, NULL);
		atomic_fetch_add(&l->connections, 1);
		pthread_create(&l->threads[l->n_threads++], NULL, connection, c);
	}
	return NULL;
}

struct loopback *loopback_start(const char *unix_path)
{
	struct loopback *l = xcalloc(1, sizeof *l);
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	socklen_t n = sizeof in;
	bool ok;

	l->listener = socket(unix_path ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
	if (unix_path) {
		str_copy(un.sun_path, sizeof un.sun_path, unix_path);
		str_copy(l->url, sizeof l->url, "http://loopback");
		ok = bind(l->listener, (struct sockaddr *)&un, sizeof un) == 0;
	} else {
		ok = bind(l->listener, (struct sockaddr *)&in, sizeof in) == 0 &&
		     getsockname(l->listener, (struct sockaddr *)&in, &n) == 0;
		l->port = ntohs(in.sin_port);
		snprintf(l->url, sizeof l->url, "http://127.0.0.1:%d", l->port);
	}
	if (!ok || listen(l->listener, 16) != 0)
		abort();
	wake_init(&l->stop);
	pthread_create(&l->acceptor, NULL, acceptor, l);
	return l;
}

void loopback_stop(struct loopback *l)
{
	wake_call(&l->stop);
	pthread_join(l->acceptor, NULL);
	for (int i = 0; i < l->n_threads; i++)
		pthread_join(l->threads[i], NULL);
	close(l->listener);
	wake_fini(&l->stop);
	free(l);
}

const char *loopback_url(const struct loopback *l)
{
	return l->url;
}

int loopback_port(const struct loopback *l)
{
	return l->port;
}

int loopback_requests(struct loopback *l)
{
	return atomic_load(&l->requests);
}

int loopback_connections(struct loopback *l)
{
	return atomic_load(&l->connections);
}

int loopback_strangers(struct loopback *l)
{
	return atomic_load(&l->strangers);
}

void loopback_forget(struct loopback *l)
{
	atomic_store(&l->requests, 0);
	atomic_store(&l->connections, 0);
	atomic_store(&l->strangers, 0);
}
