/* stopword: the list, sorted by its folded phrases. */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "policy/fold.h"
#include "policy/stopword.h"

#include "base/banned.h"

enum { PHRASE_CAP = 96, DRAWN_OUT = 3 };

NAMES_DEFINE(stopword, stopword, STOPWORDS)

/* STOPWORD_NONE: a polite word. */
struct phrase {
	char text[PHRASE_CAP];
	enum stopword kind;
};

struct stopwords {
	struct phrase *v;
	size_t n, cap;
};

/* Inside a word they are part of its spelling: don't, jum'at. */
static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 || c == 0x2019;
}

/* A letter three times or more is there once: stoppp. */
static void shorten(const struct glyph *v, size_t n, struct buf *word)
{
	for (size_t i = 0; i < n;) {
		size_t same = 1, keep;
		uint8_t bytes[4];
		int len = u8_uctomb(bytes, v[i].c, sizeof bytes);
		while (i + same < n && v[i + same].c == v[i].c)
			same++;
		keep = same >= DRAWN_OUT && v[i].kind == GLYPH_LETTER ? 1 : same;
		for (; keep && len > 0; keep--)
			buf_add(word, bytes, (size_t)len);
		i += same;
	}
}

/* The words of s with one space between them; false when they are none, or too
 * many or too long for a stop word. */
static bool phrase_of(const char *s, size_t n, char out[PHRASE_CAP])
{
	struct fold f;
	struct buf word, all, last;
	size_t words = 0;

	buf_init(&word, PHRASE_CAP - 1);
	buf_init(&last, PHRASE_CAP - 1);
	buf_init(&all, PHRASE_CAP - 1);
	fold_text(&f, s, n);
	for (size_t at = 0; at < f.n && words <= STOPWORD_WORDS && !all.over;) {
		struct glyph letters[PHRASE_CAP];
		size_t have = 0;
		for (; at < f.n && (f.v[at].kind >= GLYPH_DIGIT || (have && is_apostrophe(f.v[at].c))); at++)
			if (f.v[at].kind >= GLYPH_DIGIT && have < PHRASE_CAP)
				letters[have++] = f.v[at];
		if (!have) {
			at++;
			continue;
		}
		words++;
		buf_clear(&word);
		shorten(letters, have, &word);
		if (have == PHRASE_CAP || word.over)
			all.over = true;
		if (!strcmp(word.v, buf_str(&last)))
			continue;
		if (all.n)
			buf_addc(&all, ' ');
		buf_adds(&all, word.v);
		buf_clear(&last);
		buf_adds(&last, word.v);
	}
	bool ok = words > 0 && words <= STOPWORD_WORDS && !all.over;
	if (ok)
		str_copy(out, PHRASE_CAP, buf_str(&all));
	fold_fini(&f);
	buf_fini(&word);
	buf_fini(&last);
	buf_fini(&all);
	return ok;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct phrase *)a)->text, ((const struct phrase *)b)->text);
}

static bool wrong(struct err *e, const char *path, int line, const char *key, const char *text,
	const char *what)
{
	return err_set(e, ERR_USAGE, key, text, "file=%s\nline=%d\nwhat=%s", path, line, what);
}

static bool add_phrase(struct stopwords *s, enum stopword kind, const char *text, const char *path, int line,
	struct err *e)
{
	struct phrase one = { .kind = kind };

	if (!phrase_of(text, strlen(text), one.text))
		return wrong(e, path, line, "stopwords.phrase",
			N_("{file}, line {line}: “{what}” is no stop word; one has one to four short words"),
			text);
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i].text, one.text))
			continue;
		/* Languages share words. */
		if (s->v[i].kind == kind)
			return true;
		return wrong(e, path, line, "stopwords.twice",
			N_("{file}, line {line}: “{what}” was of another kind before; keep one"), text);
	}
	LIST_GROW(s);
	s->v[s->n++] = one;
	return true;
}

static bool add_line(struct stopwords *s, char *line, const char *path, int number, struct err *e)
{
	enum stopword kind;
	char *p;

	line[strcspn(line, "\r")] = '\0';
	line += strspn(line, " \t");
	if (!*line || *line == '#' || *line == '[')
		return true;
	p = line + strcspn(line, " \t");
	if (*p)
		*p++ = '\0';
	if (!strcmp(line, "polite"))
		kind = STOPWORD_NONE;
	else if (!stopword_named(line, &kind) || kind == STOPWORD_NONE)
		return wrong(e, path, number, "stopwords.line",
			N_("{file}, line {line}: {what} is unknown; a line begins with stop, ask, start or "
			   "polite"), line);
	for (char *end; *p; p = end) {
		end = p + strcspn(p, ",");
		if (*end)
			*end++ = '\0';
		if (!add_phrase(s, kind, p, path, number, e))
			return false;
	}
	return true;
}

struct stopwords *stopwords_load(const char *path, struct err *e)
{
	struct stopwords *s = xcalloc(1, sizeof *s);
	struct buf text;
	bool ok = false;
	int number = 0;

	buf_init(&text, CEIL_CONFIG);
	if (!file_read(path, &text, e))
		goto out;
	if (!text_valid(text.v, text.n)) {
		err_set(e, ERR_USAGE, "stopwords.utf8",
			N_("{file} is not in UTF-8; write it again in that"), "file=%s", path);
		goto out;
	}
	for (char *line = text.v, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		if (!add_line(s, line, path, ++number, e))
			goto out;
	}
	if (s->n)
		qsort(s->v, s->n, sizeof *s->v, by_text);
	ok = true;
out:
	buf_fini(&text);
	if (!ok) {
		stopwords_free(s);
		s = NULL;
	}
	return s;
}

void stopwords_free(struct stopwords *s)
{
	if (!s)
		return;
	free(s->v);
	free(s);
}

static const struct phrase *find(const struct stopwords *s, const char *text)
{
	struct phrase key;

	if (!str_copy(key.text, sizeof key.text, text))
		return NULL;
	return bsearch(&key, s->v, s->n, sizeof *s->v, by_text);
}

static bool is_polite(const struct stopwords *s, const char *text)
{
	const struct phrase *p = find(s, text);

	return p && p->kind == STOPWORD_NONE;
}

/* Takes a polite phrase of one or two words off the end, else off the start; false
 * when there is none, or nothing would be left. */
static bool drop_polite(const struct stopwords *s, char *text)
{
	char *cut = text + strlen(text);

	for (int words = 0; words < 2; words++) {
		do
			cut--;
		while (cut > text && *cut != ' ');
		if (cut <= text)
			break;
		if (is_polite(s, cut + 1)) {
			*cut = '\0';
			return true;
		}
	}
	cut = text;
	for (int words = 0; words < 2; words++) {
		cut += strcspn(cut, " ");
		if (!*cut)
			break;
		*cut = '\0';
		if (is_polite(s, text)) {
			memmove(text, cut + 1, strlen(cut + 1) + 1);
			return true;
		}
		*cut++ = ' ';
	}
	return false;
}

enum stopword stopword_judge(const struct stopwords *s, const char *text, size_t n)
{
	char phrase[PHRASE_CAP];
	const struct phrase *found;

	if (n > CEIL_TEXT || s->n == 0 || !phrase_of(text, n, phrase))
		return STOPWORD_NONE;
	do {
		found = find(s, phrase);
		if (found && found->kind != STOPWORD_NONE)
			return found->kind;
	} while (drop_polite(s, phrase));
	return STOPWORD_NONE;
}
