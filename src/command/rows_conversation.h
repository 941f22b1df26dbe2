/* rows of table.c: cases, and what is done to them. */
{
	.id = CMD_CONVERSATION_LIST, .name = "conversation list", .alias = "inbox",
	.help = N_("the conversations of a view, what needs an answer first"),
	.examples = LINES("wartel conversation list", "wartel conversation list --view all --filter budi"),
	.args = ARGS(
		{ .name = "view", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = views,
		  .help = N_("which conversations (needs-reply)") },
		IN_SESSION
		OPTION("filter", ARG_WORD, N_("only those whose name, phone or last text has this"))
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/conversations", .shape = "conversation",
},
{
	.id = CMD_CONVERSATION_SHOW, .name = "conversation show",
	.help = N_("one conversation: who, since when, its window and what is queued"),
	.examples = LINES("wartel conversation show 12", "wartel conversation show '+62 812-3456-7890'"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/conversations/:conversationId", .shape = "conversation",
},
{
	.id = CMD_MESSAGES, .name = "messages",
	.help = N_("the messages of a conversation, the newest last"),
	.examples = LINES("wartel messages budi", "wartel messages 12 --limit 20 --before 4711"),
	.args = ARGS(CONVERSATION
		OPTION("before", ARG_MESSAGE, N_("only what is older than this message"))
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/messages/:conversationId", .shape = "message",
},
{
	.id = CMD_CLOSE, .name = "close",
	.help = N_("this case is done; a new message of the customer opens it again"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/close", .shape = "conversation",
},
{
	.id = CMD_REOPEN, .name = "reopen",
	.help = N_("a closed case is open again"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/reopen", .shape = "conversation",
},
{
	.id = CMD_ARCHIVE, .name = "archive",
	.help = N_("done, and out of the list of all; a new message brings it back"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/archive", .shape = "conversation",
},
{
	.id = CMD_UNARCHIVE, .name = "unarchive",
	.help = N_("back among the others"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/unarchive", .shape = "conversation",
},
{
	.id = CMD_ASSIGN, .name = "assign",
	.help = N_("who looks after a conversation"),
	.examples = LINES("wartel assign 12 me", "wartel assign budi dewi", "wartel assign 12 nobody"),
	.args = ARGS(CONVERSATION
		{ .name = "agent", .kind = ARG_WORD, .flags = ARG_REQUIRED, .label = "AGENT|me|nobody",
		  .help = N_("an agent's name, me or nobody") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/assign", .shape = "conversation",
},
{
	.id = CMD_PREVIEW, .name = "preview",
	.help = N_("what the rules would say of a text, before it is sent"),
	.args = ARGS(CONVERSATION
		{ .name = "text", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .help = N_("what to say") },),
	.rights = RIGHTS_AGENT, .flags = CMD_HIDDEN,
	.method = "POST", .route = "/api/conversations/:conversationId/preview", .shape = "preview",
},
{
	.id = CMD_DRAFT, .name = "draft",
	.help = N_("keeps what the caller is writing; an empty text forgets it"),
	.args = ARGS(CONVERSATION
		{ .name = "text", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .help = N_("the draft") },),
	.rights = RIGHTS_AGENT, .flags = CMD_HIDDEN,
	.method = "PUT", .route = "/api/conversations/:conversationId/draft", .shape = "draft",
},
{
	.id = CMD_SEEN, .name = "seen",
	.help = N_("the caller has seen a conversation up to a message"),
	.args = ARGS(CONVERSATION
		WORD("message_id", ARG_MESSAGE, N_("the newest message that was seen"))),
	.rights = RIGHTS_READER, .flags = CMD_HIDDEN,
	.method = "PUT", .route = "/api/conversations/:conversationId/seen", .shape = "empty",
},
{
	.id = CMD_CLAIM, .name = "claim",
	.help = N_("the caller looks at a conversation, and types in it or not; colleagues see it for 25 s"),
	.args = ARGS(CONVERSATION
		{ .name = "typing", .kind = ARG_BOOL, .flags = ARG_OPTION, .help = N_("he is writing an answer") },
		{ .name = "looking", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_HIDDEN,
		  .help = N_("false: he looks elsewhere") },),
	.rights = RIGHTS_READER, .flags = CMD_HIDDEN,
	.method = "PUT", .route = "/api/conversations/:conversationId/claim", .shape = "presence",
},
