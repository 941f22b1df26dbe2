/* finder: many words sought at once, in one pass over the text, whatever their
 * number (Aho and Corasick's automaton). Words are added, then it is built, then
 * it never changes: any thread may run it. */
#ifndef POLICY_FINDER_H
#define POLICY_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct finder;

struct finder *finder_new(void);
void finder_free(struct finder *);
/* Its number: the same for the same word, counted from 0. False when there is no
 * room for more (about ten thousand words). word: not empty. */
bool finder_add(struct finder *, const char *word, uint32_t *number);
size_t finder_words(const struct finder *);
void finder_build(struct finder *);

/* A word found: its number, and the places of its first and last byte. */
struct find {
	uint32_t word, first, last;
};
struct finds {
	struct find *v;
	size_t n, cap;
};
/* Every place of every word, by its last byte. False, and the rest left out, past
 * `most` of them. */
bool finder_run(const struct finder *, const char *s, size_t n, size_t most, struct finds *);

#endif
