/* lookup: what became of a message whose answer was lost. Only reads. */
#ifndef WAHA_LOOKUP_H
#define WAHA_LOOKUP_H

#include "model/event.h"

#include "waha/chats.h"
#include "waha/waha.h"

/* One of ours by its bare id: out->kind is EVENT_MESSAGE, or EVENT_NONE when WAHA
 * says there is none (true both times). Any other answer is an error and says
 * nothing: GOWS answers 500 for an id it does not know. Where ids are not found in
 * all chats at once (WEBJS, WPP) it is looked for in this one, from `since` (unix
 * seconds) on; EVENT_REVOKED is what was taken back there. out must be {0} or finished. */
bool waha_look_id(struct waha *, const struct address *chat, int64_t since, const char *bare, struct event *out,
	struct err *);
/* Our own messages in a chat from `since` (unix seconds) on, oldest first. On
 * NOWEB a sent message's time moves to that of its latest receipt, never back. */
bool waha_look_sent(struct waha *, const struct address *chat, int64_t since, struct waha_page *out,
	struct err *);

#endif
