/* help: usage, lists and manual sections from the table. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#include "command/help.h"
#include "command/say.h"

#include "base/banned.h"

enum { INDENT = 2, GAP = 2, NAME_COLUMNS = 22, COLUMNS_DEFAULT = 80, COLUMNS_LEAST = 40, COLUMNS_MAX = 100 };

static void label(const struct arg *a, struct buf *out)
{
	if (a->label) {
		buf_adds(out, a->label);
	} else if (a->kind == ARG_CHOICE && a->choices) {
		for (const char *const *c = a->choices; *c; c++)
			buf_addf(out, "%s%s", c == a->choices ? "" : "|", *c);
	} else {
		for (const char *p = a->name; *p; p++)
			buf_addc(out, (char)(*p == '_' ? '-' : toupper((unsigned char)*p)));
		if (a->kind == ARG_TEXT)
			buf_adds(out, "...");
	}
}

static void option(const struct arg *a, struct buf *out)
{
	buf_adds(out, "--");
	for (const char *p = a->name; *p; p++)
		buf_addc(out, *p == '_' ? '-' : *p);
	if (a->kind != ARG_BOOL) {
		buf_addc(out, ' ');
		/* A long list of choices stands in the explanation. */
		if (a->kind == ARG_CHOICE && !a->label)
			for (const char *p = a->name; *p; p++)
				buf_addc(out, (char)toupper((unsigned char)*p));
		else
			label(a, out);
	}
}

void help_usage(const struct command *c, struct buf *out)
{
	buf_adds(out, c->name);
	for (const struct arg *a = c->args; a->name; a++) {
		bool need = (a->flags & ARG_REQUIRED) && !(a->flags & ARG_ONLY);
		if (a->flags & ARG_HIDDEN)
			continue;
		buf_adds(out, need ? " " : " [");
		if (a->flags & ARG_OPTION)
			option(a, out);
		else
			label(a, out);
		buf_adds(out, need ? "" : "]");
		buf_adds(out, a->flags & ARG_MANY ? "..." : "");
	}
}

/* left, then right wrapped beside it. */
static void two_columns(struct buf *out, const char *left, const char *right, int columns)
{
	struct text_rows rows = { 0 };
	int at = INDENT + text_width(left, strlen(left)), to = INDENT + NAME_COLUMNS + GAP;
	int room = columns - to < 20 ? 20 : columns - to;
	buf_addf(out, "%*s%s", INDENT, "", left);
	if (at + GAP > to) {
		buf_addc(out, '\n');
		at = 0;
	}
	text_wrap(&rows, right, strlen(right), room, 0);
	for (size_t i = 0; i < rows.n; i++) {
		buf_addf(out, "%*s", to - at, "");
		buf_add(out, right + rows.v[i].at, rows.v[i].len);
		buf_addc(out, '\n');
		at = 0;
	}
	text_rows_fini(&rows);
}

static void paragraph(struct buf *out, const char *text, int columns)
{
	struct text_rows rows = { 0 };
	text_wrap(&rows, text, strlen(text), columns, 0);
	for (size_t i = 0; i < rows.n; i++) {
		buf_add(out, text + rows.v[i].at, rows.v[i].len);
		buf_addc(out, '\n');
	}
	text_rows_fini(&rows);
}

static int columns_of(int columns)
{
	if (columns <= 0)
		return COLUMNS_DEFAULT;
	return columns > COLUMNS_MAX ? COLUMNS_MAX : columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns;
}

void help_all(struct buf *out, int columns)
{
	columns = columns_of(columns);
	buf_adds(out, _("usage: wartel [COMMAND]\n\nWithout a command the screen opens. The commands:\n\n"));
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		if (!(c->flags & CMD_HIDDEN))
			two_columns(out, c->name, say_of(c->help), columns);
	}
	buf_adds(out, _("\nEvery command takes:\n\n"));
	for (const struct arg *a = command_common; a->name; a++) {
		struct buf left = { 0 };
		option(a, &left);
		two_columns(out, buf_str(&left), say_of(a->help), columns);
		buf_fini(&left);
	}
	buf_adds(out, _("\n`wartel help COMMAND` tells more about one.\n"));
}

static void arguments(const struct command *c, bool options, const char *title, struct buf *out, int columns)
{
	bool any = false;
	for (const struct arg *a = c->args; a->name; a++) {
		struct buf left = { 0 }, right = { 0 };
		if ((a->flags & ARG_HIDDEN) || !(a->flags & ARG_OPTION) != !options)
			continue;
		if (!any)
			buf_addf(out, "\n%s\n", title);
		any = true;
		if (options)
			option(a, &left);
		else
			label(a, &left);
		buf_adds(&right, say_of(a->help));
		if (options && a->kind == ARG_CHOICE) {
			buf_adds(&right, ": ");
			for (const char *const *v = a->choices; *v; v++)
				buf_addf(&right, "%s%s", v == a->choices ? "" : ", ", *v);
		}
		two_columns(out, buf_str(&left), buf_str(&right), columns);
		buf_fini(&left);
		buf_fini(&right);
	}
}

void help_command(const struct command *c, struct buf *out, int columns)
{
	struct buf usage = { 0 };
	columns = columns_of(columns);
	help_usage(c, &usage);
	buf_addf(out, _("usage: wartel %s\n\n"), buf_str(&usage));
	buf_fini(&usage);
	paragraph(out, say_of(c->help), columns);
	if (c->alias)
		buf_addf(out, _("Also called: %s\n"), c->alias);
	if (c->about) {
		buf_addc(out, '\n');
		paragraph(out, say_of(c->about), columns);
	}
	arguments(c, false, _("Arguments:"), out, columns);
	arguments(c, true, _("Options:"), out, columns);
	if (c->examples) {
		buf_addf(out, "\n%s\n", _("Examples:"));
		for (const char *const *x = c->examples; *x; x++)
			buf_addf(out, "%*s%s\n", INDENT, "", *x);
	}
	if (c->route)
		buf_addf(out, _("\nAPI: %s %s (rights: %s)\n"), c->method, c->route, rights_name(c->rights));
}

/* Text for mdoc: a backslash and a control character at a line's start mean
 * themselves. */
static void mdoc(struct buf *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		buf_adds(out, "\\&");
	for (; *s; s++)
		if (*s == '\\')
			buf_adds(out, "\\e");
		else if (*s == '-')
			buf_adds(out, "\\-");
		else
			buf_addc(out, *s);
}

/* mdoc wants a new line for a new sentence. */
static void mdoc_sentences(struct buf *out, const char *s)
{
	for (const char *stop; (stop = strstr(s, ". ")); s = stop + 2) {
		char one[1024];
		snprintf(one, sizeof one, "%.*s", (int)(stop + 1 - s), s);
		mdoc(out, one);
		buf_addc(out, '\n');
	}
	mdoc(out, s);
	buf_addc(out, '\n');
}

static void man_command(const struct command *c, struct buf *out)
{
	struct buf usage = { 0 };
	help_usage(c, &usage);
	buf_adds(out, ".It Ic ");
	mdoc(out, buf_str(&usage));
	buf_fini(&usage);
	buf_addc(out, '\n');
	mdoc(out, c->help);
	buf_adds(out, ".\n");
	if (c->alias) {
		buf_adds(out, "Also called\n.Ic ");
		mdoc(out, c->alias);
		buf_adds(out, " .\n");
	}
	if (c->about)
		mdoc_sentences(out, c->about);
	for (const struct arg *a = c->args; a->name; a++) {
		struct buf left = { 0 };
		if (a->flags & ARG_HIDDEN)
			continue;
		if (a->flags & ARG_OPTION)
			option(a, &left);
		else
			label(a, &left);
		buf_adds(out, ".Pp\n.Ql ");
		mdoc(out, buf_str(&left));
		buf_adds(out, " :\n");
		mdoc(out, a->help);
		if ((a->flags & ARG_OPTION) && a->kind == ARG_CHOICE) {
			buf_adds(out, ": ");
			for (const char *const *v = a->choices; *v; v++) {
				buf_adds(out, v == a->choices ? "" : ", ");
				mdoc(out, *v);
			}
		}
		buf_adds(out, ".\n");
		buf_fini(&left);
	}
}

void help_man(struct buf *out)
{
	buf_adds(out, ".Sh COMMANDS\n.Bl -tag -width Ds\n");
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		if (!(c->flags & CMD_HIDDEN))
			man_command(c, out);
	}
	buf_adds(out, ".El\n.Pp\nEvery command takes:\n.Bl -tag -width Ds\n");
	for (const struct arg *a = command_common; a->name; a++) {
		struct buf left = { 0 };
		option(a, &left);
		buf_adds(out, ".It Ql ");
		mdoc(out, buf_str(&left));
		buf_addc(out, '\n');
		mdoc(out, a->help);
		buf_adds(out, ".\n");
		buf_fini(&left);
	}
	buf_adds(out, ".El\n.Sh ROUTES\nThe same commands over HTTP on the engine's socket,\n"
		"with the rights each of them takes:\n.Bl -tag -width Ds\n");
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		if (!c->route)
			continue;
		buf_adds(out, ".It Ic ");
		mdoc(out, c->method);
		buf_addc(out, ' ');
		mdoc(out, c->route);
		buf_addf(out, "\n%s: ", rights_name(c->rights));
		mdoc(out, c->help);
		buf_adds(out, ".\n");
	}
	buf_adds(out, ".El\n");
}
