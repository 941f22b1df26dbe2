/* away: nobody is there, and who writes is told so, once. What is true of a number now is
 * engine_away's to say (engine.h); here is what the sync threads do with it. */
#ifndef ENGINE_AWAY_H
#define ENGINE_AWAY_H

#include "model/event.h"
#include "store/message.h"

#include "engine/inside.h"

/* After a message of theirs was stored, in its transaction: the answer goes into the outbox
 * where one is due. *wrote: then, and the sender is to be woken after the commit. */
bool away_heard(struct number *, struct db *, const struct arrived *, const struct event *, bool live, int64_t now,
	bool *wrote, struct changes *, struct err *);

/* What the clock alone ends, of every number: an absence that had a time, and answers that
 * wait longer than they live or than the absence does. On the first sync thread. */
bool away_step(struct engine *, struct db *, int64_t now_ms, struct changes *, struct err *);

#endif
