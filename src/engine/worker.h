/* worker: a thread that runs one step function again and again, and sleeps until
 * the time the step names or until somebody calls. In tests the same steps are
 * run by hand on a virtual clock. */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/wake.h"

struct worker {
	/* Does at most one thing; returns when (clock_now_ms) it wants to be called
	 * again: a time that has passed means at once, INT64_MAX only when called. */
	int64_t (*step)(void *ctx, int64_t now_ms);
	void *ctx;
	pthread_t thread;
	struct wake wake;
	atomic_bool stopping;
	bool ready, running;
};

/* May be called from then on, by any thread. */
void worker_init(struct worker *);
bool worker_start(struct worker *, const char *name, int64_t (*step)(void *, int64_t), void *ctx, struct err *);
void worker_call(struct worker *);
/* Asks it to end; the caller also stops the call that it may wait in. */
void worker_stop(struct worker *);
void worker_join(struct worker *);
void worker_fini(struct worker *);

#endif
