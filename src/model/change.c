/* change: a set of what became different. */
#include <stdlib.h>

#include "base/mem.h"

#include "model/change.h"

#include "base/banned.h"

NAMES_DEFINE(change_kind, change_kind, CHANGE_KINDS)

void changes_add(struct changes *c, enum change_kind kind, int64_t id)
{
	for (size_t i = c->n; i-- > 0;)
		if (c->v[i].id == id && c->v[i].kind == kind)
			return;
	LIST_GROW(c);
	c->v[c->n++] = (struct change){ kind, id };
}

void changes_fini(struct changes *c)
{
	free(c->v);
	*c = (struct changes){ 0 };
}
