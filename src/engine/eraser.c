/* eraser: see eraser.h. */
#include <stdlib.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/erase.h"

#include "engine/eraser.h"
#include "engine/inside.h"
#include "engine/points.h"

#include "base/banned.h"

enum { BETWEEN_MS = 20, BUSY_MS = 2000, TROUBLE_MS = 60 * 1000 };

struct eraser {
	struct engine *engine;
	struct db *d;
	bool told; /* that it is under way */
};

struct eraser *eraser_new(struct engine *engine, struct err *e)
{
	struct eraser *x = xcalloc(1, sizeof *x);

	x->engine = engine;
	x->d = db_open(config_database(engine->config), false, e);
	if (x->d)
		return x;
	free(x);
	return NULL;
}

void eraser_free(struct eraser *x)
{
	if (!x)
		return;
	db_close(x->d);
	free(x);
}

/* Rows first: a file that is left behind by an end in between goes with the next engine's
 * look through the depot. */
static bool piece(struct eraser *x, bool *more, struct err *e)
{
	struct erase_files files = { 0 };
	bool ok = db_begin_write(x->d, e) && erase_piece(x->d, &files, more, e);

	if (ok)
		fault_crash(POINT_ERASE_BEFORE_COMMIT);
	ok = ok && db_commit(x->d, e);
	if (ok)
		fault_crash(POINT_ERASE_COMMITTED);
	else
		db_rollback(x->d);
	for (size_t i = 0; ok && i < files.n; i++)
		depot_remove(config_data_dir(x->engine->config), files.v[i]);
	erase_files_fini(&files);
	return ok;
}

int64_t eraser_step(void *ctx, int64_t now_ms)
{
	struct eraser *x = ctx;
	struct err e = { 0 };
	bool pending = false, more = false, busy = false, ok = erase_pending(x->d, &pending, &e);

	if (ok && !pending)
		return INT64_MAX;
	if (ok && !x->told)
		log_info("erase", "wiping what is left of erased contacts");
	x->told = true;
	ok = ok && piece(x, &more, &e);
	if (ok && !more) {
		fault_crash(POINT_ERASE_TIDY);
		ok = erase_tidy(x->d, &more, &busy, &e);
	}
	if (!ok) {
		log_warn("erase", "%s", err_text(&e));
		return now_ms + TROUBLE_MS;
	}
	if (busy)
		return now_ms + BUSY_MS;
	if (more)
		return now_ms + BETWEEN_MS;
	log_info("erase", "nothing is left of them");
	x->told = false;
	return now_ms;
}
