/* label_told: labels as WhatsApp Business has them, number by number: which of ours each
 * is (label_numbers) and which chats it was last told to be on (label_chats). What was
 * told last is the common ground: only what is different from it is a change that the
 * phone made, and is carried into our labels; what was changed here stays so until the
 * phone changes it too. Each change leaves a line of the trail. Writer of both: label_told.c. */
#ifndef STORE_LABEL_TOLD_H
#define STORE_LABEL_TOLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/event.h"
#include "store/db.h"
#include "store/label.h"

/* How a name on the phone is called here, where a label is one word: "New order" is
 * New-order. Pure. */
void label_word(const char *name, const char *id, char out[LABEL_CAP]);

/* One label as it is there now. A new one is ours of that name, made where there is none;
 * one that has another name there than it was told with renames ours, or joins it with
 * the label that has that name already; another colour paints ours. One that was deleted
 * here stays so until somebody makes it here again. */
bool label_told(struct db *, int64_t session_id, const struct told_label *, int64_t now, struct changes *, struct err *);
/* It is no more there: off the cases that it was put on from there; ours goes too when it
 * came from there and nothing else has it. */
bool label_told_gone(struct db *, int64_t session_id, const char *wa_id, int64_t now, struct changes *, struct err *);
/* All that there are. One that is missing is gone when it is missing the second time:
 * WAHA's store fills slowly after a start. *missing: some are. */
bool label_told_all(struct db *, int64_t session_id, const struct told_label *, size_t n, int64_t now, bool *missing,
	struct changes *, struct err *);
/* It is on a chat, or off it where it was told to be on; *known: this label was told before.
 * at: when it was so; what we told since counts more. */
bool label_told_on(struct db *, int64_t session_id, const char *wa_id, int64_t chat_id, bool on, int64_t at,
	bool *known, struct changes *, struct err *);
/* The same without any change of ours: it was, or is about to be, told to the phone. */
bool label_told_note(struct db *, int64_t session_id, const char *wa_id, int64_t chat_id, bool on, int64_t now,
	struct err *);
/* All chats that it is on, of those known here; missing as for label_told_all. */
bool label_told_chats(struct db *, int64_t session_id, const char *wa_id, const int64_t *chats, size_t n, int64_t now,
	bool *missing, struct changes *, struct err *);
/* Another phone was paired: nothing of the old one's is known any more; our labels stay. */
bool label_told_forget(struct db *, int64_t session_id, struct err *);

/* The next one by id after `after` ("" the first); "" in out: there is none. */
bool label_told_next(struct db *, int64_t session_id, const char *after, char out[LABEL_WA_CAP], struct err *);
/* What a label of ours is on a number; id "" where it is not there. */
bool label_there(struct db *, int64_t session_id, int64_t label_id, struct told_label *, struct err *);

#endif
