/* conversation_list: the list that agents live in, in one statement a view, each
 * along its index: rows are read as they are shown. A view's index is named in
 * its statement, so that SQLite refuses rather than scans. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#include "model/cursor.h"

#include "store/conversation.h"
#include "store/inside.h"

#include "base/banned.h"

enum { WINDOW_S = 24 * 3600 };

void conversation_row_fini(struct conversation_row *r)
{
	free(r->session);
	free(r->title);
	free(r->phone);
	free(r->assignee);
	free(r->last_text);
	free(r->last_author);
	free(r->draft);
	free(r->labels);
	*r = (struct conversation_row){ 0 };
}

void conversation_rows_fini(struct conversation_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		conversation_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct conversation_rows){ 0 };
}

#define WAITING_IN_OUTBOX(what)                                                                       \
	"(SELECT count(*) FROM outbox o JOIN messages q ON q.id = o.message_id"                      \
	" WHERE o.chat_id = k.chat_id AND o.open = 1 AND q.state " what ")"

#define LABELS_OF                                                                                     \
	"coalesce((SELECT group_concat(y.name, char(10)) FROM (SELECT b.name FROM conversation_labels x" \
	" JOIN labels b ON b.id = x.label_id WHERE x.conversation_id = k.id ORDER BY b.folded) y), '')"

#define MENTIONED                                                                                     \
	"(SELECT x.chat_id FROM mentions v INDEXED BY mentions_unseen JOIN notes x ON x.id = v.note_id" \
	" WHERE v.agent_id = :agent AND v.seen_at = 0 AND x.deleted_at = 0)"

#define COLUMNS                                                                                       \
	"k.id, k.chat_id, k.session_id, n.name, h.kind, " TITLE_OF ", coalesce(h.contact_id, 0),"    \
	" coalesce(c.phone, ''), h.address, k.status, k.priority, k.needs_reply, k.waiting_since,"   \
	" k.opened_at, k.closed_at, k.snoozed_until, k.woke_at, " LABELS_OF ","                      \
	" max(k.inbound_count - coalesce(s.inbound_count, 0), 0), coalesce(k.assignee_id, 0),"       \
	" coalesce(a.name, ''), coalesce(m.id, 0), coalesce(m.from_me, 0), coalesce(m.kind, 'text')," \
	" coalesce(m.state, 'received'), coalesce(substr(m.text, 1, 160), ''), " AUTHOR_OF ", k.last_at," \
	" coalesce(w.last_inbound_at, 0), " WAITING_IN_OUTBOX("<> 'unknown'") ","                    \
	WAITING_IN_OUTBOX("= 'unknown'") ", coalesce(f.text, ''), coalesce(c.opted_out_at, 0),"      \
	" coalesce(c.blocked_at, 0),"                                                                \
	" (SELECT count(*) FROM notes x WHERE x.chat_id = k.chat_id AND x.deleted_at = 0),"          \
	" k.chat_id IN " MENTIONED ","                                                               \
	" coalesce((SELECT v.warned_at FROM conversation_windows v WHERE v.chat_id = k.chat_id"      \
	" ORDER BY v.opened_at DESC LIMIT 1), 0), k.promise_due, k.promise_kind"

#define JOINS " CROSS JOIN chats h ON h.id = k.chat_id" JOINS_OF_CASE
#define JOINS_OF_CASE                                                                                 \
	" CROSS JOIN whatsapp_sessions n ON n.id = k.session_id"                                     \
	" LEFT JOIN contacts c ON c.id = h.contact_id LEFT JOIN agents a ON a.id = k.assignee_id"    \
	" LEFT JOIN messages m ON m.id = k.last_message_id" AUTHOR_JOINS                             \
	" LEFT JOIN seen s ON s.agent_id = :agent AND s.chat_id = k.chat_id"                         \
	" LEFT JOIN conversation_sessions w ON w.contact_id = h.contact_id AND w.session_id = k.session_id" \
	" LEFT JOIN drafts f ON f.agent_id = :agent AND f.conversation_id = k.id"

static void take(struct stmt *s, struct conversation_row *r)
{
	*r = (struct conversation_row){ 0 };
	r->id = take_i64(s);
	r->chat_id = take_i64(s);
	r->session_id = take_i64(s);
	r->session = take_dup(s);
	take_named(s, chat_kind, &r->kind);
	r->title = take_dup(s);
	r->contact_id = take_i64(s);
	r->phone = take_dup(s);
	address_parse(take_ref(s), &r->address, NULL);
	take_named(s, case_status, &r->status);
	take_named(s, case_priority, &r->priority);
	r->needs_reply = take_i64(s) != 0;
	r->waiting_since = take_i64(s);
	r->opened_at = take_i64(s);
	r->closed_at = take_i64(s);
	r->snoozed_until = take_i64(s);
	r->woke_at = take_i64(s);
	r->labels = take_dup(s);
	r->unseen = take_i64(s);
	r->assignee_id = take_i64(s);
	r->assignee = take_dup(s);
	r->last_id = take_i64(s);
	r->last_from_me = take_i64(s) != 0;
	take_named(s, message_kind, &r->last_kind);
	take_named(s, message_state, &r->last_state);
	r->last_text = take_dup(s);
	r->last_author = take_dup(s);
	r->last_at = take_i64(s);
	r->last_inbound_at = take_i64(s);
	r->queued = take_i64(s);
	r->unknown = take_i64(s);
	r->draft = take_opt(s);
	r->opted_out = take_i64(s) != 0;
	r->blocked = take_i64(s) != 0;
	r->notes = take_i64(s);
	r->mentioned = take_i64(s) != 0;
	r->window_warned = take_i64(s) != 0;
	r->promise_due = take_i64(s);
	take_named(s, promise_kind, &r->promise_kind);
}

/* What each view shows, and the index it goes along. */
#define ACTIVE "k.status IN ('open','waiting')"
#define UNKNOWN_CHATS "(SELECT u.chat_id FROM outbox u INDEXED BY outbox_chat JOIN messages v"            \
	" ON v.id = u.message_id WHERE u.open = 1 AND v.state = 'unknown')"
#define VIEWS(X)                                                                                      \
	X(VIEW_MINE, "list", "k.assignee_id = :agent AND k.status IN ('open','waiting','snoozed')")  \
	X(VIEW_UNASSIGNED, "list", "k.assignee_id IS NULL AND " ACTIVE)                              \
	X(VIEW_WAITING, "list", "k.status = 'waiting'")                                              \
	X(VIEW_SNOOZED, "list", "k.status = 'snoozed'")                                              \
	X(VIEW_ALL, "list", "(k.status <> 'archived' OR :status = 'archived')")                      \
	X(VIEW_UNKNOWN, "chat", "k.chat_id IN " UNKNOWN_CHATS)                                       \
	X(VIEW_CLOSED, "list", "k.status = 'closed'")                                                \
	X(VIEW_ARCHIVED, "list", "k.status = 'archived'")

/* What narrows every view, cheapest first: what the view's index has not got is only
 * looked up where it is asked for. */
#define KIND_OF_CHAT "(SELECT g.kind FROM chats g WHERE g.id = k.chat_id)"
#define TERMS                                                                                         \
	" AND (:session IS NULL OR k.session_id = :session)"                                         \
	" AND (:status IS NULL OR k.status = :status)"                                               \
	" AND (:priority IS NULL OR k.priority = :priority)"                                         \
	" AND (:assignee IS NULL OR coalesce(k.assignee_id, -1) = :assignee)"                        \
	" AND (:label IS NULL OR k.id IN (SELECT b.conversation_id FROM conversation_labels b"       \
	" WHERE b.label_id = :label))"                                                               \
	" AND (:in_to IS NULL OR (k.last_in_at > :in_from AND k.last_in_at <= :in_to))"              \
	" AND (:due_to IS NULL OR (k.promise_due > :due_from AND k.promise_due <= :due_to))"         \
	" AND (:kind IS NULL OR " KIND_OF_CHAT " = :kind)"                                           \
	" AND (:unseen = 0 OR k.inbound_count > coalesce((SELECT g.inbound_count FROM seen g"        \
	" WHERE g.agent_id = :agent AND g.chat_id = k.chat_id), 0))"                                 \
	" AND (:mentions = 0 OR k.chat_id IN " MENTIONED ")"                                         \
	" AND (:filter IS NULL OR instr(k.find_who, :filter) OR instr(k.find_text, :filter)"         \
	" OR (:digits IS NOT NULL AND instr(k.find_who, :digits)))"                                  \
	" AND (:narrow IS NULL OR instr(k.find_who, :narrow) OR instr(k.find_text, :narrow))"

/* What needs a reply comes in bands: late, woken, window closing, then by priority; in a
 * band who waits longest. */
#define LATE "k.promise_due BETWEEN 1 AND :now"
#define CLOSING                                                                                       \
	"(k.last_in_at > :now - 86400 AND k.last_in_at <= :now - 75600 AND " KIND_OF_CHAT " = 'person')"
#define BAND                                                                                          \
	"CASE WHEN " LATE " THEN 0 WHEN k.woke_at > 0 THEN 1 WHEN " CLOSING " THEN 2"                \
	" WHEN k.priority = 'urgent' THEN 3 WHEN k.priority = 'high' THEN 4"                         \
	" WHEN k.priority = 'normal' THEN 5 ELSE 6 END"
#define SINCE                                                                                         \
	"CASE WHEN " LATE " THEN k.promise_due WHEN k.woke_at > 0 THEN k.woke_at WHEN " CLOSING      \
	" THEN k.last_in_at ELSE k.waiting_since END"

/* Most are of the band of normal priority, and those the index has in their order: only
 * what may be of another one is looked at to its end and sorted. */
#define APART                                                                                         \
	"(" LATE " OR k.woke_at > 0 OR k.priority <> 'normal'"                                       \
	" OR (k.last_in_at > :now - 86400 AND k.last_in_at <= :now - 75600))"
#define NEEDS(band, since, which)                                                                     \
	"SELECT k.id AS id, " band " AS band, " since " AS since FROM conversations k"               \
	" INDEXED BY conversations_needs WHERE k.latest = 1 AND k.needs_reply = 1 AND " which " AND " ACTIVE \
	" AND (" band ", " since ", k.id) > (:band, :since, :after_id)" TERMS

static const char *const lists[] = {
	[VIEW_NEEDS_REPLY] = "SELECT " COLUMNS ", z.band, z.since FROM (SELECT * FROM ("
		NEEDS(BAND, SINCE, APART) " UNION ALL SELECT * FROM ("
		NEEDS("5", "k.waiting_since", "NOT " APART) " ORDER BY k.waiting_since, k.id LIMIT :limit))"
		" ORDER BY 2, 3, 1 LIMIT :limit) z CROSS JOIN conversations k ON k.id = z.id" JOINS
		" ORDER BY z.band, z.since, z.id",
#define X(view, index, condition)                                                                     \
	[view] = "SELECT " COLUMNS " FROM conversations k INDEXED BY conversations_" index JOINS     \
		" WHERE k.latest = 1 AND " condition " AND (k.last_at, k.id) < (:before_at, :before_id)" \
		TERMS " ORDER BY k.last_at DESC, k.id DESC LIMIT :limit",
	VIEWS(X)
#undef X
};
static const char *const countings[] = {
#define COUNT_OF(index, condition)                                                                    \
	"SELECT count(*) FROM (SELECT 1 FROM conversations k INDEXED BY conversations_" index        \
	" WHERE k.latest = 1 AND " condition TERMS " LIMIT :limit)"
	[VIEW_NEEDS_REPLY] = COUNT_OF("needs", "k.needs_reply = 1 AND " ACTIVE),
#define X(view, index, condition) [view] = COUNT_OF(index, condition),
	VIEWS(X)
#undef X
};
_Static_assert(sizeof countings / sizeof *countings == INBOX_VIEW_COUNT, "every view can be counted");
_Static_assert(sizeof lists / sizeof *lists == INBOX_VIEW_COUNT, "every view has its list");

/* How many each view has: kept by the writers of conversations. What is closed or archived
 * needs no reply, and what sleeps is not asked for one. */
static const char counting[] =
	"SELECT coalesce(sum(n), 0), coalesce(sum(n * (needs_reply AND status <> 'snoozed')), 0),"
	" coalesce(sum(n * (assignee_id = 0 AND status IN ('open','waiting'))), 0),"
	" coalesce(sum(n * (assignee_id = :agent AND status IN ('open','waiting','snoozed'))), 0),"
	" coalesce(sum(n * (status = 'waiting')), 0), coalesce(sum(n * (status = 'snoozed')), 0),"
	" coalesce(sum(n * (status = 'closed')), 0), coalesce(sum(n * (status = 'archived')), 0)"
	" FROM conversation_sums";
static const char counting_unknown[] =
	"SELECT count(*) FROM conversations INDEXED BY conversations_chat"
	" WHERE latest = 1 AND chat_id IN " UNKNOWN_CHATS;

/* Numbers with dots between them: of the newest-first lists time and id, of what needs a
 * reply the now of its first page, band, since and id. */
static bool read_cursor(const char *text, int64_t *v, size_t n, struct err *e)
{
	return cursor_read(text, '.', v, n) ||
		err_set(e, ERR_USAGE, "conversation.cursor", N_("{cursor} is no place in the list: begin without it"),
			"cursor=%.64s", text);
}

/* What a filter looks for: borrowed by the statement while it runs. */
struct looked_for {
	char text[128], narrow[128], digits[ADDRESS_USER];
};

static void bind_terms(struct stmt *s, const struct conversation_query *q, int64_t now, struct looked_for *f)
{
	static const struct {
		int64_t from, to;
	} windows[] = {
		[WINDOW_OPEN] = { WINDOW_S, 0 },
		[WINDOW_CLOSING] = { WINDOW_S, WINDOW_S - WINDOW_CLOSING_S },
		[WINDOW_CLOSED] = { 0, WINDOW_S },
	};

	find_fold(f->text, sizeof f->text, q->filter != NULL ? q->filter : "");
	find_fold(f->narrow, sizeof f->narrow, q->narrow != NULL ? q->narrow : "");
	find_digits(f->digits, sizeof f->digits, q->filter != NULL ? q->filter : "");
	stmt_i64(s, ":agent", q->agent_id);
	stmt_id(s, ":session", q->session_id);
	stmt_opt(s, ":status", q->status);
	stmt_opt(s, ":priority", q->priority);
	stmt_id(s, ":assignee", q->assignee_id);
	stmt_id(s, ":label", q->label_id);
	/* Only persons have a window; one that never wrote has none either. */
	stmt_opt(s, ":kind", q->window != WINDOW_ANY ? chat_kind_name(CHAT_PERSON) : q->kind);
	stmt_i64(s, ":in_from", windows[q->window].from != 0 ? now - windows[q->window].from : -1);
	stmt_id(s, ":in_to", q->window != WINDOW_ANY ? now - windows[q->window].to : 0);
	stmt_i64(s, ":due_from", q->promise == PROMISED_SOON ? now : 0);
	stmt_id(s, ":due_to", q->promise == PROMISED_ANY ? 0 : q->promise == PROMISED_SOON ? now + PROMISE_SOON_S : now);
	stmt_i64(s, ":unseen", q->unseen);
	stmt_i64(s, ":mentions", q->mentions);
	stmt_opt(s, ":filter", f->text);
	stmt_opt(s, ":digits", f->digits);
	stmt_opt(s, ":narrow", f->narrow);
}

/* One page of rows; the last one's own two columns for the cursor, when it has them. */
static bool read_rows(struct stmt *s, size_t limit, struct conversation_rows *out, bool *more, int64_t place[2],
	struct err *e)
{
	int got;

	*more = false;
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == limit) {
			stmt_done(s);
			*more = true;
			return true;
		}
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
		if (place != NULL) {
			place[0] = take_i64(s);
			place[1] = take_i64(s);
		}
	}
	return got == 0;
}

static bool list_needs(struct db *d, const struct conversation_query *q, struct conversation_rows *out,
	char next[CONVERSATION_CURSOR], struct err *e)
{
	int64_t at[4] = { q->now, -1, 0, 0 }, place[2] = { 0, 0 }; /* now, band, since, id */
	struct looked_for f;
	struct stmt *s;
	bool more;

	if (q->after != NULL && *q->after != '\0' && !read_cursor(q->after, at, 4, e))
		return false;
	s = SQL(d, lists[VIEW_NEEDS_REPLY], e);
	if (s == NULL)
		return false;
	bind_terms(s, q, at[0], &f);
	stmt_i64(s, ":limit", (int64_t)q->limit + 1);
	stmt_i64(s, ":now", at[0]);
	stmt_i64(s, ":band", at[1]);
	stmt_i64(s, ":since", at[2]);
	stmt_i64(s, ":after_id", at[3]);
	if (!read_rows(s, q->limit, out, &more, place, e))
		return false;
	if (more)
		snprintf(next, CONVERSATION_CURSOR, "%lld.%lld.%lld.%lld", (long long)at[0], (long long)place[0],
			(long long)place[1], (long long)out->v[out->n - 1].id);
	return true;
}

static const char of_contact[] =
	"SELECT " COLUMNS " FROM chats h INDEXED BY chats_contact CROSS JOIN conversations k INDEXED BY conversations_before"
	" ON k.chat_id = h.id" JOINS_OF_CASE " WHERE h.contact_id = :contact AND h.merged_into IS NULL"
	" AND k.merged_into IS NULL AND (k.last_at, k.id) < (:before_at, :before_id)"
	" ORDER BY k.last_at DESC, k.id DESC LIMIT :limit";

bool conversation_list(struct db *d, const struct conversation_query *q, struct conversation_rows *out,
	char next[CONVERSATION_CURSOR], struct err *e)
{
	int64_t at[2] = { INT64_MAX, INT64_MAX };
	struct looked_for f;
	struct stmt *s;
	bool more;

	*next = '\0';
	if (q->limit == 0 || (q->view == VIEW_MINE && q->agent_id == 0))
		return true;
	if (q->view == VIEW_NEEDS_REPLY && q->contact_id == 0)
		return list_needs(d, q, out, next, e);
	if (q->after != NULL && *q->after != '\0' && !read_cursor(q->after, at, 2, e))
		return false;
	s = SQL(d, q->contact_id != 0 ? of_contact : lists[q->view], e);
	if (s == NULL)
		return false;
	if (q->contact_id != 0) {
		stmt_i64(s, ":agent", q->agent_id);
		stmt_i64(s, ":contact", q->contact_id);
	} else {
		bind_terms(s, q, q->now, &f);
	}
	stmt_i64(s, ":limit", (int64_t)q->limit + 1);
	stmt_i64(s, ":before_at", at[0]);
	stmt_i64(s, ":before_id", at[1]);
	if (!read_rows(s, q->limit, out, &more, NULL, e))
		return false;
	if (more)
		snprintf(next, CONVERSATION_CURSOR, "%lld.%lld", (long long)out->v[out->n - 1].last_at,
			(long long)out->v[out->n - 1].id);
	return true;
}

bool conversation_cases(struct db *d, int64_t chat_id, size_t limit, struct case_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT k.id, k.opened_at, k.closed_at, k.status, coalesce(a.name, '') FROM conversations k"
		" INDEXED BY conversations_before LEFT JOIN agents a ON a.id = k.assignee_id"
		" WHERE k.chat_id = :chat AND k.merged_into IS NULL ORDER BY k.id DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct case_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		*r = (struct case_row){ 0 };
		r->id = take_i64(s);
		r->opened_at = take_i64(s);
		r->closed_at = take_i64(s);
		take_named(s, case_status, &r->status);
		take_into(s, r->assignee, sizeof r->assignee);
	}
	return got == 0;
}

bool conversation_count(struct db *d, const struct conversation_query *q, int64_t *n, struct err *e)
{
	struct stmt *s = SQL(d, countings[q->view], e);
	struct looked_for f;

	*n = 0;
	if (s == NULL)
		return false;
	bind_terms(s, q, q->now, &f);
	stmt_i64(s, ":limit", CONVERSATION_COUNTED);
	return stmt_one(s, n, e);
}

bool conversation_counts(struct db *d, int64_t agent_id, int64_t n[INBOX_VIEW_COUNT], struct err *e)
{
	struct stmt *s = SQL(d, counting, e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id != 0 ? agent_id : -1);
	if (stmt_row(s, e) <= 0)
		return false;
	n[VIEW_ALL] = take_i64(s);
	n[VIEW_NEEDS_REPLY] = take_i64(s);
	n[VIEW_UNASSIGNED] = take_i64(s);
	n[VIEW_MINE] = take_i64(s);
	n[VIEW_WAITING] = take_i64(s);
	n[VIEW_SNOOZED] = take_i64(s);
	n[VIEW_CLOSED] = take_i64(s);
	n[VIEW_ARCHIVED] = take_i64(s);
	stmt_done(s);
	n[VIEW_ALL] -= n[VIEW_ARCHIVED];
	s = SQL(d, counting_unknown, e);
	return s != NULL && stmt_one(s, &n[VIEW_UNKNOWN], e);
}

bool conversation_get(struct db *d, int64_t id, int64_t agent_id, struct conversation_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " COLUMNS " FROM conversations k" JOINS
		" WHERE k.id = (SELECT coalesce(g.merged_into, g.id) FROM conversations g WHERE g.id = :id)"
		" AND coalesce(c.erased_at, 0) = 0", e);
	int got;

	*r = (struct conversation_row){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":agent", agent_id);
	got = stmt_row(s, e);
	if (got > 0) {
		take(s, r);
		stmt_done(s);
		return true;
	}
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "conversation.none", N_("there is no conversation {id}"), "id=%lld",
			(long long)id);
	return false;
}
