/* schema_conversation: threads, their cases, windows, labels and notes. What conversations
 * sum up repeats what messages say, so that a list of 50 is 50 rows read. */
#include "model/conversation.h"
#include "model/promise.h"

#include "store/chat.h"
#include "store/schema_part.h"

#include "base/banned.h"

const char schema_conversation[] =
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
	/* how many cases lists show of each kind, so that nobody counts them again; SQLite keeps it */
	"CREATE TABLE conversation_sums ("
	"session_id INTEGER NOT NULL,"
	"status TEXT NOT NULL,"
	"needs_reply INTEGER NOT NULL,"
	"assignee_id INTEGER NOT NULL," /* 0: nobody */
	"n INTEGER NOT NULL,"
	"PRIMARY KEY (session_id, status, needs_reply, assignee_id)"
	") STRICT, WITHOUT ROWID;"
#define SUM_OF(row)                                                                                   \
	" session_id = " row ".session_id AND status = " row ".status AND needs_reply = " row ".needs_reply" \
	" AND assignee_id = coalesce(" row ".assignee_id, 0)"
	/* No upsert: it could abort, so that SQLite would open a savepoint each time, for which
	 * the full text writes out what it holds. */
#define ONE_MORE                                                                                      \
	"INSERT INTO conversation_sums SELECT new.session_id, new.status, new.needs_reply, coalesce(new.assignee_id, 0), 0" \
	" WHERE new.latest = 1 AND NOT EXISTS (SELECT 1 FROM conversation_sums WHERE" SUM_OF("new") ");" \
	"UPDATE conversation_sums SET n = n + 1 WHERE new.latest = 1 AND" SUM_OF("new") ";"
#define ONE_LESS "UPDATE conversation_sums SET n = n - 1 WHERE old.latest = 1 AND" SUM_OF("old") ";"
	"CREATE TRIGGER conversations_come AFTER INSERT ON conversations WHEN new.latest = 1 BEGIN " ONE_MORE " END;"
	"CREATE TRIGGER conversations_go AFTER DELETE ON conversations WHEN old.latest = 1 BEGIN " ONE_LESS " END;"
	"CREATE TRIGGER conversations_turn AFTER UPDATE OF session_id, status, needs_reply, assignee_id, latest"
	" ON conversations WHEN (old.session_id, old.status, old.needs_reply, old.assignee_id, old.latest)"
	" IS NOT (new.session_id, new.status, new.needs_reply, new.assignee_id, new.latest)"
	" BEGIN " ONE_LESS ONE_MORE " END;"
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
	"CREATE TABLE conversation_sessions ("
	"contact_id INTEGER NOT NULL REFERENCES contacts,"
	"session_id INTEGER NOT NULL REFERENCES whatsapp_sessions,"
	"last_inbound_at INTEGER NOT NULL,"
	"PRIMARY KEY (contact_id, session_id)"
	") STRICT, WITHOUT ROWID;"
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
	"CREATE INDEX mentions_unseen ON mentions (agent_id, note_id) WHERE seen_at = 0;";
