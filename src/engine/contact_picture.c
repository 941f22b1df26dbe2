/* contact_picture: see contact_picture.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include "store/contact.h"
#include "store/conversation.h"
#include "store/number.h"
#include "store/picture.h"
#include "waha/contacts.h"
#include "waha/fetch.h"

#include "engine/contact_picture.h"
#include "engine/inside.h"
#include "engine/jobs.h"

#include "base/banned.h"

enum { GOOD_S = 24 * 3600, PICTURE_MOST = 4 << 20 };

struct looking {
	struct engine *engine;
	struct db *d;
	const char *dir;
	struct waha waha;
	struct picture p;
	struct address who;
	struct depot_new *file;
	size_t n;
	struct err why;
};

static bool take(void *ctx, const char *data, size_t n)
{
	struct looking *l = ctx;

	l->n += n;
	if (l->n > PICTURE_MOST)
		return err_set(&l->why, ERR_TOO_LARGE, "picture.large", N_("the picture is larger than {max} MB"), "max=%d",
			PICTURE_MOST >> 20);
	return depot_write(l->file, data, n, &l->why);
}

static bool none(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "picture.none",
		N_("there is no picture: they have none, or show it to their own contacts only"), NULL);
}

/* Whom to ask by: the number they write with, else the first. */
static bool find(struct looking *l, int64_t contact_id, struct number **n, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(l->d, contact_id, &row, e);

	*n = l->engine->numbers;
	if (ok && row.conversations.n) {
		struct conversation_row k = { 0 };

		ok = conversation_get(l->d, row.conversations.v[0], 0, &k, e);
		if (ok && engine_number(l->engine, k.session_id))
			*n = engine_number(l->engine, k.session_id);
		conversation_row_fini(&k);
	}
	for (size_t i = 0; ok && i < row.addresses.n; i++)
		if (i == 0 || row.addresses.v[i].kind == ADDRESS_PHONE)
			l->who = row.addresses.v[i];
	l->p.contact_id = row.id;
	contact_row_fini(&row);
	return ok;
}

static bool is_here(struct looking *l)
{
	int fd = *l->p.hash ? depot_open(l->dir, l->p.hash, l->p.size, false, NULL) : -1;

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The bytes first into the depot, then the row; one that is too many goes. Who was erased
 * while WAHA was asked has none. */
static bool keep(struct looking *l, struct err *e)
{
	struct contact_row still = { 0 };
	char was[DEPOT_HASH_CAP] = "", gone[DEPOT_HASH_CAP] = "";
	struct err why = { 0 };
	bool ok = db_begin_write(l->d, e);

	ok = ok && contact_get(l->d, l->p.contact_id, &still, e) && picture_put(l->d, &l->p, was, e) &&
	     (!l->file || depot_keep(l->file, e));
	if (ok && !picture_forget(l->d, gone, &why) && why.kind) {
		*e = why;
		ok = false;
	}
	ok = ok && db_commit(l->d, e);
	contact_row_fini(&still);
	if (!ok) {
		db_rollback(l->d);
		return false;
	}
	if (*was)
		depot_remove(l->dir, was);
	if (*gone)
		depot_remove(l->dir, gone);
	return true;
}

static bool bring(struct looking *l, const char *url, struct err *e)
{
	const void *head;
	size_t n;
	bool gone = false, ok;

	l->file = depot_begin(l->dir, e);
	if (!l->file)
		return false;
	ok = waha_get_file(&l->waha, url, take, l, &gone, e);
	if (l->why.kind) {
		*e = l->why;
		return false;
	}
	if (!ok || (l->n && !depot_end(l->file, e)))
		return false;
	head = depot_head(l->file, &n);
	str_copy(l->p.mimetype, sizeof l->p.mimetype, media_type(head, n, ""));
	if (!l->n || strncmp(l->p.mimetype, "image/", 6) != 0)
		return err_set(e, ERR_REMOTE, "picture.odd", N_("what WAHA gives as the picture is none: try again later"),
			NULL);
	str_copy(l->p.hash, sizeof l->p.hash, depot_hash(l->file));
	l->p.size = depot_size(l->file);
	return true;
}

bool contact_picture(struct engine *engine, struct db *d, struct http *http, const json_t *args, json_t **out,
	struct err *e)
{
	struct looking l = { .engine = engine, .d = d, .dir = config_data_dir(engine->config) };
	int64_t contact_id = json_i64_or(args, "contact_id", 0), now = clock_now();
	struct number *n;
	char *url = NULL;
	bool ok = false, here;

	if (!find(&l, contact_id, &n, e) || !picture_get(d, l.p.contact_id, &l.p, e))
		goto out;
	here = *l.p.hash && is_here(&l);
	if (l.p.at && now >= l.p.at && now < l.p.at + GOOD_S && (!*l.p.hash || here)) {
		ok = here || none(e);
		goto out;
	}
	if (!jobs_may_ask(n, d, e)) {
		/* An old picture is better than none. */
		ok = here;
		goto out;
	}
	waha_init(&l.waha, http, n->config->waha_url, n->config->waha_session, n->config->key);
	if (!waha_picture(&l.waha, &l.who, &url, e)) {
		jobs_failed(n, d, e);
		goto out;
	}
	l.p = (struct picture){ .contact_id = l.p.contact_id, .at = now };
	ok = (!url || bring(&l, url, e)) && keep(&l, e) && (url || none(e));
out:
	if (ok) {
		*out = json_object();
		json_put_str(*out, "hash", l.p.hash);
		json_put_i64(*out, "size", l.p.size);
		json_put_str(*out, "mimetype", l.p.mimetype);
	}
	depot_free(l.file);
	free(url);
	return ok;
}
