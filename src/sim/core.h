/* core: a simulated WAHA with a small WhatsApp and customers behind it, without
 * sockets and without threads. Requests and the time go in, answers come out,
 * timed things happen when sim_tick is told that their time has come. The server
 * stands around it; tests drive it on a virtual clock in one process.
 *
 * One struct sim belongs to one thread at a time. Times are unix milliseconds
 * and never go back: an earlier one counts as the latest seen. */
#ifndef SIM_CORE_H
#define SIM_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct sim;

/* All strings are borrowed during sim_new only, journal_ctx for life. */
struct sim_options {
	const char *engine;  /* "noweb" (NULL), "gows", "webjs", "wpp" */
	const char *version; /* "2026.4.1"; NULL: the newest known */
	const char *const *sessions; /* NULL: only "default" */
	size_t n_sessions;
	const char *key;      /* X-Api-Key; NULL: none asked */
	const char *sim_key;  /* X-Sim-Key of /sim; NULL: none asked */
	const char *base_url; /* what media addresses begin with; NULL: where it listens */
	const char *state;    /* "working" (NULL), "scan", "stopped" */
	const char *shop;     /* "demo", a file, or NULL: nobody yet */
	uint64_t seed;	      /* 0 counts as 1 */
	bool lenient;	      /* swallow what WAHA swallows (see refuse.h) */
	bool media;	      /* media sends before 2026.6.1 too */
	bool customers;	      /* they answer, and write by themselves; in the demo shop always */
	int auto_scan_s;      /* > 0: the QR is scanned so long after it shows */
	int64_t now_ms;
	void (*journal)(void *ctx, const char *line, size_t n); /* line ends with \n */
	void *journal_ctx;
};

/* NULL with ERR_USAGE (sim.engine, sim.version, sim.state, sim.session) or what
 * reading the shop file gave. */
struct sim *sim_new(const struct sim_options *, struct err *);
void sim_free(struct sim *);
/* Where it listens, once the server knows: the base of media addresses, unless
 * the options named one. */
void sim_set_base(struct sim *, const char *url);

struct sim_request {
	const char *method;
	const char *target; /* as on the wire: "/api/sendText?a=b" */
	/* Headers, or NULL. */
	const char *key;	   /* X-Api-Key */
	const char *sim_key;	   /* X-Sim-Key */
	const char *accept;	   /* Accept */
	const char *if_none_match; /* If-None-Match */
	const char *body;   /* NULL with a length: larger than the server keeps */
	size_t body_len;
	int64_t connection; /* a number for the connection; 0: not known */
	int nth;	    /* which request on its connection, from 1; 0: not known */
	/* Filled by the core while an answer says SIM_AGAIN. */
	int64_t arrived_ms;
	int turn, note;
	int64_t rule;
};

enum sim_end {
	SIM_SEND,     /* status and body go out after delay_ms */
	SIM_CLOSE,    /* after delay_ms the connection closes without an answer */
	SIM_TRUNCATE, /* the headers promise the whole body, half of it comes */
	SIM_HANG,     /* nothing ever comes; close when the client does */
	SIM_ENDLESS,  /* what is in body, then more and more, until the client closes */
	SIM_AGAIN     /* WAHA waits: ask again with the same struct after delay_ms */
};

struct sim_answer {
	enum sim_end end;
	int status;
	int64_t delay_ms;
	char content_type[64]; /* "" for an empty body */
	char etag[40];	       /* "" for none */
	struct buf body;
	/* Of an endless one: the Content-Length that is told, 0 for none; milliseconds
	 * from one byte to the next, 0: as fast as they are taken. */
	int64_t promised, drip_ms;
};
void sim_answer_fini(struct sim_answer *);

/* Takes one request, /sim/… included. a must be {0} or finished; the caller
 * finishes it. What a request changes has happened when this returns, however
 * late the answer goes out. */
void sim_request(struct sim *, struct sim_request *, int64_t now_ms, struct sim_answer *a);
/* Lets everything happen that is due by then. */
void sim_tick(struct sim *, int64_t now_ms);
/* When the next timed thing is due; INT64_MAX: nothing. */
int64_t sim_next(const struct sim *);

/* A webhook call to make: POST body to url with these headers. Strings live
 * until sim_hook_done of the same id. */
struct sim_hook {
	int64_t id;
	const char *url;
	const char *body;
	size_t body_len;
	const char *const *headers; /* "Name: value", NULL-terminated */
};
/* The next one that is due; false: none now. */
bool sim_hook_next(struct sim *, int64_t now_ms, struct sim_hook *out);
/* How it went: the HTTP status, 0 for no answer. Not 2xx: tried again as the
 * session's configuration says. */
void sim_hook_done(struct sim *, int64_t id, int status, int64_t now_ms);

#endif
