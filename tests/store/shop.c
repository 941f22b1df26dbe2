/* shop: see shop.h. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/zone.h"
#include "store/agent.h"
#include "store/chat.h"
#include "store/number.h"
#include "store/stmt.h"

#include "base/banned.h"

int shop_open(void **state)
{
	static int n;
	struct shop *s = xcalloc(1, sizeof *s);
	struct agent_row a;

	s->now = NOW;
	snprintf(s->path, sizeof s->path, "file:/shop%d?vfs=memdb", n++);
	MUST((s->d = db_open(s->path, true, e)) != NULL);
	MUST(number_ensure(s->d, "toko", "http://localhost:3000", "default", &s->number, e));
	MUST(number_ensure(s->d, "dua", "http://localhost:3001", "default", &s->other, e));
	MUST(agent_open(s->d, 1001, "rina", NOW, &a, e));
	s->rina = a.id;
	MUST(agent_open(s->d, 1002, "dewi", NOW, &a, e));
	s->dewi = a.id;
	*state = s;
	return 0;
}

/* Whatever was done: each view's number is that of the rows which it lists. */
static void counts_agree(struct shop *s)
{
	int64_t counts[INBOX_VIEW_COUNT], n;

	MUST(conversation_counts(s->d, s->rina, counts, e));
	for (int v = 0; v < INBOX_VIEW_COUNT; v++) {
		struct conversation_query q = { .view = (enum inbox_view)v, .agent_id = s->rina, .now = s->now };

		MUST(conversation_count(s->d, &q, &n, e));
		assert_int_equal(counts[v], n);
	}
}

int shop_close(void **state)
{
	struct shop *s = *state;

	fault_arm(NULL, NULL, NULL);
	counts_agree(s);
	db_close(s->d);
	changes_fini(&s->c);
	free(s);
	return 0;
}

struct address address(const char *text)
{
	struct address a = { 0 };

	if (text != NULL)
		MUST(address_parse(text, &a, e));
	return a;
}

bool changed(const struct shop *s, enum change_kind kind, int64_t id)
{
	for (size_t i = 0; i < s->c.n; i++)
		if (s->c.v[i].kind == kind && s->c.v[i].id == id)
			return true;
	return false;
}

int64_t number_of(struct shop *s, const char *sql)
{
	struct stmt *st;
	int64_t n = -1;

	MUST((st = SQL(s->d, sql, e)) != NULL);
	MUST(stmt_one(st, &n, e));
	return n;
}

struct arrived arrive(struct shop *s, const struct event *ev, bool live)
{
	struct arrival a = { .session_id = s->number, .live = live, .now = s->now, .zone = zone_utc() };
	struct arrived out;

	WRITE(s, message_arrive(s->d, &a, ev, &out, &s->c, e));
	return out;
}

struct arrived say(struct shop *s, const struct said *m)
{
	struct arrival a = { .session_id = m->number != 0 ? m->number : s->number, .live = !m->history, .now = s->now,
		.zone = zone_utc() };
	struct event ev = { .kind = EVENT_MESSAGE, .message_kind = m->kind, .at = m->at != 0 ? m->at : s->now,
		.text = (char *)m->text, .push_name = (char *)m->name, .has_ack = m->has_ack, .ack = m->ack };
	struct arrived out;

	ev.chat = address(m->chat);
	ev.chat_alt = address(m->alt);
	ev.sender = m->sender != NULL ? address(m->sender) : ev.chat;
	ev.sender_alt = m->sender != NULL ? address(m->sender_alt) : ev.chat_alt;
	ev.id.from_me = m->from_me;
	ev.id.whole = true;
	ev.id.chat = ev.chat;
	str_copy(ev.id.bare, sizeof ev.id.bare, m->id);
	str_copy(ev.reply_to, sizeof ev.reply_to, m->reply_to != NULL ? m->reply_to : "");
	WRITE(s, message_arrive(s->d, &a, &ev, &out, &s->c, e));
	return out;
}

struct arrived ack(struct shop *s, const char *id, int ack)
{
	struct event ev = { .kind = EVENT_ACK, .has_ack = true, .ack = ack, .id = { .from_me = true } };

	str_copy(ev.id.bare, sizeof ev.id.bare, id);
	return arrive(s, &ev, true);
}

int64_t write_at(struct shop *s, int64_t chat, const char *text, int64_t born_ms, int64_t first_due_ms,
	enum message_origin origin)
{
	struct chat_ref ref;
	struct outbox_new n = { .session_id = s->number, .agent_id = s->rina, .origin = origin, .text = text,
		.born_ms = born_ms, .first_due_ms = first_due_ms, .dwell_until_ms = born_ms };
	int64_t id;

	MUST(chat_get(s->d, chat, &ref, e));
	n.chat_id = chat;
	n.recipient = ref.address;
	WRITE(s, outbox_add(s->d, &n, &id, &s->c, e));
	return id;
}

int64_t write_to(struct shop *s, int64_t chat, const char *text)
{
	return write_at(s, chat, text, s->now * 1000, 0, ORIGIN_AGENT);
}

int begin(struct shop *s, int64_t message, int64_t now_ms, const char *wa_id)
{
	struct outbox_leave l = { .message_id = message, .now_ms = now_ms, .deadline_ms = now_ms + 90000, .day = 100,
		.gap_ms = 6000, .wa_id = wa_id };
	int attempt = 0;

	WRITE(s, outbox_begin(s->d, &l, &attempt, &s->c, e));
	return attempt;
}

void end(struct shop *s, int64_t message, int attempt, int64_t now_ms, enum outcome outcome, const char *wa_id)
{
	struct outbox_result r = { .message_id = message, .attempt = attempt, .outcome = outcome, .now_ms = now_ms,
		.wa_id = wa_id, .again_ms = now_ms + 10000, .look_ms = now_ms + 2000, .look_until_ms = now_ms + 600000,
		.detail = "told by the test" };

	WRITE(s, outbox_end(s->d, &r, &s->c, e));
}

enum message_state state_of(struct shop *s, int64_t message)
{
	struct message_row r;
	enum message_state state;

	MUST(message_get(s->d, message, &r, e));
	state = r.state;
	message_row_fini(&r);
	return state;
}

struct conversation_row case_of(struct shop *s, int64_t conversation)
{
	struct conversation_row r;

	MUST(conversation_get(s->d, conversation, s->rina, &r, e));
	return r;
}
