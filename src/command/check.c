/* check: arguments by the table: which, of what type, how long. */
#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/json.h"
#include "base/text.h"

#include "command/check.h"

#include "base/banned.h"

static const char *kind_words(enum arg_kind kind)
{
	switch (kind) {
	case ARG_INT: return N_("a whole number");
	case ARG_MESSAGE: return N_("a message's id, a number");
	case ARG_BOOL: return N_("true or false");
	case ARG_CONVERSATION:
	case ARG_CONTACT:
	case ARG_TO: return N_("an id (number) or text");
	default: return N_("text");
	}
}

static bool wrong(const struct arg *a, struct err *e)
{
	return err_set(e, ERR_USAGE, "args.type", N_("{path}: {want} is wanted here"), "path=%s\nwant=%s",
		a->name, kind_words(a->kind));
}

static bool check_choice(const struct arg *a, const char *s, struct err *e)
{
	struct buf all = { 0 };
	for (const char *const *c = a->choices; *c; c++)
		if (strcmp(*c, s) == 0)
			return true;
	for (const char *const *c = a->choices; *c; c++)
		buf_addf(&all, "%s%s", c == a->choices ? "" : ", ", *c);
	err_set(e, ERR_USAGE, "args.choice", N_("{path} cannot be {value}; it is one of: {choices}"),
		"path=%s\nvalue=%s\nchoices=%s", a->name, s, buf_str(&all));
	buf_fini(&all);
	return false;
}

static bool check_text(const struct arg *a, const json_t *v, struct err *e)
{
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);
	size_t max = a->max ? (size_t)a->max : a->kind == ARG_TEXT ? (size_t)CEIL_TEXT : (size_t)ARG_WORD_MAX;
	if (n > max)
		return err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=%s\nmax=%zu", a->name, max);
	if (strlen(s) != n)
		return err_set(e, ERR_USAGE, "args.nul", N_("{path} has a NUL byte in it"), "path=%s",
			a->name);
	/* An empty text is the service's to judge: a draft may be empty. */
	if (a->kind == ARG_TEXT)
		return true;
	if (n == 0)
		return err_set(e, ERR_USAGE, "args.empty", N_("{path} is empty"), "path=%s", a->name);
	/* A file may be called anything. */
	for (size_t i = 0; i < n && a->kind != ARG_FILE; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return err_set(e, ERR_USAGE, "args.control",
				N_("{path} has a control character in it"), "path=%s", a->name);
	return a->kind == ARG_CHOICE ? check_choice(a, s, e) : true;
}

static bool check_many(const struct arg *a, const json_t *v, struct err *e)
{
	size_t i;
	json_t *one;
	if (!json_is_array(v))
		return err_set(e, ERR_USAGE, "args.type", N_("{path}: {want} is wanted here"), "path=%s\nwant=%s", a->name,
			N_("an array of texts"));
	if (json_array_size(v) > ARG_MANY_MAX)
		return err_set(e, ERR_TOO_LARGE, "args.many", N_("{path} was given too often: at most {max} times"),
			"path=%s\nmax=%d", a->name, ARG_MANY_MAX);
	json_array_foreach((json_t *)v, i, one)
		if (!(json_is_string(one) ? check_text(a, one, e) : wrong(a, e)))
			return false;
	return true;
}

static bool check_value(const struct arg *a, const json_t *v, struct err *e)
{
	switch (a->kind) {
	case ARG_BOOL:
		return json_is_boolean(v) || wrong(a, e);
	case ARG_INT:
		if (!json_is_integer(v))
			return wrong(a, e);
		if (a->max > 0 && (json_integer_value(v) < a->min || json_integer_value(v) > a->max))
			return err_set(e, ERR_USAGE, "args.range", N_("{path} goes from {min} to {max}"),
				"path=%s\nmin=%ld\nmax=%ld", a->name, a->min, a->max);
		return true;
	case ARG_MESSAGE:
		if (!json_is_integer(v))
			return wrong(a, e);
		return json_integer_value(v) > 0
			|| err_set(e, ERR_USAGE, "args.id", N_("{path}: ids begin at 1"), "path=%s", a->name);
	case ARG_CONVERSATION:
	case ARG_CONTACT:
	case ARG_TO:
		if (json_is_integer(v))
			return json_integer_value(v) > 0
				|| err_set(e, ERR_USAGE, "args.id", N_("{path}: ids begin at 1"), "path=%s",
					a->name);
		break;
	default:
		break;
	}
	if (a->flags & ARG_MANY)
		return check_many(a, v, e);
	return json_is_string(v) ? check_text(a, v, e) : wrong(a, e);
}

static bool unknown(const struct command *cmd, const char *key, struct err *e)
{
	const char *best = NULL;
	int distance = 256;
	for (const struct arg *a = cmd->args; a->name; a++) {
		int d = text_distance(key, a->name);
		if (!(a->flags & ARG_FACE) && d < distance) {
			distance = d;
			best = a->name;
		}
	}
	if (!best)
		return err_set(e, ERR_USAGE, "args.unknown", N_("{path}: {command} takes no arguments"),
			"path=%s\ncommand=%s", key, cmd->name);
	return err_set(e, ERR_USAGE, "args.unknown",
		N_("{path}: {command} has no such argument; did you mean {nearest}?"),
		"path=%s\ncommand=%s\nnearest=%s", key, cmd->name, best);
}

/* A key of JSON, or what is typed. */
static bool missing(const struct command *cmd, const struct arg *a, bool face, struct err *e)
{
	char dashed[64], upper[64];
	size_t i;
	if (!face || !(a->flags & ARG_OPTION))
		return err_set(e, ERR_USAGE, "args.missing", N_("{command} needs {path}: {help}"),
			"command=%s\npath=%s\nhelp=%s", cmd->name, a->name, a->help);
	for (i = 0; a->name[i] && i + 1 < sizeof dashed; i++) {
		dashed[i] = a->name[i] == '_' ? '-' : a->name[i];
		upper[i] = (char)toupper((unsigned char)dashed[i]);
	}
	dashed[i] = upper[i] = '\0';
	return err_set(e, ERR_USAGE, "args.missing-option", N_("{command} needs --{path} {label}: {help}"),
		"command=%s\npath=%s\nlabel=%s\nhelp=%s", cmd->name, dashed, a->label ? a->label : upper, a->help);
}

bool command_check(const struct command *cmd, const json_t *args, bool face, struct err *e)
{
	const char *key;
	json_t *v;
	if (!json_is_object(args))
		return err_set(e, ERR_USAGE, "args.object", N_("the arguments have to be a JSON object"),
			NULL);
	json_object_foreach((json_t *)args, key, v) {
		const struct arg *a = command_arg(cmd, key);
		if (!a || ((a->flags & ARG_FACE) && !face))
			return unknown(cmd, key, e);
		/* null says the same as leaving it out. */
		if (!json_is_null(v) && !check_value(a, v, e))
			return false;
	}
	for (const struct arg *a = cmd->args; a->name; a++)
		if ((a->flags & ARG_REQUIRED) && !json_at(args, a->name))
			return missing(cmd, a, face, e);
	return true;
}
