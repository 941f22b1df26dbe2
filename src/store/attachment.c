/* attachment: what came or goes with a message (table message_media), and whether
 * its file is here. The files have rows and a folder of their own: media.c, depot.c. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/attachment.h"
#include "store/inside.h"

#include "base/banned.h"

bool attachment_put(struct db *d, int64_t id, const struct event_media *m, bool *changed, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO message_media (message_id, state, mimetype, filename, url, size, width, height, seconds)"
		" VALUES (:id, 'remote', :mimetype, :filename, :url, :size, :width, :height, :seconds)"
		" ON CONFLICT (message_id) DO UPDATE SET url = excluded.url, size = max(size, excluded.size)"
		" WHERE excluded.url <> ''"
		" AND (message_media.url <> excluded.url OR message_media.size < excluded.size)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":mimetype", m->mimetype);
	stmt_str(s, ":filename", m->filename);
	stmt_str(s, ":url", m->url);
	stmt_i64(s, ":size", m->size);
	stmt_i64(s, ":width", m->width);
	stmt_i64(s, ":height", m->height);
	stmt_i64(s, ":seconds", m->seconds);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return true;
	*changed = true;
	return m->filename == NULL || *m->filename == '\0' || message_found_anew(d, id, e);
}

bool attachment_put_file(struct db *d, int64_t id, const struct media_file *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO message_media (message_id, media_id, state, mimetype, filename, url, size, width, height,"
		" seconds) VALUES (:id, :file, 'here', :mimetype, :filename, '', :size, 0, 0, 0)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":file", f->id);
	stmt_str(s, ":mimetype", f->mimetype);
	stmt_str(s, ":filename", f->filename);
	stmt_i64(s, ":size", f->size);
	return stmt_run(s, e) && (*f->filename == '\0' || message_found_anew(d, id, e));
}

static bool copy(struct db *d, int64_t to, int64_t from, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT OR IGNORE INTO message_media (message_id, media_id, state, mimetype, filename, url, size, width,"
		" height, seconds) SELECT :keep, media_id, CASE WHEN media_id IS NULL THEN 'remote' ELSE 'here' END,"
		" mimetype, filename, url, size, width, height, seconds FROM message_media WHERE message_id = :gone", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":keep", to);
	stmt_i64(s, ":gone", from);
	return stmt_run(s, e) && (db_changed(d) == 0 || message_found_anew(d, to, e));
}

bool attachment_join(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return copy(d, keep, gone, e);
}

bool attachment_copy(struct db *d, int64_t to, int64_t from, struct err *e)
{
	return copy(d, to, from, e);
}

bool attachment_drop(struct db *d, int64_t message_id, struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM message_media WHERE message_id = :id", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	return stmt_run(s, e);
}

bool attachment_gone(struct db *d, int64_t media_id, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE message_media SET media_id = NULL, state = 'remote' WHERE media_id = :media"
		" RETURNING message_id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":media", media_id);
	while ((got = stmt_row(s, e)) > 0)
		changes_add(c, CHANGE_MESSAGE, take_i64(s));
	return got == 0;
}

bool attachment_set(struct db *d, int64_t message_id, enum media_state state, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE message_media SET state = :state WHERE message_id = :id AND media_id IS NULL"
		" AND state <> :state", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	stmt_str(s, ":state", media_state_name(state));
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_MESSAGE, message_id);
	return true;
}

bool attachment_arrived(struct db *d, int64_t message_id, const struct media_file *f, bool *there, struct changes *c,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"UPDATE message_media SET media_id = :media, state = 'here', mimetype = :mimetype, size = :size"
		" WHERE message_id = :id", e);

	db_must_write(d, "attachment_arrived");
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	stmt_i64(s, ":media", f->id);
	stmt_str(s, ":mimetype", f->mimetype);
	stmt_i64(s, ":size", f->size);
	if (!stmt_run(s, e))
		return false;
	*there = db_changed(d) > 0;
	changes_add(c, CHANGE_MESSAGE, message_id);
	return true;
}

bool attachments_begin(struct db *d, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE message_media SET state = 'remote' WHERE state = 'fetching'", e);

	return s != NULL && stmt_run(s, e);
}
