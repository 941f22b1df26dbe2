/* history: what was said before, newest first, so that the inbox stands at once
 * and older pages follow between the polls. After a pairing WAHA itself gets its
 * history in pieces over minutes: then it is gone through again, twice. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/chat.h"
#include "store/message.h"
#include "store/number.h"
#include "waha/able.h"

#include "engine/history.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum { BETWEEN_MS = 100, RESTED_MS = 60 * 1000, PAIRED_LATELY_S = 3600 };

/* When the passes after the first begin, seconds after the pairing; by the
 * stream's cursor "", "2", "3". */
static const struct pass {
	const char *name, *next;
	int after_s;
} passes[] = { { "", "2", 3 * 60 }, { "2", "3", 20 * 60 } };

bool history_begin_present(struct sync *s, int64_t newest, int64_t now, struct err *e)
{
	struct stream_position p = { 0 };
	bool ok;

	if (!stream_get(s->d, s->number->id, STREAM_POLL, &p, e))
		return false;
	if (p.at)
		return true;
	p.at = newest ? newest : now;
	poll_not_ahead(&p, now * 1000);
	p.n = p.at + 1;
	ok = db_begin_write(s->d, e) && stream_put(s->d, s->number->id, STREAM_POLL, &p, e) &&
	     db_commit(s->d, e);
	if (!ok)
		db_rollback(s->d);
	return ok;
}

static bool next_pass(struct sync *s, struct stream_position *p, int64_t now_ms, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_get(s->d, s->number->id, &row, e);

	s->history_ms = now_ms + RESTED_MS;
	for (size_t i = 0; ok && i < sizeof passes / sizeof *passes; i++) {
		if (strcmp(passes[i].name, p->cursor) || row.paired_at < now_ms / 1000 - PAIRED_LATELY_S)
			continue;
		if (now_ms / 1000 < row.paired_at + passes[i].after_s)
			break;
		*p = (struct stream_position){ 0 };
		str_copy(p->cursor, sizeof p->cursor, passes[i].next);
		s->history_ms = now_ms;
		break;
	}
	number_row_fini(&row);
	return ok;
}

bool history_goes_on(struct sync *s, struct stream_position *p, int64_t now_ms, struct err *e)
{
	return !p->done || next_pass(s, p, now_ms, e);
}

void history_progress(struct sync *s)
{
	struct changes c = { 0 };

	changes_add(&c, CHANGE_SESSION, s->number->id);
	engine_changed(s->number->engine, &c);
	changes_fini(&c);
}

void history_step(struct sync *s, int64_t now_ms)
{
	struct stream_position p = { 0 }, poll = { 0 };
	struct receiving r = { .number = s->number, .now = now_ms / 1000 };
	struct waha_page page = { 0 };
	struct waha_query q = { .limit = PAGE };
	struct err e = { 0 };
	bool first;

	if (!waha_able(s->waha.engine, ABLE_HISTORY_ALL, NULL)) {
		turns_history_step(s, now_ms);
		return;
	}
	if (!stream_get(s->d, s->number->id, STREAM_HISTORY, &p, &e) || !history_goes_on(s, &p, now_ms, &e))
		goto bad;
	if (p.done)
		return;
	first = !p.at && !p.n;
	q.until = p.at;
	q.offset = (int)p.n;
	if (!waha_messages(&s->waha, &q, &page, &e))
		goto bad;
	s->failures = 0;
	if ((first && !history_begin_present(s, page.newest, now_ms / 1000, &e)) ||
	    !stream_get(s->d, s->number->id, STREAM_POLL, &poll, &e))
		goto bad;
	/* A page may bring what no poll has met yet: that is news. */
	r.live_from = poll.n;
	if (!page.rows) {
		/* Hidden rows are dropped after paging: the end is two empty pages. */
		p.n += PAGE;
		p.done = ++s->history_empty >= 2;
	} else {
		s->history_empty = 0;
		if (!p.at || page.oldest < p.at) {
			p.at = page.oldest;
			p.n = 0;
		} else {
			p.n += PAGE;
		}
	}
	if (!sync_take(s, &page, &r, STREAM_HISTORY, &p, &e))
		goto bad;
	history_progress(s);
	if (p.done)
		log_info("sync", "%s: the history is read", s->number->config->name);
	/* Names and hidden ids as soon as there is something to name. */
	if (first)
		people_again(s, now_ms);
	s->history_ms = now_ms + (p.done ? RESTED_MS : BETWEEN_MS);
	waha_page_fini(&page);
	return;
bad:
	sync_trouble(s, "history", &e, now_ms, &s->history_ms);
	waha_page_fini(&page);
}

/* On demand. */

/* Faces ask again; WAHA drops rows after paging, so that a page may bring nothing. */
enum { PAGES_AT_ONCE = 4, EMPTY_MAX = 2 };

/* by_time: WAHA is asked for what is older than p->at; else p->n rows are passed over. */
static bool older_begin(struct number *n, struct db *d, int64_t chat_id, bool by_time, char stream[32],
	struct stream_position *p, struct err *e)
{
	int64_t oldest;

	snprintf(stream, 32, "chat:%lld", (long long)chat_id);
	if (!stream_get(d, n->id, stream, p, e) || !message_oldest(d, chat_id, &oldest, e))
		return false;
	/* More may have come to WAHA since it had no more. */
	if (p->done) {
		p->done = false;
		p->n = 0;
	}
	/* What the passes above brought meanwhile need not be read again. */
	if (by_time && oldest && (!p->at || oldest < p->at)) {
		p->at = oldest;
		p->n = 0;
	}
	return true;
}

bool history_older(struct number *n, struct db *d, struct http *http, int64_t chat_id, json_t **out, struct err *e)
{
	struct receiving r = { .number = n, .live_from = INT64_MAX };
	struct stream_position p = { 0 }, poll = { 0 };
	struct chat_ref chat = { 0 };
	struct number_row row = { 0 };
	struct waha_page page = { 0 };
	struct changes c = { 0 };
	struct waha w;
	char stream[32];
	int empty = 0;
	bool ok = false, by_time;

	if (!number_get(d, n->id, &row, e) || !chat_get(d, chat_id, &chat, e))
		goto out;
	by_time = waha_able(row.engine, ABLE_HISTORY_ALL, NULL);
	if (!older_begin(n, d, chat.chat_id, by_time, stream, &p, e) || !waha_able(row.engine, ABLE_HISTORY, e) ||
	    !stream_get(d, n->id, STREAM_POLL, &poll, e))
		goto out;
	/* The newest page may bring what the poll has not met yet: that is news, a stop
	 * word in it counts. */
	if (poll.at)
		r.live_from = poll.n;
	waha_init(&w, http, n->config->waha_url, n->config->waha_session, n->config->key);
	w.engine = row.engine;
	for (int i = 0; i < PAGES_AT_ONCE && !r.fresh && !p.done; i++) {
		/* In a browser pages are cut before they are filtered: there it goes by rows alone. */
		struct waha_query q = { .chat = &chat.address, .until = by_time ? p.at : 0, .limit = PAGE,
			.offset = (int)p.n };

		if (!waha_messages(&w, &q, &page, e))
			goto out;
		empty = page.rows ? 0 : empty + 1;
		if (by_time && page.rows && (!p.at || page.oldest < p.at)) {
			p.at = page.oldest;
			p.n = 0;
		} else {
			p.n += PAGE;
		}
		p.done = empty >= EMPTY_MAX;
		r.now = clock_now();
		if (!db_begin_write(d, e))
			goto out;
		if (!receive_events(d, &r, &page.events, &c, e) || !stream_put(d, n->id, stream, &p, e) ||
		    !db_commit(d, e)) {
			db_rollback(d);
			goto out;
		}
	}
	*out = json_object();
	json_put_i64(*out, "added", r.fresh);
	json_put_bool(*out, "done", p.done);
	ok = true;
out:
	/* Of what came before something failed too. */
	engine_changed(n->engine, &c);
	if (r.wrote)
		engine_poke_sender(n->engine);
	changes_fini(&c);
	waha_page_fini(&page);
	number_row_fini(&row);
	return ok;
}
