/* world: two numbers of one shop in one process: the simulator's core, the
 * database in memory, the engine's own steps. True time is the time since boot;
 * customers and WAHA live on it. The computer's wall clock may be wrong, and only
 * the engine believes it. Requests are the seams between the threads: while one
 * is on its way a person, a customer or the other thread may be quicker.
 *
 * A crash is a flag: from then on database and WAHA refuse everything, until a
 * new engine starts over what was committed. Everything that counts is written
 * down as records. The same seed gives the same history. */
#ifndef TESTS_PROOF_WORLD_H
#define TESTS_PROOF_WORLD_H

#include "engine/inside.h"
#include "sim/core.h"
#include "store/db.h"
#include "model/message.h"

#include "plan.h"
#include "record.h"

struct world {
	const struct plan *plan;
	char *dir;
	char uri[64];
	struct sim *sim;
	struct config *config;
	struct db *keep;	/* the people's connection; holds the database */
	struct engine *engine;	/* NULL: none runs */
	int64_t session_id[PLAN_NUMBERS];
	bool dead;		/* crashed, nobody has started it again */
	bool refused;		/* WAHA's port is closed */
	struct dice dice;
	struct records log;
	struct {
		int64_t sync_due, sender_due; /* true time */
		bool syncing, sending;	      /* its step is under way */
		int syncs; /* steps so far */
	} at[PLAN_NUMBERS];
	int64_t lively_until;
	/* Called between a request's answer and what the engine makes of it, and (path "")
	 * in the last instant before a message is marked as leaving. */
	void (*meanwhile)(struct world *, int number, const char *path);
	int depth;
};

void world_begin(struct world *, const struct plan *);
void world_end(struct world *);
int64_t world_now(const struct world *); /* true time, ms */
void world_run(struct world *, int64_t until_ms);
/* Something goes on: the threads are quick for a while. */
void world_stir(struct world *);
struct record *world_note(struct world *, enum record_kind, int number, int contact);

/* The engine ends at a named point, at once, or starts. */
void world_arm(struct world *, const char *point);
void world_kill(struct world *);
void world_start(struct world *);
/* A second engine over the same database; true when it came to life. */
bool world_second(struct world *);
bool world_alive(const struct world *);
/* The number's other thread takes its turn now. */
void world_sync(struct world *, int number);

/* What services do. 0 and false: refused, not done. */
int64_t world_write(struct world *, int number, int contact, const char *text, enum message_origin,
	int64_t at_ms,
	bool confirm);
bool world_cancel(struct world *, int64_t message_id);
bool world_confirm(struct world *, int64_t message_id);
bool world_again(struct world *, int64_t message_id);
void world_contact(struct world *, int contact, enum record_kind);
void world_pause(struct world *, int number, enum record_kind, int64_t until_ms);
void world_lift(struct world *, int number, bool all);
void world_stop_file(struct world *, bool there);
void world_jump(struct world *, int64_t ms);
void world_accept_clock(struct world *);
void world_restored(struct world *);

/* POST to the simulator's control. */
void world_tell(struct world *, const char *path, const char *format, ...) __attribute__((format(printf,
	3, 4)));
int64_t world_count(struct world *, const char *sql);
/* A message of this state, of a number: one of the newest, or 0. */
int64_t world_pick(struct world *, int number, const char *state);
/* Ends the run with a line: the harness is wrong, not the product. */
void world_broken(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* A call with `e` as its struct err that has to work. */
#define MUST(call)                                                          \
	do {                                                                \
		struct err bad_ = { 0 };                                    \
		struct err *e = &bad_;                                      \
		if (!(call))                                                \
			world_broken("%s: %s", #call, err_text(e));         \
	} while (0)

#endif
