/* detail: what a place, a contact card or a poll says, in one spelling whoever told
 * it: as the text that is kept and compared. What was sent and what comes back of it
 * read the same. Pure. */
#ifndef MODEL_DETAIL_H
#define MODEL_DETAIL_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "model/message.h"

/* Degrees are kept in millionths (a hand's breadth): whole numbers compare. */
enum { DEGREE = 1000000, CARDS_MAX = 50, CARD_PHONES_MAX = 50, POLL_OPTIONS_MAX = 12 };

/* New references. NULL for a place that is not on earth; name, address may be NULL. */
json_t *detail_location(double latitude, double longitude, const char *name, const char *address);
/* Of options that are no text nothing is kept. */
json_t *detail_poll(const char *question, const json_t *options, bool multiple);
/* One card into an array, from a vCard or from what it would say; phones: array. */
void detail_add_vcard(json_t *cards, const char *vcard);
void detail_add_card(json_t *cards, const char *name, const json_t *phones);
/* The text that is kept; takes the reference over. Heap. */
char *detail_write(json_t *);
/* The way back, for faces: degrees as such. NULL for "" and for what is none. */
json_t *detail_read(enum message_kind, const char *text);
/* What of it is looked for: a poll's question and options, a place's name and address,
 * who stands on cards and their phones; a line each. */
void detail_words(enum message_kind, const char *text, struct buf *out);
/* A card as a vCard for WhatsApp; heap. */
char *detail_vcard(const json_t *card);

#endif
