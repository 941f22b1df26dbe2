/* undo_value: see undo_value.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

#include "service/undo_value.h"

#include "base/banned.h"

/* Open and waiting are one: which of them it is follows from who spoke last. */
static bool status_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct conversation_row row = { 0 };
	bool ok = conversation_get(c->s->db, u->object_id, 0, &row, e);
	if (ok)
		snprintf(out, UNDO_VALUE_CAP, "%s %lld", case_status_name(row.status), (long long)row.snoozed_until);
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
	char name[UNDO_VALUE_CAP];
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
		str_copy(out, UNDO_VALUE_CAP, case_priority_name(row.priority));
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
	snprintf(out, UNDO_VALUE_CAP, "%lld", (long long)row.assignee_id);
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
	str_copy(out, UNDO_VALUE_CAP, on ? "on" : "");
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
	str_copy(out, UNDO_VALUE_CAP, seen_text(&mark, text));
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
	str_copy(out, UNDO_VALUE_CAP, deleted ? "deleted" : "");
	return true;
}

static bool note_put(struct call *c, const struct undo_step *u, struct err *e)
{
	return note_set_deleted(c->s->db, u->object_id, false, c->s->now_ms / 1000, &c->changes, e);
}

/* Of somebody else's note the object is who wrote it. */
static bool note_may(const struct call *c, const struct undo_step *u, struct err *e)
{
	return !*u->object || c->s->caller.rights >= RIGHTS_LEAD
		|| err_set(e, ERR_FORBIDDEN, "note.others",
			N_("note {id} is {author}'s: only {author} or a lead may change it"), "id=%lld\nauthor=%s",
			(long long)u->object_id, u->object);
}

static bool contact_note_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct contact_note n;
	if (!contact_note_any(c->s->db, u->object_id, &n, e))
		return false;
	str_copy(out, UNDO_VALUE_CAP, n.deleted_at ? "deleted" : "");
	contact_note_fini(&n);
	return true;
}

static bool contact_note_put(struct call *c, const struct undo_step *u, struct err *e)
{
	struct contact_note n;
	if (!contact_note_any(c->s->db, u->object_id, &n, e))
		return false;
	c->target.contact_id = n.contact_id;
	contact_note_fini(&n);
	return contact_note_restore(c->s->db, u->object_id, &c->changes, e);
}

static bool contact_note_may(const struct call *c, const struct undo_step *u, struct err *e)
{
	struct contact_note n;
	if (!contact_note_any(c->s->db, u->object_id, &n, e))
		return false;
	bool ok = n.agent_id == c->s->caller.agent_id || c->s->caller.rights >= RIGHTS_LEAD
		|| err_set(e, ERR_FORBIDDEN, "note.others",
			N_("note {id} is {author}'s: only {author} or a lead may change it"), "id=%lld\nauthor=%s",
			(long long)u->object_id, n.author);
	contact_note_fini(&n);
	return ok;
}

static bool view_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct view_row row;
	bool found;
	if (!view_of(c->s->db, u->object_id, u->object, &row, &found, e))
		return false;
	str_copy(out, UNDO_VALUE_CAP, found ? row.query : "");
	return true;
}

static bool view_put(struct call *c, const struct undo_step *u, struct err *e)
{
	struct view_row row;
	return *u->before ? view_set(c->s->db, u->object_id, u->object, u->before, c->s->now_ms / 1000, &row, e)
			  : view_delete(c->s->db, u->object_id, u->object, e);
}

static bool view_may(const struct call *c, const struct undo_step *u, struct err *e)
{
	return u->object_id != 0 || view_shared_may(c, e);
}

static bool send_now(struct call *c, const struct undo_step *u, char *out, struct err *e)
{
	struct message_row row = { 0 };
	bool ok = message_get(c->s->db, u->object_id, &row, e);
	bool waits = row.state == MSG_QUEUED || row.state == MSG_HELD;
	bool never = row.state == MSG_CANCELLED || row.state == MSG_REJECTED;
	str_copy(out, UNDO_VALUE_CAP, waits ? UNDO_WAITS : never ? "" : UNDO_LEFT);
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
			str_copy(out, UNDO_VALUE_CAP, "on");
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
		str_copy(out, UNDO_VALUE_CAP, row.names[CONTACT_OWN]);
	for (size_t i = 0; i < row.fields.n; i++)
		if (strcmp(row.fields.v[i].name, u->object) == 0)
			str_copy(out, UNDO_VALUE_CAP, row.fields.v[i].value);
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
	str_copy(out, UNDO_VALUE_CAP, row.blocked_at ? "blocked" : "");
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
	snprintf(out, UNDO_VALUE_CAP, "%lld", (long long)gone);
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

/* "3 approved": what is approved or retired now, or would be again. */
static bool template_may(const struct call *c, const struct undo_step *u, struct err *e)
{
	bool draft = strstr(u->before, template_status_name(TEMPLATE_APPROVED)) == NULL
		&& strstr(u->before, template_status_name(TEMPLATE_RETIRED)) == NULL
		&& strstr(u->after, template_status_name(TEMPLATE_APPROVED)) == NULL
		&& strstr(u->after, template_status_name(TEMPLATE_RETIRED)) == NULL;
	return draft || c->s->caller.rights >= RIGHTS_LEAD
		|| err_set(e, ERR_FORBIDDEN, "template.was-lead",
			N_("the template {name} is or was approved or retired: a lead changes it"), "name=%s", u->object);
}

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static const struct undo_value values[] = {
	[UNDO_STATUS] = { status_now, status_put, status_same, NULL,
		"close reopen archive unarchive snooze wake", true },
	[UNDO_PRIORITY] = { priority_now, priority_put, same, NULL, "priority", true },
	[UNDO_ASSIGN] = { assign_now, assign_put, same, NULL, "assign", true },
	[UNDO_LABEL] = { label_now, label_back, same, NULL, "label", false },
	[UNDO_UNREAD] = { unread_now, unread_put, same, NULL, "", false },
	[UNDO_NOTE] = { note_now, note_put, same, note_may, "", false },
	[UNDO_CONTACT_NOTE] = { contact_note_now, contact_note_put, same, contact_note_may, "", false },
	[UNDO_VIEW] = { view_now, view_put, same, view_may, "", false },
	[UNDO_SEND] = { send_now, send_put, same, NULL, "", false },
	[UNDO_TAG] = { tag_now, tag_back, same, NULL, "", false },
	[UNDO_FIELD] = { field_now, field_back, same, NULL, "", false },
	[UNDO_BLOCK] = { block_now, block_back, same, NULL, "", false },
	[UNDO_MERGE] = { merge_now, merge_back, same, NULL, "", false },
	[UNDO_TEMPLATE] = { template_now, template_back, same, template_may, "", false },
};

const struct undo_value *undo_value(enum undo_kind kind)
{
	return &values[kind];
}
