/* help: what people read about the commands, printed from the table. Pure. */
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "base/buf.h"
#include "command/command.h"

/* "send TO TEXT... [--reply-to M] [--wait]" */
void help_usage(const struct command *, struct buf *out);
/* All commands, one line each; columns: of the terminal, 0 for 80. */
void help_all(struct buf *out, int columns);
/* One command: usage, arguments, options, rights, route, examples. */
void help_command(const struct command *, struct buf *out, int columns);
/* The sections COMMANDS and ROUTES of wartel(1) as mdoc, in English. */
void help_man(struct buf *out);

#endif
