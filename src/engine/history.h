/* history: older messages of one chat when somebody wants them; the passes over all
 * chats are sync's (syncing.h). What it brings opens no window, fires no stop word and
 * notifies nobody. */
#ifndef ENGINE_HISTORY_H
#define ENGINE_HISTORY_H

#include <jansson.h>

#include "engine/inside.h"

struct http;

/* What WAHA has from before the oldest message that is here, some pages at most;
 * {added, done}. In no transaction, on the caller's thread. */
bool history_older(struct number *, struct db *, struct http *, int64_t chat_id, json_t **out, struct err *);

#endif
