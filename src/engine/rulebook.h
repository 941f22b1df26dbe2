/* rulebook: the rules of content and the stop words, read from files once and
 * shared by every thread. Reading them again puts a new book in the place of the old
 * one when it is whole; a bad file leaves the old one. Somebody may be reading it: old
 * books are kept until nobody reads any. */
#ifndef ENGINE_RULEBOOK_H
#define ENGINE_RULEBOOK_H

#include "model/facts.h"
#include "policy/content.h"
#include "policy/stopword.h"

#include "engine/inside.h"

struct rulebook;

/* ERR_USAGE with file and line for what is wrong. */
bool rulebook_read(struct engine *, struct err *);
void rulebook_free(struct engine *);
/* How many are kept, the one that counts among them. Nobody may be reading in. */
size_t rulebook_kept(const struct engine *);
/* What the rules say of a text, kept for texts that they say nothing of: those are
 * asked about again and again while they wait. NULL: there is none. Any thread. */
void rulebook_judge(struct engine *, const char *text, struct content_facts *);

#endif
