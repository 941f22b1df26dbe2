/* rules: consent, the window, content, copies and the tier as the sender keeps
 * them, and what stop words do. What counts is what reached the pretended WhatsApp. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/rulebook.h"
#include "model/facts.h"
#include "store/chat.h"
#include "store/consent.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* As it is when the owner has set nothing. */
#define STRICT "require_consent = yes\noutside_window = confirm\npoll_interval = 2-300s\n"

static void begin(struct run *r, const char *config)
{
	run_begin(r, &(struct run_options){ .config = config, .warm = true });
	run_for(r, 5 * SECOND);
}

static void heard(struct run *r, const char *from, const char *text)
{
	run_says(r, from, text);
	run_for(r, 20 * SECOND);
}

static void confirm(struct run *r, int64_t id, unsigned what)
{
	struct changes c = { 0 };
	struct err e = { 0 };

	run_write(r);
	if (!outbox_confirm(r->keep, id, what, 0, "", clock_now_ms(), &c, &e))
		fail_msg("%s", err_text(&e));
	run_wrote(r);
	engine_poke_sender(r->engine);
	changes_fini(&c);
}

static int64_t contact_of(struct run *r, int64_t message)
{
	struct message_row m = run_message(r, message);
	struct chat_ref ref;
	struct err e = { 0 };

	if (!chat_get(r->keep, m.chat_id, &ref, &e))
		fail_msg("%s", err_text(&e));
	message_row_fini(&m);
	return ref.contact_id;
}

static void consent(struct run *r, int64_t contact, enum consent kind)
{
	struct consent_row row = { .contact_id = contact, .at = clock_now(), .kind = kind, .source = "spoken",
		.who = "test" };
	struct changes c = { 0 };
	struct err e = { 0 };
	size_t cancelled;

	run_write(r);
	if (!consent_add(r->keep, &row, &cancelled, &c, &e))
		fail_msg("%s", err_text(&e));
	run_wrote(r);
	engine_poke_sender(r->engine);
	changes_fini(&c);
}

/* WhatsApp has it, whatever ticks it got since. */
static bool left(struct run *r, int64_t id)
{
	enum message_state state = run_state(r, id);

	return state == MSG_ACCEPTED || state == MSG_SENT || state == MSG_DELIVERED || state == MSG_READ;
}

static size_t delivered(struct run *r, const char *body)
{
	return run_lines(r, "delivered", "body", body, NULL);
}

/* A stranger: held for want of a reason; consent alone does not confirm the window. */
static void test_consent_and_window(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, STRICT);
	id = run_send(&r, 0, BUDI, "Kenalan yuk");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_HELD);
	assert_string_equal(run_reason(&r, id), "gate.consent");
	assert_string_equal(run_gates(&r, id, NULL), "consent window");
	confirm(&r, id, CONFIRMED_WINDOW);
	run_for(&r, 2 * MINUTE);
	assert_string_equal(run_reason(&r, id), "gate.consent");
	consent(&r, contact_of(&r, id), CONSENT_IN);
	confirm(&r, id, 0);
	assert_true(run_until(&r, id, MSG_ACCEPTED, 5 * MINUTE));
	assert_int_equal(delivered(&r, "Kenalan yuk"), 1);
	run_end(&r);
}

/* Who wrote is answered for 24 hours, and written to with a yes for 180 days. */
static void test_they_wrote(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, STRICT "active_hours = always\n");
	heard(&r, BUDI, "Halo kak, masih ada?");
	id = run_send(&r, 0, BUDI, "Masih kak");
	assert_true(run_until(&r, id, MSG_ACCEPTED, MINUTE));
	run_for(&r, 24LL * HOUR);
	id = run_send(&r, 0, BUDI, "Jadi diambil, kak?");
	run_for(&r, 2 * MINUTE);
	assert_string_equal(run_reason(&r, id), "gate.window");
	confirm(&r, id, CONFIRMED_WINDOW);
	assert_true(run_until(&r, id, MSG_ACCEPTED, 5 * MINUTE));
	run_end(&r);
}

/* Their clock counts where the phone tells it and the owner asks for it. */
static void test_their_hours(void **state)
{
	struct run r;
	int64_t tokyo, here, until;

	(void)state;
	/* After 19:00 in Jakarta it is after 21:00 in Tokyo. */
	run_begin(&r, &(struct run_options){ .now_ms = RUN_NOON + 7LL * HOUR + 5 * MINUTE, .warm = true,
		.config = "outside_window = allow\nrequire_consent = no\ncontact_hours = yes\n" });
	run_for(&r, 5 * SECOND);
	tokyo = run_send(&r, 0, "819012345678", "Pesanan sudah sampai?");
	here = run_send(&r, 0, BUDI, "Pesanan sudah sampai, kak?");
	assert_true(run_until(&r, here, MSG_ACCEPTED, 5 * MINUTE));
	run_for(&r, 2 * MINUTE);
	assert_string_equal(run_gates(&r, tokyo, &until), "hours");
	/* 08:00 in Jakarta, when Tokyo has been open for two hours. */
	assert_int_equal(until, RUN_NOON + 20LL * HOUR);
	assert_int_equal(run_state(&r, tokyo), MSG_QUEUED);
	assert_int_equal(delivered(&r, "Pesanan sudah sampai?"), 0);
	assert_true(run_until(&r, tokyo, MSG_ACCEPTED, 14LL * HOUR));
	run_end(&r);
}

static void test_content(void **state)
{
	struct run r;
	int64_t id, clean;

	(void)state;
	begin(&r, STRICT);
	heard(&r, BUDI, "Halo kak");
	id = run_send(&r, 0, BUDI, "Main s l 0 t g4c0r yuk kak");
	clean = run_send(&r, 0, BUDI, "Ongkir ke Bandung 12 ribu kak");
	assert_true(run_until(&r, clean, MSG_ACCEPTED, 2 * MINUTE));
	assert_int_equal(run_state(&r, id), MSG_HELD);
	assert_string_equal(run_reason(&r, id), "content.gambling");
	/* No yes helps. */
	confirm(&r, id, ~0u);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_HELD);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 1);
	run_end(&r);
}

/* The owner's word counts, and his rules: read again while the engine runs, and a
 * bad file leaves the old ones. */
static void test_own_rules(void **state)
{
	static const char rules[] = "category kompetitor confirm\nstrong /toko sebelah/w  # names a competitor\n"
		"+ beli di toko sebelah saja\n- beli di toko kami saja\n";
	static const char bad[] = "category kompetitor confirm\nstrong /toko (sebelah/w  # no end\n";
	struct run r;
	struct err e = { 0 };
	int64_t before, after;
	char *dir, *file;

	(void)state;
	begin(&r, STRICT);
	heard(&r, BUDI, "Halo kak");
	dir = path_join(r.dir, "content");
	file = path_join(dir, "kompetitor.rules");
	assert_true(dir_make(dir, 0700, &e));
	before = run_send(&r, 0, BUDI, "Jangan di toko sebelah ya kak");
	assert_true(run_until(&r, before, MSG_ACCEPTED, MINUTE));
	run_for(&r, 2 * MINUTE);

	assert_true(file_write(file, rules, strlen(rules), 0600, &e));
	assert_true(engine_read_rules(r.engine, &e));
	after = run_send(&r, 0, BUDI, "Jangan di toko sebelah ya kak");
	run_for(&r, MINUTE);
	assert_string_equal(run_reason(&r, after), "content.own");
	confirm(&r, after, CONFIRMED_CONTENT);
	assert_true(run_until(&r, after, MSG_ACCEPTED, MINUTE));

	assert_true(file_write(file, bad, strlen(bad), 0600, &e));
	assert_false(engine_read_rules(r.engine, &e));
	assert_non_null(strstr(err_text(&e), "kompetitor.rules"));
	assert_non_null(strchr(err_text(&e), '2'));
	run_for(&r, 2 * MINUTE);
	after = run_send(&r, 0, BUDI, "Jangan di toko sebelah ya kak");
	run_for(&r, MINUTE);
	assert_string_equal(run_reason(&r, after), "content.own");

	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(dir), 0);

	/* Old books go, but for those that somebody may still read. */
	assert_true(engine_read_rules(r.engine, &e));
	assert_int_equal(rulebook_kept(r.engine), 1);
	assert_non_null(engine_content_hold(r.engine));
	for (size_t i = 2; i < 5; i++) {
		assert_true(engine_read_rules(r.engine, &e));
		assert_int_equal(rulebook_kept(r.engine), i);
	}
	engine_content_drop(r.engine);
	assert_int_equal(engine_stopword(r.engine, "STOP"), STOPWORD_STOP);
	assert_int_equal(engine_stopword(r.engine, NULL), STOPWORD_NONE);
	assert_true(engine_read_rules(r.engine, &e));
	assert_int_equal(rulebook_kept(r.engine), 1);
	free(file);
	free(dir);
	run_end(&r);
}

static void test_copies(void **state)
{
	struct run r;
	int64_t one, two, three;

	(void)state;
	begin(&r, STRICT);
	heard(&r, BUDI, "Halo kak");
	one = run_send(&r, 0, BUDI, "Siap kak");
	two = run_send(&r, 0, BUDI, "Siap kak");
	three = run_send(&r, 0, BUDI, "Siap kak!");
	assert_true(run_until(&r, three, MSG_ACCEPTED, 2 * MINUTE));
	assert_true(left(&r, one));
	assert_int_equal(run_state(&r, two), MSG_HELD);
	assert_string_equal(run_reason(&r, two), "gate.duplicate.same");
	confirm(&r, two, CONFIRMED_DUPLICATE);
	assert_true(run_until(&r, two, MSG_ACCEPTED, 2 * MINUTE));
	assert_int_equal(delivered(&r, "Siap kak"), 2);
	run_end(&r);
}

/* The fourth stranger within an hour to get nearly the same. */
static void test_alike(void **state)
{
	static const char *const names[] = { "Ani", "Budi", "Cici", "Dodi" };
	struct run r;
	int64_t ids[4];

	(void)state;
	begin(&r, "outside_window = allow\nrequire_consent = no\n");
	for (int i = 0; i < 4; i++) {
		char to[32], text[80];

		snprintf(to, sizeof to, "62812000000%02d", i + 10);
		snprintf(text, sizeof text, "Halo %s, ada promo akhir tahun di toko kami", names[i]);
		ids[i] = run_send(&r, 0, to, text);
		run_for(&r, 3 * MINUTE);
	}
	for (int i = 0; i < 3; i++)
		assert_true(left(&r, ids[i]));
	assert_int_equal(run_state(&r, ids[3]), MSG_HELD);
	assert_string_equal(run_reason(&r, ids[3]), "gate.duplicate.alike");
	run_end(&r);
}

static void test_tier(void **state)
{
	struct run r;
	int64_t ids[3];

	(void)state;
	begin(&r, "outside_window = allow\nrequire_consent = no\nactive_hours = always\ninitiated_limit = 2\n");
	for (int i = 0; i < 3; i++) {
		char to[32], text[40];

		snprintf(to, sizeof to, "62812000000%02d", i + 10);
		snprintf(text, sizeof text, "%s %d", i == 0 ? "pagi" : i == 1 ? "siang kak" : "apa kabar", i);
		ids[i] = run_send(&r, 0, to, text);
		run_for(&r, 20 * MINUTE);
	}
	assert_true(left(&r, ids[1]));
	assert_int_equal(run_state(&r, ids[2]), MSG_QUEUED);
	assert_string_equal(run_gates(&r, ids[2], NULL), "tier");
	/* Midnight changes nothing, 24 hours do. */
	run_for(&r, 22LL * HOUR);
	assert_int_equal(run_state(&r, ids[2]), MSG_QUEUED);
	run_for(&r, 2LL * HOUR);
	assert_true(left(&r, ids[2]));
	run_end(&r);
}

/* A stop word: out, what waits is cancelled, the trail and the history written; a
 * person may answer while they write, with a yes; a start word ends it. */
static void test_stop(void **state)
{
	struct run r;
	int64_t waits, answer;

	(void)state;
	begin(&r, STRICT);
	heard(&r, BUDI, "Halo kak");
	heard(&r, SRI, "Halo kak");
	waits = run_send_at(&r, 0, BUDI, "Promo besok", clock_now_ms() + HOUR);
	run_says(&r, BUDI, "stop promo kak 🙏");
	run_for(&r, 20 * SECOND);
	assert_int_equal(run_state(&r, waits), MSG_CANCELLED);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM consents WHERE kind = 'out' AND source = 'stop word'"
		" AND wording LIKE 'stop promo%' AND proof LIKE 'message %'"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'opt-out' AND who = 'engine'"
		" AND contact_id > 0 AND message_id > 0"), 1);
	answer = run_send(&r, 0, BUDI, "Baik kak, maaf");
	run_for(&r, 2 * MINUTE);
	assert_string_equal(run_reason(&r, answer), "gate.opt-out.confirm");
	confirm(&r, answer, CONFIRMED_OPT_OUT);
	assert_true(run_until(&r, answer, MSG_ACCEPTED, 2 * MINUTE));
	/* Sri is not concerned. */
	answer = run_send(&r, 0, SRI, "Ada kak");
	assert_true(run_until(&r, answer, MSG_ACCEPTED, 2 * MINUTE));
	heard(&r, BUDI, "MULAI");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 0);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'opt-in'"), 1);
	/* Sri's is another kind of start. */
	heard(&r, SRI, "Mulai");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'opt-in'"), 1);
	/* A sentence with such a word is none. */
	heard(&r, SRI, "stop dulu ya kak pesanannya, besok saya kabari lagi");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 0);
	run_end(&r);
}

/* Of history no word counts. */
static void test_old_stops(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = STRICT, .shop = "/sim/history",
		.shop_body = "{\"with\":\"" BUDI "@c.us\",\"talk\":[\"-300m > STOP\"]}" });
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_texts(&r, "STOP"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 0);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_consent_and_window),
		cmocka_unit_test(test_they_wrote),
		cmocka_unit_test(test_their_hours),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_own_rules),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_tier),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_old_stops),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
