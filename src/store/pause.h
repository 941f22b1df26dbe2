/* pause: what holds sending back until somebody lifts it: the emergency stop,
 * full pauses, initiations paused. Rows stay as history. Writer: pause.c. */
#ifndef STORE_PAUSE_H
#define STORE_PAUSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

#define PAUSE_KINDS(X)                       \
	X(PAUSE_STOP, "stop")                \
	X(PAUSE_FULL, "full")                \
	X(PAUSE_INITIATIONS, "initiations")
enum pause_kind { PAUSE_KINDS(NAMES_ENUM) };
NAMES_DECLARE(pause_kind, pause_kind)

/* Who may lift it. */
#define PAUSE_LIFTERS(X)               \
	X(LIFTED_BY_ITSELF, "itself")  \
	X(LIFTED_BY_LEAD, "lead")      \
	X(LIFTED_BY_ADMIN, "admin")
enum pause_lifter { PAUSE_LIFTERS(NAMES_ENUM) };
NAMES_DECLARE(pause_lifter, pause_lifter)

struct pause_row {
	int64_t id;
	int64_t session_id; /* 0: all numbers */
	char *session;	    /* its name, "" all */
	enum pause_kind kind;
	char *reason, *by;  /* reason: for people, in English where it is the program's own */
	struct sentence why; /* the program's own reason; key "": a person's words */
	int64_t at, until;  /* until 0: no end known */
	enum pause_lifter lifter;
};
struct pause_rows {
	struct pause_row *v;
	size_t n, cap;
};
void pause_rows_fini(struct pause_rows *);

/* In force at now, by id. session_id 0: every one; else those of this number and
 * those of all. */
bool pause_list(struct db *, int64_t session_id, int64_t now, struct pause_rows *, struct err *);
/* row->id is set; strings are read. A pause of the same number, kind and reason
 * that is in force is kept, its `until` made later, instead of a second one. */
bool pause_add(struct db *, struct pause_row *, struct changes *, struct err *);
/* Lifts what is in force: one id, or with 0 all of a number (session_id 0: of
 * all numbers, the emergency stop too) that `lifter` may lift. *n how many. */
bool pause_lift(struct db *, int64_t id, int64_t session_id, enum pause_lifter, const char *by, const char *reason,
	int64_t now, size_t *n, struct changes *, struct err *);

#endif
