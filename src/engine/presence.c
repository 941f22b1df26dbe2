/* presence: what the customer sees before a message: that theirs was read, and
 * "typing…", longer for longer text, all of it inside the number's gap. None of
 * it is worth a failure: what WAHA says to these calls only goes to the log. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"

#include "policy/pace.h"

#include "engine/sending.h"

#include "base/banned.h"

enum { BETWEEN_STOPS_MS = 300 };

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; s && *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* WAHA's calls for files take no id that was made before. */
static bool takes_id(const struct outbox_item *item)
{
	return *item->forward || item->kind == KIND_TEXT || *item->detail;
}

void presence_plan(struct sender *s, const struct outbox_item *item, const struct facts *f, int64_t leave_ms,
	int64_t now_ms)
{
	const struct limits *l = &f->limits;
	int room = f->number.gap_ms ? f->number.gap_ms : l->reply_gap_lo_ms;
	int reading, typing;
	bool silent;

	if (room > l->reply_gap_hi_ms && !item->initiation)
		room = l->reply_gap_hi_ms;
	/* Nobody has read theirs, nobody types an automatic answer. */
	silent = item->origin == ORIGIN_AUTO;
	reading = item->initiation || silent ? 0 : pace_reading_draw(room);
	typing = silent ? 0 : pace_typing_draw(characters(item->text), room - reading);
	s->cand = (struct candidate){ .message_id = item->message_id, .to = item->recipient,
		.wants_seen = !item->initiation && !silent, .silent = silent, .no_id = !takes_id(item) };
	/* A message that could have left already is typed all the same. */
	s->cand.leave_ms = leave_ms > now_ms + reading + typing ? leave_ms : now_ms + reading + typing;
	s->cand.typing_ms = s->cand.leave_ms - typing;
	s->cand.seen_ms = s->cand.typing_ms - reading;
}

static void show(struct sender *s, const struct address *to, bool on)
{
	struct err e = { 0 };

	if (!waha_typing(&s->waha, to, on, &e))
		log_info("sender", "%s: typing: %s", s->number->config->name, err_text(&e));
}

bool presence_step(struct sender *s, int64_t now_ms, int64_t *next)
{
	struct candidate *c = &s->cand;
	struct err e = { 0 };

	*next = now_ms;
	if (c->wants_seen && !c->seen) {
		if (now_ms < c->seen_ms) {
			*next = c->seen_ms;
			return false;
		}
		c->seen = true;
		if (!waha_seen(&s->waha, &c->to, &e))
			log_info("sender", "%s: seen: %s", s->number->config->name, err_text(&e));
		return false;
	}
	if (!c->id_asked && !c->typing && !c->silent) {
		if (now_ms < c->typing_ms) {
			*next = c->typing_ms;
			return false;
		}
		c->typing = true;
		show(s, &c->to, true);
		return false;
	}
	/* Asked for while typing shows, so that nothing stands between the last look
	 * of the gates and the message. */
	if (!c->id_asked) {
		c->id_asked = true;
		if (!c->no_id && !waha_new_id(&s->waha, c->id, &e)) {
			log_info("sender", "%s: no id beforehand: %s", s->number->config->name, err_text(&e));
			*c->id = '\0';
		}
		return false;
	}
	if (now_ms < c->leave_ms) {
		*next = c->leave_ms;
		return false;
	}
	if (c->typing) {
		c->typing = false;
		show(s, &c->to, false);
		return false;
	}
	return true;
}

void presence_drop(struct sender *s)
{
	if (s->cand.typing) {
		LIST_GROW(&s->stops);
		s->stops.v[s->stops.n++] = s->cand.to;
		s->stop_ms = 0;
	}
	s->cand = (struct candidate){ 0 };
}

bool presence_stop_owed(struct sender *s, int64_t now_ms, int64_t *next)
{
	if (!s->stops.n)
		return false;
	if (now_ms < s->stop_ms) {
		*next = s->stop_ms;
		return false;
	}
	show(s, &s->stops.v[--s->stops.n], false);
	s->stop_ms = now_ms + BETWEEN_STOPS_MS;
	*next = now_ms;
	return true;
}
