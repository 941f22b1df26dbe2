/* case: what the engine does with conversations by itself: who is given a new one, a
 * snooze that is over, a window that is about to close, also when it ended in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/agent.h"
#include "store/conversation.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"
#define DIAN "6281200000003"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

#define MUST(call)                                                 \
	do {                                                       \
		struct err e_ = { 0 };                             \
		struct err *e = &e_;                               \
		if (!(call))                                       \
			fail_msg("%s: %s", #call, err_text(e));    \
	} while (0)

static int64_t agent(struct run *r, int64_t uid, const char *name)
{
	struct agent_row a;

	MUST(agent_open(r->keep, uid, name, clock_now(), &a, e));
	return a.id;
}

static void snooze(struct run *r, int64_t id, int64_t until)
{
	struct changes c = { 0 };

	MUST(db_begin_write(r->keep, e));
	MUST(conversation_set_status(r->keep, id, CASE_SNOOZED, until, clock_now(), &c, e));
	MUST(db_commit(r->keep, e));
	changes_fini(&c);
}

static int first_told;

static void note_first(struct run *r, const struct change *c)
{
	(void)r;
	first_told += c->kind == CHANGE_CONVERSATION && c->id == 1;
}

/* Whether faces were told of the first conversation since the last time. */
static bool told(void)
{
	bool yes = first_told > 0;

	first_told = 0;
	return yes;
}

/* In turn to those who are there; nobody's while nobody is; never by history. */
static void test_new_ones_are_given(void **state)
{
	struct run r;
	int64_t ids[2];

	(void)state;
	run_begin(&r, &(struct run_options){ .house = "assign_new = next\n" });
	ids[0] = agent(&r, 1001, "rina");
	ids[1] = agent(&r, 1002, "dewi");
	run_for(&r, 10 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE assignee_id IS NOT NULL"), 0);
	engine_agents_set(r.engine, ids, 2);
	run_says(&r, SRI, "halo");
	run_for(&r, MINUTE);
	run_says(&r, DIAN, "halo");
	run_for(&r, MINUTE);
	run_says(&r, BUDI, "masih ada?"); /* not new: stays nobody's */
	run_for(&r, MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE assignee_id = 1"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE assignee_id = 2"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE assignee_id IS NULL"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE who = 'engine' AND action = 'assign'"), 2);
	run_end(&r);
}

/* Within seconds of its time, and told; over the end of an engine too. */
static void test_snoozes_end(void **state)
{
	struct run r;

	(void)state;
	for (int crash = 0; crash < 2; crash++) {
		run_begin(&r, &(struct run_options){ 0 });
		r.changed = note_first;
		run_for(&r, 10 * SECOND);
		run_says(&r, BUDI, "halo");
		run_for(&r, MINUTE);
		snooze(&r, 1, clock_now() + 600);
		if (crash) {
			run_arm(&r, "sync.before-commit");
			run_says(&r, SRI, "halo");
			run_for(&r, MINUTE);
			assert_true(run_restart(&r));
		}
		run_for(&r, (crash ? 8 : 9) * MINUTE + 50 * SECOND);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE id = 1 AND status = 'snoozed'"), 1);
		told();
		run_for(&r, crash ? MINUTE + 20 * SECOND : 20 * SECOND);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE id = 1 AND status = 'open' AND woke_at > 0"),
			1);
		assert_true(told());
		run_end(&r);
	}
}

/* An hour before, once, to who is owed a reply. */
static void test_closing_is_told(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	r.changed = note_first;
	run_for(&r, 10 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, MINUTE);
	run_for(&r, 22 * HOUR + 50 * MINUTE);
	told();
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversation_windows WHERE warned_at > 0"), 0);
	run_for(&r, 20 * MINUTE);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversation_windows WHERE warned_at > 0"), 1);
	assert_true(told());
	run_for(&r, 20 * MINUTE);
	assert_false(told());
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_ones_are_given),
		cmocka_unit_test(test_snoozes_end),
		cmocka_unit_test(test_closing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
