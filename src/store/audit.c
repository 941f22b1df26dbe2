/* audit: see audit.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/audit.h"
#include "store/stmt.h"

#include "base/banned.h"

bool audit_add(struct db *d, struct audit_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO audit (at, agent_id, who, action, session_id, conversation_id, contact_id, message_id, detail)"
		" VALUES (:at, :agent, :who, :action, :session, :conversation, :contact, :message, :detail)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":at", r->at);
	stmt_i64(s, ":agent", r->agent_id);
	stmt_str(s, ":who", r->who);
	stmt_str(s, ":action", r->action);
	stmt_i64(s, ":session", r->session_id);
	stmt_i64(s, ":conversation", r->conversation_id);
	stmt_i64(s, ":contact", r->contact_id);
	stmt_i64(s, ":message", r->message_id);
	stmt_str(s, ":detail", r->detail);
	if (!stmt_run(s, e))
		return false;
	r->id = db_last_id(d);
	return true;
}

bool audit_list(struct db *d, const struct audit_query *q, struct audit_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, at, agent_id, who, action, session_id, conversation_id, contact_id, message_id, detail"
		" FROM audit WHERE id < :before AND (:who = '' OR who = :who)"
		" AND (:action = '' OR action = :action OR substr(action, 1, length(:action) + 1) = :action || ' ')"
		" AND at >= :from AND (:to = 0 OR at < :to)"
		" AND (:session = 0 OR session_id = :session)"
		" AND (:conversation = 0 OR conversation_id = :conversation)"
		" AND (:contact = 0 OR contact_id = :contact) AND (:message = 0 OR message_id = :message)"
		" ORDER BY id DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":before", q->before > 0 ? q->before : INT64_MAX);
	stmt_str(s, ":who", q->who);
	stmt_str(s, ":action", q->action);
	stmt_i64(s, ":from", q->from);
	stmt_i64(s, ":to", q->to);
	stmt_i64(s, ":session", q->session_id);
	stmt_i64(s, ":conversation", q->conversation_id);
	stmt_i64(s, ":contact", q->contact_id);
	stmt_i64(s, ":message", q->message_id);
	stmt_i64(s, ":limit", (int64_t)q->limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct audit_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		*r = (struct audit_row){ 0 };
		r->id = take_i64(s);
		r->at = take_i64(s);
		r->agent_id = take_i64(s);
		r->who = take_dup(s);
		r->action = take_dup(s);
		r->session_id = take_i64(s);
		r->conversation_id = take_i64(s);
		r->contact_id = take_i64(s);
		r->message_id = take_i64(s);
		r->detail = take_dup(s);
	}
	return got == 0;
}

bool audit_of_case(struct db *d, int64_t conversation_id, size_t limit, struct audit_rows *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT id, at, agent_id, who, action, detail FROM audit INDEXED BY audit_conversation"
		" WHERE conversation_id = :id AND conversation_id > 0 ORDER BY id DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", conversation_id);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct audit_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		*r = (struct audit_row){ .conversation_id = conversation_id };
		r->id = take_i64(s);
		r->at = take_i64(s);
		r->agent_id = take_i64(s);
		r->who = take_dup(s);
		r->action = take_dup(s);
		r->detail = take_dup(s);
	}
	return got == 0;
}

void audit_rows_fini(struct audit_rows *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free((char *)l->v[i].who);
		free((char *)l->v[i].action);
		free((char *)l->v[i].detail);
	}
	free(l->v);
	*l = (struct audit_rows){ 0 };
}
