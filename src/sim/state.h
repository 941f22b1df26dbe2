/* state: what the simulator is made of; for the files of this floor only.
 *
 * A session is what WAHA knows, an account is what the pretended WhatsApp and
 * the phones on it know. People, chats and messages live as long as their
 * account, so a timer may hold a pointer to them. Raw addresses are WhatsApp's
 * own ("…@s.whatsapp.net"); what leaves through WAHA says "…@c.us". */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#include "sim/core.h"

struct engine;
struct sim;
struct session;

enum kind {
	KIND_TEXT, KIND_IMAGE, KIND_VIDEO, KIND_VOICE, KIND_DOCUMENT, KIND_STICKER,
	KIND_LOCATION, KIND_VCARD, KIND_POLL, KIND_PIN, KIND_PROTOCOL,
	/* rows that WAHA keeps, counts when paging, and never shows */
	KIND_REACTION, KIND_EDIT, KIND_REVOKE
};
extern const char *const kind_names[];
enum { KINDS = KIND_REVOKE + 1 };

/* Baileys' status of a message; WAHA's ack is one less. */
enum {
	STATUS_NULL = -1, STATUS_ERROR = 0, STATUS_PENDING = 1, STATUS_SERVER = 2,
	STATUS_DEVICE = 3, STATUS_READ = 4, STATUS_PLAYED = 5
};

/* How one's phone treats what arrives. */
struct habit {
	bool phone_off;	    /* nothing is delivered */
	bool never_reads;
	bool never_answers;
	bool late_receipt;  /* a second device's delivery comes after the read */
	bool acks_by_lid;   /* receipts name the hidden id */
	int quick;	    /* per cent of the usual delays; 0 counts as 100 */
};

struct person {
	char *pn;   /* digits, NULL when WhatsApp hides them */
	char *lid;  /* digits, NULL when there is none */
	char *name; /* in the owner's address book, or NULL */
	char *push; /* what he calls himself, or NULL */
	char *picture;
	bool exists;	 /* has WhatsApp */
	bool by_lid;	 /* his messages are addressed by lid */
	bool lid_known;	 /* WAHA knows that pn and lid are one */
	bool in_contacts;
	bool renamed;	 /* saved through WAHA: the contact shows more keys */
	bool subscribed; /* WAHA has asked for his presence */
	bool blocked;
	struct habit habit;
	const char *presence; /* "online", "offline", "typing", "recording", "paused" */
	int64_t last_seen;
	int said; /* how many answers he has given, so that he does not repeat himself */
};

struct group {
	char *jid;
	char *subject;
	struct person **members;
	size_t n, cap;
	bool listed; /* WAHA's own list has it */
};

struct chat {
	struct person *person; /* NULL: a group, or an address that is nobody's */
	struct group *group;
	char *jid;	 /* raw, when neither person nor group */
	char *name;	 /* from history sync */
	int64_t time[2]; /* of the newest message, s: by its number (or own
			  * address), by lid; 0: none, so not listed */
	int64_t recv;	 /* from history sync, s; 0: not shown */
	int archived;	 /* -1: never said */
	char **labels;	 /* ids */
	size_t n_labels;
};

struct media {
	char *bytes;
	size_t n;
	char *mimetype;
	char *filename; /* documents only */
	char *name;	/* of the file WAHA serves: "<id>.<ext>" */
	char sha256[48], key[48], enc[48]; /* base64 */
	char *path;	/* WhatsApp's direct path */
	int64_t until;	/* served until then, ms; 0: not yet */
	int seconds, width, height;
	bool broken;	/* WhatsApp's servers have lost it */
};

struct message {
	char *id;
	bool from_me;
	bool api;	 /* sent through WAHA, not on the owner's phone */
	bool history;	 /* came by history sync */
	bool arrived;	 /* WAHA has it */
	bool gone;	 /* revoked, or lost */
	bool revoked;	 /* WhatsApp Web keeps its place */
	bool edited, starred, forwarded;
	bool twin;	 /* the second row of one delivered twice */
	bool lost;	 /* answered 201, never delivered */
	struct chat *chat;
	char *addr;		/* the raw address it came under or went to */
	struct person *author;	/* NULL when from_me */
	enum kind kind;
	char *text;		/* body, caption, poll question, emoji; or NULL */
	json_t *extra;		/* location {…}, vcards […], poll options […] */
	json_t *mentions;	/* raw addresses, or NULL */
	struct media *media;
	struct message *target; /* what an edit, revoke, reaction or pin is about */
	struct message *quoted;
	json_t *reactions;	/* as WAHA keeps them, or NULL */
	json_t *receipts;	/* of a group's members, or NULL */
	char secret[48];
	int64_t first;		/* when it was sent, s */
	int64_t time;		/* as stored: moves with receipts on NOWEB, s */
	int64_t ms;		/* when it came or went, ms */
	uint64_t order;
	int status;		/* as stored */
	int acks;		/* enum ack_way */
	int held;		/* a receipt that waits for phone or network */
	bool delivered;		/* reached WhatsApp: journalled once */
	struct message *next;	/* in its hash chain */
};

struct account {
	char *pn, *lid, *push;
	bool paired;	/* WAHA's device is linked */
	bool unlinked;	/* the phone has thrown WAHA out: its keys are worth nothing */
	bool phone_on;
	bool network;
	bool timelock, capped;
	bool timelock_untold; /* `me` says nothing of it: only who asks is told */
	int64_t timelock_until; /* s, 0: not said */
	char *timelock_kind, *capping;
	int64_t quota, used;
	struct { struct person **v; size_t n, cap; } people;
	struct { struct chat **v; size_t n, cap; } chats;
	struct { struct group **v; size_t n, cap; } groups;
	struct { struct message **v; size_t n, cap; } messages;
	struct message **table; /* by id */
	size_t table_n;
	json_t *labels; /* [{id,name,color,colorHex}] */
	int next_label;
	char *about;
};

enum status { ST_STOPPED, ST_STARTING, ST_SCAN, ST_WORKING, ST_FAILED };
extern const char *const status_names[];

struct session {
	struct sim *sim;
	char *name;
	bool exists;
	enum status status;
	json_t *config;	  /* object or null */
	bool store;	  /* NOWEB's store, as it stood at the start */
	bool me_known;	  /* the phone has linked us */
	struct { enum status status; int64_t ms; } past[3];
	int n_past;
	uint32_t run;	  /* counts starts: timers of an older run do nothing */
	char *qr;
	int qr_nth;
	int64_t lost_ms;  /* when the network went away */
	const char *presence; /* of our own, or NULL */
	int64_t activity;
	struct account *account;
};

enum { TIMERS_CAP = 1 << 20 };
struct timer;
struct timers {
	struct timer *v;
	size_t n, cap;
	uint64_t order;
};

struct hook;
struct rule;

struct sim {
	const struct engine *engine;
	int version[3];
	char *version_text;
	char *key, *sim_key, *base_url;
	bool lenient, media, base_given;
	bool customers; /* they answer and write by themselves */
	int auto_scan_s;
	uint64_t dice;
	int64_t now, started;
	uint64_t order;
	struct { struct session **v; size_t n, cap; } sessions;
	struct timers timers;
	struct { struct hook **v; size_t n, cap; } hooks;
	int64_t next_hook;
	struct { struct rule **v; size_t n, cap; } rules;
	int64_t next_rule;
	json_t *shop; /* answers and openings of the customers, or NULL */
	int64_t lively; /* until then they write often, ms */
	void (*journal)(void *ctx, const char *line, size_t n);
	void *journal_ctx;
	json_t *lines; /* the newest of the journal */
	int64_t lines_from;
};

/* Is the pretended version at least y.m.p? */
bool sim_since(const struct sim *, int y, int m, int p);
/* Seconds of now. */
int64_t sim_seconds(const struct sim *);

#endif
