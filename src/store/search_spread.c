/* search_spread: the start of a word, as the words that begin so. The full text reads
 * all rows of a start before it gives the first of them, 17 ms for a common word of a
 * million messages; words it gives newest first at once. Its own index of starts
 * (two and three letters) has no need of this. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "store/inside.h"
#include "store/terms.h"

#include "base/banned.h"

enum {
	LETTERS = 4, TERM_CAP = 64,
	WORDS = 100 /* finding them, and asking for them all, takes 3 ms */
};

/* The start that the expression ends with, as the index has it: false when it ends with
 * none, or one that is more than letters and digits of ASCII. *at: where it stands. */
static bool typed_start(const struct buf *words, char start[TERM_CAP], size_t *at)
{
	size_t end = words->n, n;

	if (end < 3 || strcmp(words->v + end - 2, "\"*") != 0)
		return false;
	end -= 2;
	for (*at = end; *at > 0 && isalnum((unsigned char)words->v[*at - 1]);)
		--*at;
	n = end - *at;
	if (n < LETTERS || n >= TERM_CAP || *at == 0 || words->v[*at - 1] != '"')
		return false;
	for (size_t i = 0; i < n; i++)
		start[i] = (char)tolower((unsigned char)words->v[*at + i]);
	start[n] = '\0';
	--*at;
	return true;
}

/* The first word of the index from `from` on, before all that begin otherwise; "" none. */
static bool word_from(struct db *d, const char *from, const char *end, char out[TERM_CAP], struct err *e)
{
	struct stmt *s = SQL(d, "SELECT term FROM search_vocab WHERE term >= :from AND term < :end LIMIT 1", e);
	int got;

	*out = '\0';
	if (s == NULL)
		return false;
	stmt_str(s, ":from", from);
	stmt_str(s, ":end", end);
	if ((got = stmt_row(s, e)) > 0) {
		take_into(s, out, TERM_CAP);
		stmt_done(s);
	}
	return got >= 0;
}

bool search_spread(struct db *d, struct buf *words, struct err *e)
{
	char start[TERM_CAP], end[TERM_CAP + 4], term[TERM_CAP], from[TERM_CAP + 4];
	struct buf any;
	size_t at, n = 0;
	bool ok = true;

	if (words->over || !typed_start(words, start, &at))
		return true;
	buf_init(&any, WORDS * (TERM_CAP + 8));
	snprintf(end, sizeof end, "%s\xf4\x8f\xbf\xbf", start);
	for (str_copy(from, sizeof from, start); n < WORDS; n++) {
		ok = word_from(d, from, end, term, e);
		/* One that was cut is not the index's. */
		if (!ok || *term == '\0' || strlen(term) + 1 >= TERM_CAP)
			break;
		buf_addf(&any, "%s\"%s\"", n > 0 ? " OR " : "(", term);
		snprintf(from, sizeof from, "%s\x01", term);
	}
	if (ok && *term == '\0' && n > 0 && words->n + any.n < words->max) {
		buf_addc(&any, ')');
		words->v[words->n = at] = '\0';
		buf_adds(words, buf_str(&any));
	}
	buf_fini(&any);
	return ok;
}
