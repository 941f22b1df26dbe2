/* waha: one number on one WAHA server: where it is, which session, which key,
 * and what the server said it is. Every call of this floor takes it.
 *
 * Not thread-safe: one per thread, each on a struct http of its own. Nothing here
 * retries or waits for long by itself; calls that need a working session can take
 * 15 s at the server before it says no. All calls fail with the errors of
 * waha/error.h, in sentences that say what to do. */
#ifndef WAHA_WAHA_H
#define WAHA_WAHA_H

#include <stdint.h>

#include "base/err.h"
#include "model/session.h"

struct http;

struct waha {
	struct http *http;     /* borrowed */
	const char *url;       /* "http://localhost:3000", borrowed */
	const char *session;   /* WAHA's name for it, borrowed */
	const char *key;       /* "" for none, borrowed */
	/* Filled by waha_identify. */
	enum waha_engine engine; /* WAHA_UNSURE until then */
	struct waha_version version;
	char version_text[24]; /* "2026.7.2", "" until then */
	char tier[16];	       /* "CORE" */
};

/* All pointers are borrowed and outlive w. Asks nothing. */
void waha_init(struct waha *w, struct http *, const char *url, const char *session, const char *key);

/* GET /ping: is there a WAHA at all; needs no key. ERR_REMOTE waha.not-waha when
 * somebody else answers. */
bool waha_ping(struct waha *, struct err *);
/* GET /api/server/version (older: /api/version): fills engine, version and tier.
 * ERR_REMOTE waha.engine when the engine is one this program does not speak. */
bool waha_identify(struct waha *, struct err *);
/* GET /api/server/status: since when the server runs, unix seconds. */
bool waha_started_at(struct waha *, int64_t *at, struct err *);

#endif
