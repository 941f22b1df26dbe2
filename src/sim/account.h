/* account: a WhatsApp account as its phone sees it: people, groups, chats, and
 * under which addresses WAHA shows them. */
#ifndef SIM_ACCOUNT_H
#define SIM_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

struct account;
struct chat;
struct group;
struct person;

struct account *account_new(const char *pn, const char *lid, const char *push);
void account_free(struct account *);

/* Digits; NULL when not there and not to be made. */
struct person *person_by_pn(struct account *, const char *pn, bool make);
struct person *person_by_lid(struct account *, const char *lid, bool make);
/* By any raw or WAHA address of a person; NULL for groups and nonsense. */
struct person *person_at(struct account *, const char *address, bool make);
/* Ties a number and a hidden id together; either may be NULL. */
struct person *person_make(struct account *, const char *pn, const char *lid);
/* The address his messages come under: raw, heap. */
char *person_raw(const struct person *);
/* His other address, when WAHA knows it: raw, heap, or NULL. */
char *person_alt(const struct person *);
/* The id under which WAHA keeps him as a contact: heap. */
char *person_contact_id(const struct person *);

struct group *group_at(struct account *, const char *jid, bool make);
void group_join(struct group *, struct person *);

/* WAHA's reading of a chatId: "@c.us" becomes raw, bare words get the suffix,
 * the rest stays as it is. Heap. */
char *raw_of(const char *chat_id);
bool raw_is_lid(const char *raw);
bool raw_is_group(const char *raw);

/* The chat of an address; one chat for both addresses of a person. */
struct chat *chat_at(struct account *, const char *raw, bool make);
/* What WAHA calls it: its number when known, else its lid. Raw, and in the
 * form with "@c.us"; heap. */
char *chat_raw(const struct chat *);
char *chat_id(const struct chat *);
/* WAHA shows messages under both addresses as one chat. */
bool chat_merged(const struct chat *);
int64_t chat_time(const struct chat *);
bool chat_has_label(const struct chat *, const char *label);
void chat_clear_labels(struct chat *);

#endif
