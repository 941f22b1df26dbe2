/* fold: characters become glyphs, glyphs become views. */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/mem.h"
#include "base/text.h"

#include "policy/fold.h"
#include "policy/lookalike.h"

#include "base/banned.h"

enum {
	APART_MAX = 32,	/* characters that one may fall apart into */
	RUN_MIN = 3,	/* single letters in a row that spell a word; the same letter in a row */
	BETWEEN_MAX = 3 /* signs and gaps between two of them */
};

static bool is_word(const struct glyph *g)
{
	return g->kind >= GLYPH_DIGIT;
}

/* A letter in the views that read: a letter, or what is read as one. */
static bool is_read_word(const struct glyph *g)
{
	return is_word(g) || g->flags & GLYPH_READ;
}

/* Accents, strokes and rings; not the vowel signs of other scripts, unless they
 * hang on a Latin letter. */
static bool is_accent(uint32_t c, uint32_t before)
{
	int class;

	if (c < 0x300 || !uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
		return false;
	class = uc_combining_class(c);
	return before < 0x80 || class == 1 || class >= 10 ||
	       (class == 0 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Me));
}

static bool is_unseen(uint32_t c)
{
	/* The Hangul fillers are letters by name, and blank. */
	return text_invisible(c) || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
}

/* c in its smallest pieces. Hangul stays whole: its pieces are no letters. */
static size_t apart(uint32_t c, uint32_t out[APART_MAX])
{
	ucs4_t piece[UC_DECOMPOSITION_MAX_LENGTH];
	int tag, n;
	size_t have = 0;

	if (c < 0xa0 || (c >= 0xac00 && c <= 0xd7a3) || (n = uc_decomposition(c, &tag, piece)) < 0) {
		out[0] = c;
		return 1;
	}
	for (int i = 0; i < n; i++) {
		uint32_t deeper[APART_MAX];
		size_t m = apart(piece[i], deeper);
		if (have + m > APART_MAX)
			break;
		memcpy(out + have, deeper, m * sizeof *out);
		have += m;
	}
	return have;
}

static uint32_t plain_letter(uint32_t c)
{
	uint32_t like;
	int digit;

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
	if ((like = lookalike_letter(c)) || (like = lookalike_letter(uc_tolower(c))))
		return like;
	digit = uc_decimal_value(c);
	return digit >= 0 ? (uint32_t)('0' + digit) : uc_tolower(c);
}

size_t fold_character(uint32_t c, uint32_t out[FOLD_WIDE])
{
	uint32_t piece[APART_MAX];
	size_t n, have = 0;

	if (c < 0x80) {
		out[0] = plain_letter(c);
		return 1;
	}
	if (is_unseen(c))
		return 0;
	n = apart(c, piece);
	for (size_t i = 0; i < n; i++) {
		if (is_unseen(piece[i]) || (i > 0 && is_accent(piece[i], piece[0])))
			continue;
		if (have == FOLD_WIDE) {
			/* A whole sentence in one character: none that a rule has a word for. */
			out[0] = c;
			return 1;
		}
		out[have++] = plain_letter(piece[i]);
	}
	return have;
}

static enum glyph_kind kind_of(uint32_t c)
{
	const uint32_t letters = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Nl;

	if (c < 0x80) {
		if (c >= 'a' && c <= 'z')
			return GLYPH_LETTER;
		if (c >= '0' && c <= '9')
			return GLYPH_DIGIT;
		return c <= 0x20 || c == 0x7f || c == '_' ? GLYPH_GAP : GLYPH_SIGN;
	}
	if (c == TEXT_BROKEN)
		return GLYPH_SIGN;
	if (uc_is_general_category_withtable(c, letters))
		return GLYPH_LETTER;
	/* The blank of Braille is drawn as nothing. */
	return uc_is_property_white_space(c) || c < 0xa0 || c == 0x2800 ? GLYPH_GAP : GLYPH_SIGN;
}

static void add_glyph(struct fold *f, uint32_t c, size_t at, size_t len)
{
	enum glyph_kind kind = kind_of(c);
	bool line = c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;

	if (kind == GLYPH_GAP && f->n && f->v[f->n - 1].kind == GLYPH_GAP) {
		if (line)
			f->v[f->n - 1].c = '\n';
		return;
	}
	LIST_GROW(f);
	f->v[f->n++] = (struct glyph){
		.at = (uint32_t)at,
		.len = (uint16_t)len,
		.c = line ? '\n' : kind == GLYPH_GAP ? ' ' : c == TEXT_BROKEN ? 0xfffd : c,
		.kind = (uint8_t)kind,
		.as = kind == GLYPH_DIGIT || kind == GLYPH_SIGN ? lookalike_sign(c) : 0,
	};
}

static void add_text(struct fold *f, const char *s, size_t n)
{
	uint32_t before = 0;

	for (size_t at = 0; at < n;) {
		uint32_t c, piece[FOLD_WIDE];
		size_t len = text_decode(s + at, n - at, &c), m = 1;
		if (c == TEXT_BROKEN)
			piece[0] = c;
		else if (is_accent(c, before))
			m = 0;
		else
			m = fold_character(c, piece);
		for (size_t i = 0; i < m; i++) {
			add_glyph(f, piece[i], at, len);
			before = piece[i];
		}
		at += len;
	}
}

/* Signs inside words that are read as letters: sl@t, onl!ne, $lot. A flag's
 * letters always; money before a number never. */
static void read_signs(struct fold *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct glyph *g = &f->v[i];
		if (g->kind != GLYPH_SIGN || !g->as)
			continue;
		bool after = i > 0 && is_read_word(&f->v[i - 1]);
		bool letter = i + 1 < f->n && f->v[i + 1].kind == GLYPH_LETTER;
		bool word = i + 1 < f->n && is_word(&f->v[i + 1]);
		if (lookalike_regional(g->c) || (lookalike_money(g->c) ? letter : after && word))
			g->flags |= GLYPH_READ;
	}
}

/* The word from `at` on: where it ends, and what it is made of. */
struct word {
	size_t at, end;
	size_t letters, others;
};

static bool next_word(const struct fold *f, size_t at, struct word *w)
{
	while (at < f->n && !is_read_word(&f->v[at]))
		at++;
	*w = (struct word){ .at = at, .end = at };
	for (; w->end < f->n && is_read_word(&f->v[w->end]); w->end++) {
		if (f->v[w->end].kind == GLYPH_LETTER || lookalike_regional(f->v[w->end].c))
			w->letters++;
		else
			w->others++;
	}
	return at < f->n;
}

/* One word's digits, doubling (togel2) and drawn out letters (sloooot). */
static void read_word(struct fold *f, const struct word *w)
{
	size_t same = 0;
	uint32_t last = 0;

	if (w->letters == 0)
		return;
	for (size_t i = w->at; i < w->end; i++) {
		struct glyph *g = &f->v[i];
		if (g->kind == GLYPH_DIGIT && g->as)
			g->flags |= GLYPH_READ;
	}
	if (f->v[w->end - 1].c == '2' && w->letters > 1)
		f->v[w->end - 1].flags |= GLYPH_UNREAD;
	for (size_t i = w->at; i <= w->end; i++) {
		const struct glyph *g = i < w->end ? &f->v[i] : NULL;
		uint32_t c = !g ? 0 : g->flags & GLYPH_READ ? (uint32_t)g->as : g->c;
		if (c == last) {
			same++;
			continue;
		}
		for (size_t j = 1; same >= RUN_MIN && j < same; j++)
			f->v[i - j].flags |= GLYPH_UNREAD;
		same = 1;
		last = c;
	}
}

/* Single letters with little between them are one word, if they are three. */
static size_t read_spelled(struct fold *f, size_t at)
{
	struct word w;
	size_t begin = 0, end = 0, words = 0, letters = 0;

	while (next_word(f, at, &w) && w.end - w.at == 1) {
		if (words && w.at - end > BETWEEN_MAX)
			break;
		if (!words)
			begin = w.at;
		words++;
		letters += w.letters;
		at = end = w.end;
	}
	if (words < RUN_MIN || letters < 2)
		return words ? end : w.end;
	for (size_t i = begin; i < end; i++) {
		struct glyph *g = &f->v[i];
		if (!is_read_word(g))
			g->flags |= GLYPH_UNREAD;
		else if (g->kind == GLYPH_DIGIT && g->as)
			g->flags |= GLYPH_READ;
		g->flags |= GLYPH_SPELLED;
	}
	f->spells = true;
	return end;
}

/* What lies between two words: a flood of signs is its first and its last; one or
 * two signs alone are left out by shut, unless numbers stand on both sides. */
static void read_between(struct fold *f, size_t begin, size_t end)
{
	bool gap = false;

	for (size_t i = begin; i < end; i++) {
		gap |= f->v[i].kind == GLYPH_GAP;
		if (end - begin > BETWEEN_MAX && i > begin && i + 1 < end)
			f->v[i].flags |= GLYPH_UNREAD;
	}
	if (gap || begin == 0 || end == f->n || end - begin > 2 || f->v[begin].flags & GLYPH_UNREAD)
		return;
	const struct glyph *left = &f->v[begin - 1], *right = &f->v[end];
	bool numbers = left->kind == GLYPH_DIGIT && right->kind == GLYPH_DIGIT &&
		       !(left->flags & GLYPH_READ) && !(right->flags & GLYPH_READ);
	for (size_t i = begin; !numbers && i < end; i++)
		f->v[i].flags |= GLYPH_UNSHUT;
}

void fold_text(struct fold *f, const char *s, size_t n)
{
	struct word w;
	size_t end = 0;

	*f = (struct fold){0};
	f->cap = n + 1;
	f->v = xrealloc(NULL, f->cap, sizeof *f->v);
	add_text(f, s, n);
	read_signs(f);
	for (size_t at = 0; next_word(f, at, &w); at = w.end)
		read_word(f, &w);
	for (size_t at = 0; at < f->n;)
		at = read_spelled(f, at);
	for (size_t at = 0; next_word(f, at, &w); at = w.end) {
		read_between(f, end, w.at);
		end = w.end;
	}
	read_between(f, end, f->n);
	for (size_t i = 0; i < f->n; i++) {
		const struct glyph *g = &f->v[i];
		f->reads |= (g->flags & (GLYPH_READ | GLYPH_UNREAD)) != 0;
		f->shuts |= (g->flags & GLYPH_UNSHUT) != 0;
		f->ones |= g->flags & GLYPH_READ && g->as == '1';
	}
}

void fold_fini(struct fold *f)
{
	free(f->v);
	*f = (struct fold){0};
}

/* The character of a glyph in a view, 0 when it has none there. */
static uint32_t seen_as(const struct glyph *g, enum view_kind kind)
{
	if (kind == VIEW_PLAIN)
		return lookalike_regional(g->c) ? ' ' : g->c;
	if (g->flags & GLYPH_UNREAD || (kind >= VIEW_SHUT_I && g->flags & GLYPH_UNSHUT))
		return 0;
	if (!(g->flags & GLYPH_READ))
		return g->c;
	if (g->as != '1')
		return (uint32_t)g->as;
	return kind == VIEW_READ_I || kind == VIEW_SHUT_I ? 'i' : 'l';
}

/* Whether the glyph is the reason for this view. */
static bool is_odd(const struct glyph *g, enum view_kind kind)
{
	switch (kind) {
	case VIEW_PLAIN:
		return true;
	case VIEW_READ_I:
		return g->flags & (GLYPH_READ | GLYPH_UNREAD);
	case VIEW_SHUT_I:
		return g->flags & GLYPH_UNSHUT;
	default:
		return g->flags & GLYPH_READ && g->as == '1';
	}
}

/* Whether the view differs from those before it. */
static bool is_other(const struct fold *f, enum view_kind kind)
{
	switch (kind) {
	case VIEW_PLAIN:
		return true;
	case VIEW_READ_I:
		return f->reads;
	case VIEW_READ_L:
		return f->reads && f->ones;
	case VIEW_SHUT_I:
		return f->shuts;
	default:
		return f->shuts && f->ones;
	}
}

bool view_make(struct view *view, const struct fold *f, enum view_kind kind)
{
	size_t n = 0;

	*view = (struct view){0};
	if (!is_other(f, kind))
		return false;
	for (size_t i = 0; i < f->n; i++)
		n += f->v[i].c < 0x80 ? 1 : 4;
	view->v = xmalloc(n + 1);
	view->glyph = xrealloc(NULL, n + 1, sizeof *view->glyph);
	view->byte = xrealloc(NULL, f->n + 1, sizeof *view->byte);
	view->odd = xrealloc(NULL, f->n + 1, sizeof *view->odd);
	view->odd[0] = 0;
	for (size_t i = 0; i < f->n; i++) {
		uint32_t c = seen_as(&f->v[i], kind);
		int len = 1;
		view->byte[i] = (uint32_t)view->n;
		view->odd[i + 1] = view->odd[i] + is_odd(&f->v[i], kind);
		if (c == 0)
			continue;
		if (c < 0x80)
			view->v[view->n] = (char)c;
		else
			len = u8_uctomb((uint8_t *)view->v + view->n, c, 4);
		for (; len > 0; len--)
			view->glyph[view->n++] = (uint32_t)i;
	}
	view->byte[f->n] = (uint32_t)view->n;
	view->v[view->n] = '\0';
	return true;
}

void view_fini(struct view *view)
{
	free(view->v);
	free(view->glyph);
	free(view->byte);
	free(view->odd);
	*view = (struct view){0};
}

/* The character that stands for c in the bones, 0 for none: a 2 that doubles a
 * word comes and goes. */
static uint32_t bone(uint32_t c)
{
	if (c >= '0' && c <= '9')
		c = (unsigned char)lookalike_sign(c);
	return c == 'l' || c == '1' ? 'i' : c;
}

void bones_make(struct bones *b, const struct fold *f)
{
	uint32_t last = 0;

	*b = (struct bones){0};
	b->v = xrealloc(NULL, f->n + 1, 4);
	b->first = xrealloc(NULL, f->n + 1, 4 * sizeof *b->first);
	b->last = xrealloc(NULL, f->n + 1, 4 * sizeof *b->last);
	for (size_t i = 0; i < f->n; i++) {
		const struct glyph *g = &f->v[i];
		int len = 1;
		uint32_t c = is_read_word(g) ? bone(g->kind == GLYPH_SIGN ? (uint32_t)g->as : g->c) : 0;
		if (c == 0)
			continue;
		if (c == last) {
			b->last[b->n - 1] = (uint32_t)i;
			continue;
		}
		last = c;
		if (c < 0x80)
			b->v[b->n] = (char)c;
		else
			len = u8_uctomb((uint8_t *)b->v + b->n, c, 4);
		for (; len > 0; len--) {
			b->first[b->n] = (uint32_t)i;
			b->last[b->n++] = (uint32_t)i;
		}
	}
}

void bones_fini(struct bones *b)
{
	free(b->v);
	free(b->first);
	free(b->last);
	*b = (struct bones){0};
}

size_t fold_bone(uint32_t c, char out[4])
{
	int len;

	if (kind_of(c) < GLYPH_DIGIT || (c = bone(c)) == 0)
		return 0;
	len = u8_uctomb((uint8_t *)out, c, 4);
	return len > 0 ? (size_t)len : 0;
}
