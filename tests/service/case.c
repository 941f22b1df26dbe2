/* The case: how urgent, labels, snooze, unread; and the terms of a filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "store/conversation.h"

#include "tests/service/shop.h"

static struct shop shop;

static int opened(void **state)
{
	(void)state;
	shop_open(&shop, 1, NULL);
	return 0;
}

static int closed(void **state)
{
	(void)state;
	shop_close(&shop);
	return 0;
}

static const json_t *must(enum command_id id, const char *args)
{
	const json_t *v = shop_run(&shop, id, args);
	if (!v)
		fail_msg("%s %s: %s", command_get(id)->name, args, err_text(&shop.err));
	return v;
}

/* The ids of a list, in its order. */
static void ids(const json_t *v, char *out, size_t cap)
{
	const json_t *row;
	size_t i;
	*out = '\0';
	json_array_foreach(json_at(v, "items"), i, row)
		snprintf(out + strlen(out), cap - strlen(out), "%s%lld", i ? " " : "",
			(long long)json_i64_or(row, "id", 0));
}

static void lists(const char *filter, const char *want)
{
	char got[120], args[200];
	snprintf(args, sizeof args, "{'view':'all','filter':'%s'}", filter);
	ids(must(CMD_CONVERSATION_LIST, args), got, sizeof got);
	if (strcmp(got, want) != 0)
		fail_msg("%s lists %s, not %s", filter, got, want);
}

static void test_priority(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PRIORITY, "{'conversation':1,'priority':'high'}");
	assert_string_equal(json_str(v, "priority"), "high");
	assert_string_equal(shop_trail(&shop), "rina priority high");
	lists("priority:high", "1");
	shop_refuses(&shop, CMD_PRIORITY, "{'conversation':1,'priority':'higher'}", ERR_USAGE, "args.choice");
	/* Of those that need a reply the urgent one is first, though it came last. */
	must(CMD_PRIORITY, "{'conversation':1,'priority':'urgent'}");
	v = must(CMD_CONVERSATION_LIST, "{}");
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "id", 0), 1);
	must(CMD_PRIORITY, "{'conversation':1,'priority':'low'}");
	v = must(CMD_CONVERSATION_LIST, "{'limit':1}");
	assert_int_not_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "id", 0), 1);
}

static void test_labels(void **state)
{
	(void)state;
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+order'}", ERR_NOT_FOUND, "label.first");
	must(CMD_LABEL_SET, "{'label':'order','colour':'green'}");
	const json_t *v = must(CMD_LABEL_SET, "{'label':'vip'}");
	assert_null(json_str(v, "colour"));
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+ordre'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'order'}", ERR_USAGE, "label.sign");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':' '}", ERR_USAGE, "label.sign");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+'}", ERR_USAGE, "label.sign");
	/* One that is refused leaves nothing of the others. */
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+vip +none'}", ERR_NOT_FOUND, "label.none");
	v = must(CMD_LABEL, "{'conversation':1,'labels':'+ORDER +vip'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 2);
	assert_string_equal(json_string_value(json_array_get(json_at(v, "labels"), 0)), "order");
	assert_string_equal(shop_trail(&shop), "rina label +order +vip");
	v = must(CMD_LABEL, "{'conversation':1,'labels':'-vip +order'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 1);
	assert_string_equal(shop_trail(&shop), "rina label -vip");
	lists("label:order", "1");
	lists("label:vip", "");
	v = must(CMD_LABEL_LIST, "{}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "conversations", -1), 1);
	v = must(CMD_LABEL_LIST, "{'limit':1}");
	assert_string_equal(json_str(v, "next"), "order");
	v = must(CMD_LABEL_LIST, "{'limit':1,'after':'order'}");
	assert_null(json_str(v, "next"));
	must(CMD_LABEL_SET, "{'label':'order','rename':'Pesanan'}");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_string_equal(json_string_value(json_array_get(json_at(v, "labels"), 0)), "Pesanan");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'pesanan','rename':'vip'}", ERR_CONFLICT, "label.taken");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'order','rename':'x'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'two words'}", ERR_USAGE, "label.name");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_LABEL_SET, "{'label':'new'}"));
	must(CMD_LABEL_DELETE, "{'label':'pesanan'}");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 0);
	shop_refuses(&shop, CMD_LABEL_DELETE, "{'label':'pesanan'}", ERR_NOT_FOUND, "label.none");
}

static void test_snooze(void **state)
{
	static const struct {
		const char *said, *until;
	} cases[] = {
		{ "1h", "2026-11-22T15:31:05+07:00" },
		{ "tom 9", "2026-11-23T09:00:00+07:00" },
		{ "mon 9:00", "2026-11-23T09:00:00+07:00" },
	};
	char args[120];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(args, sizeof args, "{'conversation':1,'until':'%s'}", cases[i].said);
		const json_t *v = must(CMD_SNOOZE, args);
		assert_string_equal(json_str(v, "status"), "snoozed");
		assert_string_equal(json_str(v, "snoozed_until"), cases[i].until);
	}
	lists("status:snoozed", "1");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'when I like'}", ERR_USAGE, "zone.time");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'2026-01-01'}", ERR_USAGE, "zone.past");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'900d'}", ERR_USAGE, "send.far");
	const json_t *v = must(CMD_REOPEN, "{'conversation':1}");
	assert_string_equal(json_str(v, "status"), "open");
	assert_null(json_str(v, "snoozed_until"));
}

static void test_unread(void **state)
{
	(void)state;
	must(CMD_SEEN, "{'conversation':1,'message_id':999999}");
	const json_t *v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "unseen", -1), 0);
	v = must(CMD_UNREAD, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "unseen", -1), 1);
}

/* What is text and what is a term; a slip is told. */
static void test_terms(void **state)
{
	static const struct {
		const char *filter, *key;
	} bad[] = {
		{ "status:gone", "filter.value" }, { "priority:9", "filter.value" }, { "kind:dog", "filter.value" },
		{ "window:ajar", "filter.value" }, { "unseen:no", "filter.value" }, { "view:best", "filter.value" },
		{ "label:none", "label.first" }, { "assignee:zorro", "agent.none" }, { "session:mars", "number.none" },
		{ "lable:x", "filter.term" }, { "kind:group kind:person", "args.twice" },
	};
	char args[160];
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(args, sizeof args, "{'view':'all','filter':'%s'}", bad[i].filter);
		assert_null(shop_run(&shop, CMD_CONVERSATION_LIST, args));
		if (strcmp(shop.err.say.key, bad[i].key) != 0)
			fail_msg("%s: %s", bad[i].filter, shop.err.say.key);
	}
	lists("kind:group", "7");
	lists("santoso window:open", "1");
	lists("kind:person santoso", "1");
	lists("https://toko.example", "");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	lists("assignee:me", "1");
	lists("assignee:nobody santoso", "");
	lists("view:mine", "1");
	lists("session:toko santoso", "1");
	const json_t *v = must(CMD_CONVERSATION_LIST, "{'contact':'Budi Santoso'}");
	char got[60];
	ids(v, got, sizeof got);
	assert_string_equal(got, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, opened, closed)
		T(test_priority), T(test_labels), T(test_snooze), T(test_unread), T(test_terms),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
