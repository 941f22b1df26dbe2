/* changes: notes that something became different, from any thread to the API
 * thread. A full queue never blocks who posts: then everything counts as
 * changed, once. */
#include <stdlib.h>

#include "base/mem.h"

#include "engine/inside.h"

#include "base/banned.h"

void engine_changed(struct engine *e, const struct changes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct change *note = xmalloc(sizeof *note);

		*note = c->v[i];
		if (!queue_put(e->changes, note)) {
			free(note);
			atomic_store(&e->changes_lost, true);
		}
	}
}

int engine_changes_fd(const struct engine *e)
{
	return queue_fd(e->changes);
}

bool engine_changes_take(struct engine *e, struct change *out)
{
	struct change *note = queue_get(e->changes);

	if (note) {
		*out = *note;
		free(note);
		return true;
	}
	if (atomic_exchange(&e->changes_lost, false))
		e->changes_owed = CHANGE_JOB + 1;
	if (!e->changes_owed)
		return false;
	/* id 0: all of this kind. */
	*out = (struct change){ .kind = (enum change_kind)(CHANGE_JOB + 1 - e->changes_owed), .id = 0 };
	e->changes_owed--;
	return true;
}
