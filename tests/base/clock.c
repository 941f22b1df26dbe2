/* The three clocks, held and scaled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

static int64_t boot(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

/* EPOCH + (now - BOOT) * SCALE, for all three clocks. The environment was set in
 * main, a hundred seconds of boot time back. */
static void the_shared_clock_is_scaled(void **state)
{
	int64_t now = clock_now_ms(), mono = clock_mono_ms(), boot_ms = clock_boot_ms();

	(void)state;
	/* 100 s at fifty times are 5,000 s; a second of slack is fifty. */
	assert_in_range(now, 1700005000000, 1700005200000);
	assert_in_range(mono - now, 0, 1000);
	assert_in_range(boot_ms - now, 0, 1000);
	assert_in_range(clock_now() - now / 1000, 0, 2);
	assert_true(clock_scale() > 49.99 && clock_scale() < 50.01);
}

static void waits_are_divided(void **state)
{
	static const struct {
		int64_t ms;
		int real;
	} cases[] = {
		{-1, -1}, {0, 0}, {1, 1}, {49, 1}, {50, 1}, {5000, 100}, {90000, 1800},
		{INT64_MAX, INT32_MAX},
	};
	struct timespec a, b;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(clock_wait_ms(cases[i].ms), cases[i].real);
	clock_gettime(CLOCK_MONOTONIC, &a);
	clock_sleep_ms(2500);
	clock_gettime(CLOCK_MONOTONIC, &b);
	assert_in_range((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000, 49, 600);
}

static void a_held_clock_is_moved_by_hand(void **state)
{
	int64_t mono;

	(void)state;
	clock_hold(1780000000123);
	mono = clock_mono_ms();
	assert_int_equal(clock_now_ms(), 1780000000123);
	assert_int_equal(clock_now(), 1780000000);
	clock_move(1000);
	assert_int_equal(clock_now_ms(), 1780000001123);
	assert_int_equal(clock_mono_ms() - mono, 1000);
	assert_int_equal(clock_boot_ms() - mono, 1000);
	clock_jump(-86400000);
	assert_int_equal(clock_now_ms(), 1779913601123);
	assert_int_equal(clock_mono_ms() - mono, 1000);
	clock_sleep_ms(90000);
	assert_int_equal(clock_mono_ms() - mono, 91000);
	clock_hold(-1);
	assert_int_equal(clock_now(), -1);
	clock_release();
	assert_in_range(clock_now_ms(), 1700005000000, 1700005500000);
}

/* Without the environment: the system's own. In a process of its own, because it
 * is read once. */
static int plainly(void)
{
	struct timespec mono, real, boot_time;
	int64_t m = clock_mono_ms(), r = clock_now(), b = clock_boot_ms();

	clock_gettime(CLOCK_MONOTONIC, &mono);
	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot_time);
	return real.tv_sec - r <= 1 && real.tv_sec - r >= 0 && mono.tv_sec - m / 1000 <= 1 &&
	       boot_time.tv_sec - b / 1000 <= 1 && clock_scale() == 1 && clock_wait_ms(70) == 70;
}

static const char *self;

static void the_systems_clocks_are_the_default(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		unsetenv("WARTEL_TEST_CLOCK");
		execl(self, self, "plainly", (char *)NULL);
		_exit(99);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shared_clock_is_scaled),
		cmocka_unit_test(waits_are_divided),
		cmocka_unit_test(a_held_clock_is_moved_by_hand),
		cmocka_unit_test(the_systems_clocks_are_the_default),
	};
	char spec[64];

	self = argv[0];
	if (argc > 1)
		return plainly() ? 0 : 1;
	snprintf(spec, sizeof spec, "1700000000,%lld,50", (long long)boot() - 100);
	setenv("WARTEL_TEST_CLOCK", spec, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
