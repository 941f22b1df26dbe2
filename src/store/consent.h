/* consent: what a contact agreed to, refused, or did: history, added to and never
 * changed (table consents), summed up in contacts for the gates. Opting out
 * cancels what waits for the contact, on every number, in the same transaction.
 * Writer: consent.c. Scope: the contact in the whole database. */
#ifndef STORE_CONSENT_H
#define STORE_CONSENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/names.h"
#include "store/db.h"

#define CONSENTS(X)                                                   \
	X(CONSENT_OUT, "out")	  /* not to be written to */          \
	X(CONSENT_IN, "in")	  /* may be written to */             \
	X(CONSENT_WROTE, "wrote") /* they wrote to us: by itself */
enum consent { CONSENTS(NAMES_ENUM) };
NAMES_DECLARE(consent, consent)

struct consent_row {
	int64_t id, contact_id, at;
	enum consent kind;
	const char *source;  /* "form", "invoice", "spoken", "stop word" … */
	const char *wording; /* what they agreed to, or said; "" not recorded */
	const char *proof;   /* where it can be seen; "" none */
	int64_t agent_id;    /* 0: the program */
	const char *who;     /* "rina", "engine" */
};

/* Adds, sets id and contact_id (the one that stays). out: *cancelled of the queue;
 * in: an opt-out is over. With wording and proof it is an opt-in for campaigns
 * too. Writes no trail: the caller does. */
bool consent_add(struct db *, struct consent_row *, size_t *cancelled, struct changes *, struct err *);

/* Newest first, before an id (0: from the newest), also of those that were merged
 * into the contact. Strings owned. */
struct consent_rows {
	struct consent_row *v;
	size_t n, cap;
};
bool consent_list(struct db *, int64_t contact_id, int64_t before, size_t limit, struct consent_rows *, struct err *);
void consent_rows_fini(struct consent_rows *);

#endif
