/* stmt: statements of one connection, for store/ alone. SQL stands as SQL in the
 * function that runs it; each text is prepared once per connection and kept.
 * Binds are by name: one that the text does not have is a bug, and so is running
 * with one left out. Columns are taken in order.
 *
 *	struct stmt *s = SQL(d, "SELECT at, text FROM messages WHERE id = :id", e);
 *	if (s == NULL) return false;
 *	stmt_i64(s, ":id", id);
 *	while ((got = stmt_row(s, e)) > 0) { at = take_i64(s); text = take_dup(s); }
 *	return got == 0;		(a statement left earlier: stmt_done)
 *
 * Bound strings are borrowed until the statement is done. */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"
#include "store/db.h"

struct stmt;

/* NULL with e when SQLite refuses to prepare it. */
#define SQL(d, text, e) stmt_at((d), (text), __FILE__, __LINE__, (e))
struct stmt *stmt_at(struct db *, const char *sql, const char *file, int line, struct err *);

void stmt_i64(struct stmt *, const char *name, int64_t);
void stmt_id(struct stmt *, const char *name, int64_t); /* 0 → NULL */
void stmt_str(struct stmt *, const char *name, const char *); /* NULL → "" */
void stmt_opt(struct stmt *, const char *name, const char *); /* NULL and "" → NULL */
void stmt_sentence(struct stmt *, const struct sentence *); /* :why_key, :why_text, :why_args; NULL → "" */

/* 1: a row, 0: no more (done), -1: failed (done, e filled). */
int stmt_row(struct stmt *, struct err *);
/* For what gives no rows. */
bool stmt_run(struct stmt *, struct err *);
/* The first column of the first row, when there is one (*out is left else). */
bool stmt_one(struct stmt *, int64_t *out, struct err *);
void stmt_done(struct stmt *);

/* The next column. NULL counts as 0 and "". */
int64_t take_i64(struct stmt *);
const char *take_ref(struct stmt *); /* until the next row */
char *take_dup(struct stmt *);	     /* heap, never NULL */
char *take_opt(struct stmt *);	     /* heap, NULL for NULL and "" */
void take_into(struct stmt *, char *out, size_t cap);
void take_sentence(struct stmt *, struct sentence *); /* three columns */
/* A name of a list of model/names.h; the CHECKs of the schema hold the same. */
#define take_named(s, prefix, out)                                                      \
	do {                                                                            \
		const char *name_ = take_ref(s);                                        \
		if (!prefix##_named(name_, (out)))                                      \
			log_bad("store", "%s:%d: no such name: %s", __FILE__, __LINE__, name_); \
	} while (0)

/* Statements one after the other, texts as literals: of two rows that become one, with :keep
 * and :gone as far as each has them; of all that hangs on one row, with :id. */
#define steps_pair(d, keep, gone, e, ...)                                                                 \
	steps_pair_at((d), (const char *const[]){ __VA_ARGS__, NULL }, (keep), (gone), __FILE__, __LINE__, (e))
#define steps_of(d, id, e, ...)                                                                           \
	steps_of_at((d), (const char *const[]){ __VA_ARGS__, NULL }, (id), __FILE__, __LINE__, (e))
bool steps_pair_at(struct db *, const char *const *sql, int64_t keep, int64_t gone, const char *file, int line,
	struct err *);
bool steps_of_at(struct db *, const char *const *sql, int64_t id, const char *file, int line, struct err *);

int64_t db_last_id(struct db *); /* of the last INSERT */
int64_t db_changed(struct db *); /* rows of the last statement */
/* Functions that change more than one row call it first: outside of a write
 * transaction they are a bug of the caller. */
void db_must_write(const struct db *, const char *who);
enum { DB_WAIT_MS = 5000 }; /* for another connection's lock */
struct sqlite3;
struct sqlite3 *db_handle(struct db *);
/* Every text prepared so far: tests ask SQLite for its plan. */
void db_each_sql(struct db *, void (*f)(void *ctx, const char *sql), void *ctx);

#endif
