/* serve: the engine's process. This thread only waits: for a signal, for the
 * descriptor whose end means ours, and, lingering, for the day's work to be
 * over. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/wake.h"
#include "command/say.h"
#include "config/config.h"
#include "store/db.h"
#include "engine/engine.h"
#include "api/api.h"
#include "cli/out.h"

#include "serve.h"

#include "base/banned.h"

enum {
	LOG_BYTES = 8 << 20,
	LINGER_MS = 30000,	/* after the last face left */
	LINGER_LOOK_MS = 5000
};

static struct wake stop, reread;

static void on_signal(int number)
{
	int kept = errno;

	(void)number;
	wake_call(&stop);
	errno = kept;
}

static void on_hangup(int number)
{
	int kept = errno;

	(void)number;
	wake_call(&reread);
	errno = kept;
}

static void catch_signals(void)
{
	static const int ours[] = { SIGTERM, SIGINT, SIGHUP };

	wake_init(&stop);
	wake_init(&reread);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		struct sigaction a = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
		/* Of a terminal it is the line that is gone; else it asks to read files again. */
		if (ours[i] == SIGHUP && !isatty(STDIN_FILENO)) {
			a.sa_handler = on_hangup;
		}
		sigemptyset(&a.sa_mask);
		sigaction(ours[i], &a, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
}

/* Tells whoever started us how it went, and closes the descriptor. */
static void tell(int ready_fd, const struct err *e)
{
	if (ready_fd < 0) {
		return;
	}
	if (e) {
		json_t *v = json_from_err(e);
		char *text = json_dumps(v, JSON_COMPACT);
		if (text && write(ready_fd, text, strlen(text)) < 0) {
			log_warn("engine", "nobody waits for %s", text);
		}
		free(text);
		json_decref(v);
	} else if (write(ready_fd, "+", 1) < 0) {
		log_warn("engine", "nobody waits for the engine that was started");
	}
	close(ready_fd);
}

/* Returns when the engine shall end. */
static void wait_for_the_end(struct engine *engine, struct api *api, struct db *db, bool linger, int until_fd)
{
	int64_t alone_since = clock_mono_ms();

	for (;;) {
		struct pollfd fds[3] = { { .fd = wake_fd(&stop), .events = POLLIN },
			{ .fd = until_fd, .events = POLLIN }, { .fd = wake_fd(&reread), .events = POLLIN } };
		int n = poll(fds, 3, linger ? clock_wait_ms(LINGER_LOOK_MS) : -1);
		if (n < 0 && errno != EINTR) {
			log_bad("engine", "poll: %s", strerror(errno));
			return;
		}
		if (n > 0 && fds[0].revents) {
			log_info("engine", "ending on a signal");
			return;
		}
		if (n > 0 && fds[1].revents) {
			log_info("engine", "ending with the process that started it");
			return;
		}
		if (n > 0 && fds[2].revents) {
			struct err e = { 0 };
			wake_clear(&reread);
			if (!engine_read_rules(engine, &e)) {
				log_bad("engine", "%s; the rules of before go on", err_text(&e));
			}
			engine_poke_sender(engine);
		}
		if (!linger) {
			continue;
		}
		if (api_faces(api)) {
			alone_since = clock_mono_ms();
		} else if (clock_mono_ms() - alone_since >= LINGER_MS && engine_idle(engine, db)) {
			log_info("engine", "ending: no face is connected and nothing is queued");
			return;
		}
	}
}

/* Where the API listens: --socket, else what is configured. */
static const char *socket_of(const struct cli *cli, const struct config *config)
{
	const char *option = config_str(config, "socket");

	return cli->socket ? cli->socket : *option ? option : config_own_socket(config);
}

int serve_run(const struct cli *cli)
{
	bool linger = json_flag(cli->args, "linger");
	int ready_fd = (int)json_i64_or(cli->args, "ready_fd", -1);
	int until_fd = (int)json_i64_or(cli->args, "until_fd", -1);
	const struct sentence *notes;
	struct config *config = NULL;
	struct engine *engine = NULL;
	struct api *api = NULL;
	struct db *db = NULL;
	struct err e = { 0 };
	int status = 0;

	catch_signals();
	config = config_load(&(struct config_source){ .side = CONFIG_BOTH, .file = cli->config }, &e);
	if (!config) {
		goto out;
	}
	if (!log_open(config_state_dir(config), LOG_BYTES, &e)) {
		goto out;
	}
	log_info("engine", "wartel " PACKAGE_VERSION " starts as process %ld", (long)getpid());
	for (size_t i = 0, n = config_notes(config, &notes); i < n; i++) {
		log_warn("config", "%s", notes[i].text);
	}
	engine = engine_new(config, &e);
	if (!engine) {
		goto out;
	}
	db = db_open(config_database(config), false, &e);
	api = db ? api_new(engine, socket_of(cli, config), &e) : NULL;
	if (!api || !api_start(api, &e) || !engine_start(engine, &e)) {
		goto out;
	}
	if (ready_fd < 0 && isatty(STDERR_FILENO)) {
		char said[SENTENCE_SAID];
		out_say(say_with(said, sizeof said, N_("the engine listens at {path}; Ctrl-C ends it"),
			"path=%s", socket_of(cli, config)));
	}
	tell(ready_fd, NULL);
	ready_fd = -1;
	wait_for_the_end(engine, api, db, linger, until_fd);
out:
	if (e.kind && !strcmp(e.say.key, "engine.locked")) {
		/* Another one is there and does the work. */
		if (!linger) {
			cli_fail(cli, &e);
		}
		if (ready_fd >= 0) {
			close(ready_fd);
		}
	} else if (e.kind) {
		log_bad("engine", "%s", err_text(&e));
		tell(ready_fd, &e);
		status = cli_fail(cli, &e);
	}
	api_stop(api);
	if (engine) {
		engine_stop(engine);
	}
	api_free(api);
	db_close(db);
	engine_free(engine);
	log_info("engine", "ended");
	log_close();
	config_free(config);
	return status;
}
