/* clockwatch: the judgement of the wall clock. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/mem.h"

#include "store/setting.h"

#include "engine/clockwatch.h"

#include "base/banned.h"

enum { STEP_MS = 5 * 1000, JUMP_MS = 5 * 60 * 1000 };

/* Wall less boot time, and the boot that it is about. */
#define ANCHOR "clock.anchor_ms"
#define BOOT "clock.boot"

/* The kernel's name of this boot; the same everywhere where there is none, which
 * makes a restart of the computer look like a jump that an admin has to accept. */
static char boot[64];

static void boot_read(void)
{
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, sizeof boot);
	if (!file_read("/proc/sys/kernel/random/boot_id", &b, &e) || !b.n) {
		buf_clear(&b);
		buf_adds(&b, "boot");
	}
	while (b.n && b.v[b.n - 1] == '\n')
		b.v[--b.n] = '\0';
	str_copy(boot, sizeof boot, buf_str(&b));
	buf_fini(&b);
}

static const char *boot_name(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, boot_read);
	return boot;
}

/* *drift: how far wall time moved against boot time since the anchor was set;
 * *known: there is an anchor of this boot. */
static bool drift_of(struct db *d, int64_t now_ms, bool *known, int64_t *drift, struct err *e)
{
	char *kept = NULL;
	int64_t anchor = 0;
	bool ok = false;

	if (!setting_str(d, BOOT, &kept, e) || !setting_i64(d, ANCHOR, 0, &anchor, e))
		goto out;
	*known = kept && !strcmp(kept, boot_name());
	*drift = *known ? now_ms - clock_boot_ms() - anchor : 0;
	ok = true;
out:
	free(kept);
	return ok;
}

bool clockwatch_trusted(struct db *d, int64_t now_ms, bool *trusted, struct err *e)
{
	int64_t highest = 0, drift = 0;
	bool known = false;

	*trusted = false;
	if (!setting_i64(d, SETTING_HIGHEST_MS, 0, &highest, e) || !drift_of(d, now_ms, &known, &drift, e))
		return false;
	*trusted = now_ms >= highest - STEP_MS && drift <= JUMP_MS && drift >= -JUMP_MS;
	return true;
}

static bool anchor_here(struct db *d, int64_t now_ms, struct err *e)
{
	return setting_set_str(d, BOOT, boot_name(), e) &&
	       setting_set_i64(d, ANCHOR, now_ms - clock_boot_ms(), e);
}

bool clockwatch_keep(struct db *d, int64_t now_ms, struct err *e)
{
	int64_t drift = 0;
	bool known = false;

	if (!drift_of(d, now_ms, &known, &drift, e))
		return false;
	/* Below a second it is noise, above five a step that nobody may hide. */
	if (known && ((drift < 1000 && drift > -1000) || drift > STEP_MS || drift < -STEP_MS))
		return true;
	if (!db_begin_write(d, e))
		return false;
	if (!anchor_here(d, now_ms, e) || !db_commit(d, e)) {
		db_rollback(d);
		return false;
	}
	return true;
}

bool clockwatch_accept(struct db *d, int64_t now_ms, struct err *e)
{
	return anchor_here(d, now_ms, e) && setting_set_i64(d, SETTING_HIGHEST_MS, now_ms, e);
}
