/* schema_message: what was said, and what finds it again. */
#include "model/media.h"
#include "model/message.h"

#include "store/schema_part.h"

#include "base/banned.h"

const char schema_message[] =
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
	"CREATE INDEX messages_auto ON messages (chat_id, at) WHERE origin = 'auto';"
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
	"CREATE TABLE poll_votes ("
	"message_id INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,"
	"contact_id INTEGER NOT NULL," /* 0: ours */
	"choice TEXT NOT NULL," /* '': chose nothing any more */
	"at INTEGER NOT NULL,"
	"PRIMARY KEY (message_id, contact_id, choice)"
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
	"CREATE VIRTUAL TABLE search_vocab USING fts5vocab(search_words, instance);"
	"CREATE VIRTUAL TABLE search_parts USING fts5(codes, content='', columnsize=0, tokenize='trigram');"
	"CREATE VIRTUAL TABLE search_notes USING fts5(body, content='', columnsize=0,"
	" tokenize='unicode61 remove_diacritics 2', prefix='2 3');";
