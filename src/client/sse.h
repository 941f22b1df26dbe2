/* sse: server-sent events out of a stream of bytes: pushed in as they come,
 * taken out whole. Lines end in LF or CRLF; comments and unknown fields are
 * passed over; an event past CEIL_EVENT is given up with `over`. Pure. */
#ifndef CLIENT_SSE_H
#define CLIENT_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { SSE_NAME = 24, SSE_ID = 32 };

struct sse {
	struct buf in;	 /* what has come and is not yet read */
	struct buf data; /* of the event that is being read */
	char name[SSE_NAME], id[SSE_ID];
	bool over;
};
struct sse_event {
	char name[SSE_NAME]; /* "message" when none was given */
	char id[SSE_ID];
	struct buf data; /* owned */
};

void sse_init(struct sse *);
void sse_fini(struct sse *);
/* False when the stream can no longer be trusted: an event without end. */
bool sse_push(struct sse *, const char *, size_t);
/* The next whole event; its data is the caller's to free. */
bool sse_next(struct sse *, struct sse_event *);

#endif
