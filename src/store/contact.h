/* contact: persons, in the whole database (all numbers). Addresses lead to a
 * contact; learning that a hidden id and a phone are one person merges two
 * contacts: the older id stays, the other one resolves to it for ever. Writer of
 * contacts and contact_addresses: contact.c. Strings of rows are owned, "" for
 * not known. */
#ifndef STORE_CONTACT_H
#define STORE_CONTACT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "model/change.h"
#include "store/db.h"

enum contact_name { CONTACT_OWN, CONTACT_BOOK, CONTACT_PUSH };

struct contact_row {
	int64_t id;
	char *name;		/* what to show: own, else book, else push, else "+62 812-3456-7890", else the hidden id */
	char *names[3];		/* by enum contact_name */
	char *phone;		/* digits */
	int64_t opted_out_at, blocked_at, created_at; /* 0: not */
	int64_t wrote_at, consent_at, opted_in_at;    /* as in struct item_facts */
	int64_t first_message_at, last_message_at; /* over all numbers; 0 none */
	int64_t messages_in, messages_out;
	struct {
		struct address *v;
		size_t n, cap;
	} addresses;
	struct {
		int64_t *v;
		size_t n, cap;
	} conversations; /* the latest case of each chat */
};
struct contact_rows {
	struct contact_row *v;
	size_t n, cap;
};
void contact_row_fini(struct contact_row *);
void contact_rows_fini(struct contact_rows *);

/* The contact of a person's address, made when there is none. With alt (the
 * same person's other address) the two become one. */
bool contact_open(struct db *, const struct address *, const struct address *alt, int64_t now, int64_t *id,
	struct changes *, struct err *);
/* 0 in *id, and true, when there is none. */
bool contact_find(struct db *, const struct address *, int64_t *id, struct err *);
/* By id, also of one that was merged away; whole, with addresses and
 * conversations. ERR_NOT_FOUND contact.none. */
bool contact_get(struct db *, int64_t id, struct contact_row *, struct err *);

/* By display name, A–Z. text narrows: part of a name, or of a phone's digits (3
 * or more); NULL or "": all. after: the cursor, "" for the start; next gets the
 * cursor of the page after, "" when this is the last; never the buffer of after. Without addresses and
 * conversations. */
enum { CONTACT_CURSOR = 160 };
bool contact_list(struct db *, const char *text, const char *after, size_t limit, struct contact_rows *,
	char next[CONTACT_CURSOR], struct err *);
/* Those whose name (any of the three) is this one, compared folded (case, marks,
 * spaces); when none is, those that contain it. At most limit. For targets. */
bool contact_named(struct db *, const char *name, size_t limit, struct contact_rows *, struct err *);

/* "" or NULL for CONTACT_BOOK and CONTACT_PUSH is ignored: WAHA leaves names out. */
bool contact_set_name(struct db *, int64_t id, enum contact_name, const char *, struct changes *, struct err *);
bool contact_set_opted_out(struct db *, int64_t id, int64_t at, struct changes *, struct err *);
bool contact_set_blocked(struct db *, int64_t id, int64_t at, struct changes *, struct err *);

#endif
