/* proof: random months of two numbers, each seed one history, judged by a checker
 * that knows only the rules; and the same with each gate's row taken out of the
 * table, which the checker has to notice. Seeds are FROM, FROM + 1 …, SEEDS of
 * them; `FROM=17 SEEDS=1 tests/proof/proof soak` lives one of them again exactly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "policy/policy.h"

#include "checker.h"
#include "history.h"
#include "base/banned.h"

enum { CHECK_SEEDS = 50, DAYS = 30, GATES = 64, MASK_SEEDS = 40, WORKERS = 2 };

/* The table that the engine judges by: the linker leads policy_judge here. */
static struct gate table[GATES];
static size_t table_n;

void __wrap_policy_judge(const struct facts *f, int64_t now_ms, struct verdict *v);
void __wrap_policy_judge(const struct facts *f, int64_t now_ms, struct verdict *v)
{
	policy_judge_by(table, table_n, f, now_ms, v);
}

/* All gates but one (NULL: all). */
static void mask(const char *name)
{
	table_n = 0;
	for (size_t i = 0; i < gates_n; i++)
		if (!name || strcmp(gates[i].name, name) != 0)
			table[table_n++] = gates[i];
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool live(uint64_t seed, const char *rule, struct verified *v, bool show)
{
	struct plan p;
	struct world w;

	plan_draw(&p, seed, DAYS);
	history_live(&w, &p);
	checker_look(&w, rule, v);
	if (v->violations && show)
		checker_show(&w, &v->first);
	world_end(&w);
	return !v->violations;
}

static long number_of(const char *name, long otherwise)
{
	const char *s = getenv(name);

	return s && *s ? strtol(s, NULL, 10) : otherwise;
}

/* What a worker found, through a pipe. */
struct tally {
	size_t histories, written, sends, delivered, bad;
};

static void add(struct tally *t, const struct tally *more)
{
	t->histories += more->histories;
	t->written += more->written;
	t->sends += more->sends;
	t->delivered += more->delivered;
	t->bad += more->bad;
}

/* Every step-th seed, by the whole table. */
static struct tally some(uint64_t from, long seeds, int step)
{
	struct tally t = { 0 };

	mask(NULL);
	for (long i = 0; i < seeds; i += step) {
		struct verified v;

		t.bad += !live(from + (uint64_t)i, NULL, &v, true);
		t.histories++;
		t.sends += v.sends;
		t.delivered += v.delivered;
		t.written += v.written;
	}
	return t;
}

/* Each gate taken out: its rule has to see it. *seed: the first that shows it. */
static bool gate_is_missed(const char *gate, const char *rule, uint64_t *seed, struct verified *v)
{
	*v = (struct verified){ 0 };
	mask(gate);
	for (*seed = 1; *seed <= MASK_SEEDS && live(*seed, rule, v, false); ++*seed)
		;
	mask(NULL);
	return v->violations;
}

/* Every step-th gate; how many nobody missed. */
static struct tally gates_out(size_t first, size_t step)
{
	struct tally t = { 0 };

	for (size_t i = first; i < gates_n; i += step) {
		const char *rule = checker_rule_for(gates[i].name);
		struct verified v = { 0 };
		uint64_t seed = 0;

		t.histories++;
		if (rule && gate_is_missed(gates[i].name, rule, &seed, &v)) {
			printf("# without %s, seed %llu: %s\n", gates[i].name, (unsigned long long)seed, v.first.say);
			continue;
		}
		printf("# without %s: %s\n", gates[i].name, rule ? "nothing was seen" : "no rule looks");
		t.bad++;
	}
	return t;
}

/* The same work in several processes, which share nothing. */
static bool together(struct tally (*work)(int worker), struct tally *sum)
{
	int fd[WORKERS];
	bool ok = true;

	*sum = (struct tally){ 0 };
	fflush(stdout);
	for (int i = 0; i < WORKERS; i++) {
		int ends[2];
		pid_t pid;

		if (pipe(ends) < 0 || (pid = fork()) < 0)
			world_broken("no worker");
		if (!pid) {
			struct tally t = work(i);

			fflush(stdout);
			_exit(write(ends[1], &t, sizeof t) == sizeof t ? 0 : 1);
		}
		close(ends[1]);
		fd[i] = ends[0];
	}
	for (int i = 0; i < WORKERS; i++) {
		struct tally t;

		if (read(fd[i], &t, sizeof t) == sizeof t)
			add(sum, &t);
		else
			ok = false;
		close(fd[i]);
		wait(NULL);
	}
	return ok;
}

static struct tally work_months(int worker)
{
	return some((uint64_t)number_of("FROM", 1) + (uint64_t)worker, number_of("SEEDS", CHECK_SEEDS) - worker,
		WORKERS);
}

static struct tally work_gates(int worker)
{
	return gates_out((size_t)worker, WORKERS);
}

static bool months(void)
{
	struct tally t;
	double began = seconds();
	bool ok = together(work_months, &t);

	printf("# %zu histories of %d days: %zu messages written, %zu sends checked, %zu arrived, %zu histories "
	       "with a violation, %.0f s\n", t.histories, DAYS, t.written, t.sends, t.delivered, t.bad, seconds() - began);
	return ok && !t.bad;
}

static bool masks(void)
{
	struct tally t;
	double began = seconds();
	bool ok = together(work_gates, &t);

	printf("# %zu gates taken out, %zu of them missed, %.0f s\n", t.histories, t.histories - t.bad,
		seconds() - began);
	return ok && !t.bad;
}

int main(int argc, char **argv)
{
	bool ok[2];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "soak"))
		return months() ? 0 : 1;
	if (argc > 2 && !strcmp(argv[1], "without")) {
		struct verified v;
		uint64_t seed;
		bool seen = gate_is_missed(argv[2], checker_rule_for(argv[2]), &seed, &v);

		printf("# without %s, seed %llu: %s\n", argv[2], (unsigned long long)seed,
			seen ? v.first.say : "nothing seen");
		return seen ? 0 : 1;
	}
	printf("1..2\n");
	ok[0] = masks();
	printf("%sok 1 - each gate is missed when it is taken out\n", ok[0] ? "" : "not ");
	ok[1] = months();
	printf("%sok 2 - random months keep the rules\n", ok[1] ? "" : "not ");
	return ok[0] && ok[1] ? 0 : 1;
}
