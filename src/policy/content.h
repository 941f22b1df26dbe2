/* content: whether a text says what WhatsApp forbids to be sold or said. The rules
 * are files, one category each (wartel-rules(5)); one strong rule that matches, or
 * three different weak ones, decides.
 *
 * A set is loaded whole and never changes after: any number of threads may judge
 * with it. To load again, load another and drop the old one when nobody holds it. */
#ifndef POLICY_CONTENT_H
#define POLICY_CONTENT_H

#include "policy/rules.h"

struct content;

/* Every NAME.rules in `shipped`, and in `own` where that is not NULL and exists: a
 * file there replaces the one of the same name, and others are added. Each file
 * must decide its own examples. NULL for any fault, with file and line; whoever has
 * rules already goes on with those. */
struct content *content_load(const char *shipped, const char *own, struct err *);
void content_free(struct content *);
/* Another action than the file's, before the set is shared. False: no such category. */
bool content_set_action(struct content *, const char *category, enum content_action);

/* What was loaded, in alphabetical order; for lists and tests. */
size_t content_categories(const struct content *);
const struct rules *content_category(const struct content *, size_t);

enum content_result {
	CONTENT_CLEAR,
	CONTENT_FOUND,
	CONTENT_LIMIT /* a limit was hit, nothing is known: to be held */
};

enum { CONTENT_WEAK = 3 };

/* A rule that matched; at and len are bytes of the text that was judged. */
struct content_place {
	size_t at, len;
	int line;
	char why[RULES_WHY];
};

/* Plain values. Of several categories the one with the strongest action. */
struct content_match {
	char category[RULES_NAME], title[RULES_TITLE], file[RULES_FILE];
	enum content_action action;
	size_t n; /* 1 strong, or CONTENT_WEAK weak ones */
	struct content_place v[CONTENT_WEAK];
};

/* Fills the match when something is found. text: at most CEIL_TEXT bytes, else
 * CONTENT_LIMIT. */
enum content_result content_judge(const struct content *, const char *text, size_t n, struct content_match *);
/* The same for one category alone, counted as content_category does. */
enum content_result content_judge_one(const struct content *, size_t category, const char *text, size_t n,
	struct content_match *);

/* What a gate says of a text that was found or hit a limit (m unused): what is
 * wrong with it, and what would change that. */
void content_say(enum content_result, const struct content_match *, const char *text, struct sentence *say,
	struct sentence *change);

#endif
