/* labels: what the phone has, read and heard; see labels.h. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/chat.h"
#include "store/label_told.h"
#include "store/number.h"
#include "waha/able.h"
#include "waha/labels.h"

#include "engine/labels.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum { EVERY_S = 6 * 3600, SOON_S = 5 * 60, AGAIN_MS = 10 * 60 * 1000, BETWEEN_MS = 200, FAILS = 3 };

/* cursor: the label whose chats are read next, "" the list of labels itself; n: something
 * was missing in this pass; done: nothing is under way; at: when the last pass ended, or
 * so much earlier that the next one comes sooner. */
#define STREAM_LABELS "labels"

bool labels_about(const struct event *ev)
{
	return ev->kind == EVENT_LABEL || ev->kind == EVENT_LABEL_GONE || ev->kind == EVENT_LABEL_ON ||
		ev->kind == EVENT_LABEL_OFF;
}

bool labels_ask(struct db *d, int64_t session_id, struct err *e)
{
	struct stream_position p = { 0 };

	if (!stream_get(d, session_id, STREAM_LABELS, &p, e))
		return false;
	p.done = false;
	p.cursor[0] = '\0';
	return stream_put(d, session_id, STREAM_LABELS, &p, e);
}

/* id 0: a chat that is not known here. */
static bool find_chat(struct db *d, int64_t session_id, const struct address *a, int64_t *id, struct err *e)
{
	struct chat_ref ref = { 0 };
	struct err none = { 0 };

	*id = 0;
	if (chat_find(d, session_id, a, &ref, &none)) {
		*id = ref.chat_id;
		return true;
	}
	if (none.kind == ERR_NOT_FOUND)
		return true;
	*e = none;
	return false;
}

bool labels_receive(struct db *d, const struct receiving *r, const struct event *ev, struct changes *c, struct err *e)
{
	const struct told_label *l = &ev->label;
	int64_t session_id = r->number->id, at = ev->at ? ev->at : r->now, chat;
	bool known;

	if (!r->number->config->labels_read)
		return true;
	if (ev->kind == EVENT_LABEL_GONE)
		return label_told_gone(d, session_id, l->id, r->now, c, e);
	if (*l->name && !label_told(d, session_id, l, r->now, c, e))
		return false;
	if (ev->kind == EVENT_LABEL)
		return true;
	if (!find_chat(d, session_id, &ev->chat, &chat, e))
		return false;
	if (!chat)
		return true;
	return label_told_on(d, session_id, l->id, chat, ev->kind == EVENT_LABEL_ON, at, &known, c, e) &&
		(known || labels_ask(d, session_id, e));
}

static void pass_ends(struct stream_position *p, int64_t now)
{
	p->done = true;
	p->cursor[0] = '\0';
	p->at = p->n ? now - EVERY_S + SOON_S : now;
	p->n = 0;
}

/* Where a pass goes on behind a label. */
static bool go_on(struct sync *s, struct stream_position *p, int64_t now, struct err *e)
{
	char next[LABEL_WA_CAP];

	if (!label_told_next(s->d, s->number->id, p->cursor, next, e))
		return false;
	str_copy(p->cursor, sizeof p->cursor, next);
	if (!*next)
		pass_ends(p, now);
	return stream_put(s->d, s->number->id, STREAM_LABELS, p, e);
}

static bool keep_list(struct sync *s, const struct waha_labels *l, struct stream_position *p, int64_t now,
	struct changes *c, struct err *e)
{
	struct number_row row = { 0 };
	bool missing, ok = number_get(s->d, s->number->id, &row, e) &&
		(!p->at || row.paired_at <= p->at || label_told_forget(s->d, s->number->id, e)) &&
		label_told_all(s->d, s->number->id, l->v, l->n, now, &missing, c, e);

	number_row_fini(&row);
	if (ok)
		p->n = missing;
	return ok && go_on(s, p, now, e);
}

static bool keep_chats(struct sync *s, const int64_t *chats, size_t n, struct stream_position *p, int64_t now,
	struct changes *c, struct err *e)
{
	bool missing;

	if (!label_told_chats(s->d, s->number->id, p->cursor, chats, n, now, &missing, c, e))
		return false;
	p->n |= missing;
	return go_on(s, p, now, e);
}

static bool committed(struct sync *s, bool ok, struct changes *c, struct err *e)
{
	ok = ok && db_commit(s->d, e);
	if (ok)
		engine_changed(s->number->engine, c);
	else
		db_rollback(s->d);
	changes_fini(c);
	return ok;
}

static bool read_list(struct sync *s, struct stream_position *p, int64_t now, struct err *e)
{
	struct waha_labels l = { 0 };
	struct changes c = { 0 };
	bool ok = waha_labels(&s->waha, &l, e);

	if (ok)
		ok = committed(s, db_begin_write(s->d, e) && keep_list(s, &l, p, now, &c, e), &c, e);
	waha_labels_fini(&l);
	return ok;
}

static bool read_chats(struct sync *s, struct stream_position *p, int64_t now, struct err *e)
{
	struct waha_label_chats l = { 0 };
	struct changes c = { 0 };
	int64_t *chats = NULL, id;
	size_t n = 0;
	bool ok = waha_label_chats(&s->waha, p->cursor, &l, e);

	/* Deleted meanwhile: the next list says so. Or WAHA does not read this one. */
	if (!ok && (e->kind == ERR_NOT_FOUND || (sync_chat_is_bad(e) && ++s->labels_failed >= FAILS))) {
		log_warn("sync", "%s: a label is left out: %s", s->number->config->name, err_text(e));
		s->labels_failed = 0;
		p->n = 1;
		*e = (struct err){ 0 };
		return committed(s, db_begin_write(s->d, e) && go_on(s, p, now, e), &c, e);
	}
	if (ok)
		s->labels_failed = 0;
	chats = xcalloc(l.n + 1, sizeof *chats);
	for (size_t i = 0; ok && i < l.n; i++) {
		ok = find_chat(s->d, s->number->id, &l.v[i], &id, e);
		if (ok && id)
			chats[n++] = id;
	}
	if (ok)
		ok = committed(s, db_begin_write(s->d, e) && keep_chats(s, chats, n, p, now, &c, e), &c, e);
	free(chats);
	waha_label_chats_fini(&l);
	return ok;
}

/* False: nothing is to be read now, and when it is. */
static bool under_way(struct sync *s, struct stream_position *p, int64_t now, struct err *e)
{
	struct number_row row = { 0 };
	int64_t due;
	bool ok = stream_get(s->d, s->number->id, STREAM_LABELS, p, e) && number_get(s->d, s->number->id, &row, e);

	due = p->done && row.paired_at <= p->at && p->at <= now ? p->at + EVERY_S : 0;
	number_row_fini(&row);
	s->labels_rest = ok && now < due;
	if (s->labels_rest)
		s->labels_ms = due * 1000;
	return ok && now >= due;
}

void labels_step(struct sync *s, int64_t now_ms)
{
	struct stream_position p = { 0 };
	struct err e = { 0 };
	int64_t now = now_ms / 1000;

	s->labels_rest = false;
	s->labels_ms = now_ms + (s->number->config->labels_read && waha_able(s->waha.engine, ABLE_LABELS, NULL)
		? BETWEEN_MS : (int64_t)EVERY_S * 1000);
	if (s->labels_ms > now_ms + BETWEEN_MS)
		return;
	if (under_way(s, &p, now, &e) && (*p.cursor ? read_chats(s, &p, now, &e) : read_list(s, &p, now, &e)))
		return;
	/* An account that is no business has none, and its engine may say so in its own way:
	 * nobody else waits for it. */
	if (e.kind) {
		sync_trouble(s, "labels", &e, now_ms, &s->labels_ms);
		s->labels_ms = now_ms + AGAIN_MS;
	}
}
