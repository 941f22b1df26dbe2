/* Claims: who looks at a conversation, who types in it, and whose answer goes
 * first. */
#include "base/clock.h"

#include "harness.h"

static void be(const char *who, int64_t uid)
{
	struct err e = { 0 };
	if (!service_caller(&shop.service, uid, who, &shop.service.caller, &e))
		fail_msg("%s", err_text(&e));
}

static const char *holder_of(const char *conversation)
{
	return json_str_or(must(CMD_CONVERSATION_SHOW, conversation), "claim.agent", "nobody");
}

static void later(int64_t ms)
{
	clock_hold(clock_now_ms() + ms);
}

/* Who began first has the claim, for 25 s from his last key; the other is told who,
 * and sends over it when he says so. */
static void test_claim(void **state)
{
	enum { DEWI = 4000001, TONO = 4000002 };
	(void)state;
	must(CMD_CLAIM, "{'conversation':1,'typing':true}");
	assert_string_equal(holder_of("{'conversation':1}"), "rina");
	assert_int_equal(json_array_size(json_at(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "viewers")), 0);
	be("dewi", DEWI);
	const json_t *v = must(CMD_CLAIM, "{'conversation':1,'typing':true}");
	assert_string_equal(json_str(v, "claim.agent"), "rina");
	assert_string_equal(json_str(v, "claim.until"), "2026-11-22T14:31:30+07:00");
	assert_string_equal(json_str(json_array_get(json_at(v, "viewers"), 0), "agent"), "rina");
	assert_true(json_flag(json_array_get(json_at(v, "viewers"), 0), "typing"));
	shop_refuses(&shop, CMD_SEND, "{'to':1,'text':'Halo'}", ERR_CONFLICT, "send.claimed");
	must(CMD_SEND, "{'to':2,'text':'Halo'}");
	must(CMD_SEND, "{'to':1,'text':'Halo','over':true}");
	assert_string_equal(shop_trail(&shop), "dewi send over rina");
	/* Hers is over with what she sent; rina's is renewed, and then is not. */
	be("tono", TONO);
	v = must(CMD_CLAIM, "{'conversation':1}");
	assert_int_equal(json_array_size(json_at(v, "viewers")), 2);
	later(24999);
	be("rina", 0);
	must(CMD_CLAIM, "{'conversation':1,'typing':true}");
	later(24999);
	be("tono", TONO);
	shop_refuses(&shop, CMD_SEND, "{'to':1,'text':'Siap'}", ERR_CONFLICT, "send.claimed");
	later(1);
	assert_string_equal(holder_of("{'conversation':1}"), "nobody");
	must(CMD_SEND, "{'to':1,'text':'Siap'}");
	/* A clock set back does not make a claim last. */
	be("rina", 0);
	must(CMD_CLAIM, "{'conversation':1,'typing':true}");
	later(-3600 * 1000);
	assert_string_equal(holder_of("{'conversation':1}"), "nobody");
	later(3600 * 1000);
	assert_string_equal(holder_of("{'conversation':1}"), "rina");
	/* Who looks elsewhere has none; who may only read gets none. */
	must(CMD_CLAIM, "{'conversation':1,'looking':false}");
	assert_string_equal(holder_of("{'conversation':1}"), "nobody");
	v = shop_run_as(&shop, RIGHTS_READER, CMD_CLAIM, "{'conversation':1,'typing':true}");
	assert_non_null(v);
	assert_true(json_is_null(json_object_get(v, "claim")));
}

/* What nobody renews ends, the nearest end first; what others see different is told. */
static void test_claims_expire(void **state)
{
	struct claims all = { 0 };
	struct changes changes = { 0 };
	int64_t now = 1000000;
	(void)state;
	assert_int_equal(claims_expire(&all, now, &changes), -1);
	claims_put(&all, 1, "rina", 7, true, now, &changes);
	claims_put(&all, 2, "dewi", 8, false, now, &changes);
	assert_int_equal(changes.n, 2);
	changes_fini(&changes);
	changes = (struct changes){ 0 };
	claims_put(&all, 2, "dewi", 8, false, now, &changes);
	assert_int_equal(changes.n, 0); /* nobody sees a look renewed */
	assert_int_equal(claims_expire(&all, now, &changes), CLAIM_MS);
	assert_int_equal(claims_expire(&all, now + CLAIM_MS, &changes), LOOK_MS - CLAIM_MS);
	assert_int_equal(changes.n, 1);
	assert_int_equal(changes.v[0].kind, CHANGE_PRESENCE);
	assert_int_equal(changes.v[0].id, 7);
	assert_int_equal(claims_expire(&all, now + LOOK_MS, &changes), -1);
	assert_int_equal(all.n, 0);
	assert_int_equal(changes.n, 2);
	for (int i = 0; i < 3 * CLAIMS_MAX; i++)
		claims_put(&all, i, "x", 1, true, now + i, &changes);
	assert_int_equal(all.n, CLAIMS_MAX);
	claims_drop(&all, 3 * CLAIMS_MAX - 1, 0, &changes);
	assert_int_equal(all.n, CLAIMS_MAX - 1);
	claims_fini(&all);
	changes_fini(&changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_claim),
		cmocka_unit_test(test_claims_expire),
	};
	return cmocka_run_group_tests_name("service/claims", tests, NULL, NULL);
}
