/* insert: what Tab puts into an answer: emoji by their names; templates, see fill.c. The first Tab takes the
 * best one and shows the others, each further Tab the next one; any other key is done
 * with it. A word of another kind finds its own function here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

void insert_fini(struct insert *in)
{
	emoji_fini(&in->emojis);
	free(in->after);
	memset(in, 0, sizeof *in);
}

/* "[👍 thumbs up]  👎 thumbs down": what was taken, and what comes next. */
static void show(struct tui *t)
{
	const struct insert *in = &t->insert;
	struct buf line;
	buf_init(&line, NOTICE_CAP * 4);
	for (size_t i = in->at; i < in->n && line.n < NOTICE_CAP - 64; i++)
		buf_addf(&line, i == in->at ? "[%s %s]" : "  %s %s", in->found[i]->text, in->found[i]->names[0]);
	if (in->at > 0)
		buf_addf(&line, "  (%zu/%zu)", in->at + 1, in->n);
	tui_notice(t, STYLE_DIM, "%s", buf_str(&line));
	buf_fini(&line);
}

static void take(struct tui *t, size_t before)
{
	struct insert *in = &t->insert;
	prompt_rub_out(before);
	prompt_insert(in->found[in->at]->text, strlen(in->found[in->at]->text));
	free(in->after);
	in->after = xstrdup(prompt_text());
	in->point = prompt_point();
	compose_changed(t);
	show(t);
}

bool insert_emojis(struct tui *t)
{
	struct err e = {0};
	if (t->insert.emojis.read)
		return true;
	char *path = config_datafile("emoji");
	bool ok = emoji_read(&t->insert.emojis, path, &e);
	free(path);
	if (!ok)
		tui_notice_err(t, &e);
	return ok;
}

void insert_tab(struct tui *t)
{
	struct insert *in = &t->insert;
	const char *text = prompt_text();
	if (t->focus != FOCUS_COMPOSE || fill_tab(t))
		return;
	if (in->after && in->n > 1 && !strcmp(in->after, text) && in->point == prompt_point()) {
		size_t was = strlen(in->found[in->at]->text);
		in->at = (in->at + 1) % in->n;
		take(t, was);
		return;
	}
	size_t word = emoji_word(text, prompt_point());
	if (word == 0) {
		tui_notice(t, STYLE_DIM, "%s", _("Tab completes :names of emoji and /names of templates, as "
			"in :thumb, /resi"));
		return;
	}
	if (!insert_emojis(t))
		return;
	const char *typed = text + prompt_point() - word + 1;
	in->n = emoji_find(&in->emojis, typed, word - 1, in->found);
	in->at = 0;
	if (in->n == 0)
		tui_notice(t, STYLE_WARN, _("no emoji's name has a word that begins with %.*s"), (int)word - 1, typed);
	else
		take(t, word);
}
