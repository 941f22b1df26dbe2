/* conversation: the inbox, one case, and what an agent keeps with it: the draft
 * and how far he has read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/zone.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/conversation.h"
#include "store/draft.h"
#include "store/note.h"
#include "store/seen.h"
#include "store/view.h"
#include "store/window.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { SNOOZE_MOST_S = 366 * 24 * 3600, STATUS_TEXT = 40, HISTORY_LINES = 20,
	WINDOWS_SHOWN = 10, CASES_SHOWN = 20, WINDOW_S = 24 * 3600 };

/* A view is one of the program's own, or a saved one: a filter that --filter narrows. */
static bool choose(struct call *c, struct filter *f, struct err *e)
{
	const char *view = json_str(c->args, "view");
	struct view_row saved;
	if (view && !inbox_view_named(view, &f->q->view)) {
		f->q->view = VIEW_ALL;
		if (!view_named(c->s->db, c->s->caller.agent_id, view, &saved, e) || !terms_read(c, saved.query, f, e))
			return false;
	}
	return terms_read(c, json_str_or(c->args, "filter", ""), f, e);
}

bool conversation_list_run(struct call *c, struct err *e)
{
	struct conversation_query q = { .view = VIEW_NEEDS_REPLY, .session_id = c->target.session_id,
		.agent_id = c->s->caller.agent_id, .now = c->s->now_ms / 1000,
		.contact_id = json_at(c->args, "contact") ? c->target.contact_id : 0,
		.after = json_str(c->args, "after"), .limit = call_limit(c) };
	struct filter filter = { .q = &q };
	struct conversation_rows rows = { 0 };
	char next[CONVERSATION_CURSOR] = "";
	bool ok = choose(c, &filter, e) && conversation_list(c->s->db, &q, &rows, next, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_conversation(c->s, &rows.v[i]));
		reply_list(c->reply, items, next);
	}
	conversation_rows_fini(&rows);
	return ok;
}

/* The row as lists have it: what commands that change one answer. */
bool conversation_answer(struct call *c, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, c->target.conversation_id, c->s->caller.agent_id, &row, e);
	if (ok)
		reply_set(c->reply, shape_conversation(c->s, &row));
	conversation_row_fini(&row);
	return ok;
}

static bool put_history(struct call *c, json_t *o, const struct zone *z, struct err *e)
{
	struct audit_rows rows = { 0 };
	json_t *all = json_array();
	bool ok = audit_of_case(c->s->db, c->target.conversation_id, HISTORY_LINES, &rows, e);
	for (size_t i = rows.n; i-- > 0;) {
		json_t *line = json_object();
		put_time(line, "at", z, rows.v[i].at);
		json_put_str(line, "who", rows.v[i].who);
		json_put_str(line, "action", rows.v[i].action);
		put_text(line, "detail", rows.v[i].detail);
		json_array_append_new(all, line);
	}
	json_put(o, "history", all);
	audit_rows_fini(&rows);
	return ok;
}

static bool put_windows(struct call *c, json_t *o, const struct zone *z, struct err *e)
{
	struct window_rows rows = { 0 };
	json_t *all = json_array();
	int64_t now = c->s->now_ms / 1000;
	bool ok = window_list(c->s->db, c->target.chat.chat_id, WINDOWS_SHOWN, &rows, e);
	for (size_t i = 0; i < rows.n; i++) {
		int64_t closes = rows.v[i].last_inbound_at + WINDOW_S;
		json_t *w = json_object();
		put_time(w, "opened_at", z, rows.v[i].opened_at);
		put_time(w, "last_inbound_at", z, rows.v[i].last_inbound_at);
		put_time(w, "first_answer_at", z, rows.v[i].first_answer_at);
		put_time(w, "closed_at", z, closes <= now ? closes : 0);
		json_array_append_new(all, w);
	}
	json_put(o, "windows", all);
	free(rows.v);
	return ok;
}

static bool put_cases(struct call *c, json_t *o, const struct zone *z, struct err *e)
{
	struct case_rows rows = { 0 };
	json_t *all = json_array();
	bool ok = conversation_cases(c->s->db, c->target.chat.chat_id, CASES_SHOWN, &rows, e);
	for (size_t i = 0; i < rows.n; i++) {
		json_t *k = json_object();
		json_put_i64(k, "id", rows.v[i].id);
		json_put_str(k, "status", case_status_name(rows.v[i].status));
		put_time(k, "opened_at", z, rows.v[i].opened_at);
		put_time(k, "closed_at", z, rows.v[i].closed_at);
		put_text(k, "assignee", rows.v[i].assignee);
		json_array_append_new(all, k);
	}
	json_put(o, "cases", all);
	free(rows.v);
	return ok;
}

/* Beside the row: who did what, the windows, and the chat's other cases. */
bool conversation_show(struct call *c, struct err *e)
{
	const struct zone *z = shape_zone(c->s, c->target.number ? c->target.number->name : NULL);
	return conversation_answer(c, e) && put_history(c, c->reply->json, z, e)
		&& put_windows(c, c->reply->json, z, e) && put_cases(c, c->reply->json, z, e);
}

bool conversation_draft(struct call *c, struct err *e)
{
	const char *text = json_str_or(c->args, "text", "");
	int64_t now = c->s->now_ms / 1000;
	if (!draft_put(c->s->db, c->s->caller.agent_id, c->target.conversation_id, text, now, e))
		return false;
	changes_add(&c->changes, CHANGE_CONVERSATION, c->target.conversation_id);
	json_t *o = json_object();
	json_put_str(o, "text", text);
	reply_set(c->reply, o);
	return true;
}

bool conversation_seen(struct call *c, struct err *e)
{
	int64_t now = c->s->now_ms / 1000, agent = c->s->caller.agent_id, chat = c->target.chat.chat_id;
	if (!seen_put(c->s->db, agent, chat, json_i64_or(c->args, "message_id", 0), now, &c->changes, e)
		|| !note_seen(c->s->db, agent, chat, now, &c->changes, e))
		return false;
	reply_set(c->reply, json_object());
	return true;
}

/* How a case stands, as undo keeps it: "snoozed 1795399200". */
static bool status_text(struct call *c, char out[STATUS_TEXT], struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, c->target.conversation_id, 0, &row, e);
	if (ok)
		snprintf(out, STATUS_TEXT, "%s %lld", case_status_name(row.status), (long long)row.snoozed_until);
	conversation_row_fini(&row);
	return ok;
}

static bool set_status(struct call *c, enum case_status status, int64_t until, const char *detail, struct err *e)
{
	char before[STATUS_TEXT], after[STATUS_TEXT];
	return status_text(c, before, e)
		&& conversation_set_status(c->s->db, c->target.conversation_id, status, until, c->s->now_ms / 1000,
			&c->changes, e)
		&& status_text(c, after, e) && call_audit(c, c->cmd->name, detail, e)
		&& call_undo(c, UNDO_STATUS, c->target.conversation_id, NULL, before, after, e)
		&& conversation_answer(c, e);
}

bool conversation_close(struct call *c, struct err *e)
{
	return set_status(c, CASE_CLOSED, 0, NULL, e);
}

bool conversation_archive(struct call *c, struct err *e)
{
	return set_status(c, CASE_ARCHIVED, 0, NULL, e);
}

/* Only what rests is opened: a case that waits goes on waiting. */
bool conversation_reopen(struct call *c, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, c->target.conversation_id, 0, &row, e);
	bool rests = row.status == CASE_CLOSED || row.status == CASE_ARCHIVED || row.status == CASE_SNOOZED;
	conversation_row_fini(&row);
	return ok && (rests ? set_status(c, CASE_OPEN, 0, NULL, e) : conversation_answer(c, e));
}

bool conversation_priority(struct call *c, struct err *e)
{
	const char *name = json_str_or(c->args, "priority", "");
	struct conversation_row row = { 0 };
	enum case_priority priority = PRIORITY_NORMAL;
	if (!case_priority_named(name, &priority))
		BUG("the table knows a priority that model/ does not: %s", name);
	bool ok = conversation_get(c->s->db, c->target.conversation_id, 0, &row, e)
		&& conversation_set_priority(c->s->db, c->target.conversation_id, priority, &c->changes, e)
		&& call_audit(c, "priority", name, e)
		&& call_undo(c, UNDO_PRIORITY, row.id, NULL, case_priority_name(row.priority), name, e);
	conversation_row_fini(&row);
	return ok && conversation_answer(c, e);
}

/* In the number's zone. */
bool conversation_snooze(struct call *c, struct err *e)
{
	const struct zone *z = shape_zone(c->s, c->target.number ? c->target.number->name : NULL);
	const char *said = json_str_or(c->args, "until", "");
	int64_t now = c->s->now_ms / 1000, until;
	char when[RFC3339_CAP];
	if (!zone_parse(z, said, now, &until, e))
		return false;
	if (until > now + SNOOZE_MOST_S)
		return err_set(e, ERR_USAGE, "send.far", N_("{at} is more than a year from now"), "at=%s", said);
	return set_status(c, CASE_SNOOZED, until > now ? until : now + 1, zone_rfc3339(z, until, when), e);
}

bool conversation_unread(struct call *c, struct err *e)
{
	int64_t chat = c->target.chat.chat_id, agent = c->s->caller.agent_id;
	struct seen_mark before, after;
	char was[SEEN_TEXT], is[SEEN_TEXT];
	return seen_mark(c->s->db, agent, chat, &before, e)
		&& seen_unread(c->s->db, agent, chat, c->s->now_ms / 1000, &c->changes, e)
		&& seen_mark(c->s->db, agent, chat, &after, e)
		&& call_undo(c, UNDO_UNREAD, chat, NULL, seen_text(&before, was), seen_text(&after, is), e)
		&& conversation_answer(c, e);
}

/* Whose it is by now, when that is neither nobody, nor the caller, nor whom he knew of:
 * of two who take it at once the second is told who won. */
static bool may_assign(struct call *c, const struct conversation_row *row, int64_t to, struct err *e)
{
	const char *from = json_str(c->args, "from");
	if (from && strcmp(from, row->assignee_id ? row->assignee : "nobody") == 0)
		return true;
	if (!from && (!row->assignee_id || !to || row->assignee_id == to || row->assignee_id == c->s->caller.agent_id))
		return true;
	return err_set(e, ERR_CONFLICT, "conversation.assigned",
		N_("conversation {id} is {who}'s by now; to take it over all the same add --from {who}"),
		"id=%lld\nwho=%s", (long long)row->id, row->assignee_id ? row->assignee : "nobody");
}

static bool assign_next(struct call *c, int64_t id, struct agent_row *agent, struct err *e)
{
	int64_t here[AGENTS_HERE], chosen;
	size_t n = engine_agents(c->s->engine, here);
	if (!conversation_assign_next(c->s->db, id, here, n, c->s->now_ms / 1000, &chosen, &c->changes, e))
		return false;
	if (!chosen)
		return err_set(e, ERR_CONFLICT, "assign.nobody-here",
			N_("nobody has a screen open who could be next: name an agent"), NULL);
	return agent_by_id(c->s->db, chosen, agent, e);
}

bool conversation_assign_run(struct call *c, struct err *e)
{
	const char *who = json_str_or(c->args, "agent", "");
	bool next = strcmp(who, "next") == 0, me = strcmp(who, "me") == 0;
	struct agent_row agent = { 0 };
	struct conversation_row row = { 0 };
	char before[24], after[24];
	if (me)
		agent.id = c->s->caller.agent_id;
	else if (!next && strcmp(who, "nobody") != 0 && !agent_named(c->s->db, who, &agent, e))
		return false;
	bool ok = conversation_get(c->s->db, c->target.conversation_id, 0, &row, e)
		&& may_assign(c, &row, next ? -1 : agent.id, e)
		&& (next ? assign_next(c, row.id, &agent, e)
			 : conversation_assign(c->s->db, row.id, agent.id, &c->changes, e));
	snprintf(before, sizeof before, "%lld", (long long)row.assignee_id);
	snprintf(after, sizeof after, "%lld", (long long)agent.id);
	ok = ok && call_audit(c, "assign", next ? agent.name : me ? c->s->caller.agent : who, e)
		&& call_undo(c, UNDO_ASSIGN, row.id, NULL, before, after, e);
	conversation_row_fini(&row);
	return ok && conversation_answer(c, e);
}
