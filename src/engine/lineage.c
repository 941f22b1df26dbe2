/* lineage: the number in two places. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/audit.h"
#include "store/outbox.h"
#include "store/setting.h"

#include "engine/lineage.h"

#include "base/banned.h"

/* Which database it is (when it was born, ms), and its number. */
#define BORN "lineage.born"
#define NUMBER "lineage.number"
/* The number that was certainly in the file once. */
#define KEPT "lineage.kept"

enum { LINE_CAP = 64 };

struct lineage {
	int64_t born, number;
};

static char *file_of(const struct engine *e)
{
	return path_join(config_state_dir(e->config), "lineage");
}

static void read_file(struct engine *e, struct lineage *kept)
{
	char line[LINE_CAP] = "";
	char *file = file_of(e), *end;
	struct err why = { 0 };
	ssize_t n;

	if (!dir_make(config_state_dir(e->config), 0700, &why))
		log_warn("engine", "%s", err_text(&why));
	e->lineage_fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (e->lineage_fd < 0) {
		log_warn("engine", "%s: %s: a database that comes back from a backup would not be noticed", file,
			strerror(errno));
	} else {
		n = pread(e->lineage_fd, line, sizeof line - 1, 0);
		line[n > 0 ? n : 0] = '\0';
		kept->born = strtoll(line, &end, 10);
		kept->number = strtoll(end, NULL, 10);
	}
	free(file);
}

static bool hold(struct db *d, int64_t now, struct err *e)
{
	struct sentence why;
	struct changes none = { 0 };
	struct audit_row a = { .at = now, .who = "engine", .action = "restored",
		.detail = "the database is older than what this house last worked with: what waits is held" };
	bool ok;

	sentence_set(&why, "gate.restored",
		N_("It was waiting in a backup that was restored, and may have left since"), NULL);
	ok = outbox_hold_restored(d, &why, &none, e) && audit_add(d, &a, e);
	changes_fini(&none);
	log_warn("engine", "%s", a.detail);
	return ok;
}

bool lineage_open(struct engine *e, struct db *d, int64_t *number, struct err *err)
{
	struct lineage file = { 0 }, here = { 0 };
	int64_t kept = 0;
	bool older;

	read_file(e, &file);
	if (!setting_i64(d, BORN, 0, &here.born, err) || !setting_i64(d, NUMBER, 0, &here.number, err) ||
	    !setting_i64(d, KEPT, 0, &kept, err))
		return false;
	e->lineage_born = here.born;
	if (!here.born) {
		e->lineage_born = clock_now_ms();
		return setting_set_i64(d, BORN, e->lineage_born, err) && lineage_grow(d, number, err);
	}
	/* Another database's file, or none where there was one: a house that this database
	 * did not live in last. */
	older = file.born == here.born ? file.number > here.number : kept > 0 && e->lineage_fd >= 0;
	e->at_home = !older && file.born == here.born;
	if (older && !hold(d, clock_now(), err))
		return false;
	if (file.born == here.born && file.number > here.number &&
	    !setting_set_i64(d, NUMBER, file.number, err))
		return false;
	if (file.born == here.born && !kept && !setting_set_i64(d, KEPT, file.number, err))
		return false;
	return lineage_grow(d, number, err);
}

bool lineage_grow(struct db *d, int64_t *number, struct err *e)
{
	if (!setting_i64(d, NUMBER, 0, number, e))
		return false;
	++*number;
	return setting_set_i64(d, NUMBER, *number, e);
}

void lineage_keep(struct engine *e, int64_t number)
{
	char line[LINE_CAP];

	/* One width, so that a newer line always covers an older one. */
	snprintf(line, sizeof line, "%020lld %020lld\n", (long long)e->lineage_born, (long long)number);
	if (e->lineage_fd >= 0 && pwrite(e->lineage_fd, line, strlen(line), 0) < 0)
		log_warn("engine", "lineage: %s", strerror(errno));
}

void lineage_close(struct engine *e)
{
	struct err err = { 0 };
	struct db *d = e->lineage_born ? db_open(config_database(e->config), false, &err) : NULL;
	int64_t number = 0;

	if (d && db_begin_write(d, &err)) {
		if (lineage_grow(d, &number, &err) && db_commit(d, &err))
			lineage_keep(e, number);
		else
			db_rollback(d);
	}
	db_close(d);
	if (e->lineage_fd >= 0)
		close(e->lineage_fd);
	e->lineage_fd = -1;
}
