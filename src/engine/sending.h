/* sending: the state of a number's sender, shared by the files that do its parts:
 * sender.c (which message, and what the gates say), presence.c (seen and typing),
 * leaving.c (marking, handing over, the outcome), survey.c (all that is queued,
 * once a minute). */
#ifndef ENGINE_SENDING_H
#define ENGINE_SENDING_H

#include "model/facts.h"
#include "store/outbox.h"
#include "waha/send.h"
#include "waha/waha.h"

#include "engine/inside.h"

/* The message that is being prepared. Nothing of it stands in the database: after
 * a crash it begins anew, and only a stop-typing is owed. */
struct candidate {
	int64_t message_id; /* 0: none */
	struct address to;
	int64_t seen_ms, typing_ms, leave_ms; /* when; clock_now_ms */
	bool wants_seen, seen, typing, id_asked, no_id; /* no_id: WAHA's call takes none */
	bool silent; /* nothing of it shows before */
	char id[WA_ID_CAP]; /* made by WAHA before, "" none */
};

/* What became of a message, until it is written down. */
struct outcome_owed {
	bool owed, stopped; /* stopped: it was not even handed over */
	int64_t message_id, contact_id;
	int attempt, tries;
	struct waha_sent sent;
};

struct sender {
	struct number *number;
	struct db *d;
	struct http *http;
	struct waha waha;
	struct candidate cand;
	struct outcome_owed outcome;
	/* Typing may show there since before the last engine ended, or since a stop. */
	struct addresses stops;
	int64_t stop_ms;    /* not before: the next of them */
	int64_t stepped_ms;	/* the clock at the last step: behind that it went back */
	int64_t survey_ms;
	bool surveyed;	    /* once since the start */
	bool file_seen;	    /* the STOP file's pause is written */
};

/* presence.c: one request, or none and the time of the next in *next. True when
 * the message may leave. */
void presence_plan(struct sender *, const struct outbox_item *, const struct facts *, int64_t leave_ms, int64_t now_ms);
bool presence_step(struct sender *, int64_t now_ms, int64_t *next);
/* Gives the candidate up; typing that shows is owed a stop. */
void presence_drop(struct sender *);
/* One owed stop-typing, when it is time. False: none is owed. */
bool presence_stop_owed(struct sender *, int64_t now_ms, int64_t *next);

/* leaving.c: step 2 to 4 of the protocol. */
void leaving_step(struct sender *, const struct outbox_item *);
/* False: what became of the last one could not be written; nothing else may leave. */
bool leaving_record(struct sender *, int64_t now_ms);

/* survey.c */
void survey_step(struct sender *, int64_t now_ms);

#endif
