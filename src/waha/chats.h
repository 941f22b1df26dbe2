/* chats: what WAHA has stored: lists of chats, and pages of messages. */
#ifndef WAHA_CHATS_H
#define WAHA_CHATS_H

#include "model/event.h"

#include "waha/waha.h"

struct waha_query {
	const struct address *chat; /* NULL: of all chats at once */
	int64_t since, until;	    /* unix seconds, both included; 0: open */
	int limit, offset;	    /* limit 0: 100 */
	bool oldest_first;	    /* else newest first */
	bool only_from_me;
};

struct waha_page {
	/* In the order WAHA gave them. Newest-first pages hold the messages of one
	 * second oldest first: sort by time and position, do not reverse. */
	struct events events;
	/* Rows that came, hidden ones included. WAHA drops reactions, edits and
	 * protocol rows after paging, so a page can be short or empty before the
	 * end: the next offset is offset + limit, and the end is reached after two
	 * empty pages or when `oldest` passes the mark. */
	size_t rows;
	int64_t oldest, newest; /* of the rows, unix seconds; 0 when there are none */
};
void waha_page_fini(struct waha_page *);

/* GET chats/{chat|all}/messages without media. out must be {0} or finished.
 * ERR_CONFLICT waha.store when NOWEB's store is off. */
bool waha_messages(struct waha *, const struct waha_query *, struct waha_page *out, struct err *);

struct waha_chat {
	struct address address; /* a chat known by a lid becomes the phone's once WAHA knows it */
	char *name;		/* NULL not told */
	int64_t at;		/* last activity, unix seconds */
	bool archived;
};
struct waha_chats {
	struct waha_chat *v;
	size_t n, cap;
	size_t rows; /* that came; fewer than asked for: the end */
};
void waha_chats_fini(struct waha_chats *);
/* GET chats, newest first. */
bool waha_chats(struct waha *, int limit, int offset, struct waha_chats *out, struct err *);

#endif
