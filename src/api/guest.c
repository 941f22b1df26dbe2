/* guest: who is at the other end of a connection: by the Unix socket the uid that
 * the kernel tells, by TCP whoever the token of each request stands for; and those
 * who begin a request and never end it. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

enum { TOKEN_MAX = 256 };

/* Whether a user has more than his share of connections. */
static bool crowded(const struct api *api, const struct guest *by)
{
	int n = 0;
	for (const struct guest *g = api->guests; g; g = g->next)
		n += g->there && g->peer.uid == by->peer.uid;
	return n > PEER_CONNECTIONS_MAX;
}

void guest_come_or_go(void *ctx, struct MHD_Connection *connection, void **place,
	enum MHD_ConnectionNotificationCode code)
{
	struct door *door = ctx;
	struct api *api = door->api;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection,
			MHD_CONNECTION_INFO_CONNECTION_FD);
		struct guest *g = xcalloc(1, sizeof *g);
		g->door = door;
		g->fd = info ? info->connect_fd : -1;
		g->there = info && !door->tcp && peer_of(info->connect_fd, &g->peer);
		g->since_ms = clock_mono_ms();
		g->next = api->guests;
		api->guests = g;
		*place = g;
		atomic_fetch_add(&api->faces, 1);
		/* The daemon finds the connection at its end. */
		if (g->there && crowded(api, g))
			shutdown(g->fd, SHUT_RDWR);
		return;
	}
	for (struct guest **p = &api->guests; *p; p = &(*p)->next) {
		if (*p == *place) {
			*p = (*p)->next;
			break;
		}
	}
	free(*place);
	*place = NULL;
	atomic_fetch_sub(&api->faces, 1);
}

/* The login name of a uid; it may be in no list at all. */
static const char *login(int64_t uid, char *out, size_t cap)
{
	struct passwd pw, *found = NULL;
	char room[4096];
	if (getpwuid_r((uid_t)uid, &pw, room, sizeof room, &found) == 0 && found)
		snprintf(out, cap, "%s", pw.pw_name);
	else
		snprintf(out, cap, "uid%lld", (long long)uid);
	return out;
}

/* By the uid; asked once a connection, and again when rights have changed. */
static bool by_peer(struct exchange *r, struct err *e)
{
	struct guest *g = r->guest;
	char name[64];
	if (!g->there)
		return err_set(e, ERR_AUTH, "api.peer",
			N_("nobody knows who is at the other end of this connection"), NULL);
	if (!g->known || g->roll != r->api->roll) {
		g->known = false;
		if (!service_caller(&r->api->service, g->peer.uid, login(g->peer.uid, name, sizeof name),
			    &g->caller, e))
			return false;
		g->known = true;
		g->roll = r->api->roll;
	}
	r->caller = g->caller;
	return true;
}

/* By the token, each time: one that was revoked is dead at once. Who has none may
 * hear whether the engine is well, and no more. */
static bool by_token(struct exchange *r, struct err *e)
{
	const char *given = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Authorization");
	size_t path = strcspn(r->uri, "?");
	if (given && strncasecmp(given, "Bearer ", 7) == 0 && strlen(given) < TOKEN_MAX)
		return service_token(&r->api->service, given + 7 + strspn(given + 7, " "), &r->caller, e);
	if (!given && strcmp(r->method, "GET") == 0 && path == strlen("/api/health")
		&& strncmp(r->uri, "/api/health", path) == 0) {
		r->open = true;
		r->caller = (struct caller){ .uid = -1, .agent = "nobody", .rights = RIGHTS_READER,
			.from = "tcp" };
		return true;
	}
	return err_set(e, ERR_AUTH, "api.token",
		N_("a token is needed, as Authorization: Bearer TOKEN; `wartel token new` makes one"), NULL);
}

bool guest_identify(struct exchange *r, struct err *e)
{
	r->api->service.now_ms = clock_now_ms();
	r->known = r->guest->door->tcp ? by_token(r, e) : by_peer(r, e);
	r->api->service.caller = r->caller;
	return r->known;
}

int guests_tick(struct api *api)
{
	int64_t now = clock_mono_ms(), first = -1;
	for (struct guest *g = api->guests; g; g = g->next) {
		if (g->since_ms < 0)
			continue;
		int64_t left = g->since_ms + REQUEST_MS + g->came / REQUEST_BYTES_MS - now;
		if (left <= 0) {
			/* The daemon finds the connection at its end. */
			shutdown(g->fd, SHUT_RDWR);
			g->since_ms = -1;
		} else if (first < 0 || left < first) {
			first = left;
		}
	}
	return (int)first;
}
