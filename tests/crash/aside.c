/* aside: a message that cannot leave is set aside and blocks no other of its number;
 * it is tried again later and later, not in step with others; one that waited too
 * long, or whose fate nobody knows, waits for a person, whose choice is kept. */
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
#include "store/outbox.h"

#include "tests/engine/harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

static void begin(struct run *r, const char *config)
{
	run_begin(r, &(struct run_options){ .config = config });
	run_for(r, 5 * SECOND);
	run_says(r, BUDI, "halo budi");
	run_says(r, SRI, "halo sri");
	run_for(r, 20 * SECOND);
}

/* When a text was handed over the n-th time (from 1), whatever was answered; 0 never. */
static int64_t asked(struct run *r, const char *text, int n)
{
	for (size_t i = 0; i < json_array_size(r->journal); i++) {
		const json_t *line = json_array_get(r->journal, i);

		if (!strcmp(json_str_or(line, "path", ""), "/api/sendText") &&
			!strcmp(json_str_or(line, "body.text", ""), text) && !--n)
			return json_i64_or(line, "t", 0);
	}
	return 0;
}

/* Refused for now, five times: the others go, and every pause is longer. */
static void test_pauses(void **state)
{
	static const int64_t least[] = { 5, 10, 20, 40, 80 };
	struct run r;
	int64_t stubborn, other;
	int64_t rest;

	(void)state;
	begin(&r, NULL);
	run_tell(&r, "/sim/rules",
		"{\"do\":\"429\",\"path\":\"/api/sendText\",\"contains\":\"satu\",\"count\":5}");
	stubborn = run_send(&r, 0, BUDI, "satu");
	for (int i = 0; i < 30 && !asked(&r, "satu", 1); i++)
		run_for(&r, SECOND);
	rest = run_count(&r, "SELECT o.not_before_ms - a.ended_ms FROM outbox o JOIN outbox_attempts a"
			     " ON a.message_id = o.message_id ORDER BY a.n DESC LIMIT 1");
	assert_in_range(rest, 5 * SECOND + 1, 5 * SECOND * 5 / 4);
	other = run_send(&r, 0, SRI, "dua");
	assert_true(run_until(&r, other, MSG_DELIVERED, 2 * MINUTE));
	assert_int_equal(run_state(&r, stubborn), MSG_QUEUED);
	assert_true(run_until(&r, stubborn, MSG_DELIVERED, 10 * MINUTE));
	for (int i = 1; i <= 5; i++) {
		int64_t pause = asked(&r, "satu", i + 1) - asked(&r, "satu", i);

		/* A quarter by chance, then the gates and the typing. */
		assert_in_range(pause, least[i - 1] * SECOND, least[i - 1] * SECOND * 5 / 4 + 20 * SECOND);
	}
	assert_int_equal(asked(&r, "satu", 7), 0);
	assert_int_equal(run_lines(&r, "delivered", "body", "satu", NULL), 1);
	run_end(&r);
}

/* What waited longer than it lives is held, with a sentence, and leaves only when a
 * person says so. */
static void test_life(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	begin(&r, "message_life = 10m");
	id = run_send(&r, 0, BUDI, "satu");
	r.refused = true; /* WAHA is away */
	run_for(&r, 20 * MINUTE);
	r.refused = false;
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_HELD);
	assert_string_equal(run_reason(&r, id), "gate.expired");
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	run_end(&r);
}

/* A second time only because a person decided it, and last in its chat. */
static void test_again(void **state)
{
	static const char *const fates[] = { "drop-before", "502" };

	(void)state;
	for (size_t f = 0; f < sizeof fates / sizeof *fates; f++) {
		struct run r;
		struct changes c = { 0 };
		struct err e = { 0 };
		int64_t id, later;

		begin(&r, NULL);
		run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"path\":\"/api/sendText\"}", fates[f]);
		id = run_send(&r, 0, BUDI, "satu");
		run_for(&r, 30 * MINUTE);
		assert_int_equal(run_state(&r, id), MSG_UNKNOWN);
		assert_int_equal(asked(&r, "satu", 2), 0);
		assert_false(run_restart(&r));
		run_for(&r, 60 * MINUTE);
		assert_int_equal(asked(&r, "satu", 2), 0);
		later = run_send(&r, 0, BUDI, "dua");
		run_write(&r);
		if (!outbox_again(r.keep, id, 0, clock_now_ms(), clock_now_ms() + 5 * SECOND, &c, &e))
			fail_msg("%s", err_text(&e));
		run_wrote(&r);
		changes_fini(&c);
		engine_poke_sender(r.engine);
		assert_true(run_until(&r, id, MSG_DELIVERED, 5 * MINUTE));
		assert_int_equal(run_state(&r, later) == MSG_UNKNOWN, 0);
		assert_int_equal(run_lines(&r, "delivered", "body", "satu", NULL), 1);
		assert_true(asked(&r, "dua", 1) < asked(&r, "satu", 2));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM outbox WHERE again_ms > 0"), 1);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests_name("aside", tests, NULL, NULL);
}
