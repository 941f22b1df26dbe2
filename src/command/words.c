/* words: a typed line as words, with quotes; the one place that knows how. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/mem.h"

#include "command/parse.h"

#include "base/banned.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void words_add(struct words *w, struct buf *word)
{
	/* Room for the NULL behind the last one too. */
	if (w->n + 2 > w->cap) {
		w->cap = w->cap ? w->cap * 2 : 8;
		w->v = xrealloc(w->v, w->cap, sizeof *w->v);
	}
	w->v[w->n++] = xstrdup(buf_str(word));
	w->v[w->n] = NULL;
	buf_clear(word);
}

void words_fini(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->v[i]);
	free(w->v);
	*w = (struct words){0};
}

void command_split_open(const char *line, size_t len, struct words *w)
{
	struct buf word;
	size_t i = 0;
	buf_init(&word, CEIL_LINE);
	words_fini(w);
	while (i < len) {
		while (i < len && is_space(line[i]))
			i++;
		w->fresh = true;
		if (i == len)
			break;
		char quote = 0;
		w->fresh = false;
		w->last_at = i;
		for (; i < len && (quote || !is_space(line[i])); i++) {
			char c = line[i];
			if (quote ? c == quote : c == '"' || c == '\'')
				quote = quote ? 0 : c;
			else if (c == '\\' && quote != '\'' && i + 1 < len
				&& (!quote || line[i + 1] == '"' || line[i + 1] == '\\'))
				buf_addc(&word, line[++i]);
			else
				buf_addc(&word, c);
		}
		w->open = quote != 0;
		words_add(w, &word);
	}
	if (w->n == 0 || w->fresh)
		w->last_at = len;
	w->fresh = w->fresh || w->n == 0;
	buf_fini(&word);
}

bool command_split(const char *line, struct words *w, struct err *e)
{
	command_split_open(line, strlen(line), w);
	if (!w->open)
		return true;
	err_set(e, ERR_USAGE, "line.quote", N_("a quote in {line} is not closed; add the missing \" or '"),
		"line=%s", line);
	words_fini(w);
	return false;
}

char *word_quote(const char *word)
{
	bool plain = *word != '\0';
	for (const char *p = word; *p; p++)
		plain = plain && !is_space(*p) && !strchr("'\"\\", *p);
	if (plain)
		return xstrdup(word);
	struct buf out;
	buf_init(&out, CEIL_LINE);
	buf_addc(&out, '"');
	for (const char *p = word; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_addc(&out, '\\');
		buf_addc(&out, *p);
	}
	buf_addc(&out, '"');
	return buf_take(&out);
}
