/* seen: how far each agent has read a chat. Unseen is the chat's count of live
 * inbound messages less the count at the marker, so that the list need not
 * count. It only moves on. Writer: seen.c. */
#ifndef STORE_SEEN_H
#define STORE_SEEN_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

/* Read up to and with this message of the chat (0: all there is). */
bool seen_put(struct db *, int64_t agent_id, int64_t chat_id, int64_t message_id, int64_t now, struct changes *,
	struct err *);
/* The marker's message and how many came after; 0 and all when there is none. */
bool seen_get(struct db *, int64_t agent_id, int64_t chat_id, int64_t *message_id, int64_t *unseen, struct err *);

#endif
