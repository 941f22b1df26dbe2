/* rules: reading a file of them, line by line, and preparing patterns. */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "policy/fold.h"
#include "policy/need.h"
#include "policy/rules.h"

#include "base/banned.h"

enum { RULES_MAX = 2000, PATTERN_MAX = 16 << 10 };

/* What a space in a pattern stands for. */
#define SPACE "\\W{0,4}"
#define SPACE_NEEDED "\\W{1,4}"

NAMES_DEFINE(content_action, content_action, CONTENT_ACTIONS)

struct reader {
	struct rules *rules;
	struct finder *finder;
	int line;
	struct err *e;
};

static bool wrong(struct reader *r, const char *key, const char *text, const char *what)
{
	return err_set(r->e, ERR_USAGE, key, text,
		"file=%s\nline=%d\nwhat=%s", r->rules->file, r->line, what);
}

/* A pattern as it is compiled: folded as texts are, spaces widened. */
struct pattern {
	const char *p, *end;
	struct buf out;
};

static void copy(struct pattern *t, size_t n)
{
	if (n > (size_t)(t->end - t->p))
		n = (size_t)(t->end - t->p);
	buf_add(&t->out, t->p, n);
	t->p += n;
}

/* Up to and with the next c; all of the rest when there is none. */
static void copy_to(struct pattern *t, char c)
{
	const char *stop = memchr(t->p, c, (size_t)(t->end - t->p));

	copy(t, stop ? (size_t)(stop - t->p) + 1 : (size_t)(t->end - t->p));
}

static void fold_one(struct pattern *t)
{
	uint32_t c, piece[FOLD_WIDE];
	size_t len = text_decode(t->p, (size_t)(t->end - t->p), &c), n = fold_character(c, piece);

	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[4];
		int m = u8_uctomb(bytes, piece[i], sizeof bytes);
		buf_add(&t->out, bytes, m > 0 ? (size_t)m : 0);
	}
	t->p += len;
}

static void copy_escape(struct pattern *t)
{
	char c = t->end - t->p > 1 ? t->p[1] : 0;

	copy(t, 2);
	if (c == 'Q') {
		const char *stop = strstr(t->p, "\\E");
		copy(t, stop ? (size_t)(stop - t->p) + 2 : (size_t)(t->end - t->p));
	} else if (t->p < t->end && *t->p == '{' && c && strchr("pPxogkN", c)) {
		copy_to(t, '}');
	} else if (t->p < t->end && *t->p == '<' && (c == 'k' || c == 'g')) {
		copy_to(t, '>');
	}
}

/* The head of a group, so that its name or verb stays as it is. */
static void copy_group(struct pattern *t)
{
	size_t n = (size_t)(t->end - t->p);
	bool named = n > 3 && t->p[1] == '?' &&
		     (!memcmp(t->p + 2, "P<", 2) || (t->p[2] == '<' && !strchr("=!", t->p[3])));

	if (n > 1 && t->p[1] == '*')
		copy_to(t, ')');
	else if (named)
		copy_to(t, '>');
	else
		copy(t, n > 1 && t->p[1] == '?' ? 3 : 1);
}

static void widen_space(struct pattern *t)
{
	bool needed = false;

	while (t->p < t->end && *t->p == ' ')
		t->p++;
	/* Some already: ? and * change nothing, and + asks for one. */
	if (t->p < t->end && strchr("?*+", *t->p))
		needed = *t->p++ == '+';
	buf_adds(&t->out, needed ? SPACE_NEEDED : SPACE);
}

static void pattern_prepare(struct pattern *t, bool extended)
{
	bool class = false;

	while (t->p < t->end) {
		if (*t->p == '\\') {
			copy_escape(t);
		} else if (class) {
			if (*t->p == '[' && t->end - t->p > 1 && t->p[1] == ':') {
				copy_to(t, ']');
				continue;
			}
			class = *t->p != ']';
			fold_one(t);
		} else if (*t->p == '[') {
			class = true;
			copy(t, 1);
			if (t->p < t->end && *t->p == '^')
				copy(t, 1);
			if (t->p < t->end && *t->p == ']')
				copy(t, 1);
		} else if (*t->p == '(') {
			copy_group(t);
		} else if (*t->p == ' ' && !extended) {
			widen_space(t);
		} else {
			fold_one(t);
		}
	}
}

static bool compile(struct reader *r, struct rule *rule, const char *pattern, size_t n, const char *flags)
{
	struct pattern t = { .p = pattern, .end = pattern + n };
	struct need *need = xcalloc(1, sizeof *need);
	struct err why;
	char said[200];
	size_t at, len;
	bool ok = false;

	buf_init(&t.out, PATTERN_MAX);
	pattern_prepare(&t, strchr(flags, 'x') != NULL);
	if (t.out.over) {
		wrong(r, "rules.long",
			N_("{file}, line {line}: the pattern is too long; make it several"), "");
		goto out;
	}
	rule->rx = rx_new(t.out.v, flags, &why);
	if (!rule->rx) {
		if (!sentence_arg(&why.say, "why", said, sizeof said))
			str_copy(said, sizeof said, err_text(&why));
		wrong(r, "rules.pattern", N_("{file}, line {line}: the pattern is wrong: {what}"), said);
		goto out;
	}
	if (rx_match(rule->rx, "", 0, 0, &at, &len) != RX_NO) {
		wrong(r, "rules.empty",
			N_("{file}, line {line}: the pattern finds an empty text; make it need a letter"),
			"");
		goto out;
	}
	if (rule->strong && strchr(flags, 'w'))
		rule->loose = rx_new(t.out.v, strchr(flags, 'x') ? "x" : "", NULL);
	need_of(need, t.out.v, strchr(flags, 'x') != NULL);
	rule->reach = need->reach;
	rule->words = xcalloc(need->n + 1, sizeof *rule->words);
	for (; rule->n_words < need->n; rule->n_words++)
		if (!finder_add(r->finder, need->v[rule->n_words], &rule->words[rule->n_words])) {
			wrong(r, "rules.many",
				N_("{file}, line {line}: too many words in all rules; remove some"), "");
			goto out;
		}
	ok = true;
out:
	free(need);
	buf_fini(&t.out);
	return ok;
}

/* The end of a word, and past the blanks behind it. */
static char *cut_word(char *s)
{
	s += strcspn(s, " \t");
	if (*s)
		*s++ = '\0';
	return s + strspn(s, " \t");
}

static bool read_rule(struct reader *r, bool strong, char *s)
{
	struct rule *rule;
	char *pattern, *flags;
	const char *why;
	size_t n = 0;

	if (*s != '/')
		return wrong(r, "rules.slash",
			N_("{file}, line {line}: a pattern stands between slashes: /slot gacor/"), s);
	pattern = s + 1;
	while (pattern[n] && pattern[n] != '/')
		n += pattern[n] == '\\' && pattern[n + 1] ? 2 : 1;
	if (!pattern[n])
		return wrong(r, "rules.open", N_("{file}, line {line}: the pattern has no second slash"), s);
	flags = pattern + n + 1;
	why = cut_word(flags);
	if (flags[strspn(flags, "ixw")])
		return wrong(r, "rules.flag",
			N_("{file}, line {line}: there is no flag {what}; there are i, x and w (whole words)"),
			flags);
	if (*why == '#')
		why += 1 + strspn(why + 1, " \t");
	else
		why = "";
	if (!*why)
		return wrong(r, "rules.why",
			N_("{file}, line {line}: a rule ends in # and why it is there: people will read that"),
			"");
	if (r->rules->list.n == RULES_MAX)
		return wrong(r, "rules.many",
			N_("{file}, line {line}: too many words in all rules; remove some"), "");
	LIST_GROW(&r->rules->list);
	rule = &r->rules->list.v[r->rules->list.n++];
	*rule = (struct rule){ .strong = strong, .line = r->line };
	str_copy(rule->why, sizeof rule->why, why);
	return compile(r, rule, pattern, n, flags);
}

static bool is_name(const char *s)
{
	return *s && strlen(s) < RULES_NAME && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

/* "\n" in an example is a line feed, since a line has none. */
static char *example_text(const char *s)
{
	char *text = xstrdup(s), *to = text;

	for (const char *p = s; *p; p++) {
		bool line = p[0] == '\\' && p[1] == 'n';
		*to++ = line ? '\n' : *p;
		p += line;
	}
	*to = '\0';
	return text;
}

static bool read_example(struct reader *r, char *s)
{
	struct example one = { .found = *s == '+', .line = r->line };
	char *text = cut_word(s + 1);

	if (s[1] && (one.found || !is_name(s + 1)))
		return wrong(r, "rules.example",
			N_("{file}, line {line}: an example is + or -, a space, and its text; "
			   "or -CATEGORY for a text that another category finds"), s);
	if (!*text)
		return wrong(r, "rules.example.empty",
			N_("{file}, line {line}: the example has no text; write one"), "");
	str_copy(one.other, sizeof one.other, s + 1);
	one.text = example_text(text);
	LIST_GROW(&r->rules->examples);
	r->rules->examples.v[r->rules->examples.n++] = one;
	return true;
}

static bool read_category(struct reader *r, char *s)
{
	char *action = cut_word(s), *title = cut_word(action);
	size_t n = strlen(s);

	if (r->rules->name[0])
		return wrong(r, "rules.twice",
			N_("{file}, line {line}: one file is one category; make another file"), "");
	if (!is_name(s) || strncmp(s, r->rules->file, n) || strcmp(r->rules->file + n, ".rules"))
		return wrong(r, "rules.name",
			N_("{file}, line {line}: the category {what} must have the file's name, "
			   "in lower case letters, digits and -"), s);
	if (!content_action_named(action, &r->rules->action))
		return wrong(r, "rules.action",
			N_("{file}, line {line}: there is no action {what}; there are block, confirm and note"),
			action);
	str_copy(r->rules->name, sizeof r->rules->name, s);
	str_copy(r->rules->title, sizeof r->rules->title, title);
	return true;
}

static bool read_line(struct reader *r, char *s)
{
	char *rest;

	s += strspn(s, " \t");
	for (size_t n = strlen(s); n && strchr(" \t\r", s[n - 1]); n--)
		s[n - 1] = '\0';
	if (!*s || *s == '#')
		return true;
	if (strncmp(s, "category", 8) && !r->rules->name[0])
		return wrong(r, "rules.header",
			N_("{file}, line {line}: the first line is: category NAME block|confirm|note TITLE"), s);
	if (*s == '+' || *s == '-')
		return read_example(r, s);
	rest = cut_word(s);
	if (!strcmp(s, "category"))
		return read_category(r, rest);
	if (!strcmp(s, "strong") || !strcmp(s, "weak"))
		return read_rule(r, *s == 's', rest);
	return wrong(r, "rules.line",
		N_("{file}, line {line}: {what} is unknown; a line begins with strong, weak, +, - or #"), s);
}

bool rules_read(struct rules *rules, const char *path, struct finder *finder, struct err *e)
{
	struct reader r = { .rules = rules, .finder = finder, .e = e };
	const char *slash = strrchr(path, '/');
	struct buf text;
	bool ok = false;

	*rules = (struct rules){0};
	buf_init(&text, CEIL_CONFIG);
	if (!file_read(path, &text, e))
		goto out;
	if (!str_copy(rules->file, sizeof rules->file, slash ? slash + 1 : path)) {
		err_set(e, ERR_USAGE, "rules.file", N_("{file}: the name of the file is too long"),
			"file=%s", path);
		goto out;
	}
	if (!text_valid(text.v, text.n)) {
		err_set(e, ERR_USAGE, "rules.utf8", N_("{file} is not in UTF-8; write it again in that"),
			"file=%s", path);
		goto out;
	}
	for (char *line = text.v, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		r.line++;
		if (!read_line(&r, line))
			goto out;
	}
	if (!rules->name[0]) {
		wrong(&r, "rules.header",
			N_("{file}, line {line}: the first line is: category NAME block|confirm|note TITLE"),
			"");
		goto out;
	}
	ok = true;
out:
	buf_fini(&text);
	return ok;
}

void rules_fini(struct rules *rules)
{
	for (size_t i = 0; i < rules->list.n; i++) {
		rx_free(rules->list.v[i].rx);
		rx_free(rules->list.v[i].loose);
		free(rules->list.v[i].words);
	}
	for (size_t i = 0; i < rules->examples.n; i++)
		free(rules->examples.v[i].text);
	free(rules->list.v);
	free(rules->examples.v);
	*rules = (struct rules){0};
}
