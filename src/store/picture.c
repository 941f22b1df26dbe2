/* picture: see picture.h. */
#include "base/mem.h"

#include "store/inside.h"
#include "store/picture.h"

#include "base/banned.h"

bool picture_get(struct db *d, int64_t contact_id, struct picture *p, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT at, hash, size, mimetype FROM contact_pictures WHERE contact_id = :contact", e);
	int got;

	*p = (struct picture){ .contact_id = contact_id };
	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	p->at = take_i64(s);
	take_into(s, p->hash, sizeof p->hash);
	p->size = take_i64(s);
	take_into(s, p->mimetype, sizeof p->mimetype);
	stmt_done(s);
	return true;
}

/* What nothing needs any more stays in hash. */
static bool orphan(struct db *d, char hash[DEPOT_HASH_CAP], struct err *e)
{
	bool needed = false;

	if (!media_has(d, hash, &needed, e))
		return false;
	if (needed)
		hash[0] = '\0';
	return true;
}

bool picture_put(struct db *d, const struct picture *p, char gone[DEPOT_HASH_CAP], struct err *e)
{
	struct picture was;
	struct stmt *s;

	db_must_write(d, "picture_put");
	gone[0] = '\0';
	if (!picture_get(d, p->contact_id, &was, e))
		return false;
	s = SQL(d, "INSERT OR REPLACE INTO contact_pictures (contact_id, at, hash, size, mimetype)"
		" VALUES (:contact, :at, :hash, :size, :type)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", p->contact_id);
	stmt_i64(s, ":at", p->at);
	stmt_str(s, ":hash", p->hash);
	stmt_i64(s, ":size", p->size);
	stmt_str(s, ":type", p->mimetype);
	if (!stmt_run(s, e))
		return false;
	str_copy(gone, DEPOT_HASH_CAP, was.hash);
	return orphan(d, gone, e);
}

bool picture_drop(struct db *d, int64_t contact_id, char hash[DEPOT_HASH_CAP], struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM contact_pictures WHERE contact_id = :id RETURNING hash", e);
	int got;

	hash[0] = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", contact_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	take_into(s, hash, DEPOT_HASH_CAP);
	stmt_done(s);
	return orphan(d, hash, e);
}

bool picture_forget(struct db *d, char hash[DEPOT_HASH_CAP], struct err *e)
{
	struct stmt *s = SQL(d, "SELECT contact_id FROM contact_pictures ORDER BY at DESC, contact_id DESC"
		" LIMIT 1 OFFSET :most", e);
	int64_t id;
	int got;

	db_must_write(d, "picture_forget");
	if (s == NULL)
		return false;
	stmt_i64(s, ":most", PICTURES_MOST);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	id = take_i64(s);
	stmt_done(s);
	return picture_drop(d, id, hash, e);
}
