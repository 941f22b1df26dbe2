/* outcome: what is true of a message after the call that handed it over, from
 * how far the call came, its status and its answer. Certainly not sent only where
 * that is certain; whatever is not named here is UNKNOWN, and unknown is never
 * sent again by itself. Pure.
 *
 *   nothing left: no address, refused, TLS        RETRY
 *   no answer: timeout, reset, broken              UNKNOWN
 *   2xx with an id                                 ACCEPTED
 *   2xx without one, or with no JSON               UNKNOWN
 *   401, 403, session missing or not ready         SESSION
 *   429                                            RETRY
 *   400, 501, 422 "Plus"                           REJECTED
 *   500 with 463 or 475                            RESTRICTED
 *   other 500, 502, 503, 504, all else             UNKNOWN */
#ifndef WAHA_OUTCOME_H
#define WAHA_OUTCOME_H

#include "waha/call.h"
#include "waha/send.h"

/* e: what waha_call said, when it said no. */
void outcome_of(const struct waha_told *, const struct err *e, struct waha_sent *out);

#endif
