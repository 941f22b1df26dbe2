/* away: an automatic answer is nobody's answer, wherever one looks; that somebody was told
 * is the message itself, through merges, echoes and what becomes of it; and what waits is
 * cancelled as soon as a person speaks. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"
#include "store/away.h"
#include "store/contact_figures.h"
#include "store/contact_merge.h"
#include "store/erase.h"
#include "store/promise.h"
#include "store/window.h"

#include "base/banned.h"

#define ANI "62812000001@c.us"
#define ANI_LID "290011122233@lid"
#define BUDI "62812000002@c.us"

enum { M = 60, H = 3600, D = 86400 };

static struct arrived hear(struct shop *s, const char *chat, const char *id, int64_t at)
{
	s->now = at;
	return say(s, &(struct said){ .chat = chat, .id = id, .at = at, .text = "Halo?" });
}

static int64_t tell(struct shop *s, int64_t chat, int64_t at)
{
	return write_at(s, chat, "Kami sedang tutup", at * 1000, 0, ORIGIN_AUTO);
}

static struct away_past past_of(struct shop *s, const struct arrived *a, const char *address_of)
{
	struct address to = address(address_of);
	struct away_ask ask = { .session_id = s->number, .chat_id = a->chat_id, .contact_id = a->contact_id,
		.message_id = a->message_id, .recipient = &to, .talk_from = s->now - 30 * M, .quick_s = 60, .last = 3 };
	struct away_past p;

	MUST(away_past(s->d, &ask, &p, e));
	return p;
}

/* Whoever wrote waits as if nothing had been said, and the list shows what they wrote. */
static void waits(struct shop *s, const struct arrived *a, int64_t since, int line)
{
	struct conversation_row k = case_of(s, a->conversation_id);
	bool ok = k.needs_reply && k.waiting_since == since && k.last_id == a->message_id && k.status == CASE_OPEN &&
		k.promise_due == since + H && k.promise_kind == PROMISE_FIRST;

	if (!ok)
		fail_msg("line %d: needs %d, since %+lld, last %lld (theirs %lld), due %+lld %s", line, k.needs_reply,
			(long long)(k.waiting_since - since), (long long)k.last_id, (long long)a->message_id,
			(long long)(k.promise_due - since), promise_kind_name(k.promise_kind));
	conversation_row_fini(&k);
}
#define WAITS(a) waits(s, &(a), NOW, __LINE__)

static void promised(struct shop *s)
{
	static const struct promise_words words = { .zone = "UTC", .week = "mon-sun always", .closed = "", .first = "1h",
		.next = "2h" };

	WRITE(s, promise_set(s->d, s->number, &words, &s->c, e));
}

static void is_no_answer(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	struct contact_figures f;
	struct window_rows w = { 0 };
	struct event edit = { .kind = EVENT_EDITED, .at = NOW + 60, .text = (char *)"Halo kak?", .target_known_side = true,
		.target = "A1" };
	int64_t id;
	int attempt;

	promised(s);
	a = hear(s, ANI, "A1", NOW);
	WAITS(a);
	id = tell(s, a.chat_id, NOW + 1);
	WAITS(a);
	attempt = begin(s, id, NOW_MS + 8000, NULL);
	WAITS(a);
	/* Its echo is quicker than WAHA's answer, and looks like the owner's phone until then. */
	say(s, &(struct said){ .chat = ANI, .id = "OUT1", .at = NOW + 8, .from_me = true, .text = "Kami sedang tutup" });
	end(s, id, attempt, NOW_MS + 9000, OUTCOME_ACCEPTED, "OUT1");
	WAITS(a);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE from_me = 1 AND origin = 'auto'"), 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE from_me = 1"), 1);
	/* Its ticks, its echo once more, their edit of what they wrote: all of them sum up again. */
	ack(s, "OUT1", 2);
	say(s, &(struct said){ .chat = ANI, .id = "OUT1", .at = NOW + 8, .from_me = true, .text = "Kami sedang tutup" });
	WAITS(a);
	arrive(s, &edit, true);
	WAITS(a);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE origin = 'auto'"), 1);
	MUST(contact_figures(s->d, a.contact_id, &f, e));
	assert_int_equal(f.answer_median_s, -1);
	MUST(window_list(s->d, a.chat_id, 5, &w, e));
	assert_int_equal(w.n, 1);
	assert_int_equal(w.v[0].first_answer_at, 0);
	free(w.v);
	w = (struct window_rows){ 0 };
	/* What a person answers is the first answer, after 40 minutes. */
	s->now = NOW + 40 * M;
	id = write_to(s, a.chat_id, "Ada kak");
	attempt = begin(s, id, (NOW + 40 * M) * 1000LL, "OUT2");
	end(s, id, attempt, (NOW + 40 * M + 1) * 1000LL, OUTCOME_ACCEPTED, "OUT2");
	MUST(contact_figures(s->d, a.contact_id, &f, e));
	assert_int_equal(f.answer_median_s, 40 * M);
	MUST(window_list(s->d, a.chat_id, 5, &w, e));
	assert_int_equal(w.v[0].first_answer_at, NOW + 40 * M);
	free(w.v);
	assert_int_equal(number_of(s, "SELECT needs_reply FROM conversations"), 0);
}

static void told(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, ANI, "A1", NOW), b = hear(s, BUDI, "B1", NOW), other;
	struct away_past p = past_of(s, &a, ANI);
	struct changes none = { 0 };
	int64_t id, gone;

	assert_int_equal(p.told_any, 0);
	/* One transaction: where it is taken back, nobody was told. */
	MUST(db_begin_write(s->d, e));
	MUST(outbox_add(s->d, &(struct outbox_new){ .session_id = s->number, .chat_id = a.chat_id, .origin = ORIGIN_AUTO,
		.text = "x", .recipient = address(ANI), .born_ms = NOW_MS }, &id, &none, e));
	p = past_of(s, &a, ANI);
	assert_int_equal(p.told_here, NOW);
	db_rollback(s->d);
	changes_fini(&none);
	p = past_of(s, &a, ANI);
	assert_int_equal(p.told_any, 0);
	/* Cancelled, rejected or sent: it was the one. */
	id = tell(s, a.chat_id, NOW + 1);
	WRITE(s, outbox_cancel(s->d, id, NOW_MS + 2000, &s->c, e));
	p = past_of(s, &a, ANI);
	assert_int_equal(p.told_here, NOW + 1);
	assert_int_equal(p.told_any, NOW + 1);
	p = past_of(s, &b, BUDI);
	assert_int_equal(p.told_any, 0);
	/* What people and campaigns write is none. */
	write_at(s, b.chat_id, "Promo", NOW_MS, 0, ORIGIN_CAMPAIGN);
	write_to(s, b.chat_id, "Halo");
	p = past_of(s, &b, BUDI);
	assert_int_equal(p.told_any, 0);
	/* The same person, to the shop's other number. */
	other = say(s, &(struct said){ .chat = ANI, .id = "A2", .text = "Halo", .number = s->other });
	s->number = s->other;
	p = past_of(s, &other, ANI);
	assert_int_equal(p.told_here, 0);
	assert_int_equal(p.told_any, NOW + 1);
	s->number = number_of(s, "SELECT id FROM whatsapp_sessions WHERE name = 'toko'");
	/* A stranger's hidden id turns out to be Ani's: she was told. */
	a = hear(s, ANI_LID, "L1", NOW + M);
	p = past_of(s, &a, ANI_LID);
	assert_int_equal(p.told_any, 0);
	a = say(s, &(struct said){ .chat = ANI_LID, .alt = ANI, .id = "L2", .text = "Halo" });
	p = past_of(s, &a, ANI_LID);
	assert_int_equal(p.told_here, NOW + 1);
	/* Budi is told as Ani's, and made himself again: he was told. */
	WRITE(s, contact_merge(s->d, a.contact_id, b.contact_id, NOW + 2 * M, &s->c, e));
	hear(s, BUDI, "B2", NOW + 3 * M);
	tell(s, a.chat_id, NOW + 3 * M);
	WRITE(s, contact_unmerge(s->d, a.contact_id, NOW + 4 * M, &gone, &s->c, e));
	assert_int_equal(gone, b.contact_id);
	b = hear(s, BUDI, "B3", NOW + 5 * M);
	assert_int_equal(b.contact_id, gone);
	p = past_of(s, &b, BUDI);
	assert_int_equal(p.told_here, NOW + 3 * M);
}

/* Of somebody who was erased nobody knows whether they were told: they count as told then,
 * under each address of theirs. */
static void erased(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = ANI, .alt = ANI_LID, .id = "A1", .at = NOW, .text = "Halo?" });
	struct arrived b = hear(s, BUDI, "B1", NOW);
	struct erase_files files = { 0 };
	struct away_past p;
	bool more = true;
	int64_t id = tell(s, a.chat_id, NOW + 1);

	end(s, id, begin(s, id, NOW_MS + 1000, "T1"), NOW_MS + 1000, OUTCOME_ACCEPTED, "T1");
	WRITE(s, erase_begin(s->d, a.contact_id, NOW + H, &s->c, e));
	while (more) {
		WRITE(s, erase_piece(s->d, &files, &more, e));
		erase_files_fini(&files);
	}
	a = hear(s, ANI_LID, "A2", NOW + 2 * H);
	p = past_of(s, &a, ANI_LID);
	assert_in_range(p.told_here, NOW + H - 2 * M, NOW + H);
	assert_int_equal(p.told_any, p.told_here);
	a = hear(s, ANI, "A3", NOW + 2 * H);
	p = past_of(s, &a, ANI);
	assert_in_range(p.told_here, NOW + H - 2 * M, NOW + H);
	/* What they are told since is newer. */
	tell(s, a.chat_id, NOW + 3 * H);
	p = past_of(s, &a, ANI);
	assert_int_equal(p.told_here, NOW + 3 * H);
	p = past_of(s, &b, BUDI);
	assert_int_equal(p.told_any, 0);
}

static void talk_and_machines(void **state)
{
	static const struct {
		const char *what;
		const char *said; /* c theirs, a automatic, g agent, p phone; +N seconds on */
		bool talked;
		int quick;
	} cases[] = {
		{ "nothing before", "", false, 0 },
		{ "an agent", "g +60", true, 0 },
		{ "the owner's phone", "p +60", true, 0 },
		{ "an agent long ago", "g +1801", false, 0 },
		{ "an automatic answer is no talk", "c +5 a +60", false, 0 },
		{ "an echo", "c +5 a +2 c +60", false, 1 },
		{ "three at once behind it", "c +5 a +2 c +1 c +1 c +60", false, 3 },
		{ "three, a minute behind it", "c +5 a +60 c c c +60", false, 3 },
		{ "a second later than that", "c +5 a +61 c c c +60", false, 0 },
		{ "a person takes their time", "c +5 a +300 c +60", false, 0 },
		{ "two echoes, and before them a question", "c +9 a +1 c +90000 c +1 a +1 c +60", false, 2 },
		{ "three days, three echoes, nothing else", "a +1 c +90000 a +1 c +90000 a +1 c +90000", false, 3 },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char who[ADDRESS_CAP], id[16];
		int64_t at = NOW + (int64_t)i * 30 * D;
		struct arrived a;
		struct away_past p;
		int n = 0;

		snprintf(who, sizeof who, "6281300%04zu@c.us", i);
		/* A chat needs somebody who wrote once, long before. */
		a = hear(s, who, "first", at - 5 * D);
		MUST(number_of(s, "UPDATE messages SET wa_id = 'first' || id WHERE wa_id = 'first' RETURNING 1") == 1);
		for (const char *p2 = cases[i].said; *p2; p2 += strcspn(p2, " "), p2 += *p2 == ' ') {
			int64_t out;

			s->now = at;
			snprintf(id, sizeof id, "X%zu.%d", i, n++);
			switch (*p2) {
			case '+':
				at += strtoll(p2 + 1, NULL, 10);
				break;
			case 'c':
				hear(s, who, id, at);
				break;
			case 'p':
				say(s, &(struct said){ .chat = who, .id = id, .at = at, .from_me = true, .text = "ya" });
				break;
			default:
				out = write_at(s, a.chat_id, id, at * 1000, 0, *p2 == 'a' ? ORIGIN_AUTO : ORIGIN_AGENT);
				end(s, out, begin(s, out, at * 1000, id), at * 1000, OUTCOME_ACCEPTED, id);
			}
		}
		a = hear(s, who, "last", at);
		p = past_of(s, &a, who);
		if ((p.talked_at > 0) != cases[i].talked || p.quick != cases[i].quick)
			fail_msg("%s: talked %lld, quick %d", cases[i].what, (long long)p.talked_at, p.quick);
		MUST(number_of(s, "UPDATE messages SET wa_id = 'last' || id WHERE wa_id = 'last' RETURNING 1") == 1);
	}
}

static void switched(void **state)
{
	struct shop *s = *state;
	struct away_row r = { .since = NOW, .until = NOW + H, .text = (char *)"Tutup, {{first_name}}",
		.variables = (char *)"[]", .language = TEMPLATE_INDONESIAN, .who = "rina" }, got;
	bool was = true;

	MUST(away_get(s->d, s->number, &got, e));
	assert_false(got.on);
	WRITE(s, away_off(s->d, s->number, &was, e));
	assert_false(was);
	WRITE(s, away_on(s->d, s->number, &r, e));
	MUST(away_get(s->d, s->other, &got, e));
	assert_false(got.on);
	MUST(away_get(s->d, s->number, &got, e));
	assert_true(got.on);
	assert_int_equal(got.since, NOW);
	assert_int_equal(got.until, NOW + H);
	assert_string_equal(got.text, r.text);
	assert_string_equal(got.who, "rina");
	away_row_fini(&got);
	WRITE(s, away_off(s->d, s->number, &was, e));
	assert_true(was);
	MUST(away_get(s->d, s->number, &got, e));
	assert_false(got.on);
	assert_string_equal(got.text, r.text); /* for the next time */
	away_row_fini(&got);
	r.since = NOW + D;
	r.until = 0;
	WRITE(s, away_on(s->d, s->number, &r, e));
	MUST(away_get(s->d, s->number, &got, e));
	assert_int_equal(got.since, NOW + D);
	assert_int_equal(got.until, 0);
	away_row_fini(&got);
}

/* What makes a waiting one go, and what does not. */
static void dropped(void **state)
{
	static const struct {
		const char *what;
		enum { AGENT, LATER, CAMPAIGN, PHONE, CUSTOMER, NUMBER, OTHER_NUMBER, OTHER_CHAT, LATE, NOT_LATE } how;
		enum message_state was, is;
	} cases[] = {
		{ "an agent answers", AGENT, MSG_QUEUED, MSG_CANCELLED },
		{ "an agent's for later", LATER, MSG_QUEUED, MSG_QUEUED },
		{ "a campaign", CAMPAIGN, MSG_QUEUED, MSG_QUEUED },
		{ "the owner's phone", PHONE, MSG_QUEUED, MSG_CANCELLED },
		{ "they write again", CUSTOMER, MSG_QUEUED, MSG_QUEUED },
		{ "the absence of its number is over", NUMBER, MSG_QUEUED, MSG_CANCELLED },
		{ "a held one too", NUMBER, MSG_HELD, MSG_CANCELLED },
		{ "that of the other number", OTHER_NUMBER, MSG_QUEUED, MSG_QUEUED },
		{ "another chat's", OTHER_CHAT, MSG_QUEUED, MSG_QUEUED },
		{ "its life is over", LATE, MSG_QUEUED, MSG_CANCELLED },
		{ "not yet", NOT_LATE, MSG_QUEUED, MSG_QUEUED },
		{ "one on its way goes on", AGENT, MSG_SENDING, MSG_SENDING },
		{ "one that left stays", NUMBER, MSG_ACCEPTED, MSG_ACCEPTED },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sentence why = { .key = "away.over", .text = "nobody is away any more", .args = "" };
		struct away_drop all = { .session_id = s->number, .why = &why };
		char who[ADDRESS_CAP], id[16];
		struct arrived a, b;
		struct audit_rows trail = { 0 };
		int64_t mine, late;
		size_t n;

		shop_close(state);
		shop_open(state);
		s = *state;
		all.session_id = s->number;
		snprintf(who, sizeof who, "6281300%04zu@c.us", i);
		snprintf(id, sizeof id, "X%zu", i);
		a = hear(s, who, id, NOW);
		b = hear(s, BUDI, "B", NOW);
		mine = tell(s, a.chat_id, NOW);
		WRITE(s, outbox_set_life(s->d, mine, NOW + H, e));
		MUST(away_next_late(s->d, &late, e));
		assert_int_equal(late, NOW + H);
		if (cases[i].was == MSG_HELD)
			WRITE(s, outbox_hold(s->d, mine, &why, &s->c, e));
		if (cases[i].was == MSG_SENDING)
			begin(s, mine, NOW_MS, "O");
		if (cases[i].was == MSG_ACCEPTED)
			end(s, mine, begin(s, mine, NOW_MS, "O"), NOW_MS, OUTCOME_ACCEPTED, "O");
		switch (cases[i].how) {
		case AGENT:
			write_to(s, a.chat_id, "ya");
			break;
		case LATER:
			write_at(s, a.chat_id, "besok", NOW_MS, NOW_MS + 1, ORIGIN_AGENT);
			break;
		case CAMPAIGN:
			write_at(s, a.chat_id, "promo", NOW_MS, 0, ORIGIN_CAMPAIGN);
			break;
		case PHONE:
			say(s, &(struct said){ .chat = who, .id = "P", .from_me = true, .text = "ya" });
			break;
		case CUSTOMER:
			hear(s, who, "again", NOW + 1);
			break;
		case NUMBER:
			WRITE(s, away_drop(s->d, &all, NOW_MS, &n, &s->c, e));
			break;
		case OTHER_NUMBER:
			all.session_id = s->other;
			WRITE(s, away_drop(s->d, &all, NOW_MS, &n, &s->c, e));
			break;
		case OTHER_CHAT:
			write_to(s, b.chat_id, "ya");
			break;
		case LATE:
		case NOT_LATE:
			all.late_at = cases[i].how == LATE ? NOW + H : NOW + H - 1;
			all.session_id = 0;
			WRITE(s, away_drop(s->d, &all, NOW_MS, &n, &s->c, e));
			break;
		}
		if (state_of(s, mine) != cases[i].is)
			fail_msg("%s: %s", cases[i].what, message_state_name(state_of(s, mine)));
		MUST(audit_list(s->d, &(struct audit_query){ .action = "cancel", .message_id = mine, .limit = 5 }, &trail, e));
		assert_int_equal(trail.n, cases[i].is == MSG_CANCELLED);
		if (trail.n)
			assert_int_equal(trail.v[0].conversation_id, a.conversation_id);
		audit_rows_fini(&trail);
		MUST(away_next_late(s->d, &late, e));
		assert_int_equal(late, cases[i].is == MSG_QUEUED ? NOW + H : 0);
	}
}

static void counted(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, ANI, "A", NOW), b = hear(s, BUDI, "B", NOW);
	int64_t people, waiting, one;

	one = tell(s, a.chat_id, NOW - 1);
	end(s, one, begin(s, one, NOW_MS, "O1"), NOW_MS, OUTCOME_ACCEPTED, "O1");
	one = tell(s, a.chat_id, NOW);
	end(s, one, begin(s, one, NOW_MS, "O2"), NOW_MS, OUTCOME_ACCEPTED, "O2");
	tell(s, b.chat_id, NOW + 1);
	MUST(away_told(s->d, s->number, NOW, &people, &waiting, e));
	assert_int_equal(people, 1);
	assert_int_equal(waiting, 1);
	MUST(away_told(s->d, s->other, NOW, &people, &waiting, e));
	assert_int_equal(people + waiting, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_no_answer, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(told, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(erased, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(talk_and_machines, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(switched, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(dropped, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(counted, shop_open, shop_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
