/* stage: a simulator on a clock of its own, for tests without sockets: asks,
 * waits, collects what it would post to webhooks. */
#ifndef TEST_SIM_STAGE_H
#define TEST_SIM_STAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#include "sim/core.h"

struct stage {
	struct sim *sim;
	int64_t now;	/* ms */
	json_t *events; /* envelopes, oldest first */
	struct buf journal;
	int nth;	/* of the next request's connection; 0: not known */
};

enum { STAGE_START = 1795351640 /* s: 2026-11-22T12:47:20Z */ };

/* Starts at STAGE_START; options NULL: as usual, media sends allowed. */
void stage_open(struct stage *, const struct sim_options *);
void stage_close(struct stage *);
/* Lets ms pass, second by second, collecting events. */
void stage_wait(struct stage *, int64_t ms);

struct reply {
	enum sim_end end;
	int status;
	char type[64];
	int64_t ms;   /* how long it took */
	json_t *json; /* the body, or NULL when empty or no JSON */
	char *text;   /* the body */
	size_t n;
};
void reply_fini(struct reply *);
/* "POST /api/sendText"; body NULL, or JSON text. WAHA's waiting is waited out. */
struct reply stage_ask(struct stage *, const char *request, const char *body);
/* The same with everything a request can have. */
struct reply stage_request(struct stage *, struct sim_request *);
/* As stage_ask with a body by json_pack, which must succeed with a 2xx; its
 * JSON (new reference, may be NULL). */
json_t *stage_do(struct stage *, const char *request, const char *fmt, ...);
/* A text to this chat; the bare id of NOWEB's answer, heap. */
char *stage_send(struct stage *, const char *chat, const char *text);

/* The newest event of this name since stage_forget, borrowed; NULL: none. */
json_t *stage_event(const struct stage *, const char *name);
size_t stage_count(const struct stage *, const char *name);
void stage_forget(struct stage *);
/* How many journal lines have this "what", and (unless NULL) this text in them. */
size_t stage_lines(const struct stage *, const char *what, const char *contains);
/* The configuration that tells everything to http://127.0.0.1:9/hook. */
extern const char stage_config[];

#endif
