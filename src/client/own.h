/* own: finding the engine's socket, and starting an engine of one's own, as tmux
 * starts its server. */
#ifndef CLIENT_OWN_H
#define CLIENT_OWN_H

#include <stdint.h>

#include "base/err.h"
#include "config/config.h"

struct engine_place {
	char *path;	/* of the socket; owned */
	bool own;	/* an engine may be started for it */
};

/* Where the engine of this face is: chosen once, by what is named, else by what
 * answers. */
void engine_find(const struct config *, const char *flag, struct engine_place *);
/* True when somebody listens there. */
bool engine_listens(const char *path);
/* The process that listens there, by the kernel's word, and its user. False with
 * ERR_ENGINE client.none when nobody does. */
bool engine_peer(const char *path, int64_t *pid, int64_t *uid, struct err *);

/* Waits until a process is gone, at most ms (real time). False: it is still there. */
bool engine_await_end(int64_t pid, int ms);

/* Starts `engine --linger` detached. *ready_fd becomes readable when it listens
 * or is gone; the caller closes it. */
bool engine_spawn(const struct config *, int *ready_fd, struct err *);
enum engine_ready {
	ENGINE_LISTENS,
	ENGINE_LOST_RACE, /* another one had the lock: it will listen, or does */
	ENGINE_FAILED	  /* e says why */
};
/* What was said on ready_fd. Blocks until something was. */
enum engine_ready engine_ready_read(int ready_fd, struct err *);

#endif
