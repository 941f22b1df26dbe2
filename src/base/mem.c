/* mem: allocation that dies instead of failing, and cutting copies of strings. */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/mem.h"

#include "base/banned.h"

static void (*_Atomic on_death)(void);

void mem_on_death(void (*f)(void))
{
	on_death = f;
}

/* No exit handlers: they may allocate. */
static _Noreturn void die(void)
{
	static const char said[] = "wartel: out of memory\n";

	void (*last)(void) = on_death;
	on_death = NULL;
	if (last)
		last();
	if (write(STDERR_FILENO, said, sizeof said - 1) < 0)
		_exit(71);
	_exit(70);
}

void *xmalloc(size_t n)
{
	void *p = fault_hit("malloc") ? NULL : malloc(n ? n : 1);

	if (!p)
		die();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		BUG("%zu members of %zu bytes", n, size);
	void *p = fault_hit("malloc") ? NULL : calloc(n ? n : 1, size ? size : 1);
	if (!p)
		die();
	return p;
}

void *xrealloc(void *old, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		BUG("%zu members of %zu bytes", n, size);
	size_t bytes = n * size;
	void *p = fault_hit("malloc") ? NULL : realloc(old, bytes ? bytes : 1);
	if (!p)
		die();
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *p = xmalloc(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p = NULL;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("cannot format %s", fmt);
	p = xmalloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

int str_copy(char *dst, size_t cap, const char *src)
{
	size_t n = strlen(src);

	if (cap == 0)
		return 0;
	if (n < cap) {
		memcpy(dst, src, n + 1);
		return 1;
	}
	n = cap - 1;
	while (n > 0 && ((unsigned char)src[n] & 0xc0) == 0x80)
		n--;
	memcpy(dst, src, n);
	dst[n] = '\0';
	return 0;
}
