/* term: the terminal, and the only file that knows ncurses. Everything drawn
 * goes to a shadow screen; term_flush sends what differs, once. Text given here
 * must be clean (draw.h sees to it): no control bytes reach the terminal but
 * those of this file. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define STYLES(X)                                                          \
	X(STYLE_PLAIN) X(STYLE_TOP) X(STYLE_TAB) X(STYLE_TAB_ON)           \
	X(STYLE_SELECTED) X(STYLE_STRONG) X(STYLE_DIM) X(STYLE_FRAME)      \
	X(STYLE_GOOD) X(STYLE_WARN) X(STYLE_BAD) X(STYLE_OURS)             \
	X(STYLE_MARK) X(STYLE_HINT) X(STYLE_KEY) X(STYLE_QR)
enum style {
#define X(id) id,
	STYLES(X)
#undef X
	STYLE_COUNT
};

/* ascii: draw with ASCII only (also when the locale is not UTF-8). */
bool term_open(bool ascii, struct err *);
void term_close(void);
bool term_is_ascii(void);
bool term_has_colour(void);
void term_size(int *rows, int *cols);
/* The size changed: asks the terminal and resizes the shadow screen. */
void term_resized(void);
void term_erase(void);
/* Puts clean text at a place, clipped to cols columns; returns columns used. */
int term_put(int y, int x, int cols, enum style, const char *s, size_t n);
/* n blanks in a style. */
void term_fill(int y, int x, int n, enum style);
void term_cursor(int y, int x); /* y < 0 hides it */
void term_flush(void);
/* Forgets what the terminal is believed to show: Ctrl-L, and after a stop. */
void term_forget(void);
/* Ctrl-Z: hands the terminal back, and takes it again. */
void term_leave(void);
void term_enter(void);
/* The clipboard (OSC 52), through tmux; text is base64-encoded here. */
void term_copy(const char *s, size_t n);
void term_bell(void);

#endif
