/* reply_text: answers as people read them in a terminal or a pipe: one function
 * a shape, from the JSON that every face gets. */
#include <string.h>

#include "base/json.h"

#include "command/reply.h"
#include "command/reply_shapes.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct shape {
	const char *name;
	void (*one)(const json_t *, const struct reply_options *, struct buf *);
	void (*list)(const json_t *, const struct reply_options *, struct buf *);
} shapes[] = {
	{ "session", reply_sessions, reply_sessions },
	{ "qr", reply_qr, NULL },
	{ "code", reply_code, NULL },
	{ "conversation", reply_conversation, reply_conversations },
	{ "case", reply_case, NULL },
	{ "label", reply_labels, reply_labels },
	{ "note", reply_notes, reply_notes },
	{ "view", reply_views, reply_views },
	{ "undone", reply_undone, NULL },
	{ "message", reply_message, reply_messages },
	{ "queued", NULL, reply_queue },
	{ "found", NULL, reply_found },
	{ "why", reply_why, NULL },
	{ "older", reply_older, NULL },
	{ "file", reply_saved, NULL },
	{ "contact", reply_contact, reply_contacts },
	{ "contact-note", NULL, reply_contact_notes },
	{ "duplicate", NULL, reply_duplicates },
	{ "field", reply_fields, reply_fields },
	{ "contacts-sync", reply_contacts_sync, NULL },
	{ "imported", reply_imported, NULL },
	{ "checked", reply_checked, NULL },
	{ "erased", reply_erased, NULL },
	{ "health", reply_health, NULL },
	{ "away", reply_away, NULL },
	{ "whoami", reply_whoami, NULL },
	{ "doctor", reply_doctor, NULL },
	{ "agent", reply_agents, reply_agents },
	{ "token", reply_token, reply_tokens },
	{ "consent", NULL, reply_consents },
	{ "rules", NULL, reply_rules },
	{ "judged", reply_judged, NULL },
	{ "plan", reply_plan, NULL },
	{ "template", reply_template, reply_templates },
	{ "rendered", reply_rendered, NULL },
	{ "template-examples", reply_template_examples, NULL },
	{ "audit", NULL, reply_audit },
	{ "line", NULL, reply_lines },
};

void reply_text(const struct command *cmd, const json_t *answer, const struct reply_options *o,
	struct buf *out)
{
	for (size_t i = 0; cmd->shape && i < COUNT(shapes); i++) {
		if (strcmp(shapes[i].name, cmd->shape) != 0)
			continue;
		if (cmd->flags & CMD_LIST ? !!shapes[i].list : !!shapes[i].one) {
			(cmd->flags & CMD_LIST ? shapes[i].list : shapes[i].one)(answer, o, out);
			return;
		}
	}
	/* What only faces ask for has no text of its own. */
	json_write(out, answer);
	buf_addc(out, '\n');
}
