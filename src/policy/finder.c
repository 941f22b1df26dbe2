/* finder: a table of states by classes of bytes; bytes that no word has share the
 * class 0, which leads back to the start. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#include "policy/finder.h"

#include "base/banned.h"

enum { STATES_MAX = 65000, BYTES = 256 };

struct word {
	char *text;
	size_t n;
};

/* A state: the word that ends there (its number + 1, or 0), and the nearest other
 * state, shorter, where one ends. */
struct state {
	uint32_t word;
	uint16_t shorter;
};

struct finder {
	struct {
		struct word *v;
		size_t n, cap;
	} words;
	size_t letters; /* of all words */
	uint8_t class_of[BYTES];
	size_t classes;
	struct state *states;
	uint16_t *next; /* [state * classes + class] */
	size_t n;
};

struct finder *finder_new(void)
{
	return xcalloc(1, sizeof(struct finder));
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->words.n; i++)
		free(f->words.v[i].text);
	free(f->words.v);
	free(f->states);
	free(f->next);
	free(f);
}

bool finder_add(struct finder *f, const char *word, uint32_t *number)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < f->words.n; i++)
		if (f->words.v[i].n == n && !memcmp(f->words.v[i].text, word, n)) {
			*number = (uint32_t)i;
			return true;
		}
	if (f->letters + n >= STATES_MAX)
		return false;
	f->letters += n;
	LIST_GROW(&f->words);
	*number = (uint32_t)f->words.n;
	f->words.v[f->words.n++] = (struct word){ xstrdup(word), n };
	return true;
}

size_t finder_words(const struct finder *f)
{
	return f->words.n;
}

static uint16_t *step(const struct finder *f, size_t state, unsigned char byte)
{
	return &f->next[state * f->classes + f->class_of[byte]];
}

static void plant(struct finder *f, size_t number)
{
	const struct word *w = &f->words.v[number];
	size_t state = 0;

	for (size_t i = 0; i < w->n; i++) {
		uint16_t *to = step(f, state, (unsigned char)w->text[i]);
		if (!*to)
			*to = (uint16_t)f->n++;
		state = *to;
	}
	f->states[state].word = (uint32_t)number + 1;
}

/* Where a state has no way on, it goes as the longest other beginning of a word
 * that it ends in would. By length, so that shorter ones are ready. */
static void link_states(struct finder *f)
{
	uint16_t *queue = xrealloc(NULL, f->n, sizeof *queue), *fall = xcalloc(f->n, sizeof *fall);
	size_t head = 0, tail = 0;

	for (size_t c = 1; c < f->classes; c++)
		if (f->next[c])
			queue[tail++] = f->next[c];
	while (head < tail) {
		size_t state = queue[head++], back = fall[state];
		f->states[state].shorter = (uint16_t)(f->states[back].word ? back : f->states[back].shorter);
		for (size_t c = 1; c < f->classes; c++) {
			uint16_t *to = &f->next[state * f->classes + c];
			uint16_t other = f->next[back * f->classes + c];
			if (*to) {
				fall[*to] = other;
				queue[tail++] = *to;
			} else {
				*to = other;
			}
		}
	}
	free(queue);
	free(fall);
}

void finder_build(struct finder *f)
{
	if (f->next)
		BUG("a finder is built once");
	f->classes = 1;
	for (size_t i = 0; i < f->words.n; i++)
		for (const char *p = f->words.v[i].text; *p; p++)
			if (!f->class_of[(unsigned char)*p])
				f->class_of[(unsigned char)*p] = (uint8_t)f->classes++;
	f->next = xcalloc((f->letters + 1) * f->classes, sizeof *f->next);
	f->states = xcalloc(f->letters + 1, sizeof *f->states);
	f->n = 1;
	for (size_t i = 0; i < f->words.n; i++)
		plant(f, i);
	link_states(f);
}

bool finder_run(const struct finder *f, const char *s, size_t n, size_t most, struct finds *out)
{
	size_t state = 0;

	for (size_t i = 0; i < n; i++) {
		state = *step(f, state, (unsigned char)s[i]);
		for (size_t at = state; at; at = f->states[at].shorter) {
			if (!f->states[at].word)
				continue;
			uint32_t word = f->states[at].word - 1;
			uint32_t first = (uint32_t)(i + 1 - f->words.v[word].n);
			if (out->n == most)
				return false;
			LIST_GROW(out);
			out->v[out->n++] = (struct find){ word, first, (uint32_t)i };
		}
	}
	return true;
}
