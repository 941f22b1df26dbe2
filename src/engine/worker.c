/* worker: one loop for every thread of the engine. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"

#include "engine/worker.h"

#include "base/banned.h"

/* Even a step that wants nothing is run once a minute: a wall clock that was set
 * does not leave it asleep. */
enum { LONGEST_MS = 60 * 1000 };

static void *run(void *arg)
{
	struct worker *w = arg;

	while (!atomic_load(&w->stopping)) {
		int64_t next, wait;
		struct pollfd fd = { .fd = wake_fd(&w->wake), .events = POLLIN };

		wake_clear(&w->wake);
		next = w->step(w->ctx, clock_now_ms());
		if (atomic_load(&w->stopping))
			break;
		wait = next - clock_now_ms();
		if (wait <= 0)
			continue;
		poll(&fd, 1, clock_wait_ms(wait < LONGEST_MS ? wait : LONGEST_MS));
	}
	return NULL;
}

void worker_init(struct worker *w)
{
	*w = (struct worker){ .ready = true };
	wake_init(&w->wake);
}

bool worker_start(struct worker *w, const char *name, int64_t (*step)(void *, int64_t), void *ctx, struct err *e)
{
	sigset_t all, before;
	int bad;

	w->step = step;
	w->ctx = ctx;
	/* Signals belong to the thread that began the program. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bad = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (bad)
		return err_set(e, ERR_ENGINE, "engine.thread", N_("No thread could be started for {name}: {why}"),
			"name=%s\nwhy=%s", name, strerror(bad));
#ifdef __linux__
	pthread_setname_np(w->thread, name);
#endif
	w->running = true;
	return true;
}

void worker_call(struct worker *w)
{
	wake_call(&w->wake);
}

void worker_stop(struct worker *w)
{
	if (!w->ready)
		return;
	atomic_store(&w->stopping, true);
	wake_call(&w->wake);
}

void worker_join(struct worker *w)
{
	if (!w->running)
		return;
	pthread_join(w->thread, NULL);
	w->running = false;
}

void worker_fini(struct worker *w)
{
	if (!w->ready)
		return;
	wake_fini(&w->wake);
	w->ready = false;
}
