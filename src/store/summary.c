/* summary: see summary.h. Each figure is one statement over an index. */
#include "store/summary.h"
#include "store/stmt.h"

#include "base/banned.h"

enum { ANSWER_DAYS = 30, DAY_S = 24 * 3600, TICKLESS_S = 600, TICK_READ_S = 300 };

static bool count_unanswered(struct db *d, int64_t session_id, int64_t *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(sum(n), 0) FROM conversation_sums WHERE session_id = :session"
		" AND status IN ('open','waiting') AND needs_reply = 1", e);
	if (!s)
		return false;
	stmt_i64(s, ":session", session_id);
	return stmt_one(s, out, e);
}

/* A person counts once, by the first day he was written to first. */
static bool count_answers(struct db *d, int64_t session_id, int64_t now, struct summary *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*), coalesce(sum(w.last_inbound_at > f.at), 0),"
		" coalesce(sum(w.last_inbound_at > f.at OR f.at <= :ripe), 0), coalesce(max(f.last), 0) FROM"
		" (SELECT contact_id, min(at) AS at, max(at) AS last FROM contact_days INDEXED BY contact_days_begun"
		"  WHERE session_id = :session AND day >= :day AND initiation = 1 GROUP BY contact_id) f"
		" LEFT JOIN conversation_sessions w ON w.contact_id = f.contact_id AND w.session_id = :session", e);
	if (!s)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":day", now / DAY_S - ANSWER_DAYS);
	stmt_i64(s, ":ripe", now - DAY_S);
	int got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	out->initiated = take_i64(s);
	out->answered = take_i64(s);
	out->ripe = take_i64(s);
	out->initiated_at = take_i64(s);
	stmt_done(s);
	return true;
}

static bool count_opt_outs(struct db *d, int64_t session_id, int64_t day_start, int64_t *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT count(*) FROM contacts c INDEXED BY contacts_opted_out WHERE c.opted_out_at > 0"
		" AND c.opted_out_at >= :start AND EXISTS (SELECT 1 FROM chats h WHERE h.contact_id = c.id"
		" AND h.session_id = :session AND h.merged_into IS NULL)"
		/* who was erased and is back here counts as who they are now */
		" AND NOT (c.erased_at > 0 AND EXISTS (SELECT 1 FROM contacts n INDEXED BY contacts_opted_out"
		" WHERE n.opted_out_at = c.opted_out_at AND n.opted_out_at > 0 AND n.id > c.id AND n.erased_at = 0"
		" AND EXISTS (SELECT 1 FROM chats h WHERE h.contact_id = n.id AND h.session_id = :session"
		" AND h.merged_into IS NULL)))", e);
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

bool summary_begun(struct db *d, int64_t session_id, int64_t since, int64_t now, int last, struct summary_begun *out,
	struct err *e)
{
	/* Refused by WhatsApp, not by WAHA or here: it was handed over first. A tick that
	 * is younger may only not have been read yet on the older message. */
	struct stmt *s = SQL(d,
		"SELECT count(*), coalesce(sum(state = 'rejected' AND EXISTS (SELECT 1 FROM outbox_attempts a"
		"  WHERE a.message_id = b.message_id AND a.outcome IN ('accepted','restricted'))), 0),"
		" coalesce(sum((state = 'accepted' OR (state = 'unknown' AND why_key = 'unknown.no-tick'))"
		"  AND left_ms <= (:now - :tickless) * 1000 AND left_ms < :ticked), 0)"
		" FROM (SELECT o.message_id, o.left_ms, o.why_key, m.state FROM outbox o INDEXED BY outbox_left"
		"  JOIN messages m ON m.id = o.message_id WHERE o.session_id = :session AND o.left_ms > 0"
		"  AND o.left_ms > :since * 1000 AND o.initiation = 1 ORDER BY o.left_ms DESC LIMIT :last) b", e);
	struct stmt *t = SQL(d,
		"SELECT coalesce(max(o.left_ms), 0) FROM outbox o INDEXED BY outbox_left"
		" JOIN messages m ON m.id = o.message_id"
		" WHERE o.session_id = :session AND o.left_ms > 0 AND o.left_ms > :since * 1000"
		" AND m.state IN ('sent','delivered','read','played')"
		" AND max(m.sent_at, m.delivered_at, m.read_at) <= :now - :read", e);
	int64_t ticked = 0;

	*out = (struct summary_begun){ 0 };
	if (!s || !t)
		return false;
	stmt_i64(t, ":session", session_id);
	stmt_i64(t, ":since", since > now - DAY_S ? since : now - DAY_S);
	stmt_i64(t, ":now", now);
	stmt_i64(t, ":read", TICK_READ_S);
	if (!stmt_one(t, &ticked, e))
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":since", since);
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":tickless", TICKLESS_S);
	stmt_i64(s, ":ticked", ticked);
	stmt_i64(s, ":last", last);
	int got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	out->begun = (int)take_i64(s);
	out->refused = (int)take_i64(s);
	out->tickless = (int)take_i64(s);
	stmt_done(s);
	return true;
}
