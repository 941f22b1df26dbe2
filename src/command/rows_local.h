/* rows of table.c: what a face does by itself. */
{
	.id = CMD_CONFIG_SHOW, .name = "config show",
	.help = N_("every option, its value and where it comes from"),
	.args = ARGS({ .name = "man", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		.help = N_("the manual page of the configuration") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_CONFIG_CHECK, .name = "config check",
	.help = N_("reads the configuration and says what is wrong with it"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_ENGINE, .name = "engine",
	.help = N_("runs the engine in the foreground"),
	.args = ARGS(
		FACE("linger", ARG_BOOL, N_("ends by itself when no face is connected and nothing is queued"))
		{ .name = "ready_fd", .kind = ARG_INT, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .min = 0, .max = 65535, .help = N_("one byte is written there when the engine listens") },
		{ .name = "until_fd", .kind = ARG_INT, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .min = 0, .max = 65535,
		  .help = N_("ends when that descriptor is closed at its other end") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_ENGINE_STOP, .name = "engine stop",
	.help = N_("ends the engine; what is queued stays queued"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_DEMO, .name = "demo",
	.help = N_("a shop to play with: a WhatsApp that is not real, on this machine alone"),
	.args = ARGS({ .name = "check", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		.help = N_("starts everything, prints counts and times, ends") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_SHELL, .name = "shell",
	.help = N_("commands line by line, with history and completion"),
	.about = N_("Commands are typed as after wartel, without that word; Tab completes them, their options, "
		"numbers and names. exit or Ctrl-D ends it. Where standard input is no terminal its lines are run one "
		"after another, those that begin with # left out, and the status is that of the last one."),
	.examples = LINES("wartel shell", "wartel shell --json"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_COMPLETION, .name = "completion",
	.help = N_("a script that teaches your shell to complete wartel's commands"),
	.about = N_("In bash: source <(wartel completion bash). In zsh the same after compinit. In fish: wartel "
		"completion fish | source. Names and numbers come from the engine, when one runs."),
	.examples = LINES("wartel completion bash"),
	.args = ARGS({ .name = "shell", .kind = ARG_CHOICE, .flags = ARG_REQUIRED | ARG_FACE, .choices = shells,
		  .help = N_("bash, zsh or fish"), .label = "bash|zsh|fish" },
		{ .name = "line", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN, .max = 65536,
		  .help = N_("what the scripts ask: the line so far") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_API_OPENAPI, .name = "api openapi",
	.help = N_("the API as an OpenAPI 3.1 document"),
	.examples = LINES("wartel api openapi"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_HELP, .name = "help",
	.help = N_("this, or what one command does"),
	.examples = LINES("wartel help", "wartel help send"),
	.args = ARGS({ .name = "command", .kind = ARG_TEXT, .flags = ARG_FACE, .help = N_("a command") },
		{ .name = "man", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .help = N_("the commands' part of the manual page") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_VERSION, .name = "version",
	.help = N_("the version of this program"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
