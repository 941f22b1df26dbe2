/* seen: how far each agent has read a chat. Unseen is the chat's count of live
 * inbound messages less the count at the marker, so that the list need not
 * count. It only moves on, unless an agent says unread. Writer: seen.c. */
#ifndef STORE_SEEN_H
#define STORE_SEEN_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

/* Read up to and with this message of the chat (0: all there is). */
bool seen_put(struct db *, int64_t agent_id, int64_t chat_id, int64_t message_id, int64_t now, struct changes *,
	struct err *);
/* As if their last message had not been read: the only way back. ERR_CONFLICT
 * conversation.nothing-unread where they never wrote. */
bool seen_unread(struct db *, int64_t agent_id, int64_t chat_id, int64_t now, struct changes *, struct err *);
/* The marker as it is, for putting it back (seen_restore); false when there is none. */
struct seen_mark {
	int64_t message_id, inbound_count;
	bool there;
};
bool seen_mark(struct db *, int64_t agent_id, int64_t chat_id, struct seen_mark *, struct err *);
/* The mark as text, "message count", "" for none; and back. */
enum { SEEN_TEXT = 48 };
const char *seen_text(const struct seen_mark *, char out[SEEN_TEXT]);
void seen_read(const char *, struct seen_mark *);
bool seen_restore(struct db *, int64_t agent_id, int64_t chat_id, const struct seen_mark *, int64_t now,
	struct changes *, struct err *);
/* The marker's message and how many came after; 0 and all when there is none. */
bool seen_get(struct db *, int64_t agent_id, int64_t chat_id, int64_t *message_id, int64_t *unseen, struct err *);

#endif
