/* facts: the two questions that more than one gate asks of them. */
#include "model/facts.h"

#include "base/banned.h"

enum { WINDOW_S = 24 * 60 * 60 };

bool facts_window_open(const struct item_facts *f, int64_t now_s)
{
	return f->last_inbound_at > 0 && now_s - f->last_inbound_at < WINDOW_S;
}

bool facts_is_initiation(const struct item_facts *f, int64_t now_s)
{
	return !f->is_group && !facts_window_open(f, now_s);
}
