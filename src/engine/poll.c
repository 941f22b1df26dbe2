/* poll: what is new, by asking for all messages since a little before the newest
 * one that is known. Overlapping rows are harmless: a message is one row however
 * often it comes. Also the ticks of what we sent, read again. */
#include "base/clock.h"
#include "base/log.h"

#include "store/message.h"
#include "waha/able.h"

#include "engine/syncing.h"

#include "base/banned.h"

enum {
	OVERLAP_S = 120,
	/* Once in a while a round looks further back, for what came late under an
	 * older time. */
	SWEEP_S = 3600, SWEEP_EVERY_MS = 10 * 60 * 1000,
	GAP_S = 600, GAP_EVERY_MS = 30 * 1000, /* so long after the session was away, so often */
	PROBE_EVERY_MS = 60 * 1000,
	ACKS_FRESH_S = 120, ACKS_YOUNG_S = 3600, ACKS_OLD_S = 24 * 3600,
	ACKS_FRESH_MS = 5 * 1000, ACKS_YOUNG_MS = 30 * 1000, ACKS_OLD_MS = 5 * 60 * 1000,
	ACKS_BETWEEN_MS = 1000, /* chat by chat, page by page */
	SENDS_MOST = 5 * PAGE
};

void poll_begin_gap(struct sync *s, int64_t from, int64_t now_ms)
{
	if (!s->gap_from || from < s->gap_from)
		s->gap_from = from;
	s->gap_until = now_ms / 1000 + GAP_S;
}

int64_t poll_since(struct sync *s, const struct stream_position *p, int64_t now_ms)
{
	int64_t since = p->at - OVERLAP_S, now = now_ms / 1000;

	s->sweeping = now_ms >= s->sweep_ms;
	if (!s->sweeping)
		return since > 0 ? since : 0;
	if (s->gap_from && now > s->gap_until)
		s->gap_from = 0;
	if (p->at - SWEEP_S < since)
		since = p->at - SWEEP_S;
	if (s->gap_from && s->gap_from - OVERLAP_S < since)
		since = s->gap_from - OVERLAP_S;
	return since > 0 ? since : 0;
}

void poll_round_ends(struct sync *s, bool news, int64_t now_ms)
{
	const struct number_config *c = s->number->config;

	if (s->sweeping)
		s->sweep_ms = now_ms + (s->gap_from ? GAP_EVERY_MS : SWEEP_EVERY_MS);
	s->since = 0;
	s->offset = s->empty = 0;
	/* Quick while things happen, slower while they do not. */
	if (news)
		s->interval_ms = c->poll_lo_ms;
	else if (s->interval_ms < c->poll_hi_ms)
		s->interval_ms += s->interval_ms / 5 + 1;
	if (s->interval_ms > c->poll_hi_ms)
		s->interval_ms = c->poll_hi_ms;
	s->poll_ms = now_ms + s->interval_ms;
}

void poll_not_ahead(struct stream_position *p, int64_t now_ms)
{
	if (p->at > now_ms / 1000 + OVERLAP_S)
		p->at = now_ms / 1000;
}

void poll_step(struct sync *s, int64_t now_ms)
{
	struct stream_position p = { 0 };
	struct receiving r = { .number = s->number, .now = now_ms / 1000 };
	struct waha_page page = { 0 };
	struct waha_query q = { .limit = PAGE, .oldest_first = true };
	struct err e = { 0 };

	if (!waha_able(s->waha.engine, ABLE_HISTORY_ALL, NULL)) {
		turns_poll_step(s, now_ms);
		return;
	}
	if (!stream_get(s->d, s->number->id, STREAM_POLL, &p, &e))
		goto bad;
	if (!p.at) {
		/* Nothing known yet: the history's first page says where the present is. */
		s->history_ms = now_ms;
		s->poll_ms = now_ms + s->number->config->poll_lo_ms;
		return;
	}
	if (!s->since)
		s->since = poll_since(s, &p, now_ms);
	q.since = s->since;
	q.offset = s->offset;
	if (!waha_messages(&s->waha, &q, &page, &e))
		goto bad;
	s->failures = 0;
	r.live_from = p.n;
	if (page.newest > p.at)
		p.at = page.newest;
	poll_not_ahead(&p, now_ms);
	if (!sync_take(s, &page, &r, page.rows ? STREAM_POLL : NULL, &p, &e))
		goto bad;
	if (r.news)
		deaf_over(s, r.now);
	s->empty = page.rows ? 0 : s->empty + 1;
	if (page.rows >= PAGE) {
		/* By time rather than by offset: ticks move rows about in NOWEB's list. */
		if (page.newest > s->since) {
			s->since = page.newest;
			s->offset = 0;
		} else {
			s->offset += PAGE;
		}
		s->poll_ms = now_ms;
	} else if (s->empty == 1 && now_ms >= s->probe_ms) {
		/* Hidden rows are dropped after paging: empty once is not the end. */
		s->probe_ms = now_ms + PROBE_EVERY_MS;
		s->offset += PAGE;
		s->poll_ms = now_ms;
	} else {
		poll_round_ends(s, r.news, now_ms);
	}
	waha_page_fini(&page);
	return;
bad:
	sync_trouble(s, "poll", &e, now_ms, &s->poll_ms);
	waha_page_fini(&page);
}

void poll_acks_step(struct sync *s, int64_t now_ms)
{
	struct own_sends sends = { 0 };
	struct receiving r = { .number = s->number, .now = now_ms / 1000, .live_from = 0 };
	struct stream_position p = { 0 };
	struct waha_page page = { 0 };
	struct waha_query q = { .limit = PAGE, .only_from_me = true };
	struct err e = { 0 };
	int64_t now = now_ms / 1000;
	int every = ACKS_OLD_MS;
	bool by_all = waha_able(s->waha.engine, ABLE_HISTORY_ALL, NULL), all = true;

	if (!stream_get(s->d, s->number->id, STREAM_POLL, &p, &e) ||
	    !message_unread_sends(s->d, s->number->id, now - ACKS_OLD_S, SENDS_MOST, &sends, &e))
		goto bad;
	s->acks_ms = now_ms + ACKS_FRESH_MS;
	if (!p.at || !sends.n)
		goto out;
	if (sends.v[0].at > now - ACKS_FRESH_S)
		every = ACKS_FRESH_MS;
	else if (sends.v[0].at > now - ACKS_YOUNG_S)
		every = ACKS_YOUNG_MS;
	q.since = sends.v[sends.n - 1].at - 5;
	q.offset = s->acks_offset;
	if (by_all ? !waha_messages(&s->waha, &q, &page, &e) : !turns_acks(s, &sends, &page, &all, &e))
		goto bad;
	/* The youngest stand on the first page; now and then all are read. */
	if (by_all && page.rows >= PAGE / 2 && (s->acks_offset || now_ms >= s->acks_deep_ms)) {
		s->acks_offset += PAGE;
		s->acks_deep_ms = now_ms + ACKS_OLD_MS;
		all = false;
	} else {
		s->acks_offset = 0;
	}
	if (!all)
		every = ACKS_BETWEEN_MS;
	r.live_from = p.n;
	if (!sync_take(s, &page, &r, NULL, NULL, &e))
		goto bad;
	s->acks_ms = now_ms + every;
	goto out;
bad:
	sync_trouble(s, "ticks", &e, now_ms, &s->acks_ms);
out:
	waha_page_fini(&page);
	own_sends_fini(&sends);
}
