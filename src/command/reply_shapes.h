/* reply_shapes: the text of each shape of answer, for the table in reply_text.c. */
#ifndef COMMAND_REPLY_SHAPES_H
#define COMMAND_REPLY_SHAPES_H

#include "command/reply.h"

void reply_sessions(const json_t *, const struct reply_options *, struct buf *out);
void reply_qr(const json_t *, const struct reply_options *, struct buf *out);
void reply_code(const json_t *, const struct reply_options *, struct buf *out);
void reply_conversations(const json_t *, const struct reply_options *, struct buf *out);
void reply_conversation(const json_t *, const struct reply_options *, struct buf *out);
void reply_notes(const json_t *, const struct reply_options *, struct buf *out);
void reply_views(const json_t *, const struct reply_options *, struct buf *out);
void reply_undone(const json_t *, const struct reply_options *, struct buf *out);
void reply_case(const json_t *, const struct reply_options *, struct buf *out);
void reply_labels(const json_t *, const struct reply_options *, struct buf *out);
void reply_messages(const json_t *, const struct reply_options *, struct buf *out);
void reply_found(const json_t *, const struct reply_options *, struct buf *out);
void reply_queue(const json_t *, const struct reply_options *, struct buf *out);
void reply_message(const json_t *, const struct reply_options *, struct buf *out);
void reply_older(const json_t *, const struct reply_options *, struct buf *out);
void reply_saved(const json_t *, const struct reply_options *, struct buf *out);
void reply_why(const json_t *, const struct reply_options *, struct buf *out);
void reply_contacts(const json_t *, const struct reply_options *, struct buf *out);
void reply_contact(const json_t *, const struct reply_options *, struct buf *out);
void reply_contact_notes(const json_t *, const struct reply_options *, struct buf *out);
void reply_duplicates(const json_t *, const struct reply_options *, struct buf *out);
void reply_fields(const json_t *, const struct reply_options *, struct buf *out);
void reply_contacts_sync(const json_t *, const struct reply_options *, struct buf *out);
void reply_imported(const json_t *, const struct reply_options *, struct buf *out);
void reply_erased(const json_t *, const struct reply_options *, struct buf *out);
void reply_checked(const json_t *, const struct reply_options *, struct buf *out);
void reply_away(const json_t *, const struct reply_options *, struct buf *out);
void reply_health(const json_t *, const struct reply_options *, struct buf *out);
void reply_doctor(const json_t *, const struct reply_options *, struct buf *out);
void reply_whoami(const json_t *, const struct reply_options *, struct buf *out);
void reply_agents(const json_t *, const struct reply_options *, struct buf *out);
void reply_tokens(const json_t *, const struct reply_options *, struct buf *out);
void reply_token(const json_t *, const struct reply_options *, struct buf *out);
void reply_audit(const json_t *, const struct reply_options *, struct buf *out);
void reply_lines(const json_t *, const struct reply_options *, struct buf *out);
void reply_consents(const json_t *, const struct reply_options *, struct buf *out);
void reply_rules(const json_t *, const struct reply_options *, struct buf *out);
void reply_judged(const json_t *, const struct reply_options *, struct buf *out);
void reply_plan(const json_t *, const struct reply_options *, struct buf *out);
void reply_templates(const json_t *, const struct reply_options *, struct buf *out);
void reply_template(const json_t *, const struct reply_options *, struct buf *out);
void reply_rendered(const json_t *, const struct reply_options *, struct buf *out);
void reply_template_examples(const json_t *, const struct reply_options *, struct buf *out);

#endif
