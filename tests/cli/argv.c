/* Words of a shell to commands and arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "command/parse.h"

#include "cli/cli.h"

#include "base/banned.h"

static void lines(void **state)
{
	static const struct {
		const char *line, *command, *args; /* command NULL: the screen; args: JSON */
	} cases[] = {
		{ "wartel", NULL, "{}" },
		{ "wartel --socket /x", NULL, "{\"socket\":\"/x\"}" },
		{ "wartel --config=/c", NULL, "{\"config\":\"/c\"}" },
		{ "wartel --ascii", NULL, "{\"ascii\":true}" },
		{ "wartel --ascii health", "health", "{\"ascii\":true}" },
		{ "wartel -h", NULL, "{\"help\":true}" },
		{ "wartel --version", "version", "{}" },
		{ "wartel health", "health", "{}" },
		{ "wartel health --json", "health", "{\"json\":true}" },
		{ "wartel --json health", "health", "{\"json\":true}" },
		{ "wartel --json --socket /x health --config c", "health",
			"{\"json\":true,\"socket\":\"/x\",\"config\":\"c\"}" },
		{ "wartel send budi apa kabar", "send", "{\"to\":\"budi\",\"text\":\"apa kabar\"}" },
		{ "wartel send --wait budi -- --json", "send", "{\"wait\":true,\"to\":\"budi\",\"text\":\"--json\"}" },
		{ "wartel send -h", "send", "{\"help\":true}" },
		{ "wartel engine stop", "engine stop", "{}" },
		{ "wartel engine --linger --ready-fd 3", "engine", "{\"linger\":true,\"ready_fd\":3}" },
		{ "wartel help session qr", "help", "{\"command\":\"session qr\"}" },
		{ "wartel inbox", "conversation list", "{}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct words w = { 0 };
		struct cli cli;
		struct err e = { 0 };
		assert_true(command_split(cases[i].line, &w, &e));
		if (!cli_read(&cli, (int)w.n, w.v, &e)) {
			fail_msg("%s: %s", cases[i].line, err_text(&e));
		}
		const char *got = cli.command ? cli.command->name : NULL;
		json_t *want = json_loads(cases[i].args, 0, NULL);
		if ((got || cases[i].command) && (!got || !cases[i].command || strcmp(got, cases[i].command))) {
			fail_msg("%s: %s", cases[i].line, got ? got : "the screen");
		}
		if (!json_equal(want, cli.args)) {
			fail_msg("%s: %s", cases[i].line, json_dumps(cli.args, 0));
		}
		assert_int_equal(cli.json, json_flag(want, "json"));
		assert_int_equal(cli.help, json_flag(want, "help"));
		if (json_str(want, "socket")) {
			assert_string_equal(cli.socket, json_str(want, "socket"));
		} else {
			assert_null(cli.socket);
		}
		json_decref(want);
		cli_fini(&cli);
		cli_fini(&cli);
		words_fini(&w);
	}
}

static void wrong(void **state)
{
	static const struct {
		const char *line, *key, *word;
		bool json;
	} cases[] = {
		{ "wartel helth", "command.unknown", "health", false },
		{ "wartel --jsn health", "cli.option", "--jsn", false },
		{ "wartel --limit 3 queue", "cli.option", "--limit", false },
		{ "wartel --json helth", "command.unknown", "health", true },
		{ "wartel health --jsn", "args.option", "--json", false },
		{ "wartel health now", "args.more", "now", false },
		{ "wartel --socket", "args.value", "socket", false },
		{ "wartel settle 4711", "args.missing", "how", false },
		{ "wartel star x", "args.message", "x", false },
		{ "wartel send x y --json --at", "args.value", "at", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct words w = { 0 };
		struct cli cli;
		struct err e = { 0 };
		assert_true(command_split(cases[i].line, &w, &e));
		if (cli_read(&cli, (int)w.n, w.v, &e)) {
			fail_msg("taken: %s", cases[i].line);
		}
		if (e.kind != ERR_USAGE || strcmp(e.say.key, cases[i].key) || !strstr(err_text(&e), cases[i].word)) {
			fail_msg("%s: %s: %s", cases[i].line, e.say.key, err_text(&e));
		}
		/* So that even this error can be told in JSON. */
		assert_int_equal(cli.json, cases[i].json);
		cli_fini(&cli);
		words_fini(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lines), cmocka_unit_test(wrong) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
