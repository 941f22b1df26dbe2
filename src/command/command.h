/* command: the one table of verbs. From it come the CLI, the `:` line, keys, the
 * HTTP routes, completion, help, the man page and the OpenAPI file; what a verb
 * does stands in service/, in an array indexed by the same list. No I/O here.
 * Everything is constant: any thread may read it. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum rights { RIGHTS_NONE, RIGHTS_READER, RIGHTS_AGENT, RIGHTS_LEAD, RIGHTS_ADMIN };
const char *rights_name(enum rights);
bool rights_named(const char *, enum rights *);

enum arg_kind {
	ARG_WORD,	  /* one word */
	ARG_TEXT,	  /* the rest of the line, words joined by spaces */
	ARG_INT,
	ARG_BOOL,	  /* option without a value */
	ARG_CHOICE,	  /* one of choices */
	ARG_TIME,	  /* RFC 3339, "09:00", "tomorrow 9", "+2h": read in the number's zone */
	ARG_SESSION,	  /* a number's name */
	ARG_CONVERSATION, /* id, phone, WhatsApp id or unambiguous name: resolved by the dispatcher */
	ARG_CONTACT,
	ARG_TO,		  /* as ARG_CONVERSATION, or a phone that was never written to */
	ARG_MESSAGE,	  /* a message's id */
	ARG_FILE	  /* a path: opened by the face, never sent */
};

enum arg_flags {
	ARG_REQUIRED = 1,
	ARG_OPTION = 2,	 /* --name value */
	ARG_IN_PATH = 4, /* of the route, in the order of its ":" parts */
	ARG_FACE = 8,	 /* the face heeds it: it never travels */
	ARG_HIDDEN = 16, /* of the API: not an option that people type */
	ARG_MANY = 32,	 /* an option that may be given again: an array in JSON */
	ARG_ONLY = 64	 /* the first word; left out it is ONLY_ONE: the only one there is */
};

/* Stands for the number where there is one only, in paths too. */
#define ONLY_ONE "-"

struct arg {
	const char *name; /* key in JSON, and --name with - for _ */
	enum arg_kind kind;
	unsigned flags;
	const char *const *choices; /* ARG_CHOICE, NULL-terminated */
	const char *help;	    /* N_() */
	const char *label;	    /* "QUERY"; NULL: the name in capitals */
	long min, max;		    /* ARG_INT: its range when max > 0; texts: at most max bytes */
};

enum command_flags {
	CMD_LOCAL = 1,	  /* the face does it: no route */
	CMD_LIST = 2,	  /* answers {"items":[…],"next":…}; takes --limit and --after */
	CMD_SENDS = 4,	  /* may make a message leave */
	CMD_HIDDEN = 8,	  /* for faces: not in help or the CLI */
	CMD_WAITS = 16,	  /* WAHA is asked: may take 20 s; the API suspends it */
	CMD_STREAM = 32,  /* server-sent events */
	CMD_UPLOAD = 64,  /* the body is a file; arguments travel in the query */
	CMD_DOWNLOAD = 128 /* the answer is a file */
};

/* The list: X(ID), an area after the other. The rows stand in rows_*.h, in this
 * order; service/ has an array of the same length. */
#define COMMANDS_SESSION(X) \
	X(CMD_SESSION_LIST) X(CMD_SESSION_START) X(CMD_SESSION_STATUS) X(CMD_SESSION_QR) \
	X(CMD_SESSION_CODE) X(CMD_SESSION_STOP) X(CMD_SESSION_RESTART) X(CMD_SESSION_LOGOUT) \
	X(CMD_SESSION_WEBHOOK) X(CMD_SESSION_WARM)
#define COMMANDS_CONVERSATION(X) \
	X(CMD_CONVERSATION_LIST) X(CMD_CONVERSATION_SHOW) X(CMD_MESSAGES) X(CMD_CLOSE) \
	X(CMD_REOPEN) X(CMD_ARCHIVE) X(CMD_UNARCHIVE) X(CMD_ASSIGN) X(CMD_PREVIEW) X(CMD_DRAFT) \
	X(CMD_SEEN) X(CMD_CLAIM) X(CMD_PRIORITY) X(CMD_LABEL) X(CMD_LABEL_LIST) \
	X(CMD_LABEL_SET) X(CMD_LABEL_DELETE) X(CMD_SNOOZE) X(CMD_UNREAD) X(CMD_NOTE) X(CMD_NOTES) \
	X(CMD_NOTE_EDIT) X(CMD_NOTE_DELETE) X(CMD_UNDO) X(CMD_VIEW_LIST) X(CMD_VIEW_SET) X(CMD_VIEW_DELETE)
#define COMMANDS_MESSAGE(X) \
	X(CMD_SEND) X(CMD_SEARCH) X(CMD_STAR) X(CMD_UNSTAR) X(CMD_QUEUE) X(CMD_WHY) \
	X(CMD_CANCEL) X(CMD_SETTLE) X(CMD_CONFIRM) X(CMD_FORWARD) X(CMD_REACT) X(CMD_EDIT) \
	X(CMD_DELETE) X(CMD_MEDIA) X(CMD_HISTORY) X(CMD_MESSAGE_SHOW) X(CMD_FILE_ADD) \
	X(CMD_FILE_GET)
#define COMMANDS_CONTACT(X) \
	X(CMD_CONTACT_LIST) X(CMD_CONTACT_SHOW) X(CMD_CONTACT_CONSENT) X(CMD_CONTACT_CONSENTS) \
	X(CMD_CONTACT_ADD) X(CMD_CONTACT_SET) X(CMD_CONTACT_TAG) X(CMD_CONTACT_NOTE) \
	X(CMD_CONTACT_NOTES) X(CMD_CONTACT_BLOCK) X(CMD_CONTACT_UNBLOCK) X(CMD_CONTACT_DUPLICATES) \
	X(CMD_CONTACT_CHECK) X(CMD_CONTACT_SYNC) X(CMD_CONTACT_MERGE) X(CMD_CONTACT_UNMERGE) X(CMD_IMPORT_CONTACTS) \
	X(CMD_CONTACT_PICTURE) X(CMD_CONTACT_DUMP) X(CMD_CONTACT_ERASE) \
	X(CMD_FIELD_LIST) X(CMD_FIELD_SET) X(CMD_FIELD_DELETE)
#define COMMANDS_GUARD(X) \
	X(CMD_HEALTH) X(CMD_STOP) X(CMD_RESUME) X(CMD_PAUSE) X(CMD_AWAY) X(CMD_AWAY_ON) X(CMD_AWAY_OFF) \
	X(CMD_PLAN) X(CMD_RULES_LIST) X(CMD_RULES_TEST) X(CMD_DOCTOR)
#define COMMANDS_BOX(X) \
	X(CMD_WHOAMI) X(CMD_EVENTS) X(CMD_AGENT_LIST) X(CMD_AGENT_SET) X(CMD_TOKEN_NEW) \
	X(CMD_TOKEN_LIST) X(CMD_TOKEN_REVOKE) X(CMD_AUDIT) X(CMD_LOG)
#define COMMANDS_TEMPLATE(X) \
	X(CMD_TEMPLATE_LIST) X(CMD_TEMPLATE_SHOW) X(CMD_TEMPLATE_SET) X(CMD_TEMPLATE_APPROVE) \
	X(CMD_TEMPLATE_DELETE) X(CMD_TEMPLATE_PREVIEW) X(CMD_TEMPLATE_EXAMPLES)
#define COMMANDS_LOCAL(X) \
	X(CMD_CONFIG_SHOW) X(CMD_CONFIG_CHECK) X(CMD_ENGINE) X(CMD_ENGINE_STOP) X(CMD_DEMO) \
	X(CMD_SHELL) X(CMD_COMPLETION) X(CMD_API_OPENAPI) X(CMD_HELP) X(CMD_VERSION)
#define COMMANDS(X) \
	COMMANDS_SESSION(X) COMMANDS_CONVERSATION(X) COMMANDS_MESSAGE(X) \
	COMMANDS_CONTACT(X) COMMANDS_GUARD(X) COMMANDS_BOX(X) \
	COMMANDS_TEMPLATE(X) COMMANDS_LOCAL(X)

enum command_id {
#define X(id) id,
	COMMANDS(X)
#undef X
	COMMAND_COUNT
};

struct command {
	enum command_id id;
	const char *name;  /* "session list" */
	const char *alias; /* or NULL */
	const char *help;  /* one line, N_() */
	const char *about; /* paragraphs for the man page, N_(), or NULL */
	const char *const *examples; /* NULL-terminated lines, or NULL */
	const struct arg *args;	     /* ends with name NULL; positional ones first, in order */
	enum rights rights;
	unsigned flags;
	const char *method; /* "GET", NULL when local */
	const char *route;  /* "/api/sessions/:sessionId/status" */
	const char *shape;  /* tests/schemas name: "session", "message", … */
	/* A boolean argument that this name of the route sets ("starred", and its
	 * value), where two verbs share a route; NULL: none. */
	const char *preset;
	bool preset_value;
};

/* Options that every command takes; all of them are the face's own: --json,
 * --socket P, --config F, --ascii, --help (also -h). Ends with name NULL. */
extern const struct arg command_common[];

const struct command *command_get(enum command_id);
/* The command whose name (or alias) is the longest start of words[0..n), and how
 * many words it took; NULL with ERR_USAGE command.unknown naming the nearest. */
const struct command *command_find(const char *const *words, size_t n, size_t *took, struct err *);
/* An argument of a command by its JSON key, common ones too; NULL: none. */
const struct arg *command_arg(const struct command *, const char *name);

#endif
