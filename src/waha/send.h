/* send: handing a message over, and the small things around it. Whether and when
 * something may leave is decided elsewhere; here each call goes out once, on a
 * connection of its own, and is never repeated. */
#ifndef WAHA_SEND_H
#define WAHA_SEND_H

#include "model/message.h"

#include "waha/waha.h"

/* The server's own limit is 75 s; a file has to get there first. */
enum { WAHA_SEND_DEADLINE_MS = 90000, WAHA_FILE_DEADLINE_MS = 180000 };

struct waha_text {
	const struct address *to;
	const char *text;
	const char *id;	      /* pre-made by waha_new_id, or NULL */
	const char *reply_to; /* whole or bare id of the quoted message, or NULL */
};

/* What is true of a message after its call; outcome.h has the table. */
struct waha_sent {
	enum outcome outcome;
	char id[WA_ID_CAP]; /* bare, "" unless ACCEPTED (or told all the same) */
	int status;	    /* HTTP's, 0 when nothing answered */
	char code[8];	    /* "463", "475" when RESTRICTED, else "" */
	int retry_after;    /* seconds that WAHA asks for, 0 not told */
	struct err why;	    /* kind NONE when ACCEPTED */
};

/* POST /api/sendText. Always fills out; there is no other failure. */
void waha_send_text(struct waha *, const struct waha_text *, struct waha_sent *out);

/* A place, a contact card or a poll: what is in detail (model/detail.h), and a poll's
 * question. kind: location, contact, poll. */
struct waha_thing {
	const struct address *to;
	enum message_kind kind;
	const char *detail;
	const char *id, *reply_to; /* as in waha_text */
};
/* POST /api/sendLocation, sendContactVcard, sendPoll. As waha_send_text. */
void waha_send_thing(struct waha *, const struct waha_thing *, struct waha_sent *out);

/* POST /api/forwardMessage. message: whole id. As waha_send_text; REJECTED where the
 * engine cannot. */
struct waha_forward {
	const struct address *to;
	const char *message, *id;
};
void waha_send_forward(struct waha *, const struct waha_forward *, struct waha_sent *out);

/* A file goes as base64 in the body, read as it leaves. WAHA's calls for files take
 * no pre-made id. */
struct waha_file {
	const struct address *to;
	enum message_kind kind; /* image, video, audio, voice, document, sticker */
	int fd;			/* borrowed, read from its begin */
	int64_t size;
	const char *mimetype, *filename;
	const char *caption;	/* "" or NULL: none */
	const char *reply_to;
};
/* POST /api/sendImage, sendVideo, sendVoice, sendSticker, sendFile. As waha_send_text; a file that
 * ends early or cannot be read breaks the call off, which is UNKNOWN. */
void waha_send_file(struct waha *, const struct waha_file *, struct waha_sent *out);

/* Whether this engine and version make ids beforehand (NOWEB and GOWS since
 * 2026.4.3): with one, a lost answer can be looked up. */
bool waha_has_new_id(const struct waha *);
/* GET new-message-id. "" and true where there are none. */
bool waha_new_id(struct waha *, char out[WA_ID_CAP], struct err *);

/* POST /api/sendSeen: all that is unread in the chat of the last seven days. */
bool waha_seen(struct waha *, const struct address *chat, struct err *);
/* POST /api/startTyping, /api/stopTyping: shown until stopped. */
bool waha_typing(struct waha *, const struct address *chat, bool on, struct err *);
/* Something is done to a message that is there; message: whole id. What is true of
 * it afterwards: ACCEPTED, whatever id the answer has; else as waha_send_text.
 * PUT /api/reaction ("" takes it back), PUT and DELETE …/messages/{id}. */
void waha_react(struct waha *, const char *message, const char *emoji, struct waha_sent *out);
void waha_edit(struct waha *, const struct address *chat, const char *message, const char *text, struct waha_sent *out);
void waha_delete(struct waha *, const struct address *chat, const char *message, struct waha_sent *out);
/* PUT /api/star; message: whole id. ERR_CONFLICT waha.engine-lacks on GOWS. */
bool waha_star(struct waha *, const struct address *chat, const char *message, bool on, struct err *);

#endif
