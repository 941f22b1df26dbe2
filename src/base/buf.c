/* buf: growing bytes with a ceiling. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/err.h"
#include "base/mem.h"

#include "base/banned.h"

/* What v is while there is no memory behind it (cap is 0): read, never written. */
static char empty[1];

static size_t ceiling(const struct buf *b)
{
	return b->max ? b->max : CEIL_TEXT;
}

/* Room for n more and the NUL; false past the ceiling. */
static bool room(struct buf *b, size_t n)
{
	if (b->over || n > ceiling(b) || b->n > ceiling(b) - n) {
		b->over = true;
		return false;
	}
	if (b->n + n < b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 64;
	while (cap <= b->n + n)
		cap *= 2;
	if (cap > ceiling(b) + 1)
		cap = ceiling(b) + 1;
	b->v = xrealloc(b->cap ? b->v : NULL, cap, 1);
	b->cap = cap;
	return true;
}

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.v = empty, .max = max};
}

void buf_fini(struct buf *b)
{
	if (b->cap)
		free(b->v);
	buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->cap)
		b->v[0] = '\0';
	else
		b->v = empty;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!room(b, n))
		return;
	if (n)
		memcpy(b->v + b->n, p, n);
	b->n += n;
	b->v[b->n] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("cannot format %s", fmt);
	if (!room(b, (size_t)n))
		return;
	va_start(ap, fmt);
	vsnprintf(b->v + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void buf_eat(struct buf *b, size_t n)
{
	if (n > b->n)
		BUG("%zu bytes eaten of %zu", n, b->n);
	if (n == 0)
		return;
	memmove(b->v, b->v + n, b->n - n + 1);
	b->n -= n;
}

char *buf_take(struct buf *b)
{
	char *s = b->cap ? b->v : xstrdup("");

	b->cap = 0;
	buf_fini(b);
	return s;
}

const char *buf_str(const struct buf *b)
{
	return b->v ? b->v : "";
}
