/* The case: how urgent, labels, snooze, unread, whose; and the terms of a filter. */
#include <stdio.h>
#include <string.h>

#include "harness.h"

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
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'-'}", ERR_USAGE, "label.sign");
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
	/* A bare word puts on, as with tags. */
	v = must(CMD_LABEL, "{'conversation':1,'labels':'vip'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 2);
	assert_string_equal(shop_trail(&shop), "rina label +vip");
	must(CMD_LABEL, "{'conversation':1,'labels':'order -vip'}");
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

/* Who did what, in which windows, and which cases there were. */
static void test_show(void **state)
{
	(void)state;
	must(CMD_CLOSE, "{'conversation':1}");
	must(CMD_REOPEN, "{'conversation':1}");
	must(CMD_SNOOZE, "{'conversation':1,'until':'2h'}");
	const json_t *v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), *line;
	assert_int_equal(json_array_size(json_at(v, "history")), 3);
	line = json_array_get(json_at(v, "history"), 2);
	assert_string_equal(json_str(line, "action"), "snooze");
	assert_string_equal(json_str(line, "who"), "rina");
	assert_string_equal(json_str(line, "detail"), "2026-11-22T16:31:05+07:00");
	assert_int_equal(json_array_size(json_at(v, "cases")), 1);
	line = json_array_get(json_at(v, "windows"), 0);
	assert_string_equal(json_str(line, "opened_at"), "2026-11-22T14:01:05+07:00");
	assert_string_equal(json_str(line, "last_inbound_at"), "2026-11-22T14:30:05+07:00");
	assert_null(json_str(line, "first_answer_at"));
	assert_null(json_str(line, "closed_at"));
	/* Answered within the minute, long over. */
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':2}");
	line = json_array_get(json_at(v, "windows"), 0);
	assert_string_equal(json_str(line, "first_answer_at"), "2026-11-20T14:32:05+07:00");
	assert_string_equal(json_str(line, "closed_at"), "2026-11-21T14:31:05+07:00");
}

static void test_views(void **state)
{
	(void)state;
	must(CMD_LABEL_SET, "{'label':'order'}");
	must(CMD_LABEL, "{'conversation':1,'labels':'+order'}");
	must(CMD_LABEL, "{'conversation':3,'labels':'+order'}");
	const json_t *v = must(CMD_VIEW_SET, "{'name':'Orders','query':'label:order'}");
	assert_int_equal(json_i64_or(v, "count", -1), 2);
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'mine','query':'label:order'}", ERR_USAGE, "view.name");
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'bad','query':'label:none'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'none'}", ERR_NOT_FOUND, "view.none");
	char got[60];
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "1 3");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders','filter':'santoso'}"), got, sizeof got);
	assert_string_equal(got, "1");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders','filter':'label:order'}", ERR_USAGE, "args.twice");
	/* Text twice: both have to be there. */
	must(CMD_VIEW_SET, "{'name':'budi','query':'budi'}");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'budi','filter':'santoso'}"), got, sizeof got);
	assert_string_equal(got, "1");
	/* Shared ones are a lead's; an own one of the name goes before. */
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'all orders','query':'label:order','shared':true}", ERR_FORBIDDEN,
		"view.lead");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders'}", ERR_NOT_FOUND, "view.none");
	shop.service.caller = rina;
	must(CMD_VIEW_SET, "{'name':'orders','query':'label:order kind:group','shared':true}");
	become("dewi", 4242, RIGHTS_AGENT);
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "");
	assert_int_equal(json_array_size(json_at(must(CMD_WHOAMI, "{}"), "saved")), 1);
	shop_refuses(&shop, CMD_VIEW_DELETE, "{'name':'orders'}", ERR_NOT_FOUND, "view.not-own");
	shop.service.caller = rina;
	v = must(CMD_VIEW_LIST, "{'limit':2}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_string_equal(json_str(v, "next"), "2");
	must(CMD_VIEW_DELETE, "{'name':'orders'}");
	must(CMD_UNDO, "{}");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "1 3");
	/* A view that names what is gone says so, and does not break the list of views. */
	must(CMD_LABEL_DELETE, "{'label':'order'}");
	v = must(CMD_VIEW_LIST, "{}");
	assert_null(json_at(json_array_get(json_at(v, "items"), 1), "count"));
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders'}", ERR_NOT_FOUND, "label.first");
}

/* Two take it at once: one has it, the other is told who. */
static void test_assign(void **state)
{
	(void)state;
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	struct caller dewi = shop.service.caller;
	shop.service.caller = rina;
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	/* Who reads the trail is somebody else. */
	assert_string_equal(shop_trail(&shop), "rina assign rina");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	shop.service.caller = dewi;
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me'}", ERR_CONFLICT, "conversation.assigned");
	assert_non_null(strstr(err_text(&shop.err), "rina's"));
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'nobody'}", ERR_CONFLICT,
		"conversation.assigned");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'rina'}");
	shop.service.caller = rina;
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'rina'}", ERR_CONFLICT,
		"conversation.assigned");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'nobody'}");
	/* Next: of those who are there. */
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'next'}", ERR_CONFLICT, "assign.nobody-here");
	engine_agents_set(shop.engine, &dewi.agent_id, 1);
	assert_string_equal(json_str(must(CMD_ASSIGN, "{'conversation':1,'agent':'next'}"), "assignee"), "dewi");
	assert_string_equal(shop_trail(&shop), "rina assign dewi");
	must(CMD_UNDO, "{}");
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "assignee"));
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
		IN_SHOP(test_priority),
		IN_SHOP(test_labels),
		IN_SHOP(test_snooze),
		IN_SHOP(test_unread),
		IN_SHOP(test_terms),
		IN_SHOP(test_show),
		IN_SHOP(test_assign),
		IN_SHOP(test_views),
	};
	return cmocka_run_group_tests_name("service/case", tests, NULL, NULL);
}
