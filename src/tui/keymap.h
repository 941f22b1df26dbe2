/* keymap: which key does what where: one table, from which the help screen, the
 * hint line and the key section of the man page come. A binding is a command
 * line: a word of the screen itself (action.c) or a line of the command table,
 * in which %m is the selected message and %c the selected conversation. A mode
 * has a parent that is searched next. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

/* id, name, parent, title */
#define MODES(X)                                             \
	X(MODE_ANY, "any", MODE_ANY, N_("Everywhere"))       \
	X(MODE_INBOX, "inbox", MODE_ANY, N_("Inbox"))        \
	X(MODE_LIST, "list", MODE_INBOX, N_("List"))         \
	X(MODE_THREAD, "thread", MODE_INBOX, N_("Conversation")) \
	X(MODE_PAGE, "page", MODE_ANY, N_("Pages"))          \
	X(MODE_EDIT, "edit", MODE_EDIT, N_("Every prompt"))  \
	X(MODE_COMPOSE, "compose", MODE_EDIT, N_("Answering")) \
	X(MODE_LINE, "line", MODE_EDIT, N_("The : line"))
enum mode {
#define X(id, name, parent, title) id,
	MODES(X)
#undef X
	MODE_COUNT
};
const char *mode_name(enum mode);
const char *mode_title(enum mode); /* English, for _() */
enum mode mode_parent(enum mode);

struct binding {
	enum mode mode;
	const char *keys; /* names of keys.h, blank between: "g q" */
	const char *line; /* what it does */
	const char *note; /* N_(); NULL: the same as the row above, not listed */
	const char *hint; /* N_(): short word for the hint line, or NULL */
};

/* The whole table, in order of help; ends with keys NULL. */
extern const struct binding keymap[];

/* The binding for a sequence in a mode or its parents. *more: it is the start of
 * a longer one. */
const struct binding *keymap_find(enum mode, const char *sequence, bool *more);

#endif
