/* main: wartel-sim, a WAHA to try things on. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"

#include "sim/core.h"
#include "sim/server.h"

#include "base/banned.h"

enum { SESSIONS_CAP = 32 };

static const char usage[] =
	"usage: wartel-sim [options]\n"
	"  --port N           listen on 127.0.0.1:N (0: any free one, printed)\n"
	"  --engine NAME      noweb (usual), gows, webjs or wpp\n"
	"  --version V        play WAHA version V, as 2026.4.1\n"
	"  --session NAME     a session that exists (may be repeated)\n"
	"  --state STATE      working (usual), scan or stopped\n"
	"  --key KEY          ask for this X-Api-Key\n"
	"  --sim-key KEY      ask for this X-Sim-Key on /sim\n"
	"  --base-url URL     what media addresses begin with\n"
	"  --shop FILE|demo   people and their talk\n"
	"  --customers        they answer and write by themselves (in the demo: always)\n"
	"  --auto-scan N      the QR is scanned N seconds after it shows\n"
	"  --media            media sends on versions before 2026.6.1 too\n"
	"  --lenient          swallow what WAHA swallows\n"
	"  --seed N           other dice\n"
	"  --log FILE         append what arrives, one JSON line each\n"
	"  --listen-fd N      serve on that socket, which listens already\n"
	"  --ready-fd N       write the port there once it listens\n"
	"  --until-fd N       end when that descriptor closes\n"
	"  --help\n";

struct choice {
	struct sim_options sim;
	const char *sessions[SESSIONS_CAP];
	const char *log;
	int port, listen_fd, ready_fd, until_fd;
};

static int log_fd = -1;

static void write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno != EINTR)
			return;
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
}

static void journal(void *ctx, const char *line, size_t n)
{
	(void)ctx;
	/* O_APPEND and one write: whole lines, there at once. */
	write_all(log_fd, line, n);
}

static bool number(const char *s, long long lo, long long hi, long long *out)
{
	char *end;
	errno = 0;
	*out = strtoll(s, &end, 10);
	return !errno && end != s && !*end && *out >= lo && *out <= hi;
}

enum {
	O_PORT = 1,
	O_ENGINE,
	O_VERSION,
	O_SESSION,
	O_STATE,
	O_KEY,
	O_SIM_KEY,
	O_BASE,
	O_SHOP,
	O_CUSTOMERS,
	O_SCAN,
	O_MEDIA,
	O_LENIENT,
	O_SEED,
	O_LOG,
	O_LISTEN,
	O_READY,
	O_UNTIL,
	O_HELP
};

static const struct option options[] = {
	{ "port", 1, NULL, O_PORT },
	{ "engine", 1, NULL, O_ENGINE },
	{ "version", 1, NULL, O_VERSION },
	{ "session", 1, NULL, O_SESSION },
	{ "state", 1, NULL, O_STATE },
	{ "key", 1, NULL, O_KEY },
	{ "sim-key", 1, NULL, O_SIM_KEY },
	{ "base-url", 1, NULL, O_BASE },
	{ "shop", 1, NULL, O_SHOP },
	{ "customers", 0, NULL, O_CUSTOMERS },
	{ "auto-scan", 1, NULL, O_SCAN },
	{ "media", 0, NULL, O_MEDIA },
	{ "lenient", 0, NULL, O_LENIENT },
	{ "seed", 1, NULL, O_SEED },
	{ "log", 1, NULL, O_LOG },
	{ "listen-fd", 1, NULL, O_LISTEN },
	{ "ready-fd", 1, NULL, O_READY },
	{ "until-fd", 1, NULL, O_UNTIL },
	{ "help", 0, NULL, O_HELP },
	{ NULL, 0, NULL, 0 },
};

/* False: said why; *code is the exit status. */
static bool read_argv(int argc, char **argv, struct choice *c, int *code)
{
	int o;
	long long n;
	bool good = true;
	*code = 64;
	c->listen_fd = c->ready_fd = c->until_fd = -1;
	while (good && (o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (o) {
		case O_PORT: good = number(optarg, 0, 65535, &n); c->port = (int)n; break;
		case O_ENGINE: c->sim.engine = optarg; break;
		case O_VERSION: c->sim.version = optarg; break;
		case O_SESSION:
			good = c->sim.n_sessions < SESSIONS_CAP;
			if (good)
				c->sessions[c->sim.n_sessions++] = optarg;
			break;
		case O_STATE: c->sim.state = optarg; break;
		case O_KEY: c->sim.key = optarg; break;
		case O_SIM_KEY: c->sim.sim_key = optarg; break;
		case O_BASE: c->sim.base_url = optarg; break;
		case O_SHOP: c->sim.shop = optarg; break;
		case O_CUSTOMERS: c->sim.customers = true; break;
		case O_SCAN: good = number(optarg, 1, 3600, &n); c->sim.auto_scan_s = (int)n; break;
		case O_MEDIA: c->sim.media = true; break;
		case O_LENIENT: c->sim.lenient = true; break;
		case O_SEED: good = number(optarg, 0, INT64_MAX, &n); c->sim.seed = (uint64_t)n; break;
		case O_LOG: c->log = optarg; break;
		case O_LISTEN: good = number(optarg, 0, 65535, &n); c->listen_fd = (int)n; break;
		case O_READY: good = number(optarg, 0, 65535, &n); c->ready_fd = (int)n; break;
		case O_UNTIL: good = number(optarg, 0, 65535, &n); c->until_fd = (int)n; break;
		case O_HELP: fputs(usage, stdout); *code = 0; return false;
		default: return false;
		}
	}
	if (!good || optind < argc)
		fprintf(stderr, "wartel-sim: not understood: %s\nTry: wartel-sim --help\n",
			good ? argv[optind] : argv[optind - 1]);
	c->sim.sessions = c->sessions;
	return good && optind >= argc;
}

static int signal_pipe[2];

static void on_signal(int sig)
{
	int keep = errno;
	(void)sig;
	if (write(signal_pipe[1], "", 1) < 0)
		errno = keep;
	errno = keep;
}

static void wait_for_end(int until_fd)
{
	struct pollfd fds[2] = {
		{ .fd = signal_pipe[0], .events = POLLIN },
		{ .fd = until_fd, .events = POLLIN },
	};
	char skipped[256];
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return;
		if (fds[0].revents)
			return;
		/* Bytes on it mean nothing; its end does. */
		if (fds[1].revents && read(until_fd, skipped, sizeof skipped) <= 0)
			return;
	}
}

static int run(struct choice *c)
{
	struct err e = {0};
	int code = 1;
	struct server *server = NULL;
	if (c->log && (log_fd = open(c->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) {
		fprintf(stderr, "wartel-sim: cannot write %s: %s\n", c->log, strerror(errno));
		return 73;
	}
	c->sim.journal = c->log ? journal : NULL;
	c->sim.now_ms = clock_now_ms();
	struct sim *sim = sim_new(&c->sim, &e);
	if (!sim || !(server = server_new(sim, c->port, c->listen_fd, &e))) {
		fprintf(stderr, "wartel-sim: %s\n", err_text(&e));
		code = err_exit_code(e.kind);
		goto out;
	}
	char line[64];
	int n = snprintf(line, sizeof line, "%d\n", server_port(server));
	if (c->ready_fd >= 0) {
		write_all(c->ready_fd, line, (size_t)n);
		if (c->ready_fd > 2)
			close(c->ready_fd);
	} else {
		printf("http://127.0.0.1:%d\n", server_port(server));
		fflush(stdout);
	}
	wait_for_end(c->until_fd);
	code = 0;
out:
	server_free(server);
	sim_free(sim);
	if (log_fd >= 0)
		close(log_fd);
	return code;
}

int main(int argc, char **argv)
{
	struct choice c = {0};
	int code;
	if (!read_argv(argc, argv, &c, &code))
		return code;
	if (pipe(signal_pipe) < 0)
		return 71;
	struct sigaction act = { .sa_handler = on_signal };
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	return run(&c);
}
