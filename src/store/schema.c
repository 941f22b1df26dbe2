/* schema: see schema.h. The tables themselves stand area by area in schema_*.c; here
 * is how a database comes to have them. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/schema.h"
#include "store/schema_part.h"

#include "base/banned.h"

const char *const schema_newest[] = {
	schema_number, schema_agent, schema_contact, schema_conversation, schema_message, schema_outbox, NULL,
};

const char *const *const schema_steps[SCHEMA_VERSION] = {
	schema_newest /* the first version is the newest one */
};

static bool number(sqlite3 *h, const char *sql, int *out, int *rc)
{
	sqlite3_stmt *s = NULL;

	*rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
	if (*rc == SQLITE_OK) {
		*rc = sqlite3_step(s);
		if (*rc == SQLITE_ROW)
			*out = sqlite3_column_int(s, 0);
	}
	sqlite3_finalize(s);
	return *rc == SQLITE_ROW;
}

static bool foreign(const char *path, struct err *e)
{
	return err_set(e, ERR_CONFLICT, "store.foreign",
		N_("{path} belongs to another program and stays untouched: name another file in the option database"),
		"path=%s", path);
}

static bool unreadable(sqlite3 *h, const char *path, struct err *e)
{
	return err_set(e, ERR_ENGINE, "store.open", N_("the database {path} cannot be opened: {why}"),
		"path=%s\nwhy=%s", path, sqlite3_errmsg(h));
}

static bool look(sqlite3 *h, const char *path, int *version, bool *empty, struct err *e)
{
	int application = 0, tables = 0, rc;

	*version = 0;
	if (!number(h, "SELECT count(*) FROM sqlite_schema", &tables, &rc) ||
		!number(h, "PRAGMA application_id", &application, &rc) ||
		!number(h, "PRAGMA user_version", version, &rc))
		return rc == SQLITE_NOTADB ? foreign(path, e) : unreadable(h, path, e);
	*empty = tables == 0 && application == 0 && *version == 0;
	if (!*empty && application != SCHEMA_APPLICATION)
		return foreign(path, e);
	return true;
}

bool schema_check(sqlite3 *h, const char *path, bool migrate, struct err *e)
{
	int version;
	bool empty;

	if (!look(h, path, &version, &empty, e))
		return false;
	if (version > SCHEMA_VERSION)
		return err_set(e, ERR_CONFLICT, "store.newer",
			N_("{path} was written by a newer wartel (schema {found}, this one knows {known}): "
			   "install that one"),
			"path=%s\nfound=%d\nknown=%d", path, version, SCHEMA_VERSION);
	if (version < SCHEMA_VERSION && !migrate)
		return err_set(e, ERR_ENGINE, "store.older",
			N_("{path} has an older schema ({found}, now {known}): start the engine once, "
			   "it brings it up to date"),
			"path=%s\nfound=%d\nknown=%d", path, version, SCHEMA_VERSION);
	return true;
}

/* A copy beside it, the owner's alone; an earlier copy of the same version stays
 * as it is: it is the older truth. */
static bool backup(sqlite3 *h, const char *path, int version, struct err *e)
{
	char *copy = NULL, *sql = NULL;
	bool ok = false;
	int fd, rc;

	if (strncmp(path, "file:", 5) == 0)
		return true; /* of tests, in memory */
	copy = xasprintf("%s.schema-%d", path, version);
	fd = open(copy, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		ok = access(copy, F_OK) == 0;
		if (!ok)
			err_set(e, ERR_ENGINE, "store.backup",
				N_("no copy of the database could be made at {path} before it is brought up to date"),
				"path=%s", copy);
		goto out;
	}
	close(fd);
	sql = sqlite3_mprintf("VACUUM INTO %Q", copy);
	rc = sqlite3_exec(h, sql, NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		unlink(copy);
		err_set(e, ERR_ENGINE, "store.backup",
			N_("no copy of the database could be made at {path} before it is brought up to date"), "path=%s",
			copy);
		goto out;
	}
	log_info("store", "schema %d: a copy is kept at %s", version, copy);
	ok = true;
out:
	sqlite3_free(sql);
	free(copy);
	return ok;
}

static int run(sqlite3 *h, const char *const *texts)
{
	int rc = SQLITE_OK;

	for (; rc == SQLITE_OK && *texts != NULL; texts++)
		rc = sqlite3_exec(h, *texts, NULL, NULL, NULL);
	return rc;
}

bool schema_bring(sqlite3 *h, const char *path, bool migrate, struct err *e)
{
	char stamp[96];
	int version, rc;
	bool empty;

	if (!look(h, path, &version, &empty, e))
		return false;
	if (version == SCHEMA_VERSION || !migrate)
		return true;
	if (!empty && !backup(h, path, version, e))
		return false;
	rc = sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (empty && rc == SQLITE_OK)
		rc = run(h, schema_newest);
	for (; !empty && rc == SQLITE_OK && version < SCHEMA_VERSION; version++)
		rc = run(h, schema_steps[version]);
	sqlite3_snprintf(sizeof stamp, stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d", SCHEMA_APPLICATION,
		SCHEMA_VERSION);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, stamp, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		err_set(e, ERR_ENGINE, "store.migrate",
			N_("the tables of {path} could not be made or brought up to date: {why}"), "path=%s\nwhy=%s", path,
			sqlite3_errmsg(h));
		sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL);
		return false;
	}
	return true;
}
