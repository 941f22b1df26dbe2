/* schema_contact: persons. Names, addresses, what they agreed to, what agents wrote
 * down of them. */
#include "model/field.h"

#include "store/consent.h"
#include "store/schema_part.h"

#include "base/banned.h"

const char schema_contact[] =
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
	"merged_into INTEGER REFERENCES contacts,"
	"erased_at INTEGER NOT NULL DEFAULT 0" /* nothing of them is here any more, see erase.h */
	") STRICT;"
	"CREATE INDEX contacts_sort ON contacts (sort, id, phone, names, erased_at) WHERE merged_into IS NULL;"
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
	"version INTEGER NOT NULL DEFAULT 1,"
	"edited_at INTEGER NOT NULL DEFAULT 0,"
	"edited_by INTEGER NOT NULL DEFAULT 0,"
	"editor TEXT NOT NULL DEFAULT '',"
	"deleted_at INTEGER NOT NULL DEFAULT 0" /* it is not in the full text then */
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
	/* addresses of those who were erased, as keyed hashes: what was said until then stays away,
	 * what they refused stays refused */
	"CREATE TABLE erasures ("
	"mark TEXT NOT NULL PRIMARY KEY,"
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"until INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	/* of whom there is still something to wipe */
	"CREATE TABLE erasing ("
	"contact_id INTEGER NOT NULL PRIMARY KEY REFERENCES contacts"
	") STRICT;"
	/* asked of WhatsApp: is this number there? */
	"CREATE TABLE phone_checks ("
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"phone TEXT NOT NULL,"
	"asked_at INTEGER NOT NULL,"
	"asks INTEGER NOT NULL," /* without a day between two of them */
	"at INTEGER NOT NULL DEFAULT 0," /* of the answer */
	"there INTEGER NOT NULL DEFAULT 0 " YES_NO("there") ","
	"address TEXT NOT NULL DEFAULT '',"
	"PRIMARY KEY (session_id, phone)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX phone_checks_asked ON phone_checks (session_id, asked_at);"
	/* pictures that were looked at, in the depot */
	"CREATE TABLE contact_pictures ("
	"contact_id INTEGER NOT NULL PRIMARY KEY REFERENCES contacts,"
	"at INTEGER NOT NULL,"
	"hash TEXT NOT NULL," /* '' there is none */
	"size INTEGER NOT NULL,"
	"mimetype TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX contact_pictures_at ON contact_pictures (at);"
	"CREATE INDEX contact_pictures_hash ON contact_pictures (hash);"
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
	" BEGIN SELECT RAISE(ABORT, 'consents is append-only'); END;";
