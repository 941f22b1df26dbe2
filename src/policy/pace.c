/* pace: gaps, dwells and typing. */
#include "base/rng.h"

#include "policy/pace.h"

#include "base/banned.h"

/* After a pause. */
enum { RECOVERY_TIMES = 10, RECOVERY_S = 3600 };
/* A quick typist on a phone: 12 to 20 characters a second would be a machine. */
enum { TYPING_MIN_MS = 1000, TYPING_MAX_MS = 25000, CHARACTER_LO_MS = 45, CHARACTER_HI_MS = 85 };

int pace_gap_draw(const struct facts *f, bool initiation, int64_t now_s)
{
	const struct limits *l = &f->limits;
	int64_t since = now_s - f->number.recovers_from, gap;

	if (initiation)
		gap = rng_between(l->start_gap_lo_ms, l->start_gap_hi_ms);
	else
		gap = rng_between(l->reply_gap_lo_ms, l->reply_gap_hi_ms);
	if (f->number.recovers_from && since >= 0 && since < RECOVERY_S)
		gap += gap * (RECOVERY_TIMES - 1) * (RECOVERY_S - since) / RECOVERY_S;
	return (int)gap;
}

int pace_dwell_draw(const struct limits *l)
{
	return (int)rng_between(l->dwell_lo_ms, l->dwell_hi_ms);
}

int pace_typing_draw(size_t characters, int room_ms)
{
	int64_t ms, most = room_ms < TYPING_MAX_MS ? room_ms : TYPING_MAX_MS;

	if (characters > 4096)
		characters = 4096;
	ms = rng_between(TYPING_MIN_MS, TYPING_MIN_MS + 700) +
	     (int64_t)characters * rng_between(CHARACTER_LO_MS, CHARACTER_HI_MS);
	/* At the ceiling too no two are alike. */
	if (ms > most)
		ms = rng_between(most - most / 5, most);
	return (int)(ms > 0 ? ms : 0);
}

int pace_reading_draw(int room_ms)
{
	int64_t most = room_ms / 4 < 1500 ? room_ms / 4 : 1500;

	return most > 0 ? (int)rng_between(most / 3, most) : 0;
}

int64_t pace_gap_ends(const struct facts *f, bool initiation)
{
	const struct limits *l = &f->limits;
	int64_t gap = f->number.gap_ms;

	if (!f->number.last_left_ms)
		return 0;
	if (initiation && gap < l->start_gap_lo_ms) {
		int64_t width = l->reply_gap_hi_ms - l->reply_gap_lo_ms, place = gap - l->reply_gap_lo_ms;

		if (place < 0)
			place = 0;
		if (place > width)
			place = width;
		gap = l->start_gap_lo_ms;
		if (width > 0)
			gap += place * (l->start_gap_hi_ms - l->start_gap_lo_ms) / width;
	}
	return f->number.last_left_ms + gap;
}
