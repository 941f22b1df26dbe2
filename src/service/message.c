/* message: a thread's pages, one message, its star. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "engine/able.h"
#include "store/message.h"
#include "store/number.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

static bool said_at(struct call *c, int64_t id, int64_t *at, struct err *e)
{
	struct message_row row = { 0 };
	bool ok = message_get(c->s->db, id, &row, e);
	*at = row.at;
	message_row_fini(&row);
	return ok;
}

/* The notes of a page: from its first message to where the next page begins, so that
 * pages together have each once. since, before: the messages it was asked by, or 0. */
static bool put_notes(struct call *c, const struct message_rows *rows, int64_t since, int64_t before, bool older,
	bool newer, struct err *e)
{
	int64_t from = older && rows->n ? rows->v[0].at : 0, to = INT64_MAX;
	if (since && !said_at(c, since, &from, e))
		return false;
	if (before && !said_at(c, before, &to, e))
		return false;
	if (newer && rows->n)
		to = rows->v[rows->n - 1].at + 1;
	return notes_put(c, c->reply->json, since ? from + 1 : from, to, e);
}

static void messages_reply(struct call *c, const struct message_rows *rows, bool older, bool newer, bool both_ways)
{
	json_t *items = json_array();
	char next[24] = "", last[24] = "";
	for (size_t i = 0; i < rows->n; i++)
		json_array_append_new(items, shape_message(c->s, &rows->v[i]));
	if (older && rows->n)
		snprintf(next, sizeof next, "%lld", (long long)rows->v[0].id);
	if (newer && rows->n)
		snprintf(last, sizeof last, "%lld", (long long)rows->v[rows->n - 1].id);
	reply_list(c->reply, items, next);
	if (both_ways)
		put_text(c->reply->json, "newer", *last ? last : NULL);
}

/* A message with what was said before and after it, or what was said after one:
 * `newer` is the cursor forwards. */
static bool message_page_around(struct call *c, int64_t around, int64_t since, struct err *e)
{
	struct message_rows rows = { 0 };
	bool older = since != 0, newer = false;
	size_t limit = call_limit(c), before = limit / 2;
	bool ok = since
		? message_list_from(c->s->db, c->target.chat.chat_id, since, false, limit, &rows, &newer, e)
		: message_list(c->s->db, c->target.chat.chat_id, around, before ? before : 1, &rows, &older, e)
			&& message_list_from(c->s->db, c->target.chat.chat_id, around, true, limit - before, &rows,
				&newer, e);
	if (ok) {
		messages_reply(c, &rows, older, newer, true);
		ok = put_notes(c, &rows, since, 0, older, newer, e);
	}
	message_rows_fini(&rows);
	return ok;
}

/* Pages go back in time: the cursor is the oldest message's id. */
bool message_page(struct call *c, struct err *e)
{
	struct message_rows rows = { 0 };
	int64_t before = json_i64_or(c->args, "before", 0);
	int64_t around = json_i64_or(c->args, "around", 0), since = json_i64_or(c->args, "since", 0);
	bool more = false;
	if ((before != 0) + (around != 0) + (since != 0) + (json_str(c->args, "after") != NULL) > 1)
		return err_set(e, ERR_USAGE, "messages.one-way", N_("only one of before, around, since and after"), NULL);
	if (around || since)
		return message_page_around(c, around, since, e);
	if (json_str(c->args, "after")) {
		if (!json_i64(c->args, "after", &before) || before <= 0)
			return err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"),
				"path=%s", "after");
	}
	bool ok = message_list(c->s->db, c->target.chat.chat_id, before, call_limit(c), &rows, &more, e);
	if (ok) {
		messages_reply(c, &rows, more, false, false);
		ok = put_notes(c, &rows, 0, before, more, false, e);
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
	struct number_row number = { 0 };
	bool ok = message_get(c->s->db, c->target.message_id, &row, e)
		&& number_get(c->s->db, row.session_id, &number, e);
	const json_t *given = json_at(c->args, "starred");
	bool starred = given ? json_is_true(given) : !row.starred;
	bool tells = ok && row.wa_id[0] != '\0' && engine_able(number.engine, ABLE_STAR, NULL);
	number_row_fini(&number);
	message_row_fini(&row);
	if (!ok || !message_star(c->s->db, c->target.message_id, starred, &c->changes, e)
		|| !call_audit(c, starred ? "star" : "unstar", NULL, e))
		return false;
	if (tells) {
		json_t *args = json_object();
		json_put_i64(args, "session_id", c->target.session_id);
		json_put_i64(args, "message_id", c->target.message_id);
		json_put_bool(args, "starred", starred);
		call_job(c, JOB_STAR, args, false);
	}
	return message_show(c, e);
}
