/* parse: words to arguments, by the table. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include "command/check.h"
#include "command/parse.h"

#include "base/banned.h"

struct parsing {
	const struct command *cmd;
	json_t *args;
	struct err *e;
};

/* "reply_to" is typed --reply-to. */
static bool option_is(const struct arg *a, const char *typed, size_t len)
{
	if (strlen(a->name) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((a->name[i] == '_' ? '-' : a->name[i]) != typed[i])
			return false;
	return true;
}

static void option_name(const struct arg *a, char *out, size_t cap)
{
	size_t i;
	for (i = 0; a->name[i] && i + 1 < cap; i++)
		out[i] = a->name[i] == '_' ? '-' : a->name[i];
	out[i] = '\0';
}

static const struct arg *option_find(const struct command *cmd, const char *typed, size_t len)
{
	const struct arg *lists[] = { cmd->args, command_common };
	for (size_t k = 0; k < 2; k++)
		for (const struct arg *a = lists[k]; a->name; a++)
			if ((a->flags & ARG_OPTION) && !(a->flags & ARG_HIDDEN && a->kind == ARG_BOOL
				&& !(a->flags & ARG_FACE)) && option_is(a, typed, len))
				return a;
	return NULL;
}

static bool option_unknown(const struct parsing *p, const char *typed, size_t len)
{
	char name[64], best[64] = "help", said[128];
	int distance = 256;
	const struct arg *lists[] = { p->cmd->args, command_common };
	snprintf(said, sizeof said, "%.*s", (int)len, typed);
	for (size_t k = 0; k < 2; k++) {
		for (const struct arg *a = lists[k]; a->name; a++) {
			if (!(a->flags & ARG_OPTION) || (a->flags & ARG_HIDDEN))
				continue;
			option_name(a, name, sizeof name);
			int d = text_distance(said, name);
			if (d < distance) {
				distance = d;
				memcpy(best, name, sizeof best);
			}
		}
	}
	return err_set(p->e, ERR_USAGE, "args.option",
		N_("{command} has no option --{option}; did you mean --{nearest}? (-- ends the options)"),
		"command=%s\noption=%s\nnearest=%s", p->cmd->name, said, best);
}

static bool put_int(const struct parsing *p, const struct arg *a, const char *value)
{
	char *end;
	errno = 0;
	long long n = strtoll(value, &end, 10);
	if (errno || end == value || *end)
		return a->kind == ARG_MESSAGE
			? err_set(p->e, ERR_USAGE, "args.message",
				N_("{value} is not a message's id: `messages` shows them, they are numbers"),
				"path=%s\nvalue=%s", a->name, value)
			: err_set(p->e, ERR_USAGE, "args.number", N_("{path} takes a number, not {value}"),
				"path=%s\nvalue=%s", a->name, value);
	json_put_i64(p->args, a->name, n);
	return true;
}

static bool put(const struct parsing *p, const struct arg *a, const char *value)
{
	if (json_object_get(p->args, a->name) && !(a->flags & ARG_MANY))
		return err_set(p->e, ERR_USAGE, "args.twice", N_("{path} was given twice"), "path=%s",
			a->name);
	if (a->kind == ARG_INT || a->kind == ARG_MESSAGE)
		return put_int(p, a, value);
	if (!text_valid(value, strlen(value)))
		return err_set(p->e, ERR_USAGE, "args.utf8", N_("{path} is not valid UTF-8 text"), "path=%s",
			a->name);
	if (a->flags & ARG_MANY) {
		json_t *all = json_object_get(p->args, a->name);
		if (!all)
			json_object_set_new(p->args, a->name, all = json_array());
		json_array_append_new(all, json_string(value));
		return true;
	}
	json_put_str(p->args, a->name, value);
	return true;
}

/* One option at words[*i]; moves past its value. */
static bool option(const struct parsing *p, const char *const *words, size_t n, size_t *i)
{
	const char *word = words[*i];
	if (strcmp(word, "-h") == 0)
		word = "--help";
	const char *name = word + 2, *value = strchr(name, '=');
	size_t len = value ? (size_t)(value - name) : strlen(name);
	const struct arg *a = option_find(p->cmd, name, len);
	if (!a)
		return option_unknown(p, name, len);
	if (a->kind == ARG_BOOL) {
		if (value)
			return err_set(p->e, ERR_USAGE, "args.novalue", N_("--{option} takes no value"),
				"option=%s", a->name);
		json_put_bool(p->args, a->name, true);
		return true;
	}
	if (value)
		return put(p, a, value + 1);
	if (*i + 1 == n)
		return err_set(p->e, ERR_USAGE, "args.value", N_("--{option} needs a value: {help}"),
			"option=%.*s\nhelp=%s", (int)len, name, a->help);
	return put(p, a, words[++*i]);
}

static bool no_target(const char *w)
{
	if (*w == '-')
		return true;
	if (*w == '+')
		return w[1 + strspn(w + 1, "0123456789 ()-./")] != '\0';
	return strchr(w, '=') != NULL;
}

bool command_untargeted(const struct command *cmd, const char *const *words, size_t n, size_t *at, bool *dot)
{
	const struct arg *a = cmd->args;
	*dot = false;
	*at = n;
	if (!a->name || (a->kind != ARG_CONVERSATION && a->kind != ARG_CONTACT && a->kind != ARG_TO
		&& a->kind != ARG_MESSAGE) || (a->flags & ARG_OPTION))
		return false;
	size_t i = 0;
	for (; i < n && words[i][0] == '-' && words[i][1] == '-' && words[i][2]; i++) {
		const char *name = words[i] + 2;
		const struct arg *o = option_find(cmd, name, strcspn(name, "="));
		i += o && o->kind != ARG_BOOL && !strchr(name, '=');
	}
	*at = i < n ? i : n;
	*dot = i < n && strcmp(words[i], ".") == 0;
	return *dot || (i < n && strcmp(words[i], "--") != 0 && no_target(words[i]));
}

static const struct arg *next_positional(const struct arg *a)
{
	while (a->name && (a->flags & ARG_OPTION))
		a++;
	return a->name ? a : NULL;
}

static size_t positionals(const struct arg *a)
{
	size_t n = 0;
	for (; (a = next_positional(a)); a++)
		n++;
	return n;
}

bool command_parse(const struct command *cmd, const char *const *words, size_t n, json_t **args,
	struct err *e)
{
	struct parsing p = { .cmd = cmd, .args = json_object(), .e = e };
	const struct arg *want = next_positional(cmd->args), *text_of = NULL;
	const char **plain = xcalloc(n + 1, sizeof *plain);
	size_t plains = 0;
	struct buf text;
	bool ok = false, ended = false;
	buf_init(&text, CEIL_LINE * 2);
	for (size_t i = 0; i < n; i++) {
		const char *w = words[i];
		if (!ended && strcmp(w, "--") == 0) {
			ended = true;
		} else if (!ended && (strcmp(w, "-h") == 0 || (w[0] == '-' && w[1] == '-'))) {
			if (!option(&p, words, n, &i))
				goto out;
		} else {
			plain[plains++] = w;
		}
	}
	if (want && (want->flags & ARG_ONLY) && plains < positionals(want)) {
		if (!put(&p, want, ONLY_ONE))
			goto out;
		want = next_positional(want + 1);
	}
	for (size_t i = 0; i < plains; i++) {
		const char *w = plain[i];
		if (text_of || (want && want->kind == ARG_TEXT)) {
			if (text_of)
				buf_addc(&text, ' ');
			else
				text_of = want;
			buf_adds(&text, w);
		} else if (want) {
			if (!put(&p, want, w))
				goto out;
			want = next_positional(want + 1);
		} else {
			err_set(e, ERR_USAGE, "args.more",
				N_("{command} takes no more than that: what is {word}?"),
				"command=%s\nword=%s", cmd->name, w);
			goto out;
		}
	}
	if (text.over) {
		err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=%s\nmax=%d", text_of->name, CEIL_TEXT);
		goto out;
	}
	if (text_of && !put(&p, text_of, buf_str(&text)))
		goto out;
	/* Who asks for help need not know the arguments. */
	if (!json_flag(p.args, "help") && !command_check(cmd, p.args, true, e))
		goto out;
	ok = true;
out:
	free(plain);
	buf_fini(&text);
	if (!ok) {
		json_decref(p.args);
		p.args = NULL;
	}
	*args = p.args;
	return ok;
}
