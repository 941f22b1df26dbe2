/* shell: commands line by line: on a terminal with readline, its history kept in
 * the user's state directory; else as a script on standard input. One connection
 * serves all lines. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "command/parse.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"
#include "cli/values.h"

#include "base/banned.h"

enum { HISTORY_LINES = 1000, SAID_MAX = 60 };

static struct values values; /* readline knows no context of ours */

static void on_interrupt(int number)
{
	(void)number; /* readline ends the line it has; without it a system call ends */
}

/* Ctrl-C empties the line, as in other shells. */
static int line_broken(void)
{
	rl_free_line_state();
	rl_replace_line("", 0);
	rl_crlf();
	rl_on_new_line();
	rl_redisplay();
	return 0;
}

static void show_all(const struct completions *c)
{
	rl_crlf();
	for (size_t i = 0; i < c->n && i < SAID_MAX; i++) {
		fprintf(rl_outstream, "%s%s%s\n", c->v[i].word, c->v[i].help ? "  " : "",
			c->v[i].help ? _(c->v[i].help) : "");
	}
	if (c->n > SAID_MAX) {
		fputs("…\n", rl_outstream);
	}
	rl_on_new_line();
	rl_redisplay();
}

/* Tab: what all candidates share is typed; where they share no more, all show. */
static int complete(int count, int key)
{
	struct completions c = { 0 };
	size_t common;

	(void)count;
	(void)key;
	command_complete(rl_line_buffer, (size_t)rl_point, values_add, &values, &c);
	if (c.n == 0) {
		rl_ding();
		return 0;
	}
	common = strlen(c.v[0].word);
	for (size_t i = 1; i < c.n; i++) {
		size_t k = 0;
		while (k < common && c.v[i].word[k] == c.v[0].word[k]) {
			k++;
		}
		common = k;
	}
	while (common > 0 && ((unsigned char)c.v[0].word[common] & 0xc0) == 0x80) {
		common--;
	}
	if (c.n == 1 || common > (size_t)rl_point - c.from) {
		char *text = xasprintf("%.*s%s", (int)common, c.v[0].word, c.n == 1 ? " " : "");
		rl_delete_text((int)c.from, rl_point);
		rl_point = (int)c.from;
		rl_insert_text(text);
		free(text);
	} else {
		show_all(&c);
	}
	completions_fini(&c);
	return 0;
}

static char *history_file(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *dir = state && *state ? path_join(state, "wartel") :
		path_join(home && *home ? home : "/", ".local/state/wartel");
	char *file = path_join(dir, "history");

	if (!dir_make(dir, 0700, NULL)) {
		free(file);
		file = NULL;
	}
	free(dir);
	return file;
}

/* The others take the terminal or the process over. */
static bool runs_here(const struct command *c)
{
	return c->id != CMD_ENGINE && c->id != CMD_DEMO && c->id != CMD_SHELL;
}

/* One line; what it ends with is kept in *status. False: the shell ends. */
static bool run_line(struct room *shell, const char *line, int *status)
{
	struct words w = { 0 };
	struct err e = { 0 };
	struct cli cli = { .json = shell->cli->json };
	const char *typed = line + strspn(line, " \t:");
	bool go_on = true;

	if (!*typed || *typed == '#') {
		return true;
	}
	if (!command_split(typed, &w, &e)) {
		*status = cli_fail(&cli, &e);
		goto out;
	}
	/* Somebody pastes what stands in the manual. */
	size_t skip = w.n > 1 && !strcmp(w.v[0], "wartel") ? 0 : 1;
	if (w.n == 1 && (!strcmp(w.v[0], "exit") || !strcmp(w.v[0], "quit"))) {
		go_on = false;
		goto out;
	}
	char **argv = xcalloc(w.n + 2, sizeof *argv);
	argv[0] = w.v[0];
	for (size_t i = 0; i < w.n; i++) {
		argv[i + skip] = w.v[i];
	}
	int argc = (int)(w.n + skip);
	bool read = cli_read(&cli, argc, argv, &e);
	cli.json |= shell->cli->json;
	if (!read) {
		*status = cli_fail(&cli, &e);
	} else if (!cli.command || (!cli.help && !runs_here(cli.command))) {
		err_set(&e, ERR_USAGE, "shell.not_here", N_("{command} does not run inside the shell: leave it first"),
			"command=%s", cli.command ? cli.command->name : typed);
		*status = cli_fail(&cli, &e);
	} else {
		cli.socket = cli.socket ? cli.socket : shell->cli->socket;
		cli.config = cli.config ? cli.config : shell->cli->config;
		*status = room_run(shell, &cli);
	}
	cli_fini(&cli);
	free(argv);
out:
	words_fini(&w);
	return go_on;
}

static int by_hand(struct room *r, const char *prompt)
{
	char *file = history_file(), *line;
	struct sigaction quiet = { .sa_handler = on_interrupt }, before;
	int status = 0;
	bool go_on = true;

	rl_readline_name = "wartel";
	rl_signal_event_hook = line_broken;
	sigemptyset(&quiet.sa_mask);
	sigaction(SIGINT, &quiet, &before);
	rl_bind_key('\t', complete);
	using_history();
	stifle_history(HISTORY_LINES);
	if (file) {
		read_history(file);
	}
	while (go_on && (line = readline(prompt)) != NULL) {
		if (line[strspn(line, " \t")]) {
			add_history(line);
		}
		go_on = run_line(r, line, &status);
		free(line);
	}
	if (go_on) {
		out_text("\n", 1);
	}
	if (file) {
		write_history(file);
	}
	sigaction(SIGINT, &before, NULL);
	free(file);
	return 0;
}

static int by_script(struct room *r)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	bool go_on = true;

	while (go_on && !out_gone()) {
		ssize_t n = getline(&line, &room, stdin);
		if (n < 0) {
			break;
		}
		struct err e = { 0 };
		line[strcspn(line, "\r\n")] = '\0';
		if (n > CEIL_LINE) {
			err_set(&e, ERR_TOO_LARGE, "shell.line", N_("a line is too long: at most {max} bytes"), "max=%d",
				CEIL_LINE);
			status = cli_fail(r->cli, &e);
		} else {
			go_on = run_line(r, line, &status);
		}
	}
	free(line);
	return status;
}

int shell(struct room *r)
{
	int status = room_config(r);

	status = status ? status : room_client(r, false);
	if (status) {
		return status;
	}
	values.client = r->client;
	status = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? by_hand(r, "wartel> ") : by_script(r);
	values_fini(&values);
	return status;
}
