/* act: what is done to a message that is there: a reaction, an edit, a deletion for
 * everyone. Not messages: they wait in no queue, but pass the gates that hold for all
 * that leaves, keep the number's pace, and show only when WAHA said so. */
#ifndef ENGINE_ACT_H
#define ENGINE_ACT_H

#include "engine/inside.h"

struct http;

struct act {
	enum job_kind kind;   /* JOB_REACT, JOB_EDIT, JOB_DELETE */
	int64_t message_id;
	const char *text;     /* emoji ("" takes it back), or the new text */
	/* Lets ms pass; false: the engine ends. */
	bool (*rest)(void *ctx, int64_t ms);
	void *ctx;
};
/* In no transaction, on one thread at a time. */
bool act_do(struct engine *, struct db *, struct http *, const struct act *, struct err *);

/* Whether WhatsApp still lets it be done: its own limits of time. Pure. */
bool act_in_time(enum job_kind, int64_t left_at, int64_t now, struct err *);

#endif
