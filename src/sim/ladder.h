/* ladder: what becomes of a message that left: the receipts of the owner's own
 * phone and of the customer's, as each behaves. */
#ifndef SIM_LADDER_H
#define SIM_LADDER_H

#include <stdbool.h>

struct message;
struct session;

/* How a rule bends the receipts of one message. */
enum ack_way { ACKS_USUAL, ACKS_DOUBLED, ACKS_REORDERED, ACKS_MISSING, ACKS_ERROR };

/* The message has reached WhatsApp: receipts will follow. */
void ladder_start(struct session *, struct message *);
/* One receipt (STATUS_…), now: the store takes it as the engine does, and an
 * event tells. */
void ladder_receipt(struct session *, struct message *, int status, bool by_lid);
/* WhatsApp refused it: only an event says so. */
void ladder_refuse(struct session *, struct message *, const char *code);
/* Phone and network are back: what waited goes on. */
void ladder_flush(struct session *);

#endif
