/* vote: what people chose in polls (table poll_votes), a row for each choice; one who
 * took all back keeps an empty row, so that an older vote that comes late does not
 * count. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"

#include "base/banned.h"

/* Whether this is older than what is known of the voter. */
static bool is_old(struct db *d, int64_t message_id, int64_t contact_id, int64_t at, bool *old, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT max(at) > :at FROM poll_votes WHERE message_id = :message AND contact_id = :contact", e);
	int64_t yes = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":message", message_id);
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":at", at);
	if (!stmt_one(s, &yes, e))
		return false;
	*old = yes != 0;
	return true;
}

static bool put_one(struct db *d, int64_t message_id, int64_t contact_id, const char *choice, int64_t at,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT OR REPLACE INTO poll_votes (message_id, contact_id, choice, at)"
		" VALUES (:message, :contact, :choice, :at)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":message", message_id);
	stmt_i64(s, ":contact", contact_id);
	stmt_str(s, ":choice", choice);
	stmt_i64(s, ":at", at);
	return stmt_run(s, e);
}

bool vote_put(struct db *d, int64_t message_id, int64_t contact_id, const struct event *ev, int64_t at, bool *changed,
	struct err *e)
{
	struct stmt *s;
	bool old;

	if (!is_old(d, message_id, contact_id, at, &old, e))
		return false;
	if (old)
		return true;
	s = SQL(d, "DELETE FROM poll_votes WHERE message_id = :message AND contact_id = :contact", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":message", message_id);
	stmt_i64(s, ":contact", contact_id);
	if (!stmt_run(s, e))
		return false;
	for (size_t i = 0; i < ev->choices.n; i++)
		if (!put_one(d, message_id, contact_id, ev->choices.v[i], at, e))
			return false;
	*changed = true;
	return ev->choices.n > 0 || put_one(d, message_id, contact_id, "", at, e);
}

bool vote_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT OR IGNORE INTO poll_votes (message_id, contact_id, choice, at)"
		" SELECT :keep, contact_id, choice, at FROM poll_votes WHERE message_id = :gone");
}

bool vote_fill(struct db *d, struct message_row *r, struct err *e)
{
	struct stmt *s;
	int got;

	if (r->kind != KIND_POLL)
		return true;
	s = SQL(d,
		"SELECT v.choice, count(DISTINCT coalesce(c.merged_into, v.contact_id)) FROM poll_votes v"
		" LEFT JOIN contacts c ON c.id = v.contact_id"
		" WHERE v.message_id = :message AND v.choice <> '' GROUP BY v.choice ORDER BY v.choice", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":message", r->id);
	while ((got = stmt_row(s, e)) > 0) {
		struct vote_row *x;

		LIST_GROW(&r->votes);
		x = &r->votes.v[r->votes.n++];
		x->choice = take_dup(s);
		x->count = (int)take_i64(s);
	}
	return got == 0;
}
