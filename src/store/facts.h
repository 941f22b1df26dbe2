/* facts: what policy asks of the database, gathered in one indexed read each.
 * Limits and the clock's trust are filled in by the engine. Reads only. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include <stdint.h>

#include "base/err.h"
#include "model/facts.h"
#include "store/db.h"

/* day: the number's local day of now. Leaves clock_trusted false. */
bool facts_number(struct db *, int64_t session_id, int32_t day, int64_t now, struct number_facts *, struct err *);
/* Of a queued message (message_id), or of a preview: then the chat or contact (0:
 * nobody known yet) and when it would be written are taken from `like`. */
struct facts_preview {
	int64_t session_id, chat_id, contact_id, now_ms;
};
bool facts_item(struct db *, int64_t message_id, const struct facts_preview *like, int32_t day, struct item_facts *,
	struct err *);

/* What is counted over a moving time rather than a day, after the two above: the
 * same text to the same chat, nearly the same to others, the official tier. */
struct facts_recent {
	int64_t session_id, message_id, chat_id, contact_id; /* message_id 0: a preview */
	const char *text;				     /* NULL: none */
	int64_t now_ms;
	int32_t day;
	bool tiered;
	int tier_limit;
};
/* What a message says beside its text (place, card, poll), as it is kept; "" none. Heap. */
bool facts_detail(struct db *, int64_t message_id, char **out, struct err *);
bool facts_recent(struct db *, const struct facts_recent *, struct number_facts *, struct item_facts *, struct err *);

#endif
