/* away: whether nobody is there, and whether somebody who writes then is told so by
 * itself: once in an absence, never to a machine, never in a talk that goes on. Looks
 * at facts and a time; nothing here reads a clock, a file or a database. Times are
 * unix seconds, 0 never. */
#ifndef POLICY_AWAY_H
#define POLICY_AWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/names.h"
#include "model/promise.h"

enum {
	AWAY_FRESH_S = 10 * 60,	  /* a message that is older when it comes is not answered */
	AWAY_AGAIN_S = 24 * 3600, /* nobody gets two within it, whatever happens */
	AWAY_TALK_S = 30 * 60,	  /* so long after a person wrote the talk goes on */
	AWAY_QUICK_S = 60,	  /* what comes so soon behind an automatic answer looks like one */
	AWAY_QUICK = 3		  /* and so many of them in a row are one */
};

/* One stretch in which nobody is there: switched on by hand, or outside the service
 * hours. */
struct absence {
	bool by_hand;
	int64_t began, until; /* until 0: nobody knows */
};
/* on, since, until: as a person switched it, which goes before the hours. shut: the
 * hours outside which nobody is there; NULL: they do not matter. False: somebody is
 * there. */
bool absence_at(bool on, int64_t since, int64_t until, const struct week *shut, int64_t now, struct absence *);

struct away_facts {
	int64_t now, at;	     /* at: when they wrote */
	int64_t began;		     /* of the absence; 0: somebody is there */
	bool live, person;	     /* person: neither a group nor a channel */
	bool refused;		     /* they said stop, or are blocked */
	bool clock_trusted;
	int64_t told_here, told_any; /* their last automatic answer: of this number, of any */
	int64_t talked_at;	     /* a person of ours last wrote to them */
	int quick;		     /* of their last AWAY_QUICK messages before this one */
};

/* Why not; the first that holds. */
#define AWAY_ANSWERS(X)                                                               \
	X(AWAY_DUE, "due")                                                            \
	X(AWAY_THERE, "somebody is there")                                            \
	X(AWAY_NO_PERSON, "a group or a channel")                                     \
	X(AWAY_HISTORY, "history")                                                    \
	X(AWAY_OLD, "from before the absence, or too old")                            \
	X(AWAY_REFUSED, "said stop, or blocked")                                      \
	X(AWAY_CLOCK, "the clock is not trusted")                                     \
	X(AWAY_TOLD, "told in this absence")                                          \
	X(AWAY_DAY, "told within 24 hours")                                           \
	X(AWAY_TALK, "a person wrote a moment ago")                                   \
	X(AWAY_MACHINE, "answers as a machine does")
enum away_answer { AWAY_ANSWERS(NAMES_ENUM) };
NAMES_DECLARE(away_answer, away_answer)

enum away_answer away_judge(const struct away_facts *);

#endif
