/* journal: one JSON line for everything that arrived or happened, for whoever
 * checks what really left: requests with their outcome, messages that reached
 * the pretended WhatsApp, what customers wrote, sessions changing state. Every
 * line has "t" (ms) and "what". File data is replaced by its sha256 and size. */
#ifndef SIM_JOURNAL_H
#define SIM_JOURNAL_H

#include <jansson.h>
#include <stdint.h>

struct sim;
struct message;
struct session;

enum { JOURNAL_KEPT = 5000 /* lines that GET /sim/log can show */ };

/* Takes over line (an object); adds "t" and "what". */
void journal_add(struct sim *, const char *what, json_t *line);
/* A message that reached WhatsApp ("delivered"), was refused there ("rejected"),
 * or came from a customer ("inbound") or the owner's phone ("own"). */
void journal_message(struct sim *, struct session *, const char *what, const struct message *);
/* A copy of a request's body without the bytes of files. */
json_t *journal_body(const json_t *body);

#endif
