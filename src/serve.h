/* serve: `wartel engine`: the engine and its API in one process, until a signal
 * or, lingering, until nobody needs it. */
#ifndef SERVE_H
#define SERVE_H

#include "cli/cli.h"

/* The exit status. A loser of the lock has nothing to do and ends with 0. */
int serve_run(const struct cli *);

#endif
