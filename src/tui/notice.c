/* notice: what there is to say, until the next key. A sentence that says what to do is
 * worth some rows: it is cut only when it is longer than those. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "command/say.h"

#include "tui/draw.h"
#include "tui/state.h"

#include "base/banned.h"

enum { NOTICE_ROWS = 3, SCREEN_PART = 6 /* no more of a low screen than this part */ };

void tui_notice(struct tui *t, enum style style, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(t->notice, sizeof t->notice, fmt, ap);
	va_end(ap);
	t->notice_style = style;
	t->dirty = true;
}

void tui_notice_err(struct tui *t, const struct err *e)
{
	char said[SENTENCE_SAID];
	/* The top line says that it is gone; not what may have been done, or not. */
	if (e->kind == ERR_ENGINE && strcmp(e->say.key, "client.no_answer_changing"))
		return;
	tui_notice(t, STYLE_BAD, "%s", say(&e->say, said, sizeof said));
}

/* Broken to the screen; the last row goes on to the end of the text. */
static void broken(const struct tui *t, struct text_rows *rows)
{
	int most = t->rows / SCREEN_PART;
	most = most > NOTICE_ROWS ? NOTICE_ROWS : most < 1 ? 1 : most;
	text_wrap(rows, t->notice, strlen(t->notice), t->cols < 4 ? 2 : t->cols - 2, (size_t)most);
}

int notice_rows(const struct tui *t)
{
	struct text_rows rows = {0};
	if (*t->notice)
		broken(t, &rows);
	int n = (int)rows.n;
	text_rows_fini(&rows);
	return n;
}

void notice_draw(const struct tui *t, int bottom)
{
	struct text_rows rows = {0};
	broken(t, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		const char *from = t->notice + rows.v[i].at;
		int y = bottom + 1 - (int)(rows.n - i);
		term_fill(y, 0, t->cols, t->notice_style);
		draw_textn(y, 1, t->cols - 2, t->notice_style, from, i + 1 < rows.n ? rows.v[i].len : strlen(from));
	}
	text_rows_fini(&rows);
}
