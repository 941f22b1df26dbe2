/* What the screen costs over a large database: milliseconds from exec to the last byte
 * of the first whole frame, memory that is the screen's and the engine's alone, and how
 * often both wake up while nobody does anything. A real engine, whose WAHA does not
 * answer, on a database that tests/store/bench has filled (it may change). The
 * database's number is configured, so that its figures are counted for the frame:
 *
 *	make tests/tui/first && top_srcdir=… top_builddir=. tests/tui/first DATABASE [SECONDS] */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

#include "glass.h"

#include "base/banned.h"

enum { TIMES = 9, QUIET = 150, LONGEST = 5000, PATIENCE = 20000 };

static char *env[12];

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void rest(int ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/* The sum of a field of /proc/PID/…: one file, or that of every thread. */
static long field_of(const char *path, const char *name)
{
	char line[256];
	long n = 0;
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, name, strlen(name)))
			n += strtol(line + strlen(name), NULL, 10);
	if (f)
		fclose(f);
	return n;
}

static long dirty_kib(int pid)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
	return field_of(path, "Private_Dirty:");
}

static long wakeups(int pid)
{
	char path[64];
	long n = 0;
	/* A few threads begin right after the process. */
	for (int t = pid; t < pid + 64; t++) {
		snprintf(path, sizeof path, "/proc/%d/task/%d/status", pid, t);
		n += field_of(path, "voluntary_ctxt_switches:");
	}
	return n;
}

/* The number that tests/store/bench fills, and the database. */
static bool configure(const char *dir, const char *database)
{
	struct err e = {0};
	char *own = path_join(dir, "wartel"), *file = path_join(own, "wartel.conf");
	char *text = xasprintf("database = %s\n[number bench]\nwaha_url = http://127.0.0.1:9\n", database);
	bool ok = dir_make(own, 0700, &e) && file_write(file, text, strlen(text), 0600, &e);
	if (!ok)
		fprintf(stderr, "first: %s\n", err_text(&e));
	free(text);
	free(file);
	free(own);
	return ok;
}

static int start_engine(const char *program, const char *socket)
{
	int pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		for (int i = 0; env[i]; i++)
			putenv(env[i]);
		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		execl(program, program, "engine", (char *)NULL);
		_exit(127);
	}
	for (double end = now_ms() + PATIENCE; access(socket, F_OK) != 0; rest(20))
		if (now_ms() > end || waitpid(pid, NULL, WNOHANG) == pid)
			return -1;
	rest(1000); /* past its first steps */
	return pid;
}

/* Until nothing has come for a while; the time of the last byte, without the wait for it. */
static double whole(struct glass *g, double began)
{
	double last = 0;
	size_t bytes, pieces;
	do {
		glass_settle(g, 1);
		glass_count(g, &bytes, &pieces);
		if (bytes)
			last = now_ms() - 1;
	} while (now_ms() < began + LONGEST && (last == 0 || now_ms() < last + QUIET));
	return last - began;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	const char *build = getenv("top_builddir");
	char dir[] = "/tmp/wartel-first-XXXXXX";
	int seconds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 60;
	char *database = argc > 1 ? realpath(argv[1], NULL) : NULL;
	if (!database || !mkdtemp(dir)) {
		fprintf(stderr, "usage: first DATABASE [SECONDS]\n");
		return 2;
	}
	char *program = path_join(build ? build : ".", "wartel"), *socket = path_join(dir, "s");
	char *screen[] = {program, NULL};
	size_t n = 0;
	env[n++] = xstrdup("TERM=xterm-256color");
	env[n++] = xstrdup("LC_ALL=C.UTF-8");
	env[n++] = xstrdup("INPUTRC=/dev/null");
	env[n++] = xstrdup("WARTEL_PICTURES=no");
	env[n++] = xstrdup("WAHA_API_KEY=none");
	env[n++] = xasprintf("WARTEL_SOCKET=%s", socket);
	env[n++] = xasprintf("HOME=%s", dir);
	env[n++] = xasprintf("XDG_CONFIG_HOME=%s", dir);
	env[n++] = xasprintf("XDG_STATE_HOME=%s", dir);

	int engine = configure(dir, database) ? start_engine(program, socket) : -1, status = 1;
	double ms[TIMES];
	if (engine < 0) {
		fprintf(stderr, "first: the engine does not start: %s engine\n", program);
		goto out;
	}
	for (int i = 0; i < TIMES; i++) {
		double began = now_ms();
		struct glass *g = glass_open(50, 200, screen, env);
		ms[i] = whole(g, began);
		if (i < TIMES - 1) {
			glass_close(g);
			continue;
		}
		long s = wakeups(glass_pid(g)), e = wakeups(engine);
		rest(seconds * 1000);
		qsort(ms, TIMES, sizeof *ms, by_size);
		printf("%-34s %6.1f ms, median %.1f (25)\n", "exec to the first whole frame", ms[0], ms[TIMES / 2]);
		printf("%-34s %6.1f MB (6)\n", "private memory of the screen", (double)dirty_kib(glass_pid(g)) / 1024);
		printf("%-34s %6.1f MB (16)\n", "private memory of the engine", (double)dirty_kib(engine) / 1024);
		printf("%-34s %6ld in %d s (one a minute)\n", "wakeups of an idle screen",
			wakeups(glass_pid(g)) - s, seconds);
		printf("%-34s %6ld in %d s (its polls)\n", "wakeups of an idle engine", wakeups(engine) - e, seconds);
		glass_close(g);
	}
	status = 0;
out:
	if (engine > 0) {
		kill(engine, SIGTERM);
		waitpid(engine, NULL, 0);
	}
	for (size_t i = 0; i < n; i++)
		free(env[i]);
	free(program);
	free(socket);
	free(database);
	dir_remove(dir);
	return status;
}
