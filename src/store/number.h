/* number: the WhatsApp accounts (table whatsapp_sessions): who they are, how
 * WAHA says they do, the warm-up's step. Writer: number.c; the pace columns
 * (last_left_ms, gap_ms) are set by outbox_begin in the commit that marks a
 * message as leaving. Strings are owned by the row, never NULL. Every function
 * returns false with e; the caller rolls back. */
#ifndef STORE_NUMBER_H
#define STORE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/session.h"
#include "store/db.h"

struct number_row {
	int64_t id;
	char *name;		       /* ours: "toko" */
	char *waha_url, *waha_session;
	enum session_status status;
	int64_t status_at;	       /* 0: never asked */
	struct sentence why;	       /* why it is not usable; key "" when it is */
	enum waha_engine engine;
	char *version;		       /* "2026.7.2", "" not known */
	char *me_phone, *me_lid, *me_name; /* digits, digits, name; "" not known */
	int64_t paired_at;	       /* since when this me_phone; 0 never */
	int64_t last_left_ms;
	int gap_ms;
	int ramp_day;		       /* 1..14; 0: warm-up is over */
	int32_t ramp_on;	       /* the zone day that ramp_day was last judged on; 0 never */
};
struct number_rows {
	struct number_row *v;
	size_t n, cap;
};
void number_row_fini(struct number_row *);
void number_rows_fini(struct number_rows *);

/* Makes the row of a configured number, or brings URL and session name up to
 * date. A new one begins on ramp day 1, UNREACHABLE. */
bool number_ensure(struct db *, const char *name, const char *waha_url, const char *waha_session, int64_t *id,
	struct err *);
/* ERR_NOT_FOUND number.none when there is none. */
bool number_get(struct db *, int64_t id, struct number_row *, struct err *);
bool number_named(struct db *, const char *name, struct number_row *, struct err *);
/* By id. */
bool number_list(struct db *, struct number_rows *, struct err *);

/* why may be NULL. Adds CHANGE_SESSION and CHANGE_HEALTH only when something is
 * different; status_at moves only when the status does. */
bool number_set_status(struct db *, int64_t id, enum session_status, const struct sentence *why, int64_t now,
	struct changes *, struct err *);
bool number_set_engine(struct db *, int64_t id, enum waha_engine, const char *version, struct changes *,
	struct err *);
/* NULL leaves one as it is. Another phone than before sets paired_at to now. */
bool number_set_me(struct db *, int64_t id, const char *phone, const char *lid, const char *name, int64_t now,
	struct changes *, struct err *);
bool number_set_ramp(struct db *, int64_t id, int ramp_day, int32_t on, struct changes *, struct err *);
/* The daily limits count half until then; 0: whole. */
bool number_set_halved(struct db *, int64_t id, int64_t until, struct changes *, struct err *);

#endif
