/* undo: takes the caller's last change back, a batch as one. Each kind of value is a
 * row: how it stands now, as text, and how it is put back. What somebody else (or a
 * customer) changed since is left alone, and said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/zone.h"
#include "store/contact.h"
#include "store/contact_merge.h"
#include "store/conversation.h"
#include "store/field.h"
#include "store/label.h"
#include "store/message.h"
#include "store/note.h"
#include "store/outbox.h"
#include "store/seen.h"
#include "store/template.h"
#include "store/view.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { VALUE_CAP = 600, BATCH_DIGITS = 24 };

bool call_undo(struct call *c, enum undo_kind kind, int64_t object_id, const char *object, const char *before,
	const char *after, struct err *e)
{
	struct undo_step step = { .kind = kind, .action = (char *)(uintptr_t)c->cmd->name, .batch = c->batch,
		.conversation_id = c->target.conversation_id, .object_id = object_id,
		.object = (char *)(uintptr_t)(object ? object : ""), .before = (char *)(uintptr_t)before,
		.after = (char *)(uintptr_t)after };
	const char *given = json_str(c->args, "batch");
	if (strcmp(before, after) == 0)
		return true;
	/* A face's word for what belongs together; else this call alone. */
	if (!*c->batch && given)
		snprintf(c->batch, sizeof c->batch, "+%.60s", given);
	else if (!*c->batch)
		rng_hex(c->batch, BATCH_DIGITS);
	return undo_add(c->s->db, c->s->caller.agent_id, &step, c->s->now_ms / 1000, e);
}

/* Open and waiting are one: which of them it is follows from who spoke last. */
static bool status_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, u->object_id, 0, &row, e);
	if (ok)
		snprintf(out, VALUE_CAP, "%s %lld", case_status_name(row.status), (long long)row.snoozed_until);
	conversation_row_fini(&row);
	return ok;
}

static bool status_same(const char *a, const char *b)
{
	bool a_active = strncmp(a, "open ", 5) == 0 || strncmp(a, "waiting ", 8) == 0;
	bool b_active = strncmp(b, "open ", 5) == 0 || strncmp(b, "waiting ", 8) == 0;
	return a_active ? b_active : strcmp(a, b) == 0;
}

static bool status_put(struct call *c, const struct undo_step *u, struct err *e)
{
	char name[VALUE_CAP];
	enum case_status status = CASE_OPEN;
	int64_t until = strtoll(u->before + strcspn(u->before, " "), NULL, 10);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(u->before, " "), u->before);
	if (!case_status_named(name, &status))
		BUG("no status: %s", u->before);
	/* A snooze that would be over by now is. */
	if (status == CASE_SNOOZED && until <= c->s->now_ms / 1000)
		status = CASE_OPEN;
	return conversation_set_status(c->s->db, u->object_id, status, until, c->s->now_ms / 1000, &c->changes, e);
}

static bool priority_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, u->object_id, 0, &row, e);
	if (ok)
		str_copy(out, VALUE_CAP, case_priority_name(row.priority));
	conversation_row_fini(&row);
	return ok;
}

static bool priority_put(struct call *c, const struct undo_step *u, struct err *e)
{
	enum case_priority priority = PRIORITY_NORMAL;
	if (!case_priority_named(u->before, &priority))
		BUG("no priority: %s", u->before);
	return conversation_set_priority(c->s->db, u->object_id, priority, &c->changes, e);
}

static bool assign_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, u->object_id, 0, &row, e);
	snprintf(out, VALUE_CAP, "%lld", (long long)row.assignee_id);
	conversation_row_fini(&row);
	return ok;
}

static bool assign_put(struct call *c, const struct undo_step *u, struct err *e)
{
	return conversation_assign(c->s->db, u->object_id, strtoll(u->before, NULL, 10), &c->changes, e);
}

/* The label is found by its id: it may be called otherwise by now, or be gone. */
static bool label_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	bool on;
	if (!label_is_on(c->s->db, u->conversation_id, u->object_id, &on, e))
		return false;
	str_copy(out, VALUE_CAP, on ? "on" : "");
	return true;
}

static bool label_back(struct call *c, const struct undo_step *u, struct err *e)
{
	bool otherwise;
	bool on = *u->before != '\0';
	if (!label_put(c->s->db, u->conversation_id, u->object_id, on, &otherwise, &c->changes, e))
		return false;
	label_tell(c, u->conversation_id, u->object_id, on);
	return true;
}

static bool unread_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct seen_mark mark;
	char text[SEEN_TEXT];
	if (!seen_mark(c->s->db, c->s->caller.agent_id, u->object_id, &mark, e))
		return false;
	str_copy(out, VALUE_CAP, seen_text(&mark, text));
	return true;
}

static bool unread_put(struct call *c, const struct undo_step *u, struct err *e)
{
	struct seen_mark mark;
	seen_read(u->before, &mark);
	return seen_restore(c->s->db, c->s->caller.agent_id, u->object_id, &mark, c->s->now_ms / 1000, &c->changes, e);
}

static bool note_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	bool deleted;
	if (!note_is_deleted(c->s->db, u->object_id, &deleted, e))
		return false;
	str_copy(out, VALUE_CAP, deleted ? "deleted" : "");
	return true;
}

static bool note_put(struct call *c, const struct undo_step *u, struct err *e)
{
	return note_set_deleted(c->s->db, u->object_id, false, c->s->now_ms / 1000, &c->changes, e);
}

static bool view_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct view_row row;
	bool found;
	if (!view_of(c->s->db, u->object_id, u->object, &row, &found, e))
		return false;
	str_copy(out, VALUE_CAP, found ? row.query : "");
	return true;
}

static bool view_put(struct call *c, const struct undo_step *u, struct err *e)
{
	struct view_row row;
	return *u->before ? view_set(c->s->db, u->object_id, u->object, u->before, c->s->now_ms / 1000, &row, e)
			  : view_delete(c->s->db, u->object_id, u->object, e);
}

static bool send_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct message_row row = { 0 };
	bool ok = message_get(c->s->db, u->object_id, &row, e);
	bool waits = row.state == MSG_QUEUED || row.state == MSG_HELD;
	str_copy(out, VALUE_CAP, waits ? "waits" : "left");
	message_row_fini(&row);
	return ok;
}

static bool send_put(struct call *c, const struct undo_step *u, struct err *e)
{
	c->poke_sender = true;
	return outbox_cancel(c->s->db, u->object_id, c->s->now_ms, &c->changes, e);
}

/* Of persons. */

static bool tag_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(c->s->db, u->object_id, &row, e);
	for (size_t i = 0; i < row.tags.n; i++)
		if (strcmp(row.tags.v[i], u->object) == 0)
			str_copy(out, VALUE_CAP, "on");
	contact_row_fini(&row);
	return ok;
}

static bool tag_back(struct call *c, const struct undo_step *u, struct err *e)
{
	bool changed;
	c->target.contact_id = u->object_id;
	return profile_set_tag(c->s->db, u->object_id, u->object, !*u->before, &changed, &c->changes, e);
}

static bool field_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(c->s->db, u->object_id, &row, e);
	if (ok && strcmp(u->object, "name") == 0)
		str_copy(out, VALUE_CAP, row.names[CONTACT_OWN]);
	for (size_t i = 0; i < row.fields.n; i++)
		if (strcmp(row.fields.v[i].name, u->object) == 0)
			str_copy(out, VALUE_CAP, row.fields.v[i].value);
	contact_row_fini(&row);
	return ok;
}

static bool field_back(struct call *c, const struct undo_step *u, struct err *e)
{
	struct field f;
	bool changed;
	c->target.contact_id = u->object_id;
	if (strcmp(u->object, "name") == 0)
		return contact_set_name(c->s->db, u->object_id, CONTACT_OWN, u->before, &c->changes, e);
	return field_get(c->s->db, u->object, &f, e)
		&& profile_set_field(c->s->db, u->object_id, &f, u->before, &changed, &c->changes, e);
}

static bool block_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(c->s->db, u->object_id, &row, e);
	str_copy(out, VALUE_CAP, row.blocked_at ? "blocked" : "");
	contact_row_fini(&row);
	return ok;
}

/* What was cancelled for it stays so. */
static bool block_back(struct call *c, const struct undo_step *u, struct err *e)
{
	return contact_block(c, u->object_id, *u->before != '\0', e);
}

static bool merge_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	int64_t gone;
	if (!contact_last_merge(c->s->db, u->object_id, &gone, e))
		return false;
	snprintf(out, VALUE_CAP, "%lld", (long long)gone);
	return true;
}

static bool merge_back(struct call *c, const struct undo_step *u, struct err *e)
{
	int64_t gone;
	c->target.contact_id = u->object_id;
	c->poke_sender = true;
	return contact_unmerge(c->s->db, u->object_id, c->s->now_ms / 1000, &gone, &c->changes, e);
}

static bool template_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	return template_state(c->s->db, u->object_id, out, e);
}

static bool template_back(struct call *c, const struct undo_step *u, struct err *e)
{
	return template_restore(c->s->db, u->object_id, u->before, e);
}

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static const struct kind {
	bool (*now)(struct call *, const struct undo_step *, char *out, struct err *);
	bool (*put)(struct call *, const struct undo_step *, struct err *);
	bool (*same)(const char *, const char *);
	const char *actions; /* of the trail: who else may have changed it */
} kinds[] = {
	[UNDO_STATUS] = { status_now, status_put, status_same, "close reopen archive unarchive snooze wake undo" },
	[UNDO_PRIORITY] = { priority_now, priority_put, same, "priority undo" },
	[UNDO_ASSIGN] = { assign_now, assign_put, same, "assign undo" },
	[UNDO_LABEL] = { label_now, label_back, same, "label undo" },
	[UNDO_UNREAD] = { unread_now, unread_put, same, "" },
	[UNDO_NOTE] = { note_now, note_put, same, "undo" },
	[UNDO_VIEW] = { view_now, view_put, same, "" },
	[UNDO_SEND] = { send_now, send_put, same, "" },
	[UNDO_TAG] = { tag_now, tag_back, same, "" },
	[UNDO_FIELD] = { field_now, field_back, same, "" },
	[UNDO_BLOCK] = { block_now, block_back, same, "" },
	[UNDO_MERGE] = { merge_now, merge_back, same, "" },
	[UNDO_TEMPLATE] = { template_now, template_back, same, "" },
};

/* It is not as the caller left it: who did that, and when. */
static bool changed_since(struct call *c, const struct undo_step *u, struct err *e)
{
	char who[64], when[RFC3339_CAP];
	int64_t at;
	if (!undo_since(c->s->db, u->conversation_id, u->trail_id, kinds[u->kind].actions, who, sizeof who, &at, e))
		return false;
	if (*who && strcmp(who, c->s->caller.agent) != 0)
		return err_set(e, ERR_CONFLICT, "undo.changed",
			N_("{action} of conversation {id} cannot be taken back: {who} changed it at {time}"),
			"action=%s\nid=%lld\nwho=%s\ntime=%s", u->action, (long long)u->conversation_id, who,
			zone_rfc3339(shape_zone(c->s, NULL), at, when));
	return err_set(e, ERR_CONFLICT, "undo.moved",
		N_("{action} cannot be taken back: it is not as you left it any more (a message came, or you changed it)"),
		"action=%s", u->action);
}

static bool take_back(struct call *c, const struct undo_step *u, struct err *e)
{
	char now[VALUE_CAP] = "";
	if (!kinds[u->kind].now(c, u, now, e))
		return false;
	if (!kinds[u->kind].same(now, u->after))
		return changed_since(c, u, e);
	c->target.conversation_id = u->conversation_id;
	return kinds[u->kind].put(c, u, e) && undo_done(c->s->db, u->id, c->s->now_ms / 1000, e)
		&& call_audit(c, "undo", u->action, e);
}

/* What is told of it, and of which conversations. */
static json_t *shape(const struct undo_steps *all)
{
	struct sentence say;
	json_t *o = json_object(), *ids = json_array();
	int64_t told = 0;
	for (size_t i = 0; i < all->n; i++) {
		size_t j = 0;
		while (j < i && all->v[j].conversation_id != all->v[i].conversation_id)
			j++;
		if (j < i || !all->v[i].conversation_id)
			continue;
		json_array_append_new(ids, json_integer(all->v[i].conversation_id));
		told++;
	}
	if (all->v[0].kind == UNDO_SEND)
		sentence_set(&say, "undo.send", N_("taken back before it left: message {id}"), "id=%lld",
			(long long)all->v[0].object_id);
	else if (told > 1)
		sentence_set(&say, "undo.many", N_("taken back: {action} of {n} conversations"), "action=%s\nn=%lld",
			all->v[0].action, (long long)told);
	else if (told == 1)
		sentence_set(&say, "undo.one", N_("taken back: {action} of conversation {id}"), "action=%s\nid=%lld",
			all->v[0].action, (long long)all->v[0].conversation_id);
	else
		sentence_set(&say, "undo.thing", N_("taken back: {action} {name}"), "action=%s\nname=%.80s",
			all->v[0].action, all->v[0].object);
	json_put_str(o, "action", all->v[0].action);
	json_put_i64(o, "changes", (int64_t)all->n);
	json_put(o, "conversations", ids);
	put_id(o, "message_id", all->v[0].kind == UNDO_SEND ? all->v[0].object_id : 0);
	put_sentence(o, "sentence", &say);
	return o;
}

/* A message that has left is nothing to take back: the change before it is. */
static bool skip_left(struct call *c, struct undo_steps *all, bool *skipped, struct err *e)
{
	char now[VALUE_CAP] = "";
	*skipped = false;
	if (all->n == 0 || all->v[0].kind != UNDO_SEND)
		return true;
	if (!send_now(c, &all->v[0], now, e))
		return false;
	*skipped = strcmp(now, "waits") != 0;
	return !*skipped || undo_done(c->s->db, all->v[0].id, c->s->now_ms / 1000, e);
}

bool undo_run(struct call *c, struct err *e)
{
	struct undo_steps all = { 0 };
	int64_t span_s = config_ms(c->s->config, "undo_time") / 1000;
	bool ok, skipped = true, left = false;
	do {
		left = left || (all.n > 0);
		undo_steps_fini(&all);
		ok = undo_last(c->s->db, c->s->caller.agent_id, c->s->now_ms / 1000 - span_s, &all, e)
			&& skip_left(c, &all, &skipped, e);
	} while (ok && skipped);
	if (ok && all.n == 0)
		ok = left ? err_set(e, ERR_CONFLICT, "undo.left",
			N_("your message has left already: it cannot be taken back"), NULL)
			  : err_set(e, ERR_NOT_FOUND, "undo.none",
				N_("there is nothing of yours to take back from the last {n} minutes"), "n=%lld",
				(long long)((span_s + 59) / 60));
	for (size_t i = 0; ok && i < all.n; i++)
		ok = take_back(c, &all.v[i], e);
	if (ok)
		reply_set(c->reply, shape(&all));
	undo_steps_fini(&all);
	return ok;
}
