/* table: every verb of the program with its arguments, help, rights, route and
 * the shape of its answer. The rows stand in rows_*.h, an area each; one enters
 * together with the work that makes it true. Positional arguments stand first, in
 * the order they are typed. */
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

#include "command/command.h"
#include "command/filter.h"

#include "base/banned.h"

#define ARGS(...) (const struct arg[]) { __VA_ARGS__ { .name = NULL } }
#define LINES(...) (const char *const[]) { __VA_ARGS__, NULL }

#define WORD(n, k, h) { .name = n, .kind = k, .flags = ARG_REQUIRED, .help = h },
#define MAYBE(n, k, h) { .name = n, .kind = k, .flags = 0, .help = h },
#define PATH(n, k, h) { .name = n, .kind = k, .flags = ARG_REQUIRED | ARG_IN_PATH, .help = h },
/* Of the number that a command is about; needless where there is one only. */
#define SESSION                                                                                   \
	{ .name = "session", .kind = ARG_SESSION, .flags = ARG_REQUIRED | ARG_IN_PATH | ARG_ONLY, \
	  .help = N_("the number; not needed when there is one only") },
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
#define CONTACT PATH("contact", ARG_CONTACT, N_("an id, a phone number, a WhatsApp id or a name"))
#define MESSAGE PATH("message", ARG_MESSAGE, N_("a message's id, as messages and queue show it"))

/* What a face changes at once on many, so that one undo takes it back. */
#define BATCH { .name = "batch", .kind = ARG_WORD, .flags = ARG_OPTION | ARG_HIDDEN, .max = 60,      \
	.help = N_("what is undone together"), .label = "TOKEN" },
#define NOTE { .name = "note", .kind = ARG_INT, .flags = ARG_REQUIRED | ARG_IN_PATH, .min = 1, .max = LONG_MAX, \
	.help = N_("a note's id, as notes shows it") },
#define VERSION { .name = "version", .kind = ARG_INT, .flags = ARG_OPTION, .min = 1, .max = LONG_MAX,    \
	.help = N_("the version that was read, as notes shows it") },

static const char *const views[] = {
	"needs-reply", "mine", "unassigned", "waiting", "snoozed", "all", "unknown", "closed",
	"archived", NULL };
static const char *const priorities[] = { "low", "normal", "high", "urgent", NULL };
static const char *const colours[] = { "none", "red", "green", "yellow", "blue", "magenta", "cyan", NULL };
static const char *const shells[] = { "bash", "zsh", "fish", NULL };
static const char *const on_off[] = { "on", "off", NULL };
static const char *const formats[] = { "text", "csv", NULL };
static const char *const token_rights[] = { "reader", "agent", "lead", "admin", NULL };
static const char *const agent_rights[] = { "reader", "agent", "lead", "admin", "default", NULL };
static const char *const logs[] = { "api", "error", "waha", NULL };
static const char *const consents[] = { "in", "out", NULL };
static const char *const contact_sorts[] = { "name", "last", "new", NULL };
static const char *const contact_states[] = { "blocked", "opted-out", NULL };
static const char *const field_types[] = { "text", "number", "date", "choice", NULL };
static const char *const shown_as[] = { "image", "video", "audio", "voice", "document", "sticker", NULL };
static const char *const languages[] = { "id", "en", NULL };
static const char *const template_statuses[] = { "draft", "approved", "retired", NULL };
static const char *const settlements[] = { "look", "sent", "again", NULL };

const struct arg command_common[] = {
	FACE("json", ARG_BOOL, N_("answer in JSON, as the API gives it"))
	FACE("socket", ARG_WORD, N_("the engine's socket"))
	FACE("config", ARG_FILE, N_("this configuration file and no other"))
	FACE("ascii", ARG_BOOL, N_("marks and lines in ASCII only"))
	FACE("help", ARG_BOOL, N_("what this command does"))
	{ .name = NULL }
};

static const struct command table[] = {
#include "command/rows_session.h"
#include "command/rows_conversation.h"
#include "command/rows_message.h"
#include "command/rows_contact.h"
#include "command/rows_guard.h"
#include "command/rows_box.h"
#include "command/rows_template.h"
#include "command/rows_local.h"
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
