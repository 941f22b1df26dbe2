/* firstrun: the questions of a first start: where WAHA is, its key, which
 * session, which zone; then the pairing. */
#ifndef CLI_FIRSTRUN_H
#define CLI_FIRSTRUN_H

#include <stdbool.h>

#include "cli/cli.h"

/* True when there is no configuration and a person sits there who can answer. */
bool firstrun_due(const struct cli *);
/* Asks, writes the configuration, starts the engine, looks whether all is well,
 * pairs. The exit status; 0: the screen may open. */
int firstrun(const struct cli *);

#endif
