/* search: full text over messages, newest first. Words by an FTS5 table whose
 * rows are in order of time, with terms for chat, sender and kind beside the
 * text, so that in: and from: stay quick; parts of numbers and codes by a second
 * one of trigrams over words with digits. Kept by message.c through inside.h. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"
#include "store/message.h"

enum { SEARCH_CURSOR = 32, SEARCH_MS = 20, SEARCH_RANKED = 500 };

struct search_query {
	const char *words;	 /* words, starts of words (the last one when nothing follows it, and
				  * any with a * behind), "phrases", parts of words with digits; all
				  * must be there, none of those with a - in front; may be "" with a
				  * filter */
	int64_t chat_id;	 /* in: */
	int64_t from_contact_id; /* from: a customer */
	int from_me;		 /* 1: ours, 0: theirs, -1: either */
	int64_t session_id;	 /* 0: all */
	int64_t agent_id;	 /* written by this agent; 0: whoever */
	int64_t label_id;	 /* of cases that have it; 0: any */
	int64_t unseen_by;	 /* theirs that this agent has not seen; 0: all */
	bool starred, has_media, has_link, unknown;
	const char *has_kind;	 /* "image" …, NULL any */
	int64_t since, until;	 /* unix seconds, [since, until); 0: open */
	bool rank;		 /* the best of the newest SEARCH_RANKED first, no cursor */
	const char *after;	 /* cursor, NULL or "" */
	size_t limit;
};
/* chat_title is filled. next: cursor of the page after, "" when this is the
 * last: after SEARCH_MS what was found so far is the answer, with a next, even if
 * that is nothing yet. ERR_USAGE search.empty when there is nothing to look for. */
bool search_messages(struct db *, const struct search_query *, struct message_rows *, char next[SEARCH_CURSOR],
	struct err *);

/* A note that was found, about a case or about a contact. */
struct found_note {
	int64_t id, at;
	int64_t conversation_id, contact_id; /* one of them 0 */
	char *title, *author, *text;	     /* title: whom it is about */
};
struct found_notes {
	struct found_note *v;
	size_t n, cap;
};
void found_notes_fini(struct found_notes *);
/* Notes with all these words, the newest first, at most limit; of a chat (0: all). */
bool search_notes(struct db *, const char *words, int64_t chat_id, size_t limit, struct found_notes *, struct err *);

#endif
