/* api: the daemon, its thread, and the one poll: requests, changes, results of
 * jobs, readers that hang up, and the wish to end. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

enum { FIXED_FDS = 5, LAST_ROUNDS = 10, LAST_MS = 20, CONNECTION_MEMORY = 64 << 10 };

static void complain(void *ctx, const char *fmt, va_list ap)
{
	char text[512];
	(void)ctx;
	vsnprintf(text, sizeof text, fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	/* Mostly faces that went away in the middle of a stream. */
	log_line(LOG_ERROR, LOG_DEBUG, "api", "%s", text);
}

static bool daemon_start(struct door *door, struct err *e)
{
	door->mhd = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		NULL, NULL, exchange_handle, door,
		MHD_OPTION_EXTERNAL_LOGGER, complain, NULL,
		MHD_OPTION_LISTEN_SOCKET, door->listen_fd,
		MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, door,
		MHD_OPTION_NOTIFY_COMPLETED, exchange_end, door,
		MHD_OPTION_NOTIFY_CONNECTION, guest_come_or_go, door,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_END);
	if (door->mhd)
		return true;
	return err_set(e, ERR_ENGINE, "api.daemon", N_("the engine cannot answer on {path}: {why}"),
		"path=%s\nwhy=%s", door->tcp ? "TCP" : door->api->path, strerror(errno));
}

static bool doors_open(struct api *api, const struct config *config, struct err *e)
{
	long port = config_int(config, "port");
	api->own.listen_fd = listen_open(api->path, !config_shared(config), e);
	if (api->own.listen_fd < 0 || !daemon_start(&api->own, e))
		return false;
	if (!port)
		return true;
	api->tcp.listen_fd = listen_tcp(config_str(config, "bind"), (int)port, e);
	if (api->tcp.listen_fd < 0 || !daemon_start(&api->tcp, e))
		return false;
	log_info("api", "listens on %s port %ld", config_str(config, "bind"), port);
	return true;
}

/* The listening socket is the daemon's while there is one. */
static void door_close(struct door *door)
{
	if (door->mhd)
		MHD_stop_daemon(door->mhd);
	else if (door->listen_fd >= 0)
		close(door->listen_fd);
	if (door->listen_fd >= 0 && !door->tcp)
		unlink(door->api->path);
	door->mhd = NULL;
	door->listen_fd = -1;
}

struct api *api_new(struct engine *engine, const char *path, struct err *e)
{
	const struct config *config = engine_config(engine);
	struct api *api = xcalloc(1, sizeof *api);
	api->engine = engine;
	api->path = xstrdup(path);
	api->own = (struct door){ .api = api, .listen_fd = -1 };
	api->tcp = (struct door){ .api = api, .tcp = true, .listen_fd = -1 };
	wake_init(&api->wake);
	/* Above those of any engine before: a million events a second would have to
	 * happen to meet them. */
	api->sequence = api->recent_from = clock_now() << 20;
	if (doors_open(api, config, e))
		api->db = db_open(config_database(config), false, e);
	if (!api->db) {
		api_free(api);
		return NULL;
	}
	api->service = (struct service){ .engine = engine, .db = api->db, .config = config,
		.since = clock_now(), .socket = api->path, .errors = &api->errors, .claims = &api->claims };
	return api;
}

/* The earlier of two waits in ms, -1 for none. */
static int earlier(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static int wait_ms(struct api *api, int ours)
{
	MHD_UNSIGNED_LONG_LONG theirs;
	int wait = clock_wait_ms(ours);
	struct MHD_Daemon *both[] = { api->own.mhd, api->tcp.mhd };
	for (size_t i = 0; i < 2; i++)
		if (both[i] && MHD_get_timeout(both[i], &theirs) == MHD_YES)
			wait = earlier(wait, theirs > 60000 ? 60000 : (int)theirs);
	return wait;
}

static void doors_run(struct api *api)
{
	MHD_run(api->own.mhd);
	if (api->tcp.mhd)
		MHD_run(api->tcp.mhd);
}

/* -1, which poll passes over, for a door that is closed. */
static int door_fd(const struct door *door)
{
	return door->mhd ? MHD_get_daemon_info(door->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd : -1;
}

/* Readers that are silent are not in the daemon's poll: ours sees them hang up. */
static size_t add_readers(struct api *api, struct pollfd *fds, size_t n)
{
	for (struct stream *s = api->streams; s && n < FIXED_FDS + 2 * CONNECTIONS_MAX; s = s->next)
		if (s->suspended && !s->closing)
			fds[n++] = (struct pollfd){ .fd = s->fd, .events = POLLRDHUP };
	return n;
}

static void *run(void *ctx)
{
	struct api *api = ctx;
	struct pollfd *fds = xcalloc(FIXED_FDS + 2 * CONNECTIONS_MAX, sizeof *fds);
	int own = door_fd(&api->own), tcp = door_fd(&api->tcp);
	while (!atomic_load(&api->stopping)) {
		int wait = earlier(streams_tick(api), exchanges_expire(api, false));
		wait = earlier(wait, guests_tick(api));
		wait = earlier(wait, presence_tick(api));
		doors_run(api);
		if (streams_review(api))
			continue;
		fds[0] = (struct pollfd){ .fd = own, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = wake_fd(&api->wake), .events = POLLIN };
		fds[2] = (struct pollfd){ .fd = engine_changes_fd(api->engine), .events = POLLIN };
		fds[3] = (struct pollfd){ .fd = engine_jobs_fd(api->engine), .events = POLLIN };
		fds[4] = (struct pollfd){ .fd = tcp, .events = POLLIN };
		size_t n = add_readers(api, fds, FIXED_FDS);
		if (poll(fds, n, wait_ms(api, wait)) < 0 && errno != EINTR) {
			log_bad("api", "poll: %s", strerror(errno));
			break;
		}
		if (fds[2].revents)
			streams_take_changes(api);
		if (fds[3].revents)
			exchanges_take_jobs(api);
	}
	/* What waits is told, and gets a moment to hear it. */
	exchanges_expire(api, true);
	streams_close(api);
	for (int i = 0; i < LAST_ROUNDS; i++) {
		struct pollfd p[2] = { { .fd = own, .events = POLLIN }, { .fd = tcp, .events = POLLIN } };
		doors_run(api);
		if (poll(p, 2, 0) == 0 && atomic_load(&api->faces) == 0)
			break;
		poll(p, 2, LAST_MS);
	}
	door_close(&api->tcp);
	door_close(&api->own);
	free(fds);
	return NULL;
}

bool api_start(struct api *api, struct err *e)
{
	int bad = pthread_create(&api->thread, NULL, run, api);
	if (bad)
		return err_set(e, ERR_ENGINE, "engine.thread",
			N_("No thread could be started for {name}: {why}"), "name=api\nwhy=%s",
			strerror(bad));
	api->running = true;
	return true;
}

void api_stop(struct api *api)
{
	if (!api || !api->running)
		return;
	atomic_store(&api->stopping, true);
	wake_call(&api->wake);
	pthread_join(api->thread, NULL);
	api->running = false;
}

void api_free(struct api *api)
{
	if (!api)
		return;
	api_stop(api);
	/* What never ran. */
	door_close(&api->tcp);
	door_close(&api->own);
	free(api->buckets.v);
	claims_fini(&api->claims);
	db_close(api->db);
	wake_fini(&api->wake);
	free(api->path);
	free(api);
}

int api_faces(const struct api *api)
{
	return atomic_load(&api->faces);
}
