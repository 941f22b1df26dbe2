/* rows of table.c: what is said, and what waits to be said. */
{
	.id = CMD_SEND, .name = "send",
	.help = N_("writes a message; it leaves when the rules allow it"),
	.about = N_("The message is queued at once and the answer says when it will leave, and why not "
		"now. Until it leaves, cancel takes it back. With --wait the command ends when the message "
		"left: status 0 sent, 3 held, 4 unknown, 5 failed. "
		"With --file a file goes along, and the text, which may be left out then, is its caption. The file is "
		"copied when the message is queued: what becomes of it afterwards changes nothing. What it is, its "
		"first bytes say, and from that how WhatsApp shows it, unless --as says otherwise; at most 37 MB. "
		"With --location, --contact or --poll there is no text: a place, a card or a poll is a message of "
		"its own. With --template the text is the template's, and the words are the values of its variables."),
	.examples = LINES("wartel send budi 'Halo kak, barangnya sudah siap'",
		"wartel send 0812-3456-7890 Selamat pagi --at 'tomorrow 9'", "wartel send 12 Baik --wait",
		"wartel send budi 'Ini notanya kak' --file nota.pdf",
		"wartel send budi --template resi resi=JP123 'kurir=JNE Reguler'",
		"wartel send budi --location '-6.1754,106.8272,Toko kami'",
		"wartel send budi --poll 'Warna apa?' --option Merah --option Biru"),
	.args = ARGS(
		WORD("to", ARG_TO, N_("an id, a phone number, a WhatsApp id or a name"))
		{ .name = "text", .kind = ARG_TEXT, .help = N_("what to say; may be left out with a file") },
		FACE("file", ARG_FILE, N_("sends this file"))
		{ .name = "as", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = shown_as,
		  .help = N_("how WhatsApp shows the file") },
		{ .name = "location", .kind = ARG_WORD, .flags = ARG_OPTION, .label = "LAT,LON[,NAME]",
		  .help = N_("sends a place: -6.1754,106.8272,Monas") },
		{ .name = "contact", .kind = ARG_WORD, .flags = ARG_OPTION, .label = "ID",
		  .help = N_("sends the card of a contact: an id, a phone number or a name") },
		{ .name = "poll", .kind = ARG_WORD, .flags = ARG_OPTION, .label = "QUESTION",
		  .help = N_("asks them to choose") },
		{ .name = "option", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_MANY, .label = "ANSWER",
		  .help = N_("an answer of the poll; 2 to 12 of them") },
		OPTION("several", ARG_BOOL, N_("more than one answer may be chosen"))
		{ .name = "template", .kind = ARG_WORD, .flags = ARG_OPTION, .label = "NAME",
		  .help = N_("sends this template; the words are its variables, NAME=VALUE…") },
		{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en",
		  .help = N_("of the template, where it stands in both") },
		{ .name = "template_version", .kind = ARG_INT, .flags = ARG_OPTION | ARG_HIDDEN, .min = 1, .max = LONG_MAX,
		  .help = N_("of the template, as it was read; another one is refused") },
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
	.help = N_("messages with these words, the newest first; notes, people and labels beside them"),
	.about = N_("Words match from their beginning, \"words in quotes\" as they stand, parts of numbers "
		"and codes from three characters on; a - in front means: without this word. in:NAME, from:NAME "
		"(from:me), agent:NAME (agent:me), label:NAME, is:starred, is:unknown, is:unread, has:media, "
		"has:image, has:link and so on, after:2026-11-01 and before:2026-12-01 narrow it. The first "
		"answer also has the notes, people and labels that fit."),
	.examples = LINES("wartel search ongkir bandung", "wartel search resi in:budi is:starred",
		"wartel search --rank label:order lunas -batal"),
	.args = ARGS(
		{ .name = "q", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .label = "QUERY", .max = 512,
		  .choices = filter_words, .help = N_("words and filters") },
		OPTION("rank", ARG_BOOL, N_("the best of the newest 500 first"))
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
	.id = CMD_FORWARD, .name = "forward",
	.help = N_("passes a message on to somebody, as it is"),
	.about = N_("It waits in the queue and passes the rules like one that was written. GOWS cannot do it."),
	.examples = LINES("wartel forward 4711 budi"),
	.args = ARGS(MESSAGE
		WORD("to", ARG_TO, N_("an id, a phone number, a WhatsApp id or a name"))
		OPTION("at", ARG_TIME, N_("not before: 14:30, 'tomorrow 9:00', +2h, 2026-12-24 10:00"))
		OPTION("confirm", ARG_BOOL, N_("yes to what a person has to confirm"))
		OPTION("over", ARG_BOOL, N_("also while a colleague is writing an answer there"))),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS,
	.method = "POST", .route = "/api/messages/:messageId/forward", .shape = "message",
},
{
	.id = CMD_REACT, .name = "react",
	.help = N_("puts an emoji on a message; without one takes it back"),
	.about = N_("At once, when nothing is stopped and the number's gap since its last message has passed; it "
		"shows here when WAHA has done it."),
	.examples = LINES("wartel react 4711 👍", "wartel react 4711"),
	.args = ARGS(MESSAGE
		{ .name = "emoji", .kind = ARG_TEXT, .max = 31, .label = "EMOJI", .help = N_("one emoji") },),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS | CMD_WAITS,
	.method = "POST", .route = "/api/messages/:messageId/react", .shape = "message",
},
{
	.id = CMD_EDIT, .name = "edit",
	.help = N_("changes the text of a message of ours, for the customer too"),
	.about = N_("WhatsApp allows it for 15 minutes. The new text passes the rules of content like any other."),
	.examples = LINES("wartel edit 4711 'Totalnya 180.000 kak'"),
	.args = ARGS(MESSAGE
		WORD("text", ARG_TEXT, N_("the new text"))),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS | CMD_WAITS,
	.method = "POST", .route = "/api/messages/:messageId/edit", .shape = "message",
},
{
	.id = CMD_DELETE, .name = "delete",
	.help = N_("deletes a message of ours for everyone"),
	.about = N_("WhatsApp allows it for 60 hours. That there was one stays visible, here and there."),
	.examples = LINES("wartel delete 4711"),
	.args = ARGS(MESSAGE),
	.rights = RIGHTS_AGENT, .flags = CMD_SENDS | CMD_WAITS,
	.method = "POST", .route = "/api/messages/:messageId/delete", .shape = "message",
},
{
	.id = CMD_MEDIA, .name = "media",
	.help = N_("saves the file of a message"),
	.about = N_("The engine fetches it from WAHA when it is not here yet, at most 64 MB, and keeps a copy "
		"(media_store_max in wartel.conf(5)). Without --save it is saved in the current directory under its "
		"own name; nothing that is there is overwritten."),
	.examples = LINES("wartel media 4711", "wartel media 4711 --save bukti.jpg"),
	.args = ARGS(MESSAGE
		FACE("save", ARG_FILE, N_("where to: a file that is not there yet, a directory, or - for standard output"))),
	.rights = RIGHTS_READER, .flags = CMD_WAITS | CMD_DOWNLOAD,
	.method = "GET", .route = "/api/messages/:messageId/media", .shape = "file",
},
{
	.id = CMD_HISTORY, .name = "history",
	.help = N_("reads older messages of a conversation from WhatsApp"),
	.about = N_("What was said before the oldest message that is here, as far as WAHA has it; again for more. "
		"Nobody is notified of it, and it opens no window."),
	.examples = LINES("wartel history budi"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_AGENT, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/conversations/:conversationId/history", .shape = "older",
},
{
	.id = CMD_MESSAGE_SHOW, .name = "message show",
	.help = N_("one message, with its times"),
	.args = ARGS(MESSAGE),
	.rights = RIGHTS_READER,
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
