/* viewer: one photo as large as the screen has room for; made by shots.h as the small
 * ones are, in pixels where the terminal draws them, else in character cells. It stands
 * before the conversation it is of. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#include "tui/state.h"

#include "base/banned.h"

bool viewer_open(struct tui *t)
{
	const json_t *m = thread_selected(t);
	if (!m || !shots_can(t, m))
		return false;
	t->places.viewer = (struct viewer_place){.message = json_i64_or(m, "id", 0), .from = t->place};
	t->place = PLACE_VIEWER;
	t->dirty = true;
	probe_ask(t);
	return true;
}

static bool act(struct tui *t, const char *word, const char *arg)
{
	(void)arg;
	if (!strcmp(word, "back") || !strcmp(word, "back-soft")) {
		t->place = (enum place)t->places.viewer.from;
	} else if (!strcmp(word, "get")) {
		deed_get(t);
	} else {
		return false;
	}
	return true;
}

static void draw_cells(int y, int x, const struct cells *c)
{
	for (int row = 0; row < c->rows; row++)
		for (int i = 0; i < c->cols; i++) {
			const struct cell *cell = &c->v[row * c->cols + i];
			if (*cell->text)
				term_cell(y + row, x + i, cell->look, cell->text, strlen(cell->text));
		}
}

/* In the middle of the room, in cells of which nothing is drawn. */
static void want_pixels(struct tui *t, const struct shot *shot, int top, int rows, int cols)
{
	int room_rows = rows, room_cols = cols, width, height;
	probe_cell(t, &width, &height);
	pixels_cells(&shot->pixels, width, height, &rows, &cols);
	overlay_want(t, &shot->pixels, shot->serial, top + (room_rows - rows) / 2, (room_cols - cols) / 2, rows, cols);
}

static void draw(struct tui *t)
{
	int top = place_top(t), rows = place_end(t) - top, cols = t->cols;
	const json_t *m = thread_find(t, t->places.viewer.message);
	char words[256], title[320], at[8];
	if (!m || rows < 1) {
		draw_text(top, 1, cols - 2, STYLE_DIM, _("it is no longer there"));
		return;
	}
	thread_media_words(m, words, sizeof words);
	snprintf(title, sizeof title, "%.60s %s %.200s", json_str_or(m, "author", "?"), clock_of(json_str(m, "at"), at),
		words);
	draw_rule(top - 1, 0, cols, STYLE_FRAME, title);
	/* How it is to be made is known when the terminal has answered. */
	const struct shot *shot = probe_waits(t) ? NULL : shots_whole(t, m, cols, rows);
	if (shot && shot->state == SHOT_READY && shot->pixels.kind) {
		want_pixels(t, shot, top, rows, cols);
	} else if (shot && shot->state == SHOT_READY && shot->cells.rows > 0) {
		/* What chafa made narrower than the room stands in its middle. */
		int wide = cells_width(&shot->cells);
		draw_cells(top + (rows - shot->cells.rows) / 2, (cols - wide) / 2, &shot->cells);
	} else {
		bool failed = shot && (shot->state == SHOT_FAILED || shot->state == SHOT_READY);
		draw_text(top, 1, cols - 2, failed ? STYLE_WARN : STYLE_DIM,
			failed ? _("it cannot be drawn: s saves it") : "…");
	}
}

const struct view viewer_view = {.mode = MODE_VIEWER, .draw = draw, .act = act};
