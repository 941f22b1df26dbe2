/* crash: the engine ends at every named point of its roads, and a new one starts
 * over what was committed. Nothing that was accepted is lost, nothing reaches
 * anybody twice, and what is not known shows as not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "engine/points.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

static const struct {
	const char *engine, *version;
} servers[] = { { "noweb", "2026.7.2" }, { "noweb", "2026.4.1" }, { "gows", "2026.7.2" },
	{ "webjs", "2026.7.2" }, { "wpp", "2026.7.2" } };
enum { SERVERS = sizeof servers / sizeof *servers };

/* arrived: how often it reached WhatsApp; final: where it stands after. */
static const struct {
	const char *point;
	size_t arrived;
	bool unknown;
	bool restart_owes_stop; /* typing may show: nobody can know */
} points[] = {
	{ POINT_SEND_READY, 1, false, true },
	{ POINT_SEND_BEFORE_MARK, 1, false, true },
	{ POINT_SEND_MARKED, 0, true, false },
	{ POINT_SEND_POSTED, 1, false, false },
	{ POINT_SEND_ANSWERED, 1, false, false },
	{ POINT_SEND_RECORDED, 1, false, false },
};

static bool arrived_state(enum message_state s)
{
	return s == MSG_ACCEPTED || s == MSG_SENT || s == MSG_DELIVERED || s == MSG_READ;
}

static void prepare(struct run *r, int server)
{
	run_begin(r, &(struct run_options){ .engine = servers[server].engine, .version = servers[server].version });
	run_for(r, 5 * SECOND);
	run_says(r, BUDI, "halo");
	run_says(r, SRI, "halo juga");
	run_for(r, 20 * SECOND);
}

static void test_sending(void **state)
{
	(void)state;
	for (int s = 0; s < SERVERS; s++)
		for (size_t p = 0; p < sizeof points / sizeof *points; p++) {
			struct run r;
			int64_t id, other;
			size_t got, stops;
			enum message_state is;

			prepare(&r, s);
			run_arm(&r, points[p].point);
			id = run_send(&r, 0, BUDI, "satu");
			run_for(&r, MINUTE);
			if (!r.dead)
				fail_msg("%s never happened", points[p].point);
			stops = run_lines(&r, "request", "path", "/api/stopTyping", NULL);
			assert_true(run_restart(&r));
			/* The new engine knows it is not to send it by itself. */
			if (p >= 2 && p <= 4)
				assert_int_equal(run_state(&r, id), MSG_UNKNOWN);
			run_for(&r, 3 * SECOND);
			if (points[p].restart_owes_stop)
				assert_true(run_lines(&r, "request", "path", "/api/stopTyping", NULL) > stops);
			other = run_send(&r, 0, SRI, "dua");
			run_for(&r, 15 * MINUTE);
			got = run_lines(&r, "delivered", "body", "satu", NULL);
			is = run_state(&r, id);
			if (got != points[p].arrived || (is == MSG_UNKNOWN) != points[p].unknown ||
			    (points[p].arrived && !arrived_state(is)))
				fail_msg("%s, %s %s: %zu arrived, the message is %s", points[p].point, servers[s].engine,
					servers[s].version, got, message_state_name(is));
			assert_true(arrived_state(run_state(&r, other)));
			assert_int_equal(run_lines(&r, "delivered", "body", "dua", NULL), 1);
			assert_int_equal(run_lines(&r, "repeated", NULL, NULL, NULL), 0);
			assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 1"), 2);
			run_end(&r);
		}
}

/* What arrived and how far was read are kept together. */
static void test_listening(void **state)
{
	static const char *const at[] = { POINT_SYNC_BEFORE_COMMIT, POINT_SYNC_COMMITTED };

	(void)state;
	for (int s = 0; s < SERVERS; s++)
		for (size_t p = 0; p < 2; p++)
			for (int nth = 1; nth <= 4; nth++) {
				struct run r;
				char point[64];

				prepare(&r, s);
				snprintf(point, sizeof point, "%s:%d", at[p], nth);
				run_arm(&r, point);
				for (int i = 0; i < 6 && !r.dead; i++) {
					run_says(&r, i % 2 ? BUDI : SRI, "pesan");
					run_for(&r, 4 * SECOND);
				}
				run_for(&r, MINUTE);
				assert_true(r.dead);
				run_says(&r, BUDI, "pesan");
				assert_true(run_restart(&r));
				run_for(&r, 2 * MINUTE);
				assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'pesan'"),
					run_lines(&r, "inbound", "body", "pesan", NULL));
				run_end(&r);
			}
}

/* A look-up that dies is done again. */
static void test_settling(void **state)
{
	static const char *const at[] = { POINT_SETTLE_BEFORE_COMMIT, POINT_SETTLE_COMMITTED };

	(void)state;
	for (int s = 0; s < SERVERS; s++)
		for (size_t p = 0; p < 2; p++) {
			struct run r;
			int64_t id;

			prepare(&r, s);
			run_tell(&r, "/sim/rules", "{\"do\":\"accept-then-drop\",\"path\":\"/api/sendText\"}");
			run_arm(&r, at[p]);
			id = run_send(&r, 0, BUDI, "satu");
			run_for(&r, MINUTE);
			/* The echo may have proved it before anybody asked: then there is
			 * nothing to look up. */
			if (!r.dead) {
				assert_true(arrived_state(run_state(&r, id)));
			} else {
				assert_true(run_restart(&r));
				run_for(&r, 12 * MINUTE);
				assert_true(arrived_state(run_state(&r, id)));
			}
			assert_int_equal(run_lines(&r, "delivered", "body", "satu", NULL), 1);
			run_end(&r);
		}
}

/* Ten crashes at chance points of a busy hour. */
static void test_a_bad_day(void **state)
{
	static const char *const at[] = { POINT_SEND_BEFORE_MARK, POINT_SEND_MARKED, POINT_SEND_POSTED,
		POINT_SEND_ANSWERED, POINT_SEND_RECORDED, POINT_SYNC_BEFORE_COMMIT, POINT_SYNC_COMMITTED };
	struct run r;
	int64_t ids[20];
	size_t unknown = 0, arrived = 0;

	(void)state;
	prepare(&r, 0);
	for (int i = 0; i < 20; i++) {
		char text[32], point[64];

		snprintf(text, sizeof text, "pesan %d", i);
		snprintf(point, sizeof point, "%s:%d", at[i % 7], i % 3 + 1);
		run_arm(&r, point);
		ids[i] = run_send(&r, 0, i % 2 ? BUDI : SRI, text);
		run_for(&r, MINUTE);
		if (r.dead)
			run_restart(&r);
	}
	run_for(&r, 40 * MINUTE);
	for (int i = 0; i < 20; i++) {
		char text[32];
		size_t got;

		snprintf(text, sizeof text, "pesan %d", i);
		got = run_lines(&r, "delivered", "body", text, NULL);
		assert_true(got <= 1);
		if (run_state(&r, ids[i]) == MSG_UNKNOWN)
			unknown++;
		else if (arrived_state(run_state(&r, ids[i])))
			assert_int_equal(got, 1);
		else
			fail_msg("message %d is %s", i, message_state_name(run_state(&r, ids[i])));
		arrived += got;
	}
	assert_int_equal(arrived + unknown, 20);
	assert_true(unknown > 0 && unknown < 8);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sending),
		cmocka_unit_test(test_listening),
		cmocka_unit_test(test_settling),
		cmocka_unit_test(test_a_bad_day),
	};

	return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
