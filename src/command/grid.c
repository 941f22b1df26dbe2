/* grid: widths first, then lines. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "command/grid.h"
#include "command/say.h"

#include "base/banned.h"

/* PIPED: as far as columns are kept in line where no terminal cuts what is long. */
enum { GAP = 2, LAST_MIN = 10, PIPED = 40, WIDE = 1 << 20 };

void grid_init(struct grid *g, const struct grid_column *columns, size_t n, bool wrap)
{
	if (n > GRID_COLUMNS)
		BUG("a grid of %zu columns", n);
	*g = (struct grid){ .columns = columns, .n = n, .wrap = wrap };
}

void grid_fini(struct grid *g)
{
	for (size_t i = 0; i < g->rows; i++)
		for (size_t c = 0; c < g->n; c++)
			free(g->v[i].cell[c]);
	free(g->v);
	*g = (struct grid){0};
}

void grid_row(struct grid *g, unsigned style)
{
	if (g->rows == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 32;
		g->v = xrealloc(g->v, g->cap, sizeof *g->v);
	}
	g->v[g->rows++] = (struct grid_row){ .style = style };
}

void grid_set(struct grid *g, size_t column, const char *text)
{
	char **cell = &g->v[g->rows - 1].cell[column];
	free(*cell);
	*cell = text ? xstrdup(text) : NULL;
}

void grid_setf(struct grid *g, size_t column, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	grid_set(g, column, text);
}

static const char *cell_of(const struct grid_row *r, size_t c)
{
	return r->cell[c] ? r->cell[c] : "";
}

static void spaces(struct buf *out, int n)
{
	if (n > 0)
		buf_addf(out, "%*s", n, "");
}

/* One cell of known room, into which it is cut where it has to be; the last column is
 * not filled up. */
static void cell_write(const char *s, size_t n, int width, bool right, bool last, const struct reply_options *o,
	struct buf *out)
{
	struct buf line = { 0 };
	text_line(&line, s, n, o->columns ? width : WIDE, o->ascii);
	int pad = last && !right ? 0 : width - text_width(buf_str(&line), line.n);
	if (right)
		spaces(out, pad);
	buf_add(out, buf_str(&line), line.n);
	if (!right)
		spaces(out, pad);
	buf_fini(&line);
}

static void widths(const struct grid *g, const struct reply_options *o, int *width)
{
	int used = 0;
	for (size_t c = 0; c < g->n; c++) {
		const char *title = g->columns[c].title;
		int most = 0;
		if (title && o->columns)
			most = text_width(say_of(title), strlen(say_of(title)));
		for (size_t i = 0; i < g->rows; i++) {
			const char *s = cell_of(&g->v[i], c);
			int w = text_width(s, strlen(s));
			most = w > most ? w : most;
		}
		if (g->columns[c].max && o->columns && most > g->columns[c].max)
			most = g->columns[c].max;
		if (!o->columns && most > PIPED)
			most = PIPED;
		width[c] = most;
		if (c + 1 < g->n && most)
			used += most + GAP;
	}
	int *last = &width[g->n - 1];
	if (o->columns && *last > o->columns - used)
		*last = o->columns - used < LAST_MIN ? LAST_MIN : o->columns - used;
}

static void row_write(const struct grid *g, const struct grid_row *r, const int *width,
	const struct reply_options *o, struct buf *out)
{
	struct text_rows rows = { 0 };
	const char *last = cell_of(r, g->n - 1);
	int indent = 0;
	size_t start = out->n;
	for (size_t c = 0; c + 1 < g->n; c++) {
		if (!width[c])
			continue;
		cell_write(cell_of(r, c), strlen(cell_of(r, c)), width[c], g->columns[c].right, false, o,
			out);
		spaces(out, GAP);
		indent += width[c] + GAP;
	}
	if (g->wrap && o->columns) {
		text_wrap(&rows, last, strlen(last), width[g->n - 1], 0);
		for (size_t i = 0; i < rows.n; i++) {
			if (i) {
				buf_addc(out, '\n');
				spaces(out, indent);
			}
			cell_write(last + rows.v[i].at, rows.v[i].len, width[g->n - 1], false, true, o, out);
		}
		text_rows_fini(&rows);
	} else {
		cell_write(last, strlen(last), width[g->n - 1], g->columns[g->n - 1].right, true, o, out);
	}
	/* No blanks at the end of a line. */
	while (out->n > start && out->v[out->n - 1] == ' ')
		out->v[--out->n] = '\0';
}

void grid_write(const struct grid *g, const struct reply_options *o, struct buf *out)
{
	int width[GRID_COLUMNS];
	widths(g, o, width);
	bool titles = false;
	for (size_t c = 0; c < g->n; c++)
		titles = titles || g->columns[c].title;
	if (titles && o->columns && g->rows) {
		struct grid_row head = { 0 };
		for (size_t c = 0; c < g->n; c++)
			if (g->columns[c].title)
				head.cell[c] = (char *)(uintptr_t)say_of(g->columns[c].title);
		buf_adds(out, o->colour ? "\033[2m" : "");
		row_write(g, &head, width, o, out);
		buf_adds(out, o->colour ? "\033[0m\n" : "\n");
	}
	for (size_t i = 0; i < g->rows; i++) {
		unsigned style = o->colour ? g->v[i].style : 0;
		buf_adds(out, style & GRID_BAD ? "\033[31m" : style & GRID_BOLD ? "\033[1m"
			: style & GRID_DIM ? "\033[2m" : "");
		row_write(g, &g->v[i], width, o, out);
		buf_adds(out, style ? "\033[0m\n" : "\n");
	}
}
