/* audit: who did what, append-only (triggers refuse the rest). Contacts are
 * named by id only, so that erasing a customer keeps it true. Writer: audit.c. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

struct audit_row {
	int64_t id;
	int64_t at;
	int64_t agent_id;    /* 0: the program itself */
	const char *who;     /* "rina", "uid 1000", "engine" */
	const char *action;  /* "send", "stop", "pause" … */
	int64_t session_id, conversation_id, contact_id, message_id; /* 0: none */
	const char *detail;  /* no names of customers, no text of messages */
};
/* at, who, action and what it was about; id is set. Strings are read. */
bool audit_add(struct db *, struct audit_row *, struct err *);

/* Newest first. Strings owned. */
struct audit_rows {
	struct audit_row *v;
	size_t n, cap;
};
/* What is asked for; 0 and NULL: all. */
struct audit_query {
	int64_t before;	    /* an id */
	int64_t from, to;   /* times: from on, before to */
	const char *who;
	const char *action; /* or its first word: "session" finds "session start" */
	int64_t session_id, conversation_id, contact_id, message_id;
	size_t limit;
};
bool audit_list(struct db *, const struct audit_query *, struct audit_rows *, struct err *);
/* What was done to a case, the newest first. */
bool audit_of_case(struct db *, int64_t conversation_id, size_t limit, struct audit_rows *, struct err *);
void audit_rows_fini(struct audit_rows *);

#endif
