/* cli: the command line: words to a command of the table, its answer as text or
 * JSON on standard output, what went wrong as one sentence on standard error,
 * and an exit status by the kind of the error. Threads: one. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>

#include "base/err.h"
#include "command/command.h"

struct cli {
	const struct command *command; /* NULL: no words: the screen */
	json_t *args;	    /* owned; of the command, common ones among them */
	bool json, help, ascii;
	const char *socket; /* --socket, or NULL; borrowed from args */
	const char *config; /* --config, or NULL */
};

/* Options that every command takes may stand before its name as well. json is set
 * as soon as it was seen, so that an error can be told in it. */
bool cli_read(struct cli *, int argc, char *const *argv, struct err *);
void cli_fini(struct cli *);
/* Runs it; the exit status. Not for the engine, the demo and the screen, which
 * are main's. */
int cli_run(const struct cli *);
/* Tells an error as this command line wants it; the exit status of its kind. */
int cli_fail(const struct cli *, const struct err *);

#endif
