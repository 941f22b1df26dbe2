/* message: a thread's pages, one message, its star. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "store/message.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

/* Pages go back in time: the cursor is the oldest message's id. */
bool message_page(struct call *c, struct err *e)
{
	struct message_rows rows = { 0 };
	int64_t before = json_i64_or(c->args, "before", 0);
	char next[24] = "";
	bool more = false;
	if (json_str(c->args, "after")) {
		if (before || !json_i64(c->args, "after", &before) || before <= 0)
			return err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"),
				"path=%s", "after");
	}
	bool ok = message_list(c->s->db, c->target.chat.chat_id, before, call_limit(c), &rows, &more, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_message(c->s, &rows.v[i]));
		if (more && rows.n)
			snprintf(next, sizeof next, "%lld", (long long)rows.v[0].id);
		reply_list(c->reply, items, next);
	}
	message_rows_fini(&rows);
	return ok;
}

/* The message that was named, as it stands in this transaction. */
bool message_show(struct call *c, struct err *e)
{
	struct message_row row = { 0 };
	bool ok = message_get(c->s->db, c->target.message_id, &row, e);
	if (ok)
		reply_set(c->reply, shape_message(c->s, &row));
	message_row_fini(&row);
	return ok;
}

/* Here at once; WhatsApp is told by a job, where the number's engine can. */
bool message_star_run(struct call *c, struct err *e)
{
	struct message_row row = { 0 };
	bool ok = message_get(c->s->db, c->target.message_id, &row, e);
	const json_t *given = json_at(c->args, "starred");
	bool starred = given ? json_is_true(given) : !row.starred, has_id = row.wa_id[0] != '\0';
	message_row_fini(&row);
	if (!ok || !message_star(c->s->db, c->target.message_id, starred, &c->changes, e)
		|| !call_audit(c, starred ? "star" : "unstar", NULL, e))
		return false;
	if (has_id) {
		json_t *args = json_object();
		json_put_i64(args, "session_id", c->target.session_id);
		json_put_i64(args, "message_id", c->target.message_id);
		json_put_bool(args, "starred", starred);
		call_job(c, JOB_STAR, args, false);
	}
	return message_show(c, e);
}
