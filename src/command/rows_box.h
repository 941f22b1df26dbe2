/* rows of table.c: who may do what, and what was done. */
{
	.id = CMD_WHOAMI, .name = "whoami",
	.help = N_("who the engine takes you for, and what waits for you"),
	.args = ARGS(),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/whoami", .shape = "whoami",
},
{
	.id = CMD_EVENTS, .name = "events",
	.help = N_("what happens, as it happens, one line of JSON each"),
	.args = ARGS(),
	.rights = RIGHTS_READER, .flags = CMD_STREAM,
	.method = "GET", .route = "/api/events", .shape = "hello",
},
{
	.id = CMD_AGENT_LIST, .name = "agent list", .alias = "agents",
	.help = N_("the people and programs that work here, and their rights"),
	.about = N_("Without rights of their own: what the configuration gives them or their group, else an "
		"agent's."),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/agents", .shape = "agent",
},
{
	.id = CMD_AGENT_SET, .name = "agent set",
	.help = N_("gives somebody rights of his own"),
	.about = N_("default: what the configuration says counts again. Whoever the engine runs as, and root, "
		"are admin always."),
	.examples = LINES("wartel agent set rina --rights lead", "wartel agent set rina --rights default"),
	.args = ARGS(PATH("agent", ARG_WORD, N_("an agent's name, as agent list shows it"))
		{ .name = "rights", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_REQUIRED, .choices = agent_rights,
		  .help = N_("reader, agent, lead, admin or default") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/agents/:agentName", .shape = "agent",
},
{
	.id = CMD_TOKEN_NEW, .name = "token new",
	.help = N_("a key by which a program may use the API over TCP"),
	.about = N_("The token is shown once and never again: only its hash is kept. The program sends it as "
		"Authorization: Bearer TOKEN."),
	.examples = LINES("wartel token new website --rights agent"),
	.args = ARGS(WORD("name", ARG_WORD, N_("what the program is called in the trail"))
		{ .name = "rights", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = token_rights,
		  .help = N_("reader, agent (as it comes), lead or admin") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/tokens", .shape = "token",
},
{
	.id = CMD_TOKEN_LIST, .name = "token list", .alias = "tokens",
	.help = N_("the tokens, when each was last used, and those that were revoked"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_ADMIN, .flags = CMD_LIST,
	.method = "GET", .route = "/api/tokens", .shape = "token",
},
{
	.id = CMD_TOKEN_REVOKE, .name = "token revoke",
	.help = N_("ends a token at once"),
	.args = ARGS(PATH("name", ARG_WORD, N_("the token's name"))),
	.rights = RIGHTS_ADMIN,
	.method = "DELETE", .route = "/api/tokens/:tokenName", .shape = "token",
},
{
	.id = CMD_AUDIT, .name = "audit",
	.help = N_("who did what, the newest first"),
	.about = N_("As CSV it is the whole trail that is asked for, or as much as --limit says. Text that a "
		"spreadsheet would take for a formula stands behind an apostrophe."),
	.examples = LINES("wartel audit --by rina --from yesterday", "wartel audit --action resume --json",
		"wartel audit --conversation budi --limit 500",
		"wartel audit --from 2026-11-01 --to 2026-11-30 --format csv"),
	.args = ARGS(OPTION("by", ARG_WORD, N_("only what this agent did; engine: the program itself"))
		OPTION("action", ARG_WORD, N_("only this command, or its first word"))
		OPTION("conversation", ARG_CONVERSATION, N_("only about this conversation"))
		OPTION("contact", ARG_CONTACT, N_("only about this person"))
		OPTION("message", ARG_MESSAGE, N_("only about this message"))
		OPTION("from", ARG_TIME, N_("only since then: 2026-11-01, yesterday, 14:30, 2h, 7d"))
		OPTION("to", ARG_TIME, N_("only up to then; a day counts whole"))
		{ .name = "format", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_FACE, .choices = formats,
		  .help = N_("text, or csv for a spreadsheet") },
		IN_SESSION LIST_OPTIONS),
	.rights = RIGHTS_LEAD, .flags = CMD_LIST,
	.method = "GET", .route = "/api/audit", .shape = "audit",
},
{
	.id = CMD_LOG, .name = "log",
	.help = N_("the last lines of the engine's logs"),
	.about = N_("api: every request, who asked and how it ended. error: what went wrong. waha: what was "
		"asked of WAHA. Logs hold no secrets, and nothing that customers wrote."),
	.examples = LINES("wartel log error", "wartel log api --limit 200"),
	.args = ARGS({ .name = "file", .kind = ARG_CHOICE, .flags = ARG_REQUIRED | ARG_IN_PATH, .choices = logs,
		  .help = N_("which log"), .label = "api|error|waha" },
		LIST_OPTIONS),
	.rights = RIGHTS_ADMIN, .flags = CMD_LIST,
	.method = "GET", .route = "/api/logs/:file", .shape = "line",
},
