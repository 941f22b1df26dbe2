/* message: one message of an account, its id, and the lists WAHA makes of them. */
#ifndef SIM_MESSAGE_H
#define SIM_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/state.h"

/* A new message in the chat of this raw address, at the present time, known to
 * the account but not yet to WAHA (arrived). id NULL: one is made. */
struct message *message_new(struct sim *, struct account *, const char *raw, enum kind, const char *id);
void message_free(struct message *);
void message_set_text(struct message *, const char *);
/* Takes over bytes. */
void message_set_media(struct sim *, struct message *, char *bytes, size_t n, const char *mimetype,
		       const char *filename);
/* WAHA takes it in: it lists it, and its chat moves up. */
void message_arrive(struct message *);
/* By bare id or by a serialized one; NULL when WAHA has none such. */
struct message *message_find(struct account *, const char *id);
/* As message_find, also those that WAHA has not got. */
struct message *message_any(struct account *, const char *bare);
/* Another message with the same id. */
struct message *message_same(struct account *, const struct message *);
/* The third field of a serialized id, or the whole; heap. */
char *message_bare(const char *id);
/* "false_11111111111@c.us_AAAA[_participant]"? */
bool message_id_is_full(const char *id);
bool message_hidden(const struct message *); /* kept, paged over, never shown */
int message_ack(const struct message *);
/* WAHA counts it among the unread. */
bool message_unread(const struct message *);

struct message_list {
	struct message **v;
	size_t n, cap;
};
struct message_filter {
	const struct chat *chat; /* NULL: of all */
	const char *raw;	 /* when set only this address of it */
	int64_t gte, lte;	 /* s; 0: open */
	int from_me;		 /* -1: both */
	int ack;		 /* -9: any */
	bool ascending;
	int64_t before_order;	 /* > 0: what arrived later is missing (deaf) */
};
/* In WAHA's order: by second, and inside one second the oldest first, whichever
 * way the rest runs. Free v. */
struct message_list message_select(const struct account *, const struct message_filter *);

#endif
