/* message_around: a chat read forwards from one of its messages: what a search that
 * found an old message shows around it. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/inside.h"
#include "store/message.h"

#include "base/banned.h"

bool message_list_from(struct db *d, int64_t chat_id, int64_t from, bool with_it, size_t limit,
	struct message_rows *out, bool *more, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT at FROM messages WHERE id = :id", e);
	int64_t at = -1;
	size_t first = out->n;
	int got;

	*more = false;
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", from);
	if (!stmt_one(s, &at, e))
		return false;
	if (at < 0)
		return err_set(e, ERR_NOT_FOUND, "message.none", N_("there is no message {id}"), "id=%lld",
			(long long)from);
	s = SQL(d,
		"SELECT " MESSAGE_COLUMNS " FROM messages m INDEXED BY messages_thread" MESSAGE_JOINS
		" WHERE m.chat_id = (SELECT coalesce(g.merged_into, g.id) FROM chats g WHERE g.id = :chat)"
		" AND m.state <> 'cancelled' AND (m.at, m.id) >= (:at, :id)"
		" ORDER BY m.at, m.id LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":at", at);
	stmt_i64(s, ":id", from + !with_it);
	stmt_i64(s, ":limit", (int64_t)limit + 1);
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n - first == limit) {
			*more = true;
			stmt_done(s);
			got = 0;
			break;
		}
		LIST_GROW(out);
		message_take(s, &out->v[out->n++]);
	}
	if (got < 0)
		return false;
	for (size_t i = first; i < out->n; i++)
		if (!reaction_fill(d, &out->v[i], e) || !vote_fill(d, &out->v[i], e))
			return false;
	return true;
}
