/* jobs: short calls to WAHA on behalf of a face, by two workers, so that none of
 * them stands before a poll or a message. */
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

#endif
