/* contact_twin: contacts that may be one person: suggestions, nothing more. */
#ifndef STORE_CONTACT_TWIN_H
#define STORE_CONTACT_TWIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/names.h"
#include "store/db.h"

/* Why: their phones are spellings of one number (phone_alike); or they are called the
 * same, of which one word says little: then one of the two must be known by a hidden
 * id alone. */
#define TWIN_REASONS(X) X(TWIN_PHONE, "phone") X(TWIN_NAME, "name")
enum twin_reason { TWIN_REASONS(NAMES_ENUM) };
NAMES_DECLARE(twin_reason, twin_reason)

struct twin {
	int64_t a, b; /* a < b */
	enum twin_reason reason;
};
struct twins {
	struct twin *v;
	size_t n, cap;
};
void twins_fini(struct twins *);

/* Those of one contact, at most limit. */
bool twins_of(struct db *, int64_t contact_id, size_t limit, struct twins *, struct err *);
/* Of the whole database, in the order of (a, b), behind a pair (0, 0: from the start). */
bool twins_all(struct db *, int64_t after_a, int64_t after_b, size_t limit, struct twins *, struct err *);

#endif
