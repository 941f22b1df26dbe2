/* Plays scripts on the screen: keys in, whole screens out, compared line by line
 * with what a person wrote down. Usage: screens SCRIPT…; with WRITE=1 it prints
 * what it saw instead of comparing. The program runs on a pseudo-terminal against
 * a stage (stage.h), at 14:32:05 on Sunday 22 November 2026, WIB.
 *
 *	answers FILE                 JSON of requests and answers, before start
 *	start ROWSxCOLS [NAME=value…] [--option] runs wartel-t (anew, when it ran)
 *	needs terminfo NAME          else the rest is skipped
 *	type TEXT                    \r \t \e \b \\ \xHH as in C; \p{…} a bracketed paste
 *	terminal TEXT                from now on it answers this when it is asked for
 *	                             its attributes (escapes as in type), without TEXT nothing
 *	answer REQUEST = JSON        another answer from now on
 *	slow REQUEST                 what begins so is not answered until: slow
 *	event NAME JSON
 *	resize ROWSxCOLS
 *	gone / back                  the engine
 *	asked TEXT                   some request contains TEXT
 *	notasked TEXT
 *	cursor ROW COL
 *	rawnot TEXT                  never written to the terminal (escapes as in type)
 *	notitle                      no title was ever set; title: one was
 *	raw TEXT                     written to the terminal, once or more
 *	forget                       what was written so far is no matter for raw and rawnot
 *	file NAME TEXT               a file under the home, before start or later (escapes as in type)
 *	row N TEXT                   row N of the screen has this in it; norow: no longer
 *	has REGEX                    some row matches this extended expression
 *	look ROW COL WORDS           what a cell looks like (glass.h)
 *	frame                        the line right of the list stands in one column, from top to bottom
 *	whole                        no row has a cell too many or too few
 *	cooked                       the terminal is as a shell wants it
 *	signal N                     that signal
 *	drop                         the terminal is gone
 *	nofile GLOB                  no such file is left under the home
 *	hangup                       SIGHUP
 *	exit CODE                    the program ended
 *	screen NAME                  lines up to a line "end" are the whole screen */
#include <glob.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "glass.h"
#include "stage.h"

#include "base/banned.h"

enum { QUIET_MS = 40, PATIENCE = 100 /* times QUIET_MS */, EPOCH = 1795332725 };

struct play {
	struct stage *stage;
	struct glass *glass;
	json_t *answers;
	char dir[64];
	const char *script, *folder;
	int line, tests, failed;
	char *says; /* by the terminal, NULL: as it does */
	size_t from; /* of the raw stream: what came before is forgotten */
};

static void result(struct play *p, bool ok, const char *name)
{
	p->tests++;
	p->failed += !ok;
	printf("%sok %d - %s:%d %s\n", ok ? "" : "not ", p->tests, p->script, p->line, name);
}

static void die(struct play *p, const char *why)
{
	printf("Bail out! %s:%d: %s\n", p->script, p->line, why);
	exit(1);
}

static json_t *parse(struct play *p, const char *text)
{
	json_t *v = json_loads(text, JSON_DECODE_ANY, NULL);
	if (!v)
		die(p, "not JSON");
	return v;
}

static void start(struct play *p, char *what)
{
	int rows, cols;
	if (sscanf(what, "%dx%d", &rows, &cols) != 2 || !p->answers)
		die(p, "start ROWSxCOLS, after answers");
	glass_close(p->glass);
	stage_free(p->stage);
	p->from = 0;
	char *socket = path_join(p->dir, "s");
	p->stage = stage_new(socket, p->answers);
	struct timespec boot;
	clock_gettime(CLOCK_BOOTTIME, &boot);
	const char *top = getenv("top_builddir");
	char *program = path_join(top ? top : ".", "wartel-t");
	char *argv[] = {program, xstrdup("--socket"), socket, NULL, NULL};
	char *env[20] = {
		xasprintf("WARTEL_TEST_CLOCK=%d,%lld.%09ld,1", EPOCH, (long long)boot.tv_sec, boot.tv_nsec),
		xstrdup("TERM=xterm-256color"), xstrdup("LC_ALL=C.UTF-8"), xstrdup("INPUTRC=/dev/null"),
		xasprintf("HOME=%s", p->dir), xasprintf("XDG_CONFIG_HOME=%s", p->dir),
		xasprintf("XDG_DATA_HOME=%s", p->dir), xasprintf("XDG_STATE_HOME=%s", p->dir),
		xasprintf("WARTEL_ETC=%s", p->dir), xstrdup("TMUX="), xstrdup("WARTEL_PICTURES=no"),
	};
	int n = 11;
	char *save = NULL;
	strtok_r(what, " ", &save);
	/* $HOME is the home of the play, ~ a blank. */
	for (char *word; n < 19 && (word = strtok_r(NULL, " ", &save));) {
		if (!strncmp(word, "--", 2)) {
			argv[3] = word;
			continue;
		}
		char *home = strstr(word, "$HOME"), *blank;
		env[n] = home ? xasprintf("%.*s%s%s", (int)(home - word), word, p->dir, home + 5) : xstrdup(word);
		while ((blank = strchr(env[n], '~')))
			*blank = ' ';
		n++;
	}
	unsetenv("TMUX");
	unsetenv("NO_COLOR");
	p->glass = glass_open(rows, cols, argv, env);
	glass_says(p->glass, p->says);
	for (int i = 0; i < n; i++)
		free(env[i]);
	free(program);
	free(argv[1]);
	free(socket);
}

static void unescape(struct play *p, const char *s, struct buf *out)
{
	for (; *s; s++) {
		if (*s != '\\') {
			buf_addc(out, *s);
			continue;
		}
		s++;
		unsigned hex;
		switch (*s) {
		case 'r':
			buf_addc(out, '\r');
			break;
		case 'n':
			buf_addc(out, '\n');
			break;
		case 't':
			buf_addc(out, '\t');
			break;
		case 'e':
			buf_addc(out, 033);
			break;
		case 'b':
			buf_addc(out, 0x7f);
			break;
		case 'x':
			if (sscanf(s + 1, "%2x", &hex) != 1)
				die(p, "\\xHH");
			buf_addc(out, (char)hex);
			s += 2;
			break;
		case 'p':
			buf_adds(out, "\033[200~");
			s++;
			continue;
		case '}':
			buf_adds(out, "\033[201~");
			break;
		default:
			buf_addc(out, *s);
		}
	}
}

/* Writes one key text with its escapes. */
static void type(struct play *p, const char *s)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	unescape(p, s, &out);
	glass_type(p->glass, out.v, out.n);
	glass_settle(p->glass, QUIET_MS);
	buf_fini(&out);
}

static bool was_written(struct play *p, const struct buf *bytes)
{
	const struct buf *raw = glass_raw(p->glass);
	return raw->n > p->from && memmem(raw->v + p->from, raw->n - p->from, bytes->v, bytes->n);
}

static void raw(struct play *p, const char *s, bool wanted)
{
	struct buf bytes;
	bool found = false;
	buf_init(&bytes, 1 << 20);
	unescape(p, s, &bytes);
	for (int i = 0; i < (wanted ? PATIENCE : 1) && !found; i++) {
		glass_settle(p->glass, QUIET_MS);
		found = was_written(p, &bytes);
	}
	result(p, found == wanted, s);
	buf_fini(&bytes);
}

/* A file of the user's, its folders made. */
static void put_file(struct play *p, char *arg)
{
	char *text = arg + strcspn(arg, " ");
	if (*text)
		*text++ = 0;
	struct buf bytes;
	struct err e = {0};
	char *path = path_join(p->dir, arg);
	buf_init(&bytes, 1 << 20);
	unescape(p, text, &bytes);
	for (char *s = strchr(path + strlen(p->dir) + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = 0;
		dir_make(path, 0700, &e);
		*s = '/';
	}
	e = (struct err){0};
	if (!file_write(path, bytes.n ? bytes.v : "", bytes.n, *text == '#' && text[1] == '!' ? 0700 : 0600, &e))
		die(p, err_text(&e));
	free(path);
	buf_fini(&bytes);
}

static void look(struct play *p, const char *what)
{
	int row, col, at = 0;
	char got[128] = "";
	if (sscanf(what, "%d %d %n", &row, &col, &at) < 2)
		die(p, "look ROW COL WORDS");
	for (int i = 0; i < PATIENCE && strcmp(got, what + at); i++) {
		glass_settle(p->glass, QUIET_MS);
		glass_look(p->glass, row, col, got, sizeof got);
	}
	if (strcmp(got, what + at))
		printf("# it is: %s\n", got);
	result(p, !strcmp(got, what + at), what);
}

/* What was written down and what is there, side by side where they differ. */
static void show(const char *want, const char *got)
{
	for (int row = 0; *want || *got; row++) {
		size_t w = strcspn(want, "\n"), g = strcspn(got, "\n");
		if (w == g && !memcmp(want, got, w))
			printf("#   %2d |%.*s\n", row, (int)g, got);
		else
			printf("# - %2d |%.*s\n# + %2d |%.*s\n", row, (int)w, want, row, (int)g, got);
		want += w + (want[w] == '\n');
		got += g + (got[g] == '\n');
	}
}

static void some_row(struct play *p, const char *pattern)
{
	regex_t re;
	struct buf got;
	bool found = false;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB | REG_NEWLINE))
		die(p, "has: not an expression");
	buf_init(&got, 1 << 20);
	for (int i = 0; i < PATIENCE && !found; i++) {
		glass_settle(p->glass, QUIET_MS);
		buf_clear(&got);
		glass_text(p->glass, &got);
		found = regexec(&re, buf_str(&got), 0, NULL, 0) == 0;
	}
	if (!found)
		show("", buf_str(&got));
	result(p, found, pattern);
	buf_fini(&got);
	regfree(&re);
}

static void row(struct play *p, const char *what, bool wanted)
{
	int n, at = 0;
	bool found = !wanted;
	struct buf all;
	if (sscanf(what, "%d %n", &n, &at) < 1)
		die(p, "row N TEXT");
	buf_init(&all, 1 << 20);
	for (int i = 0; i < PATIENCE && found != wanted; i++) {
		glass_settle(p->glass, QUIET_MS);
		buf_clear(&all);
		glass_text(p->glass, &all);
		const char *s = buf_str(&all);
		for (int k = 0; k < n && *s; k++)
			s += strcspn(s, "\n") + 1;
		char *line = xstrndup(s, strcspn(s, "\n"));
		found = strstr(line, what + at) != NULL;
		free(line);
	}
	if (found != wanted)
		show(buf_str(&all), buf_str(&all));
	result(p, found == wanted, what);
	buf_fini(&all);
}

/* The first row in which the line right of the list is not in this column. */
static int bent(const struct play *p, int rows, int at)
{
	for (int y = 2; y < rows - 1; y++) {
		char got[128];
		glass_look(p->glass, y, at, got, sizeof got);
		if (strncmp(got, "│ ", 4) && strncmp(got, "├ ", 4))
			return y;
	}
	return -1;
}

static void frame(struct play *p)
{
	static const int ends[] = {30, 35, 48}; /* of the list, by the width of the screen */
	bool straight = false;
	for (int i = 0; i < PATIENCE && !straight; i++) {
		int rows, cols;
		glass_settle(p->glass, QUIET_MS);
		glass_size(p->glass, &rows, &cols);
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			straight |= ends[k] < cols && bent(p, rows, ends[k]) < 0;
	}
	if (!straight) {
		struct buf all;
		buf_init(&all, 1 << 20);
		glass_text(p->glass, &all);
		show(buf_str(&all), buf_str(&all));
		buf_fini(&all);
	}
	result(p, straight, "the line between the panes is straight");
}

static void cooked(struct play *p)
{
	bool is = false;
	for (int i = 0; i < PATIENCE && !is; i++) {
		glass_settle(p->glass, QUIET_MS);
		is = glass_is_cooked(p->glass);
		if (!is)
			usleep(QUIET_MS * 1000);
	}
	result(p, is, "the terminal is as it was");
}

static void no_file(struct play *p, const char *pattern)
{
	char *path = path_join(p->dir, pattern);
	glob_t g = {0};
	bool some = true;
	for (int i = 0; i < PATIENCE && some; i++) {
		some = glob(path, 0, NULL, &g) == 0;
		globfree(&g);
		glass_settle(p->glass, QUIET_MS);
	}
	result(p, !some, pattern);
	free(path);
}

static void screen(struct play *p, const char *name, const char *want)
{
	struct buf got;
	buf_init(&got, 1 << 20);
	bool same = false;
	for (int i = 0; i < PATIENCE && !same; i++) {
		glass_settle(p->glass, QUIET_MS);
		buf_clear(&got);
		glass_text(p->glass, &got);
		same = !strcmp(want, buf_str(&got));
		if (getenv("WRITE") && i > 12)
			break;
	}
	if (getenv("WRITE"))
		printf("screen %s\n%send\n", name, buf_str(&got));
	else if (!same)
		show(want, buf_str(&got));
	result(p, same, name);
	buf_fini(&got);
}

static void asked(struct play *p, const char *what, bool wanted)
{
	bool found = false;
	for (int i = 0; i < (wanted ? PATIENCE : 8) && !found; i++) {
		glass_settle(p->glass, QUIET_MS);
		char *all = stage_asked(p->stage);
		found = strstr(all, what) != NULL;
		if (!found && wanted && i == PATIENCE - 1)
			printf("# asked:\n# %s\n", all);
		free(all);
	}
	result(p, found == wanted, what);
}

static void cursor(struct play *p, const char *what)
{
	int row, col, y, x;
	bool visible;
	if (sscanf(what, "%d %d", &row, &col) != 2)
		die(p, "cursor ROW COL");
	glass_cursor(p->glass, &y, &x, &visible);
	if (y != row || x != col)
		printf("# the cursor is at %d %d\n", y, x);
	result(p, y == row && x == col && visible, "cursor");
}

static void ended(struct play *p, int code)
{
	int got = -1;
	for (int i = 0; i < PATIENCE && got < 0; i++) {
		glass_settle(p->glass, QUIET_MS);
		got = glass_exit(p->glass);
		if (got < 0)
			usleep(QUIET_MS * 1000);
	}
	if (got != code)
		printf("# ended with %d\n", got);
	result(p, got == code, "exit");
}

/* Whether this machine has what the rest of a script is about. */
static bool has(const char *what)
{
	static const char *const places[] = {"/usr/share/terminfo", "/lib/terminfo", "/usr/lib/terminfo"};
	bool found = false;
	if (!strncmp(what, "catalog ", 8)) {
		const char *dir = getenv("WARTEL_LOCALEDIR");
		char *file = xasprintf("%s/%s/LC_MESSAGES/wartel.mo", dir ? dir : "", what + 8);
		found = access(file, R_OK) == 0;
		free(file);
		return found;
	}
	if (strncmp(what, "terminfo ", 9))
		return false;
	for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++) {
		char *file = xasprintf("%s/%c/%s", places[i], what[9], what + 9);
		found = access(file, R_OK) == 0;
		free(file);
	}
	return found;
}

static void command(struct play *p, char *line, FILE *f)
{
	char *arg = line + strcspn(line, " ");
	if (*arg)
		*arg++ = 0;
	if (!strcmp(line, "answers")) {
		char *path = path_join(p->folder, arg);
		json_decref(p->answers);
		p->answers = json_load_file(path, 0, NULL);
		if (!p->answers)
			die(p, "answers: not JSON");
		free(path);
	} else if (!strcmp(line, "file")) {
		put_file(p, arg);
	} else if (!strcmp(line, "start")) {
		start(p, arg);
	} else if (!strcmp(line, "terminal")) {
		struct buf says;
		buf_init(&says, 250);
		unescape(p, arg, &says);
		free(p->says);
		p->says = xstrdup(buf_str(&says));
		if (p->glass)
			glass_says(p->glass, p->says);
		buf_fini(&says);
	} else if (!p->glass && strcmp(line, "answer") && strcmp(line, "terminal")) {
		die(p, "not started");
	} else if (!strcmp(line, "type")) {
		type(p, arg);
	} else if (!strcmp(line, "answer")) {
		char *eq = strstr(arg, " = ");
		if (!eq)
			die(p, "answer REQUEST = JSON");
		*eq = 0;
		json_t *v = parse(p, eq + 3);
		json_object_set(p->answers, arg, v);
		if (p->stage)
			stage_answer(p->stage, arg, v);
		json_decref(v);
	} else if (!strcmp(line, "slow")) {
		stage_slow(p->stage, *arg ? arg : NULL);
	} else if (!strcmp(line, "event")) {
		char *data = arg + strcspn(arg, " ");
		if (*data)
			*data++ = 0;
		json_t *v = parse(p, data);
		glass_settle(p->glass, QUIET_MS);
		stage_push(p->stage, arg, v);
		json_decref(v);
	} else if (!strcmp(line, "resize")) {
		int rows, cols;
		if (sscanf(arg, "%dx%d", &rows, &cols) != 2)
			die(p, "resize ROWSxCOLS");
		glass_resize(p->glass, rows, cols);
	} else if (!strcmp(line, "gone")) {
		stage_gone(p->stage);
	} else if (!strcmp(line, "back")) {
		stage_back(p->stage);
	} else if (!strcmp(line, "asked")) {
		asked(p, arg, true);
	} else if (!strcmp(line, "notasked")) {
		asked(p, arg, false);
	} else if (!strcmp(line, "cursor")) {
		cursor(p, arg);
	} else if (!strcmp(line, "rawnot")) {
		raw(p, arg, false);
	} else if (!strcmp(line, "raw")) {
		raw(p, arg, true);
	} else if (!strcmp(line, "forget")) {
		glass_settle(p->glass, QUIET_MS);
		p->from = glass_raw(p->glass)->n;
	} else if (!strcmp(line, "look")) {
		look(p, arg);
	} else if (!strcmp(line, "row") || !strcmp(line, "norow")) {
		row(p, arg, *line == 'r');
	} else if (!strcmp(line, "frame")) {
		frame(p);
	} else if (!strcmp(line, "has")) {
		some_row(p, arg);
	} else if (!strcmp(line, "whole")) {
		glass_settle(p->glass, QUIET_MS);
		result(p, glass_torn(p->glass) < 0, "every row adds up");
	} else if (!strcmp(line, "cooked")) {
		cooked(p);
	} else if (!strcmp(line, "nofile")) {
		no_file(p, arg);
	} else if (!strcmp(line, "signal")) {
		kill(glass_pid(p->glass), (int)strtol(arg, NULL, 10));
	} else if (!strcmp(line, "drop")) {
		glass_drop(p->glass);
	} else if (!strcmp(line, "title")) {
		glass_settle(p->glass, QUIET_MS);
		result(p, *glass_title(p->glass), "a title was set");
	} else if (!strcmp(line, "notitle")) {
		result(p, !*glass_title(p->glass), "no title was set");
	} else if (!strcmp(line, "hangup")) {
		kill(glass_pid(p->glass), SIGHUP);
	} else if (!strcmp(line, "exit")) {
		ended(p, (int)strtol(arg, NULL, 10));
	} else if (!strcmp(line, "screen")) {
		struct buf want;
		buf_init(&want, 1 << 20);
		char row[4096];
		while (fgets(row, sizeof row, f) && strcmp(row, "end\n")) {
			p->line++;
			size_t n = strcspn(row, "\n");
			while (n > 0 && row[n - 1] == ' ')
				n--;
			buf_add(&want, row, n);
			buf_addc(&want, '\n');
		}
		p->line++;
		screen(p, arg, buf_str(&want));
		buf_fini(&want);
	} else {
		die(p, "what is that?");
	}
}

static void play(const char *path, int *tests, int *failed)
{
	struct play p = {.script = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, .tests = *tests,
		.failed = *failed};
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = 0;
	p.folder = slash ? folder : ".";
	str_copy(p.dir, sizeof p.dir, "/tmp/wartel-screen-XXXXXX");
	FILE *f = fopen(path, "r");
	if (!f || !mkdtemp(p.dir))
		die(&p, "cannot begin");
	char line[65536];
	while (fgets(line, sizeof line, f)) {
		p.line++;
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "needs ", 6) && !has(line + 6)) {
			printf("ok %d - %s # SKIP no %s\n", ++p.tests, p.script, line + 6);
			break;
		}
		if (!strncmp(line, "needs ", 6))
			continue;
		if (*line && *line != '#')
			command(&p, line, f);
	}
	fclose(f);
	glass_close(p.glass);
	stage_free(p.stage);
	free(p.says);
	json_decref(p.answers);
	dir_remove(p.dir);
	free(folder);
	*tests = p.tests;
	*failed = p.failed;
}

/* Every key of data/keys.conf is pressed by some script: the program notes each
 * that it looked up. */
static bool every_key(const char *top, const char *noted, int at)
{
	struct buf table, log;
	size_t keys = 0, missing = 0;
	char *path = xasprintf("%s/data/keys.conf", top);
	buf_init(&table, 1 << 20);
	buf_init(&log, 64 << 20);
	if (!file_read(path, &table, NULL) || !file_read(noted, &log, NULL)) {
		printf("Bail out! %s or what was noted cannot be read\n", path);
		exit(1);
	}
	char *save = NULL;
	for (char *line = strtok_r(table.v, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char mode[16], key[64], want[96];
		if (sscanf(line, "bind %15s \"%63[^\"]\"", mode, key) != 2 && sscanf(line, "bind %15s %63s", mode, key) != 2)
			continue;
		snprintf(want, sizeof want, "key %s %s\n", mode, key);
		keys++;
		if (!strstr(buf_str(&log), want)) {
			missing++;
			printf("# no script presses %s in mode %s\n", key, mode);
		}
	}
	printf("%sok %d - every key is pressed by some script: %zu of %zu\n", missing || keys < 100 ? "not " : "", at,
		keys - missing, keys);
	buf_fini(&table);
	buf_fini(&log);
	free(path);
	return missing == 0 && keys >= 100;
}

int main(int argc, char **argv)
{
	int tests = 0, failed = 0;
	const char *top = getenv("top_srcdir");
	char noted[] = "/tmp/wartel-keys-XXXXXX";
	int fd = mkstemp(noted);
	if (fd < 0)
		return 1;
	close(fd);
	setenv("WARTEL_FAULT_LOG", noted, 1);
	/* Every script there is: one that is added runs. */
	char *pattern = xasprintf("%s/tests/tui/*.screen", top ? top : ".");
	glob_t all = {0};
	if (argc < 2 && glob(pattern, 0, NULL, &all))
		printf("Bail out! no script at %s\n", pattern);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		play(argv[i], &tests, &failed);
	for (size_t i = 0; i < all.gl_pathc; i++)
		play(all.gl_pathv[i], &tests, &failed);
	globfree(&all);
	free(pattern);
	if (argc < 2 && !every_key(top ? top : ".", noted, ++tests))
		failed++;
	unlink(noted);
	printf("1..%d\n", tests);
	return failed > 0;
}
