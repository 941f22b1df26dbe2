/* turns: what is new, what was, and the ticks, where WAHA's engine lists no messages of
 * all chats at once (WEBJS, WPP): its list of chats says which changed, and those are
 * read one after the other, newest first, until what is known. Still one request a
 * step. No filter goes along: WPP filters after it has cut the page. */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/message.h"

#include "engine/syncing.h"

#include "base/banned.h"

enum {
	CHATS = 30,		/* of a list */
	NEWEST = 20,		/* of a chat that changed: mostly one or two are new */
	/* A chat is read once more after so long, for a second message of the same second. */
	SETTLED_MS = 5000,
	FAILS = 3,		/* then one chat no longer stands before the others; a sweep tries again */
	DEPTH = 500,		/* messages of the history of one chat; more by request */
	BETWEEN_MS = 100, RESTED_MS = 60 * 1000
};

struct turn {
	struct address chat;
	int64_t at;	 /* its last activity, as the list says */
	int64_t seen_ms; /* since when it says so */
	int64_t asked_ms;
	int64_t since;	 /* read back to there, unix seconds */
	int64_t owed;	 /* the same of a round that left it out; 0: none did */
	int offset, empty, failed;
	bool due;
};

struct turns {
	struct turn *v;
	size_t n, cap;
	int offset;	   /* of the list of chats under way */
	bool listed;	   /* the round's list is complete */
	bool news;
	int64_t newest;	   /* of all rows of the round, unix seconds */
	size_t ticks_next; /* whose ticks are read next */
	/* history: a page of the list, and where it begins */
	struct waha_chats page;
	int64_t page_from;
};

void turns_free(struct turns *t)
{
	if (!t)
		return;
	waha_chats_fini(&t->page);
	free(t->v);
	free(t);
}

void turns_forget(struct turns *t)
{
	for (size_t i = 0; t && i < t->n; i++)
		t->v[i].asked_ms = 0;
}

static struct turns *turns_of(struct sync *s)
{
	if (!s->turns)
		s->turns = xcalloc(1, sizeof *s->turns);
	return s->turns;
}

static struct turn *turn_of(struct turns *t, const struct address *chat)
{
	for (size_t i = 0; i < t->n; i++)
		if (address_same(&t->v[i].chat, chat))
			return &t->v[i];
	LIST_GROW(t);
	t->v[t->n] = (struct turn){ .chat = *chat };
	return &t->v[t->n++];
}

static struct turn *next_due(struct turns *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].due)
			return &t->v[i];
	return NULL;
}

static bool is_talk(const struct address *a)
{
	return address_is_person(a) || a->kind == ADDRESS_GROUP;
}

static void make_due(struct turn *turn, int64_t since)
{
	turn->due = true;
	turn->since = turn->owed && turn->owed < since ? turn->owed : since;
	turn->offset = turn->empty = turn->failed = 0;
}

/* Marks what the list says has changed; true when it shows older ones too. */
static bool mark(struct sync *s, const struct waha_chats *chats, int64_t now_ms)
{
	struct turns *t = s->turns;
	bool past = chats->rows < CHATS;

	for (size_t i = 0; i < chats->n; i++) {
		const struct waha_chat *c = &chats->v[i];
		struct turn *turn;

		if (c->at < s->since) {
			past = true;
			continue;
		}
		if (!is_talk(&c->address))
			continue;
		turn = turn_of(t, &c->address);
		if (turn->at != c->at) {
			turn->at = c->at;
			turn->seen_ms = now_ms;
		} else if (!s->sweeping && turn->asked_ms >= turn->seen_ms + SETTLED_MS) {
			continue;
		}
		make_due(turn, s->since);
	}
	return past;
}

static bool list_step(struct sync *s, int64_t now_ms, struct err *e)
{
	struct turns *t = s->turns;
	struct waha_chats chats = { 0 };
	bool ok = waha_chats(&s->waha, CHATS, t->offset, &chats, e);

	if (ok) {
		s->failures = 0;
		t->listed = mark(s, &chats, now_ms);
		t->offset += CHATS;
		for (size_t i = 0; t->listed && s->sweeping && i < t->n; i++)
			if (t->v[i].owed && !t->v[i].due)
				make_due(&t->v[i], s->since);
	}
	waha_chats_fini(&chats);
	return ok;
}

/* Hidden rows are dropped after paging: pages come short before the end, even empty,
 * but seldom by half. */
static bool is_end(const struct waha_page *page, size_t asked, int empty)
{
	return page->rows ? page->rows < asked / 2 : empty >= 2;
}

/* One page of one chat. */
static bool read_step(struct sync *s, struct turn *turn, const struct stream_position *p, int64_t now_ms, struct err *e)
{
	struct turns *t = s->turns;
	struct receiving r = { .number = s->number, .now = now_ms / 1000, .live_from = p->n };
	struct waha_query q = { .chat = &turn->chat, .limit = NEWEST, .offset = turn->offset };
	struct waha_page page = { 0 };
	bool told = waha_messages(&s->waha, &q, &page, e), ok = told && sync_take(s, &page, &r, NULL, NULL, e);

	if (ok) {
		s->failures = 0;
		t->news |= r.news;
		if (page.newest > t->newest)
			t->newest = page.newest;
		turn->empty = page.rows ? 0 : turn->empty + 1;
		turn->offset += NEWEST;
		turn->asked_ms = now_ms;
		turn->due = !is_end(&page, NEWEST, turn->empty) && (!page.rows || page.oldest >= turn->since);
		if (!turn->due)
			turn->owed = 0;
	} else if (!told && sync_chat_is_bad(e) && ++turn->failed >= FAILS) {
		log_warn("sync", "%s: one chat cannot be read and is left out for now", s->number->config->name);
		turn->due = false;
		turn->owed = turn->since;
	}
	waha_page_fini(&page);
	return ok;
}

/* All that had changed was read: now, and not before, the position moves. */
static bool end_round(struct sync *s, struct stream_position *p, int64_t now_ms, struct err *e)
{
	struct turns *t = s->turns;
	struct receiving r = { .number = s->number, .now = now_ms / 1000, .live_from = p->n };
	struct waha_page none = { 0 };

	if (t->newest > p->at)
		p->at = t->newest;
	poll_not_ahead(p, now_ms);
	if (!sync_take(s, &none, &r, STREAM_POLL, p, e))
		return false;
	if (t->news)
		deaf_over(s, r.now);
	poll_round_ends(s, t->news, now_ms);
	t->listed = t->news = false;
	t->offset = 0;
	t->newest = 0;
	return true;
}

void turns_poll_step(struct sync *s, int64_t now_ms)
{
	struct turns *t = turns_of(s);
	struct stream_position p = { 0 };
	struct turn *turn;
	struct err e = { 0 };
	bool ok;

	if (!stream_get(s->d, s->number->id, STREAM_POLL, &p, &e)) {
		ok = false;
	} else if (!p.at) {
		s->history_ms = now_ms;
		s->poll_ms = now_ms + s->number->config->poll_lo_ms;
		return;
	} else {
		/* Somebody has begun a new round meanwhile. */
		if (!s->since) {
			s->since = poll_since(s, &p, now_ms);
			t->listed = false;
			t->offset = 0;
		}
		s->poll_ms = now_ms;
		turn = t->listed ? next_due(t) : NULL;
		ok = !t->listed ? list_step(s, now_ms, &e) : turn ? read_step(s, turn, &p, now_ms, &e) :
			end_round(s, &p, now_ms, &e);
	}
	if (!ok)
		sync_trouble(s, "poll", &e, now_ms, &s->poll_ms);
}

/* How many chats' history could not be read; one more, or none yet. For people to see. */
static bool count_left_out(struct sync *s, bool one_more, struct err *e)
{
	struct stream_position left = { 0 };
	bool ok = stream_get(s->d, s->number->id, STREAM_LEFT, &left, e) && db_begin_write(s->d, e);

	left.n = one_more ? left.n + 1 : 0;
	ok = ok && stream_put(s->d, s->number->id, STREAM_LEFT, &left, e) && db_commit(s->d, e);
	if (!ok)
		db_rollback(s->d);
	return ok;
}

/* WAHA does not give this chat's history, and again not: false once it is left out. */
static bool once_more(struct sync *s, struct err *e)
{
	if (!sync_chat_is_bad(e) || ++s->history_empty < FAILS)
		return true;
	log_warn("sync", "%s: the history of one chat cannot be read: %s", s->number->config->name, err_text(e));
	*e = (struct err){ 0 };
	return !count_left_out(s, true, e);
}

void turns_history_step(struct sync *s, int64_t now_ms)
{
	struct turns *t = turns_of(s);
	struct stream_position p = { 0 }, poll = { 0 };
	struct receiving r = { .number = s->number, .now = now_ms / 1000 };
	struct waha_page page = { 0 };
	struct waha_query q = { .limit = PAGE };
	struct err e = { 0 };
	bool ok = false;

	if (!stream_get(s->d, s->number->id, STREAM_HISTORY, &p, &e) || !history_goes_on(s, &p, now_ms, &e))
		goto out;
	ok = true;
	if (p.done)
		goto out;
	if (!t->page.rows || p.n < t->page_from || p.n >= t->page_from + (int64_t)t->page.n) {
		/* n: the chat in WAHA's list, newest first; one that moves up is shown twice. */
		ok = waha_chats(&s->waha, CHATS, (int)p.n, &t->page, &e);
		t->page_from = p.n;
		if (ok && !p.n)
			ok = history_begin_present(s, t->page.n ? t->page.v[0].at : 0, now_ms / 1000, &e) &&
			     count_left_out(s, false, &e);
		p.done = ok && !t->page.rows;
		if (ok && !t->page.n)
			p.n += (int64_t)t->page.rows;
		if (ok && !t->page.n)
			ok = sync_take(s, &page, &r, STREAM_HISTORY, &p, &e);
		goto kept;
	}
	const struct waha_chat *chat = &t->page.v[p.n - t->page_from];
	q.chat = &chat->address;
	q.offset = (int)p.at;
	ok = stream_get(s->d, s->number->id, STREAM_POLL, &poll, &e) &&
	     (!is_talk(&chat->address) || waha_messages(&s->waha, &q, &page, &e) || !once_more(s, &e));
	if (!ok)
		goto out;
	p.at += PAGE;
	if (is_end(&page, PAGE, 2) || p.at >= DEPTH) {
		s->history_empty = 0;
		p.at = 0;
		p.n++;
	}
	r.live_from = poll.n;
	ok = sync_take(s, &page, &r, STREAM_HISTORY, &p, &e);
	if (ok)
		history_progress(s);
	/* Names and hidden ids as soon as there is something to name. */
	if (ok && !p.at && !t->page_from && t->page.rows == CHATS && p.n == (int64_t)t->page.n)
		people_again(s, now_ms);
kept:
	if (!ok)
		goto out;
	s->failures = 0;
	if (p.done)
		log_info("sync", "%s: the history is read", s->number->config->name);
	if (p.done)
		people_again(s, now_ms);
	s->history_ms = now_ms + (p.done ? RESTED_MS : BETWEEN_MS);
out:
	if (!ok)
		sync_trouble(s, "history", &e, now_ms, &s->history_ms);
	waha_page_fini(&page);
}

/* The newest send to each chat, and the oldest one's time. */
static size_t recipients(const struct own_sends *sends, struct own_send const **out, int64_t *since)
{
	size_t n = 0, k;

	for (size_t i = 0; i < sends->n; i++) {
		for (k = 0; k < n && !address_same(&out[k]->recipient, &sends->v[i].recipient); k++)
			;
		if (k == n)
			out[n++] = &sends->v[i];
		since[k] = sends->v[i].at;
	}
	return n;
}

bool turns_acks(struct sync *s, const struct own_sends *sends, struct waha_page *page, bool *all, struct err *e)
{
	struct turns *t = turns_of(s);
	const struct own_send **who = xcalloc(sends->n, sizeof *who);
	int64_t *since = xcalloc(sends->n, sizeof *since);
	size_t n = recipients(sends, who, since), i = t->ticks_next < n ? t->ticks_next : 0;
	struct waha_query q = { .chat = &who[i]->recipient, .since = since[i] - 5, .limit = PAGE, .only_from_me = true };
	bool ok = waha_messages(&s->waha, &q, page, e);

	t->ticks_next = i + 1;
	*all = t->ticks_next >= n;
	if (*all)
		t->ticks_next = 0;
	free(who);
	free(since);
	return ok;
}
