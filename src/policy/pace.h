/* pace: how long things take, drawn from the system's generator so that no two
 * gaps are alike. The draws are random; everything else here is pure. */
#ifndef POLICY_PACE_H
#define POLICY_PACE_H

#include <stddef.h>

#include "model/facts.h"

/* The gap after a message that leaves now, in ms. Within an hour after a pause that
 * the number laid on itself it is longer: tenfold at first, then less and less. */
int pace_gap_draw(const struct facts *, bool initiation, int64_t now_s);
/* How long a message rests after it was written (the undo), in ms. */
int pace_dwell_draw(const struct limits *);
/* How long "typing…" shows before a text of so many characters: longer for longer
 * text, at least a second, never over room_ms. */
int pace_typing_draw(size_t characters, int room_ms);
/* How long after seen the typing begins, in ms, at most a quarter of room_ms. */
int pace_reading_draw(int room_ms);

/* When the gap since the number's last send ends for a message of this kind. What
 * was drawn then is uniform in the range of the kind that left; an initiation
 * after a reply takes the same place in its own, wider range. */
int64_t pace_gap_ends(const struct facts *, bool initiation);

#endif
