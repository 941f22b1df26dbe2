/* ability: the names. */
#include "model/ability.h"

#include "base/banned.h"

NAMES_DEFINE(waha_ability, waha_ability, WAHA_ABILITIES)
