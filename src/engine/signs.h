/* signs: what no single answer tells, but the figures of a number do: nobody answers,
 * people opt out, what it begins is refused or gets no tick. Counted once a minute;
 * each pauses new conversations. */
#ifndef ENGINE_SIGNS_H
#define ENGINE_SIGNS_H

#include "engine/inside.h"

/* In the caller's write transaction. */
bool signs_judge(struct number *, struct db *, int64_t now, struct changes *, struct err *);

#endif
