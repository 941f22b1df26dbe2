/* media: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/call.h"
#include "sim/media.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

static json_t *lost(const struct media *f)
{
	json_t *error = json_object(), *data = json_object(), *output = json_object(),
	       *payload = json_object();
	static const char why[] = "Failed to fetch stream from https://mmg.whatsapp.net/nope";
	(void)f;
	json_put_str(data, "url", "https://mmg.whatsapp.net/nope");
	json_put(error, "data", data);
	json_put_bool(error, "isBoom", true);
	json_put_bool(error, "isServer", false);
	json_put_i64(output, "statusCode", 404);
	json_put_i64(payload, "statusCode", 404);
	json_put_str(payload, "error", "Not Found");
	json_put_str(payload, "message", why);
	json_put(output, "payload", payload);
	json_put(output, "headers", json_object());
	json_put(error, "output", output);
	json_put_str(error, "details", "Error: Failed to fetch stream from https://mmg.whatsapp.net/nope");
	return error;
}

json_t *media_answer(struct session *s, const struct message *m)
{
	if (!m->media)
		return json_null();
	json_t *o = s->sim->engine->media(s, m);
	if (m->media->broken) {
		json_put_null(o, "url");
		json_put(o, "error", lost(m->media));
		return o;
	}
	m->media->until = s->sim->now + FILE_LIFE_MS;
	char *serial = s->sim->engine->serial_files ? message_serial(s, m, NULL) : xstrdup(m->id);
	char *url = xasprintf("%s/api/files/%s/%s%s", s->sim->base_url, s->name, serial, m->media->name + strlen(m->id));
	json_put_str(o, "url", url);
	free(serial);
	free(url);
	return o;
}

/* A file is asked for by the bare id, or the whole one. */
static bool is_named(const struct message *m, const char *name)
{
	char *bare = message_bare(name);
	size_t n = strlen(m->id), ext = strcspn(bare, ".");
	bool yes = ext == n && !memcmp(bare, m->id, n);
	free(bare);
	return yes && !strcmp(name + strlen(name) - strlen(m->media->name + n), m->media->name + n);
}

static const struct media *served(struct sim *sim, const char *session, const char *name)
{
	for (size_t i = 0; i < sim->sessions.n; i++) {
		const struct session *s = sim->sessions.v[i];
		if (strcmp(s->name, session) != 0)
			continue;
		for (size_t k = 0; k < s->account->messages.n; k++) {
			const struct message *m = s->account->messages.v[k];
			if (m->media && is_named(m, name) && m->media->until > sim->now)
				return m->media;
		}
	}
	return NULL;
}

static void file_get(struct call *c)
{
	const struct media *f = served(c->sim, c->arg[0], c->arg[1]);
	if (f) {
		answer_text(c, 200, f->mimetype, f->bytes, f->n);
		return;
	}
	if (!sim_since(c->sim, 2026, 6, 1)) {
		answer_fail(c, 404,
			    "ENOENT: no such file or directory, stat '/app/dist/dashboard/index.html'");
		return;
	}
	json_t *o = json_object(), *error = json_object();
	json_put_i64(error, "code", 404);
	json_put_str(error, "key", "FILE_NOT_FOUND");
	json_put_str(error, "message", "File not found");
	json_put(o, "error", error);
	answer_json(c, 404, o);
}

const struct route file_routes[] = {
	{ "GET", "/api/files/{session}/{name}", file_get, 0, {0} },
	{ 0 },
};
