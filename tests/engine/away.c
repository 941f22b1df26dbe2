/* Out of office: who writes while nobody is there is told so once, by the same road and
 * rules as any message, over crashes and restarts; what cannot leave in time is dropped,
 * and nobody else is told. RUN_NOON is a Sunday. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "store/audit.h"
#include "store/away.h"
#include "store/contact.h"
#include "store/pause.h"
#include "store/template.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"
#define AWAY "Kami sedang libur"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

#define MUST(call)                                                 \
	do {                                                       \
		struct err e_ = { 0 };                             \
		struct err *e = &e_;                               \
		if (!(call))                                       \
			fail_msg("%s: %s", #call, err_text(e));    \
	} while (0)

static void begin(struct run *r, const struct run_options *o)
{
	run_begin(r, o);
	run_for(r, 10 * SECOND);
}

static void on(struct run *r, int64_t until)
{
	struct away_row row = { .since = clock_now(), .until = until, .text = (char *)(uintptr_t)AWAY,
		.variables = (char *)(uintptr_t)"[]", .who = "rina" };

	run_write(r);
	MUST(away_on(r->keep, run_session(r, 0), &row, e));
	run_wrote(r);
	run_for(r, SECOND);
}

static void off(struct run *r)
{
	struct changes c = { 0 };
	bool was = false;

	run_write(r);
	MUST(away_off(r->keep, run_session(r, 0), &was, e));
	assert_true(was);
	MUST(engine_away_over(r->engine, r->keep, run_session(r, 0), clock_now_ms(), &c, e));
	run_wrote(r);
	changes_fini(&c);
}

static void pause_number(struct run *r, bool paused)
{
	struct pause_row row = { .session_id = run_session(r, 0), .kind = PAUSE_FULL, .lifter = LIFTED_BY_LEAD,
		.at = clock_now(), .reason = (char *)(uintptr_t)"x", .by = (char *)(uintptr_t)"rina" };
	struct changes c = { 0 };
	size_t lifted;

	run_write(r);
	if (paused)
		MUST(pause_add(r->keep, &row, &c, e));
	else
		MUST(pause_lift(r->keep, 1, row.session_id, LIFTED_BY_ADMIN, "rina", "x", clock_now(), &lifted, &c, e));
	MUST(outbox_recheck(r->keep, row.session_id, e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
}

static size_t delivered(struct run *r, const char *text)
{
	return run_lines(r, "delivered", "body", text, NULL);
}

#define WRITTEN "SELECT count(*) FROM messages WHERE origin = 'auto'"
#define CANCELLED "SELECT count(*) FROM messages WHERE origin = 'auto' AND state = 'cancelled'"
#define NEEDS "SELECT count(*) FROM conversations WHERE needs_reply = 1"

/* Why the last automatic answer was cancelled, as the trail has it. */
static const char *trail(struct run *r)
{
	static char said[256];
	struct audit_rows rows = { 0 };

	MUST(audit_list(r->keep, &(struct audit_query){ .action = "cancel", .who = "engine", .limit = 1 }, &rows, e));
	snprintf(said, sizeof said, "%s", rows.n ? rows.v[0].detail : "");
	audit_rows_fini(&rows);
	return said;
}

static void test_once(void **state)
{
	struct run r;
	struct message_row m;

	(void)state;
	begin(&r, &(struct run_options){ .config = "poll_interval = 5-60s\n" });
	run_says(&r, BUDI, "Halo?");
	run_for(&r, MINUTE);
	assert_int_equal(run_count(&r, WRITTEN), 0); /* off by default */
	on(&r, 0);
	run_says(&r, BUDI, "Masih ada?");
	run_for(&r, 20 * SECOND);
	run_says(&r, BUDI, "Kak?");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(delivered(&r, AWAY), 1);
	assert_int_equal(run_count(&r, WRITTEN), 1);
	/* Nobody has read theirs, nobody typed. */
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendSeen", NULL), 0);
	assert_int_equal(run_lines(&r, "request", "path", "/api/startTyping", NULL), 0);
	assert_int_equal(run_lines(&r, "request", "path", "/api/stopTyping", NULL), 0);
	/* It is nobody's answer, and stays what it is though WAHA lists it. */
	assert_int_equal(run_count(&r, NEEDS), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 1"), 1);
	m = run_message(&r, run_count(&r, "SELECT id FROM messages WHERE origin = 'auto'"));
	assert_int_equal(m.agent_id, 0);
	assert_true(*m.wa_id);
	message_row_fini(&m);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'away answer'"), 1);
	/* Somebody else is told too, after a restart nobody again. */
	run_restart(&r);
	run_for(&r, 10 * SECOND);
	run_says(&r, SRI, "Halo");
	run_says(&r, BUDI, "Halo?");
	run_for(&r, MINUTE);
	assert_int_equal(delivered(&r, AWAY), 2);
	/* An absence may be long. */
	run_for(&r, DAY + HOUR);
	run_says(&r, BUDI, "Masih libur?");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(run_count(&r, WRITTEN), 2);
	run_says(&r, "6281200000003", "Halo");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(delivered(&r, AWAY), 3);
	/* Off and on at once gives none within a day, whatever happens; then one. */
	off(&r);
	on(&r, 0);
	run_says(&r, "6281200000003", "Pagi");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(delivered(&r, AWAY), 3);
	/* After that, one: for whom the last was told a day ago. */
	run_says(&r, BUDI, "Sore");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(delivered(&r, AWAY), 4);
	assert_int_equal(run_count(&r, WRITTEN), 4);
	run_end(&r);
}

/* The engine dies at each point of the road; after it there is one, and one arrives. */
static void test_crashes(void **state)
{
	static const struct {
		const char *point;
		int nth;
	} points[] = { { "sync.before-commit", 1 }, { "sync.committed", 1 }, { "send.ready", 1 }, { "send.before-mark", 1 },
		{ "send.marked", 1 }, { "send.posted", 1 }, { "send.answered", 1 }, { "send.recorded", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		struct run r;

		begin(&r, &(struct run_options){ .config = "away_life = 2h\n" });
		on(&r, 0);
		run_says(&r, BUDI, "Halo?");
		run_arm(&r, points[i].point);
		run_for(&r, MINUTE);
		if (!run_restart(&r))
			fail_msg("%s was not passed", points[i].point);
		run_for(&r, 5 * MINUTE);
		run_says(&r, BUDI, "Kak?");
		run_for(&r, 12 * MINUTE);
		/* What was marked as leaving before a byte left is proven or stays unknown: never sent
		 * again by itself. */
		if (delivered(&r, AWAY) != (strcmp(points[i].point, "send.marked") != 0) || run_count(&r, WRITTEN) != 1)
			fail_msg("%s: %zu arrived, %lld written", points[i].point, delivered(&r, AWAY),
				(long long)run_count(&r, WRITTEN));
		assert_int_equal(run_count(&r, NEEDS), 1);
		run_end(&r);
	}
}

static void test_dropped(void **state)
{
	static const struct {
		const char *what;
		enum { OFF, TIME, LIFE, AGENT, PHONE, BLOCK, LIFTED } how;
		const char *says; /* in the trail; NULL: it leaves */
	} cases[] = {
		{ "switched off", OFF, "somebody was there again" },
		{ "its time is over", TIME, "somebody was there again" },
		{ "older than it may get", LIFE, "worth to be said" },
		{ "an agent answers", AGENT, "somebody answered" },
		{ "the owner's phone answers", PHONE, "somebody answered" },
		{ "the pause ends in time", LIFTED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;

		begin(&r, &(struct run_options){ .config = "away_life = 20m\n" });
		on(&r, cases[i].how == TIME ? clock_now() + 600 : 0);
		pause_number(&r, true);
		run_says(&r, BUDI, "Halo?");
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_count(&r, WRITTEN), 1);
		assert_int_equal(run_count(&r, CANCELLED), 0);
		if (cases[i].how == OFF)
			off(&r);
		else if (cases[i].how == AGENT)
			run_send(&r, 0, BUDI, "Ada kak");
		else if (cases[i].how == PHONE)
			run_tell(&r, "/sim/own", "{\"to\":\"" BUDI "\",\"text\":\"Ada kak\"}");
		else if (cases[i].how == LIFTED)
			pause_number(&r, false);
		/* Ten minutes are over, twenty are not. */
		run_for(&r, 9 * MINUTE);
		if (cases[i].how == LIFE) {
			assert_int_equal(run_count(&r, CANCELLED), 0);
			run_for(&r, 10 * MINUTE);
		}
		assert_int_equal(run_count(&r, CANCELLED), cases[i].says != NULL);
		if (cases[i].says && !strstr(trail(&r), cases[i].says))
			fail_msg("%s: %s", cases[i].what, trail(&r));
		assert_int_equal(delivered(&r, AWAY), cases[i].says == NULL);
		if (cases[i].how != LIFTED)
			pause_number(&r, false);
		run_for(&r, 5 * MINUTE);
		assert_int_equal(delivered(&r, AWAY), cases[i].says == NULL);
		/* The one that is over was the one of its absence. */
		run_says(&r, BUDI, "Kak?");
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_count(&r, WRITTEN), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM aways WHERE is_on = 1"),
			cases[i].how != OFF && cases[i].how != TIME);
		run_end(&r);
	}
}

static void block(struct run *r, const char *who)
{
	struct address a = { 0 };
	struct changes c = { 0 };
	int64_t id;

	MUST(address_parse(who, &a, e));
	run_write(r);
	MUST(contact_open(r->keep, &a, NULL, clock_now(), &id, &c, e));
	MUST(contact_set_blocked(r->keep, id, clock_now(), &c, e));
	run_wrote(r);
	changes_fini(&c);
}

static void test_who_is_not_told(void **state)
{
	static const struct {
		const char *what;
		enum { STOP, BLOCKED, GROUP, STATUS, OWN, HISTORY, TALK, OLD } how;
	} cases[] = { { "a stop word", STOP }, { "blocked", BLOCKED }, { "a group", GROUP }, { "our own phone", OWN },
		{ "history", HISTORY }, { "in the middle of a talk", TALK }, { "from before the absence", OLD } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		int64_t before;

		begin(&r, &(struct run_options){ .shop = cases[i].how == HISTORY ? "/sim/inbound" : NULL,
			.shop_body = "{\"from\":\"" BUDI "\",\"text\":\"Halo dulu\"}" });
		if (cases[i].how == BLOCKED)
			block(&r, BUDI "@c.us");
		if (cases[i].how == TALK) {
			run_says(&r, BUDI, "Ada warna merah?");
			run_for(&r, 20 * SECOND);
			run_send(&r, 0, BUDI, "Ada kak");
			run_for(&r, MINUTE);
		}
		if (cases[i].how == OLD)
			run_says(&r, BUDI, "Halo");
		if (cases[i].how == HISTORY) {
			run_end(&r);
			run_begin(&r, &(struct run_options){ .shop = "/sim/inbound",
				.shop_body = "{\"from\":\"" BUDI "\",\"text\":\"Halo dulu\"}" });
		}
		if (cases[i].how == OLD)
			clock_hold(clock_now_ms() + 2 * SECOND);
		on(&r, 0);
		before = run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 0");
		if (cases[i].how == STOP)
			run_says(&r, BUDI, "STOP");
		else if (cases[i].how == GROUP)
			run_tell(&r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"group\":\"120363000000000001@g.us\","
				"\"text\":\"Halo semua\"}");
		else if (cases[i].how == OWN)
			run_tell(&r, "/sim/own", "{\"to\":\"" BUDI "\",\"text\":\"Halo\"}");
		else if (cases[i].how != HISTORY && cases[i].how != OLD)
			run_says(&r, BUDI, "Halo?");
		run_for(&r, 2 * MINUTE);
		if (cases[i].how != OWN && cases[i].how != OLD)
			assert_true(run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 0") >
				(cases[i].how == HISTORY ? 0 : before));
		if (run_count(&r, WRITTEN) || delivered(&r, AWAY))
			fail_msg("%s was told", cases[i].what);
		/* Anybody else is. */
		run_says(&r, SRI, "Halo");
		run_for(&r, MINUTE);
		assert_int_equal(delivered(&r, AWAY), 1);
		run_end(&r);
	}
}

/* The service is there till 14:00; messages may leave till 21:00. */
#define SLOW "poll_interval = 60-90s\n" /* for days that pass */
#define CLOSED SLOW "away_closed = tutup\nservice_hours = mon-sun 09:00-14:00\nshop_name = Toko Melati\n"

static void template(struct run *r, const char *text, const char *variables, enum template_status status)
{
	struct template_row t = { 0 };

	run_write(r);
	MUST(template_set(r->keep, "tutup", TEMPLATE_INDONESIAN, text, variables, "rina", clock_now(), &t, e));
	MUST(template_set_status(r->keep, t.id, status, "rina", clock_now(), e));
	run_wrote(r);
	template_row_fini(&t);
}

static void test_outside_the_hours(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ .config = CLOSED });
	template(&r, "Halo {{first_name}}, {{shop}} sudah tutup",
		"[{\"name\":\"first_name\",\"type\":\"text\",\"default\":\"Kak\"}]", TEMPLATE_APPROVED);
	run_says(&r, BUDI, "Siang");
	run_for(&r, 3 * HOUR); /* 15:00 */
	assert_int_equal(run_count(&r, WRITTEN), 0);
	run_tell(&r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"push\":\"Budi Santoso\",\"text\":\"Sore\"}");
	run_says(&r, SRI, "Sore");
	run_for(&r, HOUR);
	assert_int_equal(delivered(&r, "Halo Budi, Toko Melati sudah tutup"), 1);
	assert_int_equal(delivered(&r, "Halo Kak, Toko Melati sudah tutup"), 1);
	run_says(&r, BUDI, "Malam");
	run_for(&r, 6 * HOUR); /* 22:00 */
	assert_int_equal(run_count(&r, WRITTEN), 2);
	/* At night nothing may leave, and next morning is too late: nothing is begun. */
	run_says(&r, "6281200000003", "Halo");
	run_for(&r, 8 * HOUR); /* 6:00 */
	assert_int_equal(run_count(&r, WRITTEN), 2);
	/* Before eight it would leave at eight, with an hour of the absence to go. */
	run_for(&r, HOUR + 40 * MINUTE);
	run_says(&r, "6281200000003", "Pagi");
	run_for(&r, 40 * MINUTE); /* 8:20 */
	assert_int_equal(delivered(&r, "Halo Kak, Toko Melati sudah tutup"), 2);
	run_for(&r, HOUR);
	run_says(&r, "6281200000004", "Pagi");
	run_for(&r, HOUR);
	assert_int_equal(run_count(&r, WRITTEN), 3);
	/* The next evening is another absence; what a day has not passed over stays. */
	run_for(&r, 5 * HOUR); /* 15:20 */
	run_says(&r, BUDI, "Sore lagi");
	run_says(&r, "6281200000003", "Sore");
	run_for(&r, HOUR);
	assert_int_equal(delivered(&r, "Halo Budi, Toko Melati sudah tutup"), 2);
	assert_int_equal(run_count(&r, WRITTEN), 4);
	run_end(&r);
}

/* What cannot be said to everybody is not said at all. */
static void test_closed_without_words(void **state)
{
	static const struct {
		const char *text, *variables;
		enum template_status status;
		const char *why; /* NULL: none */
	} cases[] = {
		{ NULL, NULL, TEMPLATE_DRAFT, "away.none" },
		{ "Tutup", "[]", TEMPLATE_DRAFT, "away.draft" },
		{ "Tutup", "[]", TEMPLATE_RETIRED, "away.draft" },
		{ "Tutup, {{first_name}}", "[]", TEMPLATE_APPROVED, "away.place" },
		{ "Tutup, {{agent}}", "[]", TEMPLATE_APPROVED, "away.place" },
		{ "Tutup, {{jam}}", "[{\"name\":\"jam\",\"type\":\"text\"}]", TEMPLATE_APPROVED, "away.place" },
		{ "Tutup, {{jam}}", "[{\"name\":\"jam\",\"type\":\"text\",\"default\":\"\"}]", TEMPLATE_APPROVED, NULL },
		{ "{{shop}} tutup, {{date}}", "[]", TEMPLATE_APPROVED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		struct engine_away a;

		begin(&r, &(struct run_options){ .config = CLOSED, .now_ms = RUN_NOON + 3 * HOUR });
		if (cases[i].text)
			template(&r, cases[i].text, cases[i].variables, cases[i].status);
		MUST(engine_away(r.engine, r.keep, run_session(&r, 0), clock_now(), &a, e));
		assert_true(a.away);
		assert_false(a.absence.by_hand);
		assert_int_equal(a.absence.began, RUN_NOON / 1000 + 2 * 3600);
		assert_int_equal(a.absence.until, RUN_NOON / 1000 + 21 * 3600);
		assert_string_equal(a.why.key, cases[i].why ? cases[i].why : "");
		engine_away_fini(&a);
		run_says(&r, BUDI, "Sore");
		run_for(&r, MINUTE);
		assert_int_equal(run_count(&r, WRITTEN), cases[i].why == NULL);
		run_end(&r);
	}
}

/* Two machines: theirs answers each of ours within seconds, for days. */
static void test_machine(void **state)
{
	struct run r;
	size_t heard = 0;

	(void)state;
	begin(&r, &(struct run_options){ .config = "poll_interval = 5-60s\n" });
	for (int day = 0; day < 4; day++) {
		on(&r, 0);
		run_says(&r, BUDI, "Promo hari ini!");
		for (int i = 0; i < 6; i++) {
			run_for(&r, 20 * SECOND);
			for (; heard < delivered(&r, AWAY); heard++)
				for (int k = 0; k < 3; k++)
					run_says(&r, BUDI, "Terima kasih, pesan Anda kami terima");
		}
		run_for(&r, HOUR);
		off(&r);
		run_for(&r, DAY - HOUR);
	}
	/* Its own promotion comes in between: one a day, never one for an answer. */
	assert_in_range(delivered(&r, AWAY), 1, 4);
	assert_int_equal(run_count(&r, WRITTEN), (int64_t)delivered(&r, AWAY));
	run_end(&r);
}

/* What the gates hold by the time it might leave is cancelled, and nobody is asked. */
static void test_nobody_is_asked(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	on(&r, 0);
	run_says(&r, BUDI, "Halo");
	/* As soon as it is written: it dwells for some seconds more. */
	for (int i = 0; i < 60 && !run_count(&r, WRITTEN); i++)
		run_for(&r, SECOND);
	assert_int_equal(run_count(&r, WRITTEN), 1);
	pause_number(&r, true);
	run_says(&r, BUDI, "STOP");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_count(&r, CANCELLED), 1);
	assert_int_equal(delivered(&r, AWAY), 0);
	run_says(&r, SRI, "Halo");
	run_for(&r, MINUTE);
	assert_int_equal(run_count(&r, WRITTEN), 2);
	block(&r, SRI "@c.us");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(run_count(&r, CANCELLED), 2);
	/* Nor when its turn has come. */
	pause_number(&r, false);
	run_for(&r, 2 * MINUTE);
	run_says(&r, "6281200000003", "Halo");
	for (int i = 0; i < 60 && run_count(&r, WRITTEN) < 3; i++)
		run_for(&r, SECOND);
	block(&r, "6281200000003@c.us");
	run_for(&r, 40 * SECOND);
	assert_int_equal(run_count(&r, CANCELLED), 3);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE state IN ('held','rejected')"), 0);
	assert_int_equal(delivered(&r, AWAY), 0);
	run_end(&r);
}

/* An engine that ends when nobody looks goes on while nobody is there. */
static void test_stays(void **state)
{
	struct run r;

	(void)state;
	begin(&r, &(struct run_options){ 0 });
	assert_true(engine_idle(r.engine, r.keep));
	on(&r, 0);
	assert_false(engine_idle(r.engine, r.keep));
	off(&r);
	assert_true(engine_idle(r.engine, r.keep));
	run_end(&r);
	begin(&r, &(struct run_options){ .config = CLOSED });
	assert_false(engine_idle(r.engine, r.keep));
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_once), cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_dropped), cmocka_unit_test(test_who_is_not_told),
		cmocka_unit_test(test_outside_the_hours), cmocka_unit_test(test_closed_without_words),
		cmocka_unit_test(test_machine), cmocka_unit_test(test_nobody_is_asked), cmocka_unit_test(test_stays) };

	return cmocka_run_group_tests_name("away", tests, NULL, NULL);
}
