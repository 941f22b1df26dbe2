/* Which engine can do what, against WAHA's published table of features (written out
 * here by hand: one letter an engine that can: N NOWEB, G GOWS, J WEBJS, P WPP), and
 * what a person reads where one cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "waha/able.h"

static const struct {
	const char *name, *who;
} published[] = {
	{ "react", "NGJP" },
	{ "star", "NJP" },
	{ "edit", "NGJP" },
	{ "delete", "NGJP" },
	{ "forward", "NJP" },
	{ "block", "JP" },
	{ "labels", "NGJP" },
	{ "label-events", "NGP" },
	{ "history", "NGJP" },
	{ "history-all", "NG" },
	{ "media-fetch", "NGJP" },
	{ "poll", "NGJP" },
	{ "contact-card", "NGJP" },
	{ "location", "NGJP" },
	{ "new-message-id", "NG" },
	{ "timelock", "NGJ" },
	{ "capping", "G" },
};

static void test_table(void **state)
{
	static const struct {
		enum waha_engine engine;
		char letter;
	} engines[] = { { WAHA_NOWEB, 'N' }, { WAHA_GOWS, 'G' }, { WAHA_WEBJS, 'J' }, { WAHA_WPP, 'P' } };

	(void)state;
	assert_int_equal(sizeof published / sizeof *published, WAHA_ABILITY_COUNT);
	for (int a = 0; a < WAHA_ABILITY_COUNT; a++) {
		assert_string_equal(waha_ability_name((enum waha_ability)a), published[a].name);
		assert_true(waha_able(WAHA_UNSURE, (enum waha_ability)a, NULL));
		for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
			struct err e = { 0 };
			bool can = strchr(published[a].who, engines[i].letter) != NULL;
			if (waha_able(engines[i].engine, (enum waha_ability)a, &e) != can)
				fail_msg("%s on %s", published[a].name, waha_engine_name(engines[i].engine));
			if (can)
				continue;
			/* A sentence of two halves: what not, and what to do. */
			assert_int_equal(e.kind, ERR_CONFLICT);
			assert_int_equal(strncmp(e.say.key, "able.", 5), 0);
			assert_string_equal(e.say.key + 5, published[a].name);
			assert_non_null(strstr(e.say.text, "{engine} cannot "));
			assert_non_null(strstr(e.say.text, ": "));
			assert_non_null(strstr(err_text(&e), waha_engine_name(engines[i].engine)));
		}
	}
}

static void test_sentence(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_false(waha_able(WAHA_GOWS, ABLE_FORWARD, &e));
	assert_string_equal(err_text(&e),
		"GOWS cannot forward: send the text, or the saved file, as a message of its own");
	assert_false(waha_able(WAHA_WPP, ABLE_TIMELOCK, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_table), cmocka_unit_test(test_sentence) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
