/* likeness: whether two texts are nearly the same: the same words but for a name
 * or a number. A text is kept as a sketch: the smallest hashes of its words,
 * without case, signs and the digits' values; the share of hashes that two
 * sketches have in common is the share of words (Jaccard's; exact up to
 * LIKENESS_WORDS different words). Pure. */
#ifndef MODEL_LIKENESS_H
#define MODEL_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>

enum { LIKENESS_WORDS = 48, LIKENESS_CAP = LIKENESS_WORDS * 8 + 1 };

/* The sketch as text; "" for a text without words, which is like no other. */
void likeness_of(const char *text, char out[LIKENESS_CAP]);
/* At least three words of five in common. */
bool likeness_near(const char *a, const char *b);

#endif
