/* argv: words to a command and its arguments. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "command/parse.h"

#include "cli/cli.h"

#include "base/banned.h"

/* How many words an option takes that may stand before the command; 0: none of
 * those. */
static size_t common_takes(const char *word)
{
	size_t len = strcspn(word, "=");

	for (const struct arg *a = command_common; a->name; a++) {
		if (strlen(a->name) == len - 2 && !strncmp(word + 2, a->name, len - 2)) {
			return a->kind == ARG_BOOL || word[len] ? 1 : 2;
		}
	}
	return 0;
}

/* Spellings that every program understands. */
static const char *usual(const char *word)
{
	return !strcmp(word, "-h") ? "--help" : word;
}

bool cli_read(struct cli *cli, int argc, char *const *argv, struct err *e)
{
	size_t n = argc > 1 ? (size_t)argc - 1 : 0, before = 0, took = 0, count = 0;
	const char **words = xcalloc(n + 2, sizeof *words);
	bool ok = false;

	*cli = (struct cli){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(argv[i + 1], "--")) {
			break;
		}
		cli->json |= !strcmp(argv[i + 1], "--json");
	}
	/* Common options first: they go behind the command's own words. */
	while (before < n && usual(argv[before + 1])[0] == '-' && usual(argv[before + 1])[1] == '-') {
		const char *word = usual(argv[before + 1]);
		if (!strcmp(word, "--version")) {
			cli->command = command_get(CMD_VERSION);
			cli->args = json_object();
			ok = true;
			goto out;
		}
		size_t takes = common_takes(word);
		if (!takes) {
			err_set(e, ERR_USAGE, "cli.option",
				N_("{word} cannot stand before a command; `wartel help` lists what can"),
				"word=%s", word);
			goto out;
		}
		before += takes;
	}
	before = before > n ? n : before;
	const char *const *rest = (const char *const *)(uintptr_t)argv + 1 + before;
	if (before < n) {
		cli->command = command_find(rest, n - before, &took, e);
		if (!cli->command) {
			goto out;
		}
	}
	for (size_t i = 0; i < before; i++) {
		words[count++] = argv[i + 1];
	}
	for (size_t i = before + took; i < n; i++) {
		words[count++] = argv[i + 1];
	}
	/* The screen takes the common options alone, as version does. */
	const struct command *command = cli->command ? cli->command : command_get(CMD_VERSION);
	if (!command_parse(command, words, count, &cli->args, e)) {
		goto out;
	}
	cli->json = json_flag(cli->args, "json");
	cli->help = json_flag(cli->args, "help");
	cli->ascii = json_flag(cli->args, "ascii");
	cli->socket = json_str(cli->args, "socket");
	cli->config = json_str(cli->args, "config");
	ok = true;
out:
	free(words);
	return ok;
}

void cli_fini(struct cli *cli)
{
	json_decref(cli->args);
	*cli = (struct cli){ 0 };
}
