/* values: names that an argument may have, for completion. */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include <jansson.h>

#include "client/client.h"
#include "command/complete.h"

struct values {
	struct client *client; /* borrowed; NULL: nothing is known */
	json_t *sessions, *conversations;
	int64_t sessions_ms, conversations_ms;
};
/* A complete_values; ctx is a struct values. */
void values_add(void *ctx, const struct arg *, const char *prefix, struct completions *);
void values_fini(struct values *);

#endif
