/* basic: what the server says about itself. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "sim/call.h"
#include "sim/route.h"
#include "sim/state.h"

#include "base/banned.h"

static void ping(struct call *c)
{
	json_t *o = json_object();
	json_put_str(o, "message", "pong");
	answer_ok(c, o);
}

static json_t *space(const char *path)
{
	json_t *o = json_object();
	json_put_str(o, "status", "up");
	json_put_str(o, "path", path);
	json_put_str(o, "diskPath", "/");
	json_put_i64(o, "free", 12000000000);
	json_put_i64(o, "threshold", 104857600);
	return o;
}

static void health(struct call *c)
{
	if (!sim_since(c->sim, 2026, 6, 1)) {
		answer_plus(c);
		return;
	}
	json_t *o = json_object(), *info = json_object();
	json_put(info, "mediaFiles.space", space("/tmp/whatsapp-files"));
	json_put(info, "sessionsFiles.space", space("/app/.sessions"));
	json_put_str(o, "status", "ok");
	json_put(o, "info", info);
	json_put(o, "error", json_object());
	json_put(o, "details", json_object());
	answer_ok(c, o);
}

static void version(struct call *c)
{
	answer_ok(c, answer_version(c->sim));
}

static void status(struct call *c)
{
	json_t *o = json_object(), *worker = json_object();
	json_put_i64(o, "startTimestamp", c->sim->started);
	json_put_i64(o, "uptime", c->sim->now - c->sim->started);
	json_put_str(worker, "id", "");
	json_put(o, "worker", worker);
	answer_ok(c, o);
}

static void websocket(struct call *c)
{
	answer_fail(c, 426, "This simulator tells its events by webhooks only");
}

const struct route server_routes[] = {
	{ "GET", "/ping", ping, R_OPEN, {0} },
	{ "GET", "/health", health, 0, {0} },
	{ "GET", "/api/version", version, 0, {0} },
	{ "GET", "/api/server/version", version, 0, {0} },
	{ "GET", "/api/server/status", status, 0, {0} },
	{ "GET", "/ws", websocket, R_OPEN, {0} },
	{ 0 },
};
