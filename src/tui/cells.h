/* cells: what a program drew in characters and colours, read into cells of ours. Its
 * output is foreign: only text of one column and SGR (colours, bold, reverse) are
 * taken; every other sequence, control or byte is dropped. Pure. */
#ifndef TUI_CELLS_H
#define TUI_CELLS_H

#include <stddef.h>

#include "tui/theme.h"

enum { CELL_TEXT = 12 };
struct cell {
	struct look look;
	char text[CELL_TEXT]; /* "" is a blank */
};
struct cells {
	int rows, cols;	      /* rows that have something */
	struct cell *v;	      /* rows × cols */
};

/* At most rows × cols of it; what is more is not looked at. */
void cells_read(struct cells *, const char *s, size_t n, int rows, int cols);
/* The columns that have something, counted from the first. */
int cells_width(const struct cells *);
void cells_fini(struct cells *);

#endif
