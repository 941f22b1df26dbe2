/* optout: a customer says stop, or start, with a whole message. */
#ifndef ENGINE_OPTOUT_H
#define ENGINE_OPTOUT_H

#include "store/message.h"

#include "engine/inside.h"

/* After a live message of a person was stored, in its transaction: a stop word opts
 * out and cancels what waits, a start word ends that. */
bool optout_heard(struct number *, struct db *, const struct arrived *, const char *text, int64_t now, struct changes *,
	struct err *);

#endif
