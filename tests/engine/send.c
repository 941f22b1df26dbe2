/* send: one message on its way out: when it leaves, what the customer sees before,
 * what keeps it, and what every bad answer of WAHA makes of it. What counts is
 * what reached the pretended WhatsApp. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/json.h"
#include "engine/points.h"
#include "store/contact.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/setting.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"
#define ANI "6281200000003"
#define TONO "6281200000004"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* For runs over hours: an idle WAHA is left alone. */
#define LAZY "poll_interval = 2-300s\n"

static void begin(struct run *r, const struct run_options *o)
{
	run_begin(r, o);
	run_for(r, 5 * SECOND);
}

/* Somebody wrote, and the engine has heard it. */
static void heard(struct run *r, const char *from)
{
	run_says(r, from, "Halo kak, masih ada?");
	run_for(r, 20 * SECOND);
}

static int64_t request(struct run *r, const char *path, size_t n)
{
	return run_when(r, "request", "path", path, n);
}

static size_t delivered(struct run *r, const char *body)
{
	return run_lines(r, "delivered", "body", body, NULL);
}

static void test_a_reply_leaves(void **state)
{
	struct run r;
	int64_t id, born, left;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	born = clock_now_ms();
	id = run_send(&r, 0, BUDI, "Masih kak, warna apa?");
	assert_string_equal(run_gates(&r, id, NULL), "dwell");
	assert_true(run_until(&r, id, MSG_ACCEPTED, 20 * SECOND));
	left = run_when(&r, "delivered", "body", "Masih kak, warna apa?", 1);
	/* Written + dwell of 5-8 s; WAHA's own time comes on top. */
	assert_in_range(left - born, 5000, 9500);
	/* seen, then typing, then its end, then the message, all inside the gap. */
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendSeen", NULL), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/startTyping", NULL), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 1);
	assert_true(request(&r, "/api/sendSeen", 1) >= born);
	assert_true(request(&r, "/api/startTyping", 1) >= request(&r, "/api/sendSeen", 1));
	assert_true(request(&r, "/api/stopTyping", 1) > request(&r, "/api/startTyping", 1));
	assert_true(left >= request(&r, "/api/stopTyping", 1));
	assert_true(left - request(&r, "/api/sendSeen", 1) <= 8000 + 1500);
	/* The ticks. */
	assert_true(run_until(&r, id, MSG_READ, 30 * MINUTE));
	assert_int_equal(delivered(&r, "Masih kak, warna apa?"), 1);
	run_end(&r);
}

static void test_gaps_and_order(void **state)
{
	struct run r;
	int64_t at[4];

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	heard(&r, SRI);
	run_send(&r, 0, BUDI, "satu");
	run_for(&r, 10);
	run_send(&r, 0, BUDI, "dua");
	run_for(&r, 10);
	run_send(&r, 0, SRI, "tiga");
	run_for(&r, 10);
	run_send(&r, 0, BUDI, "empat");
	run_for(&r, 2 * MINUTE);
	at[0] = run_when(&r, "delivered", "body", "satu", 1);
	at[1] = run_when(&r, "delivered", "body", "dua", 1);
	at[2] = run_when(&r, "delivered", "body", "empat", 1);
	at[3] = run_when(&r, "delivered", "body", "tiga", 1);
	assert_true(at[0] && at[0] < at[1] && at[1] < at[2] && at[3]);
	for (size_t n = 1; n < 4; n++) {
		int64_t gap = run_when(&r, "delivered", NULL, NULL, n + 1) - run_when(&r, "delivered", NULL, NULL, n);

		/* A gap is 5-8 s; what WAHA takes for the small calls comes on top. */
		assert_in_range(gap, 5000, 10000);
	}
	run_end(&r);
}

static void test_initiations(void **state)
{
	struct run r;
	int64_t a, b, reply, gap;

	(void)state;
	begin(&r, &(struct run_options){ .warm = true });
	heard(&r, TONO);
	a = run_send(&r, 0, BUDI, "Pesanan sudah siap");
	b = run_send(&r, 0, SRI, "Pesanan sudah siap");
	reply = run_send(&r, 0, TONO, "Masih ada");
	run_for(&r, 4 * MINUTE);
	assert_true(run_state(&r, a) != MSG_QUEUED && run_state(&r, b) != MSG_QUEUED);
	assert_true(run_state(&r, reply) != MSG_QUEUED);
	/* The reply goes before both; the others keep 30-60 s. */
	assert_int_equal(run_when(&r, "delivered", "body", "Masih ada", 1), run_when(&r, "delivered", NULL, NULL, 1));
	for (size_t n = 1; n < 3; n++) {
		gap = run_when(&r, "delivered", NULL, NULL, n + 1) - run_when(&r, "delivered", NULL, NULL, n);
		assert_in_range(gap, 30000, 63000);
	}
	/* Nothing of theirs is there to be seen. */
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendSeen", NULL), 1);
	run_end(&r);
}

/* Two that wait for different reasons, one of which ends soon: nobody spins. */
static void test_paused_within_the_gap(void **state)
{
	struct run r;
	struct changes c = { 0 };
	struct err e = { 0 };
	char reason[] = "a test", by[] = "rina";
	struct pause_row p = { .kind = PAUSE_INITIATIONS, .lifter = LIFTED_BY_LEAD, .reason = reason, .by = by };
	int64_t a, b;
	size_t steps;

	(void)state;
	begin(&r, &(struct run_options){ .warm = true });
	a = run_send(&r, 0, BUDI, "Pesanan sudah siap");
	assert_true(run_until(&r, a, MSG_ACCEPTED, MINUTE));
	p.session_id = run_session(&r, 0);
	p.at = clock_now();
	run_write(&r);
	assert_true(pause_add(r.keep, &p, &c, &e));
	run_wrote(&r);
	changes_fini(&c);
	b = run_send(&r, 0, SRI, "Pesanan sudah siap");
	steps = r.steps;
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_state(&r, b), MSG_QUEUED);
	assert_true(r.steps - steps < 500);
	run_end(&r);
}

/* An answer that has to be tried again soon does not keep the others from going:
 * each step would begin the other one anew. */
static void test_tried_again_beside_another(void **state)
{
	struct run r;
	int64_t a, b;
	size_t steps;

	(void)state;
	begin(&r, &(struct run_options){ .warm = true });
	heard(&r, BUDI);
	run_tell(&r, "/sim/rules", "{\"do\":\"429\",\"path\":\"/api/sendText\"}");
	a = run_send(&r, 0, BUDI, "Masih ada");
	b = run_send(&r, 0, SRI, "Pesanan sudah siap");
	steps = r.steps;
	run_for(&r, 3 * MINUTE);
	assert_int_equal(run_fired(&r), 1);
	assert_int_equal(delivered(&r, "Masih ada"), 1);
	assert_int_equal(delivered(&r, "Pesanan sudah siap"), 1);
	assert_true(run_state(&r, a) != MSG_QUEUED && run_state(&r, b) != MSG_QUEUED);
	assert_true(r.steps - steps < 1000);
	run_end(&r);
}

static void test_the_ramp(void **state)
{
	struct run r;
	const char *const whom[] = { BUDI, SRI, ANI };
	int64_t id[3], until = 0;
	int waits = 0;

	(void)state;
	begin(&r, &(struct run_options){ .config = LAZY });
	for (int i = 0; i < 3; i++)
		id[i] = run_send(&r, 0, whom[i], "halo");
	run_for(&r, 10 * MINUTE);
	/* Day 1 of a young number: two, whichever were due first. */
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 2);
	for (int i = 0; i < 3; i++)
		if (run_state(&r, id[i]) == MSG_QUEUED)
			waits = i;
	assert_string_equal(run_gates(&r, id[waits], &until), "initiations");
	assert_int_equal(until, RUN_NOON + 20 * HOUR);
	/* To somebody begun today there is no second slot to take. */
	run_send(&r, 0, whom[waits ? 0 : 1], "d");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(delivered(&r, "d"), 1);
	run_for(&r, 20 * HOUR);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 4);
	assert_in_range(run_when(&r, "delivered", NULL, NULL, 4), RUN_NOON + 20 * HOUR,
		RUN_NOON + 20 * HOUR + 30 * SECOND);
	run_end(&r);
}

static void test_hours(void **state)
{
	struct run r;
	int64_t id, late = RUN_NOON + 9 * HOUR - 30 * SECOND, left; /* 20:59:30 */

	(void)state;
	begin(&r, &(struct run_options){ .now_ms = late, .config = LAZY });
	heard(&r, BUDI);
	id = run_send(&r, 0, BUDI, "Besok ya kak");
	run_for(&r, 11 * HOUR - MINUTE);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_int_equal(run_lines(&r, "request", "path", "/api/startTyping", NULL), 0);
	run_for(&r, 3 * MINUTE);
	left = run_when(&r, "delivered", "body", "Besok ya kak", 1);
	assert_in_range(left, RUN_NOON + 20 * HOUR, RUN_NOON + 20 * HOUR + 20 * SECOND);
	assert_true(request(&r, "/api/startTyping", 1) >= RUN_NOON + 20 * HOUR);
	run_end(&r);
}

static void test_the_day_is_full(void **state)
{
	struct run r;
	int64_t id[4], again, left;

	(void)state;
	begin(&r, &(struct run_options){ .config = LAZY "daily_contacts = 3" });
	heard(&r, BUDI);
	heard(&r, SRI);
	heard(&r, ANI);
	heard(&r, TONO);
	id[0] = run_send(&r, 0, BUDI, "a");
	id[1] = run_send(&r, 0, SRI, "b");
	id[2] = run_send(&r, 0, ANI, "c");
	run_for(&r, MINUTE);
	id[3] = run_send(&r, 0, TONO, "d");
	again = run_send(&r, 0, BUDI, "e");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 4);
	assert_int_equal(run_state(&r, id[3]), MSG_QUEUED);
	assert_string_equal(run_gates(&r, id[3], NULL), "daily");
	assert_int_equal(delivered(&r, "e"), 1);
	assert_true(run_state(&r, again) != MSG_QUEUED);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contact_days"), 3);
	run_for(&r, 20 * HOUR);
	left = run_when(&r, "delivered", "body", "d", 1);
	assert_in_range(left, RUN_NOON + 20 * HOUR, RUN_NOON + 20 * HOUR + 30 * SECOND);
	run_end(&r);
}

/* What the owner types on the phone counts too. */
static void test_own_phone_counts(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ .config = "daily_contacts = 2" });
	heard(&r, BUDI);
	run_tell(&r, "/sim/own", "{\"to\":\"%s\",\"text\":\"dari hp\"}", SRI);
	run_tell(&r, "/sim/own", "{\"to\":\"%s\",\"text\":\"dari hp\"}", ANI);
	run_for(&r, 30 * SECOND);
	id = run_send(&r, 0, BUDI, "a");
	run_for(&r, 2 * MINUTE);
	assert_string_equal(run_gates(&r, id, NULL), "daily");
	assert_int_equal(delivered(&r, "a"), 0);
	run_end(&r);
}

static void test_undo(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	id = run_send(&r, 0, BUDI, "salah orang");
	for (int i = 0; i < 200 && !run_lines(&r, "request", "path", "/api/startTyping", NULL); i++)
		run_for(&r, 100);
	assert_int_equal(run_lines(&r, "request", "path", "/api/startTyping", NULL), 1);
	assert_true(run_cancel(&r, id));
	run_for(&r, SECOND);
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 1);
	run_for(&r, 5 * MINUTE);
	assert_int_equal(delivered(&r, "salah orang"), 0);
	assert_int_equal(run_state(&r, id), MSG_CANCELLED);
	/* Once it has left it cannot be taken back. */
	id = run_send(&r, 0, BUDI, "benar");
	run_for(&r, MINUTE);
	assert_false(run_cancel(&r, id));
	run_end(&r);
}

static void lift(struct run *r)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	run_write(r);
	assert_true(pause_lift(r->keep, 0, 0, LIFTED_BY_ADMIN, "rina", "checked", clock_now(), &n, &c, &e));
	assert_true(outbox_recheck(r->keep, 0, &e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
}

static void test_the_stop_file(void **state)
{
	struct run r;
	int64_t id;
	size_t before;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	id = run_send(&r, 0, BUDI, "halo");
	for (int i = 0; i < 200 && !run_lines(&r, "request", "path", "/api/startTyping", NULL); i++)
		run_for(&r, 100);
	/* While typing shows: the very next request does not happen. */
	run_stop_file(&r, true);
	before = run_lines(&r, "request", "method", "POST", NULL);
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_lines(&r, "request", "method", "POST", NULL), before);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_string_equal(run_gates(&r, id, NULL), "stop");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'stop' AND lifted_at = 0"), 1);
	/* Gone again, but what it stopped stays so until somebody lifts it. */
	run_stop_file(&r, false);
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	lift(&r);
	run_for(&r, MINUTE);
	assert_int_equal(delivered(&r, "halo"), 1);
	/* The stop that was owed, and the one of the message itself. */
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 2);
	run_end(&r);
}

static void somebody_stops(struct run *r)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	struct pause_row p = { .kind = PAUSE_STOP, .reason = (char *)(uintptr_t)"fire",
		.by = (char *)(uintptr_t)"rina", .at = clock_now(), .lifter = LIFTED_BY_ADMIN };

	run_write(r);
	assert_true(pause_add(r->keep, &p, &c, &e));
	run_wrote(r);
	changes_fini(&c);
}

static void somebody_touches_the_file(struct run *r)
{
	run_stop_file(r, true);
}

/* A stop in the last instant: stored before the message is marked, nothing is
 * marked; the file touched after, nothing is handed over. */
static void test_a_stop_in_the_last_instant(void **state)
{
	static const struct {
		const char *point;
		void (*f)(struct run *);
	} t[] = { { POINT_SEND_READY, somebody_stops }, { POINT_SEND_MARKED, somebody_touches_the_file } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r;
		int64_t id;

		begin(&r, &(struct run_options){ 0 });
		heard(&r, BUDI);
		run_meanwhile(&r, t[i].point, t[i].f);
		id = run_send(&r, 0, BUDI, "halo");
		run_for(&r, 10 * MINUTE);
		assert_int_equal(run_lines(&r, "request", "path", "/api/sendText", NULL), 0);
		assert_int_equal(run_state(&r, id), MSG_QUEUED);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM outbox_attempts"), i);
		run_stop_file(&r, false);
		lift(&r);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(delivered(&r, "halo"), 1);
		run_end(&r);
	}
}

static void the_clock_goes_wrong(struct run *r)
{
	(void)r;
	clock_jump(10 * MINUTE);
}

/* The last look is at the clock of that instant, not of when the step began. */
static void test_a_jump_in_the_last_instant(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	run_meanwhile(&r, POINT_SEND_READY, the_clock_goes_wrong);
	run_send(&r, 0, BUDI, "halo");
	run_for(&r, 2 * MINUTE);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendText", NULL), 0);
	clock_jump(-10 * MINUTE);
	run_for(&r, 12 * MINUTE);
	assert_int_equal(delivered(&r, "halo"), 1);
	run_end(&r);
}

/* The engine ends while typing shows, and the shop closes meanwhile: the next one
 * ends the typing, though nothing may be sent. */
static void test_typing_is_owed_a_stop(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ .now_ms = RUN_NOON + 9 * HOUR - 45 * SECOND });
	heard(&r, BUDI);
	run_arm(&r, POINT_SEND_READY);
	run_send(&r, 0, BUDI, "halo");
	for (int i = 0; i < 200 && !run_lines(&r, "request", "path", "/api/startTyping", NULL); i++)
		run_for(&r, 100);
	assert_int_equal(run_lines(&r, "request", "path", "/api/startTyping", NULL), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 0);
	clock_move(MINUTE);
	run_restart(&r);
	run_for(&r, 10 * SECOND);
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendText", NULL), 0);
	run_end(&r);
}

/* Without an id made before, two that say the same prove nothing. */
static void test_two_candidates(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ .version = "2026.4.1" });
	heard(&r, BUDI);
	run_tell(&r, "/sim/rules", "{\"do\":\"drop-before\",\"path\":\"/api/sendText\"}");
	id = run_send(&r, 0, BUDI, "ok");
	assert_true(run_until(&r, id, MSG_SENDING, MINUTE) || run_until(&r, id, MSG_UNKNOWN, MINUTE));
	run_tell(&r, "/sim/own", "{\"to\":\"%s\",\"text\":\"ok\"}", BUDI);
	run_tell(&r, "/sim/own", "{\"to\":\"%s\",\"text\":\"ok\"}", BUDI);
	run_for(&r, 12 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_UNKNOWN);
	assert_int_equal(run_texts(&r, "ok"), 3);
	run_end(&r);
}

static void test_the_session_is_away(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	run_tell(&r, "/sim/network", "{\"up\":false}");
	run_for(&r, 30 * SECOND);
	id = run_send(&r, 0, BUDI, "halo");
	run_for(&r, MINUTE);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_non_null(strstr(run_gates(&r, id, NULL), "session"));
	assert_int_equal(delivered(&r, "halo"), 0);
	run_tell(&r, "/sim/network", "{\"up\":true}");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(delivered(&r, "halo"), 1);
	run_end(&r);
}

/* Past its life it is held, with a sentence; a life begins when it might first
 * leave, so the night does not count. */
static void test_expiry(void **state)
{
	struct run r;
	struct changes c = { 0 };
	struct err e = { 0 };
	int64_t day, night;

	(void)state;
	begin(&r, &(struct run_options){ .config = LAZY "message_life = 2h" });
	heard(&r, BUDI);
	run_tell(&r, "/sim/network", "{\"up\":false}");
	run_for(&r, MINUTE);
	day = run_send(&r, 0, BUDI, "siang");
	run_for(&r, HOUR + 50 * MINUTE);
	assert_int_equal(run_state(&r, day), MSG_QUEUED);
	run_for(&r, 20 * MINUTE);
	assert_int_equal(run_state(&r, day), MSG_HELD);
	assert_string_equal(run_reason(&r, day), "gate.expired");
	/* A yes begins its life anew, which ends as the first one did. */
	run_write(&r);
	assert_true(outbox_confirm(r.keep, day, CONFIRMED_EXPIRED, 0, "", clock_now_ms(), &c, &e));
	run_wrote(&r);
	changes_fini(&c);
	run_for(&r, HOUR);
	assert_int_equal(run_state(&r, day), MSG_QUEUED);
	run_for(&r, HOUR + 10 * MINUTE);
	assert_int_equal(run_state(&r, day), MSG_HELD);
	run_for(&r, 4 * HOUR + 50 * MINUTE);
	night = run_send(&r, 0, BUDI, "malam");
	run_for(&r, 10 * HOUR + 30 * MINUTE); /* nearly 08:00 */
	assert_int_equal(run_state(&r, night), MSG_QUEUED);
	run_for(&r, 3 * HOUR);
	assert_int_equal(run_state(&r, night), MSG_HELD);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	run_end(&r);
}

/* While no engine ran it might have left, as far as anybody knows: what is days
 * old is asked about, not sent. */
static void test_no_engine_for_days(void **state)
{
	struct run r;
	int64_t old, later;

	(void)state;
	begin(&r, &(struct run_options){ .now_ms = RUN_NOON + 9 * HOUR - MINUTE, .config = LAZY });
	heard(&r, BUDI);
	run_for(&r, 30 * MINUTE);
	old = run_send(&r, 0, BUDI, "malam");
	later = run_send_at(&r, 0, BUDI, "nanti", RUN_NOON + 95 * HOUR);
	run_for(&r, 2 * MINUTE);
	clock_move(66 * HOUR);
	run_restart(&r);
	run_for(&r, MINUTE);
	assert_int_equal(run_state(&r, old), MSG_HELD);
	assert_string_equal(run_reason(&r, old), "gate.expired");
	assert_int_equal(run_state(&r, later), MSG_QUEUED);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	run_end(&r);
}

static int64_t asked_about;
static bool session_said;

static void look_at_gates(struct run *r)
{
	session_said = strstr(run_gates(r, asked_about, NULL), "session") != NULL;
}

/* What WAHA says of the session to one message holds for all, at once. */
static void test_the_session_is_bad(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	run_tell(&r, "/sim/rules", "{\"do\":\"422-expected\",\"path\":\"/api/sendText\"}");
	session_said = false;
	run_meanwhile(&r, POINT_SEND_RECORDED, look_at_gates);
	asked_about = run_send(&r, 0, BUDI, "halo");
	run_for(&r, MINUTE);
	assert_true(session_said);
	assert_int_equal(delivered(&r, "halo"), 1);
	run_end(&r);
}

static void test_at(void **state)
{
	struct run r;
	int64_t when = RUN_NOON + 3 * HOUR;

	(void)state;
	begin(&r, &(struct run_options){ .config = LAZY });
	heard(&r, BUDI);
	run_send_at(&r, 0, BUDI, "nanti", when);
	run_send(&r, 0, BUDI, "sekarang");
	run_for(&r, 3 * HOUR + 2 * MINUTE);
	assert_in_range(run_when(&r, "delivered", "body", "nanti", 1), when, when + 15 * SECOND);
	/* A later one holds up nobody. */
	assert_true(run_when(&r, "delivered", "body", "sekarang", 1) < RUN_NOON + 2 * MINUTE);
	run_end(&r);
}

/* Every bad answer, with and without an id made before. */
static const struct misbehaviour {
	const char *rule;	  /* "" : the port is closed once */
	bool arrives;		  /* in the end, once */
	bool asked_person;	  /* it stays unknown until a person decides */
	bool rejected;
	int pauses;		  /* of new conversations */
} ways[] = {
	{ "\"do\":\"401\"", true, false, false, 0 },
	{ "\"do\":\"403\"", true, false, false, 0 },
	{ "\"do\":\"422-expected\"", true, false, false, 0 },
	{ "\"do\":\"422-nosession\"", true, false, false, 0 },
	{ "\"do\":\"429\"", true, false, false, 0 },
	{ "", true, false, false, 0 },
	{ "\"do\":\"500-463\"", false, false, true, 0 },
	{ "\"do\":\"500-475\"", false, false, true, 1 },
	{ "\"do\":\"500-plain\"", false, true, false, 0 },
	{ "\"do\":\"502\"", false, true, false, 0 },
	{ "\"do\":\"503\"", false, true, false, 0 },
	{ "\"do\":\"504\"", false, true, false, 0 },
	{ "\"do\":\"504\",\"accept\":true", true, false, false, 0 },
	{ "\"do\":\"drop-before\"", false, true, false, 0 },
	{ "\"do\":\"hang\"", false, true, false, 0 },
	{ "\"do\":\"accept-then-drop\"", true, false, false, 0 },
	{ "\"do\":\"accept-then-500\"", true, false, false, 0 },
	{ "\"do\":\"answer-late\"", true, false, false, 0 },
	{ "\"do\":\"empty-body\"", true, false, false, 0 },
	{ "\"do\":\"no-id\"", true, false, false, 0 },
	{ "\"do\":\"garbage\"", true, false, false, 0 },
	{ "\"do\":\"truncated\"", true, false, false, 0 },
	{ "\"do\":\"201-and-lose\"", false, true, false, 0 },
	{ "\"do\":\"echo-before-answer\"", true, false, false, 0 },
	{ "\"do\":\"acks-doubled\"", true, false, false, 0 },
	{ "\"do\":\"acks-reordered\"", true, false, false, 0 },
};

static bool arrived_state(enum message_state s)
{
	return s == MSG_ACCEPTED || s == MSG_SENT || s == MSG_DELIVERED || s == MSG_READ;
}

static void one_way(const struct misbehaviour *way, const char *engine, const char *version)
{
	struct run r;
	int64_t id;
	enum message_state is;
	size_t got;
	char name[160];

	snprintf(name, sizeof name, "%s on %s %s", *way->rule ? way->rule : "connection refused", engine, version);
	begin(&r, &(struct run_options){ .engine = engine, .version = version });
	heard(&r, BUDI);
	if (*way->rule)
		run_tell(&r, "/sim/rules", "{%s,\"path\":\"/api/sendText\"}", way->rule);
	id = run_send(&r, 0, BUDI, "halo");
	if (!*way->rule) {
		run_for(&r, 4 * SECOND);
		r.refused = true;
		run_for(&r, 20 * SECOND);
		r.refused = false;
	}
	/* What stays unknown does so for longer than any look-up lasts. */
	run_for(&r, (way->asked_person ? 13 : 4) * MINUTE);
	is = run_state(&r, id);
	got = delivered(&r, "halo");
	if (*way->rule && !run_fired(&r))
		fail_msg("%s: never happened", name);
	if (got != (way->arrives ? 1 : 0))
		fail_msg("%s: %zu arrived, the message is %s", name, got, message_state_name(is));
	if (way->asked_person != (is == MSG_UNKNOWN) || way->rejected != (is == MSG_REJECTED) ||
	    (way->arrives && !arrived_state(is)))
		fail_msg("%s: the message is %s (%s)", name, message_state_name(is), run_reason(&r, id));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations'"), way->pauses);
	/* One message, one row, whatever echoes came. */
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 1"), 1);
	assert_int_equal(run_lines(&r, "repeated", NULL, NULL, NULL), 0);
	run_end(&r);
}

static void test_misbehaviour(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		one_way(&ways[i], "noweb", "2026.7.2");
		one_way(&ways[i], "noweb", "2026.4.1");
		one_way(&ways[i], "gows", "2026.7.2");
		one_way(&ways[i], "webjs", "2026.7.2");
		one_way(&ways[i], "webjs", "2026.4.1");
		one_way(&ways[i], "wpp", "2026.7.2");
	}
}

/* While an outcome cannot be written nothing else leaves. */
static void test_the_disk_is_full(void **state)
{
	struct run r;
	int64_t a, b;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	heard(&r, SRI);
	fault_arm(NULL, FAULT_SEND_RECORD ":1:60", NULL);
	a = run_send(&r, 0, BUDI, "satu");
	b = run_send(&r, 0, SRI, "dua");
	run_for(&r, MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 1);
	assert_true((run_state(&r, a) == MSG_QUEUED) != (run_state(&r, b) == MSG_QUEUED));
	assert_int_equal(engine_unwritten(r.engine, run_session(&r, 0)), run_state(&r, a) == MSG_SENDING ? a : b);
	run_for(&r, 5 * MINUTE);
	assert_int_equal(engine_unwritten(r.engine, run_session(&r, 0)), 0);
	assert_int_equal(delivered(&r, "satu"), 1);
	assert_int_equal(delivered(&r, "dua"), 1);
	assert_true(arrived_state(run_state(&r, a)) && arrived_state(run_state(&r, b)));
	run_end(&r);
}

/* A look-up holds up its chat, nobody else; then others pass. */
static void test_an_unknown_holds_its_chat(void **state)
{
	struct run r;
	int64_t lost;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	heard(&r, SRI);
	run_tell(&r, "/sim/rules", "{\"do\":\"drop-before\",\"path\":\"/api/sendText\"}");
	lost = run_send(&r, 0, BUDI, "hilang");
	run_for(&r, 20 * SECOND);
	assert_int_equal(run_state(&r, lost), MSG_UNKNOWN);
	run_send(&r, 0, BUDI, "berikut");
	run_send(&r, 0, SRI, "lain");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(delivered(&r, "lain"), 1);
	assert_int_equal(delivered(&r, "berikut"), 0);
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_state(&r, lost), MSG_UNKNOWN);
	assert_int_equal(delivered(&r, "berikut"), 1);
	assert_int_equal(delivered(&r, "hilang"), 0);
	run_end(&r);
}

/* Refused by an error tick that no poll shows: handed over, without a tick. When
 * others get theirs it is doubted; while the owner's phone is off it is not. */
static void test_no_tick(void **state)
{
	(void)state;
	for (int phone = 0; phone < 2; phone++) {
		struct run r;
		int64_t id;

		begin(&r, &(struct run_options){ 0 });
		heard(&r, BUDI);
		heard(&r, SRI);
		run_tell(&r, "/sim/phone", "{\"on\":%s}", phone ? "true" : "false");
		run_tell(&r, "/sim/rules", "{\"do\":\"ack-minus1\",\"path\":\"/api/sendText\"}");
		id = run_send(&r, 0, BUDI, "ditolak");
		run_for(&r, MINUTE);
		assert_int_equal(run_state(&r, id), MSG_ACCEPTED);
		run_send(&r, 0, SRI, "diterima");
		run_for(&r, 8 * MINUTE);
		assert_int_equal(run_state(&r, id), MSG_ACCEPTED);
		run_for(&r, 5 * MINUTE);
		assert_int_equal(run_state(&r, id), phone ? MSG_UNKNOWN : MSG_ACCEPTED);
		if (phone)
			assert_string_equal(run_reason(&r, id), "unknown.no-tick");
		assert_int_equal(run_lines(&r, "request", "path", "/api/sendText", NULL), 2);
		run_end(&r);
	}
}

/* A lock that the session tells of pauses new conversations before one is tried. */
static void test_the_lock_is_told(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ .warm = true });
	run_tell(&r, "/sim/timelock", "{\"on\":true}");
	run_for(&r, 20 * SECOND);
	id = run_send(&r, 0, BUDI, "halo");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations'"), 1);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	/* The lock lasts longer than the message's life: it will be held. */
	assert_string_equal(run_gates(&r, id, NULL), "expired restricted");
	assert_int_equal(run_lines(&r, "rejected", NULL, NULL, NULL), 0);
	run_end(&r);
}

/* 463 for one is his bad luck, for two it is the number's; refused three times in a
 * row, whoever it was for, stops it altogether. */
static void test_refusals_pause(void **state)
{
	struct run r;
	int64_t id[4];

	(void)state;
	begin(&r, &(struct run_options){ .engine = "gows", .warm = true });
	heard(&r, TONO);
	run_tell(&r, "/sim/rules", "{\"do\":\"500-463\",\"path\":\"/api/sendText\",\"count\":3}");
	id[0] = run_send(&r, 0, BUDI, "a");
	id[1] = run_send(&r, 0, BUDI, "lagi");
	run_for(&r, 4 * MINUTE);
	assert_int_equal(run_state(&r, id[0]), MSG_REJECTED);
	assert_int_equal(run_state(&r, id[1]), MSG_REJECTED);
	assert_string_equal(run_reason(&r, id[0]), "waha.timelock");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	id[1] = run_send(&r, 0, SRI, "b");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_state(&r, id[1]), MSG_REJECTED);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations'"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'full' AND lifter = 'lead'"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'pause'"), 2);
	id[2] = run_send(&r, 0, ANI, "c");
	id[3] = run_send(&r, 0, TONO, "d");
	run_for(&r, 2 * MINUTE);
	assert_non_null(strstr(run_gates(&r, id[2], NULL), "restricted"));
	assert_string_equal(run_gates(&r, id[3], NULL), "stop");
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendText", NULL), 3);
	run_end(&r);
}

/* Blocked while typing shows: refused, and the typing ends. */
static void test_a_gate_says_no(void **state)
{
	struct run r;
	struct changes c = { 0 };
	struct err e = { 0 };
	struct address a;
	int64_t id, contact = 0;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	id = run_send(&r, 0, BUDI, "halo");
	for (int i = 0; i < 200 && !run_lines(&r, "request", "path", "/api/startTyping", NULL); i++)
		run_for(&r, 50);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_true(address_parse(BUDI, &a, &e) && contact_find(r.keep, &a, &contact, &e));
	run_write(&r);
	assert_true(contact_set_blocked(r.keep, contact, clock_now(), &c, &e));
	run_wrote(&r);
	changes_fini(&c);
	run_for(&r, MINUTE);
	assert_int_equal(run_state(&r, id), MSG_REJECTED);
	assert_string_equal(run_reason(&r, id), "gate.blocked");
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 1);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	run_end(&r);
}

static void test_two_numbers(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ .numbers = 2 });
	run_tell(&r, "/sim/inbound", "{\"session\":\"default\",\"from\":\"%s\",\"text\":\"a\"}", BUDI);
	run_tell(&r, "/sim/inbound", "{\"session\":\"dua\",\"from\":\"%s\",\"text\":\"b\"}", BUDI);
	run_for(&r, 30 * SECOND);
	run_send(&r, 0, BUDI, "dari toko");
	run_send(&r, 1, BUDI, "dari dua");
	run_for(&r, 30 * SECOND);
	assert_int_equal(run_lines(&r, "delivered", "session", "default", NULL), 1);
	assert_int_equal(run_lines(&r, "delivered", "session", "dua", NULL), 1);
	/* Neither waited for the other's gap. */
	assert_true(llabs(run_when(&r, "delivered", "session", "dua", 1) -
			  run_when(&r, "delivered", "session", "default", 1)) < 5000);
	run_end(&r);
}

static void test_a_clock_that_jumped(void **state)
{
	struct run r;
	struct err e = { 0 };
	int64_t id;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	heard(&r, BUDI);
	run_send(&r, 0, BUDI, "satu");
	run_for(&r, MINUTE);
	assert_int_equal(delivered(&r, "satu"), 1);
	clock_jump(-HOUR);
	id = run_send(&r, 0, BUDI, "dua");
	run_for(&r, 10 * MINUTE);
	assert_non_null(strstr(run_gates(&r, id, NULL), "clock"));
	assert_int_equal(delivered(&r, "dua"), 0);
	/* It agrees again. */
	clock_jump(HOUR);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(delivered(&r, "dua"), 1);
	/* Forwards it is not believed either, until an admin says so. */
	clock_jump(HOUR);
	id = run_send(&r, 0, BUDI, "tiga");
	run_for(&r, 10 * MINUTE);
	assert_string_equal(run_gates(&r, id, NULL), "clock");
	run_write(&r);
	assert_true(engine_trust_clock(r.engine, r.keep, &e));
	assert_true(outbox_recheck(r.keep, 0, &e));
	run_wrote(&r);
	engine_poke_sender(r.engine);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(delivered(&r, "tiga"), 1);
	/* After a restart of the computer nothing is known of the time since boot, but
	 * what was sent at a later hour is. */
	run_write(&r);
	assert_true(setting_set_str(r.keep, "clock.boot", "another", &e));
	run_wrote(&r);
	clock_jump(-HOUR);
	run_restart(&r);
	id = run_send(&r, 0, BUDI, "empat");
	run_for(&r, 10 * MINUTE);
	assert_non_null(strstr(run_gates(&r, id, NULL), "clock"));
	assert_int_equal(delivered(&r, "empat"), 0);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_reply_leaves),
		cmocka_unit_test(test_gaps_and_order),
		cmocka_unit_test(test_initiations),
		cmocka_unit_test(test_paused_within_the_gap),
		cmocka_unit_test(test_tried_again_beside_another),
		cmocka_unit_test(test_the_ramp),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_the_day_is_full),
		cmocka_unit_test(test_own_phone_counts),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_the_stop_file),
		cmocka_unit_test(test_a_stop_in_the_last_instant),
		cmocka_unit_test(test_a_jump_in_the_last_instant),
		cmocka_unit_test(test_typing_is_owed_a_stop),
		cmocka_unit_test(test_two_candidates),
		cmocka_unit_test(test_the_session_is_away),
		cmocka_unit_test(test_expiry),
		cmocka_unit_test(test_no_engine_for_days),
		cmocka_unit_test(test_the_session_is_bad),
		cmocka_unit_test(test_at),
		cmocka_unit_test(test_misbehaviour),
		cmocka_unit_test(test_the_disk_is_full),
		cmocka_unit_test(test_an_unknown_holds_its_chat),
		cmocka_unit_test(test_no_tick),
		cmocka_unit_test(test_the_lock_is_told),
		cmocka_unit_test(test_refusals_pause),
		cmocka_unit_test(test_a_gate_says_no),
		cmocka_unit_test(test_two_numbers),
		cmocka_unit_test(test_a_clock_that_jumped),
	};

	return cmocka_run_group_tests_name("send", tests, NULL, NULL);
}
