/* schema_part: the areas of the newest schema, each a text of SQL; for schema.c and
 * schema_*.c alone. Enums are held by CHECKs made from the lists of model/, so that a
 * name which is not in the list cannot be stored: a longer list is a new version.
 * Times are unix seconds, _ms milliseconds, 0 never; text that is not told is ''. */
#ifndef STORE_SCHEMA_PART_H
#define STORE_SCHEMA_PART_H

/* No IN: SQLite fills a table with its list for every row that is written. */
#define SQL_NAME(id, name, ...) " WHEN '" name "' THEN 1"
#define ONE_OF(column, list) "CHECK (CASE " column list(SQL_NAME) " ELSE " column " IS NULL END)"
#define YES_NO(column) "CHECK (" column " IN (0,1))"

#define SENTENCE_COLUMNS                        \
	"why_key TEXT NOT NULL DEFAULT '',"     \
	"why_text TEXT NOT NULL DEFAULT '',"    \
	"why_args TEXT NOT NULL DEFAULT ''"

extern const char schema_number[], schema_agent[], schema_contact[], schema_conversation[], schema_message[],
	schema_outbox[];

#endif
