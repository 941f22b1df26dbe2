/* tui: the screen. One thread, one poll (client_wait), one draw after all input
 * has been read. It holds rows the engine sent and nothing else: no database, no
 * network but the engine's socket. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdbool.h>

#include "client/client.h"
#include "config/config.h"

struct tui_options {
	bool demo;	   /* says DEMO, and one line on what to press */
	bool ascii;	   /* --ascii */
	int64_t began_ms;  /* clock_mono_ms() at program start, for the first-frame figure; 0: none */
	const char *mark;  /* WARTEL_FIRST_FRAME: a file that gets the first frame's milliseconds, or NULL */
};

/* Runs until the user quits or the terminal is gone; returns the exit code.
 * Refuses (ERR_USAGE in the sentence printed) when the terminal cannot: not a
 * terminal, or TERM=dumb. The client stays the caller's. */
int tui_run(const struct config *, struct client *, const struct tui_options *);

#endif
