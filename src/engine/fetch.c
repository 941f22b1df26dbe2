/* fetch: see fetch.h. WAHA forgets its own copy after minutes, so that a told address
 * is tried first and then WAHA is asked for the message anew. Nothing of a file that
 * did not come whole stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/attachment.h"
#include "store/media.h"
#include "store/message.h"
#include "store/number.h"
#include "waha/fetch.h"

#include "engine/fetch.h"
#include "engine/points.h"

#include "base/banned.h"

enum { GONE_MAX = 64, MEGABYTE = 1 << 20 };

/* One file on its way. */
struct fetching {
	struct engine *engine;
	struct db *d;
	const char *dir;
	struct message_row m;
	struct waha waha;
	struct waha_found found;
	struct depot_new *file;
	struct err full; /* why it could not be written */
};

static bool take(void *ctx, const char *data, size_t n)
{
	struct fetching *f = ctx;

	return depot_write(f->file, data, n, &f->full);
}

/* The address answers with the whole file, or nothing is kept. */
static bool get(struct fetching *f, const char *url, bool *again, struct err *e)
{
	bool gone, ok;

	depot_free(f->file);
	f->full = (struct err){ 0 };
	f->file = depot_begin(f->dir, e);
	*again = false;
	if (!f->file)
		return false;
	ok = waha_get_file(&f->waha, url, take, f, &gone, e);
	if (f->full.kind != ERR_NONE) {
		if (e)
			*e = f->full;
		return false;
	}
	*again = !ok;
	if (!ok || depot_end(f->file, &f->full))
		return ok;
	*again = f->full.kind == ERR_USAGE;
	if (*again)
		return err_set(e, ERR_NOT_FOUND, "media.hollow",
			N_("WAHA gives an empty file: ask for it to be sent again"), NULL);
	if (e)
		*e = f->full;
	return false;
}

/* The engine of WAHA, as the sync thread found it. */
static bool identify(struct fetching *f, const struct number *n, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_get(f->d, n->id, &row, e);

	f->waha.engine = ok ? row.engine : WAHA_UNSURE;
	number_row_fini(&row);
	return ok;
}

/* The address that was told lately, else the one that WAHA tells when asked. */
static bool bring(struct fetching *f, struct err *e)
{
	struct wa_id id;
	bool again = true;

	if (f->m.media.url && get(f, f->m.media.url, &again, e))
		return true;
	if (!again)
		return false;
	if (e)
		*e = (struct err){ 0 };
	return message_whole_id(f->d, f->m.id, &id, e) && waha_find_file(&f->waha, &id, &f->found, e) &&
	       get(f, f->found.url, &again, e);
}

static bool note(struct fetching *f, enum media_state state, struct err *e)
{
	struct changes c = { 0 };
	bool ok = db_begin_write(f->d, e) && attachment_set(f->d, f->m.id, state, &c, e) && db_commit(f->d, e);

	if (ok)
		engine_changed(f->engine, &c);
	else
		db_rollback(f->d);
	changes_fini(&c);
	return ok;
}

/* "foto.jpg", or what it is and whose: documents alone have a name of their own. */
static void name_of(const struct fetching *f, const char *type, char out[MEDIA_NAME_CAP])
{
	const char *told = f->found.filename ? f->found.filename : f->m.media.filename;
	char plain[64];

	snprintf(plain, sizeof plain, "%s-%lld", message_kind_name(f->m.kind), (long long)f->m.id);
	media_name(told && *told ? told : plain, type, out);
}

/* Room for it: what nobody looked at for longest goes. The files themselves go after
 * the commit. */
static bool make_room(struct fetching *f, char gone[GONE_MAX][DEPOT_HASH_CAP], size_t *n, struct changes *c,
	struct err *e)
{
	int64_t max = (int64_t)config_int(f->engine->config, "media_store_max") * MEGABYTE, sum;
	struct err none = { 0 };

	*n = 0;
	for (;;) {
		if (!media_sum(f->d, &sum, e))
			return false;
		if (sum <= max || *n == GONE_MAX)
			return true;
		if (!media_evict(f->d, gone[*n], c, &none))
			break;
		*n += gone[*n][0] != '\0';
	}
	if (none.kind != ERR_NONE && e)
		*e = none;
	return none.kind == ERR_NONE;
}

/* From the depot's point of view it is whole; now it is the message's. */
static bool keep(struct fetching *f, int64_t *media_id, struct err *e)
{
	struct media_file row = { .at = clock_now(), .size = depot_size(f->file) };
	struct changes c = { 0 };
	char gone[GONE_MAX][DEPOT_HASH_CAP];
	bool there = false, ok = false;
	size_t n, gone_n = 0;
	const void *head = depot_head(f->file, &n);
	const char *told = f->found.filename ? f->found.filename : f->m.media.filename;

	fault_crash(POINT_FETCH_WHOLE);
	str_copy(row.hash, sizeof row.hash, depot_hash(f->file));
	str_copy(row.mimetype, sizeof row.mimetype, media_type(head, n, told ? told : ""));
	name_of(f, row.mimetype, row.filename);
	if (!db_begin_write(f->d, e))
		return false;
	if (!media_add(f->d, &row, e) || !attachment_arrived(f->d, f->m.id, &row, &there, &c, e) ||
	    !make_room(f, gone, &gone_n, &c, e))
		goto out;
	if (!there) {
		err_set(e, ERR_NOT_FOUND, "media.no-file", N_("message {id} has no file"), "id=%lld", (long long)f->m.id);
		goto out;
	}
	if (!depot_keep(f->file, e))
		goto out;
	fault_crash(POINT_FETCH_KEPT);
	ok = db_commit(f->d, e);
out:
	if (ok)
		engine_changed(f->engine, &c);
	else
		db_rollback(f->d);
	for (size_t i = 0; ok && i < gone_n; i++)
		depot_remove(f->dir, gone[i]);
	*media_id = row.id;
	changes_fini(&c);
	return ok;
}

/* Whether it is here, and still what it was. One whose copy is gone is fetched anew. */
static bool is_here(struct fetching *f, bool *here, struct err *e)
{
	struct media_file row;
	struct err lost = { 0 };
	struct changes c = { 0 };
	bool ok;
	int fd;

	*here = false;
	if (!f->m.media.file_id)
		return true;
	if (!media_of_message(f->d, f->m.id, &row, e))
		return false;
	fd = depot_open(f->dir, row.hash, row.size, false, &lost);
	*here = fd >= 0;
	if (fd >= 0)
		close(fd);
	if (!db_begin_write(f->d, e))
		return false;
	ok = (*here ? media_use(f->d, row.id, clock_now(), e) : media_lost(f->d, row.id, &c, e)) && db_commit(f->d, e);
	if (ok)
		engine_changed(f->engine, &c);
	else
		db_rollback(f->d);
	changes_fini(&c);
	return ok;
}

static bool fits(const struct fetching *f, struct err *e)
{
	if (f->m.media.size <= CEIL_MEDIA)
		return true;
	return err_set(e, ERR_TOO_LARGE, "media.too-large",
		N_("the file has {size} MB: more than {max} MB are not fetched; see it on the phone"),
		"size=%lld\nmax=%d", (long long)(f->m.media.size / MEGABYTE), CEIL_MEDIA / MEGABYTE);
}

/* How it is with a file that did not come. */
static enum media_state state_after(const struct err *e)
{
	if (e->kind == ERR_TOO_LARGE)
		return MEDIA_REFUSED;
	return e->kind == ERR_NOT_FOUND ? MEDIA_EXPIRED : MEDIA_REMOTE;
}

bool fetch_file(struct engine *engine, struct db *d, struct http *http, int64_t message_id, json_t **out, struct err *e)
{
	struct fetching f = { .engine = engine, .d = d, .dir = config_data_dir(engine->config) };
	struct err why = { 0 }, quiet = { 0 };
	int64_t media_id = 0;
	struct number *n;
	bool here = false, ok = false;

	if (!message_get(d, message_id, &f.m, e))
		return false;
	if (!f.m.has_media) {
		err_set(e, ERR_USAGE, "media.no-file", N_("message {id} has no file"), "id=%lld", (long long)message_id);
		goto out;
	}
	if (!is_here(&f, &here, e))
		goto out;
	if (here) {
		media_id = f.m.media.file_id;
		ok = true;
		goto out;
	}
	n = engine_number(engine, f.m.session_id);
	if (!n) {
		err_set(e, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
		goto out;
	}
	waha_init(&f.waha, http, n->config->waha_url, n->config->waha_session, n->config->key);
	ok = identify(&f, n, &why) && fits(&f, &why) && note(&f, MEDIA_FETCHING, &why) && bring(&f, &why) &&
	     keep(&f, &media_id, &why);
	if (!ok && !note(&f, state_after(&why), &quiet))
		log_warn("jobs", "message %lld: %s", (long long)message_id, err_text(&quiet));
	if (!ok && e)
		*e = why;
out:
	if (ok) {
		*out = json_object();
		json_put_i64(*out, "media_id", media_id);
	}
	depot_free(f.file);
	waha_found_fini(&f.found);
	message_row_fini(&f.m);
	return ok;
}
