/* Who may ask: agents, groups, tokens; what they did, and the logs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

#include "harness.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_whoami),
		IN_SHOP(test_tokens),
		IN_SHOP(test_agents),
		IN_SHOP(test_rights_by_group),
		IN_SHOP(test_audit),
		IN_SHOP(test_logs),
	};
	return cmocka_run_group_tests_name("service/agents", tests, NULL, NULL);
}
