/* rows of table.c: what holds sending back, and how all is. */
{
	.id = CMD_HEALTH, .name = "health",
	.help = N_("is all well: numbers, limits, pauses, queue, errors"),
	.about = N_("Ends with status 0 when all is well, 1 for a warning, 2 when sending is paused or "
		"stopped."),
	.args = ARGS(),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/health", .shape = "health",
},
{
	.id = CMD_STOP, .name = "stop",
	.help = N_("emergency stop: nothing leaves any more, from any number"),
	.about = N_("Holds until an admin says resume. Making a file called STOP in the data directory does "
		"the same."),
	.args = ARGS({ .name = "reason", .kind = ARG_WORD, .flags = ARG_OPTION,
		.help = N_("why, for the trail") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/stop", .shape = "health",
},
{
	.id = CMD_RESUME, .name = "resume",
	.help = N_("lifts a stop or a pause, with a reason"),
	.about = N_("Without a number: the emergency stop. With one: what holds up that number. "
		"--clock: the clock is right as it stands now."),
	.examples = LINES("wartel resume --reason 'checked with the owner'",
		"wartel resume toko --reason 'number verified'"),
	.args = ARGS(MAYBE("session", ARG_SESSION, N_("the number whose pause ends"))
		OPTION("clock", ARG_BOOL, N_("trust the clock as it stands"))
		{ .name = "reason", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_REQUIRED,
		  .help = N_("why it is safe to go on, for the trail") },),
	.rights = RIGHTS_LEAD, .flags = CMD_SENDS,
	.method = "POST", .route = "/api/resume", .shape = "health",
},
{
	.id = CMD_PAUSE, .name = "pause",
	.help = N_("nothing leaves from this number any more"),
	.about = N_("Holds until a lead says resume with the number."),
	.args = ARGS(WORD("session", ARG_SESSION, N_("the number"))
		{ .name = "reason", .kind = ARG_WORD, .flags = ARG_OPTION,
		  .help = N_("why, for the trail") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/pause", .shape = "health",
},
{
	.id = CMD_PLAN, .name = "plan",
	.help = N_("when each message in the queue would leave at today's limits, and which would not"),
	.about = N_("The queue is played forward with the rules of sending: hours, caps, gaps. Nothing is promised: who "
		"writes meanwhile, and chance, move it."),
	.args = ARGS(IN_SESSION
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = 1000,
		  .help = N_("at most this many (50)"), .label = "N" },),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/plan", .shape = "plan",
},
{
	.id = CMD_RULES_LIST, .name = "rules list", .alias = "rules",
	.help = N_("reads the rules of content again and lists their categories"),
	.about = N_("A file with a mistake is named with its line, and the rules of before go on. See wartel-rules(5)."),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_ADMIN, .flags = CMD_LIST,
	.method = "GET", .route = "/api/rules", .shape = "rules",
},
{
	.id = CMD_RULES_TEST, .name = "rules test",
	.help = N_("what the rules of content and the stop words say of a text, or whether a file of rules is good"),
	.examples = LINES("wartel rules test 'Obat batuk herbal, 2 botol'",
		"wartel rules test --file content/pesaing.rules"),
	.args = ARGS({ .name = "text", .kind = ARG_TEXT, .help = N_("a text") },
		FACE("file", ARG_FILE, N_("a file of rules: read whole, with its examples, and not kept"))
		{ .name = "rules", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_HIDDEN, .max = 63,
		  .help = N_("the name of the file whose text it is") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/rules/test", .shape = "judged",
},
{
	.id = CMD_DOCTOR, .name = "doctor",
	.help = N_("looks for what is wrong, from the terminal to WhatsApp, and says what to do"),
	.args = ARGS(),
	.rights = RIGHTS_AGENT, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/doctor", .shape = "doctor",
},
