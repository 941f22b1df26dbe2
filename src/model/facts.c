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
