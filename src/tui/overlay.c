/* overlay: see overlay.h. */
#include <string.h>

#include "tui/overlay.h"
#include "tui/state.h"

#include "base/banned.h"

enum { TURN_BYTES = 64 << 10 }; /* sent in one turn of the loop, when the terminal is quick */

void overlay_want(struct tui *t, const struct pixels *p, unsigned serial, int y, int x, int rows, int cols)
{
	t->overlay.want = (struct overlaid){p->kind, serial, y, x, rows, cols};
	t->overlay.pixels = p;
}

static bool sending(const struct overlay *o)
{
	return o->sent < o->out.n;
}

static bool is_wanted(const struct overlay *o)
{
	const struct overlaid *w = &o->want, *l = &o->lies;
	return w->kind == l->kind && w->serial == l->serial && w->y == l->y && w->x == l->x && w->rows == l->rows &&
		w->cols == l->cols && o->age == term_age();
}

/* What was begun ends; what it left is taken away with the next frame. */
static void cut(struct overlay *o)
{
	if (sending(o))
		term_bytes(pixels_cut(o->lies.kind));
	buf_fini(&o->out);
	o->sent = 0;
}

void overlay_begin(struct tui *t)
{
	t->overlay.want = (struct overlaid){0};
	t->overlay.pixels = NULL;
}

void overlay_clear(struct tui *t)
{
	struct overlay *o = &t->overlay;
	if (!o->lies.kind || is_wanted(o))
		return;
	cut(o);
	term_bytes(pixels_removed(o->lies.kind));
	/* Sixels are ink on the screen: only what is painted over them takes them away. */
	if (o->lies.kind == PIXELS_SIXEL && o->age == term_age())
		term_forget();
	term_undo("");
	o->lies = (struct overlaid){0};
}

void overlay_put(struct tui *t)
{
	struct overlay *o = &t->overlay;
	if (!o->want.kind || o->lies.kind)
		return;
	o->lies = o->want;
	o->age = term_age();
	pixels_show(o->pixels, o->want.y, o->want.x, o->want.rows, o->want.cols, &o->out);
	o->sent = 0;
	term_undo(pixels_undone(o->lies.kind));
}

bool overlay_sends(struct tui *t)
{
	struct overlay *o = &t->overlay;
	if (sending(o) && (t->place != PLACE_VIEWER || o->age != term_age()) && !term_is_away())
		cut(o);
	return sending(o) && !term_is_away();
}

bool overlay_is_cut(struct tui *t)
{
	return overlay_sends(t) && t->overlay.lies.kind == PIXELS_SIXEL;
}

void overlay_step(struct tui *t)
{
	struct overlay *o = &t->overlay;
	size_t until = o->sent + TURN_BYTES;
	while (overlay_sends(t) && o->sent < until && term_takes()) {
		size_t end = pixels_unit(o->lies.kind, &o->out, o->sent);
		term_piece(o->out.v + o->sent, end - o->sent);
		o->sent = end;
	}
	if (!sending(o))
		buf_fini(&o->out);
}

void overlay_fini(struct overlay *o)
{
	buf_fini(&o->out);
	*o = (struct overlay){0};
}
