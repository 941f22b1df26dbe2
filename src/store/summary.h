/* summary: figures of a number for the weather line, counted when somebody asks.
 * Reads only. */
#ifndef STORE_SUMMARY_H
#define STORE_SUMMARY_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

struct summary {
	int64_t unanswered;	     /* conversations that need a reply */
	int64_t initiated, answered; /* people written to first in the last 30 days; those of them who wrote since */
	int64_t ripe;		     /* those of them who have answered or had a day to do so */
	int64_t initiated_at;	     /* when the last of them was begun with, 0 none */
	int64_t opt_outs;	     /* since day_start */
};
/* Times are unix seconds; day_start is when the number's local day began. */
bool summary_number(struct db *, int64_t session_id, int64_t day_start, int64_t now, struct summary *, struct err *);

/* The newest conversations that the number began after `since` (unix seconds), at most
 * `last`: how many of them WhatsApp refused, and how many were handed over 10 minutes
 * ago and more and got no tick, while a message that left later got one 5 minutes ago
 * and more. */
struct summary_begun {
	int begun, refused, tickless;
};
bool summary_begun(struct db *, int64_t session_id, int64_t since, int64_t now, int last, struct summary_begun *,
	struct err *);

#endif
