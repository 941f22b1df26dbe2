/* stream: see stream.h. */
#include "store/stmt.h"
#include "store/stream.h"

#include "base/banned.h"

bool stream_get(struct db *d, int64_t session_id, const char *stream, struct stream_position *p, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT at, n, cursor, done FROM stream_positions WHERE session_id = :session AND stream = :stream", e);
	int got;

	*p = (struct stream_position){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":stream", stream);
	got = stmt_row(s, e);
	if (got > 0) {
		p->at = take_i64(s);
		p->n = take_i64(s);
		take_into(s, p->cursor, sizeof p->cursor);
		p->done = take_i64(s) != 0;
		stmt_done(s);
	}
	return got >= 0;
}

bool stream_put(struct db *d, int64_t session_id, const char *stream, const struct stream_position *p, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO stream_positions (session_id, stream, at, n, cursor, done)"
		" VALUES (:session, :stream, :at, :n, :cursor, :done)"
		" ON CONFLICT (session_id, stream) DO UPDATE SET at = excluded.at, n = excluded.n,"
		" cursor = excluded.cursor, done = excluded.done", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":stream", stream);
	stmt_i64(s, ":at", p->at);
	stmt_i64(s, ":n", p->n);
	stmt_str(s, ":cursor", p->cursor);
	stmt_i64(s, ":done", p->done);
	return stmt_run(s, e);
}

bool stream_reset(struct db *d, int64_t session_id, struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM stream_positions WHERE session_id = :session", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	return stmt_run(s, e);
}
