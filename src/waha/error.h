/* error: what WAHA means when it says no. Its five shapes of errors are told
 * apart here once, in the order that the shapes demand; every fault has a key, a
 * sentence, and a meaning for a message that was being sent. */
#ifndef WAHA_ERROR_H
#define WAHA_ERROR_H

#include <jansson.h>

#include "model/message.h"

#include "waha/waha.h"

/* fault, kind, key, what it means for a message on its way, sentence with {url},
 * {session}, {status} (the session's, or HTTP's), {why} (WAHA's own words) */
#define WAHA_FAULTS(X) \
	X(FAULT_KEY, ERR_AUTH, "waha.key", OUTCOME_SESSION, \
		N_("WAHA at {url} refuses the API key; put the right one into the key file")) \
	X(FAULT_SCOPE, ERR_FORBIDDEN, "waha.scope", OUTCOME_SESSION, \
		N_("the API key may not do this for session {session}; " \
		   "use a key with more rights")) \
	X(FAULT_STORE, ERR_CONFLICT, "waha.store", OUTCOME_REJECTED, \
		N_("WAHA keeps no messages: its NOWEB store is off; " \
		   "run `wartel session start`")) \
	X(FAULT_REQUEST, ERR_REMOTE, "waha.request", OUTCOME_REJECTED, \
		N_("WAHA does not take this request: {why}")) \
	X(FAULT_NO_SESSION, ERR_NOT_FOUND, "waha.no-session", OUTCOME_SESSION, \
		N_("WAHA has no running session {session}; " \
		   "run `wartel session start`")) \
	X(FAULT_ONLY_DEFAULT, ERR_CONFLICT, "waha.only-default", OUTCOME_SESSION, \
		N_("this WAHA knows only the session “default”; " \
		   "set waha_session to it, or run WAHA 2026.6.1 or later")) \
	X(FAULT_NOT_READY, ERR_CONFLICT, "waha.not-ready", OUTCOME_SESSION, \
		N_("WAHA's session {session} is not ready, its state is {status}; " \
		   "see `wartel session list`")) \
	X(FAULT_NO_MESSAGE, ERR_NOT_FOUND, "waha.no-message", OUTCOME_UNKNOWN, \
		N_("WAHA does not know this message (any more)")) \
	X(FAULT_NO_ROUTE, ERR_REMOTE, "waha.no-route", OUTCOME_UNKNOWN, \
		N_("this WAHA does not offer that: {why}; " \
		   "run a newer one, or correct the address {url}")) \
	X(FAULT_NOT_FOUND, ERR_NOT_FOUND, "waha.not-found", OUTCOME_UNKNOWN, \
		N_("WAHA does not find it: {why}")) \
	X(FAULT_EXISTS, ERR_CONFLICT, "waha.exists", OUTCOME_UNKNOWN, \
		N_("WAHA has it already: {why}")) \
	X(FAULT_STARTED, ERR_CONFLICT, "waha.started", OUTCOME_UNKNOWN, \
		N_("the session {session} is started already")) \
	X(FAULT_PLUS, ERR_CONFLICT, "waha.plus", OUTCOME_REJECTED, \
		N_("this WAHA offers that only in its Plus version; " \
		   "run WAHA 2026.6.1 or later")) \
	X(FAULT_REFUSED, ERR_REMOTE, "waha.refused", OUTCOME_UNKNOWN, \
		N_("WAHA refuses: {why}")) \
	X(FAULT_RATE, ERR_BUSY, "waha.rate", OUTCOME_RETRY, \
		N_("WAHA, or a proxy before it, has had too many requests; " \
		   "it is asked again later")) \
	X(FAULT_LACKS, ERR_CONFLICT, "waha.engine-lacks", OUTCOME_REJECTED, \
		N_("WAHA's engine cannot do this; another engine may")) \
	X(FAULT_TIMELOCK, ERR_POLICY, "waha.timelock", OUTCOME_RESTRICTED, \
		N_("WhatsApp lets this number write to nobody new for now (463); " \
		   "answer only, and wait")) \
	X(FAULT_CAPPED, ERR_POLICY, "waha.capped", OUTCOME_RESTRICTED, \
		N_("WhatsApp's monthly limit of new conversations is used up (475); " \
		   "answer only, and wait")) \
	X(FAULT_OVERLIMIT, ERR_BUSY, "waha.overlimit", OUTCOME_UNKNOWN, \
		N_("WhatsApp asks for fewer requests; wait some minutes")) \
	X(FAULT_NO_LID, ERR_REMOTE, "waha.no-lid", OUTCOME_UNKNOWN, \
		N_("WAHA's browser does not find who that is ({why}); " \
		   "run WAHA 2026.2.2 or later, or `wartel session restart`")) \
	X(FAULT_BROWSER, ERR_REMOTE, "waha.browser", OUTCOME_UNKNOWN, \
		N_("WAHA's browser has lost WhatsApp's page ({why}); " \
		   "run `wartel session restart`")) \
	X(FAULT_GATEWAY, ERR_REMOTE, "waha.gateway", OUTCOME_UNKNOWN, \
		N_("the proxy before WAHA at {url} gets no answer (HTTP {status}); " \
		   "look whether WAHA runs")) \
	X(FAULT_SERVER, ERR_REMOTE, "waha.failed", OUTCOME_UNKNOWN, \
		N_("WAHA failed: {why}")) \
	X(FAULT_OTHER, ERR_REMOTE, "waha.status", OUTCOME_UNKNOWN, \
		N_("WAHA at {url} answered HTTP {status}, which is not expected; " \
		   "look whether the address is right"))

enum waha_fault {
#define X(id, ...) id,
	WAHA_FAULTS(X)
#undef X
};

/* Which fault a status outside 2xx and its body (NULL when empty or no JSON) are.
 * Pure. */
enum waha_fault waha_fault_of(int status, const json_t *body);
enum outcome waha_fault_outcome(enum waha_fault);
/* Fills e and returns false. w gives the names and may be NULL. */
bool waha_fault_err(enum waha_fault, const struct waha *w, int status, const json_t *body, struct err *e);
/* WAHA's own words, one line, at most cap; "" when it said nothing. */
char *waha_fault_words(const json_t *body, char *out, size_t cap);

#endif
