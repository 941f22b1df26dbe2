/* able: which WAHA engine can do what, and what to do instead where one cannot. One
 * table; whoever would ask WAHA for something looks here first, so that a person
 * reads a sentence and not HTTP 501. Pure. */
#ifndef WAHA_ABLE_H
#define WAHA_ABLE_H

#include "base/err.h"
#include "model/ability.h"
#include "model/session.h"

/* False fills e (which may be NULL): ERR_CONFLICT, key "able." and the ability's name,
 * "{engine} cannot …: what to do". An engine that is not known yet (WAHA_UNSURE) may
 * be able: WAHA itself will say. That an old version of WAHA lacks something is
 * another matter, see waha_has_new_id and FAULT_NO_ROUTE. */
bool waha_able(enum waha_engine, enum waha_ability, struct err *e);

#endif
