/* complete: the word under the cursor against the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "command/complete.h"
#include "command/parse.h"

#include "base/banned.h"

void completions_fini(struct completions *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].word);
		free(c->v[i].help);
	}
	free(c->v);
	*c = (struct completions){0};
}

void completions_add(struct completions *c, const char *prefix, const char *word, const char *help)
{
	if (strncasecmp(word, prefix, strlen(prefix)) != 0)
		return;
	char *quoted = word_quote(word);
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->v[i].word, quoted) == 0) {
			free(quoted);
			return;
		}
	}
	LIST_GROW(c);
	c->v[c->n++] = (struct completion){ .word = quoted, .help = help ? xstrdup(help) : NULL };
}

/* The n-th word of a name, into out; NULL when it has fewer. */
static const char *name_word(const char *name, size_t n, char *out, size_t cap)
{
	for (; n > 0; n--) {
		name = strchr(name, ' ');
		if (!name)
			return NULL;
		name++;
	}
	snprintf(out, cap, "%.*s", (int)strcspn(name, " "), name);
	return out;
}

/* Whether the first n words of a name are the typed ones. */
static bool name_begins(const char *name, char *const *words, size_t n)
{
	char part[48];
	for (size_t i = 0; i < n; i++)
		if (!name_word(name, i, part, sizeof part) || strcmp(part, words[i]) != 0)
			return false;
	return true;
}

static void complete_command(const struct words *w, size_t before, const char *prefix,
	struct completions *out)
{
	char part[48];
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		const char *names[] = { c->name, c->alias };
		if (c->flags & CMD_HIDDEN)
			continue;
		for (size_t k = 0; k < 2; k++)
			if (names[k] && name_begins(names[k], w->v, before)
				&& name_word(names[k], before, part, sizeof part))
				completions_add(out, prefix, part,
					strchr(names[k], ' ') && before == 0 ? NULL : c->help);
	}
}

static void complete_options(const struct arg *list, const char *prefix, struct completions *out)
{
	for (const struct arg *a = list; a->name; a++) {
		char option[64] = "--";
		if (!(a->flags & ARG_OPTION) || (a->flags & ARG_HIDDEN))
			continue;
		for (size_t i = 0; a->name[i] && i + 3 < sizeof option; i++) {
			option[i + 2] = a->name[i] == '_' ? '-' : a->name[i];
			option[i + 3] = '\0';
		}
		completions_add(out, prefix, option, a->help);
	}
}

/* The argument of an option as typed ("--view"), if it takes a value. */
static const struct arg *option_with_value(const struct command *cmd, const char *typed)
{
	char key[64];
	if (strncmp(typed, "--", 2) != 0 || strlen(typed) - 2 >= sizeof key)
		return NULL;
	size_t n = strlen(typed) - 2;
	for (size_t i = 0; i <= n; i++)
		key[i] = typed[i + 2] == '-' ? '_' : typed[i + 2];
	const struct arg *a = command_arg(cmd, key);
	return a && (a->flags & ARG_OPTION) && a->kind != ARG_BOOL ? a : NULL;
}

static void complete_value(const struct arg *a, const char *prefix, complete_values values, void *ctx,
	struct completions *out)
{
	/* Of a word choices are some that there always are. */
	for (const char *const *c = a->choices; c && *c; c++)
		completions_add(out, prefix, *c, NULL);
	if (a->kind != ARG_CHOICE && values)
		values(ctx, a, prefix, out);
}

/* The positional argument that comes after those typed so far. */
static const struct arg *positional(const struct command *cmd, const struct words *w, size_t from, size_t to)
{
	const struct arg *a = cmd->args;
	for (size_t i = from; i < to; i++) {
		if (option_with_value(cmd, w->v[i]))
			i++;
		else if (strncmp(w->v[i], "--", 2) != 0 && a->name && !(a->flags & ARG_OPTION)
			&& a->kind != ARG_TEXT)
			a++;
	}
	return a->name && !(a->flags & ARG_OPTION) ? a : NULL;
}

void command_complete(const char *line, size_t cursor, complete_values values, void *ctx,
	struct completions *out)
{
	struct words w = { 0 };
	size_t len = strlen(line);
	if (cursor > len)
		cursor = len;
	completions_fini(out);
	command_split_open(line, cursor, &w);
	size_t before = w.fresh ? w.n : w.n - 1, took = 0;
	const char *prefix = w.fresh ? "" : w.v[w.n - 1];
	out->from = w.last_at;
	out->to = cursor;
	const struct command *cmd = command_find((const char *const *)w.v, before, &took, NULL);
	/* "session" may be on its way to "session list" even where a shorter name fits. */
	complete_command(&w, before, prefix, out);
	if (cmd) {
		const struct arg *a = before > took ? option_with_value(cmd, w.v[before - 1]) : NULL;
		if (a) {
			complete_value(a, prefix, values, ctx, out);
		} else if (strncmp(prefix, "-", 1) == 0) {
			complete_options(cmd->args, prefix, out);
			complete_options(command_common, prefix, out);
		} else if ((a = positional(cmd, &w, took, before)) != NULL) {
			complete_value(a, prefix, values, ctx, out);
		}
	}
	words_fini(&w);
}
