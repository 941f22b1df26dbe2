/* server: see the header. A slow answer is a suspended connection and a time, never
 * a sleeping thread. Returning MHD_NO to libmicrohttpd closes the connection
 * without an answer. */
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/mem.h"
#include "base/wake.h"

#include "sim/core.h"
#include "sim/server.h"

#include "base/banned.h"

enum {
	KEPT_MS = 5000,		/* as WAHA: idle connections close after so long */
	BODY_KEPT = 52 << 20,	/* larger ones are counted, not kept */
	HOOK_TIMEOUT_MS = 10000, HOOKS_AT_ONCE = 8,
	BUSY_MS = 20		/* all hook calls are out: look again so soon */
};

struct talk { /* one connection */
	int64_t id;
	int requests;
};

struct visit { /* one request */
	struct server *server;
	struct MHD_Connection *connection;
	char *target;
	char *method;
	struct buf body;
	size_t body_len;
	struct talk *talk;
	int nth;
	struct sim_request rq;
	struct sim_answer answer;
	bool asked, suspended, ready;
	int64_t due; /* when to go on, by clock_mono_ms */
	struct visit *next; /* in server->waiting */
};

struct hook_call {
	int64_t ticket, hook;
};

struct server {
	struct sim *sim;
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock; /* sim, waiting, stop */
	pthread_t thread;
	struct wake wake;
	struct visit *waiting;
	struct http_multi *http;
	struct hook_call calls[HOOKS_AT_ONCE];
	bool stop, started;
	int port;
	int64_t next_talk;
};

static void *keep_target(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct visit *v = xcalloc(1, sizeof *v);
	v->server = ctx;
	v->connection = connection;
	v->target = xstrdup(uri);
	buf_init(&v->body, BODY_KEPT);
	return v;
}

/* The core decodes by itself. */
static size_t leave_escaped(void *ctx, struct MHD_Connection *connection, char *s)
{
	(void)ctx;
	(void)connection;
	return strlen(s);
}

static void count_talks(void *ctx, struct MHD_Connection *connection, void **of,
			enum MHD_ConnectionNotificationCode code)
{
	struct server *server = ctx;
	(void)connection;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		struct talk *t = xcalloc(1, sizeof *t);
		t->id = ++server->next_talk;
		*of = t;
	} else {
		free(*of);
		*of = NULL;
	}
}

static void forget(struct server *server, struct visit *v)
{
	for (struct visit **at = &server->waiting; *at; at = &(*at)->next)
		if (*at == v) {
			*at = v->next;
			return;
		}
}

static void visit_done(void *ctx, struct MHD_Connection *connection, void **of,
		       enum MHD_RequestTerminationCode why)
{
	struct server *server = ctx;
	struct visit *v = *of;
	(void)connection;
	(void)why;
	if (!v)
		return;
	pthread_mutex_lock(&server->lock);
	forget(server, v);
	pthread_mutex_unlock(&server->lock);
	sim_answer_fini(&v->answer);
	buf_fini(&v->body);
	free(v->target);
	free(v->method);
	free(v);
	*of = NULL;
}

static ssize_t half(void *ctx, uint64_t pos, char *out, size_t max)
{
	const struct visit *v = ctx;
	size_t end = v->answer.body.n / 2;
	if (pos >= end)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	size_t n = end - pos < max ? end - pos : max;
	memcpy(out, v->answer.body.v + pos, n);
	return (ssize_t)n;
}

/* The body, then one letter for ever. Slowly: a connection that rests between two of
 * them waits with the others. */
static ssize_t endless(void *ctx, uint64_t pos, char *out, size_t max)
{
	struct visit *v = ctx;
	struct server *server = v->server;
	size_t have = pos < v->answer.body.n ? (size_t)(v->answer.body.n - pos) : 0, n = max;
	int64_t now = clock_mono_ms();
	if (v->answer.drip_ms) {
		pthread_mutex_lock(&server->lock);
		bool stop = server->stop, rest = !stop && now < v->due;
		if (rest) {
			v->ready = false;
			v->suspended = true;
			v->next = server->waiting;
			server->waiting = v;
			MHD_suspend_connection(v->connection);
			wake_call(&server->wake);
		} else {
			v->due = now + v->answer.drip_ms;
		}
		pthread_mutex_unlock(&server->lock);
		if (stop)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if (rest)
			return 0;
		n = 1;
	}
	if (n > have && have)
		n = have;
	if (have)
		memcpy(out, v->answer.body.v + pos, n);
	else
		memset(out, 'z', n);
	return (ssize_t)n;
}

static enum MHD_Result send_answer(struct visit *v)
{
	const struct sim_answer *a = &v->answer;
	struct MHD_Response *r;
	if (a->end != SIM_SEND && a->end != SIM_TRUNCATE && a->end != SIM_ENDLESS)
		return MHD_NO;
	if (a->end == SIM_TRUNCATE)
		r = MHD_create_response_from_callback(a->body.n, 4096, half, v, NULL);
	else if (a->end == SIM_ENDLESS)
		r = MHD_create_response_from_callback(a->promised ? (uint64_t)a->promised : MHD_SIZE_UNKNOWN, 65536,
			endless, v, NULL);
	else
		r = MHD_create_response_from_buffer(a->body.n, a->body.v, MHD_RESPMEM_MUST_COPY);
	if (*a->content_type)
		MHD_add_response_header(r, "Content-Type", a->content_type);
	if (*a->etag)
		MHD_add_response_header(r, "ETag", a->etag);
	MHD_add_response_header(r, "Keep-Alive", "timeout=5");
	enum MHD_Result ok = MHD_queue_response(v->connection, (unsigned)a->status, r);
	MHD_destroy_response(r);
	return ok;
}

/* With the lock held. True: the answer is ready to go out now. */
static bool ask(struct visit *v)
{
	struct server *server = v->server;
	sim_answer_fini(&v->answer);
	sim_request(server->sim, &v->rq, clock_now_ms(), &v->answer);
	wake_call(&server->wake);
	if (v->answer.end == SIM_HANG && !v->answer.delay_ms)
		v->due = INT64_MAX;
	else
		v->due = clock_mono_ms() + v->answer.delay_ms;
	return v->answer.end != SIM_AGAIN && v->answer.end != SIM_HANG && !v->answer.delay_ms;
}

static enum MHD_Result take(struct visit *v, const char *data, size_t *n)
{
	(void)data;
	v->body_len += *n;
	buf_add(&v->body, data, *n);
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result answer(void *ctx, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data, size_t *data_n,
			      void **of)
{
	struct server *server = ctx;
	struct visit *v = *of;
	(void)url;
	(void)version;
	if (!v->method) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
		v->method = xstrdup(method);
		v->talk = info ? info->socket_context : NULL;
		v->nth = v->talk ? ++v->talk->requests : 0;
		return MHD_YES;
	}
	if (*data_n)
		return take(v, data, data_n);
	pthread_mutex_lock(&server->lock);
	if (!v->asked) {
		v->asked = true;
		v->rq = (struct sim_request){
			.method = v->method,
			.target = v->target,
			.key = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Api-Key"),
			.sim_key = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Sim-Key"),
			.accept = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept"),
			.if_none_match =
				MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
			.body = v->body.over ? NULL : v->body.v,
			.body_len = v->body_len,
			.connection = v->talk ? v->talk->id : 0,
			.nth = v->nth,
		};
		v->ready = ask(v);
		if (!v->ready && !server->stop) {
			v->suspended = true;
			v->next = server->waiting;
			server->waiting = v;
			MHD_suspend_connection(connection);
			pthread_mutex_unlock(&server->lock);
			return MHD_YES;
		}
	}
	bool ready = v->ready && !server->stop;
	pthread_mutex_unlock(&server->lock);
	return ready ? send_answer(v) : MHD_NO;
}

/* With the lock held: goes on with those whose time has come. When does the next
 * one's come? */
static int64_t go_on(struct server *server)
{
	int64_t now = clock_mono_ms(), next = INT64_MAX;
	for (struct visit **at = &server->waiting; *at;) {
		struct visit *v = *at;
		if (v->due <= now && v->answer.end == SIM_AGAIN)
			v->ready = ask(v);
		else if (v->due <= now || server->stop)
			v->ready = true;
		if (server->stop)
			v->ready = true;
		if (v->ready) {
			*at = v->next;
			v->suspended = false;
			MHD_resume_connection(v->connection);
			continue;
		}
		if (v->due < next)
			next = v->due;
		at = &v->next;
	}
	return next;
}

/* With the lock held: starts webhook calls that are due. False: more might be, but
 * all hands are full. */
static bool start_hooks(struct server *server)
{
	bool hands = false;
	for (int i = 0; i < HOOKS_AT_ONCE; i++) {
		struct sim_hook hook;
		if (server->calls[i].ticket)
			continue;
		if (!sim_hook_next(server->sim, clock_now_ms(), &hook)) {
			hands = true;
			continue;
		}
		struct http_request r = {
			.method = "POST", .url = hook.url, .body = hook.body, .body_len = hook.body_len,
			.headers = hook.headers, .changing = true, .timeout_ms = HOOK_TIMEOUT_MS,
		};
		server->calls[i].ticket = http_multi_start(server->http, &r);
		server->calls[i].hook = hook.id;
	}
	return hands;
}

static void end_hooks(struct server *server)
{
	struct http_answer a = {0};
	struct err e = {0};
	int64_t ticket;
	while ((ticket = http_multi_next(server->http, &a, &e))) {
		for (int i = 0; i < HOOKS_AT_ONCE; i++) {
			if (server->calls[i].ticket != ticket)
				continue;
			pthread_mutex_lock(&server->lock);
			sim_hook_done(server->sim, server->calls[i].hook,
				      a.stage == HTTP_ANSWERED ? a.status : 0, clock_now_ms());
			pthread_mutex_unlock(&server->lock);
			server->calls[i].ticket = 0;
		}
		http_answer_fini(&a);
		a = (struct http_answer){0};
	}
}

static void *pass_time(void *ctx)
{
	struct server *server = ctx;
	for (;;) {
		pthread_mutex_lock(&server->lock);
		wake_clear(&server->wake);
		sim_tick(server->sim, clock_now_ms());
		bool stop = server->stop, hands = stop || start_hooks(server);
		int64_t visit = go_on(server), timed = sim_next(server->sim);
		pthread_mutex_unlock(&server->lock);
		if (stop)
			return NULL;
		int64_t wait = timed == INT64_MAX ? -1 : timed - clock_now_ms();
		if (timed != INT64_MAX && wait < (hands ? 0 : BUSY_MS))
			wait = hands ? 0 : BUSY_MS;
		if (visit != INT64_MAX && (wait < 0 || visit - clock_mono_ms() < wait))
			wait = visit > clock_mono_ms() ? visit - clock_mono_ms() : 0;
		struct pollfd fd = { .fd = wake_fd(&server->wake), .events = POLLIN };
		http_multi_wait(server->http, &fd, 1, wait < 0 ? -1 : wait > INT_MAX ? INT_MAX : (int)wait);
		end_hooks(server);
	}
}

static int listen_on(int port, int *chosen)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	socklen_t n = sizeof at;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 64) ||
	    getsockname(fd, (struct sockaddr *)&at, &n)) {
		int why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	*chosen = ntohs(at.sin_port);
	return fd;
}

/* The port of a socket that somebody else made listen; none but this machine may
 * reach it. */
static int take_over(int fd, int *port)
{
	struct sockaddr_in at = { 0 };
	socklen_t n = sizeof at;
	if (getsockname(fd, (struct sockaddr *)&at, &n))
		return -1;
	if (at.sin_family != AF_INET || at.sin_addr.s_addr != htonl(INADDR_LOOPBACK)) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

struct server *server_new(struct sim *sim, int port, int listen_fd, struct err *e)
{
	struct server *server = xcalloc(1, sizeof *server);
	int fd = listen_fd >= 0 ? take_over(listen_fd, &server->port) : listen_on(port, &server->port);
	if (fd < 0) {
		err_set(e, ERR_REMOTE, "sim.port",
			N_("Port {port} of 127.0.0.1 cannot be used: {why}. Choose another with --port."),
			"port=%d\nwhy=%s", port, strerror(errno));
		free(server);
		return NULL;
	}
	server->sim = sim;
	char *url = xasprintf("http://127.0.0.1:%d", server->port);
	sim_set_base(sim, url);
	free(url);
	pthread_mutex_init(&server->lock, NULL);
	wake_init(&server->wake);
	server->http = http_multi_new();
	int kept_s = clock_wait_ms(KEPT_MS) / 1000;
	server->daemon = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
		answer, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, keep_target,
		server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_CONNECTION,
		count_talks, server, MHD_OPTION_NOTIFY_COMPLETED, visit_done, server,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(kept_s > 0 ? kept_s : 1), MHD_OPTION_END);
	if (!server->daemon) {
		err_set(e, ERR_REMOTE, "sim.port",
			N_("Port {port} of 127.0.0.1 cannot be used: {why}. Choose another with --port."),
			"port=%d\nwhy=%s", port, "libmicrohttpd would not start");
		close(fd);
		server_free(server);
		return NULL;
	}
	pthread_create(&server->thread, NULL, pass_time, server);
	server->started = true;
	return server;
}

int server_port(const struct server *server)
{
	return server->port;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	if (server->started) {
		pthread_mutex_lock(&server->lock);
		server->stop = true;
		wake_call(&server->wake);
		pthread_mutex_unlock(&server->lock);
		pthread_join(server->thread, NULL);
	}
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	http_multi_free(server->http);
	wake_fini(&server->wake);
	pthread_mutex_destroy(&server->lock);
	free(server);
}
