/* alarm: the child, and what it is told. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/pause.h"
#include "store/setting.h"

#include "engine/alarm.h"

#include "base/banned.h"

enum { LOOK_MS = 5 * 1000, CHILD_LOOK_MS = 500, CHILD_MS = 60 * 1000, SAID_CAP = 512 };

/* The last pause that was told of. */
#define TOLD "alarm.told"

static const char *command_of(const struct engine *e)
{
	return config_str(e->config, "on_pause");
}

/* The engine's environment without its secrets, and what there is to say. */
static char **environment(const struct pause_row *p)
{
	size_t n = 0, at = 0;
	char **env;

	while (environ[n])
		n++;
	env = xcalloc(n + 8, sizeof *env);
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "WAHA_", 5) != 0)
			env[at++] = xstrdup(environ[i]);
	env[at++] = xasprintf("WARTEL_PAUSE_ID=%lld", (long long)p->id);
	env[at++] = xasprintf("WARTEL_PAUSE_NUMBER=%s", p->session ? p->session : "");
	env[at++] = xasprintf("WARTEL_PAUSE_KIND=%s", pause_kind_name(p->kind));
	env[at++] = xasprintf("WARTEL_PAUSE_REASON=%s", p->reason);
	env[at++] = xasprintf("WARTEL_PAUSE_BY=%s", p->by);
	env[at++] = xasprintf("WARTEL_PAUSE_UNTIL=%lld", (long long)p->until);
	env[at++] = xasprintf("WARTEL_PAUSE_LIFTED_BY=%s", pause_lifter_name(p->lifter));
	return env;
}

static void run(struct alarm *a, const char *command, const struct pause_row *p, int64_t now_ms)
{
	char *line = xasprintf("ulimit -t 60 2>/dev/null\n%s", command);
	char *argv[] = { (char *)(uintptr_t)"sh", (char *)(uintptr_t)"-c", line, NULL };
	char **env = environment(p);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int fd[2], rc;

	if (pipe2(fd, O_CLOEXEC | O_NONBLOCK) < 0) {
		log_bad("alarm", "on_pause: %s", strerror(errno));
		goto out;
	}
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, fd[1], 1);
	posix_spawn_file_actions_adddup2(&files, fd[1], 2);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawn(&a->pid, "/bin/sh", &files, &how, argv, env);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	close(fd[1]);
	if (rc != 0) {
		log_bad("alarm", "on_pause: %s", strerror(rc));
		a->pid = 0;
		close(fd[0]);
	} else {
		a->fd = fd[0];
		a->until_ms = now_ms + CHILD_MS;
	}
out:
	for (size_t i = 0; env[i]; i++)
		free(env[i]);
	free(env);
	free(line);
}

static void listen_to(struct alarm *a)
{
	char said[SAID_CAP];
	ssize_t n;

	while ((n = read(a->fd, said, sizeof said - 1)) > 0) {
		said[n] = '\0';
		said[strcspn(said, "\n")] = '\0';
		log_bad("alarm", "on_pause says: %s", said);
	}
}

/* The child, while there is one. */
static void look_after(struct alarm *a, int64_t now_ms)
{
	int how = 0;

	listen_to(a);
	if (waitpid(a->pid, &how, WNOHANG) == 0) {
		if (now_ms < a->until_ms)
			return;
		log_bad("alarm", "on_pause takes longer than a minute and is ended");
		alarm_fini(a);
		return;
	}
	listen_to(a);
	if (!WIFEXITED(how) || WEXITSTATUS(how))
		log_bad("alarm", "on_pause failed (%d)", WIFEXITED(how) ? WEXITSTATUS(how) : -1);
	close(a->fd);
	*a = (struct alarm){ 0 };
}

/* The oldest pause in force that nobody was told of. */
static bool next(struct alarm *a, const char *command, struct db *d, int64_t now_ms, struct err *e)
{
	struct pause_rows rows = { 0 };
	int64_t told = 0;
	bool ok = setting_i64(d, TOLD, 0, &told, e) && pause_list(d, 0, now_ms / 1000, &rows, e);

	for (size_t i = 0; ok && i < rows.n; i++) {
		if (rows.v[i].id <= told)
			continue;
		ok = db_begin_write(d, e);
		if (ok && !(setting_set_i64(d, TOLD, rows.v[i].id, e) && db_commit(d, e))) {
			db_rollback(d);
			ok = false;
		}
		if (ok)
			run(a, command, &rows.v[i], now_ms);
		break;
	}
	pause_rows_fini(&rows);
	return ok;
}

int64_t alarm_step(struct alarm *a, struct engine *e, struct db *d, int64_t now_ms)
{
	const char *command = command_of(e);
	struct err err = { 0 };

	if (a->pid)
		look_after(a, now_ms);
	else if (!*command)
		return INT64_MAX;
	else if (!next(a, command, d, now_ms, &err))
		log_bad("alarm", "%s", err_text(&err));
	return now_ms + (a->pid ? CHILD_LOOK_MS : LOOK_MS);
}

void alarm_fini(struct alarm *a)
{
	if (!a->pid)
		return;
	kill(-a->pid, SIGKILL);
	waitpid(a->pid, NULL, 0);
	close(a->fd);
	*a = (struct alarm){ 0 };
}
