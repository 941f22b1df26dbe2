/* demo: a shop that is not real. A keeper, in a session of its own, has the
 * pretended WAHA and the engine as its children and the directory to remove; it
 * reads from a pipe that only this process holds open, so that all ends and is
 * cleared away however this process ends, kill -9 included. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "command/say.h"
#include "config/config.h"
#include "client/client.h"
#include "client/own.h"
#include "cli/out.h"
#include "tui/tui.h"

#include "demo.h"

#include "base/banned.h"

enum {
	READY = 3, UNTIL = 4, LISTEN = 5, /* what the children have open */
	END_MS = 5000,	      /* for them to end by themselves */
	CHECK_MS = 20000, CHECK_LOOK_MS = 20, CHECK_SAME = 10
};

struct demo {
	char dir[PATH_MAX]; /* everything is in it */
	char key[33];
	int until[2];	    /* the keeper reads, this process holds the other end */
	int ready[2];	    /* the engine (or the keeper, failing) writes how it went */
};

/* The simulator beside this program, else in PATH. */
static void simulator(char *out, size_t cap)
{
	ssize_t n = readlink("/proc/self/exe", out, cap - sizeof "wartel-sim");

	if (n > 0) {
		out[n] = '\0';
		char *slash = strrchr(out, '/');
		if (slash) {
			str_copy(slash + 1, sizeof "wartel-sim", "wartel-sim");
			if (!access(out, X_OK)) {
				return;
			}
		}
	}
	str_copy(out, cap, "wartel-sim");
}

/* Starts a child with ready, until and, where it is one, listen as its
 * descriptors 3, 4 and 5, and nothing else of ours. */
static pid_t spawn(const struct demo *d, const char *const *argv, int ready, int listen, const char *log)
{
	pid_t pid = fork();

	if (pid) {
		return pid;
	}
	int null = open("/dev/null", O_RDWR);
	char *file = path_join(d->dir, log);
	int err = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
	/* Out of the way first: 3 to 5 may be in use by one another. */
	int high_ready = fcntl(ready, F_DUPFD, 16), high_until = fcntl(d->until[0], F_DUPFD, 16);
	int high_listen = listen < 0 ? -1 : fcntl(listen, F_DUPFD, 16);
	if (dup2(null, 0) < 0 || dup2(err < 0 ? null : err, 1) < 0 || dup2(err < 0 ? null : err, 2) < 0 ||
		dup2(high_ready, READY) < 0 || dup2(high_until, UNTIL) < 0 ||
		(listen >= 0 && dup2(high_listen, LISTEN) < 0)) {
		_exit(127);
	}
	for (int fd = listen < 0 ? LISTEN : LISTEN + 1; fd < 256; fd++) {
		close(fd);
	}
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* A socket of loopback on a free port: known before the simulator runs, so that
 * the engine can start beside it; who connects early waits in its queue. */
static int listen_loopback(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 64) ||
		getsockname(fd, (struct sockaddr *)&at, &n)) {
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

/* Hands what comes from a child on to where this process's parent waits; false
 * when nothing came: the child ended. */
static bool hand_on(int from, int to)
{
	char some[1024];
	bool any = false;

	for (;;) {
		ssize_t n = read(from, some, sizeof some);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return any;
		}
		any = true;
		if (to >= 0 && write(to, some, (size_t)n) < 0) {
			return any; /* the parent is gone: the end is near */
		}
	}
}

static void fail_ready(const struct demo *d, const struct err *e)
{
	json_t *v = json_from_err(e);
	char *text = json_dumps(v, JSON_COMPACT);

	if (text && write(d->ready[1], text, strlen(text)) < 0) {
		log_warn("demo", "nobody waits for %s", text);
	}
	free(text);
	json_decref(v);
}

static bool write_config(const struct demo *d, int port, struct err *e)
{
	char *conf = path_join(d->dir, "wartel.conf"), *key = path_join(d->dir, "key");
	char *text = xasprintf("demo = yes\nwaha_url = http://127.0.0.1:%d\nkey_file = key\n"
		"timezone = Asia/Jakarta\npoll_interval = 1-3s\n"
		/* A promise, so that the list counts down. */
		"sla_first = urgent 5m, high 15m, normal 30m, low 1h\n"
		"sla_next = urgent 10m, high 30m, normal 1h, low 2h\n"
		"data_dir = .\nsocket = engine.sock\nlog_dir = log\n", port);
	bool ok = file_write(key, d->key, strlen(d->key), 0600, e) &&
		file_write(conf, text, strlen(text), 0600, e);

	free(conf);
	free(key);
	free(text);
	return ok;
}

/* Waits for the children, who see the same pipe end; those that do not hear are
 * killed. */
static void collect(pid_t *child, int n)
{
	for (int waited = 0, left = n; left; waited += 10) {
		left = 0;
		for (int i = 0; i < n; i++) {
			if (child[i] > 0 && waitpid(child[i], NULL, WNOHANG) == child[i]) {
				child[i] = 0;
			}
			if (child[i] > 0 && waited == END_MS) {
				kill(child[i], SIGKILL);
			}
			left += child[i] > 0;
		}
		if (left) {
			usleep(10000);
		}
	}
}

static _Noreturn void keep(struct demo *d)
{
	char sim[PATH_MAX], *conf = path_join(d->dir, "wartel.conf"), *log = path_join(d->dir, "sim.log");
	const char *const sim_argv[] = { sim, "--engine", "noweb", "--shop", "demo", "--state", "working",
		"--customers", "--key", d->key, "--ready-fd", "3", "--until-fd", "4", "--listen-fd", "5",
		NULL };
	const char *const engine_argv[] = { "/proc/self/exe", "engine", "--config", conf, "--ready-fd", "3",
		"--until-fd", "4", NULL };
	pid_t child[2] = { 0 };
	int sim_ready[2], engine_ready[2], port = 0;
	struct err e = { 0 };

	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	close(d->until[1]);
	close(d->ready[0]);
	simulator(sim, sizeof sim);
	int listener = listen_loopback(&port);
	if (listener < 0 || pipe2(sim_ready, O_CLOEXEC) || pipe2(engine_ready, O_CLOEXEC)) {
		err_set(&e, ERR_INTERNAL, "demo.pipe", N_("the demo cannot start: {why}"), "why=%s",
			strerror(errno));
	} else if (write_config(d, port, &e)) {
		child[0] = spawn(d, sim_argv, sim_ready[1], listener, "sim.log");
		child[1] = spawn(d, engine_argv, engine_ready[1], -1, "engine.log");
		close(listener);
		close(sim_ready[1]);
		close(engine_ready[1]);
		if (!hand_on(sim_ready[0], -1)) {
			struct buf said;
			buf_init(&said, 4096);
			file_read(log, &said, NULL);
			err_set(&e, ERR_ENGINE, "demo.sim",
				N_("the pretended WhatsApp (wartel-sim) does not start: {why}"), "why=%.300s",
				buf_str(&said));
			buf_fini(&said);
		} else {
			hand_on(engine_ready[0], d->ready[1]);
		}
	}
	if (e.kind) {
		fail_ready(d, &e);
	}
	close(d->ready[1]);
	struct pollfd end = { .fd = d->until[0], .events = POLLIN };
	while (poll(&end, 1, -1) < 0 && errno == EINTR) {
	}
	collect(child, 2);
	dir_remove(d->dir);
	_exit(0);
}

static size_t conversations(struct client *client, json_t **last)
{
	json_t *args = json_pack("{s:s, s:i}", "view", "all", "limit", 500);
	json_t *answer = client_ask(client, command_get(CMD_CONVERSATION_LIST), args, CHECK_MS, NULL);
	size_t n = json_array_size(json_object_get(answer, "items"));

	json_decref(args);
	json_decref(*last);
	*last = answer;
	return n;
}

/* --check: how many conversations came, and how long it all took. */
static int check(const struct cli *cli, struct client *client, int64_t began_ms, int64_t ready_ms)
{
	json_t *answer = NULL, *item;
	int64_t first_ms = 0, until = clock_mono_ms() + CHECK_MS;
	size_t n = 0, messages = 0, needs = 0, i;
	int same = 0, status;

	/* Until no more come. */
	while (same < CHECK_SAME && clock_mono_ms() < until) {
		size_t now = conversations(client, &answer);
		if (now && !first_ms) {
			first_ms = clock_mono_ms() - began_ms;
		}
		same = now && now == n ? same + 1 : 0;
		n = now;
		clock_sleep_ms(CHECK_LOOK_MS);
	}
	json_array_foreach(json_object_get(answer, "items"), i, item) {
		needs += json_flag(item, "needs_reply");
		messages += json_at(item, "last") != NULL;
	}
	if (cli->json) {
		json_t *v = json_pack("{s:I, s:I, s:I, s:I, s:I}", "conversations", (json_int_t)n,
			"with_messages", (json_int_t)messages, "needs_reply", (json_int_t)needs,
			"ready_ms", (json_int_t)ready_ms, "first_ms", (json_int_t)first_ms);
		status = out_json(v);
		json_decref(v);
	} else {
		struct buf text = { 0 };
		buf_addf(&text, "DEMO\nengine ready     %6lld ms\nfirst row        %6lld ms\n"
			"conversations    %6zu\nneed an answer   %6zu\n",
			(long long)ready_ms, (long long)first_ms, n, needs);
		status = out_buf(&text);
	}
	json_decref(answer);
	return status ? status : n ? 0 : err_exit_code(ERR_ENGINE);
}

/* The engine is there: a face on it. */
static int show(const struct cli *cli, const struct demo *d, int64_t began_ms)
{
	char *conf = path_join(d->dir, "wartel.conf"), *socket = path_join(d->dir, "engine.sock");
	struct config *config = NULL;
	struct client *client = NULL;
	struct err e = { 0 };
	int64_t ready_ms = clock_mono_ms() - began_ms;
	int status;

	config = config_load(&(struct config_source){ .side = CONFIG_FACE, .file = conf }, &e);
	if (config) {
		client = client_open(config,
			&(struct client_options){ .socket = socket, .events = true }, &e);
	}
	if (!client) {
		status = cli_fail(cli, &e);
	} else if (json_flag(cli->args, "check")) {
		status = check(cli, client, began_ms, ready_ms);
	} else {
		status = tui_run(config, client, &(struct tui_options){ .demo = true, .began_ms = began_ms,
			.mark = getenv("WARTEL_FIRST_FRAME") });
	}
	client_close(client);
	config_free(config);
	free(conf);
	free(socket);
	return status;
}

/* Where temporary files may be, memory before disk: a database there costs no
 * waiting for the disk, and nothing of the demo outlives a reboot. */
static const char *temporary(void)
{
	const char *places[] = { getenv("TMPDIR"), getenv("XDG_RUNTIME_DIR"), "/dev/shm" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (places[i] && *places[i] == '/' && strlen(places[i]) < 60 &&
			!access(places[i], W_OK | X_OK)) {
			return places[i];
		}
	}
	return "/tmp";
}

int demo_run(const struct cli *cli)
{
	int64_t began_ms = clock_mono_ms();
	struct demo d;
	struct err e = { 0 };
	int status = 0;

	if (!json_flag(cli->args, "check") && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
		err_set(&e, ERR_USAGE, "demo.no_terminal", N_("the demo is a screen: start it on a terminal"),
			NULL);
		return cli_fail(cli, &e);
	}
	rng_hex(d.key, sizeof d.key - 1);
	snprintf(d.dir, sizeof d.dir, "%s/wartel-demo-XXXXXX", temporary());
	if (!mkdtemp(d.dir)) {
		err_set(&e, ERR_INTERNAL, "demo.directory",
			N_("no temporary directory can be made: {path}: {why}"), "path=%s\nwhy=%s",
			d.dir, strerror(errno));
		return cli_fail(cli, &e);
	}
	if (pipe2(d.until, O_CLOEXEC) || pipe2(d.ready, O_CLOEXEC)) {
		err_set(&e, ERR_INTERNAL, "demo.pipe", N_("the demo cannot start: {why}"), "why=%s",
			strerror(errno));
		dir_remove(d.dir);
		return cli_fail(cli, &e);
	}
	pid_t keeper = fork();
	if (!keeper) {
		keep(&d);
	}
	close(d.until[0]);
	close(d.ready[1]);
	if (keeper < 0) {
		err_set(&e, ERR_INTERNAL, "demo.fork", N_("the demo cannot start: {why}"), "why=%s",
			strerror(errno));
		dir_remove(d.dir);
		return cli_fail(cli, &e);
	}
	switch (engine_ready_read(d.ready[0], &e)) {
	case ENGINE_LISTENS:
		status = show(cli, &d, began_ms);
		break;
	case ENGINE_LOST_RACE:
		err_set(&e, ERR_ENGINE, "demo.engine", N_("the demo's engine did not start"), NULL);
		status = cli_fail(cli, &e);
		break;
	case ENGINE_FAILED:
		status = cli_fail(cli, &e);
		break;
	}
	close(d.ready[0]);
	/* The end of the pipe is the end of all of it. */
	close(d.until[1]);
	while (waitpid(keeper, NULL, 0) < 0 && errno == EINTR) {
	}
	return status;
}
