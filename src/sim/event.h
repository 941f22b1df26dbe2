/* event: what WAHA tells those who listen: an envelope for every event, posted to
 * the webhooks of the session's configuration, signed, and tried again. */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct message;
struct session;
struct sim;

/* Takes over payload. */
void event_emit(struct session *, const char *name, json_t *payload);
/* message.any, and for those of others message, with one event id. */
void event_message(struct session *, const struct message *);
/* When the next webhook call is due; INT64_MAX: none waits. */
int64_t event_next(const struct sim *);
void event_clear(struct sim *);

#endif
