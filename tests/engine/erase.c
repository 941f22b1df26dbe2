/* erase: somebody is forgotten, and WAHA tells of them all the while: its lists, its history,
 * its address book. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/contact.h"
#include "store/erase.h"
#include "engine/eraser.h"
#include "engine/people.h"
#include "engine/points.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static int64_t contact_of(struct run *r, const char *phone)
{
	char text[ADDRESS_CAP];
	struct address a;
	struct err e = { 0 };
	int64_t id = 0;

	snprintf(text, sizeof text, "%s@c.us", phone);
	assert_true(address_parse(text, &a, &e) && contact_find(r->keep, &a, &id, &e));
	return id;
}

static void erase(struct run *r, const char *phone)
{
	struct changes none = { 0 };
	struct err e = { 0 };

	run_write(r);
	if (!erase_begin(r->keep, contact_of(r, phone), clock_now(), &none, &e))
		fail_msg("%s", err_text(&e));
	run_wrote(r);
	changes_fini(&none);
}

static bool pending(struct run *r)
{
	struct err e = { 0 };
	bool yes = true;

	assert_true(erase_pending(r->keep, &yes, &e));
	return yes;
}

/* The eraser's own steps, until it sleeps. */
static int wipe(struct run *r)
{
	struct err e = { 0 };
	struct eraser *x = eraser_new(r->engine, &e);
	int n = 0;

	assert_non_null(x);
	while (!r->dead && eraser_step(x, clock_now_ms()) != INT64_MAX)
		assert_true(n++ < 1000);
	eraser_free(x);
	return n;
}

static void begin(struct run *r)
{
	run_begin(r, &(struct run_options){ .config = "active_hours = 00:00-24:00\n", .warm = true });
	run_tell(r, "/sim/contact", "{\"pn\":\"" BUDI "\",\"name\":\"Pak Budi\"}");
	run_tell(r, "/sim/contact", "{\"pn\":\"" SRI "\",\"name\":\"Bu Sri\"}");
	run_for(r, 2 * MINUTE);
	run_says(r, BUDI, "kebaya ada?");
	run_says(r, SRI, "gamis ada?");
	run_for(r, MINUTE);
	assert_int_equal(run_texts(r, "kebaya ada?"), 1);
}

/* For two days everything that is read again by itself is read again. */
static void stays_away(void **state)
{
	struct run r;
	struct err e = { 0 };

	(void)state;
	begin(&r);
	run_send(&r, 0, BUDI "@c.us", "ada kak");
	run_for(&r, 5 * MINUTE);
	assert_int_equal(run_texts(&r, "ada kak"), 1);
	erase(&r, BUDI);
	assert_true(pending(&r));
	assert_false(engine_idle(r.engine, r.keep));
	assert_true(wipe(&r) > 3);
	assert_false(pending(&r));
	assert_int_equal(run_texts(&r, "kebaya ada?"), 0);
	run_for(&r, 2 * HOUR);
	run_write(&r);
	assert_true(people_ask(r.keep, run_session(&r, 0), clock_now(), &e));
	run_wrote(&r);
	engine_poke_sync(r.engine, run_session(&r, 0));
	run_restart(&r);
	run_for(&r, 26 * HOUR);
	assert_int_equal(contact_of(&r, BUDI), 0);
	assert_int_not_equal(contact_of(&r, SRI), 0);
	assert_int_equal(run_texts(&r, "kebaya ada?") + run_texts(&r, "ada kak"), 0);
	assert_int_equal(run_texts(&r, "gamis ada?"), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM conversations WHERE latest = 1"), 1);
	/* What is missing on purpose is no sign that WAHA tells nothing. */
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'deaf'"), 0);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM pauses"), 0);
	run_says(&r, BUDI, "saya lagi");
	run_for(&r, MINUTE);
	assert_int_equal(run_texts(&r, "saya lagi"), 1);
	assert_int_not_equal(contact_of(&r, BUDI), 0);
	run_end(&r);
}

/* The engine ends at each of its points: the next one does the rest. */
static void goes_on(void **state)
{
	static const char *const points[] = { POINT_ERASE_BEFORE_COMMIT, POINT_ERASE_COMMITTED, POINT_ERASE_TIDY,
		POINT_ERASE_TIDY ":3" };

	(void)state;
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		struct run r;

		begin(&r);
		erase(&r, BUDI);
		run_arm(&r, points[i]);
		wipe(&r);
		assert_true(r.dead);
		assert_true(run_restart(&r));
		assert_true(pending(&r));
		wipe(&r);
		assert_false(pending(&r));
		assert_int_equal(run_texts(&r, "kebaya ada?"), 0);
		assert_int_equal(run_texts(&r, "gamis ada?"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_away),
		cmocka_unit_test(goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
