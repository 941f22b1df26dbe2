/* gate: the rules of sending, one row each, in the order in which people read
 * them. A gate looks at facts and a time and allows, or fills in why not, with
 * the numbers, and what would change it. Pure. */
#ifndef POLICY_GATE_H
#define POLICY_GATE_H

#include <stddef.h>

#include "model/facts.h"
#include "model/verdict.h"

enum gate_flags {
	GATE_CALENDAR = 1, /* closed by the calendar alone: a message's life does not run meanwhile */
	GATE_BRIEF = 2,	   /* seen and typing fill its last seconds */
	GATE_ACT = 4	   /* also asked of what is done to a message that is there: reaction, edit, deletion */
};

struct gate {
	const char *name;
	unsigned flags;
	unsigned confirmed; /* of enum confirmed: what a person's yes to its HOLD is kept as; 0: none helps */
	/* True: allows. False: kind, until_ms, say and change are filled in. */
	bool (*ask)(const struct facts *, int64_t now_ms, struct gate_verdict *);
};

extern const struct gate gates[];
extern const size_t gates_n;
/* NULL when there is no such gate. */
const struct gate *gate_named(const char *);

#endif
