/* probe: what the terminal can draw beside characters, found out by asking it, once,
 * when a photo is first looked at. It answers as if typed: keys.h knows an answer from a
 * key, so one that comes late, or in pieces, is never taken for keys. */
#ifndef TUI_PROBE_H
#define TUI_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/pixels.h"

struct probe {
	bool asked;
	int64_t due; /* until when an answer is waited for, in clock_mono_ms(); 0: no longer */
	bool kitty, sixel;
	int cell_width, cell_height; /* pixels, 0: not known */
};

struct tui;
/* Asks, when that was not done yet and is worth it. */
void probe_ask(struct tui *);
bool probe_waits(const struct tui *);
/* An answer as it came. */
void probe_answer(struct tui *, const char *s, size_t n);
void probe_late(struct tui *);
/* How photos are drawn in full, as it is known now: what was asked for, else what the
 * terminal can. */
enum pixels_kind probe_kind(const struct tui *);
/* Of a cell, in pixels; a guess where the terminal does not say. */
void probe_cell(const struct tui *, int *width, int *height);

/* Pure: an answer read. False: it is none of these. "\033_Gi=31;OK\033\\"; the
 * attributes, "\033[?62;4;22c"; a cell's size, "\033[6;20;10t". */
bool probe_read(struct probe *, const char *s, size_t n, bool *last);

#endif
