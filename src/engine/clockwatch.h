/* clockwatch: whether this computer's wall clock may be believed. It is trusted
 * forwards only: the highest time at which anything was ever committed as leaving
 * is kept. Steps up to 5 s are ignored; a clock further behind that, or one that
 * moved more than 5 minutes against the time since boot, is not believed until it
 * agrees again or an admin says so. All of it stands in the database, so that
 * every thread, and the engine after a restart, judges alike. */
#ifndef ENGINE_CLOCKWATCH_H
#define ENGINE_CLOCKWATCH_H

#include <stdint.h>

#include "base/err.h"

#include "store/db.h"

/* Reads only. */
bool clockwatch_trusted(struct db *, int64_t now_ms, bool *trusted, struct err *);
/* Remembers how wall and boot time lie to each other, where this is the first
 * look since the computer started, and follows small steps. Call it now and then,
 * outside a transaction. */
bool clockwatch_keep(struct db *, int64_t now_ms, struct err *);
/* The clock is right as it is, says an admin. In the caller's write transaction. */
bool clockwatch_accept(struct db *, int64_t now_ms, struct err *);

#endif
