/* need: what a pattern cannot match without. Of a pattern like
 * /(?:situs|agen) (?:slot|togel)/ it knows that every match has "slot" or "togel"
 * among its letters, and how long a match can be: so a text without either is
 * never looked at by PCRE2, and one with them only where they stand.
 *
 * It reads as much of PCRE2's language as rules are written in; of what it does
 * not understand it claims nothing, and the pattern is tried everywhere. */
#ifndef POLICY_NEED_H
#define POLICY_NEED_H

#include <stdbool.h>
#include <stddef.h>

/* Words in bones (fold.h); shorter than NEED_MIN bytes they would be everywhere. */
enum { NEED_WORDS = 128, NEED_CAP = 24, NEED_MIN = 2 };

#define NEED_FAR ((size_t)-1)

struct need {
	char v[NEED_WORDS][NEED_CAP];
	size_t n;     /* 0: none known */
	size_t reach; /* bytes of the longest match, NEED_FAR: no end */
};

/* pattern: valid UTF-8, folded; extended: it has PCRE2's flag x. */
void need_of(struct need *, const char *pattern, bool extended);

#endif
