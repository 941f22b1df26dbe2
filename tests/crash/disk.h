/* disk: a disk for SQLite that lives in memory and breaks when it is told to: the
 * VFS "disk" (database file:/name?vfs=disk). Of each file it knows what was synced
 * and what was only written. One thread, any number of connections. */
#ifndef TESTS_CRASH_DISK_H
#define TESTS_CRASH_DISK_H

#include <stdbool.h>

/* What can be counted and fail. */
enum disk_op { DISK_OPEN, DISK_READ, DISK_WRITE, DISK_SYNC, DISK_TRUNCATE, DISK_OPS };

/* Empty, whole, on. The first call registers the VFS. */
void disk_new(void);
void disk_free(void);
/* The n-th of these from now on cuts the power: disk_power_off, and cut is called. */
void disk_cut(enum disk_op, long n, void (*cut)(void));
/* The n-th of these from now on fails with this code of SQLite's, and count - 1 more
 * after it (count 0: until disk_mend). n 0: none. */
void disk_break(enum disk_op, long n, long count, int code);
void disk_mend(void);
/* How often it failed since disk_break, and how many there were. */
long disk_failed(void);
long disk_passed(enum disk_op);
/* Nothing can be written or made any more: a file system that is read-only. */
void disk_read_only(bool);
/* From now on it is full at this many bytes more than it has; -1: never. */
void disk_room(long bytes);

/* The process died: whatever it had open and locked is let go, as the kernel does;
 * what was written stays. The connections must never be used again. */
void disk_forget(void);
/* The power is gone: everything fails from now on, until disk_power_on. */
void disk_power_off(void);
/* Of what was not synced nothing is there, or with some (1 of so many 512-byte
 * sectors, by dice) a part. Every connection must be closed. */
void disk_power_on(int some, unsigned dice);

#endif
