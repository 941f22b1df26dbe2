/* promise: by when customers are to be answered. What a number promises (table
 * promises) is kept as its options spell it; by when each case owes an answer, and
 * as what, stands in its row, and is looked at again whenever what it follows from
 * changes: somebody wrote, answered, snoozed, chose a priority. Owed is an answer to
 * a person's live message that nobody has answered; what a snooze put off counts from
 * its end. Groups, history and what rests are promised nothing. Writer of the table
 * and of the columns promise_*: promise.c. */
#ifndef STORE_PROMISE_H
#define STORE_PROMISE_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/promise.h"
#include "store/db.h"

/* What the number promises from now on; when that is something else than before, all
 * that wait are looked at again. */
bool promise_set(struct db *, int64_t session_id, const struct promise_words *, struct changes *, struct err *);
/* When the next answer becomes due soon, or late; 0: none will. */
bool promise_next(struct db *, int64_t *at, struct err *);
/* Those that became so until now have changed; what is late gets a line of the trail. */
bool promise_tell(struct db *, int64_t now, struct changes *, struct err *);
/* How many are late. */
bool promise_late(struct db *, int64_t now, int64_t *n, struct err *);

#endif
