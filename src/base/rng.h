/* rng: random numbers from the system's generator (getrandom), never fixed
 * ones; tests may put in a source of their own. Threads: safe from any. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

void rng_bytes(void *, size_t);
/* Uniform in lo..hi, both included. */
int64_t rng_between(int64_t lo, int64_t hi);
void rng_hex(char *out, size_t digits); /* writes digits + NUL, upper case */
/* NULL restores the system's. */
void rng_set_source(void (*fill)(void *, size_t));

#endif
