/* reply: the answer of a command. The engine builds it, as JSON of the shape
 * that the table names; a face prints it, as text made from the same JSON. */
#ifndef COMMAND_REPLY_H
#define COMMAND_REPLY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"
#include "command/command.h"

/* A file as an answer. */
struct reply_file {
	bool there;
	int fd; /* owned, when there */
	int64_t size;
	char type[96], name[144];
};

struct reply {
	json_t *json; /* owned; NULL: nothing was answered */
	struct reply_file file; /* of CMD_DOWNLOAD, instead */
	int status;   /* HTTP, 0: 200 */
	json_t *given; /* owned; of a refusal: what the caller wrote, so that it is not lost; NULL none */
	char until[RFC3339_CAP]; /* of a refusal: when it may be tried again; "" none */
};
void reply_fini(struct reply *);
/* Both take the reference over. */
void reply_set(struct reply *, json_t *);
void reply_list(struct reply *, json_t *items, const char *next); /* next may be NULL */

struct reply_options {
	int columns;	/* of the terminal; 0: not a terminal, nothing is cut, no headings */
	bool colour, ascii;
	int64_t now;	/* unix seconds: times of today are shown without their date */
	const struct zone *zone; /* times are shown in it */
};
/* Human text of an answer, without tabs, lists aligned, every line ended. What
 * came from outside is cleaned for the terminal. */
void reply_text(const struct command *, const json_t *answer, const struct reply_options *, struct buf *out);
/* A number's absence: "out of office since 17:00, until 2026-11-23 09:00, says rina". */
const char *reply_absence(const json_t *, const struct reply_options *, char *out, size_t cap);
/* "14:31", "Sat 14:31" within a week, else "2026-11-14 14:31" from an RFC 3339
 * text; "" for none. Returns out. */
enum { REPLY_TIME_CAP = 32 };
char *reply_time(const char *rfc3339, const struct reply_options *, char out[REPLY_TIME_CAP]);

#endif
