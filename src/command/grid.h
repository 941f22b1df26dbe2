/* grid: rows of cells as aligned text. Columns are as wide as their widest cell,
 * up to their own maximum; where the terminal is too narrow the last column
 * gives way, cut or wrapped. Without a terminal nothing is cut and a row is one
 * line. Cells are text from outside: cleaned as they are drawn. */
#ifndef COMMAND_GRID_H
#define COMMAND_GRID_H

#include "command/reply.h"

struct grid_column {
	const char *title; /* N_(), or NULL */
	int max;	   /* columns, 0: no limit */
	bool right;
};

enum { GRID_COLUMNS = 10, GRID_BOLD = 1, GRID_DIM = 2, GRID_BAD = 4 };

struct grid {
	const struct grid_column *columns;
	size_t n;
	bool wrap; /* the last column goes on below itself */
	struct grid_row {
		char *cell[GRID_COLUMNS]; /* owned */
		unsigned style;
	} *v;
	size_t rows, cap;
};
void grid_init(struct grid *, const struct grid_column *, size_t n, bool wrap);
void grid_fini(struct grid *);
/* A new row; its cells are "" until set. */
void grid_row(struct grid *, unsigned style);
void grid_set(struct grid *, size_t column, const char *text); /* NULL: "" */
void grid_setf(struct grid *, size_t column, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void grid_write(const struct grid *, const struct reply_options *, struct buf *out);

#endif
