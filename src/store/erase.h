/* erase: a customer's wish to be forgotten. erase_begin makes them nobody at once, in one
 * transaction that is short however long their history; what is left to wipe goes piece by
 * piece, each in a transaction of its own, so that nobody waits and an end in the middle
 * goes on at the next start. Then the full text and the journal are written anew, for a row that is
 * deleted still stands in both.
 *
 * What stays: the contact's row without a word in it (the trail and the caps name its id),
 * hashes of its addresses (erased.h), when they refused, the days they were written to, and
 * of each message that left its id, when it left and with what result. What they wrote in
 * groups stays there, as nobody's. */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"
#include "store/depot.h"

/* What there is of somebody. */
struct erase_sum {
	int64_t messages, files, notes; /* notes about them, and about what they wrote */
	int64_t waiting;		/* messages to them that have not left */
	bool refused;			/* opted out or blocked, which stays */
};
bool erase_sum(struct db *, int64_t contact_id, struct erase_sum *, struct err *);

/* Cancels what waits, then nothing leads to them any more. ERR_CONFLICT erase.sending while
 * a message to them (or one of theirs that is passed on) is leaving or unknown. */
bool erase_begin(struct db *, int64_t contact_id, int64_t now, struct changes *, struct err *);

/* Hashes of files that nothing needs any more: remove them after the commit. */
struct erase_files {
	char (*v)[DEPOT_HASH_CAP];
	size_t n, cap;
};
void erase_files_fini(struct erase_files *);

/* Whether there is anything left to wipe. */
bool erase_pending(struct db *, bool *yes, struct err *);
/* The next piece, in the caller's write transaction. *more: call again. */
bool erase_piece(struct db *, struct erase_files *, bool *more, struct err *);
/* The next piece of writing anew, outside of a transaction, after the last of erase_piece.
 * *busy: a reader is in the way, later. */
bool erase_tidy(struct db *, bool *more, bool *busy, struct err *);

#endif
