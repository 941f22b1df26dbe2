/* transport: joins base/http to a simulator in the same process: install it with
 * http_set_transport(sim_transport, sim). Every call then goes to the core, and
 * whatever WAHA takes its time for moves the virtual clock on, at most to the
 * caller's deadline. For one thread and a held clock (clock_hold). */
#ifndef SIM_TRANSPORT_H
#define SIM_TRANSPORT_H

#include <stdbool.h>

#include "base/http.h"

bool sim_transport(void *sim, const struct http_request *, struct http_answer *);

#endif
