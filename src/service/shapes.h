/* shapes: rows as the JSON that faces get, for answers and events alike; the
 * shapes are written down in tests/schemas. Every key is always there, null where
 * there is nothing; times are in the number's zone. Each returns a new
 * reference. */
#ifndef SERVICE_SHAPES_H
#define SERVICE_SHAPES_H

#include <jansson.h>

#include "model/verdict.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/label.h"
#include "store/message.h"
#include "store/number.h"
#include "store/outbox.h"

#include "service/service.h"

struct zone;

/* The zone of a number by its name; of the first number for NULL. */
const struct zone *shape_zone(const struct service *, const char *session);
/* Sets key to a time, or null for 0. */
void put_time(json_t *o, const char *key, const struct zone *, int64_t unix_s);
/* Sets key to a string, or null for NULL and "". */
void put_text(json_t *o, const char *key, const char *);
/* Sets key to a number, or null for 0. */
void put_id(json_t *o, const char *key, int64_t id);
/* Sets key to a sentence, or null for one without a key. */
void put_sentence(json_t *o, const char *key, const struct sentence *);
/* Digits as people read them, or null. */
void put_phone(json_t *o, const char *key, const char *digits);

json_t *shape_message(struct service *, const struct message_row *);
/* The same with the conversation's title, for lists over many. */
json_t *shape_found(struct service *, const struct message_row *);
/* What stands in a line each, as an array. */
json_t *shape_lines(const char *);
json_t *shape_conversation(struct service *, const struct conversation_row *);
/* Which colleagues of the one who asks look at a conversation, and whose claim it is
 * (his own too). */
json_t *shape_presence(struct service *, int64_t conversation_id);
void put_presence(json_t *o, const struct service *, int64_t conversation_id, const struct zone *);
json_t *shape_contact(struct service *, const struct contact_row *);
/* With figures and history, which are null in lists. NULL with e when they cannot be read. */
json_t *shape_contact_whole(struct service *, const struct contact_row *, struct err *);
struct consent_row;
struct contact_note;
json_t *shape_consent(struct service *, const struct consent_row *);
json_t *shape_contact_note(struct service *, const struct contact_note *);
/* How far the reading of a number's address book is. */
json_t *shape_contacts_sync(struct service *, const struct number_row *);
json_t *shape_session(struct service *, const struct number_row *);
/* Why nobody is told where somebody should be (key empty: all well), beside what it returns:
 * the number's absence, or null while somebody is there. */
json_t *shape_absence(struct service *, int64_t session_id, const char *name, struct sentence *why);
json_t *shape_verdict(const struct verdict *, const struct zone *);
/* When a message with this verdict would leave, or null. */
json_t *shape_leaves_at(const struct verdict *, const struct zone *, int64_t now_ms);
json_t *shape_health(struct service *, struct err *);
json_t *shape_queue(struct service *, struct err *);
json_t *label_shape(const struct label_row *); /* label.c */

#endif
