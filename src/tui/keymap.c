/* keymap: see keymap.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/action.h"
#include "tui/keymap.h"
#include "tui/keys.h"

#include "base/banned.h"

static const struct {
	const char *name, *title;
	enum mode parent;
} modes[] = {
#define X(id, name, parent, title) [id] = {name, title, parent},
	MODES(X)
#undef X
};

const char *mode_name(enum mode m)
{
	return modes[m].name;
}

const char *mode_title(enum mode m)
{
	return modes[m].title;
}

enum mode mode_parent(enum mode m)
{
	return modes[m].parent;
}

static void binding_fini(struct binding *b)
{
	free(b->keys);
	free(b->line);
	free(b->note);
	free(b->hint);
}

void keymap_fini(struct keymap *m)
{
	for (size_t i = 0; i < m->n; i++)
		binding_fini(&m->v[i]);
	free(m->v);
	*m = (struct keymap){0};
}

static size_t place_of(const struct keymap *m, enum mode mode, const char *keys)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].mode == mode && !strcmp(m->v[i].keys, keys))
			return i;
	return m->n;
}

static void drop(struct keymap *m, size_t i)
{
	binding_fini(&m->v[i]);
	memmove(m->v + i, m->v + i + 1, (m->n - i - 1) * sizeof *m->v);
	m->n--;
}

/* Where a file's reader stands. */
struct reader {
	const char *name;
	int line;
	bool own;
};

static bool wrong(const struct reader *r, const char *key, const char *text, const char *what, struct err *e)
{
	return err_set(e, ERR_USAGE, key, text, "file=%s\nline=%d\nwhat=%s", r->name, r->line, what);
}

/* The next word of *s, quotes around it taken off, cut to cap. */
static bool word(char **s, char *out, size_t cap)
{
	*s += strspn(*s, " \t");
	bool quoted = **s == '"';
	*s += quoted;
	size_t n = strcspn(*s, quoted ? "\"" : " \t");
	snprintf(out, cap, "%.*s", (int)n, *s);
	*s += n;
	if (quoted && **s == '"')
		(*s)++;
	return n > 0 && n < cap;
}

static bool mode_named(const char *name, enum mode *out)
{
	for (int i = 0; i < MODE_COUNT; i++)
		if (!strcmp(modes[i].name, name)) {
			*out = (enum mode)i;
			return true;
		}
	return false;
}

/* A longer sequence that begins with this one, or the other way round: one of
 * the two could never be typed. */
static const struct binding *in_the_way(const struct keymap *m, enum mode mode, const char *keys)
{
	size_t n = strlen(keys);
	for (size_t i = 0; i < m->n; i++) {
		const struct binding *b = &m->v[i];
		size_t k = strlen(b->keys), common = n < k ? n : k;
		if (b->mode == mode && n != k && !strncmp(b->keys, keys, common) &&
		    (n < k ? b->keys[common] : keys[common]) == ' ')
			return b;
	}
	return NULL;
}

static bool good_keys(const struct reader *r, const char *keys, struct err *e)
{
	char one[KEY_NAME];
	for (const char *s = keys; *s;) {
		size_t n = strcspn(s, " ");
		snprintf(one, sizeof one, "%.*s", (int)n, s);
		if (n == 0 || n >= sizeof one || !key_named(one))
			return wrong(r, "keys.key",
				N_("{file}:{line}: there is no key {what}: one character, C-x, M-x, or a name as enter, "
				   "tab, esc, space, up, pgdn, f1"),
				one, e);
		s += n + (s[n] == ' ');
	}
	return true;
}

static bool bind(struct keymap *m, const struct reader *r, char *s, char *note, struct err *e)
{
	char name[16], keys[64];
	enum mode mode;
	if (!word(&s, name, sizeof name) || !mode_named(name, &mode))
		return wrong(r, "keys.mode",
			N_("{file}:{line}: there is no mode {what}: any, inbox, list, thread, look, page, log, "
			   "queue, numbers, found, opened, edit, compose, line, choose"),
			name, e);
	if (!word(&s, keys, sizeof keys))
		return wrong(r, "keys.none", N_("{file}:{line}: a key is missing after {what}"), name, e);
	if (!good_keys(r, keys, e))
		return false;
	s += strspn(s, " \t");
	size_t n = strlen(s);
	while (n > 0 && strchr(" \t", s[n - 1]))
		s[--n] = 0;
	if (!*s)
		return wrong(r, "keys.line", N_("{file}:{line}: what should {what} do? A command is missing"), keys, e);
	struct err unknown = {0};
	if (!action_known(s, &unknown))
		return wrong(r, "keys.command", N_("{file}:{line}: {what}"), err_text(&unknown), e);
	size_t at = place_of(m, mode, keys);
	if (at < m->n && m->v[at].own == r->own)
		return err_set(e, ERR_USAGE, "keys.twice",
			N_("{file}:{line}: {keys} is bound twice in {mode}, first in line {first}"),
			"file=%s\nline=%d\nkeys=%s\nmode=%s\nfirst=%d", r->name, r->line, keys, name, m->v[at].at);
	const struct binding *other = in_the_way(m, mode, keys);
	if (other && other->own == r->own)
		return err_set(e, ERR_USAGE, "keys.hidden",
			N_("{file}:{line}: {keys} and {other} of line {first} begin alike: one could never be typed"),
			"file=%s\nline=%d\nkeys=%s\nother=%s\nfirst=%d", r->name, r->line, keys, other->keys, other->at);
	/* The user's stand in for what they hide. */
	while ((other = in_the_way(m, mode, keys)))
		drop(m, (size_t)(other - m->v));
	struct binding b = {.mode = mode, .keys = xstrdup(keys), .line = xstrdup(s), .at = r->line, .own = r->own};
	if (note && *note) {
		char *bar = strstr(note, " | ");
		if (bar)
			*bar = 0;
		b.note = xstrdup(note);
		b.hint = bar ? xstrdup(bar + 3) : NULL;
	} else if (r->own) {
		b.note = xstrdup(s);
	}
	if ((at = place_of(m, mode, keys)) < m->n) {
		binding_fini(&m->v[at]);
		m->v[at] = b;
		return true;
	}
	LIST_GROW(m);
	m->v[m->n++] = b;
	return true;
}

static bool unbind(struct keymap *m, const struct reader *r, char *s, struct err *e)
{
	char name[16], keys[64];
	enum mode mode;
	if (!word(&s, name, sizeof name) || !mode_named(name, &mode) || !word(&s, keys, sizeof keys))
		return wrong(r, "keys.unbind", N_("{file}:{line}: unbind wants a mode and a key, not {what}"), name, e);
	size_t at = place_of(m, mode, keys);
	if (at == m->n)
		return wrong(r, "keys.unbound", N_("{file}:{line}: {what} is not bound there"), keys, e);
	drop(m, at);
	return true;
}

bool keymap_parse(struct keymap *m, const char *name, const char *text, bool own, struct err *e)
{
	struct reader r = {.name = name, .own = own};
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n), *s = line + strspn(line, " \t"), verb[16] = "";
		bool ok = true;
		r.line++;
		text += n + (text[n] == '\n');
		if (*s && *s != '#') {
			char *note = strstr(s, " # ");
			if (note) {
				*note = 0;
				note += 3;
			}
			word(&s, verb, sizeof verb);
			if (!strcmp(verb, "bind"))
				ok = bind(m, &r, s, note, e);
			else if (!strcmp(verb, "unbind"))
				ok = unbind(m, &r, s, e);
			else
				ok = wrong(&r, "keys.verb", N_("{file}:{line}: {what} is neither bind nor unbind"), verb, e);
		}
		free(line);
		if (!ok)
			return false;
	}
	return true;
}

bool keymap_load(struct keymap *m, const char *user_file, struct err *e)
{
	struct err bug = {0};
	if (!keymap_parse(m, "keys.conf", keymap_builtin, false, &bug))
		BUG("%s", err_text(&bug));
	if (!user_file || !file_exists(user_file))
		return true;
	struct buf text;
	buf_init(&text, CEIL_CONFIG);
	bool ok = file_read(user_file, &text, e) && keymap_parse(m, user_file, buf_str(&text), true, e);
	buf_fini(&text);
	if (!ok) {
		keymap_fini(m);
		keymap_parse(m, "keys.conf", keymap_builtin, false, &bug);
	}
	return ok;
}

/* Tests hold the keys that their scripts press against the table. */
static void note_use(const struct binding *b)
{
	char what[96];
	snprintf(what, sizeof what, "%s %s", modes[b->mode].name, b->keys);
	fault_note("key", what);
}

const struct binding *keymap_find(const struct keymap *m, enum mode mode, const char *sequence, bool *more)
{
	size_t n = strlen(sequence);
	*more = false;
	for (;;) {
		for (size_t i = 0; i < m->n; i++) {
			const struct binding *b = &m->v[i];
			if (b->mode != mode || strncmp(b->keys, sequence, n))
				continue;
			if (b->keys[n] == 0) {
				note_use(b);
				return b;
			}
			if (b->keys[n] == ' ')
				*more = true;
		}
		if (mode_parent(mode) == mode)
			return NULL;
		mode = mode_parent(mode);
	}
}

/* What mdoc would take for a macro or an escape. */
static void man_text(struct buf *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		buf_adds(out, "\\&");
	for (; *s; s++)
		buf_adds(out, *s == '\\' ? "\\e" : (char[]){*s, 0});
}

void keymap_man(struct buf *out)
{
	struct keymap m = {0};
	keymap_load(&m, NULL, NULL);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		buf_addf(out, ".Ss %s\n", modes[mode].title);
		if (modes[mode].parent != (enum mode)mode)
			buf_addf(out, "Mode\n.Cm %s ;\nkeys not bound here are those of\n.Cm %s .\n", modes[mode].name,
				modes[modes[mode].parent].name);
		else
			buf_addf(out, "Mode\n.Cm %s .\n", modes[mode].name);
		buf_adds(out, ".Bl -tag -width backspace -compact\n");
		for (size_t i = 0; i < m.n; i++) {
			if (m.v[i].mode != (enum mode)mode || !m.v[i].note)
				continue;
			buf_adds(out, ".It Ic \"\\&");
			man_text(out, m.v[i].keys);
			/* Other keys of the same meaning follow without a note. */
			for (size_t k = i + 1; k < m.n && m.v[k].mode == (enum mode)mode && !m.v[k].note; k++) {
				buf_adds(out, ", ");
				man_text(out, m.v[k].keys);
			}
			buf_adds(out, "\"\n");
			man_text(out, m.v[i].note);
			buf_addc(out, '\n');
		}
		buf_adds(out, ".El\n");
	}
	keymap_fini(&m);
	buf_adds(out, ".Ss Words of the screen\n.Bl -tag -width first-unread -compact\n");
	for (size_t i = 0; action_name(i); i++) {
		buf_addf(out, ".It Ic %s\n", action_name(i));
		man_text(out, action_note(i));
		buf_addc(out, '\n');
	}
	buf_adds(out, ".El\n");
}
