/* record: what the checker sees of a history, in the order in which it happened:
 * what arrived at the simulator, what stood in the database at that moment, and
 * what people did and were told that it was done. */
#ifndef TESTS_PROOF_RECORD_H
#define TESTS_PROOF_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORDS(X)                                                                   \
	/* at the simulator */                                                       \
	X(R_SEND, "send")	    /* a message's request has come; at = what the database says */ \
	X(R_SHOW, "show")	    /* seen, typing, its end; text = path */         \
	X(R_DELIVERED, "delivered") /* it reached WhatsApp */                        \
	X(R_REFUSED, "refused")	    /* WhatsApp did not take it */			     \
	X(R_INBOUND, "inbound")	    /* a customer wrote */                           \
	X(R_OWN, "own")		    /* the owner's phone wrote */                    \
	X(R_STATUS, "status")	    /* value: 1 WORKING */                           \
	/* people, once it was done */                                               \
	X(R_WRITTEN, "written") X(R_CANCELLED, "cancelled") X(R_CONFIRMED, "confirmed") X(R_AGAIN, "again") \
	X(R_STOP, "stop") X(R_RESUME, "resume")					     \
	X(R_PAUSE, "pause") X(R_HALT, "initiations paused") X(R_LIFT, "lift")	     \
	X(R_OPT_OUT, "opted out") X(R_OPT_IN, "opted in") X(R_BLOCK, "blocked") X(R_UNBLOCK, "unblocked") \
	X(R_BASIS, "consent recorded")						     \
	X(R_LOCK, "reach-out lock") X(R_UNLOCK, "lock gone")			     \
	X(R_JUMP, "clock jumps") X(R_ACCEPT, "clock accepted") X(R_RESTORED, "backup put back") \
	X(R_CRASH, "crash") X(R_START, "engine starts") X(R_SECOND, "second engine")

enum record_kind {
#define X(id, name) id,
	RECORDS(X)
#undef X
	RECORD_KINDS
};
extern const char *const record_names[RECORD_KINDS];

/* Read from the database when a message's request arrived. */
struct snap {
	bool found;		 /* there is exactly one row on its way */
	int attempt;
	int64_t at_ms;		 /* when it was marked as leaving, by the wall clock */
	int64_t born_ms, first_due_ms, life_until;
	bool by_person, restored;
	bool working;		 /* the number's status as we know it */
	bool halted;		 /* initiations paused */
	bool paused;		 /* stop or full pause */
	int64_t last_end_ms;	 /* of the attempt before, 0 none */
	bool last_retry;	 /* and it certainly had not sent */
	int tries;		 /* that certainly had not sent */
	bool begun;		 /* it begins a conversation: filled by the checker */
	int64_t overtaken;	 /* a person's earlier message to the same chat that is queued, 0 none */
};

struct record {
	enum record_kind kind;
	int number, contact;	 /* -1: none */
	int64_t true_ms, wall_ms;
	int64_t message_id;
	int64_t value;
	int syncs;		 /* steps of the number's sync so far */
	char text[96];
	struct snap snap;
};

struct records {
	struct record *v;
	size_t n, cap;
};

#endif
