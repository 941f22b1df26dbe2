/* anomaly: signs that WhatsApp or people are unhappy with a number, and the pauses
 * that follow. Every pause leaves an audit row. All run in the caller's write
 * transaction, so that the sign and what follows from it are kept together. */
#ifndef ENGINE_ANOMALY_H
#define ENGINE_ANOMALY_H

#include <stdint.h>

#include "base/err.h"

#include "model/change.h"
#include "store/db.h"

/* WhatsApp refused a message for whom it was (code "463", "475"); until (unix
 * seconds, 0 not told) is when its lock ends. The second person refused within
 * 24 h, or a lock with an end, pauses new conversations. */
bool anomaly_restricted(struct db *, int64_t session_id, int64_t contact_id, const char *code, int64_t until,
	int64_t now, struct changes *, struct err *);
/* WAHA tells of a lock (reachoutTimelock), until 0 when it tells no end. */
bool anomaly_locked(struct db *, int64_t session_id, int64_t until, int64_t now, struct changes *, struct err *);
/* What became of a message that reached WhatsApp. Three refused in a row, or more
 * than a fifth of the last twenty, pause the number. */
bool anomaly_result(struct db *, int64_t session_id, bool rejected, int64_t now, struct changes *, struct err *);
/* A number that was linked is asked for a QR code again. */
bool anomaly_unlinked(struct db *, int64_t session_id, int64_t now, struct changes *, struct err *);
/* The STOP file is there: stops every number, once. */
bool anomaly_stop_file(struct db *, const char *path, int64_t now, struct changes *, struct err *);

/* The number's memory of its last day with an anomaly, for the warm-up. */
#define STREAM_ANOMALY "anomaly"

#endif
