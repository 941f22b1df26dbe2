/* complete: what the word under the cursor of a command line may become:
 * command words, options, choices, and, through the face's callback, names of
 * sessions and conversations that it has at hand. Pure; never asks the engine. */
#ifndef COMMAND_COMPLETE_H
#define COMMAND_COMPLETE_H

#include "command/command.h"

struct completion {
	char *word; /* owned: what the word becomes, quoted where needed */
	char *help; /* owned, English for _(), or NULL */
};
struct completions {
	struct completion *v;
	size_t n, cap;
	size_t from, to; /* the bytes of the line that a completion replaces */
};
void completions_fini(struct completions *);
/* Adds one when it begins with prefix (letter case aside); for callbacks. */
void completions_add(struct completions *, const char *prefix, const char *word, const char *help);

/* Gives the values a face knows for an argument: calls completions_add. */
typedef void (*complete_values)(void *ctx, const struct arg *, const char *prefix, struct completions *);

/* cursor: byte offset in line. values may be NULL. out must be {0} or finished. */
void command_complete(const char *line, size_t cursor, complete_values values, void *ctx,
	struct completions *out);

#endif
