/* own: finding the engine's socket and starting an engine of one's own. The
 * engine says on a pipe how it went: one byte '+' when it listens, a JSON error
 * when it cannot, nothing when another engine had the lock. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/peer.h"

#include "client/own.h"

#include "base/banned.h"

#define SHARED_SOCKET "/run/wartel/engine.sock"

static int dial(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (!str_copy(to.sun_path, sizeof to.sun_path, path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to)) {
		int why = errno;
		close(fd);
		errno = why;
		fd = -1;
	}
	return fd;
}

bool engine_listens(const char *path)
{
	int fd = dial(path);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

void engine_find(const struct config *config, const char *flag, struct engine_place *place)
{
	const char *option = config_str(config, "socket"), *own = config_own_socket(config);

	*place = (struct engine_place){ 0 };
	if (flag) {
		place->path = xstrdup(flag);
	} else if (*option) {
		place->path = xstrdup(option);
		/* A socket that the environment or the system names is somebody else's. */
		place->own = config_origin(config, "socket") == CONFIG_USER;
	} else if (!config_file(config) && engine_listens(SHARED_SOCKET)) {
		place->path = xstrdup(SHARED_SOCKET);
	} else {
		place->path = xstrdup(own);
		place->own = true;
	}
}

bool engine_peer(const char *path, int64_t *pid, int64_t *uid, struct err *e)
{
	struct peer peer;
	int fd = dial(path);

	if (fd < 0) {
		return err_set(e, ERR_ENGINE, "client.none", N_("no engine listens at {path}: {why}"),
			"path=%s\nwhy=%s", path, strerror(errno));
	}
	bool ok = peer_of(fd, &peer);
	close(fd);
	if (!ok) {
		return err_set(e, ERR_ENGINE, "client.peer",
			N_("the system does not say who listens at {path}"), "path=%s", path);
	}
	*pid = peer.pid;
	*uid = peer.uid;
	return true;
}

bool engine_await_end(int64_t pid, int ms)
{
#ifdef SYS_pidfd_open
	/* Tells of the end at once, also of a child that nobody collects. */
	int fd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (fd >= 0) {
		struct pollfd end = { .fd = fd, .events = POLLIN };
		int n;
		do {
			n = poll(&end, 1, ms);
		} while (n < 0 && errno == EINTR);
		close(fd);
		return n > 0;
	}
	if (errno == ESRCH) {
		return true;
	}
#endif
	for (int waited = 0; !kill((pid_t)pid, 0) || errno == EPERM; waited += 20) {
		if (waited >= ms) {
			return false;
		}
		usleep(20000);
	}
	return true;
}

/* In the child: nothing of the face may stay open or blocked. */
static _Noreturn void become_engine(const char *file, int ready)
{
	enum { READY = 3 };
	char number[16];
	sigset_t none;
	int null = open("/dev/null", O_RDWR);
	long most = sysconf(_SC_OPEN_MAX);

	setsid();
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) {
		_exit(127);
	}
	if (ready != READY) {
		if (dup2(ready, READY) < 0) {
			_exit(127);
		}
	} else {
		fcntl(ready, F_SETFD, 0);
	}
	for (int fd = READY + 1; fd < (most > 0 && most < 4096 ? most : 4096); fd++) {
		close(fd);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < NSIG; s++) {
		if (s != SIGKILL && s != SIGSTOP) {
			signal(s, SIG_DFL);
		}
	}
	number[0] = '0' + READY;
	number[1] = '\0';
	const char *argv[8] = { "wartel", "engine", "--linger", "--ready-fd", number };
	if (file) {
		argv[5] = "--config";
		argv[6] = file;
	}
	execv("/proc/self/exe", (char *const *)(uintptr_t)argv);
	_exit(127);
}

bool engine_spawn(const struct config *config, int *ready_fd, struct err *e)
{
	int pipe_fd[2];

	if (pipe2(pipe_fd, O_CLOEXEC)) {
		return err_set(e, ERR_ENGINE, "client.spawn", N_("the engine cannot be started: {why}"),
			"why=%s", strerror(errno));
	}
	/* Twice, so that the engine is nobody's child and nobody has to wait for it. */
	pid_t child = fork();
	if (!child) {
		if (fork()) {
			_exit(0);
		}
		become_engine(config_file(config), pipe_fd[1]);
	}
	int why = errno;
	close(pipe_fd[1]);
	if (child < 0) {
		close(pipe_fd[0]);
		return err_set(e, ERR_ENGINE, "client.spawn", N_("the engine cannot be started: {why}"),
			"why=%s", strerror(why));
	}
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
	}
	*ready_fd = pipe_fd[0];
	return true;
}

enum engine_ready engine_ready_read(int fd, struct err *e)
{
	struct buf said;
	char piece[512];
	ssize_t n;
	enum engine_ready ready = ENGINE_FAILED;

	buf_init(&said, CEIL_API_BODY);
	do {
		n = read(fd, piece, sizeof piece);
		if (n > 0) {
			buf_add(&said, piece, (size_t)n);
		}
	} while ((n > 0 && *buf_str(&said) != '+') || (n < 0 && errno == EINTR));
	if (*buf_str(&said) == '+') {
		ready = ENGINE_LISTENS;
	} else if (!said.n) {
		ready = ENGINE_LOST_RACE;
	} else {
		json_t *v = json_read(said.v, said.n, NULL);
		if (!v || !json_to_err(v, e)) {
			err_set(e, ERR_ENGINE, "client.start_failed",
				N_("the engine did not start; error.log in the log directory says why"),
				NULL);
		}
		json_decref(v);
	}
	buf_fini(&said);
	return ready;
}
