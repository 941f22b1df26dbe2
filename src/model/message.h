/* message: what was said, in which state it is, and how states are named, shown
 * and stored. Times are unix seconds. Pure. */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include <stdint.h>

#include "model/address.h"

/* The only state of a message, stored under its name.
 * id, name, the status people know, mark, ASCII mark, rank (acks only rise) */
#define MESSAGE_STATES(X)                                                \
	X(MSG_RECEIVED, "received", "received", "", "", 0)              \
	X(MSG_QUEUED, "queued", "pending", "·", ".", 0)                 \
	X(MSG_HELD, "held", "pending", "‖", "=", 0)                     \
	X(MSG_SENDING, "sending", "pending", ">", ">", 0)               \
	X(MSG_ACCEPTED, "accepted", "pending", ">", ">", 1)             \
	X(MSG_SENT, "sent", "sent", "✓", "v", 2)                        \
	X(MSG_DELIVERED, "delivered", "delivered", "✓✓", "vv", 3)       \
	X(MSG_READ, "read", "read", "✓✓R", "vvR", 4)                    \
	X(MSG_PLAYED, "played", "read", "✓✓R", "vvR", 5)                \
	X(MSG_REJECTED, "rejected", "failed", "✗", "x", 0)              \
	X(MSG_UNKNOWN, "unknown", "unknown", "?", "?", 0)               \
	X(MSG_CANCELLED, "cancelled", "cancelled", "", "", 0)
enum message_state { MESSAGE_STATES(NAMES_ENUM) };
NAMES_DECLARE(message_state, message_state)
const char *message_status(enum message_state); /* "pending" */
const char *message_mark(enum message_state, bool ascii);
/* The state an ack (0..4) of WhatsApp stands for; another is a bug. */
enum message_state message_state_of_ack(int ack);
/* What remains of `now` after an ack arrived: acks only rise, and one proves an
 * unknown or a sending message; a cancelled or received one stays. −1 (from an
 * event, never from a listing) rejects what is sending, unknown or has ack 0 or
 * 1, and only an ack of 2 or more takes that back: after a −1 the server's own
 * row still says 0. An ack outside −1..4 changes nothing. */
enum message_state message_state_raised(enum message_state now, int ack);

#define MESSAGE_KINDS(X)                      \
	X(KIND_TEXT, "text")                  \
	X(KIND_IMAGE, "image")                \
	X(KIND_VIDEO, "video")                \
	X(KIND_AUDIO, "audio")                \
	X(KIND_VOICE, "voice")                \
	X(KIND_DOCUMENT, "document")          \
	X(KIND_STICKER, "sticker")            \
	X(KIND_LOCATION, "location")          \
	X(KIND_CONTACT, "contact")            \
	X(KIND_POLL, "poll")                  \
	X(KIND_UNSUPPORTED, "unsupported")
enum message_kind { MESSAGE_KINDS(NAMES_ENUM) };
NAMES_DECLARE(message_kind, message_kind)

/* Where one of ours was written. */
#define MESSAGE_ORIGINS(X)                  \
	X(ORIGIN_CUSTOMER, "customer")      \
	X(ORIGIN_AGENT, "agent")            \
	X(ORIGIN_PHONE, "phone")            \
	X(ORIGIN_CAMPAIGN, "campaign")      \
	X(ORIGIN_AUTO, "auto")
enum message_origin { MESSAGE_ORIGINS(NAMES_ENUM) };
NAMES_DECLARE(message_origin, message_origin)

/* What WAHA's answer (or the lack of one) means for a message that was handed
 * over: the table is waha/outcome.c, the consequences are the engine's. */
#define OUTCOMES(X)                                                               \
	X(OUTCOME_ACCEPTED, "accepted")   /* 2xx with an id */                    \
	X(OUTCOME_RETRY, "retry")	  /* certainly not sent, nobody's fault */ \
	X(OUTCOME_SESSION, "session")	  /* certainly not sent: key, session, state */ \
	X(OUTCOME_REJECTED, "rejected")	  /* certainly not sent, never will be */ \
	X(OUTCOME_RESTRICTED, "restricted") /* refused by WhatsApp: 463, 475 */   \
	X(OUTCOME_UNKNOWN, "unknown")
enum outcome { OUTCOMES(NAMES_ENUM) };
NAMES_DECLARE(outcome, outcome)

#endif
