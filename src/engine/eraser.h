/* eraser: wipes what is left of customers who were erased (store/erase.h), a piece at a
 * time, so that whoever else writes waits for one piece at most; after an end in the middle
 * the next engine goes on. A thread of its own: neither a job nor a poll stands behind it. */
#ifndef ENGINE_ERASER_H
#define ENGINE_ERASER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct engine;
struct eraser;

struct eraser *eraser_new(struct engine *, struct err *);
/* The worker's step: one piece. INT64_MAX when nothing is left. */
int64_t eraser_step(void *eraser, int64_t now_ms);
void eraser_free(struct eraser *);

#endif
