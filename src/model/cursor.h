/* cursor: the place in a list where the next page begins, as a text of numbers with a
 * mark between them. A face hands back what it was given, but anybody may write one:
 * what is taken here is safe to reckon with. */
#ifndef MODEL_CURSOR_H
#define MODEL_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No id, time or count of ours comes near it, and a page more does not overflow. */
#define CURSOR_MAX (INT64_MAX / 2)

/* n numbers, each of digits alone and not above CURSOR_MAX, with `between` between them
 * and nothing else. False leaves v as it was. */
bool cursor_read(const char *text, char between, int64_t *v, size_t n);

#endif
