/* service: what each command does. One array indexed by the table of command/,
 * one file a noun. A service never touches the network: it reads and writes the
 * database, or posts a job and hands its ticket back.
 *
 * Rights are asked in one place; arguments are checked against the table and
 * targets (conversation, contact, message, session) resolved before a row runs;
 * reads run in one read transaction, writes in one write transaction, after which
 * changes are given out and the sender is woken. Threads: one, the API's; the
 * connection is its own. */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include <jansson.h>

#include "command/command.h"
#include "command/reply.h"
#include "engine/engine.h"
#include "store/db.h"

/* Who asks. */
struct caller {
	int64_t uid;
	int64_t agent_id;
	int64_t token_id; /* 0: none, he came by the socket */
	char agent[64];
	enum rights rights;
	const char *from; /* "socket", "token": how he came */
};

/* What went wrong in the last 24 hours, by kind: counted by who answers. */
enum { ERROR_HOURS = 24, ERROR_KINDS = ERR_INTERNAL + 1 };
struct error_counts {
	int64_t hour[ERROR_HOURS]; /* which hour since 1970 a row counts */
	int n[ERROR_HOURS][ERROR_KINDS];
};
void error_counts_add(struct error_counts *, enum err_kind, int64_t now);
int error_counts_of(const struct error_counts *, enum err_kind, int64_t now);

struct claims;

struct service {
	struct engine *engine;
	struct db *db;
	const struct config *config;
	struct caller caller;
	int64_t now_ms;
	int64_t since;			/* when the engine began, unix seconds */
	const char *socket;		/* where it listens, or NULL */
	const struct error_counts *errors; /* or NULL */
	struct claims *claims;		   /* who looks and who types, or NULL */
	struct intake *intake;		   /* what came with CMD_UPLOAD, whole; else NULL */
};

/* A file on its way in, before its command runs: the caller's rights first, then
 * its bytes as they come, straight to the disk. Of the struct nothing stays when
 * it is freed but what the command kept. */
struct intake *intake_begin(const struct service *, const struct command *, struct err *);
bool intake_write(struct intake *, const void *, size_t, struct err *);
bool intake_end(struct intake *, struct err *);
void intake_free(struct intake *);

/* The agent of a uid, with his rights: the engine's own uid and root are admin,
 * others have what stands with them (agent set), else what the configuration
 * gives to them or to a group of theirs, else an agent's rights: who reaches the
 * socket is in its group. Makes the agent at his first call. */
bool service_caller(struct service *, int64_t uid, const char *login, struct caller *, struct err *);
/* Who a bearer token stands for; ERR_AUTH token.bad for one not in force. */
bool service_token(struct service *, const char *token, struct caller *, struct err *);

/* Does it. True: *r holds the answer, or *ticket > 0: service_finish has to be
 * called with the job's result. False with e (and r->until where a rule said so):
 * nothing was done. args is what came (borrowed); it is checked here. */
bool service_run(struct service *, const struct command *, const json_t *args, struct reply *r,
	int64_t *ticket, struct err *);
/* The second half of a command that waited for a job. */
bool service_finish(struct service *, const struct command *, const json_t *args, const struct job_result *,
	struct reply *r, struct err *);

/* The row of a change, as faces get it, for this caller (unseen and drafts are
 * his); NULL when it is gone. */
json_t *service_event(struct service *, const struct change *);

#endif
