/* media: files that were given to the engine to be sent, and those that came and were
 * fetched. A row says what is in the depot under its hash; it goes with its file a day
 * later when no message took it, and when room is needed, the one first that was not
 * looked at for longest. Writer of media: media.c. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/media.h"
#include "store/db.h"
#include "store/depot.h"

struct media_file {
	int64_t id, agent_id, at, size; /* agent_id 0: it came */
	char hash[DEPOT_HASH_CAP];
	char mimetype[MEDIA_TYPE_CAP];
	char filename[MEDIA_NAME_CAP];
	bool sent; /* a message has it: no longer its agent's alone */
};
/* Sets id. */
bool media_add(struct db *, struct media_file *, struct err *);
/* ERR_NOT_FOUND media.none; so too for one that another agent (0: anybody may)
 * has not sent yet. */
bool media_get(struct db *, int64_t id, int64_t agent_id, struct media_file *, struct err *);
/* What a message of ours carries; ERR_NOT_FOUND media.none. */
bool media_of_message(struct db *, int64_t message_id, struct media_file *, struct err *);
/* Somebody looked at it. */
bool media_use(struct db *, int64_t id, int64_t now, struct err *);
/* What all of them take, in bytes. */
bool media_sum(struct db *, int64_t *bytes, struct err *);
bool media_has(struct db *, const char *hash, bool *yes, struct err *);
/* The one that was used longest ago is no longer here, but can be fetched again; never
 * one that a message needs which is still to leave. hash as media_forget. False without
 * an error: there is none. */
bool media_evict(struct db *, char hash[DEPOT_HASH_CAP], struct changes *, struct err *);
/* Its file is gone or damaged: no message has it here any more. */
bool media_lost(struct db *, int64_t id, struct changes *, struct err *);
/* One row from before a time that no message took, with the hash of a file that no
 * other row needs ("" when one does). False without an error: there is none. */
bool media_forget(struct db *, int64_t before, char hash[DEPOT_HASH_CAP], struct err *);

#endif
