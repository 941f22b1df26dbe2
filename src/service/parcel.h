/* parcel: what one message carries, from the arguments of `send` and `forward`: a text,
 * a file with its caption, a place, a contact card, a poll, or a message passed on. */
#ifndef SERVICE_PARCEL_H
#define SERVICE_PARCEL_H

#include "store/media.h"

#include "service/call.h"

struct parcel {
	enum message_kind kind;
	char *text;		/* "" none */
	char *place, *detail;	/* NULL none */
	struct media_file file; /* id 0: none */
	int64_t forward_of;	/* 0 none */
	char *forward;
	int64_t template_id;	/* that made the text; 0 none */
	int template_version;
};
void parcel_fini(struct parcel *);
/* Of `send`; *p must be {0}. */
bool parcel_pack(struct call *, struct parcel *p, struct err *);
/* Of `forward`: the message of the target. */
bool parcel_forward(struct call *, struct parcel *p, struct err *);

#endif
