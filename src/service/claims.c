/* claims: see claims.h. A handful of rows: walked from end to end. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "service/claims.h"

#include "base/banned.h"

/* Whether a time that was set to at most `length` from its now is still ahead; a
 * wall clock set back must not make it last. */
static bool ahead(int64_t until, int64_t length, int64_t now)
{
	return until > now && until <= now + length;
}

bool claim_types(const struct claim *c, int64_t now_ms)
{
	return ahead(c->typing_until, CLAIM_MS, now_ms);
}

static struct claim *find(struct claims *all, int64_t agent_id, int64_t conversation_id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].agent_id == agent_id && all->v[i].conversation_id == conversation_id)
			return &all->v[i];
	return NULL;
}

static void drop_at(struct claims *all, size_t i, struct changes *changes)
{
	changes_add(changes, CHANGE_PRESENCE, all->v[i].conversation_id);
	all->v[i] = all->v[--all->n];
}

static void make_room(struct claims *all, struct changes *changes)
{
	size_t oldest = 0;
	if (all->n < CLAIMS_MAX)
		return;
	for (size_t i = 1; i < all->n; i++)
		if (all->v[i].look_until < all->v[oldest].look_until)
			oldest = i;
	drop_at(all, oldest, changes);
}

void claims_put(struct claims *all, int64_t agent_id, const char *agent, int64_t conversation_id, bool typing,
	int64_t now_ms, struct changes *changes)
{
	struct claim *c = find(all, agent_id, conversation_id);
	bool was = c && claim_types(c, now_ms);
	if (!c) {
		make_room(all, changes);
		LIST_GROW(all);
		c = &all->v[all->n++];
		*c = (struct claim){ .agent_id = agent_id, .conversation_id = conversation_id };
		str_copy(c->agent, sizeof c->agent, agent);
		changes_add(changes, CHANGE_PRESENCE, conversation_id);
	}
	c->look_until = now_ms + LOOK_MS;
	if (typing && !was)
		c->typing_since = now_ms;
	c->typing_until = typing ? now_ms + CLAIM_MS : 0;
	/* Renewed, it still tells the others until when. */
	if (typing || was)
		changes_add(changes, CHANGE_PRESENCE, conversation_id);
}

void claims_written(struct claims *all, int64_t agent_id, int64_t conversation_id, struct changes *changes)
{
	struct claim *c = find(all, agent_id, conversation_id);
	if (!c || !c->typing_until)
		return;
	c->typing_until = 0;
	changes_add(changes, CHANGE_PRESENCE, conversation_id);
}

void claims_drop(struct claims *all, int64_t agent_id, int64_t conversation_id, struct changes *changes)
{
	for (size_t i = all->n; i-- > 0;)
		if (all->v[i].agent_id == agent_id
			&& (!conversation_id || all->v[i].conversation_id == conversation_id))
			drop_at(all, i, changes);
}

int claims_expire(struct claims *all, int64_t now_ms, struct changes *changes)
{
	int64_t next = -1;
	for (size_t i = all->n; i-- > 0;) {
		struct claim *c = &all->v[i];
		if (!ahead(c->look_until, LOOK_MS, now_ms)) {
			drop_at(all, i, changes);
			continue;
		}
		if (c->typing_until && !claim_types(c, now_ms)) {
			c->typing_until = 0;
			changes_add(changes, CHANGE_PRESENCE, c->conversation_id);
		}
		int64_t end = (c->typing_until ? c->typing_until : c->look_until) - now_ms;
		if (next < 0 || end < next)
			next = end;
	}
	return (int)next;
}

const struct claim *claims_holder(const struct claims *all, int64_t conversation_id, int64_t now_ms)
{
	const struct claim *first = NULL;
	for (size_t i = 0; all && i < all->n; i++) {
		const struct claim *c = &all->v[i];
		if (c->conversation_id == conversation_id && claim_types(c, now_ms)
			&& (!first || c->typing_since < first->typing_since))
			first = c;
	}
	return first;
}

void claims_fini(struct claims *all)
{
	free(all->v);
	*all = (struct claims){ 0 };
}
