/* session: the number's login at WAHA: its state, pairing, start and restart. */
#ifndef WAHA_SESSION_H
#define WAHA_SESSION_H

#include "waha/waha.h"

struct waha_session {
	enum session_status status; /* MISSING when WAHA has no such session */
	char status_text[48];	    /* as WAHA says it, also when it is none of ours */
	enum waha_engine engine;    /* UNSURE while stopped */
	char me_phone[32], me_lid[32]; /* digits, "" not known */
	char *me_name;		    /* owned, NULL not known */
	bool store_on;		    /* NOWEB keeps chats and messages; true for the others */
	/* WhatsApp lets the account write to nobody new (me.reachoutTimelock). */
	bool timelock;
	int64_t timelock_until; /* unix seconds, 0 not told */
	/* How far the month's quota of new conversations is used (me.messageCapping). */
	enum capping capping;
	int64_t capping_until; /* the cycle's end, unix seconds, 0 not told */
};
void waha_session_fini(struct waha_session *);

/* GET /api/sessions/{s}. A session that does not exist is an answer (MISSING),
 * not an error. out must be {0} or finished. */
bool waha_session_get(struct waha *, struct waha_session *out, struct err *);

/* What WhatsApp restricts, asked for by itself: `me` may not know it yet. */
struct waha_limits {
	bool timelock_told, quota_told; /* this engine and version say something of it */
	bool timelock;
	int64_t timelock_until; /* unix seconds, 0 not told */
	enum capping capping;
	int64_t quota, used;	/* of the month's new conversations; quota −1: none */
	int64_t cycle_end;	/* unix seconds, 0 not told */
};
/* GET …/timelock, …/capping, where the engine has them and WAHA is 2026.8.1 or later. */
bool waha_limits(struct waha *, struct waha_limits *out, struct err *);

/* Brings the session up, whatever it is in: creates it where there is none, turns
 * NOWEB's store on, and WEBJS's events of groups and presences where nobody said no
 * (merged into the configuration that is there: WAHA replaces the whole, and CORE
 * forgets it at every restart of the server), starts it, and restarts it when it FAILED.
 * A session that already runs well is left alone. Takes up to half a minute. out as waha_session_get, may be NULL. */
bool waha_session_start(struct waha *, struct waha_session *out, struct err *);
/* POST …/restart, …/stop, …/logout. After an unlinking on the phone only a logout
 * gives a new QR code. */
bool waha_session_restart(struct waha *, struct err *);
bool waha_session_stop(struct waha *, struct err *);
bool waha_session_logout(struct waha *, struct err *);

/* What to draw as QR code; *value is the caller's to free. It changes after 60 s,
 * then every 20 s, and after 160 s the session is FAILED. ERR_CONFLICT
 * waha.not-ready when the session waits for none: after 5 to 10 s, so ask
 * waha_session_get first. */
bool waha_qr(struct waha *, char **value, struct err *);
/* A code to type on the phone instead, "ABCD-EFGH"; digits: the account's number.
 * Only while the session waits for a QR code. */
enum { WAHA_CODE_CAP = 24 };
bool waha_code(struct waha *, const char *digits, char out[WAHA_CODE_CAP], struct err *);

#endif
