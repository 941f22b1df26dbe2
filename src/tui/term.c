/* term: see term.h. Output goes through ncurses, which sends only what changed;
 * the few sequences it does not know (bracketed paste, clipboard) are written
 * here. Input is read raw by keys.c: readline wants the bytes as they are. */
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <nettle/base64.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/term.h"

#include "base/banned.h"

static struct {
	SCREEN *screen;
	bool ascii, colour, outside;
	int cursor_y, cursor_x;
	attr_t attr[STYLE_COUNT];
	short pair[STYLE_COUNT];
} term;

/* fg, bg (-1: the terminal's own), attributes with colour, attributes without */
static const struct look {
	short fg, bg;
	attr_t with, without;
} looks[STYLE_COUNT] = {
	[STYLE_PLAIN] = {-1, -1, A_NORMAL, A_NORMAL},
	[STYLE_TOP] = {COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
	[STYLE_TAB] = {-1, -1, A_DIM, A_NORMAL},
	[STYLE_TAB_ON] = {COLOR_CYAN, -1, A_BOLD | A_UNDERLINE, A_BOLD | A_UNDERLINE},
	[STYLE_SELECTED] = {-1, -1, A_REVERSE, A_REVERSE},
	[STYLE_STRONG] = {-1, -1, A_BOLD, A_BOLD},
	[STYLE_DIM] = {-1, -1, A_DIM, A_DIM},
	[STYLE_FRAME] = {COLOR_BLUE, -1, A_NORMAL, A_DIM},
	[STYLE_GOOD] = {COLOR_GREEN, -1, A_NORMAL, A_NORMAL},
	[STYLE_WARN] = {COLOR_YELLOW, -1, A_BOLD, A_BOLD},
	[STYLE_BAD] = {COLOR_RED, -1, A_BOLD, A_BOLD | A_UNDERLINE},
	[STYLE_OURS] = {COLOR_CYAN, -1, A_NORMAL, A_NORMAL},
	[STYLE_MARK] = {COLOR_GREEN, -1, A_NORMAL, A_NORMAL},
	[STYLE_HINT] = {-1, -1, A_DIM, A_NORMAL},
	[STYLE_KEY] = {COLOR_CYAN, -1, A_BOLD, A_BOLD},
	/* A scanner wants dark on light, whatever the terminal's own colours. */
	[STYLE_QR] = {COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_NORMAL},
};

static void raw_out(const char *s, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, s, n);
		if (done < 0 && errno != EINTR)
			return; /* the loop sees the hang-up */
		if (done > 0) {
			s += done;
			n -= (size_t)done;
		}
	}
}

static void raw_str(const char *s)
{
	raw_out(s, strlen(s));
}

static void make_looks(void)
{
	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct look *l = &looks[i];
		term.attr[i] = term.colour ? l->with : l->without;
		term.pair[i] = 0;
		if (term.colour && (l->fg != -1 || l->bg != -1)) {
			term.pair[i] = (short)(i + 1);
			init_pair(term.pair[i], l->fg, l->bg);
		}
	}
}

bool term_open(bool ascii, struct err *e)
{
	const char *kind = getenv("TERM");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_USAGE, "term.none",
			N_("the screen needs a terminal: run it in one, or use the commands (wartel help)"), NULL);
	if (!kind || !*kind || !strcmp(kind, "dumb"))
		return err_set(e, ERR_USAGE, "term.dumb",
			N_("this terminal (TERM={term}) cannot show the screen: use the commands (wartel help)"),
			"term=%s", kind ? kind : "");
	int bad = 0;
	if (setupterm(kind, STDOUT_FILENO, &bad) == ERR)
		return err_set(e, ERR_USAGE, "term.unknown",
			N_("this system knows no terminal named {term}: set TERM to one it knows, as xterm-256color"),
			"term=%s", kind);
	del_curterm(cur_term); /* newterm makes its own */
	term.screen = newterm(kind, stdout, stdin);
	if (!term.screen)
		return err_set(e, ERR_USAGE, "term.poor",
			N_("the terminal {term} cannot move its cursor: use the commands (wartel help)"), "term=%s", kind);
	/* ncurses' own handlers would fight with the loop's. */
	signal(SIGTSTP, SIG_DFL);
	term.ascii = ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	const char *no_colour = getenv("NO_COLOR");
	term.colour = has_colors() && !(no_colour && *no_colour);
	if (term.colour) {
		start_color();
		use_default_colors();
	}
	make_looks();
	raw();
	noecho();
	nonl();
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	raw_str("\033[?2004h");
	term.cursor_y = -1;
	return true;
}

void term_close(void)
{
	if (!term.screen)
		return;
	if (!term.outside) {
		raw_str("\033[?2004l");
		curs_set(1);
		endwin();
	}
	delscreen(term.screen);
	term.screen = NULL;
}

bool term_is_ascii(void)
{
	return term.ascii;
}

bool term_has_colour(void)
{
	return term.colour;
}

void term_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

void term_resized(void)
{
	struct winsize w;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0)
		resizeterm(w.ws_row, w.ws_col);
}

void term_erase(void)
{
	erase();
}

static void put_cluster(int y, int x, const struct cluster *c)
{
	wchar_t w[16];
	mbstate_t state = {0};
	const char *src = c->draw;
	size_t n = mbsrtowcs(w, &src, 15, &state);
	int believed = n != (size_t)-1 && n > 0 ? wcwidth(w[0]) : -1;
	if (believed < 1 || believed > c->width) {
		/* ncurses would put it elsewhere than we count: show that something is here. */
		mvaddstr(y, x, "?");
		return;
	}
	w[n] = 0;
	mvaddwstr(y, x, w);
}

int term_put(int y, int x, int cols, enum style style, const char *s, size_t n)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS)
		return 0;
	if (cols > COLS - x)
		cols = COLS - x;
	attr_set(term.attr[style], term.pair[style], NULL);
	int used = 0;
	while (n > 0 && used < cols) {
		size_t run = 0;
		while (run < n && run < (size_t)(cols - used) && s[run] >= ' ' && s[run] < 0x7f)
			run++;
		/* The last letter of a run may carry a combining mark. */
		if (run > 0 && run < n && (unsigned char)s[run] >= 0x80)
			run--;
		if (run > 0) {
			mvaddnstr(y, x + used, s, (int)run);
			used += (int)run;
			s += run;
			n -= run;
			continue;
		}
		struct cluster c;
		size_t len = text_cluster(s, n, &c);
		if (used + c.width > cols)
			break;
		if (c.width == 2)
			mvaddstr(y, x + used, "  ");
		put_cluster(y, x + used, &c);
		used += c.width;
		s += len;
		n -= len;
	}
	return used;
}

void term_fill(int y, int x, int n, enum style style)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS || n <= 0)
		return;
	if (n > COLS - x)
		n = COLS - x;
	attr_set(term.attr[style], term.pair[style], NULL);
	mvhline(y, x, ' ' | term.attr[style] | (chtype)COLOR_PAIR(term.pair[style]), n);
}

void term_cursor(int y, int x)
{
	term.cursor_y = y;
	term.cursor_x = x;
}

void term_flush(void)
{
	static int shown = -1;
	int want = term.cursor_y >= 0 && term.cursor_y < LINES && term.cursor_x < COLS;
	if (want != shown) {
		curs_set(want);
		shown = want;
	}
	if (want)
		move(term.cursor_y, term.cursor_x);
	wnoutrefresh(stdscr);
	doupdate();
}

void term_forget(void)
{
	clearok(curscr, TRUE);
}

void term_leave(void)
{
	if (term.outside)
		return;
	raw_str("\033[?2004l");
	curs_set(1);
	endwin();
	term.outside = true;
}

void term_enter(void)
{
	if (!term.outside)
		return;
	term.outside = false;
	refresh();
	raw_str("\033[?2004h");
	curs_set(term.cursor_y >= 0);
	term_forget();
	term_resized();
}

void term_copy(const char *s, size_t n)
{
	if (n > 64 << 10)
		n = 64 << 10;
	size_t cap = BASE64_ENCODE_RAW_LENGTH(n);
	char *code = xmalloc(cap + 1);
	base64_encode_raw(code, n, (const uint8_t *)s);
	code[cap] = 0;
	bool tmux = getenv("TMUX") != NULL;
	struct buf out = {0};
	buf_init(&out, cap + 64);
	buf_addf(&out, "%s\033]52;c;%s\a%s", tmux ? "\033Ptmux;\033" : "", code, tmux ? "\033\\" : "");
	raw_out(out.v, out.n);
	buf_fini(&out);
	free(code);
}

void term_bell(void)
{
	raw_str("\a");
}
