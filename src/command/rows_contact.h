/* rows of table.c: people. */
{
	.id = CMD_CONTACT_LIST, .name = "contact list", .alias = "contacts",
	.help = N_("the people known here"),
	.args = ARGS(OPTION("filter", ARG_WORD, N_("only those whose name or phone has this")) LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/contacts", .shape = "contact",
},
{
	.id = CMD_CONTACT_SHOW, .name = "contact show",
	.help = N_("one person: names, phone, counts, opted out or blocked"),
	.args = ARGS(PATH("contact", ARG_CONTACT, N_("an id, a phone number, a WhatsApp id or a name"))),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/contacts/:contactId", .shape = "contact",
},
{
	.id = CMD_CONTACT_CONSENT, .name = "contact consent",
	.help = N_("records that somebody may, or may not, be written to"),
	.about = N_("in: a reason to begin a conversation with them, such as form, invoice or spoken; with wording and "
		"proof it is an opt-in for campaigns too, and it ends an opt-out. out: they asked not to be written to; "
		"what is queued for them is cancelled at once."),
	.examples = LINES("wartel contact consent budi in --source form --wording 'Ya, kirimi saya promo' --proof 'form 12'",
		"wartel contact consent 12 out --source spoken"),
	.args = ARGS(PATH("contact", ARG_CONTACT, N_("an id, a phone number, a WhatsApp id or a name"))
		{ .name = "way", .kind = ARG_CHOICE, .flags = ARG_REQUIRED, .choices = consents,
		  .help = N_("in or out"), .label = "in|out" },
		{ .name = "source", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_REQUIRED, .max = 64,
		  .help = N_("where it was said: form, invoice, spoken") },
		{ .name = "wording", .kind = ARG_WORD, .flags = ARG_OPTION, .max = 1000,
		  .help = N_("what they agreed to, word by word") },
		{ .name = "proof", .kind = ARG_WORD, .flags = ARG_OPTION, .max = 500,
		  .help = N_("where that can be seen") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/consent", .shape = "contact",
},
{
	.id = CMD_CONTACT_CONSENTS, .name = "contact consents",
	.help = N_("what somebody agreed to and refused, the newest first"),
	.args = ARGS(PATH("contact", ARG_CONTACT, N_("an id, a phone number, a WhatsApp id or a name")) LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/contacts/:contactId/consents", .shape = "consent",
},
