/* draft: what an agent typed in a conversation and did not send. Writer: draft.c. */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

/* "" or NULL takes it away. */
bool draft_put(struct db *, int64_t agent_id, int64_t conversation_id, const char *text, int64_t now, struct err *);
/* *text heap, NULL when there is none. */
bool draft_get(struct db *, int64_t agent_id, int64_t conversation_id, char **text, struct err *);

#endif
