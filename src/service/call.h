/* call: one command on its way, for the files of this floor. A row of the array
 * gets it with everything that the dispatcher knows already. */
#ifndef SERVICE_CALL_H
#define SERVICE_CALL_H

#include "store/chat.h"
#include "store/undo.h"

#include "service/service.h"

/* What the arguments that name something stand for; 0: not named. */
struct target {
	int64_t session_id;
	const struct number_config *number; /* of session_id, NULL else */
	int64_t conversation_id, contact_id, message_id;
	struct chat_ref chat;		    /* of the conversation */
	struct address address;		    /* ARG_TO: to open a chat with; NONE when there is one */
};

struct call;
typedef bool (*service_row)(struct call *, struct err *);

struct call {
	struct service *s;
	const struct command *cmd;
	const json_t *args;
	struct target target;
	struct reply *reply;
	struct changes changes; /* given out after the commit */
	bool poke_sender, poke_sync, poke_eraser;
	/* A job to post after the commit; with wait its result is the answer. */
	bool job, job_wait;
	enum job_kind job_kind;
	json_t *job_args; /* owned */
	/* The row refused: what stays of that all the same, in a transaction of its own. */
	service_row refused;
	char batch[BATCH_CAP]; /* what this call changes is undone as one; "" not drawn yet */
};

typedef bool (*service_end)(struct call *, const struct job_result *, struct err *);

/* target.c: fills c->target from the arguments, by the table. In a transaction. */
bool target_resolve(struct call *, struct err *);
/* One conversation by what a person typed, as ARG_CONVERSATION; for `in:`. */
bool target_conversation(struct call *, const char *typed, struct target *, struct err *);
/* What stands for a contact in an argument, where a command names two. */
bool target_contact_in(struct call *, const char *arg, int64_t *contact_id, struct err *);
/* One contact; for `from:`. */
bool target_contact(struct call *, const char *typed, int64_t *contact_id, struct err *);

/* A job with these arguments (taken over), posted after the commit. */
void call_job(struct call *, enum job_kind, json_t *args, bool wait);
/* Keeps how a value was, for the caller's undo: object_id and object by the kind, see undo.c.
 * After the line of the trail. What did not change is not kept. */
bool call_undo(struct call *, enum undo_kind, int64_t object_id, const char *object, const char *before,
	const char *after, struct err *);
/* One line of the trail about what is being done. detail may be NULL. */
bool call_audit(struct call *, const char *action, const char *detail, struct err *);
size_t call_limit(const struct call *); /* --limit, or 50 */
/* The answer of a list whose rows have ids: items (taken over), of which one more was asked
 * for than is shown, so that it is known whether there are more. */
void call_page(struct call *, json_t *items);
/* --after as the number it is, left alone when it was not given; ERR_USAGE args.cursor. */
bool call_cursor(const struct call *, int64_t *, struct err *);

bool session_list(struct call *, struct err *);
bool session_start(struct call *, struct err *);
bool session_status(struct call *, struct err *);
bool session_stop(struct call *, struct err *);
bool session_restart(struct call *, struct err *);
bool session_logout(struct call *, struct err *);
bool session_webhook(struct call *, struct err *);
bool session_warm(struct call *, struct err *);
bool session_qr(struct call *, struct err *);
bool session_code(struct call *, struct err *);
bool session_answer(struct call *, const struct job_result *, struct err *);
bool session_qr_answer(struct call *, const struct job_result *, struct err *);
bool session_code_answer(struct call *, const struct job_result *, struct err *);

bool conversation_list_run(struct call *, struct err *);
bool conversation_answer(struct call *, struct err *);
bool conversation_show(struct call *, struct err *);
bool conversation_draft(struct call *, struct err *);
bool conversation_seen(struct call *, struct err *);
bool conversation_claim(struct call *, struct err *);
bool conversation_close(struct call *, struct err *);
bool conversation_reopen(struct call *, struct err *);
bool conversation_archive(struct call *, struct err *);
bool conversation_assign_run(struct call *, struct err *);

bool conversation_priority(struct call *, struct err *);
bool conversation_label(struct call *, struct err *);
bool conversation_snooze(struct call *, struct err *);
bool conversation_unread(struct call *, struct err *);
bool note_add_run(struct call *, struct err *);
bool note_list_run(struct call *, struct err *);
bool note_edit_run(struct call *, struct err *);
bool note_delete_run(struct call *, struct err *);
/* Whether the caller may change this note, and has seen it as it stands: by the version he
 * names; without one only what nobody else touched counts as seen. What he wrote (NULL: he
 * takes it away) is given back to him where it is refused. Of a contact's note too. */
struct note_row;
json_t *shape_note(const struct call *, const struct note_row *);
bool note_may_change(struct call *, const struct note_row *, const char *text, struct err *);
/* The notes of a page of messages: of [from, to) by time, the newest 200; notes_next is the
 * cursor by which `notes` has the others. */
bool notes_put(struct call *, json_t *o, int64_t from, int64_t to, struct err *);
bool view_list_run(struct call *, struct err *);
bool view_set_run(struct call *, struct err *);
bool view_delete_run(struct call *, struct err *);
/* Whether the caller may make and delete views that all share. */
bool view_shared_may(const struct call *, struct err *);
/* The views the caller can use, with how many conversations each has. */
bool views_put(struct call *, json_t *o, const char *key, struct err *);
bool template_list_run(struct call *, struct err *);
bool template_show_run(struct call *, struct err *);
bool template_set_run(struct call *, struct err *);
bool template_approve_run(struct call *, struct err *);
bool template_delete_run(struct call *, struct err *);
bool template_preview_run(struct call *, struct err *);
bool template_examples_run(struct call *, struct err *);
bool undo_run(struct call *, struct err *);
/* It is on a case now, or off: so on the phone. */
void label_tell(struct call *, int64_t conversation_id, int64_t label_id, bool on);
bool label_list_run(struct call *, struct err *);
bool label_set_run(struct call *, struct err *);
bool label_delete_run(struct call *, struct err *);
/* terms.c: what a filter says beside its text ("label:order priority:high budi"), into the
 * query; what is left of it is the text. */
struct conversation_query;
struct filter {
	struct conversation_query *q;
	unsigned given; /* which terms: none twice, in a saved view and beside it */
	char text[1024], narrow[1024]; /* q borrows them */
};
bool terms_read(struct call *, const char *said, struct filter *, struct err *);

bool message_page(struct call *, struct err *);
bool message_show(struct call *, struct err *);
bool message_star_run(struct call *, struct err *);
bool message_search(struct call *, struct err *);

bool media_add_run(struct call *, struct err *);
bool media_get_run(struct call *, struct err *);

bool act_react(struct call *, struct err *);
bool act_edit(struct call *, struct err *);
bool act_delete(struct call *, struct err *);
bool act_answer(struct call *, const struct job_result *, struct err *);
bool media_fetch(struct call *, struct err *);
bool media_fetched(struct call *, const struct job_result *, struct err *);
bool history_fetch(struct call *, struct err *);
bool history_fetched(struct call *, const struct job_result *, struct err *);

bool send_message(struct call *, struct err *);
bool send_forward(struct call *, struct err *);
bool send_preview(struct call *, struct err *);

bool queue_list(struct call *, struct err *);
bool queue_why(struct call *, struct err *);
bool queue_cancel(struct call *, struct err *);
bool queue_settle(struct call *, struct err *);
bool queue_confirm(struct call *, struct err *);

bool contact_list_run(struct call *, struct err *);
bool contact_show(struct call *, struct err *);
bool contact_add_run(struct call *, struct err *);
bool contact_set_run(struct call *, struct err *);
bool contact_tag_run(struct call *, struct err *);
bool contact_note_run(struct call *, struct err *);
bool contact_notes_run(struct call *, struct err *);
bool contact_block_run(struct call *, struct err *);
/* Blocks or unblocks, here and by a job in WhatsApp; the trail is the caller's. */
bool contact_block(struct call *, int64_t contact_id, bool block, struct err *);
bool contact_duplicates_run(struct call *, struct err *);
bool contact_merge_run(struct call *, struct err *);
bool contact_unmerge_run(struct call *, struct err *);
bool contact_import_run(struct call *, struct err *);
bool contact_import_answer(struct call *, const struct job_result *, struct err *);
bool contact_picture_run(struct call *, struct err *);
bool contact_picture_answer(struct call *, const struct job_result *, struct err *);
bool contact_dump_run(struct call *, struct err *);
bool contact_erase_run(struct call *, struct err *);
bool contact_sync_run(struct call *, struct err *);
bool contact_check_run(struct call *, struct err *);
bool contact_check_answer(struct call *, const struct job_result *, struct err *);

bool field_list_run(struct call *, struct err *);
bool field_set_run(struct call *, struct err *);
bool field_delete_run(struct call *, struct err *);

bool contact_consent(struct call *, struct err *);
bool contact_consents(struct call *, struct err *);

bool plan_show(struct call *, struct err *);
bool rules_list(struct call *, struct err *);
bool rules_test(struct call *, struct err *);

bool health_show(struct call *, struct err *);
bool health_stop(struct call *, struct err *);
bool health_resume(struct call *, struct err *);
bool health_pause(struct call *, struct err *);

bool away_show_run(struct call *, struct err *);
bool away_on_run(struct call *, struct err *);
bool away_off_run(struct call *, struct err *);

bool agent_whoami(struct call *, struct err *);
bool agent_hello(struct call *, struct err *);
bool agent_list_run(struct call *, struct err *);
bool agent_set(struct call *, struct err *);

bool token_new_run(struct call *, struct err *);
bool token_list_run(struct call *, struct err *);
bool token_revoke_run(struct call *, struct err *);

bool audit_show(struct call *, struct err *);
bool log_show(struct call *, struct err *);

bool doctor_run(struct call *, struct err *);
bool doctor_answer(struct call *, const struct job_result *, struct err *);

#endif
