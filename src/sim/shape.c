/* shape: what the engines' shapes share. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/message.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* Every engine WAHA has. */
static const struct { const char *name; const struct engine *engine; } engines[] = {
	{ "noweb", &engine_noweb },
	{ "gows", &engine_gows },
	{ "webjs", &engine_webjs },
	{ "wpp", &engine_wpp },
};

const struct engine *engine_named(const char *name)
{
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
		if (!strcmp(engines[i].name, name))
			return engines[i].engine;
	return NULL;
}

char *cus_of(const char *raw)
{
	const char *at = strchr(raw, '@');
	if (!at || strcmp(at, "@s.whatsapp.net") != 0)
		return xstrdup(raw);
	size_t n = strcspn(raw, ":@");
	return xasprintf("%.*s@c.us", (int)n, raw);
}

char *message_serial(const struct session *s, const struct message *m, const char *chat)
{
	(void)s;
	char *id = cus_of(chat ? chat : m->addr), *serial;
	if (m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		serial = xasprintf("false_%s_%s_%s", id, m->id, who);
		free(who);
	} else {
		serial = xasprintf("%s_%s_%s", m->from_me ? "true" : "false", id, m->id);
	}
	free(id);
	return serial;
}

const char *ack_name(int ack)
{
	static const char *const names[] = { "ERROR", "PENDING", "SERVER", "DEVICE", "READ", "PLAYED" };
	return ack < -1 || ack > 4 ? "UNKNOWN" : names[ack + 1];
}

void shape_put_or_null(json_t *o, const char *key, const char *value)
{
	if (value)
		json_put_str(o, key, value);
	else
		json_put_null(o, key);
}

json_t *shape_location(const struct message *m)
{
	json_t *o = json_object();
	json_object_set(o, "latitude", json_object_get(m->extra, "latitude"));
	json_object_set(o, "longitude", json_object_get(m->extra, "longitude"));
	json_put_bool(o, "live", false);
	shape_put_or_null(o, "name", json_str(m->extra, "name"));
	shape_put_or_null(o, "address", json_str(m->extra, "address"));
	json_put_null(o, "url");
	json_put_null(o, "description");
	json_put_null(o, "thumbnail");
	return o;
}

const char *shape_body(const struct message *m)
{
	switch (m->kind) {
	case KIND_TEXT: case KIND_EDIT: case KIND_IMAGE: case KIND_VIDEO: case KIND_DOCUMENT:
		return m->text;
	default:
		return NULL;
	}
}

json_t *shape_reply(const struct message *quoted, const char *who, const char *body, json_t *data)
{
	json_t *o = json_object();
	json_put_str(o, "id", quoted->id);
	json_put_str(o, "participant", who);
	shape_put_or_null(o, "body", body);
	json_put_bool(o, "hasMedia", quoted->media != NULL);
	json_put_null(o, "media");
	json_put(o, "_data", data);
	return o;
}
