/* anomaly: every sign that a number is in trouble, what follows from it and how it
 * ends; and beside each what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/zone.h"
#include "engine/receive.h"
#include "engine/syncing.h"
#include "engine/verdict.h"
#include "store/number.h"
#include "store/pause.h"
#include "waha/session.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY_S = 24 * 3600 };

#define ALWAYS "active_hours = always\n"

/* Whole days, of which only the last minutes are lived through. */
static void days(struct run *r, int n)
{
	for (int i = 0; i < n; i++) {
		clock_move(24LL * HOUR - 10 * MINUTE);
		run_for(r, 10 * MINUTE);
	}
}

static int64_t send_to(struct run *r, int i, const char *text)
{
	char to[32], said[80];

	snprintf(to, sizeof to, "62812100000%02d", i);
	/* Each different enough that no rule of copies minds. */
	snprintf(said, sizeof said, "%s %c%c%c %d", text, 'a' + i, 'k' + i % 10, 'z' - i, i * 7919);
	return run_send(r, 0, to, said);
}

static void hears_from(struct run *r, int i, const char *text)
{
	char from[32];

	snprintf(from, sizeof from, "62812100000%02d", i);
	run_says(r, from, text);
}

static int64_t pauses(struct run *r, const char *kind)
{
	if (!strcmp(kind, "stop"))
		return run_count(r, "SELECT count(*) FROM pauses WHERE lifted_at = 0 AND kind = 'stop'");
	if (!strcmp(kind, "full"))
		return run_count(r, "SELECT count(*) FROM pauses WHERE lifted_at = 0 AND kind = 'full'");
	return run_count(r, "SELECT count(*) FROM pauses WHERE lifted_at = 0 AND kind = 'initiations'");
}

static void lift(struct run *r)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	run_write(r);
	assert_true(pause_lift(r->keep, 0, run_session(r, 0), LIFTED_BY_ADMIN, "rina", "checked", clock_now(), &n, &c, &e));
	assert_true(outbox_recheck(r->keep, 0, &e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
}

static struct number_facts facts(struct run *r)
{
	struct facts f;
	struct err e = { 0 };

	assert_true(verdict_facts(&r->engine->numbers[0], r->keep, NULL, clock_now_ms(), &f, &e));
	return f.number;
}

static enum session_status status(struct run *r)
{
	return facts(r).status;
}

static bool why_is(struct run *r, const char *key)
{
	struct number_row n = { 0 };
	struct err e = { 0 };
	bool is;

	assert_true(number_get(r->keep, run_session(r, 0), &n, &e));
	is = !strcmp(n.why.key, key);
	number_row_fini(&n);
	return is;
}

/* What a person does at WAHA's own dashboard. */
static void at_waha(struct run *r, bool (*what)(struct waha *, struct err *))
{
	struct err e = { 0 };

	if (!what(&r->engine->numbers[0].sync->waha, &e))
		fail_msg("%s", err_text(&e));
}

static void begin(struct run *r, const char *config)
{
	run_begin(r, &(struct run_options){ .config = config, .warm = true });
	run_for(r, 5 * SECOND);
}

/* Two on one day, whoever they are: nobody new until tomorrow. */
static void test_opt_outs(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, ALWAYS);
	hears_from(&r, 1, "STOP");
	hears_from(&r, 2, "halo");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(pauses(&r, "initiations"), 0);
	hears_from(&r, 3, "berhenti");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(pauses(&r, "initiations"), 1);
	/* A sentence, that faces translate. */
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE why_key = 'pause.opt-outs' AND why_text = reason"
				       " AND reason = 'several people opted out today'"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'pause'"), 1);
	id = send_to(&r, 9, "Halo");
	hears_from(&r, 4, "ada?");
	run_for(&r, 5 * MINUTE);
	assert_string_equal(run_gates(&r, id, NULL), "restricted");
	/* Replies go on. */
	assert_true(run_until(&r, send_to(&r, 4, "ada kak"), MSG_ACCEPTED, 5 * MINUTE));
	/* It outlives the engine, and ends at the number's midnight: 12 h after noon. */
	run_restart(&r);
	clock_move(11LL * HOUR);
	run_for(&r, 5 * MINUTE);
	assert_true(facts(&r).initiations_paused);
	run_for(&r, HOUR);
	assert_false(facts(&r).initiations_paused);
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 1);
	assert_true(run_state(&r, id) != MSG_QUEUED);
	run_end(&r);
}

/* Ten people who had a day to answer and did not; ten whom it was only now written to
 * say nothing yet. */
static void test_nobody_answers(void **state)
{
	for (int answers = 0; answers < 2; answers++) {
		struct run r;

		(void)state;
		begin(&r, ALWAYS);
		for (int i = 0; i < 12; i++) {
			send_to(&r, i, "Halo");
			run_for(&r, 2 * MINUTE);
		}
		assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 12);
		run_for(&r, HOUR);
		assert_int_equal(pauses(&r, "initiations"), 0);
		for (int i = 0; i < 2 * answers; i++)
			hears_from(&r, i, "halo");
		days(&r, 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations' AND lifter = 'itself'"
			" AND until = at + 86400"), answers ? 0 : 1);
		/* A day; and not again before somebody else was tried. */
		days(&r, 3);
		assert_false(facts(&r).initiations_paused);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), answers ? 0 : 1);
		run_end(&r);
	}
}

/* WhatsApp's refusal of a message that WAHA took, as an event tells it. */
static void refused_by(struct run *r, int64_t id, char *code, int64_t until)
{
	struct message_row m = run_message(r, id);
	struct receiving to = { .number = &r->engine->numbers[0], .now = clock_now() };
	struct event ev = { .kind = EVENT_ACK, .at = clock_now(), .has_ack = true, .ack = -1,
		.ack_error_code = code, .ack_error_until = until };
	struct changes c = { 0 };
	struct err e = { 0 };

	assert_true(*m.wa_id);
	ev.id.from_me = true;
	snprintf(ev.id.bare, sizeof ev.id.bare, "%s", m.wa_id);
	run_write(r);
	if (!receive_event(r->keep, &to, &ev, &c, &e))
		fail_msg("%s", err_text(&e));
	run_wrote(r);
	changes_fini(&c);
	message_row_fini(&m);
}

static void refused(struct run *r, int64_t id)
{
	refused_by(r, id, NULL, 0);
}

/* 475: nobody new until the cycle ends, as told, or else when the month does where the
 * number is. */
static void test_month_used_up(void **state)
{
	static const struct {
		const char *zone, *now;
		int told_s; /* 0: no end is told */
		const char *until;
	} cases[] = {
		{ "Asia/Jakarta", "2026-11-22T12:00:00+07:00", 0, "2026-12-01T00:00:00+07:00" },
		{ "America/Sao_Paulo", "2026-12-31T22:00:00-03:00", 0, "2027-01-01T00:00:00-03:00" },
		{ "Asia/Jayapura", "2027-01-31T23:30:00+07:00", 0, "2027-03-01T00:00:00+09:00" },
		{ "Europe/Berlin", "2026-03-20T12:00:00+01:00", 0, "2026-04-01T00:00:00+02:00" },
		{ "Asia/Jakarta", "2026-11-22T12:00:00+07:00", 5 * DAY_S, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		struct err e = { 0 };
		int64_t now, until, first, id;
		char config[80];

		assert_true(zone_parse(zone_utc(), cases[i].now, 0, &now, &e));
		snprintf(config, sizeof config, ALWAYS "timezone = %s\n", cases[i].zone);
		run_begin(&r, &(struct run_options){ .config = config, .warm = true, .now_ms = now * 1000 });
		run_for(&r, 5 * SECOND);
		run_tell(&r, "/sim/rules", "{\"do\":\"ack-minus1\",\"contains\":\"Halo\"}");
		first = send_to(&r, 1, "Halo");
		assert_true(run_until(&r, first, MSG_ACCEPTED, 3 * MINUTE));
		until = cases[i].told_s ? clock_now() + cases[i].told_s : 0;
		refused_by(&r, first, (char[]){ "475" }, until);
		if (cases[i].until)
			assert_true(zone_parse(zone_utc(), cases[i].until, 0, &until, &e));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations' AND lifter = 'itself'"), 1);
		assert_true(facts(&r).initiations_paused);
		assert_int_equal(facts(&r).initiations_until, until);
		/* Over with the month, by itself; what was refused is never tried again. */
		clock_move((until - 60) * 1000 - clock_now_ms());
		run_for(&r, 30 * SECOND);
		assert_true(facts(&r).initiations_paused);
		run_for(&r, MINUTE);
		assert_false(facts(&r).initiations_paused);
		id = send_to(&r, 2, "Selamat pagi");
		assert_true(run_until(&r, id, MSG_ACCEPTED, 15 * MINUTE));
		assert_int_equal(run_state(&r, first), MSG_REJECTED);
		run_end(&r);
	}
}

/* Seven of the last twenty begun; never three in a row, and among many replies. */
static void test_begun_and_refused(void **state)
{
	struct run r;
	int64_t ids[20];

	(void)state;
	begin(&r, ALWAYS);
	for (int i = 30; i < 33; i++)
		hears_from(&r, i, "halo");
	run_for(&r, 20 * SECOND);
	for (int i = 0; i < 19; i++) {
		if (i % 3 == 2)
			run_tell(&r, "/sim/rules", "{\"do\":\"ack-minus1\",\"contains\":\"Halo\"}");
		ids[i] = send_to(&r, i, "Halo");
		for (int k = 30; k < 33; k++)
			send_to(&r, k, i % 2 ? "ya kak" : "siap");
		assert_true(run_until(&r, ids[i], MSG_ACCEPTED, 3 * MINUTE));
		if (i % 3 == 2)
			refused(&r, ids[i]);
		run_for(&r, MINUTE);
	}
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE state = 'rejected'"), 6);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	run_tell(&r, "/sim/rules", "{\"do\":\"ack-minus1\",\"contains\":\"Halo\"}");
	ids[19] = send_to(&r, 19, "Halo");
	assert_true(run_until(&r, ids[19], MSG_ACCEPTED, 3 * MINUTE));
	refused(&r, ids[19]);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations' AND lifter = 'lead'"), 1);
	assert_int_equal(pauses(&r, "full"), 0);
	/* Whoever lifts it is not told the same again. */
	lift(&r);
	run_for(&r, 10 * MINUTE);
	assert_int_equal(pauses(&r, "initiations"), 0);
	run_end(&r);
}

/* No tick on those begun while later messages get theirs; a phone that is off all
 * night leaves everything without. */
static void test_no_ticks(void **state)
{
	struct run r;

	(void)state;
	begin(&r, ALWAYS);
	run_tell(&r, "/sim/rules", "{\"do\":\"acks-missing\",\"count\":8}");
	for (int i = 0; i < 8; i++) {
		send_to(&r, i, "Halo");
		run_for(&r, 2 * MINUTE);
	}
	run_for(&r, 20 * MINUTE);
	assert_int_equal(pauses(&r, "initiations"), 0);
	send_to(&r, 9, "Halo");
	run_for(&r, 20 * MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'initiations' AND lifter = 'lead'"), 1);
	run_end(&r);

	begin(&r, ALWAYS);
	run_tell(&r, "/sim/phone", "{\"on\":false}");
	for (int i = 0; i < 10; i++) {
		send_to(&r, i, "Halo");
		run_for(&r, 2 * MINUTE);
	}
	clock_move(9LL * HOUR);
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 10);
	run_tell(&r, "/sim/phone", "{\"on\":true}");
	send_to(&r, 10, "Halo");
	run_for(&r, HOUR);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE state = 'unknown'"), 0);
	run_end(&r);
}

/* WhatsApp's quota of the month: the second warning halves the day, used up pauses
 * new conversations until the cycle ends; it lasts over a restart. */
static void test_capping(void **state)
{
	struct run r;
	struct number_facts f;
	const struct limits *l;

	(void)state;
	run_begin(&r, &(struct run_options){ .engine = "gows", .version = "2026.8.1", .config = ALWAYS, .warm = true });
	run_for(&r, 5 * SECOND);
	l = &r.engine->numbers[0].config->limits;
	run_tell(&r, "/sim/capping", "{\"status\":\"FIRST_WARNING\"}");
	run_for(&r, 30 * SECOND);
	f = facts(&r);
	assert_false(f.halved || f.initiations_paused);
	run_tell(&r, "/sim/capping", "{\"status\":\"SECOND_WARNING\"}");
	run_for(&r, 30 * SECOND);
	f = facts(&r);
	assert_true(f.halved);
	assert_false(f.initiations_paused);
	assert_int_equal(facts_daily_contacts(l, &f), 25);
	assert_int_equal(facts_daily_initiations(l, &f), 15);
	run_tell(&r, "/sim/capping", "{\"status\":\"CAPPED\"}");
	run_for(&r, 30 * SECOND);
	run_restart(&r);
	run_for(&r, 30 * SECOND);
	f = facts(&r);
	assert_true(f.halved && f.initiations_paused);
	/* The simulator's cycle ends at the twentieth midnight (UTC) from now. */
	assert_int_equal(f.initiations_until, RUN_NOON / 1000 / DAY_S * DAY_S + 20 * DAY_S);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 1);
	run_tell(&r, "/sim/capping", "{\"status\":\"NONE\"}");
	days(&r, 20);
	f = facts(&r);
	assert_false(f.halved || f.initiations_paused);
	run_end(&r);
}

/* The account's own words may know nothing of a lock: it is asked for, where the engine
 * and the version have an answer; what is told holds until it is asked again. */
static void test_asked_limits(void **state)
{
	static const struct {
		const char *engine, *version;
		bool timelock, capping;
	} cases[] = {
		{ "gows", "2026.8.1", true, true }, { "noweb", "2026.8.1", true, false },
		{ "webjs", "2026.8.1", true, false }, { "wpp", "2026.8.1", false, false },
		{ "gows", "2026.7.2", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = cases[i].engine, .version = cases[i].version,
			.config = ALWAYS, .warm = true });
		run_for(&r, 5 * SECOND);
		run_tell(&r, "/sim/timelock", "{\"on\":true,\"untold\":true}");
		run_tell(&r, "/sim/capping", "{\"status\":\"FIRST_WARNING\",\"quota\":100,\"used\":80}");
		run_for(&r, 12 * MINUTE);
		assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/timelock", NULL) > 0, cases[i].timelock);
		assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/capping", NULL) > 0, cases[i].capping);
		assert_int_equal(facts(&r).initiations_paused, cases[i].timelock);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM stream_positions WHERE stream = 'quota' AND n = 80"
			" AND cursor = '100 FIRST_WARNING' AND done = 1"), cases[i].capping);
		/* Gently: every ten minutes. */
		assert_true(run_lines(&r, "request", "path", "/api/sessions/default/timelock", NULL) <= 3);
		run_end(&r);
	}
}

/* The QR code is asked for again: nothing leaves until an admin says so, and the
 * warm-up begins anew. Nobody pairs anything by himself. */
static void test_unlinked(void **state)
{
	struct run r;

	(void)state;
	begin(&r, ALWAYS);
	at_waha(&r, waha_session_logout);
	run_for(&r, MINUTE);
	assert_int_equal(status(&r), SESSION_SCAN_QR_CODE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses WHERE kind = 'full' AND lifter = 'admin'"), 1);
	assert_int_equal(facts(&r).ramp_day, 1);
	run_restart(&r);
	run_for(&r, MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'pause'"), 1);
	run_tell(&r, "/sim/work", "{}");
	run_for(&r, MINUTE);
	assert_int_equal(status(&r), SESSION_WORKING);
	assert_true(facts(&r).full_pause);
	lift(&r);
	/* Once more, while no engine ran: it is another time. */
	at_waha(&r, waha_session_logout);
	clock_move(10 * MINUTE);
	run_restart(&r);
	run_for(&r, MINUTE);
	assert_int_equal(pauses(&r, "full"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 2);
	run_end(&r);
}

/* A WAHA that was started again, a line that was cut, an engine that was: no sign of
 * anything. */
static void test_only_a_restart(void **state)
{
	static const char *const versions[] = { "2026.4.1", "2026.7.2" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r;
		int64_t id;

		run_begin(&r, &(struct run_options){ .version = versions[i], .config = ALWAYS, .warm = true });
		run_for(&r, 10 * SECOND);
		r.refused = true;
		run_tell(&r, "/sim/process-restart", "{}");
		run_for(&r, 40 * SECOND);
		r.refused = false;
		run_for(&r, 2 * MINUTE);
		/* It is started, with its store on; nobody had to come. */
		assert_int_equal(status(&r), SESSION_WORKING);
		run_says(&r, BUDI, "masih?");
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "masih?"), 1);
		/* Also when the engine was away with it. */
		run_tell(&r, "/sim/process-restart", "{}");
		clock_move(5 * MINUTE);
		run_restart(&r);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(status(&r), SESSION_WORKING);
		run_tell(&r, "/sim/network", "{\"up\":false}");
		run_for(&r, MINUTE);
		run_tell(&r, "/sim/network", "{\"up\":true}");
		run_for(&r, 2 * MINUTE);
		id = run_send(&r, 0, BUDI, "ya kak");
		assert_true(run_until(&r, id, MSG_ACCEPTED, 2 * MINUTE));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
		assert_int_equal(facts(&r).ramp_day, 0);
		assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/logout", NULL), 0);
		/* What somebody stopped stays so, WAHA's restart or not. */
		at_waha(&r, waha_session_stop);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(status(&r), SESSION_STOPPED);
		assert_true(why_is(&r, "session.put-away"));
		run_tell(&r, "/sim/process-restart", "{}");
		run_restart(&r);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(status(&r), SESSION_STOPPED);
		run_end(&r);
	}
}

/* Two minutes without network: FAILED for good. One restart, then a sentence; what
 * came meanwhile is there once a person has seen to it. */
static void test_failed_for_good(void **state)
{
	struct run r;

	(void)state;
	begin(&r, ALWAYS);
	run_tell(&r, "/sim/network", "{\"up\":false}");
	run_for(&r, 20 * MINUTE);
	for (int i = 0; i < 5; i++)
		run_says(&r, BUDI, "putus");
	assert_int_equal(status(&r), SESSION_FAILED);
	assert_true(why_is(&r, "session.failed"));
	assert_int_equal(run_lines(&r, "request", "path", "/api/sessions/default/restart", NULL), 1);
	run_tell(&r, "/sim/network", "{\"up\":true}");
	clock_move(2LL * HOUR);
	run_for(&r, MINUTE);
	assert_int_equal(status(&r), SESSION_FAILED);
	at_waha(&r, waha_session_restart);
	run_for(&r, 2 * MINUTE);
	assert_int_equal(status(&r), SESSION_WORKING);
	assert_int_equal(run_texts(&r, "putus"), 5);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	run_end(&r);
}

/* rate-overlimit: names, groups and history rest an hour, then twice as long; what is
 * new still comes. A proxy's own 429 is none. */
static void test_overlimit(void **state)
{
	struct run r;
	size_t before;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = ALWAYS, .warm = true });
	run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"code\":\"rate-overlimit\",\"path\":\"/api/default/lids\",\"count\":2}");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_fired(&r), 1);
	before = run_lines(&r, "request", "path", "/api/default/lids", NULL);
	run_says(&r, BUDI, "halo");
	run_restart(&r);
	run_for(&r, 53 * MINUTE);
	assert_int_equal(run_texts(&r, "halo"), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/default/lids", NULL), before);
	assert_int_equal(run_lines(&r, "request", "path", "/api/contacts/all", NULL), 0);
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_fired(&r), 2);
	before = run_lines(&r, "request", "path", "/api/default/lids", NULL);
	run_for(&r, 110 * MINUTE);
	assert_int_equal(run_lines(&r, "request", "path", "/api/default/lids", NULL), before);
	run_for(&r, 20 * MINUTE);
	assert_true(run_lines(&r, "request", "path", "/api/default/lids", NULL) > before);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'rate-overlimit'"), 2);
	run_end(&r);
}

/* A send or what WAHA was asked of limits may be told so too. */
static void test_overlimit_anywhere(void **state)
{
	static const char *const paths[] = { "/api/sendText", "/api/sessions/default/timelock" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run r;
		size_t before;

		run_begin(&r, &(struct run_options){ .config = ALWAYS, .warm = true, .version = "2026.8.2" });
		run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"code\":\"rate-overlimit\",\"path\":\"%s\"}",
			paths[i]);
		run_send(&r, 0, BUDI, "halo");
		run_for(&r, 5 * MINUTE);
		assert_int_equal(run_fired(&r), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'rate-overlimit'"), 1);
		before = run_lines(&r, "request", "path", paths[1], NULL);
		run_for(&r, 50 * MINUTE);
		assert_int_equal(run_lines(&r, "request", "path", paths[1], NULL), before);
		run_for(&r, 20 * MINUTE);
		assert_true(run_lines(&r, "request", "path", paths[1], NULL) > before);
		run_end(&r);
	}
}

/* After a pause that the number laid on itself it goes slowly for an hour. */
static void test_slowly_after(void **state)
{
	struct run r;
	int64_t first;

	(void)state;
	begin(&r, ALWAYS);
	run_tell(&r, "/sim/rules", "{\"do\":\"500-463\",\"path\":\"/api/sendText\",\"count\":3}");
	hears_from(&r, 1, "halo");
	run_for(&r, 20 * SECOND);
	for (int i = 0; i < 3; i++)
		send_to(&r, 1, i == 0 ? "ya" : i == 1 ? "baik kak" : "terima kasih");
	run_for(&r, 3 * MINUTE);
	assert_int_equal(pauses(&r, "full"), 1);
	send_to(&r, 1, "satu");
	send_to(&r, 1, "kedua kak");
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	lift(&r);
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 2);
	first = run_when(&r, "delivered", NULL, NULL, 1);
	assert_in_range(run_when(&r, "delivered", NULL, NULL, 2) - first, 45 * SECOND, 90 * SECOND);
	run_for(&r, HOUR);
	send_to(&r, 1, "tiga");
	send_to(&r, 1, "yang empat");
	run_for(&r, MINUTE);
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 4);
	assert_true(run_when(&r, "delivered", NULL, NULL, 4) - run_when(&r, "delivered", NULL, NULL, 3) < 15 * SECOND);
	run_end(&r);
}

/* A young number: on after a healthy day only, back after silence and after a 463. */
static void test_warmup(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = ALWAYS });
	run_for(&r, MINUTE);
	assert_int_equal(facts(&r).ramp_day, 1);
	days(&r, 1);
	assert_int_equal(facts(&r).ramp_day, 1);
	for (int i = 0; i < 7; i++) {
		hears_from(&r, 1, "halo");
		run_for(&r, MINUTE);
		send_to(&r, 1, "ya kak");
		days(&r, 1);
	}
	assert_int_equal(facts(&r).ramp_day, 8);
	/* 463 to a stranger: three back, and the day is no healthy one. */
	hears_from(&r, 1, "halo");
	run_tell(&r, "/sim/rules", "{\"do\":\"500-463\",\"path\":\"/api/sendText\"}");
	send_to(&r, 9, "Halo");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(facts(&r).ramp_day, 5);
	days(&r, 1);
	assert_int_equal(facts(&r).ramp_day, 5);
	/* Nothing sent for 72 hours. */
	days(&r, 3);
	assert_int_equal(facts(&r).ramp_day, 4);
	run_end(&r);
}

/* The whole database from one place to the other, as a backup and its return do. */
static void copy(const char *from, const char *to)
{
	enum { HOW = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI };
	sqlite3 *a = NULL, *b = NULL;
	sqlite3_backup *all;

	assert_int_equal(sqlite3_open_v2(from, &a, HOW, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_open_v2(to, &b, HOW, NULL), SQLITE_OK);
	all = sqlite3_backup_init(b, "main", a, "main");
	assert_non_null(all);
	assert_int_equal(sqlite3_backup_step(all, -1), SQLITE_DONE);
	assert_int_equal(sqlite3_backup_finish(all), SQLITE_OK);
	sqlite3_close(a);
	sqlite3_close(b);
}

/* A copy of the database that is put back while something waited in it: it may have
 * left, or been taken back, since. */
static void test_restored(void **state)
{
	(void)state;
	for (int since = 0; since < 3; since++) {
		struct run r;
		char backup[128];
		int64_t one, two;

		begin(&r, ALWAYS);
		snprintf(backup, sizeof backup, "%s/backup", r.dir);
		hears_from(&r, 1, "halo");
		hears_from(&r, 2, "halo");
		run_for(&r, 20 * SECOND);
		one = send_to(&r, 1, "pertama");
		two = run_send_at(&r, 0, "6281210000002", "nanti saja", clock_now_ms() + HOUR);
		copy(r.uri, backup);
		if (since == 0) {
			/* Nothing: an engine that is killed and starts again has its own past. */
			run_arm(&r, "send.posted");
			run_for(&r, 2 * MINUTE);
			assert_true(run_restart(&r));
			run_for(&r, 2LL * HOUR);
			assert_true(run_state(&r, two) != MSG_HELD);
			assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 2);
			run_end(&r);
			continue;
		}
		if (since == 1)
			assert_true(run_until(&r, one, MSG_ACCEPTED, 2 * MINUTE));
		else /* nothing has left, but somebody took them back */
			assert_true(run_cancel(&r, one) && run_cancel(&r, two));
		engine_free(r.engine);
		r.engine = NULL;
		copy(backup, r.uri);
		run_restart(&r);
		run_for(&r, 3LL * HOUR);
		assert_int_equal(run_state(&r, one), MSG_HELD);
		assert_int_equal(run_state(&r, two), MSG_HELD);
		assert_string_equal(run_reason(&r, two), "gate.restored");
		assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), since == 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'restored'"), 1);
		/* A person's yes is enough, and the next start is an ordinary one. */
		run_write(&r);
		struct changes c = { 0 };
		struct err e = { 0 };
		assert_true(outbox_confirm(r.keep, two, CONFIRMED_RESTORED, 0, "", clock_now_ms(), &c, &e));
		run_wrote(&r);
		changes_fini(&c);
		run_restart(&r);
		assert_true(run_until(&r, two, MSG_ACCEPTED, 5 * MINUTE));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'restored'"), 1);
		run_end(&r);
	}
}

/* The owner's command: once for every pause, with what there is to say; one that
 * hangs holds nobody up. */
static void test_alarm(void **state)
{
	struct run r;
	char house[256], said[256] = "";
	char *file = xasprintf("/tmp/wartel-alarm-%d", (int)getpid());
	FILE *f;

	(void)state;
	setenv("WAHA_API_KEY", "secret", 1);
	snprintf(house, sizeof house, "on_pause = echo \"$WARTEL_PAUSE_NUMBER $WARTEL_PAUSE_KIND $WAHA_API_KEY\""
		" >>%s; sleep 600\n", file);
	unlink(file);
	run_begin(&r, &(struct run_options){ .config = ALWAYS, .house = house, .warm = true });
	run_for(&r, 10 * SECOND);
	assert_int_equal(access(file, F_OK), -1);
	hears_from(&r, 1, "STOP");
	hears_from(&r, 2, "STOP");
	for (int i = 0; i < 6 * 60 && !r.engine->numbers[0].sync->alarm.pid; i++)
		run_for(&r, SECOND);
	/* The child lives by the real clock. */
	for (int i = 0; i < 500 && (access(file, F_OK) < 0 || !*said); i++) {
		struct timespec moment = { .tv_nsec = 10 * 1000 * 1000 };

		nanosleep(&moment, NULL);
		f = fopen(file, "r");
		if (f) {
			if (!fgets(said, sizeof said, f))
				*said = '\0';
			fclose(f);
		}
	}
	assert_string_equal(said, "toko initiations \n");
	/* Ended after a minute of its own, while the inbox went on; told once. */
	hears_from(&r, 3, "masih jalan?");
	run_for(&r, 10 * MINUTE);
	assert_int_equal(run_texts(&r, "masih jalan?"), 1);
	assert_int_equal(r.engine->numbers[0].sync->alarm.pid, 0);
	run_restart(&r);
	run_for(&r, 10 * SECOND);
	assert_int_equal(r.engine->numbers[0].sync->alarm.pid, 0);
	unsetenv("WAHA_API_KEY");
	unlink(file);
	free(file);
	run_end(&r);
}

static bool deaf(struct run *r)
{
	return run_count(r, "SELECT count(*) FROM stream_positions WHERE stream = 'deaf' AND at > 0") == 1;
}

/* WORKING, and its listing stands still: what came is fetched from the chats, a person
 * is told, and it ends when the listing goes on. */
static void test_deaf(void **state)
{
	struct run r;

	(void)state;
	begin(&r, ALWAYS "poll_interval = 10-60s\n");
	hears_from(&r, 1, "halo");
	run_for(&r, 15 * MINUTE);
	assert_int_equal(run_texts(&r, "halo"), 1);
	run_tell(&r, "/sim/rules", "{\"do\":\"deaf-listing\",\"path\":\"/api/default/chats/all/\",\"count\":0}");
	hears_from(&r, 1, "masih ada?");
	hears_from(&r, 2, "pesan dua");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_texts(&r, "pesan dua"), 0);
	assert_false(deaf(&r));
	run_for(&r, 20 * MINUTE);
	assert_int_equal(status(&r), SESSION_WORKING);
	assert_true(deaf(&r));
	assert_int_equal(run_texts(&r, "masih ada?"), 1);
	assert_int_equal(run_texts(&r, "pesan dua"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'deaf'"), 1);
	/* It goes on, and over a restart; told once. */
	run_restart(&r);
	hears_from(&r, 3, "halo halo");
	run_for(&r, 30 * MINUTE);
	assert_int_equal(run_texts(&r, "halo halo"), 1);
	assert_true(deaf(&r));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'deaf'"), 1);
	/* Gently: a look in ten minutes, a second one two minutes later. */
	assert_in_range(run_lines(&r, "request", "path", "/api/default/chats", NULL), 4, 14);
	run_behave(&r);
	hears_from(&r, 1, "sudah?");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_texts(&r, "sudah?"), 1);
	assert_false(deaf(&r));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	run_end(&r);
}

/* A router that is started again, a WAHA that is: nothing is missing. */
static void test_not_deaf(void **state)
{
	struct run r;

	(void)state;
	begin(&r, ALWAYS "poll_interval = 10-60s\n");
	hears_from(&r, 1, "halo");
	run_for(&r, 9 * MINUTE);
	for (int i = 0; i < 4; i++) {
		run_tell(&r, "/sim/network", "{\"up\":false}");
		hears_from(&r, 2 + i, "waktu mati");
		run_for(&r, MINUTE);
		run_tell(&r, "/sim/network", "{\"up\":true}");
		run_for(&r, 8 * MINUTE);
	}
	run_tell(&r, "/sim/process-restart", "{}");
	hears_from(&r, 1, "waktu mulai");
	run_for(&r, 40 * MINUTE);
	assert_int_equal(run_texts(&r, "waktu mati"), 4);
	assert_int_equal(run_texts(&r, "waktu mulai"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'deaf'"), 0);
	assert_false(deaf(&r));
	assert_true(run_lines(&r, "request", "path", "/api/default/chats", NULL) > 2);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opt_outs),
		cmocka_unit_test(test_nobody_answers),
		cmocka_unit_test(test_begun_and_refused),
		cmocka_unit_test(test_no_ticks),
		cmocka_unit_test(test_capping),
		cmocka_unit_test(test_asked_limits),
		cmocka_unit_test(test_month_used_up),
		cmocka_unit_test(test_unlinked),
		cmocka_unit_test(test_only_a_restart),
		cmocka_unit_test(test_failed_for_good),
		cmocka_unit_test(test_overlimit),
		cmocka_unit_test(test_overlimit_anywhere),
		cmocka_unit_test(test_slowly_after),
		cmocka_unit_test(test_warmup),
		cmocka_unit_test(test_restored),
		cmocka_unit_test(test_alarm),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_not_deaf),
	};

	return cmocka_run_group_tests_name("anomaly", tests, NULL, NULL);
}
