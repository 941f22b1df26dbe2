/* rows of table.c: what is said, and what waits to be said. */
{
	.id = CMD_SEND, .name = "send",
	.help = N_("writes a message; it leaves when the rules allow it"),
	.about = N_("The message is queued at once and the answer says when it will leave, and why not "
		"now. Until it leaves, cancel takes it back. With --wait the command ends when the message "
		"left: status 0 sent, 3 held, 4 unknown, 5 failed. "
		"With --file a file goes along, and the text, which may be left out then, is its caption. The file is "
		"copied when the message is queued: what becomes of it afterwards changes nothing. What it is, its "
		"first bytes say, and from that how WhatsApp shows it, unless --as says otherwise; at most 37 MB."),
	.examples = LINES("wartel send budi 'Halo kak, barangnya sudah siap'",
		"wartel send 0812-3456-7890 Selamat pagi --at 'tomorrow 9'", "wartel send 12 Baik --wait",
		"wartel send budi 'Ini notanya kak' --file nota.pdf"),
	.args = ARGS(
		WORD("to", ARG_TO, N_("an id, a phone number, a WhatsApp id or a name"))
		{ .name = "text", .kind = ARG_TEXT, .help = N_("what to say; may be left out with a file") },
		FACE("file", ARG_FILE, N_("sends this file"))
		{ .name = "as", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = shown_as,
		  .help = N_("how WhatsApp shows the file") },
		{ .name = "media_id", .kind = ARG_INT, .flags = ARG_OPTION | ARG_HIDDEN, .min = 1, .max = LONG_MAX,
		  .help = N_("a file that was given to POST /api/media") },
		OPTION("session", ARG_SESSION, N_("the number to write from, where there are several"))
		{ .name = "reply_to", .kind = ARG_MESSAGE, .flags = ARG_OPTION, .label = "M",
		  .help = N_("quotes this message") },
		OPTION("at", ARG_TIME, N_("not before: 14:30, 'tomorrow 9:00', +2h, 2026-12-24 10:00"))
		OPTION("confirm", ARG_BOOL, N_("yes to what a person has to confirm"))
		OPTION("over", ARG_BOOL, N_("also while a colleague is writing an answer there"))
		FACE("wait", ARG_BOOL, N_("ends when the message left, or cannot"))),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS,
	.method = "POST", .route = "/api/messages/send", .shape = "message",
},
{
	.id = CMD_SEARCH, .name = "search",
	.help = N_("messages with these words, the newest first"),
	.about = N_("Words match from their beginning, \"words in quotes\" as they stand, parts of numbers "
		"and codes from three characters on. in:NAME, from:NAME (from:me), is:starred, is:unknown, "
		"has:media, after:2026-11-01 and before:2026-12-01 narrow it."),
	.examples = LINES("wartel search ongkir bandung", "wartel search resi in:budi is:starred"),
	.args = ARGS(
		{ .name = "q", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .label = "QUERY", .max = 512,
		  .help = N_("words and filters") },
		IN_SESSION LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/messages/search", .shape = "found",
},
{
	.id = CMD_STAR, .name = "star",
	.help = N_("stars a message, here and on WhatsApp"),
	.args = ARGS(MESSAGE
		{ .name = "starred", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_HIDDEN,
		  .help = N_("true or false; without it the star is turned round") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/messages/:messageId/star", .shape = "message",
	.preset = "starred", .preset_value = true,
},
{
	.id = CMD_UNSTAR, .name = "unstar",
	.help = N_("takes the star away"),
	.args = ARGS(MESSAGE
		{ .name = "starred", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_HIDDEN,
		  .help = N_("true or false; without it the star is turned round") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/messages/:messageId/star", .shape = "message",
	.preset = "starred", .preset_value = false,
},
{
	.id = CMD_QUEUE, .name = "queue",
	.help = N_("what waits to leave, and when it will"),
	.args = ARGS(IN_SESSION LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/messages/queue/status", .shape = "queued",
},
{
	.id = CMD_WHY, .name = "why",
	.help = N_("why a message has not left: gate by gate, with the numbers"),
	.args = ARGS(MESSAGE),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/messages/:messageId/why", .shape = "why",
},
{
	.id = CMD_CANCEL, .name = "cancel",
	.help = N_("takes a message back that has not left"),
	.args = ARGS(MESSAGE),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/messages/:messageId/cancel", .shape = "message",
},
{
	.id = CMD_SETTLE, .name = "settle",
	.help = N_("decides about a message of which nobody knows whether it left"),
	.about = N_("look: asks WAHA again. sent: it did arrive, the phone shows it. again: it did not, "
		"send it once more; it goes to the end of the queue."),
	.examples = LINES("wartel settle 4711 look", "wartel settle 4711 sent"),
	.args = ARGS(MESSAGE
		{ .name = "how", .kind = ARG_CHOICE, .flags = ARG_REQUIRED, .choices = settlements,
		  .help = N_("look again, it was sent, or send it again"), .label = "look|sent|again" },),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS,
	.method = "POST", .route = "/api/messages/:messageId/settle", .shape = "message",
},
{
	.id = CMD_CONFIRM, .name = "confirm",
	.help = N_("lets a held message go on"),
	.args = ARGS(MESSAGE
		{ .name = "reason", .kind = ARG_WORD, .flags = ARG_OPTION,
		  .help = N_("why, for the trail") },),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS,
	.method = "POST", .route = "/api/messages/:messageId/confirm", .shape = "message",
},
{
	.id = CMD_MESSAGE_SHOW, .name = "message show",
	.help = N_("one message, with its times"),
	.args = ARGS(MESSAGE),
	.rights = RIGHTS_READER, .flags = CMD_HIDDEN,
	.method = "GET", .route = "/api/messages/:messageId/show", .shape = "message",
},
{
	.id = CMD_FILE_ADD, .name = "file add",
	.help = N_("gives a file to the engine, which keeps a copy; send takes its id"),
	.about = N_("The body is the file itself, at most 64 MB, of any Content-Type: its first bytes say what it is. "
		"A file that no message took within a day is forgotten."),
	.args = ARGS({ .name = "filename", .kind = ARG_TEXT, .flags = ARG_OPTION, .max = 4096,
		.help = N_("its name, made safe here") },),
	.rights = RIGHTS_AGENT, .flags = CMD_HIDDEN | CMD_UPLOAD,
	.method = "POST", .route = "/api/media", .shape = "media",
},
{
	.id = CMD_FILE_GET, .name = "file get",
	.help = N_("a file that was attached here"),
	.args = ARGS({ .name = "media", .kind = ARG_INT, .flags = ARG_REQUIRED | ARG_IN_PATH, .min = 1,
		.max = LONG_MAX, .help = N_("its id") },),
	.rights = RIGHTS_READER, .flags = CMD_HIDDEN | CMD_DOWNLOAD,
	.method = "GET", .route = "/api/media/:mediaId", .shape = "file",
},
