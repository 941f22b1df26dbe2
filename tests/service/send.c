/* Sending: what is queued and what is refused, to whom, when; the queue and what people
 * decide about it. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/outbox.h"

#include "harness.h"

static void test_send(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SEND, "{'to':1,'text':'Bandung 18 ribu kak'}");
	/* It rests for its dwell: 5 to 8 seconds, the undo. */
	assert_int_equal(shop.reply.status, 202);
	assert_string_equal(json_str(v, "state"), "queued");
	assert_string_equal(json_str(v, "status"), "pending");
	assert_string_equal(json_str(v, "author"), "rina");
	assert_string_equal(json_str(v, "verdict.kind"), "wait");
	const char *leaves = json_str(v, "leaves_at");
	assert_true(strcmp(leaves, "2026-11-22T14:31:10+07:00") >= 0
		&& strcmp(leaves, "2026-11-22T14:31:13+07:00") <= 0);
	assert_int_equal(json_i64_or(v, "conversation_id", 0), 1);
	assert_string_equal(shop_trail(&shop), "rina send");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "queued", 0), 1);
	assert_false(json_flag(v, "needs_reply"));
}

static const struct {
	const char *args;
	enum err_kind kind;
	const char *key;
} unsendable[] = {
	{ "{'to':1,'text':''}", ERR_USAGE, "send.empty" },
	{ "{'to':1,'text':' \\n\\t '}", ERR_USAGE, "send.empty" },
	{ "{'to':1}", ERR_USAGE, "send.empty" },
	{ "{'to':1,'text':'x','as':'image'}", ERR_USAGE, "send.as" },
	{ "{'to':1,'media_id':1}", ERR_NOT_FOUND, "media.none" },
	{ "{'text':'x'}", ERR_USAGE, "args.missing" },
	{ "{'to':'budi','text':'x'}", ERR_CONFLICT, "target.ambiguous" },
	{ "{'to':'nobody','text':'x'}", ERR_NOT_FOUND, "target.none" },
	{ "{'to':'0812','text':'x'}", ERR_USAGE, "phone.bad" },
	{ "{'to':'12a34','text':'x'}", ERR_NOT_FOUND, "target.none" },
	{ "{'to':'a@b','text':'x'}", ERR_USAGE, "address.bad" },
	{ "{'to':8,'text':'x'}", ERR_USAGE, "send.kind" },
	{ "{'to':'120363000000000009@newsletter','text':'x'}", ERR_USAGE, "send.kind" },
	{ "{'to':'status@broadcast','text':'x'}", ERR_USAGE, "send.kind" },
	{ "{'to':'+62 811-1111-1111','text':'x'}", ERR_USAGE, "send.self" },
	{ "{'to':1,'text':'x','session':'nope'}", ERR_NOT_FOUND, "target.number" },
	{ "{'to':1,'text':'x','reply_to':3}", ERR_USAGE, "send.reply" },
	{ "{'to':1,'text':'x','reply_to':4711}", ERR_NOT_FOUND, "message.none" },
	{ "{'to':1,'text':'x','at':'2020-01-01T10:00:00+07:00'}", ERR_USAGE, "zone.past" },
	{ "{'to':1,'text':'x','at':'2029-01-01T10:00:00+07:00'}", ERR_USAGE, "send.far" },
	{ "{'to':1,'text':'x','at':'whenever'}", ERR_USAGE, "zone.time" },
	{ "{'to':5,'text':'x'}", ERR_POLICY, "gate.opt-out.refuse" },
	{ "{'to':5,'text':'x','confirm':true}", ERR_POLICY, "gate.opt-out.refuse" },
	{ "{'to':6,'text':'x'}", ERR_POLICY, "gate.blocked" },
	{ "{'to':1,'text':'x','wait':true}", ERR_USAGE, "args.unknown" },
};

static void test_unsendable(void **state)
{
	struct outbox_counts n;
	struct err e = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof unsendable / sizeof *unsendable; i++)
		shop_refuses(&shop, CMD_SEND, unsendable[i].args, unsendable[i].kind, unsendable[i].key);
	/* Nothing is half done. */
	assert_true(outbox_count(shop.keep, 0, clock_now_ms(), &n, &e));
	assert_int_equal(n.queued + n.held + n.sending + n.unknown, 0);
}

static void test_send_hold(void **state)
{
	(void)state;
	/* She opted out, but wrote an hour ago: a person may answer after a yes. */
	const json_t *v = must(CMD_SEND, "{'to':4,'text':'Baik kak'}");
	assert_int_equal(shop.reply.status, 202);
	assert_string_equal(json_str(v, "state"), "held");
	assert_string_equal(json_str(v, "reason.key"), "gate.opt-out.confirm");
	assert_string_equal(json_str(v, "verdict.kind"), "hold");
	assert_true(json_is_null(json_object_get(v, "leaves_at")));
	char args[96];
	snprintf(args, sizeof args, "{'message':%lld,'reason':'she asked'}",
		(long long)json_i64_or(v, "id", 0));
	v = must(CMD_CONFIRM, args);
	assert_string_equal(json_str(v, "state"), "queued");
	assert_string_equal(shop_trail(&shop), "rina confirm she asked");
	v = must(CMD_SEND, "{'to':4,'text':'Baik kak','confirm':true}");
	assert_string_equal(json_str(v, "state"), "queued");
	assert_string_equal(json_str(v, "verdict.kind"), "wait");
}

static void test_send_new(void **state)
{
	(void)state;
	/* A phone that was never written to, in a national spelling. */
	const json_t *v = must(CMD_SEND, "{'to':'0899-9999-9999','text':'Selamat siang'}");
	char args[96];
	snprintf(args, sizeof args, "{'conversation':%lld}", (long long)json_i64_or(v, "conversation_id", 0));
	v = must(CMD_CONVERSATION_SHOW, args);
	assert_string_equal(json_str(v, "address"), "6289999999999@c.us");
	assert_string_equal(json_str(v, "title"), "+62 899-9999-9999");
	/* The second time it is an ordinary conversation. */
	must(CMD_CONVERSATION_SHOW, "{'conversation':'0899 9999 9999'}");
	/* A group. */
	v = must(CMD_SEND, "{'to':7,'text':'Pagi'}");
	assert_string_equal(json_str(v, "state"), "queued");
}

/* Passed on to somebody who was never written to: as send would begin with him, from the
 * number that has the message. */
static void test_forward_new(void **state)
{
	char args[96];
	(void)state;
	const json_t *v = must(CMD_FORWARD, "{'message':1,'to':'0899-9999-9999'}");
	assert_string_equal(json_str(v, "text"), "Halo kak, barang masih ada?");
	assert_string_equal(json_str(v, "session"), "toko");
	/* Nobody has agreed to it: the same gate as for a text of one's own. */
	assert_string_equal(json_str(v, "state"), "held");
	assert_string_equal(json_str(v, "reason.key"), "gate.consent");
	assert_int_not_equal(json_i64_or(v, "conversation_id", 0), 1);
	snprintf(args, sizeof args, "{'conversation':%lld}", (long long)json_i64_or(v, "conversation_id", 0));
	assert_string_equal(json_str(must(CMD_CONVERSATION_SHOW, args), "address"), "6289999999999@c.us");
	shop_refuses(&shop, CMD_FORWARD, "{'message':1,'to':'+62 811-1111-1111'}", ERR_USAGE, "send.self");
	shop_refuses(&shop, CMD_FORWARD, "{'message':1,'to':'nobody'}", ERR_NOT_FOUND, "target.none");
}

/* Who is known at another number only is a stranger at the message's own; a conversation
 * there is no place for it. */
static void test_forward_elsewhere(void **state)
{
	(void)state;
	const json_t *v = must(CMD_FORWARD, "{'message':1,'to':'ayu'}");
	assert_string_equal(json_str(v, "session"), "toko");
	shop_refuses(&shop, CMD_FORWARD, "{'message':1,'to':9}", ERR_CONFLICT, "target.other-number");
	v = must(CMD_FORWARD, "{'message':1,'to':'hartono'}");
	assert_int_equal(json_i64_or(v, "conversation_id", 0), 2);
}

static void test_send_at(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SEND, "{'to':1,'text':'Besok ya','at':'2026-11-23T09:00:00+07:00'}");
	assert_string_equal(json_str(v, "leaves_at"), "2026-11-23T09:00:00+07:00");
	v = must(CMD_SEND, "{'to':1,'text':'Nanti ya','at':'+2h'}");
	assert_string_equal(json_str(v, "leaves_at"), "2026-11-22T16:31:05+07:00");
	/* At night nothing leaves: tomorrow's opening. */
	clock_move(8 * 3600 * 1000);
	v = must(CMD_SEND, "{'to':3,'text':'Terima kasih'}");
	assert_string_equal(json_str(v, "leaves_at"), "2026-11-23T08:00:00+07:00");
}

static void test_send_reply(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SEND, "{'to':1,'text':'Masih kak','reply_to':1}");
	assert_int_equal(json_i64_or(v, "reply_to.id", 0), 1);
	assert_string_equal(json_str(v, "reply_to.text"), "Halo kak, barang masih ada?");
	char args[96];
	snprintf(args, sizeof args, "{'to':1,'text':'x','reply_to':%lld}",
		(long long)json_i64_or(v, "id", 0));
	shop_refuses(&shop, CMD_SEND, args, ERR_CONFLICT, "send.reply-unsent");
}

static void test_group_first(void **state)
{
	(void)state;
	must(CMD_SEND, "{'to':7,'text':'Selamat pagi'}");
	shop_refuses(&shop, CMD_SEND, "{'to':'120363000000000777@g.us','text':'Selamat pagi'}", ERR_POLICY,
		"send.group-first");
}

static void test_preview(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PREVIEW, "{'conversation':1,'text':'x'}");
	assert_string_not_equal(json_str(v, "verdict.kind"), "refuse");
	v = must(CMD_PREVIEW, "{'conversation':6,'text':'x'}");
	assert_string_equal(json_str(v, "verdict.kind"), "refuse");
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "gate"), "blocked");
	assert_true(json_is_null(json_object_get(v, "leaves_at")));
	shop_refuses(&shop, CMD_PREVIEW, "{'conversation':1,'text':' '}", ERR_USAGE, "send.empty");
	assert_int_equal(json_array_size(json_at(must(CMD_QUEUE, "{}"), "items")), 0);
}

static void test_two_numbers(void **state)
{
	(void)state;
	shop_refuses(&shop, CMD_SESSION_START, "{}", ERR_USAGE, "session.which");
	/* A stranger: which number writes has to be said. */
	shop_refuses(&shop, CMD_SEND, "{'to':'0899 9999 9999','text':'x'}", ERR_USAGE, "send.which");
	const json_t *v = must(CMD_SEND, "{'to':'0899 9999 9999','text':'x','session':'cabang'}");
	assert_string_equal(json_str(v, "session"), "cabang");
	/* Times are told in the number's own zone: two hours east. */
	assert_int_equal(strncmp(json_str(v, "at"), "2026-11-22T16:31:05+09:00", 25), 0);
	/* A conversation knows its number. */
	v = must(CMD_SEND, "{'to':'ayu','text':'jam 9'}");
	assert_string_equal(json_str(v, "session"), "cabang");
	shop_refuses(&shop, CMD_SEND, "{'to':1,'text':'x','session':'cabang'}", ERR_CONFLICT,
		"target.session");
	/* One person with two numbers. */
	shop_hear(&shop, "cabang", "6281234567890@c.us", false, "Budi Santoso", "Halo cabang", SHOP_NOW - 10);
	shop_refuses(&shop, CMD_SEND, "{'to':'budi santoso','text':'x'}", ERR_CONFLICT, "target.ambiguous");
	assert_non_null(strstr(err_text(&shop.err), "@toko"));
	assert_non_null(strstr(err_text(&shop.err), "@cabang"));
	v = must(CMD_SEND, "{'to':'budi santoso','text':'x','session':'cabang'}");
	assert_string_equal(json_str(v, "session"), "cabang");
	v = must(CMD_SESSION_LIST, "{'limit':1}");
	assert_string_equal(json_str(v, "next"), "1");
	v = must(CMD_SESSION_LIST, "{'limit':1,'after':'1'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "name"), "cabang");
	assert_true(json_is_null(json_object_get(v, "next")));
}

static void test_queue(void **state)
{
	(void)state;
	const json_t *v = must(CMD_QUEUE, "{}");
	assert_int_equal(json_array_size(json_at(v, "items")), 0);
	int64_t id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'satu'}"), "id", 0);
	/* Past any dwell of the first: it is due before the second. */
	clock_move(4000);
	must(CMD_SEND, "{'to':3,'text':'dua'}");
	v = must(CMD_QUEUE, "{'limit':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "conversation_title"),
		"Budi Santoso");
	char args[96];
	snprintf(args, sizeof args, "{'limit':1,'after':'%s'}", json_str(v, "next"));
	v = must(CMD_QUEUE, args);
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "dua");
	assert_true(json_is_null(json_object_get(v, "next")));
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	v = must(CMD_WHY, args);
	assert_string_equal(json_str(v, "verdict.kind"), "wait");
	assert_true(json_array_size(json_at(v, "verdict.gates")) >= 1);
	assert_int_equal(json_array_size(json_at(v, "attempts")), 0);
	v = must(CMD_CANCEL, args);
	assert_string_equal(json_str(v, "state"), "cancelled");
	assert_string_equal(shop_trail(&shop), "rina cancel");
	shop_refuses(&shop, CMD_CANCEL, args, ERR_CONFLICT, "outbox.state");
	shop_refuses(&shop, CMD_CONFIRM, args, ERR_CONFLICT, "outbox.state");
	shop_refuses(&shop, CMD_WHY, "{'message':1}", ERR_USAGE, "why.not-ours");
	shop_refuses(&shop, CMD_CANCEL, "{'message':1}", ERR_NOT_FOUND, "outbox.none");
	shop_refuses(&shop, CMD_QUEUE, "{'after':'x'}", ERR_USAGE, "args.cursor");
}

/* A message that left and of which nobody knows. */
static int64_t unknown(void)
{
	struct changes changes = { 0 };
	struct err e = { 0 };
	struct sentence why;
	int64_t id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'entah','confirm':true}"), "id", 0), now = clock_now_ms();
	sentence_set(&why, "unknown.answer", "no answer", NULL);
	struct outbox_result result = { .message_id = id,
		.attempt = leaves(id),
		.outcome = OUTCOME_UNKNOWN,
		.now_ms = now,
		.look_ms = now,
		.look_until_ms = now + 600000,
		.reason = &why,
		.detail = "timeout" };
	shop_write(&shop);
	if (!outbox_end(shop.keep, &result, &changes, &e))
		fail_msg("%s", err_text(&e));
	shop_wrote(&shop);
	changes_fini(&changes);
	return id;
}

static void test_settle(void **state)
{
	(void)state;
	char args[96];
	int64_t id = unknown();
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	const json_t *v = must(CMD_WHY, args);
	assert_string_equal(json_str(v, "message.state"), "unknown");
	assert_string_equal(json_str(v, "message.reason.key"), "unknown.answer");
	assert_string_equal(json_str(json_array_get(json_at(v, "attempts"), 0), "outcome"), "unknown");
	assert_string_equal(json_str(must(CMD_HEALTH, "{}"), "status"), "warning");
	snprintf(args, sizeof args, "{'message':%lld,'how':'look'}", (long long)id);
	assert_string_equal(json_str(must(CMD_SETTLE, args), "state"), "unknown");
	snprintf(args, sizeof args, "{'message':%lld,'how':'sent'}", (long long)id);
	assert_string_equal(json_str(must(CMD_SETTLE, args), "state"), "accepted");
	assert_string_equal(shop_trail(&shop), "rina settle sent");
	shop_refuses(&shop, CMD_SETTLE, args, ERR_CONFLICT, "outbox.state");
	snprintf(args, sizeof args, "{'message':%lld,'how':'again'}", (long long)unknown());
	assert_string_equal(json_str(must(CMD_SETTLE, args), "state"), "queued");
	shop_refuses(&shop, CMD_SETTLE, "{'message':1,'how':'again'}", ERR_NOT_FOUND, "outbox.none");
	shop_refuses(&shop, CMD_SETTLE, "{'message':1,'how':'forget'}", ERR_USAGE, "args.choice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_send),
		IN_SHOP(test_unsendable),
		IN_SHOP(test_send_hold),
		IN_SHOP(test_send_new),
		IN_SHOP(test_forward_new),
		IN_SHOP(test_send_at),
		IN_SHOP(test_send_reply),
		IN_SHOP(test_group_first),
		IN_SHOP(test_preview),
		IN_SHOP(test_queue),
		IN_SHOP(test_settle),
		IN_TWO(test_two_numbers),
		IN_TWO(test_forward_elsewhere),
	};
	return cmocka_run_group_tests_name("service/send", tests, NULL, NULL);
}
