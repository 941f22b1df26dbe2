/* note: what agents write beside a thread. One's own is changed and taken away by
 * oneself, anybody's by a lead; and nobody writes over what he has not read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/zone.h"
#include "store/note.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { NOTES_OF_PAGE = 200 };

json_t *shape_note(const struct call *c, const struct note_row *r)
{
	const struct zone *z = shape_zone(c->s, c->target.number ? c->target.number->name : NULL);
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_i64(o, "conversation_id", r->conversation_id);
	put_time(o, "at", z, r->at);
	json_put_str(o, "author", r->author);
	json_put_str(o, "text", r->text);
	json_put(o, "mentions", shape_lines(r->mentions));
	json_put_bool(o, "edited", r->version > 1);
	json_put_i64(o, "version", r->version);
	put_time(o, "edited_at", z, r->edited_at);
	put_text(o, "edited_by", r->editor);
	return o;
}

static bool answer(struct call *c, int64_t id, struct err *e)
{
	struct note_row row;
	if (!note_get(c->s->db, id, &row, e))
		return false;
	reply_set(c->reply, shape_note(c, &row));
	note_row_fini(&row);
	return true;
}

bool note_add_run(struct call *c, struct err *e)
{
	int64_t id;
	return note_add(c->s->db, c->target.conversation_id, c->s->caller.agent_id, json_str_or(c->args, "text", ""),
		       c->s->now_ms / 1000, &id, &c->changes, e)
		&& call_audit(c, "note", NULL, e) && answer(c, id, e);
}

/* Pages go back in time, as those of messages. */
bool note_list_run(struct call *c, struct err *e)
{
	struct note_rows rows = { 0 };
	int64_t before = 0;
	char next[24] = "";
	bool more = false;
	bool ok = call_cursor(c, &before, e)
		&& note_list(c->s->db, c->target.chat.chat_id, 0, INT64_MAX, before, call_limit(c), &rows, &more, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_note(c, &rows.v[i]));
		if (more && rows.n)
			snprintf(next, sizeof next, "%lld", (long long)rows.v[0].id);
		reply_list(c->reply, items, next);
	}
	note_rows_fini(&rows);
	return ok;
}

bool notes_put(struct call *c, json_t *o, int64_t from, int64_t to, struct err *e)
{
	struct note_rows rows = { 0 };
	json_t *all = json_array();
	char next[24] = "";
	bool more, ok = note_list(c->s->db, c->target.chat.chat_id, from, to, 0, NOTES_OF_PAGE, &rows, &more, e);
	for (size_t i = 0; i < rows.n; i++)
		json_array_append_new(all, shape_note(c, &rows.v[i]));
	if (more && rows.n)
		snprintf(next, sizeof next, "%lld", (long long)rows.v[0].id);
	json_put(o, "notes", all);
	put_text(o, "notes_next", next);
	note_rows_fini(&rows);
	return ok;
}

/* One's own by oneself, anybody's by a lead. */
static bool is_mine(const struct call *c, const struct note_row *row, struct err *e)
{
	return row->agent_id == c->s->caller.agent_id || c->s->caller.rights >= RIGHTS_LEAD
		|| err_set(e, ERR_FORBIDDEN, "note.others",
			N_("note {id} is {author}'s: only {author} or a lead may change it"), "id=%lld\nauthor=%s",
			(long long)row->id, row->author);
}

static bool as_seen(struct call *c, const struct note_row *row, const char *text, struct err *e)
{
	int64_t version = json_i64_or(c->args, "version", 0);
	char when[RFC3339_CAP];
	bool foreign = row->version > 1 && row->edited_by != c->s->caller.agent_id;
	if (version ? version == row->version : !foreign)
		return true;
	if (text) {
		json_decref(c->reply->given);
		c->reply->given = json_object();
		json_put_str(c->reply->given, "text", text);
	}
	if (row->version == 1)
		return err_set(e, ERR_CONFLICT, "note.version", N_("note {id} is at version {version}"),
			"id=%lld\nversion=%lld", (long long)row->id, (long long)row->version);
	return err_set(e, ERR_CONFLICT, "note.changed",
		N_("{who} changed note {id} at {time}; nothing was written over it. Read it (it is at version {version}), "
		   "then write yours again"),
		"who=%s\nid=%lld\ntime=%s\nversion=%lld", row->editor, (long long)row->id,
		zone_rfc3339(shape_zone(c->s, NULL), row->edited_at, when), (long long)row->version);
}

bool note_may_change(struct call *c, const struct note_row *row, const char *text, struct err *e)
{
	return is_mine(c, row, e) && as_seen(c, row, text, e);
}

/* The note that is meant, its conversation for the trail. */
static bool take(struct call *c, const char *text, int64_t *id, struct err *e)
{
	struct note_row row;
	*id = json_i64_or(c->args, "note", 0);
	if (!note_get(c->s->db, *id, &row, e))
		return false;
	c->target.conversation_id = row.conversation_id;
	bool ok = note_may_change(c, &row, text, e);
	note_row_fini(&row);
	return ok;
}

bool note_edit_run(struct call *c, struct err *e)
{
	const char *text = json_str_or(c->args, "text", "");
	int64_t id;
	return take(c, text, &id, e)
		&& note_edit(c->s->db, id, c->s->caller.agent_id, text, c->s->now_ms / 1000, &c->changes, e)
		&& call_audit(c, "note edit", NULL, e) && answer(c, id, e);
}

bool note_delete_run(struct call *c, struct err *e)
{
	struct note_row row = { 0 };
	int64_t id;
	bool ok = take(c, NULL, &id, e) && answer(c, id, e) && note_get(c->s->db, id, &row, e)
		&& note_set_deleted(c->s->db, id, true, c->s->now_ms / 1000, &c->changes, e)
		&& call_audit(c, "note delete", NULL, e)
		&& call_undo(c, UNDO_NOTE, id, row.agent_id == c->s->caller.agent_id ? NULL : row.author, "", "deleted",
			e);
	note_row_fini(&row);
	return ok;
}
