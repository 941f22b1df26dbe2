/* glass: see glass.h. */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "base/mem.h"

#include "glass.h"

#include "base/banned.h"

struct glass {
	int fd, pid, rows, cols, status;
	bool ended, cursor_shown;
	VTerm *vt;
	VTermScreen *screen;
	struct buf raw;
	size_t bytes, reads;
	char title[128];
	const char *says;      /* NULL: libvterm's own answers */
	size_t asked, of_apc; /* so many bytes of a question, of what begins or ends such a sequence */
	bool in_apc;
};

static int set_prop(VTermProp prop, VTermValue *v, void *ctx)
{
	struct glass *g = ctx;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		g->cursor_shown = v->boolean;
	else if (prop == VTERM_PROP_TITLE)
		str_copy(g->title, sizeof g->title, "set");
	return 1;
}

struct glass *glass_open(int rows, int cols, char *const argv[], char *const env[])
{
	static const VTermScreenCallbacks callbacks = {.settermprop = set_prop};
	struct glass *g = xcalloc(1, sizeof *g);
	struct winsize w = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	g->rows = rows;
	g->cols = cols;
	g->cursor_shown = true;
	buf_init(&g->raw, 64 << 20);
	g->vt = vterm_new(rows, cols);
	vterm_set_utf8(g->vt, 1);
	g->screen = vterm_obtain_screen(g->vt);
	vterm_screen_set_callbacks(g->screen, &callbacks, g);
	vterm_screen_enable_altscreen(g->screen, 1);
	vterm_screen_reset(g->screen, 1);
	g->pid = forkpty(&g->fd, NULL, NULL, &w);
	if (g->pid < 0)
		abort();
	if (g->pid == 0) {
		for (int i = 0; env[i]; i++)
			putenv(env[i]);
		execv(argv[0], argv);
		_exit(127);
	}
	return g;
}

/* To the screen without kitty's sequences, which libvterm 0.1 prints; true: the terminal
 * was asked what it is. */
static bool show(struct glass *g, const char *s, size_t n)
{
	static const char ask[] = "\033[c", apc[] = "\033_", st[] = "\033\\";
	bool asked = false;
	for (size_t i = 0; i < n; i++) {
		g->asked = s[i] == ask[g->asked] ? g->asked + 1 : s[i] == ask[0];
		if (g->asked == 3) {
			g->asked = 0;
			asked = true;
		}
		const char *wait = g->in_apc ? st : apc;
		if (s[i] == wait[g->of_apc])
			g->of_apc++;
		else if (!g->in_apc && g->of_apc == 1) {
			vterm_input_write(g->vt, "\033", 1);
			g->of_apc = s[i] == 033;
		} else {
			g->of_apc = s[i] == 033;
		}
		if (g->of_apc == 2) {
			g->in_apc = !g->in_apc;
			g->of_apc = 0;
		} else if (!g->in_apc && g->of_apc == 0) {
			vterm_input_write(g->vt, s + i, 1);
		}
	}
	return asked;
}

void glass_says(struct glass *g, const char *s)
{
	g->says = s;
}

static void take(struct glass *g)
{
	char in[65536];
	ssize_t n = read(g->fd, in, sizeof in);
	if (n <= 0) {
		g->ended = n == 0 || errno == EIO;
		return;
	}
	g->bytes += (size_t)n;
	g->reads++;
	buf_add(&g->raw, in, (size_t)n);
	bool asked = show(g, in, (size_t)n);
	vterm_screen_flush_damage(g->screen);
	/* What the terminal answers (cursor reports and such) goes back. */
	char back[256];
	size_t answer = vterm_output_read(g->vt, back, sizeof back);
	if (g->says) {
		answer = asked ? strlen(g->says) : 0;
		memcpy(back, g->says, answer);
	}
	if (answer > 0 && write(g->fd, back, answer) < 0)
		g->ended = true;
}

void glass_settle(struct glass *g, int quiet_ms)
{
	if (g->ended) /* nothing will come, but others may want the time */
		poll(NULL, 0, quiet_ms);
	while (!g->ended) {
		struct pollfd p = {.fd = g->fd, .events = POLLIN};
		if (poll(&p, 1, quiet_ms) <= 0)
			return;
		take(g);
	}
}

void glass_type(struct glass *g, const char *s, size_t n)
{
	while (n > 0) {
		/* A full line must not stop us: what it writes meanwhile is taken. */
		struct pollfd p = {.fd = g->fd, .events = POLLIN | POLLOUT};
		if (poll(&p, 1, 1000) <= 0)
			return;
		if (p.revents & POLLIN)
			take(g);
		if (!(p.revents & POLLOUT))
			continue;
		ssize_t done = write(g->fd, s, n > 512 ? 512 : n);
		if (done <= 0)
			return;
		s += done;
		n -= (size_t)done;
	}
}

void glass_resize(struct glass *g, int rows, int cols)
{
	struct winsize w = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	g->rows = rows;
	g->cols = cols;
	vterm_set_size(g->vt, rows, cols);
	ioctl(g->fd, TIOCSWINSZ, &w);
}

void glass_text(const struct glass *g, struct buf *out)
{
	for (int y = 0; y < g->rows; y++) {
		char row[4096];
		VTermRect r = {y, y + 1, 0, g->cols};
		size_t n = vterm_screen_get_text(g->screen, row, sizeof row, r);
		while (n > 0 && row[n - 1] == ' ')
			n--;
		buf_add(out, row, n);
		buf_addc(out, '\n');
	}
}

void glass_cursor(const struct glass *g, int *row, int *col, bool *visible)
{
	VTermPos p;
	vterm_state_get_cursorpos(vterm_obtain_state(g->vt), &p);
	*row = p.row;
	*col = p.col;
	*visible = g->cursor_shown;
}

void glass_count(struct glass *g, size_t *bytes, size_t *reads)
{
	*bytes = g->bytes;
	*reads = g->reads;
	g->bytes = g->reads = 0;
}

const struct buf *glass_raw(const struct glass *g)
{
	return &g->raw;
}

static void colour_word(const VTermScreen *screen, VTermColor c, const char *what, struct buf *out)
{
	(void)screen;
	buf_addf(out, " %s=", what);
	if (VTERM_COLOR_IS_DEFAULT_FG(&c) || VTERM_COLOR_IS_DEFAULT_BG(&c))
		buf_addc(out, '-');
	else if (VTERM_COLOR_IS_INDEXED(&c))
		buf_addf(out, "%d", c.indexed.idx);
	else
		buf_addf(out, "#%02x%02x%02x", c.rgb.red, c.rgb.green, c.rgb.blue);
}

void glass_look(const struct glass *g, int row, int col, char *out, size_t cap)
{
	VTermScreenCell cell;
	struct buf b;
	buf_init(&b, 256);
	if (vterm_screen_get_cell(g->screen, (VTermPos){row, col}, &cell)) {
		char text[64];
		size_t n = vterm_screen_get_text(g->screen, text, sizeof text,
			(VTermRect){row, row + 1, col, col + cell.width});
		buf_add(&b, n ? text : "_", n ? n : 1);
		colour_word(g->screen, cell.fg, "fg", &b);
		colour_word(g->screen, cell.bg, "bg", &b);
		buf_adds(&b, cell.attrs.bold ? " bold" : "");
		/* libvterm 0.1 has no dim; it is seen in the raw stream alone. */
		buf_adds(&b, cell.attrs.underline ? " underline" : "");
		buf_adds(&b, cell.attrs.reverse ? " reverse" : "");
		buf_adds(&b, cell.attrs.italic ? " italic" : "");
	}
	str_copy(out, cap, buf_str(&b));
	buf_fini(&b);
}

void glass_size(const struct glass *g, int *rows, int *cols)
{
	*rows = g->rows;
	*cols = g->cols;
}

int glass_torn(const struct glass *g)
{
	for (int y = 0; y < g->rows; y++) {
		int x = 0;
		while (x < g->cols) {
			VTermScreenCell cell;
			if (!vterm_screen_get_cell(g->screen, (VTermPos){y, x}, &cell) || cell.width < 1)
				return y;
			x += cell.width;
		}
		if (x != g->cols)
			return y;
	}
	return -1;
}

bool glass_is_cooked(const struct glass *g)
{
	struct termios t;
	return tcgetattr(g->fd, &t) == 0 && (t.c_lflag & (ECHO | ICANON | ISIG)) == (ECHO | ICANON | ISIG);
}

void glass_drop(struct glass *g)
{
	close(g->fd);
	g->fd = -1;
	g->ended = true;
}

const char *glass_title(const struct glass *g)
{
	return g->title;
}

int glass_pid(const struct glass *g)
{
	return g->pid;
}

int glass_exit(struct glass *g)
{
	if (g->pid > 0) {
		int status;
		if (waitpid(g->pid, &status, WNOHANG) != g->pid)
			return -1;
		g->pid = 0;
		g->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return g->status;
}

void glass_close(struct glass *g)
{
	if (!g)
		return;
	if (glass_exit(g) < 0)
		kill(g->pid, SIGHUP);
	if (g->fd >= 0)
		close(g->fd);
	for (int i = 0; i < 100 && glass_exit(g) < 0; i++)
		poll(NULL, 0, 10);
	if (glass_exit(g) < 0) {
		kill(g->pid, SIGKILL);
		waitpid(g->pid, NULL, 0);
	}
	vterm_free(g->vt);
	buf_fini(&g->raw);
	free(g);
}
