/* contact_merge: two contacts that a person says are one, and the way back. What the
 * engine itself joins (a hidden id and its phone) has no way back. Writer of
 * contact_merges and contact_merge_messages: contact_merge.c. */
#ifndef STORE_CONTACT_MERGE_H
#define STORE_CONTACT_MERGE_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

/* All of gone becomes keep's: addresses, conversations, consents, tags, fields (keep's
 * own value stays), notes; what either refused stays refused. gone's id leads to keep.
 * ERR_USAGE merge.same for one and the same. */
bool contact_merge(struct db *, int64_t keep, int64_t gone, int64_t now, struct changes *, struct err *);
/* Takes the last merge into keep back that was not; *gone is who stands for himself
 * again, with his messages as they were then. What came since stays with the
 * conversation it came into; what was refused since is refused by both. ERR_CONFLICT
 * merge.none when there is nothing to take back. */
bool contact_unmerge(struct db *, int64_t keep, int64_t now, int64_t *gone, struct changes *, struct err *);
/* Who went into keep last and may come back; 0: nobody. */
bool contact_last_merge(struct db *, int64_t keep, int64_t *gone, struct err *);

#endif
