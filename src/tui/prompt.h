/* prompt: GNU readline, fed byte by byte and drawn by us: all its keys, the
 * user's own ~/.inputrc, vi or emacs, undo and kill ring, but none of its output.
 * Readline is one per process, so is this. Text is UTF-8 and may hold line
 * feeds. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

/* kind: the terminfo entry of the screen; readline must not change to another. */
void prompt_init(const char *kind);
void prompt_fini(void);
/* Begins with this text, cursor at its end. */
void prompt_begin(const char *text);
void prompt_end(void);
/* Bytes as they came from the terminal. */
void prompt_feed(const char *, size_t);
/* Text put in at the cursor: a paste, a completion. Control bytes but line feed
 * and tab are dropped, "\r\n" is one line feed. */
void prompt_insert(const char *, size_t);
/* Removes n bytes before the cursor. */
void prompt_rub_out(size_t n);
const char *prompt_text(void); /* borrowed until the next call */
size_t prompt_point(void);
bool prompt_is_emacs(void);
/* True while readline wants the next keys for itself: searching, quoting. */
bool prompt_is_busy(void);

#endif
