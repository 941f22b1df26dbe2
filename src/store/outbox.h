/* outbox: what is to leave and what became of it. The state stands in messages
 * alone; a row here is keyed by the message and stays for ever, `open` while
 * somebody (the sender, the look-up, a person) has still to act. Services add,
 * cancel, confirm, settle; the sender does the rest. All functions that change
 * something need a write transaction of the caller, and answer ERR_CONFLICT
 * outbox.state when the message is not in a state where that can be done (a
 * colleague was quicker, it just left). Writer of outbox and outbox_attempts:
 * outbox.c, outbox_leave.c. Times in _ms are unix milliseconds. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/message.h"
#include "store/db.h"
#include "store/media.h"
#include "store/message.h"

/* Written by a person or a program, to leave later. */
struct outbox_new {
	int64_t session_id, chat_id; /* of chat_open */
	int64_t agent_id;	     /* 0: none */
	enum message_origin origin;  /* agent, campaign, auto */
	enum message_kind kind;
	const char *text;	     /* of a file: its caption */
	const struct media_file *file; /* what goes with it, or NULL */
	const char *place, *detail;    /* of a place, card, poll, or NULL */
	int64_t forward_of;	       /* a message that is passed on as it is, 0 none */
	const char *forward;	       /* its whole WhatsApp id */
	int64_t reply_to;	     /* message id, 0 none */
	int64_t template_id;	     /* that the text was made from, 0 none */
	int template_version;
	struct address recipient;    /* frozen here */
	int64_t born_ms;
	int64_t first_due_ms;	     /* --at; 0: born */
	int64_t dwell_until_ms;
	int64_t life_until;	     /* unix seconds; 0: not yet running */
};
/* Makes message (queued) and outbox row; opens the chat's case when there is none. */
bool outbox_add(struct db *, const struct outbox_new *, int64_t *message_id, struct changes *, struct err *);

/* One queued row, with all that sending needs. Strings owned. */
struct outbox_item {
	int64_t message_id, session_id, chat_id, contact_id, conversation_id;
	enum message_kind kind;
	enum message_origin origin;
	struct address recipient;
	char *text;
	char *detail;		/* of model/detail.h, "" none */
	char *forward;		/* whole id of what is passed on, "" none */
	bool has_reply;
	struct wa_id reply_to;	/* whole, ready for wa_id_text */
	bool is_group, by_person;
	bool initiation;	/* as of the now that was asked with */
	int64_t born_ms, first_due_ms, dwell_until_ms, not_before_ms, due_ms, life_until;
	int tries;		/* that certainly did not send */
};
void outbox_item_fini(struct outbox_item *);
/* The number's next: among queued rows with due_ms <= now_ms, replies before
 * initiations, then earliest due. A person's row waits behind his chat's earlier
 * queued ones and behind an unknown or sending one under look-up; held and
 * campaign rows hold up nobody. ERR_NOT_FOUND outbox.empty when there is none;
 * then *wake_ms (may be NULL) is when to ask again, 0: nothing is queued. */
bool outbox_next(struct db *, int64_t session_id, int64_t now_ms, struct outbox_item *, int64_t *wake_ms,
	struct err *);
/* One by id, whatever its state. */
bool outbox_item_get(struct db *, int64_t message_id, int64_t now_ms, struct outbox_item *, struct err *);
/* Chats of a number with queued rows: typing may be owed to their recipients. */
struct addresses {
	struct address *v;
	size_t n, cap;
};
bool outbox_recipients(struct db *, int64_t session_id, struct addresses *, struct err *);

/* A gate said WAIT: ask again at until_ms. */
bool outbox_defer(struct db *, int64_t message_id, int64_t until_ms, struct err *);
/* Something that holds back changed (resume, limits, session back, midnight):
 * all queued rows of the number (0: of all) are asked again at their own time. */
bool outbox_recheck(struct db *, int64_t session_id, struct err *);
/* Its life counts from now on. */
bool outbox_set_life(struct db *, int64_t message_id, int64_t life_until, struct err *);
/* queued → held, with the gate's sentence. */
bool outbox_hold(struct db *, int64_t message_id, const struct sentence *why, struct changes *, struct err *);
/* queued, held → rejected: a gate said REFUSE. */
bool outbox_refuse(struct db *, int64_t message_id, const struct sentence *why, int64_t now_ms, struct changes *,
	struct err *);
/* held → queued (or still queued) by a person, who, why and to what (of enum
 * confirmed) recorded; its life begins anew. */
bool outbox_confirm(struct db *, int64_t message_id, unsigned confirmed, int64_t agent_id, const char *reason,
	int64_t now_ms, struct changes *, struct err *);
/* held → queued: what held it is gone. */
bool outbox_release(struct db *, int64_t message_id, struct changes *, struct err *);
/* Another reason why it is held. */
bool outbox_explain(struct db *, int64_t message_id, const struct sentence *why, struct changes *, struct err *);
/* What is open to a contact, over all numbers, in the states of the mask (1 <<
 * state), the oldest first. The list is the caller's. */
struct outbox_ids {
	int64_t *v;
	size_t n, cap;
};
bool outbox_of_contact(struct db *, int64_t contact_id, unsigned mask, struct outbox_ids *, struct err *);
/* Every queued and held one to a contact → cancelled; *n how many. */
bool outbox_cancel_contact(struct db *, int64_t contact_id, int64_t now_ms, size_t *n, struct changes *, struct err *);
/* A body's SHA-256 in hex, as it is kept. */
enum { OUTBOX_HASH_CAP = 65 };
void outbox_hash(const char *text, char out[OUTBOX_HASH_CAP]);
/* Of what goes beside a text: the hash of a file, the detail of a place, the id of a
 * picture that is passed on. */
void outbox_hash_with(const char *beside, const char *text, char out[OUTBOX_HASH_CAP]);
/* queued, held → cancelled. */
bool outbox_cancel(struct db *, int64_t message_id, int64_t now_ms, struct changes *, struct err *);
/* The same by the program, which says why, in the trail too. */
bool outbox_drop(struct db *, int64_t message_id, const struct sentence *why, int64_t now_ms, struct changes *,
	struct err *);
/* Every queued row → held as restored: the database came from a backup. */
bool outbox_hold_restored(struct db *, const struct sentence *why, struct changes *, struct err *);

/* Step 2 of the protocol, in the caller's transaction after the gates said yes
 * again: queued → sending, an attempt, the contact's day, the number's pace, the
 * highest time, the frozen wa_id. Nothing leaves before the caller commits. */
struct outbox_leave {
	int64_t message_id;
	int64_t now_ms, deadline_ms;
	int32_t day;		/* the number's local day */
	int gap_ms;		/* drawn, until the next one */
	bool initiation;
	const char *wa_id;	/* made before, bare; NULL none */
};
bool outbox_begin(struct db *, const struct outbox_leave *, int *attempt, struct changes *, struct err *);

/* Something that is no message of its own leaves (a reaction, an edit, a deletion):
 * the number's pace goes on from there. In the caller's transaction, before it leaves. */
bool outbox_pace(struct db *, int64_t session_id, int64_t now_ms, int gap_ms, struct err *);

/* Step 4: what became of the attempt. An ack that came before it is kept: a
 * message that is already sent stays so whatever the answer said. */
struct outbox_result {
	int64_t message_id;
	int attempt;
	enum outcome outcome;
	int64_t now_ms;
	const char *wa_id;	/* accepted: bare id of the answer */
	int64_t at;		/* accepted: WhatsApp's timestamp, 0 not told */
	int64_t again_ms;	/* retry, session: not before */
	int64_t look_ms, look_until_ms; /* unknown: first look; when its chat waits no longer */
	const struct sentence *reason; /* rejected, restricted, unknown, retry; or NULL */
	const char *detail;	/* for people: status and message, no secrets */
};
/* accepted → joins an echo that came first; retry, session → queued again;
 * rejected, restricted → rejected; unknown → unknown, to be looked up. */
bool outbox_end(struct db *, const struct outbox_result *, struct changes *, struct err *);

/* After a crash: every `sending` row becomes unknown with a look at now. */
bool outbox_recover(struct db *, int64_t now_ms, int64_t look_until_ms, const struct sentence *why, size_t *n,
	struct changes *, struct err *);

/* An unknown message whose next look is due. */
struct outbox_look {
	int64_t message_id, session_id, chat_id;
	struct address recipient;
	enum message_kind kind;
	char *text, *detail;
	char wa_id[WA_ID_CAP];	/* "" when none was made before */
	int64_t left_ms;	/* when the last attempt began */
	int64_t look_until_ms;
	int looks;		/* done so far */
};
void outbox_look_fini(struct outbox_look *);
/* ERR_NOT_FOUND outbox.empty, then *wake_ms as outbox_next. */
bool outbox_look_next(struct db *, int64_t session_id, int64_t now_ms, struct outbox_look *, int64_t *wake_ms,
	struct err *);
/* Looked, not proven: again at next_ms, or never by itself (0). */
bool outbox_looked(struct db *, int64_t message_id, int64_t next_ms, int64_t now_ms, struct changes *, struct err *);
/* A person asks for another look, now. */
bool outbox_look_again(struct db *, int64_t message_id, int64_t now_ms, int64_t look_until_ms, struct changes *,
	struct err *);
/* Proven (by look-up, or a person said so with wa_id NULL): unknown → accepted. */
bool outbox_proven(struct db *, int64_t message_id, const char *wa_id, int64_t now_ms, struct changes *, struct err *);
/* A person decides "send again": unknown or rejected → queued, last of its chat. */
bool outbox_again(struct db *, int64_t message_id, int64_t agent_id, int64_t now_ms, int64_t dwell_until_ms,
	struct changes *, struct err *);
/* accepted → unknown: others got ticks since, this one did not. */
bool outbox_doubt(struct db *, int64_t message_id, const struct sentence *why, int64_t now_ms, int64_t look_until_ms,
	struct changes *, struct err *);

/* For people. */
struct outbox_attempt {
	int n;
	int64_t at_ms, ended_ms; /* 0: under way */
	char wa_id[WA_ID_CAP];
	bool ended;
	enum outcome outcome;	 /* when ended */
	char *detail;
};
struct outbox_row {
	struct message_row message;
	struct outbox_item item;
	int looks;
	int64_t look_ms, look_until_ms;
	int64_t confirmed_at;
	int64_t template_id; /* 0 none */
	int template_version;
	bool open, restored;
	struct {
		struct outbox_attempt *v;
		size_t n, cap;
	} attempts; /* only outbox_get fills them */
};
struct outbox_rows {
	struct outbox_row *v;
	size_t n, cap;
};
void outbox_row_fini(struct outbox_row *);
void outbox_rows_fini(struct outbox_rows *);
/* ERR_NOT_FOUND outbox.none for a message that was never queued. */
bool outbox_get(struct db *, int64_t message_id, int64_t now_ms, struct outbox_row *, struct err *);
/* What is open, by due time; after: the last message's id of the page before, 0
 * for the start. session_id 0: all numbers. */
bool outbox_list(struct db *, int64_t session_id, int64_t after, size_t limit, int64_t now_ms, struct outbox_rows *,
	bool *more, struct err *);
struct outbox_counts {
	int64_t queued, held, sending, unknown;
	int64_t looking;     /* of the unknown: still looked up by itself */
	int64_t next_due_ms; /* of the queued whose number is not stopped; 0 none */
};
bool outbox_count(struct db *, int64_t session_id, int64_t now_ms, struct outbox_counts *, struct err *);

#endif
