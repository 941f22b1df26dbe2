/* contacts: names, and which hidden id (lid) is which phone. */
#ifndef WAHA_CONTACTS_H
#define WAHA_CONTACTS_H

#include "model/address.h"

#include "waha/waha.h"

struct waha_contact {
	struct address address;
	struct address alt; /* the other of phone and lid, or NONE */
	char *book;	    /* name in the phone's address book, NULL none */
	char *verified;	    /* the name that WhatsApp verified for a business, NULL none */
	char *push;	    /* what they call themselves, NULL none */
	bool business;	    /* as far as the engine tells */
};
struct waha_contacts {
	struct waha_contact *v;
	size_t n, cap;
	size_t rows; /* that came; fewer than asked for: the end */
};
void waha_contacts_fini(struct waha_contacts *);
/* GET /api/contacts/all, by id. People only: groups are left out. out must be
 * {0} or finished. */
bool waha_contacts(struct waha *, int limit, int offset, struct waha_contacts *out, struct err *);

struct waha_lid {
	struct address lid, phone; /* phone NONE: WAHA does not know it */
};
struct waha_lids {
	struct waha_lid *v;
	size_t n, cap;
	size_t rows;
};
void waha_lids_fini(struct waha_lids *);
bool waha_lids(struct waha *, int limit, int offset, struct waha_lids *out, struct err *);
/* The phone of one lid; phone->kind NONE when WAHA does not know it. */
bool waha_lid(struct waha *, const struct address *lid, struct address *phone, struct err *);

/* Is this phone (digits) on WhatsApp, and by which address: Brazil's ninth digit
 * and the like are decided by WhatsApp. Many checks are a reason for a ban: ask
 * before a first message only. */
struct waha_exists {
	bool exists;
	struct address address; /* NONE when not told; a lid on some GOWS */
	struct address phone;	/* when told beside a lid */
};
bool waha_check_exists(struct waha *, const char *digits, struct waha_exists *out, struct err *);

/* GET /api/contacts/profile-picture: where it is, *url heap; NULL: there is none, or it
 * is not shown. WAHA keeps it for a day. */
bool waha_picture(struct waha *, const struct address *, char **url, struct err *);
/* POST /api/contacts/block and …/unblock; see ABLE_BLOCK. */
bool waha_block(struct waha *, const struct address *, bool on, struct err *);

#endif
