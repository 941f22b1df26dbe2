/* db: see db.h and stmt.h. The only file that speaks to SQLite's C interface,
 * beside schema.c. Statements are kept in a table keyed by the address of their
 * text, which is a literal of the function that runs them. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/db.h"
#include "store/schema.h"
#include "store/stmt.h"

#include "base/banned.h"

enum { SLOW_MS = 50 };

struct stmt {
	struct db *db;
	sqlite3_stmt *s;
	const char *sql;
	const char *file;
	int line, column;
	bool busy;
	uint64_t bound;	  /* bit n: parameter n + 1 has its value */
	int64_t began_ms; /* of the first step */
};

/* Of the last write that the disk refused; SQLITE_OK once one went through. */
static atomic_int refused = SQLITE_OK;

struct db {
	sqlite3 *h;
	struct stmt **v; /* open addressing; cap is a power of two */
	size_t n, cap;
	const char *file; /* where the transaction began, NULL outside */
	int line;
	bool write;
	int pages; /* that this connection had written when the transaction began */
};

struct sqlite3 *db_handle(struct db *d)
{
	return d->h;
}

/* Whose fault it is, and what to do. */
static bool fail(struct db *d, int rc, const char *file, int line, struct err *e)
{
	const char *why = rc == sqlite3_errcode(d->h) ? sqlite3_errmsg(d->h) : sqlite3_errstr(rc);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_BUSY, "store.busy", N_("the database is busy: try again in a moment"), " ");
	case SQLITE_FULL:
		return err_set(e, ERR_ENGINE, "store.full",
			N_("the disk with the database is full: make room, nothing was changed"), " ");
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		log_bad("store", "%s:%d: %s", file, line, why);
		return err_set(e, ERR_ENGINE, "store.io",
			N_("the database cannot be read or written ({why}): look at the disk and at the file's rights"),
			"why=%s", why);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		log_bad("store", "%s:%d: %s", file, line, why);
		return err_set(e, ERR_ENGINE, "store.corrupt",
			N_("the database is damaged ({why}): stop the engine and restore the last backup"), "why=%s",
			why);
	default:
		log_bad("store", "%s:%d: %s", file, line, why);
		return err_set(e, ERR_INTERNAL, "store.sql",
			N_("the database refused a change ({why} at {where}): please report this"),
			"why=%s\nwhere=%s:%d", why, file, line);
	}
}

static void note_refused(const struct stmt *st, int rc)
{
	rc &= 0xff;
	if ((st->db->write || !sqlite3_stmt_readonly(st->s)) &&
		(rc == SQLITE_FULL || rc == SQLITE_IOERR || rc == SQLITE_READONLY || rc == SQLITE_CANTOPEN))
		atomic_store(&refused, rc);
}

const char *db_unwritable(void)
{
	int rc = atomic_load(&refused);

	return rc == SQLITE_OK ? NULL : sqlite3_errstr(rc);
}

/* Statements. */

static size_t slot_of(const struct db *d, const char *sql)
{
	size_t i = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 20;

	for (i &= d->cap - 1; d->v[i] != NULL && d->v[i]->sql != sql; i = (i + 1) & (d->cap - 1))
		;
	return i;
}

static void grow(struct db *d)
{
	struct stmt **old = d->v;
	size_t n = d->cap;

	d->cap = n ? n * 2 : 256;
	d->v = xcalloc(d->cap, sizeof *d->v);
	for (size_t i = 0; i < n; i++)
		if (old[i] != NULL)
			d->v[slot_of(d, old[i]->sql)] = old[i];
	free(old);
}

struct stmt *stmt_at(struct db *d, const char *sql, const char *file, int line, struct err *e)
{
	sqlite3_stmt *s = NULL;
	struct stmt *st;
	size_t i;
	int rc;

	if (d->n * 2 >= d->cap)
		grow(d);
	i = slot_of(d, sql);
	st = d->v[i];
	if (st == NULL) {
		rc = fault_hit("store.prepare") ? SQLITE_NOMEM :
			sqlite3_prepare_v3(d->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL);
		if (rc != SQLITE_OK) {
			fail(d, rc, file, line, e);
			return NULL;
		}
		st = xcalloc(1, sizeof *st);
		st->db = d;
		st->s = s;
		st->sql = sql;
		d->v[i] = st;
		d->n++;
	}
	if (st->busy)
		BUG("statement of %s:%d used again at %s:%d before it was done", st->file, st->line, file, line);
	if (!sqlite3_stmt_readonly(st->s) && d->file != NULL && !d->write)
		log_warn("store", "%s:%d writes in the read that began at %s:%d", file, line, d->file, d->line);
	st->busy = true;
	st->file = file;
	st->line = line;
	st->bound = 0;
	st->began_ms = 0;
	return st;
}

static int parameter(struct stmt *st, const char *name)
{
	int i = sqlite3_bind_parameter_index(st->s, name);

	if (i == 0 || i > 64)
		BUG("%s:%d: no parameter %s in: %s", st->file, st->line, name, st->sql);
	st->bound |= (uint64_t)1 << (i - 1);
	return i;
}

void stmt_i64(struct stmt *st, const char *name, int64_t v)
{
	sqlite3_bind_int64(st->s, parameter(st, name), v);
}

void stmt_id(struct stmt *st, const char *name, int64_t v)
{
	if (v != 0)
		sqlite3_bind_int64(st->s, parameter(st, name), v);
	else
		sqlite3_bind_null(st->s, parameter(st, name));
}

void stmt_str(struct stmt *st, const char *name, const char *v)
{
	sqlite3_bind_text(st->s, parameter(st, name), v != NULL ? v : "", -1, SQLITE_STATIC);
}

void stmt_opt(struct stmt *st, const char *name, const char *v)
{
	if (v != NULL && *v != '\0')
		sqlite3_bind_text(st->s, parameter(st, name), v, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(st->s, parameter(st, name));
}

void stmt_sentence(struct stmt *st, const struct sentence *s)
{
	stmt_str(st, ":why_key", s != NULL ? s->key : "");
	stmt_str(st, ":why_text", s != NULL ? s->text : "");
	stmt_str(st, ":why_args", s != NULL ? s->args : "");
}

/* Without the values: a log outlives the customer who is erased. */
static void slow(struct stmt *st, int64_t ms)
{
	log_warn("store", "%s:%d took %lld ms: %s", st->file, st->line, (long long)ms, st->sql);
}

void stmt_done(struct stmt *st)
{
	int64_t ms = st->began_ms != 0 ? clock_mono_ms() - st->began_ms : 0;

	if (ms >= SLOW_MS)
		slow(st, ms);
	sqlite3_reset(st->s);
	sqlite3_clear_bindings(st->s);
	st->busy = false;
}

int stmt_row(struct stmt *st, struct err *e)
{
	int rc;

	if (st->began_ms == 0) {
		int n = sqlite3_bind_parameter_count(st->s);

		if (__builtin_popcountll(st->bound) != n)
			BUG("%s:%d: %d parameters, %d values: %s", st->file, st->line, n,
				__builtin_popcountll(st->bound), st->sql);
		st->began_ms = clock_mono_ms();
	}
	rc = fault_hit("store.step") ? SQLITE_IOERR : sqlite3_step(st->s);
	st->column = 0;
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE) {
		note_refused(st, rc);
		fail(st->db, rc, st->file, st->line, e);
		stmt_done(st);
		return -1;
	}
	stmt_done(st);
	return 0;
}

bool stmt_run(struct stmt *st, struct err *e)
{
	int got = stmt_row(st, e);

	if (got > 0)
		stmt_done(st);
	return got >= 0;
}

bool stmt_one(struct stmt *st, int64_t *out, struct err *e)
{
	int got = stmt_row(st, e);

	if (got > 0) {
		*out = take_i64(st);
		stmt_done(st);
	}
	return got >= 0;
}

int64_t take_i64(struct stmt *st)
{
	return sqlite3_column_int64(st->s, st->column++);
}

const char *take_ref(struct stmt *st)
{
	const char *s = (const char *)sqlite3_column_text(st->s, st->column++);

	return s != NULL ? s : "";
}

char *take_dup(struct stmt *st)
{
	return xstrdup(take_ref(st));
}

char *take_opt(struct stmt *st)
{
	const char *s = take_ref(st);

	return *s != '\0' ? xstrdup(s) : NULL;
}

void take_into(struct stmt *st, char *out, size_t cap)
{
	str_copy(out, cap, take_ref(st));
}

void take_sentence(struct stmt *st, struct sentence *s)
{
	take_into(st, s->key, sizeof s->key);
	take_into(st, s->text, sizeof s->text);
	take_into(st, s->args, sizeof s->args);
}

int64_t db_last_id(struct db *d)
{
	return sqlite3_last_insert_rowid(d->h);
}

int64_t db_changed(struct db *d)
{
	return sqlite3_changes64(d->h);
}

/* Transactions. */

/* A commit of rows that are as they were writes nothing, and proves nothing. */
static int pages_written(const struct db *d)
{
	int n = 0, most;

	sqlite3_db_status(d->h, SQLITE_DBSTATUS_CACHE_WRITE, &n, &most, 0);
	return n;
}

bool db_begin_at(struct db *d, bool write, const char *file, int line, struct err *e)
{
	struct stmt *st;

	if (d->file != NULL)
		BUG("transaction at %s:%d inside the one of %s:%d", file, line, d->file, d->line);
	if (write)
		st = stmt_at(d, "BEGIN IMMEDIATE", file, line, e);
	else
		st = stmt_at(d, "BEGIN", file, line, e);
	if (st == NULL || !stmt_run(st, e))
		return false;
	d->file = file;
	d->line = line;
	d->write = write;
	d->pages = pages_written(d);
	return true;
}

bool db_commit(struct db *d, struct err *e)
{
	struct stmt *st;

	if (d->file == NULL)
		BUG("commit without a transaction");
	st = stmt_at(d, "COMMIT", d->file, d->line, e);
	if (st == NULL || !stmt_run(st, e))
		return false; /* still open: the caller rolls back */
	if (d->write && pages_written(d) != d->pages)
		atomic_store(&refused, SQLITE_OK);
	d->file = NULL;
	d->write = false;
	return true;
}

void db_rollback(struct db *d)
{
	if (d->file != NULL && !sqlite3_get_autocommit(d->h))
		sqlite3_exec(d->h, "ROLLBACK", NULL, NULL, NULL); /* cannot fail in a way that leaves it open */
	d->file = NULL;
	d->write = false;
}

void db_each_sql(struct db *d, void (*f)(void *ctx, const char *sql), void *ctx)
{
	for (size_t i = 0; i < d->cap; i++)
		if (d->v[i] != NULL)
			f(ctx, d->v[i]->sql);
}

bool db_in_transaction(const struct db *d)
{
	return d->file != NULL;
}

void db_must_write(const struct db *d, const char *who)
{
	if (d->file == NULL || !d->write)
		BUG("%s outside of a write transaction", who);
}

/* Opening. */

/* SQLite makes files with the umask's rights; ours is the owner's alone. */
static bool make_private(const char *path, struct err *e)
{
	int fd;

	if (strncmp(path, "file:", 5) == 0 || strcmp(path, ":memory:") == 0)
		return true;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_ENGINE, "store.open",
			N_("the database {path} cannot be opened: {why}"), "path=%s\nwhy=%s", path, strerror(errno));
	close(fd);
	return true;
}

static bool setup(struct db *d, struct err *e)
{
	static const char *const lines[] = {
		"PRAGMA foreign_keys = ON",
		"PRAGMA synchronous = FULL",
		"PRAGMA temp_store = MEMORY",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA secure_delete = ON", /* what is deleted is overwritten, see erase.h */
		"PRAGMA cache_size = -4096", /* KiB: what a hundred messages touch */
		/* The same pages are written again and again while history comes. */
		"PRAGMA wal_autocheckpoint = 4000",
		"PRAGMA journal_size_limit = 20971520",
	};
	int rc = SQLITE_OK;

	sqlite3_extended_result_codes(d->h, 1);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof lines / sizeof *lines; i++)
		rc = sqlite3_exec(d->h, lines[i], NULL, NULL, NULL);
	return rc == SQLITE_OK || fail(d, rc, __FILE__, __LINE__, e);
}

struct db *db_open(const char *path, bool migrate, struct err *e)
{
	struct db *d = xcalloc(1, sizeof *d);
	int rc;

	if (migrate && !make_private(path, e))
		goto bad;
	rc = sqlite3_open_v2(path, &d->h,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | (migrate ? SQLITE_OPEN_CREATE : 0), NULL);
	if (rc != SQLITE_OK) {
		err_set(e, ERR_ENGINE, "store.open", N_("the database {path} cannot be opened: {why}"),
			"path=%s\nwhy=%s", path, d->h != NULL ? sqlite3_errmsg(d->h) : sqlite3_errstr(rc));
		goto bad;
	}
	sqlite3_busy_timeout(d->h, DB_WAIT_MS);
	/* Before a pragma of ours could touch a file that is not. */
	if (!schema_check(d->h, path, migrate, e) || !setup(d, e))
		goto bad;
	/* Databases in memory have no WAL and keep their own journal: no error. */
	rc = sqlite3_exec(d->h, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		fail(d, rc, __FILE__, __LINE__, e);
		goto bad;
	}
	if (!schema_bring(d->h, path, migrate, e))
		goto bad;
	return d;
bad:
	db_close(d);
	return NULL;
}

void db_close(struct db *d)
{
	if (d == NULL)
		return;
	db_rollback(d);
	for (size_t i = 0; i < d->cap; i++)
		if (d->v[i] != NULL) {
			sqlite3_finalize(d->v[i]->s);
			free(d->v[i]);
		}
	free(d->v);
	if (d->h != NULL && sqlite3_close(d->h) != SQLITE_OK)
		BUG("database closed while something of it is in use");
	free(d);
}
