/* signs: the figures of a number, judged. Each sign remembers when it last spoke, and
 * speaks again only over what happened since: whoever lifts a pause is not told the
 * same thing a minute later. */
#include "base/zone.h"

#include "store/stream.h"
#include "store/summary.h"

#include "engine/anomaly.h"
#include "engine/signs.h"

#include "base/banned.h"

enum {
	DAY_S = 24 * 3600,
	ANSWERS_LEAST = 10, ANSWERS_PERCENT = 10,
	OPT_OUTS = 2,
	LAST_BEGUN = 20, REFUSED_MOST = LAST_BEGUN * 30 / 100
};

#define STREAM_ANSWERS "sign.answers"	/* at: when it last spoke */
#define STREAM_OPT_OUTS "sign.opt-outs" /* at: the day it spoke of; n: how many there were */
#define STREAM_BEGUN "sign.begun"	/* at: when it last spoke */

static bool nobody_answers(struct number *n, struct db *d, const struct summary *sum, int64_t now, struct changes *c,
	struct err *e)
{
	struct stream_position p = { 0 };

	if (sum->ripe < ANSWERS_LEAST || sum->answered * 100 >= sum->ripe * ANSWERS_PERCENT)
		return true;
	if (!stream_get(d, n->id, STREAM_ANSWERS, &p, e))
		return false;
	if (sum->initiated_at <= p.at)
		return true;
	p.at = now;
	return stream_put(d, n->id, STREAM_ANSWERS, &p, e) && anomaly_remember(d, n->id, now, e) &&
	       anomaly_pause(d, n->id, PAUSE_INITIATIONS, LIFTED_BY_ITSELF, now + DAY_S,
		       WHY("pause.answers",
			       N_("fewer than one in ten of the people this number wrote to first have answered")),
		       now, c, e);
}

static bool people_opt_out(struct number *n, struct db *d, const struct summary *sum, int64_t day_start, int64_t now,
	struct changes *c, struct err *e)
{
	const struct zone *zone = n->config->limits.zone;
	struct stream_position p = { 0 };

	if (sum->opt_outs < OPT_OUTS)
		return true;
	if (!stream_get(d, n->id, STREAM_OPT_OUTS, &p, e))
		return false;
	if (p.at == day_start && sum->opt_outs <= p.n)
		return true;
	p.at = day_start;
	p.n = sum->opt_outs;
	return stream_put(d, n->id, STREAM_OPT_OUTS, &p, e) && anomaly_remember(d, n->id, now, e) &&
	       anomaly_pause(d, n->id, PAUSE_INITIATIONS, LIFTED_BY_ITSELF, zone_day_start(zone, zone_day(zone, now) + 1),
		       WHY("pause.opt-outs", N_("several people opted out today")), now, c, e);
}

static bool begun_in_vain(struct number *n, struct db *d, int64_t now, struct changes *c, struct err *e)
{
	struct stream_position p = { 0 };
	struct summary_begun begun;

	if (!stream_get(d, n->id, STREAM_BEGUN, &p, e) ||
	    !summary_begun(d, n->id, p.at, now, LAST_BEGUN, &begun, e))
		return false;
	if (begun.refused <= REFUSED_MOST && begun.tickless <= REFUSED_MOST)
		return true;
	p.at = now;
	return stream_put(d, n->id, STREAM_BEGUN, &p, e) && anomaly_remember(d, n->id, now, e) &&
	       anomaly_pause(d, n->id, PAUSE_INITIATIONS, LIFTED_BY_LEAD, 0,
		       begun.refused > REFUSED_MOST
			       ? WHY("pause.begun-refused",
					 N_("WhatsApp refuses many of the conversations this number begins"))
			       : WHY("pause.begun-tickless",
					 N_("many of the conversations this number begins get no tick, later messages do")),
		       now, c, e);
}

bool signs_judge(struct number *n, struct db *d, int64_t now, struct changes *c, struct err *e)
{
	const struct zone *zone = n->config->limits.zone;
	int64_t day_start = zone_day_start(zone, zone_day(zone, now));
	struct summary sum;

	return summary_number(d, n->id, day_start, now, &sum, e) && nobody_answers(n, d, &sum, now, c, e) &&
	       people_opt_out(n, d, &sum, day_start, now, c, e) && begun_in_vain(n, d, now, c, e);
}
