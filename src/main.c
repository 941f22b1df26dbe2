/* main: argv to a face or the engine; the one place that knows every floor. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "command/say.h"
#include "config/config.h"
#include "client/client.h"
#include "cli/cli.h"
#include "cli/firstrun.h"
#include "tui/tui.h"

#include "demo.h"
#include "serve.h"

#include "base/banned.h"

static int screen(const struct cli *cli, int64_t began_ms)
{
	struct err e = { 0 };
	struct config *config = NULL;
	struct client *client = NULL;
	int status = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(&e, ERR_USAGE, "main.no_terminal",
			N_("the screen needs a terminal; without one use the commands: wartel help"), NULL);
		return cli_fail(cli, &e);
	}
	if (firstrun_due(cli)) {
		status = firstrun(cli);
		if (status) {
			return status;
		}
		began_ms = 0;
	}
	config = config_load(&(struct config_source){ .side = CONFIG_FACE, .file = cli->config }, &e);
	if (config) {
		client = client_open(config,
			&(struct client_options){
				.socket = cli->socket, .start_engine = true, .events = true },
			&e);
	}
	if (client) {
		status = tui_run(config, client, &(struct tui_options){ .began_ms = began_ms, .ascii = cli->ascii,
			.mark = getenv("WARTEL_FIRST_FRAME") });
	} else {
		status = cli_fail(cli, &e);
	}
	client_close(client);
	config_free(config);
	return status;
}

int main(int argc, char **argv)
{
	int64_t began_ms = clock_mono_ms();
	struct cli cli;
	struct err e = { 0 };
	int status;

	setlocale(LC_ALL, "");
	/* What is read and written is for programs. */
	setlocale(LC_NUMERIC, "C");
	say_init(NULL);
	signal(SIGPIPE, SIG_IGN);
	/* A face tells a person in sentences; only the engine keeps logs. */
	log_quiet(true);
	if (!cli_read(&cli, argc, argv, &e)) {
		status = cli_fail(&cli, &e);
	} else if (!cli.command && cli.help) {
		cli.command = command_get(CMD_HELP);
		cli.help = false;
		status = cli_run(&cli);
	} else if (!cli.command) {
		status = screen(&cli, began_ms);
	} else if (cli.command->id == CMD_ENGINE && !cli.help) {
		log_quiet(false);
		status = serve_run(&cli);
	} else if (cli.command->id == CMD_DEMO && !cli.help) {
		status = demo_run(&cli);
	} else {
		status = cli_run(&cli);
	}
	cli_fini(&cli);
	return status;
}
