/* show: the options and their values, for `config show`, and as the section of
 * the man page. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "config/loaded.h"

#include "base/banned.h"

struct lines {
	struct config_line *v;
	size_t n, cap;
};

static void add(struct lines *l, const struct config *c, const struct number *n, int option)
{
	const struct option *o = &options[option];
	const struct value *v = n && n->own && n->own[option].text ? &n->own[option] : &c->general[option];
	const char *value = loaded_value(c, n, option);

	/* What follows from other values is shown as it came out. */
	if (!strcmp(o->name, "data_dir")) {
		value = c->data_dir;
	} else if (!strcmp(o->name, "database")) {
		value = c->database;
	} else if (!strcmp(o->name, "log_dir")) {
		value = c->state_dir;
	} else if (!strcmp(o->name, "socket") && !*value) {
		value = c->own_socket;
	} else if (o->kind == OPTION_SECRET) {
		value = *value ? "***" : "";
	}
	LIST_GROW(l);
	l->v[l->n++] = (struct config_line){
		.option = o->name,
		.number = n && c->sections ? n->name : NULL,
		.value = value,
		.from = v->text ? v->from : "default",
		.help = o->help,
		.allowed = o->allowed,
		.side = o->side,
	};
}

size_t config_lines(const struct config *c, struct config_line **out)
{
	struct lines l = { 0 };

	for (int i = 0; i < option_count; i++) {
		if (options[i].flags & OPTION_HIDDEN) {
			continue;
		}
		if (!c->sections || !(options[i].flags & OPTION_PER_NUMBER)) {
			add(&l, c, NULL, i);
			continue;
		}
		for (size_t k = 0; k < c->numbers.n; k++) {
			add(&l, c, &c->numbers.v[k], i);
		}
	}
	*out = l.v;
	return l.n;
}

/* Text of an mdoc line: no request at its start, no escape in it. */
static void mdoc(struct buf *out, const char *s)
{
	if (*s == '.' || *s == '\'') {
		buf_adds(out, "\\&");
	}
	for (; *s; s++) {
		if (*s == '\\') {
			buf_adds(out, "\\e");
		} else if (*s == '"') {
			buf_adds(out, "\\(dq");
		} else {
			buf_addc(out, *s);
		}
	}
	buf_addc(out, '\n');
}

/* Sentences begin a line of their own. */
static void mdoc_sentences(struct buf *out, const char *s)
{
	for (const char *stop; (stop = strstr(s, ". ")); s = stop + 2) {
		char *one = xstrndup(s, (size_t)(stop + 1 - s));
		mdoc(out, one);
		free(one);
	}
	mdoc(out, s);
}

void config_man(struct buf *out)
{
	for (int i = 0; i < option_count; i++) {
		const struct option *o = &options[i];
		if (o->flags & OPTION_HIDDEN) {
			continue;
		}
		buf_addf(out, ".It Ic %s\n", o->name);
		mdoc_sentences(out, o->help);
		buf_adds(out, "Allowed: ");
		mdoc(out, o->allowed);
		if (*o->standard) {
			buf_adds(out, ".br\nDefault: ");
			mdoc(out, o->standard);
		}
		for (int k = 0; k < 2 && o->env[k]; k++) {
			buf_addf(out, ".br\nIn the environment:\n.Ev %s\n", o->env[k]);
		}
		if (o->flags & OPTION_PER_NUMBER) {
			buf_adds(out, ".br\nMay stand in a section of a number.\n");
		}
	}
}
