/* http: requests over TCP or a Unix socket, on libcurl.
 *
 * A call that changes something (`changing`) goes out on a fresh connection that
 * is never used again and is never repeated: on a kept-alive connection that the
 * server closes unanswered libcurl silently sends a POST a second time, and
 * CURLOPT_MAXAGE_CONN does not prevent it (measured with 7.88). A reading call may
 * use a kept connection (at most 4 s idle: WAHA closes after 5) and is repeated
 * once when that was reset. No redirects, no .netrc, no proxies from the
 * environment, TLS certificates checked, NOSIGNAL.
 *
 * A body without a Content-Type among the headers is sent as application/json.
 * Deadlines are divided by clock_scale(). Threads: a struct http belongs to one
 * thread; http_stop may be called from any. */
#ifndef BASE_HTTP_H
#define BASE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum http_stage {
	HTTP_NOT_SENT,	/* certainly nothing left: no address, refused, TLS, bad URL */
	HTTP_NO_ANSWER, /* bytes may have left; reset, timeout, broken answer, stopped */
	HTTP_ANSWERED	/* status and body are there */
};

struct http_request {
	const char *method;	 /* "GET" */
	const char *url;	 /* whole; for a Unix socket "http://wartel/api/…" */
	const char *unix_socket; /* path or NULL */
	const char *body;	 /* or NULL */
	size_t body_len;
	const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
	bool changing;
	int timeout_ms;		/* whole call; 0: 30 s, -1: none (a stream) */
	int connect_ms;		/* 0: 5 s */
	int slow_ms;		/* ends when less than 1 kB/s came for so long; 0: however slow */
	size_t max_answer;	/* 0: CEIL_WAHA_ANSWER; none for what goes to write */
	/* When set the body is fetched from here instead of `body`, as curl's
	 * READFUNCTION does: 0 ends, (size_t)-1 fails. body_len is its length. */
	size_t (*read)(void *ctx, char *out, size_t cap);
	void *read_ctx;
	/* When set a 2xx body goes here instead of http_answer.body; false stops. */
	bool (*write)(void *ctx, const char *data, size_t n);
	void *write_ctx;
};

struct http_answer {
	enum http_stage stage;
	int status;		 /* 0 unless HTTP_ANSWERED */
	struct buf body;
	char content_type[96];
	char disposition[640];	 /* Content-Disposition, "" when not given or longer */
	long retry_after;	 /* seconds, 0 when not given */
	int64_t ms;		 /* how long it took, real */
	char why[160];		 /* curl's reason when not answered */
};
void http_answer_fini(struct http_answer *);

struct http;
struct http *http_new(void);
void http_free(struct http *);
/* Makes a call under way end soon with HTTP_NO_ANSWER (HTTP_NOT_SENT while it
 * was not connected), and all later ones at once with HTTP_NOT_SENT. */
void http_stop(struct http *);
/* True when answered, whatever the status; else false, with a->stage telling and
 * ERR_REMOTE "http.unreachable" or "http.no-answer" in e. a must be {0} or
 * finished; the caller calls http_answer_fini. */
bool http_call(struct http *, const struct http_request *, struct http_answer *a, struct err *e);

/* The seam for tests: when set, every http_call of the process goes there. It
 * fills stage, status, body and why; what it returns is not looked at. */
typedef bool (*http_transport)(void *ctx, const struct http_request *, struct http_answer *);
void http_set_transport(http_transport, void *ctx);

/* Many calls at once on one poll, for faces. Calls are neither started nor
 * cancelled from inside a write function. */
struct http_multi;
struct http_multi *http_multi_new(void);
void http_multi_free(struct http_multi *);
/* Starts a call; the request's strings are copied, it goes out with the next
 * wait. Returns its ticket (> 0).
 * With a write function the call is a stream: write is called as data comes. */
int64_t http_multi_start(struct http_multi *, const struct http_request *);
void http_multi_cancel(struct http_multi *, int64_t ticket);
struct pollfd;
/* Lets calls advance, and polls curl's descriptors and the caller's extra ones
 * (revents filled, at most 32) for at most timeout_ms of the program's time (-1:
 * for ever). True when an extra one is ready, a call finished or a stream
 * brought data; false when the time is up. */
bool http_multi_wait(struct http_multi *, struct pollfd *extra, size_t n_extra, int timeout_ms);
/* The next finished call: its ticket, with *a owned by the caller, and e set
 * unless it was answered; 0: none. */
int64_t http_multi_next(struct http_multi *, struct http_answer *a, struct err *e);

/* Percent-encodes a path or query value. */
void http_escape(struct buf *out, const char *s);

#endif
