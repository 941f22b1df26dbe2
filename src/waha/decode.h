/* decode: WAHA's JSON made into events, one shape for all engines. Pure: nothing
 * is asked, nothing kept; broken or unknown things give EVENT_NONE, never an
 * abort. `_data` is read for hints alone and never copied: it can hold key
 * material. */
#ifndef WAHA_DECODE_H
#define WAHA_DECODE_H

#include <jansson.h>

#include "model/event.h"

/* A row of a listing, an overview's lastMessage, or one message asked for by id.
 * EVENT_MESSAGE, or EVENT_REVOKED where WhatsApp Web keeps the place of what was
 * taken back. False (and EVENT_NONE) for what is none or is to be hidden: protocol
 * rows, pins, key shares, group notices. out must be {0} or finished. */
bool decode_row(const json_t *row, enum waha_engine, struct event *out);
/* Adds every row of an array that is a message. */
void decode_rows(const json_t *array, enum waha_engine, struct events *out);

/* An event as webhooks and the WebSocket bring it, in its envelope. The engine
 * stands in it. False and EVENT_NONE for events that are not kept. */
bool decode_envelope(const json_t *envelope, struct event *out);

/* {id, name, color}: false for what is no label. */
bool decode_label(const json_t *, struct told_label *out);

/* An id or address as text: text as it is, WhatsApp Web's object by its
 * "_serialized" (or "$1"); NULL when it is neither. Borrowed. */
const char *decode_id_text(const json_t *);

/* The bare id in the answer of a send call, in whichever of the engines' shapes;
 * false when there is none. */
bool decode_sent_id(const json_t *answer, char out[WA_ID_CAP]);

/* A time in unix seconds, told in seconds or milliseconds, whole or not; 0 when
 * there is none. */
int64_t decode_seconds(const json_t *, const char *path);
/* "2026-06-26T23:45:00.000Z" as unix seconds; 0 when it is not a time. */
int64_t decode_time(const char *iso);

#endif
