/* api: the engine's doors: HTTP with JSON on a Unix socket, where the peer's uid
 * says who asks, and, where the option `port` is set, on TCP, where a bearer token
 * does. One thread; a request that has to wait for WAHA is suspended, never the
 * thread; events go out as they happen, and a slow reader delays nobody. */
#ifndef API_API_H
#define API_API_H

#include "engine/engine.h"

struct api;

/* Listens at the path, and on the option `port`: what lies at the path is removed first (the caller holds the
 * engine's lock), the mode is 0600, on a shared box 0660. NULL with ERR_USAGE
 * api.path for one over 107 bytes, ERR_ENGINE api.listen or api.tcp when it cannot be. The engine is borrowed. */
struct api *api_new(struct engine *, const char *socket_path, struct err *);
/* Starts its thread. */
bool api_start(struct api *, struct err *);
/* Answers what waits with "the engine ends", ends the streams, joins the thread.
 * Harmless for NULL, and twice. */
void api_stop(struct api *);
void api_free(struct api *);
/* How many faces are connected. From any thread. */
int api_faces(const struct api *);

#endif
