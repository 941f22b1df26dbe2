/* rights: who may do what, asked in one place with the table's own words. Pure. */
#ifndef COMMAND_RIGHTS_H
#define COMMAND_RIGHTS_H

#include "command/command.h"

/* ERR_AUTH rights.none for a caller without any, ERR_FORBIDDEN rights.command
 * when his do not reach. who is his name. */
bool rights_check(const struct command *, enum rights have, const char *who, struct err *);
/* The same for a part of a command that takes more than the whole. what: N_(). */
bool rights_need(enum rights need, enum rights have, const char *who, const char *what, struct err *);

#endif
