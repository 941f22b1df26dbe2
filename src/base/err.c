/* err: sentences with named values, the table of error kinds, and BUG.
 * A sentence keeps its values as lines "name=value": line feeds inside a value
 * become spaces, so that a line feed always ends one. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"

#include "base/banned.h"

enum { SENTENCE_NAMES = 24 };

/* Parts the values while they are formatted. Values come from anywhere, line
 * feeds included; this byte is in no text that people write. */
#define PART '\x1e'

struct value {
	const char *name;
	size_t name_len;
	const char *v;
	size_t len;
};

/* The largest length that every value may keep so that the whole fits. */
static size_t fair_length(const struct value *v, size_t n)
{
	size_t lo = 0, hi = SENTENCE_ARGS;

	while (lo < hi) {
		size_t mid = (lo + hi + 1) / 2, total = 1;
		for (size_t i = 0; i < n; i++)
			total += v[i].name_len + 2 + (v[i].len < mid ? v[i].len : mid);
		if (total <= SENTENCE_ARGS)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* Cuts len so that it ends at a character. */
static size_t utf8_floor(const char *s, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return max;
}

static void store(struct sentence *s, const struct value *v, size_t n)
{
	size_t each = fair_length(v, n);
	char *to = s->args;

	for (size_t i = 0; i < n; i++) {
		size_t len = utf8_floor(v[i].v, v[i].len, each);
		if ((size_t)(to - s->args) + v[i].name_len + len + 3 > SENTENCE_ARGS)
			break;
		if (i > 0)
			*to++ = '\n';
		memcpy(to, v[i].name, v[i].name_len);
		to += v[i].name_len;
		*to++ = '=';
		for (size_t k = 0; k < len; k++) {
			char c = v[i].v[k];
			*to++ = c == '\n' || c == '\r' || c == PART ? ' ' : c;
		}
	}
	*to = '\0';
}

/* Splits what was formatted by the names that the format has, in order: a value
 * that looks like a later name's line does not become one. */
static void args_set(struct sentence *s, const char *fmt, va_list ap)
{
	struct value v[SENTENCE_NAMES];
	size_t n = 0;
	char *marked = xstrdup(fmt), *said = NULL, *at;

	for (char *p = marked; (p = strchr(p, '\n')) != NULL; p++)
		*p = PART;
	if (vasprintf(&said, marked, ap) < 0)
		BUG("sentence %s: bad format %s", s->key, fmt);
	at = said;
	for (const char *name = marked; n < SENTENCE_NAMES;) {
		const char *eq = strchr(name, '='), *end = strchr(name, PART);
		if (!eq || (end && eq > end))
			BUG("sentence %s: a line without name= in %s", s->key, fmt);
		v[n] = (struct value){.name = name, .name_len = (size_t)(eq - name)};
		if (n > 0) {
			char *here = at;
			while ((here = strchr(here, PART)) != NULL &&
			       !(strncmp(here + 1, name, v[n].name_len + 1) == 0))
				here++;
			if (!here)
				BUG("sentence %s: lost a name of %s", s->key, fmt);
			v[n - 1].len = (size_t)(here - v[n - 1].v);
			at = here + 1;
		}
		at += v[n].name_len + 1;
		v[n].v = at;
		v[n].len = strlen(at);
		n++;
		if (!end)
			break;
		name = end + 1;
	}
	store(s, v, n);
	free(said);
	free(marked);
}

static void sentence_vset(struct sentence *s, const char *key, const char *text, const char *args, va_list ap)
{
	*s = (struct sentence){0};
	str_copy(s->key, sizeof s->key, key);
	str_copy(s->text, sizeof s->text, text);
	/* NULL or blanks: no values. */
	if (args && args[strspn(args, " ")])
		args_set(s, args, ap);
}

void sentence_set(struct sentence *s, const char *key, const char *text, const char *args, ...)
{
	va_list ap;

	va_start(ap, args);
	sentence_vset(s, key, text, args, ap);
	va_end(ap);
}

void sentence_put(struct sentence *s, const char *name, const char *value)
{
	size_t used = strlen(s->args), name_len = strlen(name), len = strlen(value);
	size_t over = name_len + 1 + (used > 0);
	char *to = s->args + used;

	if (used + over >= SENTENCE_ARGS)
		return;
	len = utf8_floor(value, len, SENTENCE_ARGS - 1 - used - over);
	if (used > 0)
		*to++ = '\n';
	memcpy(to, name, name_len);
	to += name_len;
	*to++ = '=';
	for (size_t k = 0; k < len; k++)
		*to++ = value[k] == '\n' || value[k] == '\r' ? ' ' : value[k];
	*to = '\0';
}

static const char *line_end(const char *p)
{
	return p + strcspn(p, "\n");
}

/* The line of a name: its value and length, or NULL. */
static const char *find(const struct sentence *s, const char *name, size_t name_len, size_t *len)
{
	for (const char *p = s->args; *p;) {
		const char *end = line_end(p);
		if (strncmp(p, name, name_len) == 0 && p[name_len] == '=') {
			*len = (size_t)(end - (p + name_len + 1));
			return p + name_len + 1;
		}
		p = *end ? end + 1 : end;
	}
	return NULL;
}

bool sentence_arg(const struct sentence *s, const char *name, char *out, size_t cap)
{
	size_t len;
	const char *v = find(s, name, strlen(name), &len);

	if (!v || cap == 0)
		return false;
	len = utf8_floor(v, len, cap - 1);
	memcpy(out, v, len);
	out[len] = '\0';
	return true;
}

void sentence_each(const struct sentence *s, void (*f)(void *, const char *, const char *), void *ctx)
{
	char line[SENTENCE_ARGS];

	for (const char *p = s->args; *p;) {
		const char *end = line_end(p);
		size_t len = (size_t)(end - p);
		memcpy(line, p, len);
		line[len] = '\0';
		char *eq = strchr(line, '=');
		if (eq) {
			*eq = '\0';
			f(ctx, line, eq + 1);
		}
		p = *end ? end + 1 : end;
	}
}

char *sentence_fill(const struct sentence *s, const char *text, char *out, size_t cap)
{
	size_t n = 0;

	if (cap == 0)
		return out;
	if (!text)
		text = s->text;
	while (*text && n + 1 < cap) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		size_t len;
		const char *v = end ? find(s, text + 1, (size_t)(end - text - 1), &len) : NULL;
		if (!v) {
			/* A whole character, or none of it. */
			len = 1;
			while (((unsigned char)text[len] & 0xc0) == 0x80)
				len++;
			if (n + len >= cap)
				break;
			memcpy(out + n, text, len);
			n += len;
			text += len;
			continue;
		}
		size_t keep = utf8_floor(v, len, cap - 1 - n);
		memcpy(out + n, v, keep);
		n += keep;
		if (keep < len)
			break;
		text = end + 1;
	}
	out[n] = '\0';
	return out;
}

static const struct {
	const char *name;
	int exit_code, http;
} kinds[] = {
#define X(id, name, exit_code, http) [id] = {name, exit_code, http},
	ERR_KINDS(X)
#undef X
};

static size_t kind_index(enum err_kind k)
{
	if ((size_t)k >= sizeof kinds / sizeof *kinds)
		BUG("no such kind of error: %d", (int)k);
	return (size_t)k;
}

bool err_set(struct err *e, enum err_kind kind, const char *key, const char *text, const char *args, ...)
{
	va_list ap;

	if (!e)
		return false;
	e->kind = kind;
	va_start(ap, args);
	sentence_vset(&e->say, key, text, args, ap);
	va_end(ap);
	return false;
}

const char *err_text(const struct err *e)
{
	static _Thread_local char said[SENTENCE_SAID];

	return sentence_fill(&e->say, NULL, said, sizeof said);
}

const char *err_kind_name(enum err_kind k)
{
	return kinds[kind_index(k)].name;
}

enum err_kind err_kind_named(const char *name)
{
	for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum err_kind)i;
	return ERR_INTERNAL;
}

int err_exit_code(enum err_kind k)
{
	return kinds[kind_index(k)].exit_code;
}

int err_http_status(enum err_kind k)
{
	return kinds[kind_index(k)].http;
}

void bug_at(const char *file, int line, const char *fmt, ...)
{
	char why[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	fprintf(stderr, "wartel: bug at %s:%d: %s\n", file, line, why);
	log_last(file, line, why);
	abort();
}
