/* server: the simulator on a port of 127.0.0.1. Requests come in on libmicrohttpd's
 * thread, a second thread lets time pass, sends answers that are late and makes
 * the webhook calls. One mutex guards the core. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include <stdbool.h>

#include "base/err.h"

struct sim;
struct server;

/* port 0: any. listen_fd: a listening socket that it takes over instead, or -1. Does
 * not own the sim. NULL with ERR_REMOTE (sim.port). */
struct server *server_new(struct sim *, int port, int listen_fd, struct err *);
int server_port(const struct server *);
/* Ends both threads; what still waits for an answer is closed without one. */
void server_free(struct server *);

#endif
