/* config: the layers laid over one another: defaults, the system's file, the
 * user's, .env, environment, flags. */
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"

#include "config/loaded.h"
#include "config/value.h"

#include "base/banned.h"

/* Names that installations of before have in their environment and that say
 * nothing here. */
static const struct {
	const char *name, *key, *say;
} foreign[] = {
	{ "NODE_ENV", "config.node_env", N_("NODE_ENV says nothing to wartel and is ignored") },
};

static void value_set(struct value *v, const char *text, const char *from, enum config_origin origin)
{
	free(v->text);
	free(v->from);
	*v = (struct value){ .text = xstrdup(text), .from = xstrdup(from), .origin = origin };
}

/* Checks and lays one value over what was there; dir is what a relative path
 * stands in. */
static bool lay(struct config *c, struct number *number, int option, const char *text, const char *dir,
	const char *from, enum config_origin origin, struct err *e)
{
	const struct option *o = &options[option];

	if (!option_check(o, text, from, e)) {
		return false;
	}
	struct value *v = &(number ? number->own : c->general)[option];
	if (o->kind == OPTION_PATH && *text) {
		char *whole = place_absolute(text, dir);
		value_set(v, whole, from, origin);
		free(whole);
	} else {
		value_set(v, text, from, origin);
	}
	if (o->kind == OPTION_URL) {
		for (size_t n = strlen(v->text); n && v->text[n - 1] == '/'; n--) {
			v->text[n - 1] = '\0';
		}
	}
	return true;
}

static bool name_is_fine(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	/* All digits would look like a phone number or an id. */
	return n && n <= 32 && !s[n] && strspn(s, "0123456789") != n;
}

/* The number a section names, made when it is new. */
static struct number *number_of_section(struct config *c, const char *section)
{
	if (strncmp(section, "number", 6) || (section[6] != ' ' && section[6] != '\t')) {
		return NULL;
	}
	const char *name = section + 6 + strspn(section + 6, " \t");
	if (!name_is_fine(name)) {
		return NULL;
	}
	for (size_t i = 0; i < c->numbers.n; i++) {
		if (!strcmp(c->numbers.v[i].name, name)) {
			return &c->numbers.v[i];
		}
	}
	LIST_GROW(&c->numbers);
	struct number *n = &c->numbers.v[c->numbers.n++];
	*n = (struct number){ .name = xstrdup(name), .own = xcalloc((size_t)option_count, sizeof *n->own) };
	c->sections = true;
	return n;
}

static bool unknown_option(const char *from, const char *name, struct err *e)
{
	const char *near = option_nearest(name);

	if (near) {
		return err_set(e, ERR_USAGE, "config.unknown",
			N_("{where}: there is no option \"{option}\"; did you mean \"{nearest}\"?"),
			"where=%s\noption=%.40s\nnearest=%s", from, name, near);
	}
	return err_set(e, ERR_USAGE, "config.unknown_far",
		N_("{where}: there is no option \"{option}\"; wartel config show lists them all"),
		"where=%s\noption=%.40s", from, name);
}

/* The line that set the same thing before in this file, or 0. */
static int set_before(const struct ini *ini, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (!strcmp(ini->v[k].key, ini->v[i].key) && !strcmp(ini->v[k].section, ini->v[i].section)) {
			return ini->v[k].line;
		}
	}
	return 0;
}

static bool lay_file(struct config *c, const char *file, enum config_origin origin, struct err *e)
{
	bool ok = false;
	struct ini ini = { 0 };
	char *dir = place_dirname(file), *from = NULL;

	if (!ini_read(file, &ini, e)) {
		goto out;
	}
	for (size_t i = 0; i < ini.n; i++) {
		const struct ini_line *l = &ini.v[i];
		struct number *number = NULL;
		free(from);
		from = xasprintf("%s:%d", file, l->line);
		if (*l->section && !(number = number_of_section(c, l->section))) {
			err_set(e, ERR_USAGE, "config.section_name",
				N_("{where}: [{section}] is not a section; write [number NAME], the name in "
				   "letters, digits, - and _, not digits alone"),
				"where=%s\nsection=%.60s", from, l->section);
			goto out;
		}
		if (!*l->key) {
			continue;
		}
		int option = option_find(l->key);
		if (option < 0) {
			unknown_option(from, l->key, e);
			goto out;
		}
		const struct option *o = &options[option];
		if (o->flags & OPTION_ENV_ONLY) {
			err_set(e, ERR_USAGE, "config.secret_here",
				N_("{where}: {option} is a secret and may not stand here; put it in a file "
				   "of its own (mode 0600) and name that with key_file"),
				"where=%s\noption=%s", from, o->name);
			goto out;
		}
		if (number && !(o->flags & OPTION_PER_NUMBER)) {
			err_set(e, ERR_USAGE, "config.not_per_number",
				N_("{where}: {option} is the same for all numbers; it belongs above the "
				   "first section"),
				"where=%s\noption=%s", from, o->name);
			goto out;
		}
		int before = set_before(&ini, i);
		if (before) {
			err_set(e, ERR_USAGE, "config.twice",
				N_("{where}: {option} was set already in line {line}"),
				"where=%s\noption=%s\nline=%d", from, o->name, before);
			goto out;
		}
		if (!lay(c, number, option, l->value, dir, from, origin, e)) {
			goto out;
		}
	}
	free(c->key_dir);
	c->key_dir = xstrdup(dir);
	c->found = true;
	ok = true;
out:
	free(from);
	free(dir);
	ini_fini(&ini);
	return ok;
}

static int option_of_env(const char *name)
{
	for (int i = 0; i < option_count; i++) {
		for (int k = 0; k < 2 && options[i].env[k]; k++) {
			if (!strcmp(options[i].env[k], name)) {
				return i;
			}
		}
	}
	return -1;
}

static void note_foreign(struct config *c, const char *name)
{
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		if (strcmp(foreign[i].name, name)) {
			continue;
		}
		for (size_t k = 0; k < c->notes.n; k++) {
			if (!strcmp(c->notes.v[k].key, foreign[i].key)) {
				return;
			}
		}
		LIST_GROW(&c->notes);
		sentence_set(&c->notes.v[c->notes.n++], foreign[i].key, foreign[i].say, "name=%s", name);
	}
}

static bool lay_env_file(struct config *c, const char *beside, struct err *e)
{
	bool ok = false;
	struct ini ini = { 0 };
	char *dir = place_dirname(beside), *file = path_join(dir, ".env"), *from = NULL;

	if (!file_exists(file)) {
		ok = true;
		goto out;
	}
	if (!ini_read_env(file, &ini, e)) {
		goto out;
	}
	for (size_t i = 0; i < ini.n; i++) {
		const struct ini_line *l = &ini.v[i];
		int option = option_of_env(l->key);
		note_foreign(c, l->key);
		if (option < 0 || !*l->value) {
			continue;
		}
		bool secret = options[option].kind == OPTION_SECRET && c->side & CONFIG_ENGINE;
		if (secret && !file_private(file, e)) {
			goto out;
		}
		free(from);
		from = xasprintf("%s:%d", file, l->line);
		if (!lay(c, NULL, option, l->value, dir, from, CONFIG_DOTENV, e)) {
			goto out;
		}
	}
	ok = true;
out:
	free(from);
	free(dir);
	free(file);
	ini_fini(&ini);
	return ok;
}

static bool lay_environment(struct config *c, struct err *e)
{
	for (int i = 0; i < option_count; i++) {
		for (int k = 0; k < 2 && options[i].env[k]; k++) {
			const char *text = getenv(options[i].env[k]);
			char from[64];
			str_copy(from, sizeof from, options[i].env[k]);
			if (text && *text && !lay(c, NULL, i, text, NULL, from, CONFIG_ENVIRONMENT, e)) {
				return false;
			}
		}
	}
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		const char *text = getenv(foreign[i].name);
		if (text && *text) {
			note_foreign(c, foreign[i].name);
		}
	}
	return true;
}

static bool lay_flags(struct config *c, const char *const *flags, struct err *e)
{
	for (; flags && *flags; flags++) {
		const char *eq = strchr(*flags, '=');
		char *name = eq ? xstrndup(*flags, (size_t)(eq - *flags)) : xstrdup(*flags);
		char *from = xasprintf("--%s", name);
		int option = option_find(name);
		bool ok = option < 0 ? unknown_option(from, name, e) :
			lay(c, NULL, option, eq ? eq + 1 : "", NULL, from, CONFIG_FLAG, e);
		free(name);
		free(from);
		if (!ok) {
			return false;
		}
	}
	return true;
}

const char *loaded_value(const struct config *c, const struct number *n, int option)
{
	if (n && n->own && n->own[option].text) {
		return n->own[option].text;
	}
	return c->general[option].text ? c->general[option].text : options[option].standard;
}

/* Directories follow from the values: where the database is, there the rest is. */
static bool find_places(struct config *c, struct err *e)
{
	bool shared = config_shared(c);
	const char *data = config_str(c, "data_dir"), *database = config_str(c, "database");
	const char *log = config_str(c, "log_dir");

	c->data_dir = *data ? xstrdup(data) : *database ? place_dirname(database) : place_data(shared);
	c->database = *database ? xstrdup(database) : path_join(c->data_dir, "wartel.db");
	c->state_dir = *log ? xstrdup(log) : place_state(shared);

	enum config_origin from = config_origin(c, "socket");
	const char *socket = config_str(c, "socket");
	bool in_file = from == CONFIG_SYSTEM || from == CONFIG_USER;
	c->own_socket = *socket && in_file ? xstrdup(socket) : path_join(c->data_dir, "engine.sock");
	const char *longest = strlen(socket) > strlen(c->own_socket) ? socket : c->own_socket;
	if (strlen(longest) >= sizeof ((struct sockaddr_un *)0)->sun_path) {
		return err_set(e, ERR_USAGE, "config.socket_long",
			N_("the path of the engine's socket is longer than {limit} bytes: {path}; "
			   "set the option socket to a shorter one"),
			"limit=%zu\npath=%s", sizeof ((struct sockaddr_un *)0)->sun_path - 1, longest);
	}
	return true;
}

struct config *config_load(const struct config_source *source, struct err *e)
{
	struct config *c = xcalloc(1, sizeof *c);
	char *system_file = NULL;
	bool ok = false;

	c->side = source->side;
	c->general = xcalloc((size_t)option_count, sizeof *c->general);
	c->user_file = place_user_file();
	system_file = place_system_file();
	if (source->file) {
		c->file = place_absolute(source->file, NULL);
		bool systems = !strcmp(c->file, system_file);
		if (!lay_file(c, c->file, systems ? CONFIG_SYSTEM : CONFIG_USER, e)) {
			goto out;
		}
	} else {
		if (file_exists(system_file) && !lay_file(c, system_file, CONFIG_SYSTEM, e)) {
			goto out;
		}
		if (file_exists(c->user_file) && !lay_file(c, c->user_file, CONFIG_USER, e)) {
			goto out;
		}
	}
	if (!c->key_dir) {
		c->key_dir = place_dirname(c->user_file);
	}
	/* A demo talks to nobody that the environment of its user may name. */
	if (!source->ignore_environment && !config_bool(c, "demo")) {
		const char *beside = c->file ? c->file : c->user_file;
		if (!c->file && !lay_env_file(c, system_file, e)) {
			goto out;
		}
		if (!lay_env_file(c, beside, e) || !lay_environment(c, e)) {
			goto out;
		}
	}
	ok = lay_flags(c, source->flags, e) && find_places(c, e) && number_finish(c, e);
out:
	free(system_file);
	if (!ok) {
		config_free(c);
		return NULL;
	}
	return c;
}

static void values_free(struct value *v)
{
	for (int i = 0; v && i < option_count; i++) {
		free(v[i].text);
		free(v[i].from);
	}
	free(v);
}

void config_free(struct config *c)
{
	if (!c) {
		return;
	}
	for (size_t i = 0; i < c->numbers.n; i++) {
		free(c->numbers.v[i].name);
		free(c->numbers.v[i].key);
		free(c->numbers.v[i].phone);
		free(c->numbers.v[i].week);
		free(c->numbers.v[i].closed);
		values_free(c->numbers.v[i].own);
	}
	free(c->numbers.v);
	free(c->notes.v);
	values_free(c->general);
	free(c->file);
	free(c->user_file);
	free(c->key_dir);
	free(c->data_dir);
	free(c->state_dir);
	free(c->database);
	free(c->own_socket);
	free(c);
}

static int option_must(const char *name)
{
	int i = option_find(name);

	if (i < 0) {
		BUG("no option %s", name);
	}
	return i;
}

const char *config_str(const struct config *c, const char *option)
{
	return loaded_value(c, NULL, option_must(option));
}

long config_ms(const struct config *c, const char *option)
{
	long ms = 0;

	value_span(config_str(c, option), &ms);
	return ms;
}

long config_int(const struct config *c, const char *option)
{
	long n = 0;

	value_number(config_str(c, option), &n);
	return n;
}

bool config_bool(const struct config *c, const char *option)
{
	bool b = false;

	value_bool(config_str(c, option), &b);
	return b;
}

enum config_origin config_origin(const struct config *c, const char *option)
{
	const struct value *v = &c->general[option_must(option)];

	return v->text ? v->origin : CONFIG_DEFAULT;
}

bool config_is_set(const struct config *c, const char *option)
{
	return config_origin(c, option) != CONFIG_DEFAULT;
}

bool config_shared(const struct config *c)
{
	return config_origin(c, "socket") == CONFIG_SYSTEM;
}

bool config_found(const struct config *c)
{
	return c->found || config_is_set(c, "waha_url");
}

size_t config_notes(const struct config *c, const struct sentence **out)
{
	*out = c->notes.v;
	return c->notes.n;
}

size_t config_numbers(const struct config *c)
{
	return c->numbers.n;
}

const struct number_config *config_number(const struct config *c, size_t i)
{
	if (i >= c->numbers.n) {
		BUG("number %zu of %zu", i, c->numbers.n);
	}
	return &c->numbers.v[i].is;
}

const struct number_config *config_number_named(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->numbers.n; i++) {
		if (!strcmp(c->numbers.v[i].name, name)) {
			return &c->numbers.v[i].is;
		}
	}
	return NULL;
}

const char *config_data_dir(const struct config *c)
{
	return c->data_dir;
}

const char *config_state_dir(const struct config *c)
{
	return c->state_dir;
}

const char *config_database(const struct config *c)
{
	return c->database;
}

const char *config_own_socket(const struct config *c)
{
	return c->own_socket;
}

const char *config_user_file(const struct config *c)
{
	return c->user_file;
}

const char *config_file(const struct config *c)
{
	return c->file;
}

char *config_content_dir(const struct config *c)
{
	return path_join(c->key_dir, "content");
}
