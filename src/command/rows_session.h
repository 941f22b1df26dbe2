/* rows of table.c: numbers and their sessions in WAHA. */
{
	.id = CMD_SESSION_LIST, .name = "session list", .alias = "sessions",
	.help = N_("the numbers and how they are"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/sessions", .shape = "session",
},
{
	.id = CMD_SESSION_START, .name = "session start",
	.help = N_("starts a number's session in WAHA"),
	.about = N_("A session that was never paired asks for its QR code next: see session qr."),
	.examples = LINES("wartel session start", "wartel session start toko"),
	.args = ARGS(MAYBE("session", ARG_SESSION, N_("the number; not needed when there is one only"))),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/start", .shape = "session",
},
{
	.id = CMD_SESSION_STATUS, .name = "session status",
	.help = N_("asks WAHA how a number's session is"),
	.examples = LINES("wartel session status", "wartel session status toko"),
	.args = ARGS(SESSION),
	.rights = RIGHTS_READER, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/sessions/:sessionId/status", .shape = "session",
},
{
	.id = CMD_SESSION_QR, .name = "session qr",
	.help = N_("the QR code that pairs a number"),
	.about = N_("In a terminal the code is drawn, and drawn again as WhatsApp changes it, until the "
		"phone has scanned it: WhatsApp on the phone, Linked devices, Link a device."),
	.examples = LINES("wartel session qr", "wartel session qr toko"),
	.args = ARGS(SESSION),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/sessions/:sessionId/qr", .shape = "qr",
},
{
	.id = CMD_SESSION_CODE, .name = "session code",
	.help = N_("a code to type on the phone, instead of the QR code"),
	.examples = LINES("wartel session code 0812-3456-7890", "wartel session code toko 0812-3456-7890"),
	.args = ARGS(SESSION
		WORD("phone", ARG_WORD, N_("the phone number that is to be paired"))),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/code", .shape = "code",
},
{
	.id = CMD_SESSION_STOP, .name = "session stop",
	.help = N_("stops a number's session in WAHA; it stays paired"),
	.about = N_("Nothing comes in and nothing leaves until session start."),
	.args = ARGS(SESSION REASON),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/stop", .shape = "session",
},
{
	.id = CMD_SESSION_RESTART, .name = "session restart",
	.help = N_("stops a number's session in WAHA and starts it again; it stays paired"),
	.about = N_("For a session that FAILED or hears nothing. What came in meanwhile is fetched afterwards."),
	.args = ARGS(SESSION REASON),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/restart", .shape = "session",
},
{
	.id = CMD_SESSION_LOGOUT, .name = "session logout",
	.help = N_("unpairs a number: it has to be paired anew, by session qr or session code"),
	.about = N_("WhatsApp looks closely at numbers that are paired anew: their warm-up begins again. What is "
		"queued stays queued."),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number")) REASON),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/logout", .shape = "session",
},
{
	.id = CMD_SESSION_WEBHOOK, .name = "session webhook",
	.help = N_("makes WAHA tell the engine at once what happens, or no more"),
	.about = N_("Needs the option port. Polling goes on beside it and finds what a webhook missed; edits, "
		"deletions and reactions come at once instead of within minutes. WAHA signs what it sends with a "
		"secret that the engine keeps in its data directory. Changing it restarts the session in WAHA. A "
		"WAHA that forgets its sessions when it restarts is told again by itself."),
	.examples = LINES("wartel session webhook on",
		"wartel session webhook toko on --url http://172.17.0.1:3001"),
	.args = ARGS(SESSION
		{ .name = "how", .kind = ARG_CHOICE, .flags = ARG_REQUIRED, .choices = on_off,
		  .help = N_("on or off"), .label = "on|off" },
		OPTION("url", ARG_WORD, N_("where WAHA reaches the engine, if not at the options bind and port"))),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/webhook", .shape = "session",
},
{
	.id = CMD_SESSION_WARM, .name = "session warm",
	.help = N_("says that a number is an old one, which needs no warm-up"),
	.about = N_("Once for a number. WhatsApp bans young numbers that begin many conversations: say it only of one "
		"that has been in daily use for months. After a refusal (463) or a new QR code it is warmed up all the "
		"same."),
	.examples = LINES("wartel session warm toko --reason 'in daily use since 2021'"),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number"))
		{ .name = "reason", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_REQUIRED,
		  .help = N_("how long it has been in use, for the trail") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/sessions/:sessionId/warm", .shape = "session",
},
