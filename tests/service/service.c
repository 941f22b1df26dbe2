/* Services: every command with what it takes and what it refuses, in a shop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/inside.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/pause.h"
#include "store/setting.h"
#include "store/stream.h"

#include "tests/schemas/validate.h"
#include "tests/service/shop.h"

static struct shop shop;

static int one_number(void **state)
{
	(void)state;
	shop_open(&shop, 1, NULL);
	return 0;
}

static int two_numbers(void **state)
{
	(void)state;
	shop_open(&shop, 2, NULL);
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

/* Every command that has a route is done by somebody. */
static void test_complete(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		json_t *none = json_object();
		struct reply r = { 0 };
		struct err e = { 0 };
		int64_t ticket;
		service_run(&shop.service, cmd, none, &r, &ticket, &e);
		if ((strcmp(e.say.key, "command.local") == 0) != !!(cmd->flags & CMD_LOCAL))
			fail_msg("%s: %s", cmd->name, err_text(&e));
		reply_fini(&r);
		json_decref(none);
	}
}

/* Who may not is refused before anything is looked at. */
static void test_rights(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		if (cmd->flags & CMD_LOCAL)
			continue;
		assert_null(shop_run_as(&shop, (enum rights)(cmd->rights - 1), cmd->id, "{'nonsense':1}"));
		assert_int_equal(shop.err.kind, cmd->rights == RIGHTS_READER ? ERR_AUTH : ERR_FORBIDDEN);
	}
}

/* What people type for a conversation, and what it is. 0: refused with key. */
static const struct {
	const char *typed;
	int64_t id;
	const char *key;
} targets[] = {
	{ "1", 1, 0 },
	{ "'1'", 1, 0 },
	{ "'6281234567890@c.us'", 1, 0 },
	{ "'6281234567890@s.whatsapp.net'", 1, 0 },
	{ "'+62 812-3456-7890'", 1, 0 },
	{ "'0812 3456 7890'", 1, 0 },
	{ "'081234567890'", 1, 0 },
	{ "'6281234567890'", 1, 0 },
	{ "6281234567890", 1, 0 },
	{ "'Budi Santoso'", 1, 0 },
	{ "'budi santoso'", 1, 0 },
	{ "'BUDI  SANTOSO '", 1, 0 },
	{ "'santoso'", 1, 0 },
	{ "'sri'", 3, 0 },
	{ "'100000000000123@lid'", 3, 0 },
	{ "'Pelanggan Setia'", 7, 0 },
	{ "'pelanggan'", 7, 0 },
	{ "'budi'", 0, "target.ambiguous" },
	{ "'nobody'", 0, "target.none" },
	{ "'+62 899 9999 9999'", 0, "target.none" },
	{ "'6289999999999@c.us'", 0, "target.none" },
	{ "9999999", 0, "conversation.none" },
	{ "0", 0, "args.id" },
	{ "'12345'", 0, "conversation.none" },
	{ "'0812'", 0, "phone.bad" },
	{ "'budi@example.org'", 0, "address.bad" },
};

static void test_targets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		char args[128];
		snprintf(args, sizeof args, "{'conversation':%s}", targets[i].typed);
		const json_t *v = shop_run(&shop, CMD_CONVERSATION_SHOW, args);
		if (targets[i].id && (!v || json_i64_or(v, "id", 0) != targets[i].id))
			fail_msg("%s is not %lld: %s", targets[i].typed, (long long)targets[i].id,
				err_text(&shop.err));
		if (!targets[i].id && (v || strcmp(shop.err.say.key, targets[i].key) != 0))
			fail_msg("%s: %s: %s", targets[i].typed, v ? "found" : shop.err.say.key,
				err_text(&shop.err));
	}
	shop_refuses(&shop, CMD_CONVERSATION_SHOW, "{'conversation':'budi'}", ERR_CONFLICT,
		"target.ambiguous");
	assert_non_null(strstr(err_text(&shop.err), "1 Budi Santoso +62 812"));
	assert_non_null(strstr(err_text(&shop.err), "2 Budi Hartono"));
}

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
	int attempt;
	int64_t id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'entah','confirm':true}"), "id", 0), now = clock_now_ms();
	sentence_set(&why, "unknown.answer", "no answer", NULL);
	struct outbox_leave leave = { .message_id = id,
		.now_ms = now,
		.deadline_ms = now + 90000,
		.day = 20779,
		.gap_ms = 5000 };
	struct outbox_result result = { .message_id = id,
		.outcome = OUTCOME_UNKNOWN,
		.now_ms = now,
		.look_ms = now,
		.look_until_ms = now + 600000,
		.reason = &why,
		.detail = "timeout" };
	shop_write(&shop);
	if (!outbox_begin(shop.keep, &leave, &attempt, &changes, &e))
		fail_msg("%s", err_text(&e));
	result.attempt = attempt;
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

static void test_contacts(void **state)
{
	(void)state;
	const json_t *v = must(CMD_CONTACT_LIST, "{'limit':3}");
	assert_int_equal(json_array_size(json_at(v, "items")), 3);
	assert_non_null(json_str(v, "next"));
	v = must(CMD_CONTACT_LIST, "{'filter':'sri'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "names.push"), "Sri Wahyuni");
	v = must(CMD_CONTACT_SHOW, "{'contact':'budi santoso'}");
	assert_string_equal(json_str(v, "phone"), "+62 812-3456-7890");
	assert_int_equal(json_i64_or(v, "messages_in", 0), 2);
	assert_int_equal(json_integer_value(json_array_get(json_at(v, "conversations"), 0)), 1);
	assert_string_equal(json_str(v, "first_message_at"), "2026-11-22T14:01:05+07:00");
	v = must(CMD_CONTACT_SHOW, "{'contact':'0813-0000-0003'}");
	assert_true(json_flag(v, "opted_out"));
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'budi'}", ERR_CONFLICT, "target.ambiguous");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'zzz'}", ERR_NOT_FOUND, "target.none");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':999}", ERR_NOT_FOUND, "contact.none");
}

static const struct {
	const char *q;
	int n;		 /* how many; -1: refused with key */
	const char *key;
} searches[] = {
	{ "ongkir", 1, 0 },
	{ "ONGKIR band", 1, 0 },
	{ "halo", 2, 0 },
	{ "halo in:1", 1, 0 },
	{ "halo in:\\\"budi santoso\\\"", 1, 0 },
	{ "halo from:fajar", 1, 0 },
	{ "from:me", 1, 0 },
	{ "sudah", 3, 0 },
	{ "sudah from:me", 1, 0 },
	{ "JP1234567890", 1, 0 },
	{ "4567", 1, 0 },
	{ "\\\"masih ada\\\"", 1, 0 },
	{ "\\\"ada masih\\\"", 0, 0 },
	{ "stop after:2026-11-22", 1, 0 },
	{ "stop before:2026-11-22", 1, 0 },
	{ "is:starred", 0, 0 },
	{ "has:media", 0, 0 },
	{ "nothing-like-this", 0, 0 },
	{ "is:blue", -1, "search.filter" },
	{ "has:fun", -1, "search.filter" },
	{ "after:soon", -1, "search.date" },
	{ "in:budi x", -1, "target.ambiguous" },
	{ "from:zzz", -1, "target.none" },
	{ "in: x", -1, "search.empty-filter" },
	{ "   ", -1, "search.empty" },
	{ "sudah -stop", 3, 0 },
	{ "halo -masih", 1, 0 },
	{ "halo -\\\"masih ada\\\"", 1, 0 },
	{ "-halo", -1, "search.empty" },
	{ "halo -in:1", -1, "search.minus" },
	{ "halo lable:order", -1, "search.meant" },
	{ "halo frm:fajar", -1, "search.meant" },
	{ "pukul:12", 0, 0 },	/* no filter, and none that was meant */
	{ "\\\"lable:order\\\"", 0, 0 },
	{ "halo label:none", -1, "label.first" },
	{ "is:unread halo", 2, 0 },
	{ "agent:nobody halo", -1, "agent.none" },
	{ "has:link", 0, 0 },
};

static void test_search(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
		char args[160];
		snprintf(args, sizeof args, "{'q':'%s'}", searches[i].q);
		const json_t *v = shop_run(&shop, CMD_SEARCH, args);
		int n = v ? (int)json_array_size(json_at(v, "items")) : -1;
		if (n != searches[i].n || (n < 0 && strcmp(shop.err.say.key, searches[i].key) != 0))
			fail_msg("%s: %d: %s", searches[i].q, n, n < 0 ? err_text(&shop.err) : "");
	}
	must(CMD_STAR, "{'message':1}");
	const json_t *v = must(CMD_SEARCH, "{'q':'is:starred'}"), *m = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(m, "conversation_title"), "Budi Santoso");
}

/* What stands beside the messages of the first page. */
static void test_search_beside(void **state)
{
	(void)state;
	must(CMD_LABEL_SET, "{'label':'haloed'}");
	must(CMD_LABEL, "{'conversation':1,'labels':'+haloed'}");
	must(CMD_NOTE, "{'conversation':1,'text':'halo-halo, langganan lama'}");
	must(CMD_CONTACT_NOTE, "{'contact':'budi santoso','text':'suka halo pagi'}");
	const json_t *v = must(CMD_SEARCH, "{'q':'halo'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "notes"), 0), "title"), "Budi Santoso");
	assert_string_equal(json_str(json_array_get(json_at(v, "labels"), 0), "name"), "haloed");
	assert_int_equal(json_array_size(json_at(v, "contacts")), 0);
	v = must(CMD_SEARCH, "{'q':'budi san'}");
	assert_int_equal(json_array_size(json_at(v, "contacts")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "contacts"), 0), "name"), "Budi Santoso");
	/* What must not be there must not be in a note either. */
	v = must(CMD_SEARCH, "{'q':'halo -langganan'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 1);
	/* in: narrows notes; any other filter leaves messages alone. */
	v = must(CMD_SEARCH, "{'q':'halo in:1'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 2);
	assert_int_equal(json_array_size(json_at(v, "labels")), 0);
	v = must(CMD_SEARCH, "{'q':'halo in:2'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	v = must(CMD_SEARCH, "{'q':'halo label:haloed'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	/* A note that is gone is not found. */
	must(CMD_NOTE_DELETE, "{'note':1}");
	v = must(CMD_SEARCH, "{'q':'langganan'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	/* The second page is messages alone. */
	v = must(CMD_SEARCH, "{'q':'sudah','limit':1}");
	char args[96];
	snprintf(args, sizeof args, "{'q':'sudah','limit':1,'after':'%s'}", json_str(v, "next"));
	assert_null(json_at(must(CMD_SEARCH, args), "notes"));
}

static void test_health(void **state)
{
	(void)state;
	const json_t *v = must(CMD_HEALTH, "{}"), *toko = json_array_get(json_at(v, "sessions"), 0);
	assert_string_equal(json_str(v, "status"), "ok");
	assert_false(json_flag(v, "stopped"));
	assert_int_equal(json_i64_or(v, "engine.pid", 0), getpid());
	assert_string_equal(json_str(toko, "status"), "WORKING");
	assert_string_equal(json_str(toko, "hours"), "08:00–21:00");
	assert_string_equal(json_str(toko, "zone"), "Asia/Jakarta");
	assert_int_equal(json_i64_or(toko, "today.limit", 0), 50);
	/* The first day of the warm-up: two. */
	assert_int_equal(json_i64_or(toko, "new.limit", 0), 2);
	assert_int_equal(json_i64_or(toko, "warmup.day", 0), 1);
	assert_true(json_flag(toko, "open_now"));
	assert_true(json_is_null(json_object_get(toko, "answered_percent")));
	/* Budi Santoso, Sri, Dewi, Eko and Fajar wait. */
	assert_int_equal(json_i64_or(toko, "unanswered", 0), 5);
	assert_int_equal(json_i64_or(toko, "opt_outs", 0), 1);
	/* WORKING, and deaf. */
	struct number_row n = { 0 };
	struct err e = { 0 };
	shop_write(&shop);
	assert_true(number_named(shop.keep, "toko", &n, &e));
	assert_true(stream_put(shop.keep, n.id, "deaf", &(struct stream_position){ .at = clock_now() }, &e));
	shop_wrote(&shop);
	number_row_fini(&n);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "warning");
	assert_string_equal(json_str(v, "sentence.key"), "health.deaf");
	assert_non_null(strstr(json_str(v, "sentence.message"), "`wartel session restart toko`"));
	clock_move(8 * 3600 * 1000);
	v = must(CMD_HEALTH, "{}");
	assert_false(json_flag(json_array_get(json_at(v, "sessions"), 0), "open_now"));
}

/* A disk that takes nothing: health says so, and that it is over. */
static void test_health_of_the_disk(void **state)
{
	struct number *n = &shop.engine->numbers[0];
	struct err e = { 0 };
	const json_t *v;

	(void)state;
	assert_true(db_begin_write(shop.keep, &e));
	fault_arm(NULL, "store.step:1:1", NULL);
	assert_false(setting_set_i64(shop.keep, "test", 1, &e));
	fault_arm(NULL, NULL, NULL);
	db_rollback(shop.keep);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_string_equal(json_str(v, "sentence.key"), "health.unwritable");
	assert_non_null(strstr(json_str(v, "sentence.message"), "(disk I/O error)"));
	/* Worse: one has left. */
	n->unwritten = 4711;
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_string_equal(json_str(v, "sentence.key"), "health.unwritten");
	assert_non_null(strstr(json_str(v, "sentence.message"), "message 4711 of toko left"));
	n->unwritten = 0;
	shop_write(&shop);
	assert_true(setting_set_i64(shop.keep, "test", 1, &e));
	shop_wrote(&shop);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "ok");
}

static void test_stop(void **state)
{
	(void)state;
	const json_t *v = shop_run_as(&shop, RIGHTS_AGENT, CMD_STOP, "{'reason':'odd answers'}");
	assert_non_null(v);
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_true(json_flag(v, "stopped"));
	assert_string_equal(json_str(v, "sentence.message"), "sending is stopped by rina: odd answers");
	assert_string_equal(shop_trail(&shop), "rina stop odd answers");
	/* A stop holds what is written meanwhile, without a time. */
	v = must(CMD_SEND, "{'to':1,'text':'x'}");
	assert_string_equal(json_str(v, "state"), "queued");
	assert_true(json_is_null(json_object_get(v, "leaves_at")));
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "gate"), "stop");
	/* Only an admin lifts it, with a reason. */
	shop_refuses(&shop, CMD_RESUME, "{}", ERR_USAGE, "args.missing");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'reason':'it is well'}"));
	assert_int_equal(shop.err.kind, ERR_FORBIDDEN);
	v = must(CMD_RESUME, "{'reason':'it is well'}");
	assert_string_equal(json_str(v, "status"), "ok");
	assert_string_equal(shop_trail(&shop), "rina resume it is well");
	shop_refuses(&shop, CMD_RESUME, "{'reason':'again'}", ERR_CONFLICT, "resume.none");
	v = must(CMD_RESUME, "{'reason':'the clock is right','clock':true}");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'reason':'x','clock':true}"));
}

static void test_pause(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PAUSE, "{'session':'toko','reason':'the phone is being changed'}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_false(json_flag(v, "stopped"));
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "kind"), "full");
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "session"), "toko");
	/* A person's words are his own. */
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "reason.key"), "pause.said");
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "reason.message"),
		"the phone is being changed");
	assert_string_equal(shop_trail(&shop), "rina pause the phone is being changed");
	v = must(CMD_SEND, "{'to':1,'text':'x'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "gate"), "stop");
	/* A lead may lift it, an agent may not. */
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_RESUME, "{'session':'toko','reason':'done'}"));
	v = shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'session':'toko','reason':'done'}");
	assert_non_null(v);
	assert_string_equal(json_str(v, "status"), "ok");
	shop_refuses(&shop, CMD_RESUME, "{'session':'toko','reason':'again'}", ERR_CONFLICT, "resume.none");
	shop_refuses(&shop, CMD_PAUSE, "{}", ERR_USAGE, "args.missing");
	/* Where there is one number only its name may be left out. */
	must(CMD_PAUSE, "{'session':'toko'}");
	assert_string_equal(json_str(must(CMD_RESUME, "{'reason':'done'}"), "status"), "ok");
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

static void test_stop_file(void **state)
{
	struct err e = { 0 };
	(void)state;
	assert_true(file_write(engine_stop_file(shop.engine), "", 0, 0600, &e));
	const json_t *v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	shop_refuses(&shop, CMD_RESUME, "{'reason':'x'}", ERR_CONFLICT, "resume.file");
	unlink(engine_stop_file(shop.engine));
	assert_string_equal(json_str(must(CMD_HEALTH, "{}"), "status"), "ok");
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

static void test_whoami(void **state)
{
	(void)state;
	const json_t *v = must(CMD_WHOAMI, "{}");
	assert_string_equal(json_str(v, "agent"), "rina");
	assert_string_equal(json_str(v, "rights"), "admin");
	assert_int_equal(json_array_size(json_at(v, "views")), 9);
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "views"), 0), "count", 0), 5);
	v = must(CMD_EVENTS, "{}");
	assert_int_equal(json_i64_or(v, "pid", 0), getpid());
}

/* Whatever waits for WAHA gives a ticket and, with its result, an answer. */
static const json_t *finish(enum command_id id, const char *args, const char *result, const char *key)
{
	const struct command *cmd = command_get(id);
	struct job_result r = { .ok = result != NULL, .json = result ? json_loads(result, 0, NULL) : NULL };
	json_t *v;
	char *json = xstrdup(args), why[512];
	if (shop_run(&shop, id, args) || shop.ticket <= 0)
		fail_msg("%s %s: no ticket: %s", cmd->name, args, err_text(&shop.err));
	for (char *p = json; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	v = json_loads(json, 0, NULL);
	if (!result)
		err_set(&r.err, ERR_REMOTE, "waha.down", "down", NULL);
	bool ok = service_finish(&shop.service, cmd, v, &r, &shop.reply, &shop.err);
	if (ok && !shape_reply(cmd, shop.reply.json, why, sizeof why))
		fail_msg("%s: %s", cmd->name, why);
	if (!ok && (!key || strcmp(key, shop.err.say.key) != 0))
		fail_msg("%s: %s", cmd->name, err_text(&shop.err));
	json_decref(v);
	json_decref(r.json);
	free(json);
	return ok ? shop.reply.json : NULL;
}

static void test_sessions(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SESSION_LIST, "{}"), *toko = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(toko, "me.phone"), "+62 811-1111-1111");
	v = finish(CMD_SESSION_STATUS, "{'session':'toko'}", "{\"status\":\"STOPPED\"}", NULL);
	assert_string_equal(json_str(v, "status"), "STOPPED");
	v = finish(CMD_SESSION_START, "{}", "{\"status\":\"WORKING\"}", NULL);
	assert_string_equal(json_str(v, "name"), "toko");
	assert_string_equal(shop_trail(&shop), "rina session start");
	v = finish(CMD_SESSION_QR, "{'session':'toko'}",
		"{\"status\":\"SCAN_QR_CODE\",\"value\":\"2@abc\",\"expires_in\":20}", NULL);
	assert_string_equal(json_str(v, "value"), "2@abc");
	assert_string_equal(json_str(v, "sentence.key"), "qr.scan");
	v = finish(CMD_SESSION_QR, "{'session':'toko'}",
		"{\"status\":\"WORKING\",\"value\":null,\"expires_in\":null}", NULL);
	assert_true(json_is_null(json_object_get(v, "value")));
	assert_string_equal(json_str(v, "sentence.key"), "qr.working");
	v = finish(CMD_SESSION_CODE, "{'session':'toko','phone':'0811 1111 1111'}",
		"{\"code\":\"ABCD-EFGH\"}", NULL);
	assert_string_equal(json_str(v, "code"), "ABCD-EFGH");
	assert_null(
		finish(CMD_SESSION_CODE, "{'session':'toko','phone':'0811 1111 1111'}", NULL, "waha.down"));
	v = finish(CMD_DOCTOR, "{}", "{\"items\":[]}", NULL);
	assert_true(json_array_size(json_at(v, "items")) >= 2);
	shop_refuses(&shop, CMD_SESSION_CODE, "{'session':'toko','phone':'12'}", ERR_USAGE, "phone.bad");
	shop_refuses(&shop, CMD_SESSION_QR, "{'session':'nope'}", ERR_NOT_FOUND, "target.number");
}

/* An old number is called so once, by an admin, with a reason; what holds new
 * conversations up is the lock of the weather line. */
static void test_warm(void **state)
{
	(void)state;
	const json_t *v = must(CMD_HEALTH, "{}"), *toko = json_array_get(json_at(v, "sessions"), 0);
	struct pause_row p = { .kind = PAUSE_INITIATIONS, .lifter = LIFTED_BY_LEAD, .at = SHOP_NOW,
		.session_id = 1, .reason = (char *)(uintptr_t)"refused", .by = (char *)(uintptr_t)"engine" };
	struct changes c = { 0 };
	struct err e = { 0 };
	assert_true(json_is_null(json_object_get(toko, "lock")));
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko'}", ERR_USAGE, "args.missing");
	v = must(CMD_SESSION_WARM, "{'session':'toko','reason':'since 2021'}");
	assert_string_equal(json_str(v, "name"), "toko");
	assert_string_equal(shop_trail(&shop), "rina session warm since 2021");
	v = must(CMD_HEALTH, "{}");
	toko = json_array_get(json_at(v, "sessions"), 0);
	assert_true(json_is_null(json_object_get(toko, "warmup")));
	assert_int_equal(json_i64_or(toko, "new.limit", 0), 30);
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko','reason':'x'}", ERR_CONFLICT, "warm.over");
	/* Back on its way after a 463: not a second time. */
	shop_write(&shop);
	assert_true(number_set_ramp(shop.keep, 1, 12, 0, &c, &e) && pause_add(shop.keep, &p, &c, &e));
	shop_wrote(&shop);
	changes_fini(&c);
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko','reason':'x'}", ERR_CONFLICT, "warm.once");
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "warning");
	assert_string_equal(json_str(json_array_get(json_at(v, "sessions"), 0), "lock.reason"), "refused");
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

/* Rows as events are the same as in answers. */
static void test_events(void **state)
{
	static const struct {
		struct change change;
		const char *schema;
	} rows[] = {
		{ { CHANGE_MESSAGE, 1 }, "message" }, { { CHANGE_CONVERSATION, 1 }, "conversation" },
		{ { CHANGE_QUEUE, 0 }, "queue" }, { { CHANGE_SESSION, 1 }, "session" }, { { CHANGE_HEALTH, 0 }, "health" },
		{ { CHANGE_CONTACT, 1 }, "contact" }, { { CHANGE_PRESENCE, 1 }, "presence" },
		{ { CHANGE_MESSAGE, 4711 }, NULL }, { { CHANGE_JOB, 1 }, NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char why[512];
		json_t *v = service_event(&shop.service, &rows[i].change);
		if (!rows[i].schema != !v || (v && !shape_check(rows[i].schema, v, why, sizeof why)))
			fail_msg("%s: %s", change_kind_name(rows[i].change.kind), v ? why : "nothing");
		json_decref(v);
	}
}

/* A token stands for a program until it is revoked; only its hash is kept. */
static void test_tokens(void **state)
{
	struct caller who = { 0 };
	struct err e = { 0 };
	char token[128];
	(void)state;
	const json_t *v = must(CMD_TOKEN_NEW, "{'name':'website','rights':'reader'}");
	snprintf(token, sizeof token, "%s", json_str_or(v, "token", ""));
	assert_int_equal(strlen(token), 68);
	assert_string_equal(shop_trail(&shop), "rina token new website reader");
	assert_true(service_token(&shop.service, token, &who, &e));
	assert_string_equal(who.agent, "website");
	assert_int_equal(who.rights, RIGHTS_READER);
	assert_true(who.agent_id > 0 && who.token_id > 0);
	v = must(CMD_TOKEN_LIST, "{}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	const json_t *row = json_array_get(json_at(v, "items"), 0);
	assert_null(json_str(row, "token"));
	assert_non_null(json_str(row, "used_at"));
	shop_refuses(&shop, CMD_TOKEN_NEW, "{'name':'website'}", ERR_CONFLICT, "token.taken");
	shop_refuses(&shop, CMD_TOKEN_NEW, "{'name':'rina'}", ERR_CONFLICT, "token.person");
	/* Every letter of it counts. */
	for (size_t i = 0; token[i]; i++) {
		char kept = token[i];
		token[i] = kept == '0' ? '1' : '0';
		assert_false(service_token(&shop.service, token, &who, &e));
		assert_string_equal(e.say.key, "token.bad");
		token[i] = kept;
	}
	static const char *const none[] = { "", "wartel_", "wartel_000000000000_", "' OR 1=1 --" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(service_token(&shop.service, none[i], &who, &e));
	v = must(CMD_TOKEN_REVOKE, "{'name':'website'}");
	assert_non_null(json_str(v, "revoked_at"));
	assert_false(service_token(&shop.service, token, &who, &e));
	assert_int_equal(e.kind, ERR_AUTH);
	shop_refuses(&shop, CMD_TOKEN_REVOKE, "{'name':'website'}", ERR_NOT_FOUND, "token.none");
	/* The name is free again, and the old token stays dead. */
	must(CMD_TOKEN_NEW, "{'name':'website'}");
	assert_false(service_token(&shop.service, token, &who, &e));
	v = must(CMD_TOKEN_LIST, "{'limit':1}");
	assert_string_equal(json_str(v, "next"), "1");
	v = must(CMD_TOKEN_LIST, "{'limit':1,'after':'1'}");
	assert_true(json_is_null(json_object_get(v, "next")));
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "rights"), "agent");
}

static void test_agents(void **state)
{
	struct caller who = { 0 };
	struct err e = { 0 };
	(void)state;
	/* Somebody who is in no list and no group has an agent's rights. */
	assert_true(service_caller(&shop.service, 4000001, "joko", &who, &e));
	assert_int_equal(who.rights, RIGHTS_AGENT);
	must(CMD_AGENT_SET, "{'agent':'joko','rights':'lead'}");
	assert_string_equal(shop_trail(&shop), "rina agent set joko lead");
	assert_true(service_caller(&shop.service, 4000001, "joko", &who, &e));
	assert_int_equal(who.rights, RIGHTS_LEAD);
	must(CMD_AGENT_SET, "{'agent':'joko','rights':'default'}");
	assert_true(service_caller(&shop.service, 4000001, "joko", &who, &e));
	assert_int_equal(who.rights, RIGHTS_AGENT);
	shop_refuses(&shop, CMD_AGENT_SET, "{'agent':'nobody','rights':'lead'}", ERR_NOT_FOUND, "agent.none");
	shop_refuses(&shop, CMD_AGENT_SET, "{'agent':'joko','rights':'king'}", ERR_USAGE, "args.choice");
	must(CMD_TOKEN_NEW, "{'name':'website'}");
	shop_refuses(&shop, CMD_AGENT_SET, "{'agent':'website','rights':'lead'}", ERR_CONFLICT, "agent.program");
	const json_t *v = must(CMD_AGENT_LIST, "{}");
	bool seen = false;
	for (size_t i = 0; i < json_array_size(json_at(v, "items")); i++) {
		const json_t *a = json_array_get(json_at(v, "items"), i);
		seen = seen || (strcmp(json_str(a, "name"), "joko") == 0 && json_i64_or(a, "uid", 0) == 4000001);
	}
	assert_true(seen);
}

/* Rights by the configuration, for users and for their groups; what agent set
 * says goes before. */
static void test_rights_by_group(void **state)
{
	static const struct {
		int64_t uid;
		const char *login;
		enum rights rights;
	} rows[] = {
		{ 4000001, "joko", RIGHTS_LEAD }, { 4000002, "sari", RIGHTS_READER },
		{ 4000003, "jok", RIGHTS_AGENT }, { 1, "daemon", RIGHTS_ADMIN }, { 2, "bin", RIGHTS_LEAD },
	};
	struct err e = { 0 };
	(void)state;
	shop_close(&shop);
	shop_open(&shop, 1, "rights_lead = joko, @bin\nrights_reader = @no-such-group sari bin\n"
		"rights_admin = @daemon\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct caller who = { 0 };
		assert_true(service_caller(&shop.service, rows[i].uid, rows[i].login, &who, &e));
		if (who.rights != rows[i].rights)
			fail_msg("%s has %s", rows[i].login, rights_name(who.rights));
	}
	must(CMD_AGENT_SET, "{'agent':'joko','rights':'reader'}");
	struct caller who = { 0 };
	assert_true(service_caller(&shop.service, 4000001, "joko", &who, &e));
	assert_int_equal(who.rights, RIGHTS_READER);
}

static void test_audit(void **state)
{
	(void)state;
	must(CMD_SEND, "{'to':'1','text':'Halo'}");
	must(CMD_STOP, "{'reason':'a test'}");
	must(CMD_RESUME, "{'reason':'over'}");
	must(CMD_CLOSE, "{'conversation':'2'}");
	static const struct {
		const char *args, *first;
		size_t n;
	} rows[] = {
		{ "{'limit':2}", "close", 2 }, { "{'action':'stop'}", "stop", 1 },
		{ "{'by':'nobody'}", NULL, 0 }, { "{'by':'rina','action':'resume'}", "resume", 1 },
		{ "{'conversation':'2'}", "close", 1 }, { "{'conversation':'budi santoso'}", "send", 1 },
		{ "{'message':999}", NULL, 0 }, { "{'action':'x\\u0027 OR 1=1 --'}", NULL, 0 },
		/* It is 14:31:05 on the 22nd. */
		{ "{'from':'2026-11-22','action':'stop'}", "stop", 1 }, { "{'from':'14:31','action':'stop'}", "stop", 1 },
		{ "{'from':'14:32'}", NULL, 0 }, { "{'from':'yesterday','to':'yesterday'}", NULL, 0 },
		{ "{'from':'2h','to':'today','action':'stop'}", "stop", 1 }, { "{'to':'2026-11-21'}", NULL, 0 },
		{ "{'from':'2026-11-22T14:31:05+07:00','to':'2026-11-22T14:31:06+07:00','action':'stop'}", "stop", 1 },
		{ "{'to':'2026-11-22 14:31:05'}", NULL, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const json_t *items = json_at(must(CMD_AUDIT, rows[i].args), "items");
		if (json_array_size(items) != rows[i].n)
			fail_msg("%s: %zu", rows[i].args, json_array_size(items));
		if (rows[i].first)
			assert_string_equal(json_str(json_array_get(items, 0), "action"), rows[i].first);
	}
	/* Page by page it is the same trail. */
	char args[64] = "{'limit':1}";
	static const char *const trail[] = { "close", "resume", "stop", "send" };
	for (size_t i = 0; i < 4; i++) {
		const json_t *v = must(CMD_AUDIT, args);
		assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "action"), trail[i]);
		snprintf(args, sizeof args, "{'limit':1,'after':'%s'}", json_str_or(v, "next", "0"));
	}
	shop_refuses(&shop, CMD_AUDIT, "{'after':'x'}", ERR_USAGE, "args.cursor");
	shop_refuses(&shop, CMD_AUDIT, "{'from':'soon'}", ERR_USAGE, "zone.past-time");
	shop_refuses(&shop, CMD_AUDIT, "{'to':'2026-02-30'}", ERR_USAGE, "zone.past-time");
}

static void test_logs(void **state)
{
	static const char text[] = "2026-11-22T07:31:05Z info api: rina send 202 3 ms\n"
		"what is no line of ours\n2026-11-22T07:31:06Z warn api: last\n";
	struct err e = { 0 };
	(void)state;
	const json_t *v = must(CMD_LOG, "{'file':'api'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 0);
	char *dir = path_join(shop.dir, "log"), *path = path_join(dir, "api.log");
	assert_true(dir_make(dir, 0700, &e));
	assert_true(file_write(path, text, strlen(text), 0600, &e));
	v = must(CMD_LOG, "{'file':'api'}");
	const json_t *items = json_at(v, "items");
	assert_int_equal(json_array_size(items), 3);
	assert_string_equal(json_str(json_array_get(items, 0), "at"), "2026-11-22T14:31:05+07:00");
	assert_string_equal(json_str(json_array_get(items, 0), "level"), "info");
	assert_string_equal(json_str(json_array_get(items, 0), "area"), "api");
	assert_string_equal(json_str(json_array_get(items, 0), "text"), "rina send 202 3 ms");
	assert_string_equal(json_str(json_array_get(items, 1), "text"), "what is no line of ours");
	assert_true(json_is_null(json_object_get(v, "next")));
	v = must(CMD_LOG, "{'file':'api','limit':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "last");
	char args[64];
	snprintf(args, sizeof args, "{'file':'api','after':'%s'}", json_str_or(v, "next", ""));
	v = must(CMD_LOG, args);
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	shop_refuses(&shop, CMD_LOG, "{'file':'../../etc/passwd'}", ERR_USAGE, "args.choice");
	free(path);
	free(dir);
}

static void test_errors(void **state)
{
	struct error_counts c = { 0 };
	int64_t now = SHOP_NOW;
	(void)state;
	error_counts_add(&c, ERR_REMOTE, now);
	error_counts_add(&c, ERR_REMOTE, now + 3600);
	assert_int_equal(error_counts_of(&c, ERR_REMOTE, now + 3600), 2);
	assert_int_equal(error_counts_of(&c, ERR_BUSY, now + 3600), 0);
	assert_int_equal(error_counts_of(&c, ERR_REMOTE, now + 24 * 3600), 1);
	assert_int_equal(error_counts_of(&c, ERR_REMOTE, now + 25 * 3600), 0);
	error_counts_add(&c, ERR_REMOTE, now + 24 * 3600);
	assert_int_equal(error_counts_of(&c, ERR_REMOTE, now + 24 * 3600), 2);
}

#define ONE(f) cmocka_unit_test_setup_teardown(f, one_number, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(test_complete),
		ONE(test_rights),
		ONE(test_targets),
		ONE(test_conversations),
		ONE(test_messages),
		ONE(test_messages_around),
		ONE(test_star),
		ONE(test_send),
		ONE(test_unsendable),
		ONE(test_send_hold),
		ONE(test_send_new),
		ONE(test_forward_new),
		ONE(test_send_at),
		ONE(test_send_reply),
		ONE(test_draft),
		ONE(test_seen),
		ONE(test_queue),
		ONE(test_settle),
		ONE(test_contacts),
		ONE(test_search),
		ONE(test_search_beside),
		ONE(test_health),
		ONE(test_health_of_the_disk),
		ONE(test_stop),
		ONE(test_stop_file),
		ONE(test_pause),
		ONE(test_cases),
		ONE(test_assign),
		ONE(test_preview),
		ONE(test_whoami),
		ONE(test_tokens),
		ONE(test_agents),
		ONE(test_rights_by_group),
		ONE(test_audit),
		ONE(test_logs),
		ONE(test_sessions),
		ONE(test_warm),
		ONE(test_events),
		cmocka_unit_test_setup_teardown(test_two_numbers, two_numbers, closed),
		cmocka_unit_test_setup_teardown(test_forward_elsewhere, two_numbers, closed),
		cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
