/* term: the terminal, and the only file that knows ncurses. Everything drawn
 * goes to a shadow screen; term_flush sends what differs, once. Text given here
 * must be clean (draw.h sees to it): no control bytes reach the terminal but
 * those of this file. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#include "tui/theme.h"

struct term_options {
	bool ascii;	/* draw with ASCII only (also when the locale is not UTF-8) */
	bool no_colour; /* as NO_COLOR in the environment does */
	bool mouse;	/* ask for clicks and the wheel */
	const struct theme *theme; /* read when it opens only */
};
bool term_open(const struct term_options *, struct err *);
void term_close(void);
/* The terminfo entry in use: TERM, or its sibling that can all colours. */
const char *term_kind(void);
bool term_is_ascii(void);
bool term_has_colour(void);
enum depth term_depth(void);
/* True while somebody else has the terminal (term_leave): nothing may be written. */
bool term_is_away(void);
/* The terminal's colours and attributes as they are now needed by what draws cells
 * of its own; colours as in theme.h. */
void term_cell(int y, int x, struct look, const char *s, size_t n);
void term_size(int *rows, int *cols);
/* The size changed: asks the terminal and resizes the shadow screen. */
void term_resized(void);
void term_erase(void);
/* Puts clean text at a place, clipped to cols columns; returns columns used. */
int term_put(int y, int x, int cols, enum style, const char *s, size_t n);
/* n blanks in a style. */
void term_fill(int y, int x, int n, enum style);
/* What the terminal shows there stays. */
void term_keep(int y, int x, int rows, int cols);
void term_cursor(int y, int x); /* y < 0 hides it */
void term_flush(void);
/* Forgets what the terminal is believed to show: Ctrl-L, and after a stop. */
void term_forget(void);
/* Another whenever the terminal is painted anew or has another size. */
unsigned term_age(void);
/* A cell in pixels; 0, 0: it does not say. */
void term_cell_size(int *width, int *height);
/* Sequences of ours that ncurses does not know (probe.h, pixels.h), whole; or a piece of
 * a long one, for which the terminal is to be ready. */
void term_bytes(const char *);
void term_piece(const char *s, size_t n);
bool term_takes(void);
/* What takes away what lies on the terminal beside the cells, should it be given back
 * before that was done, even by a crash; "" for nothing. Not copied. */
void term_undo(const char *);
/* Ctrl-Z: hands the terminal back, and takes it again. */
void term_leave(void);
void term_enter(void);
/* The clipboard (OSC 52), through tmux; text is base64-encoded here. False when it
 * is more than terminals take (COPY_MAX), and nothing is copied. */
enum { COPY_MAX = 74994 };
bool term_copy(const char *s, size_t n);
void term_bell(void);
/* The window's title; the one it had comes back with term_leave and term_close.
 * Both take the program's own words or text that is clean. */
void term_title(const char *);
/* A notification of the desktop, by OSC 777, else by OSC 9; through tmux. */
void term_tell(bool osc777, const char *);

#endif
