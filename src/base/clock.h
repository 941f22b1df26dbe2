/* clock: the only source of time. Wall time may jump; durations come from the
 * monotonic clock; boot time counts sleep too and is what the wall clock is
 * checked against.
 *
 * In wartel-t and wartel-sim (WARTEL_TEST) the environment
 * WARTEL_TEST_CLOCK=EPOCH,BOOT,SCALE makes all three EPOCH + (CLOCK_BOOTTIME -
 * BOOT) * SCALE seconds, so that several processes share one scaled clock; and
 * clock_hold() puts this process on a virtual clock moved by hand. Threads:
 * every call is safe from any. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t clock_now(void);     /* unix seconds */
int64_t clock_now_ms(void);  /* unix milliseconds */
int64_t clock_mono_ms(void); /* milliseconds, never goes back */
int64_t clock_boot_ms(void); /* milliseconds since boot, sleep included */
/* How many real milliseconds a wait of ms lasts: ms / SCALE, at least 1 when
 * ms > 0; -1 (for ever) stays. For poll and condition timeouts. */
int clock_wait_ms(int64_t ms);
/* Sleeps ms / SCALE; on a held clock it moves the clock instead. */
void clock_sleep_ms(int64_t ms);
/* The factor that time runs at: 1 outside tests. */
double clock_scale(void);

/* Virtual time, for tests in one process; a bug outside WARTEL_TEST. The clock
 * stands at wall_ms until moved; moving adds to all three clocks, a jump to the
 * wall clock alone. */
void clock_hold(int64_t wall_ms);
void clock_move(int64_t ms);
void clock_jump(int64_t ms);
void clock_release(void);

#endif
