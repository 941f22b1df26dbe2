/* rows of table.c: texts that are written once and sent to many. */
#define TEMPLATE PATH("name", ARG_WORD, N_("the template's name"))
#define LANGUAGE                                                                                           \
	{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en", \
	  .help = N_("where the name stands in both languages; without it Indonesian goes first") },
{
	.id = CMD_TEMPLATE_LIST, .name = "template list", .alias = "templates",
	.help = N_("the templates: texts that are written once and sent to many"),
	.examples = LINES("wartel template list --status approved --language id"),
	.args = ARGS(
		{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en",
		  .help = N_("only those in this language") },
		{ .name = "status", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = template_statuses,
		  .label = "draft|approved|retired", .help = N_("only those that stand so") },
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/templates", .shape = "template",
},
{
	.id = CMD_TEMPLATE_SHOW, .name = "template show",
	.help = N_("one template with its variables, its use and its former texts"),
	.args = ARGS(TEMPLATE LANGUAGE),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/templates/:templateName", .shape = "template",
},
{
	.id = CMD_TEMPLATE_SET, .name = "template set",
	.help = N_("makes a template, or gives it another text; the former one is kept as a version"),
	.about = N_("In the text {{first_name}} stands for a value. Known of themselves are name, first_name, phone, agent, "
		"shop (shop_name in wartel.conf(5)), date, and the fields of contacts; every other one is given when the "
		"template is sent. --var says more of one: its type (text, number, date, choice) and, behind =, what "
		"stands there when nothing is given; a date can count from that day, as in +3d. A changed text is a "
		"draft until a lead approves it; what is approved is a lead's to change."),
	.examples = LINES("wartel template set resi 'Halo {{first_name}}, nomor resinya {{resi}}' --var first_name=Kak",
		"wartel template set ukuran 'Ukuran {{ukuran}} ada' --var 'ukuran:choice(S,M,L)=M'",
		"wartel template set tagihan --from tagihan.txt --var tempo:date=+3d",
			"wartel template set resi --version 1"),
	.args = ARGS(TEMPLATE
		{ .name = "text", .kind = ARG_TEXT,
			.help = N_("the text; may be left out where only variables change") },
		LANGUAGE
		{ .name = "var", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_MANY, .label = "NAME[:TYPE][=DEFAULT]",
		  .help = N_("a variable's type and default") },
		{ .name = "version", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = LONG_MAX, .label = "N",
		  .help = N_("takes the text of this former version again") },
		FACE("from", ARG_FILE, N_("takes the text from this file, - for standard input"))),
	.rights = RIGHTS_AGENT,
	.method = "PUT", .route = "/api/templates/:templateName", .shape = "template",
},
{
	.id = CMD_TEMPLATE_APPROVE, .name = "template approve",
	.help = N_("says that a template may be sent as it stands, also to begin a conversation"),
	.about = N_("That is what the option outside_window = template asks for. What somebody else wrote is approved by "
		"the version that was read, so that no newer text is approved unseen. --retire takes it out of use: "
		"nobody can send it until it is approved again."),
	.examples = LINES("wartel template approve resi --version 3"),
	.args = ARGS(TEMPLATE LANGUAGE
		{ .name = "version", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = LONG_MAX, .label = "N",
		  .help = N_("the version that was read, as template show has it; not needed for a text of one's own") },
		OPTION("retire", ARG_BOOL, N_("it is not sent any more"))),
	.rights = RIGHTS_LEAD,
	.method = "POST", .route = "/api/templates/:templateName/approve", .shape = "template",
},
{
	.id = CMD_TEMPLATE_DELETE, .name = "template delete",
	.help = N_("a template is gone; undo brings it back"),
	.args = ARGS(TEMPLATE LANGUAGE BATCH),
	.rights = RIGHTS_AGENT,
	.method = "DELETE", .route = "/api/templates/:templateName", .shape = "template",
},
{
	.id = CMD_TEMPLATE_PREVIEW, .name = "template preview",
	.help = N_("the text of a template as it would be sent to somebody"),
	.examples = LINES("wartel template preview resi resi=JP123 --conversation budi"),
	.args = ARGS(TEMPLATE
		{ .name = "values", .kind = ARG_TEXT, .label = "NAME=VALUE…", .max = 8192,
		  .help = N_("its variables; a word with = begins the next, or each stands on a line of its own") },
		LANGUAGE
		{ .name = "conversation", .kind = ARG_CONVERSATION, .flags = ARG_OPTION,
		  .help = N_("with what is known of the one in this conversation") },
		{ .name = "contact", .kind = ARG_CONTACT, .flags = ARG_OPTION,
		  .help = N_("with what is known of this contact") },
		{ .name = "partial", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_HIDDEN,
		  .help = N_("what has no value is told instead of refused") },),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/templates/:templateName/preview", .shape = "rendered",
},
{
	.id = CMD_TEMPLATE_EXAMPLES, .name = "template examples",
	.help = N_("brings the templates that come with the program, as drafts"),
	.about = N_("Greeting, order, payment, shipping and so on, thirteen in each language. Names that stand here already "
		"are left alone."),
	.args = ARGS(
		{ .name = "language", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = languages, .label = "id|en",
		  .help = N_("only those in this language") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/templates/examples", .shape = "template-examples",
},
#undef TEMPLATE
