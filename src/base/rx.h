/* rx: PCRE2 with JIT, UTF, and limits on matching and depth. A compiled
 * pattern never changes: any thread may match with it. */
#ifndef BASE_RX_H
#define BASE_RX_H

#include <stddef.h>

#include "base/err.h"

struct rx;

enum rx_result { RX_NO, RX_YES, RX_LIMIT };

/* flags: any of "i", "x", "w" (whole word). NULL with ERR_USAGE (key rx.bad, args
 * at, why) when the pattern is wrong. */
struct rx *rx_new(const char *pattern, const char *flags, struct err *);
void rx_free(struct rx *);
/* Looks from byte `from` on. On RX_YES at and len are the whole match; on
 * RX_LIMIT the limit was hit and nothing is known. s must be valid UTF-8. */
enum rx_result rx_match(const struct rx *, const char *s, size_t n, size_t from, size_t *at, size_t *len);
/* The same for a match that begins at `last` or before; what follows is looked at
 * but nothing begins there. From each place at most `steps` steps (0: as many as
 * rx_match takes). */
enum rx_result rx_match_between(const struct rx *, const char *s, size_t n, size_t from, size_t last,
	unsigned steps, size_t *at, size_t *len);

#endif
