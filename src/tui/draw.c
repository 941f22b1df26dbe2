/* draw: see draw.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#include "tui/draw.h"

#include "base/banned.h"

const char *glyph(enum glyph g)
{
	static const char *const wide[] = {
#define X(id, u, a) u,
		GLYPHS(X)
#undef X
	}, *const plain[] = {
#define X(id, u, a) a,
		GLYPHS(X)
#undef X
	};
	return term_is_ascii() ? plain[g] : wide[g];
}

const char *glyph_step(int64_t v, int64_t most)
{
	static const char *const wide[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	static const char *const plain[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
	int64_t i = most > 0 && v > 0 ? (v * 8 - 1) / most : 0;
	return (term_is_ascii() ? plain : wide)[i > 7 ? 7 : i];
}

int draw_textn(int y, int x, int cols, enum style style, const char *s, size_t n)
{
	if (!s || cols <= 0)
		return 0;
	struct buf line;
	buf_init(&line, 16 << 10);
	text_line(&line, s, n, cols, term_is_ascii());
	int used = term_put(y, x, cols, style, buf_str(&line), line.n);
	buf_fini(&line);
	return used;
}

int draw_text(int y, int x, int cols, enum style style, const char *s)
{
	return s ? draw_textn(y, x, cols, style, s, strlen(s)) : 0;
}

void draw_cell(int y, int x, int cols, enum style style, const char *s)
{
	int used = draw_text(y, x, cols, style, s);
	term_fill(y, x + used, cols - used, style);
}

void draw_right(int y, int x, int cols, enum style style, const char *s)
{
	if (!s)
		return;
	int width = text_width(s, strlen(s));
	if (width > cols)
		width = cols;
	draw_text(y, x + cols - width, width, style, s);
}

void draw_hline(int y, int x, int cols, enum style style)
{
	const char *g = glyph(GLYPH_HLINE);
	for (int i = 0; i < cols; i++)
		term_put(y, x + i, 1, style, g, strlen(g));
}

void draw_rule(int y, int x, int cols, enum style style, const char *title)
{
	int width = title ? text_width(title, strlen(title)) : 0;
	draw_hline(y, x, cols, style);
	if (width == 0 || width + 4 > cols)
		return;
	int at = x + (cols - width) / 2;
	term_fill(y, at - 1, width + 2, style);
	draw_text(y, at, width, style, title);
}

void draw_vline(int y, int x, int rows, enum style style)
{
	const char *g = glyph(GLYPH_VLINE);
	for (int i = 0; i < rows; i++)
		term_put(y + i, x, 1, style, g, strlen(g));
}

int draw_f(int y, int x, int cols, enum style style, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	return draw_text(y, x, cols, style, line);
}

void draw_blank(struct area a, enum style style)
{
	for (int i = 0; i < a.rows; i++)
		term_fill(a.y + i, a.x, a.cols, style);
}
