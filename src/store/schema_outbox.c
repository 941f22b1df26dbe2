/* schema_outbox: what is to leave, from which texts, and to whom it left. */
#include "model/message.h"
#include "model/template.h"

#include "store/schema_part.h"

#include "base/banned.h"

const char schema_outbox[] =
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
	/* what no person wrote: who got one, when, and what waits */
	"CREATE INDEX outbox_auto_to ON outbox (recipient, born_ms) WHERE by_person = 0;"
	"CREATE INDEX outbox_auto_at ON outbox (session_id, born_ms) WHERE by_person = 0;"
	"CREATE INDEX outbox_auto_open ON outbox (life_until, message_id) WHERE open = 1 AND by_person = 0;"
	"CREATE INDEX outbox_forward ON outbox (message_id) WHERE forward <> '';"
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
	/* initiation too, or SQLite goes to the table for it */
	"CREATE INDEX contact_days_begun ON contact_days (session_id, day, contact_id, at, initiation)"
	" WHERE initiation = 1;";
