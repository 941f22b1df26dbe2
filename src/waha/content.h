/* content: what is inside a message, from WhatsApp's own description of it
 * (`_data`'s message) where the engine passes it on, else from WAHA's fields.
 * With media not downloaded only the former tells a picture from a voice note. */
#ifndef WAHA_CONTENT_H
#define WAHA_CONTENT_H

#include <jansson.h>

#include "model/event.h"

/* Fills kind, text, media, place and reply_to of e from a row and WhatsApp's
 * message (or NULL). False when there is nothing in it for people: protocol,
 * pins, keys, notices. */
bool content_read(const json_t *row, const json_t *message, struct event *e);

#endif
