/* shots: the pictures of a thread, drawn in character cells by the program chafa where
 * it is installed, and the one of the viewer, in pixels where the terminal has them. One
 * at a time: the file is asked of the engine, then chafa draws it, a child with limits on
 * time, memory and files, whose output is read as cells.h and pixels.h do. What was drawn
 * is kept for a message and width. Nothing waits for it. */
#ifndef TUI_SHOTS_H
#define TUI_SHOTS_H

#include <jansson.h>
#include <poll.h>
#include <stdint.h>

#include "base/buf.h"

#include "tui/cells.h"
#include "tui/pixels.h"

enum { SHOT_ROWS = 12, SHOT_COLS = 40, SHOTS_KEPT = 48 };

enum shot_state { SHOT_WANTED, SHOT_FETCHING, SHOT_DRAWING, SHOT_READY, SHOT_FAILED };
struct shot {
	int64_t message;
	int cols, rows; /* room for it */
	enum shot_state state;
	enum pixels_kind kind; /* as which it is drawn; NONE: cells */
	struct cells cells;
	struct pixels pixels;  /* kind NONE: it is cells */
	int wide, high;	       /* what chafa is told, for pixels; 0: nothing yet */
	bool told_less;	       /* and what it made of the first was too large */
	unsigned serial;       /* another for each that was made */
};

struct shots {
	char *program; /* chafa's path, NULL: no pictures */
	struct shot v[SHOTS_KEPT];
	size_t n, next;
	size_t at;     /* the one that is worked at */
	bool busy;
	int64_t ticket;
	char *dir, *file;
	int pid, fd;   /* the child and its output */
	struct buf out;
	unsigned serial;
	int64_t due;   /* when the child is ended, in clock_mono_ms(); 0: none runs */
};

struct tui;
void shots_init(struct tui *);
void shots_fini(struct tui *);
/* The picture of a message at this width, NULL when there is none (yet). */
const struct cells *shots_cells(const struct tui *, const json_t *message, int cols);
/* Whether it is a picture, and pictures are drawn. */
bool shots_can(const struct tui *, const json_t *message);
/* As large as this room lets it be; wanted when it is not there. NULL: not now. */
const struct shot *shots_whole(struct tui *, const json_t *message, int cols, int rows);
/* It is on the screen: let it be drawn in its time. */
void shots_want(struct tui *, const json_t *message, int cols);
/* Begins what is wanted; once a turn of the loop. */
void shots_step(struct tui *);
/* The child wrote, ended, or took too long. */
void shots_read(struct tui *);
void shots_late(struct tui *);

#endif
