/* verdict: the names of its kinds. */
#include "model/verdict.h"

#include "base/banned.h"

NAMES_DEFINE(verdict_kind, verdict_kind, VERDICT_KINDS)
