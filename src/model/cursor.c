/* cursor: see cursor.h. */
#include <string.h>

#include "model/cursor.h"

#include "base/banned.h"

enum { NUMBERS_MAX = 4 };

static bool number(const char **p, int64_t *out)
{
	const char *s = *p;

	for (*out = 0; *s >= '0' && *s <= '9'; s++) {
		if (*out > (CURSOR_MAX - (*s - '0')) / 10)
			return false;
		*out = *out * 10 + (*s - '0');
	}
	if (s == *p)
		return false;
	*p = s;
	return true;
}

bool cursor_read(const char *text, char between, int64_t *v, size_t n)
{
	int64_t read[NUMBERS_MAX];

	for (size_t i = 0; i < n; i++) {
		if (!number(&text, &read[i]) || *text != (i + 1 < n ? between : '\0'))
			return false;
		text++;
	}
	memcpy(v, read, n * sizeof *v);
	return true;
}
