/* chat: the thread of a number with a person, a group or a channel. A person's
 * chat is found by any of his addresses (phone, hidden id); two chats that turn
 * out to be one person's become one, and the old id stays resolvable. Writer of
 * chats: chat.c. What a chat sums up (last message, counts) stands in its latest
 * case: conversation.c. */
#ifndef STORE_CHAT_H
#define STORE_CHAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "model/change.h"
#include "store/db.h"

#define CHAT_KINDS(X)               \
	X(CHAT_PERSON, "person")    \
	X(CHAT_GROUP, "group")      \
	X(CHAT_CHANNEL, "channel")
enum chat_kind { CHAT_KINDS(NAMES_ENUM) };
NAMES_DECLARE(chat_kind, chat_kind)

/* Where a message belongs. */
struct chat_ref {
	int64_t chat_id;
	int64_t contact_id;	 /* 0 for groups and channels */
	int64_t conversation_id; /* the latest case; 0: none yet (no message) */
	enum chat_kind kind;
	struct address address;	 /* what to send to: the phone where it is known, else the hidden id */
};

/* The chat with an address (alt: the same person's other one, or NULL/NONE),
 * made with its contact and a case when there is none. Learning that two
 * addresses are one person merges what stood apart. Broadcast addresses are
 * refused: ERR_USAGE chat.broadcast. Needs a write transaction. */
bool chat_open(struct db *, int64_t session_id, const struct address *, const struct address *alt, int64_t now,
	struct chat_ref *, struct changes *, struct err *);
/* Without making anything; ERR_NOT_FOUND chat.none. */
bool chat_find(struct db *, int64_t session_id, const struct address *, struct chat_ref *, struct err *);
/* By id, also of one that was merged away. ERR_NOT_FOUND chat.none. */
bool chat_get(struct db *, int64_t chat_id, struct chat_ref *, struct err *);
/* A group's or channel's name, as WhatsApp tells it. */
bool chat_set_name(struct db *, int64_t chat_id, const char *name, struct changes *, struct err *);

#endif
