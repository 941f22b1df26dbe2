/* webhook: where WAHA sends a session's events by itself: one entry in the
 * session's configuration, which is ours; those of others are left alone. */
#ifndef WAHA_WEBHOOK_H
#define WAHA_WEBHOOK_H

#include <stdbool.h>

#include "waha/waha.h"

/* Puts the entry in (secret: it signs with that) or, with a NULL secret, takes it
 * out. An entry is ours when its URL's path is, whatever host it names: that may have
 * changed. WAHA restarts a session whose configuration changes; one that is as wanted
 * is left alone: *changed. */
bool waha_webhook_set(struct waha *, const char *url, const char *secret, bool *changed, struct err *);

#endif
