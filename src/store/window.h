/* window: per number and contact, when they last wrote (the 24-hour window) and
 * how much was said (table conversation_sessions). The window is WhatsApp's own
 * rule on real time: it stands on the newest inbound message's own timestamp,
 * polled late or back-filled alike, and never on one from the future. Groups
 * open none. Writer: window.c, called by message.c. */
#ifndef STORE_WINDOW_H
#define STORE_WINDOW_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

/* 0 when they never wrote to this number. */
bool window_last_inbound(struct db *, int64_t session_id, int64_t contact_id, int64_t *at, struct err *);

#endif
