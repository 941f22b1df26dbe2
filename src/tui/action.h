/* action: the screen's own words. */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Whether a line begins with a word of the screen or a command of the table;
 * else ERR_USAGE command.unknown naming the nearest. */
bool action_known(const char *line, struct err *);
/* The words themselves, for help: name and what it does (English), NULL after the
 * last. */
const char *action_name(size_t i);
const char *action_note(size_t i);

#endif
