/* forget: contact erase on the screen. What would go stands on a page, and the bottom line
 * asks: the word itself has to be typed, for it cannot be undone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "command/reply.h"
#include "command/say.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { PAGE_CAP = 16 << 10 };

bool forget_ask(struct tui *t, const struct err *e)
{
	struct question *q = &t->places.question;
	struct text_rows rows = {0};
	struct buf page;
	char said[SENTENCE_SAID], id[24];
	/* Not out of the hands of somebody who writes. */
	if (strcmp(e->say.key, "erase.sure") != 0 || t->focus >= FOCUS_COMPOSE ||
		!sentence_arg(&e->say, "id", id, sizeof id))
		return false;
	const char *text = say(&e->say, said, sizeof said);
	text_wrap(&rows, text, strlen(text), t->cols - 2, 0);
	buf_init(&page, PAGE_CAP);
	for (size_t i = 0; i < rows.n; i++)
		buf_addf(&page, "%.*s\n", (int)rows.v[i].len, text + rows.v[i].at);
	text_rows_fini(&rows);
	page_show(t, "contact erase", buf_take(&page));
	json_decref(q->rows);
	q->rows = NULL;
	free(q->line);
	q->line = xasprintf("typed erase contact erase %s --yes", id);
	q->sure = false;
	snprintf(q->label, sizeof q->label, "%.120s %s", _("to go on, type: erase"), glyph(GLYPH_PROMPT));
	t->focus_before = FOCUS_LIST;
	t->focus = FOCUS_ASK;
	names_forget(t);
	prompt_begin("");
	t->dirty = true;
	return true;
}

void forget_done(struct tui *t, const struct command *c, const json_t *answer)
{
	struct reply_options look = page_look(t);
	struct buf page;
	if (t->focus >= FOCUS_COMPOSE)
		return;
	buf_init(&page, PAGE_CAP);
	reply_text(c, answer, &look, &page);
	page_show(t, c->name, buf_take(&page));
}
