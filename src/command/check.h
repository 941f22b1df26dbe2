/* check: a JSON object of arguments against the table, before anything is done
 * with it: unknown keys, wrong types, values out of range and missing ones are
 * refused with the path of the offending value. Pure. */
#ifndef COMMAND_CHECK_H
#define COMMAND_CHECK_H

#include <jansson.h>

#include "command/command.h"

enum { ARG_WORD_MAX = 512, /* bytes of a word, name or target */
	ARG_MANY_MAX = 64 }; /* times */

/* With face, the face's own arguments (ARG_FACE, common ones) are allowed; the
 * API does not know them. False with ERR_USAGE args.* (args: path, …). */
bool command_check(const struct command *, const json_t *args, bool face, struct err *);

#endif
