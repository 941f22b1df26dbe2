/* draw: putting foreign text on the screen: cleaned, clipped, padded, so that no
 * message can move the cursor or break the frame. Every view draws through this;
 * a struct area is where it may. */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/term.h"

struct area {
	int y, x, rows, cols;
};

/* name, UTF-8, ASCII twin */
#define GLYPHS(X)                      \
	X(GLYPH_BAR, "▌", ">")         \
	X(GLYPH_VLINE, "│", "|")       \
	X(GLYPH_HLINE, "─", "-")       \
	X(GLYPH_LEFT_T, "├", "+")      \
	X(GLYPH_RIGHT_T, "┤", "+")     \
	X(GLYPH_PROMPT, "▸", ">")      \
	X(GLYPH_DOT, "·", "-")         \
	X(GLYPH_ON, "●", "*")          \
	X(GLYPH_OFF, "○", "o")         \
	X(GLYPH_STAR, "★", "*")        \
	X(GLYPH_URGENT, "‼", "!")      \
	X(GLYPH_TYPES, "✎", "&")       \
	X(GLYPH_LOOKS, "◉", "@")       \
	X(GLYPH_WINDOW, "◔", "w")      \
	X(GLYPH_MARKED, "■", "#")      \
	X(GLYPH_NOTE, "⌂", "#")        \
	X(GLYPH_UP, "↑", "^")          \
	X(GLYPH_DOWN, "↓", "v")        \
	X(GLYPH_QUOTE, "│", "|")       \
	X(GLYPH_TIMES, "×", "x")       \
	X(GLYPH_FULL, "█", "#")        \
	X(GLYPH_EMPTY, "░", ".")
enum glyph {
#define X(id, u, a) id,
	GLYPHS(X)
#undef X
};
const char *glyph(enum glyph);
/* One of eight heights of a bar, v of most; a digit in ASCII. */
const char *glyph_step(int64_t v, int64_t most);

/* Cleans s and puts at most cols columns of it, the last one "…" when cut.
 * Returns columns used. NULL is nothing. */
int draw_text(int y, int x, int cols, enum style, const char *s);
int draw_textn(int y, int x, int cols, enum style, const char *s, size_t n);
/* The same, blanks after it up to cols. */
void draw_cell(int y, int x, int cols, enum style, const char *s);
/* Ends at column x + cols. */
void draw_right(int y, int x, int cols, enum style, const char *s);
void draw_hline(int y, int x, int cols, enum style);
/* A line with a title in its middle: "── Sunday 22 November ──". */
void draw_rule(int y, int x, int cols, enum style, const char *title);
void draw_vline(int y, int x, int rows, enum style);
/* Text that the program itself wrote, with printf. */
int draw_f(int y, int x, int cols, enum style, const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void draw_blank(struct area, enum style);

#endif
