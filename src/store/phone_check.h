/* phone_check: what WhatsApp said when it was asked whether a number is there. Asking
 * about many is a reason for a ban, so answers are kept and questions counted.
 * Writer of phone_checks: phone_check.c. */
#ifndef STORE_PHONE_CHECK_H
#define STORE_PHONE_CHECK_H

#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "store/db.h"

struct phone_check {
	int64_t at; /* of the answer; 0: there is none */
	bool there;
	struct address address; /* as WhatsApp has it; NONE when not told */
};
bool phone_check_get(struct db *, int64_t session_id, const char *digits, struct phone_check *, struct err *);
/* It is asked now: to be committed before. */
bool phone_check_ask(struct db *, int64_t session_id, const char *digits, int64_t now, struct err *);
/* It was not asked after all; last_at: when any was asked before, as phone_check_count said. */
bool phone_check_unask(struct db *, int64_t session_id, const char *digits, int64_t last_at, struct err *);
/* The answer, after phone_check_ask. */
bool phone_check_put(struct db *, int64_t session_id, const char *digits, const struct phone_check *, struct err *);
/* How often it was asked since a time, answered or not, and when last. */
bool phone_check_count(struct db *, int64_t session_id, int64_t since, int64_t *n, int64_t *last_at, struct err *);

#endif
