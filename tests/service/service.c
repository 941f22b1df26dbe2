/* Services: what is true of every command: it is done by somebody, asks rights first, and
 * knows what people mean; rows as events, errors counted. */
#include <stdio.h>
#include <string.h>

#include "../schemas/validate.h"
#include "harness.h"

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
	{ "'selamat pagi'", 0, "target.none" }, /* what was said last in the group, and no name of it */
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

/* Whose phone is hidden is named without one, and without the blank before it. */
static void test_phoneless_candidates(void **state)
{
	static const enum command_id ids[] = { CMD_CONVERSATION_SHOW, CMD_CONTACT_SHOW };
	(void)state;
	shop_hear(&shop, "toko", "290000000000071@lid", false, "Tono Satu", "halo", SHOP_NOW - 20);
	shop_hear(&shop, "toko", "290000000000072@lid", false, "Tono Dua", "halo", SHOP_NOW - 20);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		shop_refuses(&shop, ids[i], i ? "{'contact':'tono'}" : "{'conversation':'tono'}", ERR_CONFLICT,
			"target.ambiguous");
		assert_non_null(strstr(err_text(&shop.err), "Tono Satu"));
		assert_non_null(strstr(err_text(&shop.err), "Tono Dua"));
		assert_null(strstr(err_text(&shop.err), " ;"));
		assert_null(strstr(err_text(&shop.err), " ."));
	}
}

/* Not all of those who fit are named, and that is said; a group is found behind however many. */
static void test_many_candidates(void **state)
{
	(void)state;
	for (int i = 0; i < 60; i++) {
		char chat[40], name[24];
		snprintf(chat, sizeof chat, "1203630000000001%02d@g.us", i);
		shop_hear(&shop, "toko", chat, false, NULL, "kabar pelanggan setia", SHOP_NOW - 30);
		snprintf(chat, sizeof chat, "62815000000%02d@c.us", i);
		snprintf(name, sizeof name, "Agus %c", 'A' + i % 26);
		if (i < 8)
			shop_hear(&shop, "toko", chat, false, name, "halo", SHOP_NOW - 20);
	}
	shop_refuses(&shop, CMD_CONVERSATION_SHOW, "{'conversation':'agus'}", ERR_CONFLICT, "target.ambiguous");
	assert_non_null(strstr(err_text(&shop.err), "; and others. Name it"));
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'agus'}", ERR_CONFLICT, "target.ambiguous");
	assert_non_null(strstr(err_text(&shop.err), "; and others. Name it"));
	shop_refuses(&shop, CMD_CONVERSATION_SHOW, "{'conversation':'budi'}", ERR_CONFLICT, "target.ambiguous");
	assert_null(strstr(err_text(&shop.err), "others"));
	assert_int_equal(json_i64_or(must(CMD_CONVERSATION_SHOW, "{'conversation':'pelanggan setia'}"), "id", 0), 7);
}

/* A phone number as it is written at home is read in the country of each number. */
static void test_two_countries(void **state)
{
	(void)state;
	shop_close(&shop);
	shop_open(&shop, 1, "[number luar]\nwaha_url = http://127.0.0.1:3\ndefault_country = 65\n");
	assert_int_equal(json_i64_or(must(CMD_CONVERSATION_SHOW, "{'conversation':'0812-3456-7890'}"), "id", 0), 1);
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'0812-3456-7890'}"), "name"), "Budi Santoso");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'0812-3456-7899'}", ERR_NOT_FOUND, "target.none");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'0812'}", ERR_USAGE, "phone.bad");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_complete),
		IN_SHOP(test_rights),
		IN_SHOP(test_targets),
		IN_SHOP(test_phoneless_candidates),
		IN_SHOP(test_many_candidates),
		IN_SHOP(test_two_countries),
		IN_SHOP(test_events),
		cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests_name("service/service", tests, NULL, NULL);
}
