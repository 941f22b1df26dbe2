/* option: the one table of options. The configuration file, the environment,
 * `config show`, wartel.conf(5) and the checks of values all come from it; an
 * option stands here together with the work that makes it true. Constant. */
#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include <stdbool.h>

#include "base/err.h"
#include "config/config.h"

enum option_kind {
	OPTION_TEXT,	/* any one line */
	OPTION_PATH,	/* made absolute: from the file's directory; ~/ is the home */
	OPTION_URL,	/* http:// or https://, slashes at the end dropped */
	OPTION_SECRET,	/* never in the configuration file, never shown */
	OPTION_NUMBER,	/* a whole number, lo..hi */
	OPTION_BOOL,
	OPTION_CHOICE,	/* one word of `allowed`, separated by ", " */
	OPTION_PHONE,	/* a phone number; kept as typed, normalised with default_country */
	OPTION_COUNTRY, /* a calling code: 1 to 3 digits */
	OPTION_ZONE,
	OPTION_HOURS,	/* 08:00-21:00 */
	OPTION_DAYS,	/* mon-sat */
	OPTION_DATES,	/* 2026-12-25 2027-01-01 */
	OPTION_ACTIONS, /* drugs-otc:note tobacco:block */
	OPTION_WEEK,	/* mon-fri 08:00-12:00 13:00-17:00, sat 08:00-12:00 */
	OPTION_TARGETS, /* urgent 5m, high 15m, normal 1h, low 4h */
	OPTION_RAMP,	/* RAMP_DAYS whole numbers */
	OPTION_RANGE,	/* 5-8s; lo..hi are milliseconds */
	OPTION_SPAN	/* 24h; lo..hi are milliseconds */
};

enum option_flags {
	OPTION_PER_NUMBER = 1, /* may stand in [number NAME] too */
	OPTION_ENV_ONLY = 2,   /* not in files of the form wartel.conf */
	OPTION_HIDDEN = 4,     /* the program's own: not in the man page */
	OPTION_EMPTY = 8,      /* "" is a value */
	OPTION_SEVERAL = 16    /* of a choice: one or more words, blanks between */
};

struct option {
	const char *name;
	enum config_side side;
	unsigned flags;
	enum option_kind kind;
	const char *standard; /* the default as it would be written; "" none */
	const char *allowed;  /* shown with an error: notation, not a sentence */
	long lo, hi;
	const char *env[2];   /* names in the environment, or NULL */
	const char *help;     /* N_(): one sentence */
};

extern const struct option options[];
extern const int option_count;

/* Its place in the table, or -1. */
int option_find(const char *name);
/* The name that looks most like it, or NULL when none does. */
const char *option_nearest(const char *name);
/* False with ERR_USAGE config.value when the option cannot have it; where says
 * who set it ("wartel.conf:12"); NULL: the person who is just typing it. */
bool option_check(const struct option *, const char *value, const char *where, struct err *);

#endif
