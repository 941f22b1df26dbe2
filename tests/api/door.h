/* door: connections to the engine that a test holds by hand, byte by byte. */
#ifndef TESTS_API_DOOR_H
#define TESTS_API_DOOR_H

#include "base/buf.h"

/* A port that is free at this moment. */
int door_port(void);
int door_tcp(int port);
int door_unix(const char *path);
/* Adds what comes until the text is in it; NULL: until the other side hangs up. False:
 * nothing came for five seconds, or it hung up too early. */
bool door_hear(int fd, struct buf *in, const char *until);

#endif
