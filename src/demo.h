/* demo: `wartel demo`: a pretended WhatsApp, an engine and a screen in a
 * temporary directory; nothing leaves the machine and nothing stays on it. */
#ifndef DEMO_H
#define DEMO_H

#include "cli/cli.h"

int demo_run(const struct cli *);

#endif
