/* erased: addresses of customers who were erased, as hashes under a key of this database's
 * own: enough to know one that comes again, and to read none back. What was said until
 * then is not stored again, and what they refused stays refused. Writer of erasures: erased.c. */
#ifndef STORE_ERASED_H
#define STORE_ERASED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "store/db.h"

/* Of an address (or its twin, which may be NULL or NONE): what was said at `at` or before
 * belongs to somebody who was erased. at 0, not told, counts as before. */
bool erased_covers(struct db *, const struct address *, const struct address *alt, int64_t at, bool *yes,
	struct err *);
/* Until when what was said with an address belongs to somebody who was erased; 0: to nobody. */
bool erased_until(struct db *, const struct address *, int64_t *until, struct err *);

#endif
