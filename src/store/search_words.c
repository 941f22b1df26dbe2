/* search_words: what people typed, as expressions of the full text. Nothing of its
 * own syntax gets through: every word is quoted. */
#include <ctype.h>
#include <string.h>

#include "base/buf.h"

#include "store/terms.h"

#include "base/banned.h"

enum { WORD_LO = 2, PART_LO = 3 };

static void add_term(struct buf *b, const char *joint, const char *quoted, size_t n, bool prefix)
{
	if (b->n > 0)
		buf_adds(b, joint);
	buf_addc(b, '"');
	for (size_t i = 0; i < n; i++) {
		if (quoted[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, quoted[i]);
	}
	buf_addc(b, '"');
	if (prefix)
		buf_addc(b, '*');
}

/* Whether the index can hold anything of it: a letter or digit of ASCII, or
 * another script; pictures (F0 9F …, E2 …) are no words. */
static bool is_word(const char *s, size_t n, bool *digit, size_t *letters)
{
	bool word = false;

	*digit = false;
	*letters = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c & 0xc0) != 0x80)
			++*letters;
		if (isdigit(c))
			*digit = true;
		if (isalnum(c) || (c >= 0xc3 && c != 0xe2 && c < 0xf0))
			word = true;
	}
	return word;
}

void search_words(const char *s, struct buf *words, struct buf *parts, struct buf *nots)
{
	while (*s != '\0') {
		bool minus = *s == '-' && nots != NULL, phrase = s[minus] == '"', digit;
		const char *at = s + minus + phrase;
		size_t n, letters;

		if (isspace((unsigned char)*s)) {
			s++;
			continue;
		}
		n = phrase ? strcspn(at, "\"") : strcspn(at, " \t\r\n\"");
		s = at + n + (phrase && at[n] == '"');
		if (!is_word(at, n, &digit, &letters))
			continue;
		/* Typed to its end, or still being typed. */
		bool open = !phrase && letters >= WORD_LO && (*s == '\0' || at[n - 1] == '*');
		if (minus)
			add_term(nots, " OR ", at, n, at[n - 1] == '*');
		else if (!phrase && digit && letters >= PART_LO && parts != NULL)
			add_term(parts, " AND ", at, n, false);
		else
			add_term(words, " AND ", at, n, open);
	}
}
