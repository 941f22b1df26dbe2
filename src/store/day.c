/* day: who was written to on which local day of a number (table contact_days):
 * what the caps count. One row a person and day, whatever was sent; sends from
 * the owner's own phone count too. Once an initiation, the day stays
 * one, and its time is the last initiation's. */
#include "store/inside.h"

#include "base/banned.h"

bool day_note(struct db *d, int64_t session_id, int32_t day, int64_t contact_id, int64_t at, bool initiation,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO contact_days (session_id, day, contact_id, at, initiation)"
		" VALUES (:session, :day, :contact, :at, :initiation)"
		" ON CONFLICT (session_id, day, contact_id) DO UPDATE SET"
		" initiation = max(initiation, excluded.initiation),"
		" at = CASE excluded.initiation WHEN 1 THEN max(at, excluded.at) ELSE at END", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":day", day);
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":at", at);
	stmt_i64(s, ":initiation", initiation);
	return stmt_run(s, e);
}

bool day_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT INTO contact_days (session_id, day, contact_id, at, initiation)"
		" SELECT session_id, day, :keep, at, initiation FROM contact_days WHERE contact_id = :gone"
		" ON CONFLICT (session_id, day, contact_id) DO UPDATE SET"
		" initiation = max(initiation, excluded.initiation)",
		"DELETE FROM contact_days WHERE contact_id = :gone");
}
