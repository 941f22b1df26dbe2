/* history: one random month of a shop: agents typing, customers answering, bursts
 * of new contacts, stops and pauses, crashes, clocks that jump, a WAHA that
 * misbehaves; then the world is put right, and what is left may settle. */
#ifndef TESTS_PROOF_HISTORY_H
#define TESTS_PROOF_HISTORY_H

#include "world.h"

/* Lives through the plan; the world is still open after it, and quiet. */
void history_live(struct world *, const struct plan *);

#endif
