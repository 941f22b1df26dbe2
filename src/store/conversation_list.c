/* conversation_list: the list that agents live in, in one statement a view, each
 * along its index: rows are read as they are shown. A view's index is named in
 * its statement, so that SQLite refuses rather than scans. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#include "store/conversation.h"
#include "store/inside.h"

#include "base/banned.h"

void conversation_row_fini(struct conversation_row *r)
{
	free(r->session);
	free(r->title);
	free(r->phone);
	free(r->assignee);
	free(r->last_text);
	free(r->last_author);
	free(r->draft);
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

#define COLUMNS                                                                                       \
	"k.id, k.chat_id, k.session_id, n.name, h.kind, " TITLE_OF ", coalesce(h.contact_id, 0),"    \
	" coalesce(c.phone, ''), h.address, k.status, k.priority, k.needs_reply, k.waiting_since,"   \
	" k.opened_at, k.closed_at, k.snoozed_until,"                                                \
	" max(k.inbound_count - coalesce(s.inbound_count, 0), 0), coalesce(k.assignee_id, 0),"       \
	" coalesce(a.name, ''), coalesce(m.id, 0), coalesce(m.from_me, 0), coalesce(m.kind, 'text')," \
	" coalesce(m.state, 'received'), coalesce(substr(m.text, 1, 160), ''), " AUTHOR_OF ", k.last_at," \
	" coalesce(w.last_inbound_at, 0), " WAITING_IN_OUTBOX("<> 'unknown'") ","                    \
	WAITING_IN_OUTBOX("= 'unknown'") ", coalesce(f.text, ''), coalesce(c.opted_out_at, 0),"      \
	" coalesce(c.blocked_at, 0)"

#define JOINS                                                                                         \
	" CROSS JOIN chats h ON h.id = k.chat_id CROSS JOIN whatsapp_sessions n ON n.id = k.session_id" \
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
}

/* What each view shows, and the index it goes along. */
#define ACTIVE "k.status IN ('open','waiting')"
#define UNKNOWN_CHATS "(SELECT u.chat_id FROM outbox u INDEXED BY outbox_chat JOIN messages v"            \
	" ON v.id = u.message_id WHERE u.open = 1 AND v.state = 'unknown')"
#define VIEWS(X)                                                                                      \
	X(VIEW_NEEDS_REPLY, "list", "k.needs_reply = 1 AND " ACTIVE)                                 \
	X(VIEW_MINE, "list", "k.assignee_id = :agent AND k.status IN ('open','waiting','snoozed')")  \
	X(VIEW_UNASSIGNED, "list", "k.assignee_id IS NULL AND " ACTIVE)                              \
	X(VIEW_WAITING, "list", "k.status = 'waiting'")                                              \
	X(VIEW_SNOOZED, "list", "k.status = 'snoozed'")                                              \
	X(VIEW_ALL, "list", "k.status <> 'archived'")                                                \
	X(VIEW_UNKNOWN, "chat", "k.chat_id IN " UNKNOWN_CHATS)                                       \
	X(VIEW_CLOSED, "list", "k.status = 'closed'")                                                \
	X(VIEW_ARCHIVED, "list", "k.status = 'archived'")

static const char *const lists[] = {
#define X(view, index, condition)                                                                     \
	[view] = "SELECT " COLUMNS " FROM conversations k INDEXED BY conversations_" index JOINS     \
		" WHERE k.latest = 1 AND " condition " AND (k.last_at, k.id) < (:before_at, :before_id)" \
		" AND (:session IS NULL OR k.session_id = :session)"                                 \
		" AND (:filter IS NULL OR instr(k.find_who, :filter) OR instr(k.find_text, :filter)" \
		" OR (:digits IS NOT NULL AND instr(k.find_who, :digits)))"                          \
		" ORDER BY k.last_at DESC, k.id DESC LIMIT :limit",
	VIEWS(X)
#undef X
};
_Static_assert(sizeof lists / sizeof *lists == INBOX_VIEW_COUNT, "every view has its list");

/* How many each view has, in one pass over the index's own columns. */
#define COUNT(condition) "coalesce(sum(" condition "), 0)"
static const char counting[] =
	"SELECT " COUNT("needs_reply = 1 AND status IN ('open','waiting')") ","
	COUNT("assignee_id = :agent AND status IN ('open','waiting','snoozed')") ","
	COUNT("assignee_id IS NULL AND status IN ('open','waiting')") ","
	COUNT("status = 'waiting'") "," COUNT("status = 'snoozed'") "," COUNT("status <> 'archived'") ","
	COUNT("status = 'closed'") "," COUNT("status = 'archived'")
	" FROM conversations INDEXED BY conversations_list WHERE latest = 1";
static const enum inbox_view counted[] = { VIEW_NEEDS_REPLY, VIEW_MINE, VIEW_UNASSIGNED, VIEW_WAITING, VIEW_SNOOZED,
	VIEW_ALL, VIEW_CLOSED, VIEW_ARCHIVED };
_Static_assert(sizeof counted / sizeof *counted == INBOX_VIEW_COUNT - 1, "every view but the unknown is counted");

static bool read_cursor(const char *text, int64_t *at, int64_t *id, struct err *e)
{
	char *end;

	*at = *id = INT64_MAX;
	if (text == NULL || *text == '\0')
		return true;
	*at = strtoll(text, &end, 10);
	if (*end == '.')
		*id = strtoll(end + 1, &end, 10);
	if (*end != '\0' || *id == INT64_MAX)
		return err_set(e, ERR_USAGE, "conversation.cursor",
			N_("{cursor} is no place in the list: begin without it"), "cursor=%.64s", text);
	return true;
}

bool conversation_list(struct db *d, const struct conversation_query *q, struct conversation_rows *out,
	char next[CONVERSATION_CURSOR], struct err *e)
{
	struct stmt *s;
	char filter[128], digits[ADDRESS_USER];
	int64_t at, id;
	int got;

	*next = '\0';
	if (!read_cursor(q->after, &at, &id, e))
		return false;
	if (q->limit == 0 || (q->view == VIEW_MINE && q->agent_id == 0))
		return true;
	find_fold(filter, sizeof filter, q->filter != NULL ? q->filter : "");
	find_digits(digits, sizeof digits, q->filter != NULL ? q->filter : "");
	s = SQL(d, lists[q->view], e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", q->agent_id);
	stmt_i64(s, ":before_at", at);
	stmt_i64(s, ":before_id", id);
	stmt_id(s, ":session", q->session_id);
	stmt_opt(s, ":filter", filter);
	stmt_opt(s, ":digits", digits);
	stmt_i64(s, ":limit", (int64_t)q->limit + 1);
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == q->limit) {
			const struct conversation_row *last = &out->v[out->n - 1];

			stmt_done(s);
			snprintf(next, CONVERSATION_CURSOR, "%lld.%lld", (long long)last->last_at, (long long)last->id);
			got = 0;
			break;
		}
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

bool conversation_counts(struct db *d, int64_t agent_id, int64_t n[INBOX_VIEW_COUNT], struct err *e)
{
	struct stmt *s = SQL(d, counting, e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		n[counted[i]] = take_i64(s);
	stmt_done(s);
	n[VIEW_UNKNOWN] = 0;
	s = SQL(d,
		"SELECT count(*) FROM conversations INDEXED BY conversations_chat"
		" WHERE latest = 1 AND chat_id IN " UNKNOWN_CHATS, e);
	return s != NULL && stmt_one(s, &n[VIEW_UNKNOWN], e);
}

bool conversation_get(struct db *d, int64_t id, int64_t agent_id, struct conversation_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT " COLUMNS " FROM conversations k" JOINS
		" WHERE k.id = (SELECT coalesce(g.merged_into, g.id) FROM conversations g WHERE g.id = :id)", e);
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
