/* pixels: a picture as the program chafa writes it for terminals that draw pixels, by
 * kitty's protocol or as sixels. Its output is foreign: it is read strictly, whole,
 * before a byte of it goes anywhere; whatever is not such a picture within its bounds
 * makes all of it refused, and what the terminal gets is made anew here. Pure. */
#ifndef TUI_PIXELS_H
#define TUI_PIXELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum pixels_kind { PIXELS_NONE, PIXELS_KITTY, PIXELS_SIXEL };
enum { PIXELS_SIDE = 8192 }; /* the most that either side may have */

struct pixels {
	enum pixels_kind kind;
	int width, height;
	int bits;	   /* of a pixel, 24 or 32: kitty's */
	struct buf body;   /* base64 of the pixels; or the sixels, without what is around them */
};

/* At most width × height pixels. False: it is none, or more than that; then *width and
 * *height are what it says to have where it says so, else 0. */
bool pixels_read(struct pixels *, enum pixels_kind, const char *s, size_t n, int *width, int *height);
void pixels_fini(struct pixels *);
/* How many cells of this size it takes where there are rows × cols: kitty's is made as
 * large as that allows, a sixel is one point of the screen. */
void pixels_cells(const struct pixels *, int cell_width, int cell_height, int *rows, int *cols);
/* What shows it at a place, the cursor left where it is; and what takes it away again (""
 * for sixels: what is drawn over them does). Units of kitty's may stand between other
 * things, a sixel's are one: from byte `at` to the end of the next. */
void pixels_show(const struct pixels *, int y, int x, int rows, int cols, struct buf *out);
size_t pixels_unit(enum pixels_kind, const struct buf *, size_t at);
const char *pixels_removed(enum pixels_kind);
/* What ends it when only some units of it were written; and the same where one may have
 * been cut, as a crash does: with that it is away too. */
const char *pixels_cut(enum pixels_kind);
const char *pixels_undone(enum pixels_kind);

#endif
