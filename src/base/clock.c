/* clock: wall, monotonic and boot time, and the two clocks of the test build:
 * one shared by processes and scaled, one held still by a test. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

#include "base/banned.h"

/* Systems without it have a monotonic clock that counts sleep, or none. */
#ifndef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME CLOCK_MONOTONIC
#endif

static int64_t real_ms(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		BUG("clock %d cannot be read", (int)id);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#ifdef WARTEL_TEST
static pthread_once_t once = PTHREAD_ONCE_INIT;
/* Set once, before any thread reads them. */
static bool scaled;
static double scale = 1, epoch_ms, boot_ms;

static atomic_bool held;
static _Atomic int64_t held_wall, held_mono;

static void parse(void)
{
	const char *s = getenv("WARTEL_TEST_CLOCK");
	char *end;

	if (!s || !*s)
		return;
	epoch_ms = strtod(s, &end) * 1000;
	if (*end != ',')
		BUG("WARTEL_TEST_CLOCK=%s is not EPOCH,BOOT,SCALE", s);
	boot_ms = strtod(end + 1, &end) * 1000;
	if (*end != ',')
		BUG("WARTEL_TEST_CLOCK=%s is not EPOCH,BOOT,SCALE", s);
	scale = strtod(end + 1, &end);
	if (*end != '\0' || !(scale > 0))
		BUG("WARTEL_TEST_CLOCK=%s is not EPOCH,BOOT,SCALE", s);
	scaled = true;
}

static int64_t now(clockid_t id)
{
	pthread_once(&once, parse);
	if (atomic_load(&held))
		return id == CLOCK_REALTIME ? atomic_load(&held_wall) : atomic_load(&held_mono);
	if (!scaled)
		return real_ms(id);
	struct timespec t;
	if (clock_gettime(CLOCK_BOOTTIME, &t) != 0)
		BUG("the boot clock cannot be read");
	return (int64_t)(epoch_ms + ((double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6 - boot_ms) * scale);
}

double clock_scale(void)
{
	pthread_once(&once, parse);
	return scale;
}

static bool is_held(void)
{
	return atomic_load(&held);
}

void clock_hold(int64_t wall_ms)
{
	atomic_store(&held_wall, wall_ms);
	atomic_store(&held_mono, wall_ms);
	atomic_store(&held, true);
}

void clock_move(int64_t ms)
{
	if (!is_held() || ms < 0)
		BUG("only a held clock can be moved, and only forwards");
	atomic_fetch_add(&held_wall, ms);
	atomic_fetch_add(&held_mono, ms);
}

void clock_jump(int64_t ms)
{
	if (!is_held())
		BUG("only a held clock can jump");
	atomic_fetch_add(&held_wall, ms);
}

void clock_release(void)
{
	atomic_store(&held, false);
}
#else
static int64_t now(clockid_t id)
{
	return real_ms(id);
}

double clock_scale(void)
{
	return 1;
}

static bool is_held(void)
{
	return false;
}

void clock_hold(int64_t wall_ms)
{
	BUG("clock_hold(%lld) outside the test build", (long long)wall_ms);
}

void clock_move(int64_t ms)
{
	BUG("clock_move(%lld) outside the test build", (long long)ms);
}

void clock_jump(int64_t ms)
{
	BUG("clock_jump(%lld) outside the test build", (long long)ms);
}

void clock_release(void)
{
	BUG("clock_release outside the test build");
}
#endif

int64_t clock_now_ms(void)
{
	return now(CLOCK_REALTIME);
}

int64_t clock_now(void)
{
	int64_t ms = clock_now_ms();

	return ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
}

int64_t clock_mono_ms(void)
{
	return now(CLOCK_MONOTONIC);
}

int64_t clock_boot_ms(void)
{
	return now(CLOCK_BOOTTIME);
}

int clock_wait_ms(int64_t ms)
{
	double real;

	if (ms < 0)
		return -1;
	if (ms == 0)
		return 0;
	real = (double)ms / clock_scale();
	if (real < 1)
		return 1;
	return real < INT_MAX ? (int)real : INT_MAX;
}

void clock_sleep_ms(int64_t ms)
{
	int real;
	struct timespec t;

	if (ms <= 0)
		return;
	if (is_held()) {
		clock_move(ms);
		return;
	}
	real = clock_wait_ms(ms);
	t = (struct timespec){.tv_sec = real / 1000, .tv_nsec = (long)(real % 1000) * 1000000};
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		continue;
}
