/* conversation: cases, and the list that agents live in. A chat is listed once,
 * by its latest case; all that the list shows comes with the row. A customer's
 * message on a closed, archived or snoozed case reopens it, or opens a new one when
 * it was closed long ago. "Needs reply": the customer spoke last, or a snooze is
 * over; what we wrote counts as an answer unless it was cancelled, rejected,
 * deleted or automatic, and an automatic answer is never the last message of the list;
 * channels never need one, groups where it is said; back-filled messages only when
 * younger than a week. Writers of conversations: conversation.c, conversation_set.c. */
#ifndef STORE_CONVERSATION_H
#define STORE_CONVERSATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/conversation.h"
#include "model/message.h"
#include "model/promise.h"
#include "store/chat.h"
#include "store/db.h"

enum {
	CONVERSATION_PREVIEW = 160, CONVERSATION_CURSOR = 72, NEEDS_REPLY_BACKFILL_S = 7 * 24 * 3600,
	WINDOW_CLOSING_S = 3 * 3600 /* a window that is about to close */
};

struct conversation_row {
	int64_t id, chat_id, session_id;
	char *session;	    /* the number's name */
	enum chat_kind kind;
	char *title;
	int64_t contact_id; /* 0: none */
	char *phone;	    /* digits, "" none */
	struct address address;
	enum case_status status;
	enum case_priority priority;
	bool needs_reply;
	int64_t waiting_since; /* 0: does not wait */
	int64_t opened_at, closed_at, snoozed_until;
	int64_t woke_at;    /* from its snooze, while nobody has answered or decided since; 0 not */
	char *labels;	    /* their names in order, a line each; "" none */
	int64_t unseen;	    /* by the agent who asks */
	int64_t assignee_id;
	char *assignee;	    /* "" nobody */
	int64_t last_id;    /* 0: no message yet */
	bool last_from_me;
	enum message_kind last_kind;
	enum message_state last_state;
	char *last_text;    /* at most CONVERSATION_PREVIEW characters, "" none */
	char *last_author;  /* as message_row.author */
	int64_t last_at;
	int64_t last_inbound_at; /* the window's */
	bool window_warned;	 /* it was told that the window is about to close */
	int64_t queued, unknown; /* queued: queued, held and sending */
	char *draft;	    /* of the agent who asks; NULL none */
	bool opted_out, blocked;
	int64_t notes;	    /* of the whole chat */
	bool mentioned;	    /* the agent who asks, in one he has not seen */
	int64_t promise_due; /* by when an answer is owed; 0: none is */
	enum promise_kind promise_kind;
};
struct conversation_rows {
	struct conversation_row *v;
	size_t n, cap;
};
void conversation_row_fini(struct conversation_row *);
void conversation_rows_fini(struct conversation_rows *);

enum { ASSIGNEE_NOBODY = -1 };
enum conversation_window { WINDOW_ANY, WINDOW_OPEN, WINDOW_CLOSING, WINDOW_CLOSED };
enum conversation_promised { PROMISED_ANY, PROMISED_SOON, PROMISED_LATE };
struct conversation_query {
	enum inbox_view view;
	int64_t session_id; /* 0: all numbers */
	int64_t agent_id;   /* who asks: mine, unseen, draft; 0 nobody */
	const char *filter; /* part of title, phone or last text, any case; NULL or "": none */
	const char *narrow; /* the same again: both have to be there */
	const char *after;  /* cursor, NULL or "": from the top */
	size_t limit;
	int64_t now;	    /* unix seconds: which windows are open */
	/* Only those with this; NULL and 0: whatever it is. */
	const char *status, *priority, *kind; /* by their names */
	int64_t label_id;
	int64_t assignee_id; /* or ASSIGNEE_NOBODY */
	enum conversation_window window;
	enum conversation_promised promise;
	bool unseen;	     /* by agent_id */
	bool mentions;	     /* of agent_id, that he has not seen */
	int64_t contact_id;  /* every case of theirs, older ones too; view and the rest are not heeded */
};
/* Newest first; what needs a reply in an order of its own: late by what was promised, woken
 * from a snooze, window closing, priority, waiting longest. next: the cursor of the page after, "" when this is
 * the last. ERR_USAGE conversation.cursor for a cursor that is none of ours. A status that
 * the view would leave out is shown when it is asked for with VIEW_ALL. */
bool conversation_list(struct db *, const struct conversation_query *, struct conversation_rows *,
	char next[CONVERSATION_CURSOR], struct err *);
/* The cases of a chat, the newest first. */
struct case_row {
	int64_t id, opened_at, closed_at;
	enum case_status status;
	char assignee[64]; /* "" nobody */
};
struct case_rows {
	struct case_row *v;
	size_t n, cap;
};
bool conversation_cases(struct db *, int64_t chat_id, size_t limit, struct case_rows *, struct err *);
/* How many a query finds, at most CONVERSATION_COUNTED. */
enum { CONVERSATION_COUNTED = 1000 };
bool conversation_count(struct db *, const struct conversation_query *, int64_t *n, struct err *);
/* How many each view has. */
bool conversation_counts(struct db *, int64_t agent_id, int64_t counts[INBOX_VIEW_COUNT], struct err *);
/* By id, also of one that was merged away. ERR_NOT_FOUND conversation.none. */
bool conversation_get(struct db *, int64_t id, int64_t agent_id, struct conversation_row *, struct err *);
/* Whether anybody of theirs has written in a chat. */
bool conversation_heard(struct db *, int64_t chat_id, bool *heard, struct err *);
/* The latest case of a chat; 0 and true when the chat has none. */
bool conversation_of_chat(struct db *, int64_t chat_id, int64_t *id, struct err *);

bool conversation_set_status(struct db *, int64_t id, enum case_status, int64_t snoozed_until, int64_t now,
	struct changes *, struct err *);
bool conversation_assign(struct db *, int64_t id, int64_t agent_id, struct changes *, struct err *); /* 0 nobody */
bool conversation_set_priority(struct db *, int64_t id, enum case_priority, struct changes *, struct err *);
/* To the one of these agents who has least to do, of equals to who was given one longest ago.
 * *chosen: who; 0 when there are none. */
bool conversation_assign_next(struct db *, int64_t id, const int64_t *agents, size_t n, int64_t now, int64_t *chosen,
	struct changes *, struct err *);
/* Whether cases of groups are counted among what needs a reply, from now on; those there are
 * are summed up again when that has changed. */
bool conversation_groups(struct db *, bool need_reply, int64_t now, struct changes *, struct err *);
/* Opens what was snoozed until now or before, with a line of the trail each. */
bool conversation_wake(struct db *, int64_t now, struct changes *, struct err *);
/* When the next snooze is over; 0: there is none. */
bool conversation_next_wake(struct db *, int64_t *at, struct err *);

#endif
