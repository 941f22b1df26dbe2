/* agent: people who work here, found by the uid of their connection; what they
 * have typed and not sent (drafts), and how far they have read (seen). Writers:
 * agent.c, draft.c, seen.c. */
#ifndef STORE_AGENT_H
#define STORE_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

struct agent_row {
	int64_t id;
	int64_t uid;	 /* -1: none */
	char name[64];
	char rights[16]; /* command/'s name of them; "" when never set */
};
/* The agent of a uid, made under this name when there is none (a taken name gets
 * the uid behind it). */
bool agent_open(struct db *, int64_t uid, const char *name, int64_t now, struct agent_row *, struct err *);
/* ERR_NOT_FOUND agent.none. */
bool agent_by_uid(struct db *, int64_t uid, struct agent_row *, struct err *);
bool agent_named(struct db *, const char *name, struct agent_row *, struct err *);
/* The one of this name, made as a program (without a uid) when there is none. */
bool agent_program(struct db *, const char *name, int64_t now, struct agent_row *, struct err *);
/* What stands with an agent from now on; "": nothing, groups decide again. */
bool agent_set_rights(struct db *, int64_t id, const char *rights, struct err *);
bool agent_by_id(struct db *, int64_t id, struct agent_row *, struct err *);
/* He was given a conversation. */
bool agent_note_assigned(struct db *, int64_t id, int64_t now, struct err *);
struct agent_rows {
	struct agent_row *v;
	size_t n, cap;
};
/* By id, after one. */
bool agent_list(struct db *, int64_t after, size_t limit, struct agent_rows *, struct err *);
void agent_rows_fini(struct agent_rows *);

#endif
