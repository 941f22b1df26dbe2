/* undo: what an agent changed lately and how it was before, for taking back. A step
 * is one value of one thing, as text: what the text means, and who puts it back, is
 * the service's. Steps of one batch go together. Writer: undo.c. */
#ifndef STORE_UNDO_H
#define STORE_UNDO_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/names.h"
#include "store/db.h"

#define UNDO_KINDS(X)                  \
	X(UNDO_STATUS, "status")       \
	X(UNDO_PRIORITY, "priority")   \
	X(UNDO_ASSIGN, "assign")       \
	X(UNDO_LABEL, "label")	       \
	X(UNDO_UNREAD, "unread")       \
	X(UNDO_NOTE, "note")	       \
	X(UNDO_CONTACT_NOTE, "contact-note") \
	X(UNDO_VIEW, "view")	       \
	X(UNDO_SEND, "send")	       \
	X(UNDO_TAG, "tag")	       \
	X(UNDO_FIELD, "field")	       \
	X(UNDO_BLOCK, "block")	       \
	X(UNDO_MERGE, "merge")         \
	X(UNDO_TEMPLATE, "template")
enum undo_kind { UNDO_KINDS(NAMES_ENUM) };
NAMES_DECLARE(undo_kind, undo_kind)

enum { BATCH_CAP = 65 };
struct undo_step {
	int64_t id, at;
	enum undo_kind kind;
	char *action;		 /* "close", "label": the command that did it */
	char *batch;
	int64_t conversation_id; /* 0: of none */
	int64_t object_id;	 /* what was changed: by the kind */
	char *object;		 /* the same by name, "" none */
	char *before, *after;
	int64_t trail_id;	 /* the audit's last line then */
};
struct undo_steps {
	struct undo_step *v;
	size_t n, cap;
};
void undo_steps_fini(struct undo_steps *);

/* Strings are read; at and id are set. Steps of last week and before are forgotten on the way. */
bool undo_add(struct db *, int64_t agent_id, const struct undo_step *, int64_t now, struct err *);
/* The agent's last batch since a time that was not taken back, newest step first; none: n is 0. */
bool undo_last(struct db *, int64_t agent_id, int64_t since, struct undo_steps *, struct err *);
/* Taken back, or not to be any more. */
bool undo_done(struct db *, int64_t id, int64_t now, struct err *);

/* The same for all of a batch. */
bool undo_drop(struct db *, int64_t agent_id, const char *batch, int64_t now, struct err *);

/* Who last did one of these actions (words with blanks between) to a case, or took one
 * back, after a line of the trail, and when; "" nobody. */
bool undo_since(struct db *, int64_t conversation_id, int64_t trail_id, const char *actions, char *who, size_t cap,
	int64_t *at, struct err *);

#endif
