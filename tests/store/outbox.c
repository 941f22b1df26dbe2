/* outbox: what may leave next, what may be done to a row in which state, and
 * what becomes of it. Expectations from the protocol in the design. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/chat.h"
#include "store/number.h"
#include "store/setting.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define SRI "628444555666@c.us"
#define LID "290011122233@lid"
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static const struct sentence why = { .key = "test.why", .text = "because", .args = "" };

/* A chat with somebody who wrote `ago` seconds ago, or never (-1). */
static int64_t chat_with(struct shop *s, const char *who, int64_t ago)
{
	struct address a = address(who);
	struct chat_ref ref;
	char id[64];

	WRITE(s, chat_open(s->d, s->number, &a, NULL, NOW, &ref, &s->c, e));
	snprintf(id, sizeof id, "IN-%s", who);
	if (ago >= 0)
		say(s, &(struct said){ .chat = who, .id = id, .at = NOW - ago, .text = "halo" });
	return ref.chat_id;
}

/* The next one's id, 0 when there is none; *wake as outbox_next says. */
static int64_t next(struct shop *s, int64_t now_ms, int64_t *wake)
{
	struct outbox_item item;
	struct err e = { 0 };
	int64_t id;

	if (!outbox_next(s->d, s->number, now_ms, &item, wake, &e)) {
		assert_string_equal(e.say.key, "outbox.empty");
		assert_int_equal(e.kind, ERR_NOT_FOUND);
		return 0;
	}
	id = item.message_id;
	outbox_item_fini(&item);
	return id;
}

static void item_fields(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), q = say(s, &(struct said){ .chat = BUDI, .id = "Q", .text = "ada?" }).message_id;
	struct outbox_new n = { .session_id = s->number, .chat_id = chat, .agent_id = s->rina, .origin = ORIGIN_AGENT,
		.text = "Ada kak", .reply_to = q, .recipient = address(BUDI), .born_ms = NOW_MS, .first_due_ms = NOW_MS + 9000,
		.dwell_until_ms = NOW_MS + 6000, .life_until = NOW + 86400 };
	struct outbox_item i;
	struct message_row m;
	int64_t id;

	WRITE(s, outbox_add(s->d, &n, &id, &s->c, e));
	MUST(outbox_item_get(s->d, id, NOW_MS, &i, e));
	assert_string_equal(i.text, "Ada kak");
	assert_int_equal(i.recipient.kind, ADDRESS_PHONE);
	assert_string_equal(i.recipient.user, "628111222333");
	assert_true(i.has_reply);
	assert_string_equal(i.reply_to.bare, "Q");
	assert_false(i.reply_to.from_me);
	assert_true(i.by_person);
	assert_false(i.is_group);
	assert_false(i.initiation);
	assert_int_equal(i.due_ms, NOW_MS + 9000);
	assert_int_equal(i.dwell_until_ms, NOW_MS + 6000);
	assert_int_equal(i.life_until, NOW + 86400);
	outbox_item_fini(&i);
	MUST(message_get(s->d, id, &m, e));
	assert_int_equal(m.state, MSG_QUEUED);
	assert_string_equal(m.author, "rina");
	assert_true(m.in_outbox);
	assert_int_equal(m.reply_id, q);
	message_row_fini(&m);
	assert_true(changed(s, CHANGE_QUEUE, 0));
	/* A quote of what WhatsApp does not know, or of another chat's. */
	n.reply_to = id;
	MUST(db_begin_write(s->d, e));
	REFUSED("outbox.quote", outbox_add(s->d, &n, &id, &s->c, e));
	n.reply_to = q;
	n.chat_id = 99;
	REFUSED("chat.none", outbox_add(s->d, &n, &id, &s->c, e));
	db_rollback(s->d);
	REFUSED("outbox.none", outbox_item_get(s->d, q, NOW_MS, &i, e));
}

/* Replies before initiations, then earliest due; nothing before its time. */
static void order(void **state)
{
	struct shop *s = *state;
	int64_t stranger = chat_with(s, SRI, -1), budi = chat_with(s, BUDI, 60), edge = chat_with(s, "628777@c.us", 86400),
		inside = chat_with(s, "628778@c.us", 86399), wake;
	int64_t first = write_at(s, stranger, "promo", NOW_MS - 9000, 0, ORIGIN_AGENT);
	int64_t old = write_at(s, edge, "masih?", NOW_MS - 8000, 0, ORIGIN_AGENT);
	int64_t reply2 = write_at(s, inside, "ya", NOW_MS - 1000, 0, ORIGIN_AGENT);
	int64_t reply = write_at(s, budi, "baik", NOW_MS - 2000, 0, ORIGIN_AGENT);
	int64_t later = write_at(s, budi, "nanti", NOW_MS, NOW_MS + 5000, ORIGIN_AGENT);
	static const int n = 5;
	int64_t want[] = { reply, reply2, first, old, 0 };

	for (int i = 0; i < n; i++) {
		int64_t got = next(s, NOW_MS, &wake);

		if (got != want[i])
			fail_msg("place %d: message %lld", i, (long long)got);
		if (got != 0)
			WRITE(s, outbox_cancel(s->d, got, NOW_MS, &s->c, e));
	}
	assert_int_equal(wake, NOW_MS + 5000);
	assert_int_equal(next(s, NOW_MS + 4999, NULL), 0);
	assert_int_equal(next(s, NOW_MS + 5000, NULL), later);
	WRITE(s, outbox_cancel(s->d, later, NOW_MS, &s->c, e));
	assert_int_equal(next(s, NOW_MS + DAY_MS, &wake), 0);
	assert_int_equal(wake, 0);
}

/* Who holds up whom inside one chat: what stands before, in which state. */
static void holding_up(void **state)
{
	static const struct {
		const char *what;
		enum message_state before;
		enum message_origin origin; /* of the one before */
		enum message_origin mine;
		int64_t due; /* of the one before, against now: ms */
		bool looked;
		bool leaves;
	} cases[] = {
		{ "an earlier one, due", MSG_QUEUED, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, false },
		{ "an earlier one, put off by a gate", MSG_QUEUED, ORIGIN_AGENT, ORIGIN_AGENT, -5001, true, false },
		{ "one for later", MSG_QUEUED, ORIGIN_AGENT, ORIGIN_AGENT, 60000, true, true },
		{ "a held one", MSG_HELD, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, true },
		{ "a campaign's", MSG_QUEUED, ORIGIN_CAMPAIGN, ORIGIN_AGENT, -5000, true, true },
		{ "a person's before a campaign's", MSG_QUEUED, ORIGIN_AGENT, ORIGIN_CAMPAIGN, -5000, true, true },
		{ "one being sent", MSG_SENDING, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, false },
		{ "an unknown one, looked up", MSG_UNKNOWN, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, false },
		{ "an unknown one, looked up, before a campaign's", MSG_UNKNOWN, ORIGIN_AGENT, ORIGIN_CAMPAIGN, -5000, true,
			false },
		{ "an unknown one, given up", MSG_UNKNOWN, ORIGIN_AGENT, ORIGIN_AGENT, -5000, false, true },
		{ "a rejected one", MSG_REJECTED, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, true },
		{ "a cancelled one", MSG_CANCELLED, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, true },
		{ "an accepted one", MSG_ACCEPTED, ORIGIN_AGENT, ORIGIN_AGENT, -5000, true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		int64_t chat, before, mine, got, wake;

		shop_open(&own);
		s = own;
		chat = chat_with(s, BUDI, 60);
		before = write_at(s, chat, "satu", NOW_MS - 10000, NOW_MS + cases[i].due, cases[i].origin);
		mine = write_at(s, chat, "dua", NOW_MS - 1000, 0, cases[i].mine);
		switch (cases[i].before) {
		case MSG_HELD:
			WRITE(s, outbox_hold(s->d, before, &why, &s->c, e));
			break;
		case MSG_CANCELLED:
			WRITE(s, outbox_cancel(s->d, before, NOW_MS, &s->c, e));
			break;
		case MSG_REJECTED:
			WRITE(s, outbox_refuse(s->d, before, &why, NOW_MS, &s->c, e));
			break;
		case MSG_SENDING:
			begin(s, before, NOW_MS - 500, NULL);
			break;
		case MSG_UNKNOWN:
			end(s, before, begin(s, before, NOW_MS - 500, NULL), NOW_MS - 100, OUTCOME_UNKNOWN, NULL);
			if (!cases[i].looked)
				WRITE(s, outbox_looked(s->d, before, 0, NOW_MS, &s->c, e));
			break;
		case MSG_ACCEPTED:
			end(s, before, begin(s, before, NOW_MS - 500, NULL), NOW_MS - 100, OUTCOME_ACCEPTED, "OK");
			break;
		default:
			break;
		}
		if (cases[i].due == -5001)
			WRITE(s, outbox_defer(s->d, before, NOW_MS + 60000, e));
		got = next(s, NOW_MS, &wake);
		if (got == before) /* it is due itself and goes first: what then? */
			WRITE(s, outbox_defer(s->d, before, NOW_MS + 60000, e));
		got = next(s, NOW_MS, &wake);
		if ((got == mine) != cases[i].leaves)
			fail_msg("%s: %lld", cases[i].what, (long long)got);
		if (got == 0 && cases[i].before != MSG_SENDING && wake <= NOW_MS)
			fail_msg("%s: asked again at %lld", cases[i].what, (long long)wake);
		/* Other chats never wait. */
		chat = chat_with(s, SRI, 60);
		if (!cases[i].leaves && next(s, NOW_MS, NULL) != 0)
			fail_msg("%s", cases[i].what);
		mine = write_at(s, chat, "tiga", NOW_MS - 1, 0, ORIGIN_AGENT);
		if (!cases[i].leaves && next(s, NOW_MS, NULL) != mine)
			fail_msg("%s holds up another chat", cases[i].what);
		shop_close(&own);
	}
}

/* An unknown holds up its chat until its look-up ends, by itself. */
static void look_ends(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), a = write_to(s, chat, "satu"), b = write_to(s, chat, "dua"), wake;

	end(s, a, begin(s, a, NOW_MS, NULL), NOW_MS, OUTCOME_UNKNOWN, NULL);
	assert_int_equal(next(s, NOW_MS + 599999, &wake), 0);
	assert_int_equal(wake, NOW_MS + 600000);
	assert_int_equal(next(s, NOW_MS + 600000, NULL), b);
}

/* What may be done in which state: everything else is refused and changes
 * nothing. */
enum doing { HOLD, REFUSE, CANCEL, BEGIN, LOOKED, LOOK_AGAIN, PROVEN, AGAIN, DOUBT, DOINGS };

static bool act(struct shop *s, enum doing what, int64_t id, struct err *e)
{
	struct outbox_leave l = { .message_id = id, .now_ms = NOW_MS, .deadline_ms = NOW_MS + 90000, .day = 1 };
	int attempt;

	switch (what) {
	case HOLD:
		return outbox_hold(s->d, id, &why, &s->c, e);
	case REFUSE:
		return outbox_refuse(s->d, id, &why, NOW_MS, &s->c, e);
	case CANCEL:
		return outbox_cancel(s->d, id, NOW_MS, &s->c, e);
	case BEGIN:
		return outbox_begin(s->d, &l, &attempt, &s->c, e);
	case LOOKED:
		return outbox_looked(s->d, id, NOW_MS + 1, NOW_MS, &s->c, e);
	case LOOK_AGAIN:
		return outbox_look_again(s->d, id, NOW_MS, NOW_MS + 600000, &s->c, e);
	case PROVEN:
		return outbox_proven(s->d, id, NULL, NOW_MS, &s->c, e);
	case AGAIN:
		return outbox_again(s->d, id, s->rina, NOW_MS, NOW_MS, &s->c, e);
	case DOUBT:
		return outbox_doubt(s->d, id, &why, NOW_MS, NOW_MS + 600000, &s->c, e);
	case DOINGS:
		break;
	}
	return false;
}

static int64_t in_state(struct shop *s, enum message_state want)
{
	int64_t id = write_to(s, chat_with(s, BUDI, 60), "x");
	int attempt;

	switch (want) {
	case MSG_QUEUED:
		break;
	case MSG_HELD:
		WRITE(s, outbox_hold(s->d, id, &why, &s->c, e));
		break;
	case MSG_CANCELLED:
		WRITE(s, outbox_cancel(s->d, id, NOW_MS, &s->c, e));
		break;
	case MSG_REJECTED:
		WRITE(s, outbox_refuse(s->d, id, &why, NOW_MS, &s->c, e));
		break;
	default:
		attempt = begin(s, id, NOW_MS, "WA");
		if (want == MSG_UNKNOWN)
			end(s, id, attempt, NOW_MS, OUTCOME_UNKNOWN, NULL);
		else if (want != MSG_SENDING)
			end(s, id, attempt, NOW_MS, OUTCOME_ACCEPTED, "WA");
		if (want == MSG_SENT || want == MSG_READ)
			ack(s, "WA", want == MSG_SENT ? 1 : 3);
	}
	assert_int_equal(state_of(s, id), want);
	return id;
}

static void what_may_be_done(void **state)
{
	enum { NO = -1 };
	static const enum message_state from[] = { MSG_QUEUED, MSG_HELD, MSG_SENDING, MSG_ACCEPTED, MSG_SENT, MSG_READ,
		MSG_REJECTED, MSG_UNKNOWN, MSG_CANCELLED };
	static const struct {
		enum doing what;
		int to[9]; /* in the order of from */
	} cases[] = {
		{ HOLD, { MSG_HELD, NO, NO, NO, NO, NO, NO, NO, NO } },
		{ REFUSE, { MSG_REJECTED, MSG_REJECTED, NO, NO, NO, NO, NO, NO, NO } },
		{ CANCEL, { MSG_CANCELLED, MSG_CANCELLED, NO, NO, NO, NO, NO, NO, NO } },
		{ BEGIN, { MSG_SENDING, NO, NO, NO, NO, NO, NO, NO, NO } },
		{ LOOKED, { NO, NO, NO, NO, NO, NO, NO, MSG_UNKNOWN, NO } },
		{ LOOK_AGAIN, { NO, NO, NO, NO, NO, NO, NO, MSG_UNKNOWN, NO } },
		{ PROVEN, { NO, NO, NO, NO, NO, NO, NO, MSG_ACCEPTED, NO } },
		{ AGAIN, { NO, NO, NO, NO, NO, NO, MSG_QUEUED, MSG_QUEUED, NO } },
		{ DOUBT, { NO, NO, NO, MSG_UNKNOWN, NO, NO, NO, NO, NO } },
	};
	_Static_assert(sizeof cases / sizeof *cases == DOINGS, "every doing has its row");

	(void)state;
	for (size_t i = 0; i < DOINGS; i++)
		for (size_t k = 0; k < sizeof from / sizeof *from; k++) {
			struct err err = { 0 };
			void *own;
			struct shop *s;
			int64_t id;
			bool done;

			shop_open(&own);
			s = own;
			id = in_state(s, from[k]);
			MUST(db_begin_write(s->d, e));
			done = act(s, cases[i].what, id, &err);
			if (done != (cases[i].to[k] != NO))
				fail_msg("doing %zu of %s: %d %s", i, message_state_name(from[k]), done, err_text(&err));
			if (!done) {
				assert_string_equal(err.say.key, "outbox.state");
				assert_int_equal(err.kind, ERR_CONFLICT);
			}
			MUST(db_commit(s->d, e));
			if (state_of(s, id) != (done ? (enum message_state)cases[i].to[k] : from[k]))
				fail_msg("doing %zu of %s: %s", i, message_state_name(from[k]),
					message_state_name(state_of(s, id)));
			shop_close(&own);
		}
}

static void beginning(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "x"), highest;
	struct outbox_leave l = { .message_id = id, .now_ms = NOW_MS + 7000, .deadline_ms = NOW_MS + 97000, .day = 20833,
		.gap_ms = 6500, .wa_id = "3EB0PRE" };
	struct number_row n;
	struct outbox_row r;
	int attempt;

	WRITE(s, outbox_begin(s->d, &l, &attempt, &s->c, e));
	assert_int_equal(attempt, 1);
	MUST(outbox_get(s->d, id, NOW_MS, &r, e));
	assert_int_equal(r.message.state, MSG_SENDING);
	assert_string_equal(r.message.wa_id, "3EB0PRE");
	assert_int_equal(r.message.at, NOW + 7); /* in the thread where it left */
	assert_int_equal(r.attempts.n, 1);
	assert_int_equal(r.attempts.v[0].at_ms, NOW_MS + 7000);
	assert_false(r.attempts.v[0].ended);
	assert_string_equal(r.attempts.v[0].wa_id, "3EB0PRE");
	outbox_row_fini(&r);
	MUST(number_get(s->d, s->number, &n, e));
	assert_int_equal(n.last_left_ms, NOW_MS + 7000);
	assert_int_equal(n.gap_ms, 6500);
	number_row_fini(&n);
	assert_int_equal(number_of(s, "SELECT initiation FROM contact_days WHERE day = 20833"), 0);
	MUST(setting_i64(s->d, SETTING_HIGHEST_MS, 0, &highest, e));
	assert_int_equal(highest, NOW_MS + 7000);
	/* The highest time never falls. */
	end(s, id, 1, NOW_MS + 8000, OUTCOME_ACCEPTED, "3EB0PRE");
	begin(s, write_to(s, chat, "y"), NOW_MS - 3600000, NULL);
	MUST(setting_i64(s->d, SETTING_HIGHEST_MS, 0, &highest, e));
	assert_int_equal(highest, NOW_MS + 7000);
}

/* The outcome table, and what an ack that came first leaves of it. */
static void endings(void **state)
{
	enum { NONE = 9 };
	static const struct {
		enum outcome outcome;
		int before; /* an ack before the answer, NONE */
		enum message_state is;
		bool open;
	} cases[] = {
		{ OUTCOME_ACCEPTED, NONE, MSG_ACCEPTED, false },
		{ OUTCOME_ACCEPTED, 1, MSG_SENT, false },
		{ OUTCOME_ACCEPTED, 3, MSG_READ, false },
		{ OUTCOME_ACCEPTED, -1, MSG_REJECTED, false },
		{ OUTCOME_RETRY, NONE, MSG_QUEUED, true },
		{ OUTCOME_RETRY, 2, MSG_DELIVERED, false },
		{ OUTCOME_SESSION, NONE, MSG_QUEUED, true },
		{ OUTCOME_REJECTED, NONE, MSG_REJECTED, false },
		{ OUTCOME_REJECTED, 0, MSG_REJECTED, false },
		{ OUTCOME_REJECTED, 1, MSG_SENT, false },
		{ OUTCOME_RESTRICTED, NONE, MSG_REJECTED, false },
		{ OUTCOME_UNKNOWN, NONE, MSG_UNKNOWN, true },
		{ OUTCOME_UNKNOWN, 1, MSG_SENT, false },
		{ OUTCOME_UNKNOWN, -1, MSG_REJECTED, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		struct outbox_row r;
		int64_t id;
		int attempt;

		shop_open(&own);
		s = own;
		id = write_to(s, chat_with(s, BUDI, 60), "x");
		attempt = begin(s, id, NOW_MS, "WA");
		if (cases[i].before != NONE)
			ack(s, "WA", cases[i].before);
		end(s, id, attempt, NOW_MS + 1000, cases[i].outcome, cases[i].outcome == OUTCOME_ACCEPTED ? "WA" : NULL);
		MUST(outbox_get(s->d, id, NOW_MS, &r, e));
		if (r.message.state != cases[i].is || r.open != cases[i].open)
			fail_msg("case %zu: %s, open %d", i, message_state_name(r.message.state), r.open);
		assert_true(r.attempts.v[0].ended);
		assert_int_equal(r.attempts.v[0].outcome, cases[i].outcome);
		assert_string_equal(r.attempts.v[0].detail, "told by the test");
		if (cases[i].is == MSG_QUEUED) {
			/* Certainly not sent: its id was never used, it goes later. */
			assert_string_equal(r.message.wa_id, "");
			assert_int_equal(r.item.due_ms, NOW_MS + 11000);
			assert_int_equal(r.item.tries, cases[i].outcome == OUTCOME_RETRY);
		}
		outbox_row_fini(&r);
		/* An attempt ends once. */
		MUST(db_begin_write(s->d, e));
		REFUSED("outbox.attempt", outbox_end(s->d, &(struct outbox_result){ .message_id = id, .attempt = attempt,
			.outcome = OUTCOME_ACCEPTED, .now_ms = NOW_MS }, &s->c, e));
		db_rollback(s->d);
		shop_close(&own);
	}
}

/* An echo that comes before the answer is not a second message. */
static void echo_first(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "18 ribu kak");
	int attempt = begin(s, id, NOW_MS, NULL);
	struct arrived echo = say(s, &(struct said){ .chat = BUDI, .id = "E1", .from_me = true, .text = "18 ribu kak",
		.has_ack = true, .ack = 1 });
	struct event reaction = { .kind = EVENT_REACTION, .at = NOW, .text = (char *)"👍" };
	struct message_row m;
	struct conversation_row k;

	assert_int_not_equal(echo.message_id, id);
	ack(s, "E1", 2);
	reaction.sender = reaction.chat = address(BUDI);
	str_copy(reaction.target, sizeof reaction.target, "E1");
	arrive(s, &reaction, true);
	WRITE(s, message_star(s->d, echo.message_id, true, &s->c, e));
	end(s, id, attempt, NOW_MS + 1000, OUTCOME_ACCEPTED, "E1");
	MUST(message_get(s->d, id, &m, e));
	assert_int_equal(m.state, MSG_DELIVERED);
	assert_string_equal(m.wa_id, "E1");
	assert_int_equal(m.delivered_at, NOW);
	assert_int_equal(m.origin, ORIGIN_AGENT);
	assert_int_equal(m.reactions.n, 1);
	assert_true(m.starred);
	k = case_of(s, m.conversation_id);
	assert_int_equal(k.last_id, id);
	conversation_row_fini(&k);
	message_row_fini(&m);
	REFUSED("message.none", message_get(s->d, echo.message_id, &m, e));
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE from_me = 1"), 1);
	assert_int_equal(number_of(s, "SELECT messages_out FROM conversations"), 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM search_rows"), 2);
	/* And the poll tells it again. */
	echo = say(s, &(struct said){ .chat = BUDI, .id = "E1", .from_me = true, .text = "18 ribu kak", .has_ack = true, .ack = 3 });
	assert_int_equal(echo.message_id, id);
	assert_true(echo.ours);
	assert_int_equal(echo.is, MSG_READ);
}

/* An echo under the hidden id proves that it is the same person. */
static void echo_under_lid(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "x");
	int attempt = begin(s, id, NOW_MS, NULL);
	struct chat_ref ref;
	struct address lid = address(LID);

	say(s, &(struct said){ .chat = LID, .id = "E1", .from_me = true, .text = "x", .has_ack = true, .ack = 1 });
	end(s, id, attempt, NOW_MS + 1000, OUTCOME_ACCEPTED, "E1");
	MUST(chat_find(s->d, s->number, &lid, &ref, e));
	assert_int_equal(ref.chat_id, chat);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE from_me = 1"), 1);
	assert_int_equal(state_of(s, id), MSG_SENT);
}

/* The same with an id made before: the echo joins at once, under either address. */
static void echo_of_premade(void **state)
{
	static const char *const under[] = { BUDI, LID };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		void *own;
		struct shop *s;
		int64_t id;
		struct arrived echo;
		int attempt;

		shop_open(&own);
		s = own;
		id = write_to(s, chat_with(s, BUDI, 60), "x");
		attempt = begin(s, id, NOW_MS, "PRE");
		echo = say(s, &(struct said){ .chat = under[i], .id = "PRE", .from_me = true, .text = "x" });
		assert_int_equal(echo.message_id, id);
		assert_true(echo.ours);
		assert_int_equal(state_of(s, id), MSG_SENDING); /* its answer is awaited */
		end(s, id, attempt, NOW_MS, OUTCOME_ACCEPTED, "PRE");
		assert_int_equal(state_of(s, id), MSG_ACCEPTED);
		shop_close(&own);
	}
}

/* It is in the chat: it left, whatever was believed. */
static void echo_of_the_unknown(void **state)
{
	struct shop *s = *state;
	int64_t id = write_to(s, chat_with(s, BUDI, 60), "x");
	struct arrived echo;
	struct outbox_row r;

	end(s, id, begin(s, id, NOW_MS, "PRE"), NOW_MS, OUTCOME_UNKNOWN, NULL);
	echo = say(s, &(struct said){ .chat = BUDI, .id = "PRE", .from_me = true, .text = "x" });
	assert_int_equal(echo.was, MSG_UNKNOWN);
	assert_int_equal(echo.is, MSG_ACCEPTED);
	MUST(outbox_get(s->d, id, NOW_MS, &r, e));
	assert_false(r.open);
	assert_int_equal(r.look_ms, 0);
	outbox_row_fini(&r);
}

/* Looking in the chat for one whose answer was lost and that had no id. */
static void finding_an_echo(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "18 ribu"), found;
	char bare[WA_ID_CAP];
	size_t n;

	end(s, id, begin(s, id, NOW_MS, NULL), NOW_MS, OUTCOME_UNKNOWN, NULL);
	say(s, &(struct said){ .chat = BUDI, .id = "OLD", .at = NOW - 50, .from_me = true, .text = "18 ribu" });
	say(s, &(struct said){ .chat = BUDI, .id = "OTHER", .at = NOW + 1, .from_me = true, .text = "19 ribu" });
	say(s, &(struct said){ .chat = BUDI, .id = "THEIRS", .at = NOW + 1, .text = "18 ribu" });
	MUST(message_find_echo(s->d, chat, KIND_TEXT, "18 ribu", "", NOW - 5, &found, bare, &n, e));
	assert_int_equal(n, 0);
	say(s, &(struct said){ .chat = BUDI, .id = "E", .at = NOW + 1, .from_me = true, .text = "18 ribu" });
	MUST(message_find_echo(s->d, chat, KIND_TEXT, "18 ribu", "", NOW - 5, &found, bare, &n, e));
	assert_int_equal(n, 1);
	assert_string_equal(bare, "E");
	WRITE(s, outbox_proven(s->d, id, bare, NOW_MS + 5000, &s->c, e));
	assert_true(state_of(s, id) == MSG_SENT || state_of(s, id) == MSG_ACCEPTED);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE wa_id = 'E'"), 1);
	/* Two that could be it: nobody knows. */
	say(s, &(struct said){ .chat = BUDI, .id = "F", .at = NOW + 2, .from_me = true, .text = "18 ribu" });
	say(s, &(struct said){ .chat = BUDI, .id = "G", .at = NOW + 2, .from_me = true, .text = "18 ribu" });
	MUST(message_find_echo(s->d, chat, KIND_TEXT, "18 ribu", "", NOW - 5, &found, bare, &n, e));
	assert_int_equal(n, 2);
	assert_string_equal(bare, "");
}

static void looking(void **state)
{
	struct shop *s = *state;
	int64_t id = write_to(s, chat_with(s, BUDI, 60), "x"), wake;
	struct outbox_look l;
	struct err err = { 0 };

	end(s, id, begin(s, id, NOW_MS, "PRE"), NOW_MS, OUTCOME_UNKNOWN, NULL);
	assert_false(outbox_look_next(s->d, s->number, NOW_MS, &l, &wake, &err));
	assert_string_equal(err.say.key, "outbox.empty");
	assert_int_equal(wake, NOW_MS + 2000);
	MUST(outbox_look_next(s->d, s->number, NOW_MS + 2000, &l, &wake, e));
	assert_int_equal(l.message_id, id);
	assert_string_equal(l.wa_id, "PRE");
	assert_string_equal(l.text, "x");
	assert_int_equal(l.looks, 0);
	assert_int_equal(l.left_ms, NOW_MS);
	outbox_look_fini(&l);
	WRITE(s, outbox_looked(s->d, id, NOW_MS + 30000, NOW_MS + 2000, &s->c, e));
	MUST(outbox_look_next(s->d, s->number, NOW_MS + 30000, &l, &wake, e));
	assert_int_equal(l.looks, 1);
	outbox_look_fini(&l);
	WRITE(s, outbox_looked(s->d, id, 0, NOW_MS + 30000, &s->c, e));
	assert_false(outbox_look_next(s->d, s->number, NOW_MS + DAY_MS, &l, &wake, NULL));
	assert_int_equal(wake, 0);
	/* A person asks once more. */
	WRITE(s, outbox_look_again(s->d, id, NOW_MS + 90000, NOW_MS + 690000, &s->c, e));
	MUST(outbox_look_next(s->d, s->number, NOW_MS + 90000, &l, &wake, e));
	assert_int_equal(l.looks, 2);
	outbox_look_fini(&l);
}

/* Sent again by a person: last of its chat, a second attempt. */
static void again(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "x"), other;
	struct outbox_row r;

	end(s, id, begin(s, id, NOW_MS, "PRE"), NOW_MS, OUTCOME_UNKNOWN, NULL);
	other = write_at(s, chat, "y", NOW_MS + 10000, 0, ORIGIN_AGENT);
	WRITE(s, outbox_again(s->d, id, s->dewi, NOW_MS + 20000, NOW_MS + 26000, &s->c, e));
	assert_int_equal(next(s, NOW_MS + 30000, NULL), other);
	end(s, other, begin(s, other, NOW_MS + 30000, NULL), NOW_MS + 30000, OUTCOME_ACCEPTED, "O");
	assert_int_equal(next(s, NOW_MS + 30000, NULL), id);
	assert_int_equal(begin(s, id, NOW_MS + 40000, "PRE2"), 2);
	MUST(outbox_get(s->d, id, NOW_MS, &r, e));
	assert_int_equal(r.attempts.n, 2);
	assert_string_equal(r.attempts.v[0].wa_id, "PRE");
	assert_string_equal(r.message.wa_id, "PRE2");
	outbox_row_fini(&r);
	assert_int_equal(number_of(s, "SELECT again_by FROM outbox WHERE again_ms > 0"), s->dewi);
	/* Should the first one have left after all, that is the truth: two. */
	assert_true(say(s, &(struct said){ .chat = BUDI, .id = "PRE", .from_me = true, .text = "x" }).fresh);
}

static void recovering(void **state)
{
	struct shop *s = *state;
	int64_t a = write_to(s, chat_with(s, BUDI, 60), "a"), b = write_to(s, chat_with(s, SRI, 60), "b"),
		c = write_to(s, chat_with(s, SRI, 60), "c");
	struct outbox_row r;
	size_t n;

	begin(s, a, NOW_MS, "A");
	begin(s, b, NOW_MS, "B");
	ack(s, "B", 1); /* this one is known to have left */
	WRITE(s, outbox_recover(s->d, NOW_MS + 5000, NOW_MS + 605000, &why, &n, &s->c, e));
	assert_int_equal(n, 1);
	assert_int_equal(state_of(s, a), MSG_UNKNOWN);
	assert_int_equal(state_of(s, b), MSG_SENT);
	assert_int_equal(state_of(s, c), MSG_QUEUED);
	MUST(outbox_get(s->d, a, NOW_MS, &r, e));
	assert_int_equal(r.look_ms, NOW_MS + 5000);
	assert_int_equal(r.look_until_ms, NOW_MS + 605000);
	assert_string_equal(r.message.reason.key, "test.why");
	assert_int_equal(r.attempts.v[0].outcome, OUTCOME_UNKNOWN);
	outbox_row_fini(&r);
	WRITE(s, outbox_recover(s->d, NOW_MS, NOW_MS, &why, &n, &s->c, e));
	assert_int_equal(n, 0);
}

static void restored(void **state)
{
	struct shop *s = *state;
	int64_t a = write_to(s, chat_with(s, BUDI, 60), "a");
	struct outbox_row r;

	WRITE(s, outbox_hold_restored(s->d, &why, &s->c, e));
	MUST(outbox_get(s->d, a, NOW_MS, &r, e));
	assert_int_equal(r.message.state, MSG_HELD);
	assert_true(r.restored);
	assert_true(r.open);
	outbox_row_fini(&r);
	assert_int_equal(next(s, NOW_MS + DAY_MS, NULL), 0);
}

static void deferring(void **state)
{
	struct shop *s = *state;
	int64_t id = write_at(s, chat_with(s, BUDI, 60), "x", NOW_MS, NOW_MS + 1000, ORIGIN_AGENT), wake;

	WRITE(s, outbox_defer(s->d, id, NOW_MS + DAY_MS, e));
	assert_int_equal(next(s, NOW_MS + 5000, &wake), 0);
	assert_int_equal(wake, NOW_MS + DAY_MS);
	WRITE(s, outbox_recheck(s->d, s->other, e));
	assert_int_equal(next(s, NOW_MS + 5000, NULL), 0);
	WRITE(s, outbox_recheck(s->d, s->number, e));
	assert_int_equal(next(s, NOW_MS + 999, NULL), 0);
	assert_int_equal(next(s, NOW_MS + 1000, NULL), id);
}

/* Whether the customer waits again when our answer never leaves. */
static void answers_that_do_not_leave(void **state)
{
	static const struct {
		enum message_state is;
		bool needs;
	} cases[] = { { MSG_QUEUED, false }, { MSG_HELD, false }, { MSG_SENDING, false }, { MSG_UNKNOWN, false },
		{ MSG_ACCEPTED, false }, { MSG_READ, false }, { MSG_CANCELLED, true }, { MSG_REJECTED, true } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		struct conversation_row k;

		shop_open(&own);
		s = own;
		in_state(s, cases[i].is);
		k = case_of(s, 1);
		if (k.needs_reply != cases[i].needs || (k.waiting_since != 0) != cases[i].needs)
			fail_msg("%s", message_state_name(cases[i].is));
		assert_int_equal(k.status, cases[i].needs ? CASE_OPEN : CASE_WAITING);
		conversation_row_fini(&k);
		shop_close(&own);
	}
}

/* Written at 22:00, they write at 23:00, it leaves at 08:00: they still wait. */
static void written_before_they_wrote(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 7200), id = write_at(s, chat, "besok ya", NOW_MS - 3600000, 0, ORIGIN_AGENT);
	struct conversation_row k;

	say(s, &(struct said){ .chat = BUDI, .id = "Z", .at = NOW - 1800, .text = "sekarang dong" });
	begin(s, id, NOW_MS, NULL);
	k = case_of(s, 1);
	assert_true(k.needs_reply);
	assert_int_equal(k.waiting_since, NOW - 1800);
	assert_int_equal(k.last_id, id);
	conversation_row_fini(&k);
}

static void cancelled_leaves_the_thread(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), id = write_to(s, chat, "salah kirim");
	struct message_rows rows = { 0 };
	struct conversation_row k;
	bool more;

	WRITE(s, outbox_cancel(s->d, id, NOW_MS, &s->c, e));
	MUST(message_list(s->d, chat, 0, 10, &rows, &more, e));
	assert_int_equal(rows.n, 1);
	message_rows_fini(&rows);
	k = case_of(s, 1);
	assert_string_equal(k.last_text, "halo");
	assert_int_equal(k.queued, 0);
	conversation_row_fini(&k);
	assert_int_equal(number_of(s, "SELECT messages_out FROM conversations"), 0);
}

static void lists_and_counts(void **state)
{
	struct shop *s = *state;
	int64_t chat = chat_with(s, BUDI, 60), ids[4];
	struct outbox_rows rows = { 0 };
	struct outbox_counts n;
	struct own_sends sends = { 0 };
	struct addresses to = { 0 };
	bool more;

	for (int i = 0; i < 4; i++)
		ids[i] = write_at(s, chat, "x", NOW_MS + i * 1000, 0, ORIGIN_AGENT);
	WRITE(s, outbox_hold(s->d, ids[3], &why, &s->c, e));
	end(s, ids[0], begin(s, ids[0], NOW_MS, "A"), NOW_MS, OUTCOME_UNKNOWN, NULL);
	MUST(outbox_count(s->d, 0, NOW_MS, &n, e));
	assert_int_equal(n.queued, 2);
	assert_int_equal(n.held, 1);
	assert_int_equal(n.unknown, 1);
	assert_int_equal(n.looking, 1);
	assert_int_equal(n.next_due_ms, 0); /* the look-up holds up the chat */
	WRITE(s, outbox_looked(s->d, ids[0], 0, NOW_MS, &s->c, e));
	MUST(outbox_count(s->d, 0, NOW_MS, &n, e));
	assert_int_equal(n.looking, 0);
	assert_int_equal(n.next_due_ms, NOW_MS + 1000);
	MUST(outbox_count(s->d, s->other, NOW_MS, &n, e));
	assert_int_equal(n.queued + n.held + n.sending + n.unknown, 0);
	MUST(outbox_list(s->d, s->number, 0, 3, NOW_MS, &rows, &more, e));
	assert_int_equal(rows.n, 3);
	assert_true(more);
	assert_int_equal(rows.v[0].message.id, ids[0]);
	assert_string_equal(rows.v[2].message.text, "x");
	outbox_rows_fini(&rows);
	MUST(outbox_list(s->d, 0, ids[2], 3, NOW_MS, &rows, &more, e));
	assert_int_equal(rows.n, 1);
	assert_false(more);
	assert_string_equal(rows.v[0].message.reason.key, "test.why");
	outbox_rows_fini(&rows);
	/* Typing may be owed where something is queued. */
	MUST(outbox_recipients(s->d, s->number, &to, e));
	assert_int_equal(to.n, 1);
	free(to.v);
	/* Whose acks are to be read again. */
	end(s, ids[1], begin(s, ids[1], NOW_MS + 700000, "B"), NOW_MS + 700000, OUTCOME_ACCEPTED, "B");
	end(s, ids[2], begin(s, ids[2], NOW_MS + 800000, "C"), NOW_MS + 800000, OUTCOME_ACCEPTED, "C");
	ack(s, "C", 3);
	MUST(message_unread_sends(s->d, s->number, NOW - 10, 10, &sends, e));
	assert_int_equal(sends.n, 1);
	assert_string_equal(sends.v[0].wa_id, "B");
	assert_string_equal(sends.v[0].recipient.user, "628111222333");
	own_sends_fini(&sends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(item_fields), T(order), cmocka_unit_test(holding_up), T(look_ends), cmocka_unit_test(what_may_be_done),
		T(beginning), cmocka_unit_test(endings), T(echo_first), T(echo_under_lid), cmocka_unit_test(echo_of_premade),
		T(echo_of_the_unknown), T(finding_an_echo), T(looking), T(again), T(recovering), T(restored), T(deferring),
		cmocka_unit_test(answers_that_do_not_leave), T(written_before_they_wrote), T(cancelled_leaves_the_thread),
		T(lists_and_counts),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
