/* settle: what became of a message whose answer was lost. Nothing is ever sent
 * here. An echo or a tick that comes by the polls proves it by itself (the store
 * joins them by WhatsApp's id); beside that WAHA is asked: for the id that was
 * made before, else for the one message of ours in that chat since it left that
 * says the same. Not found is not proof of the contrary: it stays unknown, and
 * after ten minutes a person decides. */
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/message.h"
#include "store/outbox.h"
#include "waha/lookup.h"

#include "engine/points.h"
#include "engine/settle.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum {
	DOUBT_BACK_S = 14 * 24 * 3600, /* an engine that was away for a weekend doubts then */
	REST_MS = 15 * 1000,	/* how often the database is asked when nothing is told */
	MISSING_S = 60,		/* a message that WAHA took must show in its store by then */
	TICKLESS_S = 600
};

/* Until the next look, by how many were done. */
static int64_t rest(int looks)
{
	static const int seconds[] = { 3, 5, 10, 20, 30, 60 };
	int last = (int)(sizeof seconds / sizeof *seconds) - 1;

	return seconds[looks < last ? looks : last] * 1000;
}

/* Keeps what WAHA showed, then asks the database whether that is the proof. */
static bool keep_look(struct sync *s, const struct outbox_look *look, struct waha_page *page, bool found, int64_t now_ms,
	struct err *e)
{
	struct receiving r = { .number = s->number, .now = now_ms / 1000, .live_from = look->left_ms / 1000 };
	struct changes c = { 0 };
	char bare[WA_ID_CAP] = "";
	int64_t echo = 0, next;
	size_t n = 0;
	bool ok = false;

	if (!db_begin_write(s->d, e))
		goto out;
	if (!receive_events(s->d, &r, &page->events, &c, e))
		goto out;
	if (!found && !*look->wa_id) {
		if (!message_find_echo(s->d, look->chat_id, look->kind, look->text, look->detail,
			    look->left_ms / 1000 - 5, &echo, bare, &n, e))
			goto out;
		found = n == 1;
	}
	next = now_ms + rest(look->looks);
	if (next > look->look_until_ms)
		next = now_ms < look->look_until_ms ? look->look_until_ms : 0;
	if (found) {
		struct err late = { 0 };

		/* An echo among the events may have proved it already. */
		if (!outbox_proven(s->d, look->message_id, *look->wa_id ? look->wa_id : bare, now_ms, &c, &late) &&
		    late.kind != ERR_CONFLICT) {
			*e = late;
			goto out;
		}
	} else {
		struct err late = { 0 };

		if (!outbox_looked(s->d, look->message_id, next, now_ms, &c, &late) && late.kind != ERR_CONFLICT) {
			*e = late;
			goto out;
		}
	}
	fault_crash(POINT_SETTLE_BEFORE_COMMIT);
	if (!db_commit(s->d, e))
		goto out;
	fault_crash(POINT_SETTLE_COMMITTED);
	engine_changed(s->number->engine, &c);
	worker_call(&s->number->sender_worker);
	log_info("settle", "message %lld: %s", (long long)look->message_id, found ? "it was sent" :
		next ? "not proven yet" : "not proven: a person decides");
	ok = true;
out:
	if (!ok)
		db_rollback(s->d);
	changes_fini(&c);
	return ok;
}

static bool look_at(struct sync *s, const struct outbox_look *look, int64_t now_ms, struct err *e)
{
	struct waha_page page = { 0 };
	struct event ev = { 0 };
	bool found = false, ok;

	if (*look->wa_id) {
		ok = waha_look_id(&s->waha, &look->recipient, look->left_ms / 1000 - 5, look->wa_id, &ev, e);
		found = ok && ev.kind == EVENT_MESSAGE;
		if (found) {
			LIST_GROW(&page.events);
			page.events.v[page.events.n++] = ev;
			ev = (struct event){ 0 };
		}
	} else {
		ok = waha_look_sent(&s->waha, &look->recipient, look->left_ms / 1000 - 5, &page, e);
	}
	/* A question that failed counts as a look too: it must end some time. */
	if (!ok) {
		log_warn("settle", "message %lld: %s", (long long)look->message_id, err_text(e));
		*e = (struct err){ 0 };
	}
	ok = keep_look(s, look, &page, found, now_ms, e);
	event_fini(&ev);
	waha_page_fini(&page);
	return ok;
}

/* look: whether WAHA's store is worth asking. It is not where it has the message and
 * what is missing is a tick, which comes by itself or not at all. */
static bool doubt(struct sync *s, int64_t message_id, const struct sentence *why, bool look, int64_t now_ms,
	struct err *e)
{
	struct changes c = { 0 };
	struct err late = { 0 };
	bool ok = db_begin_write(s->d, e);

	if (!ok)
		return false;
	ok = outbox_doubt(s->d, message_id, why, now_ms, now_ms + SETTLE_MS, &c, &late) &&
	     (look || outbox_looked(s->d, message_id, 0, now_ms, &c, &late));
	if (ok)
		ok = db_commit(s->d, e);
	else if (late.kind != ERR_CONFLICT && late.kind != ERR_NOT_FOUND)
		*e = late;
	if (ok)
		engine_changed(s->number->engine, &c);
	else
		db_rollback(s->d);
	changes_fini(&c);
	return ok || e->kind == ERR_NONE;
}

static bool seen_present(const struct sync *s, int64_t message_id)
{
	for (size_t i = 0; i < PRESENT; i++)
		if (s->present[i] == message_id)
			return true;
	return false;
}

/* Whether WAHA's store has the message; GOWS fails for an id that it does not
 * know, so there the chat is asked. */
static bool stored(struct sync *s, const struct own_send *sent, bool *has, struct err *e)
{
	struct waha_page page = { 0 };
	struct event ev = { 0 };
	struct err first = { 0 };
	bool ok = waha_look_id(&s->waha, &sent->recipient, sent->at - 5, sent->wa_id, &ev, &first);

	*has = ok && ev.kind == EVENT_MESSAGE;
	if (!ok) {
		ok = waha_look_sent(&s->waha, &sent->recipient, sent->at - 5, &page, e);
		for (size_t i = 0; ok && i < page.events.n; i++)
			*has |= !strcmp(page.events.v[i].id.bare, sent->wa_id);
	}
	event_fini(&ev);
	waha_page_fini(&page);
	return ok;
}

/* WAHA said 201: after a minute without a tick its store is asked, once, whether
 * the message is there at all. True when there was one to ask about. */
static bool look_for_missing(struct sync *s, int64_t now_ms)
{
	struct own_sends sends = { 0 };
	struct sentence why;
	struct err e = { 0 };
	int64_t now = now_ms / 1000;
	bool asked = false, has = false;

	if (!message_unread_sends(s->d, s->number->id, now - DOUBT_BACK_S, PAGE, &sends, &e))
		goto out;
	for (size_t i = 0; i < sends.n && !asked; i++) {
		const struct own_send *sent = &sends.v[i];

		if (sent->state != MSG_ACCEPTED || sent->at > now - MISSING_S || !*sent->wa_id ||
		    seen_present(s, sent->message_id))
			continue;
		asked = true;
		s->present[s->present_at++ % PRESENT] = sent->message_id;
		if (!stored(s, sent, &has, &e) || has)
			break;
		sentence_set(&why, "unknown.missing",
			N_("WAHA took it, but does not have it: whether it arrived is not known"), NULL);
		doubt(s, sent->message_id, &why, true, now_ms, &e);
	}
out:
	if (e.kind != ERR_NONE)
		log_warn("settle", "%s: %s", s->number->config->name, err_text(&e));
	own_sends_fini(&sends);
	return asked;
}

/* Handed over, and no tick: on NOWEB a phone that is off leaves everything so, which
 * is no reason to doubt. Doubt begins when others got ticks since, for ten minutes. */
bool settle_doubt(struct sync *s, int64_t now_ms, struct err *e)
{
	struct own_sends sends = { 0 };
	struct sentence why;
	int64_t now = now_ms / 1000;
	bool ticked = false, ok;

	sentence_set(&why, "unknown.no-tick",
		N_("WAHA took it, but it got no tick while later messages did: whether it arrived is not known"), NULL);
	ok = message_unread_sends(s->d, s->number->id, now - DOUBT_BACK_S, PAGE, &sends, e);
	/* Newest first: a tick before a row in this order is a younger message's. */
	for (size_t i = 0; ok && i < sends.n; i++) {
		ticked |= sends.v[i].state == MSG_SENT || sends.v[i].state == MSG_DELIVERED;
		if (sends.v[i].state == MSG_ACCEPTED && (ticked || s->ticked_at > sends.v[i].at) &&
		    sends.v[i].at <= now - TICKLESS_S)
			ok = doubt(s, sends.v[i].message_id, &why, false, now_ms, e);
	}
	own_sends_fini(&sends);
	return ok;
}

void settle_step(struct sync *s, int64_t now_ms)
{
	struct outbox_look look = { 0 };
	struct err e = { 0 };
	int64_t wake_ms = 0;

	if (outbox_look_next(s->d, s->number->id, now_ms, &look, &wake_ms, &e)) {
		s->settle_ms = now_ms;
		if (!look_at(s, &look, now_ms, &e)) {
			log_bad("settle", "message %lld: %s", (long long)look.message_id, err_text(&e));
			s->settle_ms = now_ms + REST_MS;
		}
	} else if (e.kind == ERR_NOT_FOUND) {
		s->settle_ms = look_for_missing(s, now_ms) ? now_ms : now_ms + REST_MS;
		if (wake_ms > now_ms && wake_ms < s->settle_ms)
			s->settle_ms = wake_ms;
	} else {
		log_bad("settle", "%s", err_text(&e));
		s->settle_ms = now_ms + REST_MS;
	}
	outbox_look_fini(&look);
}
