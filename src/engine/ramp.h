/* ramp: the warm-up of a young number. Its day moves on only after a healthy day:
 * somebody answered and nothing was wrong; 72 h of silence take it back one. */
#ifndef ENGINE_RAMP_H
#define ENGINE_RAMP_H

#include "engine/inside.h"

/* Somebody wrote to the number. In the caller's transaction. */
bool ramp_answered(struct db *, int64_t session_id, int64_t at, struct err *);
/* Judges the days that have passed since it was last asked; cheap when none has. */
bool ramp_judge(struct number *, struct db *, int64_t now, struct changes *, struct err *);

#endif
