/* peer: who is at the other end of a Unix socket, as the kernel tells it
 * (SO_PEERCRED, or getpeereid where there is none), and which groups he is in. */
#ifndef BASE_PEER_H
#define BASE_PEER_H

#include <stdbool.h>
#include <sys/types.h>

struct peer {
	uid_t uid;
	gid_t gid;
	pid_t pid; /* 0 where the system does not tell */
};

/* False when fd is no connected Unix socket: then nobody is known. */
bool peer_of(int fd, struct peer *);
/* Whether a user is in a group, by whichever way the system knows. False for a
 * group that does not exist. */
bool peer_in_group(uid_t, const char *group);

#endif
