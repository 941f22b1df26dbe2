/* media: files that were given to the engine to be sent. A row says what is in the
 * depot under its hash; it goes with its file a day later when no message took it.
 * Writer of media: media.c. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include <stdint.h>

#include "base/err.h"
#include "model/media.h"
#include "store/db.h"
#include "store/depot.h"

struct media_file {
	int64_t id, agent_id, at, size;
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
/* One row from before a time that no message took, with the hash of a file that no
 * other row needs ("" when one does). False without an error: there is none. */
bool media_forget(struct db *, int64_t before, char hash[DEPOT_HASH_CAP], struct err *);

#endif
