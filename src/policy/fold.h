/* fold: a text as it is read, not as it is spelled, so that a rule written with
 * plain letters finds it under every disguise.
 *
 * Each character becomes what it stands for: compatibility forms (full width,
 * circled, the alphabets of mathematics), letters of other scripts that look like
 * a Latin one, and case are folded; accents and what cannot be seen are dropped.
 * From that come the views, strings of valid UTF-8 that patterns look at:
 *
 *   plain  the text so folded; white space is one space or line feed, and "_" (a
 *          mark of WhatsApp's italics) is a space.
 *   read   digits and signs inside words are read as letters (g4c0r), single
 *          letters in a row are one word (s l o t), a letter three times is once,
 *          a flood of signs is two of them.
 *   shut   as read, and words have no signs inside (ju-di, sl.ot).
 *
 * Where several words are spelled out nobody knows any more where they meet. A 1
 * may be an i or an l, so the last two exist twice. Every byte of a view
 * knows which bytes of the text it came from. Threads: pure. */
#ifndef POLICY_FOLD_H
#define POLICY_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum glyph_kind { GLYPH_GAP, GLYPH_SIGN, GLYPH_DIGIT, GLYPH_LETTER };

enum glyph_flag {
	GLYPH_READ = 1,	   /* a letter in read and shut */
	GLYPH_UNREAD = 2,  /* not in read and shut */
	GLYPH_UNSHUT = 4,  /* not in shut */
	GLYPH_SPELLED = 8  /* of a word spelled out in single letters */
};

/* One character of the folded text; `at` and `len` are bytes of the original. */
struct glyph {
	uint32_t at, c;
	uint16_t len;
	uint8_t kind;  /* enum glyph_kind */
	uint8_t flags; /* enum glyph_flag */
	char as;       /* the letter that a digit or sign may stand for, '1' for i or l, 0: none */
};

struct fold {
	struct glyph *v;
	size_t n, cap;
	bool reads, shuts; /* read differs from plain, shut from read */
	bool ones, spells; /* a 1 is read as a letter, words are spelled out */
};

/* s: any bytes; what is not UTF-8 is a sign. n below 2^32. */
void fold_text(struct fold *, const char *s, size_t n);
void fold_fini(struct fold *);

/* What one character of a pattern becomes, at most FOLD_WIDE of them: 0 for what
 * is dropped. */
enum { FOLD_WIDE = 4 };
size_t fold_character(uint32_t c, uint32_t out[FOLD_WIDE]);

#define FOLD_VIEWS(X) X(VIEW_PLAIN) X(VIEW_READ_I) X(VIEW_READ_L) X(VIEW_SHUT_I) X(VIEW_SHUT_L)
#define FOLD_ENUM(id) id,
enum view_kind { FOLD_VIEWS(FOLD_ENUM) VIEW_KINDS };

struct view {
	char *v;
	uint32_t *glyph; /* of each byte: its place in the fold */
	uint32_t *byte;	 /* of each glyph, and of the end: its place here, or that of the next one seen */
	uint32_t *odd;	 /* of the same: how many before it differ from the views before this */
	size_t n;
};

/* False, and nothing made, when this text's view of that kind is no different
 * from one before it in the list. */
bool view_make(struct view *, const struct fold *, enum view_kind);
void view_fini(struct view *);

/* The bones: letters alone, without what lies between them, i, l and 1 alike,
 * other digits as letters (but 2, which is none), the same letter never twice in a row. What is a run of
 * letters in any view is one in the bones, so words sought there first cannot be
 * missed. Each byte knows the first and last glyph of its letter. */
struct bones {
	char *v;
	uint32_t *first, *last;
	size_t n;
};
void bones_make(struct bones *, const struct fold *);
void bones_fini(struct bones *);
/* The bone of one folded character, and its length; 0 when it has none. */
size_t fold_bone(uint32_t c, char out[4]);

#endif
