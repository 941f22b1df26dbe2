/* draft: see draft.h. */
#include "store/draft.h"
#include "store/inside.h"

#include "base/banned.h"

bool draft_put(struct db *d, int64_t agent_id, int64_t conversation_id, const char *text, int64_t now, struct err *e)
{
	struct stmt *s;
	bool empty = text == NULL || *text == '\0';

	if (empty)
		s = SQL(d, "DELETE FROM drafts WHERE agent_id = :agent AND conversation_id ="
			" (SELECT coalesce(merged_into, id) FROM conversations WHERE id = :conversation)", e);
	else
		s = SQL(d, "INSERT INTO drafts (agent_id, conversation_id, text, at)"
			" SELECT :agent, coalesce(merged_into, id), :text, :now FROM conversations WHERE id = :conversation"
			" ON CONFLICT (agent_id, conversation_id) DO UPDATE SET text = excluded.text, at = excluded.at", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":conversation", conversation_id);
	if (!empty) {
		stmt_str(s, ":text", text);
		stmt_i64(s, ":now", now);
	}
	if (!stmt_run(s, e))
		return false;
	return empty || db_changed(d) > 0 || err_set(e, ERR_NOT_FOUND, "conversation.none",
		N_("there is no conversation {id}"), "id=%lld", (long long)conversation_id);
}

bool draft_get(struct db *d, int64_t agent_id, int64_t conversation_id, char **text, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT text FROM drafts WHERE agent_id = :agent AND conversation_id ="
		" (SELECT coalesce(merged_into, id) FROM conversations WHERE id = :conversation)", e);
	int got;

	*text = NULL;
	if (s == NULL)
		return false;
	stmt_i64(s, ":agent", agent_id);
	stmt_i64(s, ":conversation", conversation_id);
	got = stmt_row(s, e);
	if (got > 0) {
		*text = take_dup(s);
		stmt_done(s);
	}
	return got >= 0;
}

/* Two drafts of one agent become one text: nothing typed is lost. */
bool draft_move(struct db *d, int64_t keep, int64_t gone, struct err *e)
{
	return steps_pair(d, keep, gone, e,
		"INSERT INTO drafts (agent_id, conversation_id, text, at)"
		" SELECT agent_id, :keep, text, at FROM drafts WHERE conversation_id = :gone"
		" ON CONFLICT (agent_id, conversation_id) DO UPDATE SET"
		" text = drafts.text || char(10) || excluded.text, at = max(drafts.at, excluded.at)",
		"DELETE FROM drafts WHERE conversation_id = :gone");
}
