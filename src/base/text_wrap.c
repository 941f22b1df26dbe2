/* text_wrap: a text broken into rows of a width, at the opportunities of
 * UAX #14 as libunistring knows them. */
#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>

#include "base/mem.h"
#include "base/text.h"

#include "base/banned.h"

static void add_row(struct text_rows *rows, size_t at, size_t len, int width)
{
	LIST_GROW(rows);
	rows->v[rows->n++] = (struct text_row){at, len, width};
}

/* For every byte of a paragraph whether a row may end before it. The library
 * wants UTF-8, and would take some control bytes for line ends: a copy of the
 * same length has signs in their place. Heap. */
static char *breaks_of(const char *s, size_t n)
{
	char *copy = xmalloc(n), *at = xmalloc(n);

	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t len = text_decode(s + i, n - i, &c);
		if (c == 0x2028 || c == 0x2029)
			memset(copy + i, ' ', len);
		else if (c == TEXT_BROKEN || (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0))
			memset(copy + i, '?', len);
		else
			memcpy(copy + i, s + i, len);
		i += len;
	}
	u8_possible_linebreaks((const uint8_t *)copy, n, "UTF-8", at);
	free(copy);
	return at;
}

struct paragraph {
	const char *s;
	size_t at, len; /* at: where s stands in the whole text */
	const char *breaks;
};

/* A space that nothing is drawn over. */
static bool is_space(const struct paragraph *p, size_t at)
{
	return p->s[at] == ' ' && (at + 1 == p->len || (unsigned char)p->s[at + 1] < 0x80);
}

/* A place where a row may end, and where its last sign does: spaces at the end of
 * a broken row are not counted. */
struct cut {
	size_t at, ink;
	int width;
};

/* One row from `from` on; returns where the next one begins. */
static size_t wrap_row(struct text_rows *rows, const struct paragraph *p, size_t from, int cols)
{
	struct cut here = {from, from, 0}, cut = {0};
	int width = 0;
	struct cluster c;

	for (; here.at < p->len; here.at += c.len) {
		/* Not after an indent alone: the row would be empty. */
		if (here.ink > from && p->breaks[here.at] == UC_BREAK_POSSIBLE)
			cut = here;
		text_cluster(p->s + here.at, p->len - here.at, &c);
		if (width + c.width > cols)
			break;
		width += c.width;
		if (!is_space(p, here.at)) {
			here.ink = here.at + c.len;
			here.width = width;
		}
	}
	if (here.at >= p->len) {
		add_row(rows, p->at + from, p->len - from, width);
		return p->len;
	}
	/* Spaces hang over the edge; a word longer than the row is cut. */
	if (is_space(p, here.at) || !cut.at)
		cut = here;
	add_row(rows, p->at + from, cut.ink - from, cut.width);
	while (cut.at < p->len && is_space(p, cut.at))
		cut.at++;
	return cut.at;
}

void text_wrap(struct text_rows *rows, const char *s, size_t n, int cols, size_t max)
{
	size_t at = 0;

	if (cols < 2)
		cols = 2;
	while (at < n && (!max || rows->n < max)) {
		const char *feed = memchr(s + at, '\n', n - at);
		size_t end = feed ? (size_t)(feed - s) : n, next = feed ? end + 1 : n;
		if (feed && end > at && s[end - 1] == '\r')
			end--;
		if (text_fit(s + at, end - at, cols) == end - at) {
			add_row(rows, at, end - at, text_width(s + at, end - at));
		} else {
			char *breaks = breaks_of(s + at, end - at);
			struct paragraph p = {s + at, at, end - at, breaks};
			for (size_t from = 0; from < p.len && (!max || rows->n < max);)
				from = wrap_row(rows, &p, from, cols);
			free(breaks);
		}
		at = next;
	}
}

void text_rows_fini(struct text_rows *rows)
{
	free(rows->v);
	*rows = (struct text_rows){0};
}
