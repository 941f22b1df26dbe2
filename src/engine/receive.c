/* receive: events kept, and what follows from them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/message.h"

#include "engine/anomaly.h"
#include "engine/away.h"
#include "engine/labels.h"
#include "engine/optout.h"
#include "engine/ramp.h"
#include "engine/receive.h"

#include "base/banned.h"

enum { DAY_S = 24 * 3600 };

/* A message of ours that moved: the first tick, or a refusal told late. */
static bool moved(struct db *d, struct receiving *r, const struct event *ev, const struct arrived *a,
	struct changes *c, struct err *e)
{
	int64_t session_id = r->number->id;
	const char *code = ev->ack_error_code ? ev->ack_error_code : "";

	if (!a->ours || a->was == a->is)
		return true;
	r->news = true;
	if (a->is == MSG_REJECTED) {
		if ((!strcmp(code, "463") || !strcmp(code, "475")) &&
		    !anomaly_restricted(d, r->number, a->contact_id, code, ev->ack_error_until, r->now, c, e))
			return false;
		return anomaly_result(d, session_id, true, r->now, c, e);
	}
	if (a->was != MSG_SENDING && a->was != MSG_ACCEPTED && a->was != MSG_UNKNOWN)
		return true;
	if (a->is != MSG_SENT && a->is != MSG_DELIVERED && a->is != MSG_READ && a->is != MSG_PLAYED)
		return true;
	r->ticked = true;
	return anomaly_result(d, session_id, false, r->now, c, e);
}

bool receive_event(struct db *d, struct receiving *r, const struct event *ev, struct changes *c, struct err *e)
{
	const struct config *config = r->number->engine->config;
	struct arrival how = { .session_id = r->number->id, .live = ev->at >= r->live_from, .now = r->now,
		.case_new_after_s = config_int(config, "case_new_after") * DAY_S,
		.zone = r->number->config->limits.zone };
	struct arrived a = { 0 };

	if (ev->kind == EVENT_NONE || ev->kind == EVENT_SESSION)
		return true;
	if (labels_about(ev))
		return labels_receive(d, r, ev, c, e);
	if (!message_arrive(d, &how, ev, &a, c, e))
		return false;
	if (a.dropped)
		return true;
	if (!a.message_id) {
		r->missing = true;
		return true;
	}
	r->news |= a.fresh && how.live;
	if ((a.opened || a.reopened) &&
	    !case_assign_new(r->number->engine, d, a.conversation_id, r->now, c, e))
		return false;
	r->fresh += a.fresh;
	if (a.fresh && how.live && ev->kind == EVENT_MESSAGE && !ev->id.from_me &&
	    !ramp_answered(d, how.session_id, ev->at, e))
		return false;
	/* What WhatsApp had still to deliver is heard when it can be read. */
	if ((a.fresh || a.completed) && how.live && ev->kind == EVENT_MESSAGE && !ev->id.from_me &&
	    !optout_heard(r->number, d, &a, ev->text, r->now, c, e))
		return false;
	if (a.fresh && ev->kind == EVENT_MESSAGE && !ev->id.from_me &&
	    !away_heard(r->number, d, &a, ev, how.live, r->now, &r->wrote, c, e))
		return false;
	return moved(d, r, ev, &a, c, e);
}

struct place {
	int64_t at;
	size_t i;
};

static int by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

bool receive_events(struct db *d, struct receiving *r, const struct events *events, struct changes *c,
	struct err *e)
{
	/* Messages of one second stand in the order in which they were written,
	 * whichever way the page runs. */
	struct place *places = xcalloc(events->n, sizeof *places);
	bool ok = true;

	for (size_t i = 0; i < events->n; i++)
		places[i] = (struct place){ .at = events->v[i].at, .i = i };
	qsort(places, events->n, sizeof *places, by_time);
	for (size_t i = 0; ok && i < events->n; i++)
		ok = receive_event(d, r, &events->v[places[i].i], c, e);
	free(places);
	return ok;
}
