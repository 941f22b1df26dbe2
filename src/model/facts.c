/* facts: the questions that more than one gate asks of them. */
#include "model/facts.h"

#include "base/banned.h"

enum { DAY_S = 24 * 60 * 60, WINDOW_S = DAY_S };

NAMES_DEFINE(outside_window, outside_window, OUTSIDE_WINDOWS)

bool facts_window_open(const struct item_facts *f, int64_t now_s)
{
	return f->last_inbound_at > 0 && now_s - f->last_inbound_at < WINDOW_S;
}

bool facts_has_basis(const struct item_facts *f, int64_t now_s)
{
	return f->consent_at > 0 || (f->wrote_at > 0 && now_s - f->wrote_at < (int64_t)BASIS_DAYS * DAY_S);
}

bool facts_is_initiation(const struct item_facts *f, int64_t now_s)
{
	return !f->is_group && !facts_window_open(f, now_s);
}

static int halved(int limit, bool halved)
{
	return halved ? limit / 2 : limit;
}

int facts_daily_contacts(const struct limits *l, const struct number_facts *f)
{
	return halved(l->daily_contacts, f->halved);
}

int facts_daily_initiations(const struct limits *l, const struct number_facts *f)
{
	int limit = l->daily_initiations;

	if (f->ramp_day >= 1 && f->ramp_day <= RAMP_DAYS && l->ramp[f->ramp_day - 1] < limit)
		limit = l->ramp[f->ramp_day - 1];
	return halved(limit, f->halved);
}
