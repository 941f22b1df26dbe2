/* text: UTF-8 as people see it. ASCII has a fast path everywhere; the rest asks
 * libunistring. Widths are those that glibc's wcwidth and libunistring agree on
 * (compared over all of Unicode; where they differ there is a line below), so
 * that ncurses believes the same. */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include "base/banned.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* Of one base: more are a flood. ncurses keeps four. */
enum { MARKS_MAX = 4 };

enum kind {
	KIND_SPACING,	/* stands in columns of its own */
	KIND_MARK,	/* drawn over what is before it */
	KIND_INVISIBLE, /* joiner, bidi control, selector: draws nothing */
	KIND_BREAK	/* control byte, line end or unknown: a cluster of its own */
};

struct glyph {
	uint32_t c;
	enum kind kind;
	int width;
};

size_t text_decode(const char *s, size_t n, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned lo = 0x80, hi = 0xbf;
	size_t more;
	uint32_t c = p[0];

	*out = TEXT_BROKEN;
	if (c < 0x80) {
		*out = c;
		return 1;
	}
	/* The second byte's limits refuse overlong forms, surrogates and what is
	 * beyond U+10FFFF. */
	if (c >= 0xc2 && c <= 0xdf) {
		more = 1;
		c &= 0x1f;
	} else if (c >= 0xe0 && c <= 0xef) {
		more = 2;
		lo = c == 0xe0 ? 0xa0 : lo;
		hi = c == 0xed ? 0x9f : hi;
		c &= 0x0f;
	} else if (c >= 0xf0 && c <= 0xf4) {
		more = 3;
		lo = c == 0xf0 ? 0x90 : lo;
		hi = c == 0xf4 ? 0x8f : hi;
		c &= 0x07;
	} else {
		return 1;
	}
	for (size_t i = 1; i <= more; i++) {
		if (i >= n || p[i] < lo || p[i] > hi)
			return i;
		c = c << 6 | (p[i] & 0x3f);
		lo = 0x80;
		hi = 0xbf;
	}
	*out = c;
	return more + 1;
}

bool text_valid(const char *s, size_t n)
{
	while (n > 0) {
		uint32_t c;
		size_t len = text_decode(s, n, &c);
		if (c == TEXT_BROKEN || c == 0)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

bool text_invisible(uint32_t c)
{
	if (c < 0xad)
		return false;
	if (c == 0xad || c == 0x34f || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0000 && c <= 0xe0fff))
		return true;
	/* Format characters, but for those that are drawn (Arabic number signs). */
	return uc_width(c, "UTF-8") == 0 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cf) &&
	       uc_graphemeclusterbreak_property(c) != GBP_PREPEND;
}

static bool is_hangul_tail(uint32_t c)
{
	return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7c6) || (c >= 0xd7cb && c <= 0xd7fb);
}

static bool is_skin_tone(uint32_t c)
{
	return c >= 0x1f3fb && c <= 0x1f3ff;
}

static bool is_regional(uint32_t c)
{
	return c >= 0x1f1e6 && c <= 0x1f1ff;
}

static bool is_line_end(uint32_t c)
{
	return c == 0x2028 || c == 0x2029;
}

static struct glyph glyph_of(uint32_t c)
{
	struct glyph g = {c, KIND_SPACING, 1};

	if (c >= 0x20 && c < 0x7f)
		return g;
	if (c < 0xa0 || is_line_end(c) || c == TEXT_BROKEN)
		return (struct glyph){c, KIND_BREAK, 1};
	if (c < 0x300 && c != 0xad)
		return g;
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3)) {
		g.width = 2;
		return g;
	}
	if (text_invisible(c))
		return (struct glyph){c, KIND_INVISIBLE, 0};
	if (is_hangul_tail(c) ||
	    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me))
		return (struct glyph){c, KIND_MARK, 0};
	/* Unknown to this library: a terminal may think anything of its width. */
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Cs))
		return (struct glyph){c, KIND_BREAK, 1};
	g.width = uc_width(c, "UTF-8") == 2 ? 2 : 1;
	/* Circled numbers on black squares, hexagrams: wcwidth says 2. */
	if ((c >= 0x3248 && c <= 0x324f) || (c >= 0x4dc0 && c <= 0x4dff))
		g.width = 2;
	return g;
}

struct drawing {
	struct cluster *c;
	size_t n;
	int marks;
};

static void draw_bytes(struct drawing *d, const char *s, size_t n)
{
	if (d->n + n < sizeof d->c->draw) {
		memcpy(d->c->draw + d->n, s, n);
		d->n += n;
	}
}

static void draw_base(struct drawing *d, const struct glyph *g, const char *s, size_t len)
{
	if (g->kind == KIND_BREAK) {
		if (g->c == '\n' || g->c == '\t' || is_line_end(g->c))
			draw_bytes(d, " ", 1);
		else
			draw_bytes(d, REPLACEMENT, 3);
	} else if (g->kind == KIND_MARK) {
		draw_bytes(d, " ", 1);
		draw_bytes(d, s, len);
		d->marks = 1;
	} else if (is_regional(g->c)) {
		char letter = (char)('A' + (g->c - 0x1f1e6));
		draw_bytes(d, &letter, 1);
	} else {
		draw_bytes(d, s, len);
	}
	d->c->width = g->width ? g->width : 1;
}

/* What follows a base and belongs to it. Returns where it ends. */
static size_t draw_rest(struct drawing *d, const struct glyph *base, const char *s, size_t n, size_t at)
{
	bool joined = false, pict = base->c >= 0xa9 && uc_is_property_extended_pictographic(base->c);
	bool regional = is_regional(base->c);

	while (at < n && (unsigned char)s[at] >= 0x80) {
		uint32_t c;
		size_t len = text_decode(s + at, n - at, &c);
		struct glyph g = glyph_of(c);
		if (g.kind == KIND_BREAK)
			break;
		if (g.kind == KIND_MARK) {
			/* A key's cap around a digit: terminals do not agree on it. */
			if (c != 0x20e3 && d->marks++ < MARKS_MAX)
				draw_bytes(d, s + at, len);
		} else if (g.kind == KIND_SPACING && !is_skin_tone(c)) {
			int property;
			if (joined && pict && uc_is_property_extended_pictographic(c)) {
				/* drawn as the first of them alone */
			} else if (regional && is_regional(c)) {
				char letter = (char)('A' + (c - 0x1f1e6));
				draw_bytes(d, &letter, 1);
				d->c->width++;
			} else if (d->c->width + g.width <= 2 &&
				   ((property = uc_graphemeclusterbreak_property(c)) == GBP_EXTEND ||
				    property == GBP_SPACINGMARK)) {
				draw_bytes(d, s + at, len);
				d->c->width += g.width;
			} else {
				break;
			}
		}
		joined = c == 0x200d;
		regional = false;
		at += len;
	}
	return at;
}

size_t text_cluster(const char *s, size_t n, struct cluster *out)
{
	struct drawing d = {.c = out};
	struct glyph g = {0};
	size_t at = 0, len = 0;

	*out = (struct cluster){.len = 1, .width = 1};
	if (s[0] >= 0x20 && s[0] < 0x7f && (n == 1 || (unsigned char)s[1] < 0x80)) {
		out->draw[0] = s[0];
		return 1;
	}
	/* What is invisible at a start belongs to the first thing seen. */
	while (at < n) {
		uint32_t c;
		len = text_decode(s + at, n - at, &c);
		g = glyph_of(c);
		if (g.kind != KIND_INVISIBLE)
			break;
		at += len;
	}
	if (at > 0 && (at == n || g.kind == KIND_BREAK)) {
		draw_bytes(&d, " ", 1);
		out->len = at;
		return at;
	}
	draw_base(&d, &g, s + at, len);
	at += len;
	if (g.kind != KIND_BREAK)
		at = draw_rest(&d, &g, s, n, at);
	out->len = at;
	return at;
}

/* How many bytes at the start are printable ASCII that nothing is drawn over:
 * each is a column. */
static size_t ascii_run(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= 0x20 && s[i] < 0x7f)
		i++;
	if (i > 0 && i < n && (unsigned char)s[i] >= 0x80)
		i--;
	return i;
}

int text_width(const char *s, size_t n)
{
	struct cluster c;
	int width = 0;

	while (n > 0) {
		size_t run = ascii_run(s, n);
		if (run > 0) {
			width += (int)run;
		} else {
			run = text_cluster(s, n, &c);
			width += c.width;
		}
		s += run;
		n -= run;
	}
	return width;
}

size_t text_fit(const char *s, size_t n, int cols)
{
	struct cluster c;
	size_t at = 0;

	while (at < n && cols > 0) {
		size_t run = ascii_run(s + at, n - at);
		if (run > 0) {
			if (run > (size_t)cols)
				run = (size_t)cols;
			cols -= (int)run;
		} else {
			run = text_cluster(s + at, n - at, &c);
			if (c.width > cols)
				break;
			cols -= c.width;
		}
		at += run;
	}
	return at;
}

void text_line(struct buf *out, const char *s, size_t n, int cols, bool ascii)
{
	struct cluster c;
	size_t at = 0, keep = out->n;
	int width = 0, keep_width = 0;

	if (cols <= 0)
		return;
	/* keep is where the text must end if the cut sign has to follow. */
	while (at < n) {
		size_t run = ascii_run(s + at, n - at);
		if (run > 0) {
			size_t left = (size_t)(cols - width);
			size_t take = run < left ? run : left;
			if (width + (int)take < cols) {
				keep = out->n + take;
				keep_width = width + (int)take;
			} else if (take > 0) {
				keep = out->n + take - 1;
				keep_width = cols - 1;
			}
			buf_add(out, s + at, take);
			width += (int)take;
			if (take < run)
				goto cut;
		} else {
			run = text_cluster(s + at, n - at, &c);
			if (width + c.width > cols)
				goto cut;
			buf_adds(out, c.draw);
			width += c.width;
			if (width < cols) {
				keep = out->n;
				keep_width = width;
			}
		}
		at += run;
	}
	return;
cut:
	if (out->n > keep) {
		out->n = keep;
		out->v[keep] = '\0';
	}
	for (; keep_width < cols - 1; keep_width++)
		buf_addc(out, ' ');
	buf_adds(out, ascii ? "~" : "…");
}

/* Dropped when comparing: accents, tone marks and strokes; not the vowel signs
 * of Indic scripts and the voicing marks of kana, which make other words. */
static bool is_accent(uint32_t c)
{
	int class;

	if (c < 0x300)
		return false;
	class = uc_combining_class(c);
	return class == 1 || class >= 10 ||
	       (class == 0 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Me));
}

/* The bytes with accents and invisible ones dropped, what is broken replaced,
 * and white space made one space between words. */
static void add_plain(struct buf *out, const char *s, size_t n)
{
	bool gap = false;
	size_t start = out->n;

	while (n > 0) {
		uint32_t c;
		size_t len = text_decode(s, n, &c);
		if (c == TEXT_BROKEN || !(text_invisible(c) || is_accent(c))) {
			if (c != TEXT_BROKEN && (c < 0x20 || c == 0x7f || uc_is_property_white_space(c))) {
				gap = true;
			} else {
				if (gap && out->n > start)
					buf_addc(out, ' ');
				gap = false;
				if (c == TEXT_BROKEN)
					buf_adds(out, REPLACEMENT);
				else
					buf_add(out, s, len);
			}
		}
		s += len;
		n -= len;
	}
}

static bool fold_ascii(struct buf *out, const char *s, size_t n)
{
	bool gap = false;
	size_t start = out->n;

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] <= 0x20 || s[i] == 0x7f) {
			gap = true;
			continue;
		}
		if (gap && out->n > start)
			buf_addc(out, ' ');
		gap = false;
		buf_addc(out, s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] - 'A' + 'a') : s[i]);
	}
	return true;
}

void text_fold(struct buf *out, const char *s, size_t n)
{
	struct buf plain;
	size_t len;
	uint8_t *apart, *folded;

	if (fold_ascii(out, s, n))
		return;
	buf_init(&plain, 3 * n + 1);
	/* Broken bytes first, for the library; then apart, so that accents are
	 * characters of their own; together again at the end. */
	for (size_t at = 0; at < n;) {
		uint32_t c;
		len = text_decode(s + at, n - at, &c);
		if (c == TEXT_BROKEN)
			buf_adds(&plain, REPLACEMENT);
		else
			buf_add(&plain, s + at, len);
		at += len;
	}
	apart = u8_normalize(UNINORM_NFKD, (const uint8_t *)plain.v, plain.n, NULL, &len);
	if (!apart)
		BUG("no memory to fold %zu bytes", n);
	buf_fini(&plain);
	buf_init(&plain, 3 * len + 1);
	add_plain(&plain, (const char *)apart, len);
	free(apart);
	folded = u8_casefold((const uint8_t *)plain.v, plain.n, NULL, UNINORM_NFKC, NULL, &len);
	if (!folded)
		BUG("no memory to fold %zu bytes", n);
	buf_add(out, folded, len);
	free(folded);
	buf_fini(&plain);
}

int text_distance(const char *a, const char *b)
{
	enum { LONGEST = 255 };
	/* Three rows of the table, for letters that changed places. */
	int row[3][LONGEST + 1];
	size_t na = strnlen(a, LONGEST), nb = strnlen(b, LONGEST);

	for (size_t j = 0; j <= nb; j++)
		row[0][j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		int *now = row[i % 3], *before = row[(i - 1) % 3], *earlier = row[(i + 1) % 3];
		now[0] = (int)i;
		for (size_t j = 1; j <= nb; j++) {
			int best = before[j - 1] + (a[i - 1] != b[j - 1]);
			if (before[j] + 1 < best)
				best = before[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    earlier[j - 2] + 1 < best)
				best = earlier[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[na % 3][nb];
}
