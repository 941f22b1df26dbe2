/* shots: see shots.h. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "tui/shots.h"
#include "tui/state.h"

#include "base/banned.h"

enum {
	CHILD_MS = 10000, CHILD_CPU_S = 5, CHILD_FILES = 16,
	/* 500 cells × 150 rows, each with two colours of its own, are 4 MB of text; the pixels of a chafa that has to
	 * be told less, up to 11. */
	CHILD_BYTES = 16 << 20,
	/* Pixels of a picture: kitty's go over the line with 5 bytes each and are made as large as the room by
	 * the terminal, sixels with about one. */
	KITTY_MOST = 640 << 10, SIXEL_MOST = 2 << 20,
	UNIT = 8 /* what chafa 1.12 takes for a cell's sides where no terminal tells it */
};
static const rlim_t CHILD_MEMORY = (rlim_t)1 << 30;
static const int64_t FILE_MOST = 16 << 20;

static char *found_program(void)
{
	const char *path = getenv("PATH");
	while (path && *path) {
		size_t n = strcspn(path, ":");
		char *file = xasprintf("%.*s/chafa", (int)n, path);
		if (*file == '/' && access(file, X_OK) == 0)
			return file;
		free(file);
		path += n + (path[n] == ':');
	}
	return NULL;
}

void shots_init(struct tui *t)
{
	struct shots *s = &t->shots;
	s->fd = -1;
	buf_init(&s->out, CHILD_BYTES);
	/* A name of a child never runs by chance: it is found once, in absolute places. */
	if (strcmp(config_str(t->config, "pictures"), "no") && !term_is_ascii() && term_has_colour())
		s->program = found_program();
}

static void finish(struct shots *s, enum shot_state state)
{
	s->v[s->at].state = state;
	s->busy = false;
	s->due = 0;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	buf_fini(&s->out);
	buf_init(&s->out, CHILD_BYTES);
	if (s->file)
		unlink(s->file);
	free(s->file);
	s->file = NULL;
}

static void end_child(struct shots *s)
{
	if (s->pid <= 0)
		return;
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
}

void shots_fini(struct tui *t)
{
	struct shots *s = &t->shots;
	end_child(s);
	if (s->busy)
		finish(s, SHOT_FAILED);
	for (size_t i = 0; i < s->n; i++) {
		cells_fini(&s->v[i].cells);
		pixels_fini(&s->v[i].pixels);
	}
	if (s->dir)
		dir_remove(s->dir);
	free(s->dir);
	free(s->program);
	buf_fini(&s->out);
	*s = (struct shots){.fd = -1};
}

static bool is_picture(const json_t *m)
{
	const char *kind = json_str_or(m, "kind", ""), *state = json_str_or(m, "media.state", "here");
	int64_t size = json_i64_or(m, "media.size", 0);
	return json_is_object(json_object_get(m, "media")) && !json_flag(m, "deleted") && size <= FILE_MOST &&
		(!strcmp(kind, "image") || !strcmp(kind, "sticker")) && strcmp(state, "expired") &&
		strcmp(state, "refused");
}

static struct shot *find(const struct shots *s, int64_t message, int cols, int rows)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].message == message && s->v[i].cols == cols && s->v[i].rows == rows)
			return (struct shot *)&s->v[i];
	return NULL;
}

static int width_for(int cols)
{
	return cols < SHOT_COLS ? cols : SHOT_COLS;
}

const struct cells *shots_cells(const struct tui *t, const json_t *message, int cols)
{
	const struct shot *shot = t->shots.program && is_picture(message) ?
		find(&t->shots, json_i64_or(message, "id", 0), width_for(cols), SHOT_ROWS) : NULL;
	return shot && shot->state == SHOT_READY && shot->cells.rows > 0 ? &shot->cells : NULL;
}

bool shots_can(const struct tui *t, const json_t *message)
{
	return t->shots.program && is_picture(message);
}

static void want(struct tui *t, const json_t *message, int cols, int rows)
{
	struct shots *s = &t->shots;
	int64_t id = json_i64_or(message, "id", 0);
	if (cols < 8 || !shots_can(t, message) || find(s, id, cols, rows))
		return;
	size_t at = s->n;
	/* Of the large ones there is one: it takes the memory of fifty small ones. */
	for (size_t i = 0; rows != SHOT_ROWS && i < s->n; i++)
		if (s->v[i].rows != SHOT_ROWS)
			at = i;
	if (at < s->n) {
		if (s->busy && at == s->at)
			return; /* the next frame asks again */
	} else if (s->n < SHOTS_KEPT) {
		s->n++;
	} else {
		at = s->next;
		s->next = (s->next + 1) % SHOTS_KEPT;
		if (s->busy && at == s->at)
			return; /* the next frame asks again */
	}
	cells_fini(&s->v[at].cells);
	pixels_fini(&s->v[at].pixels);
	s->v[at] = (struct shot){.message = id, .cols = cols, .rows = rows, .state = SHOT_WANTED,
		.kind = rows == SHOT_ROWS ? PIXELS_NONE : probe_kind(t)};
}

void shots_want(struct tui *t, const json_t *message, int cols)
{
	want(t, message, width_for(cols), SHOT_ROWS);
}

const struct shot *shots_whole(struct tui *t, const json_t *message, int cols, int rows)
{
	want(t, message, cols, rows);
	return find(&t->shots, json_i64_or(message, "id", 0), cols, rows);
}

/* The pixels that a large one may have. */
static void room_of(const struct tui *t, const struct shot *shot, int *width, int *height)
{
	int64_t most = shot->kind == PIXELS_KITTY ? KITTY_MOST : SIXEL_MOST;
	probe_cell(t, width, height);
	*width *= shot->cols;
	*height *= shot->rows;
	while ((int64_t)*width * *height > most || *width > PIXELS_SIDE || *height > PIXELS_SIDE) {
		*width -= *width / 16;
		*height -= *height / 16;
	}
}

/* The child: no signals of ours, no files but its three, the picture as its input; and no
 * terminal, which it would ask for the size of its cells. */
static void run(const struct shots *s, int in, int out)
{
	static const int ours[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGCHLD, SIGTSTP, SIGPIPE};
	static const char *const colours[] = {[DEPTH_MONO] = "none", [DEPTH_8] = "8", [DEPTH_256] = "256",
		[DEPTH_TRUE] = "full"};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		signal(ours[i], SIG_DFL);
	setsid();
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nothing < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(nothing, 2) < 0 || chdir("/") < 0)
		_exit(126);
	for (int fd = 3; fd < 1024; fd++)
		close(fd);
#ifdef CLONE_NEWNET
	/* No network, where the system lets a user say so. */
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		errno = 0;
#endif
	static const char *const formats[] = {[PIXELS_NONE] = "symbols", [PIXELS_KITTY] = "kitty",
		[PIXELS_SIXEL] = "sixels"};
	const struct shot *shot = &s->v[s->at];
	bool cells = shot->kind == PIXELS_NONE;
	char *size = xasprintf("%dx%d", cells ? shot->cols : shot->wide, cells ? shot->rows : shot->high);
	/* For pixels its cells are square; the later versions know that by themselves. */
	char *const argv[] = {s->program, xstrdup("--format"), xstrdup(formats[shot->kind]), xstrdup("--size"), size,
		xstrdup("--colors"), xstrdup(cells ? colours[term_depth()] : "full"), xstrdup("--animate"), xstrdup("off"),
		xstrdup("--threads"), xstrdup("1"), xstrdup(cells ? "/dev/stdin" : "--font-ratio=1/1"),
		cells ? NULL : xstrdup("/dev/stdin"), NULL};
	char *const env[] = {xstrdup("LC_ALL=C.UTF-8"), xstrdup("TERM=xterm-256color"), xstrdup("HOME=/nonexistent"), NULL};
	const struct rlimit cpu = {CHILD_CPU_S, CHILD_CPU_S}, memory = {CHILD_MEMORY, CHILD_MEMORY}, none = {0, 0},
		files = {CHILD_FILES, CHILD_FILES};
	if (setrlimit(RLIMIT_CPU, &cpu) < 0 || setrlimit(RLIMIT_AS, &memory) < 0 || setrlimit(RLIMIT_FSIZE, &none) < 0 ||
		setrlimit(RLIMIT_NOFILE, &files) < 0 || setrlimit(RLIMIT_CORE, &none) < 0)
		_exit(126);
	execve(s->program, argv, env);
	_exit(127);
}

static bool draw(struct shots *s)
{
	int in = open(s->file, O_RDONLY | O_CLOEXEC), pipes[2] = {-1, -1};
	struct stat st;
	bool ok = in >= 0 && fstat(in, &st) == 0 && st.st_size > 0 && st.st_size <= FILE_MOST &&
		pipe2(pipes, O_CLOEXEC | O_NONBLOCK) == 0;
	if (ok) {
		/* Its end of the pipe waits as usual. */
		fcntl(pipes[1], F_SETFL, 0);
		s->pid = fork();
		if (s->pid == 0)
			run(s, in, pipes[1]);
		ok = s->pid > 0;
	}
	if (in >= 0)
		close(in);
	if (pipes[1] >= 0)
		close(pipes[1]);
	s->fd = pipes[0];
	return ok;
}

static void fetched(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)e; /* the line says what it is; o says why not */
	struct shots *s = &t->shots;
	s->ticket = 0;
	if (!s->busy || s->v[s->at].message != about)
		return;
	if (!json || !draw(s)) {
		end_child(s);
		finish(s, SHOT_FAILED);
		return;
	}
	s->v[s->at].state = SHOT_DRAWING;
	s->due = clock_mono_ms() + CHILD_MS;
}

static bool make_place(struct shots *s, int64_t message)
{
	if (!s->dir) {
		const char *dir = getenv("XDG_RUNTIME_DIR"), *tmp = getenv("TMPDIR");
		s->dir = xasprintf("%s/wartel-XXXXXX",
			dir && *dir && access(dir, W_OK) == 0 ? dir : tmp && *tmp ? tmp : "/tmp");
		if (!mkdtemp(s->dir)) {
			free(s->dir);
			s->dir = NULL;
			return false;
		}
	}
	s->file = xasprintf("%s/%lld", s->dir, (long long)message);
	return true;
}

void shots_step(struct tui *t)
{
	struct shots *s = &t->shots;
	size_t i = 0;
	if (!s->program || s->busy || t->lost || t->editor.pid)
		return;
	while (i < s->n && s->v[i].state != SHOT_WANTED)
		i++;
	if (i == s->n)
		return;
	s->at = i;
	s->busy = true;
	if (!make_place(s, s->v[i].message)) {
		finish(s, SHOT_FAILED);
		return;
	}
	if (s->v[i].kind && !s->v[i].wide) {
		int width, height;
		room_of(t, &s->v[i], &width, &height);
		s->v[i].wide = width < UNIT ? 1 : width / UNIT;
		s->v[i].high = height < UNIT ? 1 : height / UNIT;
	}
	s->v[i].state = SHOT_FETCHING;
	json_t *args = json_object();
	json_put_i64(args, "message", s->v[i].message);
	json_put_str(args, "save", s->file);
	s->ticket = tui_ask(t, CMD_MEDIA, args, fetched, s->v[i].message);
}

/* Not in pixels: in cells then. */
static enum shot_state failed(struct shot *shot)
{
	if (!shot->kind)
		return SHOT_FAILED;
	shot->kind = PIXELS_NONE;
	return SHOT_WANTED;
}

/* What became of what it wrote. */
static enum shot_state made(struct tui *t, struct shot *shot)
{
	struct shots *s = &t->shots;
	const char *out = buf_str(&s->out);
	int width, height, room_w, room_h;
	shot->serial = ++s->serial;
	if (!shot->kind) {
		cells_read(&shot->cells, out, s->out.n, shot->rows, shot->cols);
		return SHOT_READY;
	}
	room_of(t, shot, &room_w, &room_h);
	width = room_w;
	height = room_h;
	if (pixels_read(&shot->pixels, shot->kind, out, s->out.n, &width, &height))
		return SHOT_READY;
	/* Too large: this chafa has other cells in mind (10 × 20), and is told less, once. */
	bool large = (width > room_w || height > room_h) && width > 0 && height > 0;
	if (!large || shot->told_less)
		return failed(shot);
	bool wide = (int64_t)room_w * height < (int64_t)room_h * width;
	int64_t by = wide ? width : height, to = wide ? room_w : room_h;
	shot->told_less = true;
	shot->wide = (int)(shot->wide * to / by) > 0 ? (int)(shot->wide * to / by) : 1;
	shot->high = (int)(shot->high * to / by) > 0 ? (int)(shot->high * to / by) : 1;
	return SHOT_WANTED;
}

void shots_read(struct tui *t)
{
	struct shots *s = &t->shots;
	char in[16384];
	ssize_t n;
	while ((n = read(s->fd, in, sizeof in)) > 0 && !s->out.over)
		buf_add(&s->out, in, (size_t)n);
	if (n < 0 && (errno == EAGAIN || errno == EINTR) && !s->out.over)
		return;
	struct shot *shot = &s->v[s->at];
	int status = 1;
	bool over = s->out.over;
	if (over)
		kill(s->pid, SIGKILL);
	/* Its output is closed: it ends at once, or is ended. */
	for (int i = 0; i < 20 && waitpid(s->pid, &status, WNOHANG) == 0; i++)
		usleep(1000);
	if (waitpid(s->pid, NULL, WNOHANG) == 0)
		end_child(s);
	s->pid = 0;
	bool ok = !over && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	finish(s, ok ? made(t, shot) : failed(shot));
	t->dirty = true;
}

void shots_late(struct tui *t)
{
	struct shots *s = &t->shots;
	end_child(s);
	if (s->busy)
		finish(s, failed(&s->v[s->at]));
	t->dirty = true;
}
