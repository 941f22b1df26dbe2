/* syncing: the state of a number's sync, shared by the files that do its parts:
 * sync.c (session, the plan), poll.c (what is new), history.c (what was), people.c
 * (names, hidden ids), labels.c (the phone's labels), turns.c (all that chat by chat), case.c (what is due of cases),
 * deaf.c (what nothing brought), settle.c (what became of the unknown). */
#ifndef ENGINE_SYNCING_H
#define ENGINE_SYNCING_H

#include "store/stream.h"
#include "waha/chats.h"
#include "waha/session.h"
#include "waha/waha.h"

#include "engine/alarm.h"
#include "engine/inside.h"
#include "engine/receive.h"

struct http;
struct own_sends;
struct turns;

/* PRESENT is more than a page: each send is asked about once, not in turns for ever. */
enum { PAGE = 100, PRESENT = 128 };

struct sync {
	struct number *number;
	struct db *d;
	struct http *http;
	struct waha waha;

	/* When each part wants its turn, clock_now_ms. */
	int64_t session_ms, poll_ms, sweep_ms, history_ms, acks_ms, people_ms, labels_ms, settle_ms, keep_ms, deaf_ms;
	struct alarm alarm; /* of the first number only */
	int64_t alarm_ms;
	int64_t case_ms; /* of the first number only: what is due of all cases */
	int acks_offset;	/* of the page that is read next for ticks */
	int64_t acks_deep_ms;	/* not before: all pages of them */
	int64_t judge_ms; /* not before: its figures are judged */

	int64_t stepped_ms; /* the clock at the last step: behind that it went back */

	/* session */
	bool identified, working;
	bool restarted;		/* once by itself, since it last worked */
	bool paired;		/* it has worked with some phone, ever */
	bool put_away;		/* somebody stopped it at WAHA */
	int away;		/* how often in a row the session could not be asked */
	int failures;		/* in a row, of the other parts */
	int64_t worked_at;	/* last seen WORKING, unix seconds; 0 not since the start */
	int64_t store_try_ms;	/* not before: turning NOWEB's store on again */
	int64_t hook_ms;	/* when it is looked whether WAHA still knows the webhook */
	int64_t hook_try_ms;	/* not before: switching it on again */
	int store_tries, hook_tries; /* in vain, in a row: each restarts a session that works */
	int64_t timelock_until; /* told last; -1 none */
	int64_t quiet_until;	/* WhatsApp asks for fewer requests: unix seconds */
	enum capping capping;	/* told last */
	struct waha_limits limits; /* as asked last */
	int64_t limits_ms;	/* when they are asked again */
	/* poll */
	int interval_ms;
	int64_t since;		/* of the round under way; 0: begin a new one */
	int offset;
	int empty;		/* empty pages in a row */
	int64_t probe_ms;	/* when an empty page is followed by a second look */
	bool sweeping;		/* the round under way looks further back */
	/* After the session was away what came meanwhile has older times than what
	 * came first: until then rounds begin here. */
	int64_t gap_from, gap_until;
	/* history */
	int history_empty;
	struct turns *turns; /* turns.c's own; NULL where it is not needed */
	/* settle: messages without a tick that WAHA's store was seen to have */
	int64_t present[PRESENT];
	size_t present_at;
	int64_t ticked_at; /* when a message of ours last got its first tick, unix seconds */
	/* deaf: something was missing at the last look; it was so at the second one too */
	bool suspected, deaf;
	bool people_rest; /* nothing is to be read until people_ms: a poke looks whether somebody asked */
	bool labels_rest; /* it waits for the next pass, not after a failure */
	int people_failed, labels_failed; /* in a row, of the list under way */
	int64_t people_soon; /* a list was left out: the next pass, unix seconds; 0: none was */
	int people_tries;    /* passes in a row that left one out: each next one comes later */
	/* people: whom the last page began with; a server that gives the same page again
	 * and again has no more */
	struct address people_first;
};

/* One page into the database, with the stream's position, in one transaction, and
 * the news of it out to faces. */
bool sync_take(struct sync *, struct waha_page *, struct receiving *, const char *stream,
	const struct stream_position *, struct err *);
/* A call failed: the session is asked next, and the part waits. */
void sync_trouble(struct sync *, const char *what, const struct err *, int64_t now_ms, int64_t *part_ms);

/* Whether WAHA's answer is about the one chat that it was asked for: another chat may be
 * read all the same. */
bool sync_chat_is_bad(const struct err *);

/* The parts; each does one request, and moves its own time. */
void poll_step(struct sync *, int64_t now_ms);
void poll_begin_gap(struct sync *, int64_t from, int64_t now_ms);
void poll_acks_step(struct sync *, int64_t now_ms);
/* Where the next round begins, unix seconds; and what follows when it is through. */
int64_t poll_since(struct sync *, const struct stream_position *, int64_t now_ms);
void poll_round_ends(struct sync *, bool news, int64_t now_ms);
/* A message from the future must not hide what comes before it. */
void poll_not_ahead(struct stream_position *, int64_t now_ms);
void history_step(struct sync *, int64_t now_ms);
/* Sets where the present begins, by the newest message there is (0: none). */
bool history_begin_present(struct sync *, int64_t newest, int64_t now, struct err *);
/* When p is done: whether another pass begins; p says so. */
bool history_goes_on(struct sync *, struct stream_position *p, int64_t now_ms, struct err *);
/* Faces may show how far it is. */
void history_progress(struct sync *);
/* The same for engines that list messages of one chat only. */
void turns_poll_step(struct sync *, int64_t now_ms);
void turns_history_step(struct sync *, int64_t now_ms);
/* Our messages of the next chat that has some without a last tick; sends is not
 * empty; all: each chat has had its turn. */
bool turns_acks(struct sync *, const struct own_sends *, struct waha_page *, bool *all, struct err *);
/* Something was told beside the polls: what was read lately is read again. */
void turns_forget(struct turns *);
void turns_free(struct turns *);
void people_step(struct sync *, int64_t now_ms);
/* There is something to name now: all lists are read from their beginning, after the
 * pass that is under way. */
void people_again(struct sync *, int64_t now_ms);
void labels_step(struct sync *, int64_t now_ms);
void deaf_step(struct sync *, int64_t now_ms);
void settle_step(struct sync *, int64_t now_ms);
/* Cases whose time has come, of every number; when it wants its next turn, clock_now_ms. */
int64_t case_step(struct sync *, int64_t now_ms);
bool deaf_load(struct sync *, struct err *);
/* The session works as from now: it is given time. */
void deaf_begin(struct sync *, int64_t now_ms);
/* The stream has brought news. */
void deaf_over(struct sync *, int64_t now);
/* Once in a while, without a request. */
bool settle_doubt(struct sync *, int64_t now_ms, struct err *);

#define STREAM_POLL "poll"	 /* at: newest time taken; n: messages before it are history */
#define STREAM_WORKED "worked"	 /* at: when the session was last seen WORKING; done: stopped by somebody since */
#define STREAM_HISTORY "history" /* at: oldest time reached; n: offset there; cursor: the pass */
#define STREAM_LEFT "history.left" /* n: chats whose history could not be read in this pass */

#endif
