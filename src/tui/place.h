/* place: what stands in the middle of the screen instead of the inbox. A place is
 * a view, a struct of functions in a file of its own: it holds rows that the
 * engine's answers brought, draws them, and answers words of the screen; it never
 * waits, and only the loop draws. */
#ifndef TUI_PLACE_H
#define TUI_PLACE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#include "tui/keymap.h"
#include "tui/rows.h"

struct tui;

struct view {
	enum mode mode;
	enum mode (*mode_of)(const struct tui *); /* where it depends, else NULL */
	void (*draw)(struct tui *);
	/* A word of the screen and its argument; false: it means nothing here. */
	bool (*act)(struct tui *, const char *word, const char *arg);
	/* Something happened: the event's name, or "resync": read all again. */
	void (*changed)(struct tui *, const char *event);
	/* Asked each second; false: nothing counts down. */
	bool (*second)(struct tui *);
	/* The rows one acts on, NULL: there are none. */
	struct rows *(*rows)(struct tui *);
};

/* One line of help or of the palette. */
struct choice {
	char *left, *key, *note, *line; /* line: what runs */
	char *folded_left, *folded;	/* what is matched, all of it */
	char *text;			/* of a template; NULL else */
	enum mode mode;			/* MODE_COUNT: of the table of commands */
	bool wants;			/* arguments: the : line is opened with it */
	int score;
};

/* Help and the palette: lines to choose from while one types. */
struct chooser {
	struct choice *v;
	size_t n, cap;
	size_t *shown; /* of v, in the order drawn */
	size_t n_shown, sel, top;
	bool palette;	/* the best on top */
	bool templates, loaded; /* instead of keys and commands */
	int place, focus; /* where it was opened from */
	enum mode mode;
};

struct queue_place {
	struct rows rows;
	int want;  /* rows to ask for */
	bool more; /* there are others after them */
};

/* What was searched for, the list that came, and where in it one is. */
struct found_place {
	struct rows rows;
	json_t *args;	 /* of the search */
	char *next;	 /* more of it, NULL: that was all */
	size_t want;	 /* rows to go on for */
	char words[256]; /* folded, to be shown in the texts */
};

struct numbers_place {
	struct rows rows;
	char value[512]; /* the QR code, "" for none */
	char code[32];	 /* the code to type on the phone */
	char of[64];	 /* the number that both are of */
	char said[512];	 /* what the engine says instead of a code */
	int64_t ticket, qr_at;
	bool inverse;	 /* light ink for the dark modules */
};

/* A photo as large as it goes. */
struct viewer_place {
	int64_t message;
	int from; /* the place it was opened from */
};

/* A question on the bottom line: what comes of it is the line that waits. */
struct question {
	char label[160];
	char *line;
	char *asked, *answer; /* what was answered last, and with what */
	int64_t serial; /* of that; what is asked of the engine bears it */
	json_t *rows; /* owned: those it was asked about; NULL: the line names no row */
	bool sure;    /* yes or nothing */
};

/* Several requests of one key: one word about all. */
struct batch {
	size_t open, well, bad;
	char token[48]; /* the same for all of it, "" for one */
	char said[512];
};

enum { PLACE_LINES = 512 };
struct places {
	struct chooser chooser;
	struct queue_place queue;
	struct found_place found;
	struct numbers_place numbers;
	struct rows templates;
	struct viewer_place viewer;
	struct question question;
	struct batch batch;
	size_t shown[PLACE_LINES]; /* which row, plus one, each line of the screen shows; 0 none */
	int back; /* the place that a conversation was opened from */
};

/* place.c */
enum mode place_mode(const struct tui *);
bool place_is_whole(const struct tui *); /* nothing of the inbox is drawn */
void place_draw(struct tui *);
bool place_act(struct tui *, const char *word, const char *arg);
void place_changed(struct tui *, const char *event);
bool place_second(struct tui *);
bool place_waits(const struct tui *); /* its first rows are on their way */
struct rows *place_rows(struct tui *);
/* The message that is selected: the place's row, else the thread's; 0: none. */
int64_t place_message(struct tui *);
void place_fini(struct tui *);
/* go queue|numbers|… ; false when there is no such place. */
bool place_go(struct tui *, const char *name);
bool place_named(const char *name);
const char *place_name(size_t i); /* NULL after the last */
/* One step back from a place, or from a conversation opened from one; false: the
 * inbox was there already. */
bool place_back(struct tui *);
/* Opens a conversation at a message, from the place that is shown. */
void place_open(struct tui *, int64_t conversation, int64_t message);
/* A line for each chosen row: %m its id, %s its name, %l its language, %? what is asked first;
 * "sure " before it: asks for a yes. */
void place_each(struct tui *, const char *line);
void place_answered(struct tui *, const char *text); /* of the question */
/* What draws says which row stands on which lines; a click asks. False: none. */
void place_row(struct tui *, int y, int lines, size_t row);
bool place_row_at(const struct tui *, int y, size_t *row);
/* First line where a place may draw, and the line after its last. */
int place_top(const struct tui *);
int place_end(const struct tui *);

/* choose.c */
void choose_open(struct tui *, bool palette);
void choose_templates(struct tui *);
void choose_typed(struct tui *);
void choose_run(struct tui *);
void choose_leave(struct tui *);
void choose_fini(struct chooser *);

/* place_*.c */
extern const struct view page_view, choose_view, queue_view, found_view, numbers_view, templates_view;
extern const struct view page_view, choose_view, queue_view, found_view, numbers_view, viewer_view;
void queue_open(struct tui *);
bool viewer_open(struct tui *); /* of the selected message; false: it is no picture, or cannot be drawn */
void numbers_open(struct tui *);
void templates_open(struct tui *);
/* An answer that may hold a pairing code. */
void numbers_told(struct tui *, const json_t *);
/* A pause of health as a sentence; returns out. */
const char *pause_words(const json_t *pause, char *out, size_t cap);
/* args: of the table's search, taken. */
void found_open(struct tui *, json_t *args);
void found_draw(struct tui *);
void found_step(struct tui *, const char *how);
void found_leave(struct tui *);

/* lit.c: text with the words that were looked for made visible. words: folded, a
 * blank between; the same contract as draw_textn. */
int lit_textn(int y, int x, int cols, int style, const char *s, size_t n, const char *words);
/* Where the first of them stands in s, n: nowhere. */
size_t lit_find(const char *s, size_t n, const char *words);
/* The words of a search, folded, its filters left out. */
void lit_words(const char *query, char *out, size_t cap);

#endif
