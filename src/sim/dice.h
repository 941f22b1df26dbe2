/* dice: the simulator's own random numbers, seeded, so that a run can be had
 * again. Not for secrets. */
#ifndef SIM_DICE_H
#define SIM_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

uint64_t dice_roll(struct sim *);
int64_t dice_between(struct sim *, int64_t lo, int64_t hi); /* both included */
bool dice_chance(struct sim *, double probability);
/* digits + NUL, upper case. */
void dice_hex(struct sim *, char *out, size_t digits);
void dice_bytes(struct sim *, unsigned char *, size_t);
/* n bytes as base64, heap. */
char *dice_base64(struct sim *, size_t n);

#endif
