/* view: filters of the inbox that were given a name. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/conversation.h"
#include "store/view.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

/* Its number of conversations; null for one that has lost what it names (a label, an agent). */
static void put_count(struct call *c, json_t *o, const struct view_row *r)
{
	struct conversation_query q = { .view = VIEW_ALL, .agent_id = c->s->caller.agent_id,
		.now = c->s->now_ms / 1000 };
	struct filter f = { .q = &q };
	struct err none = { 0 };
	int64_t n;
	if (terms_read(c, r->query, &f, &none) && conversation_count(c->s->db, &q, &n, &none))
		json_put_i64(o, "count", n);
	else
		json_put_null(o, "count");
}

static json_t *shape(struct call *c, const struct view_row *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "name", r->name);
	json_put_str(o, "query", r->query);
	json_put_bool(o, "shared", r->agent_id == 0);
	put_count(c, o, r);
	return o;
}

static json_t *all(struct call *c, struct err *e)
{
	struct view_rows rows = { 0 };
	json_t *items = json_array();
	bool ok = view_list(c->s->db, c->s->caller.agent_id, &rows, e);
	for (size_t i = 0; i < rows.n; i++)
		json_array_append_new(items, shape(c, &rows.v[i]));
	view_rows_fini(&rows);
	if (ok)
		return items;
	json_decref(items);
	return NULL;
}

bool views_put(struct call *c, json_t *o, const char *key, struct err *e)
{
	json_t *items = all(c, e);
	if (items)
		json_put(o, key, items);
	return items != NULL;
}

/* There are few; the cursor is how many went before. */
bool view_list_run(struct call *c, struct err *e)
{
	int64_t from = 0, limit = (int64_t)call_limit(c);
	char next[24] = "";
	if (!call_cursor(c, &from, e))
		return false;
	json_t *items = all(c, e), *page = json_array();
	int64_t n = (int64_t)json_array_size(items);
	for (int64_t i = from; i < n && i < from + limit; i++)
		json_array_append(page, json_array_get(items, (size_t)i));
	if (n > from + limit)
		snprintf(next, sizeof next, "%lld", (long long)(from + limit));
	if (items)
		reply_list(c->reply, page, next);
	else
		json_decref(page);
	json_decref(items);
	return items != NULL;
}

bool view_shared_may(const struct call *c, struct err *e)
{
	return c->s->caller.rights >= RIGHTS_LEAD
		|| err_set(e, ERR_FORBIDDEN, "view.lead", N_("a view that all share is a lead's to make or delete"), NULL);
}

/* Whose it is: the caller's own, or everybody's. */
static bool owner(struct call *c, int64_t *id, struct err *e)
{
	bool shared = json_flag(c->args, "shared");
	*id = shared ? 0 : c->s->caller.agent_id;
	return !shared || view_shared_may(c, e);
}

bool view_set_run(struct call *c, struct err *e)
{
	const char *name = json_str(c->args, "name"), *query = json_str_or(c->args, "query", "");
	struct conversation_query q = { .view = VIEW_ALL };
	struct filter f = { .q = &q };
	struct view_row was = { 0 }, row;
	int64_t id;
	bool found;
	if (!owner(c, &id, e) || !terms_read(c, query, &f, e) || !view_of(c->s->db, id, name, &was, &found, e)
		|| !view_set(c->s->db, id, name, query, c->s->now_ms / 1000, &row, e)
		|| !call_audit(c, "view set", name, e)
		|| !call_undo(c, UNDO_VIEW, id, name, found ? was.query : "", query, e))
		return false;
	reply_set(c->reply, shape(c, &row));
	return true;
}

bool view_delete_run(struct call *c, struct err *e)
{
	const char *name = json_str(c->args, "name");
	struct view_row row;
	int64_t id;
	bool found;
	if (!owner(c, &id, e) || !view_of(c->s->db, id, name, &row, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, id ? "view.not-own" : "view.not-shared",
			id ? N_("you have no view {name} of your own (--shared deletes one that all share)")
			   : N_("there is no view {name} that all share"), "name=%.80s", name);
	json_t *o = shape(c, &row);
	if (!view_delete(c->s->db, id, name, e) || !call_audit(c, "view delete", name, e)
		|| !call_undo(c, UNDO_VIEW, id, name, row.query, "", e)) {
		json_decref(o);
		return false;
	}
	reply_set(c->reply, o);
	return true;
}
