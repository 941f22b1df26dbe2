/* promise: by when each case owes an answer, through all that moves it. NOW is Friday
 * 2027-01-15 08:00:00 UTC; the shop is there from nine to five, Saturdays never. */
#include "shop.h"

#include <stdio.h>
#include <string.h>

#include "base/zone.h"
#include "store/audit.h"
#include "store/label.h"
#include "store/promise.h"

#include "base/banned.h"

enum { M = 60, H = 3600, D = 86400, NINE = NOW + H, MONDAY_NINE = NINE + 3 * D };

static const struct promise_words shop = { .zone = "UTC", .week = "mon-fri 09:00-17:00", .closed = "",
	.first = "urgent 5m high 15m normal 1h low 4h", .next = "normal 2h" };
static const struct promise_words nothing = { .zone = "UTC", .week = "mon-fri 09:00-17:00", .closed = "",
	.first = "", .next = "" };

static void promise(struct shop *s, const struct promise_words *w)
{
	WRITE(s, promise_set(s->d, s->number, w, &s->c, e));
}

#define ANI "62812000001@c.us"

static struct arrived hear(struct shop *s, const char *chat, const char *id, int64_t at)
{
	s->now = at;
	return say(s, &(struct said){ .chat = chat, .id = id, .at = at, .text = "x", .sender = "62812000001@c.us" });
}

static void owes(struct shop *s, int64_t id, int64_t due, enum promise_kind kind, int line)
{
	struct conversation_row k = case_of(s, id);
	int64_t got = k.promise_due;
	enum promise_kind is = k.promise_kind;

	conversation_row_fini(&k);
	if (got != due || is != kind)
		fail_msg("line %d: due %+lld \"%s\", not %+lld \"%s\"", line, (long long)(got ? got - NOW : 0),
			promise_kind_name(is), (long long)(due ? due - NOW : 0), promise_kind_name(kind));
}
#define OWES(a, due, kind) owes(s, (a).conversation_id, due, kind, __LINE__)
#define OWES_NOTHING(a) OWES(a, 0, PROMISE_NONE)

/* First and next, from their first unanswered word, however many follow. */
static void first_and_next(void **state)
{
	struct shop *s = *state;
	struct arrived a;

	promise(s, &shop);
	a = hear(s, ANI, "A1", NOW + 600);
	OWES(a, NINE + H, PROMISE_FIRST); /* not there yet */
	hear(s, ANI, "A2", NINE + 30 * M);
	OWES(a, NINE + H, PROMISE_FIRST);
	say(s, &(struct said){ .chat = ANI, .id = "P1", .at = NINE + 40 * M, .text = "ya", .from_me = true });
	OWES_NOTHING(a); /* the owner's own phone answers as well */
	hear(s, ANI, "A3", NINE + 7 * H);
	OWES(a, MONDAY_NINE + H, PROMISE_NEXT); /* one hour today, one on Monday */
	s->now = NINE + 7 * H + 60;
	write_at(s, a.chat_id, "sudah", (int64_t)s->now * 1000, (int64_t)s->now * 1000, ORIGIN_AGENT);
	OWES_NOTHING(a); /* as soon as it is written */
}

/* An answer that is taken back was none. */
static void taken_back(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	int64_t id;

	promise(s, &shop);
	a = hear(s, ANI, "A1", NINE);
	id = write_at(s, a.chat_id, "ya", (NINE + M) * 1000LL, (NINE + M) * 1000LL, ORIGIN_AGENT);
	OWES_NOTHING(a);
	WRITE(s, outbox_cancel(s->d, id, (NINE + 2 * M) * 1000LL, &s->c, e));
	OWES(a, NINE + H, PROMISE_FIRST);
}

static void priorities(void **state)
{
	static const struct {
		enum case_priority priority;
		int64_t first, next; /* seconds; 0 none */
	} cases[] = { { PRIORITY_URGENT, 5 * M, 0 }, { PRIORITY_HIGH, 15 * M, 0 }, { PRIORITY_LOW, 4 * H, 0 },
		{ PRIORITY_NORMAL, H, 2 * H } };
	struct shop *s = *state;
	struct arrived a, b;

	promise(s, &shop);
	a = hear(s, ANI, "A1", NINE);
	b = hear(s, "62812000002@c.us", "B1", NINE);
	say(s, &(struct said){ .chat = "62812000002@c.us", .id = "P1", .at = NINE + 1, .text = "ya", .from_me = true });
	hear(s, "62812000002@c.us", "B2", NINE + 2);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		WRITE(s, conversation_set_priority(s->d, a.conversation_id, cases[i].priority, &s->c, e));
		WRITE(s, conversation_set_priority(s->d, b.conversation_id, cases[i].priority, &s->c, e));
		OWES(a, NINE + cases[i].first, PROMISE_FIRST);
		OWES(b, cases[i].next ? NINE + 2 + cases[i].next : 0, cases[i].next ? PROMISE_NEXT : PROMISE_NONE);
	}
}

/* To whom nothing is promised. */
static void none(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	struct event edit = { .kind = EVENT_EDITED, .at = NINE + 9, .text = (char *)(uintptr_t)"y", .target_known_side = true };

	promise(s, &shop);
	a = hear(s, "12036309@g.us", "G1", NINE);
	OWES_NOTHING(a);
	WRITE(s, conversation_groups(s->d, true, NINE, &s->c, e));
	assert_true(number_of(s, "SELECT needs_reply FROM conversations WHERE latest = 1"));
	OWES_NOTHING(a);
	s->now = NINE;
	a = say(s, &(struct said){ .chat = ANI, .id = "O1", .at = NINE - D, .text = "lama", .history = true });
	assert_int_equal(number_of(s, "SELECT sum(needs_reply) FROM conversations WHERE latest = 1"), 2);
	OWES_NOTHING(a); /* it needs a reply, but nobody promised one */
	hear(s, ANI, "A1", NINE + 5 * M);
	OWES(a, NINE + H + 5 * M, PROMISE_FIRST); /* from the live one */
	str_copy(edit.target, sizeof edit.target, "A1");
	arrive(s, &edit, true);
	OWES(a, NINE + H + 5 * M, PROMISE_FIRST); /* an edit is no new word */
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NINE + 600, &s->c, e));
	OWES_NOTHING(a);
	/* The other number promised nothing. */
	a = say(s, &(struct said){ .chat = ANI, .id = "Z1", .at = NINE, .text = "x", .number = s->other });
	OWES_NOTHING(a);
}

/* Deleted words ask nothing; what is left of them does. */
static void deleted(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	struct event revoke = { .kind = EVENT_REVOKED, .at = NINE + 120, .target_known_side = true };

	promise(s, &shop);
	a = hear(s, ANI, "A1", NINE);
	hear(s, ANI, "A2", NINE + 10 * M);
	str_copy(revoke.target, sizeof revoke.target, "A1");
	arrive(s, &revoke, true);
	OWES(a, NINE + H + 10 * M, PROMISE_FIRST);
	str_copy(revoke.target, sizeof revoke.target, "A2");
	arrive(s, &revoke, true);
	OWES_NOTHING(a);
}

/* Put off is not owed; after it the time counts from its end. */
static void snoozed(void **state)
{
	struct shop *s = *state;
	struct arrived a, b;

	promise(s, &shop);
	a = hear(s, ANI, "A1", NINE);
	b = hear(s, "62812000002@c.us", "B1", NINE);
	say(s, &(struct said){ .chat = "62812000002@c.us", .id = "P1", .at = NINE + 1, .text = "ya", .from_me = true });
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_SNOOZED, NINE + 3 * H, NINE + M, &s->c, e));
	WRITE(s, conversation_set_status(s->d, b.conversation_id, CASE_SNOOZED, NINE + 3 * H, NINE + M, &s->c, e));
	OWES_NOTHING(a);
	WRITE(s, conversation_wake(s->d, NINE + 3 * H, &s->c, e));
	OWES(a, NINE + 4 * H, PROMISE_FIRST);
	OWES_NOTHING(b); /* a reminder: the last word was ours */
	/* Their word ends a snooze, and counts itself. */
	WRITE(s, conversation_set_status(s->d, b.conversation_id, CASE_SNOOZED, NINE + 6 * H, NINE + 4 * H, &s->c, e));
	hear(s, "62812000002@c.us", "B2", NINE + 5 * H);
	OWES(b, NINE + 7 * H, PROMISE_NEXT);
	/* Opened by hand before its time: as if it had never been put off. */
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_SNOOZED, NINE + 8 * H, NINE + 6 * H, &s->c, e));
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_OPEN, 0, NINE + 7 * H, &s->c, e));
	OWES(a, NINE + H, PROMISE_FIRST);
}

/* Told once when it is due soon, once when it is late, whatever the clock does. */
static void told(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	int64_t at, n;

	promise(s, &shop);
	MUST(promise_next(s->d, &at, e));
	assert_int_equal(at, 0);
	a = hear(s, ANI, "A1", NINE);
	static const struct {
		int64_t at;
		bool soon_or_late; /* something is told */
		int64_t next, late, trail;
	} steps[] = {
		{ NINE, false, NINE + 50 * M, 0, 0 },
		{ NINE + 50 * M - 1, false, NINE + 50 * M, 0, 0 },
		{ NINE + 50 * M, true, NINE + H, 0, 0 },
		{ NINE + 30 * M, false, NINE + H, 0, 0 }, /* set back */
		{ NINE + 51 * M, false, NINE + H, 0, 0 },
		{ NINE + H - 1, false, NINE + H, 0, 0 },
		{ NINE + H, true, 0, 1, 1 },
		{ NINE + 30 * M, false, 0, 0, 1 }, /* set back: not late any more, nor told again */
		{ NINE + 2 * H, false, 0, 1, 1 },
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		s->c.n = 0;
		WRITE(s, promise_tell(s->d, steps[i].at, &s->c, e));
		MUST(promise_next(s->d, &at, e));
		MUST(promise_late(s->d, steps[i].at, &n, e));
		if (changed(s, CHANGE_CONVERSATION, a.conversation_id) != steps[i].soon_or_late || at != steps[i].next ||
			n != steps[i].late || number_of(s, "SELECT count(*) FROM audit WHERE action = 'late'") != steps[i].trail)
			fail_msg("%zu: next %lld, late %lld", i, (long long)(at - NOW), (long long)n);
	}
	say(s, &(struct said){ .chat = ANI, .id = "P1", .at = NINE + 3 * H, .text = "ya", .from_me = true });
	MUST(promise_late(s->d, NINE + 4 * H, &n, e));
	assert_int_equal(n, 0);
	/* Found late at once, after an engine that slept: told as late alone. */
	hear(s, ANI, "A2", NINE + 4 * H);
	WRITE(s, promise_tell(s->d, NINE + 7 * H, &s->c, e));
	MUST(promise_next(s->d, &at, e));
	assert_int_equal(at, 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM audit WHERE action = 'late' AND detail = 'next'"), 1);
}

/* Another configuration is looked up for all that wait; the same one touches nothing. */
static void set_again(void **state)
{
	struct shop *s = *state;
	struct promise_words other = shop;
	struct arrived a = hear(s, ANI, "A1", NINE);

	OWES_NOTHING(a);
	promise(s, &shop);
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	OWES(a, NINE + H, PROMISE_FIRST);
	s->c.n = 0;
	promise(s, &shop);
	assert_int_equal(s->c.n, 0);
	other.closed = "2027-01-15";
	promise(s, &other);
	OWES(a, MONDAY_NINE + H, PROMISE_FIRST);
	promise(s, &nothing);
	OWES_NOTHING(a);
}

/* A new case after a closed one begins with a first answer again. */
static void new_case(void **state)
{
	struct shop *s = *state;
	struct arrived a, b;
	struct arrival later = { .live = true, .zone = zone_utc(), .case_new_after_s = H };
	struct event ev = { .kind = EVENT_MESSAGE, .text = (char *)(uintptr_t)"x", .at = MONDAY_NINE };

	promise(s, &shop);
	a = hear(s, ANI, "A1", NINE);
	say(s, &(struct said){ .chat = ANI, .id = "P1", .at = NINE + M, .text = "ya", .from_me = true });
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NINE + H, &s->c, e));
	later.session_id = s->number;
	later.now = MONDAY_NINE;
	ev.chat = ev.sender = ev.id.chat = address(ANI);
	str_copy(ev.id.bare, sizeof ev.id.bare, "A2");
	WRITE(s, message_arrive(s->d, &later, &ev, &b, &s->c, e));
	assert_int_not_equal(a.conversation_id, b.conversation_id);
	OWES(b, MONDAY_NINE + H, PROMISE_FIRST);
	OWES_NOTHING(a);
	/* Two people who turn out to be one owe the older answer. */
	hear(s, "987001@lid", "L1", MONDAY_NINE - 10 * M);
	say(s, &(struct said){ .chat = "987001@lid", .alt = ANI, .id = "L2", .at = MONDAY_NINE + M, .text = "y" });
	OWES(b, MONDAY_NINE + H, PROMISE_FIRST);
	assert_int_equal(number_of(s, "SELECT count(*) FROM conversations WHERE promise_due > 0"), 1);
}

/* What is late is on top, the longest first, and the filter finds it. */
static void order(void **state)
{
	static const struct {
		const char *chat, *id;
		int64_t at;
		enum case_priority priority;
		const char *name;
	} cases[] = {
		{ "628120001@c.us", "1", NINE, PRIORITY_LOW, "Ani" },			/* due 13:00 */
		{ "628120002@c.us", "2", NINE + 30 * M, PRIORITY_NORMAL, "Budi" },	/* 10:30 */
		{ "628120003@c.us", "3", NINE + 40 * M, PRIORITY_HIGH, "Citra" },	/* 09:55 */
		{ "628120004@c.us", "4", NINE + 100 * M, PRIORITY_URGENT, "Dodi" },	/* 10:45 */
		{ "628120005@c.us", "5", NINE + 90 * M, PRIORITY_HIGH, "Euis" },	/* 10:45 */
	};
	static const struct {
		int64_t now;
		enum conversation_promised promised;
		const char *want;
	} asks[] = {
		{ NINE + 100 * M, PROMISED_ANY, "Citra Budi Dodi Euis Ani " },
		{ NINE + 100 * M, PROMISED_LATE, "Citra Budi " },
		{ NINE + 100 * M, PROMISED_SOON, "Dodi Euis " },
		{ NINE + 105 * M, PROMISED_LATE, "Citra Budi Dodi Euis " },
		{ NINE + 105 * M, PROMISED_SOON, "" },
		{ NINE + 50 * M, PROMISED_ANY, "Dodi Citra Euis Budi Ani " },
	};
	struct shop *s = *state;

	promise(s, &shop);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->now = cases[i].at;
		struct arrived a = say(s, &(struct said){ .chat = cases[i].chat, .id = cases[i].id, .at = cases[i].at,
			.text = "x", .name = cases[i].name });
		WRITE(s, conversation_set_priority(s->d, a.conversation_id, cases[i].priority, &s->c, e));
	}
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct conversation_query q = { .view = VIEW_NEEDS_REPLY, .limit = 2, .now = asks[i].now,
			.promise = asks[i].promised };
		struct conversation_rows rows = { 0 };
		char next[CONVERSATION_CURSOR] = "", after[CONVERSATION_CURSOR], got[100] = "";
		int64_t n, found = 0;

		do {
			str_copy(after, sizeof after, next);
			q.after = after;
			MUST(conversation_list(s->d, &q, &rows, next, e));
			for (size_t k = 0; k < rows.n; k++, found++)
				snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", rows.v[k].title);
			conversation_rows_fini(&rows);
		} while (*next != '\0');
		if (strcmp(got, asks[i].want))
			fail_msg("%zu: %s, not %s", i, got, asks[i].want);
		MUST(conversation_count(s->d, &q, &n, e));
		assert_int_equal(n, found);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)

int main(void)
{
	const struct CMUnitTest tests[] = { T(first_and_next), T(taken_back), T(priorities), T(none), T(deleted), T(snoozed),
		T(told), T(set_again), T(new_case), T(order) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
