/* Every list of names, both ways, against the names written out here: they are
 * in databases and on the wire, so a changed one must be noticed. Beside it the
 * small nouns: versions, the 24-hour window, the set of changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/ability.h"
#include "model/change.h"
#include "model/conversation.h"
#include "model/media.h"
#include "model/event.h"
#include "model/facts.h"
#include "model/verdict.h"

/* The list's names in the order of the enum, one line; refused: none of them. */
#define CHECK(prefix, expected)                                                         \
	do {                                                                            \
		char all[] = expected, *rest = all, *name;                              \
		int n = 0;                                                              \
		enum prefix v;                                                          \
		while ((name = strsep(&rest, " "))) {                                   \
			assert_string_equal(prefix##_name((enum prefix)n), name);       \
			v = (enum prefix)9999;                                          \
			assert_true(prefix##_named(name, &v));                          \
			assert_int_equal(v, n++);                                       \
		}                                                                       \
		v = (enum prefix)9999;                                                  \
		assert_false(prefix##_named("nothing like it", &v));                    \
		assert_false(prefix##_named(NULL, &v));                                 \
		assert_int_equal(v, 9999);                                              \
	} while (0)

static void test_names(void **state)
{
	(void)state;
	CHECK(address_kind, "none phone lid group channel broadcast");
	CHECK(message_state,
		"received queued held sending accepted sent delivered read played rejected unknown cancelled");
	CHECK(message_kind, "text image video audio voice document sticker location contact poll unsupported");
	CHECK(media_state, "remote fetching here expired refused");
	CHECK(message_origin, "customer agent phone campaign auto");
	CHECK(outcome, "accepted retry session rejected restricted unknown");
	CHECK(case_status, "open waiting snoozed closed archived");
	CHECK(case_priority, "low normal high urgent");
	CHECK(label_colour, " red green yellow blue magenta cyan"); /* the first is none: "" */
	CHECK(inbox_view, "needs-reply mine unassigned waiting snoozed all unknown closed archived");
	CHECK(session_status, "UNREACHABLE STOPPED STARTING SCAN_QR_CODE PASSKEY_REQUIRED "
			      "PASSKEY_CONFIRMATION_REQUIRED WORKING FAILED MISSING OTHER");
	CHECK(waha_engine, " NOWEB GOWS WEBJS WPP"); /* the first is not known yet: "" */
	CHECK(waha_ability, "react star edit delete forward block labels label-events history history-all media-fetch "
			    "poll contact-card location new-message-id timelock capping");
	CHECK(verdict_kind, "allow wait hold refuse");
	CHECK(change_kind, "message conversation queue session health contact presence job");
}

static void test_views(void **state)
{
	(void)state;
	assert_int_equal(INBOX_VIEW_COUNT, 9);
	assert_string_equal(inbox_view_title(VIEW_NEEDS_REPLY), "Needs reply");
	assert_string_equal(inbox_view_title(VIEW_ARCHIVED), "Archived");
	for (int v = 0; v < INBOX_VIEW_COUNT; v++)
		assert_int_equal(inbox_view_key((enum inbox_view)v), '1' + v);
}

static const struct {
	const char *text;
	bool ok;
	struct waha_version v;
} versions[] = {
	{ "2026.7.2", true, { 2026, 7, 2 } },
	{ "2025.10.3", true, { 2025, 10, 3 } },
	{ "2026.8", true, { 2026, 8, 0 } },
	{ "2029.9.9", true, { 2029, 9, 9 } },
	{ "999999.1.1", true, { 999999, 1, 1 } },
	{ "2026.4.1-beta.2", true, { 2026, 4, 1 } },
	{ "2026.4.1+build", true, { 2026, 4, 1 } },
	{ "2026", false, { 0 } },
	{ "2026.", false, { 0 } },
	{ "2026.7.", false, { 0 } },
	{ "2026.7.2.1", false, { 0 } },
	{ "v2026.7.2", false, { 0 } },
	{ "2026.7.x", false, { 0 } },
	{ "9999999.1.1", false, { 0 } },
	{ "", false, { 0 } },
	{ NULL, false, { 0 } },
};

static void test_versions(void **state)
{
	struct waha_version v = { 2026, 4, 3 };

	(void)state;
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		struct waha_version got = { 1, 2, 3 };
		assert_int_equal(waha_version_parse(versions[i].text, &got), versions[i].ok);
		if (versions[i].ok)
			assert_memory_equal(&got, &versions[i].v, sizeof got);
	}
	assert_true(waha_version_at_least(&v, 2026, 4, 3));
	assert_true(waha_version_at_least(&v, 2026, 4, 2));
	assert_true(waha_version_at_least(&v, 2026, 3, 9));
	assert_true(waha_version_at_least(&v, 2025, 12, 9));
	assert_false(waha_version_at_least(&v, 2026, 4, 4));
	assert_false(waha_version_at_least(&v, 2026, 10, 0));
	assert_false(waha_version_at_least(&v, 2027, 1, 0));
	assert_true(waha_version_at_least(&v, 2026, 3, 9));
	assert_true(waha_version_at_least(&v, 2025, 4, 9));
}

static void test_window(void **state)
{
	enum { NOW = 1788000000, DAY = 86400 };
	static const struct {
		bool group;
		int64_t last;
		bool open, initiation;
	} cases[] = {
		{ false, 0, false, true },
		{ false, NOW, true, false },
		{ false, NOW - 1, true, false },
		{ false, NOW - DAY + 1, true, false },
		{ false, NOW - DAY, false, true }, /* exactly 24 h is closed */
		{ false, NOW - DAY - 1, false, true },
		{ false, NOW + 5, true, false }, /* WAHA's clock is ahead */
		{ true, 0, false, false },
		{ true, NOW, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct item_facts f = { .is_group = cases[i].group, .last_inbound_at = cases[i].last };
		assert_int_equal(facts_window_open(&f, NOW), cases[i].open);
		assert_int_equal(facts_is_initiation(&f, NOW), cases[i].initiation);
	}
}

static void test_changes(void **state)
{
	struct changes c = { 0 };

	(void)state;
	changes_add(&c, CHANGE_MESSAGE, 7);
	changes_add(&c, CHANGE_CONVERSATION, 7);
	changes_add(&c, CHANGE_MESSAGE, 7);
	changes_add(&c, CHANGE_MESSAGE, 8);
	assert_int_equal(c.n, 3);
	assert_int_equal(c.v[1].kind, CHANGE_CONVERSATION);
	assert_int_equal(c.v[2].id, 8);
	changes_fini(&c);
	changes_fini(&c);
	assert_int_equal(c.n, 0);
}

static void test_events(void **state)
{
	struct events l = { 0 };

	(void)state;
	l.v = calloc(2, sizeof *l.v);
	l.n = l.cap = 2;
	l.v[0].text = strdup("hello");
	l.v[0].reactions.v = calloc(1, sizeof *l.v[0].reactions.v);
	l.v[1].me_phone = strdup("62811");
	events_fini(&l);
	events_fini(&l);
	assert_null(l.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	cmocka_unit_test(test_views),	cmocka_unit_test(test_versions),
		cmocka_unit_test(test_window),	cmocka_unit_test(test_changes), cmocka_unit_test(test_events),
	};
	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
