/* keys: raw bytes from the terminal to named keys. Bytes come in batches as read;
 * an escape sequence may be cut between two reads, a lone Esc is told from the
 * start of a sequence by nothing following (keys_flush). Pasted text comes as one
 * key with its bytes. No terminal, no clock here: pure, and fuzzed. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { KEY_NAME = 24 };

/* name: "j", "G", "?", "é", "enter", "tab", "esc", "space", "backspace", "delete",
 * "up" "down" "left" "right" "home" "end" "pgup" "pgdn" "s-tab", "C-d", "M-enter",
 * "M-x", "paste", "focus-in", "focus-out", "click", "wheel-up", "wheel-down" (at
 * row, col, counted from 0), "answer" (the terminal's, to a question: no key). raw: the bytes it was, for readline;
 * for a paste the text without its brackets. Borrowed until the next call. */
struct key {
	char name[KEY_NAME];
	const char *raw;
	size_t n;
	int row, col;
};

struct keys {
	struct buf in;	  /* not yet decoded */
	struct buf paste; /* growing paste */
	bool pasting;
	size_t used;	  /* of in, by the key given last */
	bool answers;	  /* something was asked: what begins like an answer is one */
	int hurried;	  /* how often one that is not whole yet was asked for */
};

/* Whether a name is one that keys_next can give (but paste, focus, mouse, unknown). */
bool key_named(const char *);

void keys_init(struct keys *);
void keys_fini(struct keys *);
void keys_feed(struct keys *, const char *, size_t);
/* The next whole key; false when more bytes are needed. */
bool keys_next(struct keys *, struct key *);
/* True when an unfinished sequence waits: ask keys_flush after 50 ms. */
bool keys_waiting(const struct keys *);
/* Takes what waits as it is: a lone Esc, or Esc and then keys. */
bool keys_flush(struct keys *, struct key *);

#endif
