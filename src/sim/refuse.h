/* refuse: what the simulator does not swallow though WAHA would: requests that a
 * client should never make. --lenient turns it off. */
#ifndef SIM_REFUSE_H
#define SIM_REFUSE_H

#include <stdbool.h>

struct call;

struct refusal {
	const char *name; /* "chat-id"; stands in the man page */
	const char *why;
	bool (*is)(const struct call *);
};
/* Ends with a NULL name. */
extern const struct refusal refusals[];

/* Answers and returns true when one holds. */
bool refuse(struct call *);

#endif
