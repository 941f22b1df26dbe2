/* hook: a webhook that somebody switched on stays on, also where WAHA forgot it: CORE
 * before 2026.6.1 loses a session's configuration whenever its process ends. */
#ifndef ENGINE_HOOK_H
#define ENGINE_HOOK_H

#include "waha/waha.h"

#include "engine/inside.h"

/* What was asked for, for ever; url NULL: none. Inside a transaction. */
bool hook_keep(struct db *, int64_t session_id, const char *url, struct err *);
/* Brings WAHA's configuration in line with it; *changed: WAHA restarts the session if it
 * ran. Nothing was asked for: nothing happens, not even a request. */
bool hook_restore(struct number *, struct db *, struct waha *, bool *changed, struct err *);

#endif
