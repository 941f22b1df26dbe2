/* rng: random bytes and numbers from the system's generator. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_GETRANDOM
#include <sys/random.h>
#endif

#include "base/err.h"
#include "base/rng.h"

#include "base/banned.h"

static void (*_Atomic source)(void *, size_t);

static void from_system(void *out, size_t n)
{
	unsigned char *p = out;

	while (n > 0) {
#ifdef HAVE_GETRANDOM
		ssize_t got = getrandom(p, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			BUG("the system gives no random bytes: %s", strerror(errno));
#else
		/* getentropy gives at most 256 at once. */
		ssize_t got = n < 256 ? (ssize_t)n : 256;
		if (getentropy(p, (size_t)got) != 0)
			BUG("the system gives no random bytes: %s", strerror(errno));
#endif
		p += got;
		n -= (size_t)got;
	}
}

void rng_bytes(void *out, size_t n)
{
	void (*fill)(void *, size_t) = atomic_load(&source);

	if (fill)
		fill(out, n);
	else
		from_system(out, n);
}

int64_t rng_between(int64_t lo, int64_t hi)
{
	uint64_t r, range = (uint64_t)hi - (uint64_t)lo + 1, reject;

	if (lo > hi)
		BUG("rng_between(%lld, %lld)", (long long)lo, (long long)hi);
	if (range == 0) { /* all 2^64 */
		rng_bytes(&r, sizeof r);
		return (int64_t)r;
	}
	/* The first 2^64 mod range values would make the low results likelier. */
	reject = (0 - range) % range;
	do
		rng_bytes(&r, sizeof r);
	while (r < reject);
	return (int64_t)((uint64_t)lo + r % range);
}

void rng_hex(char *out, size_t digits)
{
	static const char digit[] = "0123456789ABCDEF";
	unsigned char b[32];

	for (size_t i = 0; i < digits; i++) {
		if (i % (2 * sizeof b) == 0)
			rng_bytes(b, sizeof b);
		unsigned char v = b[i / 2 % sizeof b];
		out[i] = digit[i % 2 ? v & 15 : v >> 4];
	}
	out[digits] = '\0';
}

void rng_set_source(void (*fill)(void *, size_t))
{
	atomic_store(&source, fill);
}
