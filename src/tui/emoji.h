/* emoji: their names, from data/emoji: what `:word` and Tab mean in the prompt.
 * Read once, when first asked for. */
#ifndef TUI_EMOJI_H
#define TUI_EMOJI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct emoji {
	char *text;		   /* the character, with its joiners */
	char *names[2];		   /* English, Indonesian; small letters */
};
struct emojis {
	struct emoji *v;
	size_t n, cap;
	bool read;
};
enum { EMOJI_FOUND_MAX = 24 };

/* False with ERR_INTERNAL or ERR_NOT_FOUND when the file is not there or not so. */
bool emoji_read(struct emojis *, const char *path, struct err *);
void emoji_fini(struct emojis *);
/* Those with a word in a name that begins with `typed` (n bytes, "_" for a blank), names
 * that begin so first; returns how many of out (EMOJI_FOUND_MAX) are set. */
size_t emoji_find(const struct emojis *, const char *typed, size_t n, const struct emoji *out[EMOJI_FOUND_MAX]);
/* Where the `:word` before the cursor begins: bytes from its ":" to the cursor, 0 for
 * none. A word has two letters at least, and nothing but a blank or nothing before it. */
size_t emoji_word(const char *text, size_t point);

#endif
