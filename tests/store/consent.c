/* consent: what people agreed to and refused, what it comes to for the gates; and
 * the facts that are counted over a moving time. */
#include "shop.h"

#include <stdio.h>
#include <string.h>

#include "store/consent.h"
#include "store/contact.h"
#include "store/facts.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define BUDI_LID "290011122233@lid"
#define SARI "628222333444@c.us"

enum { DAY_S = 24 * 3600, TODAY = NOW / DAY_S };

static size_t consent(struct shop *s, int64_t contact, enum consent kind, const char *wording, const char *proof,
	int64_t at)
{
	struct consent_row r = { .contact_id = contact, .at = at, .kind = kind, .source = "form", .wording = wording,
		.proof = proof, .agent_id = s->rina, .who = "rina" };
	size_t cancelled = 0;

	WRITE(s, consent_add(s->d, &r, &cancelled, &s->c, e));
	return cancelled;
}

static struct item_facts facts_of(struct shop *s, int64_t message)
{
	struct item_facts f;

	MUST(facts_item(s->d, message, NULL, TODAY, &f, e));
	return f;
}

/* Whoever writes gives a reason to be written to, noted once a day, of history too,
 * whichever way it is read. */
static void wrote(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .at = NOW - 10 * DAY_S, .text = "x",
		.history = true });
	struct consent_rows rows = { 0 };
	int64_t m = write_to(s, a.chat_id, "Halo");

	assert_int_equal(facts_of(s, m).wrote_at, NOW - 10 * DAY_S);
	say(s, &(struct said){ .chat = BUDI, .id = "A2", .at = NOW - 100 * DAY_S, .text = "x", .history = true });
	assert_int_equal(facts_of(s, m).wrote_at, NOW - 10 * DAY_S);
	say(s, &(struct said){ .chat = BUDI, .id = "A3", .at = NOW - 60, .text = "x" });
	say(s, &(struct said){ .chat = BUDI, .id = "A4", .at = NOW - 30, .text = "x" });
	assert_int_equal(facts_of(s, m).wrote_at, NOW - 60);
	MUST(consent_list(s->d, a.contact_id, 0, 10, &rows, e));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.v[0].kind, CONSENT_WROTE);
	assert_int_equal(rows.v[0].at, NOW - 60);
	assert_string_equal(rows.v[0].who, "engine");
	consent_rows_fini(&rows);
	/* Our own words and a group's are nobody's consent. */
	a = say(s, &(struct said){ .chat = SARI, .id = "B1", .from_me = true, .text = "x" });
	assert_int_equal(facts_of(s, write_to(s, a.chat_id, "Halo")).wrote_at, 0);
	a = say(s, &(struct said){ .chat = "120363041234567890@g.us", .id = "G1", .sender = SARI, .text = "x" });
	assert_int_equal(number_of(s, "SELECT count(*) FROM consents"), 2);
}

/* Out cancels what waits, whatever number it is of; in ends it. */
static void out_and_in(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .text = "x" });
	struct arrived b = say(s, &(struct said){ .chat = BUDI, .id = "A2", .text = "x", .number = s->other });
	struct arrived sari = say(s, &(struct said){ .chat = SARI, .id = "B1", .text = "x" });
	int64_t one = write_to(s, a.chat_id, "satu"), two = write_to(s, b.chat_id, "dua");
	int64_t hers = write_to(s, sari.chat_id, "tiga"), left = write_to(s, a.chat_id, "empat");
	struct sentence why;
	struct contact_row row;
	struct item_facts f;

	begin(s, left, NOW_MS, NULL);
	sentence_set(&why, "test", "test", NULL);
	WRITE(s, outbox_hold(s->d, one, &why, &s->c, e));
	s->c.n = 0;
	assert_int_equal(consent(s, a.contact_id, CONSENT_OUT, "", "", NOW), 2);
	assert_int_equal(state_of(s, one), MSG_CANCELLED);
	assert_int_equal(state_of(s, two), MSG_CANCELLED);
	assert_int_equal(state_of(s, left), MSG_SENDING);
	assert_int_equal(state_of(s, hers), MSG_QUEUED);
	assert_true(changed(s, CHANGE_CONTACT, a.contact_id));
	assert_true(changed(s, CHANGE_MESSAGE, one));
	MUST(contact_get(s->d, a.contact_id, &row, e));
	assert_int_equal(row.opted_out_at, NOW);
	contact_row_fini(&row);

	consent(s, a.contact_id, CONSENT_IN, "", "", NOW + 10);
	one = write_to(s, a.chat_id, "lima");
	f = facts_of(s, one);
	assert_false(f.opted_out);
	assert_int_equal(f.consent_at, NOW + 10);
	assert_int_equal(f.opted_in_at, 0);
	/* Wording alone proves nothing. */
	consent(s, a.contact_id, CONSENT_IN, "Ya, saya mau", "", NOW + 20);
	assert_int_equal(facts_of(s, one).opted_in_at, 0);
	consent(s, a.contact_id, CONSENT_IN, "Ya, saya mau", "form 12", NOW + 30);
	f = facts_of(s, one);
	assert_int_equal(f.opted_in_at, NOW + 30);
	assert_int_equal(f.consent_at, NOW + 30);
	/* What was given is taken back whole. */
	assert_int_equal(consent(s, a.contact_id, CONSENT_OUT, "", "", NOW + 40), 1);
	f = facts_of(s, one);
	assert_true(f.opted_out);
	assert_int_equal(f.consent_at, 0);
	assert_int_equal(f.opted_in_at, 0);
}

/* History stays as it was written. */
static void append_only(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .text = "x" });

	consent(s, a.contact_id, CONSENT_IN, "w", "p", NOW);
	number_of(s, "SELECT count(*) FROM consents");
	assert_int_equal(number_of(s, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
		" AND tbl_name = 'consents' AND sql LIKE '%BEFORE UPDATE%RAISE%'"), 1);
}

/* Two contacts who turn out to be one: what either refused stays refused, and the
 * history is one. */
static void merged(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .at = NOW - 5 * DAY_S, .text = "x" });
	struct arrived b = say(s, &(struct said){ .chat = BUDI_LID, .id = "A2", .at = NOW - 2 * DAY_S, .text = "x" });
	struct consent_rows rows = { 0 };
	struct item_facts f;

	consent(s, a.contact_id, CONSENT_IN, "w", "p", NOW - 100);
	consent(s, b.contact_id, CONSENT_OUT, "", "", NOW - 50);
	say(s, &(struct said){ .chat = BUDI, .id = "A3", .at = NOW, .text = "x", .alt = BUDI_LID });
	f = facts_of(s, write_to(s, a.chat_id, "Halo"));
	assert_true(f.opted_out);
	assert_int_equal(f.wrote_at, NOW);
	MUST(consent_list(s->d, a.contact_id, 0, 10, &rows, e));
	assert_int_equal(rows.n, 5);
	consent_rows_fini(&rows);
	/* By the old id too. */
	consent(s, b.contact_id, CONSENT_IN, "", "", NOW + 1);
	assert_false(facts_of(s, write_to(s, a.chat_id, "Halo")).opted_out);
}

static void leaves(struct shop *s, int64_t message, int64_t at_ms, bool initiation)
{
	struct outbox_leave l = { .message_id = message, .now_ms = at_ms, .deadline_ms = at_ms + 90000,
		.day = (int32_t)(at_ms / 1000 / DAY_S), .gap_ms = 5000, .initiation = initiation };
	int attempt;

	WRITE(s, outbox_begin(s->d, &l, &attempt, &s->c, e));
}

static int64_t chat_with(struct shop *s, int n)
{
	struct chat_ref ref;
	struct address a;
	char text[40];

	snprintf(text, sizeof text, "6285000000%03d@c.us", n);
	a = address(text);
	WRITE(s, chat_open(s->d, s->number, &a, NULL, NOW, &ref, &s->c, e));
	return ref.chat_id;
}

static struct item_facts recent_of(struct shop *s, int64_t message, int64_t chat, const char *text, int64_t now_ms,
	int tier, struct number_facts *n)
{
	struct facts_recent r = { .session_id = s->number, .message_id = message, .chat_id = chat, .text = text,
		.now_ms = now_ms, .day = (int32_t)(now_ms / 1000 / DAY_S), .tiered = tier > 0, .tier_limit = tier };
	struct item_facts f = { 0 };
	struct chat_ref ref;

	*n = (struct number_facts){ 0 };
	MUST(chat_get(s->d, chat, &ref, e));
	r.contact_id = ref.contact_id;
	MUST(facts_recent(s->d, &r, n, &f, e));
	return f;
}

static void same_text(void **state)
{
	struct shop *s = *state;
	struct number_facts n;
	int64_t chat = chat_with(s, 1), other = chat_with(s, 2);
	int64_t one = write_at(s, chat, "Barangnya siap", NOW_MS, 0, ORIGIN_AGENT);
	int64_t two = write_at(s, chat, "Barangnya siap", NOW_MS + 5000, 0, ORIGIN_AGENT);

	/* The second is the copy, not the first; a preview would be one too. */
	assert_int_equal(recent_of(s, one, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, 0);
	assert_int_equal(recent_of(s, two, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, NOW_MS);
	assert_int_equal(recent_of(s, 0, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, NOW_MS + 5000);
	assert_int_equal(recent_of(s, 0, chat, "Barangnya siap!", NOW_MS, 0, &n).same_ms, 0);
	assert_int_equal(recent_of(s, 0, other, "Barangnya siap", NOW_MS, 0, &n).same_ms, 0);
	/* From when it leaves, that counts. */
	leaves(s, one, NOW_MS + 9000, false);
	assert_int_equal(recent_of(s, two, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, NOW_MS + 9000);
	/* One that was taken back is none. */
	WRITE(s, outbox_cancel(s->d, two, NOW_MS, &s->c, e));
	assert_int_equal(recent_of(s, 0, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, NOW_MS + 9000);
}

/* What is passed on is the same to whom it reaches as what is typed. */
static void same_passed_on(void **state)
{
	struct shop *s = *state;
	struct number_facts n;
	int64_t chat = chat_with(s, 1), other = chat_with(s, 2), passed, photo;
	struct outbox_new f = { .session_id = s->number, .chat_id = chat, .agent_id = s->rina, .origin = ORIGIN_AGENT,
		.kind = KIND_TEXT, .text = "Barangnya siap", .recipient = address("6285000000001@c.us"), .born_ms = NOW_MS,
		.forward = "true_628111@c.us_AAAA" };

	f.forward_of = write_at(s, other, "Barangnya siap", NOW_MS, 0, ORIGIN_AGENT);
	WRITE(s, outbox_add(s->d, &f, &passed, &s->c, e));
	assert_int_equal(recent_of(s, passed, chat, f.text, NOW_MS, 0, &n).same_ms, 0);
	assert_int_equal(recent_of(s, 0, chat, "Barangnya siap", NOW_MS, 0, &n).same_ms, NOW_MS);
	/* The other way round. */
	write_at(s, chat, "Sudah dikirim", NOW_MS + 1000, 0, ORIGIN_AGENT);
	f.text = "Sudah dikirim";
	f.forward = "true_628111@c.us_BBBB";
	WRITE(s, outbox_add(s->d, &f, &passed, &s->c, e));
	assert_int_equal(recent_of(s, passed, chat, f.text, NOW_MS, 0, &n).same_ms, NOW_MS + 1000);
	/* Two photos without a word are two. */
	f.kind = KIND_IMAGE;
	f.text = "";
	WRITE(s, outbox_add(s->d, &f, &photo, &s->c, e));
	f.forward = "true_628111@c.us_CCCC";
	WRITE(s, outbox_add(s->d, &f, &photo, &s->c, e));
	assert_int_equal(recent_of(s, photo, chat, f.text, NOW_MS, 0, &n).same_ms, 0);
	WRITE(s, outbox_add(s->d, &f, &photo, &s->c, e));
	assert_int_equal(recent_of(s, photo, chat, f.text, NOW_MS, 0, &n).same_ms, NOW_MS);
}

static void alike(void **state)
{
	struct shop *s = *state;
	struct number_facts n;
	char text[80];
	int64_t last = chat_with(s, 90);

	for (int i = 0; i < 4; i++) {
		int64_t chat = chat_with(s, i);

		snprintf(text, sizeof text, "Halo %c, ada promo akhir tahun di toko kami", 'A' + i);
		leaves(s, write_to(s, chat, text), NOW_MS + i * 1000, i != 3);
	}
	/* Three began with it, one answered with it. */
	assert_int_equal(recent_of(s, 0, last, "Halo Z, ada promo akhir tahun di toko kami", NOW_MS + 5000, 0, &n).alike, 3);
	assert_int_equal(recent_of(s, 0, last, "Pesanan kakak sudah dikirim", NOW_MS + 5000, 0, &n).alike, 0);
	/* Not himself, and not after an hour. */
	assert_int_equal(recent_of(s, 0, chat_with(s, 0), "Halo Z, ada promo akhir tahun di toko kami", NOW_MS + 5000, 0,
		&n).alike, 2);
	assert_int_equal(recent_of(s, 0, last, "Halo Z, ada promo akhir tahun di toko kami", NOW_MS + 3600 * 1000 + 999, 0,
		&n).alike, 2);
}

static void tier(void **state)
{
	struct shop *s = *state;
	struct number_facts n;
	int64_t last = chat_with(s, 90), now_ms = NOW_MS + 5 * 3600 * 1000;

	/* At 0, 1, 2 and 3 hours; the fourth is an answer. */
	for (int i = 0; i < 4; i++)
		leaves(s, write_to(s, chat_with(s, i), "x"), NOW_MS + i * 3600 * 1000, i != 3);
	recent_of(s, 0, last, "y", now_ms, 3, &n);
	assert_int_equal(n.tier_used, 3);
	assert_int_equal(n.tier_frees_at, NOW + DAY_S);
	/* Of two places both that are too many have to go. */
	recent_of(s, 0, last, "y", now_ms, 2, &n);
	assert_int_equal(n.tier_frees_at, NOW + 3600 + DAY_S);
	recent_of(s, 0, last, "y", now_ms, 4, &n);
	assert_int_equal(n.tier_frees_at, 0);
	/* Days are nothing to it, 24 hours are. */
	recent_of(s, 0, last, "y", NOW_MS + (int64_t)DAY_S * 1000, 3, &n);
	assert_int_equal(n.tier_used, 2);
	assert_true(recent_of(s, 0, chat_with(s, 1), "y", now_ms, 3, &n).begun_24h);
	assert_false(recent_of(s, 0, chat_with(s, 3), "y", now_ms, 3, &n).begun_24h);
	/* Begun again: 24 hours from then. */
	leaves(s, write_to(s, chat_with(s, 0), "z"), NOW_MS + 4 * 3600 * 1000, true);
	recent_of(s, 0, last, "y", now_ms, 3, &n);
	assert_int_equal(n.tier_used, 3);
	assert_int_equal(n.tier_frees_at, NOW + 3600 + DAY_S);
}

/* What a person said yes to adds up, and is kept. */
static void confirmed(void **state)
{
	struct shop *s = *state;
	int64_t m = write_to(s, chat_with(s, 1), "Halo");
	struct sentence why;

	sentence_set(&why, "test", "test", NULL);
	WRITE(s, outbox_hold(s->d, m, &why, &s->c, e));
	WRITE(s, outbox_confirm(s->d, m, CONFIRMED_WINDOW, s->rina, "asked by phone", NOW_MS, &s->c, e));
	assert_int_equal(state_of(s, m), MSG_QUEUED);
	WRITE(s, outbox_confirm(s->d, m, CONFIRMED_DUPLICATE, s->rina, "", NOW_MS, &s->c, e));
	assert_int_equal(facts_of(s, m).confirmed, CONFIRMED_WINDOW | CONFIRMED_DUPLICATE);
	/* Released: nobody said yes to anything. */
	m = write_to(s, chat_with(s, 2), "Halo");
	REFUSED("outbox.state", db_begin_write(s->d, e) && outbox_release(s->d, m, &s->c, e));
	db_rollback(s->d);
	WRITE(s, outbox_hold(s->d, m, &why, &s->c, e));
	WRITE(s, outbox_release(s->d, m, &s->c, e));
	assert_int_equal(state_of(s, m), MSG_QUEUED);
	assert_int_equal(facts_of(s, m).confirmed, 0);
	assert_int_equal(number_of(s, "SELECT confirmed_at FROM outbox ORDER BY message_id DESC LIMIT 1"), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
	const struct CMUnitTest tests[] = {
		TEST(wrote),
		TEST(out_and_in),
		TEST(append_only),
		TEST(merged),
		TEST(same_text), TEST(same_passed_on),
		TEST(alike),
		TEST(tier),
		TEST(confirmed),
	};

	return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
