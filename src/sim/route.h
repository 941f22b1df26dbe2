/* route: which function answers which request, and what has to be true before. */
#ifndef SIM_ROUTE_H
#define SIM_ROUTE_H

#include <stdbool.h>

struct call;

enum {
	R_OPEN = 1 << 0,     /* no key */
	R_PATH = 1 << 1,     /* the session's name is the first place of the path */
	R_BODY = 1 << 2,     /* … stands in the body */
	R_QUERY = 1 << 3,    /* … stands in the query */
	R_WORKING = 1 << 4,  /* waits until it is WORKING, else 422 */
	R_STORE = 1 << 5,    /* NOWEB wants its store */
	R_PLUS = 1 << 6,     /* before 2026.6.1 in the paid version only */
	R_NOT_NOWEB = 1 << 7, /* 501 there */
	R_NOT_GOWS = 1 << 8,
	R_SCANNING = 1 << 9, /* waits until a QR shows, else 422 */
	R_RUNNING = 1 << 10, /* waits until it is started */
	R_NOT_WEBJS = 1 << 11,
	R_NOT_WPP = 1 << 12,
	R_BROWSER = R_NOT_NOWEB | R_NOT_GOWS /* WhatsApp Web alone does that */
};

/* {name} takes one part of the path, in order; "*" at the end the rest. */
struct route {
	const char *method;
	const char *path;
	void (*answer)(struct call *);
	unsigned flags;
	int since[3]; /* the version that brought it; {0}: always there */
};

/* Each ends with a row of NULLs. */
extern const struct route server_routes[], session_routes[], send_routes[], act_routes[], history_routes[],
	contact_routes[], label_routes[], group_routes[], file_routes[], control_routes[], rule_routes[];

/* Servers before 2026.6.1 know one session only: answers and returns true for
 * any other. */
bool route_core_only(struct call *, const char *session);
/* Finds, guards and answers one request; what it cost is journalled. */
void route_run(struct call *);

#endif
