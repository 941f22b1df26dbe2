/* rows of table.c: cases, and what is done to them. */
{
	.id = CMD_CONVERSATION_LIST, .name = "conversation list", .alias = "inbox",
	.help = N_("the conversations of a view, what needs an answer first"),
	.about = N_("The filter may also have terms: status:open, priority:urgent, assignee:rina (me, nobody), "
		    "label:order, kind:group, session:toko, window:open (closing, closed), sla:breached (soon), "
		    "unseen:yes. What needs a reply comes in this order: late by what was promised, woken from a "
		    "snooze, the window about to close, priority, waiting longest; the other views newest first."),
	.examples = LINES("wartel conversation list", "wartel conversation list --view all --filter budi",
		"wartel conversation list --filter 'label:order priority:high'", "wartel conversation list --contact budi"),
	.args = ARGS(
		{ .name = "view", .kind = ARG_WORD, .flags = ARG_OPTION, .choices = views,
		  .help = N_("which conversations (needs-reply): needs-reply, mine, unassigned, waiting, snoozed, all, "
			     "unknown, closed, archived, or a saved view") },
		IN_SESSION
		OPTION("filter", ARG_WORD, N_("only those whose name, phone or last text has this, and terms"))
		OPTION("contact", ARG_CONTACT, N_("every case of this person instead, the old ones too"))
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/conversations", .shape = "conversation",
},
{
	.id = CMD_CONVERSATION_SHOW, .name = "conversation show",
	.help = N_("one conversation: who, since when, its windows, what is queued and who did what"),
	.about = N_("Of what was done to it the last 20 things, of its windows the last 10, of the cases with this "
		"person the last 20: `audit --conversation` and `conversation list --contact` have all of them."),
	.examples = LINES("wartel conversation show 12", "wartel conversation show '+62 812-3456-7890'"),
	.args = ARGS(CONVERSATION),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/conversations/:conversationId", .shape = "case",
},
{
	.id = CMD_MESSAGES, .name = "messages",
	.help = N_("the messages of a conversation, the newest last"),
	.examples = LINES("wartel messages budi", "wartel messages 12 --limit 20 --before 4711"),
	.args = ARGS(CONVERSATION
		OPTION("before", ARG_MESSAGE, N_("only what is older than this message"))
		OPTION("around", ARG_MESSAGE, N_("this message, and what was said before and after it"))
		OPTION("since", ARG_MESSAGE, N_("only what is newer than this message"))
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/messages/:conversationId", .shape = "message",
},
{
	.id = CMD_CLOSE, .name = "close",
	.help = N_("this case is done; a new message of the customer opens it again"),
	.args = ARGS(CONVERSATION BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/close", .shape = "conversation",
},
{
	.id = CMD_REOPEN, .name = "reopen",
	.help = N_("a closed case is open again"),
	.args = ARGS(CONVERSATION BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/reopen", .shape = "conversation",
},
{
	.id = CMD_ARCHIVE, .name = "archive",
	.help = N_("done, and out of the list of all; a new message brings it back"),
	.args = ARGS(CONVERSATION BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/archive", .shape = "conversation",
},
{
	.id = CMD_UNARCHIVE, .name = "unarchive",
	.help = N_("back among the others"),
	.args = ARGS(CONVERSATION BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/unarchive", .shape = "conversation",
},
{
	.id = CMD_ASSIGN, .name = "assign",
	.help = N_("who looks after a conversation"),
	.about = N_("next is the agent with the fewest conversations among those who have a screen open. Of two who "
		    "take a conversation at once one gets it and the other is told who did; a colleague's is taken "
		    "over with --from and the name."),
	.examples = LINES("wartel assign 12 me", "wartel assign budi dewi", "wartel assign 12 nobody",
		"wartel assign 12 next", "wartel assign 12 me --from dewi"),
	.args = ARGS(CONVERSATION
		{ .name = "agent", .kind = ARG_WORD, .flags = ARG_REQUIRED, .label = "AGENT|me|nobody|next",
		  .help = N_("an agent's name, me, nobody or next") },
		OPTION("from", ARG_WORD, N_("whose it is as far as the caller knows, or nobody; refused when it is not"))
		BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/assign", .shape = "conversation",
},
{
	.id = CMD_PREVIEW, .name = "preview",
	.help = N_("what the rules would say of a text, before it is sent"),
	.args = ARGS(CONVERSATION
		{ .name = "text", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .help = N_("what to say") },
		OPTION("template", ARG_WORD, N_("the template that the text was made from"))
		{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en",
		  .help = N_("of the template, where it stands in both") },),
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
{
	.id = CMD_PRIORITY, .name = "priority",
	.help = N_("how urgent a conversation is: the more, the higher it stands among those that need a reply"),
	.examples = LINES("wartel priority 12 high"),
	.args = ARGS(CONVERSATION
		{ .name = "priority", .kind = ARG_CHOICE, .flags = ARG_REQUIRED, .choices = priorities,
		  .help = N_("how urgent") },
		BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/priority", .shape = "conversation",
},
{
	.id = CMD_LABEL, .name = "label",
	.help = N_("puts labels on a conversation and takes them off"),
	.examples = LINES("wartel label 12 +order -new"),
	.args = ARGS(CONVERSATION
		{ .name = "labels", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .label = "+LABEL -LABEL…",
		  .help = N_("+ or nothing puts one on, - takes it off"), .max = 1024 },
		BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/labels", .shape = "conversation",
},
{
	.id = CMD_LABEL_LIST, .name = "label list", .alias = "labels",
	.help = N_("the labels there are, and how many conversations have them"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/labels", .shape = "label",
},
{
	.id = CMD_LABEL_SET, .name = "label set",
	.help = N_("makes a label, or gives it another name or colour"),
	.examples = LINES("wartel label set order --colour green", "wartel label set vip --rename VIP"),
	.args = ARGS(
		PATH("label", ARG_WORD, N_("the label: one word"))
		OPTION("rename", ARG_WORD, N_("its new name"))
		{ .name = "colour", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = colours,
		  .help = N_("its colour") },),
	.rights = RIGHTS_LEAD,
	.method = "PUT", .route = "/api/labels/:labelName", .shape = "label",
},
{
	.id = CMD_LABEL_DELETE, .name = "label delete",
	.help = N_("a label is gone, from every conversation too"),
	.args = ARGS(PATH("label", ARG_WORD, N_("the label"))),
	.rights = RIGHTS_LEAD,
	.method = "DELETE", .route = "/api/labels/:labelName", .shape = "label",
},
{
	.id = CMD_SNOOZE, .name = "snooze",
	.help = N_("out of the way until a time; then it comes back on top, with a new message at once"),
	.examples = LINES("wartel snooze 12 1h", "wartel snooze 12 tom 9", "wartel snooze budi mon 9:00"),
	.args = ARGS(CONVERSATION
		{ .name = "until", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .max = 64,
		  .help = N_("1h, 2d, 14:30, tom 9, mon 9:00, 2026-11-30 9:00: by the number's clock") },
		BATCH),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/snooze", .shape = "conversation",
},
{
	.id = CMD_UNREAD, .name = "unread",
	.help = N_("the caller has not seen their last message, as if it were new"),
	.args = ARGS(CONVERSATION BATCH),
	.rights = RIGHTS_READER,
	.method = "POST", .route = "/api/conversations/:conversationId/unread", .shape = "conversation",
},
{
	.id = CMD_NOTE, .name = "note",
	.help = N_("a note beside the thread: agents see it, the customer never does; @name tells that agent"),
	.examples = LINES("wartel note 12 'old customer, give the discount'", "wartel note 12 '@dewi please call her'"),
	.args = ARGS(CONVERSATION
		{ .name = "text", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .max = 4096, .help = N_("the note") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/conversations/:conversationId/notes", .shape = "note",
},
{
	.id = CMD_NOTES, .name = "notes", .alias = "note list",
	.help = N_("the notes beside a conversation, the newest last"),
	.args = ARGS(CONVERSATION LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/conversations/:conversationId/notes", .shape = "note",
},
{
	.id = CMD_NOTE_EDIT, .name = "note edit",
	.help = N_("another text for one's own note, or a lead for anybody's"),
	.about = N_("Who edits names the version he has read; when somebody changed it since, he is told who and "
		    "when, and his text is answered back."),
	.examples = LINES("wartel note edit 5 'call her before noon' --version 1"),
	.args = ARGS(NOTE
		{ .name = "text", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .max = 4096, .help = N_("the note") },
		VERSION),
	.rights = RIGHTS_AGENT,
	.method = "PUT", .route = "/api/notes/:noteId", .shape = "note",
},
{
	.id = CMD_NOTE_DELETE, .name = "note delete",
	.help = N_("a note is gone; undo brings it back"),
	.args = ARGS(NOTE VERSION BATCH),
	.rights = RIGHTS_AGENT,
	.method = "DELETE", .route = "/api/notes/:noteId", .shape = "note",
},
{
	.id = CMD_UNDO, .name = "undo",
	.help = N_("takes the caller's last change back: a message while it waits, or what was done to a conversation"),
	.about = N_("It goes back step by step, as far as the option undo_time allows. What was changed on many "
		    "conversations at once is taken back at once. What somebody else changed since stays, and is told."),
	.args = ARGS(),
	.rights = RIGHTS_READER,
	.method = "POST", .route = "/api/undo", .shape = "undone",
},
{
	.id = CMD_VIEW_LIST, .name = "view list", .alias = "views",
	.help = N_("the saved views: the caller's own, and those that all share"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/views", .shape = "view",
},
{
	.id = CMD_VIEW_SET, .name = "view set",
	.help = N_("gives a filter of the inbox a name"),
	.about = N_("The query is what conversation list --filter takes: terms and text. Without view: or status: it "
		    "goes over everything that is not archived."),
	.examples = LINES("wartel view set orders label:order view:needs-reply", "wartel view set vip 'label:vip' --shared"),
	.args = ARGS(
		PATH("name", ARG_WORD, N_("the view's name"))
		{ .name = "query", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .max = 500, .help = N_("what it finds") },
		OPTION("shared", ARG_BOOL, N_("for everybody; a lead's to do"))),
	.rights = RIGHTS_AGENT,
	.method = "PUT", .route = "/api/views/:viewName", .shape = "view",
},
{
	.id = CMD_VIEW_DELETE, .name = "view delete",
	.help = N_("a saved view is gone"),
	.args = ARGS(
		PATH("name", ARG_WORD, N_("the view's name"))
		OPTION("shared", ARG_BOOL, N_("the one for everybody; a lead's to do"))),
	.rights = RIGHTS_AGENT,
	.method = "DELETE", .route = "/api/views/:viewName", .shape = "view",
},
