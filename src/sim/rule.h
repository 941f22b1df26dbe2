/* rule: how the simulator misbehaves when told to. A rule waits for the requests
 * it matches (or, for some, for events), fires from the nth on, so many times,
 * with a probability, and counts. */
#ifndef SIM_RULE_H
#define SIM_RULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct call;
struct message;
struct session;
struct sim;

/* what it does, its name */
#define RULE_WAYS(X)                                   \
	X(WAY_DROP_BEFORE, "drop-before")              \
	X(WAY_ACCEPT_DROP, "accept-then-drop")         \
	X(WAY_CLOSE_KEPT, "close-kept")                \
	X(WAY_ACCEPT_500, "accept-then-500")           \
	X(WAY_LOSE, "201-and-lose")                    \
	X(WAY_LATE, "answer-late")                     \
	X(WAY_HANG, "hang")                            \
	X(WAY_400, "400")                              \
	X(WAY_401, "401")                              \
	X(WAY_403, "403")                              \
	X(WAY_404, "404")                              \
	X(WAY_422_EXPECTED, "422-expected")            \
	X(WAY_422_NO_SESSION, "422-nosession")         \
	X(WAY_429, "429")                              \
	X(WAY_500_463, "500-463")                      \
	X(WAY_500_475, "500-475")                      \
	X(WAY_500, "500-plain")                        \
	X(WAY_502, "502")                              \
	X(WAY_503, "503")                              \
	X(WAY_504, "504")                              \
	X(WAY_EMPTY, "empty-body")                     \
	X(WAY_NO_ID, "no-id")                          \
	X(WAY_GARBAGE, "garbage")                      \
	X(WAY_TRUNCATED, "truncated")                  \
	X(WAY_ENDLESS, "endless")                      \
	X(WAY_ECHO_FIRST, "echo-before-answer")        \
	X(WAY_ACK_ERROR, "ack-minus1")                 \
	X(WAY_ACKS_DOUBLED, "acks-doubled")            \
	X(WAY_ACKS_REORDERED, "acks-reordered")        \
	X(WAY_ACKS_MISSING, "acks-missing")            \
	X(WAY_TWINS, "twins")                          \
	X(WAY_FLAPPING, "flapping")                    \
	X(WAY_DEAF, "deaf")                            \
	X(WAY_DEAF_LISTING, "deaf-listing")

enum rule_way {
#define X(id, name) id,
	RULE_WAYS(X)
#undef X
	RULE_WAYS_N
};
extern const char *const rule_way_names[];

struct rule {
	int64_t id;
	enum rule_way way;
	char *path, *method, *contains; /* NULL: any; path is a prefix */
	int64_t nth, count;		/* count 0: for ever */
	double probability;
	bool accept;	 /* the request is carried out before the bad answer */
	double seconds;	 /* for late, hang, flapping, endless */
	int64_t bytes;	 /* the length that endless tells */
	char *code;	 /* of ack-minus1 */
	int64_t seen, fired;
	uint64_t since;	 /* order of messages when it was set, for deaf-listing */
};

/* NULL with ERR_USAGE (sim.rule) when it is not understood. */
struct rule *rule_add(struct sim *, const json_t *, struct err *);
void rule_clear(struct sim *);
json_t *rule_list(const struct sim *);

/* Finds the rule for this request and keeps it in c->rule. True: the request is
 * already answered (or will never be), nothing else is to happen. */
bool rule_before(struct call *);
/* The request was carried out and answered: spoils the answer. */
void rule_after(struct call *);
/* For sends: how this message's receipts come; sets lost. */
void rule_bend(const struct call *, struct message *);

/* An event is about to be told: swallowed? */
bool rule_deaf(struct sim *);
/* An inbound message comes: twice? */
bool rule_twins(struct sim *);
/* A listing is asked for: what came after this order is missing; 0: nothing. */
uint64_t rule_deaf_listing(const struct call *);

#endif
