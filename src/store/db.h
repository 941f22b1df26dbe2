/* db: one connection to the database, its transactions and its statements. All
 * that is SQLite's own stands here; above store/ nobody knows which database it
 * is. A connection belongs to one thread. WAL, foreign keys on, synchronous
 * FULL, busy timeout 5 s; application_id marks the file as ours, another
 * program's is refused with a sentence naming a new path. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct db;

/* Opens, makes or migrates (only with migrate: the lock's holder; a backup copy
 * beside it first). path may be a "file:…" URI. Without migrate an older or
 * newer schema is refused. */
struct db *db_open(const char *path, bool migrate, struct err *);
void db_close(struct db *);

/* Transactions remember where they began; nesting is a bug that names both
 * places. A write is BEGIN IMMEDIATE. */
#define db_begin_read(d, e) db_begin_at(d, false, __FILE__, __LINE__, e)
#define db_begin_write(d, e) db_begin_at(d, true, __FILE__, __LINE__, e)
bool db_begin_at(struct db *, bool write, const char *file, int line, struct err *);
bool db_commit(struct db *, struct err *);
void db_rollback(struct db *); /* harmless when there is none */
bool db_in_transaction(const struct db *);

/* The last write of this process failed, by a disk that is full, broken or read-only:
 * why, in SQLite's words, until one succeeds; else NULL. On any thread. */
const char *db_unwritable(void);

#endif
