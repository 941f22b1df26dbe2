/* The inbox: its lists, a thread page by page, what an agent keeps of it, and whose a
 * case is. */
#include <stdio.h>

#include "base/mem.h"

#include "harness.h"

static void test_conversations(void **state)
{
	(void)state;
	const json_t *v = must(CMD_CONVERSATION_LIST, "{}"), *first;
	/* Who waits longest comes first, Budi Santoso wrote last. */
	first = json_array_get(json_at(v, "items"), json_array_size(json_at(v, "items")) - 1);
	assert_int_equal(json_i64_or(first, "id", 0), 1);
	assert_string_equal(json_str(first, "title"), "Budi Santoso");
	assert_string_equal(json_str(first, "phone"), "+62 812-3456-7890");
	assert_true(json_flag(first, "needs_reply"));
	assert_int_equal(json_i64_or(first, "unseen", 0), 2);
	assert_string_equal(json_str(first, "last.text"), "Kak, ongkir ke Bandung berapa?");
	assert_string_equal(json_str(first, "last.at"), "2026-11-22T14:30:05+07:00");
	assert_true(json_flag(first, "window.open"));
	assert_string_equal(json_str(first, "window.until"), "2026-11-23T14:30:05+07:00");
	/* All of them, two at a time, each once. */
	char args[160] = "{'view':'all','limit':2}";
	int64_t seen = 0;
	for (int pages = 0; pages < 6; pages++) {
		v = must(CMD_CONVERSATION_LIST, args);
		for (size_t i = 0; i < json_array_size(json_at(v, "items")); i++)
			seen += 1 << json_i64_or(json_array_get(json_at(v, "items"), i), "id", 0);
		if (!json_str(v, "next"))
			break;
		snprintf(args, sizeof args, "{'view':'all','limit':2,'after':'%s'}", json_str(v, "next"));
	}
	assert_int_equal(seen, 0x1fe);
	v = must(CMD_CONVERSATION_LIST, "{'view':'all','filter':'hartono'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'after':'x'}", ERR_USAGE, "conversation.cursor");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'session':'nope'}", ERR_NOT_FOUND, "target.number");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'limit':501}", ERR_USAGE, "args.range");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':2}");
	assert_false(json_flag(v, "window.open"));
	assert_string_equal(json_str(v, "window.until"), "2026-11-21T14:31:05+07:00");
}

static void test_messages(void **state)
{
	(void)state;
	const json_t *v = must(CMD_MESSAGES, "{'conversation':1,'limit':1}");
	const json_t *m = json_array_get(json_at(v, "items"), 0);
	assert_string_equal(json_str(m, "text"), "Kak, ongkir ke Bandung berapa?");
	assert_string_equal(json_str(m, "author"), "Budi Santoso");
	assert_string_equal(json_str(m, "state"), "received");
	char args[96];
	snprintf(args, sizeof args, "{'conversation':1,'after':'%s'}", json_str(v, "next"));
	v = must(CMD_MESSAGES, args);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"),
		"Halo kak, barang masih ada?");
	assert_true(json_is_null(json_object_get(v, "next")));
	v = must(CMD_MESSAGES, "{'conversation':2}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 1), "author"), "phone");
	shop_refuses(&shop, CMD_MESSAGES, "{'conversation':1,'after':'abc'}", ERR_USAGE, "args.cursor");
	shop_refuses(&shop, CMD_MESSAGES, "{'conversation':1,'after':'2','before':2}", ERR_USAGE,
		"messages.one-way");
	shop_refuses(&shop, CMD_MESSAGE_SHOW, "{'message':4711}", ERR_NOT_FOUND, "message.none");
	v = must(CMD_MESSAGE_SHOW, "{'message':1}");
	assert_int_equal(json_i64_or(v, "conversation_id", 0), 1);
}

/* The first and the last text of a page, its cursors. */
static void page_is(const json_t *v, size_t n, const char *first, const char *last, bool older, bool newer)
{
	const json_t *items = json_at(v, "items");
	assert_int_equal(json_array_size(items), n);
	assert_string_equal(json_str(json_array_get(items, 0), "text"), first);
	assert_string_equal(json_str(json_array_get(items, n - 1), "text"), last);
	assert_int_equal(json_str(v, "next") != NULL, older);
	assert_int_equal(json_str(v, "newer") != NULL, newer);
}

static void test_messages_around(void **state)
{
	(void)state;
	char text[24], args[96];
	int64_t id[10];
	/* Two of the same second: the id decides. */
	for (int i = 0; i < 10; i++) {
		snprintf(text, sizeof text, "nomor %d", i);
		id[i] = shop_hear(&shop, "toko", "6281234567890@c.us", i % 3 == 0, "Budi Santoso", text,
			SHOP_NOW - 40 + 2 * (i / 2));
	}
	snprintf(args, sizeof args, "{'conversation':1,'around':%lld,'limit':4}", (long long)id[5]);
	page_is(must(CMD_MESSAGES, args), 4, "nomor 3", "nomor 6", true, true);
	snprintf(args, sizeof args, "{'conversation':1,'since':%lld,'limit':2}", (long long)id[6]);
	page_is(must(CMD_MESSAGES, args), 2, "nomor 7", "nomor 8", true, true);
	snprintf(args, sizeof args, "{'conversation':1,'since':%lld,'limit':2}", (long long)id[8]);
	page_is(must(CMD_MESSAGES, args), 1, "nomor 9", "nomor 9", true, false);
	snprintf(args, sizeof args, "{'conversation':1,'around':%lld,'limit':50}", (long long)id[9]);
	page_is(must(CMD_MESSAGES, args), 12, "Halo kak, barang masih ada?", "nomor 9", false, false);
	snprintf(args, sizeof args, "{'conversation':1,'before':%lld,'around':1}", (long long)id[9]);
	shop_refuses(&shop, CMD_MESSAGES, args, ERR_USAGE, "messages.one-way");
}

static void test_star(void **state)
{
	(void)state;
	assert_true(json_flag(must(CMD_STAR, "{'message':1}"), "starred"));
	assert_string_equal(shop_trail(&shop), "rina star");
	assert_false(json_flag(must(CMD_STAR, "{'message':1}"), "starred"));
	assert_true(json_flag(must(CMD_STAR, "{'message':1,'starred':true}"), "starred"));
	assert_true(json_flag(must(CMD_STAR, "{'message':1,'starred':true}"), "starred"));
	assert_false(json_flag(must(CMD_UNSTAR, "{'message':1,'starred':false}"), "starred"));
	assert_string_equal(shop_trail(&shop), "rina unstar");
	shop_refuses(&shop, CMD_STAR, "{'message':99}", ERR_NOT_FOUND, "message.none");
}

static void test_draft(void **state)
{
	(void)state;
	must(CMD_DRAFT, "{'conversation':1,'text':'Bandung 18 ri'}");
	assert_string_equal(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "draft"),
		"Bandung 18 ri");
	/* It is his own. */
	struct caller kept = shop.service.caller;
	struct err e = { 0 };
	assert_true(service_caller(&shop.service, 4242, "dewi", &shop.service.caller, &e));
	assert_int_equal(shop.service.caller.rights, RIGHTS_AGENT);
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "draft"));
	shop.service.caller = kept;
	must(CMD_DRAFT, "{'conversation':1,'text':''}");
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "draft"));
	/* What is sent is no draft any more. */
	must(CMD_DRAFT, "{'conversation':1,'text':'x'}");
	must(CMD_SEND, "{'to':1,'text':'x'}");
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "draft"));
}

static void test_seen(void **state)
{
	(void)state;
	must(CMD_SEEN, "{'conversation':1,'message_id':1}");
	assert_int_equal(json_i64_or(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "unseen", -1), 1);
	must(CMD_SEEN, "{'conversation':1,'message_id':2}");
	const json_t *v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "unseen", -1), 0);
	/* Looking is no answer. */
	assert_true(json_flag(v, "needs_reply"));
}

static bool listed(const char *view, int64_t id)
{
	char args[64];
	snprintf(args, sizeof args, "{'view':'%s'}", view);
	const json_t *items = json_at(must(CMD_CONVERSATION_LIST, args), "items");
	for (size_t i = 0; i < json_array_size(items); i++)
		if (json_i64_or(json_array_get(items, i), "id", 0) == id)
			return true;
	return false;
}

static void test_cases(void **state)
{
	(void)state;
	assert_true(listed("needs-reply", 1));
	const json_t *v = must(CMD_CLOSE, "{'conversation':1}");
	assert_string_equal(json_str(v, "status"), "closed");
	assert_string_equal(shop_trail(&shop), "rina close");
	assert_false(listed("needs-reply", 1));
	assert_true(listed("closed", 1));
	assert_string_equal(json_str(must(CMD_REOPEN, "{'conversation':1}"), "status"), "open");
	assert_false(listed("closed", 1));
	assert_true(listed("needs-reply", 1));
	assert_string_equal(json_str(must(CMD_ARCHIVE, "{'conversation':'budi santoso'}"), "status"), "archived");
	assert_true(listed("archived", 1));
	assert_false(listed("all", 1));
	/* The customer's next message brings it back by itself. */
	shop_hear(&shop, "toko", "6281234567890@c.us", false, NULL, "Kak?", SHOP_NOW);
	assert_true(listed("needs-reply", 1));
	must(CMD_ARCHIVE, "{'conversation':1}");
	assert_string_equal(json_str(must(CMD_UNARCHIVE, "{'conversation':1}"), "status"), "open");
	/* Nothing to open: it stays as it is. */
	const char *status = json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':2}"), "status");
	char kept[16];
	str_copy(kept, sizeof kept, status);
	assert_string_equal(json_str(must(CMD_REOPEN, "{'conversation':2}"), "status"), kept);
	shop_refuses(&shop, CMD_CLOSE, "{'conversation':999}", ERR_NOT_FOUND, "conversation.none");
}

static void test_assign(void **state)
{
	struct caller dewi;
	struct err e = { 0 };
	(void)state;
	assert_true(listed("unassigned", 1));
	assert_string_equal(json_str(must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}"), "assignee"), "rina");
	assert_true(listed("mine", 1));
	assert_false(listed("unassigned", 1));
	assert_true(service_caller(&shop.service, 4242, "dewi", &dewi, &e));
	assert_string_equal(json_str(must(CMD_ASSIGN, "{'conversation':1,'agent':'dewi'}"), "assignee"), "dewi");
	assert_string_equal(shop_trail(&shop), "rina assign dewi");
	assert_false(listed("mine", 1));
	assert_null(json_str(must(CMD_ASSIGN, "{'conversation':1,'agent':'nobody'}"), "assignee"));
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'zzz'}", ERR_NOT_FOUND, "agent.none");
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1}", ERR_USAGE, "args.missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_conversations),
		IN_SHOP(test_messages),
		IN_SHOP(test_messages_around),
		IN_SHOP(test_star),
		IN_SHOP(test_draft),
		IN_SHOP(test_seen),
		IN_SHOP(test_cases),
		IN_SHOP(test_assign),
	};
	return cmocka_run_group_tests_name("service/inbox", tests, NULL, NULL);
}
