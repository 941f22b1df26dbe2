/* able: waha/able.h for the floors that do not know waha/. */
#ifndef ENGINE_ABLE_H
#define ENGINE_ABLE_H

#include "base/err.h"
#include "model/ability.h"
#include "model/session.h"

/* See waha_able. Pure. */
bool engine_able(enum waha_engine, enum waha_ability, struct err *e);

#endif
