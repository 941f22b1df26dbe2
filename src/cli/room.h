/* room: what the files of this folder share: one command line being run, and
 * the parts that have a file of their own. */
#ifndef CLI_ROOM_H
#define CLI_ROOM_H

#include "client/client.h"
#include "config/config.h"

#include "cli/cli.h"

enum { ANSWER_MS = 60000, UPLOAD_MS = 300000 };

struct room {
	const struct cli *cli;
	struct config *config; /* owned */
	struct client *client; /* owned; NULL until asked for */
	const struct room *host; /* the shell's: what is the same there is only lent; or NULL */
};

/* Both tell the error themselves and return its exit status; 0: done. */
int room_config(struct room *);
int room_client(struct room *, bool events);
void room_fini(struct room *);
/* Prints the answer of the room's command as it wants it. */
int room_print(struct room *, const struct command *, const json_t *answer);

/* send --wait: follows a message until it left, or cannot. */
int follow_message(struct room *, const json_t *sent);
/* events: one line of JSON each. */
int follow_events(struct room *);
/* session qr on a terminal: draws it until the number is paired. */
int pair_by_qr(struct room *, const char *session);
int doctor(struct room *);
/* audit --format csv: all pages of it. */
int trail_csv(struct room *);
/* rules test --file: reads it into the arguments; the exit status of an error, or 0. */
int rules_file(struct room *);
/* template set --from: the same. */
int template_file(struct room *);
/* config show, config check, help, version, engine stop */
int local_run(struct room *);
int shell(struct room *);
int completion(struct room *);
int openapi(struct room *);
/* One command line inside the shell, over its connection where that will do. */
int room_run(const struct room *host, const struct cli *);

#endif
