/* find: what people type to find somebody, brought into the form that columns
 * hold. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "store/inside.h"

#include "base/banned.h"

enum { FOLD_MAX = 512 };

void find_fold(char *out, size_t cap, const char *s)
{
	struct buf b;

	buf_init(&b, 16 * FOLD_MAX);
	text_fold(&b, s, strnlen(s, FOLD_MAX));
	str_copy(out, cap, buf_str(&b));
	buf_fini(&b);
}

void find_digits(char *out, size_t cap, const char *s)
{
	size_t n = 0;

	for (; *s != '\0' && n + 1 < cap; s++) {
		if (*s >= '0' && *s <= '9') {
			if (n > 0 || *s != '0')
				out[n++] = *s;
		} else if (strchr(" +-()./", *s) == NULL) {
			n = 0;
			break;
		}
	}
	out[n < 3 ? 0 : n] = '\0';
}
