/* facts: all that policy needs to know to judge one message, gathered in one
 * indexed read by store/ and from the configuration by engine/verdict. Plain
 * values, no pointers owned. Times are unix milliseconds where the name says
 * _ms, else seconds; 0 means never. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "model/message.h"
#include "model/session.h"

struct zone;

enum { RAMP_DAYS = 14, HOLIDAYS_MAX = 64 };

/* What becomes of a message to somebody whose window is closed. */
#define OUTSIDE_WINDOWS(X)              \
	X(OUTSIDE_CONFIRM, "confirm")   \
	X(OUTSIDE_TEMPLATE, "template") \
	X(OUTSIDE_ALLOW, "allow")       \
	X(OUTSIDE_REFUSE, "refuse")
enum outside_window { OUTSIDE_WINDOWS(NAMES_ENUM) };
NAMES_DECLARE(outside_window, outside_window)

/* What a person can say yes to; a message keeps what was said, and nothing more:
 * whoever confirms a second copy has not confirmed one that is a day late. */
enum confirmed {
	CONFIRMED_OPT_OUT = 1,
	CONFIRMED_RESTORED = 2,
	CONFIRMED_EXPIRED = 4,
	CONFIRMED_WINDOW = 8,
	CONFIRMED_CONTENT = 16,
	CONFIRMED_DUPLICATE = 32
};

/* What the rules of content said of the text, judged beforehand. */
enum content_said { CONTENT_SAID_NOTHING, CONTENT_SAID_NOTE, CONTENT_SAID_CONFIRM, CONTENT_SAID_BLOCK, CONTENT_SAID_LIMIT };
struct content_facts {
	enum content_said said;
	struct sentence say, change; /* rule and characters; empty for nothing */
};

/* What the owner allows this number: from configuration, checked there. */
struct limits {
	const struct zone *zone;
	int open_minute, close_minute; /* of the day; open > close spans midnight; equal: always open */
	bool weekday[7];	       /* 0 Sunday */
	int32_t holidays[HOLIDAYS_MAX]; /* zone days */
	size_t n_holidays;
	int initiation_open_minute, initiation_close_minute; /* equal: as active hours */
	bool contact_hours; /* the active hours hold by the contact's clock too */
	int daily_contacts, daily_initiations;
	bool tiered;	/* an official tier is set: */
	int tier_limit; /* initiations in any 24 hours */
	bool require_consent;
	enum outside_window outside_window;
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
	bool halved;		/* WhatsApp's second warning: the daily limits count half */
	int64_t recovers_from;	/* when a pause of the number's own making last ended, within the last hour */
	int tier_used;		/* people begun with in the last 24 h; where limits.tiered */
	int64_t tier_frees_at;	/* when there are fewer than tier_limit of them */
};

/* What is true of the contact and of the message. */
struct item_facts {
	bool is_group, by_person; /* by_person: not campaign, not automatic */
	bool opted_out, blocked, restored;
	bool templated, approved; /* its text is a template's; which is approved, in this version */
	bool written_today;	/* this contact already counts today */
	bool initiated_today;	/* and as an initiation */
	char phone[ADDRESS_USER]; /* the contact's, "" not known */
	const struct zone *zone; /* the contact's; NULL: not known, or limits do not ask */
	int64_t last_inbound_at; /* to this number: the window is open for 24 h after */
	int64_t born_ms;	/* when it was written */
	int64_t dwell_until_ms; /* drawn at enqueue */
	int64_t first_due_ms;	/* when it may first leave: --at, else born */
	int64_t life_until;	/* 0: not yet running */
	int64_t not_before_ms;	/* back-off after a try that certainly failed */
	unsigned confirmed;	/* of enum confirmed */
	int64_t wrote_at;	/* their last message to any number: a basis for 180 days */
	int64_t consent_at;	/* recorded by a person, 0 none */
	int64_t opted_in_at;	/* recorded with wording and proof: what a campaign needs */
	bool begun_24h;		/* counts in tier_used already */
	int64_t same_ms;	/* the same text to the same person left, or was written before this */
	int alike;		/* other people begun with in the last hour, with nearly this text */
	struct content_facts content;
};

struct facts {
	struct limits limits;
	struct number_facts number;
	struct item_facts item;
};

/* Open for 24 h after the last inbound; exactly 24 h is closed. */
bool facts_window_open(const struct item_facts *, int64_t now_s);
/* Whether there is a reason on record to begin with them: consent, or they wrote
 * within BASIS_DAYS. */
enum { BASIS_DAYS = 180 };
bool facts_has_basis(const struct item_facts *, int64_t now_s);
/* The daily limits as they count today. */
int facts_daily_contacts(const struct limits *, const struct number_facts *);
int facts_daily_initiations(const struct limits *, const struct number_facts *);
/* Neither a reply nor a group: writing to somebody whose window is closed. */
bool facts_is_initiation(const struct item_facts *, int64_t now_s);

#endif
