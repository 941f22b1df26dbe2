/* event: one thing WAHA told us, by poll or by push, in one shape for all
 * engines: what waha/decode makes and engine/sync takes. Strings are owned by
 * the event, UTF-8 as received; NULL means not told. Times are unix seconds. */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "model/message.h"
#include "model/session.h"

enum event_kind {
	EVENT_NONE,	/* nothing to keep: a protocol row, a pin, an unknown event */
	EVENT_MESSAGE,
	EVENT_ACK,
	EVENT_EDITED,	/* target, text */
	EVENT_REVOKED,	/* target */
	EVENT_REACTION, /* target, text ("" takes it back), sender */
	EVENT_VOTE,	/* target, choices, sender */
	EVENT_SESSION,	/* status */
	EVENT_LABEL,	/* label: made, or changed */
	EVENT_LABEL_GONE, /* label: deleted */
	EVENT_LABEL_ON, EVENT_LABEL_OFF /* label, chat */
};

/* A label of WhatsApp Business. */
enum { LABEL_WA_CAP = 32, LABEL_TOLD_CAP = 128 };
struct told_label {
	char id[LABEL_WA_CAP];
	char name[LABEL_TOLD_CAP]; /* any words; "": not told, nor is the colour */
	int colour;		   /* 0..19, see model/conversation.h */
};

struct event_media {
	char *mimetype, *filename, *url;
	int64_t size; /* bytes, -1 not told */
	int width, height, seconds;
};

struct event {
	enum event_kind kind;
	char *session;		 /* WAHA's name, NULL in polled rows */
	struct wa_id id;	 /* of the message; of the action for edits and such */
	char target[WA_ID_CAP];	 /* bare id that an edit, revoke or reaction is about */
	bool target_from_me;	 /* only meaningful with target_known_side */
	bool target_known_side;
	struct address chat;	 /* as told: phone, lid, group; NONE for a note to self */
	struct address chat_alt; /* the same person's other address, or NONE */
	/* Who wrote it: participant in groups (of an ack: who read it), else chat;
	 * NONE for our own in a chat with one person. */
	struct address sender;
	struct address sender_alt;
	char *push_name;	 /* the sender's own name for himself; NULL for our own */
	int64_t at;
	enum message_kind message_kind;
	char *text;		 /* body or caption */
	bool has_media;
	struct event_media media;
	char *detail;		 /* of those three, see detail.h */
	char *place;		 /* location: "lat,long name address"; contact: vCards; poll: its question */
	char reply_to[WA_ID_CAP]; /* bare id, "" for none */
	bool by_api;		 /* source said api */
	/* Acks. has_ack is false for unknown ones, for incoming rows' meaningless
	 * ones, and for −1 in a row, which stands for "not known" there, unless the
	 * engine's own status says that it failed. */
	bool has_ack;
	int ack;
	char *ack_error_code;	 /* "463" */
	int64_t ack_error_until; /* 0: not told */
	/* Reactions that history rows carry with them (NOWEB); emoji "" for one
	 * taken back, at 0 when not told. */
	struct {
		struct event_reaction {
			bool from_me;
			struct address sender;
			char emoji[32];
			int64_t at;
		} *v;
		size_t n, cap;
	} reactions;
	/* What a vote now chooses: all of it, in place of what it chose before. */
	struct {
		char **v;
		size_t n, cap;
	} choices;
	struct told_label label;
	/* Sessions. */
	enum session_status status;
	char *me_phone, *me_lid; /* digits */
	char *me_name;
};

void event_fini(struct event *);

struct events {
	struct event *v;
	size_t n, cap;
};
void events_fini(struct events *);

#endif
