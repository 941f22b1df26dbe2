/* media: see media.h. */
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"
#include "store/media.h"

#include "base/banned.h"

#define COLUMNS                                                                                       \
	"f.id, f.agent_id, f.at, f.size, f.hash, f.mimetype, f.filename,"                             \
	" EXISTS (SELECT 1 FROM message_media x INDEXED BY message_media_file WHERE x.media_id = f.id)"

static bool take_one(struct stmt *s, int64_t id, struct media_file *f, struct err *e)
{
	int got = stmt_row(s, e);

	*f = (struct media_file){ 0 };
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "media.none", N_("there is no file {id}: attach it again"), "id=%lld",
			(long long)id);
	if (got <= 0)
		return false;
	f->id = take_i64(s);
	f->agent_id = take_i64(s);
	f->at = take_i64(s);
	f->size = take_i64(s);
	take_into(s, f->hash, sizeof f->hash);
	take_into(s, f->mimetype, sizeof f->mimetype);
	take_into(s, f->filename, sizeof f->filename);
	f->sent = take_i64(s) != 0;
	stmt_done(s);
	return true;
}

bool media_add(struct db *d, struct media_file *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO media (agent_id, at, used_at, size, hash, mimetype, filename)"
		" VALUES (:agent, :at, :at, :size, :hash, :mimetype, :filename)", e);

	db_must_write(d, "media_add");
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", f->agent_id);
	stmt_i64(s, ":at", f->at);
	stmt_i64(s, ":size", f->size);
	stmt_str(s, ":hash", f->hash);
	stmt_str(s, ":mimetype", f->mimetype);
	stmt_str(s, ":filename", f->filename);
	if (!stmt_run(s, e))
		return false;
	f->id = db_last_id(d);
	return true;
}

bool media_get(struct db *d, int64_t id, int64_t agent_id, struct media_file *f, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " COLUMNS " FROM media f WHERE f.id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if (!take_one(s, id, f, e))
		return false;
	return f->sent || !agent_id || f->agent_id == agent_id ||
		err_set(e, ERR_NOT_FOUND, "media.none", N_("there is no file {id}: attach it again"), "id=%lld",
			(long long)id);
}

bool media_of_message(struct db *d, int64_t message_id, struct media_file *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " COLUMNS " FROM message_media m CROSS JOIN media f ON f.id = m.media_id"
		" WHERE m.message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	return take_one(s, message_id, f, e);
}

bool media_use(struct db *d, int64_t id, int64_t now, struct err *e)
{
	/* Once in a while: who looks at a thread looks at all of it. */
	struct stmt *s = SQL(d, "UPDATE media SET used_at = :now WHERE id = :id AND used_at < :now - 60", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool media_sum(struct db *d, int64_t *bytes, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT hash, size FROM media)", e);

	*bytes = 0;
	return s != NULL && stmt_one(s, bytes, e);
}

bool media_has(struct db *d, const char *hash, bool *yes, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT 1 WHERE EXISTS (SELECT 1 FROM media WHERE hash = :hash)"
		" OR EXISTS (SELECT 1 FROM contact_pictures WHERE hash = :hash)", e);
	int64_t one = 0;

	if (s == NULL)
		return false;
	stmt_str(s, ":hash", hash);
	if (!stmt_one(s, &one, e))
		return false;
	*yes = one != 0;
	return true;
}

/* The row is gone; its file too, unless another row needs it. */
static bool drop(struct db *d, int64_t id, char hash[DEPOT_HASH_CAP], struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM media WHERE id = :id RETURNING hash", e);
	bool other;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	take_into(s, hash, DEPOT_HASH_CAP);
	stmt_done(s);
	if (!media_has(d, hash, &other, e))
		return false;
	if (other)
		hash[0] = '\0';
	return true;
}

bool media_forget(struct db *d, int64_t before, char hash[DEPOT_HASH_CAP], struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT f.id FROM media f INDEXED BY media_used WHERE f.used_at < :before AND f.at < :before AND NOT EXISTS"
		" (SELECT 1 FROM message_media x INDEXED BY message_media_file WHERE x.media_id = f.id)"
		" ORDER BY f.used_at LIMIT 1", e);
	int64_t id = 0;

	db_must_write(d, "media_forget");
	hash[0] = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":before", before);
	return stmt_one(s, &id, e) && id != 0 && drop(d, id, hash, e);
}

bool media_evict(struct db *d, char hash[DEPOT_HASH_CAP], struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT f.id FROM media f INDEXED BY media_used WHERE EXISTS"
		" (SELECT 1 FROM message_media x INDEXED BY message_media_file WHERE x.media_id = f.id)"
		" AND NOT EXISTS (SELECT 1 FROM message_media x INDEXED BY message_media_file"
		" JOIN outbox o ON o.message_id = x.message_id WHERE x.media_id = f.id AND o.open = 1)"
		" ORDER BY f.used_at, f.id LIMIT 1", e);
	int64_t id = 0;

	db_must_write(d, "media_evict");
	hash[0] = '\0';
	return s != NULL && stmt_one(s, &id, e) && id != 0 && attachment_gone(d, id, c, e) && drop(d, id, hash, e);
}

bool media_release(struct db *d, int64_t id, char hash[DEPOT_HASH_CAP], struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT EXISTS (SELECT 1 FROM message_media INDEXED BY message_media_file WHERE media_id = :id)", e);
	int64_t used = 0;

	hash[0] = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	return stmt_one(s, &used, e) && (used != 0 || drop(d, id, hash, e));
}

bool media_lost(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	char hash[DEPOT_HASH_CAP];

	db_must_write(d, "media_lost");
	return attachment_gone(d, id, c, e) && drop(d, id, hash, e);
}
