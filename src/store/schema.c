/* schema: see schema.h. Enums are held by CHECKs made from the lists of model/,
 * so that a name which is not in the list cannot be stored: a longer list is a
 * new version. Times are unix seconds, _ms milliseconds, 0 never; text that is
 * not told is ''. The summary columns of chats and conversations repeat what
 * messages say, so that a list of 50 is 50 rows read. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#include "model/conversation.h"
#include "model/field.h"
#include "model/media.h"
#include "model/message.h"
#include "model/promise.h"
#include "model/session.h"
#include "model/template.h"

#include "store/chat.h"
#include "store/consent.h"
#include "store/pause.h"
#include "store/schema.h"
#include "store/undo.h"

#include "base/banned.h"

/* No IN: SQLite fills a table with its list for every row that is written. */
#define SQL_NAME(id, name, ...) " WHEN '" name "' THEN 1"
#define ONE_OF(column, list) "CHECK (CASE " column list(SQL_NAME) " ELSE " column " IS NULL END)"
#define YES_NO(column) "CHECK (" column " IN (0,1))"

#define SENTENCE_COLUMNS                        \
	"why_key TEXT NOT NULL DEFAULT '',"     \
	"why_text TEXT NOT NULL DEFAULT '',"    \
	"why_args TEXT NOT NULL DEFAULT ''"

const char schema_newest[] =
	/* numbers */
	"CREATE TABLE whatsapp_sessions ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"name TEXT NOT NULL UNIQUE,"
	"waha_url TEXT NOT NULL,"
	"waha_session TEXT NOT NULL,"
	"status TEXT NOT NULL " ONE_OF("status", SESSION_STATUSES) ","
	"status_at INTEGER NOT NULL DEFAULT 0,"
	SENTENCE_COLUMNS ","
	"engine TEXT NOT NULL DEFAULT '' " ONE_OF("engine", WAHA_ENGINES) ","
	"version TEXT NOT NULL DEFAULT '',"
	"me_phone TEXT NOT NULL DEFAULT '',"
	"me_lid TEXT NOT NULL DEFAULT '',"
	"me_name TEXT NOT NULL DEFAULT '',"
	"paired_at INTEGER NOT NULL DEFAULT 0,"
	"last_left_ms INTEGER NOT NULL DEFAULT 0,"
	"gap_ms INTEGER NOT NULL DEFAULT 0,"
	"ramp_day INTEGER NOT NULL DEFAULT 1,"
	"ramp_on INTEGER NOT NULL DEFAULT 0,"
	"halved_until INTEGER NOT NULL DEFAULT 0" /* the daily limits, by WhatsApp's second warning */
	") STRICT;"
	"CREATE TABLE stream_positions ("
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"stream TEXT NOT NULL,"
	"at INTEGER NOT NULL,"
	"n INTEGER NOT NULL,"
	"cursor TEXT NOT NULL,"
	"done INTEGER NOT NULL " YES_NO("done") ","
	"PRIMARY KEY (session_id, stream)"
	") STRICT, WITHOUT ROWID;"

	/* people */
	"CREATE TABLE agents ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"uid INTEGER UNIQUE,"
	"name TEXT NOT NULL UNIQUE,"
	"rights TEXT NOT NULL DEFAULT '',"
	"assigned_at INTEGER NOT NULL DEFAULT 0," /* a conversation, by turns */
	"created_at INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE tokens ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"agent_id INTEGER NOT NULL REFERENCES agents,"
	"name TEXT NOT NULL,"
	"rights TEXT NOT NULL,"
	"handle TEXT NOT NULL UNIQUE,"
	"hash TEXT NOT NULL,"
	"created_at INTEGER NOT NULL,"
	"used_at INTEGER NOT NULL DEFAULT 0,"
	"revoked_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE UNIQUE INDEX tokens_in_force ON tokens (name) WHERE revoked_at = 0;"
	"CREATE TABLE contacts ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"own_name TEXT NOT NULL DEFAULT '',"
	"book_name TEXT NOT NULL DEFAULT '',"
	"verified_name TEXT NOT NULL DEFAULT '',"
	"push_name TEXT NOT NULL DEFAULT '',"
	"phone TEXT NOT NULL DEFAULT '',"
	"name TEXT NOT NULL DEFAULT ''," /* what is shown */
	"sort TEXT NOT NULL DEFAULT ''," /* the same folded, cut */
	"names TEXT NOT NULL DEFAULT ''," /* all of them folded, each between line feeds */
	"business INTEGER NOT NULL DEFAULT 0 " YES_NO("business") ","
	"opted_out_at INTEGER NOT NULL DEFAULT 0,"
	/* what consents says, summed up */
	"wrote_at INTEGER NOT NULL DEFAULT 0,"
	"consent_at INTEGER NOT NULL DEFAULT 0,"
	"opted_in_at INTEGER NOT NULL DEFAULT 0,"
	"blocked_at INTEGER NOT NULL DEFAULT 0,"
	"created_at INTEGER NOT NULL,"
	"merged_into INTEGER REFERENCES contacts"
	") STRICT;"
	"CREATE INDEX contacts_sort ON contacts (sort, id, phone, names) WHERE merged_into IS NULL;"
	"CREATE INDEX contacts_opted_out ON contacts (opted_out_at) WHERE opted_out_at > 0;"
	/* for phones that may be one, see phone_alike */
	"CREATE INDEX contacts_tail ON contacts (substr(phone, -8)) WHERE phone <> '';"
	"CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;"
	"CREATE TABLE contact_addresses ("
	"address TEXT NOT NULL PRIMARY KEY,"
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"added_at INTEGER NOT NULL,"
	"spoke_at INTEGER NOT NULL DEFAULT 0" /* of several phones: which one they last wrote from */
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX contact_addresses_contact ON contact_addresses (contact_id);"
	"CREATE INDEX contacts_blocked ON contacts (blocked_at) WHERE blocked_at > 0;"
	/* where WhatsApp itself was told of a block */
	"CREATE TABLE contact_blocks ("
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (contact_id, session_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE contact_tags ("
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"tag TEXT NOT NULL,"
	"PRIMARY KEY (contact_id, tag)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX contact_tags_tag ON contact_tags (tag, contact_id);"
	"CREATE TABLE fields ("
	"name TEXT NOT NULL PRIMARY KEY,"
	"type TEXT NOT NULL " ONE_OF("type", FIELD_TYPES) ","
	"choices TEXT NOT NULL DEFAULT ''" /* a line each */
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE contact_fields ("
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"name TEXT NOT NULL REFERENCES fields,"
	"value TEXT NOT NULL,"
	"PRIMARY KEY (contact_id, name)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX contact_fields_value ON contact_fields (name, value, contact_id);"
	"CREATE TABLE contact_notes ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"contact_id INTEGER NOT NULL REFERENCES contacts," /* as it was called then, see contacts.merged_into */
	"at INTEGER NOT NULL,"
	"agent_id INTEGER NOT NULL,"
	"author TEXT NOT NULL,"
	"text TEXT NOT NULL,"
	"edited_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX contact_notes_contact ON contact_notes (contact_id, id);"
	/* two contacts that a person made one: what is needed to take it back */
	"CREATE TABLE contact_merges ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"keep_id INTEGER NOT NULL REFERENCES contacts,"
	"gone_id INTEGER NOT NULL REFERENCES contacts,"
	"at INTEGER NOT NULL,"
	"memory TEXT NOT NULL,"
	"undone_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX contact_merges_gone ON contact_merges (gone_id);"
	"CREATE TABLE contact_merge_messages (" /* that changed their chat */
	"merge_id INTEGER NOT NULL REFERENCES contact_merges,"
	"message_id INTEGER NOT NULL,"
	"chat_id INTEGER NOT NULL,"
	"conversation_id INTEGER NOT NULL,"
	"PRIMARY KEY (merge_id, message_id)"
	") STRICT, WITHOUT ROWID;"
	/* asked of WhatsApp: is this number there? */
	"CREATE TABLE phone_checks ("
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"phone TEXT NOT NULL,"
	"at INTEGER NOT NULL,"
	"there INTEGER NOT NULL " YES_NO("there") ","
	"address TEXT NOT NULL,"
	"PRIMARY KEY (session_id, phone)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX phone_checks_at ON phone_checks (session_id, at);"
	/* pictures that were looked at, in the depot */
	"CREATE TABLE contact_pictures ("
	"contact_id INTEGER NOT NULL PRIMARY KEY REFERENCES contacts,"
	"at INTEGER NOT NULL,"
	"hash TEXT NOT NULL," /* '' there is none */
	"size INTEGER NOT NULL,"
	"mimetype TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX contact_pictures_at ON contact_pictures (at);"
	"CREATE TABLE consents ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"contact_id INTEGER NOT NULL REFERENCES contacts," /* as it was called then, see contacts.merged_into */
	"at INTEGER NOT NULL,"
	"kind TEXT NOT NULL " ONE_OF("kind", CONSENTS) ","
	"source TEXT NOT NULL,"
	"wording TEXT NOT NULL DEFAULT '',"
	"proof TEXT NOT NULL DEFAULT '',"
	"agent_id INTEGER NOT NULL DEFAULT 0,"
	"who TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX consents_contact ON consents (contact_id, id);"
	/* history: added to, never changed; rows go only with their customer */
	"CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents"
	" BEGIN SELECT RAISE(ABORT, 'consents is append-only'); END;"

	/* threads and cases */
	"CREATE TABLE chats ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"kind TEXT NOT NULL " ONE_OF("kind", CHAT_KINDS) ","
	"address TEXT NOT NULL," /* what to send to */
	"contact_id INTEGER REFERENCES contacts,"
	"name TEXT NOT NULL DEFAULT ''," /* of groups and channels */
	"merged_into INTEGER REFERENCES chats,"
	"CHECK ((kind = 'person') = (contact_id IS NOT NULL))"
	") STRICT;"
	"CREATE UNIQUE INDEX chats_contact ON chats (contact_id, session_id)"
	" WHERE contact_id IS NOT NULL AND merged_into IS NULL;"
	"CREATE UNIQUE INDEX chats_address ON chats (address, session_id) WHERE contact_id IS NULL;"
	"CREATE INDEX chats_merged ON chats (merged_into) WHERE merged_into IS NOT NULL;"
	"CREATE TABLE conversations ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"chat_id INTEGER NOT NULL REFERENCES chats,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"status TEXT NOT NULL " ONE_OF("status", CASE_STATUSES) ","
	"priority TEXT NOT NULL DEFAULT 'normal' " ONE_OF("priority", CASE_PRIORITIES) ","
	"assignee_id INTEGER REFERENCES agents,"
	"latest INTEGER NOT NULL " YES_NO("latest") "," /* of its chat: what lists show */
	"needs_reply INTEGER NOT NULL DEFAULT 0 " YES_NO("needs_reply") ","
	"waiting_since INTEGER NOT NULL DEFAULT 0,"
	/* of the whole chat, carried on by its latest case: one row to write a message */
	"last_message_id INTEGER NOT NULL DEFAULT 0,"
	"last_at INTEGER NOT NULL,"
	"first_at INTEGER NOT NULL DEFAULT 0,"
	"last_in_at INTEGER NOT NULL DEFAULT 0,"
	"last_out_at INTEGER NOT NULL DEFAULT 0," /* of ours that count as an answer */
	"inbound_count INTEGER NOT NULL DEFAULT 0," /* live ones: what can be unseen */
	"messages_in INTEGER NOT NULL DEFAULT 0,"
	"messages_out INTEGER NOT NULL DEFAULT 0,"
	"find_who TEXT NOT NULL DEFAULT ''," /* folded: title and phone, last text */
	"find_text TEXT NOT NULL DEFAULT '',"
	"opened_at INTEGER NOT NULL,"
	"closed_at INTEGER NOT NULL DEFAULT 0,"
	"snoozed_until INTEGER NOT NULL DEFAULT 0,"
	"woke_at INTEGER NOT NULL DEFAULT 0," /* by itself after a snooze: until somebody answers or decides */
	/* by when an answer is owed (0: none is), and when that is next worth a word */
	"promise_due INTEGER NOT NULL DEFAULT 0,"
	"promise_kind TEXT NOT NULL DEFAULT '' " ONE_OF("promise_kind", PROMISES) ","
	"promise_tell_at INTEGER NOT NULL DEFAULT 0,"
	"merged_into INTEGER REFERENCES conversations"
	") STRICT;"
	"CREATE UNIQUE INDEX conversations_chat ON conversations (chat_id) WHERE latest = 1;"
	"CREATE INDEX conversations_before ON conversations (chat_id, id);"
	"CREATE INDEX conversations_merged ON conversations (merged_into) WHERE merged_into IS NOT NULL;"
	/* one index for every view, with all that views choose and narrow by: a message moves
	 * one entry, and what is nowhere in 20,000 conversations is known after 4 ms of entries */
	"CREATE INDEX conversations_list ON conversations (last_at, id, status, needs_reply, assignee_id, session_id,"
	" priority, find_who, find_text) WHERE latest = 1;"
	/* what needs a reply, which has an order of its own */
	"CREATE INDEX conversations_needs ON conversations (waiting_since, id, last_in_at, priority, woke_at, status,"
	" assignee_id, session_id, promise_due) WHERE latest = 1 AND needs_reply = 1;"
	"CREATE INDEX conversations_assignee ON conversations (assignee_id, status)"
	" WHERE latest = 1 AND assignee_id IS NOT NULL;"
	"CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE latest = 1 AND status = 'snoozed';"
	"CREATE INDEX conversations_promise ON conversations (promise_tell_at) WHERE promise_tell_at > 0;"
	"CREATE TABLE promises (" /* a number's, as its options spelt it when the engine started */
	"session_id INTEGER PRIMARY KEY REFERENCES whatsapp_sessions,"
	"zone TEXT NOT NULL,"
	"week TEXT NOT NULL,"
	"closed TEXT NOT NULL,"
	"first TEXT NOT NULL,"
	"next TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE labels ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"name TEXT NOT NULL,"
	"folded TEXT NOT NULL UNIQUE,"
	"colour TEXT NOT NULL DEFAULT '' " ONE_OF("colour", LABEL_COLOURS) ","
	"created_at INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE conversation_labels ("
	"conversation_id INTEGER NOT NULL REFERENCES conversations,"
	"label_id INTEGER NOT NULL REFERENCES labels ON DELETE CASCADE,"
	"PRIMARY KEY (conversation_id, label_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX conversation_labels_label ON conversation_labels (label_id, conversation_id);"
	/* the labels of WhatsApp Business: what was told last, see label_told.h */
	"CREATE TABLE label_numbers ("
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"wa_id TEXT NOT NULL,"
	"label_id INTEGER REFERENCES labels ON DELETE SET NULL," /* NULL: deleted here */
	"name TEXT NOT NULL,"
	"colour INTEGER NOT NULL,"
	"made INTEGER NOT NULL " YES_NO("made") ","
	"missed INTEGER NOT NULL DEFAULT 0," /* how often in a row it was not in the list */
	"PRIMARY KEY (session_id, wa_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX label_numbers_label ON label_numbers (label_id, session_id) WHERE label_id IS NOT NULL;"
	"CREATE TABLE label_chats ("
	"session_id INTEGER NOT NULL,"
	"wa_id TEXT NOT NULL,"
	"chat_id INTEGER NOT NULL REFERENCES chats," /* as it was called then, see chats.merged_into */
	"is_on INTEGER NOT NULL " YES_NO("is_on") ","
	"at INTEGER NOT NULL," /* when we told it: what comes from before that is an echo; 0 the phone did */
	"missed INTEGER NOT NULL DEFAULT 0,"
	"PRIMARY KEY (session_id, wa_id, chat_id),"
	"FOREIGN KEY (session_id, wa_id) REFERENCES label_numbers ON DELETE CASCADE"
	") STRICT, WITHOUT ROWID;"

	/* what was said */
	"CREATE TABLE messages ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"chat_id INTEGER NOT NULL REFERENCES chats,"
	"conversation_id INTEGER NOT NULL REFERENCES conversations,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"from_me INTEGER NOT NULL " YES_NO("from_me") ","
	"wa_id TEXT," /* bare; NULL: none known yet */
	"at INTEGER NOT NULL,"
	"state TEXT NOT NULL " ONE_OF("state", MESSAGE_STATES) ","
	"kind TEXT NOT NULL " ONE_OF("kind", MESSAGE_KINDS) ","
	"origin TEXT NOT NULL " ONE_OF("origin", MESSAGE_ORIGINS) ","
	"contact_id INTEGER REFERENCES contacts," /* who wrote it; as told then, see contacts.merged_into */
	"agent_id INTEGER REFERENCES agents,"
	"text TEXT NOT NULL DEFAULT '',"
	"place TEXT NOT NULL DEFAULT '',"
	"detail TEXT NOT NULL DEFAULT ''," /* of a place, card or poll: see model/detail.h */
	"reply_wa_id TEXT NOT NULL DEFAULT '',"
	"live INTEGER NOT NULL " YES_NO("live") ","
	"starred INTEGER NOT NULL DEFAULT 0 " YES_NO("starred") ","
	"sent_at INTEGER NOT NULL DEFAULT 0,"
	"delivered_at INTEGER NOT NULL DEFAULT 0,"
	"read_at INTEGER NOT NULL DEFAULT 0,"
	"played_at INTEGER NOT NULL DEFAULT 0,"
	"failed_at INTEGER NOT NULL DEFAULT 0,"
	"edited_at INTEGER NOT NULL DEFAULT 0,"
	"deleted_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE UNIQUE INDEX messages_wa ON messages (wa_id, session_id, from_me) WHERE wa_id IS NOT NULL;"
	"CREATE INDEX messages_thread ON messages (chat_id, at, id);"
	"CREATE INDEX messages_starred ON messages (at, id) WHERE starred = 1;"
	/* files that were given to be sent, or came; what is in them lies beside the database */
	"CREATE TABLE media ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"agent_id INTEGER NOT NULL," /* 0: it came */
	"at INTEGER NOT NULL,"
	"used_at INTEGER NOT NULL,"
	"size INTEGER NOT NULL,"
	"hash TEXT NOT NULL,"
	"mimetype TEXT NOT NULL,"
	"filename TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX media_hash ON media (hash);"
	"CREATE INDEX media_used ON media (used_at);"
	"CREATE TABLE message_media ("
	"message_id INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE,"
	"media_id INTEGER REFERENCES media," /* while it is here */
	"state TEXT NOT NULL " ONE_OF("state", MEDIA_STATES) ","
	"mimetype TEXT NOT NULL,"
	"filename TEXT NOT NULL,"
	"url TEXT NOT NULL,"
	"size INTEGER NOT NULL,"
	"width INTEGER NOT NULL,"
	"height INTEGER NOT NULL,"
	"seconds INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX message_media_file ON message_media (media_id) WHERE media_id IS NOT NULL;"
	"CREATE TABLE reactions ("
	"message_id INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,"
	"contact_id INTEGER NOT NULL," /* 0: ours */
	"emoji TEXT NOT NULL," /* '': taken back */
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (message_id, contact_id)"
	") STRICT, WITHOUT ROWID;"
	/* each 24-hour window that a person's live or told message opened, for ever */
	"CREATE TABLE conversation_windows ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"chat_id INTEGER NOT NULL REFERENCES chats," /* as it was called then, see chats.merged_into */
	"opened_at INTEGER NOT NULL,"
	"last_inbound_at INTEGER NOT NULL,"
	"live INTEGER NOT NULL " YES_NO("live") ","
	"warned_at INTEGER NOT NULL DEFAULT 0" /* that it is about to close */
	") STRICT;"
	"CREATE INDEX conversation_windows_chat ON conversation_windows (chat_id, opened_at);"
	"CREATE INDEX conversation_windows_due ON conversation_windows (last_inbound_at) WHERE live = 1 AND warned_at = 0;"
	"CREATE TABLE poll_votes ("
	"message_id INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,"
	"contact_id INTEGER NOT NULL," /* 0: ours */
	"choice TEXT NOT NULL," /* '': chose nothing any more */
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (message_id, contact_id, choice)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE conversation_sessions ("
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"last_inbound_at INTEGER NOT NULL,"
	"PRIMARY KEY (contact_id, session_id)"
	") STRICT, WITHOUT ROWID;"

	/* full text: rows in order of time, key = time << 20 | low bits of the id */
	"CREATE TABLE search_rows ("
	"key INTEGER PRIMARY KEY,"
	"message_id INTEGER NOT NULL,"
	"terms TEXT NOT NULL,"
	"more TEXT NOT NULL" /* words beside the message's text: of a poll, a place, a file's name */
	") STRICT;"
	"CREATE VIRTUAL TABLE search_words USING fts5(body, terms, content='', columnsize=0,"
	" tokenize='unicode61 remove_diacritics 2', prefix='2 3');"
	"CREATE VIRTUAL TABLE search_parts USING fts5(codes, content='', columnsize=0, tokenize='trigram');"

	/* texts for many: each change is a version, of which one counts */
	"CREATE TABLE message_templates ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"name TEXT NOT NULL,"
	"language TEXT NOT NULL " ONE_OF("language", TEMPLATE_LANGUAGES) ","
	"status TEXT NOT NULL DEFAULT 'draft' " ONE_OF("status", TEMPLATE_STATUSES) ","
	"version INTEGER NOT NULL DEFAULT 0,"
	"approved_by TEXT NOT NULL DEFAULT ''," /* last */
	"approved_at INTEGER NOT NULL DEFAULT 0,"
	"deleted INTEGER NOT NULL DEFAULT 0 " YES_NO("deleted") ","
	"created_at INTEGER NOT NULL"
	") STRICT;"
	"CREATE UNIQUE INDEX message_templates_name ON message_templates (name, language) WHERE deleted = 0;"
	"CREATE TABLE template_versions ("
	"template_id INTEGER NOT NULL REFERENCES message_templates,"
	"version INTEGER NOT NULL,"
	"at INTEGER NOT NULL,"
	"who TEXT NOT NULL,"
	"body TEXT NOT NULL,"
	"variables TEXT NOT NULL," /* JSON, see model/template.h */
	"PRIMARY KEY (template_id, version)"
	") STRICT, WITHOUT ROWID;"

	/* sending */
	"CREATE TABLE outbox ("
	"message_id INTEGER PRIMARY KEY REFERENCES messages,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"chat_id INTEGER NOT NULL REFERENCES chats,"
	"contact_id INTEGER REFERENCES contacts,"
	"recipient TEXT NOT NULL," /* frozen, as is the body: its SHA-256 */
	"body_hash TEXT NOT NULL,"
	"likeness TEXT NOT NULL DEFAULT ''," /* the body's words, see model/likeness.h */
	"forward TEXT NOT NULL DEFAULT ''," /* whole id of the message that is passed on */
	"by_person INTEGER NOT NULL " YES_NO("by_person") ","
	"initiation INTEGER NOT NULL DEFAULT 0 " YES_NO("initiation") "," /* when it left */
	"open INTEGER NOT NULL DEFAULT 1 " YES_NO("open") ","
	"restored INTEGER NOT NULL DEFAULT 0 " YES_NO("restored") ","
	"born_ms INTEGER NOT NULL,"
	"first_due_ms INTEGER NOT NULL,"
	"dwell_until_ms INTEGER NOT NULL,"
	"not_before_ms INTEGER NOT NULL DEFAULT 0,"
	"due_ms INTEGER NOT NULL,"
	"life_until INTEGER NOT NULL DEFAULT 0,"
	"tries INTEGER NOT NULL DEFAULT 0,"
	"left_ms INTEGER NOT NULL DEFAULT 0," /* the last attempt */
	"confirmed INTEGER NOT NULL DEFAULT 0," /* to what a person said yes: enum confirmed */
	"confirmed_at INTEGER NOT NULL DEFAULT 0,"
	"confirmed_by INTEGER REFERENCES agents,"
	"confirm_reason TEXT NOT NULL DEFAULT '',"
	"again_ms INTEGER NOT NULL DEFAULT 0," /* a person decided to send it once more */
	"again_by INTEGER REFERENCES agents,"
	"template_id INTEGER REFERENCES message_templates," /* that the body was made from */
	"template_version INTEGER NOT NULL DEFAULT 0,"
	"looks INTEGER NOT NULL DEFAULT 0,"
	"look_ms INTEGER NOT NULL DEFAULT 0," /* 0: no more by itself */
	"look_until_ms INTEGER NOT NULL DEFAULT 0,"
	SENTENCE_COLUMNS
	") STRICT;"
	"CREATE INDEX outbox_due ON outbox (session_id, due_ms, message_id) WHERE open = 1;"
	"CREATE INDEX outbox_chat ON outbox (chat_id, first_due_ms, message_id) WHERE open = 1;"
	"CREATE INDEX outbox_body ON outbox (chat_id, body_hash, message_id);"
	"CREATE INDEX outbox_template ON outbox (template_id, left_ms, message_id) WHERE template_id IS NOT NULL;"
	"CREATE INDEX outbox_left ON outbox (session_id, left_ms) WHERE left_ms > 0;"
	"CREATE TABLE outbox_attempts ("
	"message_id INTEGER NOT NULL REFERENCES outbox,"
	"n INTEGER NOT NULL,"
	"at_ms INTEGER NOT NULL,"
	"deadline_ms INTEGER NOT NULL,"
	"wa_id TEXT NOT NULL DEFAULT '',"
	"ended_ms INTEGER NOT NULL DEFAULT 0,"
	"outcome TEXT " ONE_OF("outcome", OUTCOMES) ","
	"detail TEXT NOT NULL DEFAULT '',"
	"PRIMARY KEY (message_id, n)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE contact_days ("
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"day INTEGER NOT NULL,"
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"at INTEGER NOT NULL,"
	"initiation INTEGER NOT NULL " YES_NO("initiation") ","
	"PRIMARY KEY (session_id, day, contact_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX contact_days_contact ON contact_days (contact_id);"
	"CREATE TABLE pauses ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"session_id INTEGER REFERENCES whatsapp_sessions," /* NULL: all */
	"kind TEXT NOT NULL " ONE_OF("kind", PAUSE_KINDS) ","
	"lifter TEXT NOT NULL " ONE_OF("lifter", PAUSE_LIFTERS) ","
	"reason TEXT NOT NULL," /* a person's words, or the English of the sentence */
	SENTENCE_COLUMNS ","
	"made_by TEXT NOT NULL,"
	"at INTEGER NOT NULL,"
	"until INTEGER NOT NULL DEFAULT 0,"
	"lifted_at INTEGER NOT NULL DEFAULT 0,"
	"lifted_by TEXT NOT NULL DEFAULT '',"
	"lift_reason TEXT NOT NULL DEFAULT ''"
	") STRICT;"
	"CREATE INDEX pauses_in_force ON pauses (id) WHERE lifted_at = 0;"

	/* what agents leave behind */
	"CREATE TABLE drafts ("
	"agent_id INTEGER NOT NULL REFERENCES agents,"
	"conversation_id INTEGER NOT NULL REFERENCES conversations,"
	"text TEXT NOT NULL,"
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (agent_id, conversation_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX drafts_conversation ON drafts (conversation_id);"
	"CREATE TABLE notes ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"conversation_id INTEGER NOT NULL REFERENCES conversations,"
	"chat_id INTEGER NOT NULL REFERENCES chats,"
	"at INTEGER NOT NULL,"
	"agent_id INTEGER NOT NULL REFERENCES agents,"
	"text TEXT NOT NULL,"
	"version INTEGER NOT NULL DEFAULT 1,"
	"edited_at INTEGER NOT NULL DEFAULT 0,"
	"edited_by INTEGER NOT NULL DEFAULT 0,"
	"deleted_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX notes_chat ON notes (chat_id, at, id);"
	"CREATE INDEX notes_conversation ON notes (conversation_id);"
	"CREATE TABLE mentions ("
	"agent_id INTEGER NOT NULL REFERENCES agents,"
	"note_id INTEGER NOT NULL REFERENCES notes,"
	"seen_at INTEGER NOT NULL DEFAULT 0,"
	"PRIMARY KEY (note_id, agent_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX mentions_unseen ON mentions (agent_id, note_id) WHERE seen_at = 0;"
	"CREATE TABLE seen ("
	"agent_id INTEGER NOT NULL REFERENCES agents,"
	"chat_id INTEGER NOT NULL REFERENCES chats,"
	"message_id INTEGER NOT NULL,"
	"inbound_count INTEGER NOT NULL,"
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (agent_id, chat_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX seen_chat ON seen (chat_id);"
	"CREATE TABLE views ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"agent_id INTEGER NOT NULL," /* 0: everybody's */
	"name TEXT NOT NULL,"
	"folded TEXT NOT NULL,"
	"query TEXT NOT NULL,"
	"created_at INTEGER NOT NULL,"
	"UNIQUE (agent_id, folded)"
	") STRICT;"
	"CREATE TABLE undo_steps ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"agent_id INTEGER NOT NULL,"
	"at INTEGER NOT NULL,"
	"kind TEXT NOT NULL " ONE_OF("kind", UNDO_KINDS) ","
	"action TEXT NOT NULL,"
	"batch TEXT NOT NULL,"
	"conversation_id INTEGER NOT NULL,"
	"object_id INTEGER NOT NULL,"
	"object TEXT NOT NULL,"
	"before TEXT NOT NULL,"
	"after TEXT NOT NULL,"
	"trail_id INTEGER NOT NULL,"
	"done_at INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX undo_open ON undo_steps (agent_id, id) WHERE done_at = 0;"
	"CREATE INDEX undo_agent ON undo_steps (agent_id, at);"
	"CREATE TABLE audit ("
	"id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"at INTEGER NOT NULL,"
	"agent_id INTEGER NOT NULL DEFAULT 0," /* ids only, no references: an erased row leaves the trail true */
	"who TEXT NOT NULL,"
	"action TEXT NOT NULL,"
	"session_id INTEGER NOT NULL DEFAULT 0,"
	"conversation_id INTEGER NOT NULL DEFAULT 0,"
	"contact_id INTEGER NOT NULL DEFAULT 0,"
	"message_id INTEGER NOT NULL DEFAULT 0,"
	"detail TEXT NOT NULL DEFAULT ''"
	") STRICT;"
	"CREATE INDEX audit_contact ON audit (contact_id, id) WHERE contact_id > 0;"
	"CREATE INDEX audit_conversation ON audit (conversation_id, id) WHERE conversation_id > 0;"
	"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;"
	"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;"
	"CREATE VIRTUAL TABLE search_notes USING fts5(body, content='', columnsize=0,"
	" tokenize='unicode61 remove_diacritics 2', prefix='2 3');"
	"CREATE TABLE settings ("
	"name TEXT NOT NULL PRIMARY KEY,"
	"value TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;";

const char *const schema_steps[SCHEMA_VERSION] = {
	schema_newest /* the first version is the newest one */
};

static bool number(sqlite3 *h, const char *sql, int *out, int *rc)
{
	sqlite3_stmt *s = NULL;

	*rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
	if (*rc == SQLITE_OK) {
		*rc = sqlite3_step(s);
		if (*rc == SQLITE_ROW)
			*out = sqlite3_column_int(s, 0);
	}
	sqlite3_finalize(s);
	return *rc == SQLITE_ROW;
}

static bool foreign(const char *path, struct err *e)
{
	return err_set(e, ERR_CONFLICT, "store.foreign",
		N_("{path} belongs to another program and stays untouched: name another file in the option database"),
		"path=%s", path);
}

static bool unreadable(sqlite3 *h, const char *path, struct err *e)
{
	return err_set(e, ERR_ENGINE, "store.open", N_("the database {path} cannot be opened: {why}"),
		"path=%s\nwhy=%s", path, sqlite3_errmsg(h));
}

static bool look(sqlite3 *h, const char *path, int *version, bool *empty, struct err *e)
{
	int application = 0, tables = 0, rc;

	*version = 0;
	if (!number(h, "SELECT count(*) FROM sqlite_schema", &tables, &rc) ||
		!number(h, "PRAGMA application_id", &application, &rc) ||
		!number(h, "PRAGMA user_version", version, &rc))
		return rc == SQLITE_NOTADB ? foreign(path, e) : unreadable(h, path, e);
	*empty = tables == 0 && application == 0 && *version == 0;
	if (!*empty && application != SCHEMA_APPLICATION)
		return foreign(path, e);
	return true;
}

bool schema_check(sqlite3 *h, const char *path, bool migrate, struct err *e)
{
	int version;
	bool empty;

	if (!look(h, path, &version, &empty, e))
		return false;
	if (version > SCHEMA_VERSION)
		return err_set(e, ERR_CONFLICT, "store.newer",
			N_("{path} was written by a newer wartel (schema {found}, this one knows {known}): "
			   "install that one"),
			"path=%s\nfound=%d\nknown=%d", path, version, SCHEMA_VERSION);
	if (version < SCHEMA_VERSION && !migrate)
		return err_set(e, ERR_ENGINE, "store.older",
			N_("{path} has an older schema ({found}, now {known}): start the engine once, "
			   "it brings it up to date"),
			"path=%s\nfound=%d\nknown=%d", path, version, SCHEMA_VERSION);
	return true;
}

/* A copy beside it, the owner's alone; an earlier copy of the same version stays
 * as it is: it is the older truth. */
static bool backup(sqlite3 *h, const char *path, int version, struct err *e)
{
	char *copy = NULL, *sql = NULL;
	bool ok = false;
	int fd, rc;

	if (strncmp(path, "file:", 5) == 0)
		return true; /* of tests, in memory */
	copy = xasprintf("%s.schema-%d", path, version);
	fd = open(copy, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		ok = access(copy, F_OK) == 0;
		if (!ok)
			err_set(e, ERR_ENGINE, "store.backup",
				N_("no copy of the database could be made at {path} before it is brought up to date"),
				"path=%s", copy);
		goto out;
	}
	close(fd);
	sql = sqlite3_mprintf("VACUUM INTO %Q", copy);
	rc = sqlite3_exec(h, sql, NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		unlink(copy);
		err_set(e, ERR_ENGINE, "store.backup",
			N_("no copy of the database could be made at {path} before it is brought up to date"), "path=%s",
			copy);
		goto out;
	}
	log_info("store", "schema %d: a copy is kept at %s", version, copy);
	ok = true;
out:
	sqlite3_free(sql);
	free(copy);
	return ok;
}

bool schema_bring(sqlite3 *h, const char *path, bool migrate, struct err *e)
{
	char stamp[96];
	int version, rc;
	bool empty;

	if (!look(h, path, &version, &empty, e))
		return false;
	if (version == SCHEMA_VERSION || !migrate)
		return true;
	if (!empty && !backup(h, path, version, e))
		return false;
	rc = sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (empty && rc == SQLITE_OK)
		rc = sqlite3_exec(h, schema_newest, NULL, NULL, NULL);
	for (; !empty && rc == SQLITE_OK && version < SCHEMA_VERSION; version++)
		rc = sqlite3_exec(h, schema_steps[version], NULL, NULL, NULL);
	sqlite3_snprintf(sizeof stamp, stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d", SCHEMA_APPLICATION,
		SCHEMA_VERSION);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, stamp, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		err_set(e, ERR_ENGINE, "store.migrate",
			N_("the tables of {path} could not be made or brought up to date: {why}"), "path=%s\nwhy=%s", path,
			sqlite3_errmsg(h));
		sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL);
		return false;
	}
	return true;
}
