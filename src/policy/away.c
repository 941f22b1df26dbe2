/* away: see away.h. */
#include "policy/away.h"

#include "base/banned.h"

NAMES_DEFINE(away_answer, away_answer, AWAY_ANSWERS)

bool absence_at(bool on, int64_t since, int64_t until, const struct week *shut, int64_t now, struct absence *a)
{
	*a = (struct absence){ 0 };
	if (on && (until == 0 || now < until)) {
		*a = (struct absence){ .by_hand = true, .began = since, .until = until };
		return true;
	}
	if (shut == NULL || week_open(shut, now))
		return false;
	*a = (struct absence){ .began = week_shut_since(shut, now), .until = week_next(shut, now) };
	return true;
}

/* Between now and so long ago. A time that is yet to come counts too: a clock that was
 * set back gives no second answer. */
static bool within(int64_t at, int64_t now, int64_t seconds)
{
	return at > 0 && now - at < seconds;
}

enum away_answer away_judge(const struct away_facts *f)
{
	if (f->began == 0)
		return AWAY_THERE;
	if (!f->person)
		return AWAY_NO_PERSON;
	if (!f->live)
		return AWAY_HISTORY;
	if (f->at < f->began || f->at > f->now + AWAY_FRESH_S || f->now - f->at > AWAY_FRESH_S)
		return AWAY_OLD;
	if (f->refused)
		return AWAY_REFUSED;
	if (!f->clock_trusted)
		return AWAY_CLOCK;
	if (f->told_here >= f->began)
		return AWAY_TOLD;
	if (within(f->told_any, f->now, AWAY_AGAIN_S))
		return AWAY_DAY;
	if (within(f->talked_at, f->now, AWAY_TALK_S))
		return AWAY_TALK;
	return f->quick >= AWAY_QUICK ? AWAY_MACHINE : AWAY_DUE;
}
