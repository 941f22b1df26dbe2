/* queue: a ring of pointers under one mutex. The descriptor is readable exactly
 * while something can be got or the queue is closed: both change under the
 * mutex. Waiting is on a condition, so that any number of threads may. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/queue.h"
#include "base/wake.h"

#include "base/banned.h"

struct queue {
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t filled;
	struct wake wake;
	void **ring;
	size_t cap, first, n;
	bool closed;
	void (*drop)(void *);
};

struct queue *queue_new(size_t cap, void (*drop)(void *))
{
	struct queue *q = xcalloc(1, sizeof *q);
	pthread_condattr_t attr;

	if (cap == 0)
		BUG("a queue for nothing");
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->filled, &attr);
	pthread_condattr_destroy(&attr);
	wake_init(&q->wake);
	q->ring = xcalloc(cap, sizeof *q->ring);
	q->cap = cap;
	q->drop = drop;
	return q;
}

static void *take(struct queue *q)
{
	void *v;

	if (q->n == 0)
		return NULL;
	v = q->ring[q->first];
	q->first = (q->first + 1) % q->cap;
	if (--q->n == 0 && !q->closed)
		wake_clear(&q->wake);
	return v;
}

void queue_free(struct queue *q)
{
	void *v;

	if (!q)
		return;
	while ((v = take(q)) != NULL)
		if (q->drop)
			q->drop(v);
	wake_fini(&q->wake);
	pthread_cond_destroy(&q->filled);
	pthread_mutex_destroy(&q->lock);
	free(q->ring);
	free(q);
}

bool queue_put(struct queue *q, void *v)
{
	bool ok;

	if (!v)
		BUG("NULL in a queue");
	pthread_mutex_lock(&q->lock);
	ok = !q->closed && q->n < q->cap;
	if (ok) {
		q->ring[(q->first + q->n) % q->cap] = v;
		if (q->n++ == 0)
			wake_call(&q->wake);
		pthread_cond_signal(&q->filled);
	}
	pthread_mutex_unlock(&q->lock);
	return ok;
}

void *queue_get(struct queue *q)
{
	void *v;

	pthread_mutex_lock(&q->lock);
	v = take(q);
	pthread_mutex_unlock(&q->lock);
	return v;
}

void *queue_wait(struct queue *q, int timeout_ms)
{
	struct timespec until;
	int wait = clock_wait_ms(timeout_ms);
	void *v;

	if (wait >= 0) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += wait / 1000;
		until.tv_nsec += (long)(wait % 1000) * 1000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000;
		}
	}
	pthread_mutex_lock(&q->lock);
	while (q->n == 0 && !q->closed) {
		if (wait < 0)
			pthread_cond_wait(&q->filled, &q->lock);
		else if (pthread_cond_timedwait(&q->filled, &q->lock, &until) != 0)
			break;
	}
	v = take(q);
	pthread_mutex_unlock(&q->lock);
	return v;
}

int queue_fd(const struct queue *q)
{
	return wake_fd(&q->wake);
}

void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	if (!q->closed) {
		q->closed = true;
		wake_call(&q->wake);
		pthread_cond_broadcast(&q->filled);
	}
	pthread_mutex_unlock(&q->lock);
}
