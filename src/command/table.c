/* table: every verb of the program with its arguments, help, rights, route and
 * the shape of its answer. A row enters together with the work that makes it
 * true. Positional arguments stand first, in the order they are typed. */
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

#include "command/command.h"

#include "base/banned.h"

#define ARGS(...) (const struct arg[]) { __VA_ARGS__ { .name = NULL } }
#define LINES(...) (const char *const[]) { __VA_ARGS__, NULL }

#define WORD(n, k, h) { .name = n, .kind = k, .flags = ARG_REQUIRED, .help = h },
#define MAYBE(n, k, h) { .name = n, .kind = k, .flags = 0, .help = h },
#define PATH(n, k, h) { .name = n, .kind = k, .flags = ARG_REQUIRED | ARG_IN_PATH, .help = h },
#define OPTION(n, k, h) { .name = n, .kind = k, .flags = ARG_OPTION, .help = h },
#define FACE(n, k, h) { .name = n, .kind = k, .flags = ARG_OPTION | ARG_FACE, .help = h },
#define LIST_OPTIONS                                                                              \
	{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = 500,            \
	  .help = N_("at most this many (50)"), .label = "N" },                                   \
	{ .name = "after", .kind = ARG_WORD, .flags = ARG_OPTION,                                 \
	  .help = N_("what follows the cursor that the last answer gave as next"), .label = "CURSOR" },

#define REASON OPTION("reason", ARG_WORD, N_("why, for the trail"))
#define IN_SESSION OPTION("session", ARG_SESSION, N_("only this number"))
#define CONVERSATION \
	PATH("conversation", ARG_CONVERSATION, N_("an id, a phone number, a WhatsApp id or a name"))
#define MESSAGE PATH("message", ARG_MESSAGE, N_("a message's id, as messages and queue show it"))

static const char *const views[] = {
	"needs-reply", "mine", "unassigned", "waiting", "snoozed", "all", "unknown", "closed",
	"archived", NULL };
static const char *const shells[] = { "bash", "zsh", "fish", NULL };
static const char *const on_off[] = { "on", "off", NULL };
static const char *const token_rights[] = { "reader", "agent", "lead", "admin", NULL };
static const char *const agent_rights[] = { "reader", "agent", "lead", "admin", "default", NULL };
static const char *const logs[] = { "api", "error", "waha", NULL };
static const char *const consents[] = { "in", "out", NULL };
static const char *const shown_as[] = { "image", "video", "audio", "voice", "document", NULL };
static const char *const settlements[] = { "look", "sent", "again", NULL };

const struct arg command_common[] = {
	FACE("json", ARG_BOOL, N_("answer in JSON, as the API gives it"))
	FACE("socket", ARG_WORD, N_("the engine's socket"))
	FACE("config", ARG_FILE, N_("this configuration file and no other"))
	FACE("help", ARG_BOOL, N_("what this command does"))
	{ .name = NULL }
};

static const struct command table[] = {
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
	.examples = LINES("wartel session status default"),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number"))),
	.rights = RIGHTS_READER, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/sessions/:sessionId/status", .shape = "session",
},
{
	.id = CMD_SESSION_QR, .name = "session qr",
	.help = N_("the QR code that pairs a number"),
	.about = N_("In a terminal the code is drawn, and drawn again as WhatsApp changes it, until the "
		"phone has scanned it: WhatsApp on the phone, Linked devices, Link a device."),
	.examples = LINES("wartel session qr default"),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number"))),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/sessions/:sessionId/qr", .shape = "qr",
},
{
	.id = CMD_SESSION_CODE, .name = "session code",
	.help = N_("a code to type on the phone, instead of the QR code"),
	.examples = LINES("wartel session code default 0812-3456-7890"),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number"))
		WORD("phone", ARG_WORD, N_("the phone number that is to be paired"))),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/code", .shape = "code",
},
{
	.id = CMD_SESSION_STOP, .name = "session stop",
	.help = N_("stops a number's session in WAHA; it stays paired"),
	.about = N_("Nothing comes in and nothing leaves until session start."),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number")) REASON),
	.rights = RIGHTS_ADMIN, .flags = CMD_WAITS,
	.method = "POST", .route = "/api/sessions/:sessionId/stop", .shape = "session",
},
{
	.id = CMD_SESSION_RESTART, .name = "session restart",
	.help = N_("stops a number's session in WAHA and starts it again; it stays paired"),
	.about = N_("For a session that FAILED or hears nothing. What came in meanwhile is fetched afterwards."),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number")) REASON),
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
		"WAHA that forgets its sessions when it restarts has to be told again."),
	.examples = LINES("wartel session webhook default on",
		"wartel session webhook toko on --url http://172.17.0.1:3001"),
	.args = ARGS(PATH("session", ARG_SESSION, N_("the number"))
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
	.id = CMD_WHOAMI, .name = "whoami",
	.help = N_("who the engine takes you for, and what waits for you"),
	.args = ARGS(),
	.rights = RIGHTS_READER,
	.method = "GET", .route = "/api/whoami", .shape = "whoami",
},
{
	.id = CMD_EVENTS, .name = "events",
	.help = N_("what happens, as it happens, one line of JSON each"),
	.args = ARGS(),
	.rights = RIGHTS_READER, .flags = CMD_STREAM,
	.method = "GET", .route = "/api/events", .shape = "hello",
},
{
	.id = CMD_DOCTOR, .name = "doctor",
	.help = N_("looks for what is wrong, from the terminal to WhatsApp, and says what to do"),
	.args = ARGS(),
	.rights = RIGHTS_AGENT, .flags = CMD_WAITS,
	.method = "GET", .route = "/api/doctor", .shape = "doctor",
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
{
	.id = CMD_AGENT_LIST, .name = "agent list", .alias = "agents",
	.help = N_("the people and programs that work here, and their rights"),
	.about = N_("Without rights of their own: what the configuration gives them or their group, else an "
		"agent's."),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_READER, .flags = CMD_LIST,
	.method = "GET", .route = "/api/agents", .shape = "agent",
},
{
	.id = CMD_AGENT_SET, .name = "agent set",
	.help = N_("gives somebody rights of his own"),
	.about = N_("default: what the configuration says counts again. Whoever the engine runs as, and root, "
		"are admin always."),
	.examples = LINES("wartel agent set rina --rights lead", "wartel agent set rina --rights default"),
	.args = ARGS(PATH("agent", ARG_WORD, N_("an agent's name, as agent list shows it"))
		{ .name = "rights", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_REQUIRED, .choices = agent_rights,
		  .help = N_("reader, agent, lead, admin or default") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/agents/:agentName", .shape = "agent",
},
{
	.id = CMD_TOKEN_NEW, .name = "token new",
	.help = N_("a key by which a program may use the API over TCP"),
	.about = N_("The token is shown once and never again: only its hash is kept. The program sends it as "
		"Authorization: Bearer TOKEN."),
	.examples = LINES("wartel token new website --rights agent"),
	.args = ARGS(WORD("name", ARG_WORD, N_("what the program is called in the trail"))
		{ .name = "rights", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = token_rights,
		  .help = N_("reader, agent (as it comes), lead or admin") },),
	.rights = RIGHTS_ADMIN,
	.method = "POST", .route = "/api/tokens", .shape = "token",
},
{
	.id = CMD_TOKEN_LIST, .name = "token list", .alias = "tokens",
	.help = N_("the tokens, when each was last used, and those that were revoked"),
	.args = ARGS(LIST_OPTIONS),
	.rights = RIGHTS_ADMIN, .flags = CMD_LIST,
	.method = "GET", .route = "/api/tokens", .shape = "token",
},
{
	.id = CMD_TOKEN_REVOKE, .name = "token revoke",
	.help = N_("ends a token at once"),
	.args = ARGS(PATH("name", ARG_WORD, N_("the token's name"))),
	.rights = RIGHTS_ADMIN,
	.method = "DELETE", .route = "/api/tokens/:tokenName", .shape = "token",
},
{
	.id = CMD_AUDIT, .name = "audit",
	.help = N_("who did what, the newest first"),
	.examples = LINES("wartel audit --by rina", "wartel audit --action resume --json",
		"wartel audit --conversation budi --limit 500"),
	.args = ARGS(OPTION("by", ARG_WORD, N_("only what this agent did; engine: the program itself"))
		OPTION("action", ARG_WORD, N_("only this command, or its first word"))
		OPTION("conversation", ARG_CONVERSATION, N_("only about this conversation"))
		OPTION("contact", ARG_CONTACT, N_("only about this person"))
		OPTION("message", ARG_MESSAGE, N_("only about this message"))
		IN_SESSION LIST_OPTIONS),
	.rights = RIGHTS_LEAD, .flags = CMD_LIST,
	.method = "GET", .route = "/api/audit", .shape = "audit",
},
{
	.id = CMD_LOG, .name = "log",
	.help = N_("the last lines of the engine's logs"),
	.about = N_("api: every request, who asked and how it ended. error: what went wrong. waha: what was "
		"asked of WAHA. Logs hold no secrets, and nothing that customers wrote."),
	.examples = LINES("wartel log error", "wartel log api --limit 200"),
	.args = ARGS({ .name = "file", .kind = ARG_CHOICE, .flags = ARG_REQUIRED | ARG_IN_PATH, .choices = logs,
		  .help = N_("which log"), .label = "api|error|waha" },
		LIST_OPTIONS),
	.rights = RIGHTS_ADMIN, .flags = CMD_LIST,
	.method = "GET", .route = "/api/logs/:file", .shape = "line",
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
	.id = CMD_CONFIG_SHOW, .name = "config show",
	.help = N_("every option, its value and where it comes from"),
	.args = ARGS({ .name = "man", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		.help = N_("the manual page of the configuration") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_CONFIG_CHECK, .name = "config check",
	.help = N_("reads the configuration and says what is wrong with it"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_ENGINE, .name = "engine",
	.help = N_("runs the engine in the foreground"),
	.args = ARGS(
		FACE("linger", ARG_BOOL, N_("ends by itself when no face is connected and nothing is queued"))
		{ .name = "ready_fd", .kind = ARG_INT, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .min = 0, .max = 65535, .help = N_("one byte is written there when the engine listens") },
		{ .name = "until_fd", .kind = ARG_INT, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .min = 0, .max = 65535,
		  .help = N_("ends when that descriptor is closed at its other end") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_ENGINE_STOP, .name = "engine stop",
	.help = N_("ends the engine; what is queued stays queued"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_DEMO, .name = "demo",
	.help = N_("a shop to play with: a WhatsApp that is not real, on this machine alone"),
	.args = ARGS({ .name = "check", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		.help = N_("starts everything, prints counts and times, ends") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_SHELL, .name = "shell",
	.help = N_("commands line by line, with history and completion"),
	.about = N_("Commands are typed as after wartel, without that word; Tab completes them, their options, "
		"numbers and names. exit or Ctrl-D ends it. Where standard input is no terminal its lines are run one "
		"after another, those that begin with # left out, and the status is that of the last one."),
	.examples = LINES("wartel shell", "wartel shell --json"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_COMPLETION, .name = "completion",
	.help = N_("a script that teaches your shell to complete wartel's commands"),
	.about = N_("In bash: source <(wartel completion bash). In zsh the same after compinit. In fish: wartel "
		"completion fish | source. Names and numbers come from the engine, when one runs."),
	.examples = LINES("wartel completion bash"),
	.args = ARGS({ .name = "shell", .kind = ARG_CHOICE, .flags = ARG_REQUIRED | ARG_FACE, .choices = shells,
		  .help = N_("bash, zsh or fish"), .label = "bash|zsh|fish" },
		{ .name = "line", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN, .max = 65536,
		  .help = N_("what the scripts ask: the line so far") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_API_OPENAPI, .name = "api openapi",
	.help = N_("the API as an OpenAPI 3.1 document"),
	.examples = LINES("wartel api openapi"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_HELP, .name = "help",
	.help = N_("this, or what one command does"),
	.examples = LINES("wartel help", "wartel help send"),
	.args = ARGS({ .name = "command", .kind = ARG_TEXT, .flags = ARG_FACE, .help = N_("a command") },
		{ .name = "man", .kind = ARG_BOOL, .flags = ARG_OPTION | ARG_FACE | ARG_HIDDEN,
		  .help = N_("the commands' part of the manual page") },),
	.flags = CMD_LOCAL,
},
{
	.id = CMD_VERSION, .name = "version",
	.help = N_("the version of this program"),
	.args = ARGS(),
	.flags = CMD_LOCAL,
},
};

_Static_assert(sizeof table / sizeof *table == COMMAND_COUNT, "a row for every command");

const struct command *command_get(enum command_id id)
{
	if ((unsigned)id >= COMMAND_COUNT || table[id].id != id)
		BUG("command %d is not where the list says", (int)id);
	return &table[id];
}

/* How many of the words a name takes: all of its own, or 0. */
static size_t name_takes(const char *name, const char *const *words, size_t n)
{
	size_t took = 0;
	while (name && *name) {
		size_t len = strcspn(name, " ");
		if (took == n || strlen(words[took]) != len || strncmp(name, words[took], len) != 0)
			return 0;
		took++;
		name += len;
		name += *name == ' ';
	}
	return took;
}

/* The row whose name is nearest to what was typed, to say "did you mean". */
static const char *nearest_name(const char *const *words, size_t n)
{
	char typed[96] = "";
	const char *best = NULL;
	int distance = 256;
	for (size_t take = 1; take <= 2 && take <= n; take++) {
		size_t at = strlen(typed), len = strlen(words[take - 1]);
		if (at + len + 2 > sizeof typed)
			break;
		if (at)
			typed[at++] = ' ';
		memcpy(typed + at, words[take - 1], len + 1);
		for (size_t i = 0; i < COMMAND_COUNT; i++) {
			if (table[i].flags & CMD_HIDDEN)
				continue;
			const char *names[] = { table[i].name, table[i].alias };
			for (size_t k = 0; k < 2; k++) {
				int d = names[k] ? text_distance(typed, names[k]) : 256;
				/* "session" alone means one of its verbs. */
				if (names[k] && strncmp(names[k], typed, strlen(typed)) == 0
					&& names[k][strlen(typed)] == ' ')
					d = 1;
				if (d < distance) {
					distance = d;
					best = names[k];
				}
			}
		}
	}
	return best ? best : "help";
}

const struct command *command_find(const char *const *words, size_t n, size_t *took, struct err *e)
{
	const struct command *found = NULL;
	size_t best = 0;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		size_t by_name = name_takes(table[i].name, words, n);
		size_t by_alias = name_takes(table[i].alias, words, n);
		size_t takes = by_name > by_alias ? by_name : by_alias;
		if (takes > best) {
			best = takes;
			found = &table[i];
		}
	}
	*took = best;
	if (!found && n == 0)
		err_set(e, ERR_USAGE, "command.none", N_("no command was given; `wartel help` lists them"),
			NULL);
	else if (!found)
		err_set(e, ERR_USAGE, "command.unknown",
			N_("there is no command {command}; did you mean {nearest}? `wartel help` lists all"),
			"command=%s\nnearest=%s", words[0], nearest_name(words, n));
	return found;
}

const struct arg *command_arg(const struct command *cmd, const char *name)
{
	for (const struct arg *a = cmd->args; a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	for (const struct arg *a = command_common; a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}
