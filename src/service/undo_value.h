/* undo_value: the values that undo can put back. A row for each kind: how the value
 * stands now, as the text that a step keeps of it, and how it is put back. */
#ifndef SERVICE_UNDO_VALUE_H
#define SERVICE_UNDO_VALUE_H

#include "service/call.h"

enum { UNDO_VALUE_CAP = 600 };

struct undo_value {
	/* As it stands; out has UNDO_VALUE_CAP bytes and is empty. */
	bool (*now)(struct call *, const struct undo_step *, char *out, struct err *);
	bool (*put)(struct call *, const struct undo_step *, struct err *);
	bool (*same)(const char *, const char *);
	/* Whether the caller may, beyond the right to the command that changed it. NULL: he may. */
	bool (*may)(const struct call *, const struct undo_step *, struct err *);
	/* Actions of the trail that change it, words with blanks between: who else did. */
	const char *actions;
	/* They change nothing else, so that any of them by somebody else is his decision now. */
	bool alone;
};
const struct undo_value *undo_value(enum undo_kind);

/* What became of a message, as its step tells. */
#define UNDO_WAITS "waits"
#define UNDO_LEFT "left"

#endif
