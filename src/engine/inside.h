/* inside: the engine's own parts, for the files of this floor only. */
#ifndef ENGINE_INSIDE_H
#define ENGINE_INSIDE_H

#include <stdatomic.h>

#include "base/queue.h"

#include "engine/engine.h"
#include "engine/worker.h"

struct sync;
struct sender;
struct jobs;
struct rulebook;

/* One WhatsApp account: its row, its limits, its two threads. */
struct number {
	struct engine *engine;
	int64_t id;
	const struct number_config *config;
	struct worker sync_worker, sender_worker;
	struct sync *sync;
	struct sender *sender;
	/* Set by engine_poke_sync, taken by the sync thread: poll now. */
	atomic_bool poll_now;
	/* Set by engine_poke_sender, taken by the sender: what it knows may be old. */
	atomic_bool look_again;
	/* Set by the sender when something left: the sync thread polls quickly for a
	 * while, for the ticks. */
	atomic_bool lively;
	int64_t away_told; /* the absence that faces know of, by its beginning; first sync thread only */
	/* The message that left and whose outcome cannot be written down, 0 none: the
	 * sender's. */
	_Atomic int64_t unwritten;
};

struct engine {
	const struct config *config;
	int lock_fd;
	char *stop_file;
	int lineage_fd;		/* see lineage.h; -1 none */
	int64_t lineage_born;
	bool at_home;		/* this house last worked with this database, and no later one */
	struct number *numbers;
	size_t n;
	struct queue *changes;
	/* Set when a change did not fit into the queue: the taker gives all kinds out
	 * once, so that faces read everything again. */
	atomic_bool changes_lost;
	int changes_owed; /* of those, not given out yet; API thread only */
	bool unwritable;  /* what faces were told of the database; first sync thread only */
	struct jobs *jobs;
	struct eraser *eraser;
	struct worker eraser_worker;
	/* Who is there. A reader beside a change may see a mixture: whoever stands in it
	 * was there a moment ago. */
	_Atomic int64_t here[AGENTS_HERE];
	_Atomic size_t here_n;
	_Atomic(struct rulebook *) rulebook; /* never NULL once the engine is made */
	atomic_int rule_readers; /* who hold a rulebook, of any age */
	atomic_flag rules_clearing; /* somebody frees old ones */
};

/* A case that is new or open again goes to the next agent who is there, where the option
 * assign_new says so and it is nobody's. In the caller's write transaction. */
bool case_assign_new(struct engine *, struct db *, int64_t conversation_id, int64_t now, struct changes *, struct err *);

/* A sentence without values, for the length of a call. */
#define WHY(name, english) (&(struct sentence){ .key = name, .text = english })

/* NULL when there is no such number. */
struct number *engine_number(struct engine *, int64_t session_id);
bool engine_stop_file_there(const struct engine *);

#endif
