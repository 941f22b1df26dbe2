/* cells: see cells.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "tui/cells.h"

#include "base/banned.h"

enum { PARAMETERS = 32 };

void cells_fini(struct cells *c)
{
	free(c->v);
	*c = (struct cells){0};
}

int cells_width(const struct cells *c)
{
	int most = 0;
	for (int y = 0; y < c->rows; y++)
		for (int x = most; x < c->cols; x++)
			if (*c->v[y * c->cols + x].text)
				most = x + 1;
	return most;
}

/* 38;5;N and 38;2;R;G;B: how many parameters it took, 0 when it is neither. */
static size_t extended(const int *p, size_t n, int *out)
{
	if (n >= 3 && p[1] == 5) {
		*out = p[2] & 255;
		return 3;
	}
	if (n >= 5 && p[1] == 2) {
		*out = COLOUR_RGB | (p[2] & 255) << 16 | (p[3] & 255) << 8 | (p[4] & 255);
		return 5;
	}
	return 0;
}

static void sgr(struct look *l, const int *p, size_t n)
{
	static const struct look plain = {COLOUR_OWN, COLOUR_OWN, 0};
	for (size_t i = 0; i < n; i++) {
		int v = p[i];
		if (v == 0)
			*l = plain;
		else if (v == 1)
			l->attributes |= LOOK_BOLD;
		else if (v == 7)
			l->attributes |= LOOK_REVERSE;
		else if (v == 22)
			l->attributes &= ~(unsigned)LOOK_BOLD;
		else if (v == 27)
			l->attributes &= ~(unsigned)LOOK_REVERSE;
		else if (v >= 30 && v <= 37)
			l->fg = v - 30;
		else if (v >= 90 && v <= 97)
			l->fg = v - 90 + 8;
		else if (v >= 40 && v <= 47)
			l->bg = v - 40;
		else if (v >= 100 && v <= 107)
			l->bg = v - 100 + 8;
		else if (v == 39)
			l->fg = COLOUR_OWN;
		else if (v == 49)
			l->bg = COLOUR_OWN;
		else if (v == 38 || v == 48) {
			size_t took = extended(p + i, n - i, v == 38 ? &l->fg : &l->bg);
			if (took == 0)
				return;
			i += took - 1;
		}
	}
}

/* A sequence that begins at s ("\033"): its length; what an SGR says goes into the look. */
static size_t sequence(const char *s, size_t n, struct look *l)
{
	if (n < 2)
		return n;
	if (s[1] != '[') {
		/* Strings (title, clipboard, pictures) up to their end, others of two bytes. */
		if (!strchr("]PX^_", s[1]))
			return 2;
		for (size_t i = 2; i < n; i++)
			if (s[i] == '\a' || s[i] == '\033')
				return s[i] == '\a' ? i + 1 : i + 1 < n && s[i + 1] == '\\' ? i + 2 : i;
		return n;
	}
	int p[PARAMETERS] = {0};
	size_t count = 1, i = 2;
	bool known = true;
	for (; i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			p[count - 1] = p[count - 1] > 9999 ? 9999 : p[count - 1] * 10 + s[i] - '0';
		else if (s[i] == ';' && count < PARAMETERS)
			count++;
		else
			known = false;
	}
	if (i < n && s[i] == 'm' && known)
		sgr(l, p, count);
	return i < n ? i + 1 : n;
}

void cells_read(struct cells *c, const char *s, size_t n, int rows, int cols)
{
	struct look look = {COLOUR_OWN, COLOUR_OWN, 0};
	int y = 0, x = 0;
	*c = (struct cells){.cols = cols, .v = xcalloc((size_t)rows * (size_t)cols, sizeof *c->v)};
	for (int i = 0; i < rows * cols; i++)
		c->v[i].look = look;
	while (n > 0 && y < rows) {
		size_t len = 1;
		unsigned char b = (unsigned char)*s;
		if (b == 033) {
			len = sequence(s, n, &look);
		} else if (b == '\n') {
			y++;
			x = 0;
		} else if (b >= 0x20 && b != 0x7f) {
			struct cluster one;
			len = text_cluster(s, n, &one);
			if (one.width == 1 && x < cols) {
				struct cell *cell = &c->v[y * cols + x];
				cell->look = look;
				str_copy(cell->text, sizeof cell->text, one.draw);
				c->rows = y + 1;
			}
			x += one.width;
		}
		s += len;
		n -= len;
	}
}
