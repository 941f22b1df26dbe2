/* attachment: the file of a message: where it is. One that came is at WAHA until
 * somebody wants it. */
#ifndef STORE_ATTACHMENT_H
#define STORE_ATTACHMENT_H

#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/media.h"
#include "store/db.h"
#include "store/media.h"

/* What is said of one that is not here; one that is, stays so. */
bool attachment_set(struct db *, int64_t message_id, enum media_state, struct changes *, struct err *);
/* It is here: f is in the depot. *there false: the message has none any more. */
bool attachment_arrived(struct db *, int64_t message_id, const struct media_file *f, bool *there, struct changes *,
	struct err *);
/* When an engine begins nothing is being fetched. */
bool attachments_begin(struct db *, struct err *);

#endif
