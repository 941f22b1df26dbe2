/* rows of table.c: people. */
{
	.id = CMD_CONTACT_LIST, .name = "contact list", .alias = "contacts",
	.help = N_("the people known here"),
	.examples = LINES("wartel contact list --tag vip --sort last", "wartel contact list --field kota=Bandung"),
	.args = ARGS(OPTION("filter", ARG_WORD, N_("only those whose name or phone has this"))
		OPTION("tag", ARG_WORD, N_("only those with this tag"))
		{ .name = "field", .kind = ARG_WORD, .flags = ARG_OPTION, .label = "NAME[=VALUE]",
		  .help = N_("only those with this field, or with this value in it") },
		{ .name = "state", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = contact_states,
		  .help = N_("only those who are blocked, or who asked not to be written to") },
		{ .name = "sort", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = contact_sorts,
		  .help = N_("by name; the last message first; the newest contact first (name)") },
		LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/contacts", .shape = "contact",
},
{
	.id = CMD_CONTACT_SHOW, .name = "contact show",
	.help = N_("one person: names, phone, tags, fields, figures and what was changed"),
	.about = N_("What is shown as the name is the first there is: the name given here, the phone's address book, the "
		"name that WhatsApp verified for a business, what they call themselves, the phone number, the hidden id. "
		"Answer times and media are of the newest 400 messages of each conversation; of what was changed the last "
		"20 things are shown, and `audit --contact` has all of them."),
	.args = ARGS(CONTACT),
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
{
	.id = CMD_CONTACT_ADD, .name = "contact add",
	.help = N_("adds a person by phone number, with a name and fields"),
	.about = N_("Nobody may be written to because he was added: that takes a reason, see contact consent."),
	.examples = LINES("wartel contact add 0812-3456-7890 name='Budi Santoso' kota=Bandung"),
	.args = ARGS(WORD("phone", ARG_WORD, N_("the phone number, in any usual spelling"))
		{ .name = "values", .kind = ARG_TEXT, .label = "FIELD=VALUE…", .max = 8192,
		  .help = N_("name=… and fields; a word with = begins the next, or each stands on a line of its own") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts", .shape = "contact",
},
{
	.id = CMD_CONTACT_SET, .name = "contact set",
	.help = N_("sets a person's name here, and fields"),
	.about = N_("name= is the name that this shop gives; nothing after the = takes a name or a value away. Fields are "
		"made with field set. Several at once are set all, or none when one of them is wrong."),
	.examples = LINES("wartel contact set 12 name='Bu Sri' kota=Bandung lahir=1980-05-17",
		"wartel contact set budi kota="),
	.args = ARGS(CONTACT
		{ .name = "values", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .label = "FIELD=VALUE…", .max = 8192,
		  .help = N_("name=… and fields; a word with = begins the next, or each stands on a line of its own") },),
	.rights = RIGHTS_AGENT,
	.method = "PUT", .route = "/api/contacts/:contactId", .shape = "contact",
},
{
	.id = CMD_CONTACT_TAG, .name = "contact tag",
	.help = N_("puts tags on a person and takes them off"),
	.examples = LINES("wartel contact tag budi +vip -lama"),
	.args = ARGS(CONTACT
		{ .name = "tags", .kind = ARG_TEXT, .flags = ARG_REQUIRED, .label = "+TAG -TAG…", .max = 4096,
		  .help = N_("+ or nothing puts one on, - takes it off") },),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/tags", .shape = "contact",
},
{
	.id = CMD_CONTACT_NOTE, .name = "contact note",
	.help = N_("writes a note about a person; customers never see it"),
	.about = N_("One's own is changed by oneself, anybody's by a lead. Who edits names the version he has read; when "
		"somebody changed it since, he is told who and when, and his text is answered back."),
	.examples = LINES("wartel contact note budi Suka warna biru",
		"wartel contact note budi --edit 3 --version 1 Suka warna hijau"),
	.args = ARGS(CONTACT
		{ .name = "text", .kind = ARG_TEXT, .max = 4096, .help = N_("the note; with --edit nothing takes it away") },
		{ .name = "edit", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = LONG_MAX, .label = "N",
		  .help = N_("changes this note, as contact notes shows it") },
		VERSION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/notes", .shape = "contact",
},
{
	.id = CMD_CONTACT_NOTES, .name = "contact notes",
	.help = N_("what was noted about a person, the newest first"),
	.args = ARGS(CONTACT LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/contacts/:contactId/notes", .shape = "contact-note",
},
{
	.id = CMD_CONTACT_BLOCK, .name = "contact block",
	.help = N_("nothing is written to this person any more; in WhatsApp too where that can be"),
	.about = N_("What waits for them is cancelled at once; what they write is still kept. Where WAHA's engine can, "
		"WhatsApp itself is told of it on every number they wrote with: contact show says where."),
	.args = ARGS(CONTACT REASON),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/block", .shape = "contact",
},
{
	.id = CMD_CONTACT_UNBLOCK, .name = "contact unblock",
	.help = N_("may be written to again, as far as the rules allow"),
	.args = ARGS(CONTACT REASON),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/unblock", .shape = "contact",
},
{
	.id = CMD_CONTACT_DUPLICATES, .name = "contact duplicates",
	.help = N_("people who may be one: two spellings of a phone number, or the same name"),
	.about = N_("Suggestions only: `contact merge A B` makes two one. The same name counts when it has two words, or "
		"when one of the two is known by a hidden id alone."),
	.args = ARGS(OPTION("of", ARG_CONTACT, N_("only those of this person")) LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/contacts/duplicates", .shape = "duplicate",
},
{
	.id = CMD_CONTACT_CHECK, .name = "contact check",
	.help = N_("asks WhatsApp whether a phone number is there"),
	.about = N_("Asking about many numbers is a reason for a ban: at most 30 numbers a day, one every five seconds. "
		"What was answered counts for 30 days, a no for one day, and is told without asking again."),
	.args = ARGS(WORD("phone", ARG_WORD, N_("the phone number, in any usual spelling"))
		OPTION("session", ARG_SESSION, N_("the number to ask with, where there are several"))),
	.rights = RIGHTS_AGENT, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/contacts/check", .shape = "checked",
},
{
	.id = CMD_CONTACT_SYNC, .name = "contact sync",
	.help = N_("reads the phone's address book and WhatsApp's names again"),
	.about = N_("It goes on in the background, a hundred at a time, and by itself once a phone is paired and then every "
		"day; where it was stopped it goes on. Whoever stands in the phone's address book is a contact, of others "
		"those who wrote; groups and channels are none. How far it is, session list shows."),
	.args = ARGS(IN_SESSION),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/sync", .shape = "contacts-sync",
},
{
	.id = CMD_CONTACT_MERGE, .name = "contact merge",
	.help = N_("two contacts are one person: the second goes into the first"),
	.about = N_("The first keeps its id, its name and what stands in its fields; conversations, addresses, tags, "
		"notes and consents of both are together, and what either refused stays refused. Who has several phones is "
		"answered where he last wrote from. `contact unmerge` takes it back."),
	.examples = LINES("wartel contact merge 12 15"),
	.args = ARGS(CONTACT WORD("other", ARG_CONTACT, N_("the one that goes into it"))),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/merge", .shape = "contact",
},
{
	.id = CMD_CONTACT_UNMERGE, .name = "contact unmerge",
	.help = N_("takes the last merge of a person back"),
	.about = N_("Both are as they were before; what was said since stays in the conversation where it stands, and what "
		"was refused since is refused by both. The answer is the one who stands for himself again."),
	.args = ARGS(CONTACT),
	.rights = RIGHTS_AGENT,
	.method = "POST", .route = "/api/contacts/:contactId/unmerge", .shape = "contact",
},
{
	.id = CMD_IMPORT_CONTACTS, .name = "import contacts",
	.help = N_("takes people from a vCard file or a table (CSV)"),
	.about = N_("The first line of a table has the headings: name, phone, tags, and fields by their names; commas, "
		"semicolons or tabs. Names and fields that are here already stay as they are, so that the same "
		"file twice changes nothing; whoever cannot be taken is told with the line and the reason. "
		"At most 20,000 people and 32 MB. Nobody may be written to because he stands in a file: that "
		"takes a reason, see contact consent."),
	.examples = LINES("wartel import contacts kontak.vcf", "wartel import contacts pelanggan.csv"),
	.args = ARGS(
		{ .name = "file", .kind = ARG_FILE, .flags = ARG_FACE, .help = N_("the file") },
		{ .name = "media_id", .kind = ARG_INT, .flags = ARG_OPTION | ARG_HIDDEN, .min = 1, .max = LONG_MAX,
		  .help = N_("a file that was given to POST /api/media") },),
	.rights = RIGHTS_AGENT, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/contacts/import", .shape = "imported",
},
{
	.id = CMD_CONTACT_PICTURE, .name = "contact picture",
	.help = N_("saves the picture that a person shows on WhatsApp"),
	.about = N_("WhatsApp is asked at most once a day; the last 500 pictures are kept here. Without --save it is saved "
		"in the current directory; nothing that is there is overwritten."),
	.examples = LINES("wartel contact picture budi --save budi.jpg"),
	.args = ARGS(CONTACT
		FACE("save", ARG_FILE, N_("where to: a file that is not there yet, a directory, or - for standard output"))),
	.rights = RIGHTS_READER, .flags = CMD_WAITS | CMD_DOWNLOAD,
	.method = "GET", .route = "/api/contacts/:contactId/picture", .shape = "file",
},
{
	.id = CMD_CONTACT_DUMP, .name = "contact dump",
	.help = N_("all that is known here of one person, as JSON"),
	.about = N_("Names, addresses, fields, tags, notes of the person and of the cases, consents, conversations, and "
		"their messages, the newest 10,000; "
		"left_out says how many older ones there are. What they wrote in groups stands in the groups. That it was "
		"asked for goes into the trail."),
	.examples = LINES("wartel contact dump budi"),
	.args = ARGS(CONTACT),
	.rights = RIGHTS_LEAD,
	.method = "GET", .route = "/api/contacts/:contactId/dump", .shape = "dump",
},
{
	.id = CMD_CONTACT_ERASE, .name = "contact erase",
	.help = N_("forgets a person for good: names, messages, files, notes, all that is known"),
	.about = N_("It cannot be undone; contact dump keeps a copy first. What waits for them is cancelled; while a "
		"message to them is leaving, or whether it arrived is not known, nothing is erased. What stays: that "
		"they refused to be written to (by hashes of their addresses), so that nobody does again; of messages "
		"that left, that they did, which the limits count; the trail, under a number that leads to nobody. In "
		"groups their messages stay as nobody's, and what others wrote about them stays. What was said before "
		"does not come back from WhatsApp; when they write again they are somebody new. Earlier backups and "
		"dumps, the phone and WhatsApp itself keep what they have: delete it there too."),
	.examples = LINES("wartel contact erase budi", "wartel contact erase 12 --yes"),
	.args = ARGS(CONTACT
		{ .name = "yes", .kind = ARG_BOOL, .flags = ARG_OPTION,
		  .help = N_("does it; without it is told what would go") },),
	.rights = RIGHTS_ADMIN,
	.method = "DELETE", .route = "/api/contacts/:contactId", .shape = "erased",
},
{
	.id = CMD_FIELD_LIST, .name = "field list",
	.help = N_("the fields that contacts can have here"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/fields", .shape = "field",
},
{
	.id = CMD_FIELD_SET, .name = "field set",
	.help = N_("makes a field of contacts, or changes what it takes"),
	.examples = LINES("wartel field set kota text", "wartel field set ukuran choice --choices 'S, M, L'"),
	.args = ARGS(
		{ .name = "field", .kind = ARG_WORD, .flags = ARG_REQUIRED | ARG_IN_PATH, .max = 32,
		  .help = N_("its name: letters, digits, - and _") },
		{ .name = "type", .kind = ARG_CHOICE, .flags = ARG_REQUIRED, .choices = field_types,
		  .help = N_("what stands in it") },
		{ .name = "choices", .kind = ARG_WORD, .flags = ARG_OPTION, .max = 1000,
		  .help = N_("of a choice: the words, with commas between") },),
	.rights = RIGHTS_LEAD,
	.method = "PUT", .route = "/api/fields/:field", .shape = "field",
},
{
	.id = CMD_FIELD_DELETE, .name = "field delete",
	.help = N_("takes a field away, and what stands in it with every contact"),
	.args = ARGS(
		{ .name = "field", .kind = ARG_WORD, .flags = ARG_REQUIRED | ARG_IN_PATH, .max = 32,
		  .help = N_("its name") },),
	.rights = RIGHTS_LEAD,
	.method = "DELETE", .route = "/api/fields/:field", .shape = "field",
},
