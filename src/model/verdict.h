/* verdict: whether a message may leave now, and which gate says otherwise. Made
 * by policy/ from facts; shown by every face. Times are unix milliseconds where
 * the name says so, else seconds. */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdint.h>

#include "base/err.h"
#include "model/names.h"

/* In rising strength: the whole verdict is the strongest of its gates. */
#define VERDICT_KINDS(X)        \
	X(VERDICT_ALLOW, "allow") \
	X(VERDICT_WAIT, "wait")   \
	X(VERDICT_HOLD, "hold")   \
	X(VERDICT_REFUSE, "refuse")
enum verdict_kind { VERDICT_KINDS(NAMES_ENUM) };
NAMES_DECLARE(verdict_kind, verdict_kind)

enum { GATE_NAME = 24, VERDICT_GATES = 24 };

struct gate_verdict {
	char gate[GATE_NAME]; /* "hours" */
	enum verdict_kind kind;
	int64_t until_ms; /* WAIT: when it may be asked again; 0: no time known */
	struct sentence say;	/* with the numbers in it */
	struct sentence change; /* what would change it */
};

struct verdict {
	enum verdict_kind kind;
	/* Of the gates as they stand now; kind also says what will be by until_ms. */
	enum verdict_kind at_once;
	int64_t until_ms; /* the latest of the WAITs, asked again as of then; 0: none known */
	size_t n;
	struct gate_verdict v[VERDICT_GATES]; /* the gates that do not allow, strongest first */
};

#endif
