/* inbound: what comes from phones: customers' messages of every kind, and what the
 * owner types on his own. */
#ifndef SIM_INBOUND_H
#define SIM_INBOUND_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"

#include "sim/state.h"

/* One message as the control channel and the shop file describe it (man page:
 * INBOUND). own: typed on the owner's phone. NULL with e when
 * the description makes no sense. */
struct message *inbound_read(struct session *, const json_t *spec, bool own, struct err *e);
/* A plain text of this person. */
struct message *inbound_say(struct session *, struct person *, const char *text);
/* It has reached WhatsApp; WAHA gets it now, or when it works again. */
void inbound_deliver(struct session *, struct message *);
/* What a reaction, an edit or a revoke does to its target. */
void inbound_apply(struct session *, struct message *);
/* The events of a message that WAHA has, also of the owner's own. */
void inbound_tell(struct session *, const struct message *);
/* The phone shares its keys with a device just paired. */
void inbound_keys(struct session *);
/* WORKING again: what waited comes in. */
void inbound_flush(struct session *);
/* Paired: all there is comes as history, without events. */
void inbound_history(struct session *);
/* Logged out: WAHA forgets all of it. */
void inbound_forget(struct session *);

#endif
