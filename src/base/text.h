/* text: UTF-8 as people see it: grapheme clusters, columns, lines, and what is
 * safe to show. Stands on libunistring. All functions take any bytes: what is
 * not UTF-8 counts and shows as U+FFFD, one per broken byte sequence.
 *
 * Terminals disagree about joined emoji, so a cluster is drawn as its first
 * base character (plus combining marks that have width 0 and are not joiners,
 * variation selectors or skin tones), and its width is that of the base: 0
 * never, 1 or 2. Two kinds draw more than one character, so put `draw` on the
 * screen as a string: a flag is drawn as its two letters (width 2), and a narrow
 * base takes one spacing vowel sign or voicing mark with it (width 2 together;
 * more of them are clusters of their own). What this libunistring has never
 * heard of is drawn as U+FFFD. Threads: pure. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

bool text_valid(const char *s, size_t n); /* valid UTF-8, no NUL */

/* One character at s (n > 0 bytes left); returns its length. What is broken gives
 * TEXT_BROKEN and the length of the longest start of a character there. */
enum { TEXT_BROKEN = 0x110000 };
size_t text_decode(const char *s, size_t n, uint32_t *out);
/* Joiners, bidi controls, selectors, zero-width spaces: nothing to be seen. */
bool text_invisible(uint32_t c);

struct cluster {
	size_t at, len; /* bytes in the source */
	int width;	/* columns when drawn: 1 or 2 */
	char draw[32];	/* what to draw: clean, NUL-terminated */
};
/* The cluster that begins at s (n > 0 bytes left); returns its len. A tab, line
 * feed or any control byte is one cluster drawn as a space (tab, line feed) or
 * U+FFFD. Bidi controls, zero-width floods and joiners draw nothing of their
 * own: they belong to the cluster before them, or, alone, to one of width 1; at the start of a
 * text, to the one after them. */
size_t text_cluster(const char *s, size_t n, struct cluster *);
/* Columns of the whole, drawn. */
int text_width(const char *s, size_t n);
/* Byte length of the longest start of s that fits into cols. */
size_t text_fit(const char *s, size_t n, int cols);
/* Clean for the terminal on one line, at most cols columns; when cut the last
 * column is "…" (or "~" with ascii). */
void text_line(struct buf *out, const char *s, size_t n, int cols, bool ascii);

struct text_row {
	size_t at, len; /* bytes of the source, line end not included */
	int width;
};
struct text_rows {
	struct text_row *v;
	size_t n, cap;
};
/* Breaks into rows of at most cols columns at UAX #14 opportunities, inside a
 * word only when it is longer than a row; line feeds end rows. At most max rows
 * (0: no limit). cols >= 2. Spaces where a row is broken belong to none; a text
 * that ends in a line feed has no empty row after it. */
void text_wrap(struct text_rows *, const char *s, size_t n, int cols, size_t max);
void text_rows_fini(struct text_rows *);

/* NFKC, case folded, marks dropped, white space runs to one space and trimmed:
 * for comparing what people type (names, stop words). */
void text_fold(struct buf *out, const char *s, size_t n);

/* Edit distance for "did you mean", cut at 255. Bytes. */
int text_distance(const char *a, const char *b);

#endif
