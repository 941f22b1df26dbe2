/* outbox_read: the queue as people and the sender see it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"
#include "store/outbox.h"

#include "base/banned.h"

void outbox_item_fini(struct outbox_item *i)
{
	free(i->text);
	free(i->detail);
	free(i->forward);
	*i = (struct outbox_item){ 0 };
}

void outbox_row_fini(struct outbox_row *r)
{
	message_row_fini(&r->message);
	outbox_item_fini(&r->item);
	for (size_t i = 0; i < r->attempts.n; i++)
		free(r->attempts.v[i].detail);
	free(r->attempts.v);
	*r = (struct outbox_row){ 0 };
}

void outbox_rows_fini(struct outbox_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		outbox_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct outbox_rows){ 0 };
}

void outbox_item_take(struct stmt *s, struct outbox_item *i)
{
	*i = (struct outbox_item){ 0 };
	i->message_id = take_i64(s);
	i->session_id = take_i64(s);
	i->chat_id = take_i64(s);
	i->contact_id = take_i64(s);
	i->conversation_id = take_i64(s);
	take_named(s, message_kind, &i->kind);
	take_named(s, message_origin, &i->origin);
	address_parse(take_ref(s), &i->recipient, NULL);
	i->text = take_dup(s);
	i->detail = take_dup(s);
	i->forward = take_dup(s);
	take_into(s, i->reply_to.bare, sizeof i->reply_to.bare);
	i->reply_to.from_me = take_i64(s) != 0;
	address_parse(take_ref(s), &i->reply_to.participant, NULL);
	i->has_reply = i->reply_to.bare[0] != '\0';
	i->reply_to.whole = true;
	i->reply_to.chat = i->recipient;
	i->is_group = take_i64(s) != 0;
	i->by_person = take_i64(s) != 0;
	i->initiation = take_i64(s) != 0;
	i->born_ms = take_i64(s);
	i->first_due_ms = take_i64(s);
	i->dwell_until_ms = take_i64(s);
	i->not_before_ms = take_i64(s);
	i->due_ms = take_i64(s);
	i->life_until = take_i64(s);
	i->tries = (int)take_i64(s);
}

static bool none(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "outbox.none", N_("message {id} was never in the queue"), "id=%lld",
		(long long)id);
}

bool outbox_item_get(struct db *d, int64_t id, int64_t now_ms, struct outbox_item *item, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " ITEM_COLUMNS " FROM outbox o" ITEM_JOINS " WHERE o.message_id = :id", e);
	int got;

	*item = (struct outbox_item){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":now_s", now_ms / 1000);
	got = stmt_row(s, e);
	if (got > 0) {
		outbox_item_take(s, item);
		stmt_done(s);
		return true;
	}
	return got == 0 ? none(id, e) : false;
}

/* A row's own columns; message and item are filled by id. */
#define ROW_COLUMNS "o.message_id, o.looks, o.look_ms, o.look_until_ms, o.confirmed_at, o.open, o.restored," \
	" coalesce(o.template_id, 0), o.template_version"

static int64_t take_row(struct stmt *s, struct outbox_row *r)
{
	int64_t id;

	*r = (struct outbox_row){ 0 };
	id = take_i64(s);
	r->looks = (int)take_i64(s);
	r->look_ms = take_i64(s);
	r->look_until_ms = take_i64(s);
	r->confirmed_at = take_i64(s);
	r->open = take_i64(s) != 0;
	r->restored = take_i64(s) != 0;
	r->template_id = take_i64(s);
	r->template_version = (int)take_i64(s);
	r->item.message_id = id;
	return id;
}

static bool fill(struct db *d, struct outbox_row *r, int64_t now_ms, struct err *e)
{
	int64_t id = r->item.message_id;

	return outbox_item_get(d, id, now_ms, &r->item, e) && message_get(d, id, &r->message, e);
}

static bool take_attempts(struct db *d, int64_t id, struct outbox_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT n, at_ms, ended_ms, wa_id, outcome IS NOT NULL, coalesce(outcome, 'unknown'), detail"
		" FROM outbox_attempts WHERE message_id = :id ORDER BY n", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		struct outbox_attempt *a;

		LIST_GROW(&r->attempts);
		a = &r->attempts.v[r->attempts.n++];
		*a = (struct outbox_attempt){ 0 };
		a->n = (int)take_i64(s);
		a->at_ms = take_i64(s);
		a->ended_ms = take_i64(s);
		take_into(s, a->wa_id, sizeof a->wa_id);
		a->ended = take_i64(s) != 0;
		take_named(s, outcome, &a->outcome);
		a->detail = take_dup(s);
	}
	return got == 0;
}

bool outbox_get(struct db *d, int64_t id, int64_t now_ms, struct outbox_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT " ROW_COLUMNS " FROM outbox o WHERE o.message_id = :id", e);
	int got;

	*r = (struct outbox_row){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0 ? none(id, e) : false;
	take_row(s, r);
	stmt_done(s);
	if (fill(d, r, now_ms, e) && take_attempts(d, id, r, e))
		return true;
	outbox_row_fini(r);
	return false;
}

bool outbox_list(struct db *d, int64_t session_id, int64_t after, size_t limit, int64_t now_ms,
	struct outbox_rows *out, bool *more, struct err *e)
{
	struct stmt *s;
	int64_t due = INT64_MIN;
	int got;

	*more = false;
	if (after != 0) {
		s = SQL(d, "SELECT due_ms FROM outbox WHERE message_id = :id", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", after);
		if (!stmt_one(s, &due, e))
			return false;
	}
	s = SQL(d,
		"SELECT " ROW_COLUMNS " FROM outbox o INDEXED BY outbox_due WHERE o.open = 1"
		" AND (:session IS NULL OR o.session_id = :session) AND (o.due_ms, o.message_id) > (:due, :after)"
		" ORDER BY o.due_ms, o.message_id LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_id(s, ":session", session_id);
	stmt_i64(s, ":due", due);
	stmt_i64(s, ":after", after);
	stmt_i64(s, ":limit", (int64_t)limit + 1);
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == limit) {
			*more = true;
			stmt_done(s);
			got = 0;
			break;
		}
		LIST_GROW(out);
		take_row(s, &out->v[out->n++]);
	}
	if (got < 0)
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (!fill(d, &out->v[i], now_ms, e))
			return false;
	return true;
}

/* Nothing at all leaves from the row's number. */
#define STOPPED                                                                                         \
	" EXISTS (SELECT 1 FROM pauses z INDEXED BY pauses_in_force WHERE z.lifted_at = 0"              \
	" AND (z.session_id IS NULL OR z.session_id = o.session_id) AND z.kind IN ('stop', 'full')"     \
	" AND (z.until = 0 OR z.until * 1000 > :now))"

bool outbox_count(struct db *d, int64_t session_id, int64_t now_ms, struct outbox_counts *n, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(sum(m.state = 'queued'), 0), coalesce(sum(m.state = 'held'), 0),"
		" coalesce(sum(m.state = 'sending'), 0), coalesce(sum(m.state = 'unknown'), 0),"
		" coalesce(sum(m.state = 'unknown' AND o.look_ms > 0), 0),"
		" coalesce(min(CASE WHEN m.state = 'queued' AND NOT" HELD_UP " AND NOT" STOPPED
		" THEN max(o.due_ms, :now) END), 0)"
		" FROM outbox o INDEXED BY outbox_due CROSS JOIN messages m ON m.id = o.message_id"
		" WHERE o.open = 1 AND (:session IS NULL OR o.session_id = :session)", e);
	int got;

	*n = (struct outbox_counts){ 0 };
	if (s == NULL)
		return false;
	stmt_id(s, ":session", session_id);
	stmt_i64(s, ":now", now_ms);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	n->queued = take_i64(s);
	n->held = take_i64(s);
	n->sending = take_i64(s);
	n->unknown = take_i64(s);
	n->looking = take_i64(s);
	n->next_due_ms = take_i64(s);
	stmt_done(s);
	return true;
}
