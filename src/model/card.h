/* card: address books as files: vCards (2.1 to 4.0) and tables with commas, semicolons
 * or tabs, read one person after the other. Pure; nothing in a file can do more than
 * be left out. */
#ifndef MODEL_CARD_H
#define MODEL_CARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { CARD_PHONES_MOST = 20, CARD_COLUMNS_MOST = 64, CARD_TEXT_MOST = 1024 };

struct card {
	int line;	/* where it begins, from 1 */
	char *name;	/* "" none */
	struct {
		char **v;
		size_t n, cap;
	} phones;	/* as written; may be more than CARD_PHONES_MOST */
	char *tags;	/* words, "" none */
	struct {
		struct {
			const char *column; /* of the reader */
			char *value;
		} *v;
		size_t n, cap;
	} others; /* of a table: what has another heading, where something stands */
};
void card_fini(struct card *);

struct card_reader {
	const char *at, *end; /* borrowed */
	int line;
	bool table;
	char comma;
	char *columns[CARD_COLUMNS_MOST]; /* headings, small letters */
	size_t n;
};
/* n bytes of a file. ERR_USAGE import.kind for what is neither, import.text for what is
 * not UTF-8, import.columns for a table without a column of phones. */
bool card_open(struct card_reader *, const char *bytes, size_t n, struct err *);
/* The next one into c ({0} or finished). False at the end. */
bool card_next(struct card_reader *, struct card *c);
void card_close(struct card_reader *);
/* Whether a heading is none of a name, a phone or tags. */
bool card_is_other(const char *column);

#endif
