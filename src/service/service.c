/* service: the array of what commands do, and the way every one of them goes:
 * rights, arguments, targets, transaction, changes, jobs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/peer.h"
#include "command/check.h"
#include "command/rights.h"
#include "model/cursor.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/number.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum mode { READ, WRITE };

static const struct row {
	service_row run;
	enum mode mode;
	service_end end; /* of those that wait for a job */
} rows[COMMAND_COUNT] = {
	[CMD_SESSION_LIST] = { session_list, READ, NULL },
	[CMD_SESSION_START] = { session_start, WRITE, session_answer },
	[CMD_SESSION_STATUS] = { session_status, READ, session_answer },
	[CMD_SESSION_QR] = { session_qr, WRITE, session_qr_answer },
	[CMD_SESSION_CODE] = { session_code, WRITE, session_code_answer },
	[CMD_SESSION_STOP] = { session_stop, WRITE, session_answer },
	[CMD_SESSION_RESTART] = { session_restart, WRITE, session_answer },
	[CMD_SESSION_LOGOUT] = { session_logout, WRITE, session_answer },
	[CMD_SESSION_WEBHOOK] = { session_webhook, WRITE, session_answer },
	[CMD_SESSION_WARM] = { session_warm, WRITE, NULL },
	[CMD_CONVERSATION_LIST] = { conversation_list_run, READ, NULL },
	[CMD_CONVERSATION_SHOW] = { conversation_show, READ, NULL },
	[CMD_MESSAGES] = { message_page, READ, NULL },
	[CMD_SEND] = { send_message, WRITE, NULL },
	[CMD_SEARCH] = { message_search, READ, NULL },
	[CMD_STAR] = { message_star_run, WRITE, NULL },
	[CMD_UNSTAR] = { message_star_run, WRITE, NULL },
	[CMD_QUEUE] = { queue_list, READ, NULL },
	[CMD_WHY] = { queue_why, READ, NULL },
	[CMD_FORWARD] = { send_forward, WRITE, NULL },
	[CMD_REACT] = { act_react, WRITE, act_answer },
	[CMD_EDIT] = { act_edit, WRITE, act_answer },
	[CMD_DELETE] = { act_delete, WRITE, act_answer },
	[CMD_MEDIA] = { media_fetch, READ, media_fetched },
	[CMD_HISTORY] = { history_fetch, READ, history_fetched },
	[CMD_CANCEL] = { queue_cancel, WRITE, NULL },
	[CMD_SETTLE] = { queue_settle, WRITE, NULL },
	[CMD_CONFIRM] = { queue_confirm, WRITE, NULL },
	[CMD_CLOSE] = { conversation_close, WRITE, NULL },
	[CMD_REOPEN] = { conversation_reopen, WRITE, NULL },
	[CMD_ARCHIVE] = { conversation_archive, WRITE, NULL },
	[CMD_UNARCHIVE] = { conversation_reopen, WRITE, NULL },
	[CMD_ASSIGN] = { conversation_assign_run, WRITE, NULL },
	[CMD_CONTACT_LIST] = { contact_list_run, READ, NULL },
	[CMD_CONTACT_SHOW] = { contact_show, READ, NULL },
	[CMD_CONTACT_CONSENT] = { contact_consent, WRITE, NULL },
	[CMD_CONTACT_CONSENTS] = { contact_consents, READ, NULL },
	[CMD_CONTACT_ADD] = { contact_add_run, WRITE, NULL },
	[CMD_CONTACT_SET] = { contact_set_run, WRITE, NULL },
	[CMD_CONTACT_TAG] = { contact_tag_run, WRITE, NULL },
	[CMD_CONTACT_NOTE] = { contact_note_run, WRITE, NULL },
	[CMD_CONTACT_NOTES] = { contact_notes_run, READ, NULL },
	[CMD_CONTACT_BLOCK] = { contact_block_run, WRITE, NULL },
	[CMD_CONTACT_UNBLOCK] = { contact_block_run, WRITE, NULL },
	[CMD_CONTACT_DUPLICATES] = { contact_duplicates_run, READ, NULL },
	[CMD_CONTACT_CHECK] = { contact_check_run, WRITE, contact_check_answer },
	[CMD_CONTACT_MERGE] = { contact_merge_run, WRITE, NULL },
	[CMD_CONTACT_UNMERGE] = { contact_unmerge_run, WRITE, NULL },
	[CMD_IMPORT_CONTACTS] = { contact_import_run, READ, contact_import_answer },
	[CMD_CONTACT_PICTURE] = { contact_picture_run, READ, contact_picture_answer },
	[CMD_CONTACT_DUMP] = { contact_dump_run, WRITE, NULL },
	[CMD_CONTACT_ERASE] = { contact_erase_run, WRITE, NULL },
	[CMD_CONTACT_SYNC] = { contact_sync_run, WRITE, NULL },
	[CMD_FIELD_LIST] = { field_list_run, READ, NULL },
	[CMD_FIELD_SET] = { field_set_run, WRITE, NULL },
	[CMD_FIELD_DELETE] = { field_delete_run, WRITE, NULL },
	[CMD_PLAN] = { plan_show, READ, NULL },
	[CMD_RULES_LIST] = { rules_list, READ, NULL },
	[CMD_RULES_TEST] = { rules_test, READ, NULL },
	[CMD_HEALTH] = { health_show, READ, NULL },
	[CMD_STOP] = { health_stop, WRITE, NULL },
	[CMD_RESUME] = { health_resume, WRITE, NULL },
	[CMD_PAUSE] = { health_pause, WRITE, NULL },
	[CMD_AWAY] = { away_show_run, READ, NULL },
	[CMD_AWAY_ON] = { away_on_run, WRITE, NULL },
	[CMD_AWAY_OFF] = { away_off_run, WRITE, NULL },
	[CMD_PREVIEW] = { send_preview, READ, NULL },
	[CMD_DRAFT] = { conversation_draft, WRITE, NULL },
	[CMD_SEEN] = { conversation_seen, WRITE, NULL },
	[CMD_CLAIM] = { conversation_claim, READ, NULL },
	[CMD_PRIORITY] = { conversation_priority, WRITE, NULL },
	[CMD_LABEL] = { conversation_label, WRITE, NULL },
	[CMD_LABEL_LIST] = { label_list_run, READ, NULL },
	[CMD_LABEL_SET] = { label_set_run, WRITE, NULL },
	[CMD_LABEL_DELETE] = { label_delete_run, WRITE, NULL },
	[CMD_SNOOZE] = { conversation_snooze, WRITE, NULL },
	[CMD_UNREAD] = { conversation_unread, WRITE, NULL },
	[CMD_NOTE] = { note_add_run, WRITE, NULL },
	[CMD_NOTES] = { note_list_run, READ, NULL },
	[CMD_NOTE_EDIT] = { note_edit_run, WRITE, NULL },
	[CMD_NOTE_DELETE] = { note_delete_run, WRITE, NULL },
	[CMD_UNDO] = { undo_run, WRITE, NULL },
	[CMD_VIEW_LIST] = { view_list_run, READ, NULL },
	[CMD_VIEW_SET] = { view_set_run, WRITE, NULL },
	[CMD_VIEW_DELETE] = { view_delete_run, WRITE, NULL },
	[CMD_TEMPLATE_LIST] = { template_list_run, READ, NULL },
	[CMD_TEMPLATE_SHOW] = { template_show_run, READ, NULL },
	[CMD_TEMPLATE_SET] = { template_set_run, WRITE, NULL },
	[CMD_TEMPLATE_APPROVE] = { template_approve_run, WRITE, NULL },
	[CMD_TEMPLATE_DELETE] = { template_delete_run, WRITE, NULL },
	[CMD_TEMPLATE_PREVIEW] = { template_preview_run, READ, NULL },
	[CMD_TEMPLATE_EXAMPLES] = { template_examples_run, WRITE, NULL },
	[CMD_WHOAMI] = { agent_whoami, READ, NULL },
	[CMD_EVENTS] = { agent_hello, READ, NULL },
	[CMD_DOCTOR] = { doctor_run, READ, doctor_answer },
	[CMD_MESSAGE_SHOW] = { message_show, READ, NULL },
	[CMD_FILE_ADD] = { media_add_run, WRITE, NULL },
	[CMD_FILE_GET] = { media_get_run, READ, NULL },
	[CMD_AGENT_LIST] = { agent_list_run, READ, NULL },
	[CMD_AGENT_SET] = { agent_set, WRITE, NULL },
	[CMD_TOKEN_NEW] = { token_new_run, WRITE, NULL },
	[CMD_TOKEN_LIST] = { token_list_run, READ, NULL },
	[CMD_TOKEN_REVOKE] = { token_revoke_run, WRITE, NULL },
	[CMD_AUDIT] = { audit_show, READ, NULL },
	[CMD_LOG] = { log_show, READ, NULL },
};

/* One moment of the trail, in the transaction of what it tells about. */
bool call_audit(struct call *c, const char *action, const char *detail, struct err *e)
{
	struct audit_row row = { .at = c->s->now_ms / 1000, .agent_id = c->s->caller.agent_id,
		.who = c->s->caller.agent, .action = action, .session_id = c->target.session_id,
		.conversation_id = c->target.conversation_id, .contact_id = c->target.contact_id,
		.message_id = c->target.message_id, .detail = detail ? detail : "" };
	return audit_add(c->s->db, &row, e);
}

void call_job(struct call *c, enum job_kind kind, json_t *args, bool wait)
{
	c->job = true;
	c->job_wait = wait;
	c->job_kind = kind;
	json_decref(c->job_args);
	c->job_args = args;
}

size_t call_limit(const struct call *c)
{
	return (size_t)json_i64_or(c->args, "limit", 50);
}

void call_page(struct call *c, json_t *items)
{
	size_t limit = call_limit(c);
	char next[24] = "";
	if (json_array_size(items) > limit) {
		json_array_remove(items, limit);
		snprintf(next, sizeof next, "%lld", (long long)json_i64_or(json_array_get(items, limit - 1), "id", 0));
	}
	reply_list(c->reply, items, next);
}

bool call_cursor(const struct call *c, int64_t *past, struct err *e)
{
	if (!json_at(c->args, "after") || (json_i64(c->args, "after", past) && *past >= 0 && *past <= CURSOR_MAX))
		return true;
	return err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"), "path=%s", "after");
}

static void call_fini(struct call *c)
{
	changes_fini(&c->changes);
	json_decref(c->job_args);
}

/* The row between the begin and the end of its transaction. */
static bool run_in(struct call *c, enum mode mode, bool (*what)(struct call *, void *, struct err *),
	void *ctx, struct err *e)
{
	struct db *d = c->s->db;
	if (!(mode == WRITE ? db_begin_write(d, e) : db_begin_read(d, e)))
		return false;
	if (what(c, ctx, e) && db_commit(d, e))
		return true;
	db_rollback(d);
	return false;
}

static bool run_row(struct call *c, void *ctx, struct err *e)
{
	const struct row *row = ctx;
	return target_resolve(c, e) && row->run(c, e);
}

static bool run_end(struct call *c, void *ctx, struct err *e)
{
	return target_resolve(c, e) && rows[c->cmd->id].end(c, ctx, e);
}

static bool run_refused(struct call *c, void *ctx, struct err *e)
{
	(void)ctx;
	return c->refused(c, e);
}

bool service_run(struct service *s, const struct command *cmd, const json_t *args, struct reply *r,
	int64_t *ticket, struct err *e)
{
	const struct row *row = &rows[cmd->id];
	struct call c = { .s = s, .cmd = cmd, .args = args, .reply = r };
	bool ok = false;
	*ticket = 0;
	if (!row->run)
		return err_set(e, ERR_USAGE, "command.local",
			N_("{command} is done by the program itself, not by the engine"), "command=%s",
			cmd->name);
	if (!rights_check(cmd, s->caller.rights, s->caller.agent, e) || !command_check(cmd, args, false, e))
		return false;
	if (!run_in(&c, row->mode, run_row, (void *)(uintptr_t)row, e)) {
		struct err kept = { 0 };
		if (c.refused && !run_in(&c, WRITE, run_refused, NULL, &kept))
			log_warn("service", "%s: %s", cmd->name, err_text(&kept));
		goto out;
	}
	if (c.changes.n)
		engine_changed(s->engine, &c.changes);
	if (c.poke_sender)
		engine_poke_sender(s->engine);
	if (c.poke_eraser)
		engine_poke_eraser(s->engine);
	if (c.poke_sync)
		engine_poke_sync(s->engine, c.target.session_id);
	ok = true;
	if (c.job) {
		int64_t posted = job_post(s->engine, c.job_kind, c.job_args, e);
		if (c.job_wait) {
			*ticket = posted;
			ok = posted > 0;
		} else if (!posted) {
			log_warn("service", "%s: %s", cmd->name, err_text(e));
		}
	}
out:
	if (!ok)
		reply_set(r, NULL);
	call_fini(&c);
	return ok;
}

bool service_finish(struct service *s, const struct command *cmd, const json_t *args,
	const struct job_result *result, struct reply *r, struct err *e)
{
	struct call c = { .s = s, .cmd = cmd, .args = args, .reply = r };
	if (!rows[cmd->id].end)
		BUG("%s does not wait for a job", cmd->name);
	if (!result->ok) {
		*e = result->err;
		return false;
	}
	bool ok = run_in(&c, READ, run_end, (void *)(uintptr_t)result, e);
	if (!ok)
		reply_set(r, NULL);
	call_fini(&c);
	return ok;
}

static bool agent_make(struct db *d, int64_t uid, const char *login, int64_t now, struct agent_row *a,
	struct err *e)
{
	if (!db_begin_write(d, e))
		return false;
	if (agent_open(d, uid, login, now, a, e) && db_commit(d, e))
		return true;
	db_rollback(d);
	return false;
}

/* Whether a list "rina @sales" of the configuration names somebody. */
static bool listed(const char *list, int64_t uid, const char *login)
{
	char word[64];
	for (; *list; list += strcspn(list, " ,")) {
		list += strspn(list, " ,");
		snprintf(word, sizeof word, "%.*s", (int)strcspn(list, " ,"), list);
		if (word[0] == '@' ? peer_in_group((uid_t)uid, word + 1) : word[0] && strcmp(word, login) == 0)
			return true;
	}
	return false;
}

/* What the configuration gives to a user: the highest that names him. */
static enum rights configured(const struct config *config, int64_t uid, const char *login)
{
	static const struct {
		enum rights rights;
		const char *option;
	} steps[] = { { RIGHTS_ADMIN, "rights_admin" }, { RIGHTS_LEAD, "rights_lead" },
		{ RIGHTS_AGENT, "rights_agent" }, { RIGHTS_READER, "rights_reader" } };
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (listed(config_str(config, steps[i].option), uid, login))
			return steps[i].rights;
	return RIGHTS_AGENT;
}

bool service_caller(struct service *s, int64_t uid, const char *login, struct caller *caller, struct err *e)
{
	struct agent_row a = { 0 };
	struct err none = { 0 };
	*caller = (struct caller){ .uid = uid, .from = "socket" };
	if (!agent_by_uid(s->db, uid, &a, &none)
		&& (none.kind != ERR_NOT_FOUND || !agent_make(s->db, uid, login, s->now_ms / 1000, &a, e))) {
		if (none.kind != ERR_NOT_FOUND)
			*e = none;
		return false;
	}
	caller->agent_id = a.id;
	str_copy(caller->agent, sizeof caller->agent, a.name);
	if (uid == 0 || uid == (int64_t)geteuid())
		caller->rights = RIGHTS_ADMIN;
	else if (!rights_named(a.rights, &caller->rights))
		caller->rights = configured(s->config, uid, login);
	return true;
}

void error_counts_add(struct error_counts *c, enum err_kind kind, int64_t now)
{
	int64_t hour = now / 3600, at = hour % ERROR_HOURS;
	if (c->hour[at] != hour) {
		c->hour[at] = hour;
		memset(c->n[at], 0, sizeof c->n[at]);
	}
	c->n[at][kind]++;
}

int error_counts_of(const struct error_counts *c, enum err_kind kind, int64_t now)
{
	int64_t hour = now / 3600;
	int sum = 0;
	for (int i = 0; i < ERROR_HOURS; i++)
		if (c->hour[i] > hour - ERROR_HOURS && c->hour[i] <= hour)
			sum += c->n[i][kind];
	return sum;
}

static json_t *conversation_event(struct service *s, int64_t id)
{
	struct conversation_row row = { 0 };
	json_t *o = NULL;
	if (conversation_get(s->db, id, s->caller.agent_id, &row, NULL))
		o = shape_conversation(s, &row);
	conversation_row_fini(&row);
	return o;
}

static json_t *message_event(struct service *s, int64_t id)
{
	struct message_row row = { 0 };
	json_t *o = message_get(s->db, id, &row, NULL) ? shape_message(s, &row) : NULL;
	message_row_fini(&row);
	return o;
}

static json_t *session_event(struct service *s, int64_t id)
{
	struct number_row row = { 0 };
	json_t *o = number_get(s->db, id, &row, NULL) ? shape_session(s, &row) : NULL;
	number_row_fini(&row);
	return o;
}

static json_t *contact_event(struct service *s, int64_t id)
{
	struct contact_row row = { 0 };
	json_t *o = contact_get(s->db, id, &row, NULL) ? shape_contact_whole(s, &row, NULL) : NULL;
	contact_row_fini(&row);
	return o;
}

static json_t *event_of(struct service *s, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_MESSAGE: return message_event(s, change->id);
	case CHANGE_CONVERSATION: return conversation_event(s, change->id);
	case CHANGE_QUEUE: return shape_queue(s, NULL);
	case CHANGE_SESSION: return session_event(s, change->id);
	case CHANGE_HEALTH: return shape_health(s, NULL);
	case CHANGE_CONTACT: return contact_event(s, change->id);
	case CHANGE_PRESENCE: return shape_presence(s, change->id);
	case CHANGE_JOB: return NULL; /* told to whoever waits for it */
	}
	return NULL;
}

json_t *service_event(struct service *s, const struct change *change)
{
	struct err e = { 0 };
	if (!db_begin_read(s->db, &e)) {
		log_warn("service", "no event of a %s: %s", change_kind_name(change->kind), err_text(&e));
		return NULL;
	}
	json_t *o = event_of(s, change);
	if (!db_commit(s->db, &e))
		db_rollback(s->db);
	return o;
}
