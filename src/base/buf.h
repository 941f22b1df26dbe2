/* buf: a growing run of bytes with a ceiling it is born with. Past the ceiling
 * nothing is added and `over` is set: the caller asks once, at the end. Always
 * NUL-terminated past n, so v can be read as a string (v is "" when empty).
 * = {0} is valid and has the ceiling CEIL_TEXT. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *v;
	size_t n, cap, max;
	bool over;
};

void buf_init(struct buf *, size_t max);
void buf_fini(struct buf *);
void buf_clear(struct buf *); /* keeps the memory */
void buf_add(struct buf *, const void *, size_t);
void buf_adds(struct buf *, const char *);
void buf_addc(struct buf *, char);
void buf_addf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Removes n bytes from the front. */
void buf_eat(struct buf *, size_t n);
/* The bytes as a heap string that the caller owns; the buf is empty after. */
char *buf_take(struct buf *);
/* Never NULL. */
const char *buf_str(const struct buf *);

#endif
