/* people: see people.h. Which lid is which phone (so that a chat that WhatsApp splits in
 * two is one), the phone's address book, and what groups are called. WAHA tells no
 * changes of these: they are read again. A page is a request, and some hundred rows a
 * transaction, so that whoever else writes never waits for long. */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/chat.h"
#include "store/contact.h"
#include "store/erased.h"
#include "store/number.h"
#include "waha/contacts.h"

#include "engine/labels.h"
#include "engine/people.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum {
	DAY_S = 24 * 3600, EVERY_S = 6 * 3600, BETWEEN_MS = 200,
	AT_ONCE = 100,	     /* rows in one transaction */
	TOLD_EVERY = 10,     /* pages between two words about how far it is */
	ROWS_MOST = 1000000, /* of one list: more than WhatsApp lets anybody have */
	FAILS = 5, TRIES_MOST = 5, SOON_S = 15 * 60 /* a pass that left out what may come later is followed so soon */
};

/* STREAM: cursor, the list; n, the offset there; done: nothing is under way; at: when the
 * last pass ended. PASS: at, when it began; n: contacts read; done: the address book is
 * part of it; cursor AGAIN: it is followed by another one at once. BOOK: at, when it was
 * last read whole. */
#define STREAM_PEOPLE "people"
#define STREAM_PASS "people.pass"
#define STREAM_BOOK "people.book"
#define AGAIN "again"

static const char *const lists[] = { "lids", "contacts", "chats" };
enum { LIDS, CONTACTS, CHATS, LISTS };

bool people_progress(struct db *d, int64_t session_id, struct people_progress *out, struct err *e)
{
	struct stream_position p = { 0 }, pass = { 0 };

	*out = (struct people_progress){ 0 };
	if (!stream_get(d, session_id, STREAM_PEOPLE, &p, e) || !stream_get(d, session_id, STREAM_PASS, &pass, e))
		return false;
	*out = (struct people_progress){ .reading = pass.at && !p.done, .read = pass.n, .begun_at = pass.at,
		.ended_at = p.at };
	return true;
}

static bool begin(struct db *d, int64_t session_id, int64_t now, bool book, struct stream_position *p, struct err *e)
{
	struct stream_position pass = { .at = now, .done = book };

	*p = (struct stream_position){ .at = p->at };
	str_copy(p->cursor, sizeof p->cursor, lists[LIDS]);
	return stream_put(d, session_id, STREAM_PEOPLE, p, e) && stream_put(d, session_id, STREAM_PASS, &pass, e);
}

bool people_ask(struct db *d, int64_t session_id, int64_t now, struct err *e)
{
	struct stream_position p = { 0 };

	return stream_get(d, session_id, STREAM_PEOPLE, &p, e) && begin(d, session_id, now, true, &p, e) &&
	       labels_ask(d, session_id, e);
}

/* A pass under way is not thrown away: of a long book nearly all would be read twice. */
static bool follow(struct db *d, int64_t session_id, int64_t now, struct err *e)
{
	struct stream_position p = { 0 }, pass = { 0 };

	if (!stream_get(d, session_id, STREAM_PEOPLE, &p, e) || !stream_get(d, session_id, STREAM_PASS, &pass, e))
		return false;
	if (p.done || (!p.n && !pass.n))
		return people_ask(d, session_id, now, e);
	str_copy(pass.cursor, sizeof pass.cursor, AGAIN);
	return stream_put(d, session_id, STREAM_PASS, &pass, e) && labels_ask(d, session_id, e);
}

void people_again(struct sync *s, int64_t now_ms)
{
	struct err e = { 0 };
	bool under_way = !s->people_rest;

	if (db_begin_write(s->d, &e) && follow(s->d, s->number->id, now_ms / 1000, &e) && db_commit(s->d, &e)) {
		s->labels_ms = now_ms;
		/* Under way it may be waiting for a server that is in trouble. */
		if (!under_way)
			s->people_ms = now_ms;
		return;
	}
	db_rollback(s->d);
	log_warn("sync", "%s: names: %s", s->number->config->name, err_text(&e));
}

/* Faces may show how far it is. */
static void tell(struct sync *s)
{
	struct changes c = { 0 };

	changes_add(&c, CHANGE_SESSION, s->number->id);
	engine_changed(s->number->engine, &c);
	changes_fini(&c);
}

/* A pair of addresses matters once one of them is known here. */
static bool learn_lid(struct sync *s, const struct waha_lid *l, int64_t now, struct changes *c, struct err *e)
{
	int64_t by_lid = 0, by_phone = 0, id;

	if (l->phone.kind == ADDRESS_NONE)
		return true;
	if (!contact_find(s->d, &l->lid, &by_lid, e) || !contact_find(s->d, &l->phone, &by_phone, e))
		return false;
	return by_lid == by_phone || contact_open(s->d, &l->phone, &l->lid, now, &id, c, e);
}

static bool learn_contact(struct sync *s, const struct waha_contact *w, int64_t now, struct changes *c, struct err *e)
{
	struct contact_told told = { .book = w->book, .verified = w->verified, .push = w->push, .business = w->business };
	int64_t id = 0;
	bool erased = false;

	if (!contact_find(s->d, &w->address, &id, e))
		return false;
	/* Whoever stands in the phone's book is a contact; of others only those
	 * that were met, and nobody who was erased and has not been met since. */
	if (!id && !w->book)
		return true;
	if (!id && (!erased_covers(s->d, &w->address, &w->alt, 0, &erased, e) || erased))
		return erased;
	if ((!id || w->alt.kind != ADDRESS_NONE) && !contact_open(s->d, &w->address, &w->alt, now, &id, c, e))
		return false;
	return contact_learn(s->d, id, &told, c, e);
}

static bool learn_chat(struct sync *s, const struct waha_chat *w, struct changes *c, struct err *e)
{
	struct chat_ref ref = { 0 };
	struct err none = { 0 };

	if (!w->name || address_is_person(&w->address))
		return true;
	if (chat_find(s->d, s->number->id, &w->address, &ref, &none))
		return chat_set_name(s->d, ref.chat_id, w->name, c, e);
	if (none.kind == ERR_NOT_FOUND)
		return true;
	*e = none;
	return false;
}

/* One page of one of the lists. */
struct page {
	struct waha_lids lids;
	struct waha_contacts contacts;
	struct waha_chats chats;
	size_t rows;   /* that came */
	size_t n;      /* of use */
	struct address first;
};

static void page_fini(struct page *p)
{
	waha_lids_fini(&p->lids);
	waha_contacts_fini(&p->contacts);
	waha_chats_fini(&p->chats);
}

static bool ask(struct sync *s, int list, int offset, struct page *p, struct err *e)
{
	bool told;

	switch (list) {
	case LIDS:
		told = waha_lids(&s->waha, PAGE, offset, &p->lids, e);
		p->rows = p->lids.rows;
		p->n = p->lids.n;
		if (p->n)
			p->first = p->lids.v[0].lid;
		return told;
	case CONTACTS:
		told = waha_contacts(&s->waha, PAGE, offset, &p->contacts, e);
		p->rows = p->contacts.rows;
		p->n = p->contacts.n;
		if (p->n)
			p->first = p->contacts.v[0].address;
		return told;
	default:
		told = waha_chats(&s->waha, PAGE, offset, &p->chats, e);
		p->rows = p->chats.rows;
		p->n = p->chats.n;
		if (p->n)
			p->first = p->chats.v[0].address;
		return told;
	}
}

/* Rows [from, to), and with the last of them where it goes on. */
static bool learn(struct sync *s, int list, const struct page *page, size_t from, size_t to, int64_t now,
	const struct stream_position *next, const struct stream_position *pass, struct err *e)
{
	struct changes c = { 0 };
	int64_t id = s->number->id;
	bool ok = db_begin_write(s->d, e);

	for (size_t i = from; ok && i < to; i++)
		ok = list == LIDS ? learn_lid(s, &page->lids.v[i], now, &c, e)
			: list == CONTACTS ? learn_contact(s, &page->contacts.v[i], now, &c, e)
			: learn_chat(s, &page->chats.v[i], &c, e);
	if (ok && to == page->n)
		ok = stream_put(s->d, id, STREAM_PEOPLE, next, e) && stream_put(s->d, id, STREAM_PASS, pass, e) &&
		     (list != CONTACTS || !strcmp(next->cursor, lists[CONTACTS]) ||
			     stream_put(s->d, id, STREAM_BOOK, &(struct stream_position){ .at = now, .done = true }, e));
	ok = ok && db_commit(s->d, e);
	if (ok)
		engine_changed(s->number->engine, &c);
	else
		db_rollback(s->d);
	changes_fini(&c);
	return ok;
}

/* Where it goes on behind a list, or is over. */
static void next_list(struct stream_position *p, const struct stream_position *pass, int list, int64_t now)
{
	do
		list++;
	while (list == CONTACTS && !pass->done);
	p->n = 0;
	p->done = list == LISTS;
	if (p->done)
		p->at = now;
	str_copy(p->cursor, sizeof p->cursor, p->done ? "" : lists[list]);
}

/* Asked again, some times; then, or when this server lacks it, a list is left out. */
static bool later(struct sync *s, const struct err *e)
{
	return e->kind == ERR_BUSY || !strcmp(e->say.key, "waha.unreachable") ||
	       (e->kind == ERR_REMOTE && ++s->people_failed < FAILS);
}

/* Whether it is time: after pairing, and once in a while. False with *due_at. */
static bool due(struct sync *s, const struct stream_position *p, int64_t now, int64_t *due_at, bool *book, struct err *e)
{
	struct stream_position last = { 0 };
	struct number_row row = { 0 };
	bool ok = stream_get(s->d, s->number->id, STREAM_BOOK, &last, e) && number_get(s->d, s->number->id, &row, e);

	*due_at = p->at && row.paired_at <= p->at && p->at <= now ? p->at + EVERY_S : 0;
	*book = now >= last.at + DAY_S || row.paired_at > last.at || last.at > now;
	number_row_fini(&row);
	return ok;
}

/* The list that is under way, begun when it is time; false: nothing is to be read. */
static bool under_way(struct sync *s, struct stream_position *p, struct stream_position *pass, int *list, int64_t now,
	struct err *e)
{
	int64_t due_at = 0, id = s->number->id;
	bool book = false;

	if (!stream_get(s->d, id, STREAM_PEOPLE, p, e) || !stream_get(s->d, id, STREAM_PASS, pass, e))
		return false;
	if (p->done || !*p->cursor) {
		if (!due(s, p, now, &due_at, &book, e))
			return false;
		if (!strcmp(pass->cursor, AGAIN)) {
			due_at = 0;
			book = true;
		}
		if (s->people_soon && s->people_soon < due_at)
			due_at = s->people_soon;
		if (now < due_at) {
			s->people_ms = due_at * 1000;
			s->people_rest = true;
			return false;
		}
		if (!db_begin_write(s->d, e) || !begin(s->d, id, now, book, p, e) || !db_commit(s->d, e)) {
			db_rollback(s->d);
			return false;
		}
		*pass = (struct stream_position){ .at = now, .done = book };
		s->people_first = (struct address){ 0 };
		s->people_soon = 0;
		tell(s);
	}
	for (*list = LIDS; *list < CHATS && strcmp(p->cursor, lists[*list]); ++*list)
		;
	return true;
}

void people_step(struct sync *s, int64_t now_ms)
{
	struct page page = { 0 };
	struct stream_position p = { 0 }, pass = { 0 };
	struct err e = { 0 };
	int64_t now = now_ms / 1000;
	int list = LIDS;
	bool kept;

	s->people_ms = now_ms + BETWEEN_MS;
	s->people_rest = false;
	if (!under_way(s, &p, &pass, &list, now, &e)) {
		if (e.kind)
			sync_trouble(s, "names", &e, now_ms, &s->people_ms);
		return;
	}
	kept = ask(s, list, (int)p.n, &page, &e);
	if (kept) {
		s->people_failed = 0;
		/* More than was asked for is all there is: this server has no pages. */
		bool again = page.n && address_same(&page.first, &s->people_first) && p.n > 0;
		bool more = page.rows == PAGE && !again && p.n + PAGE < ROWS_MOST;

		s->people_first = page.first;
		p.n += (int64_t)page.rows;
		if (list == CONTACTS && !again)
			pass.n += (int64_t)page.n;
		if (!more)
			next_list(&p, &pass, list, now);
		for (size_t at = 0; kept && (at < page.n || at == 0); at += AT_ONCE)
			kept = learn(s, list, &page, at, at + AT_ONCE < page.n ? at + AT_ONCE : page.n, now, &p, &pass, &e);
		if (kept && (!more || p.n / PAGE % TOLD_EVERY == 0))
			tell(s);
		if (kept && p.done && !s->people_soon)
			s->people_tries = 0;
		if (kept && p.done)
			log_info("sync", "%s: %lld contacts are read", s->number->config->name, (long long)pass.n);
	} else if (!later(s, &e)) {
		log_warn("sync", "%s: names: %s", s->number->config->name, err_text(&e));
		if (s->people_failed) {
			s->people_soon = now + ((int64_t)SOON_S << s->people_tries);
			s->people_tries += s->people_tries < TRIES_MOST;
		}
		s->people_failed = 0;
		next_list(&p, &pass, list, now);
		/* Not as a list that was read. */
		kept = learn(s, LISTS, &page, 0, 0, now, &p, &pass, &e);
	}
	if (!kept)
		sync_trouble(s, "names", &e, now_ms, &s->people_ms);
	page_fini(&page);
}
