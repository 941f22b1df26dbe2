/* bench_gates: how long one verdict takes, by hand:
 *
 *	make tests/policy/bench_gates && tests/policy/bench_gates
 *
 * Facts at hand, content judged already: what the sender, a preview and the plan pay
 * for every look. Microseconds of the thread's own time. It is no test and fails
 * nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "policy/policy.h"

#include "case.h"
#include "base/banned.h"

enum { ROUNDS = 20000 };

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(void)
{
	static const struct {
		const char *what, *now, *facts;
	} rows[] = {
		{ "a reply that may leave", "2026-11-22T12:00:00+07:00", "" },
		{ "an initiation that may leave", "2026-11-22T12:00:00+07:00", "inbound=never needs_consent=1 consent=-1d" },
		{ "a reply in its gap", "2026-11-22T12:00:00+07:00", "left=-1s gap=6000 dwell=+3s" },
		{ "a reply at night", "2026-11-22T22:00:00+07:00", "" },
		{ "a full day", "2026-11-22T12:00:00+07:00", "contacts=50" },
		{ "an initiation that many gates hold", "2026-11-22T22:00:00+07:00",
			"inbound=never outside=confirm needs_consent=1 same=-1s content=block life=0s" },
	};
	struct verdict *v = calloc(1, sizeof *v);

	for (size_t i = 0; v && i < sizeof rows / sizeof *rows; i++) {
		int64_t now_ms = case_time(rows[i].now);
		struct facts f;
		double from;

		case_facts(&f, now_ms, rows[i].facts);
		from = now_us();
		for (int k = 0; k < ROUNDS; k++)
			policy_judge(&f, now_ms, v);
		printf("%7.2f us  %s: %s\n", (now_us() - from) / ROUNDS, rows[i].what, verdict_kind_name(v->kind));
	}
	free(v);
	return 0;
}
