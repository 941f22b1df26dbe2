/* window: per number and contact, when they last wrote (the 24-hour window) and
 * how much was said (table conversation_sessions). The window is WhatsApp's own
 * rule on real time: it stands on the newest inbound message's own timestamp,
 * polled late or back-filled alike, and never on one from the future. Groups
 * open none. Each window is kept as a row of its own (conversation_windows), with
 * when it was opened and the last word of theirs in it; from an hour before it closes
 * it is marked where a reply is owed and it was lived through. Writer: window.c,
 * called by arrive.c. */
#ifndef STORE_WINDOW_H
#define STORE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

/* 0 when they never wrote to this number. */
bool window_last_inbound(struct db *, int64_t session_id, int64_t contact_id, int64_t *at, struct err *);

enum { WINDOW_WARN_S = 3600 };
struct window_row {
	int64_t opened_at, last_inbound_at;
	int64_t first_answer_at; /* 0: none */
};
struct window_rows {
	struct window_row *v;
	size_t n, cap;
};
/* Of a chat, the newest first. */
bool window_list(struct db *, int64_t chat_id, size_t limit, struct window_rows *, struct err *);
/* Whether any window is to be marked now, which is a read only. */
bool window_due(struct db *, int64_t now, bool *any, struct err *);
/* Marks those that close within WINDOW_WARN_S while a reply is owed: their cases have changed. */
bool window_warn(struct db *, int64_t now, struct changes *, struct err *);

#endif
