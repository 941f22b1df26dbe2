/* contact_change: what people change of a contact: name, fields, tags, notes, block.
 * The trail says which field was changed, never what is in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "command/check.h"
#include "store/contact.h"
#include "store/contact_merge.h"
#include "store/field.h"
#include "store/note.h"
#include "store/outbox.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { STATUS_CREATED = 201, OWN_NAME_MAX = 512 };

/* What stands there now. */
static bool value_now(struct call *c, const char *name, char out[OWN_NAME_MAX + FIELD_VALUE_CAP], struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(c->s->db, c->target.contact_id, &row, e);
	*out = '\0';
	if (ok && strcmp(name, "name") == 0)
		str_copy(out, OWN_NAME_MAX + FIELD_VALUE_CAP, row.names[CONTACT_OWN]);
	for (size_t i = 0; i < row.fields.n; i++)
		if (strcmp(row.fields.v[i].name, name) == 0)
			str_copy(out, OWN_NAME_MAX + FIELD_VALUE_CAP, row.fields.v[i].value);
	contact_row_fini(&row);
	return ok;
}

static bool put_one(struct call *c, const struct field_pair *p, struct err *e)
{
	struct field f;
	char value[FIELD_VALUE_CAP];
	bool changed;
	if (strcmp(p->name, "name") != 0)
		return field_get(c->s->db, p->name, &f, e) && field_value(&f, p->value, value, e)
			&& profile_set_field(c->s->db, c->target.contact_id, &f, value, &changed, &c->changes, e);
	if (strlen(p->value) > OWN_NAME_MAX)
		return err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=%s\nmax=%d", "name", OWN_NAME_MAX);
	return contact_set_name(c->s->db, c->target.contact_id, CONTACT_OWN, p->value, &c->changes, e);
}

static bool set_one(struct call *c, const struct field_pair *p, bool *changed, struct err *e)
{
	char before[OWN_NAME_MAX + FIELD_VALUE_CAP], after[OWN_NAME_MAX + FIELD_VALUE_CAP];
	if (!value_now(c, p->name, before, e) || !put_one(c, p, e) || !value_now(c, p->name, after, e))
		return false;
	*changed = strcmp(before, after) != 0;
	return call_undo(c, UNDO_FIELD, c->target.contact_id, p->name, before, after, e);
}

/* All of them, and their names into the trail. */
static bool set_all(struct call *c, const char *typed, struct buf *done, struct err *e)
{
	struct field_pairs pairs = { 0 };
	bool ok = field_pairs(typed, &pairs, e);
	for (size_t i = 0; ok && i < pairs.n; i++) {
		bool changed = false;
		ok = set_one(c, &pairs.v[i], &changed, e);
		if (ok && changed)
			buf_addf(done, "%s%s", done->n ? ", " : "", pairs.v[i].name);
	}
	field_pairs_fini(&pairs);
	return ok;
}

bool contact_set_run(struct call *c, struct err *e)
{
	struct buf done = { 0 };
	bool ok = set_all(c, json_str_or(c->args, "values", ""), &done, e)
		&& (!done.n || call_audit(c, "contact set", buf_str(&done), e)) && contact_show(c, e);
	buf_fini(&done);
	return ok;
}

static bool there_already(struct call *c, int64_t id, struct err *e)
{
	struct contact_row row = { 0 };
	if (contact_get(c->s->db, id, &row, e))
		err_set(e, ERR_CONFLICT, "contact.there",
			N_("that number is a contact already: {id} {name}; `wartel contact set {id}` changes it"),
			"id=%lld\nname=%.80s", (long long)row.id, row.name);
	contact_row_fini(&row);
	return false;
}

bool contact_add_run(struct call *c, struct err *e)
{
	const char *values = json_str_or(c->args, "values", "");
	struct address a = { .kind = ADDRESS_PHONE };
	struct buf done = { 0 };
	int64_t id = 0;
	if (!phone_parse(json_str_or(c->args, "phone", ""), config_number(c->s->config, 0)->default_country, a.user, e)
		|| !contact_find(c->s->db, &a, &id, e))
		return false;
	if (id)
		return there_already(c, id, e);
	if (!contact_open(c->s->db, &a, NULL, c->s->now_ms / 1000, &id, &c->changes, e))
		return false;
	c->target.contact_id = id;
	bool ok = (!*values || set_all(c, values, &done, e)) && call_audit(c, "contact add", buf_str(&done), e)
		&& contact_show(c, e);
	c->reply->status = STATUS_CREATED;
	buf_fini(&done);
	return ok;
}

bool contact_tag_run(struct call *c, struct err *e)
{
	struct tag_changes tags = { 0 };
	struct buf done = { 0 };
	bool ok = tag_changes(json_str_or(c->args, "tags", ""), &tags, e);
	for (size_t i = 0; ok && i < tags.n; i++) {
		bool changed = false;
		ok = profile_set_tag(c->s->db, c->target.contact_id, tags.v[i].tag, tags.v[i].off, &changed, &c->changes, e);
		if (ok && changed)
			ok = call_undo(c, UNDO_TAG, c->target.contact_id, tags.v[i].tag, tags.v[i].off ? "on" : "",
				tags.v[i].off ? "" : "on", e);
		if (ok && changed)
			buf_addf(&done, "%s%c%s", done.n ? " " : "", tags.v[i].off ? '-' : '+', tags.v[i].tag);
	}
	ok = ok && (!done.n || call_audit(c, "contact tag", buf_str(&done), e)) && contact_show(c, e);
	tag_changes_fini(&tags);
	buf_fini(&done);
	return ok;
}

static bool may_change(struct call *c, int64_t contact_id, int64_t id, const char *text, struct err *e)
{
	struct contact_note n = { 0 };
	if (!contact_note_get(c->s->db, contact_id, id, &n, e))
		return false;
	struct note_row row = { .id = n.id, .agent_id = n.agent_id, .author = n.author, .version = n.version,
		.edited_at = n.edited_at, .edited_by = n.edited_by, .editor = n.editor };
	bool ok = note_may_change(c, &row, text, e);
	contact_note_fini(&n);
	return ok;
}

bool contact_note_run(struct call *c, struct err *e)
{
	const char *text = json_str_or(c->args, "text", "");
	int64_t edit = json_i64_or(c->args, "edit", 0);
	struct contact_note n = { .contact_id = c->target.contact_id, .at = c->s->now_ms / 1000,
		.agent_id = c->s->caller.agent_id, .author = c->s->caller.agent, .text = (char *)(uintptr_t)text };
	char detail[48];
	bool empty = strspn(text, " \t\n") == strlen(text);
	if (empty && !edit)
		return err_set(e, ERR_USAGE, "note.empty", N_("the note is empty: say what to keep"), NULL);
	if (edit && !may_change(c, n.contact_id, edit, empty ? NULL : text, e))
		return false;
	if (!(edit ? contact_note_edit(c->s->db, n.contact_id, edit, n.agent_id, n.author, empty ? NULL : text, n.at,
			&c->changes, e)
		   : contact_note_add(c->s->db, &n, &c->changes, e)))
		return false;
	snprintf(detail, sizeof detail, "%s %lld", !edit ? "new" : empty ? "deleted" : "edited",
		(long long)(edit ? edit : n.id));
	return call_audit(c, "contact note", detail, e)
		&& (!edit || !empty || call_undo(c, UNDO_CONTACT_NOTE, edit, strchr(detail, ' ') + 1, "", "deleted", e))
		&& contact_show(c, e);
}

bool contact_block(struct call *c, int64_t contact_id, bool block, struct err *e)
{
	if (!contact_set_blocked(c->s->db, contact_id, block ? c->s->now_ms / 1000 : 0, &c->changes, e))
		return false;
	json_t *args = json_object();
	json_put_i64(args, "contact_id", contact_id);
	json_put_bool(args, "blocked", block);
	call_job(c, JOB_BLOCK, args, false);
	c->target.contact_id = contact_id;
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	return true;
}

bool contact_block_run(struct call *c, struct err *e)
{
	bool block = c->cmd->id == CMD_CONTACT_BLOCK, was;
	struct contact_row row = { 0 };
	int64_t id = c->target.contact_id;
	size_t cancelled = 0;
	char detail[ARG_WORD_MAX + 32], plain[24];
	if (!contact_get(c->s->db, id, &row, e))
		return false;
	was = row.blocked_at != 0;
	contact_row_fini(&row);
	snprintf(plain, sizeof plain, "%lld", (long long)id);
	if (!contact_block(c, id, block, e)
		|| (block && !outbox_cancel_contact(c->s->db, id, c->s->now_ms, &cancelled, &c->changes, e))
		|| !call_undo(c, UNDO_BLOCK, id, plain, was ? "blocked" : "", block ? "blocked" : "", e))
		return false;
	snprintf(detail, sizeof detail, "%s%s%zu cancelled", json_str_or(c->args, "reason", ""),
		json_str(c->args, "reason") ? "; " : "", cancelled);
	return call_audit(c, block ? "contact block" : "contact unblock", block ? detail : json_str(c->args, "reason"), e)
		&& contact_show(c, e);
}

bool contact_merge_run(struct call *c, struct err *e)
{
	int64_t keep, gone;
	char detail[64];
	if (!target_contact_in(c, "contact", &keep, e) || !target_contact_in(c, "other", &gone, e)
		|| !contact_merge(c->s->db, keep, gone, c->s->now_ms / 1000, &c->changes, e))
		return false;
	c->target.contact_id = keep;
	snprintf(detail, sizeof detail, "%lld", (long long)gone);
	c->poke_sender = true;
	return call_undo(c, UNDO_MERGE, keep, detail, "", detail, e) && call_audit(c, "contact merge", detail, e)
		&& contact_show(c, e);
}

bool contact_unmerge_run(struct call *c, struct err *e)
{
	int64_t gone;
	char detail[64];
	if (!contact_unmerge(c->s->db, c->target.contact_id, c->s->now_ms / 1000, &gone, &c->changes, e))
		return false;
	snprintf(detail, sizeof detail, "%lld", (long long)gone);
	if (!call_audit(c, "contact unmerge", detail, e))
		return false;
	c->target.contact_id = gone;
	c->poke_sender = true;
	return contact_show(c, e);
}
