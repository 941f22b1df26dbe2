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
#include "service/claims.h"
#include "service/service.h"

#include "api/api.h"

enum {
	JOB_WAIT_MS = 75000,	  /* how long a request waits for WAHA: starting a session takes up to 60 s */
	STREAM_BEAT_MS = 15000,	  /* a comment, so that both ends know the other lives */
	STREAM_CEIL = 4 << 20,	  /* of what a slow reader has not taken */
	RESYNC_GAP_MS = 250,	  /* between two calls to read everything again */
	CHANGES_MANY = 128,	  /* at once: cheaper to read everything again */
	IDLE_S = 60,
	CONNECTIONS_MAX = 256,	  /* at each door */
	PEER_CONNECTIONS_MAX = 64, /* of one user, so that no agent takes them all */
	REQUEST_MS = 30000,	  /* how long a request may take to arrive, from its first byte or the */
	REQUEST_BYTES_MS = 16,	  /* connection's begin; longer for each so many bytes of its body */
	RECENT_CHANGES = 1024,	  /* what a reader who comes back can still be told */
	UPLOADS_MAX = 8,	  /* files on their way in at once */
	RATE_BURST = 5		  /* seconds of its rate that a token may use at once */
};

/* Where we listen. */
struct door {
	struct api *api;
	bool tcp;	/* tokens, not uids */
	int listen_fd;	/* -1: closed */
	struct MHD_Daemon *mhd;
};

/* One connection: who is there. */
struct guest {
	struct door *door;
	struct peer peer;
	int fd;
	bool there;	/* the kernel knows a peer */
	bool known;	/* caller is filled in */
	unsigned roll;	/* of api.roll, when it was */
	struct caller caller;
	int64_t since_ms; /* since when the rest of a request is awaited; -1: none is */
	int64_t came;	  /* bytes of its body */
	struct guest *next; /* in api.guests */
};

/* How much of its rate a token has left, in thousandths of a request. */
struct bucket {
	int64_t token_id; /* 0: whoever has none */
	int64_t left, at_ms;
};

/* One request and its answer. */
struct exchange {
	struct api *api;
	struct MHD_Connection *connection;
	struct guest *guest;
	struct caller caller;
	bool known;	/* caller is filled in */
	bool open;	/* nobody asks how things are: a word is enough */
	bool preflight;	/* a browser asks whether it may ask */
	bool webhook;	/* WAHA tells something */
	char *uri;
	char method[12];
	int64_t began_ms; /* monotonic */
	bool begun;
	struct route_match match;
	struct buf body;
	size_t came;	/* of the body, kept or not */
	struct intake *intake; /* where a file's bytes go instead */
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
	struct door *door;
	struct MHD_Connection *connection;
	struct caller caller;
	int fd;			/* to see that the reader went away */
	struct buf out;		/* whole events, but for the first, which may be begun */
	bool begun, suspended, closing, resync;
	int64_t beat_ms, resync_ms; /* when the last byte and the last resync were written */
	int64_t at;		/* the id that events bear; 0: api.sequence */
	struct stream *next;	/* in api.streams */
};

struct api {
	struct engine *engine;
	char *path;
	struct door own, tcp;
	struct db *db;
	struct wake wake;
	pthread_t thread;
	bool running;
	atomic_bool stopping;
	atomic_int faces;
	struct error_counts errors;
	struct service service;
	struct claims claims;
	unsigned roll;	/* goes up when rights or tokens change: who is known is asked again */
	bool review;	/* so are the readers of events, outside of the daemon's run */
	struct guest *guests;
	struct exchange *waiting;
	struct stream *streams;
	int uploads;	/* files on their way in */
	struct {
		struct bucket *v;
		size_t n, cap;
	} buckets;
	/* Ids of events: rising, across restarts too. What changed after
	 * recent_from stands in the ring. */
	int64_t sequence, recent_from;
	struct recent {
		int64_t sequence;
		struct change change;
	} recent[RECENT_CHANGES];
	size_t recent_n, recent_at; /* how many, and where the next goes */
};

/* listen.c: -1 with e. */
int listen_open(const char *path, bool own, struct err *);
int listen_tcp(const char *address, int port, struct err *);

/* rate.c: takes one request of a token's rate; false: none is left. */
bool rate_take(struct api *, int64_t token_id);

/* webhook.c: whether a request is one of WAHA's, and what is done with it. */
bool webhook_is(const struct exchange *);
bool webhook_take(struct exchange *, struct err *);

/* browser.c: what pages of other origins may do (CORS). */
void browser_headers(const struct exchange *, struct MHD_Response *);

/* guest.c: who is there, and how long a request may take to arrive. */
void guest_come_or_go(void *door, struct MHD_Connection *, void **guest, enum MHD_ConnectionNotificationCode);
/* Fills in the caller of a request, and the service's. */
bool guest_identify(struct exchange *, struct err *);
/* Hangs up on those who take too long; returns ms until the next. */
int guests_tick(struct api *);

/* exchange.c: MHD's callbacks for requests. */
enum MHD_Result exchange_handle(void *door, struct MHD_Connection *, const char *url, const char *method,
	const char *version, const char *data, size_t *n, void **request);
void *exchange_begin(void *door, const char *uri, struct MHD_Connection *);
void exchange_end(void *door, struct MHD_Connection *, void **request, enum MHD_RequestTerminationCode);
/* Results of jobs for requests that wait. */
void exchanges_take_jobs(struct api *);
/* Ends what has waited too long, or (stopping) all; returns ms until the next. */
int exchanges_expire(struct api *, bool stopping);

/* answer.c */
enum MHD_Result answer_send(struct exchange *);
void answer_headers(const struct exchange *, struct MHD_Response *, const char *content_type);
void answer_log(const struct exchange *, int status);

/* stream.c */
enum MHD_Result stream_open(struct exchange *);
/* What changed, to every stream. */
void streams_take_changes(struct api *);
/* Comments, owed resyncs, readers that went away; returns ms until it is to be
 * called again. */
int streams_tick(struct api *);
/* Ends looks and claims that nobody renewed; ms until the next, -1: none. */
int presence_tick(struct api *);
void streams_close(struct api *);
/* Where rights have changed: ends those whose reader may not read any more. True:
 * the daemons have to run before the next poll. */
bool streams_review(struct api *);

#endif
