/* Phone numbers as people in several countries write them. The expectations are
 * the countries' own rules (ITU E.164 and the national plans), by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/address.h"

/* digits NULL: refused, with a sentence that holds `says`. */
static const struct {
	const char *country, *text, *digits, *says;
} numbers[] = {
	/* international, whatever the country */
	{ "62", "+62 812-3456-7890", "6281234567890", 0 },
	{ "62", "+62 (0)812 3456 7890", "6281234567890", 0 },
	{ "62", "0062 812 3456 7890", "6281234567890", 0 },
	{ "55", "+62 812 3456 7890", "6281234567890", 0 },
	{ "", "+62 812 3456 7890", "6281234567890", 0 },
	{ NULL, "+62 812 3456 7890", "6281234567890", 0 },
	{ "62", "+49 1512 3456789", "4915123456789", 0 },
	{ "62", "tel:+1-202-555-0123", "12025550123", 0 },
	{ "62", "\xe2\x80\xaa+62\xc2\xa0" "812\xe2\x80\x91" "3456\xe2\x80\x91" "7890\xe2\x80\xac", "6281234567890", 0 },
	{ "49", "+225 07 12 34 56 78", "2250712345678", 0 },
	{ "49", "+39 06 1234 5678", "390612345678", 0 },
	{ "1", "+852 5123 4567", "85251234567", 0 },
	/* Indonesia at home */
	{ "62", "0812 3456 7890", "6281234567890", 0 },
	{ "62", "0812-3456-789", "628123456789", 0 },
	{ "62", "(021) 5551234", "62215551234", 0 },
	{ "62", "6281234567890", "6281234567890", 0 },
	{ "62", "62 812 3456 7890", "6281234567890", 0 },
	{ "62", "0811.234.567", "62811234567", 0 },
	{ "62", "5511999990001", "5511999990001", 0 },
	{ "62", "81234567890", NULL, "here or abroad" },
	/* Brazil: areas and mobiles without a trunk digit */
	{ "55", "(11) 99999-0001", "5511999990001", 0 },
	{ "55", "011 99999-0001", "5511999990001", 0 },
	{ "55", "11 3333-0001", "551133330001", 0 },
	{ "55", "55 11 99999 0001", "5511999990001", 0 },
	{ "55", "55 99999-0001", "5555999990001", 0 }, /* area 55 */
	{ "55", "12025550123", "12025550123", 0 },
	{ "55", "0049 1512 3456789", "4915123456789", 0 },
	/* Germany */
	{ "49", "0151 23456789", "4915123456789", 0 },
	{ "49", "030 / 901820", "4930901820", 0 },
	{ "49", "0049 151 23456789", "4915123456789", 0 },
	{ "49", "4915123456789", "4915123456789", 0 },
	{ "49", "+49 (0) 151 23456789", "4915123456789", 0 },
	/* North America */
	{ "1", "(202) 555-0123", "12025550123", 0 },
	{ "1", "1 202 555 0123", "12025550123", 0 },
	{ "1", "+1 202.555.0123", "12025550123", 0 },
	{ "1", "011 62 812 3456 7890", "6281234567890", 0 },
	{ "1", "555-0123", NULL, "country's code|too short" },
	{ "1", "0812 345 678", NULL, "country's code" },
	/* others */
	{ "7", "8 (912) 345-67-89", "79123456789", 0 },
	{ "65", "9123 4567", "6591234567", 0 },
	{ "39", "06 1234 5678", "390612345678", 0 },
	{ "44", "07911 123456", "447911123456", 0 },
	/* one way of each country's own, and what would be another's */
	{ "7", "9123456789", NULL, "here or abroad" },
	{ "31", "06 1234 5678", "31612345678", 0 },
	{ "31", "612345678", NULL, "here or abroad" },
	{ "33", "06 12 34 56 78", "33612345678", 0 },
	{ "33", "612345678", NULL, "here or abroad" },
	{ "34", "612 34 56 78", "34612345678", 0 },
	{ "34", "012 34 56 78", NULL, "country's code" },
	{ "44", "7911123456", NULL, "here or abroad" },
	{ "49", "15123456789", NULL, "here or abroad" },
	{ "52", "55 1234 5678", "525512345678", 0 },
	{ "52", "05 1234 5678", NULL, "country's code" },
	{ "54", "011 2345 6789", "541123456789", 0 },
	{ "54", "1123456789", NULL, "here or abroad" },
	{ "55", "0055 11 99999 0001", "5511999990001", 0 },
	{ "60", "012-345 6789", "60123456789", 0 },
	{ "60", "123456789", NULL, "here or abroad" },
	{ "61", "0412 345 678", "61412345678", 0 },
	{ "61", "0011 62 812 3456 7890", "6281234567890", 0 },
	{ "61", "0062 812 3456 7890", "6281234567890", 0 },
	{ "7", "810 62 812 3456 7890", "6281234567890", 0 },
	{ "61", "412345678", NULL, "here or abroad" },
	{ "63", "0917 123 4567", "639171234567", 0 },
	{ "63", "9171234567", NULL, "here or abroad" },
	{ "65", "0123 4567", NULL, "country's code" },
	{ "66", "081 234 5678", "66812345678", 0 },
	{ "66", "812345678", NULL, "here or abroad" },
	{ "84", "091 234 5678", "84912345678", 0 },
	{ "84", "912345678", NULL, "here or abroad" },
	{ "91", "98765 43210", "919876543210", 0 },
	{ "91", "098765 43210", "919876543210", 0 },
	{ "225", "07 12 34 56 78", "2250712345678", 0 },
	{ "242", "06 612 3456", "242066123456", 0 },
	{ "242", "+242 06 612 3456", "242066123456", 0 },
	{ "673", "712 3456", "6737123456", 0 },
	{ "673", "012 3456", NULL, "country's code" },
	{ "670", "7723 4567", "67077234567", 0 },
	{ "670", "0723 4567", NULL, "country's code" },
	{ "852", "5123 4567", "85251234567", 0 },
	{ "852", "0123 4567", NULL, "country's code" },
	{ "966", "050 123 4567", "966501234567", 0 }, /* a country without a row */
	{ "966", "501234567", NULL, "here or abroad" },
	{ "966", "+966 0050 123 4567", NULL, "a 0 too many" },
	/* the shortest and the longest there are */
	{ "62", "+290 4567", "2904567", 0 },
	{ "62", "+290 456", NULL, "too short" },
	{ "62", "+966 5012 3456 7890", "966501234567890", 0 },
	{ "62", "+49 1512 3456 7890 1", "491512345678901", 0 },
	{ "62", "+49 1512 3456 7890 12", NULL, "too long" },
	/* separators that are pasted along */
	{ "62", "+62\xc2\xad" "812\xe2\x80\x80" "3456\xe2\x80\xaf" "7890", "6281234567890", 0 },
	{ "62", "+62\xe2\x81\xa0" "812\xe2\x81\xa9" "3456\xe2\x88\x92" "7890\xe3\x80\x80", "6281234567890", 0 },
	{ "62", "\xef\xbb\xbf+62 812 3456 7890\xe2\x81\xaf", "6281234567890", 0 },
	{ "62", "+62 812\xc3\xa0 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xc2\xa1 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe2\x80\xb0 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe2\x82\x80 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe2\x81\x80 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe2\x81\xb0 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe2\x88\x93 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xe3\x80\x81 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xef\xbb\xbe 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xd0\x80\x80 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xd0\x88\x92 3456 7890", NULL, "other characters" },
	{ "62", "+62 812\xd0\xbb\xbf 3456 7890", NULL, "other characters" },
	/* refused */
	{ "62", "", NULL, "missing" },
	{ "62", NULL, NULL, "missing" },
	{ "62", " - ", NULL, "missing" },
	{ "62", "0812", NULL, "too short" },
	{ "62", "+62 812", NULL, "too short" },
	{ "62", "+62", NULL, "too short" },
	{ "62", "0812 3456 7890 1234 5", NULL, "too long" },
	{ "62", "+62 812 3456 7890 12345", NULL, "too long" },
	{ "62", "0812 3456 7890 0813 3456 7890 0814 3456 7890 0815 3456 7890", NULL, "too long" },
	{ "62", "+62 812 3456 7890, +62 813 3456 7890", NULL, "other characters" },
	{ "62", "+62 812 3456 7890 +62 813", NULL, "a + stands only in front" },
	{ "62", "++62 812 3456 7890", NULL, "a + stands only in front" },
	{ "62", "Budi", NULL, "other characters" },
	{ "62", "0812x", NULL, "other characters" },
	{ "62", "+0812 3456 7890", NULL, "country's code" },
	{ "62", "+62 00812 3456 789", NULL, "a 0 too many" },
	{ "", "0812 3456 7890", NULL, "no default country" },
};

static bool says_one_of(const char *said, const char *wanted)
{
	const char *bar = strchr(wanted, '|');
	char first[64] = "";

	if (!bar)
		return strstr(said, wanted);
	memcpy(first, wanted, (size_t)(bar - wanted));
	return strstr(said, first) || strstr(said, bar + 1);
}

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		char out[ADDRESS_USER] = "x";
		struct err e = { 0 };
		bool ok = phone_parse(numbers[i].text, numbers[i].country, out, &e);
		const char *wanted = numbers[i].digits;

		if (ok != (wanted != NULL) || (ok && strcmp(out, wanted) != 0))
			fail_msg("“%s” in %s: %s %s", numbers[i].text, numbers[i].country, ok ? out : "refused:",
				ok ? "" : err_text(&e));
		if (ok)
			continue;
		assert_int_equal(e.kind, ERR_USAGE);
		assert_string_equal(e.say.key, "phone.bad");
		assert_string_equal(out, "");
		if (!says_one_of(err_text(&e), numbers[i].says))
			fail_msg("“%s”: %s", numbers[i].text, err_text(&e));
	}
}

static const struct {
	const char *digits, *shown;
} shows[] = {
	{ "6281234567890", "+62 812-3456-7890" },
	{ "628123456789", "+62 812-345-6789" },
	{ "62811234567", "+62 811-234-567" },
	{ "5511999990001", "+55 11-99999-0001" },
	{ "551133330001", "+55 11-3333-0001" },
	{ "12025550123", "+1 202-555-0123" },
	{ "4915123456789", "+49 151-2345-6789" },
	{ "6591234567", "+65 9123-4567" },
	{ "85251234567", "+852 5123-4567" },
	{ "447911123456", "+44 7911-123-456" },
	{ "62", "+62" },
	{ "628123", "+628123" },
	{ "6281234", "+62 812-34" },
	{ "62812345678", "+62 812-345-678" },
	{ "6281234567", "+62 812-34567" },
	{ "62812345678901", "+62 812-34567-8901" },
	{ "966501234567890", "+966 501-23456-7890" },
	{ "", "+" },
	{ "100000000000123456", "+100000000000123456" },
};

static void test_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
		char out[ADDRESS_CAP], back[ADDRESS_USER];

		assert_string_equal(phone_show(shows[i].digits, out), shows[i].shown);
		if (strlen(shows[i].digits) > 7 && strlen(shows[i].digits) <= 15) {
			assert_true(phone_parse(out, "62", back, NULL));
			assert_string_equal(back, shows[i].digits);
		}
	}
}

static const struct {
	const char *digits, *shown;
} at_home[] = {
	{ "6281234567890", "0812-3456-7890" }, { "12025550123", "202-555-0123" }, { "447911123456", "07911-123-456" },
	{ "6591234567", "9123-4567" }, { "5511999990001", "011-99999-0001" }, { "966501234567", "" }, { "62", "" },
	{ "62812345678901234", "" }, { "", "" },
};

/* What is shown as at home is the same number when it is typed there. */
static void test_show_national(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof at_home / sizeof *at_home; i++) {
		char out[ADDRESS_CAP];

		assert_string_equal(phone_show_national(at_home[i].digits, out), at_home[i].shown);
	}
	char back[ADDRESS_USER];
	assert_true(phone_parse("0812-3456-7890", "62", back, NULL));
	assert_string_equal(back, "6281234567890");
}

static const struct {
	const char *a, *b;
	bool alike;
} spellings[] = {
	{ "6281234567890", "6281234567890", true },
	{ "62081234567890", "6281234567890", true },   /* the home 0 left in */
	{ "626281234567890", "6281234567890", true },  /* the code twice */
	{ "5511988880001", "551188880001", true },     /* Brazil's ninth digit */
	{ "5215512345678", "525512345678", true },     /* Mexico's 1 */
	{ "5491123456789", "541123456789", true },     /* Argentina's 9 */
	{ "6281234567890", "6281234567891", false }, { "5511988880001", "5521988880001", false },
	{ "6281234567890", "6581234567890", false }, { "", "", false }, { "62", "62", true },
};

static void test_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		if (phone_alike(spellings[i].a, spellings[i].b) != spellings[i].alike ||
			phone_alike(spellings[i].b, spellings[i].a) != spellings[i].alike)
			fail_msg("%s %s", spellings[i].a, spellings[i].b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_national),
		cmocka_unit_test(test_alike),
	};
	return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
