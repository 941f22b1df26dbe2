/* rows: a list of JSON rows that one moves in, marks and acts on: what the places
 * of the screen that list something have in common. */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROW_KEY = 64 };

struct rows {
	json_t *items; /* array, owned; NULL: none yet */
	json_t *marks; /* object: keys of the marked rows */
	size_t sel, top;
	size_t anchor;	/* row marked last, from which a range goes */
	int64_t ticket; /* request under way */
	bool stale;	/* ask again when it has come */
	bool loaded;
};

void rows_fini(struct rows *);
size_t rows_count(const struct rows *);
/* The selected row, borrowed; NULL: there is none. */
json_t *rows_selected(const struct rows *);
/* What a row is known by: its id, or its name. Returns out. */
const char *rows_key(const json_t *row, char out[ROW_KEY]);
/* Other rows (taken): selection and marks stay with the rows they were on; a
 * selected row that is gone leaves the selection where it was. */
void rows_set(struct rows *, json_t *items);
/* One request at a time. False: one is under way, and it is asked again when that has
 * come. */
bool rows_ask(struct rows *);
/* It came (rows taken; NULL: it failed). True: ask again. */
bool rows_came(struct rows *, json_t *items);
/* N, -N, first, last, page, -page, half, -half; page: rows shown. */
void rows_move(struct rows *, const char *how, size_t page);
/* Turns the mark of the selected row round and goes to the next; range: marks all
 * from the last mark to here. */
void rows_mark(struct rows *, bool range);
bool rows_marked(const struct rows *, const json_t *row);
/* Rows to act on: the marked ones in their order, or the selected one. New array. */
json_t *rows_chosen(const struct rows *);
/* Puts top so that the selected row, `height` lines high where others take
 * `each`, is in sight among `lines` lines. */
void rows_sight(struct rows *, int lines, int each, int height);

#endif
