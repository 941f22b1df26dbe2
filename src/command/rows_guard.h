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
	.id = CMD_AWAY, .name = "away show", .alias = "away",
	.help = N_("out of office: whether who writes is told that nobody is there, and what"),
	.args = ARGS(MAYBE("session", ARG_SESSION, N_("only this number"))),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/away", .shape = "away",
},
{
	.id = CMD_AWAY_ON, .name = "away on",
	.help = N_("nobody is there: who writes is told so by itself, once"),
	.about = N_("Once from on to off, and once in 24 hours whatever happens; nobody in a group, nobody who said stop or "
		"is blocked, nobody to whom a person wrote within 30 minutes, and no machine that answers at once. It waits "
		"for the rules of sending like any message, and is dropped when somebody answers, when nobody is away any "
		"more, or after the time of the option away_life: outside active_hours nobody is told anything. Who wrote "
		"goes on waiting: it counts as nobody's answer, and WhatsApp shows theirs as unread. Without --text and "
		"--template what was said the last time is said again. The option away_closed does all this outside the "
		"service hours."),
	.examples = LINES("wartel away on --text 'Kami libur sampai Senin. Pesannya kami balas begitu kami kembali.'",
		"wartel away on toko --template away --until 'monday 8'"),
	.args = ARGS(MAYBE("session", ARG_SESSION, N_("the number; without it, all"))
		{ .name = "text", .kind = ARG_WORD, .flags = ARG_OPTION, .max = 4096,
		  .help = N_("what is said; {{shop}} and {{date}} stand for the number's name and the day") },
		{ .name = "template", .kind = ARG_WORD, .flags = ARG_OPTION, .max = 64, .label = "NAME",
		  .help = N_("this template as it stands now, in which every place has a default") },
		{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en",
		  .help = N_("where the name stands in both languages; without it Indonesian goes first") },
		OPTION("until", ARG_TIME, N_("it ends by itself then"))),
	.rights = RIGHTS_LEAD,
	.method = "POST", .route = "/api/away/on", .shape = "away",
},
{
	.id = CMD_AWAY_OFF, .name = "away off",
	.help = N_("somebody is there again; answers that have not left are dropped"),
	.about = N_("What the option away_closed does outside the service hours goes on."),
	.examples = LINES("wartel away off", "wartel away off toko"),
	.args = ARGS(MAYBE("session", ARG_SESSION, N_("the number; without it, all"))),
	.rights = RIGHTS_LEAD,
	.method = "POST", .route = "/api/away/off", .shape = "away",
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
