/* away: nobody is there. What a person switched on for a number (table aways), and the
 * automatic answers that were given for it. That somebody was told is no mark of its own:
 * it is the message itself (origin auto), in the outbox by the same transaction as the one
 * that it answers; whatever becomes of it, it was the one of its absence. Writer of aways:
 * away.c. Times are unix seconds. */
#ifndef STORE_AWAY_H
#define STORE_AWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "model/change.h"
#include "model/template.h"
#include "store/db.h"

/* What is said, as it stood when it was switched on: a template that changes later
 * changes nothing. */
struct away_row {
	bool on;
	int64_t since, until; /* until 0: until somebody switches it off */
	char *text, *variables; /* with {{places}}; see template_variables_read */
	enum template_language language;
	int64_t template_id; /* 0: a text of its own */
	int template_version;
	char template[TEMPLATE_NAME_CAP]; /* as it was called; read only */
	char who[64];
};
void away_row_fini(struct away_row *);

/* {0} where it was never on. */
bool away_get(struct db *, int64_t session_id, struct away_row *, struct err *);
bool away_on(struct db *, int64_t session_id, const struct away_row *, struct err *);
/* *was: it was on. What it says stays, for the next time. */
bool away_off(struct db *, int64_t session_id, bool *was, struct err *);

/* What there was with somebody before a message of theirs, for policy/away.h. */
struct away_past {
	int64_t told_here, told_any; /* the last automatic answer: of this number, of any; 0 never */
	int64_t talked_at;	     /* a person of ours last wrote to them, since `talk_from`; 0 not */
	int quick; /* of the last `last` messages before it: how many came within quick_s behind such an answer */
};
struct away_ask {
	int64_t session_id, chat_id, contact_id, message_id;
	const struct address *recipient;
	int64_t talk_from, quick_s;
	int last;
};
bool away_past(struct db *, const struct away_ask *, struct away_past *, struct err *);

/* Who was told since then, by this number: how many people, and how many of their
 * answers have not left yet. */
bool away_told(struct db *, int64_t session_id, int64_t since, int64_t *people, int64_t *waiting, struct err *);

/* Automatic answers that have not left are cancelled, and the trail says why: those of a
 * number, those to a chat (0: any), or only those whose life is over at late_at (0: all).
 * What is on its way goes on. */
struct away_drop {
	int64_t session_id, chat_id, late_at;
	const struct sentence *why;
};
bool away_drop(struct db *, const struct away_drop *, int64_t now_ms, size_t *n, struct changes *, struct err *);
/* When the life of the first of them is over; 0: none waits. */
bool away_next_late(struct db *, int64_t *at, struct err *);

#endif
