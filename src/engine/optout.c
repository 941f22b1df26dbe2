/* optout: what a stop word does. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/audit.h"
#include "store/consent.h"
#include "store/contact.h"
#include "policy/stopword.h"

#include "engine/optout.h"

#include "base/banned.h"

enum { DETAIL_CAP = 160, WORDING_CAP = 128, PROOF_CAP = 40 };

/* The history and the trail, in one. */
static bool record(struct number *n, struct db *d, const struct arrived *a, enum consent kind, const char *text,
	int64_t now, struct changes *c, struct err *e)
{
	char wording[WORDING_CAP], proof[PROOF_CAP], detail[DETAIL_CAP];
	struct consent_row row = { .contact_id = a->contact_id, .at = now, .kind = kind,
		.source = kind == CONSENT_OUT ? "stop word" : "start word", .wording = wording, .proof = proof,
		.who = "customer" };
	struct audit_row trail = { .at = now, .who = "engine", .action = kind == CONSENT_OUT ? "opt-out" : "opt-in",
		.session_id = n->id, .conversation_id = a->conversation_id, .contact_id = a->contact_id,
		.message_id = a->message_id, .detail = detail };
	size_t cancelled = 0;

	str_copy(wording, sizeof wording, text);
	snprintf(proof, sizeof proof, "message %lld", (long long)a->message_id);
	if (!consent_add(d, &row, &cancelled, c, e))
		return false;
	snprintf(detail, sizeof detail, "%s; %zu cancelled", row.source, cancelled);
	log_info("engine", "contact %lld: %s, %zu messages cancelled", (long long)a->contact_id, trail.action, cancelled);
	changes_add(c, CHANGE_HEALTH, 0);
	return audit_add(d, &trail, e);
}

bool optout_heard(struct number *n, struct db *d, const struct arrived *a, const char *text, int64_t now,
	struct changes *c, struct err *e)
{
	enum stopword word = engine_stopword(n->engine, text);
	struct contact_row row = { 0 };
	bool out;

	if (!a->contact_id || (word != STOPWORD_STOP && word != STOPWORD_START))
		return true;
	if (!contact_get(d, a->contact_id, &row, e))
		return false;
	out = row.opted_out_at > 0;
	contact_row_fini(&row);
	/* "Mulai" of somebody who never said stop begins something else. */
	if (word == STOPWORD_START && !out)
		return true;
	/* A stop said again is kept too: it outlasts what is taken back of the first, such
	 * as contacts that were made one. */
	return record(n, d, a, word == STOPWORD_STOP ? CONSENT_OUT : CONSENT_IN, text, now, c, e);
}
