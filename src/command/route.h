/* route: a command and its arguments as an HTTP request, and back, both from the
 * route's one template. Path parts and query values travel percent-encoded and
 * are matched before they are decoded, so that a customer called "search" can be
 * asked for. Pure. */
#ifndef COMMAND_ROUTE_H
#define COMMAND_ROUTE_H

#include <jansson.h>

#include "base/buf.h"
#include "command/command.h"

struct request {
	const char *method; /* borrowed from the table */
	struct buf path;    /* "/api/messages/12?limit=50" */
	struct buf body;    /* JSON; empty: none */
};
void request_fini(struct request *);

/* Face: checks args against the table and writes the request; the face's own
 * arguments are left out, the command's preset is put in. */
bool route_request(const struct command *, const json_t *args, struct request *, struct err *);

enum route_found { ROUTE_FOUND, ROUTE_UNKNOWN, ROUTE_METHOD, ROUTE_BAD };
struct route_match {
	const struct command *command; /* when found */
	json_t *args;		       /* owned: of path and query, typed by the table */
	char allow[48];		       /* ROUTE_METHOD: "GET, PUT" */
};
void route_match_fini(struct route_match *);
/* API: the command of a request line. ROUTE_UNKNOWN with ERR_NOT_FOUND
 * route.unknown naming the nearest, ROUTE_METHOD with ERR_USAGE route.method,
 * ROUTE_BAD with ERR_USAGE args.* when a value of path or query is not what the
 * table says (command is set then). */
enum route_found route_find(const char *method, const char *uri, struct route_match *, struct err *);
/* Adds the body's arguments to those of the line (a name in both is refused) and
 * checks the whole. body may be empty. */
bool route_body(struct route_match *, const char *body, size_t n, struct err *);

#endif
