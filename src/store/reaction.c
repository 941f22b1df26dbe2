/* reaction: emoji on messages (table reactions), one per person and message. One
 * that was taken back stays as an empty row, so that an older telling that comes
 * late does not bring it back. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"

#include "base/banned.h"

bool reaction_put(struct db *d, int64_t message_id, int64_t contact_id, const char *emoji, int64_t at, bool *changed,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO reactions (message_id, contact_id, emoji, at) VALUES (:message, :contact, :emoji, :at)"
		" ON CONFLICT (message_id, contact_id) DO UPDATE SET emoji = excluded.emoji, at = excluded.at"
		" WHERE excluded.at >= reactions.at AND excluded.emoji <> reactions.emoji", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":message", message_id);
	stmt_i64(s, ":contact", contact_id);
	stmt_str(s, ":emoji", emoji);
	stmt_i64(s, ":at", at);
	if (!stmt_run(s, e))
		return false;
	*changed = *changed || db_changed(d) > 0;
	return true;
}

bool reaction_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT INTO reactions (message_id, contact_id, emoji, at)"
		" SELECT :keep, contact_id, emoji, at FROM reactions WHERE message_id = :gone"
		" ON CONFLICT (message_id, contact_id) DO UPDATE SET emoji = excluded.emoji, at = excluded.at"
		" WHERE excluded.at >= reactions.at");
}

bool reaction_fill(struct db *d, struct message_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT x.emoji, count(DISTINCT coalesce(c.merged_into, x.contact_id)), max(x.contact_id = 0)"
		" FROM reactions x LEFT JOIN contacts c ON c.id = x.contact_id"
		" WHERE x.message_id = :message AND x.emoji <> '' GROUP BY x.emoji ORDER BY min(x.at), x.emoji", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":message", r->id);
	while ((got = stmt_row(s, e)) > 0) {
		struct reaction_row *x;

		LIST_GROW(&r->reactions);
		x = &r->reactions.v[r->reactions.n++];
		take_into(s, x->emoji, sizeof x->emoji);
		x->count = (int)take_i64(s);
		x->mine = take_i64(s) != 0;
	}
	return got == 0;
}
