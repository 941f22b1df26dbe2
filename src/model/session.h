/* session: the state of a number as WAHA tells it. Pure. */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include "base/err.h"
#include "model/names.h"

/* A status not in this list is SESSION_OTHER: not usable. UNREACHABLE is ours:
 * WAHA itself could not be asked. */
#define SESSION_STATUSES(X)                                                     \
	X(SESSION_UNREACHABLE, "UNREACHABLE")                                   \
	X(SESSION_STOPPED, "STOPPED")                                           \
	X(SESSION_STARTING, "STARTING")                                         \
	X(SESSION_SCAN_QR_CODE, "SCAN_QR_CODE")                                 \
	X(SESSION_PASSKEY_REQUIRED, "PASSKEY_REQUIRED")                         \
	X(SESSION_PASSKEY_CONFIRMATION_REQUIRED, "PASSKEY_CONFIRMATION_REQUIRED") \
	X(SESSION_WORKING, "WORKING")                                           \
	X(SESSION_FAILED, "FAILED")                                             \
	X(SESSION_MISSING, "MISSING")                                           \
	X(SESSION_OTHER, "OTHER")
enum session_status { SESSION_STATUSES(NAMES_ENUM) };
NAMES_DECLARE(session_status, session_status)

#define WAHA_ENGINES(X)             \
	X(WAHA_UNSURE, "")          \
	X(WAHA_NOWEB, "NOWEB")      \
	X(WAHA_GOWS, "GOWS")        \
	X(WAHA_WEBJS, "WEBJS")      \
	X(WAHA_WPP, "WPP")
enum waha_engine { WAHA_ENGINES(NAMES_ENUM) };
NAMES_DECLARE(waha_engine, waha_engine)

/* How far WhatsApp has limited the account's new conversations this month. */
#define CAPPINGS(X)                                    \
	X(CAPPING_NONE, "NONE")                        \
	X(CAPPING_FIRST_WARNING, "FIRST_WARNING")      \
	X(CAPPING_SECOND_WARNING, "SECOND_WARNING")    \
	X(CAPPING_CAPPED, "CAPPED")
enum capping { CAPPINGS(NAMES_ENUM) };
NAMES_DECLARE(capping, capping)

struct waha_version {
	int year, month, patch;
};
/* "2026.7.2"; "2026.8" is patch 0; what follows a - or + is ignored. */
bool waha_version_parse(const char *, struct waha_version *);
bool waha_version_at_least(const struct waha_version *, int year, int month, int patch);

#endif
