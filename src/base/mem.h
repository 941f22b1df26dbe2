/* mem: memory that is there or the program is not. Nobody can mend a message
 * half built, so running out dies at once, with a line on standard error and
 * exit code 70; the outbox protocol makes that harmless. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Called once when it dies, before the line: gives a terminal back. It may not
 * allocate. NULL: none. */
void mem_on_death(void (*)(void));
void *xmalloc(size_t) __attribute__((malloc, returns_nonnull, warn_unused_result));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull, warn_unused_result));
/* n members of size bytes; overflow is a bug. */
void *xrealloc(void *, size_t n, size_t size) __attribute__((returns_nonnull, warn_unused_result));
char *xstrdup(const char *) __attribute__((malloc, returns_nonnull, warn_unused_result));
char *xstrndup(const char *, size_t) __attribute__((malloc, returns_nonnull, warn_unused_result));
char *xasprintf(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), malloc, returns_nonnull, warn_unused_result));
/* strlcpy with a truth value: false when src was cut (never inside a UTF-8 sequence). */
int str_copy(char *dst, size_t cap, const char *src);

/* Makes room for one more in a list { T *v; size_t n, cap; }. */
#define LIST_GROW(l)                                                                          \
	do {                                                                                  \
		if ((l)->n == (l)->cap) {                                                     \
			(l)->cap = (l)->cap ? (l)->cap * 2 : 8;                               \
			(l)->v = xrealloc((l)->v, (l)->cap, sizeof *(l)->v);                  \
		}                                                                             \
	} while (0)

#endif
