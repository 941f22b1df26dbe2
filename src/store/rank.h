/* rank: an order of texts by how well they fit words, for search.c. Pure. */
#ifndef STORE_RANK_H
#define STORE_RANK_H

#include <stddef.h>
#include <stdint.h>

enum { RANK_WORDS = 16 };
struct ranked {
	int64_t id;
	size_t place; /* as added: breaks ties */
	double length, score;
	unsigned count[RANK_WORDS];
};
struct rank {
	char *word[RANK_WORDS]; /* folded */
	size_t words;
	size_t having[RANK_WORDS];
	double length; /* of all texts, bytes */
	struct ranked *v;
	size_t n, cap;
};
/* Words as people type them for a search; those with a - in front do not count. */
void rank_begin(struct rank *, const char *typed);
void rank_add(struct rank *, int64_t id, const char *text);
/* Best first. */
void rank_order(struct rank *);
void rank_fini(struct rank *);

#endif
