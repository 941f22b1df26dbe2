/* disk: see the header. */
#include "tests/crash/disk.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#include "base/banned.h"

enum { FILES = 32, NAME = 256, SECTOR = 512, REGIONS = 64, LOCKS = SQLITE_SHM_NLOCK };

struct image {
	unsigned char *v;
	size_t n;
};

struct file {
	char name[NAME];
	bool there;
	struct image now, synced;
	int shared, reserved, exclusive; /* locks: how many, who (0: nobody) */
	void *regions[REGIONS];
	int shm_users;
	int shm_shared[LOCKS], shm_exclusive[LOCKS];
};

/* One open file of SQLite's; its first member is what SQLite knows. */
struct handle {
	sqlite3_file base;
	struct file *file;
	int id, level;
	bool maps, read_only;
	unsigned shm_shared, shm_exclusive;
};

static struct {
	struct file files[FILES];
	enum disk_op op;
	long nth, count, failed, passed[DISK_OPS], room;
	int code, handles;
	void (*cut)(void);
	bool off, read_only, registered;
} disk;

static void image_set(struct image *to, const struct image *from)
{
	unsigned char *v = realloc(to->v, from->n ? from->n : 1);

	if (!v)
		abort();
	to->v = v;
	to->n = from->n;
	if (from->n)
		memcpy(to->v, from->v, from->n);
}

static void image_size(struct image *i, size_t n)
{
	unsigned char *v = realloc(i->v, n ? n : 1);

	if (!v)
		abort();
	i->v = v;
	if (n > i->n)
		memset(i->v + i->n, 0, n - i->n);
	i->n = n;
}

static struct file *find(const char *name, bool make)
{
	struct file *hole = NULL;

	for (size_t i = 0; i < FILES; i++) {
		if (disk.files[i].there && !strcmp(disk.files[i].name, name))
			return &disk.files[i];
		if (!hole && !disk.files[i].there)
			hole = &disk.files[i];
	}
	if (!make || !hole)
		return NULL;
	hole->there = true;
	snprintf(hole->name, sizeof hole->name, "%s", name);
	return hole;
}

/* SQLITE_OK, or how this one goes wrong. */
static int passes(enum disk_op op)
{
	long n = ++disk.passed[op];

	if (disk.off || (disk.read_only && (op == DISK_WRITE || op == DISK_SYNC || op == DISK_TRUNCATE)))
		return SQLITE_IOERR;
	if (!disk.nth || op != disk.op || n < disk.nth || (disk.count && n - disk.nth >= disk.count))
		return SQLITE_OK;
	disk.failed++;
	if (disk.cut) {
		disk.off = true;
		disk.cut();
		return SQLITE_IOERR;
	}
	return disk.code;
}

/* The methods of a file. */

static void let_go(struct handle *h)
{
	struct file *f = h->file;

	if (h->level >= SQLITE_LOCK_SHARED)
		f->shared--;
	if (f->reserved == h->id)
		f->reserved = 0;
	if (f->exclusive == h->id)
		f->exclusive = 0;
	h->level = SQLITE_LOCK_NONE;
}

static void regions_free(struct file *f)
{
	for (size_t i = 0; i < REGIONS; i++) {
		free(f->regions[i]);
		f->regions[i] = NULL;
	}
}

static int d_unmap(sqlite3_file *p, int gone)
{
	struct handle *h = (struct handle *)p;

	(void)gone;
	if (!h->maps)
		return SQLITE_OK;
	h->maps = false;
	if (!--h->file->shm_users)
		regions_free(h->file);
	return SQLITE_OK;
}

static int d_close(sqlite3_file *p)
{
	struct handle *h = (struct handle *)p;

	d_unmap(p, 0);
	let_go(h);
	return SQLITE_OK;
}

static int d_read(sqlite3_file *p, void *out, int n, sqlite3_int64 at)
{
	struct image *i = &((struct handle *)p)->file->now;
	int rc = passes(DISK_READ);
	size_t have = (size_t)at < i->n ? i->n - (size_t)at : 0;

	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR ? SQLITE_IOERR_READ : rc;
	if (have > (size_t)n)
		have = (size_t)n;
	if (have)
		memcpy(out, i->v + at, have);
	memset((char *)out + have, 0, (size_t)n - have);
	return have == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int d_write(sqlite3_file *p, const void *data, int n, sqlite3_int64 at)
{
	struct handle *h = (struct handle *)p;
	struct image *i = &h->file->now;
	size_t end = (size_t)at + (size_t)n;
	int rc = passes(DISK_WRITE);

	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR ? SQLITE_IOERR_WRITE : rc;
	if (end > i->n && disk.room >= 0 && (long)(end - i->n) > disk.room) {
		disk.failed++;
		return SQLITE_FULL;
	}
	if (end > i->n) {
		if (disk.room >= 0)
			disk.room -= (long)(end - i->n);
		image_size(i, end);
	}
	memcpy(i->v + at, data, (size_t)n);
	return SQLITE_OK;
}

static int d_truncate(sqlite3_file *p, sqlite3_int64 n)
{
	int rc = passes(DISK_TRUNCATE);

	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR ? SQLITE_IOERR_TRUNCATE : rc;
	image_size(&((struct handle *)p)->file->now, (size_t)n);
	return SQLITE_OK;
}

static int d_sync(sqlite3_file *p, int flags)
{
	struct file *f = ((struct handle *)p)->file;
	int rc = passes(DISK_SYNC);

	(void)flags;
	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR ? SQLITE_IOERR_FSYNC : rc;
	image_set(&f->synced, &f->now);
	return SQLITE_OK;
}

static int d_size(sqlite3_file *p, sqlite3_int64 *n)
{
	*n = (sqlite3_int64)((struct handle *)p)->file->now.n;
	return SQLITE_OK;
}

static int d_lock(sqlite3_file *p, int level)
{
	struct handle *h = (struct handle *)p;
	struct file *f = h->file;

	if (h->level >= level)
		return SQLITE_OK;
	if (h->level == SQLITE_LOCK_NONE) {
		if (f->exclusive)
			return SQLITE_BUSY;
		f->shared++;
		h->level = SQLITE_LOCK_SHARED;
	}
	if (level >= SQLITE_LOCK_RESERVED) {
		if (f->reserved && f->reserved != h->id)
			return SQLITE_BUSY;
		f->reserved = h->id;
		if (h->level < SQLITE_LOCK_RESERVED)
			h->level = SQLITE_LOCK_RESERVED;
	}
	if (level == SQLITE_LOCK_EXCLUSIVE) {
		if (f->shared > 1)
			return SQLITE_BUSY;
		f->exclusive = h->id;
		h->level = SQLITE_LOCK_EXCLUSIVE;
	}
	return SQLITE_OK;
}

static int d_unlock(sqlite3_file *p, int level)
{
	struct handle *h = (struct handle *)p;

	if (h->level <= level)
		return SQLITE_OK;
	let_go(h);
	if (level == SQLITE_LOCK_SHARED) {
		h->file->shared++;
		h->level = SQLITE_LOCK_SHARED;
	}
	return SQLITE_OK;
}

static int d_reserved(sqlite3_file *p, int *yes)
{
	*yes = ((struct handle *)p)->file->reserved != 0;
	return SQLITE_OK;
}

static int d_control(sqlite3_file *p, int op, void *arg)
{
	(void)p;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int d_sector(sqlite3_file *p)
{
	(void)p;
	return SECTOR;
}

/* Promises nothing: no atomic writes, and a write may spoil its sector. */
static int d_traits(sqlite3_file *p)
{
	(void)p;
	return 0;
}

static int d_map(sqlite3_file *p, int at, int n, int extend, void volatile **out)
{
	struct handle *h = (struct handle *)p;

	*out = NULL;
	if (at >= REGIONS)
		return SQLITE_IOERR_SHMMAP;
	if (!h->maps) {
		h->maps = true;
		h->file->shm_users++;
	}
	if (!h->file->regions[at] && extend)
		h->file->regions[at] = calloc(1, (size_t)n);
	*out = h->file->regions[at];
	return SQLITE_OK;
}

static int d_shm_lock(sqlite3_file *p, int at, int n, int flags)
{
	struct handle *h = (struct handle *)p;
	struct file *f = h->file;
	unsigned mask = ((1u << n) - 1) << at;

	for (int i = at; i < at + n; i++) {
		unsigned bit = 1u << i;
		int others = f->shm_shared[i] - (h->shm_shared & bit ? 1 : 0);

		if (!(flags & SQLITE_SHM_LOCK))
			continue;
		if (f->shm_exclusive[i] && f->shm_exclusive[i] != h->id)
			return SQLITE_BUSY;
		if (flags & SQLITE_SHM_EXCLUSIVE && others)
			return SQLITE_BUSY;
	}
	for (int i = at; i < at + n; i++) {
		unsigned bit = 1u << i;

		if (flags & SQLITE_SHM_SHARED) {
			bool has = h->shm_shared & bit, wants = flags & SQLITE_SHM_LOCK;

			f->shm_shared[i] += wants - has;
		} else {
			f->shm_exclusive[i] = flags & SQLITE_SHM_LOCK ? h->id : 0;
		}
	}
	if (flags & SQLITE_SHM_SHARED)
		h->shm_shared = flags & SQLITE_SHM_LOCK ? h->shm_shared | mask : h->shm_shared & ~mask;
	else
		h->shm_exclusive =
			flags & SQLITE_SHM_LOCK ? h->shm_exclusive | mask : h->shm_exclusive & ~mask;
	return SQLITE_OK;
}

static void d_barrier(sqlite3_file *p)
{
	(void)p;
}

static const sqlite3_io_methods methods = { .iVersion = 2,
	.xClose = d_close,
	.xRead = d_read,
	.xWrite = d_write,
	.xTruncate = d_truncate,
	.xSync = d_sync,
	.xFileSize = d_size,
	.xLock = d_lock,
	.xUnlock = d_unlock,
	.xCheckReservedLock = d_reserved,
	.xFileControl = d_control,
	.xSectorSize = d_sector,
	.xDeviceCharacteristics = d_traits,
	.xShmMap = d_map,
	.xShmLock = d_shm_lock,
	.xShmBarrier = d_barrier,
	.xShmUnmap = d_unmap };

/* The methods of the disk. */

static int v_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *p, int flags, int *out)
{
	struct handle *h = (struct handle *)p;
	int rc = passes(DISK_OPEN);
	char own[NAME];

	(void)v;
	*h = (struct handle){ 0 };
	if (rc == SQLITE_OK && disk.read_only && flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE))
		rc = find(name ? name : "", false) ? SQLITE_READONLY : SQLITE_CANTOPEN;
	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR || rc == SQLITE_READONLY ? SQLITE_CANTOPEN : rc;
	if (!name)
		snprintf(own, sizeof own, "temporary-%d", disk.handles);
	h->file = find(name ? name : own, flags & SQLITE_OPEN_CREATE);
	if (!h->file)
		return SQLITE_CANTOPEN;
	h->id = ++disk.handles;
	h->base.pMethods = &methods;
	if (out)
		*out = flags;
	return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync)
{
	struct file *f = find(name, false);

	(void)v;
	(void)sync;
	if (disk.off || disk.read_only)
		return SQLITE_IOERR_DELETE;
	if (!f)
		return SQLITE_IOERR_DELETE_NOENT;
	free(f->now.v);
	free(f->synced.v);
	regions_free(f);
	*f = (struct file){ 0 };
	return SQLITE_OK;
}

static int v_access(sqlite3_vfs *v, const char *name, int flags, int *yes)
{
	struct file *f = find(name, false);

	(void)v;
	/* SQLite takes an empty one for none. */
	*yes = f && (flags != SQLITE_ACCESS_EXISTS || f->now.n) &&
	       !(flags == SQLITE_ACCESS_READWRITE && disk.read_only);
	return SQLITE_OK;
}

static int v_path(sqlite3_vfs *v, const char *name, int cap, char *out)
{
	(void)v;
	snprintf(out, (size_t)cap, "%s", name);
	return SQLITE_OK;
}

/* Nobody can let go while we wait: there is one thread. */
static int v_sleep(sqlite3_vfs *v, int us)
{
	(void)v;
	return us;
}

static int v_random(sqlite3_vfs *v, int n, char *out)
{
	static uint32_t x = 2463534242u;

	(void)v;
	for (int i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		out[i] = (char)x;
	}
	return n;
}

static int v_time(sqlite3_vfs *v, double *days)
{
	(void)v;
	*days = 2460000.5;
	return SQLITE_OK;
}

static int v_error(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	(void)n;
	(void)out;
	return 0;
}

static sqlite3_vfs vfs = { .iVersion = 1,
	.szOsFile = sizeof(struct handle),
	.mxPathname = NAME - 16,
	.zName = "disk",
	.xOpen = v_open,
	.xDelete = v_delete,
	.xAccess = v_access,
	.xFullPathname = v_path,
	.xRandomness = v_random,
	.xSleep = v_sleep,
	.xCurrentTime = v_time,
	.xGetLastError = v_error };

void disk_new(void)
{
	if (!disk.registered && sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		BUG("the VFS cannot be registered%s", "");
	disk_free();
	disk.registered = true;
	disk.room = -1;
}

void disk_free(void)
{
	bool registered = disk.registered;

	for (size_t i = 0; i < FILES; i++) {
		free(disk.files[i].now.v);
		free(disk.files[i].synced.v);
		regions_free(&disk.files[i]);
	}
	memset(&disk, 0, sizeof disk);
	disk.registered = registered;
}

void disk_break(enum disk_op op, long n, long count, int code)
{
	disk.op = op;
	disk.nth = n;
	disk.count = count;
	disk.code = code;
	disk.failed = 0;
	disk.cut = NULL;
	memset(disk.passed, 0, sizeof disk.passed);
}

void disk_cut(enum disk_op op, long n, void (*cut)(void))
{
	disk_break(op, n, 1, SQLITE_IOERR);
	disk.cut = cut;
}

void disk_mend(void)
{
	disk.cut = NULL;
	disk.nth = 0;
	disk.room = -1;
	disk.read_only = false;
}

long disk_failed(void)
{
	return disk.failed;
}

long disk_passed(enum disk_op op)
{
	return disk.passed[op];
}

void disk_read_only(bool yes)
{
	disk.read_only = yes;
}

void disk_room(long bytes)
{
	disk.room = bytes;
}

void disk_forget(void)
{
	for (size_t i = 0; i < FILES; i++) {
		struct file *f = &disk.files[i];

		f->shared = f->reserved = f->exclusive = f->shm_users = 0;
		memset(f->shm_shared, 0, sizeof f->shm_shared);
		memset(f->shm_exclusive, 0, sizeof f->shm_exclusive);
		regions_free(f);
	}
}

void disk_power_off(void)
{
	disk.off = true;
}

void disk_power_on(int some, unsigned dice)
{
	for (size_t i = 0; i < FILES; i++) {
		struct file *f = &disk.files[i];
		struct image was = { 0 };

		if (!f->there)
			continue;
		image_set(&was, &f->synced);
		if (some && f->now.n > was.n && (dice = dice * 1103515245u + 12345u) >> 16 & 1)
			image_size(&was, f->now.n);
		for (size_t at = 0; some && at < was.n && at < f->now.n; at += SECTOR) {
			size_t n = was.n < f->now.n ? was.n - at : f->now.n - at;

			dice = dice * 1103515245u + 12345u;
			if ((dice >> 16) % (unsigned)some == 0)
				memcpy(was.v + at, f->now.v + at, n > SECTOR ? SECTOR : n);
		}
		image_set(&f->now, &was);
		image_set(&f->synced, &was);
		free(was.v);
	}
	disk_forget();
	disk.off = false;
	disk_mend();
}
