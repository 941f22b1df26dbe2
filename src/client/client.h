/* client: a face's line to the engine: one handle stays on the events, requests
 * run beside it, and client_wait is the one poll of the program. Nothing here
 * blocks but client_wait and client_ask. Threads: one.
 *
 * Where the engine is: --socket, WARTEL_SOCKET, the option `socket`,
 * /run/wartel/engine.sock, then its own in the data directory; only its own is
 * started by the face (fork, setsid, exec of this binary as `engine --linger`,
 * one byte on a pipe when it listens), never where /etc/wartel/wartel.conf names
 * a socket. */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include <jansson.h>
#include <poll.h>
#include <stdint.h>

#include "base/err.h"
#include "command/command.h"
#include "config/config.h"

struct client;

struct client_options {
	const char *socket; /* --socket, or NULL */
	bool start_engine;  /* may start its own */
	bool events;	    /* keep a handle on GET /api/events */
};

/* Finds (and starts) the engine. NULL with ERR_ENGINE when there is none. */
struct client *client_open(const struct config *, const struct client_options *, struct err *);
void client_close(struct client *);
const char *client_socket(const struct client *);

/* Starts a command; args is an object of its arguments (borrowed). Its ticket,
 * or 0 with e when args do not fit the table. The file of a `send` is opened here and
 * given to the engine first; then the message goes, under the same ticket. Where the
 * answer is a file (CMD_DOWNLOAD) it is written to the argument `save` (client/download.h),
 * and the answer is {file, mimetype, size}. */
int64_t client_start(struct client *, const struct command *, const json_t *args, struct err *);
/* Gives up on a ticket: its reply is dropped. */
void client_drop(struct client *, int64_t ticket);

enum client_news_kind {
	CLIENT_NOTHING,
	CLIENT_REPLY, /* ticket, ok: answer in json; else err */
	CLIENT_EVENT, /* name ("message"), json */
	CLIENT_LOST,  /* the engine is gone; reconnecting goes on by itself, err says why */
	CLIENT_BACK   /* events flow again: read again what is on the screen */
};
struct client_news {
	enum client_news_kind kind;
	int64_t ticket;
	bool ok;
	char name[24];
	json_t *json; /* owned */
	struct err err;
};
void client_news_fini(struct client_news *);

/* The one poll: extra descriptors (revents filled), the engine, timers. */
bool client_wait(struct client *, struct pollfd *extra, size_t n_extra, int timeout_ms);
/* The next thing that happened; CLIENT_NOTHING when there is no more. */
enum client_news_kind client_next(struct client *, struct client_news *);

/* Start and wait, for the CLI: the answer (owned), or NULL with e. */
json_t *client_ask(struct client *, const struct command *, const json_t *args, int timeout_ms, struct err *);

#endif
