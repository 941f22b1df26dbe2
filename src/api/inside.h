/* inside: the API's own parts, for the files of this floor only. All of it
 * belongs to the API's thread, but what is atomic. */
#ifndef API_INSIDE_H
#define API_INSIDE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/peer.h"
#include "base/wake.h"
#include "command/route.h"
#include "service/service.h"

#include "api/api.h"

enum {
	JOB_WAIT_MS = 75000,	  /* how long a request waits for WAHA: starting a session takes up to 60 s */
	STREAM_BEAT_MS = 15000,	  /* a comment, so that both ends know the other lives */
	STREAM_CEIL = 4 << 20,	  /* of what a slow reader has not taken */
	RESYNC_GAP_MS = 250,	  /* between two calls to read everything again */
	CHANGES_MANY = 128,	  /* at once: cheaper to read everything again */
	IDLE_S = 60,
	CONNECTIONS_MAX = 256
};

/* One connection: who is there. */
struct guest {
	struct peer peer;
	bool there;	/* the kernel knows a peer */
	bool known;	/* caller is filled in */
	struct caller caller;
};

/* One request and its answer. */
struct exchange {
	struct api *api;
	struct MHD_Connection *connection;
	struct guest *guest;
	char *uri;
	char method[12];
	int64_t began_ms; /* monotonic */
	bool begun;
	struct route_match match;
	struct buf body;
	size_t came;	/* of the body, kept or not */
	/* What will be answered. */
	bool failed;
	int status;	/* 0: by the error's kind or the reply */
	struct err err;
	struct reply reply;
	/* Waiting for a job. */
	int64_t ticket, deadline_ms;
	bool done;
	struct exchange *next; /* in api.waiting */
};

struct stream {
	struct api *api;
	struct MHD_Connection *connection;
	struct caller caller;
	int fd;			/* to see that the reader went away */
	struct buf out;		/* whole events, but for the first, which may be begun */
	bool begun, suspended, closing, resync;
	int64_t beat_ms, resync_ms; /* when the last byte and the last resync were written */
	struct stream *next;	/* in api.streams */
};

struct api {
	struct engine *engine;
	char *path;
	int listen_fd;
	struct MHD_Daemon *mhd;
	struct db *db;
	struct wake wake;
	pthread_t thread;
	bool running;
	atomic_bool stopping;
	atomic_int faces;
	struct error_counts errors;
	struct service service;
	struct exchange *waiting;
	struct stream *streams;
	int64_t sequence;
};

/* listen.c */
int listen_open(const char *path, bool own, struct err *);

/* exchange.c: MHD's callbacks for requests. */
enum MHD_Result exchange_handle(void *api, struct MHD_Connection *, const char *url, const char *method,
	const char *version, const char *data, size_t *n, void **request);
void *exchange_begin(void *api, const char *uri, struct MHD_Connection *);
void exchange_end(void *api, struct MHD_Connection *, void **request, enum MHD_RequestTerminationCode);
void guest_come_or_go(void *api, struct MHD_Connection *, void **guest, enum MHD_ConnectionNotificationCode);
/* Results of jobs for requests that wait. */
void exchanges_take_jobs(struct api *);
/* Ends what has waited too long, or (stopping) all; returns ms until the next. */
int exchanges_expire(struct api *, bool stopping);

/* answer.c */
enum MHD_Result answer_send(struct exchange *);
void answer_headers(struct MHD_Response *, const char *content_type);
void answer_log(const struct exchange *, int status);

/* stream.c */
enum MHD_Result stream_open(struct exchange *);
/* What changed, to every stream. */
void streams_take_changes(struct api *);
/* Comments, owed resyncs, readers that went away; returns ms until it is to be
 * called again. */
int streams_tick(struct api *);
void streams_close(struct api *);

#endif
