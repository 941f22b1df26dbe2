/* config: every option of the program, from one table: defaults, then
 * /etc/wartel/wartel.conf, the user's wartel.conf, .env beside it, the
 * environment, and flags; each later one wins, but a face's file cannot loosen
 * what the engine's says (an engine reads engine options, a face face options).
 * Errors are "file:line: what, and what is allowed"; unknown keys are refused
 * with the nearest name. `[number NAME]` sections give a number options of its
 * own. Keys and secrets stand in files of their own that nobody else may read.
 * After loading nothing changes: a config may be read from any thread. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stddef.h>

#include "base/err.h"
#include "model/facts.h"
#include "model/promise.h"

enum config_side { CONFIG_ENGINE = 1, CONFIG_FACE = 2, CONFIG_BOTH = 3 };

struct config;

struct config_source {
	enum config_side side;
	const char *file;	     /* --config F: only this one; NULL: the usual places */
	const char *const *flags;    /* "name=value" from argv, NULL-terminated, or NULL */
	bool ignore_environment;     /* also so where the file says demo = yes */
};

/* NULL with ERR_USAGE config.* in e on the first error. */
struct config *config_load(const struct config_source *, struct err *);
void config_free(struct config *);

/* The value of an option (for a number: its own, else the general one); never
 * NULL: an option not in the table is a bug. */
const char *config_str(const struct config *, const char *option);
long config_int(const struct config *, const char *option);
long config_ms(const struct config *, const char *option); /* of a span: "10m" */
bool config_bool(const struct config *, const char *option);
/* True when somebody set it (not the default). */
bool config_is_set(const struct config *, const char *option);
/* Who set it. CONFIG_USER is also a file named by --config, if not the system's. */
enum config_origin {
	CONFIG_DEFAULT, CONFIG_SYSTEM, CONFIG_USER, CONFIG_DOTENV, CONFIG_ENVIRONMENT, CONFIG_FLAG
};
enum config_origin config_origin(const struct config *, const char *option);
/* False when no file was found and the environment names no WAHA: a first run. */
bool config_found(const struct config *);
/* True on a shared box: the system's file names the socket, so no face starts an
 * engine of its own, and group wartel may use the socket. */
bool config_shared(const struct config *);
/* What is worth a word though it is no error ("NODE_ENV is ignored"). Borrowed. */
size_t config_notes(const struct config *, const struct sentence **out);

/* A number: one WhatsApp account. At least one always exists. Borrowed. */
struct number_config {
	const char *name;	  /* ours; "default" when there are no sections */
	const char *waha_url;	  /* "http://localhost:3000", no slash at the end */
	const char *waha_session; /* WAHA's name */
	const char *key;	  /* the API key itself, "" when none */
	const char *expect_phone; /* WHATSAPP_PHONE_NUMBER digits, or "" */
	const char *default_country; /* "62" */
	const char *shop_name;	  /* for templates, or "" */
	struct limits limits;
	struct promise_words promise;
	const char *away_closed;  /* a template's name, or "" */
	int64_t away_life;	  /* seconds */
	int poll_lo_ms, poll_hi_ms; /* adaptive interval */
	bool labels_read, labels_write; /* of WhatsApp Business */
};
size_t config_numbers(const struct config *);
const struct number_config *config_number(const struct config *, size_t i);
const struct number_config *config_number_named(const struct config *, const char *name); /* or NULL */

/* Where things are; heap or static strings owned by the config. */
const char *config_data_dir(const struct config *);   /* database, lock, own socket */
const char *config_state_dir(const struct config *);  /* the directory of the logs itself */
const char *config_database(const struct config *);
/* The socket of its own engine: the option `socket` when a file of the user's own
 * (or --config) sets it, else engine.sock in the data directory. */
const char *config_own_socket(const struct config *);
/* The owner's own rules of content: the directory "content" beside the
 * configuration. Heap; it need not exist. */
char *config_content_dir(const struct config *);
const char *config_file(const struct config *);	      /* --config F, absolute, or NULL */
const char *config_user_file(const struct config *);  /* …/wartel/wartel.conf, for the first run */
/* Data files of the installation: WARTEL_DATADIR, else PKGDATADIR. Heap. */
char *config_datafile(const char *name);

/* Writes the user's configuration of a first run: URL, session, zone, and the key
 * in its own 0600 file beside it. Refuses to overwrite an existing one. */
bool config_write_first(const char *file, const char *url, const char *key, const char *session,
	const char *zone, struct err *);

/* `config show`: every option in table order. */
struct config_line {
	const char *option, *number, *value, *from; /* from: "default", "file:12", "environment", "flag" */
	const char *help, *allowed;
	enum config_side side;
};
size_t config_lines(const struct config *, struct config_line **out); /* free(*out) */
/* The options as the section of wartel.conf(5), in mdoc. */
struct buf;
void config_man(struct buf *);

#endif
