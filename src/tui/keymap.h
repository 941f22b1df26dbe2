/* keymap: which key does what where: one table, read from data/keys.conf (which
 * is compiled in) and then from the user's keys.conf; from it come the help
 * screen, the hint line and wartel-keys(7). A binding is a command line: a word
 * of the screen itself (action.c) or a line of the command table, in which %m is
 * the selected message, %c the selected conversation and %p its contact. A mode
 * has a parent that is searched next. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* id, name, parent, title */
#define MODES(X)                                             \
	X(MODE_ANY, "any", MODE_ANY, N_("Everywhere"))       \
	X(MODE_INBOX, "inbox", MODE_ANY, N_("Inbox"))        \
	X(MODE_LIST, "list", MODE_INBOX, N_("List"))         \
	X(MODE_THREAD, "thread", MODE_INBOX, N_("Conversation")) \
	X(MODE_LOOK, "look", MODE_THREAD, N_("Words looked for in a conversation")) \
	X(MODE_PAGE, "page", MODE_ANY, N_("Pages"))          \
	X(MODE_LOG, "log", MODE_PAGE, N_("Logs"))            \
	X(MODE_QUEUE, "queue", MODE_PAGE, N_("Queue"))       \
	X(MODE_NUMBERS, "numbers", MODE_PAGE, N_("Numbers")) \
	X(MODE_TEMPLATES, "templates", MODE_PAGE, N_("Templates")) \
	X(MODE_FOUND, "found", MODE_PAGE, N_("What was found")) \
	X(MODE_OPENED, "opened", MODE_THREAD, N_("A message that was found")) \
	X(MODE_VIEWER, "viewer", MODE_ANY, N_("A photo"))    \
	X(MODE_EDIT, "edit", MODE_EDIT, N_("Every prompt"))  \
	X(MODE_COMPOSE, "compose", MODE_EDIT, N_("Answering")) \
	X(MODE_LINE, "line", MODE_EDIT, N_("The : line"))    \
	X(MODE_CHOOSE, "choose", MODE_EDIT, N_("Help and palette"))
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
	char *keys; /* names of keys.h, a blank between: "g q" */
	char *line; /* what it does */
	char *note; /* English; NULL: the same as the row above, not listed */
	char *hint; /* short word for the hint line, or NULL */
	int at;	    /* line of the file it came from */
	bool own;   /* the user's */
};
struct keymap {
	struct binding *v; /* in order of help */
	size_t n, cap;
};

extern const char keymap_builtin[];
extern const char *const keymap_builtin_words[];

/* The built-in keys, then those of the user's file (which may be missing, or
 * NULL). False with ERR_USAGE keys.* as "file:line: what is wrong, what is
 * allowed"; the map then holds the built-in ones alone and can be used. */
bool keymap_load(struct keymap *, const char *user_file, struct err *);
/* One file's text, added to the map. own: it may bind anew what the map has. */
bool keymap_parse(struct keymap *, const char *name, const char *text, bool own, struct err *);
void keymap_fini(struct keymap *);

/* The binding for a sequence in a mode or its parents. *more: it is the start of
 * a longer one. */
const struct binding *keymap_find(const struct keymap *, enum mode, const char *sequence, bool *more);

/* The sections of wartel-keys(7), in mdoc, from the built-in keys. */
void keymap_man(struct buf *out);

#endif
