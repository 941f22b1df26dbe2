/* view: filters of the inbox under a name: an agent's own, and those that all share
 * (agent_id 0). An own one goes before a shared one of the same name. Writer: view.c. */
#ifndef STORE_VIEW_H
#define STORE_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum { VIEW_NAME_CAP = 64, VIEW_QUERY_CAP = 512, VIEWS_MAX = 50 /* of one agent, and shared */ };
struct view_row {
	int64_t id, agent_id; /* 0: everybody's */
	char name[VIEW_NAME_CAP];
	char query[VIEW_QUERY_CAP];
};
struct view_rows {
	struct view_row *v;
	size_t n, cap;
};
void view_rows_fini(struct view_rows *);

/* What an agent can use: own and shared, by name. */
bool view_list(struct db *, int64_t agent_id, struct view_rows *, struct err *);
/* ERR_NOT_FOUND view.none, naming those there are. */
bool view_named(struct db *, int64_t agent_id, const char *name, struct view_row *, struct err *);
/* Of exactly this owner; *found false when there is none. */
bool view_of(struct db *, int64_t owner, const char *name, struct view_row *, bool *found, struct err *);
/* ERR_USAGE view.name for a name that is taken by a built-in one or cannot be one; ERR_CONFLICT
 * view.many. */
bool view_set(struct db *, int64_t owner, const char *name, const char *query, int64_t now, struct view_row *,
	struct err *);
bool view_delete(struct db *, int64_t owner, const char *name, struct err *);

#endif
