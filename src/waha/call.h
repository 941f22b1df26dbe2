/* call: one request to WAHA and its answer. The rooms of this floor build on it;
 * nobody above needs it. */
#ifndef WAHA_CALL_H
#define WAHA_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/http.h"

#include "waha/waha.h"

/* How long to wait, in milliseconds. WAHA itself waits up to 15 s for a session
 * to work before it says no, and up to 35 s for control of one. */
enum {
	WAHA_QUICK_MS = 10000,	 /* ping, version */
	WAHA_BOUND_MS = 25000,	 /* calls that need a working session */
	WAHA_LISTING_MS = 60000, /* pages */
	WAHA_CONTROL_MS = 60000	 /* start, restart, logout */
};

struct waha_ask {
	const char *method;
	const char *path;   /* "/api/…", already escaped; path.h makes it */
	const json_t *body; /* borrowed, or NULL */
	bool changing;	    /* see base/http.h: a fresh connection, never repeated */
	int timeout_ms;
};
struct waha_told {
	enum http_stage stage;
	int status;	/* 0 unless answered */
	json_t *json;	/* owned; NULL when the body is empty or no JSON */
	bool garbage;	/* there was a body and it is no JSON */
	long retry_after;
	char why[160];	/* curl's reason when not answered */
};
void waha_told_fini(struct waha_told *);

/* True for any 2xx, whatever the body; else e says what is wrong. told is filled
 * both times and must be {0} or finished. One line in waha.log. */
bool waha_call(struct waha *, const struct waha_ask *, struct waha_told *told, struct err *e);
/* The same with a body that is made while it leaves: n bytes of JSON from read, as
 * http_request.read. ask->body is NULL. */
struct waha_stream {
	size_t (*read)(void *ctx, char *out, size_t cap);
	void *ctx;
	size_t n;
};
bool waha_call_stream(struct waha *, const struct waha_ask *, const struct waha_stream *, struct waha_told *told,
	struct err *e);
/* The same where an answer of this type is a must: an empty body or another
 * type is ERR_REMOTE waha.answer. */
bool waha_call_json(struct waha *, const struct waha_ask *, json_type, struct waha_told *told,
	struct err *e);

/* GET that only reads; path is the caller's no more (it is freed). */
bool waha_get(struct waha *, char *path, int timeout_ms, json_type, struct waha_told *told, struct err *e);

/* GET of a list, each row handed to take; path as above. How many came, of use or not:
 * *rows, 0 when it failed. */
bool waha_rows(struct waha *, char *path, void (*take)(void *out, const json_t *row), void *out, size_t *rows,
	struct err *e);

/* Puts "/api/%s/chats/%s/messages" together: each %s is a value that is
 * percent-encoded ('@' too), %d a number; nothing else. Heap. */
char *waha_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Mends bytes of an answer in place so that one customer's odd text cannot make a
 * whole page unreadable: escapes of NUL and halves of surrogate pairs become
 * U+FFFD, and what nests deeper than CEIL_JSON_DEPTH becomes 0. */
void waha_mend(char *s, size_t n);

#endif
