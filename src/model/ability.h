/* ability: what a WAHA engine may or may not be able to do, by name: the names stand
 * in JSON and in doctor's words. Only what wartel does where the engine can: what it
 * does with none is no engine's lack. Which can do what is waha/able.c's table. */
#ifndef MODEL_ABILITY_H
#define MODEL_ABILITY_H

#include "model/names.h"

#define WAHA_ABILITIES(X)                                                               \
	X(ABLE_REACT, "react")                                                          \
	X(ABLE_STAR, "star")                                                            \
	X(ABLE_EDIT, "edit")                                                            \
	X(ABLE_DELETE, "delete")                                                        \
	X(ABLE_FORWARD, "forward")                                                      \
	X(ABLE_BLOCK, "block")               /* and unblock */                          \
	X(ABLE_LABELS, "labels")             /* WhatsApp Business: read and set */      \
	X(ABLE_LABEL_EVENTS, "label-events") /* a label set on the phone is told */     \
	X(ABLE_HISTORY, "history")           /* older messages of one chat */           \
	X(ABLE_HISTORY_ALL, "history-all")   /* of all chats in one call */             \
	X(ABLE_MEDIA_FETCH, "media-fetch")                                              \
	X(ABLE_POLL, "poll")                                                            \
	X(ABLE_CONTACT_CARD, "contact-card") /* send one */                             \
	X(ABLE_LOCATION, "location")         /* send one */                             \
	X(ABLE_NEW_MESSAGE_ID, "new-message-id") /* ids made before sending */          \
	X(ABLE_TIMELOCK, "timelock")         /* tells WhatsApp's restriction when asked */ \
	X(ABLE_CAPPING, "capping")           /* tells the month's quota when asked */
enum waha_ability { WAHA_ABILITIES(NAMES_ENUM) };
NAMES_DECLARE(waha_ability, waha_ability)
/* For loops over all of them. */
#define WAHA_ABILITY_ONE(...) +1
enum { WAHA_ABILITY_COUNT = 0 WAHA_ABILITIES(WAHA_ABILITY_ONE) };

#endif
