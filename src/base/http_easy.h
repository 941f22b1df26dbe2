/* http_easy: one request on one curl handle, for http.c and http_multi.c: how
 * the handle is set up, and what its end means. Nobody else includes it. */
#ifndef BASE_HTTP_EASY_H
#define BASE_HTTP_EASY_H

#include <curl/curl.h>

#include "base/http.h"

struct http_easy {
	CURL *handle;
	struct curl_slist *headers;
	const struct http_request *request; /* borrowed: outlives this */
	struct http_answer answer;
	size_t header_bytes, body_bytes;
	bool sent;	/* bytes of the request may have left */
	bool too_large; /* stopped by our own ceiling */
	bool refused;	/* the caller's write function had enough */
	bool brought;	/* the caller's write function was called; whoever looks clears it */
	char why[CURL_ERROR_SIZE];
};

/* Once a process, from any thread. */
void http_start_library(void);
/* The struct must not move until http_easy_end. */
void http_easy_begin(struct http_easy *, const struct http_request *);
/* The answer goes to *a; e is set when it is none. Frees all but the request.
 * A call that did not end by itself is CURLE_ABORTED_BY_CALLBACK. */
bool http_easy_end(struct http_easy *, CURLcode, struct http_answer *a, struct err *e);
/* Sets e by a->stage and a->why; false, unless it is an answer. */
bool http_say(const struct http_request *, const struct http_answer *a, struct err *e);

#endif
