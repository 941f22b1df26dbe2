/* harness: a shop in one process: the simulator's core, the database in memory,
 * and the engine's own steps, all on one virtual clock that only moves when there
 * is nothing left to do at its time. A crash is a flag: from then on database and
 * WAHA refuse everything, until run_restart makes a new engine over what was
 * committed. */
#ifndef TESTS_ENGINE_HARNESS_H
#define TESTS_ENGINE_HARNESS_H

#include <jansson.h>
#include <stdint.h>

#include "engine/inside.h"
#include "model/verdict.h"
#include "sim/core.h"
#include "store/db.h"
#include "store/message.h"
#include "store/outbox.h"

enum { RUN_NUMBERS = 3 };

/* Noon of Sunday 22 November 2026 in Jakarta. */
#define RUN_NOON 1795323600000LL

struct run_options {
	const char *engine;  /* "noweb" (NULL), "gows" */
	const char *version; /* NULL: 2026.7.2, which makes ids beforehand */
	const char *config;  /* lines for every number, or NULL */
	const char *house;   /* lines for the engine, or NULL */
	int numbers;	     /* 0: one, named "toko"; more: "toko", "dua", "tiga" */
	int64_t now_ms;	     /* 0: RUN_NOON */
	const char *shop;    /* JSON control request before the engine starts: path, then body; or NULL */
	const char *shop_body;
	bool warm;	     /* the numbers are past their warm-up */
	const char *vfs;     /* of SQLite, for the database; NULL: memory */
};

struct run {
	struct run_options options;
	char *dir;
	char uri[64];
	struct sim *sim;
	json_t *journal; /* of all lines, as they came */
	struct config *config;
	struct db *keep; /* holds the database in memory open; the tests' own connection */
	struct engine *engine;
	int64_t sync_next[RUN_NUMBERS], sender_next[RUN_NUMBERS];
	bool dead;	 /* crashed */
	bool refused;	 /* WAHA's port is closed: set by tests */
	size_t steps;
	/* Takes what WAHA tells by webhooks; NULL: it is answered and dropped. */
	void (*told)(struct run *, const struct sim_hook *);
	/* Takes what faces would be told of; NULL: it is dropped. */
	void (*changed)(struct run *, const struct change *);
};

/* Everything up to an engine whose first steps have not run. */
void run_begin(struct run *, const struct run_options *);
void run_end(struct run *);
/* Lets ms of virtual time pass. Returns early when the engine has crashed. */
void run_for(struct run *, int64_t ms);
/* Until a message has this state, or ms have passed. */
bool run_until(struct run *, int64_t message_id, enum message_state, int64_t ms);
/* Arms a crash point: the n-th passage. */
void run_arm(struct run *, const char *point);
/* Calls f when the engine passes a point the first time: what somebody else does at
 * that very moment. */
void run_meanwhile(struct run *, const char *point, void (*f)(struct run *));
/* A new engine over the same database; true when the old one had crashed. */
bool run_restart(struct run *);

int64_t run_session(const struct run *, int number);
/* What a service does with `send`: the message's id. */
int64_t run_send(struct run *, int number, const char *to, const char *text);
/* The same to leave at a time. */
int64_t run_send_at(struct run *, int number, const char *to, const char *text, int64_t at_ms);
bool run_cancel(struct run *, int64_t message_id);
enum message_state run_state(struct run *, int64_t message_id);
/* The key of why a message is held, rejected or unknown. */
const char *run_reason(struct run *, int64_t message_id);
/* What policy says to a queued message now: "hours daily", and its time. */
const char *run_gates(struct run *, int64_t message_id, int64_t *until_ms);
struct message_row run_message(struct run *, int64_t message_id);
void run_stop_file(struct run *, bool there);
/* A transaction around something the test does with r->keep. */
void run_write(struct run *);
void run_wrote(struct run *);
void run_exec(struct run *, const char *sql);
int64_t run_count(struct run *, const char *sql); /* sql: a literal */
/* How many messages say this. */
int64_t run_texts(struct run *, const char *text);

/* POST to the simulator's control; the answer is the caller's. */
json_t *run_control(struct run *, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));
void run_tell(struct run *, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A customer writes; the id that WhatsApp gives it is dropped. */
void run_says(struct run *, const char *from, const char *text);
/* No rules any more. */
void run_behave(struct run *);
/* How often a rule fired. */
int64_t run_fired(struct run *);

/* Journal lines of a kind ("delivered", "request" …) whose key has this value (NULL:
 * any); the first one into *line (borrowed) when it is not NULL. */
size_t run_lines(struct run *, const char *what, const char *key, const char *value, json_t **line);
/* When the n-th (from 1) such line was written, ms; 0 when there is none. */
int64_t run_when(struct run *, const char *what, const char *key, const char *value, size_t n);

#endif
