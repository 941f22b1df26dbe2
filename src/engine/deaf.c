/* deaf: a session that WORKS and tells nothing: WAHA's list of chats shows messages
 * that no poll and no push has brought. Looked at gently, and twice before it is said:
 * in between a round goes further back, for what only came late. What is missing is
 * fetched chat by chat. It is over when the stream brings news again. */
#include "base/log.h"

#include "store/audit.h"
#include "store/chat.h"
#include "store/erased.h"
#include "store/message.h"

#include "engine/anomaly.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum {
	EVERY_MS = 10 * 60 * 1000, AGAIN_MS = 2 * 60 * 1000,
	LATE_S = 2 * 60, /* so long the stream may take */
	LOOK_BACK_S = 24 * 3600,
	CHATS = 20, ASKED = 10, NEWEST = 20
};

/* A list of chats and what it showed. */
struct listening {
	int64_t from;	/* messages of before are history */
	int64_t now;
	size_t asked, missing;
};

/* When the newest that is known of a chat was written; 0: nothing is. */
static bool newest_known(struct sync *s, const struct address *chat, int64_t *at, struct err *e)
{
	struct chat_ref ref = { 0 };
	struct message_rows rows = { 0 };
	struct err none = { 0 };
	bool more, ok;

	*at = 0;
	if (!chat_find(s->d, s->number->id, chat, &ref, &none)) {
		if (none.kind == ERR_NOT_FOUND)
			return true;
		*e = none;
		return false;
	}
	ok = message_list(s->d, ref.chat_id, 0, NEWEST, &rows, &more, e);
	/* Of those that WhatsApp knows: what waits here may say any time. */
	for (size_t i = 0; ok && i < rows.n; i++)
		if (*rows.v[i].wa_id && rows.v[i].at > *at)
			*at = rows.v[i].at;
	message_rows_fini(&rows);
	return ok;
}

static bool count_missing(struct sync *s, const struct events *all, struct listening *l, struct err *e)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct event *ev = &all->v[i];
		int64_t id = 0;
		bool erased = false;

		if (ev->kind != EVENT_MESSAGE || ev->at < l->from || ev->at > l->now - LATE_S)
			continue;
		if (!message_find(s->d, s->number->id, ev->id.from_me, ev->id.bare, &id, e))
			return false;
		if (!id && !erased_covers(s->d, &ev->chat, &ev->chat_alt, ev->at, &erased, e))
			return false;
		l->missing += !id && !erased;
	}
	return true;
}

/* Looks into one chat; keeps what is missing when it is the second look. */
static bool look_into(struct sync *s, const struct waha_chat *chat, struct listening *l, struct err *e)
{
	struct receiving r = { .number = s->number, .now = l->now, .live_from = l->from };
	struct waha_query q = { .chat = &chat->address, .since = l->from, .limit = PAGE };
	struct waha_page page = { 0 };
	size_t before = l->missing;
	int64_t known;
	bool ok, erased;

	if (chat->at < l->from || chat->at < l->now - LOOK_BACK_S || l->asked == ASKED)
		return true;
	if (!newest_known(s, &chat->address, &known, e))
		return false;
	if (known >= chat->at)
		return true;
	if (!erased_covers(s->d, &chat->address, NULL, chat->at, &erased, e) || erased)
		return erased;
	if (known > q.since)
		q.since = known;
	l->asked++;
	if (!waha_messages(&s->waha, &q, &page, e)) {
		/* The others are looked into all the same. */
		ok = sync_chat_is_bad(e);
		if (ok)
			*e = (struct err){ 0 };
		goto out;
	}
	ok = count_missing(s, &page.events, l, e);
	if (ok && l->missing > before && s->suspected)
		ok = sync_take(s, &page, &r, NULL, NULL, e);
out:
	waha_page_fini(&page);
	return ok;
}

/* Deaf since now, or (0) no more. */
static bool keep(struct sync *s, int64_t since, int64_t now, struct err *e)
{
	struct stream_position p = { .at = since };
	struct audit_row a = { .at = now, .who = "engine", .action = since ? "deaf" : "hears",
		.session_id = s->number->id,
		.detail = since ? "WAHA lists messages that it never told" : "WAHA tells its messages again" };
	struct changes c = { 0 };
	bool ok = db_begin_write(s->d, e) && stream_put(s->d, s->number->id, STREAM_DEAF, &p, e) &&
		  (!since || anomaly_remember(s->d, s->number->id, now, e)) && audit_add(s->d, &a, e) &&
		  db_commit(s->d, e);

	if (!ok) {
		db_rollback(s->d);
		return false;
	}
	s->deaf = since != 0;
	changes_add(&c, CHANGE_HEALTH, 0);
	engine_changed(s->number->engine, &c);
	changes_fini(&c);
	log_warn("sync", "%s: %s", s->number->config->name, a.detail);
	return true;
}

bool deaf_load(struct sync *s, struct err *e)
{
	struct stream_position p = { 0 };

	if (!stream_get(s->d, s->number->id, STREAM_DEAF, &p, e))
		return false;
	s->deaf = p.at != 0;
	return true;
}

void deaf_begin(struct sync *s, int64_t now_ms)
{
	s->suspected = false;
	s->deaf_ms = now_ms + EVERY_MS;
}

void deaf_over(struct sync *s, int64_t now)
{
	struct err e = { 0 };

	if (s->deaf && !keep(s, 0, now, &e))
		log_bad("sync", "%s: %s", s->number->config->name, err_text(&e));
}

void deaf_step(struct sync *s, int64_t now_ms)
{
	struct stream_position p = { 0 };
	struct waha_chats chats = { 0 };
	struct listening l = { .now = now_ms / 1000 };
	struct err e = { 0 };
	bool ok = stream_get(s->d, s->number->id, STREAM_POLL, &p, &e);

	s->deaf_ms = now_ms + EVERY_MS;
	if (ok && !p.at)
		return;
	l.from = p.n;
	ok = ok && waha_chats(&s->waha, CHATS, 0, &chats, &e);
	for (size_t i = 0; ok && i < chats.n; i++)
		ok = look_into(s, &chats.v[i], &l, &e);
	if (ok && l.missing && s->suspected)
		ok = s->deaf || keep(s, l.now, l.now, &e);
	if (ok) {
		s->suspected = l.missing && !s->suspected;
		if (s->suspected) {
			s->poll_ms = s->sweep_ms = now_ms;
			s->since = 0;
			s->offset = s->empty = 0;
			s->deaf_ms = now_ms + AGAIN_MS;
		}
	} else {
		sync_trouble(s, "chats", &e, now_ms, &s->deaf_ms);
	}
	waha_chats_fini(&chats);
}
