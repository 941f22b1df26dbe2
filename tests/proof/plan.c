/* plan: see the header. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "plan.h"
#include "base/banned.h"

const int plan_ramp[PLAN_RAMP] = { 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28 };
const char *const plan_sessions[PLAN_NUMBERS] = { "default", "dua" };

/* splitmix64 */
uint64_t dice_draw(struct dice *d)
{
	uint64_t z = d->s += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

int64_t dice_in(struct dice *d, int64_t lo, int64_t hi)
{
	return lo + (int64_t)(dice_draw(d) % (uint64_t)(hi - lo + 1));
}

bool dice_one_in(struct dice *d, int n)
{
	return dice_draw(d) % (uint64_t)n == 0;
}

static const int spans[][2] = {
	{ 8 * 60, 21 * 60 }, { 8 * 60, 21 * 60 }, { 0, 0 }, { 22 * 60, 4 * 60 }, { 18 * 60, 2 * 60 },
	{ 30, 23 * 60 + 30 }, { 9 * 60, 9 * 60 + 30 }, { 20 * 60, 23 * 60 + 59 }, { 23 * 60 + 50, 10 * 60 },
};
enum { SPANS = sizeof spans / sizeof *spans };

/* Summer time begins and ends, years end, a leap day, and ordinary days. */
static const int starts[][3] = {
	{ 2026, 3, 10 }, { 2026, 10, 8 }, { 2026, 12, 12 }, { 2027, 3, 5 }, { 2027, 10, 12 }, { 2028, 2, 6 },
		{ 2026, 6, 1 },
};
enum { STARTS = sizeof starts / sizeof *starts };

static void draw_number(struct plan_number *n, struct dice *d, int64_t first_day)
{
	size_t span = (size_t)dice_in(d, 0, SPANS - 1);

	*n = (struct plan_number){ .zone = (enum almanac_zone)dice_in(d, 0, ALMANAC_ZONES - 1) };
	n->open = spans[span][0];
	n->close = spans[span][1];
	if (dice_one_in(d, 3)) {
		span = (size_t)dice_in(d, 0, SPANS - 1);
		n->initiation_open = spans[span][0];
		n->initiation_close = spans[span][1];
	}
	for (int i = 0; i < 7; i++)
		n->weekday[i] = !dice_one_in(d, 9);
	n->weekday[dice_in(d, 0, 6)] = true;
	if (dice_one_in(d, 2))
		n->holiday = first_day + dice_in(d, 1, 25);
	n->daily = (int)dice_in(d, 2, 8);
	n->initiations = (int)dice_in(d, 1, 6);
	n->warm = !dice_one_in(d, 3);
	if (dice_one_in(d, 3))
		n->tier = (int)dice_in(d, 1, 4);
}

void plan_draw(struct plan *p, uint64_t seed, int days)
{
	struct dice d = { .s = seed * 0x2545F4914F6CDD1Du + 1 };
	const int *start = starts[dice_in(&d, 0, STARTS - 1)];
	int64_t first = almanac_day(start[0], start[1], start[2]) + dice_in(&d, 0, 9);

	*p = (struct plan){ .seed = seed, .days = days, .engine = dice_one_in(&d, 4) ? "gows" :
		seed % 8 == 3 ? "webjs" : seed % 8 == 7 ? "wpp" : "noweb" };
	p->start_ms = first * 86400000 + dice_in(&d, 0, 86399) * 1000 + dice_in(&d, 0, 999);
	for (int i = 0; i < PLAN_NUMBERS; i++)
		draw_number(&p->number[i], &d, first);
}

static void add_hours(struct buf *b, const char *name, int open, int close)
{
	if (open == close)
		buf_addf(b, "%s = always\n", name);
	else
		buf_addf(b, "%s = %02d:%02d-%02d:%02d\n", name, open / 60, open % 60, close / 60, close % 60);
}

void plan_config(const struct plan *p, struct buf *b, const char *dir, const char *uri)
{
	static const char *const words[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	static const char *const names[PLAN_NUMBERS] = { "toko", "dua" };

	buf_addf(b, "data_dir = %s\nlog_dir = %s/log\ndatabase = %s\n", dir, dir, uri);
	for (int i = 0; i < PLAN_NUMBERS; i++) {
		const struct plan_number *n = &p->number[i];

		buf_addf(b, "[number %s]\nwaha_url = http://sim\nwaha_session = %s\ntimezone = %s\n", names[i],
			plan_sessions[i], almanac_names[n->zone]);
		buf_addf(b, "poll_interval = 20-600s\ndaily_contacts = %d\ndaily_initiations = %d\n", n->daily,
			n->initiations);
		add_hours(b, "active_hours", n->open, n->close);
		if (n->initiation_open != n->initiation_close)
			add_hours(b, "initiation_hours", n->initiation_open, n->initiation_close);
		buf_adds(b, "active_days =");
		for (int k = 0; k < 7; k++)
			if (n->weekday[k])
				buf_addf(b, " %s", words[k]);
		buf_addc(b, '\n');
		if (n->holiday) {
			int year, month, day;

			almanac_date(n->holiday, &year, &month, &day);
			buf_addf(b, "holidays = %04d-%02d-%02d\n", year, month, day);
		}
		if (n->tier)
			buf_addf(b, "initiated_limit = %d\n", n->tier);
	}
}

void plan_phone(int contact, char out[24])
{
	snprintf(out, 24, "628571000%04d", contact + 1);
}

int plan_contact(const char *address)
{
	if (!address || strncmp(address, "628571000", 9) != 0)
		return -1;
	return (int)strtol(address + 9, NULL, 10) - 1;
}
