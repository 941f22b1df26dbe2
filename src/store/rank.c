/* rank: the best of the newest, by Okapi BM25 over those candidates alone.
 * FTS5's own bm25() counts a word in all rows first, a second for a common one in
 * a million; here what is rare among the newest finds counts as rare. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "store/rank.h"

#include "base/banned.h"

static const double k1 = 1.2, b = 0.75;

void rank_begin(struct rank *r, const char *typed)
{
	struct buf folded;

	*r = (struct rank){ 0 };
	buf_init(&folded, 8192);
	text_fold(&folded, typed, strlen(typed));
	for (const char *s = buf_str(&folded); *s != '\0' && r->words < RANK_WORDS;) {
		size_t skip = strspn(s, " \t\r\n\"*");
		bool minus = s[skip] == '-';
		size_t n = strcspn(s += skip, " \t\r\n\"*");

		if (n > 0 && !minus)
			r->word[r->words++] = xstrndup(s, n);
		s += n;
	}
	buf_fini(&folded);
}

void rank_fini(struct rank *r)
{
	for (size_t i = 0; i < r->words; i++)
		free(r->word[i]);
	free(r->v);
	*r = (struct rank){ 0 };
}

static unsigned count(const char *text, const char *word)
{
	unsigned n = 0;

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += strlen(word))
		n++;
	return n;
}

void rank_add(struct rank *r, int64_t id, const char *text)
{
	struct ranked *x;
	struct buf folded;

	LIST_GROW(r);
	x = &r->v[r->n++];
	*x = (struct ranked){ .id = id, .place = r->n };
	buf_init(&folded, 1 << 18);
	text_fold(&folded, text, strlen(text));
	x->length = (double)folded.n;
	for (size_t i = 0; i < r->words; i++) {
		x->count[i] = count(buf_str(&folded), r->word[i]);
		r->having[i] += x->count[i] > 0;
	}
	r->length += x->length;
	buf_fini(&folded);
}

static int better(const void *left, const void *right)
{
	const struct ranked *x = left, *y = right;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

void rank_order(struct rank *r)
{
	double all = (double)r->n, average = r->n > 0 && r->length > 0 ? r->length / all : 1;

	for (size_t i = 0; i < r->n; i++) {
		struct ranked *x = &r->v[i];

		for (size_t k = 0; k < r->words; k++) {
			double having = (double)r->having[k], n = x->count[k];

			x->score += log(1 + (all - having + 0.5) / (having + 0.5)) * n * (k1 + 1) /
				(n + k1 * (1 - b + b * x->length / average));
		}
	}
	if (r->n > 0)
		qsort(r->v, r->n, sizeof *r->v, better);
}
