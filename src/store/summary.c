/* summary: see summary.h. Each figure is one statement over an index. */
#include "store/summary.h"
#include "store/stmt.h"

#include "base/banned.h"

enum { ANSWER_DAYS = 30, DAY_S = 24 * 3600 };

static bool count_unanswered(struct db *d, int64_t session_id, int64_t *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM conversations INDEXED BY conversations_list WHERE latest = 1 AND needs_reply = 1"
		" AND status IN ('open','waiting') AND session_id = :session", e);
	if (!s)
		return false;
	stmt_i64(s, ":session", session_id);
	return stmt_one(s, out, e);
}

/* A person counts once, by the first day he was written to first. */
static bool count_answers(struct db *d, int64_t session_id, int64_t now, struct summary *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*), coalesce(sum(w.last_inbound_at > f.at), 0) FROM"
		" (SELECT contact_id, min(at) AS at FROM contact_days"
		"  WHERE session_id = :session AND day >= :day AND initiation = 1 GROUP BY contact_id) f"
		" LEFT JOIN conversation_sessions w ON w.contact_id = f.contact_id AND w.session_id = :session", e);
	if (!s)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":day", now / DAY_S - ANSWER_DAYS);
	int got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	out->initiated = take_i64(s);
	out->answered = take_i64(s);
	stmt_done(s);
	return true;
}

static bool count_opt_outs(struct db *d, int64_t session_id, int64_t day_start, int64_t *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM contacts c INDEXED BY contacts_opted_out WHERE c.opted_out_at > 0"
		" AND c.opted_out_at >= :start AND EXISTS (SELECT 1 FROM chats h WHERE h.contact_id = c.id"
		" AND h.session_id = :session AND h.merged_into IS NULL)", e);
	if (!s)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":start", day_start);
	return stmt_one(s, out, e);
}

bool summary_number(struct db *d, int64_t session_id, int64_t day_start, int64_t now, struct summary *out, struct err *e)
{
	*out = (struct summary){0};
	return count_unanswered(d, session_id, &out->unanswered, e) && count_answers(d, session_id, now, out, e)
		&& count_opt_outs(d, session_id, day_start, &out->opt_outs, e);
}
