/* lit: where the words that were looked for stand in a text. Compared folded, as
 * the search itself does: letters of any case, with and without their marks. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/draw.h"
#include "tui/place.h"

#include "base/banned.h"

enum { LIT_MAX = 8 << 10 }; /* bytes of a text that are looked through */

void lit_words(const char *query, char *out, size_t cap)
{
	struct buf plain, folded;
	buf_init(&plain, 4096);
	buf_init(&folded, 4096);
	bool quoted = false;
	for (const char *s = query; *s;) {
		size_t n = strcspn(s, " ");
		bool filter = !quoted && memchr(s, ':', n) != NULL;
		for (size_t i = 0; i < n; i++)
			if (s[i] == '"')
				quoted = !quoted;
			else if (!filter)
				buf_addc(&plain, s[i]);
		buf_addc(&plain, ' ');
		s += n + (s[n] == ' ');
	}
	text_fold(&folded, buf_str(&plain), plain.n);
	str_copy(out, cap, buf_str(&folded));
	buf_fini(&plain);
	buf_fini(&folded);
}

/* A text folded cluster by cluster: byte i of it comes from byte at[i]. */
struct folded {
	struct buf text;
	size_t *at, cap;
};

static void fold(struct folded *f, const char *s, size_t n)
{
	buf_init(&f->text, 4 * LIT_MAX);
	for (size_t i = 0; i < n && i < LIT_MAX;) {
		struct cluster c;
		size_t len = text_cluster(s + i, n - i, &c), was = f->text.n;
		struct buf one;
		buf_init(&one, 1024);
		text_fold(&one, s + i, len);
		if (one.n)
			buf_add(&f->text, one.v, one.n);
		else
			buf_addc(&f->text, ' ');
		buf_fini(&one);
		if (f->text.n + 1 > f->cap) {
			f->cap = 2 * (f->text.n + 64);
			f->at = xrealloc(f->at, f->cap, sizeof *f->at);
		}
		for (; was < f->text.n; was++)
			f->at[was] = i;
		i += len;
		f->at[f->text.n] = i;
	}
}

/* The next place at or after byte `from` of the folded text where one of the words
 * begins a word; *len bytes of it. */
static size_t next_hit(const struct folded *f, size_t from, const char *words, size_t *len)
{
	const char *s = buf_str(&f->text);
	for (size_t i = from; i < f->text.n; i++) {
		bool begins = i == 0 || strchr(" .,:;!?()[]\"'/-+*_~\n", s[i - 1]);
		for (const char *w = words; *w; w += strspn(w, " ")) {
			size_t n = strcspn(w, " ");
			/* Parts of numbers and codes are found inside words too. */
			bool inside = n >= 3 && strspn(w, "0123456789") == n;
			if (n && (begins || inside) && !strncmp(s + i, w, n)) {
				*len = n;
				return i;
			}
			w += n;
		}
	}
	return f->text.n;
}

size_t lit_find(const char *s, size_t n, const char *words)
{
	struct folded f = {0};
	size_t len = 0, hit = n;
	if (*words) {
		fold(&f, s, n);
		size_t at = next_hit(&f, 0, words, &len);
		if (at < f.text.n)
			hit = f.at[at];
	}
	buf_fini(&f.text);
	free(f.at);
	return hit;
}

int lit_textn(int y, int x, int cols, int style, const char *s, size_t n, const char *words)
{
	struct folded f = {0};
	int used = 0;
	size_t done = 0, at = 0, len = 0;
	if (!*words)
		return draw_textn(y, x, cols, (enum style)style, s, n);
	fold(&f, s, n);
	while ((at = next_hit(&f, at, words, &len)) < f.text.n && used < cols) {
		size_t from = f.at[at], to = f.at[at + len];
		if (from >= done) {
			used += draw_textn(y, x + used, cols - used, (enum style)style, s + done, from - done);
			used += draw_textn(y, x + used, cols - used, STYLE_WARN, s + from, to - from);
			done = to;
		}
		at += len;
	}
	used += draw_textn(y, x + used, cols - used, (enum style)style, s + done, n - done);
	buf_fini(&f.text);
	free(f.at);
	return used;
}
