/* send: what leaves through WAHA for the pretended WhatsApp. */
#ifndef SIM_SEND_H
#define SIM_SEND_H

#include <stdbool.h>

#include "sim/state.h"

struct call;

/* A message to the chat that the body names, from WAHA; NULL when the answer
 * (no chatId, no network) is already made. */
struct message *send_begin(struct call *, enum kind);
/* It leaves: listed, told, journalled, its receipts under way, as the rule in
 * charge lets it. False when the answer is already made (refused at once). */
bool send_leave(struct call *, struct message *);
/* Both, with the engine's answer. */
void send_off(struct call *, struct message *);

#endif
