/* fetch: files that came with messages, brought here when somebody wants them. */
#ifndef ENGINE_FETCH_H
#define ENGINE_FETCH_H

#include <jansson.h>

#include "engine/inside.h"

struct http;

/* The file of a message into the depot, piece by piece; {media_id}. One that is here
 * already is only looked up. On the caller's thread, in no transaction. What became of
 * it stands with the message too (media_state). Errors media.*, waha.*. */
bool fetch_file(struct engine *, struct db *, struct http *, int64_t message_id, json_t **out, struct err *);

#endif
