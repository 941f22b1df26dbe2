/* engine: taking the house over (lock, database, what a crash left), its threads,
 * and giving it back in reverse. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/attachment.h"
#include "store/away.h"
#include "store/conversation.h"
#include "store/depot.h"
#include "store/erase.h"
#include "store/media.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/promise.h"

#include "engine/clockwatch.h"
#include "engine/engine.h"
#include "engine/eraser.h"
#include "engine/inside.h"
#include "engine/jobs.h"
#include "engine/lineage.h"
#include "engine/rulebook.h"
#include "engine/sender.h"
#include "engine/settle.h"
#include "engine/sync.h"

#include "base/banned.h"

enum { CHANGES_CAP = 4096 };

/* The lock is the kernel's; the pid in the file is for people. */
static int lock_take(const char *path, struct err *e)
{
	char pid[32] = "";
	ssize_t n;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		err_set(e, ERR_ENGINE, "engine.lock", N_("The lock {path} cannot be opened: {why}"),
			"path=%s\nwhy=%s", path, strerror(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		bool held = errno == EWOULDBLOCK;
		const char *why = strerror(errno);

		n = read(fd, pid, sizeof pid - 1);
		pid[n > 0 ? n : 0] = '\0';
		pid[strcspn(pid, "\n")] = '\0';
		if (held)
			err_set(e, ERR_CONFLICT, "engine.locked",
				N_("Another engine (process {pid}) works on this database: {path}"),
				"pid=%s\npath=%s", *pid ? pid : "?", path);
		else
			err_set(e, ERR_ENGINE, "engine.lock", N_("The lock {path} cannot be taken: {why}"),
				"path=%s\nwhy=%s", path, why);
		close(fd);
		return -1;
	}
	snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, pid, strlen(pid), 0) < 0)
		log_warn("engine", "the pid does not fit into %s: %s", path, strerror(errno));
	return fd;
}

/* A row for each number of the configuration; nobody has asked WAHA yet. */
static bool numbers_open(struct engine *e, struct db *d, struct err *err)
{
	struct sentence why;
	struct changes none = { 0 };
	int64_t now = clock_now();
	bool ok = true;

	sentence_set(&why, "session.starting", N_("WAHA has not been asked yet"), NULL);
	e->n = config_numbers(e->config);
	e->numbers = xcalloc(e->n, sizeof *e->numbers);
	for (size_t i = 0; ok && i < e->n; i++) {
		struct number *n = &e->numbers[i];

		n->engine = e;
		n->config = config_number(e->config, i);
		worker_init(&n->sync_worker);
		worker_init(&n->sender_worker);
		ok = number_ensure(d, n->config->name, n->config->waha_url, n->config->waha_session, &n->id, err) &&
		     promise_set(d, n->id, &n->config->promise, &none, err) &&
		     number_set_status(d, n->id, SESSION_UNREACHABLE, &why, now, &none, err);
	}
	changes_fini(&none);
	return ok;
}

/* What was on its way when the last engine ended may or may not have arrived; and what
 * another configuration made of the cases. */
static bool recover(const struct config *config, struct db *d, struct err *err)
{
	struct sentence why;
	struct changes none = { 0 };
	int64_t now_ms = clock_now_ms();
	size_t n = 0;
	bool ok;

	sentence_set(&why, "unknown.crash",
		N_("The engine ended while it was on its way: whether it arrived is looked up"), NULL);
	ok = outbox_recover(d, now_ms, now_ms + SETTLE_MS, &why, &n, &none, err);
	if (ok && n)
		log_warn("engine", "%zu messages were on their way when the last engine ended", n);
	ok = ok && conversation_groups(d, config_bool(config, "groups_need_reply"), now_ms / 1000, &none, err);
	changes_fini(&none);
	return ok;
}

struct depot_use {
	const struct engine *engine;
	struct db *d;
};

/* Of a database that is not the one this house lived with last, files are not told
 * apart from another's. */
static bool is_needed(void *ctx, const char *hash)
{
	const struct depot_use *use = ctx;
	struct err e = { 0 };
	bool yes = true;

	return !use->engine->at_home || !media_has(use->d, hash, &yes, &e) || yes;
}

struct engine *engine_new(const struct config *config, struct err *err)
{
	struct engine *e = xcalloc(1, sizeof *e);
	char *lock = path_join(config_data_dir(config), "lock");
	struct db *d = NULL;
	int64_t lineage = 0;
	bool ok = false;

	e->config = config;
	e->lock_fd = e->lineage_fd = -1;
	e->stop_file = path_join(config_data_dir(config), "STOP");
	e->changes = queue_new(CHANGES_CAP, free);
	if (!rulebook_read(e, err) || !dir_make(config_data_dir(config), 0700, err))
		goto out;
	e->lock_fd = lock_take(lock, err);
	if (e->lock_fd < 0)
		goto out;
	d = db_open(config_database(config), true, err);
	if (!d || !clockwatch_keep(d, clock_now_ms(), err) || !db_begin_write(d, err))
		goto out;
	if (!lineage_open(e, d, &lineage, err) || !numbers_open(e, d, err) || !recover(config, d, err) ||
	    !attachments_begin(d, err) || !db_commit(d, err)) {
		db_rollback(d);
		goto out;
	}
	lineage_keep(e, lineage);
	depot_sweep(config_data_dir(config), is_needed, &(struct depot_use){ e, d });
	e->jobs = jobs_new(e);
	worker_init(&e->eraser_worker);
	ok = true;
out:
	db_close(d);
	free(lock);
	if (!ok) {
		engine_free(e);
		return NULL;
	}
	return e;
}

bool engine_start(struct engine *e, struct err *err)
{
	for (size_t i = 0; i < e->n; i++) {
		struct number *n = &e->numbers[i];

		n->sync = sync_new(n, err);
		n->sender = n->sync ? sender_new(n, err) : NULL;
		if (!n->sender)
			goto out;
	}
	for (size_t i = 0; i < e->n; i++)
		if (!worker_start(&e->numbers[i].sync_worker, "sync", sync_step, e->numbers[i].sync, err) ||
		    !worker_start(&e->numbers[i].sender_worker, "sender", sender_step, e->numbers[i].sender, err))
			goto out;
	e->eraser = eraser_new(e, err);
	if (!e->eraser || !worker_start(&e->eraser_worker, "erase", eraser_step, e->eraser, err) ||
	    !jobs_start(e->jobs, err))
		goto out;
	return true;
out:
	engine_stop(e);
	return false;
}

void engine_stop(struct engine *e)
{
	if (e->jobs)
		jobs_stop(e->jobs);
	worker_stop(&e->eraser_worker);
	worker_join(&e->eraser_worker);
	eraser_free(e->eraser);
	e->eraser = NULL;
	for (size_t i = 0; i < e->n; i++) {
		struct number *n = &e->numbers[i];

		worker_stop(&n->sender_worker);
		worker_stop(&n->sync_worker);
		if (n->sender)
			sender_interrupt(n->sender);
		if (n->sync)
			sync_interrupt(n->sync);
	}
	for (size_t i = e->n; i-- > 0;) {
		struct number *n = &e->numbers[i];

		worker_join(&n->sender_worker);
		worker_join(&n->sync_worker);
		sender_free(n->sender);
		sync_free(n->sync);
		n->sender = NULL;
		n->sync = NULL;
	}
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	engine_stop(e);
	jobs_free(e->jobs);
	worker_fini(&e->eraser_worker);
	rulebook_free(e);
	for (size_t i = 0; i < e->n; i++) {
		worker_fini(&e->numbers[i].sender_worker);
		worker_fini(&e->numbers[i].sync_worker);
	}
	free(e->numbers);
	queue_free(e->changes);
	free(e->stop_file);
	lineage_close(e);
	if (e->lock_fd >= 0)
		close(e->lock_fd);
	free(e);
}

const struct config *engine_config(const struct engine *e)
{
	return e->config;
}

struct number *engine_number(struct engine *e, int64_t session_id)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->numbers[i].id == session_id)
			return &e->numbers[i];
	return NULL;
}

void engine_poke_sender(struct engine *e)
{
	for (size_t i = 0; i < e->n; i++) {
		atomic_store(&e->numbers[i].look_again, true);
		worker_call(&e->numbers[i].sender_worker);
	}
}

void engine_poke_eraser(struct engine *e)
{
	worker_call(&e->eraser_worker);
}

void engine_poke_sync(struct engine *e, int64_t session_id)
{
	for (size_t i = 0; i < e->n; i++) {
		struct number *n = &e->numbers[i];

		if (session_id && n->id != session_id)
			continue;
		atomic_store(&n->poll_now, true);
		worker_call(&n->sync_worker);
	}
}

int64_t engine_unwritten(struct engine *e, int64_t session_id)
{
	struct number *n = engine_number(e, session_id);

	return n ? atomic_load(&n->unwritten) : 0;
}

bool engine_trust_clock(struct engine *e, struct db *d, struct err *err)
{
	(void)e;
	return clockwatch_accept(d, clock_now_ms(), err);
}

/* Somebody is to be told that nobody is there, now or after the service hours. */
static bool answers_alone(const struct engine *e, struct db *d)
{
	for (size_t i = 0; i < e->n; i++) {
		struct away_row row = { 0 };
		struct err err = { 0 };
		bool yes = !away_get(d, e->numbers[i].id, &row, &err) || row.on || *e->numbers[i].config->away_closed;

		away_row_fini(&row);
		if (yes)
			return true;
	}
	return false;
}

bool engine_idle(struct engine *e, struct db *d)
{
	struct outbox_counts c = { 0 };
	struct err err = { 0 };
	bool erasing = false;

	if (!jobs_idle(e->jobs))
		return false;
	/* A database that cannot be asked is no reason to leave. */
	if (!outbox_count(d, 0, clock_now_ms(), &c, &err) || !erase_pending(d, &erasing, &err))
		return false;
	return !c.queued && !c.sending && !c.looking && !erasing && !answers_alone(e, d);
}
