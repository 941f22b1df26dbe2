/* hint: what the bottom line says of the keys: what works here, and what may follow a key
 * that begins several. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "tui/state.h"

#include "base/banned.h"

enum { FOLLOW_MOST = 64, KEY_COLS = 3, GAP = 2 };

/* The keys of a mode and its parents that have a word for this line, once each. */
static size_t hinted(const struct tui *t, const struct binding **out, size_t cap)
{
	size_t n = 0;
	for (enum mode mode = tui_mode(t);; mode = mode_parent(mode)) {
		for (size_t k = 0; k < t->keymap.n && n < cap; k++) {
			const struct binding *b = &t->keymap.v[k];
			bool said = b->mode != mode || !b->hint;
			for (size_t i = 0; i < n && !said; i++)
				said = !strcmp(out[i]->hint, b->hint);
			if (!said)
				out[n++] = b;
		}
		if (mode_parent(mode) == mode)
			return n;
	}
}

/* "p" of "p l": the key that begins it. */
static int hint_key(const struct binding *b, char out[24])
{
	snprintf(out, 24, "%.*s", (int)strcspn(b->keys, " "), b->keys);
	if (!strcmp(out, "j"))
		str_copy(out, 24, "j/k");
	return text_width(out, strlen(out));
}

static int draw_hint(int y, int x, bool first, const struct binding *b)
{
	char key[24];
	int from = x;
	if (!first)
		x += draw_f(y, x, 3, STYLE_HINT, " %s ", glyph(GLYPH_DOT));
	x += hint_key(b, key);
	draw_text(y, x - text_width(key, strlen(key)), 23, STYLE_KEY, key);
	x += 1 + draw_text(y, x + 1, 40, STYLE_HINT, _(b->hint));
	return x - from;
}

static int hint_width(const struct binding *b)
{
	char key[24];
	return hint_key(b, key) + 1 + text_width(_(b->hint), strlen(_(b->hint)));
}

/* What can be done with the marked rows. */
static bool for_marks(const struct binding *b)
{
	return !strncmp(b->line, "each ", 5) || !strcmp(b->line, "done") || !strcmp(b->line, "take");
}

/* What works here, as far as it fits; help always does, at the end. */
void hint_draw(struct tui *t, int y)
{
	const struct binding *all[48], *help = NULL;
	size_t n = hinted(t, all, sizeof all / sizeof *all), marks = inbox_marks(t);
	bool only_marks = marks > 0 && t->focus == FOCUS_LIST && t->place == PLACE_INBOX, first = true;
	int x = 1;
	if (only_marks) {
		x += draw_f(y, x, t->cols - 2, STYLE_WARN, _("%zu marked:"), marks) + 1;
	} else {
		for (size_t i = 0; i < n && !help; i++)
			if (!strcmp(all[i]->line, "help"))
				help = all[i];
	}
	int room = t->cols - 1 - (help ? hint_width(help) + 3 : 0);
	for (size_t i = 0; i < n; i++) {
		if (all[i] == help || (only_marks && !for_marks(all[i])))
			continue;
		if (x + hint_width(all[i]) + (first ? 0 : 3) > room)
			break;
		x += draw_hint(y, x, first, all[i]);
		first = false;
	}
	if (help && (first || x + hint_width(help) + 3 < t->cols))
		draw_hint(y, x, first, help);
}

/* Those that begin with the keys typed so far, of the narrowest mode first; a key that a
 * narrower one has is not the wider one's. */
static size_t following(const struct tui *t, const struct binding **out)
{
	size_t n = 0, typed = strlen(t->sequence);
	for (enum mode mode = tui_mode(t);; mode = mode_parent(mode)) {
		for (size_t k = 0; k < t->keymap.n && n < FOLLOW_MOST; k++) {
			const struct binding *b = &t->keymap.v[k];
			bool said = b->mode != mode || !b->note || strncmp(b->keys, t->sequence, typed) ||
				b->keys[typed] != ' ';
			for (size_t i = 0; i < n && !said; i++)
				said = !strcmp(out[i]->keys, b->keys);
			if (!said)
				out[n++] = b;
		}
		if (mode_parent(mode) == mode)
			return n;
	}
}

static int draw_following(const struct tui *t, int y, int x, int cols, const struct binding *b)
{
	int from = x, end = x + cols;
	x += draw_text(y, x, end - x, STYLE_KEY, b->keys + strlen(t->sequence) + 1) + 1;
	x += draw_text(y, x, end - x, STYLE_HINT, _(b->note));
	return x - from;
}

void hint_sequence(struct tui *t, int y)
{
	const struct binding *all[FOLLOW_MOST];
	size_t n = following(t, all);
	int x = 2 + draw_text(y, 1, t->cols - 2, STYLE_KEY, t->sequence), together = x, widest = 0;
	for (size_t i = 0; i < n; i++) {
		int width = KEY_COLS + GAP + text_width(_(all[i]->note), strlen(_(all[i]->note)));
		together += width;
		widest = width > widest ? width : widest;
	}
	if (together < t->cols) {
		for (size_t i = 0; i < n; i++)
			x += draw_following(t, y, x + 1, t->cols - x - 2, all[i]) + GAP;
		return;
	}
	/* More than the line has room for stands above it. */
	widest = widest > t->cols - 2 ? t->cols - 2 : widest;
	if (widest < 1)
		return;
	int columns = (t->cols - 1) / widest, rows = ((int)n + columns - 1) / columns, most = t->rows - 4;
	rows = rows > most ? most : rows;
	if (rows < 1)
		return;
	for (int i = y - rows - 1; i < y; i++)
		term_fill(i, 0, t->cols, STYLE_PLAIN);
	draw_hline(y - rows - 1, 0, t->cols, STYLE_FRAME);
	for (int i = 0; i < (int)n && i / rows < columns; i++)
		draw_following(t, y - rows + i % rows, 1 + i / rows * widest, widest - 1, all[i]);
}
