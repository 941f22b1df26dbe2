/* queue: values handed from thread to thread, first in first out, with a
 * descriptor to poll on. The queue owns the pointers while they are in it.
 * Bounded: a full queue refuses. One mutex guards the ring. */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* drop frees what is left at queue_free (may be NULL). */
struct queue *queue_new(size_t cap, void (*drop)(void *));
void queue_free(struct queue *);
bool queue_put(struct queue *, void *); /* false: full or closed, caller keeps it */
void *queue_get(struct queue *);	/* NULL: empty now */
/* Waits; NULL after queue_close once empty, or after timeout_ms of the program's
 * time (-1: never), which clock_scale() shortens. */
void *queue_wait(struct queue *, int timeout_ms);
int queue_fd(const struct queue *); /* readable while not empty or closed */
void queue_close(struct queue *);

#endif
