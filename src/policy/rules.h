/* rules: one file of rules about what a message says, read and compiled. The
 * format is wartel-rules(5):
 *
 *	category gambling block
 *	strong /slot (?:gacor|maxwin)/w   # why it is forbidden
 *	weak   /scatter/w                 # …
 *	+ a text that must be found
 *	- a text that must not
 *	-drugs-otc a text that must not, but that one finds
 *
 * Patterns look at the views of fold.h, so they are written in plain lower case;
 * what they hold of other scripts is folded alike, and a space in one stands for up
 * to four characters of anything but letters and digits, or none. Owns all of it;
 * read once, then never changed but for `action`. */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rx.h"
#include "model/names.h"

#include "policy/finder.h"

/* In rising strength: marked and sent; held until a person says yes; held until
 * it is another text. */
#define CONTENT_ACTIONS(X)            \
	X(CONTENT_NOTE, "note")       \
	X(CONTENT_CONFIRM, "confirm") \
	X(CONTENT_BLOCK, "block")
enum content_action { CONTENT_ACTIONS(NAMES_ENUM) };
NAMES_DECLARE(content_action, content_action)

enum { RULES_NAME = 32, RULES_TITLE = 96, RULES_WHY = 160, RULES_FILE = 64 };

struct rule {
	struct rx *rx;
	struct rx *loose; /* of a strong one with the flag w: without it,
		where words run together; else NULL */
	bool strong;
	int line;
	char why[RULES_WHY];
	/* What it needs: one of these words of the finder (none: it is tried
	 * everywhere), and the most bytes a match can have. */
	uint32_t *words;
	size_t n_words, reach;
};

struct example {
	char *text;
	bool found;		/* + or - */
	char other[RULES_NAME]; /* the category that finds a -, "" for none */
	int line;
};

struct rules {
	char name[RULES_NAME], title[RULES_TITLE];
	char file[RULES_FILE]; /* without its directory */
	enum content_action action;
	struct {
		struct rule *v;
		size_t n, cap;
	} list;
	struct {
		struct example *v;
		size_t n, cap;
	} examples;
};

/* Reads the file and adds its words to the finder, which is not yet built. The
 * category's name must be the file's. ERR_USAGE with file and line for what is wrong. */
bool rules_read(struct rules *, const char *path, struct finder *, struct err *);
void rules_fini(struct rules *);

#endif
