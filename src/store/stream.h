/* stream: how far a number's streams have been read (table stream_positions);
 * written in the same transaction as what arrived. Names are the engine's:
 * "poll", "history", "lids" … Writer: stream.c. */
#ifndef STORE_STREAM_H
#define STORE_STREAM_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum { STREAM_CURSOR = 128 };

struct stream_position {
	int64_t at;		    /* the newest (or oldest) time reached, unix seconds */
	int64_t n;		    /* an offset, a count: the stream's own number */
	char cursor[STREAM_CURSOR]; /* a chat's address, an id: the stream's own text */
	bool done;
};

/* {0} when nothing was kept yet. */
bool stream_get(struct db *, int64_t session_id, const char *stream, struct stream_position *, struct err *);
bool stream_put(struct db *, int64_t session_id, const char *stream, const struct stream_position *, struct err *);
/* Forgets all streams of a number: after another phone was paired. */
bool stream_reset(struct db *, int64_t session_id, struct err *);

#endif
