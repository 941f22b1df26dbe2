/* anomaly: signs that WhatsApp or people are unhappy with a number, and the pauses
 * that follow. Every pause leaves an audit row. All run in the caller's write
 * transaction, so that the sign and what follows from it are kept together. */
#ifndef ENGINE_ANOMALY_H
#define ENGINE_ANOMALY_H

#include <stdint.h>

#include "base/err.h"

#include "model/change.h"
#include "model/session.h"
#include "store/db.h"
#include "store/pause.h"

struct number;

/* WhatsApp refused a message for whom it was (code "463", "475"); until (unix
 * seconds, 0 not told) is when its lock ends. The second person refused within
 * 24 h, or a lock with an end, pauses new conversations; a 475 does until the month's
 * cycle ends: as told with it or before, else on the first of the next month. */
bool anomaly_restricted(struct db *, const struct number *, int64_t contact_id, const char *code, int64_t until,
	int64_t now, struct changes *, struct err *);
/* WAHA tells of a lock (reachoutTimelock), until 0 when it tells no end. */
bool anomaly_locked(struct db *, int64_t session_id, int64_t until, int64_t now, struct changes *,
	struct err *);
/* What became of a message that reached WhatsApp. Three refused in a row, or more
 * than a fifth of the last twenty, pause the number. */
bool anomaly_result(struct db *, int64_t session_id, bool rejected, int64_t now, struct changes *,
	struct err *);
/* WAHA tells how much of WhatsApp's monthly quota is left: the second warning halves
 * the daily limits, used up pauses new conversations; both until the cycle ends (unix
 * seconds, 0 not told). Anything less lifts the halving. */
bool anomaly_capped(struct db *, const struct number *, enum capping, int64_t cycle_end, int64_t now, struct changes *,
	struct err *);
/* A number that was linked is asked for a QR code again: said once, until it works. */
bool anomaly_unlinked(struct db *, int64_t session_id, int64_t now, struct changes *, struct err *);
/* The number works. A phone that is not the one before begins its warm-up anew. */
bool anomaly_linked(struct db *, int64_t session_id, bool another_phone, struct changes *, struct err *);
/* WhatsApp said rate-overlimit: whatever is not polling or sending rests, an hour,
 * twice as long each time it says so again within a day, until *quiet_until. */
bool anomaly_overlimit(struct db *, int64_t session_id, int64_t now, int64_t *quiet_until, struct err *);
/* Until when it rests; 0: it does not. */
bool anomaly_quiet(struct db *, int64_t session_id, int64_t now, int64_t *until, struct err *);
/* The STOP file is there: stops every number, once. */
bool anomaly_stop_file(struct db *, const char *path, int64_t now, struct changes *, struct err *);

/* A pause by the engine, with its audit row. Why is a sentence without values, so that a
 * face can translate it inside another one too. */
bool anomaly_pause(struct db *, int64_t session_id, enum pause_kind, enum pause_lifter, int64_t until,
	const struct sentence *why, int64_t now, struct changes *, struct err *);
/* Today is no healthy day. */
bool anomaly_remember(struct db *, int64_t session_id, int64_t now, struct err *);

/* The number's memory of its last day with an anomaly, for the warm-up. */
#define STREAM_ANOMALY "anomaly"
/* at = since when WAHA lists messages that it never told, 0 it does not. */
#define STREAM_DEAF "deaf"
/* WhatsApp's quota of new conversations: n used, cursor "LIMIT STATUS", at: the cycle's
 * end; done: there is one. */
#define STREAM_QUOTA "quota"

#endif
