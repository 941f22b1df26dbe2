/* Every spelling of addresses and message ids that WAHA uses, from its notes on
 * ids and from captured payloads; the expectations are written by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/address.h"

static const struct {
	const char *text;
	enum address_kind kind; /* NONE: refused */
	const char *user, *canonical;
} spellings[] = {
	{ "6281234567890@c.us", ADDRESS_PHONE, "6281234567890", "6281234567890@c.us" },
	{ "6281234567890@s.whatsapp.net", ADDRESS_PHONE, "6281234567890", "6281234567890@c.us" },
	{ "12025550100:12@s.whatsapp.net", ADDRESS_PHONE, "12025550100", "12025550100@c.us" },
	{ "12025550100:12@c.us", ADDRESS_PHONE, "12025550100", "12025550100@c.us" },
	{ "12025550123", ADDRESS_PHONE, "12025550123", "12025550123@c.us" },
	{ "100000000000123@lid", ADDRESS_LID, "100000000000123", "100000000000123@lid" },
	{ "100000000000123:7@lid", ADDRESS_LID, "100000000000123", "100000000000123@lid" },
	{ "120363000000000001@g.us", ADDRESS_GROUP, "120363000000000001", "120363000000000001@g.us" },
	{ "6281234567890-1500000000@g.us", ADDRESS_GROUP, "6281234567890-1500000000", "6281234567890-1500000000@g.us" },
	{ "120363000000000009@newsletter", ADDRESS_CHANNEL, "120363000000000009", "120363000000000009@newsletter" },
	{ "status@broadcast", ADDRESS_BROADCAST, "status", "status@broadcast" },
	{ "1500000000@broadcast", ADDRESS_BROADCAST, "1500000000", "1500000000@broadcast" },
	{ "", ADDRESS_NONE, 0, 0 },
	{ NULL, ADDRESS_NONE, 0, 0 },
	{ "@c.us", ADDRESS_NONE, 0, 0 },
	{ "+62 812@c.us", ADDRESS_NONE, 0, 0 },
	{ "+6281234567890", ADDRESS_NONE, 0, 0 },
	{ "62812 3456", ADDRESS_NONE, 0, 0 },
	{ "6281234567890@", ADDRESS_NONE, 0, 0 },
	{ "6281234567890@c.us ", ADDRESS_NONE, 0, 0 },
	{ "6281234567890@C.US", ADDRESS_NONE, 0, 0 },
	{ "6281234567890@c.us@c.us", ADDRESS_NONE, 0, 0 },
	{ "6281234567890@example.org", ADDRESS_NONE, 0, 0 },
	{ "6281234567890:@c.us", ADDRESS_NONE, 0, 0 },
	{ "6281234567890:x@c.us", ADDRESS_NONE, 0, 0 },
	{ "120363000000000001:2@g.us", ADDRESS_NONE, 0, 0 },
	{ "-120363@g.us", ADDRESS_NONE, 0, 0 },
	{ "status@c.us", ADDRESS_NONE, 0, 0 },
	{ "undefined", ADDRESS_NONE, 0, 0 },
	{ "120363-5@g.us", ADDRESS_GROUP, "120363-5", "120363-5@g.us" },
	{ "120363-@g.us", ADDRESS_NONE, 0, 0 },
	{ "62811-5@c.us", ADDRESS_NONE, 0, 0 },
	{ "12345678901234567890123456789012345678901234567@lid", ADDRESS_LID,
		"12345678901234567890123456789012345678901234567",
		"12345678901234567890123456789012345678901234567@lid" },
	{ "123456789012345678901234567890123456789012345678@lid", ADDRESS_NONE, 0, 0 },
};

static void test_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		struct address a = { ADDRESS_GROUP, "untouched" };
		struct err e = { 0 };
		char text[ADDRESS_CAP];
		bool ok = address_parse(spellings[i].text, &a, &e);

		if (ok != (spellings[i].kind != ADDRESS_NONE))
			fail_msg("“%s” %s", spellings[i].text, ok ? "was taken" : "was refused");
		if (!ok) {
			assert_int_equal(e.kind, ERR_USAGE);
			assert_string_equal(e.say.key, "address.bad");
			assert_string_equal(a.user, "untouched");
			continue;
		}
		assert_int_equal(a.kind, spellings[i].kind);
		assert_string_equal(a.user, spellings[i].user);
		assert_string_equal(address_text(&a, text), spellings[i].canonical);
	}
}

static void test_address_of_nobody(void **state)
{
	struct address none = { 0 }, phone, twin, lid;
	char text[ADDRESS_CAP] = "x";

	(void)state;
	assert_string_equal(address_text(&none, text), "");
	assert_true(address_parse("62811@c.us", &phone, NULL));
	assert_true(address_parse("62811:3@s.whatsapp.net", &twin, NULL));
	assert_true(address_parse("62811@lid", &lid, NULL));
	assert_true(address_same(&phone, &twin));
	assert_false(address_same(&phone, &lid));
	assert_true(address_is_person(&phone));
	assert_true(address_is_person(&lid));
	assert_false(address_is_person(&none));
}

#define SIXTY "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEEEEEEEEEFFFFFFFFFF"

static const struct {
	const char *text; /* in; canonical out unless `out` is given */
	bool ok, whole, from_me;
	const char *chat, *bare, *participant, *out;
} ids[] = {
	{ "true_12025550123@c.us_3EB0A1B2C3D4E5F60001", true, true, true, "12025550123@c.us", "3EB0A1B2C3D4E5F60001",
		"", NULL },
	{ "false_12025550123@c.us_A5B4C3D2E1F0A5B4C3D2E1F0A5B40002", true, true, false, "12025550123@c.us",
		"A5B4C3D2E1F0A5B4C3D2E1F0A5B40002", "", NULL },
	{ "false_120363000000000001@g.us_3A00000000000000GRP1_100000000000145@lid", true, true, false,
		"120363000000000001@g.us", "3A00000000000000GRP1", "100000000000145@lid", NULL },
	{ "true_120363000000000001@g.us_3EB0A1B2C3D4E5F60002_12025550100:12@s.whatsapp.net", true, true, true,
		"120363000000000001@g.us", "3EB0A1B2C3D4E5F60002", "12025550100@c.us",
		"true_120363000000000001@g.us_3EB0A1B2C3D4E5F60002_12025550100@c.us" },
	{ "true_100000000000123@lid_3EB0A1B2C3D4E5F60001", true, true, true, "100000000000123@lid",
		"3EB0A1B2C3D4E5F60001", "", NULL },
	{ "true__3EB012B6630024F7F85FCA", true, true, true, "", "3EB012B6630024F7F85FCA", "", NULL },
	{ "false_120363000000000009@newsletter_117", true, true, false, "120363000000000009@newsletter", "117", "", NULL },
	{ "false_status@broadcast_3EB0AA_62811@c.us", true, true, false, "status@broadcast", "3EB0AA", "62811@c.us", NULL },
	{ "3EB0C0FFEE0000000001", true, false, false, "", "3EB0C0FFEE0000000001", "", NULL },
	{ "false_62811@c.us_3EB0AA_", true, true, false, "62811@c.us", "3EB0AA", "", "false_62811@c.us_3EB0AA" },
	{ "", false, 0, 0, 0, 0, 0, 0 },
	{ NULL, false, 0, 0, 0, 0, 0, 0 },
	{ "true_", false, 0, 0, 0, 0, 0, 0 },
	{ "true_62811@c.us", false, 0, 0, 0, 0, 0, 0 },
	{ "true_62811@c.us_", false, 0, 0, 0, 0, 0, 0 },
	{ "true__", false, 0, 0, 0, 0, 0, 0 },
	{ "true_undefined_3EB0", false, 0, 0, 0, 0, 0, 0 },
	{ "maybe_62811@c.us_3EB0", false, 0, 0, 0, 0, 0, 0 },
	{ "3EB0 AA", false, 0, 0, 0, 0, 0, 0 },
	{ "62811@c.us", false, 0, 0, 0, 0, 0, 0 },
	{ "true_62811@c.us_3EB0_somebody", false, 0, 0, 0, 0, 0, 0 },
	{ SIXTY "123", true, false, false, "", SIXTY "123", "", NULL },
	{ SIXTY "1234", false, 0, 0, 0, 0, 0, 0 },
	{ "3EB0~", true, false, false, "", "3EB0~", "", NULL },
	{ "3EB0\x7f", false, 0, 0, 0, 0, 0, 0 },
	{ "true_62811@c.us_3EB0@", false, 0, 0, 0, 0, 0, 0 },
};

static void test_wa_id(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct wa_id id;
		struct err e = { 0 };
		char text[WA_ID_TEXT_CAP], part[ADDRESS_CAP];
		bool ok = wa_id_parse(ids[i].text, &id, &e);

		if (ok != ids[i].ok)
			fail_msg("“%s” %s", ids[i].text, ok ? "was taken" : "was refused");
		if (!ok) {
			assert_string_equal(e.say.key, "message-id.bad");
			continue;
		}
		assert_int_equal(id.whole, ids[i].whole);
		assert_int_equal(id.from_me, ids[i].from_me);
		assert_string_equal(id.bare, ids[i].bare);
		assert_string_equal(address_text(&id.chat, part), ids[i].chat);
		assert_string_equal(address_text(&id.participant, part), ids[i].participant);
		assert_string_equal(wa_id_text(&id, text), ids[i].out ? ids[i].out : ids[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_address_of_nobody),
		cmocka_unit_test(test_wa_id),
	};
	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
