/* theme: which role of the screen has which colours. A theme is a plain file of
 * lines "ROLE DEPTH FG BG [ATTRIBUTE…]", wartel-themes(5); the built-in one is
 * data/themes/dark.theme, compiled in. Pure but for reading the file. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* id, name in theme files, what has it */
#define STYLES(X)                                                                        \
	X(STYLE_PLAIN, "plain", N_("text"))                                              \
	X(STYLE_TOP, "top", N_("the line at the top"))                                   \
	X(STYLE_TAB, "tab", N_("the views under it"))                                    \
	X(STYLE_TAB_ON, "tab-on", N_("the view that is shown"))                          \
	X(STYLE_SELECTED, "selected", N_("the selected row"))                            \
	X(STYLE_STRONG, "strong", N_("names, and what is unseen"))                       \
	X(STYLE_DIM, "dim", N_("times, and what matters less"))                          \
	X(STYLE_FRAME, "frame", N_("lines between the panes"))                           \
	X(STYLE_GOOD, "good", N_("what went well"))                                      \
	X(STYLE_WARN, "warn", N_("what wants attention: waiting, held, unread"))         \
	X(STYLE_BAD, "bad", N_("what went wrong: refused, unknown, stopped"))            \
	X(STYLE_OURS, "ours", N_("authors of our own messages, labels, files"))          \
	X(STYLE_MARK, "mark", N_("the ticks of a message"))                              \
	X(STYLE_HINT, "hint", N_("the words of the line at the bottom"))                 \
	X(STYLE_KEY, "key", N_("keys, and the mark of the selected message"))            \
	X(STYLE_QR, "qr", N_("pairing codes: dark on light, or scanners fail"))
enum style {
#define X(id, name, what) id,
	STYLES(X)
#undef X
	STYLE_COUNT
};
const char *style_name(enum style);
const char *style_what(enum style); /* English, for _() */

/* What a terminal can: no colours, 8, 256, all. */
#define DEPTHS(X) X(DEPTH_MONO, "mono") X(DEPTH_8, "8") X(DEPTH_256, "256") X(DEPTH_TRUE, "true")
enum depth {
#define X(id, name) id,
	DEPTHS(X)
#undef X
	DEPTH_COUNT
};

enum {
	COLOUR_OWN = -1,       /* the terminal's own */
	COLOUR_RGB = 1 << 24,  /* | 0xrrggbb; below it a number of the palette */
	LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8, LOOK_ITALIC = 16,
	THEME_NAME_CAP = 64
};
struct look {
	int fg, bg;
	unsigned attributes;
};

struct theme {
	struct look look[STYLE_COUNT][DEPTH_COUNT];
	bool set[STYLE_COUNT][DEPTH_COUNT];
};

/* The text of data/themes/dark.theme. */
extern const char theme_dark[];

void theme_builtin(struct theme *);
/* Adds a file's lines: a role that it names forgets what it was. False with
 * ERR_USAGE theme.* as "file:line: what is wrong, what is allowed". */
bool theme_parse(struct theme *, const char *name, const char *text, struct err *);
/* A theme by its name: own_dir/NAME.theme, else data_dir/NAME.theme; or a path with a
 * slash in it. False with e, and the built-in one. */
bool theme_load(struct theme *, const char *name, const char *own_dir, const char *data_dir, struct err *);
/* What a role looks like on such a terminal: what the theme says for it, else for the
 * next poorer one; without colours attributes alone. */
struct look theme_look(const struct theme *, enum style, enum depth);
/* A number of the palette of 256 as 0xrrggbb. */
unsigned palette_rgb(int n);

/* The roles as the section of wartel-themes(5), in mdoc. */
void theme_man(struct buf *out);

#endif
