/* contact_dump: all that is known of one person, in one piece, for whoever asks what the
 * shop keeps of him. */
#include "base/json.h"
#include "store/consent.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/field.h"
#include "store/message.h"
#include "store/note.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { AT_ONCE = 500, MESSAGES_MOST = 10000, ROWS_MOST = 10000 };

static bool put_consents(struct call *c, json_t *o, struct err *e)
{
	struct consent_rows rows = { 0 };
	bool ok = consent_list(c->s->db, c->target.contact_id, 0, ROWS_MOST, &rows, e);
	json_t *a = json_array();
	for (size_t i = 0; i < rows.n; i++)
		json_array_append_new(a, shape_consent(c->s, &rows.v[i]));
	json_put(o, "consents", a);
	consent_rows_fini(&rows);
	return ok;
}

static bool put_contact_notes(struct call *c, json_t *o, struct err *e)
{
	struct contact_notes rows = { 0 };
	bool ok = contact_note_list(c->s->db, c->target.contact_id, 0, ROWS_MOST, &rows, e);
	json_t *a = json_array();
	for (size_t i = 0; i < rows.n; i++)
		json_array_append_new(a, shape_contact_note(c->s, &rows.v[i]));
	json_put(o, "notes", a);
	contact_notes_fini(&rows);
	return ok;
}

/* The notes beside a thread, the oldest first. */
static bool put_case_notes(struct call *c, int64_t chat_id, json_t *all, struct err *e)
{
	struct note_rows rows = { 0 };
	bool more, ok = note_list(c->s->db, chat_id, 0, INT64_MAX, 0, ROWS_MOST, &rows, &more, e);
	for (size_t i = 0; ok && i < rows.n; i++)
		json_array_append_new(all, shape_note(c, &rows.v[i]));
	note_rows_fini(&rows);
	return ok;
}

/* The messages of a chat, the oldest first; of a very long one the newest. */
static bool put_messages(struct call *c, int64_t chat_id, json_t *all, size_t *left_out, struct err *e)
{
	size_t from = json_array_size(all);
	int64_t before = 0;
	bool more = true, ok = true;
	while (ok && more) {
		struct message_rows rows = { 0 };
		ok = message_list(c->s->db, chat_id, before, AT_ONCE, &rows, &more, e);
		more = more && rows.n;
		for (size_t i = rows.n; ok && i > 0; i--) {
			if (json_array_size(all) >= MESSAGES_MOST)
				++*left_out;
			else
				json_array_insert_new(all, from, shape_message(c->s, &rows.v[i - 1]));
		}
		before = rows.n ? rows.v[0].id : 0;
		message_rows_fini(&rows);
	}
	return ok;
}

static bool put_conversations(struct call *c, const struct contact_row *row, json_t *o, struct err *e)
{
	json_t *conversations = json_array(), *messages = json_array(), *notes = json_array();
	size_t left_out = 0;
	bool ok = true;
	for (size_t i = 0; ok && i < row->conversations.n; i++) {
		struct conversation_row k = { 0 };
		ok = conversation_get(c->s->db, row->conversations.v[i], c->s->caller.agent_id, &k, e);
		if (ok) {
			json_array_append_new(conversations, shape_conversation(c->s, &k));
			ok = put_case_notes(c, k.chat_id, notes, e)
				&& put_messages(c, k.chat_id, messages, &left_out, e);
		}
		conversation_row_fini(&k);
	}
	json_put(o, "conversations", conversations);
	json_put(o, "case_notes", notes);
	json_put(o, "messages", messages);
	json_put_i64(o, "left_out", (int64_t)left_out);
	return ok;
}

bool contact_dump_run(struct call *c, struct err *e)
{
	struct contact_row row = { 0 };
	json_t *o = json_object(), *whole = NULL;
	bool ok = contact_get(c->s->db, c->target.contact_id, &row, e)
		&& (whole = shape_contact_whole(c->s, &row, e)) != NULL;
	if (ok)
		json_put(o, "contact", whole);
	ok = ok && put_consents(c, o, e) && put_contact_notes(c, o, e) && put_conversations(c, &row, o, e)
		&& call_audit(c, "contact dump", NULL, e);
	if (ok)
		reply_set(c->reply, o);
	else
		json_decref(o);
	contact_row_fini(&row);
	return ok;
}
