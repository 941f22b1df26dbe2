/* session: WAHA's side of an account: start, QR, work, fail, stop. */
#ifndef SIM_SESSION_H
#define SIM_SESSION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct account;
struct session;
struct sim;

/* Milliseconds that WAHA takes, as measured. */
enum {
	SLOW_RUNNING = 5000,	/* a call waits for the session to run */
	SLOW_WORKING = 10000,	/* and for it to reach the status it wants */
	SLOW_STOP = 3000, SLOW_LOGOUT = 4300, SLOW_DELETE = 4000,
	QR_FIRST = 60000, QR_NEXT = 20000, QR_CODES = 6,
	LOSS_NOTICED = 2000,	/* a lost network shows after so long */
	RETRY_EVERY = 2000, RETRIES = 60
};

struct session *session_named(struct sim *, const char *name); /* also deleted ones */
struct session *session_add(struct sim *, const char *name, struct account *);
void session_free(struct session *);

bool session_runs(const struct session *);
void session_start(struct session *);
void session_stop(struct session *);
void session_logout(struct session *); /* forgets keys and history; stops */
void session_delete(struct session *);
void session_process_restart(struct session *);
/* Takes over config (object or null). */
void session_configure(struct session *, json_t *config);
/* At once WORKING, for --state working. */
void session_work_now(struct session *);

/* From the phone and the world. scan: false when no QR is shown. */
bool session_scan(struct session *);
void session_unlink(struct session *);
void session_fail(struct session *);
void session_network(struct session *, bool up);
/* WORKING → STARTING → WORKING after ms; false when it was not WORKING. */
bool session_flap(struct session *, int64_t ms);
/* Tells again that it is WORKING, with what has changed (taken over). */
void session_say_working(struct session *, json_t *data);

json_t *session_me(const struct session *); /* MeInfo or null */
json_t *session_timelock(const struct session *);
json_t *session_capping(const struct session *);
json_t *session_info(struct session *, bool with_engine);

#endif
