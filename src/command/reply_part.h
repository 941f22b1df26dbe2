/* reply_part: what the texts of all answers are made of, for reply_*.c. */
#ifndef COMMAND_REPLY_PART_H
#define COMMAND_REPLY_PART_H

#include "command/grid.h"
#include "command/reply.h"

const char *part_str(const json_t *v, const char *path);
void part_sentence(const json_t *v, const char *path, char *out, size_t cap);
/* From outside: control characters and such are not for the terminal. */
void part_clean(struct buf *out, const char *s, const struct reply_options *o);
const char *part_mark(const json_t *message, const struct reply_options *o);
const char *part_word(const char *s);
/* How a row is drawn, by its state: the worse one, the one to look at, neither. */
unsigned part_style(const char *state, const char *bad, const char *bold);
/* What a message says in one cell: its text, or what it is. */
void part_body(const json_t *message, struct buf *out);
void part_next(const json_t *answer, const struct reply_options *o, struct buf *out);
/* A list as a grid, its rows all alike. */
struct part_table {
	const struct grid_column *columns;
	size_t n;
	/* The cells of a row that is begun. */
	void (*row)(struct grid *, const json_t *one, const struct reply_options *);
	const char *none; /* N_(): what people read where there is nothing; or NULL */
};
/* The items of an answer, or one thing as a list of one; behind them how to see more. */
void part_table(const json_t *answer, const struct part_table *, const struct reply_options *, struct buf *out);
/* A card: labels left, values right; grid_init with these, then a line each. */
extern const struct grid_column part_card_columns[2];
void part_card_line(struct grid *g, const char *label, const char *value);
void part_card_time(struct grid *g, const char *label, const json_t *v, const char *path,
	const struct reply_options *o);
void part_card_number(struct grid *g, const char *label, const json_t *v, const char *path);
void part_card_write(struct grid *g, const struct reply_options *o, struct buf *out);
void part_joined(const json_t *array, struct buf *out);

#endif
