/* receive: what one event does to the database, in the caller's transaction: the
 * one road for what polls bring and for what is pushed. */
#ifndef ENGINE_RECEIVE_H
#define ENGINE_RECEIVE_H

#include "model/event.h"

#include "engine/inside.h"

struct receiving {
	struct number *number;
	int64_t now;
	/* Messages of before this time (unix seconds) are history: they notify nobody
	 * and count nowhere. INT64_MAX: all are. */
	int64_t live_from;
	/* Set by receive_event: something was new, or got a tick. */
	bool news;
	/* Set too: one of ours got its first tick. */
	bool ticked;
	/* And: what an event is about is not here, or not yet. */
	bool missing;
	/* And: something was put into the outbox; the sender is to be woken after the commit. */
	bool wrote;
	/* How many were not here yet. */
	int fresh;
};

bool receive_event(struct db *, struct receiving *, const struct event *, struct changes *, struct err *);
/* A page of them in order of time, whatever order it has. */
bool receive_events(struct db *, struct receiving *, const struct events *, struct changes *, struct err *);

#endif
