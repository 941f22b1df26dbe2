/* overlay: a picture of pixels that lies over the cells of the screen. What draws a
 * frame says that it wants one; it is sent in its time, a piece whenever the terminal
 * takes one, and is gone with the first frame that does not want it any more. */
#ifndef TUI_OVERLAY_H
#define TUI_OVERLAY_H

#include <stdbool.h>

#include "base/buf.h"

#include "tui/pixels.h"

struct overlaid {
	enum pixels_kind kind; /* PIXELS_NONE: nothing */
	unsigned serial;       /* of the picture: it is the same, or another */
	int y, x, rows, cols;
};
struct overlay {
	struct overlaid want, lies;
	const struct pixels *pixels; /* of want */
	unsigned age;		     /* of what the terminal shows, when it was put there */
	struct buf out;		     /* being sent */
	size_t sent;
};

struct tui;
/* For the frame that is drawn now. Borrowed until it is shown. */
void overlay_want(struct tui *, const struct pixels *, unsigned serial, int y, int x, int rows, int cols);
/* A frame begins; its cells are about to be written; they are. */
void overlay_begin(struct tui *);
void overlay_clear(struct tui *);
void overlay_put(struct tui *);
/* Some of it is still to be sent, unless it is not to be seen any more. */
bool overlay_sends(struct tui *);
/* And what else the terminal is told now would stand in the midst of it: sixels are one
 * sequence from the first to the last, kitty's are many, each sent whole. */
bool overlay_is_cut(struct tui *);
void overlay_step(struct tui *);
void overlay_fini(struct overlay *);

#endif
