/* timer: a binary heap. */
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

static bool before(const struct timer *a, const struct timer *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct timer *a, struct timer *b)
{
	struct timer t = *a;
	*a = *b;
	*b = t;
}

void timer_set(struct sim *sim, const struct timer *t)
{
	struct timers *h = &sim->timers;
	if (h->n == TIMERS_CAP)
		BUG("more than %d timers", TIMERS_CAP);
	LIST_GROW(h);
	size_t i = h->n++;
	h->v[i] = *t;
	h->v[i].order = ++h->order;
	while (i && before(&h->v[i], &h->v[(i - 1) / 2])) {
		swap(&h->v[i], &h->v[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

static struct timer take(struct timers *h)
{
	struct timer top = h->v[0];
	h->v[0] = h->v[--h->n];
	for (size_t i = 0;;) {
		size_t least = i, l = 2 * i + 1, r = l + 1;
		if (l < h->n && before(&h->v[l], &h->v[least]))
			least = l;
		if (r < h->n && before(&h->v[r], &h->v[least]))
			least = r;
		if (least == i)
			return top;
		swap(&h->v[i], &h->v[least]);
		i = least;
	}
}

void timer_run(struct sim *sim, int64_t now_ms)
{
	struct timers *h = &sim->timers;
	while (h->n && h->v[0].at <= now_ms) {
		struct timer t = take(h);
		/* What happens carries the time it was due at, not the time of
		 * the tick: a test may tick once a day. */
		if (t.at > sim->now)
			sim->now = t.at;
		if (!t.session || !t.run || t.run == t.session->run)
			t.fire(sim, &t);
		free(t.text);
	}
}

int64_t timer_next(const struct sim *sim)
{
	return sim->timers.n ? sim->timers.v[0].at : INT64_MAX;
}

void timer_clear(struct sim *sim)
{
	for (size_t i = 0; i < sim->timers.n; i++)
		free(sim->timers.v[i].text);
	free(sim->timers.v);
	sim->timers = (struct timers){0};
}
