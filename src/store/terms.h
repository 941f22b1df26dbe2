/* terms: the words that stand beside a message's text in the full text, so that
 * in:, from: and has: are terms of the index like any other. They begin with a
 * letter that nobody types (U+01C2), so that prefixes of what people do type
 * never run into them. For search_put.c and search.c. */
#ifndef STORE_TERMS_H
#define STORE_TERMS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"

#define TERM_CHAT "\xc7\x82"  "c"
#define TERM_FROM "\xc7\x82"  "f"
#define TERM_OURS "\xc7\x82"  "ours"
#define TERM_KIND "\xc7\x82"  "k"
#define TERM_MEDIA "\xc7\x82" "media"
#define TERM_LINK  "\xc7\x82" "link"

enum { TERMS_CAP = 128, SEARCH_KEY_BITS = 20, SEARCH_KEY_LOW = (1 << SEARCH_KEY_BITS) - 1 };

/* Words typed, as FTS5 expressions joined to what stands there: all of `words` must be
 * there, all of `parts` (with digits; NULL: they are words like others), none of `nots`
 * (-word; NULL: a - means nothing). */
void search_words(const char *typed, struct buf *words, struct buf *parts, struct buf *nots);

/* The start of a word that an expression of search_words ends with becomes the words that
 * messages have, where they are few enough. */
bool search_spread(struct db *, struct buf *words, struct err *);

/* The row of the full text that a message has: in order of time. */
int64_t search_key(int64_t at, int64_t message_id);

#endif
