/* jobs: calls to WAHA on behalf of a face, by workers of their own, so that none of
 * them stands before a poll or a message, and no short one behind a long one. */
#ifndef ENGINE_JOBS_H
#define ENGINE_JOBS_H

#include "engine/engine.h"

struct jobs;

struct jobs *jobs_new(struct engine *);
bool jobs_start(struct jobs *, struct err *);
/* Ends calls under way and the workers; what is queued is dropped. */
void jobs_stop(struct jobs *);
void jobs_free(struct jobs *);
/* Nothing queued, under way, or waiting to be taken. */
bool jobs_idle(const struct jobs *);
/* After a stop or a full pause nothing at all leaves, no star and no read mark either:
 * ERR_POLICY gate.stop.*. */
struct number;
bool jobs_may_leave(struct number *, struct db *, struct err *);
/* What WAHA has to ask WhatsApp for does not leave either while WhatsApp wants fewer
 * questions: ERR_BUSY query.rest. */
bool jobs_may_ask(struct number *, struct db *, struct err *);
/* A call for this number failed so: where WhatsApp wants fewer questions, all that ask
 * rest from now on. */
void jobs_failed(struct number *, struct db *, const struct err *);

#endif
