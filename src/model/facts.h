/* facts: all that policy needs to know to judge one message, gathered in one
 * indexed read by store/ and from the configuration by engine/verdict. Plain
 * values, no pointers owned. Times are unix milliseconds where the name says
 * _ms, else seconds; 0 means never. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/message.h"
#include "model/session.h"

struct zone;

enum { RAMP_DAYS = 14, HOLIDAYS_MAX = 64 };

/* What the owner allows this number: from configuration, checked there. */
struct limits {
	const struct zone *zone;
	int open_minute, close_minute; /* of the day; open > close spans midnight; equal: always open */
	bool weekday[7];	       /* 0 Sunday */
	int32_t holidays[HOLIDAYS_MAX]; /* zone days */
	size_t n_holidays;
	int initiation_open_minute, initiation_close_minute; /* equal: as active hours */
	int daily_contacts, daily_initiations;
	int ramp[RAMP_DAYS];
	int reply_gap_lo_ms, reply_gap_hi_ms, start_gap_lo_ms, start_gap_hi_ms;
	int dwell_lo_ms, dwell_hi_ms;
	int64_t message_life; /* seconds */
	bool demo;	      /* hours always open; said on every screen */
};

/* What is true of the number now. */
struct number_facts {
	bool stopped;		/* emergency stop of all */
	bool full_pause;	/* of this number */
	bool initiations_paused;
	int64_t initiations_until; /* 0: no time known */
	char pause_reason[96];
	enum session_status status;
	char status_why[96];	/* why WAHA cannot be reached, "" else */
	bool clock_trusted;
	int64_t last_left_ms;	/* last commit of a message as leaving */
	int gap_ms;		/* drawn then, for the kind that left */
	int contacts_today, initiations_today;
	int ramp_day;		/* 1..14; 0: warm-up is over */
};

/* What is true of the contact and of the message. */
struct item_facts {
	bool is_group, by_person; /* by_person: not campaign, not automatic */
	bool opted_out, blocked, restored;
	bool written_today;	/* this contact already counts today */
	bool initiated_today;	/* and as an initiation */
	int64_t last_inbound_at; /* to this number: the window is open for 24 h after */
	int64_t born_ms;	/* when it was written */
	int64_t dwell_until_ms; /* drawn at enqueue */
	int64_t first_due_ms;	/* when it may first leave: --at, else born */
	int64_t life_until;	/* 0: not yet running */
	int64_t not_before_ms;	/* back-off after a try that certainly failed */
	bool confirmed;		/* a person confirmed a HOLD */
};

struct facts {
	struct limits limits;
	struct number_facts number;
	struct item_facts item;
};

/* Open for 24 h after the last inbound; exactly 24 h is closed. */
bool facts_window_open(const struct item_facts *, int64_t now_s);
/* Neither a reply nor a group: writing to somebody whose window is closed. */
bool facts_is_initiation(const struct item_facts *, int64_t now_s);

#endif
