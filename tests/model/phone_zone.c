/* The zones that phone numbers tell. Expectations are the countries' clocks
 * (zone.tab of the tz database), by hand: the offset on two days of the year, so
 * that a wrong name that loads is noticed too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/zone.h"
#include "model/phone_zone.h"

#include "base/banned.h"

enum { WINTER = 1768478400 /* 2026-01-15T12:00Z */, SUMMER = 1784116800 /* 2026-07-15T12:00Z */ };

static const struct {
	const char *digits, *zone;
	int winter, summer; /* minutes east of UTC */
} known[] = {
	{ "6591234567", "Asia/Singapore", 480, 480 },
	{ "60123456789", "Asia/Kuala_Lumpur", 480, 480 },
	{ "66812345678", "Asia/Bangkok", 420, 420 },
	{ "639171234567", "Asia/Manila", 480, 480 },
	{ "84912345678", "Asia/Ho_Chi_Minh", 420, 420 },
	{ "819012345678", "Asia/Tokyo", 540, 540 },
	{ "821012345678", "Asia/Seoul", 540, 540 },
	{ "919876543210", "Asia/Kolkata", 330, 330 },
	{ "9779812345678", "Asia/Kathmandu", 345, 345 },
	{ "959123456789", "Asia/Yangon", 390, 390 },
	{ "8801712345678", "Asia/Dhaka", 360, 360 },
	{ "85251234567", "Asia/Hong_Kong", 480, 480 },
	{ "886912345678", "Asia/Taipei", 480, 480 },
	{ "6737123456", "Asia/Brunei", 480, 480 },
	{ "67077234567", "Asia/Dili", 540, 540 },
	{ "447911123456", "Europe/London", 0, 60 },
	{ "353851234567", "Europe/Dublin", 0, 60 },
	{ "4915123456789", "Europe/Berlin", 60, 120 },
	{ "33612345678", "Europe/Paris", 60, 120 },
	{ "31612345678", "Europe/Amsterdam", 60, 120 },
	{ "358401234567", "Europe/Helsinki", 120, 180 },
	{ "905321234567", "Europe/Istanbul", 180, 180 },
	{ "966501234567", "Asia/Riyadh", 180, 180 },
	{ "971501234567", "Asia/Dubai", 240, 240 },
	{ "2348012345678", "Africa/Lagos", 60, 60 },
	{ "27821234567", "Africa/Johannesburg", 120, 120 },
	{ "51912345678", "America/Lima", -300, -300 },
};

static const char *const unknown[] = {
	"", "6", "6281234567890", "12025550123", "16135550123", "5511999990001", "61412345678", "79123456789",
	"77012345678", "5215512345678", "5491123456789", "34612345678", "351912345678", "64211234567", "56912345678",
	"593991234567", "8613812345678", "243812345678", "262692123456", "299221234",
};

static void test_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *name = phone_zone(known[i].digits);
		const struct zone *zone;

		if (!name || strcmp(name, known[i].zone) != 0)
			fail_msg("%s: %s", known[i].digits, name ? name : "not known");
		zone = zone_load(name, NULL);
		assert_non_null(zone);
		assert_int_equal(zone_civil(zone, WINTER).offset, known[i].winter * 60);
		assert_int_equal(zone_civil(zone, SUMMER).offset, known[i].summer * 60);
	}
}

static void test_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		if (phone_zone(unknown[i]))
			fail_msg("%s: %s is a guess", unknown[i], phone_zone(unknown[i]));
}

/* Every code there can be: what the table names, the system has. */
static void test_all_load(void **state)
{
	int n = 0;

	(void)state;
	for (int code = 100; code < 1000; code++) {
		char digits[16];
		const char *name;
		struct err e = { 0 };

		snprintf(digits, sizeof digits, "%d", code);
		name = phone_zone(digits);
		if (!name)
			continue;
		n++;
		if (!zone_load(name, &e))
			fail_msg("+%s: %s", digits, err_text(&e));
	}
	assert_true(n > 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_all_load),
	};
	return cmocka_run_group_tests_name("phone_zone", tests, NULL, NULL);
}
