/* sync: one number's ear. Asks WAHA how the session does, polls for what is new,
 * pages through the history, reads ticks again, learns names and hidden ids, and
 * looks after messages whose fate is unknown. One step is at most one request, so
 * that nothing long stands before a poll. Belongs to one thread. */
#ifndef ENGINE_SYNC_H
#define ENGINE_SYNC_H

#include "engine/inside.h"

struct sync *sync_new(struct number *, struct err *);
void sync_free(struct sync *);
/* worker's step; ctx is the struct sync. */
int64_t sync_step(void *ctx, int64_t now_ms);
/* Ends a call under way, from any thread. */
void sync_interrupt(struct sync *);

#endif
