/* checker: whether a history kept the rules of sending. Written from the rules as
 * people are told them (wartel-policy(7)), not from the code that keeps them: it
 * sees what arrived at the simulator, what stood in the database then, and what
 * people did, and does its own arithmetic of days and hours. A rule is a row. */
#ifndef TESTS_PROOF_CHECKER_H
#define TESTS_PROOF_CHECKER_H

#include "world.h"

struct violation {
	const char *rule; /* NULL: none */
	size_t record;	  /* where in the log */
	char say[256];
};

struct verified {
	size_t sends, shows, delivered, written;
	size_t violations;
	struct violation first;
};

/* Of a history that is over and has settled. rule: only this one counts, or NULL. */
void checker_look(struct world *, const char *rule, struct verified *);
/* The last events before a violation, for people. */
void checker_show(const struct world *, const struct violation *);
/* Which rule has to catch a gate that is missing; NULL: the gate is not known here. */
const char *checker_rule_for(const char *gate);

#endif
