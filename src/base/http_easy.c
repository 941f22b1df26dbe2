/* http_easy: options, callbacks and verdict of one request. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/http_easy.h"
#include "base/mem.h"

#include "base/banned.h"

enum {
	TIMEOUT_MS = 30000,
	SLOW_BYTES = 1000, /* a second */
	CONNECT_MS = 5000,
	IDLE_SECONDS = 4, /* WAHA closes what is idle for 5 */
	HEADERS_CEIL = 256 << 10
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		BUG("libcurl does not start");
}

void http_start_library(void)
{
	pthread_once(&once, start);
}

/* An option that this libcurl refuses is a build that cannot work. */
#define SET(h, option, value)                                                                 \
	do {                                                                                  \
		CURLcode set_rc = curl_easy_setopt(h, option, value);                         \
		if (set_rc != CURLE_OK)                                                       \
			BUG("libcurl: " #option ": %s", curl_easy_strerror(set_rc));          \
	} while (0)

#if LIBCURL_VERSION_NUM >= 0x075000
/* Connected, TLS done, not a byte of the request out yet. */
static int before_request(void *ctx, char *remote, char *local, int remote_port, int local_port)
{
	(void)remote, (void)local, (void)remote_port, (void)local_port;
	((struct http_easy *)ctx)->sent = true;
	return CURL_PREREQFUNC_OK;
}
#endif

/* Older libcurl does not call: there, a connection that stood may have carried
 * the request. */
static bool was_sent(const struct http_easy *q)
{
#if LIBCURL_VERSION_NUM >= 0x075000
	return q->sent;
#else
	double connect = 0, tls = 0;
	curl_easy_getinfo(q->handle, CURLINFO_CONNECT_TIME, &connect);
	curl_easy_getinfo(q->handle, CURLINFO_APPCONNECT_TIME, &tls);
	return strncasecmp(q->request->url, "https:", 6) == 0 ? tls > 0 : connect > 0;
#endif
}

static int status_of(const struct http_easy *q)
{
	long status = 0;

	curl_easy_getinfo(q->handle, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static size_t take_header(char *p, size_t size, size_t n, void *ctx)
{
	struct http_easy *q = ctx;

	static const char disposition[] = "Content-Disposition:";
	size_t skip = sizeof disposition - 1;

	if (n * size > skip && n * size - skip < sizeof q->answer.disposition && !strncasecmp(p, disposition, skip)) {
		memcpy(q->answer.disposition, p + skip, n * size - skip);
		q->answer.disposition[n * size - skip] = '\0';
		q->answer.disposition[strcspn(q->answer.disposition, "\r\n")] = '\0';
	}
	q->header_bytes += size * n;
	if (q->header_bytes > HEADERS_CEIL) {
		q->too_large = true;
		return 0;
	}
	return size * n;
}

/* A 2xx body goes to the caller's function where there is one; it is not kept,
 * so only a ceiling that was asked for holds. Returning less than n stops. */
static size_t take_body(char *p, size_t size, size_t n, void *ctx)
{
	struct http_easy *q = ctx;
	const struct http_request *r = q->request;
	int status = status_of(q);

	n *= size;
	if (n == 0)
		return 0;
	q->body_bytes += n;
	if (r->write && status >= 200 && status < 300) {
		q->brought = true;
		q->too_large = r->max_answer && q->body_bytes > r->max_answer;
		q->refused = !q->too_large && !r->write(r->write_ctx, p, n);
	} else {
		buf_add(&q->answer.body, p, n);
		q->too_large = q->answer.body.over;
	}
	return q->too_large || q->refused ? 0 : n;
}

static size_t give_body(char *p, size_t size, size_t n, void *ctx)
{
	struct http_easy *q = ctx;
	size_t got = q->request->read(q->request->read_ctx, p, size * n);

	return got == (size_t)-1 ? CURL_READFUNC_ABORT : got;
}

static bool names_header(const char *header, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(header, name, n) == 0 && header[n] == ':';
}

static void add_header(struct http_easy *q, const char *line)
{
	struct curl_slist *list = curl_slist_append(q->headers, line);

	if (!list)
		BUG("no memory for a header");
	q->headers = list;
}

static void set_headers(struct http_easy *q)
{
	bool typed = false;

	for (const char *const *h = q->request->headers; h && *h; h++) {
		add_header(q, *h);
		typed = typed || names_header(*h, "Content-Type");
	}
	/* libcurl would call a body a form. */
	if (!typed && (q->request->body || q->request->read))
		add_header(q, "Content-Type: application/json");
	else if (!typed)
		add_header(q, "Content-Type:");
	/* Nor wait a second for 100 Continue, nor send twice after a 417. */
	add_header(q, "Expect:");
	SET(q->handle, CURLOPT_HTTPHEADER, q->headers);
}

static void set_method(struct http_easy *q)
{
	const struct http_request *r = q->request;
	CURL *h = q->handle;

	if (r->read) {
		SET(h, CURLOPT_POST, 1L);
		SET(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
		SET(h, CURLOPT_READFUNCTION, give_body);
		SET(h, CURLOPT_READDATA, q);
	} else if (r->body) {
		SET(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
		SET(h, CURLOPT_POSTFIELDS, r->body);
	} else if (strcmp(r->method, "HEAD") == 0) {
		SET(h, CURLOPT_NOBODY, 1L);
	} else if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "DELETE") != 0) {
		SET(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
		SET(h, CURLOPT_POSTFIELDS, "");
	}
	if (strcmp(r->method, "HEAD") != 0)
		SET(h, CURLOPT_CUSTOMREQUEST, r->method);
}

static void set_ways(struct http_easy *q)
{
	const struct http_request *r = q->request;
	CURL *h = q->handle;

	SET(h, CURLOPT_URL, r->url);
	if (r->unix_socket)
		SET(h, CURLOPT_UNIX_SOCKET_PATH, r->unix_socket);
	SET(h, CURLOPT_PROXY, "");
	SET(h, CURLOPT_FOLLOWLOCATION, 0L);
	SET(h, CURLOPT_NOSIGNAL, 1L);
	SET(h, CURLOPT_USERAGENT, "wartel");
	/* One request, one connection at a time: nothing that HTTP/2 could refuse
	 * and libcurl send again. */
	SET(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
#if LIBCURL_VERSION_NUM >= 0x075500
	SET(h, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	SET(h, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A name server that hangs does not hold up the end of a call. */
	SET(h, CURLOPT_QUICK_EXIT, 1L);
#endif
	if (r->changing) {
		SET(h, CURLOPT_FRESH_CONNECT, 1L);
		SET(h, CURLOPT_FORBID_REUSE, 1L);
	} else {
		/* Reset when reused, libcurl itself asks once more on a fresh one. */
		SET(h, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
	}
	if (r->timeout_ms >= 0)
		SET(h, CURLOPT_TIMEOUT_MS, (long)clock_wait_ms(r->timeout_ms ? r->timeout_ms : TIMEOUT_MS));
	SET(h, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)clock_wait_ms(r->connect_ms > 0 ? r->connect_ms : CONNECT_MS));
	if (r->slow_ms > 0) {
		long slow_s = (long)clock_wait_ms(r->slow_ms) / 1000;

		SET(h, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
		SET(h, CURLOPT_LOW_SPEED_TIME, slow_s > 0 ? slow_s : 1L);
	}
}

void http_easy_begin(struct http_easy *q, const struct http_request *r)
{
	*q = (struct http_easy){.request = r};
	http_start_library();
	q->handle = curl_easy_init();
	if (!q->handle)
		BUG("no memory for a request");
	buf_init(&q->answer.body, r->max_answer ? r->max_answer : CEIL_WAHA_ANSWER);
	set_ways(q);
	set_method(q);
	set_headers(q);
	SET(q->handle, CURLOPT_ERRORBUFFER, q->why);
	SET(q->handle, CURLOPT_HEADERFUNCTION, take_header);
	SET(q->handle, CURLOPT_HEADERDATA, q);
	SET(q->handle, CURLOPT_WRITEFUNCTION, take_body);
	SET(q->handle, CURLOPT_WRITEDATA, q);
#if LIBCURL_VERSION_NUM >= 0x075000
	SET(q->handle, CURLOPT_PREREQFUNCTION, before_request);
	SET(q->handle, CURLOPT_PREREQDATA, q);
#endif
}

static const char *reason(const struct http_easy *q, CURLcode rc)
{
	if (q->too_large)
		return "answer too large";
	if (q->refused)
		return "the receiver stopped";
	if (rc == CURLE_ABORTED_BY_CALLBACK)
		return "stopped";
	return *q->why ? q->why : curl_easy_strerror(rc);
}

bool http_easy_end(struct http_easy *q, CURLcode rc, struct http_answer *a, struct err *e)
{
	struct http_answer *own = &q->answer;
	const char *type = NULL;
	curl_off_t us = 0, retry = 0;
	int status = status_of(q);

	curl_easy_getinfo(q->handle, CURLINFO_TOTAL_TIME_T, &us);
	own->ms = us / 1000;
	if (rc == CURLE_OK && status > 0) {
		own->stage = HTTP_ANSWERED;
		own->status = status;
		curl_easy_getinfo(q->handle, CURLINFO_CONTENT_TYPE, &type);
		str_copy(own->content_type, sizeof own->content_type, type ? type : "");
		curl_easy_getinfo(q->handle, CURLINFO_RETRY_AFTER, &retry);
		own->retry_after = (long)retry;
	} else {
		own->stage = was_sent(q) ? HTTP_NO_ANSWER : HTTP_NOT_SENT;
		str_copy(own->why, sizeof own->why, reason(q, rc));
		buf_fini(&own->body);
	}
	*a = *own;
	q->answer = (struct http_answer){0};
	curl_easy_cleanup(q->handle);
	q->handle = NULL;
	curl_slist_free_all(q->headers);
	q->headers = NULL;
	return http_say(q->request, a, e);
}

/* What people may read of an address: no password, no query. */
static void public_url(const char *url, char *out, size_t cap)
{
	const char *host = strstr(url, "://"), *at;
	char *end;

	host = host ? host + 3 : url;
	at = memchr(host, '@', strcspn(host, "/?#"));
	snprintf(out, cap, "%.*s%s", (int)(at ? host - url : 0), url, at ? at + 1 : url);
	end = out + strcspn(out, "?#");
	*end = '\0';
}

bool http_say(const struct http_request *r, const struct http_answer *a, struct err *e)
{
	char url[256];

	if (a->stage == HTTP_ANSWERED)
		return true;
	if (r->unix_socket)
		str_copy(url, sizeof url, r->unix_socket);
	else
		public_url(r->url, url, sizeof url);
	if (a->stage == HTTP_NOT_SENT)
		return err_set(e, ERR_REMOTE, "http.unreachable",
			       N_("{url} cannot be reached: {why}; check that it runs there and try again"),
			       "url=%s\nwhy=%s", url, a->why);
	return err_set(e, ERR_REMOTE, "http.no-answer",
		       N_("{url} was asked and did not answer: {why}; what was asked may have happened"),
		       "url=%s\nwhy=%s", url, a->why);
}
