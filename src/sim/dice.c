/* dice: splitmix64. */
#include <stdlib.h>

#include "base/mem.h"

#include "sim/bytes.h"
#include "sim/dice.h"
#include "sim/state.h"

#include "base/banned.h"

uint64_t dice_roll(struct sim *sim)
{
	uint64_t z = (sim->dice += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

int64_t dice_between(struct sim *sim, int64_t lo, int64_t hi)
{
	return hi <= lo ? lo : lo + (int64_t)(dice_roll(sim) % (uint64_t)(hi - lo + 1));
}

bool dice_chance(struct sim *sim, double probability)
{
	return (double)(dice_roll(sim) >> 11) / 9007199254740992.0 < probability;
}

void dice_hex(struct sim *sim, char *out, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		out[i] = "0123456789ABCDEF"[dice_roll(sim) >> 60];
	out[digits] = '\0';
}

void dice_bytes(struct sim *sim, unsigned char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(dice_roll(sim) >> 56);
}

char *dice_base64(struct sim *sim, size_t n)
{
	unsigned char *raw = xmalloc(n);
	dice_bytes(sim, raw, n);
	char *text = bytes_base64(raw, n);
	free(raw);
	return text;
}
