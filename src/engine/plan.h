/* plan: the queue played forward with the rules of sending: when each message would
 * leave at today's limits, and which would not. Nothing is promised: whoever writes
 * meanwhile, and chance, move it. Reads only. */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#include "store/db.h"

#include "engine/engine.h"

/* Of every number at most so many: what comes after is counted only. */
enum { PLAN_MOST = 1000 };

struct plan_item {
	int64_t message_id;
	int64_t leaves_ms;	/* 0: it does not: */
	struct sentence reason; /* why */
};
struct plan {
	struct plan_item *v; /* those that leave in that order, then the others */
	size_t n, cap;
	size_t waiting, leave, excluded; /* waiting: queued and held */
	int64_t last_ms;		 /* 0: none leaves */
};

/* session_id 0: all numbers, each for itself. Inside the caller's transaction or not. */
bool engine_plan(struct engine *, struct db *, int64_t session_id, int64_t now_ms, struct plan *, struct err *);
void plan_fini(struct plan *);

#endif
