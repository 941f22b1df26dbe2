/* message: all that was said. messages.id is the message's id for ever; the same
 * message arrives by poll, push, listing and echo, under phone and hidden id,
 * more than once and in any order: (session, from me, bare id) makes it one row.
 * Writer of messages: message.c; of message_media: attachment.c; of reactions: reaction.c.
 * Strings of rows are owned. Times are unix seconds, 0 never. */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/event.h"
#include "model/media.h"
#include "model/message.h"
#include "store/db.h"

struct zone;

struct media_row {
	char *mimetype, *filename, *url; /* NULL: not told */
	int64_t size;			 /* -1: not told */
	int width, height, seconds;	 /* 0: not told */
	enum media_state state;
	int64_t file_id;		 /* while it is here: of store/media.h; 0 else */
};
struct reaction_row {
	char emoji[32];
	int count;
	bool mine; /* one of them is ours */
};
struct vote_row {
	char *choice;
	int count;
};
struct message_row {
	int64_t id, chat_id, conversation_id, session_id;
	char *session;	      /* the number's name */
	bool from_me;
	char wa_id[WA_ID_CAP]; /* bare; "" while none is known */
	int64_t contact_id;   /* who wrote it; 0 for ours */
	int64_t agent_id;     /* 0: none */
	char *author;	      /* the customer's name, the agent's, or "phone", "campaign", "auto" */
	enum message_kind kind;
	enum message_state state;
	enum message_origin origin;
	char *text;	      /* NULL: none */
	char *place;	      /* NULL: none */
	int64_t at;	      /* first told; for ours: written, then left */
	char *detail;	      /* of a place, card, poll: of model/detail.h; NULL: none */
	int64_t queued_at;    /* written here; 0: not */
	int64_t sent_at, delivered_at, read_at, played_at, failed_at;
	int64_t edited_at, deleted_at;
	bool starred, live;
	bool has_media;
	struct media_row media;
	char reply_wa_id[WA_ID_CAP]; /* "" none */
	int64_t reply_id;	     /* 0: quoted message not known here */
	char *reply_author, *reply_text; /* NULL: not known */
	struct {
		struct reaction_row *v;
		size_t n, cap;
	} reactions;
	struct {
		struct vote_row *v;
		size_t n, cap;
	} votes; /* of a poll: what was chosen by how many */
	bool in_outbox;
	struct sentence reason; /* rejected, unknown, held: why; key "" none */
	char *chat_title;	/* of the conversation: for search, queue */
};
struct message_rows {
	struct message_row *v;
	size_t n, cap;
};
void message_row_fini(struct message_row *);
void message_rows_fini(struct message_rows *);

/* ERR_NOT_FOUND message.none. */
bool message_get(struct db *, int64_t id, struct message_row *, struct err *);
/* By WhatsApp's id; *id 0 and true when there is none. */
bool message_find(struct db *, int64_t session_id, bool from_me, const char *bare, int64_t *id, struct err *);
/* Its whole id as WAHA's calls want it, in *id; ERR_CONFLICT message.no-id while
 * WhatsApp does not know it. */
bool message_whole_id(struct db *, int64_t id, struct wa_id *out, struct err *);
/* The time of the oldest message of a chat; 0: there is none. */
bool message_oldest(struct db *, int64_t chat_id, int64_t *at, struct err *);
/* A page of a thread in ascending order (time, id): the newest `limit` before
 * message `before` (0: the newest of all). Cancelled ones are left out. *more:
 * older ones remain. */
bool message_list(struct db *, int64_t chat_id, int64_t before, size_t limit, struct message_rows *, bool *more,
	struct err *);
/* The same the other way, added to what is there: the oldest `limit` after message
 * `from`, with_it: from there on. *more: newer ones remain. message_around.c. */
bool message_list_from(struct db *, int64_t chat_id, int64_t from, bool with_it, size_t limit, struct message_rows *,
	bool *more, struct err *);

/* How an event came. */
struct arrival {
	int64_t session_id;
	bool live;		 /* told as it happened, or fetched to fill a gap since we last listened; false:
				  * history from before. Live ones count as unseen, live sends of the owner's
				  * own phone count in contact_days */
	int64_t now;
	const struct zone *zone; /* the number's: for the day */
	int64_t case_new_after_s; /* a case that is closed as long gets a new one after it; 0 never */
};
struct arrived {
	int64_t message_id, chat_id, conversation_id, contact_id; /* 0: nothing was kept */
	bool fresh;		/* a row that was not there */
	bool completed;		/* one that was there, and has its first words now */
	bool ours;		/* joined a row of the outbox */
	bool reopened;		/* it reopened a closed case */
	bool opened;		/* the first word of theirs in a new case */
	bool dropped;		/* said with somebody who was erased since: kept away */
	enum message_state was, is;
};

/* EVENT_MESSAGE: makes the row or completes the one that is there: first
 * timestamp kept, acks only rise, reactions that history rows carry are taken.
 * Opens chat, contact and case; learns addresses (merging) and push name; keeps
 * summary, window, days and full text. Give a page oldest first. */
bool message_store(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
/* EVENT_ACK (also has_ack of any event): raises the state of ours, fills the
 * times; −1 rejects what was not delivered, with a reason. arrived.message_id 0
 * when the message is not known (yet): keep nothing, a poll brings it. */
bool message_ack(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
/* EVENT_EDITED, EVENT_REVOKED: of a message not known: message_id 0. A revoked
 * one keeps its row, loses its text. */
bool message_edit(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
bool message_revoke(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
/* EVENT_REACTION: "" takes it back; one per person and message. */
bool message_react(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
/* EVENT_VOTE: all that one person chooses in a poll from now on. */
bool message_vote(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);
/* What an event is, by its kind; EVENT_NONE and EVENT_SESSION keep nothing. */
bool message_arrive(struct db *, const struct arrival *, const struct event *, struct arrived *, struct changes *,
	struct err *);

bool message_star(struct db *, int64_t id, bool starred, struct changes *, struct err *);

/* Looking for a send whose answer was lost and that had no id made before: own
 * messages of the chat that no outbox row has, since a time, of the same kind
 * (sound: of any kind that an engine makes of it), text and detail. *n of them; *id the one when *n is 1. */
bool message_find_echo(struct db *, int64_t chat_id, enum message_kind, const char *text, const char *detail,
	int64_t since, int64_t *id, char bare[WA_ID_CAP], size_t *n, struct err *);

/* Own sends still without the read tick that left since a time, newest first:
 * whose acks are to be read again. */
struct own_send {
	int64_t message_id, chat_id, at;
	enum message_state state;
	char wa_id[WA_ID_CAP];
	struct address recipient;
};
struct own_sends {
	struct own_send *v;
	size_t n, cap;
};
bool message_unread_sends(struct db *, int64_t session_id, int64_t since, size_t limit, struct own_sends *,
	struct err *);
void own_sends_fini(struct own_sends *);

#endif
