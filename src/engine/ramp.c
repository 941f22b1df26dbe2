/* ramp: moving the warm-up's day. */
#include "base/zone.h"

#include "model/facts.h"
#include "store/number.h"
#include "store/stream.h"

#include "engine/anomaly.h"
#include "engine/ramp.h"

#include "base/banned.h"

/* at = when somebody last wrote to the number. */
#define STREAM_ANSWERED "answered"

enum { ANSWERED_EVERY_S = 60, SILENCE_DAYS = 3 };

bool ramp_answered(struct db *d, int64_t session_id, int64_t at, struct err *e)
{
	struct stream_position p = { 0 };

	if (!stream_get(d, session_id, STREAM_ANSWERED, &p, e))
		return false;
	/* The day is what counts: not a write for every message. */
	if (at < p.at + ANSWERED_EVERY_S)
		return true;
	p.at = at;
	return stream_put(d, session_id, STREAM_ANSWERED, &p, e);
}

bool ramp_judge(struct number *number, struct db *d, int64_t now, struct changes *c, struct err *e)
{
	const struct zone *zone = number->config->limits.zone;
	int32_t today = zone_day(zone, now);
	struct stream_position answered = { 0 }, anomaly = { 0 };
	struct number_row n = { 0 };
	int day;
	bool ok = false;

	if (!number_get(d, number->id, &n, e))
		return false;
	day = n.ramp_day;
	if (day == 0 || n.ramp_on == today) {
		ok = true;
		goto out;
	}
	if (n.ramp_on && n.ramp_on < today) {
		int32_t left = n.last_left_ms ? zone_day(zone, n.last_left_ms / 1000) : 0;

		if (!stream_get(d, number->id, STREAM_ANSWERED, &answered, e) ||
		    !stream_get(d, number->id, STREAM_ANOMALY, &anomaly, e))
			goto out;
		if (answered.at && zone_day(zone, answered.at) >= n.ramp_on &&
		    (!anomaly.at || zone_day(zone, anomaly.at) < n.ramp_on))
			day = day == RAMP_DAYS ? 0 : day + 1;
		else if (left && today - left >= SILENCE_DAYS && (today - left) % SILENCE_DAYS == 0 && day > 1)
			day--;
	}
	ok = number_set_ramp(d, number->id, day, today, c, e);
out:
	number_row_fini(&n);
	return ok;
}
