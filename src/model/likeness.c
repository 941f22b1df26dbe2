/* likeness: sketches of words, in rising order of their hashes. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model/likeness.h"

#include "base/banned.h"

enum { HEX = 8 };

static const uint32_t seed = 2166136261u, prime = 16777619u; /* FNV-1a */

/* Letters of other scripts are bytes like any; a run of digits is one. */
static int letter(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if (c >= '0' && c <= '9')
		return '0';
	return c >= 0x80 || (c >= 'a' && c <= 'z') ? c : 0;
}

/* Mixed once more: the smallest hashes have to be a fair choice. */
static uint32_t mixed(uint32_t h)
{
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;
	return h ^ h >> 16;
}

/* Keeps the smallest, each once, in order. */
static size_t keep(uint32_t v[LIKENESS_WORDS], size_t n, uint32_t h)
{
	size_t at = n;

	while (at > 0 && v[at - 1] > h)
		at--;
	if (at > 0 && v[at - 1] == h)
		return n;
	if (at == LIKENESS_WORDS)
		return n;
	if (n == LIKENESS_WORDS)
		n--;
	memmove(v + at + 1, v + at, (n - at) * sizeof *v);
	v[at] = h;
	return n + 1;
}

void likeness_of(const char *text, char out[LIKENESS_CAP])
{
	uint32_t v[LIKENESS_WORDS], h = seed;
	size_t n = 0;
	int last = 0;

	for (const char *p = text;; p++) {
		int c = letter((unsigned char)*p);

		if (c && !(c == '0' && last == '0'))
			h = (h ^ (uint32_t)c) * prime;
		if (!c && last) {
			n = keep(v, n, mixed(h));
			h = seed;
		}
		last = c;
		if (!*p)
			break;
	}
	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(out + i * HEX, HEX + 1, "%08x", (unsigned)v[i]);
}

bool likeness_near(const char *a, const char *b)
{
	size_t na = strlen(a) / HEX, nb = strlen(b) / HEX, i = 0, j = 0, both = 0, all = 0;
	bool cut = na == LIKENESS_WORDS || nb == LIKENESS_WORDS;

	/* Of sketches that were cut, only as many as both are sure of. */
	while ((i < na || j < nb) && !(cut && all == LIKENESS_WORDS)) {
		int c = i == na ? 1 : j == nb ? -1 : strncmp(a + i * HEX, b + j * HEX, HEX);

		both += c == 0;
		i += c <= 0;
		j += c >= 0;
		all++;
	}
	return both > 0 && both * 5 >= all * 3;
}
