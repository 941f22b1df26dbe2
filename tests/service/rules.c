/* rules: what people ask of the rules of sending, and tell them: previews, yes and
 * no, consent, the plan, the rules of content. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "harness.h"

SHOP_WITH(free_shop, "require_consent = no\noutside_window = allow\n")
SHOP_WITH(strict_shop, "require_consent = yes\noutside_window = confirm\ncontent = tobacco:note\n")
#define STRICT(test) cmocka_unit_test_setup_teardown(test, strict_shop, shop_end)

/* The gates' names and kinds, "consent hold, window hold". */
static const char *gates(const json_t *verdict)
{
	static char out[256];
	size_t i, at = 0;
	json_t *g;
	out[0] = '\0';
	json_array_foreach(json_at(verdict, "gates"), i, g)
		at += (size_t)snprintf(out + at, sizeof out - at, "%s%s %s", i ? ", " : "", json_str_or(g, "gate", ""),
			json_str_or(g, "kind", ""));
	return out;
}

/* A stranger: held for want of a reason. A yes does not help, consent does, and then
 * the window asks for its own yes. */
static void test_consent(void **state)
{
	char args[128];
	(void)state;
	const json_t *v = must(CMD_SEND, "{'to':'0899-9999-9999','text':'Selamat siang','confirm':true}");
	int64_t id = json_i64_or(v, "id", 0);
	assert_int_equal(shop.reply.status, 202);
	assert_string_equal(json_str(v, "state"), "held");
	assert_string_equal(json_str(v, "reason.key"), "gate.consent");
	/* Its yes to the window is kept. */
	assert_string_equal(gates(json_at(v, "verdict")), "consent hold, dwell wait");
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	shop_refuses(&shop, CMD_CONFIRM, args, ERR_POLICY, "gate.consent");
	v = must(CMD_CONTACT_CONSENT, "{'contact':'0899-9999-9999','way':'in','source':'invoice'}");
	assert_false(json_flag(v, "opted_out"));
	assert_string_equal(shop_trail(&shop), "rina consent in, invoice; 0 cancelled");
	v = must(CMD_MESSAGE_SHOW, args);
	assert_string_equal(json_str(v, "state"), "queued");

	/* Without a yes: consent alone leaves the window's question. */
	v = must(CMD_SEND, "{'to':'0899-9999-9998','text':'Selamat siang kak'}");
	id = json_i64_or(v, "id", 0);
	assert_string_equal(gates(json_at(v, "verdict")), "consent hold, window hold, dwell wait");
	must(CMD_CONTACT_CONSENT, "{'contact':'0899-9999-9998','way':'in','source':'form'}");
	v = must_of(CMD_MESSAGE_SHOW, "{'message':%lld}", id);
	assert_string_equal(json_str(v, "state"), "held");
	assert_string_equal(json_str(v, "reason.key"), "gate.window.never");
	v = must_of(CMD_CONFIRM, "{'message':%lld}", id);
	assert_string_equal(json_str(v, "state"), "queued");
	assert_string_equal(json_str(v, "verdict.kind"), "wait");
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	shop_refuses(&shop, CMD_CONFIRM, args, ERR_CONFLICT, "confirm.nothing");

	/* Out: what waits is cancelled, and the next is refused. */
	v = must(CMD_CONTACT_CONSENT, "{'contact':'0899-9999-9998','way':'out','source':'spoken'}");
	assert_true(json_flag(v, "opted_out"));
	assert_string_equal(shop_trail(&shop), "rina consent out, spoken; 1 cancelled");
	v = must(CMD_MESSAGE_SHOW, args);
	assert_string_equal(json_str(v, "state"), "cancelled");
	shop_refuses(&shop, CMD_SEND, "{'to':'0899-9999-9998','text':'x'}", ERR_POLICY, "gate.opt-out.refuse");

	v = must(CMD_CONTACT_CONSENTS, "{'contact':'0899-9999-9998'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "kind"), "out");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 1), "source"), "form");
	v = must(CMD_CONTACT_CONSENTS, "{'contact':'0899-9999-9998','limit':1}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_non_null(json_str(v, "next"));
	/* They wrote: recorded by itself. */
	v = must(CMD_CONTACT_CONSENTS, "{'contact':'6281234567890'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "kind"), "wrote");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "who"), "engine");
}

static const struct {
	const char *args;
	enum err_kind kind;
	const char *key;
} wrong[] = {
	{ "{'contact':'6281234567890','way':'in'}", ERR_USAGE, "args.missing" },
	{ "{'contact':'6281234567890','way':'maybe','source':'form'}", ERR_USAGE, "args.choice" },
	{ "{'contact':'Nobody At All','way':'in','source':'form'}", ERR_NOT_FOUND, "target.none" },
};

static void test_consent_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		shop_refuses(&shop, CMD_CONTACT_CONSENT, wrong[i].args, wrong[i].kind, wrong[i].key);
}

/* What is forbidden shows before it is sent, with rule and characters. */
static void test_content(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PREVIEW, "{'conversation':1,'text':'Yuk main s l 0 t g4c0r kak'}");
	assert_string_equal(json_str(v, "verdict.kind"), "hold");
	assert_string_equal(gates(json_at(v, "verdict")), "content hold");
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "say.key"), "content.gambling");
	assert_non_null(strstr(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "say.message"), "s l 0 t g4c0r"));
	v = must(CMD_SEND, "{'to':1,'text':'Yuk main slot gacor kak','confirm':true}");
	assert_string_equal(json_str(v, "state"), "held");
	char args[64];
	snprintf(args, sizeof args, "{'message':%lld}", (long long)json_i64_or(v, "id", 0));
	shop_refuses(&shop, CMD_CONFIRM, args, ERR_POLICY, "content.gambling");
	v = must(CMD_WHY, args);
	assert_string_equal(gates(json_at(v, "verdict")), "content hold, dwell wait");
	/* The owner's word: marked, and it leaves. */
	v = must(CMD_SEND, "{'to':1,'text':'Rokok Surya 16 sebungkus 30 ribu kak'}");
	assert_string_equal(json_str(v, "state"), "queued");
	assert_string_equal(json_str(v, "verdict.kind"), "wait");
	assert_string_equal(gates(json_at(v, "verdict")), "dwell wait, content allow");
	v = must(CMD_PREVIEW, "{'conversation':1,'text':'Ongkir ke Bandung 12 ribu kak'}");
	assert_string_equal(json_str(v, "verdict.kind"), "allow");
}

static void test_duplicate(void **state)
{
	(void)state;
	must(CMD_SEND, "{'to':1,'text':'Siap kak'}");
	const json_t *v = must(CMD_SEND, "{'to':1,'text':'Siap kak'}");
	assert_string_equal(json_str(v, "state"), "held");
	assert_string_equal(json_str(v, "reason.key"), "gate.duplicate.same");
	v = must(CMD_SEND, "{'to':1,'text':'Siap kak','confirm':true}");
	assert_string_equal(json_str(v, "state"), "queued");
}

static void test_rules(void **state)
{
	size_t i, known = 0;
	json_t *r;
	(void)state;
	const json_t *v = must(CMD_RULES_LIST, "{}");
	assert_true(json_array_size(json_at(v, "items")) >= 16);
	json_array_foreach(json_at(v, "items"), i, r) {
		if (strcmp(json_str(r, "category"), "gambling") == 0)
			known += strcmp(json_str(r, "action"), "block") == 0;
		if (strcmp(json_str(r, "category"), "tobacco") == 0)
			known += strcmp(json_str(r, "action"), "note") == 0;
		if (strcmp(json_str(r, "category"), "alcohol") == 0)
			known += strcmp(json_str(r, "action"), "confirm") == 0;
	}
	assert_int_equal(known, 3);
	v = must(CMD_RULES_TEST, "{'text':'Halo kak, main slot gacor'}");
	assert_string_equal(json_str(v, "result"), "found");
	assert_string_equal(json_str(v, "category"), "gambling");
	assert_string_equal(json_str(json_array_get(json_at(v, "places"), 0), "matched"), "slot gacor");
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "places"), 0), "at", -1), 15);
	assert_string_equal(json_str(v, "stopword"), "none");
	v = must(CMD_RULES_TEST, "{'text':'Stop promo!'}");
	assert_string_equal(json_str(v, "result"), "clear");
	assert_string_equal(json_str(v, "stopword"), "stop");
	v = must(CMD_RULES_TEST, "{'text':'batal'}");
	assert_string_equal(json_str(v, "stopword"), "ask");
	v = must(CMD_RULES_TEST, "{'rules':'pesaing.rules','text':'category pesaing block\\nstrong /toko sebelah/w  # why\\n"
		"+ di toko sebelah\\n- di sini\\n'}");
	assert_string_equal(json_str(v, "result"), "good");
	/* Only tested: not kept. */
	v = must(CMD_RULES_TEST, "{'text':'ke toko sebelah'}");
	assert_string_equal(json_str(v, "result"), "clear");
	assert_null(shop_run(&shop, CMD_RULES_TEST, "{'rules':'pesaing.rules','text':'category pesaing block\\n"
		"strong /toko sebelah/w  # why\\n+ di toko lain\\n'}"));
	assert_int_equal(shop.err.kind, ERR_USAGE);
	assert_non_null(strstr(err_text(&shop.err), "pesaing.rules"));
	shop_refuses(&shop, CMD_RULES_TEST, "{'rules':'../x.rules','text':'x'}", ERR_USAGE, "rules.name");
	shop_refuses(&shop, CMD_RULES_TEST, "{}", ERR_USAGE, "rules.nothing");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_RULES_LIST, "{}"));
	assert_int_equal(shop.err.kind, ERR_FORBIDDEN);
}

/* What may be about an order is said to whoever answers, and does nothing itself. */
static void test_may_mean_stop(void **state)
{
	static const struct {
		const char *chat, *text;
		bool from_me, noted;
	} t[] = {
		{ "6281234567890@c.us", "Batal", false, true },
		{ "6281234567890@c.us", "tidak kak 🙏", false, true },
		{ "6281234567890@c.us", "Batal pesan yang merah ya kak, jadi biru", false, false },
		{ "6281234567890@c.us", "Batal", true, false },
		{ "120363000000000001@g.us", "Batal", false, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		int64_t id = shop_hear(&shop, "toko", t[i].chat, t[i].from_me, NULL, t[i].text, SHOP_NOW - 5);
		const json_t *v = must_of(CMD_MESSAGE_SHOW, "{'message':%lld}", id);
		const char *key = json_str_or(v, "reason.key", "");
		assert_string_equal(key, t[i].noted ? "message.may-mean-stop" : "");
	}
	assert_false(json_flag(must(CMD_CONTACT_SHOW, "{'contact':'6281234567890'}"), "opted_out"));
}

/* The queue played forward: gaps between, the day's cap, what nobody lets go. */
static void test_plan(void **state)
{
	char args[128];
	(void)state;
	for (int i = 0; i < 6; i++) {
		snprintf(args, sizeof args, "{'to':'0899-1000-%04d','text':'Pesanan nomor %c%c siap'}", i, 'a' + i, 'a' + i);
		must(CMD_SEND, args);
	}
	const json_t *v = must(CMD_SEND, "{'to':1,'text':'Baik kak'}");
	int64_t answer = json_i64_or(v, "id", 0);
	v = must(CMD_SEND, "{'to':1,'text':'slot gacor'}");
	int64_t held = json_i64_or(v, "id", 0);
	clock_hold((SHOP_NOW + 20LL) * 1000); /* they dwelt */
	v = must(CMD_PLAN, "{}");
	const json_t *items = json_at(v, "items");
	assert_int_equal(json_i64_or(v, "waiting", 0), 8);
	assert_int_equal(json_i64_or(v, "leave", 0), 7);
	assert_int_equal(json_i64_or(v, "excluded", 0), 1);
	assert_int_equal(json_array_size(items), 8);
	/* Answers first; the held one last, with its reason. */
	assert_int_equal(json_i64_or(json_array_get(items, 0), "message_id", 0), answer);
	assert_int_equal(json_i64_or(json_array_get(items, 7), "message_id", 0), held);
	assert_true(json_is_null(json_object_get(json_array_get(items, 7), "leaves_at")));
	assert_string_equal(json_str(json_array_get(items, 7), "reason.key"), "content.gambling");
	/* A young number: two today, three tomorrow, the sixth the day after… of the ramp's
	 * first step, which is all that is known today: two a day. */
	assert_int_equal(strncmp(json_str(json_array_get(items, 2), "leaves_at"), "2026-11-22", 10), 0);
	assert_int_equal(strncmp(json_str(json_array_get(items, 3), "leaves_at"), "2026-11-23T08:00", 16), 0);
	assert_int_equal(strncmp(json_str(json_array_get(items, 5), "leaves_at"), "2026-11-24T08:00", 16), 0);
	assert_string_equal(json_str(v, "last_at"), json_str(json_array_get(items, 6), "leaves_at"));
	/* Never two at once. */
	for (size_t i = 1; i < 7; i++)
		assert_true(strcmp(json_str(json_array_get(items, i - 1), "leaves_at"),
			json_str(json_array_get(items, i), "leaves_at")) < 0);
	v = must(CMD_PLAN, "{'limit':2}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_int_equal(json_i64_or(v, "leave", 0), 7);
	must(CMD_STOP, "{}");
	v = must(CMD_PLAN, "{}");
	assert_int_equal(json_i64_or(v, "leave", 1), 0);
	assert_true(json_is_null(json_object_get(v, "last_at")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STRICT(test_consent),
		STRICT(test_consent_wrong),
		STRICT(test_content),
		STRICT(test_duplicate),
		STRICT(test_rules),
		STRICT(test_may_mean_stop),
		cmocka_unit_test_setup_teardown(test_plan, free_shop, shop_end),
	};
	return cmocka_run_group_tests_name("service/rules", tests, NULL, NULL);
}
