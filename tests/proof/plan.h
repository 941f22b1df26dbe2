/* plan: what one seed draws before its history begins: dates, zones, hours, caps.
 * The engine gets it as its configuration, the checker as the owner's wishes. */
#ifndef TESTS_PROOF_PLAN_H
#define TESTS_PROOF_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#include "almanac.h"

enum { PLAN_NUMBERS = 2, PLAN_CONTACTS = 14, PLAN_RAMP = 14 };

/* Dice of the history, apart from the engine's own. */
struct dice {
	uint64_t s;
};
uint64_t dice_draw(struct dice *);
/* Uniform in lo..hi. */
int64_t dice_in(struct dice *, int64_t lo, int64_t hi);
bool dice_one_in(struct dice *, int n);

struct plan_number {
	enum almanac_zone zone;
	int open, close;		     /* minutes of the day; equal: always */
	int initiation_open, initiation_close; /* equal: as the others */
	bool weekday[7];
	int64_t holiday;		     /* local day; 0 none */
	int daily, initiations;
	int tier;			     /* initiations in any 24 h; 0: none set */
	bool warm;			     /* past its warm-up */
};

struct plan {
	uint64_t seed;
	int days;
	int64_t start_ms;
	const char *engine;
	struct plan_number number[PLAN_NUMBERS];
};
/* Gambling, which ships as prohibited; and the same spelt to hide it. */
#define PLAN_FORBIDDEN "slot gacor"
#define PLAN_DISGUISED "s l 0 t g4c0r"
extern const int plan_ramp[PLAN_RAMP];
extern const char *const plan_sessions[PLAN_NUMBERS];

void plan_draw(struct plan *, uint64_t seed, int days);
void plan_config(const struct plan *, struct buf *, const char *dir, const char *uri);
/* "628120000000NN" */
void plan_phone(int contact, char out[24]);
/* -1: nobody's. */
int plan_contact(const char *address);

#endif
