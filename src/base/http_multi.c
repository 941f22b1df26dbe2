/* http_multi: many calls on one poll, for a face that must never wait for one. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/http_easy.h"
#include "base/mem.h"

#include "base/banned.h"

enum { EXTRA_MAX = 32 };

struct call {
	int64_t ticket;
	struct http_request request; /* owns its strings */
	struct http_easy easy;
	bool ended;
	CURLcode result;
	struct call *next;
};

struct http_multi {
	CURLM *multi;
	struct call *calls; /* oldest first */
	int64_t last_ticket;
};

struct http_multi *http_multi_new(void)
{
	struct http_multi *m = xcalloc(1, sizeof *m);

	http_start_library();
	m->multi = curl_multi_init();
	if (!m->multi)
		BUG("no memory for connections");
	return m;
}

static void request_copy(struct http_request *to, const struct http_request *from)
{
	size_t n = 0;
	const char **headers = NULL;

	*to = *from;
	to->method = xstrdup(from->method);
	to->url = xstrdup(from->url);
	to->unix_socket = from->unix_socket ? xstrdup(from->unix_socket) : NULL;
	if (from->body) {
		char *body = xmalloc(from->body_len);
		memcpy(body, from->body, from->body_len);
		to->body = body;
	}
	while (from->headers && from->headers[n])
		n++;
	if (n > 0) {
		headers = xcalloc(n + 1, sizeof *headers);
		for (size_t i = 0; i < n; i++)
			headers[i] = xstrdup(from->headers[i]);
	}
	to->headers = headers;
}

static void request_fini(struct http_request *r)
{
	for (size_t i = 0; r->headers && r->headers[i]; i++)
		free((char *)(uintptr_t)r->headers[i]);
	free((void *)(uintptr_t)r->headers);
	free((char *)(uintptr_t)r->body);
	free((char *)(uintptr_t)r->unix_socket);
	free((char *)(uintptr_t)r->url);
	free((char *)(uintptr_t)r->method);
	*r = (struct http_request){0};
}

int64_t http_multi_start(struct http_multi *m, const struct http_request *r)
{
	struct call *c = xcalloc(1, sizeof *c), **last = &m->calls;

	while (*last)
		last = &(*last)->next;
	*last = c;
	c->ticket = ++m->last_ticket;
	request_copy(&c->request, r);
	http_easy_begin(&c->easy, &c->request);
	if (curl_multi_add_handle(m->multi, c->easy.handle) != CURLM_OK)
		BUG("libcurl takes no call; none can be started from a write function");
	return c->ticket;
}

/* Takes a call out of the list and ends it; the answer is the caller's. */
static bool finish(struct http_multi *m, struct call **at, struct http_answer *a, struct err *e)
{
	struct call *c = *at;
	bool ok;

	*at = c->next;
	if (!c->ended)
		curl_multi_remove_handle(m->multi, c->easy.handle);
	ok = http_easy_end(&c->easy, c->ended ? c->result : CURLE_ABORTED_BY_CALLBACK, a, e);
	request_fini(&c->request);
	free(c);
	return ok;
}

void http_multi_cancel(struct http_multi *m, int64_t ticket)
{
	for (struct call **at = &m->calls; *at; at = &(*at)->next) {
		struct http_answer a = {0};
		if ((*at)->ticket != ticket)
			continue;
		finish(m, at, &a, NULL);
		http_answer_fini(&a);
		return;
	}
}

void http_multi_free(struct http_multi *m)
{
	if (!m)
		return;
	while (m->calls)
		http_multi_cancel(m, m->calls->ticket);
	curl_multi_cleanup(m->multi);
	free(m);
}

/* Lets all calls go on; true when one ended, is waiting to be fetched, or brought
 * something to its write function. */
static bool advance(struct http_multi *m)
{
	int running, left;
	const CURLMsg *msg;
	bool news = false;

	CURLMcode rc = curl_multi_perform(m->multi, &running);
	if (rc != CURLM_OK)
		BUG("libcurl: %s", curl_multi_strerror(rc));
	while ((msg = curl_multi_info_read(m->multi, &left)) != NULL) {
		CURL *handle = msg->easy_handle;
		CURLcode result = msg->data.result;
		if (msg->msg != CURLMSG_DONE)
			continue;
		for (struct call *c = m->calls; c; c = c->next) {
			if (c->easy.handle != handle)
				continue;
			c->ended = true;
			c->result = result;
			curl_multi_remove_handle(m->multi, handle);
			break;
		}
	}
	for (struct call *c = m->calls; c; c = c->next) {
		news = news || c->ended || c->easy.brought;
		c->easy.brought = false;
	}
	return news;
}

/* libcurl loses a hang-up of the caller's descriptors: they are asked again. */
static bool extra_ready(struct pollfd *extra, size_t n)
{
	int ready = 0;

	for (size_t i = 0; i < n; i++)
		extra[i].revents = 0;
	if (n > 0)
		do
			ready = poll(extra, (nfds_t)n, 0);
		while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static int64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool http_multi_wait(struct http_multi *m, struct pollfd *extra, size_t n_extra, int timeout_ms)
{
	struct curl_waitfd fds[EXTRA_MAX];
	int wait = clock_wait_ms(timeout_ms);
	int64_t until = real_ms() + wait;
	unsigned n = 0;

	if (n_extra > EXTRA_MAX)
		BUG("%zu descriptors to wait on", n_extra);
	for (size_t i = 0; i < n_extra; i++) {
		if (extra[i].fd < 0)
			continue;
		fds[n++] = (struct curl_waitfd){
			.fd = extra[i].fd,
			.events = (short)((extra[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
					  (extra[i].events & POLLPRI ? CURL_WAIT_POLLPRI : 0) |
					  (extra[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0)),
		};
	}
	for (;;) {
		/* First, so that a call just started is under way while we wait. */
		bool news = advance(m), ready = extra_ready(extra, n_extra);
		int64_t left = wait < 0 ? 60000 : until - real_ms();
		if (news || ready)
			return true;
		if (left <= 0)
			return false;
		curl_multi_poll(m->multi, fds, n, (int)left, NULL);
	}
}

int64_t http_multi_next(struct http_multi *m, struct http_answer *a, struct err *e)
{
	for (struct call **at = &m->calls; *at; at = &(*at)->next) {
		int64_t ticket = (*at)->ticket;
		if (!(*at)->ended)
			continue;
		finish(m, at, a, e);
		return ticket;
	}
	return 0;
}
