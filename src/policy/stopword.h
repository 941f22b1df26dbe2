/* stopword: whether a message, as a whole, says stop. The words stand in a file of
 * sections, one for each language:
 *
 *	[id]
 *	stop   BERHENTI, STOP PROMO, JANGAN KIRIM LAGI
 *	ask    BATAL, TIDAK
 *	start  MULAI
 *	polite KAK, YA
 *
 * All languages count for everybody: nobody knows which one a customer writes. A
 * set never changes after it was loaded: any thread may judge with it. */
#ifndef POLICY_STOPWORD_H
#define POLICY_STOPWORD_H

#include <stddef.h>

#include "base/err.h"
#include "model/names.h"

#define STOPWORDS(X)               \
	X(STOPWORD_NONE, "none")   \
	X(STOPWORD_STOP, "stop")   /* opts out */ \
	X(STOPWORD_ASK, "ask")	   /* may be about an order: a person decides */ \
	X(STOPWORD_START, "start") /* opts in again */
enum stopword { STOPWORDS(NAMES_ENUM) };
NAMES_DECLARE(stopword, stopword)

/* The longest that a message that is nothing but a stop word can be. */
enum { STOPWORD_WORDS = 4 };

struct stopwords;

/* NULL with file and line for what is wrong: a word of two kinds, one that is too
 * long, a line that is none. */
struct stopwords *stopwords_load(const char *path, struct err *);
void stopwords_free(struct stopwords *);
/* Of a whole message, folded (fold.h), without signs, emoji, letters drawn out and
 * polite words before and after; the same word said again is said once. */
enum stopword stopword_judge(const struct stopwords *, const char *text, size_t n);

#endif
