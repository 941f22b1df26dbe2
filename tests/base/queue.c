/* Values between threads, and the descriptors that say so. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/queue.h"
#include "base/wake.h"

static bool readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void a_call_makes_it_readable(void **state)
{
	struct wake w;

	(void)state;
	wake_init(&w);
	assert_false(readable(wake_fd(&w)));
	wake_clear(&w);
	wake_call(&w);
	wake_call(&w);
	assert_true(readable(wake_fd(&w)));
	wake_clear(&w);
	assert_false(readable(wake_fd(&w)));
	wake_fini(&w);
	wake_fini(&w);
}

static void first_in_first_out(void **state)
{
	struct queue *q = queue_new(3, NULL);
	int v[5];

	(void)state;
	assert_null(queue_get(q));
	assert_false(readable(queue_fd(q)));
	/* Round the ring more than once. */
	for (int round = 0; round < 4; round++) {
		assert_true(queue_put(q, &v[0]));
		assert_true(queue_put(q, &v[1]));
		assert_true(readable(queue_fd(q)));
		assert_ptr_equal(queue_get(q), &v[0]);
		assert_true(readable(queue_fd(q)));
		assert_ptr_equal(queue_get(q), &v[1]);
		assert_false(readable(queue_fd(q)));
	}
	assert_true(queue_put(q, &v[0]));
	assert_true(queue_put(q, &v[1]));
	assert_true(queue_put(q, &v[2]));
	assert_false(queue_put(q, &v[3]));
	assert_ptr_equal(queue_wait(q, -1), &v[0]);
	assert_ptr_equal(queue_wait(q, 0), &v[1]);
	queue_close(q);
	queue_close(q);
	assert_false(queue_put(q, &v[3]));
	/* What is in it still comes out; then it says closed. */
	assert_ptr_equal(queue_wait(q, -1), &v[2]);
	assert_null(queue_wait(q, -1));
	assert_null(queue_get(q));
	assert_true(readable(queue_fd(q)));
	queue_free(q);
	queue_free(NULL);
}

static void waiting_ends(void **state)
{
	struct queue *q = queue_new(1, NULL);

	(void)state;
	assert_null(queue_wait(q, 0));
	assert_null(queue_wait(q, 20));
	queue_free(q);
}

static int dropped;

static void drop(void *v)
{
	dropped++;
	free(v);
}

static void what_is_left_is_dropped(void **state)
{
	struct queue *q = queue_new(4, drop);

	(void)state;
	queue_put(q, xmalloc(1));
	queue_put(q, xmalloc(1));
	queue_put(q, xmalloc(1));
	free(queue_get(q));
	queue_free(q);
	assert_int_equal(dropped, 2);
}

enum { EACH = 2000, WORKERS = 3 };

static void *work(void *ctx)
{
	uintptr_t sum = 0;
	void *v;

	while ((v = queue_wait(ctx, -1)) != NULL)
		sum += (uintptr_t)v;
	return (void *)sum;
}

static void *feed(void *ctx)
{
	for (uintptr_t i = 1; i <= EACH;)
		if (queue_put(ctx, (void *)i))
			i++;
	return NULL;
}

static void every_value_goes_to_one_thread(void **state)
{
	struct queue *q = queue_new(16, NULL);
	pthread_t workers[WORKERS], feeders[2];
	uintptr_t sum = 0;

	(void)state;
	for (int i = 0; i < WORKERS; i++)
		pthread_create(&workers[i], NULL, work, q);
	for (int i = 0; i < 2; i++)
		pthread_create(&feeders[i], NULL, feed, q);
	for (int i = 0; i < 2; i++)
		pthread_join(feeders[i], NULL);
	queue_close(q);
	for (int i = 0; i < WORKERS; i++) {
		void *part;
		pthread_join(workers[i], &part);
		sum += (uintptr_t)part;
	}
	assert_int_equal(sum, 2 * (uintptr_t)EACH * (EACH + 1) / 2);
	queue_free(q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_makes_it_readable), cmocka_unit_test(first_in_first_out),
		cmocka_unit_test(waiting_ends),		    cmocka_unit_test(what_is_left_is_dropped),
		cmocka_unit_test(every_value_goes_to_one_thread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
