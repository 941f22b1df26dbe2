/* glass: a program on a pseudo-terminal, looked at through libvterm, and the raw
 * bytes it wrote counted. */
#ifndef TESTS_TUI_GLASS_H
#define TESTS_TUI_GLASS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct glass;

/* Runs argv with these "NAME=value" added to the environment. */
struct glass *glass_open(int rows, int cols, char *const argv[], char *const env[]);
/* Ends the program (SIGHUP, then SIGKILL) and frees. */
void glass_close(struct glass *);
void glass_type(struct glass *, const char *, size_t);
/* What the terminal answers when it is asked for its attributes, and all that it ever
 * answers; NULL: libvterm's own. Borrowed; at most 250 bytes. */
void glass_says(struct glass *, const char *);
void glass_resize(struct glass *, int rows, int cols);
/* Reads until nothing came for quiet_ms, or the program ended. */
void glass_settle(struct glass *, int quiet_ms);
/* The screen as rows of text, trailing blanks cut, each ended by a line feed. */
void glass_text(const struct glass *, struct buf *out);
void glass_cursor(const struct glass *, int *row, int *col, bool *visible);
/* Since the last call: bytes and reads that brought some. */
void glass_count(struct glass *, size_t *bytes, size_t *reads);
/* All that was ever written. */
const struct buf *glass_raw(const struct glass *);
/* What a cell looks like: its character, "fg=" and "bg=" (a number of the palette, #rrggbb
 * or -), bold, dim, underline, reverse, italic, with blanks between. */
void glass_look(const struct glass *, int row, int col, char *out, size_t cap);
void glass_size(const struct glass *, int *rows, int *cols);
/* The first row whose wide characters and cells do not add up, -1 for none. */
int glass_torn(const struct glass *);
/* Whether the terminal is as a shell wants it: echo, lines, signals. */
bool glass_is_cooked(const struct glass *);
/* The line drops: the terminal is gone, the program is not told otherwise. */
void glass_drop(struct glass *);
/* The title the program set, "" for none. */
const char *glass_title(const struct glass *);
/* -1 while it runs. */
int glass_exit(struct glass *);
int glass_pid(const struct glass *);

#endif
