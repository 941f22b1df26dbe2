/* verdict: the facts behind a verdict, for the sender, which needs them too. */
#ifndef ENGINE_VERDICT_H
#define ENGINE_VERDICT_H

#include "model/facts.h"

#include "engine/inside.h"

/* item NULL: only what is true of the number. Inside the caller's transaction, or
 * in a read of its own. */
bool verdict_facts(struct number *, struct db *, const struct verdict_item *, int64_t now_ms, struct facts *,
	struct err *);

#endif
