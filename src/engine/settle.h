/* settle: how long a message whose fate is unknown is looked for by itself. */
#ifndef ENGINE_SETTLE_H
#define ENGINE_SETTLE_H

enum { SETTLE_MS = 10 * 60 * 1000 };

#endif
