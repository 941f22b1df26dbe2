/* contact: persons, in the whole database (all numbers). Addresses lead to a
 * contact; learning that a hidden id and a phone are one person merges two
 * contacts: the older id stays, the other one resolves to it for ever. Writer of
 * contacts, contact_addresses and contact_blocks: contact.c. Strings of rows are owned, "" for
 * not known. */
#ifndef STORE_CONTACT_H
#define STORE_CONTACT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/address.h"
#include "model/change.h"
#include "store/db.h"

/* In the order in which they are shown: the first there is. The name given here; the
 * phone's address book; the one that WhatsApp verified for a business; what they call
 * themselves. Where there is none it is the phone, "+62 812-3456-7890", else the hidden id. */
enum contact_name { CONTACT_OWN, CONTACT_BOOK, CONTACT_VERIFIED, CONTACT_PUSH, CONTACT_NAMES };
enum { CONTACT_NAME_MAX = 1024 }; /* bytes; longer ones are cut between two characters */

struct contact_words {
	char **v;
	size_t n, cap;
};
struct contact_row {
	int64_t id;
	char *name;		    /* what to show */
	char *names[CONTACT_NAMES];
	char *phone;		/* digits */
	bool business;
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
	struct contact_words tags, blocked_on; /* blocked_on: numbers whose WhatsApp was told */
	struct {
		struct {
			char *name, *value;
		} *v;
		size_t n, cap;
	} fields;
	int64_t notes;
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
/* One more address, nobody's yet, of somebody. */
bool contact_add_address(struct db *, int64_t id, const struct address *, int64_t now, struct changes *, struct err *);
/* 0 in *id, and true, when there is none. */
bool contact_find(struct db *, const struct address *, int64_t *id, struct err *);
/* By id, also of one that was merged away; whole, with addresses and
 * conversations. ERR_NOT_FOUND contact.none. */
bool contact_get(struct db *, int64_t id, struct contact_row *, struct err *);

/* Without addresses and conversations. */
enum contact_sort { CONTACT_SORT_NAME, CONTACT_SORT_LAST, CONTACT_SORT_NEW };
enum { CONTACT_CURSOR = 160 };
struct contact_query {
	const char *text;	  /* part of a name, or of a phone's digits (3 or more); NULL: all */
	const char *tag;	  /* NULL: any */
	const char *field, *value; /* has this field, with this value when not NULL */
	bool blocked, opted_out;
	/* by name A–Z; by the last message, which leaves out who never had one; the newest
	 * contact first */
	enum contact_sort sort;
	const char *after; /* the cursor, NULL or "" for the start: a place, not a row, so that
			    * what comes and goes meanwhile moves nothing */
	size_t limit;
};
/* next gets the cursor of the page after, "" when this is the last; never the buffer
 * of after. ERR_USAGE contact.cursor. */
bool contact_list(struct db *, const struct contact_query *, struct contact_rows *, char next[CONTACT_CURSOR],
	struct err *);
/* Those whose name (any of them) is this one, compared folded (case, marks,
 * spaces); when none is, those that contain it. At most limit. For targets. */
bool contact_named(struct db *, const char *name, size_t limit, struct contact_rows *, struct err *);

/* "" or NULL is ignored for all but CONTACT_OWN: WAHA leaves names out. Control
 * characters become spaces. */
bool contact_set_name(struct db *, int64_t id, enum contact_name, const char *, struct changes *, struct err *);
/* All that the phone's address book and WhatsApp say of one, at once; NULL says nothing. */
struct contact_told {
	const char *book, *verified, *push;
	bool business;
};
bool contact_learn(struct db *, int64_t id, const struct contact_told *, struct changes *, struct err *);
bool contact_set_opted_out(struct db *, int64_t id, int64_t at, struct changes *, struct err *);
bool contact_set_blocked(struct db *, int64_t id, int64_t at, struct changes *, struct err *);
bool contact_set_business(struct db *, int64_t id, bool, struct changes *, struct err *);
/* A number's WhatsApp was told that they are blocked, or no more. */
bool contact_set_told(struct db *, int64_t id, int64_t session_id, bool blocked, int64_t at, struct changes *,
	struct err *);

#endif
