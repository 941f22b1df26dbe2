/* people: names and hidden ids, read list by list: once a phone is paired, then daily,
 * and when somebody asks. Where a pass is stands in stream_positions, so that it goes
 * on after a restart where it was, and so that others may see it and ask for one. */
#ifndef ENGINE_PEOPLE_H
#define ENGINE_PEOPLE_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

struct people_progress {
	bool reading;
	int64_t read;	  /* rows of the address book in this pass, or the last one */
	int64_t begun_at; /* 0: never */
	int64_t ended_at; /* of the last whole pass; 0: none yet */
};
bool people_progress(struct db *, int64_t session_id, struct people_progress *, struct err *);
/* In the caller's write transaction; then engine_poke_sync. */
bool people_ask(struct db *, int64_t session_id, int64_t now, struct err *);

#endif
