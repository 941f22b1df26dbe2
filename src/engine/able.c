/* able: passed up as it is. */
#include "waha/able.h"

#include "engine/able.h"

#include "base/banned.h"

bool engine_able(enum waha_engine engine, enum waha_ability a, struct err *e)
{
	return waha_able(engine, a, e);
}
