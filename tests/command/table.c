/* The table is whole, and what is printed from it says all of it and nothing
 * else: help and manual name every command that people type, and every route. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "command/help.h"
#include "command/parse.h"
#include "command/rights.h"
#include "command/say.h"

static size_t parts(const char *route)
{
	size_t n = 0;
	for (const char *p = route; (p = strchr(p, ':')) != NULL; p++)
		n++;
	return n;
}

static void test_rows(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		size_t in_path = 0;
		bool optional = false, rest = false, limit = false, after = false;

		assert_int_equal(c->id, id);
		assert_non_null(c->args);
		assert_true(strlen(c->help) > 10);
		if (strchr(c->help, '\n') || c->help[strlen(c->help) - 1] == '.')
			fail_msg("%s: the help is one line without a full stop", c->name);
		if (!!(c->flags & CMD_LOCAL) != !c->route || !c->route != !c->method || !c->route != !c->shape)
			fail_msg("%s: a local command has no route, any other one has method, route and shape", c->name);
		if (!(c->flags & CMD_LOCAL) && c->rights == RIGHTS_NONE)
			fail_msg("%s: anybody may", c->name);
		for (const struct arg *a = c->args; a->name; a++) {
			bool option = a->flags & ARG_OPTION;
			in_path += !!(a->flags & ARG_IN_PATH);
			limit = limit || strcmp(a->name, "limit") == 0;
			after = after || strcmp(a->name, "after") == 0;
			if (!a->help || !*a->help)
				fail_msg("%s %s has no help", c->name, a->name);
			/* A word or a text may have some that there always are, for completion. */
			if (a->kind == ARG_CHOICE ? !a->choices
				: a->choices && a->kind != ARG_WORD && a->kind != ARG_TEXT)
				fail_msg("%s %s: choices", c->name, a->name);
			if (!option && (rest || optional))
				fail_msg("%s %s comes after what ends the words", c->name, a->name);
			rest = rest || (!option && a->kind == ARG_TEXT);
			optional = optional || (!option && !(a->flags & ARG_REQUIRED));
			if ((a->flags & ARG_IN_PATH) && !(a->flags & ARG_REQUIRED))
				fail_msg("%s %s stands in the path and may be left out", c->name, a->name);
			if (strcspn(a->name, " -ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(a->name))
				fail_msg("%s %s is not snake_case", c->name, a->name);
			for (const struct arg *b = c->args; b < a; b++)
				assert_string_not_equal(a->name, b->name);
			for (const struct arg *b = command_common; b->name; b++)
				assert_string_not_equal(a->name, b->name);
		}
		if (c->route && in_path != parts(c->route))
			fail_msg("%s: %zu arguments in the path %s", c->name, in_path, c->route);
		if ((c->flags & CMD_LIST) && !(limit && after))
			fail_msg("%s is a list without limit and after", c->name);
		if (c->method && strcmp(c->method, "GET") == 0 && (c->flags & CMD_SENDS))
			fail_msg("%s: a GET does not send", c->name);
		if (c->method && strcmp(c->method, "GET") == 0 && c->preset)
			fail_msg("%s: a preset travels in a body", c->name);
		for (int k = 0; k < id; k++) {
			const struct command *o = command_get((enum command_id)k);
			assert_string_not_equal(c->name, o->name);
			if (c->alias && o->alias)
				assert_string_not_equal(c->alias, o->alias);
			if (c->route && o->route && strcmp(c->route, o->route) == 0
				&& strcmp(c->method, o->method) == 0 && !c->preset)
				fail_msg("%s and %s are the same route", c->name, o->name);
		}
	}
}

/* Every example is a line that the parser takes. */
static void test_examples(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		for (const char *const *x = c->examples; x && *x; x++) {
			struct words w = { 0 };
			struct err e = { 0 };
			json_t *args = NULL;
			size_t took = 0;
			assert_true(command_split(*x, &w, &e));
			assert_string_equal(w.v[0], "wartel");
			assert_ptr_equal(command_find((const char *const *)w.v + 1, w.n - 1, &took, &e), c);
			if (!command_parse(c, (const char *const *)w.v + 1 + took, w.n - 1 - took, &args, &e))
				fail_msg("%s: %s", *x, err_text(&e));
			json_decref(args);
			words_fini(&w);
		}
	}
}

static void test_help(void **state)
{
	struct buf all;

	(void)state;
	buf_init(&all, 1 << 20);
	help_all(&all, 100);
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		struct buf one;
		char line[128];
		buf_init(&one, 1 << 20);
		snprintf(line, sizeof line, "\n  %s ", c->name);
		if (!(c->flags & CMD_HIDDEN) != !!strstr(buf_str(&all), line))
			fail_msg("help and table differ about %s", c->name);
		help_command(c, &one, 80);
		assert_non_null(strstr(buf_str(&one), c->name));
		if (c->route)
			assert_non_null(strstr(buf_str(&one), c->route));
		for (const struct arg *a = c->args; a->name; a++) {
			char option[64];
			snprintf(option, sizeof option, "--%s", a->name);
			for (char *p = option; *p; p++)
				*p = *p == '_' ? '-' : *p;
			if ((a->flags & ARG_OPTION) && !(a->flags & ARG_HIDDEN) && !strstr(buf_str(&one), option))
				fail_msg("help %s does not tell %s", c->name, option);
		}
		for (const char *p = buf_str(&one); *p; p += strcspn(p, "\n") + 1)
			if (strcspn(p, "\n") > 80 && !strstr(p, "API:") && c->examples == NULL)
				fail_msg("help %s is wider than 80: %.90s", c->name, p);
		buf_fini(&one);
	}
	assert_false(all.over);
	buf_fini(&all);
}

static void test_manual(void **state)
{
	struct buf man;
	size_t items = 0, want = 0;

	(void)state;
	buf_init(&man, 1 << 20);
	help_man(&man);
	assert_false(man.over);
	for (const char *p = buf_str(&man); (p = strstr(p, "\n.It Ic ")) != NULL; p++)
		items++;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		want += !(c->flags & CMD_HIDDEN);
		want += c->route != NULL;
	}
	assert_int_equal(items, want);
	buf_fini(&man);
}

static void test_usage(void **state)
{
	static const struct {
		enum command_id id;
		const char *usage;
	} rows[] = {
		{ CMD_SETTLE, "settle MESSAGE look|sent|again" },
		{ CMD_SEND, "send TO [TEXT...] [--file FILE] [--as AS] [--location LAT,LON[,NAME]] [--contact ID]"
		  " [--poll QUESTION] [--option ANSWER]... [--several] [--template NAME] [--language id|en] [--session SESSION] [--reply-to M] [--at AT] [--confirm]"
		  " [--over] [--wait]" },
		{ CMD_RESUME, "resume [SESSION] [--clock] --reason REASON" },
		{ CMD_SEARCH, "search QUERY [--rank] [--session SESSION] [--limit N] [--after CURSOR]" },
		{ CMD_STAR, "star MESSAGE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf usage = { 0 };
		help_usage(command_get(rows[i].id), &usage);
		assert_string_equal(buf_str(&usage), rows[i].usage);
		buf_fini(&usage);
	}
}

static void test_rights(void **state)
{
	/* The words of the contract: who may do what. */
	static const struct {
		enum command_id id;
		enum rights least;
	} rows[] = {
		{ CMD_SESSION_LIST, RIGHTS_READER }, { CMD_CONVERSATION_LIST, RIGHTS_READER },
		{ CMD_MESSAGES, RIGHTS_READER }, { CMD_SEARCH, RIGHTS_READER }, { CMD_QUEUE, RIGHTS_READER },
		{ CMD_WHY, RIGHTS_READER }, { CMD_HEALTH, RIGHTS_READER }, { CMD_EVENTS, RIGHTS_READER },
		{ CMD_SEND, RIGHTS_AGENT }, { CMD_STAR, RIGHTS_AGENT }, { CMD_UNSTAR, RIGHTS_AGENT },
		{ CMD_CANCEL, RIGHTS_AGENT }, { CMD_SETTLE, RIGHTS_AGENT }, { CMD_CONFIRM, RIGHTS_AGENT },
		{ CMD_STOP, RIGHTS_AGENT }, { CMD_PAUSE, RIGHTS_AGENT },
		{ CMD_CLOSE, RIGHTS_AGENT }, { CMD_ASSIGN, RIGHTS_AGENT }, { CMD_RESUME, RIGHTS_LEAD },
		{ CMD_SESSION_START, RIGHTS_ADMIN }, { CMD_SESSION_QR, RIGHTS_ADMIN }, { CMD_SESSION_CODE, RIGHTS_ADMIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct command *c = command_get(rows[i].id);
		for (enum rights r = RIGHTS_NONE; r <= RIGHTS_ADMIN; r++) {
			struct err e = { 0 };
			bool may = rights_check(c, r, "rina", &e);
			if (may != (r >= rows[i].least))
				fail_msg("%s: a %s %s", c->name, rights_name(r), may ? "may" : "may not");
			if (!may)
				assert_int_equal(e.kind, r == RIGHTS_NONE ? ERR_AUTH : ERR_FORBIDDEN);
		}
	}
	enum rights r = RIGHTS_NONE;
	assert_true(rights_named("lead", &r));
	assert_int_equal(r, RIGHTS_LEAD);
	assert_false(rights_named("owner", &r));
}

static void test_say(void **state)
{
	struct sentence s;
	char out[SENTENCE_SAID];

	(void)state;
	sentence_set(&s, "gate.daily", "{used} of {limit} today", "used=%d\nlimit=%d", 50, 50);
	assert_string_equal(say(&s, out, sizeof out), "50 of 50 today");
	assert_string_equal(say_with(out, sizeof out, "message {id}: {state}", "id=%d\nstate=%s", 7, "held"),
		"message 7: held");
	assert_string_equal(say_of(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
