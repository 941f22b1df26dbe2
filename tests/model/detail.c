/* Places, cards and polls: one spelling, and hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "model/detail.h"

static void is(json_t *v, const char *want)
{
	char *s = detail_write(v);

	assert_string_equal(s, want);
	free(s);
}

static void test_places(void **state)
{
	(void)state;
	is(detail_location(-6.1754, 106.8272, "Monas", ""),
		"{\"latitude\":-6175400,\"longitude\":106827200,\"name\":\"Monas\"}");
	is(detail_location(-6.17540004, 106.82719999, NULL, "Jl. Merdeka"),
		"{\"address\":\"Jl. Merdeka\",\"latitude\":-6175400,\"longitude\":106827200}");
	assert_null(detail_location(90.1, 0, NULL, NULL));
	assert_null(detail_location(0, -180.5, NULL, NULL));
	assert_null(detail_location(NAN, 0, NULL, NULL));
	json_t *back = detail_read(KIND_LOCATION, "{\"latitude\":-6175400,\"longitude\":106827200,\"name\":\"Monas\"}");
	assert_true(fabs(json_real_value(json_object_get(back, "latitude")) + 6.1754) < 1e-9);
	assert_string_equal(json_str(back, "name"), "Monas");
	assert_true(json_is_null(json_object_get(back, "address")));
	json_decref(back);
	assert_null(detail_read(KIND_LOCATION, ""));
	assert_null(detail_read(KIND_LOCATION, "[1]"));
	assert_null(detail_read(KIND_TEXT, "{}"));
}

static const struct {
	const char *card, *want;
} cards[] = {
	{ "BEGIN:VCARD\nVERSION:3.0\nFN:Budi\nTEL;type=CELL;waid=6281:+62 81\nEND:VCARD",
	  "[{\"name\":\"Budi\",\"phones\":[\"+62 81\"]}]" },
	{ "BEGIN:VCARD\r\nN:;Budi;;;\r\nFN;CHARSET=UTF-8:Budi\\, S\\;\\\\\r\nitem1.TEL:1\r\nitem2.tel;x=\"a:b\":2\r\nEND:VCARD",
	  "[{\"name\":\"Budi, S;\\\\\",\"phones\":[\"1\",\"2\"]}]" },
	{ "FN:A\nFN:B\nTEL:\nTELEX:9\nX-TEL:8\nTEL", "[{\"name\":\"A\",\"phones\":[]}]" },
	{ "", "[{\"name\":\"\",\"phones\":[]}]" },
	{ "FN:😀\xff", "[{\"name\":\"\",\"phones\":[]}]" },
};

static void test_cards(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		json_t *list = json_array();

		detail_add_vcard(list, cards[i].card);
		if (strstr(cards[i].card, "\xff")) {
			/* What is no text is nothing; the card stays. */
			assert_int_equal(json_array_size(list), 1);
			json_decref(list);
			continue;
		}
		is(list, cards[i].want);
	}
	/* One with more numbers than anybody has, and more cards. */
	json_t *list = json_array();
	char *many = malloc(60 * 1024);
	assert_non_null(many);
	strcpy(many, "FN:x\n");
	for (int i = 0; i < 1000; i++)
		strcat(many, "TEL:0812345678\n");
	for (int i = 0; i < CARDS_MAX + 5; i++)
		detail_add_vcard(list, many);
	assert_int_equal(json_array_size(list), CARDS_MAX);
	assert_int_equal(json_array_size(json_object_get(json_array_get(list, 0), "phones")), CARD_PHONES_MAX);
	free(many);
	json_decref(list);
}

/* What we send as a card reads back as what it was. */
static void test_round(void **state)
{
	json_t *list = json_array(), *again = json_array(), *phones = json_array();

	(void)state;
	json_array_append_new(phones, json_string("+6281234567890"));
	detail_add_card(list, "Sri; Wahyuni, \\toko\\ 😀", phones);
	char *card = detail_vcard(json_array_get(list, 0));
	assert_non_null(strstr(card, "waid=6281234567890:+6281234567890\n"));
	detail_add_vcard(again, card);
	assert_true(json_equal(list, again));
	free(card);
	json_decref(phones);
	json_decref(list);
	json_decref(again);
}

static void test_polls(void **state)
{
	json_t *options = json_array();

	(void)state;
	for (int i = 0; i < POLL_OPTIONS_MAX + 3; i++)
		json_array_append_new(options, i == 1 ? json_integer(5) : json_string("a"));
	json_t *poll = detail_poll("Jadi?", options, true);
	assert_int_equal(json_array_size(json_object_get(poll, "options")), POLL_OPTIONS_MAX);
	json_decref(poll);
	json_decref(options);
	options = json_array();
	json_array_append_new(options, json_string("Ya"));
	is(detail_poll("Jadi?", options, false), "{\"multiple\":false,\"options\":[\"Ya\"],\"question\":\"Jadi?\"}");
	json_decref(options);
}

static const struct {
	enum message_kind kind;
	const char *detail, *words;
} looked_for[] = {
	{ KIND_POLL, "{\"multiple\":false,\"options\":[\"Merah\",\"Biru\"],\"question\":\"Warna apa?\"}",
	  "Warna apa?\nMerah\nBiru" },
	{ KIND_LOCATION, "{\"address\":\"Jl. Merdeka 1\",\"latitude\":-6175400,\"longitude\":106827200,\"name\":\"Monas\"}",
	  "Monas\nJl. Merdeka 1" },
	{ KIND_LOCATION, "{\"latitude\":-6175400,\"longitude\":106827200}", "" },
	{ KIND_CONTACT, "[{\"name\":\"Budi\",\"phones\":[\"+62 81\",\"+62 82\"]},{\"name\":\"\",\"phones\":[]}]",
	  "Budi\n+62 81\n+62 82" },
	{ KIND_POLL, "", "" },
	{ KIND_POLL, "[]", "" },
	{ KIND_CONTACT, "{\"name\":\"Budi\"}", "" },
	{ KIND_TEXT, "{\"question\":\"Warna apa?\"}", "" },
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof looked_for / sizeof *looked_for; i++) {
		struct buf out = { 0 };

		detail_words(looked_for[i].kind, looked_for[i].detail, &out);
		assert_string_equal(buf_str(&out), looked_for[i].words);
		buf_fini(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_places), cmocka_unit_test(test_cards),
		cmocka_unit_test(test_round), cmocka_unit_test(test_polls),
		cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
