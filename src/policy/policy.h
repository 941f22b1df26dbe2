/* policy: whether a message may leave. A pure function of facts and a time, asked
 * alike for the preview, for `why`, for the plan and by the sender's last look. */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "policy/gate.h"

/* The whole is the strongest of its gates; when that is a WAIT, the latest of its
 * times, and then the gates are asked again as of that time, until it stands: a
 * message that would be held by then is a HOLD now, and "goes at 08:00" is never
 * said of a day that is full. at_once is what the gates say without looking
 * ahead: only that may end a message's waiting. */
void policy_judge(const struct facts *, int64_t now_ms, struct verdict *);
/* The same over another table, for proofs that every row counts. */
void policy_judge_by(const struct gate *, size_t n, const struct facts *, int64_t now_ms, struct verdict *);

/* Of a reaction, an edit, a deletion: only the gates that ask those too. */
void policy_judge_act(const struct facts *, int64_t now_ms, struct verdict *);

/* What a person's yes would be kept as (enum confirmed), of the gates that hold it;
 * judged again with that, a message that is still held cannot be confirmed. */
unsigned policy_confirmable(const struct verdict *);
/* True when nothing but a wait that presence fills (pace, dwell, its own time)
 * stands between the message and until_ms, or nothing at all. */
bool policy_leaves_shortly(const struct verdict *);
/* True when the calendar (hours, caps, its own time) lets it leave: from the first
 * such moment on its life runs, whatever else keeps it. */
bool policy_might_leave(const struct facts *, int64_t now_ms);

#endif
