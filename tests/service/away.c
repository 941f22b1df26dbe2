/* Out of office: what a lead switches, number by number or all; what is said, frozen; what
 * is refused; and what is shown of it. The shop's clock stands at 14:31 of a Sunday. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/chat.h"
#include "store/number.h"
#include "store/outbox.h"

#include "harness.h"

#include "base/banned.h"

/* The number's entry of an answer. */
static const json_t *of(const json_t *v, const char *number)
{
	size_t i;
	json_t *n;

	json_array_foreach(json_at(v, "numbers"), i, n)
		if (strcmp(json_str_or(n, "session", ""), number) == 0)
			return n;
	fail_msg("no number %s", number);
	return NULL;
}

static const char *how(const char *number)
{
	static char said[16];

	snprintf(said, sizeof said, "%s", json_str_or(of(must(CMD_AWAY, "{}"), number), "away.how", "-"));
	return said;
}

static void test_switching(void **state)
{
	(void)state;
	assert_string_equal(how("toko"), "-");
	must(CMD_AWAY_ON, "{'session':'toko','text':'{{shop}} libur','until':'tomorrow 9'}");
	assert_string_equal(how("toko"), "hand");
	assert_string_equal(how("cabang"), "-");
	assert_string_equal(shop_trail(&shop), "rina away on its own text, until 2026-11-23T09:00:00+07:00");
	const json_t *n = of(must(CMD_AWAY, "{'session':'toko'}"), "toko");
	assert_string_equal(json_str(n, "away.since"), "2026-11-22T14:31:05+07:00");
	assert_string_equal(json_str(n, "away.until"), "2026-11-23T09:00:00+07:00");
	assert_string_equal(json_str(n, "text"), "{{shop}} libur");
	/* Other words are no new absence. */
	clock_hold((SHOP_NOW + 600) * 1000LL);
	must(CMD_AWAY_ON, "{'session':'toko','text':'Masih libur'}");
	n = of(must(CMD_AWAY, "{}"), "toko");
	assert_string_equal(json_str(n, "away.since"), "2026-11-22T14:31:05+07:00");
	assert_null(json_str(n, "away.until"));
	/* It shows wherever the number does. */
	const json_t *h = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(json_array_get(json_at(h, "sessions"), 0), "away.how"), "hand");
	assert_null(json_str(json_array_get(json_at(h, "sessions"), 1), "away.how"));
	/* All of them. */
	must(CMD_AWAY_ON, "{'text':'Libur'}");
	assert_string_equal(how("cabang"), "hand");
	must(CMD_AWAY_OFF, "{'session':'toko'}");
	assert_string_equal(how("toko"), "-");
	assert_string_equal(how("cabang"), "hand");
	must(CMD_AWAY_OFF, "{}");
	assert_string_equal(how("cabang"), "-");
	/* What was said is said again; a new absence it is. */
	clock_hold((SHOP_NOW + 1200) * 1000LL);
	must(CMD_AWAY_ON, "{'session':'cabang'}");
	n = of(must(CMD_AWAY, "{}"), "cabang");
	assert_string_equal(json_str(n, "text"), "Libur");
	assert_string_equal(json_str(n, "away.since"), "2026-11-22T16:51:05+09:00");
	/* Its time is over before anybody looks. */
	must(CMD_AWAY_ON, "{'session':'cabang','until':'+1h'}");
	clock_hold((SHOP_NOW + 1200 + 3600) * 1000LL);
	assert_string_equal(how("cabang"), "-");
}

static void test_words(void **state)
{
	static const struct {
		const char *args, *key; /* NULL: it is said */
	} cases[] = {
		{ "{'text':'Libur, {{shop}}, {{date}}'}", NULL },
		{ "{'text':'  '}", "send.empty" },
		{ "{'text':'Halo {{name}}'}", "away.place" },
		{ "{'text':'Halo {{phone}}'}", "away.place" },
		{ "{'text':'Salam, {{agent}}'}", "away.place" },
		{ "{'text':'Halo {{'}", "template.brace" },
		{ "{'text':'slot gacor maxwin, deposit pulsa'}", "content.gambling" },
		{ "{'template':'none'}", "template.none" },
		{ "{'template':'sapa'}", NULL },
		{ "{'template':'resi'}", "away.place" },
		{ "{'template':'lama'}", "template.retired" },
		{ "{'template':'sapa','text':'x'}", "away.both" },
	};

	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'sapa','text':'Halo {{first_name}}','var':['first_name=Kak']}");
	must(CMD_TEMPLATE_SET, "{'name':'resi','text':'Halo {{first_name}}, {{resi}}','var':['first_name=Kak']}");
	must(CMD_TEMPLATE_SET, "{'name':'lama','text':'Tutup'}");
	must(CMD_TEMPLATE_APPROVE, "{'name':'lama','retire':true}");
	shop_refuses(&shop, CMD_AWAY_ON, "{}", ERR_USAGE, "away.text");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const json_t *v = shop_run(&shop, CMD_AWAY_ON, cases[i].args);

		if ((v != NULL) != (cases[i].key == NULL) || (!v && strcmp(shop.err.say.key, cases[i].key) != 0))
			fail_msg("%s: %s", cases[i].args, v ? "said" : shop.err.say.key);
		assert_string_equal(how("toko"), v ? "hand" : "-");
		must(CMD_AWAY_OFF, "{}");
	}
	/* A template counts as it stood then. */
	must(CMD_AWAY_ON, "{'template':'sapa'}");
	must(CMD_TEMPLATE_SET, "{'name':'sapa','text':'Halo {{resi}}'}");
	const json_t *n = of(must(CMD_AWAY, "{}"), "toko");
	assert_string_equal(json_str(n, "text"), "Halo {{first_name}}");
	assert_string_equal(json_str(n, "template"), "sapa");
}

static void test_rights(void **state)
{
	(void)state;
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_AWAY_ON, "{'text':'Libur'}"));
	assert_int_equal(shop.err.kind, ERR_FORBIDDEN);
	assert_non_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_AWAY_ON, "{'text':'Libur'}"));
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_AWAY_OFF, "{}"));
	assert_non_null(shop_run_as(&shop, RIGHTS_READER, CMD_AWAY, "{}"));
	assert_non_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_AWAY_OFF, "{}"));
}

/* An automatic answer that waits; its id. */
static int64_t waits(const char *text)
{
	struct address budi;
	struct chat_ref chat;
	struct changes c = { 0 };
	struct err e = { 0 };
	struct number_row toko = { 0 };
	int64_t id = 0;

	assert_true(address_parse("6281234567890", &budi, &e));
	shop_write(&shop);
	assert_true(number_named(shop.keep, "toko", &toko, &e));
	assert_true(chat_open(shop.keep, toko.id, &budi, NULL, SHOP_NOW, &chat, &c, &e));
	struct outbox_new item = { .session_id = toko.id, .chat_id = chat.chat_id, .recipient = chat.address,
		.origin = ORIGIN_AUTO, .kind = KIND_TEXT, .text = text, .born_ms = SHOP_NOW * 1000LL,
		.dwell_until_ms = (SHOP_NOW + 60) * 1000LL };
	assert_true(outbox_add(shop.keep, &item, &id, &c, &e));
	shop_wrote(&shop);
	changes_fini(&c);
	number_row_fini(&toko);
	return id;
}

SHOP_WITH(closing, "away_closed = tutup\nservice_hours = mon-fri 09:00-17:00\n")

static void test_closed(void **state)
{
	const json_t *n;

	(void)state;
	n = of(must(CMD_AWAY, "{}"), "toko");
	assert_string_equal(json_str(n, "away.how"), "hours");
	assert_string_equal(json_str(n, "away.since"), "2026-11-20T17:00:00+07:00");
	assert_string_equal(json_str(n, "away.until"), "2026-11-23T09:00:00+07:00");
	/* Nobody is told anything, and that is told. */
	assert_string_equal(json_str(n, "why.key"), "away.none");
	const json_t *h = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(h, "sentence.key"), "away.none");
	assert_null(json_str(json_array_get(json_at(h, "sessions"), 0), "away.how"));
	must(CMD_TEMPLATE_SET, "{'name':'tutup','text':'Kami tutup'}");
	assert_string_equal(json_str(of(must(CMD_AWAY, "{}"), "toko"), "why.key"), "away.draft");
	must(CMD_TEMPLATE_APPROVE, "{'name':'tutup'}");
	n = of(must(CMD_AWAY, "{}"), "toko");
	assert_null(json_str(n, "why.key"));
	assert_string_equal(json_str(n, "text"), "Kami tutup");
	h = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(json_array_get(json_at(h, "sessions"), 0), "away.how"), "hours");
	/* By hand goes before, and off leaves the hours; what was said by hand does not leave. */
	must(CMD_AWAY_ON, "{'text':'Libur panjang'}");
	assert_string_equal(how("toko"), "hand");
	int64_t id = waits("Libur panjang");
	must(CMD_AWAY_OFF, "{}");
	assert_string_equal(how("toko"), "hours");
	assert_string_equal(json_str(must_of(CMD_MESSAGE_SHOW, "{'message':%lld}", id), "state"), "cancelled");
	/* There was nothing to switch off: what the hours say goes on. */
	id = waits("Kami tutup");
	must(CMD_AWAY_OFF, "{}");
	assert_string_equal(json_str(must_of(CMD_MESSAGE_SHOW, "{'message':%lld}", id), "state"), "queued");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TWO(test_switching),
		IN_SHOP(test_words),
		IN_SHOP(test_rights),
		cmocka_unit_test_setup_teardown(test_closed, closing, shop_end),
	};

	return cmocka_run_group_tests_name("service/away", tests, NULL, NULL);
}
