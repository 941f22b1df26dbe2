/* parse: words, as argv or the `:` line has them, to a JSON object of a
 * command's arguments. Pure.
 *
 * Positional words come in the order of the table, options (--name value,
 * --name=value) anywhere; -- ends them. ARG_TEXT takes all words that are left,
 * joined by single spaces. Ids of messages, ints and bools become JSON ints and
 * bools, everything else strings; targets are not looked up here. */
#ifndef COMMAND_PARSE_H
#define COMMAND_PARSE_H

#include <jansson.h>

#include "command/command.h"

/* words: those after the command's own. *args is a new object (NULL on failure).
 * False with ERR_USAGE args.*, naming the nearest where a name is not known. */
bool command_parse(const struct command *, const char *const *words, size_t n, json_t **args, struct err *);

/* Where on the screen's line the words leave out what is selected there: the first
 * argument names a target, and the first word that is no option is `.`, or cannot be
 * one: a change (+vip, -vip; +62 812 is a phone) or a value (kota=Bandung). *at is that
 * word's place; n when there is none. Whether it is to be replaced (`.`) or the target
 * comes before it stands in *dot. */
bool command_untargeted(const struct command *, const char *const *words, size_t n, size_t *at, bool *dot);

/* A line as words: '…' and "…" keep spaces, \ keeps the next byte (inside "…"
 * only " and \), nothing else is special. */
struct words {
	char **v; /* owned, v[n] is NULL */
	size_t n, cap;
	bool open;	/* a quote was not closed */
	size_t last_at; /* where in the line the last word begins */
	bool fresh;	/* the line ends in white space: the next word is empty */
};
/* Fails with ERR_USAGE line.quote when a quote is left open. */
bool command_split(const char *line, struct words *, struct err *);
/* The same for a line that is being typed: an open quote is no error. */
void command_split_open(const char *line, size_t len, struct words *);
void words_fini(struct words *);
/* A word as a line has to write it to mean itself (heap). */
char *word_quote(const char *);

#endif
