/* anomaly: the pauses that the number lays on itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"

#include "model/facts.h"
#include "store/audit.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/stream.h"

#include "engine/anomaly.h"
#include "engine/inside.h"

#include "base/banned.h"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S, LAST_RESULTS = 20, TOO_MANY = LAST_RESULTS / 5, IN_A_ROW = 3,
	QUIET_HOURS = 24 };

/* Last refusal: at = when, n = to whom. */
#define STREAM_REFUSED "refused"
/* The last twenty that reached WhatsApp: n = a bit each, 1 rejected, the newest the
 * lowest; at = how many are known. */
#define STREAM_RESULTS "results"
/* at = since when the QR code is asked for again, 0 it is not. */
#define STREAM_UNLINKED "unlinked"
/* at = when the month's cycle ends, as told last. */
#define STREAM_CYCLE "cycle"
/* at = until when WhatsApp is asked as little as can be; n = how many hours that was. */
#define STREAM_OVERLIMIT "overlimit"

bool anomaly_pause(struct db *d, int64_t session_id, enum pause_kind kind, enum pause_lifter lifter,
	int64_t until, const struct sentence *why, int64_t now, struct changes *c, struct err *e)
{
	char english[SENTENCE_SAID];
	struct pause_row p = { .session_id = session_id, .kind = kind, .at = now, .until = until,
		.lifter = lifter, .reason = sentence_fill(why, why->text, english, sizeof english),
		.by = (char *)(uintptr_t)"engine", .why = *why };
	struct audit_row a = { .at = now, .who = "engine", .action = "pause", .session_id = session_id,
		.detail = english };

	return pause_add(d, &p, c, e) && audit_add(d, &a, e);
}

bool anomaly_remember(struct db *d, int64_t session_id, int64_t now, struct err *e)
{
	struct stream_position p = { .at = now };

	return stream_put(d, session_id, STREAM_ANOMALY, &p, e);
}

/* A warm-up that is over has a day after its last one. */
static bool ramp_back(struct db *d, int64_t session_id, int steps, struct changes *c, struct err *e)
{
	struct number_row n = { 0 };
	bool ok = number_get(d, session_id, &n, e);

	if (ok) {
		int day = n.ramp_day ? n.ramp_day : RAMP_DAYS + 1;

		ok = number_set_ramp(d, session_id, day > steps ? day - steps : 1, n.ramp_on, c, e);
	}
	number_row_fini(&n);
	return ok;
}

/* Its end and a day; where no end is told, a day. */
static bool lock_pause(struct db *d, int64_t session_id, int64_t until, int64_t now, struct changes *c,
	struct err *e)
{
	return anomaly_pause(d, session_id, PAUSE_INITIATIONS, LIFTED_BY_ITSELF,
		(until > now ? until : now) + DAY_S,
		WHY("pause.463", N_("WhatsApp does not let this number write to new people (463)")), now, c, e);
}

/* When the cycle ends: as told now, or before; else the first of the next month by the
 * number's calendar. */
static bool cycle_ends(struct db *d, const struct number *n, int64_t told, int64_t now, int64_t *until, struct err *e)
{
	struct stream_position p = { 0 };
	struct civil month = zone_civil(n->config->limits.zone, now);

	if (told > now) {
		*until = p.at = told;
		return stream_put(d, n->id, STREAM_CYCLE, &p, e);
	}
	if (!stream_get(d, n->id, STREAM_CYCLE, &p, e))
		return false;
	month = (struct civil){ .year = month.year, .month = month.month + 1, .day = 1 };
	*until = p.at > now ? p.at : zone_unix(n->config->limits.zone, &month);
	return true;
}

bool anomaly_restricted(struct db *d, const struct number *n, int64_t contact_id, const char *code, int64_t until,
	int64_t now, struct changes *c, struct err *e)
{
	int64_t session_id = n->id;
	struct audit_row a = { .at = now, .who = "engine", .action = "refused", .session_id = session_id,
		.contact_id = contact_id, .detail = code };
	struct stream_position last = { 0 };
	bool second;

	if (!audit_add(d, &a, e) || !anomaly_remember(d, session_id, now, e) ||
	    !stream_get(d, session_id, STREAM_REFUSED, &last, e))
		return false;
	if (!strcmp(code, "475"))
		return cycle_ends(d, n, until, now, &until, e) &&
		       anomaly_pause(d, session_id, PAUSE_INITIATIONS, LIFTED_BY_ITSELF, until,
			       WHY("pause.475", N_("WhatsApp's monthly limit for new conversations (475)")), now, c, e);
	second = last.at && last.at > now - DAY_S && last.n != contact_id;
	last = (struct stream_position){ .at = now, .n = contact_id };
	if (!stream_put(d, session_id, STREAM_REFUSED, &last, e) || !ramp_back(d, session_id, 3, c, e))
		return false;
	return second || until ? lock_pause(d, session_id, until, now, c, e) : true;
}

bool anomaly_locked(struct db *d, int64_t session_id, int64_t until, int64_t now, struct changes *c,
	struct err *e)
{
	return anomaly_remember(d, session_id, now, e) && lock_pause(d, session_id, until, now, c, e);
}

bool anomaly_result(struct db *d, int64_t session_id, bool rejected, int64_t now, struct changes *c,
	struct err *e)
{
	struct stream_position p = { 0 };
	bool in_a_row;
	int bad = 0;

	if (!stream_get(d, session_id, STREAM_RESULTS, &p, e))
		return false;
	p.n = (p.n << 1 | rejected) & ((1 << LAST_RESULTS) - 1);
	if (p.at < LAST_RESULTS)
		p.at++;
	for (int i = 0; i < LAST_RESULTS; i++)
		bad += p.n >> i & 1;
	in_a_row = (p.n & ((1 << IN_A_ROW) - 1)) == (1 << IN_A_ROW) - 1;
	if (rejected && (in_a_row || (p.at == LAST_RESULTS && bad > TOO_MANY))) {
		if (!anomaly_remember(d, session_id, now, e) ||
		    !anomaly_pause(d, session_id, PAUSE_FULL, LIFTED_BY_LEAD, 0,
			    WHY("pause.refused", N_("WhatsApp refuses what this number sends")), now, c, e))
			return false;
		/* What was refused is answered for by this pause. */
		p.n = p.at = 0;
	}
	return stream_put(d, session_id, STREAM_RESULTS, &p, e);
}

bool anomaly_capped(struct db *d, const struct number *n, enum capping capping, int64_t cycle_end, int64_t now,
	struct changes *c, struct err *e)
{
	int64_t session_id = n->id, until;
	struct audit_row a = { .at = now, .who = "engine", .action = "capping", .session_id = session_id,
		.detail = "WhatsApp's second warning: daily limits halved" };

	if (capping < CAPPING_SECOND_WARNING)
		return number_set_halved(d, session_id, 0, c, e);
	if (!cycle_ends(d, n, cycle_end, now, &until, e) || !anomaly_remember(d, session_id, now, e) ||
	    !number_set_halved(d, session_id, until, c, e))
		return false;
	if (capping == CAPPING_SECOND_WARNING)
		return audit_add(d, &a, e);
	return anomaly_pause(d, session_id, PAUSE_INITIATIONS, LIFTED_BY_ITSELF, until,
		WHY("pause.capped", N_("WhatsApp's monthly limit for new conversations is used up")), now, c, e);
}

bool anomaly_unlinked(struct db *d, int64_t session_id, int64_t now, struct changes *c, struct err *e)
{
	struct stream_position told = { 0 };

	if (!stream_get(d, session_id, STREAM_UNLINKED, &told, e))
		return false;
	/* Once a pairing: an engine that starts while it is asked for has nothing new to say. */
	if (told.at)
		return true;
	told.at = now;
	return stream_put(d, session_id, STREAM_UNLINKED, &told, e) && anomaly_remember(d, session_id, now, e) &&
	       ramp_back(d, session_id, RAMP_DAYS, c, e) &&
	       anomaly_pause(d, session_id, PAUSE_FULL, LIFTED_BY_ADMIN, 0,
		       WHY("pause.unlinked", N_("the number was unlinked: WhatsApp asks for the QR code again")), now, c, e);
}

bool anomaly_linked(struct db *d, int64_t session_id, bool another_phone, struct changes *c, struct err *e)
{
	struct stream_position told = { 0 };

	if (another_phone && !ramp_back(d, session_id, RAMP_DAYS, c, e))
		return false;
	if (!stream_get(d, session_id, STREAM_UNLINKED, &told, e))
		return false;
	if (!told.at)
		return true;
	told.at = 0;
	return stream_put(d, session_id, STREAM_UNLINKED, &told, e);
}

/* One that ends later than any can was begun by a clock that is no more. */
static bool rests(const struct stream_position *p, int64_t now)
{
	return now < p->at && p->at <= now + QUIET_HOURS * HOUR_S;
}

bool anomaly_overlimit(struct db *d, int64_t session_id, int64_t now, int64_t *quiet_until, struct err *e)
{
	struct stream_position p = { 0 };
	struct audit_row a = { .at = now, .who = "engine", .action = "rate-overlimit", .session_id = session_id };
	char detail[80];

	if (!stream_get(d, session_id, STREAM_OVERLIMIT, &p, e))
		return false;
	*quiet_until = p.at;
	if (rests(&p, now))
		return true;
	/* n: hours of the last silence; a day without another forgets them. */
	p.n = !p.n || now > p.at + DAY_S ? 1 : p.n * 2 > QUIET_HOURS ? QUIET_HOURS : p.n * 2;
	*quiet_until = p.at = now + p.n * HOUR_S;
	snprintf(detail, sizeof detail, "WhatsApp asks for fewer requests: none but polling for %lld h", (long long)p.n);
	a.detail = detail;
	return anomaly_remember(d, session_id, now, e) && audit_add(d, &a, e) &&
	       stream_put(d, session_id, STREAM_OVERLIMIT, &p, e);
}

bool anomaly_quiet(struct db *d, int64_t session_id, int64_t now, int64_t *until, struct err *e)
{
	struct stream_position p = { 0 };

	if (!stream_get(d, session_id, STREAM_OVERLIMIT, &p, e))
		return false;
	*until = rests(&p, now) ? p.at : 0;
	return true;
}

bool anomaly_stop_file(struct db *d, const char *path, int64_t now, struct changes *c, struct err *e)
{
	struct pause_rows rows = { 0 };
	struct sentence why;
	char reason[SENTENCE_SAID];
	bool known = false, ok;

	sentence_set(&why, "pause.file", N_("the file {path} is there"), "path=%s", path);
	sentence_fill(&why, why.text, reason, sizeof reason);
	ok = pause_list(d, 0, now, &rows, e);
	for (size_t i = 0; i < rows.n; i++)
		known |= rows.v[i].kind == PAUSE_STOP && !strcmp(rows.v[i].reason, reason);
	pause_rows_fini(&rows);
	if (!ok || known)
		return ok;
	return anomaly_pause(d, 0, PAUSE_STOP, LIFTED_BY_ADMIN, 0, &why, now, c, e);
}
