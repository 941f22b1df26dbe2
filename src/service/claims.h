/* claims: which agent looks at a conversation and who is typing in it, so that two
 * do not answer the same customer. Kept in memory alone: a claim lives for 25 s
 * unless it is renewed, a look for a little longer than a minute, and after a
 * restart of the engine the faces say it again. Times are unix ms, given by the
 * caller. Threads: the API's; no locks. */
#ifndef SERVICE_CLAIMS_H
#define SERVICE_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/change.h"

enum { CLAIM_MS = 25000, LOOK_MS = 100000, CLAIMS_MAX = 512, CLAIM_AGENT = 64 };

struct claim {
	int64_t agent_id, conversation_id;
	char agent[CLAIM_AGENT];
	int64_t typing_since, typing_until; /* 0: does not type */
	int64_t look_until;
};
struct claims {
	struct claim *v;
	size_t n, cap;
};

/* The agent looks at the conversation, and types in it or does not. What others
 * see different goes to changes. The oldest look gives way where there are too
 * many. */
void claims_put(struct claims *, int64_t agent_id, const char *agent, int64_t conversation_id, bool typing,
	int64_t now_ms, struct changes *);
/* His answer is on its way: he types no more, but looks on. */
void claims_written(struct claims *, int64_t agent_id, int64_t conversation_id, struct changes *);
/* He looks elsewhere; conversation 0: he is gone altogether. */
void claims_drop(struct claims *, int64_t agent_id, int64_t conversation_id, struct changes *);
/* Drops what was not renewed. How many ms until the next could end, -1: none. */
int claims_expire(struct claims *, int64_t now_ms, struct changes *);
/* Who has the claim: the one who began typing first and still does; NULL: nobody. */
const struct claim *claims_holder(const struct claims *, int64_t conversation_id, int64_t now_ms);
bool claim_types(const struct claim *, int64_t now_ms);
void claims_fini(struct claims *);

#endif
