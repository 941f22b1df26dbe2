/* term: see term.h. Output goes through ncurses, which sends only what changed;
 * the few sequences it does not know (bracketed paste, clipboard) are written
 * here. Input is read raw by keys.c: readline wants the bytes as they are. */
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <nettle/base64.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/term.h"

#include "base/banned.h"

static struct {
	SCREEN *screen;
	char kind[64];
	bool ascii, outside, mouse;
	char title[64]; /* "" none was set */
	enum depth depth;
	int cursor_y, cursor_x;
	attr_t attr[STYLE_COUNT];
	int pair[STYLE_COUNT];
	struct termios before; /* as it was when we came */
	bool knows_before;
	unsigned age;
	const char *undo; /* NULL: nothing */
} term;

/* What we ask of the terminal beside what ncurses does: pastes in brackets, focus
 * reports, clicks with SGR coordinates; and its end, whichever was asked. */
static const char modes_on[] = "\033[?2004h\033[?1004h", mouse_on[] = "\033[?1000h\033[?1006h";
static const char modes_off[] = "\033[?1006l\033[?1000l\033[?1004l\033[?2004l";

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

static attr_t attributes_of(unsigned bits)
{
	return (attr_t)((bits & LOOK_BOLD ? A_BOLD : 0) | (bits & LOOK_DIM ? A_DIM : 0) |
		(bits & LOOK_UNDERLINE ? A_UNDERLINE : 0) | (bits & LOOK_REVERSE ? A_REVERSE : 0) |
		(bits & LOOK_ITALIC ? A_ITALIC : 0));
}

/* A colour of a theme as ncurses numbers it here. With all colours its numbers
 * below 8 are the palette's, so nearly black is made a little lighter. */
static int ink(int colour)
{
	if (colour == COLOUR_OWN || term.depth != DEPTH_TRUE || colour < 8)
		return colour;
	int rgb = colour & COLOUR_RGB ? colour & 0xffffff : (int)palette_rgb(colour);
	return rgb < 8 ? rgb ? 8 : 0x010101 : rgb;
}

static void make_looks(const struct theme *theme)
{
	for (int i = 0; i < STYLE_COUNT; i++) {
		struct look l = theme_look(theme, (enum style)i, term.depth);
		term.attr[i] = attributes_of(l.attributes);
		term.pair[i] = 0;
		if (term.depth != DEPTH_MONO && (l.fg != COLOUR_OWN || l.bg != COLOUR_OWN)) {
			term.pair[i] = i + 1;
			init_extended_pair(i + 1, ink(l.fg), ink(l.bg));
		}
	}
	cchar_t blank;
	setcchar(&blank, L" ", term.attr[STYLE_PLAIN], 0, &term.pair[STYLE_PLAIN]);
	bkgrndset(&blank);
}

/* Whether this system knows a terminal of that name, and whether it has all
 * colours. */
static bool known(const char *kind, bool *all_colours)
{
	int bad = 0;
	if (setupterm(kind, STDOUT_FILENO, &bad) == ERR)
		return false;
	*all_colours = tigetflag("RGB") > 0 || tigetnum("RGB") > 0;
	del_curterm(cur_term); /* newterm makes its own */
	return true;
}

/* TERM, or where COLORTERM promises all colours its sibling that knows how to ask for
 * them: xterm-direct for xterm-256color. */
static bool choose_kind(const char *kind)
{
	const char *more = getenv("COLORTERM");
	bool all = false;
	if (!known(kind, &all))
		return false;
	str_copy(term.kind, sizeof term.kind, kind);
	if (all || !more || (strcmp(more, "truecolor") && strcmp(more, "24bit")))
		return true;
	const char *tail = strstr(kind, "-256color");
	char *sibling = xasprintf("%.*s-direct", tail ? (int)(tail - kind) : (int)strlen(kind), kind);
	if (known(sibling, &all) && all)
		str_copy(term.kind, sizeof term.kind, sibling);
	free(sibling);
	return true;
}

/* A crash leaves the terminal usable: nothing here but what a handler may call. */
static void give_back(void)
{
	static const char back[] = "\033[0m\033[?25h\033[?1049l\r\n";
	if (!term.screen || term.outside)
		return;
	/* Whether or not it is still there, the program ends. */
	if (term.undo && write(STDOUT_FILENO, term.undo, strlen(term.undo)) < 0)
		return;
	if (write(STDOUT_FILENO, modes_off, sizeof modes_off - 1) > 0 &&
		write(STDOUT_FILENO, back, sizeof back - 1) > 0 && term.knows_before)
		tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
}

static void on_crash(int sig)
{
	give_back();
	raise(sig); /* SA_RESETHAND: the system's own way from here on */
}

static void catch_crashes(bool on)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	struct sigaction a = {.sa_flags = SA_RESETHAND | SA_NODEFER};
	a.sa_handler = on ? on_crash : SIG_DFL;
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		sigaction(fatal[i], &a, NULL);
	mem_on_death(on ? give_back : NULL);
}

static void ask_modes(void)
{
	raw_str(modes_on);
	if (term.mouse)
		raw_str(mouse_on);
}

bool term_open(const struct term_options *o, struct err *e)
{
	const char *kind = getenv("TERM");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_USAGE, "term.none",
			N_("the screen needs a terminal: run it in one, or use the commands (wartel help)"), NULL);
	if (!kind || !*kind || !strcmp(kind, "dumb"))
		return err_set(e, ERR_USAGE, "term.dumb",
			N_("this terminal (TERM={term}) cannot show the screen: wartel shell has the same commands"),
			"term=%s", kind ? kind : "");
	if (!choose_kind(kind))
		return err_set(e, ERR_USAGE, "term.unknown",
			N_("this system knows no terminal named {term}: set TERM to one it knows, as xterm-256color"),
			"term=%s", kind);
	term.knows_before = tcgetattr(STDIN_FILENO, &term.before) == 0;
	term.screen = newterm(term.kind, stdout, stdin);
	if (!term.screen)
		return err_set(e, ERR_USAGE, "term.poor",
			N_("the terminal {term} cannot move its cursor: wartel shell has the same commands"), "term=%s",
			kind);
	/* ncurses 6.4 sends each move of the cursor by itself until it has been away once. */
	endwin();
	doupdate();
	/* ncurses' own handlers would fight with the loop's. */
	signal(SIGTSTP, SIG_DFL);
	catch_crashes(true);
	term.ascii = o->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	term.mouse = o->mouse;
	const char *no_colour = getenv("NO_COLOR");
	term.depth = DEPTH_MONO;
	if (has_colors() && !o->no_colour && !(no_colour && *no_colour)) {
		start_color();
		use_default_colors();
		term.depth = COLORS > 256 ? DEPTH_TRUE : COLORS == 256 ? DEPTH_256 : DEPTH_8;
	}
	make_looks(o->theme);
	raw();
	noecho();
	nonl();
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	ask_modes();
	term.cursor_y = -1;
	return true;
}

/* Bytes that could end or split the sequence they stand in do not pass. */
static void plain(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_addc(out, (unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s == ';' ? ',' : *s);
}

static void set_title(const char *s)
{
	struct buf out;
	buf_init(&out, 256);
	buf_adds(&out, "\033]2;");
	plain(&out, s);
	buf_adds(&out, "\a");
	raw_out(out.v, out.n);
	buf_fini(&out);
}

static void undo(void)
{
	if (term.undo)
		raw_str(term.undo);
	term.undo = NULL;
}

void term_undo(const char *s)
{
	term.undo = *s ? s : NULL;
}

static void give_title_back(void)
{
	if (*term.title)
		raw_str("\033[23;2t");
}

void term_close(void)
{
	if (!term.screen)
		return;
	if (!term.outside) {
		undo();
		raw_str(modes_off);
		give_title_back();
		curs_set(1);
		endwin();
	}
	catch_crashes(false);
	delscreen(term.screen);
	term.screen = NULL;
}

bool term_is_ascii(void)
{
	return term.ascii;
}

bool term_has_colour(void)
{
	return term.depth != DEPTH_MONO;
}

enum depth term_depth(void)
{
	return term.depth;
}

bool term_is_away(void)
{
	return term.outside;
}

const char *term_kind(void)
{
	return term.kind;
}

void term_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

void term_resized(void)
{
	struct winsize w;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_row == 0 || w.ws_col == 0)
		return;
	/* Back at the size it had, the terminal may have lost what it showed meanwhile. */
	if (w.ws_row == LINES && w.ws_col == COLS)
		term_forget();
	else
		resizeterm(w.ws_row, w.ws_col);
	term.age++;
}

void term_cell_size(int *width, int *height)
{
	struct winsize w;
	bool says = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0;
	*width = says ? w.ws_xpixel / w.ws_col : 0;
	*height = says ? w.ws_ypixel / w.ws_row : 0;
	if (*width < 2 || *height < 2)
		*width = *height = 0;
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
	attr_set(term.attr[style], 0, &term.pair[style]);
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

void term_cell(int y, int x, struct look l, const char *s, size_t n)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	int pair = 0;
	if (term.depth != DEPTH_MONO && (l.fg != COLOUR_OWN || l.bg != COLOUR_OWN))
		pair = alloc_pair(ink(l.fg), ink(l.bg));
	if (pair < 0)
		pair = 0;
	attr_set(attributes_of(l.attributes), 0, &pair);
	struct cluster c;
	text_cluster(s, n, &c);
	if (c.width == 1)
		put_cluster(y, x, &c);
}

void term_fill(int y, int x, int n, enum style style)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS || n <= 0)
		return;
	if (n > COLS - x)
		n = COLS - x;
	cchar_t blank;
	setcchar(&blank, L" ", term.attr[style], 0, &term.pair[style]);
	/* A plain blank would take the colours of what was put last. */
	attr_set(term.attr[style], 0, &term.pair[style]);
	mvhline_set(y, x, &blank, n);
}

void term_keep(int y, int x, int rows, int cols)
{
	if (y < 0 || x < 0 || rows <= 0 || cols <= 0 || y + rows > LINES || x + cols > COLS)
		return;
	copywin(curscr, stdscr, y, x, y, x, y + rows - 1, x + cols - 1, FALSE);
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
	/* Nobody sees where a hidden one stands. */
	leaveok(stdscr, !want);
	if (want)
		move(term.cursor_y, term.cursor_x);
	wnoutrefresh(stdscr);
	doupdate();
}

void term_forget(void)
{
	clearok(curscr, TRUE);
	term.age++;
}

unsigned term_age(void)
{
	return term.age;
}

void term_piece(const char *s, size_t n)
{
	if (!term.outside)
		raw_out(s, n);
}

void term_bytes(const char *s)
{
	term_piece(s, strlen(s));
}

bool term_takes(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&out, 1, 0) == 1 && out.revents == POLLOUT;
}

void term_leave(void)
{
	if (term.outside)
		return;
	undo();
	raw_str(modes_off);
	give_title_back();
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
	ask_modes();
	if (*term.title) {
		raw_str("\033[22;2t");
		set_title(term.title);
	}
	curs_set(term.cursor_y >= 0);
	term_forget();
	term_resized();
}

/* A sequence for the terminal itself, wrapped where tmux stands between. */
static void pass_on(const char *s, size_t n)
{
	struct buf out;
	buf_init(&out, 2 * n + 64);
	if (getenv("TMUX") && *getenv("TMUX")) {
		buf_adds(&out, "\033Ptmux;");
		for (size_t i = 0; i < n; i++)
			buf_addf(&out, s[i] == '\033' ? "\033%c" : "%c", s[i]);
		buf_adds(&out, "\033\\");
	} else {
		buf_add(&out, s, n);
	}
	raw_out(out.v, out.n);
	buf_fini(&out);
}

bool term_copy(const char *s, size_t n)
{
	if (n > COPY_MAX || term.outside)
		return false;
	size_t cap = BASE64_ENCODE_RAW_LENGTH(n);
	char *code = xmalloc(cap + 1);
	base64_encode_raw(code, n, (const uint8_t *)s);
	code[cap] = 0;
	char *whole = xasprintf("\033]52;c;%s\a", code);
	pass_on(whole, strlen(whole));
	free(whole);
	free(code);
	return true;
}

void term_bell(void)
{
	if (!term.outside)
		raw_str("\a");
}

void term_title(const char *s)
{
	if (!*term.title && !term.outside)
		raw_str("\033[22;2t"); /* remember the one there is */
	str_copy(term.title, sizeof term.title, s);
	if (!term.outside)
		set_title(s);
}

void term_tell(bool osc777, const char *s)
{
	struct buf out;
	if (term.outside)
		return;
	buf_init(&out, 8 << 10);
	/* The words before the text keep it from being read as a command: "4;1" is one. */
	buf_adds(&out, osc777 ? "\033]777;notify;wartel;" : "\033]9;wartel: ");
	plain(&out, s);
	buf_adds(&out, "\a");
	if (!out.over)
		pass_on(out.v, out.n);
	buf_fini(&out);
}
