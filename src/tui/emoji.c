/* emoji: see emoji.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "tui/emoji.h"

#include "base/banned.h"

enum { WORD_MAX = 48 };

static char *small(const char *s, size_t n)
{
	char *out = xstrndup(s, n);
	for (char *p = out; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return out;
}

void emoji_fini(struct emojis *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->v[i].text);
		free(e->v[i].names[0]);
		free(e->v[i].names[1]);
	}
	free(e->v);
	*e = (struct emojis){0};
}

bool emoji_read(struct emojis *e, const char *path, struct err *err)
{
	struct buf text;
	buf_init(&text, CEIL_CONFIG);
	bool ok = file_read(path, &text, err);
	int line = 0;
	for (const char *s = ok ? buf_str(&text) : ""; *s && ok;) {
		size_t n = strcspn(s, "\n"), first = strcspn(s, "\t\n");
		line++;
		if (n > 0 && *s != '#') {
			size_t second = first < n ? first + 1 + strcspn(s + first + 1, "\t\n") : n;
			ok = second < n || err_set(err, ERR_INTERNAL, "emoji.line",
				N_("{file}:{line}: an emoji and two names belong there, tabs between"), "file=%s\nline=%d",
				path, line);
			if (ok) {
				LIST_GROW(e);
				e->v[e->n++] = (struct emoji){xstrndup(s, first),
					{small(s + first + 1, second - first - 1), small(s + second + 1, n - second - 1)}};
			}
		}
		s += n + (s[n] == '\n');
	}
	buf_fini(&text);
	if (!ok)
		emoji_fini(e);
	e->read = ok;
	return ok;
}

static bool part_of_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-' || c == '+' || c >= 0x80;
}

size_t emoji_word(const char *text, size_t point)
{
	size_t n = 0;
	while (n < point && n <= WORD_MAX && part_of_word((unsigned char)text[point - n - 1]))
		n++;
	if (n < 2 || n >= point || text[point - n - 1] != ':' || isdigit((unsigned char)text[point - n]))
		return 0;
	size_t at = point - n - 1;
	return at == 0 || isspace((unsigned char)text[at - 1]) ? n + 1 : 0;
}

/* 0: not at all, 1: some word of the name begins so, 2: the name does. */
static int fits(const char *name, const char *typed)
{
	size_t n = strlen(typed);
	if (!strncmp(name, typed, n))
		return 2;
	for (const char *s = strpbrk(name, " -:"); s; s = strpbrk(s + 1, " -:"))
		if (!strncmp(s + 1, typed, n))
			return 1;
	return 0;
}

size_t emoji_find(const struct emojis *e, const char *typed, size_t n, const struct emoji *out[EMOJI_FOUND_MAX])
{
	char *want = small(typed, n);
	size_t found = 0;
	for (char *p = want; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	for (int rank = 2; rank > 0; rank--)
		for (size_t i = 0; i < e->n && found < EMOJI_FOUND_MAX; i++) {
			int en = fits(e->v[i].names[0], want), id = fits(e->v[i].names[1], want);
			if ((en > id ? en : id) == rank)
				out[found++] = &e->v[i];
		}
	free(want);
	return found;
}
