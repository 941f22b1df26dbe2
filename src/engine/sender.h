/* sender: one number's mouth. sender_step does at most one thing: it holds or
 * refuses what the gates stop, shows seen and typing inside the gap, marks a
 * message as leaving and hands it over at once, or writes down what became of it.
 * Two numbers never wait for each other: each has a sender and a thread. */
#ifndef ENGINE_SENDER_H
#define ENGINE_SENDER_H

#include "engine/inside.h"

struct sender *sender_new(struct number *, struct err *);
void sender_free(struct sender *);
/* worker's step; ctx is the struct sender. */
int64_t sender_step(void *ctx, int64_t now_ms);
/* Ends a call under way, from any thread. */
void sender_interrupt(struct sender *);

#endif
