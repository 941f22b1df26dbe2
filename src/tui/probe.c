/* probe: see probe.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#include "tui/probe.h"
#include "tui/state.h"

#include "base/banned.h"

enum { ANSWER_MS = 500, ANSWER_CAP = 96, CELL_MIN = 4, CELL_MOST = 256, CELL_WIDTH = 10, CELL_HEIGHT = 20 };

/* One pixel to look at and not to keep; the size of a cell; the attributes last, which
 * every terminal answers: what was not answered before them never will be. */
#define ASK_KITTY "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define ASK_CELL "\033[16t"
#define ASK_ATTRIBUTES "\033[c"

static bool wanted(const struct tui *t, const char *how)
{
	return !strcmp(config_str(t->config, "pictures"), how);
}

static bool in_tmux(void)
{
	const char *tmux = getenv("TMUX");
	return tmux && *tmux;
}

/* Terminals that would print what they do not know instead of leaving it out. */
static bool is_plain(void)
{
	static const char *const plain[] = {"linux", "vt", "cons", "ansi", "eterm", "emacs", "sun", "wyse", "dumb"};
	const char *kind = term_kind();
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (!strncmp(kind, plain[i], strlen(plain[i])))
			return true;
	return false;
}

void probe_ask(struct tui *t)
{
	struct probe *p = &t->probe;
	bool any = wanted(t, "auto");
	if (p->asked || is_plain() || !(any || wanted(t, "kitty") || wanted(t, "sixel")))
		return;
	p->asked = true;
	term_cell_size(&p->cell_width, &p->cell_height);
	/* Past tmux nothing is asked for: what tmux does not know of it cannot move, nor
	 * take away. What it answers for itself it draws itself. */
	if (any && !in_tmux())
		term_bytes(ASK_KITTY);
	if (p->cell_width == 0)
		term_bytes(ASK_CELL);
	term_bytes(ASK_ATTRIBUTES);
	t->keys.answers = true;
	p->due = clock_mono_ms() + ANSWER_MS;
}

bool probe_waits(const struct tui *t)
{
	return t->probe.due != 0;
}

void probe_late(struct tui *t)
{
	t->probe.due = 0;
	t->dirty = true;
}

void probe_answer(struct tui *t, const char *s, size_t n)
{
	bool last = false;
	if (t->probe.asked && probe_read(&t->probe, s, n, &last) && last)
		probe_late(t);
}

enum pixels_kind probe_kind(const struct tui *t)
{
	const struct probe *p = &t->probe;
	if (!p->asked)
		return PIXELS_NONE;
	if (wanted(t, "kitty") || (wanted(t, "auto") && p->kitty))
		return in_tmux() ? PIXELS_NONE : PIXELS_KITTY;
	/* A sixel stands pixel for pixel: where a cell's size is a guess it might not fit. */
	bool sixel = wanted(t, "sixel") || (wanted(t, "auto") && p->sixel);
	return sixel && p->cell_width ? PIXELS_SIXEL : PIXELS_NONE;
}

void probe_cell(const struct tui *t, int *width, int *height)
{
	const struct probe *p = &t->probe;
	*width = p->cell_width ? p->cell_width : CELL_WIDTH;
	*height = p->cell_width ? p->cell_height : CELL_HEIGHT;
}

/* Numbers with a ; between, up to the last letter; how many, 0: not that. */
static size_t numbers(const char *s, const char *end, int *out, size_t cap)
{
	size_t n = 0;
	for (;; s++) {
		int v = 0, digits = 0;
		for (; s < end && *s >= '0' && *s <= '9' && digits < 5; s++, digits++)
			v = v * 10 + *s - '0';
		if (digits == 0 || digits > 4 || n == cap)
			return 0;
		out[n++] = v;
		if (s == end)
			return n;
		if (*s != ';')
			return 0;
	}
}

bool probe_read(struct probe *p, const char *s, size_t n, bool *last)
{
	static const char yes[] = "\033_Gi=31;OK\033\\", is_kitty[] = "\033_Gi=31;";
	int v[32];
	*last = false;
	if (n >= sizeof is_kitty - 1 && n <= ANSWER_CAP && !memcmp(s, is_kitty, sizeof is_kitty - 1)) {
		p->kitty = n == sizeof yes - 1 && !memcmp(s, yes, n);
		return true;
	}
	if (n < 5 || n > ANSWER_CAP || s[0] != '\033' || s[1] != '[')
		return false;
	if (s[2] == '?' && s[n - 1] == 'c') {
		size_t count = numbers(s + 3, s + n - 1, v, sizeof v / sizeof *v);
		/* The first is its class. */
		for (size_t i = 1; i < count; i++)
			p->sixel |= v[i] == 4;
		*last = count > 0;
		return count > 0;
	}
	if (s[n - 1] != 't' || numbers(s + 2, s + n - 1, v, 3) != 3 || v[0] != 6 || v[1] < CELL_MIN || v[1] > CELL_MOST ||
		v[2] < CELL_MIN || v[2] > CELL_MOST)
		return false;
	p->cell_height = v[1];
	p->cell_width = v[2];
	return true;
}
